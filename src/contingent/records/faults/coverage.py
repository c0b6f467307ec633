"""Coverage: what each table holds, months it lacks, and months that have totals without detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.records.facts import Facts
from contingent.records.faults.fault import Fault, Severity, spans
from contingent.records.faults.views import View
from contingent.records.figures import WORLD

if TYPE_CHECKING:
    import polars as pl

KINDS = ("coverage", "missing_month", "no_detail")


def detect(view: View) -> tuple[Fault, ...]:
    """Return what each table covers, the months missing inside it, and totals without detail."""
    import polars as pl

    rows = view.told.filter(pl.col("number").is_not_null())
    faults: list[Fault] = []
    for (table,), own in rows.partition_by("table", as_dict=True, maintain_order=True).items():
        faults += _coverage(str(table), own)
    return (*faults, *_by_year(view), *_lacking(rows))


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


def _by_year(view: View) -> list[Fault]:
    """What tables by year hold: means, places, indicators."""
    from contingent.records.accounts import with_table

    faults = []
    for facts in (Facts.MEANS, Facts.PLACES, Facts.INDICATORS):
        rows = with_table(view.record, view.record.facts(facts)).drop_nulls("year")
        for (table,), own in rows.partition_by("table", as_dict=True, maintain_order=True).items():
            years = own["year"].unique().sort()
            faults.append(
                Fault(
                    kind="coverage",
                    severity=Severity.NOTE,
                    what=f"{table} holds {facts.value} by year, {years[0]} to {years[-1]} ({len(years)} years): "
                    f"{own.height:,} rows.",
                    remedy="Ask it only about these years; what lies outside is not on record, and not 0.",
                    tables=(str(table),),
                    snapshots=tuple(own["snapshot"].unique().sort()),
                    months=(f"{years[0]}-01", f"{years[-1]}-12"),
                    figures=(("years", len(years)), ("rows", own.height)),
                )
            )
    return faults


def _lacking(rows: pl.DataFrame) -> list[Fault]:
    """Months with sums over all contributors, in which no contributor, or none in an operation, is told."""
    import polars as pl

    world, whole = pl.col("contributor") == WORLD, pl.col("operation").is_null()
    everything = _months(rows.filter(world))
    faults = []
    for name, here in (("contributors", ~world), ("contributors in operations", ~world & ~whole)):
        lacking = tuple(sorted(everything - _months(rows.filter(here))))
        if not lacking or len(lacking) == len(everything):
            continue
        tables = rows.filter(world & pl.col("month").dt.strftime("%Y-%m").is_in(lacking))["table"].unique().sort()
        faults.append(
            Fault(
                kind="no_detail",
                severity=Severity.MEDIUM,
                what=f"There are sums over all contributors, but no figures of {name}, in {len(lacking)} months: "
                f"{spans(lacking)}.",
                remedy="Compute no share or rank in these months; import a table that tells contributors.",
                tables=tuple(tables),
                months=lacking,
            )
        )
    return faults


def _months(rows: pl.DataFrame) -> set[str]:
    return {f"{month:%Y-%m}" for month in rows["month"].unique()}


def _between(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    found = []
    while (text := f"{year:04d}-{month:02d}") <= last:
        found.append(text)
        year, month = year + month // 12, month % 12 + 1
    return found
