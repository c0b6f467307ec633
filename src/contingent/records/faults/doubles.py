"""Double counts: one contributor twice in a month of one table, under two names or in two files."""

from __future__ import annotations

from contingent.records.facts import Facts
from contingent.records.faults.fault import Fault, Severity, spans
from contingent.records.faults.views import View

KINDS = ("counted_twice", "two_files_for_one_part")


def detect(view: View) -> tuple[Fault, ...]:
    """Return cells that one table tells twice, and parts of a table that two files of different names claim to be."""
    return (*_cells(view), *_files(view))


def _cells(view: View) -> list[Fault]:
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
    return faults


def _files(view: View) -> list[Fault]:
    """Two files of one table and part, by different names, where one takes the place of the other though shorter."""
    import polars as pl

    figures = view.record
    current = {(each.table, each.part): each for each in figures.current}
    faults = []
    for each in figures.intakes:
        now = current.get((each.table, each.part))
        if now is None or now.snapshot == each.snapshot or now.file == each.file or each.part is None:
            continue
        if now.rows >= each.rows or not each.months or (now.months and now.months[0] <= each.months[0]):
            continue
        rows = figures.load(Facts.PERSONNEL, [each.snapshot]).filter(pl.col("number").is_not_null())
        faults.append(
            Fault(
                kind="two_files_for_one_part",
                severity=Severity.HIGH,
                what=f"{each.file} and {now.file} both are {each.part} of {each.table}; {now.file}, which is shorter "
                f"({now.rows:,} rows against {each.rows:,}), has taken the place of the other.",
                remedy=f"If {now.file} is only a part under another name, remove it and import {each.file} again.",
                tables=(each.table,),
                snapshots=(each.snapshot, now.snapshot),
                contributors=(each.part,),
                months=now.months,
                figures=((str(each.file), rows.height), (str(now.file), now.rows)),
            )
        )
    return faults
