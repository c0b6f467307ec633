"""Holdings: what a record holds, in the forms in which it is held against published sums."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.records.accounts import told, with_table
from contingent.records.facts import Facts
from contingent.records.figures import WORLD, Figures

if TYPE_CHECKING:
    import polars as pl

COMPLETE = 0.9
"""A month is compared if at least this share of the contributors that were published is on record."""

LEAST = 30
"""Where nobody published how many there were, a list of fewer contributors than this is taken for a part of one."""


def house(publisher: str) -> str:
    """Return who publishes, without which of its series it is: what stands before the first comma."""
    return publisher.partition(",")[0].strip()


def with_snapshots(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return sums of `number` by `keys` and table, with a list of the snapshots that are in each."""
    import polars as pl

    sums = rows.group_by(*keys, "table", "snapshot").agg(pl.col("number").sum())
    if not sums.select(pl.struct(*keys, "table").is_duplicated().any()).item():
        return sums.with_columns(pl.concat_list("snapshot").alias("snapshot"))  # the usual case, and the quick one
    return sums.group_by(*keys, "table").agg(pl.col("number").sum(), pl.col("snapshot"))


class Holdings:
    """What the record holds, of one house or of all, in the forms in which it is compared; each is made once."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def of(self, name: str) -> Holdings:
        """Return what the record holds of one house."""
        import polars as pl

        part = Holdings(self.figures)
        own = pl.col("table").is_in([table for table, each in self.house_of.items() if each == name])
        part.__dict__ |= {"own": self.own.filter(own), "_published": self._published.filter(own)}
        return part

    @cached_property
    def house_of(self) -> dict[str, str]:
        """The house of each table."""
        snapshots = self.figures.snapshots
        return {each.table: house(snapshots[each.snapshot].publisher) for each in self.figures.intakes}

    @property
    def houses(self) -> tuple[str, ...]:
        """All houses whose tables are on record."""
        return tuple(sorted(set(self.house_of.values())))

    @cached_property
    def own(self) -> pl.DataFrame:
        """The rows of personnel, with the rank of their table."""
        return told(self.figures).with_columns(self._rank)

    @cached_property
    def _published(self) -> pl.DataFrame:
        """All published statistics, with the rank of their table."""
        return with_table(self.figures, self.figures.facts(Facts.STATISTICS)).with_columns(self._rank)

    @cached_property
    def told(self) -> pl.DataFrame:
        """Rows of all tables that report a number, with the rank of the table."""
        import polars as pl

        return self.own.filter(pl.col("number").is_not_null() & pl.col("contributor").is_not_null())

    @cached_property
    def statistics(self) -> pl.DataFrame:
        """Published statistics, the best table's for each month, scope, name and measure."""
        import polars as pl

        rows = self._published.filter(pl.col("value").is_not_null())
        return rows.sort("rank").unique(["month", "scope", "name", "measure"], keep="first", maintain_order=True)

    @cached_property
    def table_of(self) -> dict[str, str]:
        """The table of each snapshot."""
        return {each.snapshot: each.table for each in self.figures.intakes}

    @property
    def _rank(self) -> pl.Expr:
        import polars as pl

        from contingent.records.readers import rank_of

        ranks = {table: rank_of(table) for table in set(self.table_of.values())}
        return pl.col("table").replace_strict(ranks, default=1000, return_dtype=pl.Int32).alias("rank")

    def best(self, rows: pl.DataFrame, keys: list[str], within: list[str]) -> pl.DataFrame:
        """Sums by `keys` out of the best table for each of `within`."""
        import polars as pl

        best = rows.filter(pl.col("rank") == pl.col("rank").min().over(within))
        return with_snapshots(best, keys)

    @cached_property
    def contributors(self) -> pl.DataFrame:
        """Believed totals of contributors: month, contributor, number, table, snapshot."""
        import polars as pl

        rows = self.told.filter(pl.col("contributor") != WORLD)
        rows = rows.with_columns(pl.col("operation").is_not_null().alias("part"))
        keys = ["month", "contributor"]
        given = self.best(rows.filter(~pl.col("part")), keys, keys)
        added = self.best(rows.filter(pl.col("part")), keys, keys).join(given, on=keys, how="anti")
        return pl.concat([given, added])

    @cached_property
    def details(self) -> pl.DataFrame:
        """Believed rows of contributors in operations, added over kinds."""
        import polars as pl

        rows = self.told.filter((pl.col("contributor") != WORLD) & pl.col("operation").is_not_null())
        return self.best(rows, ["month", "contributor", "operation"], ["month", "contributor"])

    @cached_property
    def listed(self) -> pl.DataFrame:
        """Who was on the list of the best table, whether a number is reported or not."""
        import polars as pl

        rows = self.own.filter(pl.col("contributor") != WORLD)
        best = pl.col("rank").min().over("month", "contributor", pl.col("operation").is_null())
        rows = rows.filter(pl.col("rank") == best)
        rows = rows.select("month", "contributor", "operation", "table", "snapshot").unique()
        return rows.with_columns(pl.concat_list("snapshot").alias("snapshot"))

    @cached_property
    def operations(self) -> pl.DataFrame:
        """Published sums of operations; each month out of one table."""
        import polars as pl

        rows = self.told.filter((pl.col("contributor") == WORLD) & pl.col("operation").is_not_null())
        return self.best(rows, ["month", "operation"], ["month"])

    @cached_property
    def system(self) -> pl.DataFrame:
        """Published sums over everybody, by month: of personnel tables, else the statistic total_sum."""
        import polars as pl

        rows = self.told.filter((pl.col("contributor") == WORLD) & pl.col("operation").is_null())
        given = self.best(rows, ["month"], ["month"])
        other = self.measure("system", "total_sum").select(
            "month",
            "table",
            pl.col("value").cast(pl.Int64).alias("number"),
            pl.concat_list("snapshot").alias("snapshot"),
        )
        return pl.concat([given, other.join(given, on="month", how="anti")], how="diagonal")

    def measure(self, scope: str, measure: str) -> pl.DataFrame:
        """The published values of a statistic."""
        import polars as pl

        return self.statistics.filter((pl.col("scope") == scope) & (pl.col("measure") == measure))

    def whole_months(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, str | None]:
        """The months whose list of contributors is on record, and what is said of the others."""
        import polars as pl

        held = rows.group_by("month").agg(pl.col("contributor").n_unique().alias("held"))
        listed = self.measure("system", "n_contributors").select("month", "value")
        held = held.join(listed, on="month", how="left")
        enough = pl.when(pl.col("value").is_null()).then(pl.col("held") >= LEAST).otherwise(
            pl.col("held") >= COMPLETE * pl.col("value")
        )  # fmt: skip
        whole = held.filter(enough)
        rest = held.height - whole.height
        if not rest:
            return whole.select("month"), None
        return whole.select("month"), f"{rest} months of which only some of the contributors are on record"
