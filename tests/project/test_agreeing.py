"""Agreement in a project: who is compared, a coding from a file, blind coding, the sheet."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import contingent as ct
from contingent.base.errors import InputError, NotFoundError
from contingent.coding.agreement.comparison import How
from contingent.coding.codebook import Code, Codebook
from contingent.coding.codings import Assignment
from contingent.coding.exchange.jsonl import write_statements
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Hedge, Status
from contingent.project.agreeing import NOBODY, agreement_as_dict, agreement_brief, passage_words, save_agreement
from contingent.project.project import Project
from contingent.project.reviewing import review_statements
from contingent.store.coders import Coder

QUICK = How(draws=100)


def suggested(project: Project, report: Path) -> tuple[Statement, ...]:
    project.add(report)
    return project.suggest()


def as_coder(project: Project, statements: tuple[Statement, ...], coder: str) -> tuple[Statement, ...]:
    """Store these statements again as another coder's own."""
    if coder not in project.coders:
        project.coders.add(Coder(id=coder, name=coder))
    own = tuple(
        replace(each, id=f"{coder[0].upper()}{n}", coder=coder, status=Status.ACCEPTED, head=None, nested_in=None,
                attribution=replace(each.attribution, source=None))
        for n, each in enumerate(statements)
    )  # fmt: skip
    project.statements.add(own)
    return own


@pytest.fixture
def two(empty: Project, report: Path) -> Project:
    """A project in which anna and boris coded one report, boris with one other hedge and without the last statement."""
    first = as_coder(empty, suggested(empty, report), "anna")
    changed = (replace(first[0], hedge=Hedge.UNLIKELY), *first[1:-1])
    as_coder(empty, changed, "boris")
    return empty


def test_persons_are_compared_and_rules_only_if_named(two: Project) -> None:
    found = two.agreement(how=QUICK)
    assert found.coders == ("anna", "boris")
    assert [list(p.values) for p in found.passages] == [["hedge"]]
    assert [p.statements["boris"] for p in found.alone] == [None]
    assert two.agreement(["anna", "rules"], how=QUICK).coders == ("anna", "rules")


def test_passages_have_their_words(two: Project) -> None:
    found = two.agreement(how=QUICK)
    (said,) = passage_words(two, found.passages)
    clean = two.reports.find()[0].clean
    assert clean is not None
    assert said == f"“{found.passages[0].span.cut(clean.text)}”"


def test_rejected_statements_do_not_count(two: Project) -> None:
    (alone,) = two.agreement(how=QUICK).alone
    two.statements.change(alone.statements["anna"] or "", status=Status.REJECTED)
    assert two.agreement(how=QUICK).alone == ()


def test_one_coder_is_told_what_to_do(case: Project) -> None:
    found = case.agreement()
    assert found.reports == ()
    assert "astana_2013 by first" in found.notes[0]
    assert all(each.alpha.value is None for each in found.variables)


def test_suggestions_alone_are_told(empty: Project, report: Path) -> None:
    suggested(empty, report)
    assert any("--coder rules" in note for note in empty.agreement().notes)


def test_empty_project(empty: Project) -> None:
    found = empty.agreement()
    assert found.coders == ()
    assert "No report is coded so far" in found.notes[0]


def test_unknown_names_are_refused(two: Project) -> None:
    with pytest.raises(NotFoundError, match="zoe"):
        two.agreement(["zoe"])
    with pytest.raises(NotFoundError, match="nowhere"):
        two.agreement(reports=["nowhere"])
    with pytest.raises(NotFoundError, match="colour"):
        two.agreement(how=How(variables=("colour",)))


def test_a_coding_from_a_file(case: Project, tmp_path: Path) -> None:
    other = [replace(each, coder=None, hedge=Hedge.CERTAIN) for each in case.statements.find()]
    path = tmp_path / "second.jsonl"
    write_statements(other, path)
    found = case.agreement(file=path, how=QUICK)
    assert found.coders == ("first", "second")
    assert found.matched == 183
    differing = {name for passage in found.passages for name in passage.values}
    assert differing == {"hedge"}
    assert found.units.value == pytest.approx(1)


def test_a_coder_of_the_file_with_a_name_of_the_project_is_kept_apart(case: Project, tmp_path: Path) -> None:
    path = tmp_path / "first.jsonl"
    write_statements(case.statements.find(), path)
    found = case.agreement(file=path, how=QUICK)
    assert found.coders == ("first", "first (file)")
    assert found.passages == ()


def test_files_that_do_not_fit_are_refused(two: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "X", "start": 0, "end": 10_000}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="after the end of the text"):
        two.agreement(file=path)
    path.write_text("{oops\n", encoding="utf-8")
    with pytest.raises(InputError):
        two.agreement(file=path)
    with pytest.raises(NotFoundError):
        two.agreement(file=tmp_path / "none.jsonl")


def test_a_file_of_no_known_report_needs_one_named(two: Project, tmp_path: Path) -> None:
    second = tmp_path / "other.txt"
    second.write_text("# Other talks\n\nSeveral delegates doubted it.\n", encoding="utf-8")
    two.add(second)
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "X", "start": 0, "end": 10}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="no report"):
        two.agreement(file=path)
    first = two.reports.ids()[0]
    assert "x" in two.agreement(reports=[first], file=path, how=QUICK).coders


