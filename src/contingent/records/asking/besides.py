"""Besides: what the record has beside an answer that its reader should know of.

Yearly means where months are missing; operations that had ended; rows by operation that do not add up to the
contributor's total, as the two come from different published tables.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from contingent.base.months import Month
from contingent.records.asking.sheets import in_words
from contingent.records.facts import Facts

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.asking.counting import Count

SPELT = 3
"""So many differences are spelt out one by one."""


def besides(count: Count) -> tuple[str, ...]:
    """Return the notes on what the record has beside the figures of a count."""
    return (*_yearly(count), *_nobody(count), *_apart(count))


def _yearly(count: Count) -> list[str]:
    """Yearly means of contributors asked for by name, of years with months of which nothing is on record."""
    import polars as pl

    asked = count.question
    if not asked.contributors or asked.of_operations:
        return []
    rows = count.sheets.record.figures.facts(Facts.MEANS).filter(pl.col("number") > 0)
    rows = rows.filter(pl.col("contributor").is_in(list(asked.contributors)))
    missing = [year for year in rows["year"].unique() if _has_holes(count, year)]
    rows = rows.filter(pl.col("year").is_in(missing))
    notes = []
    for code in asked.contributors:
        years = rows.filter(pl.col("contributor") == code)["year"].unique().sort().to_list()
        if years:
            notes.append(
                f"Yearly means of {code} are on record for {_stretches(years)} and are not mixed into these months: "
                f"see `contingent record show PROJECT {code}`."
            )
    return notes


def _has_holes(count: Count, year: int) -> bool:
    """Whether nothing is on record of a month of the year that the question does not leave out."""
    asked = count.question
    months = (Month(year, number) for number in range(1, 13))
    wanted = (
        month for month in months
        if (asked.since is None or month >= asked.since) and (asked.until is None or month <= asked.until)
    )  # fmt: skip
    there = {Month.of(month) for month in count.months}
    return any(month not in there for month in wanted)


def _stretches(years: list[int]) -> str:
    made: list[list[int]] = []
    for year in years:
        if made and year == made[-1][-1] + 1:
            made[-1].append(year)
        else:
            made.append([year])
    return ", ".join(f"{each[0]} to {each[-1]}" if len(each) > 1 else str(each[0]) for each in made)


def _nobody(count: Count) -> list[str]:
    """Why nobody is there in the operations asked for."""
    asked = count.question
    if not count.months or not asked.operations or not count.rows.is_empty():
        return []
    return [_when_it_ran(count, code) for code in asked.operations]


def _when_it_ran(count: Count, code: str) -> str:
    first, last = count.span
    parts = count.sheets.places.series.get(code) or (count.sheets.record.operation(code),)
    begun = min((each.since for each in parts if each.since is not None), default=None)
    ended = None if any(each.until is None for each in parts) else max(each.until for each in parts if each.until)
    if ended is not None and ended < date(first.year, first.month, 1):
        return f"{code} had ended by then, on {ended}."
    if begun is not None and begun > date(last.year, last.month, monthrange(last.year, last.month)[1]):
        return f"{code} had not begun by then; it began on {begun}."
    period = str(first) if first == last else f"{first} to {last}"
    return f"Nobody whom the question asks for is on record for {code} in {period}."


def _apart(count: Count) -> list[str]:
    """Contributors' months in the answer whose rows by operation come to another sum than their total."""
    found = _sums_apart(count) if count.question.of_operations and not count.rows.is_empty() else None
    if found is None or found.is_empty():
        return []
    figures = count.sheets.record.figures

    def tables(snapshots: list[str]) -> str:
        return " and ".join(sorted({figures.table_of(each) for each in snapshots}))

    spelt = [
        f"{row['contributor']} {Month.of(row['month'])}: {row['by_operation']:,} by operation "
        f"({tables(row['parts'])}), {row['total']:,} in total ({tables(row['whole'])})"
        for row in found.head(SPELT).iter_rows(named=True)
    ]
    more = f"; and {found.height - SPELT:,} more" if found.height > SPELT else ""
    return [
        "Rows by operation do not add up to the contributor's total, which is from another published table: "
        f"{'; '.join(spelt)}{more}."
    ]


def _sums_apart(count: Count) -> pl.DataFrame:
    """One row a contributor's month: contributor, month, by_operation, total, parts and whole (their snapshots)."""
    import polars as pl

    from contingent.records.readers import supplements

    sheets, figures = count.sheets, count.sheets.record.figures
    wide = replace(count.question, operations=(), hosts=(), groups=(), measure="number", of=None, top=None, over="mean")
    parts = in_words(sheets.rows(replace(wide, by=("contributor", "operation"))))
    whole = in_words(sheets.rows(replace(wide, by=("contributor",))))
    beside = [each for each in parts["snapshot"].unique() if figures.table_of(each) in supplements()]
    keys = ["contributor", "month"]
    here = in_words(count.rows.select(keys).unique())
    added = parts.filter(~pl.col("snapshot").is_in(beside)).join(here, on=keys, how="semi")
    added = added.group_by(keys).agg(pl.col("number").sum().alias("by_operation"), _snapshots("parts"))
    given = whole.group_by(keys).agg(pl.col("number").sum().alias("total"), _snapshots("whole"))
    both = added.join(given, on=keys).filter(pl.col("by_operation") != pl.col("total"))
    return both.filter(pl.col("parts") != pl.col("whole")).sort(keys)


def _snapshots(name: str) -> pl.Expr:
    import polars as pl

    return pl.col("snapshot").unique().sort().alias(name)
