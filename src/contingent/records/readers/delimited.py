"""Comma-separated files, read stretch by stretch so that a file of any size fits in memory, every bad line named."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.base.errors import InputError
from contingent.records.readers.reading import column_name

if TYPE_CHECKING:
    import polars as pl

STRETCH = 16 << 20
"""Bytes read at a time."""

MISSING = ("", "NA", "..", "#N/A", "NULL")
"""What cells hold that hold nothing."""

_LONGEST = 4 << 20  # bytes of one line; more is no table


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some lines of a table: text columns by their even names (`reading.column_name`), number columns as numbers.

    `rows` also has `line`, the number of the line each row stands on (1 is the header). Lines that cannot be read are
    in `complaints` and not among the rows.
    """

    rows: pl.DataFrame
    complaints: tuple[Complaint, ...] = ()


def stretches(
    path: Path,
    *,
    numbers: Collection[str] = (),
    decimals: Collection[str] = (),
    size: int = STRETCH,
    start: int = 0,
    end: int | None = None,
) -> Iterator[Stretch]:
    """Yield the table in stretches of about `size` bytes.

    Args:
        path: a UTF-8 file, with or without byte order mark, LF or CRLF, whose first line is the header.
        numbers: even names of columns of whole numbers of at least 0; `decimals` of any finite numbers.
        size: bytes of a stretch.
        start: the byte at which the header begins, where other lines stand before it.
        end: the byte after the last line of the table, where other lines stand behind it.

    Columns without a name are called `column_1` and so on by their place. Raises InputError if the file is no UTF-8,
    has no header, or names two columns alike.
    """
    with path.open("rb") as file:
        line, left = 2 + file.read(start).count(b"\n"), b""
        columns = _columns(path, line - 1, file.readline(_LONGEST))
        while True:
            piece = file.read(size if end is None else min(size, max(0, end - file.tell())))
            text = left + piece
            cut = len(text) if not piece else _last_end(text)
            if len(text) - cut > _LONGEST + size:
                raise _no_table(path, line, "is longer than 4 MB; a quotation mark may be open")
            whole, left = text[:cut], text[cut:]
            if whole.strip():
                yield _stretch(path, whole, line, columns, frozenset(numbers), frozenset(decimals))
            line += whole.count(b"\n")
            if not piece:
                return


def _columns(path: Path, line: int, first: bytes) -> list[str]:
    try:
        cells = next(csv.reader([first.decode("utf-8-sig").rstrip("\r\n")]), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_table(path, line, f"cannot be read ({error})") from None
    columns = [column_name(cell) or f"column_{place}" for place, cell in enumerate(cells, 1)]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if not columns or twice:
        raise _no_table(path, line, f"names {', '.join(twice)} twice" if twice else "is no header")
    return columns


def _last_end(text: bytes) -> int:
    """Return where the last whole line ends: after a line end outside quotation marks."""
    end = text.rfind(b"\n") + 1
    while end and text.count(b'"', 0, end) % 2:
        end = text.rfind(b"\n", 0, end - 1) + 1
    return end


def _stretch(
    path: Path, text: bytes, line: int, columns: list[str], numbers: frozenset[str], decimals: frozenset[str]
) -> Stretch:
    import polars as pl

    complaints: list[Complaint] = []
    lines: list[int] | None = None
    ends = text.count(b"\n") + (not text.endswith(b"\n"))
    if text.count(b",") != ends * (len(columns) - 1) or b'"' in text or b"\n\n" in text or b"\n\r\n" in text:
        text, lines, complaints = _careful(path, text, line, columns)
    types: dict[str, pl.DataType] = {c: pl.Int64() if c in numbers else pl.String() for c in columns}
    types |= {c: pl.Float64() for c in columns if c in decimals}
    try:
        rows = _parsed(text, columns, types)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as fault:
            at = line + text.count(b"\n", 0, fault.start)
            raise _no_table(path, at, "is not UTF-8; save the file as UTF-8 CSV") from None
        try:
            rows = _parsed(text, columns, {c: pl.String() for c in columns})
        except pl.exceptions.PolarsError:
            raise _no_table(path, line, f"or one after it cannot be read ({str(error).splitlines()[0]})") from None
    placed = pl.int_range(line, line + rows.height, dtype=pl.Int32, eager=True)
    rows = rows.with_columns((placed if lines is None else pl.Series(lines, dtype=pl.Int32)).alias("line"))
    return _checked(rows, numbers, decimals, complaints)


def _parsed(text: bytes, columns: list[str], types: dict[str, pl.DataType]) -> pl.DataFrame:
    import polars as pl

    return pl.read_csv(
        io.BytesIO(text), has_header=False, new_columns=columns, schema=types, null_values=list(MISSING),
        raise_if_empty=False, truncate_ragged_lines=False,
    )  # fmt: skip


def _careful(path: Path, text: bytes, line: int, columns: list[str]) -> tuple[bytes, list[int], list[Complaint]]:
    """Read line by line: leave out empty lines, complain about lines with too few or too many cells."""
    try:
        reader = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), strict=True)
    except UnicodeDecodeError as fault:
        at = line + text.count(b"\n", 0, fault.start)
        raise _no_table(path, at, "is not UTF-8; save the file as UTF-8 CSV") from None
    out, lines, complaints = io.StringIO(newline=""), [], []
    write = csv.writer(out, lineterminator="\n").writerow
    before = 0
    try:
        for cells in reader:
            at, before = line + before, reader.line_num
            if not any(cells):
                continue
            if len(cells) != len(columns):
                complaints.append(Complaint(f"line {at}", f"{len(cells)} cells where the header has {len(columns)}."))
                continue
            write(cells)
            lines.append(at)
    except csv.Error as error:
        raise _no_table(path, line + reader.line_num - 1, f"cannot be read ({error})") from None
    return out.getvalue().encode(), lines, complaints


def _checked(
    rows: pl.DataFrame, numbers: frozenset[str], decimals: frozenset[str], complaints: list[Complaint]
) -> Stretch:
    """Turn number columns that came as text into numbers, and complain about what is none, is negative or infinite."""
    import polars as pl

    bad: set[int] = set()
    for column, kind in [*((c, pl.Int64()) for c in numbers), *((c, pl.Float64()) for c in decimals)]:
        if column not in rows.columns:
            continue
        written = rows[column]
        if written.dtype == pl.String:
            values = written.str.strip_chars().cast(kind, strict=False)
            wrong = written.is_not_null() & values.is_null()
            rows = rows.with_columns(values.alias(column))
        else:
            values, wrong = written, pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
        wrong = wrong | ((values < 0) if kind == pl.Int64() else ~values.is_finite()).fill_null(False)
        if wrong.any():
            what = "a whole number of at least 0" if kind == pl.Int64() else "a finite number"
            found = rows.select("line").with_columns(written.alias("written")).filter(wrong)
            bad.update(found["line"])
            complaints += [
                Complaint(f"line {at}", f"{column} {str(value)!r} is not {what}.") for at, value in found.iter_rows()
            ]
    if bad:
        rows = rows.filter(~pl.col("line").is_in(sorted(bad)))
    return Stretch(rows=rows, complaints=tuple(complaints))


def _no_table(path: Path, line: int, what: str) -> InputError:
    return InputError(
        f"Line {line} {what}.", record=path.name, remedy="Fetch the file again, or correct it and read it again."
    )
