"""Providing for Peacekeeping, summaries: how contributions are spread over contributors, and over groups of them.

Two files, each a part of one table. The distribution has mean, median and deviation over contributors, whatever the
number of their missions; that of the aspirants to the Security Council over contributors in missions. Measures end in
what they are over. Of the distribution only the Gini coefficient of the total is sound: the one of troops is the share
of contributors without troops in the months that were added last, and the quintiles of the total are 5 there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.records.facts import Facts
from contingent.records.figures import WORLD
from contingent.records.readers.delimited import stretches
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Cells, Reading
from contingent.records.readers.ipi_sums import of_nothing, statistics
from contingent.records.readers.ipi_totals import IN_MISSION, named
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "ipi-summaries"
TITLE = "Distribution of contributions, monthly"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 72

_GINI = "gini_total"
_GROUP = "grouping"
_FIFTHS = ("first", "second", "third", "fourth", "fifth")
_BROKEN = ("gini_troops", *(f"{each}_quintile_{kind}" for kind in ("total", "troops") for each in _FIFTHS))
_KINDS = tuple(Cells(kind=each, number=f"{each}_sum") for each in ("troops", "police", "experts", "total"))


def recognises(head: Head) -> bool:
    """Return whether the table has sums and means and, besides, a Gini coefficient or a grouping."""
    needed = [each for each in named("") if each != "number_of_contributors"]
    return set(head.columns) >= {"date", *needed} and (_GINI in head.columns) != (_GROUP in head.columns)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield statistics; the part is distribution or aspirants. See `reading.Reader`."""
    reading = Reading(spelling)
    grouped = _GROUP in head.columns
    names = {theirs: ours for theirs, ours in named(IN_MISSION if grouped else "per_contributor").items()
             if theirs in head.columns} | {each: each for each in (_GINI,) if not grouped}  # fmt: skip
    measures = list(names.values())
    sums = [each for each in names if each.endswith("contributions")]
    decimals = [each for each in names if each not in sums and each != "number_of_contributors"]
    broken = [each for each in _BROKEN if each in head.columns]
    if broken:
        reading.notes.add(
            "left out", f"columns that are broken or do not say what they measure: {', '.join(broken)}", [1]
        )
    for stretch in stretches(head.path, numbers=(*sums, "number_of_contributors"), decimals=decimals):
        reading.complaints += stretch.complaints
        yield reading.batch(Facts.STATISTICS, _statistics(stretch.rows, reading, names, measures))
    yield reading.end(Facts.STATISTICS, part="aspirants" if grouped else "distribution")


def _statistics(rows: pl.DataFrame, reading: Reading, names: dict[str, str], measures: list[str]) -> pl.DataFrame:
    import polars as pl

    rows = reading.dated(rows.rename(names), "date")
    if _GROUP in rows.columns:
        rows = rows.with_columns(pl.lit("group").alias("scope"), pl.col(_GROUP).alias("name"))
    else:
        rows = rows.with_columns(pl.lit("system").alias("scope"), pl.lit(WORLD).alias("name"))
    reading.complain(rows.filter(pl.col("name").is_null()), "names no group.")
    rows = reading.once(rows.filter(pl.col("name").is_not_null()), ("month", "name"), measures, "month and name")
    return statistics(of_nothing(rows, _KINDS, reading), measures)
