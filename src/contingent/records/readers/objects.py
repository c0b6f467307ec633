"""JSON lists of flat objects and JSON Lines, read stretch by stretch; and tables that may come either way."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from contingent.base.complaints import Complaint
from contingent.base.errors import InputError
from contingent.records.readers.ahead import ahead
from contingent.records.readers.delimited import MISSING, Stretch, checked, stretches
from contingent.records.readers.envelopes import list_begins, objects_follow
from contingent.records.readers.reading import HEAD_BYTES, Head, column_name

STRETCH = 4 << 20
"""Characters read at a time."""

_LONGEST = 1 << 20  # characters of one object; more is no table
_BETWEEN = re.compile(r"[\s,]*")


def table(
    head: Head, *, numbers: Collection[str] = (), decimals: Collection[str] = (), words: Collection[str] = ()
) -> Iterator[Stretch]:
    """Yield a published table in stretches, whether the file is comma-separated or JSON; see `stretches`, `objects`."""
    if head.keys:
        return objects(head.path, numbers=numbers, decimals=decimals, words=words)
    return ahead(stretches(head.path, numbers=numbers, decimals=decimals, words=words))


def objects(
    path: Path,
    *,
    numbers: Collection[str] = (),
    decimals: Collection[str] = (),
    words: Collection[str] = (),
    size: int = STRETCH,
) -> Iterator[Stretch]:
    """Yield the objects of a JSON list, or of the list of rows within an object, as rows of text and number columns.

    Objects that follow one another without a list (JSON Lines) are read too. `line` is which object of the list a row
    is, 1 being the first: the lines of a JSON file mean nothing. A key that an object has not, or has as null, is
    missing. Raises InputError, naming line and column, where the file is no such list, or ends within it. Columns named
    in `numbers`, `decimals` or `words` are always there.
    """
    asked = _Asked(frozenset(numbers), frozenset(decimals), frozenset(words))
    reading = _Reading(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read(max(size, HEAD_BYTES))
            at, done = reading.begin(text), False
            while not done:
                found, at, done = reading.take(text, at)
                if found:
                    yield _stretch(found, reading.first(len(found)), asked)
                if done:
                    return
                more = file.read(size)
                if not more and reading.bare and at >= len(text):
                    return
                if not more:
                    raise reading.broken(text, at, "ends within the list; the file is cut off")
                if len(text) - at > _LONGEST + size:
                    raise reading.broken(text, at, "begins an object of more than a million characters")
                reading.lines += text.count("\n", 0, at)
                text, at = text[at:] + more, 0
    except UnicodeDecodeError:
        raise InputError(
            "The file is not UTF-8.", record=path.name, remedy="Save it as UTF-8, or fetch it again."
        ) from None


class _Asked(NamedTuple):
    """Which columns are whole numbers, finite numbers, and texts."""

    numbers: frozenset[str]
    decimals: frozenset[str]
    words: frozenset[str]


class _Reading:
    """Where in a JSON file the reading stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines, self.count = 1, 0
        self.bare = False
        self.decoder = json.JSONDecoder(parse_constant=lambda word: word)

    def begin(self, text: str) -> int:
        """Return where the first object may stand: in the list, or, `bare`, at the beginning of the file."""
        begun, self.bare = list_begins(text), objects_follow(text)
        if begun is None and not self.bare:
            raise self.broken(text, 0, "is no list of objects")
        return begun or 0

    def first(self, number: int) -> int:
        """Count further objects and return the place of the first of them."""
        self.count += number
        return self.count - number + 1

    def take(self, text: str, at: int) -> tuple[list[dict[str, Any]], int, bool]:
        """Return the whole objects from a place on, where they end, and whether the list ends there."""
        found: list[dict[str, Any]] = []
        while True:
            gap = _BETWEEN.match(text, at)
            at = gap.end() if gap else at
            if at >= len(text):
                return found, at, False
            if text[at] == "]" and not self.bare:
                return found, at, True
            try:
                value, end = self.decoder.raw_decode(text, at)
            except json.JSONDecodeError as error:
                if _cut_off(text, at):
                    return found, at, False
                raise self.broken(text, error.pos, f"is no JSON ({error.msg})") from None
            if not isinstance(value, dict):
                raise self.broken(text, at, "has something that is no object in the list")
            found.append(value)
            at = end

    def broken(self, text: str, at: int, what: str) -> InputError:
        line = self.lines + text.count("\n", 0, at)
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        return InputError(
            f"Line {line}, column {column} {what}.", record=self.path.name, remedy="Fetch the file again."
        )


def _cut_off(text: str, at: int) -> bool:
    """Return whether what begins here may only lack its end: its braces do not close within the text."""
    if text[at] != "{":
        return False
    deep, within, at_end = 0, False, iter(range(at, len(text)))
    for place in at_end:
        letter = text[place]
        if within:
            if letter == "\\":
                next(at_end, None)
            elif letter == '"':
                within = False
        elif letter == '"':
            within = True
        elif letter in "{}":
            deep += 1 if letter == "{" else -1
            if deep == 0:
                return False
    return True


def _stretch(found: list[dict[str, Any]], first: int, asked: _Asked) -> Stretch:
    import polars as pl

    even: dict[str, str] = {}
    for each in found:
        for key in each:
            if key not in even:
                even[key] = column_name(key)
    columns: dict[str, list[str | None]] = {name: [None] * len(found) for name in even.values()}
    for place, each in enumerate(found):
        for key, value in each.items():
            columns[even[key]][place] = _text(value)
    made: dict[str, Any] = {name: pl.Series(values, dtype=pl.String) for name, values in columns.items()}
    rows = pl.DataFrame(made, schema=dict.fromkeys(made, pl.String()))
    missing = [name for name in (*asked.numbers, *asked.decimals, *asked.words) if name not in rows.columns]
    rows = rows.with_columns(
        pl.int_range(first, first + len(found), dtype=pl.Int32, eager=True).alias("line"),
        *[pl.lit(None, pl.String).alias(name) for name in missing],
    )
    complaints: list[Complaint] = []
    return checked(rows, asked.numbers, asked.decimals, complaints, at="object")


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return None if text.strip() in MISSING else text
