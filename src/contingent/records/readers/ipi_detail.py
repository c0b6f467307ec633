"""Rows of contributors in missions, by kind and sex, as several files of Providing for Peacekeeping have them.

`all` instead of a contributor or a mission marks sums. They are left out of the personnel; those over all contributors
and those over all missions of a contributor are kept as statistics and held against the rows they sum up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from contingent.records.facts import Facts, shaped
from contingent.records.figures import WORLD
from contingent.records.readers.ipi_rows import Cells, Reading, span
from contingent.records.readers.reading import Batch

if TYPE_CHECKING:
    import polars as pl

ALL = "all"
"""What stands in place of a contributor or mission in a row that is a sum."""

KINDS = tuple(
    Cells(kind=kind, number=f"{name}_total", female=f"{name}_female", male=f"{name}_male")
    for kind, name in (
        ("individual_police", "individual_police"),
        ("formed_police", "formed_police_units"),
        ("experts", "experts_on_mission"),
        ("troops", "troops"),
    )
)
WHOLE = Cells(kind="total", number="total_total", female="total_female", male="total_male")

NUMBERS = tuple(column for cells in (*KINDS, WHOLE) for column in cells.columns)
"""The columns of numbers."""

KEYS = ("date", "contributor", "contributor_iso_3", "mission")

_ROW = "month, contributor and mission"


def batches(stretches: Iterable[pl.DataFrame], reading: Reading, *, monthly: bool = False) -> Iterator[Batch]:
    """Yield personnel of contributors in missions, and the sums among the rows as statistics.

    Each stretch has the columns of `KEYS` as text, those of `NUMBERS` as numbers, and `line`. The part of a `monthly`
    table is the month it is of.
    """
    import polars as pl

    controls: list[pl.DataFrame] = []
    details: list[pl.DataFrame] = []
    for stretch in stretches:
        rows = reading.dated(reading.unmarked(stretch, *KEYS[1:]), "date")
        rows = reading.once(rows, ("month", "contributor", "mission"), NUMBERS, _ROW)
        is_sum = (pl.col("contributor").str.to_lowercase() == ALL) | (pl.col("mission").str.to_lowercase() == ALL)
        controls.append(_controls(rows.filter(is_sum.fill_null(False)), reading))
        rows = reading.contributors(rows.filter(~is_sum.fill_null(False)))
        rows = reading.operations(rows)
        rows = reading.once(rows, ("month", "contributor", "named", "operation"), NUMBERS, _ROW)
        reading.agree(rows, "total_total", [cells.number for cells in KINDS])
        people = reading.by_kind(rows, ("month", "contributor", "named", "operation"), KINDS, WHOLE)
        details.append(people.group_by("month", "contributor").agg(pl.col("number").sum()))
        yield reading.batch(Facts.PERSONNEL, shaped(Facts.PERSONNEL, people))
    sums = pl.concat(controls) if controls else None
    if sums is not None and sums.height:
        _held_against(sums, pl.concat(details), reading)
        yield reading.batch(Facts.STATISTICS, shaped(Facts.STATISTICS, sums))
    months = pl.concat(details)["month"].unique().to_list() if monthly and details else []
    yield reading.end(Facts.PERSONNEL, part=span(months))


def _controls(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """The rows that are sums, as statistics: one for each kind and sex."""
    import polars as pl

    world = pl.col("contributor").str.to_lowercase() == ALL
    missions = rows.filter(world & (pl.col("mission").str.to_lowercase() != ALL).fill_null(True))
    reading.note("left out", "sums over all contributors in one mission", missions)
    rows = rows.join(missions.select("line"), on="line", how="anti")
    reading.note("left out", "sums over missions or contributors are no contributions; kept to check with", rows)
    codes = reading.spelling.contributor_codes(rows["contributor"])
    rows = rows.with_columns(
        pl.when(world).then(pl.lit("system")).otherwise(pl.lit("contributor")).alias("scope"),
        pl.when(world).then(pl.lit(WORLD)).otherwise(codes.fill_null(rows["contributor"])).alias("name"),
    )
    names = {}
    for cells in (*KINDS, WHOLE):
        names[cells.number] = f"{cells.kind}_sum"
        names |= {f"{column}": f"{cells.kind}_{sex}_sum" for sex, column in
                  (("female", cells.female), ("male", cells.male)) if column}  # fmt: skip
    long = rows.rename(names).unpivot(
        list(names.values()), index=["month", "scope", "name", "line"], variable_name="measure"
    )
    return long.filter(pl.col("value").is_not_null())


def _held_against(sums: pl.DataFrame, details: pl.DataFrame, reading: Reading) -> None:
    """Note where a sum over all missions, or over everybody, is not the sum of the rows."""
    import polars as pl

    totals = sums.filter(pl.col("measure") == "total_sum")
    by_contributor = details.group_by("month", "contributor").agg(pl.col("number").sum())
    own = totals.filter(pl.col("scope") == "contributor")
    other = own.join(by_contributor, left_on=["month", "name"], right_on=["month", "contributor"], how="left")
    other = other.filter(pl.col("value") != pl.col("number").fill_null(0))
    reading.note("flagged", "the sum over all missions of a contributor is not that of the rows", other)
    everybody = details.group_by("month").agg(pl.col("number").sum())
    other = totals.filter(pl.col("scope") == "system").join(everybody, on="month", how="left")
    other = other.filter(pl.col("value") != pl.col("number").fill_null(0))
    reading.note("flagged", "the sum over all contributors is not that of the rows: some report nothing", other)
