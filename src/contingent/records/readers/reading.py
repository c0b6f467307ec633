"""What every reader shares: how a file is recognised by its content, and what reading one gives."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from contingent.base.complaints import Complaint
from contingent.base.errors import InputError, NotFoundError
from contingent.records.facts import Facts
from contingent.records.readers.envelopes import list_begins, objects_follow

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.readers.spelling import Spelling

HEAD_BYTES = 1 << 16
"""How much of a file is looked at to recognise it."""

PARTIAL = 5_000
"""The rank of tables that hold only some kinds of personnel, or some of the people: kept to compare with, never
believed for a contributor's month. Ranks of this and more are all of that sort."""

_MOST_NAMES = 20
_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\r?\n?', re.I)
_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a file begins with.

    `text` is its first 64 KiB, decoded, without a line `sep=;` that Excel puts before a table; `columns` the header of
    a table with every name as `column_name` writes it (empty where the first line is no header of a comma-separated
    file); `keys` the names of the first object of a JSON file, written in the same way; `size` is in bytes.
    """

    path: Path
    size: int
    text: str
    columns: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def has(self, *names: str) -> bool:
        """Return whether the table has all these columns, or the JSON objects these keys."""
        return set(names) <= {*self.columns, *self.keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reader did or saw, that its user must know: repaired, flagged, left out, or not mapped to a code."""

    act: str
    what: str
    lines: tuple[int, ...] = ()
    count: int = 0

    def __str__(self) -> str:
        count = self.count or len(self.lines)
        shown = ", ".join(map(str, self.lines[:5])) + (f", ... {count:,} in all" if count > 5 else "")
        where = f" (line{'s' if count > 1 else ''} {shown})" if self.lines else ""
        return f"{self.act}: {self.what}{where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows of a file, in the shape of their facts, with what was noted and what must be complained about.

    Rows with a complaint are not among the rows. `part` is what of the published table the file holds. `days` are the
    days of the rows, where a file may give the same month of two days: the later one counts. `publisher` is who stands
    behind the figures where the file says so.
    """

    facts: Facts
    rows: pl.DataFrame
    part: str | None = None
    remarks: tuple[Remark, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    days: pl.Series | None = None
    publisher: str | None = None


class Reader(Protocol):
    """How one published format is read. A module of this package that has these names is a reader.

    `TABLE` is the id of the published table, `RANK` which table is believed where several report the same
    contributor's month: the lowest number is.
    """

    TABLE: str
    TITLE: str
    PUBLISHER: str
    ADDRESS: str
    RANK: int

    @staticmethod
    def recognises(head: Head) -> bool:
        """Return whether the file has this format, from its content."""

    @staticmethod
    def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
        """Yield the rows of the file. Raises InputError where the whole file cannot be read."""


@dataclass
class Notes:
    """Remarks gathered while a file is read: one for each thing seen, with its first lines and how often."""

    _seen: dict[tuple[str, str], tuple[list[int], int]] = field(default_factory=dict)
    _unread: dict[str, None] = field(default_factory=dict)

    def columns(self, there: Iterable[str], known: Collection[str]) -> None:
        """Note the columns of a table that its reader does not know; all of them are one remark.

        A first column without a name is the numbering that programs put before rows, and `line` is ours.
        """
        known = {*known, "line", "column_1"}
        self._unread |= dict.fromkeys(each for each in there if each not in known)

    def add(self, act: str, what: str, lines: object = (), count: int | None = None) -> None:
        """Note something; the same act and words on further lines are one remark."""
        found = [int(line) for line in lines] if isinstance(lines, list | tuple | range) else []
        kept, before = self._seen.get((act, what), ([], 0))
        kept.extend(found[: max(0, 20 - len(kept))])
        self._seen[act, what] = (kept, before + (len(found) if count is None else count))

    def remarks(self) -> tuple[Remark, ...]:
        """Return what was noted."""
        found = [
            Remark(act=act, what=what, lines=tuple(lines), count=count)
            for (act, what), (lines, count) in self._seen.items()
        ]
        if self._unread:
            found.append(Remark(act="flagged", what=f"columns not read: {_listed(list(self._unread))}"))
        return tuple(found)


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def column_name(written: str) -> str:
    """Return the name of a column in one spelling: `Contributor UN_Bloc` and `contributor.un.bloc` are the same."""
    return _WORD.sub("_", written.strip().strip("\ufeff").casefold()).strip("_")


def head_of(path: Path) -> Head:
    """Return what a file begins with. Raises NotFoundError if there is none, InputError if it cannot be read."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror}.", record=str(path), remedy="Check it.") from None
    text = start.decode("utf-8-sig", errors="replace")
    separator = told_separator(text.split("\n", 1)[0])
    text = text.split("\n", 1)[1] if separator and "\n" in text else text
    return Head(path=path, size=size, text=text, columns=_header(text, separator), keys=_keys(text))


def separator_of(header: str) -> str:
    """Return what the cells of a header are cut at: a comma, or a semicolon or tab if it has more of these."""
    return max(",;\t", key=header.count)


def told_separator(line: str) -> str | None:
    """Return what a first line `sep=;`, as Excel writes and reads it, says cells are cut at; None of other lines."""
    found = _SEPARATOR.fullmatch(line)
    return found[1] if found else None


def _header(text: str, told: str | None = None) -> tuple[str, ...]:
    line = text.split("\n", 1)[0].rstrip("\r")
    separator = told or separator_of(line)
    if not line or line[0] in "{[<" or "\0" in text or separator not in line:
        return ()
    try:
        return tuple(column_name(cell) for cell in next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return ()


def _keys(text: str) -> tuple[str, ...]:
    """The keys of the first object of a list, or else of the first that holds plain values.

    A long file need not be read to its end for it.
    """
    if text[:64].lstrip()[:1] not in ("{", "["):
        return ()
    if objects_follow(text):
        return tuple(column_name(key) for key in json.JSONDecoder().raw_decode(text.lstrip())[0])
    for found in re.compile(r"\{[^{}\[\]]*\}").finditer(text, list_begins(text) or 0):
        try:
            keys: object = json.loads(found[0])
        except ValueError:
            continue
        if isinstance(keys, dict) and keys:
            return tuple(column_name(str(key)) for key in keys)
    return ()
