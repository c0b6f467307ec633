"""What the tables of the Geo-PKO dataset share: a place of an operation in a year, and what stood there.

The sizes are the coders' reading of symbols on United Nations maps (a company is coded 150, whatever its strength).
They are no headcounts, and rows of one place and year, one for each map, must not be added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.delimited import Stretch, stretches
from contingent.records.readers.mojibake import repaired_column
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling
from contingent.records.readers.workbook import is_workbook, workbook_names, workbook_stretches

if TYPE_CHECKING:
    import polars as pl

PUBLISHER = "Geo-PKO (Cil, Fjelde, Hultman and Nilsson), Uppsala University"
ADDRESS = "https://github.com/geopko/Geo-PKO-Shiny-Dashboard"

KEYS = ("mission", "year", "location", "latitude", "longitude")
"""Columns that every table of the dataset has."""

UNKNOWN = ("unknown", "unkown", "size unknown", "?")
"""What stands in a cell where the coders could not tell a size."""

_PLACE = ("operation", "year", "month", "place", "latitude", "longitude")


def has(head: Head, *names: str) -> bool:
    """Return whether a CSV file or an Excel workbook has the columns of the dataset and these."""
    wanted = {*KEYS, *names}
    return wanted <= set(head.columns) or (is_workbook(head) and wanted <= workbook_names(head))


def tables(head: Head) -> Iterator[Stretch]:
    """Yield the table of a CSV file or a workbook in stretches, all columns as text."""
    return workbook_stretches(head.path) if is_workbook(head) else stretches(head.path)


def located(stretch: Stretch, spelling: Spelling, notes: Notes) -> tuple[pl.DataFrame, list[Complaint]]:
    """Return the rows of a stretch with operation, year, month, place, host and coordinates; and what is wrong.

    Text is put right where UTF-8 was read as Latin-1. Rows without an operation or a year are complained about and
    left out; coordinates that are none are noted and left out of their rows.
    """
    import polars as pl

    rows = _decoded(stretch.rows, notes)
    missing = [name for name in KEYS if name not in rows.columns]
    if missing:
        rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    year, month = (
        (pl.col(name) if name in rows.columns else pl.lit(None, pl.String)).cast(pl.Int32, strict=False)
        for name in ("year", "month")
    )
    host = rows["country"] if "country" in rows.columns else pl.Series([None] * rows.height, dtype=pl.String)
    rows = rows.with_columns(
        spelling.operation_codes(rows["mission"]).alias("operation"),
        year.alias("year_read"),
        month.alias("month_read"),
        pl.col("location").str.strip_chars().alias("place"),
        spelling.contributor_codes(host).alias("host"),
        host.alias("host_written"),
    )
    wrong = pl.col("operation").is_null() | ~pl.col("year_read").is_between(1945, 2100).fill_null(False)
    wrong = wrong | ~pl.col("month_read").is_between(1, 12).fill_null(True)
    complaints = [
        Complaint(f"line {line}", f"mission {mission!r} in year {year!r} (month {month}) is no operation's year.")
        for line, mission, year, month in rows.filter(wrong).select("line", "mission", "year", "month_read").iter_rows()
    ]
    rows = rows.filter(~wrong).drop("year", "month", strict=False)
    rows = _coordinates(rows.rename({"year_read": "year", "month_read": "month"}), notes)
    _note_unmapped(rows, "host", "host_written", notes)
    return rows, [*stretch.complaints, *complaints]


def _decoded(rows: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """Put right text that was UTF-8 and was read as Latin-1, where names stand."""
    import polars as pl

    for name in [each for each in rows.columns if each in ("location", "country", "year_overview") or "name" in each]:
        if rows[name].dtype != pl.String:
            continue
        better = repaired_column(rows[name])
        changed = rows.select("line", pl.col(name).alias("was"), better.alias("is")).filter(
            pl.col("was").ne_missing(pl.col("is"))
        )
        if changed.height and not name.startswith("adm"):
            for was, now, lines in changed.group_by("was", "is", maintain_order=True).agg("line").iter_rows():
                notes.add("repaired", f"{name} {was!r}, UTF-8 that was read as Latin-1, is {now!r}", lines)
            rows = rows.with_columns(better.alias(name))
    return rows


def _coordinates(rows: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """Read degrees; what is out of range or stands for nowhere (0, 0) is noted and empty."""
    import polars as pl

    latitude, longitude = (pl.col(name).str.strip_chars().cast(pl.Float64, strict=False) for name in KEYS[3:])
    rows = rows.with_columns(latitude.alias("lat"), longitude.alias("lon"))
    good = pl.col("lat").is_between(-90, 90) & pl.col("lon").is_between(-180, 180)
    good = (good & ~((pl.col("lat") == 0) & (pl.col("lon") == 0))).fill_null(False)
    written = pl.col("latitude").is_not_null() | pl.col("longitude").is_not_null()
    for line, lat, lon in rows.filter(written & ~good).select("line", "latitude", "longitude").iter_rows():
        notes.add("left out", f"coordinates {lat}, {lon} are no place", [line])
    return rows.with_columns(
        pl.when(good).then("lat").alias("latitude"), pl.when(good).then("lon").alias("longitude")
    ).drop("lat", "lon")


def _note_unmapped(rows: pl.DataFrame, code: str, written: str, notes: Notes) -> None:
    import polars as pl

    unmapped = rows.filter(pl.col(code).is_null() & pl.col(written).is_not_null())
    for name, lines in unmapped.group_by(written, maintain_order=True).agg("line").iter_rows():
        notes.add("not mapped", f"{code} {name!r}", lines)


def note_contributors(rows: pl.DataFrame, notes: Notes) -> None:
    """Note contributors, in column `name`, that have no code in column `contributor`."""
    _note_unmapped(rows, "contributor", "name", notes)


def with_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep in `named` the name of a contributor without a code, before that of a host without one."""
    import polars as pl

    return rows.with_columns(pl.when(pl.col("contributor").is_null()).then("name").otherwise("named").alias("named"))


