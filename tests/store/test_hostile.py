"""Files that are no projects, projects that are hurt, and files that others hold: a clear error, nothing changed."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import ConflictError, ContingentError, NotFoundError, StoreError, UsageError
from contingent.coding.statements import Statement
from contingent.store.engines import open_store
from contingent.store.failures import explain
from contingent.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sound.ct"
    with open_store(path, create=True) as store:
        store.statements.add([Statement(id=f"S{n}", concepts=("org.csto",), note="x" * 200) for n in range(300)])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sound.ct"], "closed, a project is one file"
    return path


def refused(path: Path, match: str) -> StoreError:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=match) as caught:
        open_store(path)
    assert caught.value.remedy
    assert str(path) in str(caught.value.record)
    assert (path.read_bytes() if path.is_file() else None) == before
    return caught.value


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such project") as caught:
        open_store(tmp_path / "none.ct")
    assert "contingent new none.ct" in str(caught.value.remedy)
    assert list(tmp_path.iterdir()) == []


def test_a_folder(tmp_path: Path) -> None:
    refused(tmp_path, "folder")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.ct").touch()
    refused(tmp_path / "empty.ct", "empty")


@pytest.mark.parametrize("content", [b"\0", b"%PDF-1.7 " * 50, os.urandom(5_000), b"SQLite format 3\0"])
def test_some_other_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.ct").write_bytes(content)
    refused(tmp_path / "other.ct", "not a contingent project")


def test_a_database_of_another_program(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.ct")) as raw:
        raw.execute("CREATE TABLE statements (id TEXT)")
    refused(tmp_path / "other.ct", "another program")


def test_our_mark_on_an_empty_database(tmp_path: Path, path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "marked.ct")) as raw:
        raw.execute("PRAGMA application_id = 0x63746774")
        raw.execute("CREATE TABLE other (id TEXT)")
    with pytest.raises(StoreError, match="no contingent project"):
        open_store(tmp_path / "marked.ct")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_short(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    refused(path, "cut short")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_scribbled_file_never_gives_a_traceback(path: Path, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(dice.choice([1, 10, 1_000])):
        content[dice.randrange(100, len(content))] = dice.randrange(256)
    scribbled = tmp_path / f"scribbled-{seed}.ct"
    scribbled.write_bytes(content)
    for use in (Store.verify, lambda s: s.statements.find(), lambda s: s.statements.table(), add_one, Store.undo):
        with suppress(ContingentError), open_store(scribbled) as store:
            use(store)
    for each in tmp_path.glob(f"scribbled-{seed}*"):
        each.unlink()


def add_one(store: Store) -> None:
    store.statements.add(Statement(id="new"))


def test_verify_names_what_is_wrong(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM statement_concepts WHERE n = 7")
        raw.execute("DELETE FROM statements WHERE n = 9")
        raw.commit()
    with open_store(path) as store:
        faults = store.verify().faults
    assert any("statement_concepts" in fault for fault in faults)
    assert any("accounts for 300 statements; there are 299" in fault for fault in faults)


def test_a_file_that_may_only_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # the superuser may write anyway; let the question be answered as for others
        monkeypatch.setattr(os, "access", lambda target, mode: mode != os.W_OK)
    with open_store(path) as store:
        assert store.read_only
        assert len(store.statements) == 300
        with pytest.raises(StoreError, match="not written") as caught:
            store.statements.add(Statement(id="new"))
    assert "write access" in str(caught.value.remedy)
    assert sorted(each.name for each in path.parent.iterdir()) == ["sound.ct"]


def test_making_a_project_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ConflictError, match="already"):
        open_store(path, create=True)
    assert path.read_bytes() == before
    with pytest.raises(NotFoundError, match="no such folder"):
        open_store(tmp_path / "nowhere" / "new.ct", create=True)
    with pytest.raises(ContingentError):
        open_store(tmp_path / ("x" * 400 + ".ct"), create=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sound.ct"]


@pytest.mark.parametrize("address", ["mysql://host/db", "http://example.org/x.ct", "postgresql:///%zz:x:"])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises((UsageError, StoreError)) as caught:
        open_store(address)
    assert caught.value.remedy


def test_a_password_is_never_shown() -> None:
    with pytest.raises(ContingentError) as caught:
        open_store("postgresql://anna:geheim@localhost:1/none")
    assert "geheim" not in str(caught.value)


def test_names_with_odd_characters(tmp_path: Path) -> None:
    for name in ("with space.ct", "percent%41?mode=memory#x.ct", "Қазақстан «Астана».ct"):
        with open_store(tmp_path / name, create=True) as store:
            store.statements.add(Statement(id="S"))
        with open_store(tmp_path / name) as store:
            assert store.statements.ids() == ("S",)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_project_that_another_program_writes_to(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_store(path, lock_seconds=0.2) as store:
            assert len(store.statements) == 300, "readers are not kept waiting"
            with pytest.raises(StoreError, match="Another program is writing") as caught:
                store.statements.add(Statement(id="new"))
            assert "try again" in str(caught.value.remedy)
            other.execute("ROLLBACK")
            store.statements.add(Statement(id="new"))


def test_a_full_disk_stores_nothing(path: Path) -> None:
    with open_store(path) as store:
        with store.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        many = [Statement(id=f"N{n}", note="y" * 500) for n in range(2_000)]
        raw = store.engine.raw_connection()
        raw.cursor().execute(f"PRAGMA max_page_count = {pages + 5}")  # the file may not grow, as on a full disk
        raw.close()
        with pytest.raises(StoreError, match="disk is full"):
            store.statements.add(many)
        assert len(store.statements) == 300
        assert store.verify().sound


def test_threads_write_and_readers_never_see_half(path: Path) -> None:
    wrong: list[object] = []
    with open_store(path) as store:
        done = threading.Event()

        def write(name: str) -> None:
            for number in range(10):
                ids = [f"{name}{number}-{each}" for each in range(10)]
                store.statements.add([Statement(id=key, note="block") for key in ids])
                if number % 3 == 0:
                    store.statements.remove(ids)

        def read() -> None:
            while not done.is_set():
                blocks = sum(1 for each in store.statements.find() if each.note == "block")
                if blocks % 10:
                    wrong.append(blocks)

        readers = [threading.Thread(target=read) for _ in range(2)]
        writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
        for thread in readers + writers:
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        for thread in readers:
            thread.join()
        assert wrong == []
        assert len(store.statements) == 300 + 3 * 6 * 10
        assert store.verify().sound


def test_two_processes_write(path: Path) -> None:
    program = (
        "import sys; from contingent.store.engines import open_store\n"
        "from contingent.coding.statements import Statement\n"
        "with open_store(sys.argv[1], coder=sys.argv[2]) as store:\n"
        "    for n in range(25): store.statements.add([Statement(id=f'{sys.argv[2]}{n}-{m}') for m in range(4)])\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in ("anna", "ben")]
    with open_store(path) as store:
        while any(writer.poll() is None for writer in writers):
            assert store.statements.count() % 4 == 0
            time.sleep(0.01)
        assert [writer.returncode for writer in writers] == [0, 0]
        assert len(store.statements) == 300 + 2 * 25 * 4
        assert {entry.who for entry in store.journal.entries(50)} == {"anna", "ben"}
        assert store.verify().sound


def test_two_processes_make_the_same_project(tmp_path: Path) -> None:
    program = (
        "import sys; from contingent.store.engines import open_store\n"
        "from contingent.base.errors import ConflictError\n"
        "try: open_store(sys.argv[1], create=True).close(); print('made')\n"
        "except ConflictError: print('there')\n"
    )
    target = tmp_path / "race.ct"
    makers = [
        subprocess.Popen([sys.executable, "-c", program, str(target)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert sorted(maker.communicate()[0].strip() for maker in makers) == ["made", "there", "there"]
    assert [each.name for each in tmp_path.iterdir()] == ["race.ct"]


def test_a_fault_of_ours_is_not_dressed_up() -> None:
    assert explain(ValueError("a defect"), "x.ct") is None


def test_a_project_on_a_full_disk_can_be_read_and_says_why_it_cannot_be_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(1000, 1000, 0))
    with open_store(path) as store:
        assert len(store.statements) == 300
        assert [each.name for each in path.parent.iterdir()] == [path.name]
        with pytest.raises(StoreError, match=r"The disk is full\."):
            store.statements.remove(["S1"])
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    explained = explain(error, str(path))
    assert explained is not None
    assert explained.what == "The disk is full."


def test_changes_in_the_log_are_read_on_a_full_disk_or_it_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(path) as writer:
        writer.statements.remove(["S1"])
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(1000, 1000, 0))
        with open_store(path) as reader:
            assert len(reader.statements) == 299
