"""Comma-separated files, read stretch by stretch so that a file of any size fits in memory, every bad line named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.base.errors import InputError
from contingent.records.readers.reading import column_name, separator_of, told_separator

if TYPE_CHECKING:
    import polars as pl

STRETCH = 16 << 20
"""Bytes read at a time."""

MISSING = ("", "NA", "..", "#N/A", "NULL")
"""What cells hold that hold nothing."""

LARGEST = 10**9
"""The largest whole number taken for a figure; more is a misprint."""

_LONGEST = 4 << 20  # bytes of one line; more is no table
_QUOTED = re.compile(rb'(?:(?<=[,;\t\n])|\A)"[^"]*"(?=[,;\t\r\n]|\Z)')
_WHOLE = r"^[+-]?\d+(\.0*)?$"
_THOUSANDS = r"^\d{1,3}(,\d{3})+$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some lines of a table: text columns by their even names (`reading.column_name`), number columns as numbers.

    `rows` also has `line`, the number of the line each row stands on (1 is the header). Lines that cannot be read are
    in `complaints` and not among the rows.
    """

    rows: pl.DataFrame
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How the lines of a file are cut into cells and what the cells of each column are."""

    path: Path
    separator: str
    columns: list[str]
    numbers: frozenset[str]
    decimals: frozenset[str]
    words: frozenset[str]


def stretches(
    path: Path,
    *,
    numbers: Collection[str] = (),
    decimals: Collection[str] = (),
    words: Collection[str] = (),
    size: int = STRETCH,
    start: int = 0,
    end: int | None = None,
) -> Iterator[Stretch]:
    """Yield the table in stretches of about `size` bytes.

    Args:
        path: a UTF-8 file, with or without byte order mark, LF or CRLF, whose first line is the header; cells are cut
            at commas, or at semicolons or tabs where the header is, or a line `sep=;` before it says so.
        numbers: even names of columns of whole numbers of at least 0; `decimals` of any finite numbers.
        words: even names of text columns with few different texts; they come as Categorical, which is fast.
        size: bytes of a stretch.
        start: the byte at which the header begins, where other lines stand before it.
        end: the byte after the last line of the table, where other lines stand behind it.

    Columns without a name are called `column_1` and so on by their place. Empty lines are left out. Raises InputError
    if the file is no UTF-8, has no header, or names two columns alike.
    """
    with path.open("rb") as file:
        line, left = 2 + file.read(start).count(b"\n"), b""
        first = file.readline(_LONGEST)
        told = told_separator(first.decode("utf-8-sig", errors="replace")) if not start else None
        if told:
            line, first = line + 1, file.readline(_LONGEST)
        separator, columns = _columns(path, line - 1, first, told)
        layout = _Layout(
            path=path,
            separator=separator,
            columns=columns,
            numbers=frozenset(numbers),
            decimals=frozenset(decimals),
            words=frozenset(words),
        )
        while True:
            piece = file.read(size if end is None else min(size, max(0, end - file.tell())))
            text = left + piece
            cut = len(text) if not piece else _last_end(text)
            if len(text) - cut > _LONGEST + size:
                raise _no_table(path, line, "is longer than 4 MB; a quotation mark may be open")
            whole, left = text[:cut], text[cut:]
            ends = _count(whole, b"\n")
            if whole and not whole.isspace():
                yield _stretch(layout, whole, line, ends)
            line += ends
            if not piece:
                return


def checked(
    rows: pl.DataFrame, numbers: Collection[str], decimals: Collection[str], complaints: list[Complaint], *, at: str
) -> Stretch:
    """Turn number columns that came as text into numbers; complain about what is none, negative, endless or huge.

    `at` is what the column `line` counts: lines, or objects of a JSON file.
    """
    import polars as pl

    bad: set[int] = set()
    for column, kind in [*((c, pl.Int64()) for c in numbers), *((c, pl.Float64()) for c in decimals)]:
        if column not in rows.columns:
            continue
        written = rows[column]
        values = written if written.dtype == kind else _numbers(written, kind)
        wrong = written.is_not_null() & values.is_null()
        beyond = ((values < 0) | (values > LARGEST)) if kind == pl.Int64() else ~values.is_finite()
        wrong = wrong | beyond.fill_null(False)
        rows = rows.with_columns(values.alias(column))
        if wrong.any():
            what = "a whole number from 0 to 1,000,000,000" if kind == pl.Int64() else "a finite number"
            found = rows.select("line").with_columns(written.alias("written")).filter(wrong)
            bad.update(found["line"])
            complaints += [
                Complaint(f"{at} {line}", f"{column} {_short(value)} is not {what}.")
                for line, value in found.iter_rows()
            ]
    if bad:
        rows = rows.filter(~pl.col("line").is_in(sorted(bad)))
    return Stretch(rows=rows, complaints=tuple(complaints))


def _numbers(written: pl.Series, kind: pl.DataType) -> pl.Series:
    """Texts as numbers: `5`, `5.0`, ` 5 ` and `1,234` are whole numbers, `1e3` is not; what is none becomes null.

    Spreadsheets write long numbers as `1.2E+03` and lose figures, so that nobody can say what stood there.
    """
    import polars as pl

    text = written.cast(pl.String).str.strip_chars()
    text = pl.select(
        pl.when(text.str.contains(_THOUSANDS)).then(text.str.replace_all(",", "", literal=True)).otherwise(text)
    ).to_series()
    values = text.cast(kind, strict=False)
    if kind != pl.Int64():
        return values
    broken = text.cast(pl.Float64, strict=False)
    whole = text.str.contains(_WHOLE) & (broken == broken.floor()) & (broken.abs() <= LARGEST)
    exact = pl.select(pl.when(whole).then(broken).otherwise(None).cast(pl.Int64, strict=False)).to_series()
    return pl.select(pl.coalesce(values, exact)).to_series()


def _columns(path: Path, line: int, first: bytes, told: str | None) -> tuple[str, list[str]]:
    try:
        text = first.decode("utf-8-sig").rstrip("\r\n")
        separator = told or separator_of(text)
        cells = next(csv.reader([text], delimiter=separator), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_table(path, line, f"cannot be read ({error})") from None
    columns = [column_name(cell) or f"column_{place}" for place, cell in enumerate(cells, 1)]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if not columns or twice:
        raise _no_table(path, line, f"names {', '.join(twice)} twice" if twice else "is no header")
    return separator, columns


def _last_end(text: bytes) -> int:
    """Return where the last whole line ends: after a line end outside quotation marks."""
    end = text.rfind(b"\n") + 1
    odd = text.count(b'"', 0, end) % 2 if b'"' in text else 0
    while end and odd:  # the last quotation mark before the end is an opening one
        mark = text.rfind(b'"', 0, end)
        before = text.rfind(b"\n", 0, mark) + 1
        odd = (odd + text.count(b'"', before, end)) % 2
        end = before
    return end


def _count(text: bytes, letter: bytes) -> int:
    """How often a byte is there; several times as fast as `bytes.count` where it is there often."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(text, dtype=np.uint8) == letter[0]))


