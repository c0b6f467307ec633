"""Steps: the three things that can happen to records of one noun, how they are written down and how they are undone."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any, Literal, TypeVar

from sqlalchemy import JSON, Connection, LargeBinary, Table, bindparam, delete, insert, select, update

from contingent.store.failures import damaged
from contingent.store.nouns import NOUNS
from contingent.store.rows import Lookup, NounTable, Row, check_text, dump_json, storable

Act = Literal["add", "change", "remove"]
Thing = TypeVar("Thing")
_CHUNK = 500  # values in one SQL list; every engine takes that many
_COMPRESSION = 1  # the fastest; coded statements shrink to about a fifth even so


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to some records of one noun.

    `numbers` are the records' numbers in ascending order. A removal carries the `rows` as they were, a change for each
    record its number and the changed columns before and after. An addition carries nothing: its records are in the
    table, and when it is undone the removal that undoes it takes them along.
    """

    noun: str
    act: Act
    numbers: Sequence[int]
    rows: tuple[Row, ...] = ()
    changes: tuple[tuple[int, Row, Row], ...] = ()

    def body(self) -> bytes | None:
        """Return what is written down beside first and last number; None where these say it all."""
        if self.act == "remove":
            columns = list(self.rows[0])
            return _pack({"columns": columns, "rows": [list(_plain(row).values()) for row in self.rows]})
        if self.act == "change":
            return _pack([[n, _plain(before), _plain(after)] for n, before, after in self.changes])
        return None if _unbroken(self.numbers) else _pack(list(self.numbers))

    @classmethod
    def read(cls, noun: str, act: Act, first: int, last: int, body: bytes | None) -> Step:
        """Return the step that was written down."""
        if body is None:  # an unbroken run of additions, or their undo once a redo has brought them back
            return cls(noun, act, range(first, last + 1))
        try:
            return cls._unfolded(noun, act, _unpack(body))
        except (KeyError, ValueError, TypeError, zlib.error) as error:
            raise damaged(f"a step of the journal cannot be read ({error})") from error

    @classmethod
    def _unfolded(cls, noun: str, act: Act, found: Any) -> Step:
        if act == "remove":
            late = dict.fromkeys(column.name for column in NOUNS[noun].table.c)  # columns younger than the entry
            rows = tuple(_bytes(noun, late | dict(zip(found["columns"], row, strict=True))) for row in found["rows"])
            return cls(noun, act, [row["n"] for row in rows], rows)
        if act == "change":
            changes = tuple((n, _bytes(noun, before), _bytes(noun, after)) for n, before, after in found)
            return cls(noun, act, [n for n, _, _ in changes], (), changes)
        return cls(noun, act, found)


def reverse(connection: Connection, step: Step) -> Step:
    """Undo a step in the tables and return the step that did so, which can be reversed in turn."""
    kept = NOUNS[step.noun]
    if step.act == "add":
        rows = rows_of(connection, kept, step.numbers)
        delete_rows(connection, kept, step.numbers)
        return Step(step.noun, "remove", step.numbers, tuple(rows))
    if step.act == "remove":
        insert_rows(connection, kept, step.rows)
        return Step(step.noun, "add", step.numbers)
    back = tuple((n, after, before) for n, before, after in step.changes)
    update_rows(connection, kept, back)
    return Step(step.noun, "change", step.numbers, (), back)


def insert_rows(connection: Connection, kept: NounTable[Any], rows: Sequence[Row]) -> None:
    """Insert rows, which have their numbers, and their lookup lines."""
    if rows:
        _insert(connection, kept.table, rows)
        for lookup in kept.lookups:
            _insert_lookup(connection, lookup, ((row["n"], row[lookup.column]) for row in rows))


def update_rows(connection: Connection, kept: NounTable[Any], changes: Iterable[tuple[int, Row, Row]]) -> None:
    """Set the columns of each change to what they are after it."""
    alike: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for n, _, after in changes:
        alike.setdefault(tuple(after), []).append((n, after))
    for columns, some in alike.items():
        _update(connection, kept.table, columns, some)
        for lookup in kept.lookups:
            if lookup.column in columns:
                _delete_where(connection, lookup.table, [n for n, _ in some])
                _insert_lookup(connection, lookup, ((n, after[lookup.column]) for n, after in some))


def delete_rows(connection: Connection, kept: NounTable[Any], numbers: Sequence[int]) -> None:
    """Delete rows by number, and their lookup lines."""
    for lookup in kept.lookups:
        _delete_where(connection, lookup.table, numbers)
    _delete_where(connection, kept.table, numbers)


