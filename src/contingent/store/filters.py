"""Filters: turn what a caller asks for into SQL, and say so where a value cannot be meant."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB

from contingent.base.errors import NotFoundError, UsageError
from contingent.base.months import Month
from contingent.store.nouns import NOUNS

Condition = ColumnElement[bool]
Filter = Callable[[Connection, Any], Condition]
"""What one keyword of `find` means: given the connection and the value, a condition on the noun's table."""

_SHOWN = 5
_MANY = 5_000


def values(value: Any) -> list[Any]:
    """Return one or several filter values as a list of column values."""
    several = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return [_plain(each) for each in several]


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Month) else value


def one_of(column: Column[Any], *, among: str | None = None, words: type[StrEnum] | None = None) -> Filter:
    """Return the filter "the column is (one of) this"; None asks for records without a value.

    Args:
        column: the column asked about.
        among: a noun whose ids are also good values, even when no record has them yet.
        words: the closed vocabulary of the column, if it has one.
    """

    def condition(connection: Connection, value: Any) -> Condition:
        asked = values(value)
        wanted = [each for each in asked if each is not None]
        check(connection, wanted, column, among=among, words=words)
        same = column.in_(wanted) if len(wanted) != 1 else column == wanted[0]
        return or_(same, column.is_(None)) if None in asked else same

    return condition


def yes_no(column: Column[Any]) -> Filter:
    """Return the filter "the column is true" or "false"."""
    return lambda connection, value: column.is_(bool(value))


def given(column: Column[Any]) -> Filter:
    """Return the filter "there is something in the column", or nothing."""
    return lambda connection, value: column.is_not(None) if value else column.is_(None)


def not_before(column: Column[Any]) -> Filter:
    """Return the filter "this day or month, or later"; a shorter date such as `2013` or `2013-11` is its beginning."""
    return lambda connection, value: column >= day_text(value)


def not_after(column: Column[Any]) -> Filter:
    """Return the filter "this day or month, or earlier"; a shorter date includes all of its days."""
    return lambda connection, value: column <= day_text(value) + "~"  # sorts after every longer date


def in_force(since: Column[Any], until: Column[Any]) -> Filter:
    """Return the filter "in force on this day": first day included, last day excluded, open ends hold."""

    def condition(connection: Connection, value: Any) -> Condition:
        day = day_text(value)
        return or_(since.is_(None), since <= day) & or_(until.is_(None), until > day)

    return condition


def lists(column: Column[Any], *, among: str | None = None) -> Filter:
    """Return the filter "the JSON list in the column has (one of) this"."""

    def condition(connection: Connection, value: Any) -> Condition:
        wanted = values(value)
        conditions = [_has(connection, column, each) for each in wanted]
        for each, found in zip(wanted, conditions, strict=True):
            seen = connection.execute(select(func.count()).select_from(column.table).where(found)).scalar()
            if not seen and each not in _ids(connection, among):
                raise unknown(each, column.name, _ids(connection, among), names_of(connection, among))
        return or_(*conditions)

    return condition


def _has(connection: Connection, column: Column[Any], value: str) -> Condition:
    if connection.dialect.name == "postgresql":
        return column.cast(JSONB).contains([value])
    each = func.json_each(column).table_valued("value")
    return exists(select(literal_column("1")).select_from(each).where(each.c.value == value))


