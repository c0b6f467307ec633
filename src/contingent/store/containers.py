"""Containers: `store.statements` and its sisters, one for each noun, all with the same verbs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Connection, func, select

from contingent.base.errors import ConflictError, ContingentError, InputError, NotFoundError, StoreError, UsageError
from contingent.coding.codebook import Codebook
from contingent.records.actors import Source
from contingent.store import filters as by
from contingent.store import schema
from contingent.store.bulk import collector_paused
from contingent.store.failures import damaged
from contingent.store.noun_filters import FILTERS
from contingent.store.nouns import NOUNS, SourceEntry
from contingent.store.rows import NounTable, Row, check_text
from contingent.store.steps import Step, chunks, delete_rows, insert_rows, rows_of, update_rows

if TYPE_CHECKING:
    import polars as pl

    from contingent.store.store import Batch, Store

T = TypeVar("T")
_SLAB = 2_000  # records turned into rows at a time; more costs memory and gains nothing


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
        return FILTERS.get(self.kept.noun, {})

    def get(self, key: str) -> T:
        """Return the record of this id. Raises NotFoundError naming near ones."""
        with self._store.reading() as connection:
            query = self._seen(connection, select(self.kept.table).where(self._column == key))
            row = connection.execute(query).mappings().first()
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
            query = self._seen(connection, select(self.kept.table.c.n).where(self._column == key))
            return connection.execute(query).first() is not None

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
            UsageError: the noun has no such field.
            ConflictError, InputError: as for `add`.
        """
        wanted = list(dict.fromkeys([keys] if isinstance(keys, str) else keys))
        self._check_fields(fields)
        things: list[T] = []
        changes: list[tuple[int, Row, Row]] = []
        with self._store.step(f"Changed {', '.join(fields)} of {self._amount(len(wanted), *wanted[:1])}") as batch:
            for some in chunks(wanted, _SLAB):
                before = self._rows(batch.connection, some)
                after = [self._row(_replaced(thing, fields)) for thing in self._things(before)]
                changes += self._put(batch.connection, before, after)
                things += self._things(after)
            self._note(batch, changes)
        return tuple(things)

    def replace(self, items: T | Iterable[T]) -> tuple[str, ...]:
        """Store one or many records in the place of those with the same ids and return the ids. Raises as `change`."""
        things = list(self._several(items))
        ids = [self.kept.key(thing) for thing in things]
        self._no_twins(ids)
        with self._store.step(f"Changed {self._amount(len(ids), *ids[:1])}") as batch:
            changes: list[tuple[int, Row, Row]] = []
            for some in chunks(things, _SLAB):
                before = self._rows(batch.connection, [self.kept.key(thing) for thing in some])
                changes += self._put(batch.connection, before, [self._row(thing) for thing in some])
            self._note(batch, changes)
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
        found = by.where(connection, query, self.filters, asked, self.kept.plural.capitalize())
        return self._seen(connection, found)

    def _seen(self, connection: Connection, query: Any) -> Any:
        """Return the query for those records only that the coder at the desk may see; see `store.sight`."""
        return query

    def _things(self, rows: Iterable[Row]) -> list[T]:
        """Return the nouns of rows. Raises StoreError for a row that no noun can have, as in a damaged file."""
        row: Row = {}
        thing, things = self.kept.thing, []
        try:
            with collector_paused():
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

    def _put(self, connection: Connection, before: Sequence[Row], after: Sequence[Row]) -> list[tuple[int, Row, Row]]:
        """Write rows over those they replace, column by column where they differ; return what differed."""
        changes = []
        for old, new in zip(before, after, strict=True):
            columns = [name for name, value in new.items() if value != old[name]]
            if columns:
                changes.append((old["n"], {c: old[c] for c in columns}, {c: new[c] for c in columns}))
        if changes:
            self._check(connection, after)
            update_rows(connection, self.kept, changes)
        return changes

    def _note(self, batch: Batch, changes: list[tuple[int, Row, Row]]) -> None:
        """Note the changes for the journal, in the order of the records."""
        if changes:
            changes.sort(key=lambda change: change[0])
            batch.steps.append(Step(self.kept.noun, "change", [n for n, _, _ in changes], (), tuple(changes)))

    def _rows(self, connection: Connection, keys: Sequence[str]) -> list[Row]:
        """Return the rows of these ids in their order. Raises NotFoundError."""
        numbers: list[int] = []
        for some in chunks(keys):
            query = self._seen(connection, select(self.kept.table.c.n).where(self._column.in_(some)))
            numbers += connection.execute(query).scalars()
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
        known = self._seen(connection, select(self._column)).limit(10_000)
        near = by.near(str(key), connection.execute(known).scalars().all())
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
