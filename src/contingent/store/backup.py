"""Backup, restore and verification of projects."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, func, select

from contingent.base.errors import ConflictError, ContingentError, StoreError
from contingent.store import schema
from contingent.store.block_faults import block_faults
from contingent.store.failures import explain
from contingent.store.nouns import NOUNS
from contingent.store.rows import Lookup, NounTable
from contingent.store.steps import Step

if TYPE_CHECKING:
    from contingent.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What `verify` found: how many records of each noun, how many journal entries, and what is wrong (if anything)."""

    counts: dict[str, int]
    entries: int
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def back_up(store: Store, target: Path, *, overwrite: bool = False) -> Path:
    """Write the project as it is now to `target`, while others go on working, and return the path.

    The copy is made beside the target, brought to the disk and renamed: what stands under the name is whole, always.

    Raises:
        ConflictError: `target` is there and `overwrite` is not given, or it is the project itself.
        StoreError: it cannot be written, or the project is on a server (use `pg_dump`).
    """
    if store.engine.dialect.name != "sqlite":
        raise StoreError(
            "A project on a server is backed up by the server.", record=store.address, remedy="Use `pg_dump`."
        )
    if target.exists() and target.samefile(store.address):
        raise ConflictError("That is the project itself.", record=str(target), remedy="Choose another name.")
    return copy_file(store.engine, target, overwrite=overwrite)


def restore(backup: Path | str, target: Path | str, *, overwrite: bool = False) -> Path:
    """Put a verified backup in the place of `target` in one move and return the path.

    The project must not be open anywhere. A file that is there is kept as `NAME.before-restore.ct` beside it.

    Raises:
        ConflictError: `target` is there and `overwrite` is not given, or some program has it open.
        NotFoundError, StoreError: the backup is missing or not sound; the target stays as it was.
    """
    from contingent.store.engines import file_engine, open_store

    source, target = Path(backup), Path(target)
    with open_store(source, read_only=True, at_rest=True) as store:
        found = verify(store)
        if not found.sound:
            raise StoreError(
                f"The backup is not sound: {found.faults[0]}", record=str(source), remedy="Use an earlier backup."
            )
    if target.exists():
        if not overwrite:
            raise ConflictError(
                "There is a file of this name already.", record=str(target), remedy="Say that it may be replaced."
            )
        _check_closed(target)
        old = target.with_name(f"{target.stem}.before-restore{target.suffix}")
        _copy_bytes(target, old)
    engine = file_engine(source, read_only=True, at_rest=True)
    try:
        return copy_file(engine, target, overwrite=True)
    finally:
        engine.dispose()


def copy_file(engine: Engine, target: Path, *, overwrite: bool = False) -> Path:
    """Copy the database of a SQLite engine to `target`, all or nothing."""
    if target.exists() and not overwrite:
        raise ConflictError(
            "There is a file of this name already.", record=str(target), remedy="Choose another name for the copy."
        )
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.new")
    try:
        with closing(sqlite3.connect(temporary)) as copy:
            with engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log that could be left behind
        _to_disk(temporary)
        temporary.replace(target)
        _to_disk(target.parent)
    except (sqlite3.Error, OSError) as error:
        explained = explain(error, str(target))
        raise explained or StoreError(
            f"The copy cannot be written: {error}.", record=str(target), remedy="Check the folder and free space."
        ) from error
    finally:
        for leftover in (temporary, temporary.with_name(temporary.name + "-journal")):
            leftover.unlink(missing_ok=True)
    return target


def _copy_bytes(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.new")
    temporary.write_bytes(source.read_bytes())
    _to_disk(temporary)
    temporary.replace(target)


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:  # some systems do not open folders
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def _check_closed(path: Path) -> None:
    """Raise ConflictError while a program has the project open; brings a log left by a crash into the file."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=1.0)) as raw:
            raw.execute("PRAGMA locking_mode = EXCLUSIVE")
            raw.execute("PRAGMA journal_mode = DELETE")
            raw.execute("BEGIN EXCLUSIVE")
            raw.execute("ROLLBACK")
    except sqlite3.OperationalError:
        raise ConflictError(
            "The project is open in another program.", record=str(path), remedy="Close it there and try again."
        ) from None
    except sqlite3.DatabaseError:
        return  # damaged: the reason to restore


# Verification -------------------------------------------------------------------------------------------------------


def verify(store: Store) -> Verification:
    """Return whether the project is sound: the file, its references, lookup lines, journal and published rows.

    The journal must account for every record: additions less removals, over all entries, give the records there are.
    Every block of published rows is read, and the rows of each imported file are counted.
    Never raises for a fault; a file too damaged to be read at all has the engine's words as its one fault.
    """
    try:
        with store.reading() as connection:
            faults = [*_file_faults(connection), *_lookup_faults(connection), *_journal_faults(connection)]
            faults += block_faults(connection)
            counts = {each.plural: _count(connection, each.table) for each in NOUNS.values()}
            return Verification(counts=counts, entries=_count(connection, schema.journal), faults=tuple(faults))
    except ContingentError as error:
        return Verification(counts={}, entries=0, faults=(error.what,))
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # content that no project of ours can have
        return Verification(counts={}, entries=0, faults=(f"The content cannot be read: {error!r}.",))


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _file_faults(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)") if row[0] != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return found + [f"{row[0]} row {row[1]} refers to a missing row of {row[2]}." for row in broken[:20]]


def _lookup_faults(connection: Connection) -> list[str]:
    pairs = ((kept, lookup) for kept in NOUNS.values() for lookup in kept.lookups)
    return [fault for kept, lookup in pairs for fault in _compare(connection, kept, lookup)]


def _compare(connection: Connection, kept: NounTable[Any], lookup: Lookup) -> list[str]:
    lists = connection.execute(select(kept.table.c.n, kept.table.c[lookup.column]))
    should = {(n, place, value) for n, listed in lists for place, value in enumerate(lookup.values(listed))}
    line = lookup.table.c
    there = {tuple(row) for row in connection.execute(select(line.n, line.place, line[lookup.value]))}
    if should == there:
        return []
    return [f"{lookup.table.name} does not say what {kept.plural} say in {len(should ^ there)} lines."]


def _journal_faults(connection: Connection) -> list[str]:
    steps = schema.journal_steps
    there: dict[str, set[int]] = {noun: set() for noun in NOUNS}
    faults: list[str] = []
    query = select(steps, steps.c.count.label("records")).order_by(steps.c.entry, steps.c.place)
    for row in connection.execute(query):
        step = Step.read(row.noun, row.act, row.first, row.last, row.body)
        if len(step.numbers) != row.records:
            faults.append(f"Journal entry {row.entry} speaks of {row.records} records and has {len(step.numbers)}.")
        if row.act == "add":
            there[row.noun].update(step.numbers)
        elif row.act == "remove":
            there[row.noun].difference_update(step.numbers)
    for noun, numbers in there.items():
        found = set(connection.execute(select(NOUNS[noun].table.c.n)).scalars())
        if found != numbers:
            faults.append(f"The journal accounts for {len(numbers)} {NOUNS[noun].plural}; there are {len(found)}.")
    missing = select(schema.journal.c.n).where(schema.journal.c.n.not_in(select(steps.c.entry)))
    faults += [f"Journal entry {n} has no steps." for n in connection.execute(missing.limit(20)).scalars()]
    return faults
