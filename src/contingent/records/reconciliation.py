"""Reconciliation: whether what the record holds adds up, cell by cell, and which cells do not.

Sums are held against the figures that a publisher prints for them: contributors and operations against the whole
system, contributors in operations against both, and the statistics that were published over them. Where one side is not
on record there is nothing to compare, which is never a pass. Tables that tell the same cells are compared as well; a
difference between two publishers is told, but is no failure of the record.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from contingent.records.accounts import told
from contingent.records.annual import Annual
from contingent.records.comparisons import Cell, Comparison, compared, sides
from contingent.records.facts import Facts
from contingent.records.figures import WORLD, Figures

if TYPE_CHECKING:
    import polars as pl

COMPLETE = 0.9
"""A month is compared if at least this share of the contributors that were published is on record."""

LEAST = 30
"""Where nobody published how many there were, a list of fewer contributors than this is taken for a part of one."""

PRECISION = 5e-7
"""How far a recomputed statistic may lie from the published one (the Gini coefficients are printed to seven places)."""


def reconcile(figures: Figures) -> tuple[Comparison, ...]:
    """Return every comparison the record allows, and those it does not allow with the reason, in a fixed order."""
    held = _Held(figures)
    return (
        *[check(held) for check in (_contributors, _operations, _regions, _details, _detail_operations, _counts)],
        *[check(held) for check in (_operation_counts, _gini)],
        *_yearly(held),
        *_sexes(held),
        *_tables(held),
    )


class _Held:
    """What the record holds, in the forms in which it is compared; each is made once."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    @cached_property
    def told(self) -> pl.DataFrame:
        """Rows of all tables that report a number, with the rank of the table."""
        import polars as pl

        rows = told(self.figures).filter(pl.col("number").is_not_null() & pl.col("contributor").is_not_null())
        return rows.with_columns(self._rank)

    @cached_property
    def statistics(self) -> pl.DataFrame:
        """Published statistics, the best table's for each month, scope, name and measure."""
        import polars as pl

        rows = self.figures.facts(Facts.STATISTICS).with_columns(
            pl.col("snapshot").replace_strict(self.table_of, default="", return_dtype=pl.String).alias("table")
        )
        rows = rows.with_columns(self._rank).filter(pl.col("value").is_not_null())
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
        return best.group_by(*keys, "table").agg(pl.col("number").sum(), pl.col("snapshot").unique())

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

        rows = told(self.figures).filter(pl.col("contributor") != WORLD).with_columns(self._rank)
        best = pl.col("rank").min().over("month", "contributor", pl.col("operation").is_null())
        rows = rows.filter(pl.col("rank") == best)
        return rows.select("month", "contributor", "operation", "table", pl.concat_list("snapshot").alias("snapshot"))

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


def _contributors(held: _Held) -> Comparison:
    import polars as pl

    months, left_out = held.whole_months(held.contributors)
    found = held.contributors.join(months, on="month", how="semi")
    sums = found.group_by("month").agg(pl.col("number").sum())
    return compared(
        Comparison(id="contributors", what="contributors add up to the whole system", unit="months", left_out=left_out),
        (sums, found), held.system, ["month"],
    )  # fmt: skip


def _operations(held: _Held) -> Comparison:
    import polars as pl

    sums = held.operations.group_by("month").agg(pl.col("number").sum())
    return compared(
        Comparison(id="operations", what="operations add up to the whole system", unit="months"),
        (sums, held.operations), held.system, ["month"],
    )  # fmt: skip


def _regions(held: _Held) -> Comparison:
    """Sums by continent or region, published as statistics."""
    import polars as pl

    rows = held.statistics.filter(pl.col("scope").is_in(["continent", "region"]) & (pl.col("measure") == "total_sum"))
    rows = rows.filter(pl.col("scope") == "continent") if "continent" in rows["scope"] else rows
    rows = rows.with_columns(pl.col("value").alias("number"), pl.concat_list("snapshot").alias("snapshot"))
    sums = rows.group_by("month").agg(pl.col("number").sum())
    return compared(
        Comparison(id="regions", what="continents or regions add up to the whole system", unit="months"),
        (sums, rows), held.system, ["month"],
    )  # fmt: skip


def _details(held: _Held) -> Comparison:
    """Contributors in operations against what the best other table says of the contributor."""
    import polars as pl

    keys = ["month", "contributor"]
    sums = held.details.group_by(*keys, "table").agg(pl.col("number").sum(), pl.col("snapshot").list.explode().unique())
    rows = held.told.filter(pl.col("contributor") != WORLD)
    rows = rows.join(sums.select(*keys, pl.col("table").alias("own")), on=keys)
    rows = rows.filter(pl.col("table") != pl.col("own")).with_columns(
        (pl.col("rank") + 10_000 * pl.col("operation").is_not_null()).alias("rank")
    )
    other = held.best(rows, keys, keys)
    return compared(
        Comparison(
            id="details", what="contributors in operations add up to contributors of another table",
            unit="contributor-months",
        ),
        (sums, sums), other, keys,
    )  # fmt: skip


def _detail_operations(held: _Held) -> Comparison:
    import polars as pl

    months, left_out = held.whole_months(held.details)
    found = held.details.join(months, on="month", how="semi")
    sums = found.group_by("month", "operation").agg(pl.col("number").sum())
    return compared(
        Comparison(
            id="detail_operations", what="contributors in operations add up to operations", unit="operation-months",
            left_out=left_out,
        ),
        (sums, found), held.operations, ["month", "operation"],
    )  # fmt: skip


