"""Sums that Providing for Peacekeeping publishes beside the detail: of missions, and of the whole system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from contingent.records.facts import Facts, shaped
from contingent.records.figures import WORLD
from contingent.records.readers.delimited import stretches
from contingent.records.readers.ipi_places import operations
from contingent.records.readers.ipi_rows import Cells, Reading
from contingent.records.readers.reading import Batch, Head

if TYPE_CHECKING:
    import polars as pl

KINDS = (
    Cells(kind="troops", number="troops"),
    Cells(kind="police", number="police"),
    Cells(kind="experts", number="observers"),
)
WHOLE = Cells(kind="total", number="total")
_SITE = ("host_name", "host_code", "headquarters", "latitude", "longitude")
_PEOPLE = ("n_contributors", *(each.number for each in (*KINDS, WHOLE)))


def missions(head: Head, reading: Reading, names: Mapping[str, str]) -> Iterator[Batch]:
    """Yield the personnel of missions by month, how many contributors each had, and where it sat.

    Args:
        head: the file.
        reading: what is seen on the way is noted here.
        names: the columns of the file under the names used here: n_contributors, host_name, host_code, headquarters,
            latitude, longitude.
    """
    written = {ours: theirs for theirs, ours in names.items()}
    numbers = [written.get(each, each) for each in _PEOPLE]
    places = []
    for stretch in stretches(head.path, numbers=numbers, decimals=(written["latitude"], written["longitude"])):
        reading.complaints += stretch.complaints
        rows = stretch.rows.rename(dict(names))
        rows = reading.unmarked(rows, "mission", "host_name", "host_code", "headquarters")
        rows = reading.operations(reading.dated(rows, "date"))
        rows = reading.once(rows, ("month", "operation"), _PEOPLE, "month and mission")
        reading.agree(rows, "total", [each.number for each in KINDS])
        people = reading.by_kind(rows, ("month", "operation"), KINDS, WHOLE)
        yield reading.batch(Facts.PERSONNEL, shaped(Facts.PERSONNEL, people, contributor=WORLD))
        yield reading.batch(Facts.STATISTICS, _contributors(rows))
        places.append(rows.select("operation", *_SITE, "line"))
    if places:
        import polars as pl

        yield reading.batch(Facts.OPERATIONS, operations(pl.concat(places), reading))
    yield reading.end(Facts.PERSONNEL)


def _contributors(rows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    rows = rows.select("month", "line", pl.col("operation").alias("name"), pl.col("n_contributors").alias("value"))
    rows = rows.filter(pl.col("value").is_not_null())
    return shaped(Facts.STATISTICS, rows, scope="operation", measure="n_contributors")


def system(head: Head, reading: Reading, names: Mapping[str, str]) -> Iterator[Batch]:
    """Yield the personnel of all contributors together by month, and the statistics over them.

    Args:
        head: the file.
        reading: what is seen on the way is noted here.
        names: the columns of the file under the names used here: n_contributors, a kind followed by `_sum`, and
            measures to be kept under the name given. Mean, median and deviation of these files are over contributors
            in missions: a contributor counts as often as it has missions, which the measures' names say.
    """
    measures = [each for each in names.values() if each != "date" and not each.endswith("_sum")]
    kinds = [Cells(kind=each, number=f"{each}_sum") for each in ("troops", "police", "experts")]
    whole = Cells(kind="total", number="total_sum")
    written = {ours: theirs for theirs, ours in names.items()}
    sums = [each.number for each in (*kinds, whole)]
    numbers = [written[each] for each in ("n_contributors", *sums)]
    decimals = [written[each] for each in measures if each != "n_contributors"]
    for stretch in stretches(head.path, numbers=numbers, decimals=decimals):
        reading.complaints += stretch.complaints
        rows = reading.dated(stretch.rows.rename(dict(names)), "date")
        rows = reading.once(rows, ("month",), [*sums, *measures], "month")
        reading.agree(rows, "total_sum", sums[:-1])
        rows = of_nothing(rows, kinds, reading)
        people = reading.by_kind(rows, ("month",), kinds, whole)
        yield reading.batch(Facts.PERSONNEL, shaped(Facts.PERSONNEL, people, contributor=WORLD))
        yield reading.batch(Facts.STATISTICS, statistics(rows, measures, scope="system", name=WORLD))
    yield reading.end(Facts.PERSONNEL)


def of_nothing(rows: pl.DataFrame, kinds: tuple[Cells, ...] | list[Cells], reading: Reading) -> pl.DataFrame:
    """Return rows in which a sum of 0 whose mean is empty is empty too: nothing was reported to be added."""
    import polars as pl

    for each in kinds:
        mean = next(name for name in rows.columns if name.startswith(f"{each.kind}_mean_"))
        nothing = ((pl.col(each.number) == 0) & pl.col(mean).is_null()).fill_null(False)
        what = f"{each.kind}: a sum of 0 without a mean is the sum of nothing, so it is not reported"
        reading.note("repaired", what, rows.filter(nothing))
        rows = rows.with_columns(pl.when(~nothing).then(pl.col(each.number)).alias(each.number))
    return rows


def statistics(rows: pl.DataFrame, measures: list[str], **same: object) -> pl.DataFrame:
    """Return columns of measures as facts of statistics, one row a measure, without those that are empty."""
    import polars as pl

    index = [each for each in ("month", "scope", "name", "line") if each in rows.columns and each not in same]
    rows = rows.with_columns(pl.col(measures).cast(pl.Float64))
    long = rows.unpivot(measures, index=index, variable_name="measure", value_name="value")
    return shaped(Facts.STATISTICS, long.filter(pl.col("value").is_not_null()), **same)
