"""Filled tables: a figure for every contributor in every operation, mostly zeros nobody observed, and lost rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.records.accounts import with_table
from contingent.records.facts import Facts
from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import Origin, View

if TYPE_CHECKING:
    import polars as pl

KINDS = ("filled_with_zeros", "lost_row", "cut_off")

ZEROS = 0.5
"""Share of zeros from which a table of all combinations counts as filled."""

FULL = 0.95
"""Share of all combinations of contributors and operations that must be there for a missing one to be a lost row."""


CUT = 0.5
"""A year that holds fewer than this share of the contributors of the other years has been cut off."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return, for tables of yearly means, years that are filled with zeros, and the rows lost from them."""
    import polars as pl

    rows = with_table(view.record, view.record.facts(Facts.MEANS))
    rows = rows.filter(pl.col("contributor").is_not_null() & pl.col("operation").is_not_null())
    faults: list[Fault] = []
    for (table,), own in rows.partition_by("table", as_dict=True, maintain_order=True).items():
        most = max(own.group_by("year").agg(pl.col("contributor").n_unique())["contributor"].to_list())
        for (year,), part in own.sort("year").partition_by("year", as_dict=True, maintain_order=True).items():
            faults += _year(str(table), int(str(year)), part, most)
    return tuple(faults)


def _year(table: str, year: int, rows: pl.DataFrame, most: int) -> list[Fault]:
    import polars as pl

    zeros = rows.filter(pl.col("number") == 0).height
    codes, operations = rows["contributor"].unique(), rows["operation"].unique()
    if len(codes) < CUT * most:
        return [_cut(table, year, rows, most)]
    if rows.height < FULL * len(codes) * len(operations) or zeros < ZEROS * rows.height:
        return []
    span = (f"{year}-01", f"{year}-12")
    where = Origin(tables=(table,), snapshots=tuple(rows["snapshot"].unique().sort()))
    faults = [
        Fault(
            kind="filled_with_zeros",
            severity=Severity.LOW,
            what=f"{year}: {zeros:,} of {rows.height:,} figures are 0: the table has one for every contributor "
            "in every operation, whether it was there or not.",
            remedy="Do not take a 0 of this table as observed.",
            months=span,
            figures=(("zeros", zeros), ("rows", rows.height)),
            **where,
        )
    ]
    all_pairs = codes.to_frame().join(operations.to_frame(), how="cross")
    lost = all_pairs.join(rows, on=["contributor", "operation"], how="anti").sort("contributor", "operation")
    for contributor, operation in lost.iter_rows():
        faults.append(
            Fault(
                kind="lost_row",
                severity=Severity.HIGH,
                what=f"{year}: {contributor} in {operation} has no row, though the table has one for every pair.",
                remedy="Absent is not 0: use no total of the contributor for that year, or add up monthly figures.",
                contributors=(contributor,),
                operation=operation,
                months=span,
                **where,
            )
        )
    return faults


def _cut(table: str, year: int, rows: pl.DataFrame, most: int) -> Fault:
    codes = rows["contributor"].unique().sort()
    return Fault(
        kind="cut_off",
        severity=Severity.HIGH,
        what=f"{year}: {len(codes)} contributors, {codes[0]} to {codes[-1]}, where other years have up to {most}: "
        "the year has been cut off.",
        remedy="Use no total, rank or share of that year out of this table.",
        tables=(table,),
        snapshots=tuple(rows["snapshot"].unique().sort()),
        months=(f"{year}-01", f"{year}-12"),
        figures=(("contributors", len(codes)), ("contributors of other years", most)),
    )
