"""Merging project files: the other file stays as it is, decisions are kept, one undo takes it back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import contingent as ct
from contingent.base.errors import ConflictError, InputError, NotFoundError, StoreError, UsageError
from contingent.coding.codings import Assignment
from contingent.coding.reports import Confidentiality
from contingent.coding.vocabulary import Hedge, Stance
from contingent.project import merge_notes, read_decisions, save_merge, write_decisions
from contingent.project.merging import MergeDecisions, merge_projects, merged_row
from contingent.project.project import Project
from contingent.records.actors import Source
from contingent.store.coders import Coder
from contingent.store.merging import Side
from contingent.store.nouns import SourceEntry

BISHKEK, DUSHANBE = "fictional_bishkek_2015", "fictional_dushanbe_2017"


@pytest.fixture(scope="session")
def bishkek_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bishkek") / "bishkek.ct"
    ct.new(path, case=BISHKEK).close()
    return path


@pytest.fixture
def pair(bishkek_file: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one project in which two people have worked on."""
    ours, theirs = (Path(shutil.copy(bishkek_file, tmp_path / name)) for name in ("ours.ct", "theirs.ct"))
    with ct.open(ours, coder="anna") as project:
        project.statements.change("FB003", stance=Stance.SUPPORT)
        project.statements.change("FB004", hedge=Hedge.LIKELY)
    with ct.open(theirs, coder="ben") as project:
        project.statements.change("FB003", stance=Stance.OPPOSE)
        project.statements.change("FB005", hedge=Hedge.POSSIBLE)
        project.statements.remove("FB046")
        project.add_case(DUSHANBE)
    return ours, theirs


def test_both_work_is_kept_the_other_file_untouched_and_undo_takes_it_back(
    pair: tuple[Path, Path], content: Callable[[Project], dict[str, Any]]
) -> None:
    ours, theirs = pair
    bytes_before = theirs.read_bytes()
    with ct.open(ours) as project:
        before = content(project)
        (seen,) = merge_projects(project, [theirs])
        assert content(project) == before, "looking must not write"
        assert [(c.record, c.field, c.ours, c.theirs, c.base) for c in seen.merge.conflicts] == [
            ("FB003", "stance", "support", "oppose", None)
        ]
        with pytest.raises(ConflictError):
            merge_projects(project, [theirs], write=True)
        assert content(project) == before
        merge_projects(project, [theirs], decisions=MergeDecisions(prefer=Side.THEIRS), write=True)
        assert project.statements.get("FB003").stance is Stance.OPPOSE
        assert project.statements.get("FB004").hedge is Hedge.LIKELY
        assert project.statements.get("FB005").hedge is Hedge.POSSIBLE
        assert "FB046" not in project.statements
        assert len(project.statements) == 48 + 47
        assert not project.store.verify().faults
        (latest,) = project.journal.entries(1)
        assert latest.summary == "Merged theirs.ct"
        notes = [key for key in project.store.sources.ids() if key.startswith("merge.")]
        assert "Took over the coded case" in (project.store.sources.get(notes[0]).source.note or "")
        project.undo()
        after = content(project)
        assert {k: v for k, v in after.items() if k != "journal"} == {k: v for k, v in before.items() if k != "journal"}
    assert theirs.read_bytes() == bytes_before
    assert sorted(path.name for path in theirs.parent.iterdir()) == ["ours.ct", "theirs.ct"]


def test_merging_a_copy_changes_nothing(pair: tuple[Path, Path], tmp_path: Path) -> None:
    ours, _ = pair
    copy = shutil.copy(ours, tmp_path / "copy.ct")
    with ct.open(ours) as project:
        entries = len(project.journal.entries(None))
        (done,) = merge_projects(project, [copy], write=True)
        assert done.merge.empty
        assert not done.merge.conflicts
        assert len(project.journal.entries(None)) == entries


def test_decisions_are_written_filled_in_and_read(pair: tuple[Path, Path], tmp_path: Path) -> None:
    ours, theirs = pair
    file = tmp_path / "decisions.toml"
    with ct.open(ours) as project:
        done = merge_projects(project, [theirs])
        assert write_decisions(done, file) == 1
        assert read_decisions(file).chosen == {}
        file.write_text(file.read_text().replace('choose = ""', 'choose = "ours"'))
        merge_projects(project, [theirs], decisions=read_decisions(file), write=True)
        assert project.statements.get("FB003").stance is Stance.SUPPORT
        project.statements.change("FB003", stance=Stance.NEUTRAL)
        with pytest.raises(InputError) as stale:
            merge_projects(project, [theirs], decisions=read_decisions(file))
        assert "other values" in str(stale.value)


