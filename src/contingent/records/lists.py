"""Whole lists: months for which every contributor is on record, so that whoever is not named had nobody there.

Absence says something only where a list is whole. A file that names many contributors in a month is that month's list;
files of single contributors make one together if they come to the published sum. A list is not whole if many of its
people are of contributors whose names could not be mapped: who they are is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

WORLD = "WORLD"
LEAST_NAMES = 30
"""A published list names at least so many; the shortest month on record, in 1990, names 46."""

LEAST_SHARE = 0.98
"""A list that comes to less than this of the published sum has been cut; so has one with fewer of its own people in
the rows of contributors that are known."""

CLOSE = 0.001
"""Contributors on record are all there if they come this near to the published sum, as a share of it."""


def whole_lists(personnel: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Return the months with a whole list: month, by_operation, snapshot (of the list, or of the published sum).

    Args:
        personnel: believed rows, as `Figures.personnel`.
        totals: the same over all operations, as `Figures.totals`.
    """
    import polars as pl

    sums = _published(personnel)
    detail = personnel.filter(pl.col("operation").is_not_null() & (pl.col("contributor") != WORLD))
    strange = personnel.filter(pl.col("contributor").is_null()).group_by("month", pl.col("snapshot").alias("list"))
    unmapped = strange.agg(pl.col("number").sum().alias("unmapped"))
    found = [
        _whole(rows, sums, unmapped).with_columns(pl.lit(by).alias("by_operation"))
        for rows, by in ((totals, False), (detail, True))
    ]
    return pl.concat(found).select("month", "by_operation", "snapshot").sort("month", "by_operation")


def _published(personnel: pl.DataFrame) -> pl.DataFrame:
    """The published sums over all contributors by month; added over operations where only those are published."""
    import polars as pl

    world = personnel.filter(pl.col("contributor") == WORLD, pl.col("number").is_not_null())
    world = world.with_columns(pl.col("operation").is_null().alias("whole"))
    sums = world.group_by("month", "whole").agg(pl.col("number").sum().alias("sum"), pl.col("snapshot").first())
    return sums.sort("whole", descending=True).unique("month", keep="first").drop("whole")


def _whole(rows: pl.DataFrame, sums: pl.DataFrame, unmapped: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    added = rows.group_by("month").agg(pl.col("number").sum().alias("added")).join(sums, on="month", how="left")
    names = rows.group_by("month", "snapshot").agg(pl.col("contributor").n_unique().alias("names"))
    names = names.sort("names", "snapshot").unique("month", keep="last").rename({"snapshot": "list"})
    told = added.join(names, on="month").join(unmapped, on=["month", "list"], how="left")
    everybody = pl.max_horizontal("sum", pl.col("added") + pl.col("unmapped").fill_null(0))
    listed = (pl.col("names") >= LEAST_NAMES) & (pl.col("added") >= LEAST_SHARE * everybody)
    agree = (pl.col("added") - pl.col("sum")).abs() <= CLOSE * pl.col("sum")
    told = told.filter(listed | agree.fill_null(value=False))
    cited = pl.when(listed).then(pl.col("list")).otherwise(pl.col("snapshot"))
    return told.select("month", cited.alias("snapshot"))
