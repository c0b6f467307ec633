"""TCC DataScraper, women and men: totals of each contributor over its missions, and of each mission, by month.

Two files, each a part of one table. Mean, median and deviation are over the missions of a contributor, or over the
contributors of a mission, as the measures' names say. The figures are sums, so they are statistics and no personnel.
"""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.facts import Facts
from contingent.records.readers.delimited import stretches
from contingent.records.readers.ipi_rows import TCC, TCC_ADDRESS, Reading
from contingent.records.readers.ipi_sums import statistics
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-tcc-sexes"
TITLE = "Women and men by contributor and by mission, monthly (first edition)"
PUBLISHER = TCC
ADDRESS = TCC_ADDRESS
RANK = 74

_SEXES = ("male", "female", "total")
_SHARE = "female_perc"
_COLUMNS = (*_SEXES, *(f"{sex}_{each}" for sex in _SEXES for each in ("mean", "med", "sd")), _SHARE)
_WHOSE = {"contributor": "per_mission", "mission": "per_contributor"}


def recognises(head: Head) -> bool:
    """Return whether the table has totals of women and men of contributors, or of missions."""
    return set(head.columns) >= {"date", *_COLUMNS} and sum(each in head.columns for each in _WHOSE) == 1


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield statistics; the part is contributors or missions. See `reading.Reader`."""
    import polars as pl

    reading = Reading(spelling)
    whose = next(each for each in _WHOSE if each in head.columns)
    names = {each: f"{each}_sum" for each in _SEXES} | {_SHARE: "female_share"}
    for short, long in (("mean", "mean"), ("med", "median"), ("sd", "deviation")):
        names |= {f"{sex}_{short}": f"{sex}_{long}_{_WHOSE[whose]}" for sex in _SEXES}
    decimals = [each for each in names if each not in _SEXES]
    for stretch in stretches(head.path, numbers=_SEXES, decimals=decimals):
        reading.complaints += stretch.complaints
        rows = reading.dated(reading.unmarked(stretch.rows.rename(names), whose), "date")
        if whose == "contributor":
            rows = reading.contributors(rows)
            rows = rows.with_columns(pl.col("contributor").fill_null(pl.col("named")).alias("name"))
        else:
            rows = reading.operations(rows).rename({"operation": "name"})
        rows = reading.once(rows, ("month", "name"), list(names.values()), f"month and {whose}")
        reading.agree(rows, "total_sum", ("male_sum", "female_sum"), "all are kept as given")
        scope = "contributor" if whose == "contributor" else "operation"
        yield reading.batch(Facts.STATISTICS, statistics(rows, list(names.values()), scope=scope))
    yield reading.end(Facts.STATISTICS, part=f"{whose}s")