def test_both_codings_of_a_statement_can_be_kept(pair: tuple[Path, Path], tmp_path: Path) -> None:
    ours, theirs = pair
    file = tmp_path / "decisions.toml"
    with ct.open(ours) as project:
        write_decisions(merge_projects(project, [theirs]), file)
        file.write_text(file.read_text().replace('choose = ""', 'choose = "both"'))
        (done,) = merge_projects(project, [theirs], decisions=read_decisions(file), write=True)
        assert [(r.old, r.new) for r in done.merge.renamed] == [("FB003", "FB003-2")]
        assert project.statements.get("FB003").stance is Stance.SUPPORT
        other = project.statements.get("FB003-2")
        assert (other.stance, other.head) == (Stance.OPPOSE, "FB003-2")
        assert not project.store.verify().faults


@pytest.mark.parametrize(
    "text",
    [
        "conflict = 3",
        "[[conflict]]\nother = 1",
        "choose =",
        "[[conflict]]\nnoun='x'",
        "\ufeff[[conflict",
        'conflict = ["a"]',
    ],
)
def test_a_spoilt_decisions_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "d.toml").write_text(text)
    with pytest.raises(InputError):
        read_decisions(tmp_path / "d.toml")


def test_two_others_are_merged_in_one_change(pair: tuple[Path, Path], tmp_path: Path) -> None:
    ours, theirs = pair
    third = Path(shutil.copy(ours, tmp_path / "third.ct"))
    with ct.open(third) as project:
        project.statements.change("FB010", hedge=Hedge.UNLIKELY)
    with ct.open(ours) as project:
        entries = len(project.journal.entries(None))
        merge_projects(project, [theirs, third], decisions=MergeDecisions(prefer=Side.OURS), write=True)
        assert len(project.journal.entries(None)) == entries + 1
        assert project.statements.get("FB010").hedge is Hedge.UNLIKELY
        assert project.statements.get("FB003").stance is Stance.SUPPORT


def test_projects_without_an_ancestor_keep_all_statements_of_both(bishkek_file: Path, tmp_path: Path) -> None:
    ours = Path(shutil.copy(bishkek_file, tmp_path / "ours.ct"))
    ct.new(tmp_path / "theirs.ct", case=[BISHKEK, DUSHANBE]).close()
    with ct.open(tmp_path / "theirs.ct") as project:
        project.coders.add(Coder(id="ben", name="Ben"))
        project.statements.change("FB001", coder="ben")
    with ct.open(ours) as project:
        (done,) = merge_projects(project, [tmp_path / "theirs.ct"], write=True)
        assert not done.merge.ancestor
        assert [(r.noun, r.old, r.new) for r in done.merge.renamed] == [("statement", "FB001", "FB001-2")]
        assert len(project.statements) == 50 + 47
        assert project.statements.get("FB001-2").coder == "ben"
        assert not project.store.verify().faults


def test_assignments_and_blind_codings_arrive(pair: tuple[Path, Path]) -> None:
    ours, theirs = pair
    with ct.open(theirs) as project:
        project.coders.add(Coder(id="cleo", name="Cleo"))
        project.assignments.add(Assignment(report=BISHKEK, coder="cleo", blind=True))
        first = project.statements.get("FB001")
        from dataclasses import replace

        project.statements.add(replace(first, id="C1", head="C1", coder="cleo"))
    with ct.open(ours) as project:
        merge_projects(project, [theirs], decisions=MergeDecisions(prefer=Side.OURS), write=True)
        assert [(a.report, a.coder, a.blind) for a in project.assignments.find()] == [(BISHKEK, "cleo", True)]
        assert project.statements.get("C1").coder == "cleo"
    with ct.open(ours, coder="cleo") as project, pytest.raises(ConflictError) as refused:
        merge_projects(project, [theirs])
    assert "blind" in str(refused.value)


def test_what_cannot_be_merged_is_told(pair: tuple[Path, Path], tmp_path: Path) -> None:
    ours, _ = pair
    (tmp_path / "no.ct").write_text("no project")
    with ct.open(ours) as project:
        for other, kind in (
            (tmp_path / "none.ct", NotFoundError),
            (tmp_path / "no.ct", StoreError),
            (ours, UsageError),
        ):
            with pytest.raises(kind) as told:
                merge_projects(project, [other], write=True)
            assert told.value.record == str(other)


