"""Comparisons: figures held against published ones, cell by cell, with the snapshots on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

Sides = tuple[tuple[str, tuple[str, ...]], ...]
"""Tables, each with the ids of its snapshots."""


class Ruling(StrEnum):
    """What came of a comparison. `differs` is for tables of two publishers, which may differ without a fault here."""

    HOLDS = "holds"
    FAILS = "fails"
    DIFFERS = "differs"
    NOTHING = "nothing to compare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that does not agree: its month (or year), contributor and operation, and the two figures."""

    when: str
    contributor: str | None = None
    operation: str | None = None
    found: float | None = None
    published: float | None = None

    def __str__(self) -> str:
        where = " ".join(each for each in (self.when, self.contributor, self.operation) if each)
        return f"{where}: {_shown(self.found)} against {_shown(self.published)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One line of the reconciliation: how many cells of what were compared, how many agree, and all that do not.

    `found` and `published` name the snapshots on both sides by their tables; `left_out` says what was not compared and
    why. `binding` comparisons must hold; others compare publishers.
    """

    id: str
    what: str
    unit: str
    compared: int = 0
    agreeing: int = 0
    cells: tuple[Cell, ...] = ()
    found: Sides = ()
    published: Sides = ()
    left_out: str | None = None
    binding: bool = True

    @property
    def ruling(self) -> Ruling:
        """Whether it holds; never without a cell that was compared."""
        if not self.compared:
            return Ruling.NOTHING
        if self.compared == self.agreeing:
            return Ruling.HOLDS
        return Ruling.FAILS if self.binding else Ruling.DIFFERS


def compared(
    shown: Comparison,
    found: tuple[pl.DataFrame, pl.DataFrame],
    published: pl.DataFrame,
    keys: list[str],
    precision: float = 0.0,
    *,
    whole: bool = True,
) -> Comparison:
    """Return a comparison filled in.

    Args:
        shown: what is compared.
        found: `number` by `keys`, one of them month; and the rows it is made of, with table and a list of snapshots.
        published: the same in one frame.
        keys: the columns of a cell.
        precision: how far apart two figures may lie and still agree.
        whole: a cell of an operation that one side lacks in a month which both have is a difference.
    """
    import polars as pl

    sums, rows = found
    published = published.filter(pl.col("number").is_not_null())
    both = sums.select(*keys, pl.col("number").cast(pl.Float64).alias("found")).join(
        published.select(*keys, pl.col("number").cast(pl.Float64).alias("published")),
        on=keys, how="full" if whole and len(keys) > 1 and "operation" in keys else "inner", coalesce=True,
    )  # fmt: skip
    months = sums.select("month").unique().join(published.select("month").unique(), on="month")
    both = both.join(months, on="month", how="semi").sort(keys)
    wrong = both.filter(~((pl.col("found") - pl.col("published")).abs() <= precision).fill_null(value=False))
    if both.is_empty():
        return replace(shown, left_out="; ".join(each for each in (_lacking(sums, published), shown.left_out) if each))
    return replace(
        shown,
        compared=both.height,
        agreeing=both.height - wrong.height,
        cells=_cells(wrong),
        found=sides(rows.join(both.select("month").unique(), on="month", how="semi")),
        published=sides(published.join(both.select("month").unique(), on="month", how="semi")),
    )


def _lacking(sums: pl.DataFrame, published: pl.DataFrame) -> str:
    """Why there is nothing to compare."""
    if sums.is_empty() and published.is_empty():
        return "neither side is on record"
    if sums.is_empty():
        return "the parts are not on record, or only some of them"
    return "no published figure is on record" if published.is_empty() else "the two sides have no month in common"


def _cells(rows: pl.DataFrame) -> tuple[Cell, ...]:
    import polars as pl

    keys = [pl.col(key) if key in rows.columns else pl.lit(None).alias(key) for key in ("contributor", "operation")]
    return tuple(
        Cell(when=f"{month:%Y-%m}", contributor=who, operation=where, found=found, published=published)
        for month, who, where, found, published in rows.select("month", *keys, "found", "published").iter_rows()
    )


def sides(rows: pl.DataFrame) -> Sides:
    """Return the snapshots behind rows, which have them as a list in each, by table."""
    import polars as pl

    flat = rows.select("table", "snapshot").explode("snapshot").unique().filter(pl.col("snapshot").is_not_null())
    tables: Iterable[str] = flat["table"].unique().sort()
    return tuple((table, tuple(flat.filter(pl.col("table") == table)["snapshot"].sort())) for table in tables)


def _shown(number: float | None) -> str:
    if number is None:
        return "no row"
    return f"{number:,.0f}" if number == int(number) else f"{number:.7g}"
