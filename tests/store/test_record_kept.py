"""The published record in a project: taken back and brought back, copied, imported by several at once, on bad disks."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from tests.store.published import write_table

import contingent as ct
from contingent.base.errors import ConflictError, ContingentError, StoreError
from contingent.cli import main
from contingent.coding.reports import Meeting
from contingent.coding.statements import Statement
from contingent.project.recording.importing import import_files
from contingent.records.facts import Facts
from contingent.store import schema
from contingent.store.backup import restore
from contingent.store.blocks import figures
from contingent.store.engines import open_store
from contingent.store.store import Store

IMPORTER = Path(__file__).with_name("importer.py")
ROWS = 3_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "work.ct"
    open_store(path, create=True).close()
    return path


def all_facts(store: Store) -> dict[Facts, pl.DataFrame]:
    held = figures(store)
    return {facts: held.facts(facts, superseded=True) for facts in Facts}


def assert_same(found: dict[Facts, pl.DataFrame], wanted: dict[Facts, pl.DataFrame]) -> None:
    for facts in Facts:
        assert_frame_equal(found[facts], wanted[facts])


def bytes_of(store: Store, column: object) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.coalesce(func.sum(func.length(column)), 0))).scalar_one())


# The published files themselves ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_collected_files_are_taken_back_and_brought_back(whole_record: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(whole_record, tmp_path / "copy.ct"))
    with open_store(path) as store:
        assert store.verify().faults == ()
        before, intakes = all_facts(store), store.intakes.find()
        assert sum(frame.height for frame in before.values()) == sum(each.rows for each in intakes) > 500_000
        imports = 0
        while str(store.journal.can_undo() and store.journal.can_undo().summary).startswith("Imported"):  # type: ignore[union-attr]
            store.undo()
            imports += 1
        assert imports >= 6
        assert len(store.intakes) == len(store.blocks) == 0
        assert store.verify().faults == ()
        for _ in range(imports):
            store.redo()
        assert store.intakes.find() == intakes
        assert_same(all_facts(store), before)
        assert store.verify().faults == ()


@pytest.mark.slow
def test_a_copy_of_the_collected_files_is_brought_back_whole(whole_record: Path, tmp_path: Path) -> None:
    with open_store(whole_record, read_only=True) as store:
        before = all_facts(store)
        copy = store.back_up(tmp_path / "copy.ct")
    back = restore(copy, tmp_path / "back.ct")
    with open_store(back) as store:
        assert_same(all_facts(store), before)
        assert store.verify().faults == ()


def test_a_file_of_the_record_survives_commands(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What works on the whole project is not disturbed by published rows in it."""
    monkeypatch.chdir(tmp_path)
    raw = shared / "record" / "raw" / "geopko_b6ba64e" / "TCCMap_v.2.3.csv"

    def run(*words: str) -> str:
        code = main(list(words))
        out, err = capsys.readouterr()
        assert (code, "Traceback" in err) == (0, False), err
        return out

    run("new", "case.ct", "--from", "astana_2013")
    run("record", "import", "case.ct", str(raw))
    with ct.open("case.ct") as project:
        before = all_facts(project.store)
        rows = sum(frame.height for frame in before.values())
    assert rows > 1_000
    assert f"Imported {raw.name}: {rows:,} rows" in run("log", "case.ct")
    run("export", "case.ct", "-o", "statements.jsonl")
    run("brief", "case.ct", "-o", "brief.html")
    run("backup", "case.ct", "copy.ct")
    run("restore", "copy.ct", "back.ct")
    run("undo", "back.ct")
    run("redo", "back.ct")
    assert "sound" in run("verify", "back.ct")
    run("new", "other.ct")
    with ct.open("other.ct") as project:
        assert len(project.store.blocks) == 0
    with ct.open("back.ct") as project:
        assert_same(all_facts(project.store), before)
        assert len(project.statements) == 183


