"""World Bank indicators: exports of the World Development Indicators in each layout the bank offers as CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.delimited import stretches
from contingent.records.readers.reading import Batch, Head, Notes, column_name, separator_of
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "world-bank-indicators"
TITLE = "World Development Indicators"
PUBLISHER = "World Bank"
ADDRESS = "https://databank.worldbank.org/source/world-development-indicators"
RANK = 300

_COUNTRY = ("country_name", "country_code")
_SERIES = (("series_name", "series_code"), ("indicator_name", "indicator_code"))
_YEARS = ("time", "year")
_VALUES = ("value", "values")
_PREAMBLE_LINES = 8
_FOOTER_BYTES = 1 << 16
_LISTED = 12
_YEAR = re.compile(r"((?:19|20)\d\d)(?: \[YR\1\])?")
_IN_BRACKETS = re.compile(r"(?P<name>.*\S)\s*\[(?P<code>[A-Z0-9]+(?:\.[A-Z0-9]+)+)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand: the byte the header begins at, its line, its cells, and how values are laid out.

    `values` gives for each column of values its name in `delimited`, and the year or the (name, code) it is for.
    """

    start: int
    line: int
    kind: str
    values: dict[str, tuple[str, str]]
    series: tuple[str, str] | None = None
    year: str | None = None


def recognises(head: Head) -> bool:
    """Return whether one of the first lines is a header with country names, codes, and indicators."""
    return _layout(head) is not None


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield a row for each figure; cells that say `..` or nothing give none. See `reading.Reader`.

    `written` is the figure as printed, so that one printed as 1.48E+11 is not taken for more exact than it is. The
    notes behind the table are left out. The part of the table an export holds is its indicators: a newer export of the
    same ones takes its place, whatever its years and states.
    """
    import polars as pl

    layout = _layout(head)
    assert layout is not None, "asked to read what it does not recognise"
    notes = Notes()
    end, held = _end_of_table(head.path), set[str]()
    for stretch in stretches(head.path, start=layout.start, end=end):
        long = _long(stretch.rows, layout)
        long, complaints = _valued(long)
        rounded = long.filter(pl.col("written").str.contains("e|E"))
        if rounded.height:
            notes.add("flagged", "figures printed rounded, in the manner of 1.48E+11", rounded["line"].to_list())
        held |= set(long["indicator"].drop_nulls())
        yield Batch(
            facts=Facts.INDICATORS,
            rows=shaped(Facts.INDICATORS, _coded(long, spelling, notes)),
            complaints=(*stretch.complaints, *complaints),
        )
    if end is not None:
        notes.add("left out", "the notes behind the table")
    yield Batch(facts=Facts.INDICATORS, rows=empty(Facts.INDICATORS), part=_part(held), remarks=notes.remarks())


def _part(indicators: set[str]) -> str | None:
    """Return what to call the indicators of a file: their codes, or how many there are with a sum over the codes."""
    listed = sorted(indicators)
    if len(listed) <= _LISTED:
        return ", ".join(listed) or None
    return f"{len(listed)} indicators ({sha256(chr(10).join(listed).encode()).hexdigest()[:8]})"


def _layout(head: Head) -> _Layout | None:
    """Return the layout, None if this is no export of the bank."""
    start = 0
    for number, line in enumerate(head.text.split("\n")[:_PREAMBLE_LINES], 1):
        try:
            cells = next(csv.reader([line.rstrip("\r")], delimiter=separator_of(line)), [])
        except csv.Error:
            return None
        names = [column_name(cell) or f"column_{n}" for n, cell in enumerate(cells, 1)]
        if set(_COUNTRY) <= set(names):
            return _of_header(cells, names, start + (3 if start == 0 and _has_mark(head.path) else 0), number)
        if number == 1 and _has_mark(head.path):
            start += 3
        start += len(line.encode()) + 1
    return None


def _of_header(cells: list[str], names: list[str], start: int, line: int) -> _Layout | None:
    at = dict(zip(names, (cell.strip() for cell in cells), strict=False))
    series = next((pair for pair in _SERIES if set(pair) <= set(names)), None)
    year = next((name for name in _YEARS if name in names), None)
    value = next((name for name in _VALUES if name in names), None)
    if series and year and value:
        return _Layout(start, line, "long", {value: ("", "")}, series, year)
    if series:
        found = {name: (match[1], "") for name, cell in at.items() if (match := _YEAR.fullmatch(cell))}
        return _Layout(start, line, "by year", found, series) if found else None
    if year:
        wide = {n: (m["name"].strip(), m["code"]) for n, cell in at.items() if (m := _IN_BRACKETS.fullmatch(cell))}
        return _Layout(start, line, "by indicator", wide, None, year) if wide else None
    return None


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == b"\xef\xbb\xbf"


def _end_of_table(path: Path) -> int | None:
    """Return the byte at which the notes behind the table begin: an empty line, then lines with a first cell only."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _FOOTER_BYTES))
        tail = file.read()
    lines = tail.splitlines(keepends=True)[0 if size <= _FOOTER_BYTES else 1 :]
    behind: list[bytes] = []
    for line in reversed(lines):
        if not _is_note(line):
            break
        behind.insert(0, line)
    words = [bool(line.strip(b' ,"\r\n\t')) for line in behind]
    return size - sum(map(len, behind)) if any(words) and not words[0] else None


