"""Coverage: what each table holds, months it lacks, and where its detail ends before its totals do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.records.faults.fault import Fault, Severity, spans
from contingent.records.faults.views import View
from contingent.records.figures import WORLD

if TYPE_CHECKING:
    import polars as pl

KINDS = ("coverage", "missing_month", "detail_ends")


def detect(view: View) -> tuple[Fault, ...]:
    """Return what each table covers, the months missing inside it, and what of the record ends early."""
    import polars as pl

    rows = view.told.filter(pl.col("number").is_not_null())
    faults: list[Fault] = []
    for (table,), own in rows.partition_by("table", as_dict=True, maintain_order=True).items():
        faults += _coverage(str(table), own)
    return (*faults, *_ends(rows))


def _coverage(table: str, rows: pl.DataFrame) -> list[Fault]:
    import polars as pl

    months = tuple(f"{month:%Y-%m}" for month in rows["month"].unique().sort())
    codes = rows.filter(pl.col("contributor") != WORLD)["contributor"].n_unique()
    operations = rows["operation"].drop_nulls().n_unique()
    snapshots = tuple(rows["snapshot"].unique().sort())
    missing = tuple(month for month in _between(months[0], months[-1]) if month not in set(months))
    parts = [f"{codes} contributors" if codes else "", f"{operations} operations" if operations else ""]
    kinds = ", ".join(rows["kind"].unique().sort())
    sexes = ", by sex" if rows["female"].is_not_null().any() else ""
    held = Fault(
        kind="coverage",
        severity=Severity.NOTE,
        what=f"{table} holds {months[0]} to {months[-1]} ({len(months)} months): "
        f"{' and '.join(part for part in parts if part) or 'sums over all contributors'}; {kinds}{sexes}.",
        remedy="Ask it only about these months; what lies outside is not on record, and not 0.",
        tables=(table,),
        snapshots=snapshots,
        months=(months[0], months[-1]),
        figures=(("months", len(months)), ("contributors", codes), ("operations", operations), ("rows", rows.height)),
    )
    if not missing:
        return [held]
    gap = Fault(
        kind="missing_month",
        severity=Severity.MEDIUM,
        what=f"{table} has no row at all for {spans(missing)}, though it goes from {months[0]} to {months[-1]}.",
        remedy="Take it as not reported; nothing is interpolated. A change over it spans more than one month.",
        tables=(table,),
        snapshots=snapshots,
        months=missing,
        figures=tuple((month, None) for month in missing),
    )
    return [held, gap]


def _ends(rows: pl.DataFrame) -> list[Fault]:
    """The record by contributor, or by contributor and operation, ends before sums over all contributors do."""
    import polars as pl

    world, whole = pl.col("contributor") == WORLD, pl.col("operation").is_null()
    latest = _last(rows.filter(world))
    faults = []
    for name, here in (("contributors", ~world), ("contributors in operations", ~world & ~whole)):
        end = _last(rows.filter(here))
        if latest is None or end is None or end >= latest:
            continue
        tables = rows.filter((pl.col("month").dt.strftime("%Y-%m") == latest) & world)["table"].unique().sort()
        faults.append(
            Fault(
                kind="detail_ends",
                severity=Severity.MEDIUM,
                what=f"The figures of {name} end in {end}; sums over all contributors go on to {latest}.",
                remedy="Compute no share or rank after that month; import a table that tells contributors.",
                tables=tuple(tables),
                months=(end, latest),
            )
        )
    return faults


def _last(rows: pl.DataFrame) -> str | None:
    return None if rows.is_empty() else f"{rows['month'].sort()[-1]:%Y-%m}"


def _between(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    found = []
    while (text := f"{year:04d}-{month:02d}") <= last:
        found.append(text)
        year, month = year + month // 12, month % 12 + 1
    return found