def sized(
    rows: pl.DataFrame, what: Mapping[str, str], notes: Notes, keep: Collection[str] = ()
) -> tuple[pl.DataFrame, list[Complaint]]:
    """Return one row for each place and each of the columns `what` names, with its size; and what is wrong.

    Args:
        rows: as `located` returns them, with the sizes as text.
        what: column of the file: what stood there.
        notes: sizes that are not known are noted.
        keep: further columns to keep.
    """
    import polars as pl

    found = {column: name for column, name in what.items() if column in rows.columns}
    index = [*_PLACE, "host", "host_written", "line", *keep]
    long = rows.unpivot(list(found), index=index, variable_name="column", value_name="written")
    long = long.with_columns(
        pl.col("column").replace(found).alias("what"),
        pl.col("written").str.strip_chars().cast(pl.Float64, strict=False).alias("size"),
        pl.when(pl.col("host").is_null()).then("host_written").alias("named"),
    )
    told = pl.col("written").is_not_null()
    unknown = pl.col("written").str.strip_chars().str.to_lowercase().is_in(UNKNOWN)
    wrong = told & ~unknown & ~(pl.col("size").is_finite() & (pl.col("size") >= 0)).fill_null(False)
    for name, lines in long.filter(unknown).group_by("what", maintain_order=True).agg("line").iter_rows():
        notes.add("left empty", f"{name} of a size that is not known", lines)
    complaints = [
        Complaint(f"line {line}", f"{column} {written!r} is not a number of at least 0.")
        for line, column, written in long.filter(wrong).select("line", "column", "written").iter_rows()
    ]
    bad = long.filter(wrong)["line"].unique()
    return long.filter(~pl.col("line").is_in(bad.implode())), complaints


def note_repeated(rows: pl.DataFrame, notes: Notes) -> None:
    """Note the rows of a file that stand for a place and year (and month) another row stands for already."""
    import polars as pl

    again = rows.filter(~pl.struct(_PLACE).is_first_distinct())
    if again.height:
        words = "a place has further rows in the same year; take the largest or the mean, sizes must not be added"
        if rows["month"].is_not_null().any():
            words = words.replace("year", "month")
        notes.add("flagged", words, again["line"].to_list())


def batch(rows: pl.DataFrame, complaints: list[Complaint]) -> Batch:
    """Return rows in the shape of places as a batch."""
    return Batch(facts=Facts.PLACES, rows=shaped(Facts.PLACES, rows), complaints=tuple(complaints))


def ending(notes: Notes) -> Batch:
    """Return the batch that ends a file: no rows, and all that was noted."""
    return Batch(facts=Facts.PLACES, rows=empty(Facts.PLACES), remarks=notes.remarks())