def _is_note(line: bytes) -> bool:
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
        cells = next(csv.reader([text], delimiter=separator_of(text)), [])
    except (UnicodeDecodeError, csv.Error):
        return False
    return not any(cell.strip() for cell in cells[1:])


def _long(rows: pl.DataFrame, layout: _Layout) -> pl.DataFrame:
    """Return a row for each figure: state_name, state_code, year, indicator, name, written, line."""
    import polars as pl

    for name in (*_COUNTRY, *(layout.series or ()), *((layout.year,) if layout.year else ())):
        rows = rows.with_columns(pl.col(name).str.strip_chars())
    index = [*_COUNTRY, "line", *(layout.series or ()), *((layout.year,) if layout.year else ())]
    long = rows.unpivot(list(layout.values), index=index, variable_name="column", value_name="written")
    long = long.filter(pl.col("written").is_not_null())
    first = {column: told[0] for column, told in layout.values.items()}
    second = {column: told[1] for column, told in layout.values.items()}
    year = pl.col(layout.year) if layout.year else pl.col("column").replace(first)
    if layout.series:
        name, code = pl.col(layout.series[0]), pl.col(layout.series[1])
    else:
        name, code = pl.col("column").replace(first), pl.col("column").replace(second)
    return long.select(
        pl.col("country_name").alias("state_name"), pl.col("country_code").alias("state_code"),
        year.str.strip_prefix("YR").alias("year_written"), code.alias("indicator"), name.alias("name"),
        pl.col("written").str.strip_chars(), "line",
    )  # fmt: skip


def _valued(long: pl.DataFrame) -> tuple[pl.DataFrame, list[Complaint]]:
    """Read years and figures; complain about what is none."""
    import polars as pl

    long = long.with_columns(
        pl.col("year_written").cast(pl.Int32, strict=False).alias("year"),
        pl.col("written").cast(pl.Float64, strict=False).alias("number"),
    )
    no_year = ~pl.col("year").is_between(1900, 2100).fill_null(False)
    no_number = ~pl.col("number").is_finite().fill_null(False)
    nobody = pl.col("state_name").is_null() & pl.col("state_code").is_null()
    complaints = []
    for line, year, indicator, written, bad_year, without in (
        long.filter(no_year | no_number | nobody)
        .select("line", "year_written", "indicator", "written", no_year.alias("bad"), nobody.alias("nobody"))
        .iter_rows()
    ):
        what = f"{indicator or 'the figure'} {written!r} is not a number."
        if without:
            what = f"{indicator or 'the figure'} {written!r} is nobody's: the row names no country."
        elif bad_year:
            what = f"year {year!r} is not a year."
        complaints.append(Complaint(f"line {line}", what))
    bad = long.filter(no_year | no_number | nobody)["line"].unique()
    return long.filter(~pl.col("line").is_in(bad.implode())), complaints


def _coded(long: pl.DataFrame, spelling: Spelling, notes: Notes) -> pl.DataFrame:
    """Give states their codes: by the bank's code, which is mostly ISO's, else by name; note what is no state."""
    import polars as pl

    by_code, by_name = (spelling.contributor_codes(long[name]) for name in ("state_code", "state_name"))
    rows = long.with_columns(by_code.alias("by_code"), by_name.alias("by_name"))
    differing = rows.filter(pl.col("by_code") != pl.col("by_name"))
    for code, name, lines in (
        differing.group_by("by_code", "state_name", maintain_order=True)
        .agg(pl.col("line").unique(maintain_order=True))
        .iter_rows()
    ):
        notes.add("flagged", f"code {code} stands beside the name {name!r}; the code was believed", lines)
    rows = rows.with_columns(pl.coalesce("by_code", "by_name").alias("state"))
    unmapped = rows.filter(pl.col("state").is_null()).with_columns(pl.coalesce("state_name", "state_code").alias("who"))
    for name, lines in (
        unmapped.group_by("who", maintain_order=True).agg(pl.col("line").unique(maintain_order=True)).iter_rows()
    ):
        notes.add("not mapped", f"state {name!r}", lines)
    named = pl.when(pl.col("state").is_null()).then(pl.coalesce("state_name", "state_code")).alias("named")
    return rows.with_columns(named)
