"""Sexes that do not add up: female and male of a cell are not its number, or were left out because they are not."""

from __future__ import annotations

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import View

KINDS = ("sexes_do_not_add_up", "sexes_left_out")

MANY = 50
"""A difference of more persons than this is grave."""

NEARLY_ALL = 0.95
"""A table that tells both sexes in this share of its rows and more is expected to tell them in all."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return cells whose women and men do not add up, and cells without them in tables that tell them elsewhere."""
    return (*_wrong(view), *_without(view))


def _wrong(view: View) -> list[Fault]:
    """For each table, the cells of a contributor (or operation) whose women and men are not its number."""
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
    return faults


def _without(view: View) -> list[Fault]:
    import polars as pl

    both = pl.col("female").is_not_null() & pl.col("male").is_not_null()
    rows = view.told.filter(pl.col("number") > 0)
    rows = rows.filter((both.mean().over("table") >= NEARLY_ALL) & ~both).sort("month")
    return [
        Fault(
            kind="sexes_left_out",
            severity=Severity.MEDIUM,
            what=f"{' in '.join(str(each) for each in (contributor, operation) if each)}: rows without women and men: "
            f"{own.height}. {table} tells them nearly everywhere; they are left out where they do not add up.",
            remedy="Compare the number with other tables before you use it: one of the figures is misread.",
            tables=(str(table),),
            snapshots=tuple(own["snapshot"].unique().sort()),
            contributors=(str(contributor),) if contributor else (),
            operation=str(operation) if operation else None,
            months=tuple(dict.fromkeys(f"{month:%Y-%m}" for month in own["month"])),
            figures=tuple(
                (f"{month:%Y-%m} {kind}", n) for month, kind, n in own.select("month", "kind", "number").rows()
            ),
        )
        for (table, contributor, operation), own in rows.partition_by(
            ["table", "contributor", "operation"], as_dict=True, maintain_order=True
        ).items()
    ]
