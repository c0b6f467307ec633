"""Yearly figures by contributor and operation, made from the United Nations monthly ones (CountryByYear.csv).

The file calls them means. They are sums over the months that its maker had, divided by twelve, and rounded; years with
fewer months are too low by as much. Which months there were the file does not say, so `months` stays empty here;
`records.annual` finds it out from the monthly record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.delimited import stretches
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "yearly-means"
TITLE = "Personnel by contributor, operation and year, as twelfths of a yearly sum"
PUBLISHER = "UN Peacekeeping Analytics (corinnee), from the United Nations open data portal"
ADDRESS = "https://github.com/corinnee/UN_Peacekeeping_Analytics"
RANK = 300

_COLUMNS = ("year", "country", "mission", "female", "male", "total")


def recognises(head: Head) -> bool:
    """Return whether the columns are Year, Country, Mission, Female, Male, Total, and none that says a month or day."""
    return set(_COLUMNS) <= set(head.columns) and not {"date", "month"} & set(head.columns)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield the rows of the file as they stand. See `reading.Reader`.

    Noted are years that list few contributors, rows of zeros (the file fills in every pair of contributor and
    operation), pairs whose row is absent, and sums that differ from their parts.
    """
    import polars as pl

    notes = Notes()
    kept = []
    for stretch in stretches(head.path, numbers=_COLUMNS[3:]):
        rows, complaints = _read(stretch.rows, spelling, notes)
        kept.append(rows.select("year", "country", "operation", "total", "line"))
        yield Batch(
            facts=Facts.MEANS,
            rows=shaped(Facts.MEANS, rows.rename({"total": "number"})),
            complaints=(*stretch.complaints, *complaints),
        )
    if kept:
        _note_faults(pl.concat(kept), notes)
    yield Batch(facts=Facts.MEANS, rows=empty(Facts.MEANS), remarks=notes.remarks())


def _read(rows: pl.DataFrame, spelling: Spelling, notes: Notes) -> tuple[pl.DataFrame, list[Complaint]]:
    import polars as pl

    rows = rows.with_columns(
        pl.col("year").str.strip_chars().cast(pl.Int32, strict=False).alias("year_read"),
        spelling.contributor_codes(rows["country"]).alias("contributor"),
        spelling.operation_codes(rows["mission"]).alias("operation"),
    )
    wrong = ~pl.col("year_read").is_between(1945, 2100).fill_null(False)
    wrong = wrong | pl.col("country").is_null() | pl.col("operation").is_null()
    complaints = [
        Complaint(f"line {line}", f"year {year!r}, country {country!r} and mission {mission!r} name no cell.")
        for line, year, country, mission in rows.filter(wrong).select("line", "year", "country", "mission").iter_rows()
    ]
    rows = rows.filter(~wrong).drop("year").rename({"year_read": "year"})
    unmapped = rows.filter(pl.col("contributor").is_null())
    for name, lines in unmapped.group_by("country", maintain_order=True).agg("line").iter_rows():
        notes.add("not mapped", f"contributor {name!r}", lines)
    uneven = rows.filter((pl.col("female") + pl.col("male") - pl.col("total")).abs() > 1)
    if uneven.height:
        notes.add("flagged", "female and male differ from the total by more than rounding", uneven["line"].to_list())
    uneven = rows.filter((pl.col("female") + pl.col("male") - pl.col("total")).abs() == 1)
    if uneven.height:
        notes.add(
            "flagged", "female and male differ from the total by 1, as rounded parts do", uneven["line"].to_list()
        )
    named = pl.when(pl.col("contributor").is_null()).then("country").alias("named")
    return rows.with_columns(named), complaints


def _note_faults(rows: pl.DataFrame, notes: Notes) -> None:
    """Note what only the whole table shows."""
    import polars as pl

    if not rows.height:
        return
    notes.add("flagged", "the figures are sums over the months present divided by 12; which months is not said")
    again = rows.filter(pl.struct("year", "country", "operation").is_duplicated())
    if again.height:
        notes.add("flagged", "a contributor's operation stands more than once in a year", again["line"].to_list())
    years = rows.group_by("year").agg(
        pl.col("country").n_unique().alias("contributors"),
        pl.col("operation").n_unique().alias("operations"),
        pl.struct("country", "operation").n_unique().alias("cells"),
    )
    most = max(years["contributors"].to_list())
    for year, contributors, operations, cells in years.sort("year").iter_rows():
        if contributors * 2 < most:
            notes.add("flagged", f"{year} lists {contributors} contributors of {most}; it is cut off, and no total")
        elif 0 < (absent := contributors * operations - cells) < contributors * operations / 20:
            notes.add("flagged", f"{year} lacks {absent} rows of contributors and operations; absent is not 0")
    zeros = rows.filter(pl.col("total") == 0).height
    if zeros * 2 > rows.height:
        notes.add("flagged", f"{zeros} of {rows.height} rows are 0 because every pair is filled in; not observations")