def _counts(held: _Held) -> Comparison:
    import polars as pl

    months, left_out = held.whole_months(held.contributors)
    found = held.listed.join(months, on="month", how="semi")
    counts = found.group_by("month").agg(pl.col("contributor").n_unique().alias("number"))
    return compared(
        Comparison(id="counts", what="number of contributors is the published one", unit="months", left_out=left_out),
        (counts, found), _as_numbers(held.measure("system", "n_contributors")), ["month"],
    )  # fmt: skip


def _operation_counts(held: _Held) -> Comparison:
    import polars as pl

    months, left_out = held.whole_months(held.details)
    found = held.listed.filter(pl.col("operation").is_not_null()).join(months, on="month", how="semi")
    counts = found.group_by("month", "operation").agg(pl.col("contributor").n_unique().alias("number"))
    listed = _as_numbers(held.measure("operation", "n_contributors")).rename({"name": "operation"})
    return compared(
        Comparison(
            id="operation_counts", what="number of contributors to operations is the published one",
            unit="operation-months", left_out=left_out,
        ),
        (counts, found), listed, ["month", "operation"],
    )  # fmt: skip


def _gini(held: _Held) -> Comparison:

    months, left_out = held.whole_months(held.contributors)
    found = held.contributors.join(months, on="month", how="semi")
    return compared(
        Comparison(
            id="gini", what=f"Gini coefficient over contributors is the published one (to {PRECISION:g})",
            unit="months", left_out=left_out,
        ),
        (gini(found, "month").rename({"gini": "number"}), found),
        _as_numbers(held.measure("system", "gini_total")), ["month"], PRECISION,
    )  # fmt: skip


def gini(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Return the Gini coefficient of `number` within groups: the groups' columns and `gini`, from 0 (all equal) up.

    That of the population, without a correction for its size: with n figures x in rising order,
    G = 2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n (Dixon et al. 1987, Ecology 68:5, eq. 2 without n / (n - 1)).
    """
    import polars as pl

    n, x = pl.len(), pl.col("number").sort()
    place = pl.int_range(1, pl.len() + 1)
    return rows.group_by(*by).agg((2 * (x * place).sum() / (n * pl.col("number").sum()) - (n + 1) / n).alias("gini"))


def _as_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return rows.with_columns(pl.col("value").alias("number"), pl.concat_list("snapshot").alias("snapshot"))


def _yearly(held: _Held) -> list[Comparison]:
    """Published yearly figures against sums of the monthly record, year by year; two publishers, so not binding."""
    shown = Comparison(id="yearly", what="yearly figures are twelfths of the monthly ones", unit="cells", binding=False)
    means = held.figures.facts(Facts.MEANS)
    if means.is_empty():
        return [replace(shown, left_out="no yearly figures are on record")]
    yearly = tuple((held.table_of[snapshot], (snapshot,)) for snapshot in sorted(set(means["snapshot"])))
    found = []
    for each in Annual(held.figures).recomputed:
        cells = tuple(
            Cell(when=str(each.year), contributor=who, operation=where, found=again, published=printed)
            for who, where, printed, again in each.differing
        )
        months = sides(held.details.filter(held.details["month"].dt.year() == each.year))
        found.append(
            replace(shown, what=f"{shown.what}, {each.year}", compared=each.compared, agreeing=each.equal, cells=cells,
                    found=months, published=yearly)
        )  # fmt: skip
    return found or [replace(shown, left_out="no year of which every month is on record")]


def _sexes(held: _Held) -> list[Comparison]:
    """Women and men against the number, in each table that tells them."""
    import polars as pl

    shown = Comparison(id="sexes", what="women and men add up to the number", unit="rows")
    known = held.told.filter(pl.col("female").is_not_null() & pl.col("male").is_not_null())
    found = []
    for (table,), rows in known.sort("table").partition_by("table", as_dict=True, maintain_order=True).items():
        wrong = rows.filter(pl.col("female") + pl.col("male") != pl.col("number")).sort("month", "contributor")
        cells = [
            Cell(when=f"{month:%Y-%m}", contributor=who, operation=where, found=both, published=number)
            for month, who, where, both, number in wrong.select(
                "month", "contributor", "operation", pl.col("female") + pl.col("male"), "number"
            ).iter_rows()
        ]
        side = sides(rows.with_columns(pl.concat_list("snapshot").alias("snapshot")))
        one = pl.col("female").is_null() | pl.col("male").is_null()
        without = held.told.filter((pl.col("table") == table) & one).height
        left_out = f"{without:,} rows without both sexes, or whose sexes were left out on import" if without else None
        found.append(
            replace(shown, compared=rows.height, agreeing=rows.height - wrong.height, cells=tuple(cells), found=side,
                  published=side, left_out=left_out)
        )  # fmt: skip
    return found or [shown]


def _tables(held: _Held) -> list[Comparison]:
    """Totals of contributors, and sums of operations, in every pair of tables that tell the same cells."""
    import polars as pl

    whole, world = pl.col("operation").is_null(), pl.col("contributor") == WORLD
    found = []
    for unit, rows, keys in (
        ("contributor-months", held.told.filter(~world), ["month", "contributor"]),
        ("operation-months", held.told.filter(world & ~whole), ["month", "operation"]),
        ("months", held.told.filter(world & whole), ["month"]),
    ):
        cells = rows.with_columns(whole.alias("whole"))
        cells = cells.group_by("table", *keys, "whole").agg(pl.col("number").sum(), pl.col("snapshot").unique())
        cells = cells.sort("whole", descending=True).unique(["table", *keys], keep="first") if unit[0] == "c" else cells
        accounts = {str(k[0]): v for k, v in cells.partition_by("table", as_dict=True).items()}
        for one, two in combinations(sorted(accounts), 2):
            shown = Comparison(id="tables", what=f"{one} and {two} agree", unit=unit, binding=False)
            made = compared(shown, (accounts[one], accounts[one]), accounts[two], keys, whole=False)
            found += [made] if made.compared else []
    return found
