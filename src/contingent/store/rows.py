"""Between nouns and table rows: what a noun's row looks like, and the noun a row stands for.

A row is a plain mapping of column to str, int, float, bool, bytes, None or JSON value, so that the journal can keep it
as JSON. Flat nouns are mapped by their type hints; the three larger ones have their own functions in `rows_coding`.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Table

from contingent.base.errors import InputError
from contingent.base.months import Month
from contingent.store.failures import damaged

T = TypeVar("T")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that must name a record of another noun; `what` is how that noun is called."""

    column: str
    noun: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table that repeats the list in `column` one value a line; `values` takes the values out of the list."""

    table: Table
    column: str
    value: str
    values: Callable[[Any], Iterable[str]] = lambda listed: listed


@dataclass(frozen=True)
class NounTable(Generic[T]):
    """How one noun is kept: its table, its key, its row and back, what it refers to and its lookup tables."""

    noun: str
    plural: str
    table: Table
    type: type[T]
    key: Callable[[T], str]
    row: Callable[[T], Row]
    thing: Callable[[Any], T]
    references: tuple[Reference, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    heavy: frozenset[str] = field(default_factory=frozenset)
    """Columns left out of tables, because they are large bytes or texts."""


def encode(value: Any) -> Any:
    """Return a noun's field as a column value. Raises InputError for what no column can hold."""
    if value is None or type(value) in (str, int, float, bool, bytes):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, (tuple, list, frozenset, set)):
        return [encode(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): encode(each) for name, each in value.items()}
    if isinstance(value, (str, int, float)):
        return value
    raise InputError(
        f"A {type(value).__name__} cannot be kept in a project: {value!r}.",
        remedy="Use words, numbers, dates, or lists and mappings of them.",
    )


def moment_text(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, which sorts as text. Raises InputError for one without a time zone."""
    if moment.utcoffset() is None:
        raise InputError(
            f"The moment {moment.isoformat()} has no time zone.",
            remedy="Give it one, for example moment.replace(tzinfo=UTC).",
        )
    try:
        return moment.astimezone(UTC).isoformat()
    except OverflowError:
        raise InputError(
            f"The moment {moment.isoformat()} lies outside the calendar in UTC.", remedy="Use a year from 1 to 9999."
        ) from None


def _decoder(hint: Any) -> Callable[[Any], Any] | None:
    """Return what turns a column value into a field of type `hint`; None where nothing need be done."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [each for each in typing.get_args(hint) if each is not type(None)]
        decode = _decoder(inner[0]) if len(inner) == 1 else None
        return decode and (lambda value: None if value is None else decode(value))
    if typing.get_origin(hint) is tuple:
        return tuple
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if hint is datetime:
        return datetime.fromisoformat
    if hint is date:
        return date.fromisoformat
    if hint is Month:
        return Month.parse
    return None


def flat(noun: type[T], *, key: str | None = None) -> tuple[Callable[[T], Row], Callable[[Any], T]]:
    """Return the row function and its inverse for a dataclass whose fields are columns of the same name.

    The field `key`, if given, is the record's id and is kept in the column `id`.
    """
    hints = typing.get_type_hints(noun)
    names = [each.name for each in dataclasses.fields(noun)]  # type: ignore[arg-type]
    columns = [(name, "id" if name == key else name) for name in names]
    decoders = [(name, column, _decoder(hints[name])) for name, column in columns]

    def row(thing: T) -> Row:
        return {column: encode(getattr(thing, name)) for name, column in columns}

    def back(found: Any) -> T:
        return noun(**{n: decode(found[c]) if decode else found[c] for n, c, decode in decoders})

    return row, back


def dump_json(value: Any) -> str:
    """Return JSON as it is kept: compact, Unicode as it is, no NaN. Raises InputError for what JSON has not."""
    if type(value) is list and all(type(each) is str for each in value):
        return _dump_words(tuple(value))  # codes repeat
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{value!r} cannot be kept: {error}.", remedy="Use finite numbers, words, lists and mappings."
        ) from None


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@lru_cache(maxsize=16_384)
def _dump_words(words: tuple[str, ...]) -> str:
    return _ENCODER.encode(words)


def load_json(text: Any) -> Any:
    """Return the JSON value; short lists of words are remembered, because codes repeat."""
    if len(text) < 200 and text.startswith('["'):
        return _load_words(text)
    return [] if text == "[]" else _load(text)


@lru_cache(maxsize=16_384)
def _load_words(text: str) -> Any:
    return _load(text)


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise damaged(f"{text[:40]!r} is not JSON") from error


def check_text(kept: str, row: Row) -> Row:
    """Return the row. Raises InputError where a text has characters no database keeps (NUL, lone surrogates)."""
    texts: list[str] = []
    _collect(row.values(), texts)
    if not storable("".join(texts)):
        for column, value in row.items():
            texts.clear()
            _collect((value,), texts)
            if not all(map(storable, texts)):
                raise _bad_text(kept, row, column)
    return row


def _collect(values: Iterable[Any], into: list[str]) -> None:
    """Gather all texts, those in lists and mappings too."""
    for value in values:
        kind = type(value)
        if kind is str:
            into.append(value)
        elif value and kind is list:
            _collect(value, into)
        elif value and kind is dict:
            _collect(value, into)
            _collect(value.values(), into)


def storable(text: str) -> bool:
    """Return whether a text has only characters that every database keeps."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _bad_text(kept: str, row: Row, column: str) -> InputError:
    return InputError(
        f"The field {column!r} has a character that is not text (NUL or half a surrogate pair).",
        record=f"{kept} {row.get('id')!r}".encode(errors="replace").decode(),
        remedy="Remove the character, or read the source again in its right encoding.",
    )
