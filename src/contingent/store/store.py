"""Store: an open project, with a container for each noun and the journal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, NestedTransaction, select, text
from sqlalchemy.exc import SQLAlchemyError

from contingent.base.errors import ContingentError, ProgrammingError, StoreError
from contingent.store import nouns, schema
from contingent.store.backup import Verification, back_up, verify
from contingent.store.bulk import collector_paused
from contingent.store.containers import Codebooks, Container, Sources
from contingent.store.failures import disk_full, explain, is_full
from contingent.store.journal import Journal, write_change
from contingent.store.statements import Settlements, Statements
from contingent.store.steps import Step


class Batch:
    """A change under way: its connection and the steps done so far."""

    def __init__(self, connection: Connection, summary: str) -> None:
        self.connection = connection
        self.summary = summary
        self.steps: list[Step] = []


def _back_to(savepoint: NestedTransaction, connection: Connection) -> None:
    """Take back what was done since the savepoint.

    On a full or failing disk SQLite takes back the whole change, savepoints and all. The connection is then of no more
    use, so that nothing can be written outside the change, and the error that led there is the one to be told.
    """
    try:
        savepoint.rollback()
    except (SQLAlchemyError, ContingentError):
        connection.invalidate()


class Store:
    """An open project. Made by `open_store`; closes at the end of a `with` block or with `close`.

    Threads may share one Store: each reads a consistent state, and writes wait for one another.
    """

    def __init__(self, engine: Engine, address: str, *, coder: str | None = None, read_only: bool = False) -> None:
        self.address = address
        self.coder = coder
        self.read_only = read_only
        self._engine = engine
        # SQLite readers see one state by nature; PostgreSQL has to be asked.
        server = engine.dialect.name == "postgresql"
        self._readers = engine.execution_options(isolation_level="REPEATABLE READ") if server else engine
        self._local = threading.local()
        self.journal = Journal(self)
        self.meetings = Container(self, nouns.MEETINGS)
        self.reports = Container(self, nouns.REPORTS)
        self.coders = Container(self, nouns.CODERS)
        self.codebooks = Codebooks(self, nouns.CODEBOOKS)
        self.statements = Statements(self, nouns.STATEMENTS)
        self.assignments = Container(self, nouns.ASSIGNMENTS)
        self.settlements = Settlements(self, nouns.SETTLEMENTS)
        self.sources = Sources(self, nouns.SOURCES)
        self.actors = Container(self, nouns.ACTORS)
        self.memberships = Container(self, nouns.MEMBERSHIPS)
        self.operations = Container(self, nouns.OPERATIONS)
        self.events = Container(self, nouns.EVENTS)
        self.snapshots = Container(self, nouns.SNAPSHOTS)
        self.contributions = Container(self, nouns.CONTRIBUTIONS)
        self.intakes = Container(self, nouns.INTAKES)
        self.blocks = Container(self, nouns.BLOCKS)
        self.forecast_tests = Container(self, nouns.FORECAST_TESTS)
        self.issues = Container(self, nouns.ISSUES)
        self.positions = Container(self, nouns.POSITIONS)
        self.profiles = Container(self, nouns.PROFILES)
        self.relations = Container(self, nouns.RELATIONS)
        self.themes = Container(self, nouns.THEMES)
        self.fingerprints = Container(self, nouns.FINGERPRINTS)

    @property
    def containers(self) -> dict[str, Container[Any]]:
        """All containers by the noun they hold."""
        return {each.kept.noun: each for each in vars(self).values() if isinstance(each, Container)}

    @property
    def project(self) -> str:
        """The id the project was given when it was made; copies and backups share it."""
        with self.reading() as connection:
            return str(connection.execute(select(schema.meta.c.project)).scalar_one())

    @property
    def created(self) -> str:
        """When the project was made, ISO 8601 in UTC."""
        with self.reading() as connection:
            return str(connection.execute(select(schema.meta.c.created)).scalar_one())

    @contextmanager
    def change(self, summary: str, *, coder: str | None = None) -> Iterator[Batch]:
        """Make several container calls one change: one transaction, one journal entry, one undo.

        Args:
            summary: what the user did, as the journal shall say it.
            coder: who; the store's own coder if not given.

        All of it is stored when the block ends, or nothing if the block raises. A block inside another joins it.
        """
        current = self._current
        if current is not None:
            yield current
            return
        with self.writing() as connection:
            batch = Batch(connection, summary)
            self._local.batch = batch
            try:
                yield batch
            finally:
                self._local.batch = None
            if batch.steps:
                write_change(connection, batch.steps, batch.summary, coder or self.coder)

    @contextmanager
    def step(self, summary: str) -> Iterator[Batch]:
        """Give a container the change it belongs to: the batch under way, or one of its own."""
        current = self._current
        if current is None:
            with collector_paused(), self.change(summary) as batch:
                yield batch
            return
        done = len(current.steps)
        savepoint = current.connection.begin_nested()
        try:
            with collector_paused():
                yield current
            savepoint.commit()
        except BaseException:
            del current.steps[done:]
            _back_to(savepoint, current.connection)
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state; inside a change or another reading, the one of that."""
        if self._current is not None:
            yield self._current.connection
            return
        reader: Connection | None = getattr(self._local, "reader", None)
        if reader is not None:
            yield reader
            return
        with self._explained(), self._readers.connect() as connection:
            self._local.reader = connection
            try:
                yield connection
            finally:
                self._local.reader = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that alone may write; commits at the end of the block. Raises StoreError if locked."""
        if self.read_only and is_full(self.address):
            raise disk_full(self.address)
        if self.read_only:
            raise StoreError(
                "The project can be read but not written.",
                record=self.address,
                remedy="Ask for write access to the file and its folder, or copy the file to a place of your own.",
            )
        if self._current is not None:
            raise ProgrammingError("Undo and redo cannot be part of a change.", remedy="Leave the block first.")
        engine = self._engine.execution_options(writing=True)
        with self._explained(), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(current_schema()))"))
            yield connection

    @property
    def _current(self) -> Batch | None:
        return getattr(self._local, "batch", None)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Put what the driver raises outside SQLAlchemy's sight into words."""
        try:
            yield
        except ContingentError:
            raise
        except UnicodeEncodeError as error:
            explained = explain(error, self.address)
            raise (explained or error) from error

    @property
    def sees_as(self) -> str | None:
        """Through whose eyes statements are read; None sees all. See `store.sight`."""
        return None if getattr(self._local, "all", False) else self.coder

    @contextmanager
    def seeing_all(self) -> Iterator[None]:
        """Read and change all statements, whoever sits at the desk: for what is done to a report as a whole."""
        before = getattr(self._local, "all", False)
        self._local.all = True
        try:
            yield
        finally:
            self._local.all = before

    def undo(self, *, coder: str | None = None) -> None:
        """Take back the latest change. Raises ConflictError when there is none."""
        self.journal.undo(coder=coder)

    def redo(self, *, coder: str | None = None) -> None:
        """Bring back the change last undone. Raises ConflictError when there is none."""
        self.journal.redo(coder=coder)

    def back_up(self, target: Path | str) -> Path:
        """Write a copy of the project as it is now, while others go on working; see `backup.back_up`."""
        return back_up(self, Path(target))

    def verify(self) -> Verification:
        """Return whether file, tables and journal are sound; see `backup.verify`."""
        return verify(self)

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, for backup and migration."""
        return self._engine

    def close(self) -> None:
        """Let go of the file or server; a SQLite project is one single file again once all have closed it."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