def test_the_page_has_every_conflict_and_no_markup_of_others(pair: tuple[Path, Path], tmp_path: Path) -> None:
    ours, theirs = pair
    for path, text in ((ours, "<b>one</b>"), (theirs, "<script>two</script>")):
        with ct.open(path) as project:
            project.statements.change("FB006", note=text)
    with ct.open(ours) as project:
        done = merge_projects(project, [theirs])
        save_merge(done, "ours.ct", tmp_path / "c.html")
    page = (tmp_path / "c.html").read_text()
    assert "FB003" in page
    assert "FB006" in page
    assert "<script>two" not in page
    assert {c["field"] for c in merged_row(done[0])["conflicts"]} == {"stance", "note"}


def test_a_coder_who_is_to_code_blind_in_the_other_project_cannot_merge_either(
    bishkek_file: Path, tmp_path: Path
) -> None:
    ours, theirs = (Path(shutil.copy(bishkek_file, tmp_path / name)) for name in ("ours.ct", "theirs.ct"))
    with ct.open(theirs) as project:
        project.coders.add(Coder(id="cleo", name="Cleo"))
        project.assignments.add(Assignment(report=BISHKEK, coder="cleo", blind=True))
    with ct.open(ours, coder="cleo") as project, pytest.raises(ConflictError) as refused:
        merge_projects(project, [theirs])
    assert "blind" in str(refused.value)


def test_names_of_people_do_not_come_in_where_the_meeting_is_not_public(bishkek_file: Path, tmp_path: Path) -> None:
    ours, theirs = (Path(shutil.copy(bishkek_file, tmp_path / name)) for name in ("ours.ct", "theirs.ct"))
    with ct.open(ours) as project:
        project.store.meetings.change(BISHKEK, rule=Confidentiality.NON_ATTRIBUTION)
        project.statements.change("FB001", variables={"person": "Person 3"})
    with ct.open(theirs) as project:
        project.statements.change("FB001", variables={"person": "Aigul Example"})
        project.statements.change(["FB002", "FB003"], variables={"person": "Boris Example", "seat": 2})
        told = {"entities": {"person": {"Boris Example": {"nick": "Boriska"}}}}
        note = json.dumps(told | {"e": [{"value": "Boris Example", "attributes": {"b": "1"}}]})
        project.store.sources.add(SourceEntry(id="import.x", source=Source(publisher="DNA", title="x", note=note)))
    with ct.open(ours) as project:
        (done,) = merge_projects(project, [theirs], write=True)
        assert (done.disguised, done.merge.conflicts) == (2, ())
        assert project.statements.get("FB001").variables == {"person": "Person 3"}
        assert project.statements.get("FB003").variables == {"person": "Person 4", "seat": 2}
        kept = repr([(each, project.store.sources.get(each)) for each in project.store.sources.ids()])
        assert '{"entities":{"person":{"Person 4":{}}},"e":[{"value":"Person 4","attributes":{}}]}' in kept
        assert merge_projects(project, [theirs])[0].merge.empty
    for word in (b"Aigul", b"Boris", b"Boriska"):
        assert word not in ours.read_bytes()


def test_a_merge_notes_what_was_taken_in_decided_and_renamed(pair: tuple[Path, Path]) -> None:
    ours, theirs = pair
    with ct.open(ours) as project:
        assert merge_notes(project) == []
        merge_projects(project, [theirs], decisions=MergeDecisions(prefer=Side.THEIRS), write=True)
        (told,) = merge_notes(project)
        lines = told["note"].splitlines()
        assert "removed statement: FB046" in lines
        assert "changed statement: FB003, FB005" in lines
        assert lines[lines.index("Whose value was taken where both differed:") + 1] == "statement FB003, stance: theirs"
        assert any("ben" in line and line.endswith("stance of statement FB003") for line in lines), lines
        project.undo()
        assert merge_notes(project) == []


def test_a_decisions_file_that_is_there_gets_what_it_lacks_and_keeps_what_was_decided(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    ours, theirs = pair
    file = tmp_path / "decisions.toml"
    with ct.open(ours) as project:
        write_decisions(merge_projects(project, [theirs]), file)
        file.write_text("# mine\n" + file.read_text().replace('choose = ""', 'choose = "ours"'))
        merge_projects(project, [theirs], decisions=read_decisions(file), write=True)
    with ct.open(theirs) as project:
        project.statements.change("FB004", hedge=Hedge.UNLIKELY)
    with ct.open(ours) as project:
        again = merge_projects(project, [theirs], decisions=read_decisions(file))
        assert [(c.record, c.chosen) for c in again[0].merge.conflicts] == [("FB003", Side.OURS), ("FB004", None)]
        assert write_decisions(again, file) == 1
        assert write_decisions(again, file) == 0
        assert file.read_text().startswith("# mine\n")
        assert file.read_text().count("[[conflict]]") == 2
        assert len(read_decisions(file).chosen or {}) == 1
