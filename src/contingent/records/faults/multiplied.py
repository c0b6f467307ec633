"""Multiplied months: an update that was loaded two or three times, so that every figure of the month is k-fold.

A month of a table is suspected if nearly all its figures can be divided by the same k, and flagged if they also are k
times what another snapshot says of the same cells, or k times their own level in the nearest month not suspected.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contingent.records.accounts import COARSE, with_table
from contingent.records.facts import Facts
from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import View
from contingent.records.figures import Figures

if TYPE_CHECKING:
    import polars as pl

KINDS = ("multiplied_month",)

FACTORS = (2, 3, 4, 5, 6, 7)
"""How often an update may have been loaded."""

DIVISIBLE = 0.98
"""Share of the figures of a month, zeros left out, that must be multiples of k."""

FIGURES = 12
"""How many figures a month must have for its level to count; by chance that many are all even once in 4,000 months."""

SHARED = 3
"""How many cells another snapshot must tell for an exact comparison; nine in ten of them must be one k-th."""

LEVEL = 0.15
"""How far from k the median step of all series may lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple:
    """A month of a table that holds `factor` times what it should: in which snapshots, and what shows it."""

    table: str
    month: str
    factor: int
    snapshots: tuple[str, ...]
    figures: int
    total: int
    shown_by: str


Others = Callable[[], "pl.DataFrame"]
"""Gives rows of other snapshots to compare with (month, contributor, operation, kind, number); asked only if needed."""


def multiplied(rows: pl.DataFrame, others: Others | None = None, *, table: str = "") -> tuple[Multiple, ...]:
    """Return the multiplied months of one table, by month.

    Args:
        rows: month, contributor, operation, kind, number, snapshot.
        others: rows of other snapshots or tables that may tell the same cells.
        table: the name of the table, to be told.
    """
    import polars as pl

    shares = [(pl.col("number") % factor == 0).mean().alias(str(factor)) for factor in FACTORS]
    given = rows.lazy().filter(pl.col("number") > 0)
    months = given.group_by("month").agg(pl.len().alias("figures"), *shares).sort("month").collect()
    apart = pl.max_horizontal(*[str(factor) for factor in FACTORS]) >= DIVISIBLE
    suspected = months.filter(apart & (pl.col("figures") >= SHARED))
    if suspected.is_empty():
        return ()
    cells = _cells(rows)
    plain = cells.join(suspected, on="month", how="anti")
    none = cells.clear().with_columns(pl.lit(None, pl.String).alias("snapshot"))
    compared = _cells(others().join(suspected, on="month", how="semi"), "snapshot") if others is not None else none
    found = []
    for month in suspected.iter_rows(named=True):
        here = cells.filter(pl.col("month") == month["month"])
        factors = [factor for factor in reversed(FACTORS) if month[str(factor)] >= DIVISIBLE]
        factor, shown_by = _exact(here, compared, factors)
        if factor is None and month["figures"] >= FIGURES:
            factor, shown_by = _shifted(here, plain, factors)
        if factor is not None and factor > 1:
            own = rows.filter((pl.col("month") == month["month"]) & pl.col("number").is_not_null())
            found.append(
                Multiple(
                    table=table,
                    month=f"{month['month']:%Y-%m}",
                    factor=factor,
                    snapshots=tuple(sorted(own["snapshot"].unique())),
                    figures=month["figures"],
                    total=int(own["number"].sum()),
                    shown_by=shown_by,
                )
            )
    return tuple(found)


def _cells(rows: pl.DataFrame, *apart: str) -> pl.DataFrame:
    """Sums by month, contributor, operation and coarse kind, and by the columns that keep them `apart`."""
    import polars as pl

    keys = ("month", "contributor", "operation", "kind", *apart)
    coarse = rows.filter(pl.col("number") > 0).with_columns(pl.col("kind").replace(COARSE))
    return coarse.group_by(*keys).agg(pl.col("number").sum())


def _exact(here: pl.DataFrame, compared: pl.DataFrame, factors: Collection[int]) -> tuple[int | None, str]:
    """The factor between this month and what others say of the same cells: by operation, or over all operations.

    Every other snapshot is asked by itself; a cell speaks for a factor if any of them says the k-th part.
    """
    import polars as pl

    for keys in (["contributor", "operation", "kind"], ["contributor", "kind"]):
        one, two = here, compared.filter(pl.col("month").is_in(here["month"].unique().to_list()))
        if len(keys) == 2:
            one, two = _over_operations(one), _over_operations(two, "snapshot")
        both = one.join(two, on=keys, nulls_equal=True, suffix="_other")
        said = both.group_by(keys).agg(
            (pl.col("number") == factor * pl.col("number_other")).any().alias(str(factor)) for factor in (*factors, 1)
        )
        if said.height < SHARED:
            continue
        for factor in (*factors, 1):
            if said[str(factor)].sum() >= 0.9 * said.height:
                return factor, f"{factor} times what another snapshot says in {said.height} cells"
    return None, ""


