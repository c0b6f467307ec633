"""Containers: `store.statements` and its sisters, one for each noun, all with the same verbs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Connection, func, select

from contingent.base.errors import ConflictError, ContingentError, InputError, NotFoundError, StoreError, UsageError
from contingent.coding.codebook import Codebook
from contingent.coding.reports import Confidentiality
from contingent.records.actors import ActorKind, Source
from contingent.store import filters as by
from contingent.store import schema
from contingent.store.coders import CoderKind
from contingent.store.failures import damaged
from contingent.store.nouns import NOUNS, SourceEntry
from contingent.store.rows import NounTable, Row, check_text
from contingent.store.steps import Step, chunks, delete_rows, insert_rows, rows_of, update_rows

if TYPE_CHECKING:
    import polars as pl

    from contingent.store.store import Store

T = TypeVar("T")
_SLAB = 5_000  # records turned into rows at a time; more costs memory and gains nothing

_FILTERS: dict[str, dict[str, by.Filter]] = {
    "meeting": {
        "rule": by.one_of(schema.meetings.c.rule, words=Confidentiality),
        "host": by.lists(schema.meetings.c.hosts, among="actor"),
        "since": by.not_before(schema.meetings.c.start),
        "until": by.not_after(schema.meetings.c.start),
    },
    "report": {
        "meeting": by.one_of(schema.reports.c.meeting, among="meeting"),
        "sha256": lambda connection, value: schema.reports.c.sha256.in_(by.values(value)),
        "media_type": by.one_of(schema.reports.c.media_type),
    },
    "coder": {"kind": by.one_of(schema.coders.c.kind, words=CoderKind)},
    "codebook": {"book": by.one_of(schema.codebooks.c.book)},
    "source": {"publisher": by.one_of(schema.sources.c.publisher)},
    "actor": {
        "kind": by.one_of(schema.actors.c.kind, words=ActorKind),
        "region": by.one_of(schema.actors.c.region),
        "on": by.in_force(schema.actors.c.since, schema.actors.c.until),
    },
    "membership": {
        "organisation": by.one_of(schema.memberships.c.organisation, among="actor"),
        "actor": by.one_of(schema.memberships.c.actor, among="actor"),
        "role": by.one_of(schema.memberships.c.role),
        "on": by.in_force(schema.memberships.c.since, schema.memberships.c.until),
    },
    "operation": {
        "lead": by.one_of(schema.operations.c.lead, among="actor"),
        "host": by.lists(schema.operations.c.hosts, among="actor"),
        "kind": by.one_of(schema.operations.c.kind),
        "on": by.in_force(schema.operations.c.since, schema.operations.c.until),
    },
    "event": {
        "actor": by.lists(schema.events.c.actors, among="actor"),
        "kind": by.one_of(schema.events.c.kind),
        "operation": by.one_of(schema.events.c.operation, among="operation"),
        "since": by.not_before(schema.events.c.start),
        "until": by.not_after(schema.events.c.start),
    },
    "snapshot": {"publisher": by.one_of(schema.snapshots.c.publisher)},
    "contribution": {
        "contributor": by.one_of(schema.contributions.c.contributor, among="actor"),
        "operation": by.one_of(schema.contributions.c.operation, among="operation"),
        "total": lambda connection, value: (
            schema.contributions.c.operation.is_(None) if value else schema.contributions.c.operation.is_not(None)
        ),
        "kind": by.one_of(schema.contributions.c.kind),
        "sex": by.one_of(schema.contributions.c.sex),
        "snapshot": by.one_of(schema.contributions.c.snapshot, among="snapshot"),
        "month": lambda connection, value: schema.contributions.c.month.in_(by.values(value)),
        "since": by.not_before(schema.contributions.c.month),
        "until": by.not_after(schema.contributions.c.month),
    },
    "position": {
        "issue": by.one_of(schema.positions.c.issue, among="issue"),
        "actor": by.one_of(schema.positions.c.actor, among="actor"),
        "actor_type": by.one_of(schema.positions.c.actor_type),
        "basis": by.one_of(schema.positions.c.basis),
        "evidence": by.lists(schema.positions.c.evidence, among="statement"),
    },
    "profile": {
        "frame": by.one_of(schema.profiles.c.frame),
        "actor": by.one_of(schema.profiles.c.actor, among="actor"),
    },
    "relation": {"evidence": by.lists(schema.relations.c.evidence, among="statement")},
    "theme": {
        "group": by.one_of(schema.themes.c.group),
        "evidence": by.lists(schema.themes.c.evidence, among="statement"),
    },
    "issue": {"evidence": by.lists(schema.issues.c.evidence, among="statement")},
}
"""What each noun can be found by. Statements have a file of their own."""


class Container(Generic[T]):
    """All records of one noun in an open project.

    Every verb that changes something is one transaction and one journal entry, or part of the `store.change` block
    around it. A verb that raises has changed nothing.
    """

    def __init__(self, store: Store, kept: NounTable[T]) -> None:
        self._store = store
        self.kept = kept

    # Reading --------------------------------------------------------------------------------------------------------

    @property
    def filters(self) -> dict[str, by.Filter]:
        """What `find` can be asked by."""
        return _FILTERS.get(self.kept.noun, {})

    def get(self, key: str) -> T:
        """Return the record of this id. Raises NotFoundError naming near ones."""
        with self._store.reading() as connection:
            row = connection.execute(select(self.kept.table).where(self._column == key)).mappings().first()
            if row is None:
                raise self._missing(connection, key)
            return self._things([dict(row)])[0]

    def find(self, *, limit: int | None = None, offset: int = 0, **filters: Any) -> tuple[T, ...]:
        """Return the records that meet all filters, in the order in which they were added.

        A filter takes one value or several (any of them); None means "not asked". See `filters` for their names.

        Raises:
            UsageError: there is no such filter.
            NotFoundError: a value that neither a record nor a vocabulary knows; names near ones.
        """
        with self._store.reading() as connection:
            query = self._query(connection, filters, select(self.kept.table))
            rows = connection.execute(query.order_by(self.kept.table.c.n).limit(limit).offset(offset or None))
            names = list(rows.keys())
            return tuple(self._things(dict(zip(names, row, strict=True)) for row in rows))

    def ids(self, **filters: Any) -> tuple[str, ...]:
        """Return the ids of the records that meet all filters, in the order in which they were added."""
        with self._store.reading() as connection:
            query = self._query(connection, filters, select(self._column))
            return tuple(connection.execute(query.order_by(self.kept.table.c.n)).scalars())

    def count(self, **filters: Any) -> int:
        """Return how many records meet all filters."""
        with self._store.reading() as connection:
            query = self._query(connection, filters, select(func.count()).select_from(self.kept.table))
            return int(connection.execute(query).scalar_one())

    def table(self, **filters: Any) -> pl.DataFrame:
        """Return the records that meet all filters as a Polars frame, one row a record, lists as list columns."""
        from contingent.store.frames import frame

        with self._store.reading() as connection:
            return frame(connection, self.kept, self._query(connection, filters, select(self.kept.table.c.n)))

    def __len__(self) -> int:
        return self.count()

    def __bool__(self) -> bool:
        return True  # a container is there even when it is empty

    def __iter__(self) -> Iterator[T]:
        return iter(self.find())

    def __contains__(self, key: object) -> bool:
        with self._store.reading() as connection:
            return connection.execute(select(self.kept.table.c.n).where(self._column == key)).first() is not None

    # Writing --------------------------------------------------------------------------------------------------------

    def add(self, items: T | Iterable[T]) -> tuple[str, ...]:
        """Store one or many new records and return their ids.

        Raises:
            ConflictError: a record of the same id is there, or one refers to a record that is not.
            InputError: a field holds what cannot be kept, or two of the items have the same id.
        """
        things = list(self._several(items))
        ids = [self.kept.key(thing) for thing in things]
        if not ids:
            return ()
        self._no_twins(ids)
        with self._store.step(f"Added {self._amount(len(ids), ids[0])}") as batch:
            self._none_there(batch.connection, ids)
            first = number = self._next_number(batch.connection)
            for some in chunks(things, _SLAB):
                rows = [self.kept.row(thing) for thing in some]
                for n, row in enumerate(rows, number):
                    row["n"] = n
                self._check(batch.connection, rows)
                insert_rows(batch.connection, self.kept, rows)
                number += len(rows)
            batch.steps.append(Step(self.kept.noun, "add", range(first, number)))
        return tuple(ids)

    def change(self, keys: str | Iterable[str], **fields: Any) -> tuple[T, ...]:
        """Set fields of one or many records and return the records as they now are.

        A field that is itself a value with fields (`attribution`) may be given as a mapping of those to change.

        Raises:
            NotFoundError: there is no such record.
            UsageError: the noun has no such field, or the field is its id.
            ConflictError, InputError: as for `add`.
        """
        wanted = [keys] if isinstance(keys, str) else list(keys)
        self._check_fields(fields)
        with self._store.step(f"Changed {', '.join(fields)} of {self._amount(len(wanted), *wanted[:1])}") as batch:
            before = self._rows(batch.connection, wanted)
            after = self._put(batch, before, [_replaced(thing, fields) for thing in self._things(before)])
        return tuple(self._things(after))

    def replace(self, items: T | Iterable[T]) -> tuple[str, ...]:
        """Store one or many records in the place of those with the same ids and return the ids. Raises as `change`."""
        things = list(self._several(items))
        ids = [self.kept.key(thing) for thing in things]
        self._no_twins(ids)
        with self._store.step(f"Changed {self._amount(len(ids), *ids[:1])}") as batch:
            self._put(batch, self._rows(batch.connection, ids), things)
        return tuple(ids)

    def remove(self, keys: str | Iterable[str]) -> int:
        """Remove one or many records and return how many.

        Raises:
            NotFoundError: there is no such record.
            ConflictError: other records refer to one of them.
        """
        wanted = list(dict.fromkeys([keys] if isinstance(keys, str) else keys))
        if not wanted:
            return 0
        with self._store.step(f"Removed {self._amount(len(wanted), wanted[0])}") as batch:
            rows = sorted(self._rows(batch.connection, wanted), key=lambda row: int(row["n"]))
            self._none_refer(batch.connection, wanted)
            numbers = [row["n"] for row in rows]
            delete_rows(batch.connection, self.kept, numbers)
            batch.steps.append(Step(self.kept.noun, "remove", numbers, tuple(rows)))
        return len(rows)

    # Within ---------------------------------------------------------------------------------------------------------

    @property
    def _column(self) -> Any:
        return self.kept.table.c.id

    def _query(self, connection: Connection, asked: dict[str, Any], query: Any) -> Any:
        return by.where(connection, query, self.filters, asked, self.kept.plural.capitalize())

    def _things(self, rows: Iterable[Row]) -> list[T]:
        """Return the nouns of rows. Raises StoreError for a row that no noun can have, as in a damaged file."""
        row: Row = {}
        thing, things = self.kept.thing, []
        try:
            for row in rows:
                things.append(thing(row))
        except StoreError:
            raise
        except (ContingentError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(
                f"{self.kept.noun} {row.get('id')!r} cannot be read ({error})", self._store.address
            ) from error
        return things

    def _several(self, items: T | Iterable[T]) -> Iterable[T]:
        several: Any = [items] if isinstance(items, self.kept.type) else items
        for item in several:
            if not isinstance(item, self.kept.type):
                raise UsageError(
                    f"{self.kept.plural.capitalize()} hold {self.kept.type.__name__} values, not "
                    f"{type(item).__name__}.",
                    remedy=f"Make a {self.kept.type.__name__} first.",
                )
            yield item

    def _row(self, item: T) -> Row:
        return check_text(self.kept.plural, self.kept.row(item))

    def _amount(self, number: int, *first: str) -> str:
        if number == 1 and first:
            return f"{self.kept.noun} {first[0]}"
        return f"{number:,} {self.kept.plural}"

    def _next_number(self, connection: Connection) -> int:
        there = connection.execute(select(func.max(self.kept.table.c.n))).scalar() or 0
        gone = select(func.max(schema.gone.c.n)).where(schema.gone.c.noun == self.kept.noun)
        return max(there, connection.execute(gone).scalar() or 0) + 1

    def _put(self, batch: Any, before: Sequence[Row], things: Sequence[T]) -> list[Row]:
        """Write the things over the rows they replace, column by column where they differ; return their rows."""
        changes = []
        rows = [self._row(thing) for thing in things]
        for old, new in zip(before, rows, strict=True):
            columns = [name for name, value in new.items() if value != old[name]]
            if columns:
                changes.append((old["n"], {c: old[c] for c in columns}, {c: new[c] for c in columns}))
        if not changes:
            return rows
        changes.sort(key=lambda change: int(change[0]))
        self._check(batch.connection, rows)
        update_rows(batch.connection, self.kept, changes)
        batch.steps.append(Step(self.kept.noun, "change", [n for n, _, _ in changes], (), tuple(changes)))
        return rows

    def _rows(self, connection: Connection, keys: Sequence[str]) -> list[Row]:
        """Return the rows of these ids in their order. Raises NotFoundError."""
        numbers: list[int] = []
        for some in chunks(keys):
            numbers += connection.execute(select(self.kept.table.c.n).where(self._column.in_(some))).scalars()
        found = {row["id"]: row for row in rows_of(connection, self.kept, sorted(numbers))}
        for key in keys:
            if key not in found:
                raise self._missing(connection, key)
        return [found[key] for key in keys]

    def _check_fields(self, fields: Mapping[str, Any]) -> None:
        names = [each.name for each in dataclasses.fields(self.kept.type)]  # type: ignore[arg-type]
        for name in fields:
            if name not in names:
                raise UsageError(
                    f"A {self.kept.noun} has no field {name!r}.", remedy=f"Its fields are {', '.join(names)}."
                )

    def _check(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Raise ConflictError for the first row that refers to a record the project does not hold."""
        for reference in self.kept.references:
            other = NOUNS[reference.noun]
            asked = {row[reference.column]: row for row in reversed(rows) if row[reference.column] is not None}
            there: set[str] = set()
            for some in chunks(asked):
                there.update(connection.execute(select(other.table.c.id).where(other.table.c.id.in_(some))).scalars())
            for value, row in reversed(asked.items()):
                if value not in there:
                    raise ConflictError(
                        f"It names the {other.noun} {value!r} as its {reference.column}, which the project does not "
                        "hold.",
                        record=f"{self.kept.noun} {row['id']!r}",
                        remedy=f"Add the {other.noun} first.",
                    )

    def _no_twins(self, ids: Sequence[str]) -> None:
        if len(set(ids)) != len(ids):
            seen: set[str] = set()
            twin = next(key for key in ids if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise InputError(
                f"Two {self.kept.plural} have the id {twin!r}.", record=twin, remedy="Give each an id of its own."
            )

    def _none_there(self, connection: Connection, ids: Sequence[str]) -> None:
        for some in chunks(ids):
            twin = connection.execute(select(self._column).where(self._column.in_(some)).limit(1)).scalar()
            if twin is not None:
                raise ConflictError(
                    f"The project holds a {self.kept.noun} {twin!r} already.",
                    record=twin,
                    remedy=f"Give the new one another id, or change the {self.kept.noun} that is there.",
                )

    def _none_refer(self, connection: Connection, ids: Sequence[str]) -> None:
        for other in NOUNS.values():
            for reference in other.references:
                if reference.noun != self.kept.noun:
                    continue
                column = other.table.c[reference.column]
                for some in chunks(ids):
                    query = select(column, func.count()).where(column.in_(some)).group_by(column)
                    found = connection.execute(query).first()
                    if found is not None:
                        raise ConflictError(
                            f"{found[1]:,} {other.plural} refer to the {self.kept.noun} {found[0]!r}.",
                            record=found[0],
                            remedy=f"Remove or change those {other.plural} first.",
                        )

    def _missing(self, connection: Connection, key: object) -> NotFoundError:
        near = by.near(str(key), connection.execute(select(self._column).limit(10_000)).scalars().all())
        remedy = f"Did you mean {' or '.join(near)}?" if near else f"See the {self.kept.plural} of the project."
        return NotFoundError(f"The project has no {self.kept.noun} {key!r}.", remedy=remedy)


def _replaced(thing: T, fields: Mapping[str, Any]) -> T:
    """Return the noun with these fields; a mapping given for a dataclass field changes only the fields it names."""
    new = {}
    for name, value in fields.items():
        old = getattr(thing, name)
        inner = dataclasses.is_dataclass(old) and not isinstance(old, type) and isinstance(value, Mapping)
        try:
            new[name] = dataclasses.replace(old, **value) if inner else value
        except TypeError as error:
            raise UsageError(f"{name}: {error}.", remedy="Name the fields as the noun has them.") from None
    return dataclasses.replace(thing, **new)  # type: ignore[type-var]


class Codebooks(Container[Codebook]):
    """The codebooks of a project, every version under its own key `id@version`."""

    def get(self, key: str) -> Codebook:
        """Return a version (`id@version`), or the latest version of the codebook `id`. Raises NotFoundError."""
        table = self.kept.table.c
        with self._store.reading() as connection:
            latest = select(self.kept.table).where(table.book == key).order_by(table.version.desc()).limit(1)
            row = connection.execute(latest).mappings().first()
            return self._things([dict(row)])[0] if row is not None else super().get(key)


class Sources(Container[SourceEntry]):
    """The sources that facts name by id."""

    def add(self, items: SourceEntry | Iterable[SourceEntry] | Mapping[str, Source]) -> tuple[str, ...]:
        """Store sources, given as entries or as a mapping of id to source, and return their ids."""
        if isinstance(items, Mapping):
            items = [SourceEntry(id=key, source=source) for key, source in items.items()]
        return super().add(items)

    def mapping(self) -> dict[str, Source]:
        """Return all sources by id."""
        return {entry.id: entry.source for entry in self.find()}