def rows_of(connection: Connection, kept: NounTable[Any], numbers: Sequence[int]) -> list[Row]:
    """Return the rows of these numbers in ascending order."""
    query = select(kept.table).order_by(kept.table.c.n)
    if _unbroken(numbers):
        query = query.where(kept.table.c.n.between(numbers[0], numbers[-1]))
        return [dict(row) for row in connection.execute(query).mappings()]
    found: list[Row] = []
    for some in chunks(numbers):
        found += [dict(row) for row in connection.execute(query.where(kept.table.c.n.in_(some))).mappings()]
    return found


def chunks(values: Iterable[Thing], size: int = _CHUNK) -> Iterator[list[Thing]]:
    """Yield the values in lists short enough for one SQL statement."""
    remaining = iter(values)
    while some := list(islice(remaining, size)):
        yield some


def _insert_lookup(connection: Connection, lookup: Lookup, lists: Iterable[tuple[int, Any]]) -> None:
    lines = [(n, place, value) for n, listed in lists for place, value in enumerate(lookup.values(listed))]
    columns = ("n", "place", lookup.value)
    if not lines:
        return
    if connection.dialect.name == "sqlite":
        _insert_lines(connection, lookup.table, columns, lines)
    else:
        connection.execute(insert(lookup.table), [dict(zip(columns, line, strict=True)) for line in lines])


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns; on SQLite without SQLAlchemy's work on every single value."""
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [check_text(table.name, row) for row in rows])
        return
    nested = _nested(table)
    flat = [c.name for c in table.c if c.name not in nested]
    cells = itemgetter(*flat)
    lines = [cells(row) + tuple([_json(row[name]) for name in nested]) for row in rows]
    # One look at all texts together is far cheaper than one at each; most often it finds nothing.
    texts = "".join([value for line in lines for value in line if value.__class__ is str])
    if not storable(texts) or "\\u0000" in texts:
        for row in rows:
            check_text(table.name, row)
    _insert_lines(connection, table, flat + nested, lines)


def _insert_lines(connection: Connection, table: Table, columns: Sequence[str], lines: list[tuple[Any, ...]]) -> None:
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', lines)  # noqa: S608 - ours


def _update(connection: Connection, table: Table, columns: Sequence[str], some: list[tuple[int, Row]]) -> None:
    """Set these columns of some rows; by the same two ways as `_insert`."""
    if connection.dialect.name != "sqlite":
        query = update(table).where(table.c.n == bindparam("_n")).values({c: bindparam(f"_{c}") for c in columns})
        connection.execute(query, [{"_n": n, **{f"_{c}": after[c] for c in columns}} for n, after in some])
        return
    nested = _nested(table)
    settings = ", ".join(f'"{name}" = ?' for name in columns)
    connection.exec_driver_sql(
        f'UPDATE "{table.name}" SET {settings} WHERE n = ?',  # noqa: S608 - names of our own schema
        [(*[_json(after[c]) if c in nested else after[c] for c in columns], n) for n, after in some],
    )


def _nested(table: Table) -> list[str]:
    """Return the names of the columns that hold JSON."""
    return [column.name for column in table.c if isinstance(column.type, JSON)]


def _json(value: Any) -> str | None:
    return None if value is None else dump_json(value)


def _delete_where(connection: Connection, table: Table, numbers: Sequence[int]) -> None:
    if _unbroken(numbers):
        connection.execute(delete(table).where(table.c.n.between(numbers[0], numbers[-1])))
        return
    for some in chunks(numbers):
        connection.execute(delete(table).where(table.c.n.in_(some)))


def _unbroken(numbers: Sequence[int]) -> bool:
    """Return whether ascending numbers have no gap."""
    return len(numbers) > 0 and numbers[-1] - numbers[0] + 1 == len(numbers)


def _plain(row: Row) -> Row:
    """Return the row with bytes as base64, which JSON can hold."""
    return {c: base64.b64encode(v).decode() if type(v) is bytes else v for c, v in row.items()}


def _bytes(noun: str, row: Row) -> Row:
    """Return the row with the columns that hold bytes as bytes again."""
    binary = [c.name for c in NOUNS[noun].table.c if isinstance(c.type, LargeBinary) and row.get(c.name) is not None]
    return {**row, **{name: base64.b64decode(row[name]) for name in binary}} if binary else row


def _pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), _COMPRESSION)


def _unpack(body: bytes) -> Any:
    return json.loads(zlib.decompress(body))
