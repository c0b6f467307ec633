"""Counting: persons by what is asked, month by month or made one figure of a year or period.

Figures are heads at the end of a month. Over several months they are the mean of the months in which anything is
reported unless the question says otherwise; months without anything on record are left out and never filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.months import Month
from contingent.records.asking.answers import (
    IN_PART,
    NO_DATA,
    NOT_LISTED,
    NOT_ON_RECORD,
    NOT_REPORTED,
    REPORTED,
    gaps_of,
)
from contingent.records.asking.questions import Question
from contingent.records.asking.sheets import Sheets, in_words, one_line

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Count:
    """Persons counted for one question.

    `rows` are at the finest grain asked for, `months` the months of the period in which anybody is on record for it.
    """

    sheets: Sheets
    question: Question

    @cached_property
    def months(self) -> list[date]:
        """The months of the period of which anything is on record for what is asked, whoever is asked about."""
        return self.sheets.on_record(self.question)

    @cached_property
    def span(self) -> tuple[Month, Month]:
        """The first and last month asked for."""
        return self.sheets.span(self.question, self.months)

    @cached_property
    def gaps(self) -> tuple[Month, ...]:
        """The months asked for of which nothing is on record."""
        return gaps_of(*self.span, self.months)

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The rows asked for; see `Sheets.rows`. Of the last month on record alone where that is asked for."""
        import polars as pl

        rows = self.sheets.rows(self.question)
        if self.question.over != "last":
            return rows
        days = pl.DataFrame({"month": self.months}, schema={"month": pl.Date})
        last = days.group_by(self.unit.alias("unit")).agg(pl.col("month").max())
        return rows.filter(pl.col("month").is_in(last["month"].implode()))

    @cached_property
    def monthly(self) -> pl.DataFrame:
        """Persons by month: month, what is broken down by, number."""
        import polars as pl

        return in_words(self.rows.group_by("month", *self.question.parts).agg(pl.col("number").sum()))

    @property
    def units(self) -> pl.DataFrame:
        """The months or years of the period with how many months of each are on record: unit, months."""
        import polars as pl

        first, last = self.span
        every = [first.plus(step) for step in range(last.ordinal - first.ordinal + 1)]
        days = pl.DataFrame({"month": [date(m.year, m.month, 1) for m in every]}, schema={"month": pl.Date})
        told = days.with_columns(pl.col("month").is_in(self.months).alias("told"), self.unit.alias("unit"))
        return told.group_by("unit").agg(pl.col("told").sum().cast(pl.Int32).alias("months")).sort("unit")

    @property
    def unit(self) -> pl.Expr:
        """The month or year a month counts for; one and the same for all where the period is one figure."""
        import polars as pl

        times = {"month": pl.col("month"), "year": pl.col("month").dt.year()}
        return times.get(self.question.time or "", pl.lit(0, pl.Int32))

    def sums(self, months: Sequence[date] | None = None) -> pl.DataFrame:
        """Return person-months, of all months or of some: unit, what is broken down by, sum."""
        import polars as pl

        rows = self.monthly.with_columns(self.unit.alias("unit"))
        if months is not None:
            rows = rows.filter(pl.col("month").is_in(months))
        return rows.group_by("unit", *self.question.parts).agg(pl.col("number").sum().alias("sum"))

    def figures(self) -> pl.DataFrame:
        """Return one row a figure.

        Columns: unit, what is broken down by, number, at (the month of a last, highest or lowest figure), listed
        (months with a figure), months (months on record), contributors (how many have a figure, where it is not one),
        snapshots, line.
        """
        import polars as pl

        keys = ["unit", *self.question.parts]
        over = self.question.over
        monthly = self.monthly.with_columns(self.unit.alias("unit"))
        made = monthly.group_by(keys).agg(_number(over), *_at(over), pl.len().cast(pl.Int32).alias("listed"))
        rows = self.rows.with_columns(self.unit.alias("unit"))
        behind = rows.group_by(keys).agg(
            pl.when(pl.col("contributor").is_not_null().all())
            .then(pl.col("contributor").n_unique().cast(pl.Int32))
            .alias("contributors"),
            *([one_line()] if one_source(rows) else [one_line(), pl.col("snapshot").n_unique().alias("files")]),
        )
        if "files" in behind.columns:
            behind = behind.with_columns(pl.when(pl.col("files") == 1).then("line").alias("line")).drop("files")
        behind = with_snapshots(in_words(behind), rows, keys)
        made = made.join(behind, on=keys, nulls_equal=True).join(self.units, on="unit", how="left")
        return made.with_columns(self._told().alias("told"), self._whole_numbers())

    def _told(self) -> pl.Expr:
        """Reported; in part where a sum over all contributors is of those on record in some month."""
        import polars as pl

        if self.question.of_contributors:
            return pl.lit(REPORTED)
        days = pl.DataFrame({"month": self.sheets.in_part(self.question, self.months)}, schema={"month": pl.Date})
        partly = days.with_columns(self.unit.alias("unit"))["unit"].unique().implode()  # select makes a row of none
        return pl.when(pl.col("unit").is_in(partly)).then(pl.lit(IN_PART)).otherwise(pl.lit(REPORTED))

    def _whole_numbers(self) -> pl.Expr:
        import polars as pl

        whole = self.question.one_month or self.question.over != "mean"
        return pl.col("number").cast(pl.Int64 if whole else pl.Float64)

    def with_unlisted(self, made: pl.DataFrame) -> pl.DataFrame:
        """Return figures with a row without a number for each of those asked for by name of whom none is reported."""
        import polars as pl

        expected = self._expected()
        if expected is None:
            return made
        keys = ["unit", *self.question.parts]
        missing = expected.join(made.select(keys), on=keys, how="anti").join(self.units, on="unit", how="left")
        if missing.is_empty():
            return made
        missing = missing.join(self._whole_units(), on="unit", how="left")
        missing = missing.join(self._silent(), on=keys, how="left")
        told = (
            pl.when(pl.col("silent"))
            .then(pl.lit(NOT_REPORTED))
            .when(pl.col("months") == 0)
            .then(pl.lit(NO_DATA))
            .when(pl.col("months") == pl.col("whole"))
            .then(pl.lit(NOT_LISTED))
            .otherwise(pl.lit(NOT_ON_RECORD))
        )
        missing = missing.with_columns(told.alias("told"), pl.lit(0, pl.Int32).alias("listed")).drop("whole", "silent")
        return pl.concat([made, missing], how="diagonal")

    def _silent(self) -> pl.DataFrame:
        """Figures asked for by name that have rows without a number: unit, what is broken down by, silent."""
        import polars as pl

        asked = self.question
        rows = self.sheets.unsaid.silent(asked).with_columns(
            self.unit.alias("unit"), pl.lit(None, pl.String).alias("group")
        )
        if not asked.parts and (asked.groups or asked.regions or not asked.contributors):
            rows = rows.clear()
        return rows.select("unit", *asked.parts).unique().with_columns(pl.lit(value=True).alias("silent"))

    def _whole_units(self) -> pl.DataFrame:
        """How many months of each unit have a whole list of contributors: unit, whole."""
        import polars as pl

        whole = self.sheets.whole_lists(by_operation=self.question.of_operations)
        days = pl.DataFrame({"month": self.months}, schema={"month": pl.Date})
        told = days.with_columns(pl.col("month").is_in(whole.implode()).alias("whole"), self.unit.alias("unit"))
        return told.group_by("unit").agg(pl.col("whole").sum().cast(pl.Int32))

    def _expected(self) -> pl.DataFrame | None:
        """The figures asked for by name, whether reported or not; None where nothing is asked for by name."""
        import polars as pl

        asked, units = self.question, self.units.select("unit")
        if not asked.parts:
            return units
        if asked.parts == ("group",):
            return units.join(pl.DataFrame({"group": asked.groups}), how="cross")
        if asked.parts != ("contributor",):
            return None
        if asked.groups:
            held = self.sheets.members(asked, self._every_month())
            held = held.with_columns(self.unit.alias("unit"))
            return held.select("unit", "contributor").unique()
        if asked.contributors and not asked.regions:
            return units.join(pl.DataFrame({"contributor": asked.contributors}), how="cross")
        return None

    def _every_month(self) -> list[date]:
        first, last = self.span
        months = (first.plus(step) for step in range(last.ordinal - first.ordinal + 1))
        return [date(month.year, month.month, 1) for month in months]

    def members(self) -> pl.DataFrame | None:
        """Return how many belonged to the groups asked for: unit, group where broken down by, members; None without."""
        import polars as pl

        if not self.question.groups or "contributor" in self.question.by:
            return None
        keys = ["unit", *(["group"] if "group" in self.question.by else [])]
        held = self.sheets.members(self.question, self._every_month()).with_columns(self.unit.alias("unit"))
        return held.group_by(keys).agg(pl.col("contributor").n_unique().cast(pl.Int32).alias("members"))

    def of(self, **changed: object) -> Count:
        """Return the count of a changed question over the same months."""
        first, last = self.span
        asked = replace(self.question, **{"since": first, "until": last, **changed})  # type: ignore[arg-type]
        return Count(self.sheets, asked)


