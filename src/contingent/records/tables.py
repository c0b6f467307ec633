"""Reading the fact tables: plain CSV files whose every bad cell is named by file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from contingent.base.errors import InputError

Thing = TypeVar("Thing")


class _Rows(Protocol):
    """What is needed of a csv.reader."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


_SHOWN = 8  # complaints printed in one error; the rest is counted


class RowError(ValueError):
    """One cell of one row is not what its column asks for."""


class Row:
    """One line of a table; its methods turn cells into values and raise RowError with the column's name."""

    __slots__ = ("_cells", "_columns")

    def __init__(self, columns: dict[str, int], cells: list[str]) -> None:
        self._columns = columns
        self._cells = cells

    def maybe(self, column: str) -> str | None:
        """Return the cell without outer blanks, None if it is empty or the table lacks the column."""
        place = self._columns.get(column)
        return (self._cells[place].strip() or None) if place is not None else None

    def text(self, column: str) -> str:
        """Return a cell that must not be empty."""
        value = self.maybe(column)
        if value is None:
            raise RowError(f"{column} is empty")
        return value

    def day(self, column: str) -> date | None:
        """Return a date written YYYY-MM-DD, None if empty."""
        value = self.maybe(column)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise RowError(f"{column} {value!r} is not a date such as 2013-11-05") from None

    def interval(self, first: str, last: str) -> tuple[date | None, date | None]:
        """Return two dates in order; either may be open."""
        start, end = self.day(first), self.day(last)
        if start is not None and end is not None and end < start:
            raise RowError(f"{last} {end} is before {first} {start}")
        return start, end

    def many(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell separated by semicolons."""
        return tuple(part for part in (piece.strip() for piece in (self.maybe(column) or "").split(";")) if part)

    def count(self, column: str) -> int | None:
        """Return a whole number of at least 0, None if empty (not reported)."""
        value = self.maybe(column)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 15):
            raise RowError(f"{column} {value!r} is not a whole number")
        return int(value)

    def known(self, column: str, codes: Collection[str], what: str) -> str | None:
        """Return a code that must be among `codes`, None if empty."""
        value = self.maybe(column)
        if value is not None and value not in codes:
            raise RowError(f"{column} {value!r} is not {what}")
        return value


def read_table(
    path: Path, needed: Iterable[str], build: Callable[[Row], Thing], *, key: Callable[[Thing], object] | None = None
) -> tuple[Thing, ...]:
    """Return what `build` makes of each row of the CSV file `path`.

    Args:
        path: a UTF-8 file with a header line.
        needed: columns that must be there.
        build: makes one thing of one row; may raise RowError or InputError.
        key: if given, two rows of the same key are a complaint.

    Raises:
        InputError: the file is missing or unreadable, a column is missing, or rows are bad; names every bad row.
    """
    rows = csv.reader(io.StringIO(_text(path)))
    try:
        return _things(path, rows, needed, build, key)
    except csv.Error as error:
        raise _complaint(path, [f"line {rows.line_num}: {error}"]) from None


def _things(
    path: Path,
    rows: _Rows,
    needed: Iterable[str],
    build: Callable[[Row], Thing],
    key: Callable[[Thing], object] | None,
) -> tuple[Thing, ...]:
    header = [name.strip() for name in next(rows, [])]
    missing = [name for name in needed if name not in header]
    if missing:
        raise InputError(
            f"The column {', '.join(missing)} is missing.",
            record=path.name,
            remedy="Give the file the header line described in data/README.md.",
        )
    columns = {name: place for place, name in enumerate(header)}
    things: list[Thing] = []
    complaints: list[str] = []
    seen: dict[object, int] = {}
    for cells in rows:
        if not any(cells):
            continue
        try:
            if len(cells) != len(header):
                raise RowError(f"{len(cells)} cells where the header has {len(header)}")
            thing = build(Row(columns, cells))
            if key is not None:
                first = seen.setdefault(key(thing), rows.line_num)
                if first != rows.line_num:
                    raise RowError(f"repeats line {first}")
            things.append(thing)
        except RowError as error:
            complaints.append(f"line {rows.line_num}: {error}")
        except InputError as error:
            complaints.append(f"line {rows.line_num}: {error.what}")
    if complaints:
        raise _complaint(path, complaints)
    return tuple(things)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            "The table is missing.", record=path.name, remedy="Put the file back, or reinstall contingent."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The table cannot be read: {error}.", record=path.name, remedy="Save the file as UTF-8 CSV."
        ) from None


def _complaint(path: Path, complaints: list[str]) -> InputError:
    shown = complaints[:_SHOWN]
    if len(complaints) > _SHOWN:
        shown.append(f"and {len(complaints) - _SHOWN} more")
    return InputError(
        f"{len(complaints)} row(s) cannot be taken: " + "; ".join(shown) + ".",
        record=path.name,
        remedy="Correct these rows; nothing of the table was taken.",
    )