def _stretch(layout: _Layout, text: bytes, line: int, ends: int) -> Stretch:
    import polars as pl

    if b"\0" in text:
        at = line + text.count(b"\n", 0, text.index(b"\0"))
        raise _no_table(layout.path, at, "holds a NUL byte; the file is damaged, or is no text")
    complaints: list[Complaint] = []
    lines: list[int] | None = None
    rows = _quick(layout, text, ends + (not text.endswith(b"\n")))
    if rows is None:
        text, lines, complaints = _careful(layout, text, line)
        try:
            rows = _parsed(layout, text)
        except pl.exceptions.PolarsError:
            rows = _parsed(layout, text, typed=False)
    placed = pl.int_range(line, line + rows.height, dtype=pl.Int32, eager=True)
    rows = rows.with_columns((placed if lines is None else pl.Series(lines, dtype=pl.Int32)).alias("line"))
    if rows[layout.columns[0]].null_count():
        rows = rows.filter(~pl.all_horizontal(pl.col(layout.columns).is_null()))
    return checked(rows, layout.numbers, layout.decimals, complaints, at="line")


def _quick(layout: _Layout, text: bytes, lines: int) -> pl.DataFrame | None:
    """All lines at once, if every one has its cells and stands on one line of the file; else None.

    With as many separators as there should be, a line with too few goes with one with too many, which the parser
    refuses.
    """
    import polars as pl

    bare = text
    if b'"' in text:
        bare = _QUOTED.sub(b"", text)
        if b'"' in bare or _count(bare, b"\n") + (not bare.endswith(b"\n")) != lines:
            return None
    if _count(bare, layout.separator.encode()) != lines * (len(layout.columns) - 1):
        return None
    for typed in (True, False):
        try:
            rows = _parsed(layout, text, typed=typed)
        except pl.exceptions.PolarsError:
            continue
        return rows if rows.height == lines else None
    return None


def _parsed(layout: _Layout, text: bytes, *, typed: bool = True) -> pl.DataFrame:
    import polars as pl

    types: dict[str, pl.DataType] = {
        name: pl.Categorical() if name in layout.words else pl.String() for name in layout.columns
    }
    if typed:
        types |= {name: pl.Int64() for name in layout.columns if name in layout.numbers}
        types |= {name: pl.Float64() for name in layout.columns if name in layout.decimals}
    return pl.read_csv(
        io.BytesIO(text), has_header=False, new_columns=layout.columns, schema=types, null_values=list(MISSING),
        separator=layout.separator, raise_if_empty=False, truncate_ragged_lines=False,
    )  # fmt: skip


def _careful(layout: _Layout, text: bytes, line: int) -> tuple[bytes, list[int], list[Complaint]]:
    """Read line by line: leave out empty lines, complain about lines with too few or too many cells."""
    try:
        source = io.StringIO(text.decode("utf-8"), newline="\n")
    except UnicodeDecodeError as fault:
        at = line + text.count(b"\n", 0, fault.start)
        raise _no_table(layout.path, at, "is not UTF-8; save the file as UTF-8 CSV") from None
    reader = csv.reader(source, strict=True, delimiter=layout.separator)
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n", delimiter=layout.separator, quoting=csv.QUOTE_ALL).writerow
    lines: list[int] = []
    complaints: list[Complaint] = []
    while True:
        at = line + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            complaints.append(Complaint(f"line {at}", f"It cannot be cut into cells: {error}."))
            continue
        if not any(cells) or (len(cells) == 1 and not cells[0].strip()):
            continue
        if len(cells) != len(layout.columns):
            what = f"{len(cells)} cell{'s' * (len(cells) != 1)} where the header has {len(layout.columns)}."
            complaints.append(Complaint(f"line {at}", what))
            continue
        write(cells)
        lines.append(at)
    return out.getvalue().encode(), lines, complaints


def _short(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def _no_table(path: Path, line: int, what: str) -> InputError:
    return InputError(
        f"Line {line} {what}.", record=path.name, remedy="Fetch the file again, or correct it and read it again."
    )