def one_source(rows: pl.DataFrame) -> bool:
    """Return whether all rows are of one snapshot."""
    codes = rows["snapshot"].to_physical()
    return bool(codes.min() == codes.max())


def with_snapshots(made: pl.DataFrame, rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return a table with a column `snapshots`: those of the rows of the same keys."""
    import polars as pl

    if one_source(rows):
        only = rows["snapshot"].head(1).cast(pl.String).to_list()
        return made.with_columns(pl.lit(only, pl.List(pl.String)).alias("snapshots"))
    behind = rows.group_by(keys).agg(pl.col("snapshot").unique().cast(pl.String).sort().alias("snapshots"))
    return made.join(in_words(behind), on=list(keys), how="left", nulls_equal=True, maintain_order="left")


def timed(question: Question, table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with its units called what they are, months or years; the whole period needs no column."""
    if question.time is None:
        return table.drop("unit")
    return table.rename({"unit": question.time})


def _number(over: str) -> pl.Expr:
    import polars as pl

    number = pl.col("number")
    ways = {
        "mean": number.mean(),
        "last": number.last(),
        "peak": number.max(),
        "low": number.min(),
        "months": number.sum(),
    }
    return ways[over].alias("number")


def _at(over: str) -> list[pl.Expr]:
    """The month a figure is of, the first if several are as high or low."""
    import polars as pl

    by_time = pl.col("month").sort_by("month")
    numbers = pl.col("number").sort_by("month")
    ways = {
        "last": by_time.last(),
        "peak": by_time.get(numbers.arg_max()),
        "low": by_time.get(numbers.arg_min()),
    }
    return [ways[over].alias("at")] if over in ways else []
