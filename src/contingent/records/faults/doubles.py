"""Double counts: one contributor twice in a month of one table, under two names or in two files."""

from __future__ import annotations

from contingent.records.faults.fault import Fault, Severity, spans
from contingent.records.faults.views import View

KINDS = ("counted_twice",)


def detect(view: View) -> tuple[Fault, ...]:
    """Return cells that one table tells twice, one fault for each contributor and operation."""
    import polars as pl

    cell = ["table", "month", "contributor", "operation", "kind"]
    rows = view.told.filter(pl.col("number").is_not_null() & pl.col("contributor").is_not_null())
    twice = rows.group_by(cell).agg(pl.len().alias("rows"), pl.col("number"), pl.col("line"), pl.col("snapshot"))
    twice = twice.filter(pl.col("rows") > 1)
    faults = []
    for (table, contributor, operation), own in twice.partition_by(
        ["table", "contributor", "operation"], as_dict=True, maintain_order=True
    ).items():
        own = own.sort("month")
        months = tuple(f"{month:%Y-%m}" for month in own["month"].unique().sort())
        figures = [
            (f"{r['month']:%Y-%m} {r['kind']}", n) for r in own.head(6).iter_rows(named=True) for n in r["number"]
        ]
        faults.append(
            Fault(
                kind="counted_twice",
                severity=Severity.HIGH,
                what=f"{table} tells {contributor}{f' in {operation}' if operation else ''} twice in {spans(months)}: "
                "a name in two spellings, or a row that was loaded twice. Sums contain both.",
                remedy="Remove one of the two files, or one of the rows, and import again.",
                tables=(str(table),),
                snapshots=tuple(dict.fromkeys(each for row in own["snapshot"] for each in row)),
                contributors=(str(contributor),),
                operation=str(operation) if operation else None,
                months=months,
                figures=tuple(figures),
            )
        )
    return tuple(faults)
