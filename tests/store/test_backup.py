"""Copies of a project: made while others work, put back in one move, never half."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contingent.base.errors import ConflictError, NotFoundError, StoreError
from contingent.coding.statements import Statement
from contingent.store.backup import restore
from contingent.store.engines import open_store
from contingent.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "work.ct", create=True) as opened:
        opened.statements.add([Statement(id=f"S{n}") for n in range(20)])
        yield opened


def test_a_backup_is_a_project(store: Store, tmp_path: Path) -> None:
    copy = store.back_up(tmp_path / "copy.ct")
    store.statements.remove("S0")
    with open_store(copy) as other:
        assert other.project == store.project
        assert len(other.statements) == 20
        assert other.verify() == other.verify()
        assert other.verify().sound
        other.undo()
        assert len(other.statements) == 0
    assert {each.name for each in tmp_path.iterdir()} == {"copy.ct", "work.ct", "work.ct-shm", "work.ct-wal"}


def test_a_backup_overwrites_nothing_and_not_itself(store: Store, tmp_path: Path) -> None:
    store.back_up(tmp_path / "copy.ct")
    with pytest.raises(ConflictError, match="already"):
        store.back_up(tmp_path / "copy.ct")
    with pytest.raises(ConflictError, match="project itself"):
        store.back_up(tmp_path / "work.ct")
    with pytest.raises(StoreError):
        store.back_up(tmp_path / "nowhere" / "copy.ct")


def test_a_backup_during_writing_has_whole_changes(store: Store, tmp_path: Path) -> None:
    def write() -> None:
        for number in range(30):
            store.statements.add([Statement(id=f"W{number}-{each}") for each in range(10)])

    writer = threading.Thread(target=write)
    writer.start()
    copies = [store.back_up(tmp_path / f"copy{number}.ct") for number in range(4)]
    writer.join()
    for copy in copies:
        with open_store(copy) as other:
            assert other.verify().sound
            assert len(other.statements) % 10 == 0


def test_restore_puts_the_backup_in_place_and_keeps_the_old_file(store: Store, tmp_path: Path) -> None:
    copy = store.back_up(tmp_path / "copy.ct")
    store.statements.remove("S0")
    store.close()
    with pytest.raises(ConflictError, match="already"):
        restore(copy, tmp_path / "work.ct")
    restore(copy, tmp_path / "work.ct", overwrite=True)
    with open_store(tmp_path / "work.ct") as restored:
        assert len(restored.statements) == 20
    with open_store(tmp_path / "work.before-restore.ct") as old:
        assert len(old.statements) == 19


def test_restore_to_a_new_name(store: Store, tmp_path: Path) -> None:
    copy = store.back_up(tmp_path / "copy.ct")
    with open_store(restore(copy, tmp_path / "again.ct")) as again:
        assert len(again.statements) == 20


def test_restore_waits_for_nobody_who_has_the_project_open(store: Store, tmp_path: Path) -> None:
    copy = store.back_up(tmp_path / "copy.ct")
    with closing(sqlite3.connect(tmp_path / "work.ct", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ConflictError, match="open in another program"):
            restore(copy, tmp_path / "work.ct", overwrite=True)
        other.execute("ROLLBACK")
    assert len(store.statements) == 20


def test_restore_over_a_damaged_project(store: Store, tmp_path: Path) -> None:
    copy = store.back_up(tmp_path / "copy.ct")
    store.close()
    (tmp_path / "work.ct").write_bytes(b"ruined")
    restore(copy, tmp_path / "work.ct", overwrite=True)
    with open_store(tmp_path / "work.ct") as restored:
        assert len(restored.statements) == 20


def test_a_backup_that_is_not_sound_is_not_restored(store: Store, tmp_path: Path) -> None:
    copy = store.back_up(tmp_path / "copy.ct")
    store.close()
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("DELETE FROM statements WHERE n = 3")
        raw.commit()
    before = (tmp_path / "work.ct").read_bytes()
    with pytest.raises(StoreError, match="not sound"):
        restore(copy, tmp_path / "work.ct", overwrite=True)
    with pytest.raises(NotFoundError):
        restore(tmp_path / "none.ct", tmp_path / "work.ct", overwrite=True)
    assert (tmp_path / "work.ct").read_bytes() == before


def test_restoring_leaves_nothing_beside_its_source(tmp_path: Path) -> None:
    source = tmp_path / "kept.ct"
    open_store(source, create=True).close()
    before = source.read_bytes()
    restore(source, tmp_path / "back.ct")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["back.ct", "kept.ct"]
    assert source.read_bytes() == before