def test_statements_without_a_coder_are_somebodys(empty: Project, report: Path) -> None:
    first = as_coder(empty, suggested(empty, report), "anna")
    empty.statements.add([replace(each, id=f"N{n}", coder=None) for n, each in enumerate(first)])
    assert empty.agreement(how=QUICK).coders == (NOBODY, "anna")


def test_unfinished_and_empty_assignments(two: Project) -> None:
    report = two.reports.ids()[0]
    two.coders.add(Coder(id="clara", name="clara"))
    two.assignments.add([
        Assignment(report=report, coder="anna", finished=False), Assignment(report=report, coder="clara", finished=True)
    ])  # fmt: skip
    found = two.agreement(how=QUICK)
    assert found.coders == ("anna", "boris", "clara")
    assert any("anna has not finished" in note for note in found.notes)
    assert any("clara has no statement" in note for note in found.notes)


def test_who_codes_blind_is_shown_nothing(two: Project) -> None:
    report = two.reports.ids()[0]
    two.assignments.add([Assignment(report=report, coder=coder, blind=True) for coder in ("anna", "boris")])
    address = two.store.address
    with ct.open(address, coder="anna") as project:
        found = project.agreement()
        assert found.reports == ()
        assert found.passages == ()
        assert any("blind" in note for note in found.notes)
    with ct.open(address) as project:
        assert project.agreement(how=QUICK).coders == ("anna", "boris")


def test_who_has_finished_before_others_is_not_told_to_have_found_nothing(two: Project) -> None:
    """Of a finished coder whose statements are hidden still, nothing is measured."""
    report = two.reports.ids()[0]
    two.coders.add(Coder(id="clara", name="clara"))
    two.assignments.add(
        [Assignment(report=report, coder=c, blind=True, finished=c != "clara") for c in ("anna", "boris", "clara")]
    )
    with ct.open(two.store.address, coder="anna") as project:
        found = project.agreement(how=QUICK)
        assert found.reports == ()
        assert not any("found nothing" in note for note in found.notes)
        assert any("anna codes" in note for note in found.notes)


def test_codes_of_another_codebook_are_told(two: Project) -> None:
    used = {code for statement in two.statements.find() for code in statement.concepts}
    two.codebooks.add(Codebook(id="own", name="Own", version=1, codes=tuple(Code(code=c, name=c) for c in used)))
    assert not any("no codebook" in note for note in two.agreement(how=QUICK).notes)
    key = two.statements.ids(coder="boris")[0]
    two.statements.replace(replace(two.statements.get(key), concepts=("threat.newer",)))
    (told,) = (note for note in two.agreement(how=QUICK).notes if "no codebook" in note)
    assert told.startswith("boris uses codes that no codebook of the project has: threat.newer. ")


def test_that_coders_reviewed_the_same_suggestions_is_told(empty: Project, report: Path) -> None:
    """Who accepts what rules suggested agrees with the rules, and so with whoever does the same."""
    empty.add(report)
    (key,) = empty.reports.ids()
    for who in ("anna", "boris"):
        empty.coders.add(Coder(id=who, name=who))
        empty.assign(key, who)
        with ct.open(empty.store.address, coder=who) as desk:
            made = desk.suggest(key)
            review_statements(desk, [each.id for each in made], accept=True)
    (told,) = (note for note in empty.agreement(how=QUICK).notes if "suggested" in note)
    assert told.startswith(f"anna took {len(made)} and boris {len(made)} statements over as they were suggested")


def test_comparing_changes_nothing(two: Project) -> None:
    before = (two.statements.find(), len(two.journal.entries(None)))
    two.agreement(how=QUICK)
    assert (two.statements.find(), len(two.journal.entries(None))) == before


def test_as_json(two: Project) -> None:
    found = agreement_as_dict(two.agreement(how=QUICK))
    told = json.loads(json.dumps(found, allow_nan=False))
    hedge = next(each for each in told["variables"] if each["name"] == "hedge")
    assert {"alpha", "low", "high", "kappa", "percent", "units", "meaning", "scale"} <= hedge.keys()
    assert told["passages"][0]["values"]["hedge"]["boris"] == "unlikely"


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_the_sheet_is_whole_and_asks_for_nothing(two: Project, tmp_path: Path) -> None:
    path = save_agreement(two, two.agreement(how=QUICK), tmp_path / "sheet.html")
    page = path.read_text(encoding="utf-8")
    outline = _Outline()
    outline.feed(page)
    assert "script" not in outline.tags
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "unlikely" in page
    assert "anna only:" in page
    with pytest.raises(InputError):
        save_agreement(two, two.agreement(how=QUICK), tmp_path / "sheet.pdf")


def test_the_sheet_of_nothing_and_of_hostile_names(empty: Project, report: Path, tmp_path: Path) -> None:
    assert agreement_brief(empty, empty.agreement()).sections
    first = as_coder(empty, suggested(empty, report), "<script>alert(1)</script>")
    as_coder(empty, first, "boris & co")
    page = save_agreement(empty, empty.agreement(how=QUICK), tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_sheet_of_three_shows_pairs(two: Project, tmp_path: Path) -> None:
    as_coder(two, tuple(two.statements.find(coder="anna")), "clara")
    page = save_agreement(two, two.agreement(how=QUICK), tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "Variables by pair of coders" in page
    assert "boris and clara" in page