# The size of a change -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_large_import_taken_back_takes_no_more_room_than_it_had(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        import_files(store, [write_table(tmp_path / "large.csv", 300_000)])
        blocks = bytes_of(store, schema.blocks.c.body)
        assert bytes_of(store, schema.journal_steps.c.body) < 1_000, "what is in the tables is not in the journal too"
        for _ in range(3):
            store.undo()
            assert bytes_of(store, schema.blocks.c.body) == 0
            assert bytes_of(store, schema.journal_steps.c.body) < 1.1 * blocks
            store.redo()
            assert bytes_of(store, schema.blocks.c.body) == blocks
            assert bytes_of(store, schema.journal_steps.c.body) < 2_000
        assert figures(store).personnel.height == 300_000
        assert store.verify().faults == ()
        assert store.journal.entries(1)[0].summary == "Redo: Imported large.csv: 300,000 rows"


def test_the_journal_tells_what_was_imported(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a", "b"):
        write_table(folder / f"{name}.csv", 40, seed=ord(name))
    (folder / "words.txt").write_text("nothing for the record")
    with open_store(path) as store:
        import_files(store, [folder / "a.csv"])
        import_files(store, [folder])
        import_files(store, [folder])
        told = [each.summary for each in store.journal.entries()]
        assert told == ["Imported b.csv: 40 rows", "Imported a.csv: 40 rows"], "what was known is not told again"
        with store.change("Fetched"):
            import_files(store, [write_table(tmp_path / "c.csv", 40, seed=9)])
        assert store.journal.entries(1)[0].summary == "Fetched"


# Several at once ------------------------------------------------------------------------------------------------------


def importing(path: Path, *files: Path, lock_seconds: float = 30.0) -> subprocess.Popen[str]:
    words = [sys.executable, str(IMPORTER), str(path), str(lock_seconds), *map(str, files)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_two_programs_import_into_one_project(path: Path, tmp_path: Path) -> None:
    files = [[write_table(tmp_path / f"{who}{n}.csv", ROWS, seed=7 * n + ord(who)) for n in range(3)] for who in "ab"]
    programs = [importing(path, *some) for some in files]
    seen = set()
    with open_store(path) as store:
        while any(each.poll() is None for each in programs):
            seen.add(figures(store).facts(Facts.PERSONNEL, superseded=True).height)
            time.sleep(0.02)
        assert [each.wait() for each in programs] == [0, 0]
        assert {height % ROWS for height in seen} == {0}
        assert sorted(each.part or "" for each in store.intakes.find()) == ["a0", "a1", "a2", "b0", "b1", "b2"]
        assert figures(store).facts(Facts.PERSONNEL).height == 6 * ROWS
        assert store.verify().faults == ()


def test_two_programs_import_the_same_file(path: Path, tmp_path: Path) -> None:
    file = write_table(tmp_path / "same.csv", ROWS)
    programs = [importing(path, file) for _ in range(2)]
    said = sorted(each.communicate()[0].splitlines()[-1].split()[0] for each in programs)
    assert said == ["known", "taken"]
    with open_store(path) as store:
        assert len(store.intakes) == 1
        assert figures(store).facts(Facts.PERSONNEL).height == ROWS
        assert store.verify().faults == ()


def test_who_cannot_wait_is_told_and_has_stored_nothing(path: Path, tmp_path: Path) -> None:
    file = write_table(tmp_path / "late.csv", ROWS)
    with open_store(path) as store:
        with store.change("Long"):
            store.meetings.add(Meeting(id="m", title="M"))
            program = importing(path, file, lock_seconds=0.2)
            said = program.communicate()[0]
        assert program.returncode == 3
        assert "Another program is writing" in said
        assert "try again" in said
        assert len(store.intakes) == len(store.snapshots) == 0
        assert importing(path, file).wait() == 0
        assert figures(store).facts(Facts.PERSONNEL).height == ROWS
        assert store.verify().faults == ()


def test_a_question_during_an_import_and_its_undo_sees_all_or_nothing(path: Path, tmp_path: Path) -> None:
    first, second = (write_table(tmp_path / f"{name}.csv", ROWS, seed=ord(name)) for name in "ab")
    heights: list[int] = []
    wrong: list[Exception] = []
    done = threading.Event()

    def ask() -> None:
        try:
            with open_store(path) as reader:
                while not done.is_set():
                    with suppress(ConflictError):  # taken back between the list of files and their rows
                        heights.append(figures(reader).facts(Facts.PERSONNEL).height)
        except (ContingentError, SQLAlchemyError, pl.exceptions.PolarsError) as error:
            wrong.append(error)

    with open_store(path) as store:
        import_files(store, [first])
        readers = [threading.Thread(target=ask) for _ in range(2)]
        for each in readers:
            each.start()
        for _ in range(4):
            import_files(store, [second])
            store.undo()
        done.set()
        for each in readers:
            each.join()
    assert wrong == []
    assert set(heights) <= {ROWS, 2 * ROWS}
    assert heights


def test_figures_of_files_that_were_taken_back_meanwhile_are_not_given_as_none(path: Path, tmp_path: Path) -> None:
    """Figures read their rows when asked for; by then another program may have taken them back."""
    with open_store(path) as store, open_store(path) as other:
        import_files(store, [write_table(tmp_path / "a.csv", ROWS)])
        held = figures(store)
        other.undo()
        with pytest.raises(ConflictError, match="changed since it was read") as caught:
            held.facts(Facts.PERSONNEL)
        assert "Ask again" in str(caught.value.remedy)
        assert figures(store).facts(Facts.PERSONNEL).height == 0
        other.redo()
        assert held.facts(Facts.PERSONNEL).height == ROWS


def test_snapshots_and_imports_are_read_at_one_moment(path: Path, tmp_path: Path) -> None:
    """Another program imports between the two questions of one reading: neither sees it."""
    first, second = (write_table(tmp_path / f"{name}.csv", 40, seed=ord(name)) for name in "ab")
    with open_store(path) as store, open_store(path) as other:
        import_files(store, [first])
        with store.reading():
            snapshots = store.snapshots.ids()
            import_files(other, [second])
            assert store.intakes.ids() == snapshots
            assert store.intakes.table()["snapshot"].to_list() == list(snapshots)
        assert len(store.intakes) == len(store.snapshots) == 2
        with pytest.raises(ZeroDivisionError), store.reading():
            raise ZeroDivisionError
        assert len(store.intakes) == 2


# Disks ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(path: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(path) as store:
        import_files(store, [write_table(tmp_path / "first.csv", ROWS)])
        yield store


def nothing_new(store: Store) -> None:
    assert len(store.intakes) == len(store.snapshots) == 1
    assert figures(store).facts(Facts.PERSONNEL).height == ROWS
    assert len(store.journal.entries()) == 1
    assert store.verify().faults == ()


def no_more_pages(store: Store, spare: int) -> None:
    """Let the file grow no more than this, as on a full disk."""
    raw = store.engine.raw_connection()
    pages = raw.cursor().execute("PRAGMA page_count").fetchone()[0]
    raw.cursor().execute(f"PRAGMA max_page_count = {pages + spare}")
    raw.close()


@pytest.mark.parametrize("spare", [0, 1, 3, 10])
def test_a_disk_that_fills_up_during_an_import_stores_nothing_of_it(filled: Store, tmp_path: Path, spare: int) -> None:
    no_more_pages(filled, spare)
    with pytest.raises(StoreError, match="disk is full") as caught:
        import_files(filled, [write_table(tmp_path / "second.csv", 60_000, seed=2)])
    assert "nothing of this change was stored" in str(caught.value.remedy)
    nothing_new(filled)
    with open_store(filled.address) as again:
        assert import_files(again, [tmp_path / "second.csv"])[0].outcome == "taken"
        assert again.verify().faults == ()


def test_an_import_can_be_taken_back_on_a_full_disk(filled: Store) -> None:
    """The journal keeps the rows in the room that they leave."""
    no_more_pages(filled, spare=0)
    filled.undo()
    assert len(filled.intakes) == len(filled.blocks) == 0
    assert filled.verify().faults == ()


def test_a_change_that_goes_on_after_a_full_disk_stores_nothing_either(filled: Store) -> None:
    """SQLite takes back the whole change then; what a careless program adds to it afterwards must not stand alone."""
    no_more_pages(filled, spare=3)
    many = [Statement(id=f"S{n}", note="y" * 500) for n in range(2_000)]

    def careless() -> None:
        with filled.change("Careless"):
            with suppress(StoreError):
                filled.statements.add(many)
            filled.meetings.add(Meeting(id="m", title="M"))

    with pytest.raises(SQLAlchemyError):
        careless()
    assert len(filled.meetings) == len(filled.statements) == 0
    nothing_new(filled)


def test_a_project_that_may_only_be_read_takes_no_files(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(filled.address)
    filled.close()
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # the superuser may write anyway; let the question be answered as for others
        monkeypatch.setattr(os, "access", lambda target, mode: mode != os.W_OK)
    second = write_table(tmp_path / "second.csv", 40, seed=2)
    with open_store(path) as store:
        assert store.read_only
        with pytest.raises(StoreError, match="not written") as caught:
            import_files(store, [second])
        assert "write access" in str(caught.value.remedy)
        nothing_new(store)
    assert main(["record", "import", str(path), str(second)]) != 0
    err = capsys.readouterr().err
    assert "can be read but not written" in err
    assert "Traceback" not in err


def test_a_file_that_changes_while_it_is_read_leaves_nothing(filled: Store, tmp_path: Path) -> None:
    second = write_table(tmp_path / "second.csv", 60_000, seed=2)

    def tell(words: str) -> None:
        if "rows" in words:
            with second.open("a") as file:
                file.write("2015-12,BGD,UNMIL,troops,1,,,made up,\n")

    done = import_files(filled, [second], tell=tell)
    assert done[0].outcome == "refused"
    assert "changed while it was read" in done[0].complaints[0].what
    nothing_new(filled)


def test_an_interrupted_import_leaves_nothing(filled: Store, tmp_path: Path) -> None:
    def tell(words: str) -> None:
        if "rows" in words:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(filled, [write_table(tmp_path / "second.csv", 60_000, seed=2)], tell=tell)
    nothing_new(filled)
    with filled.change("Goes on"):
        filled.meetings.add(Meeting(id="m", title="M"))


def test_a_snapshot_with_rows_cannot_be_removed_alone(filled: Store) -> None:
    snapshot = filled.intakes.ids()[0]
    with pytest.raises(ConflictError, match="refer to the snapshot"):
        filled.snapshots.remove(snapshot)
    nothing_new(filled)


def test_a_backup_during_an_import_holds_whole_files(path: Path, tmp_path: Path) -> None:
    files = [write_table(tmp_path / f"{n}.csv", ROWS, seed=n) for n in range(4)]
    program = importing(path, *files)
    copies: list[Path] = []
    with open_store(path) as store:
        while program.poll() is None:
            copies.append(store.back_up(tmp_path / f"copy-{len(copies)}.ct"))
    assert program.returncode == 0
    for copy in copies:
        with open_store(copy) as other:
            assert other.verify().faults == ()
            assert figures(other).facts(Facts.PERSONNEL).height == ROWS * len(other.intakes)
    assert copies


def test_a_log_cut_short_by_a_crash_leaves_the_files_imported_before(filled: Store, tmp_path: Path) -> None:
    """The log beside the file is lost in its last part: SQLite reads up to the last whole change."""
    import_files(filled, [write_table(tmp_path / "second.csv", ROWS, seed=2)])
    path = Path(filled.address)
    log = path.with_name(path.name + "-wal")
    crashed = tmp_path / "crashed.ct"
    shutil.copy(path, crashed)
    crashed.with_name(crashed.name + "-wal").write_bytes(log.read_bytes()[:-5_000])
    with open_store(crashed) as store:
        nothing_new(store)
    with closing(sqlite3.connect(crashed)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_errors_are_all_of_the_known_kind(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        for name in ("nothing.csv", "folder"):
            (tmp_path / "folder").mkdir(exist_ok=True)
            with pytest.raises(ContingentError) as caught:
                import_files(store, [tmp_path / name])
            assert caught.value.remedy
        assert len(store.journal.entries()) == 0
