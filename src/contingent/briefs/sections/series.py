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

    @property
    def top(self) -> Month:
        """The first month with the highest figure; there must be one."""
        return max(self.reported, key=lambda month: self.reported[month])


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
    if not series.rows:
        text = f"The record at hand has no figures of {name}, so nothing can be said of them."
        return [line(text, desk.note("record"))]
    if not reported:
        text = (
            f"{name} is not among the contributors in the {count(len(series.months), 'month')} at hand: none reported, "
            "which is not the same as zero."
        )
        return [line(text, desk.snapshots_of(series.rows))]
    sentences: list[Line] = []
    if reference is not None:
        value, month = reported.get(reference), month_name(reference)
        if value is not None:
            text = f"In {month}, the month of the meeting, {name} had {number(value)} people in UN operations."
            sentences.append(line(text, desk.snapshots_of(series.behind(reference))))
        elif reference in series.months:
            text = f"No personnel of {name} are reported for {month}, the month of the meeting."
            sentences.append(line(text, desk.snapshots_of(series.behind(reference))))
        else:
            text = f"Figures of {name} for {month}, the month of the meeting, are not at hand."
            sentences.append(line(text, desk.note("record")))
    top = series.top
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
    """Return the figure of all contributors with rows over time, each on its own scale."""
    everything = [found for code in contributors if (found := series_of(desk, code)).rows]
    reference = desk.meeting_month
    data: list[dict[str, str | int | float | bool | None]] = []
    for n, series in enumerate(everything):
        name = named(series.contributor, desk.actors)
        data += [
            {"state": name, "order": n, "month": f"{month}-01", "number": value, "reference": month == reference}
            for month, value in series.months.items()
        ]
    title = _finding(desk, everything, reference)
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
            (
                "State",
                month_name(reference) if reference else "Month of the meeting",
                "Highest",
                "First",
                "Last",
                "Source",
            ),
            tuple(_table_row(desk, series, reference) for series in everything),
            frozenset({1}),
        ),
        cites=line(desk.snapshots_of(row for series in everything for row in series.rows), desk.note("record")),
        options={"reference": f"{reference}-01" if reference else None},
    )


def _finding(desk: Desk, everything: list[Series], reference: Month | None) -> str:
    """Return the figures of the month of the meeting, or the highest ones where that month is not at hand."""

    def said(series: Series, text: str) -> str:
        return f"{named(series.contributor, desk.actors)} {text}"

    if reference is None or not any(reference in s.months for s in everything):
        tops = [(s, s.top) for s in everything if s.reported]
        told = listed(said(s, f"{number(s.reported[top])} ({month_name(top)})") for s, top in tops)
        return f"Highest figures in the months at hand: {told}" if told else "No personnel are reported"
    have = sorted((s for s in everything if reference in s.reported), key=lambda s: -s.reported[reference])
    none = [s for s in everything if reference in s.months and reference not in s.reported]
    parts = [listed(said(s, number(s.reported[reference])) for s in have)] if have else []
    parts += [f"none reported: {listed(named(s.contributor, desk.actors) for s in none)}"] if none else []
    return f"In {month_name(reference)}: {'; '.join(parts)}"


def _table_row(desk: Desk, series: Series, reference: Month | None) -> Row:
    name, reported = line(named(series.contributor, desk.actors)), series.reported
    dash = line("none reported")
    if not reported:
        return Row((name, dash, dash, dash, dash, desk.snapshots_of(series.rows)))

    def cell(month: Month) -> Line:
        return line(f"{number(reported[month])} ({month_name(month)})")

    here = dash if reference in series.months else line("not at hand")
    if reference is not None and reference in reported:
        here = line(number(reported[reference]))
    cells = (cell(series.top), cell(min(reported)), cell(max(reported)))
    return Row((name, here, *cells, desk.snapshots_of(series.rows)))
