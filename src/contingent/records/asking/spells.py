"""Spells: when contributors come, go and return, and how long they stay.

A spell is a run of months in which a contributor has anybody there; absences shorter than the question's `gap` are
holes in it. Fewer than `gap` months without data are stepped over; more of them cut the record in two, and spells at
the edges are not known to have begun or ended. The record counts heads: a spell is how long a contributor kept people
somewhere, whoever they were; how long a person stayed is not on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contingent.records.asking.counting import Count, one_source, with_snapshots
from contingent.records.asking.sheets import in_words

if TYPE_CHECKING:
    import polars as pl

FIRST, RETURN, LEAVING, HOLE = "first entry", "return", "leaving", "hole"
UNSEEN, UNDECIDED = "already there", "absent at the end"
EVENTS = (FIRST, RETURN, UNSEEN, HOLE, LEAVING, UNDECIDED)
"""What can happen, in the order of events of the same month."""


def spells(count: Count, keys: Sequence[str]) -> pl.DataFrame:
    """Return the spells of each combination of `keys` (contributor, or contributor and operation).

    Columns: the keys, from, to (first and last month present), months (calendar months from first to last), began
    (False where it was there in the first month on record: when it began is not known), ended (False where it is not
    known to be over), absent_after (whether the last month on record lists it no more), holes (months absent within
    it), absent (months on record since the spell before, null for the first), persons (mean), at_first and at_last
    (persons in its first and last month), snapshots.
    """
    import polars as pl

    there, gap = _there(count, keys), count.question.gap
    absent = pl.col("absent")
    begins = absent.is_null() | (absent >= gap) | (pl.col("stretch").diff() != 0)
    there = there.with_columns(
        begins.alias("begins"), pl.int_range(pl.len()).alias("row"), pl.col("number").cum_sum().alias("sum")
    )
    ends = there.filter(pl.col("begins").shift(-1, fill_value=True))
    made = pl.concat(
        [there.filter("begins"), ends.select(pl.all().exclude(keys).name.prefix("last_"))], how="horizontal"
    )
    first, final, present = pl.col("month"), pl.col("last_month"), pl.col("last_row") - pl.col("row") + 1
    left = pl.col("last_last") - pl.col("last_place")
    months = (final.dt.year() - first.dt.year()) * 12 + final.dt.month() - first.dt.month() + 1
    made = made.select(
        *keys,
        first.alias("from"),
        final.alias("to"),
        months.cast(pl.Int32).alias("months"),
        (pl.col("place") > pl.col("first")).alias("began"),
        (left >= gap).alias("ended"),
        (left > 0).alias("absent_after"),
        (pl.col("last_place") - pl.col("place") + 1 - present).cast(pl.Int32).alias("holes"),
        absent,
        ((pl.col("last_sum") - pl.col("sum") + pl.col("number")) / present).alias("persons"),
        pl.col("number").alias("at_first"),
        pl.col("last_number").alias("at_last"),
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("spell"),
    )
    if one_source(count.rows):
        return with_snapshots(in_words(made), count.rows, ["spell"]).drop("spell")
    there = there.select(*keys, "month", pl.col("begins").cum_sum().cast(pl.UInt32).alias("spell"))
    behind = count.rows.join(there, on=[*keys, "month"])
    return with_snapshots(in_words(made), behind, ["spell"]).drop("spell")


def _there(count: Count, keys: Sequence[str]) -> pl.DataFrame:
    """The months in which anybody is there, in order of keys and months.

    Columns: keys, month, number, place (number of the month among those on record), stretch (of months
    without a longer hole in the record), first and last (places of the stretch), absent (months on record since the
    month before, null for the first).
    """
    import polars as pl

    ordinal = pl.col("month").dt.year() * 12 + pl.col("month").dt.month()
    at = pl.DataFrame({"month": count.months}, schema={"month": pl.Date}).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("place"),
        (ordinal.diff() > count.question.gap).fill_null(value=False).cum_sum().cast(pl.Int32).alias("stretch"),
    )
    at = at.with_columns(
        pl.col("place").min().over("stretch").alias("first"), pl.col("place").max().over("stretch").alias("last")
    )
    rows = count.rows.join(at, on="month").with_columns(_number_of(count.rows, keys).alias("who"))
    rows = rows.with_columns((pl.col("who") * at.height + pl.col("place")).alias("cell"))
    if rows["cell"].n_unique() < rows.height:
        others = [pl.col(name).first() for name in rows.columns if name not in ("cell", "number")]
        rows = rows.group_by("cell").agg(pl.col("number").sum(), *others)
    there = rows.filter(pl.col("number") > 0).sort("cell")
    absent = pl.when(pl.col("who").diff() == 0).then(pl.col("place").diff() - 1)
    return there.select(*keys, "month", "number", "place", "stretch", "first", "last", absent.alias("absent"))


def _number_of(rows: pl.DataFrame, keys: Sequence[str]) -> pl.Expr:
    """One number for the codes of several columns, in their order: one column is faster to sort by than several."""
    import polars as pl

    number = pl.lit(0, pl.Int64)
    for key in keys:
        size = len(rows.schema[key].categories)  # type: ignore[attr-defined]
        number = number * size + pl.col(key).to_physical().cast(pl.Int64)
    return number


def turnover(count: Count) -> pl.DataFrame:
    """Return entries and exits, one row an event, by time.

    Columns: month, contributor (and operation where broken down by), event, number (persons in the month), absent
    (months on record absent before a return, or in a hole), stayed (months of the spell that ends), snapshots. Events:
    first entry; return (after at least `gap` months on record); leaving (the last month present); hole (an absence
    shorter than `gap`, by its last month before); already there (listed in the first month on record, or the
    first after a hole in the record, so when it came is not known); absent at the end (not listed in the last month,
    but too shortly to say it left).
    """
    import polars as pl

    keys = ["contributor", *(part for part in count.question.parts if part != "contributor")]
    found = spells(count, keys)
    unknown = pl.lit(None, pl.Int32)
    came = (
        pl.when(~pl.col("began"))
        .then(pl.lit(UNSEEN))
        .when(pl.col("absent").is_null())
        .then(pl.lit(FIRST))
        .otherwise(pl.lit(RETURN))
    )
    went = pl.when(pl.col("ended")).then(pl.lit(LEAVING)).otherwise(pl.lit(UNDECIDED))
    events = [
        found.select(
            pl.col("from").alias("month"), *keys, came.alias("event"), pl.col("at_first").alias("number"), "absent",
            unknown.alias("stayed"), "snapshots",
        ),
        found.filter(pl.col("absent_after")).select(
            pl.col("to").alias("month"), *keys, went.alias("event"), pl.col("at_last").alias("number"),
            unknown.alias("absent"), pl.col("months").alias("stayed"), "snapshots",
        ),
        _holes(count, keys),
    ]  # fmt: skip
    order = pl.col("event").replace_strict({event: place for place, event in enumerate(EVENTS)}, return_dtype=pl.Int32)
    return pl.concat(events).sort("month", *keys, order)


def _holes(count: Count, keys: Sequence[str]) -> pl.DataFrame:
    import polars as pl

    there = _there(count, keys)
    following = there.select(pl.col("absent").shift(-1), pl.col("stretch").shift(-1).alias("then"))
    there = there.with_columns(following["absent"], following["then"])
    holes = there.filter(pl.col("absent").is_between(1, count.question.gap - 1), pl.col("then") == pl.col("stretch"))
    return with_snapshots(in_words(holes), count.rows, [*keys, "month"]).select(
        "month", *keys, pl.lit(HOLE).alias("event"), "number", "absent", pl.lit(None, pl.Int32).alias("stayed"),
        "snapshots",
    )  # fmt: skip


def durations(count: Count, parts: Sequence[str]) -> pl.DataFrame:
    """Return how long contributors stay in operations, in months, by some parts of what the count tells apart.

    Columns: spells; median (Kaplan and Meier 1958, over spells whose beginning is on record; null where more than half
    are not over); low and high (the shortest and longest of those that are over); mean_over (mean of those that are
    over, which is too short as long ones are cut); not_over (spells not known to be over, which count for as long as
    seen); not_begun (spells already there in the first month on record, left out of median and mean); snapshots.
    """
    import polars as pl

    by = list(parts) or ["unit"]
    found = spells(count, list(count.question.parts)).with_columns(pl.lit(0, pl.Int32).alias("unit"))
    known = found.filter(pl.col("began"))
    made = found.group_by(by).agg(
        pl.len().cast(pl.Int32).alias("spells"),
        (~pl.col("began")).sum().cast(pl.Int32).alias("not_begun"),
        (pl.col("began") & ~pl.col("ended")).sum().cast(pl.Int32).alias("not_over"),
    )
    over = known.filter(pl.col("ended")).group_by(by).agg(
        pl.col("months").mean().alias("mean_over"),
        pl.col("months").min().alias("low"),
        pl.col("months").max().alias("high"),
    )  # fmt: skip
    made = made.join(over, on=by, how="left", nulls_equal=True)
    made = made.join(_medians(known, by), on=by, how="left", nulls_equal=True)
    made = with_snapshots(made, count.rows.with_columns(pl.lit(0, pl.Int32).alias("unit")), by)
    columns = ("spells", "median", "low", "high", "mean_over", "not_over", "not_begun", "snapshots")
    return made.sort("spells", *by, descending=[True, *[False] * len(by)]).select(*parts, *columns)


def _medians(spells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The Kaplan-Meier median of each part: the first month at which half or fewer are still there."""
    import polars as pl

    steps = spells.group_by(*by, "months").agg(pl.len().alias("out"), pl.col("ended").sum().alias("over"))
    steps = steps.sort(*by, "months")
    before = (pl.col("out").cum_sum() - pl.col("out")).over(by)
    steps = steps.with_columns((pl.col("out").sum().over(by) - before).alias("at_risk"))
    stays = (1 - pl.col("over") / pl.col("at_risk")).cum_prod().over(by)
    steps = steps.with_columns(stays.alias("stays")).filter(pl.col("stays") <= 0.5 + 1e-12)
    return steps.group_by(by).agg(pl.col("months").min().alias("median"))
