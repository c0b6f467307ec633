"""Sources that disagree: two published tables, or two snapshots of one, give different figures for the same cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from contingent.records.accounts import COARSE, with_table
from contingent.records.facts import Facts
from contingent.records.faults.fault import Fault, Severity, spans
from contingent.records.faults.views import View
from contingent.records.figures import WORLD

if TYPE_CHECKING:
    import polars as pl

KINDS = ("sources_disagree", "revised")

GRAINS = {"contributor": ("month", "contributor"), "operation": ("month", "operation")}
"""What is compared: contributors over all operations, and operations over all contributors."""

BROAD = ("troops", "police", "experts")
"""Kinds that are compared apart where both tables tell them and neither tells staff officers apart."""

SHOWN = 12
"""How many figures a fault shows."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return one fault for each contributor or operation and pair of tables (or snapshots) that differ on it."""
    return (*_tables(view), *_snapshots(view))


def _tables(view: View) -> list[Fault]:
    """Every pair of tables; the figures of each are those of its current snapshots."""
    faults: list[Fault] = []
    for grain, keys in GRAINS.items():
        accounts = dict(cells_of(view.told, grain))
        for one, two in combinations(sorted(accounts), 2):
            faults += _faults("sources_disagree", grain, differing(accounts[one], accounts[two], keys), (one, two))
    return faults


def _snapshots(view: View) -> list[Fault]:
    """Older snapshots against the current one of the same table and part."""
    import polars as pl

    figures = view.record
    current = {(each.table, each.part): each.snapshot for each in figures.current}
    older = [each for each in figures.intakes if each not in figures.current]
    if not older:
        return []
    rows = with_table(figures, figures.load(Facts.PERSONNEL, [each.snapshot for each in older]))
    newest = {each.snapshot: current.get((each.table, each.part), current.get((each.table, None))) for each in older}
    faults: list[Fault] = []
    for (snapshot,), own in rows.partition_by("snapshot", as_dict=True, maintain_order=True).items():
        now = view.told.filter(pl.col("snapshot") == newest.get(str(snapshot)))
        for grain, keys in GRAINS.items():
            pairs = zip(dict(cells_of(own, grain)).values(), dict(cells_of(now, grain)).values(), strict=False)
            for old, new in pairs:
                faults += _faults(
                    "revised", grain, differing(old, new, keys), (str(snapshot), str(newest[str(snapshot)]))
                )
    return faults


def cells_of(rows: pl.DataFrame, grain: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield for each table the sums of its rows by month and contributor (or operation): total and broad kinds.

    Where a table tells a contributor's sum over operations, that is taken; else its parts are added. Sums over
    contributors are never added here: a table may lack one of them (see `records.reconciliation`).
    """
    import polars as pl

    keys, world = GRAINS[grain], pl.col("contributor") == WORLD
    rows = rows.filter(pl.col("number").is_not_null() & pl.col("contributor").is_not_null())
    rows = rows.filter(~world) if grain == "contributor" else rows.filter(world & pl.col("operation").is_not_null())
    whole = pl.col("operation").is_null() if grain == "contributor" else world
    cells = rows.with_columns(whole.alias("whole"), pl.col("kind").replace(COARSE))
    cells = cells.group_by("table", *keys, "whole").agg(
        pl.col("number").sum().alias("total"),
        *[pl.col("number").filter(pl.col("kind") == kind).sum().alias(kind) for kind in BROAD],
        *[(pl.col("kind") == kind).any().alias(f"tells_{kind}") for kind in BROAD],
        pl.col("kind").is_in(BROAD).all().alias("broad"),
        pl.col("snapshot").first(),
    )
    given = cells.filter(pl.col("whole"))
    rest = cells.filter(~pl.col("whole")).join(given, on=["table", *keys], how="anti")
    for (table,), own in pl.concat([given, rest]).drop("whole").partition_by("table", as_dict=True).items():
        yield str(table), own.drop("table")


def differing(one: pl.DataFrame, two: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return the cells both tell whose total differs, or a broad kind where both tell broad kinds only.

    A kind that only one of them tells is no difference by itself: it shows in the total.
    """
    import polars as pl

    both = one.join(two, on=list(keys), suffix="_2")
    broad = pl.col("broad") & pl.col("broad_2")
    kinds = [pl.col(f"tells_{k}") & pl.col(f"tells_{k}_2") & (pl.col(k) != pl.col(f"{k}_2")) for k in BROAD]
    return both.filter((pl.col("total") != pl.col("total_2")) | (broad & pl.any_horizontal(kinds))).sort(*keys)


def _faults(kind: str, grain: str, cells: pl.DataFrame, names: tuple[str, str]) -> list[Fault]:
    faults = []
    for (key,), own in cells.partition_by(grain, as_dict=True, maintain_order=True).items():
        months = tuple(f"{month:%Y-%m}" for month in own["month"])
        figures: list[tuple[str, float | None]] = []
        for row in own.iter_rows(named=True):
            for what in ("total", *BROAD):
                if row[what] != row[f"{what}_2"]:
                    label = f"{row['month']:%Y-%m} {what}"
                    figures += [(f"{label}, {names[0]}", row[what]), (f"{label}, {names[1]}", row[f"{what}_2"])]
        apart = float((own["total"] - own["total_2"]).abs().max() or 0)  # type: ignore[arg-type]
        faults.append(_fault(kind, grain, str(key), months, (names, tuple(figures[:SHOWN]), apart, own)))
    return faults


def _fault(
    kind: str,
    grain: str,
    key: str,
    months: tuple[str, ...],
    shown: tuple[tuple[str, str], tuple[tuple[str, float | None], ...], float, pl.DataFrame],
) -> Fault:
    names, figures, apart, own = shown
    revised = kind == "revised"
    return Fault(
        kind=kind,
        severity=Severity.NOTE if revised else Severity.MEDIUM if apart > SHOWN else Severity.LOW,
        what=f"{names[0]} and {names[1]} give different figures for {key} in {len(months)} "
        f"month{'' if len(months) == 1 else 's'} ({spans(months)}); totals are up to {apart:,.0f} persons apart.",
        remedy="Both are kept; see what the publisher changed with `contingent record diff`."
        if revised
        else "Both are kept with their snapshots; one is believed by the order of tables. Say which one you quote.",
        tables=() if revised else names,
        snapshots=tuple(dict.fromkeys([*own["snapshot"], *own["snapshot_2"]])),
        contributors=(key,) if grain == "contributor" else (),
        operation=key if grain == "operation" else None,
        months=months,
        figures=figures,
    )
