"""What is done: contribution series of states, in figures and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from contingent.base.months import Month
from contingent.briefs.brief import Figure, Line, Row, Table, line
from contingent.briefs.desk import Desk
from contingent.briefs.phrases import count, listed, month_name, named, number
from contingent.records.contributions import Contribution


@dataclass(frozen=True, slots=True)
class Series:
    """Reported personnel of one contributor by month, with the rows behind it; months without a row are absent."""

    contributor: str
    months: dict[Month, int | None]
    rows: tuple[Contribution, ...]

    def behind(self, month: Month) -> list[Contribution]:
        """Return the rows of a month."""
        return [row for row in self.rows if row.month == month]

    @property
    def reported(self) -> dict[Month, int]:
        """Months with a figure."""
        return {month: value for month, value in self.months.items() if value is not None}


LEAST_RUN = 3
"""Months in a row from which on they are told as a run."""


def coverage(contributions: Iterable[Contribution]) -> str | None:
    """Return a sentence on which months a set of contributions covers, read off its rows; None if there are none."""
    months = sorted({row.month for row in contributions})
    if not months:
        return None
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1].ordinal + 1 == month.ordinal:
            runs[-1].append(month)
        else:
            runs.append([month])
    long = [run for run in runs if len(run) >= LEAST_RUN]
    single = [month for run in runs if len(run) < LEAST_RUN for month in run]
    told = [f"every month from {month_name(run[0])} to {month_name(run[-1])}" for run in long]
    if single:
        ends = f" from {month_name(single[0])} to {month_name(single[-1])}" if len(single) > 1 else ""
        only = f"{count(len(single), 'single month')}{ends}" if ends else month_name(single[0])
        told.append(only)
    gaps = "; the months between are not at hand" if len(runs) > 1 else ""
    return f"The series hold {listed(told)}{gaps}."


def series_of(desk: Desk, contributor: str) -> Series:
    """Return the total personnel of a contributor: published totals if there are any, else sums of the finest rows."""
    rows = [c for c in desk.contributions if c.contributor == contributor and c.sex is None]
    rows = [c for c in rows if c.operation is None] or rows
    rows = [c for c in rows if c.kind == "total"] or rows
    by_month: dict[Month, list[int]] = defaultdict(list)
    for row in rows:
        by_month[row.month] += [row.number] if row.number is not None else []
    months = {month: sum(found) if found else None for month, found in sorted(by_month.items())}
    return Series(contributor, months, tuple(rows))


def told(desk: Desk, series: Series) -> list[Line]:
    """Return sentences on a series: at the time of the meeting, the highest, the last. Each cites its snapshots."""
    name, reference = named(series.contributor, desk.actors), desk.meeting_month
    reported = series.reported
    if not reported:
        text = f"{name} is in no list of contributors at hand: none reported, which is not the same as zero."
        return [line(text, desk.snapshots_of(series.rows or desk.contributions))]
    sentences: list[Line] = []
    if reference is not None:
        value = reported.get(reference)
        if value is None:
            text = f"No personnel of {name} are reported for {month_name(reference)}, the month of the meeting."
            rows = series.behind(reference) or desk.contributions
            sentences.append(line(text, desk.snapshots_of(rows)))
        else:
            text = (
                f"In {month_name(reference)}, the month of the meeting, {name} had {number(value)} people "
                "in UN operations."
            )
            sentences.append(line(text, desk.snapshots_of(series.behind(reference))))
    top = max(reported, key=lambda month: reported[month])
    last = max(reported)
    text = (
        f"The highest figure in the months at hand is {number(reported[top])} ({month_name(top)}), the last "
        f"{number(reported[last])} ({month_name(last)})."
    )
    if top == last:
        text = (
            f"The highest figure in the months at hand is also the last: {number(reported[top])} ({month_name(top)})."
        )
    sentences.append(line(text, desk.snapshots_of([*series.behind(top), *series.behind(last)])))
    return sentences


def figure(desk: Desk, contributors: tuple[str, ...]) -> Figure:
    """Return the figure of all contributors over time, each on its own scale."""
    everything = [series_of(desk, code) for code in contributors]
    reference = desk.meeting_month
    data: list[dict[str, str | int | float | bool | None]] = []
    rows: list[Row] = []
    for n, series in enumerate(everything):
        name = named(series.contributor, desk.actors)
        at = series.reported.get(reference) if reference else None
        data += [
            {"state": name, "order": n, "month": f"{month}-01", "number": value, "reference": month == reference}
            for month, value in series.months.items()
        ] or [{"state": name, "order": n, "month": None, "number": None, "reference": False}]
        rows.append(_table_row(desk, series, name, at))
    have = [s for s in everything if reference in s.reported] if reference else []
    ranked = sorted(have, key=lambda s: -(s.reported[reference] if reference else 0))
    named_figures = listed(
        f"{named(s.contributor, desk.actors)} {number(s.reported[reference])}" for s in ranked if reference
    )
    without = listed(named(s.contributor, desk.actors) for s in everything if s not in have)
    when = month_name(reference) if reference else "the record"
    title = (
        f"In {when}: {named_figures}" if have else f"None of {count(len(everything), 'state')} is reported in {when}"
    )
    if have and without:
        title += f"; none reported: {without}"
    note = desk.material.contributions_note or "No figure means none reported, not zero; gaps are left open."
    return Figure(
        chart="contributions",
        title=title,
        subtitle="Uniformed personnel reported by month; each panel has its own scale; dot: month of the "
        f"meeting. {note}",
        alt=f"{title}. One line chart for each state; the table gives the figure of the meeting month, the "
        "highest and the last.",
        data=tuple(data),
        table=Table(
            "Personnel on record",
            ("State", f"{when}", "Highest", "First row", "Last row", "Source"),
            tuple(rows),
            frozenset({1}),
        ),
        cites=line(desk.snapshots_of(row for series in everything for row in series.rows), desk.note("record")),
        options={"reference": f"{reference}-01" if reference else None},
    )


def _table_row(desk: Desk, series: Series, name: str, at: int | None) -> Row:
    reported = series.reported
    if not reported:
        dash = line("none reported")
        return Row((line(name), dash, dash, dash, dash, desk.snapshots_of(series.rows or desk.contributions)))
    top, first, last = max(reported, key=lambda m: reported[m]), min(reported), max(reported)

    def cell(month: Month) -> Line:
        return line(f"{number(reported[month])} ({month})")

    here = line(number(at)) if at is not None else line("none reported")
    return Row((line(name), here, cell(top), cell(first), cell(last), desk.snapshots_of(series.rows)))
