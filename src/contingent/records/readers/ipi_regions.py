"""Providing for Peacekeeping, regions: personnel by region or continent, of the contributors or of the missions.

Four files, each a part of one table: contributors by region, contributors by continent, missions by region, missions by
continent. The first two count people by where they come from, the last two by where they serve.
"""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.facts import Facts
from contingent.records.readers.delimited import stretches
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Reading
from contingent.records.readers.ipi_sums import statistics
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-regions"
TITLE = "Personnel by region and continent, monthly"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 70

_SUMS = {"troops": "troops_sum", "police": "police_sum", "observers": "experts_sum", "total": "total_sum"}
_COUNTS = {"number_of_contributors": "n_contributors", "number_of_missions": "n_missions"}


def recognises(head: Head) -> bool:
    """Return whether the table has a region or continent, sums by kind, and a number of contributors or missions."""
    places = set(head.columns) & {"region", "continent"}
    counts = set(head.columns) & set(_COUNTS)
    others = set(head.columns) & {"contributor", "mission"}
    return bool(places) and len(counts) == 1 and not others and set(head.columns) >= {"date", *_SUMS}


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield sums and counts as statistics; the part says which of the four files it is. See `reading.Reader`.

    The scope is region or continent of contributors, or host_region or host_continent of missions.
    """
    import polars as pl

    reading = Reading(spelling)
    reading.notes.columns(head.columns, {"date", "region", "continent", *_COUNTS, *_SUMS})
    count = next(each for each in _COUNTS if each in head.columns)
    place = "region" if "region" in head.columns else "continent"
    whose = "contributors" if count == "number_of_contributors" else "missions"
    scope = place if whose == "contributors" else f"host_{place}"
    part = f"{whose} by {place}"
    names = {count: _COUNTS[count], **_SUMS, place: "name"}
    measures = [_COUNTS[count], *_SUMS.values()]
    for stretch in stretches(head.path, numbers=(count, *_SUMS)):
        reading.complaints += stretch.complaints
        rows = reading.dated(stretch.rows.rename(names), "date")
        reading.complain(rows.filter(pl.col("name").is_null()), f"names no {place}.")
        rows = reading.once(rows.filter(pl.col("name").is_not_null()), ("month", "name"), measures,
                            f"month and {place}")  # fmt: skip
        reading.agree(rows, "total_sum", measures[1:4], "all are kept as given")
        zeros = pl.any_horizontal(pl.col(each) == 0 for each in measures[1:])
        what = "sums of 0: the table writes 0 where nobody reported as well, so they are no observations"
        reading.note("left out", what, rows.filter(zeros))
        rows = rows.with_columns(pl.when(pl.col(each) != 0).then(pl.col(each)).alias(each) for each in measures[1:])
        yield reading.batch(Facts.STATISTICS, statistics(rows, measures, scope=scope))
    yield reading.end(Facts.STATISTICS, part=part)
