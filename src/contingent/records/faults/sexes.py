"""Sexes that do not add up: female and male of a cell are not its number."""

from __future__ import annotations

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import View

KINDS = ("sexes_do_not_add_up",)

MANY = 50
"""A difference of more persons than this is grave."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return, for each table, the cells of a contributor (or operation) whose women and men are not the number told."""
    import polars as pl

    told = pl.col("number").is_not_null() & pl.col("female").is_not_null() & pl.col("male").is_not_null()
    wrong = view.told.filter(told & (pl.col("female") + pl.col("male") != pl.col("number")))
    cell = ["table", "snapshot", "contributor", "operation", "month"]
    sums = wrong.group_by(cell).agg(
        pl.col("number").sum(),
        pl.col("female").sum(),
        pl.col("male").sum(),
        pl.col("kind").unique().sort(),
        pl.col("line"),
    )
    faults = []
    for row in sums.sort(cell).iter_rows(named=True):
        parts = row["female"] + row["male"]
        where = " in ".join(each for each in (row["contributor"], row["operation"]) if each)
        lines = ", ".join(str(line) for line in row["line"] if line is not None)
        faults.append(
            Fault(
                kind=KINDS[0],
                severity=Severity.HIGH if abs(row["number"] - parts) > MANY else Severity.MEDIUM,
                what=f"{where} ({', '.join(row['kind'])}): {row['female']:,} women and {row['male']:,} men are "
                f"{parts:,}, the row says {row['number']:,}{f' (line {lines})' if lines else ''}.",
                remedy="One of the figures is misread: compare with other tables before you use the cell.",
                tables=(row["table"],),
                snapshots=(row["snapshot"],),
                contributors=(row["contributor"],) if row["contributor"] else (),
                operation=row["operation"],
                personnel=row["kind"][0] if len(row["kind"]) == 1 else None,
                months=(f"{row['month']:%Y-%m}",),
                figures=(("number", row["number"]), ("female", row["female"]), ("male", row["male"])),
            )
        )
    return tuple(faults)