def _over_operations(cells: pl.DataFrame, *apart: str) -> pl.DataFrame:
    import polars as pl

    return cells.group_by("contributor", "kind", *apart).agg(pl.col("number").sum())


def _shifted(here: pl.DataFrame, plain: pl.DataFrame, factors: Collection[int]) -> tuple[int | None, str]:
    """The factor between this month and the level of the same series in the nearest month that is not suspected."""
    import polars as pl

    month, months = here["month"][0], plain["month"].unique().sort()
    levels = [*months.filter(months < month).tail(1), *months.filter(months > month).head(1)]
    for level in levels:
        both = here.join(
            plain.filter(pl.col("month") == level),
            on=["contributor", "operation", "kind"],
            nulls_equal=True,
            suffix="_level",
        )
        if both.height < FIGURES / 2:
            continue
        step = float(np.median(both["number"].to_numpy() / both["number_level"].to_numpy()))
        for factor in factors:
            if abs(step / factor - 1) <= LEVEL:
                return factor, f"{step:.2f} times the level of {level:%Y-%m} (median of {both.height} series)"
    return None, ""


def months_to_set_aside(figures: Figures, snapshots: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return which months of newly imported snapshots are multiplied, by snapshot; those without any are left out."""
    aside: dict[str, list[str]] = {}
    for each in _of_snapshots(figures, snapshots):
        for snapshot in each.snapshots:
            if snapshot in snapshots:
                aside.setdefault(snapshot, []).append(each.month)
    return {snapshot: tuple(sorted(months)) for snapshot, months in aside.items()}


def _of_snapshots(figures: Figures, snapshots: Collection[str]) -> list[Multiple]:
    """The multiplied months of some snapshots, table by table, against all other snapshots there are."""

    wanted = set(snapshots)
    rows = with_table(figures, figures.load(Facts.PERSONNEL, sorted(wanted)))
    found: list[Multiple] = []
    for (table,), own in rows.partition_by("table", as_dict=True, maintain_order=True).items():

        def others(table: object = table) -> pl.DataFrame:
            mine = {snapshot for snapshot in wanted if figures.table_of(snapshot) == table}
            rest = [each.snapshot for each in figures.intakes if each.snapshot not in mine]
            return figures.load(Facts.PERSONNEL, rest)

        found += multiplied(own, others, table=str(table))
    return found


def detect(view: View) -> tuple[Fault, ...]:
    """Return the multiplied months of the current snapshots, set aside already or not, and those of older ones."""
    figures = view.record
    aside = {(each.snapshot, month) for each in figures.current for month in each.set_aside}
    faults = _set_aside(view)
    for each in _of_snapshots(figures, [intake.snapshot for intake in figures.current]):
        done = all((snapshot, each.month) in aside for snapshot in each.snapshots)
        faults.append(
            Fault(
                kind=KINDS[0],
                severity=Severity.NOTE if done else Severity.HIGH,
                what=f"Every figure of the month is {each.factor} times what it should be: {each.shown_by}.",
                remedy="The month is set aside; nothing is to be done."
                if done
                else "Set the month of this snapshot aside.",
                tables=(each.table,),
                snapshots=each.snapshots,
                months=(each.month,),
                figures=(("total", each.total), ("factor", each.factor), ("figures", each.figures)),
            )
        )
    return tuple(faults)


def _set_aside(view: View) -> list[Fault]:
    """Months of superseded snapshots that were set aside on import, by table."""
    current = {each.snapshot for each in view.record.current}
    older: dict[tuple[str, str], list[str]] = {}
    for each in view.record.intakes:
        for month in each.set_aside:
            if each.snapshot not in current:
                older.setdefault((each.table, month), []).append(each.snapshot)
    return [
        Fault(
            kind=KINDS[0],
            severity=Severity.NOTE,
            what=f"Every figure of the month was multiplied in {len(snapshots)} older snapshots of the table; it "
            "was set aside on import, and a newer snapshot has taken their place.",
            remedy="Nothing is to be done.",
            tables=(table,),
            snapshots=tuple(snapshots),
            months=(month,),
        )
        for (table, month), snapshots in older.items()
    ]
