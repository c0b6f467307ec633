"""Projects from Python, as in the design: new, open, suggest, check, decide, brief, undo, redo."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import contingent as ct
from contingent.base.errors import ConflictError, ContingentError, InputError, NotFoundError, StoreError, UsageError
from contingent.coding.vocabulary import Status
from contingent.project.project import Project
from contingent.project.starting import find_case, shipped_cases

REPORTS = sorted((Path(__file__).parents[1] / "coding" / "reports").glob("*.txt"))


def test_the_case_of_the_design_works_from_python(case: Project) -> None:
    assert {s.holder for s in case.statements.find(holder="RUS")} == {"RUS"}
    assert len(case.statements) == 183
    assert case.agenda(["csto_border"]).issues == ("csto_border",)
    assert len(case.agenda().issues) == 10
    verdicts = Counter(each.ruling.value for each in case.check())
    assert sum(verdicts.values()) == 43
    assert verdicts["supported"] >= 25
    assert verdicts["no data"] <= 3
    decided = case.decide(["csto_border"], draws=500, seed=1)
    assert {"compromise", "median", "exchange"} <= {each.model for each in decided.outcomes}
    assert case.brief().sections


def test_the_same_seed_gives_the_same_decisions(case: Project) -> None:
    first, again = (case.decide(["r2p"], draws=300, seed=5).ensemble.summary() for _ in range(2))
    other = case.decide(["r2p"], draws=300, seed=6).ensemble.summary()
    assert first.equals(again)
    assert not first.equals(other)


def test_a_new_project_is_empty_but_for_the_facts(empty: Project) -> None:
    assert (len(empty.statements), len(empty.reports), len(empty.issues)) == (0, 0, 0)
    assert empty.record.is_member("KAZ", "CSTO", on=date(2013, 11, 5))
    assert empty.check() == ()
    for ask in (empty.agenda, empty.decide, empty.brief, empty.suggest):
        with pytest.raises(NotFoundError) as asked:
            ask()
        assert asked.value.remedy, ask


def test_new_refuses_a_file_that_is_there(case_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(case_file, tmp_path / "a.ct"))
    before = path.read_bytes()
    with pytest.raises(ConflictError):
        ct.new(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("case_name", ["nowhere", "astana_1913", "/nowhere/at/all", "../astana"])
def test_an_unknown_case_leaves_no_file_behind(tmp_path: Path, case_name: str) -> None:
    with pytest.raises(NotFoundError) as asked:
        ct.new(tmp_path / "a.ct", case=case_name)
    assert "astana_2013" in (asked.value.remedy or "")
    assert list(tmp_path.iterdir()) == []


def shipped_folder(tmp_path: Path) -> Path:
    source = Path(ct.__file__).parent / "examples" / "astana_2013"
    return Path(shutil.copytree(source, tmp_path / "my_case"))


def test_a_case_may_be_a_folder(tmp_path: Path) -> None:
    folder = shipped_folder(tmp_path)
    with ct.new(tmp_path / "mine.ct", case=folder) as project:
        assert len(project.statements) == 183
    assert shipped_cases() == ("astana_2013", "fictional_bishkek_2015", "fictional_dushanbe_2017")
    assert find_case("examples/astana_2013").meeting == find_case(folder).meeting


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("statements.jsonl", lambda text: text.replace('"hedge": "certain"', '"hedge": "surely"', 1)),
        ("statements.jsonl", lambda text: text[: len(text) // 2]),
        ("positions.csv", lambda text: text.replace("csto_border", "csto_frontier", 1)),
        ("meeting.yaml", lambda text: "- no mapping\n"),
        ("codebook.yaml", lambda text: "{broken"),
    ],
)
def test_a_spoilt_case_leaves_no_file_behind(tmp_path: Path, name: str, spoil: Callable[[str], str]) -> None:
    folder = shipped_folder(tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    assert spoil(text) != text
    (folder / name).write_text(spoil(text), encoding="utf-8")
    with pytest.raises(ContingentError) as refused:
        ct.new(tmp_path / "a.ct", case=folder)
    assert str(refused.value)
    assert {each.name for each in tmp_path.iterdir()} == {"my_case"}


def test_suggestions_are_stored_as_suggested_by_the_rules(empty: Project, report: Path) -> None:
    empty.add(report, meeting="Nairobi, 20 November 2013")
    made = empty.suggest()
    assert len(made) >= 5
    assert {each.status for each in empty.statements.find()} == {Status.SUGGESTED}
    assert {each.coder for each in made} == {"rules"}
    assert all(each.origins and each.report == "nairobi" for each in made)
    assert {each.holder for each in made} >= {"KEN", "GHA"}
    with pytest.raises(ConflictError):
        empty.suggest("nairobi")
    with pytest.raises(NotFoundError):
        empty.suggest()
    with pytest.raises(NotFoundError):
        empty.suggest("nowhere")
    empty.undo()
    assert len(empty.statements) == 0
    empty.redo()
    assert empty.statements.find() == made


def test_suggested_claims_are_checked_as_of_the_meeting(empty: Project, report: Path) -> None:
    empty.add(report, meeting="Nairobi, 20 November 2013")
    empty.suggest()
    told = {empty.quote(empty.statements.get(v.statement)): v for v in empty.check()}
    rulings = {next(w for w in ("Ghana", "Croatia", "Tajikistan") if w in (q or "")): v for q, v in told.items()}
    assert {name: v.ruling.value for name, v in rulings.items()} == {
        "Ghana": "no data", "Croatia": "supported", "Tajikistan": "supported",
    }  # fmt: skip
    assert rulings["Ghana"].finding.needed == "the personnel of Ghana in 2013-11"


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_every_suggested_claim_can_be_checked(empty: Project, path: Path) -> None:
    empty.add(path, meeting=f"{path.stem}, 20 November 2013")
    made = empty.suggest()
    verdicts = empty.check()
    assert {each.statement for each in verdicts} == {each.id for each in made if each.claim}
    for each in verdicts:
        assert each.finding.citations or each.finding.needed, each
        assert not re.search(r"should be|no measure", each.finding.needed or ""), each
    assert empty.brief().sections


def test_cases_and_reports_live_side_by_side(case: Project, report: Path) -> None:
    case.add(report, meeting="Nairobi, 20 November 2013")
    made = case.suggest()
    assert len(case.statements) == 183 + len(made)
    assert {each.report for each in made} == {"nairobi"}
    assert len(case.check()) > 43


def test_two_projects_are_two(case: Project, empty: Project, report: Path, content: Callable[..., Any]) -> None:
    before = content(case)
    empty.add(report)
    empty.suggest()
    assert content(case) == before
    case.statements.change("A001", note="seen")
    assert all(each.note is None for each in empty.statements.find())


def test_undo_goes_back_to_the_facts_and_stops_there(empty: Project, report: Path) -> None:
    facts = len(empty.actors)
    empty.add(report)
    assert empty.undo() == "Added the report nairobi.txt"
    with pytest.raises(ConflictError) as refused:
        empty.undo()
    assert refused.value.remedy
    assert len(empty.actors) == facts
    assert empty.redo() == "Added the report nairobi.txt"


def test_unknown_ids_are_named_with_a_remedy(case: Project) -> None:
    for ask in (
        lambda: case.check(["A999"]),
        lambda: case.agenda(["csto_frontier"]),
        lambda: case.decide(["csto_frontier"]),
        lambda: case.brief("somewhere"),
        lambda: case.statements.get("A999"),
        lambda: case.statements.find(holder="XYZ"),
        lambda: case.record.actor("KZK"),
    ):
        with pytest.raises((NotFoundError, InputError)) as asked:
            ask()
        assert asked.value.remedy, asked.value
    with pytest.raises(UsageError):
        case.agenda(who="everybody")


def test_what_cannot_be_opened_is_said(tmp_path: Path, empty_file: Path) -> None:
    with pytest.raises(NotFoundError):
        ct.open(tmp_path / "nowhere.ct")
    for name, data in (("empty.ct", b""), ("report.ct", b"%PDF-1.7\n" + bytes(4000)), ("text.ct", b"words" * 900)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(StoreError):
            ct.open(tmp_path / name)
        assert (tmp_path / name).read_bytes() == data
    with pytest.raises((StoreError, NotFoundError)):
        ct.open(tmp_path)
    cut = tmp_path / "cut.ct"
    cut.write_bytes(empty_file.read_bytes()[:30_000])
    with pytest.raises(StoreError), ct.open(cut) as project:
        project.record  # noqa: B018 - reading is what fails


def test_every_change_is_a_line_in_the_journal(case: Project, report: Path, content: Callable[..., Any]) -> None:
    before = content(case)
    case.add(report)
    case.suggest("nairobi")
    assert len(case.journal.entries(None)) == before["journal"] + 2
    case.undo()
    case.undo()
    after = content(case)
    assert {**after, "journal": 0} == {**before, "journal": 0}
    assert after["journal"] == before["journal"] + 4


def test_the_brief_is_written_whole_or_not_at_all(case: Project, tmp_path: Path) -> None:
    path = ct.save_brief(case, tmp_path / "brief.html")
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    with pytest.raises(InputError):
        ct.save_brief(case, tmp_path / "missing" / "brief.html")
    with pytest.raises(InputError):
        ct.save_brief(case, tmp_path / "brief.pdf")
    assert {each.name for each in tmp_path.iterdir() if not each.name.startswith("astana.ct")} == {"brief.html"}
