"""Reconciliation: whether what the record holds adds up, cell by cell, and which cells do not.

Sums are held against the figures that a publisher prints for them: contributors and operations against the whole
system, contributors in operations against both, and the statistics that were published over them; always within what
one house publishes. Where one side is not on record there is nothing to compare, which is never a pass. Tables that
tell the same cells are compared as well; a difference between them is told, but is no failure of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from contingent.records.annual import Annual
from contingent.records.comparisons import Cell, Comparison, compared, sides
from contingent.records.facts import Facts
from contingent.records.figures import WORLD, Figures
from contingent.records.holdings import Holdings, with_snapshots

if TYPE_CHECKING:
    import polars as pl

PRECISION = 5e-7
"""How far a recomputed statistic may lie from the published one (the Gini coefficients are printed to seven places)."""


def reconcile(figures: Figures) -> tuple[Comparison, ...]:
    """Return every comparison the record allows, and those it does not allow with the reason, in a fixed order.

    Sums must hold within the tables of one house (`records.holdings.house`). Where figures of several houses are
    believed side by side, their sums are compared as well, without obligation.
    """
    whole = Holdings(figures)
    houses = [whole.of(name) for name in whole.houses] if len(whole.houses) > 1 else [whole]
    sums = [made for check in _SUMS for made in _by_house(check, whole, houses)]
    return (*sums, *_yearly(whole), *_sexes(whole), *_tables(whole))


def _by_house(check: Check, whole: Holdings, houses: Sequence[Holdings]) -> list[Comparison]:
    """A comparison within each house that allows it, and over all if that mixes houses; else why there is none."""
    made = [each for each in map(check, houses) if each.compared]
    over_all = check(whole)
    if not over_all.compared:
        return made or [over_all]
    if len({whole.house_of[table] for table, _ in (*over_all.found, *over_all.published)}) > 1:
        made.append(replace(over_all, what=f"{over_all.what}, of several publishers", binding=False))
    return made


def _contributors(held: Holdings) -> Comparison:
    import polars as pl

    months, left_out = held.whole_months(held.contributors)
    found = held.contributors.join(months, on="month", how="semi")
    sums = found.group_by("month").agg(pl.col("number").sum())
    return compared(
        Comparison(id="contributors", what="contributors add up to the whole system", unit="months", left_out=left_out),
        (sums, found), held.system, ["month"],
    )  # fmt: skip


def _operations(held: Holdings) -> Comparison:
    import polars as pl

    sums = held.operations.group_by("month").agg(pl.col("number").sum())
    return compared(
        Comparison(id="operations", what="operations add up to the whole system", unit="months"),
        (sums, held.operations), held.system, ["month"],
    )  # fmt: skip


def _regions(held: Holdings) -> Comparison:
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


def _details(held: Holdings) -> Comparison:
    """Contributors in operations against what the best other table says of the contributor."""
    import polars as pl

    keys = ["month", "contributor"]
    sums = with_snapshots(held.details.explode("snapshot"), keys)
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


def _detail_operations(held: Holdings) -> Comparison:
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


def _counts(held: Holdings) -> Comparison:
    import polars as pl

    months, left_out = held.whole_months(held.contributors)
    found = held.listed.join(months, on="month", how="semi")
    counts = found.group_by("month").agg(pl.col("contributor").n_unique().alias("number"))
    return compared(
        Comparison(id="counts", what="number of contributors is the published one", unit="months", left_out=left_out),
        (counts, found), _as_numbers(held.measure("system", "n_contributors")), ["month"],
    )  # fmt: skip


def _operation_counts(held: Holdings) -> Comparison:
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


def _gini(held: Holdings) -> Comparison:

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


Check = Callable[[Holdings], Comparison]

_SUMS: tuple[Check, ...] = (
    _contributors, _operations, _regions, _details, _detail_operations, _counts, _operation_counts, _gini,
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


def _yearly(held: Holdings) -> list[Comparison]:
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


def _sexes(held: Holdings) -> list[Comparison]:
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
        side = sides(
            rows.select("table", "snapshot").unique().with_columns(pl.concat_list("snapshot").alias("snapshot"))
        )
        one = pl.col("female").is_null() | pl.col("male").is_null()
        without = held.told.filter((pl.col("table") == table) & one).height
        left_out = f"{without:,} rows without both sexes, or whose sexes were left out on import" if without else None
        found.append(
            replace(shown, compared=rows.height, agreeing=rows.height - wrong.height, cells=tuple(cells), found=side,
                  published=side, left_out=left_out)
        )  # fmt: skip
    return found or [replace(shown, left_out="no table on record tells women and men")]


def _tables(held: Holdings) -> list[Comparison]:
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
        cells = with_snapshots(cells, [*keys, "whole"])
        cells = cells.sort("whole", descending=True).unique(["table", *keys], keep="first") if unit[0] == "c" else cells
        accounts = {str(k[0]): v for k, v in cells.partition_by("table", as_dict=True).items()}
        for one, two in combinations(sorted(accounts), 2):
            shown = Comparison(id="tables", what=f"{one} and {two} agree", unit=unit, binding=False)
            made = compared(shown, (accounts[one], accounts[one]), accounts[two], keys, whole=False)
            found += [made] if made.compared else []
    return found
