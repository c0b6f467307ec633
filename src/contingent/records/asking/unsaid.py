"""What the record has and cannot count: people of contributors nobody knows, contributors without a number; and kinds
of personnel that a table begins to tell apart late."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.records.asking.sheets import NUMBERS, Sheets, in_words, within
from contingent.records.facts import Facts
from contingent.records.figures import WORLD
from contingent.records.kinds import PARTS

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from contingent.records.asking.questions import Question


AT_ONCE = 10
"""So many contributors begin to have a kind in the same month where it is the list that begins to tell it."""


@dataclass(frozen=True)
class Unsaid:
    """The believed rows that no figure rests on, and what rows cannot tell."""

    sheets: Sheets

    def unmapped(self, question: Question, rows: pl.DataFrame) -> pl.DataFrame:
        """Return how many persons the files that some rows are from tell of contributors that are not known.

        Columns: month, number.
        """
        import polars as pl

        strange = self._of_operations(within(self._strange, question), question)
        if strange.is_empty():
            return strange.select("month", "number")
        used = in_words(rows.select("month", "snapshot").unique())
        strange = strange.join(used, on=["month", "snapshot"], how="semi").filter(pl.col("number") > 0)
        return strange.group_by("month").agg(pl.col("number").sum()).sort("month")

    def silent(self, question: Question) -> pl.DataFrame:
        """Return which contributors are on a list without any number for what is asked: month, contributor."""
        import polars as pl

        rows = self._of_operations(within(self._mute[question.of_operations], question), question)
        rows = rows.filter(pl.col("kind").is_in(PARTS[question.kind]))
        if question.contributors:
            rows = rows.filter(pl.col("contributor").is_in(list(question.contributors)))
        return rows.select("month", "contributor").unique()

    @cached_property
    def late_kinds(self) -> dict[str, date]:
        """The month from which many contributors at once have a kind that nobody had before in the same table."""
        import polars as pl

        figures = self.sheets.record.figures
        rows = figures.totals.filter(pl.col("number") > 0)
        months = rows["month"].unique().sort()
        first = rows.group_by("kind").agg(pl.col("month").min().alias("first")).filter(pl.col("kind") != "total")
        found: dict[str, date] = {}
        for kind, month in first.sort("kind").iter_rows():
            before = months.filter(months < month).max()
            there = rows.filter((pl.col("kind") == kind) & (pl.col("month") == month))
            tables = rows.filter(pl.col("month") == before)["table"].unique() if before is not None else ()
            if there["contributor"].n_unique() >= AT_ONCE and {*there["table"]} & {*tables}:
                found[kind] = month
        return found

    def _of_operations(self, rows: pl.DataFrame, question: Question) -> pl.DataFrame:
        import polars as pl

        if not question.operations:
            return rows
        wanted = {code for each in question.operations for code in self.sheets.places.meant(each)}
        return rows.filter(pl.col("operation").is_in(sorted(wanted)))

    @cached_property
    def _strange(self) -> pl.DataFrame:
        """Rows whose contributor could not be mapped to a code."""
        import polars as pl

        return self.sheets.record.figures.personnel.filter(pl.col("contributor").is_null())

    @cached_property
    def _mute(self) -> dict[bool, pl.DataFrame]:
        """Contributors' published rows that tell no number: all of them (False), and those by operation (True).

        They are believed or not: asked for are only those beside which no number is.
        """
        import polars as pl

        rows = self.sheets.record.figures.facts(Facts.PERSONNEL)
        rows = rows.filter(pl.all_horizontal(pl.col(NUMBERS).is_null()) & (pl.col("contributor") != WORLD))
        return {False: rows, True: self.sheets.renamed(rows.filter(pl.col("operation").is_not_null()))}
