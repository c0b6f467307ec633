"""Comparing: shares of a named whole, ranks, changes, concentration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contingent.base.errors import UsageError
from contingent.records.asking.answers import people
from contingent.records.asking.counting import Count
from contingent.records.asking.questions import OF, OF_CONTRIBUTORS, OF_OPERATIONS, Question

if TYPE_CHECKING:
    import polars as pl

_DROPPED: dict[str, dict[str, object]] = {
    "contributors": {"contributors": (), "groups": (), "regions": ()},
    "operations": {"operations": (), "hosts": ()},
    "kinds": {"kind": "total"},
    "sexes": {"sex": "told"},
    "asked": {},
}
_PARTS = {
    "contributors": OF_CONTRIBUTORS,
    "operations": OF_OPERATIONS,
    "kinds": ("kind",),
    "sexes": ("sex",),
}
TOP = 5
"""How many of the largest a concentration adds up unless the question says."""


@dataclass(frozen=True)
class Whole:
    """What a share is of or a rank among: the same question with something left out."""

    of: str
    question: Question

    @property
    def words(self) -> str:
        """The whole in words, as an answer names it."""
        if self.of == "asked":
            return "all that was asked for"
        kept = "" if self.of == "kinds" else f" ({people(replace(self.question, sex=None)).lower()})"
        return f"{OF[self.of]}{kept}"


def whole_of(question: Question) -> Whole:
    """Return what a question's shares are shares of.

    The whole is as the question says. Else it is both sexes where a sex is asked for or broken down by, all kinds
    where kinds are broken down by, all operations where operations are broken down by, and all contributors otherwise.
    """
    of = question.of or (
        "sexes"
        if question.sex is not None or "sex" in question.by
        else "kinds"
        if "kind" in question.by
        else "operations"
        if set(question.by) & set(OF_OPERATIONS)
        else "contributors"
    )
    if of == "asked":
        return Whole(of, replace(question, by=tuple(each for each in question.by if each == question.time)))
    by = tuple(each for each in question.by if each not in _PARTS[of])
    return Whole(of, replace(question, by=by, **_DROPPED[of]))  # type: ignore[arg-type]


def shares(count: Count) -> pl.DataFrame:
    """Return the figures with `share`, and `whole`, what it is a share of.

    A share is the persons of all months added up, divided by those of the whole in the same months: in one month the
    two figures themselves. `whole` is the mean of the months on record, of one month its figure.
    """
    import polars as pl

    asked = count.question
    sums = _wholes(count, whole_of(asked))
    keys = ["unit", *(part for part in asked.parts if part in sums.columns)]
    made = count.with_unlisted(count.figures())
    made = made.join(count.sums(), on=["unit", *asked.parts], how="left", nulls_equal=True)
    made = made.join(sums.rename({"sum": "whole"}), on=keys, how="left", nulls_equal=True)
    share = pl.when(pl.col("whole") > 0).then(pl.col("sum") / pl.col("whole"))
    mean = pl.col("whole") / pl.col("months")
    return made.with_columns(
        share.alias("share"), (mean.cast(pl.Int64) if asked.one_month else mean).alias("whole")
    ).drop("sum")


def _wholes(count: Count, whole: Whole) -> pl.DataFrame:
    """Person-months of the whole in the months the count has: unit, what is left to break down by, sum."""

    asked = whole.question
    first, last = count.span
    asked = replace(asked, since=first, until=last)
    return Count(count.sheets, asked).sums(count.months)


def ranks(count: Count) -> pl.DataFrame:
    """Return the figures with `rank`, `among` (how many are ranked) and `tied`, within each month, year or period.

    Equals share the better place and the places after them stay empty (competition ranking). Ranked are all that the
    whole of the question has; shown are those asked for.
    """
    asked = count.question
    if not asked.parts:
        raise UsageError("A rank of what?", remedy="Break down by something: --by contributor, or --by operation.")
    of = asked.of or ("operations" if set(asked.parts) & set(OF_OPERATIONS) else "contributors")
    if of in ("kinds", "sexes"):
        raise UsageError(f"Nothing is ranked among {OF[of]}.", remedy="Rank --of contributors, operations or asked.")
    made = count.figures()
    if of != "asked" and any(getattr(asked, name) for name in _DROPPED[of] if name != "groups" or not _by_group(asked)):
        everyone = count.of(**{k: v for k, v in _DROPPED[of].items() if k != "groups" or not _by_group(asked)})
        places = _ranked(everyone.figures()).select("unit", *asked.parts, "rank", "among", "tied")
        return count.with_unlisted(made.join(places, on=["unit", *asked.parts], how="left", nulls_equal=True))
    return count.with_unlisted(_ranked(made))


def _by_group(question: Question) -> bool:
    return "group" in question.by


def _ranked(made: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    number = pl.col("number")
    return made.with_columns(
        number.rank("min", descending=True).over("unit").cast(pl.Int32).alias("rank"),
        number.count().over("unit").cast(pl.Int32).alias("among"),
        (pl.len().over("unit", "number") > 1).alias("tied"),
    )


def places(made: pl.DataFrame) -> pl.DataFrame:
    """Return figures with a column `place`, their competition rank within each month, year or period."""
    import polars as pl

    return made.with_columns(pl.col("number").rank("min", descending=True).over("unit").alias("place"))


def changes(count: Count) -> pl.DataFrame:
    """Return what changed: before, number, change (persons), percent, and how.

    Without a breakdown by time, from the first month on record in the period to the last; else from each month or year
    to the next one, where both are on record. Nobody listed is not zero: where either figure is missing there is no
    change, and `how` says entered or left.
    """
    import polars as pl

    parts = list(count.question.parts)
    made = count.figures() if count.question.time is not None else _ends(count)
    steps = _steps(count, made)
    before = made.join(steps, on="unit").select(
        pl.col("next").alias("unit"), *parts, pl.col("number").alias("before"), pl.col("snapshots").alias("earlier")
    )
    after = made.filter(pl.col("unit").is_in(steps["next"].implode()))
    both = after.join(before, on=["unit", *parts], how="full", coalesce=True, nulls_equal=True)
    change = pl.col("number") - pl.col("before")
    how = (
        pl.when(pl.col("before").is_null())
        .then(pl.lit("entered"))
        .when(pl.col("number").is_null())
        .then(pl.lit("left"))
        .when(change > 0)
        .then(pl.lit("grew"))
        .when(change < 0)
        .then(pl.lit("shrank"))
        .otherwise(pl.lit("same"))
    )
    both = both.with_columns(pl.col("snapshots", "earlier").fill_null([]))
    sources = pl.concat_list("snapshots", "earlier").list.unique().list.sort()
    return both.select(
        "unit", *parts, "before", "number", change.alias("change"),
        pl.when(pl.col("before") > 0).then(100 * change / pl.col("before")).alias("percent"),
        how.alias("how"), sources.alias("snapshots"),
    )  # fmt: skip


def _steps(count: Count, made: pl.DataFrame) -> pl.DataFrame:
    """From which month or year to which a change is told: unit, next. Steps over a gap are left out."""
    import polars as pl

    kind = made.schema["unit"]
    if count.question.time is None:
        first, last = count.months[0], count.months[-1]
        return pl.DataFrame({"unit": [first], "next": [last]}, schema={"unit": kind, "next": kind})
    units = count.units.filter(pl.col("months") > 0).select("unit").sort("unit")
    step = pl.col("unit").dt.offset_by("1mo") if count.question.time == "month" else pl.col("unit") + 1
    return units.with_columns(step.alias("next")).join(units, left_on="next", right_on="unit", how="semi")


def _ends(count: Count) -> pl.DataFrame:
    """The figures of the first and the last month on record, with the month as unit."""
    import polars as pl

    if len(count.months) < 2:
        raise UsageError("A change needs two months on record.", remedy="Widen the period with --since and --until.")
    ends = [count.months[0], count.months[-1]]
    monthly = replace(count.question, by=(*count.question.parts, "month"))
    return Count(count.sheets, monthly).figures().filter(pl.col("unit").is_in(ends))


def concentrations(count: Count) -> pl.DataFrame:
    """Return how concentrated personnel is among contributors, or among operations where those are broken down by.

    Columns: what else is broken down by; among (how many), gini, hhi, effective, top (share of the largest `top`,
    five unless the question says), snapshots. Gini is that of the population, without a correction for its size:
    2 sum(i x_i) / (n sum(x)) - (n + 1) / n with x ascending, as the International Peace Institute published it. hhi is
    the sum of squared shares (Herfindahl-Hirschman, 0 to 1), effective its inverse (Laakso and Taagepera 1979).
    Months of a year or period are added up first.
    """
    import polars as pl

    asked = count.question
    among = next((each for each in ("contributor", *OF_OPERATIONS) if each in asked.by), None)
    if among is None:
        return concentrations(Count(count.sheets, replace(asked, by=("contributor", *asked.by))))
    keys = ["unit", *(part for part in asked.parts if part != among)]
    ordered = pl.col("sum").sort()
    place = pl.int_range(1, pl.len() + 1)
    share = pl.col("sum") / pl.col("sum").sum()
    n = pl.len().cast(pl.Float64)
    made = count.sums().group_by(keys).agg(
        pl.len().cast(pl.Int32).alias("among"),
        (2 * (ordered * place).sum() / (n * pl.col("sum").sum()) - (n + 1) / n).alias("gini"),
        (share**2).sum().alias("hhi"),
        (1 / (share**2).sum()).alias("effective"),
        share.top_k(asked.top or TOP).sum().alias("top"),
    )  # fmt: skip
    behind = count.figures().group_by(keys).agg(pl.col("snapshots").explode().unique().sort())
    return made.join(behind, on=keys, nulls_equal=True).join(count.units, on="unit", how="left")