def day_text(value: Any) -> str:
    """Return a date, month, year or their text as text that sorts. Raises UsageError for anything else."""
    text = str(_plain(value)).strip()
    parts = text.split("-")
    numbers = all(part.isascii() and part.isdigit() for part in parts)
    if not numbers or [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
        raise UsageError(f"{text!r} is not a date.", remedy="Write 2013, 2013-11 or 2013-11-05.")
    return text


def check(
    connection: Connection,
    wanted: Iterable[Any],
    column: Column[Any],
    *,
    among: str | None = None,
    words: type[StrEnum] | None = None,
) -> None:
    """Raise NotFoundError, with near ones, for a value that no record has and no vocabulary knows."""
    for each in wanted:
        if words is not None:
            if each not in set(words):
                raise unknown(each, column.name, list(words))
        elif connection.execute(select(column).where(column == each).limit(1)).first() is None:
            known = _ids(connection, among)
            if each not in known:
                used = connection.execute(select(column).distinct().where(column.is_not(None))).scalars()
                raise unknown(each, column.name, {*known, *map(str, used)}, names_of(connection, among))


def _ids(connection: Connection, noun: str | None) -> Collection[str]:
    return set(connection.execute(select(NOUNS[noun].table.c.id)).scalars()) if noun else ()


def names_of(connection: Connection, noun: str | None) -> dict[str, str]:
    """Return the codes of actors by name; nothing for other nouns."""
    actors = NOUNS["actor"].table.c
    return {} if noun != "actor" else {n: code for code, n in connection.execute(select(actors.id, actors.name))}


def unknown(value: Any, what: str, known: Collection[str], named: Mapping[str, str] | None = None) -> NotFoundError:
    """Return the error for a filter value nobody knows, naming near ones, those nearest by name first.

    `named` has the names of known values where they have any.
    """
    named = named or {}
    by_name = [f"{named[name]} ({name})" for name in near(str(value), named)]
    shown = (by_name + [each for each in near(str(value), known) if not by_name])[:_SHOWN]
    if shown:
        remedy = f"Did you mean {' or '.join(shown)}?"
    elif known and len(known) <= 2 * _SHOWN:
        remedy = f"There are: {', '.join(sorted(known))}."
    else:
        remedy = "There are none yet." if not known else f"There are {len(known)}, for example {min(known)}."
    return NotFoundError(f"The project knows no {what.replace('_', ' ')} {value!r}.", remedy=remedy)


def near(value: str, known: Collection[str]) -> list[str]:
    """Return the known words nearest to a value, at most five."""
    folded = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(value.casefold(), folded, n=_SHOWN, cutoff=0.6)
    return [folded[each] for each in found]


def where(
    connection: Connection, query: Select[Any], known: dict[str, Filter], asked: dict[str, Any], plural: str
) -> Select[Any]:
    """Return the query with a condition for each keyword that is not None. Raises UsageError for unknown keywords."""
    for name, value in asked.items():
        if name not in known:
            raise UsageError(
                f"{plural} cannot be found by {name!r}.",
                remedy=f"Use {', '.join(sorted(known))}, limit or offset.",
            )
        if value is not None:
            query = query.where(known[name](connection, value) if value != [] else ~true())
    return query


def all_values(connection: Connection, *columns: Column[Any]) -> set[str]:
    """Return every value that stands in one of the columns."""
    queries = [select(column.label("value")).where(column.is_not(None)) for column in columns]
    return set(connection.execute(union(*queries)).scalars())


def listed(connection: Connection, number: Column[Any], lines: Table, condition: Condition) -> Condition:
    """Return the condition "a line of this lookup table says so".

    Few lines are looked up first and lead to their records; where there are many, each record that the other filters
    leave is asked for its lines. Measured: a broad code with a rare holder takes 6 ms so, 32 ms the other way.
    """
    some = select(lines.c.n).where(condition).limit(_MANY).subquery()
    if connection.execute(select(func.count()).select_from(some)).scalar_one() < _MANY:
        return number.in_(select(lines.c.n).where(condition))
    return exists(select(literal_column("1")).where(lines.c.n == number, condition))


def numbered(connection: Connection, column: Column[Any], found: Collection[int]) -> Condition:
    """Return the condition "the record number is one of these", however many they are, as one parameter."""
    if connection.dialect.name == "postgresql":
        return column == func.any(literal(list(found), ARRAY(Integer)))
    each = func.json_each(json.dumps(list(found))).table_valued("value")
    return column.in_(select(each.c.value))
