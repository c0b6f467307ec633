"""Months on charts: the axis over time, stretches of neighbouring months, bands where nothing is on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from contingent.briefs.charts.style import rows

BROAD = 600
"""Plot width of charts over time, in pixels."""

_GAP = "#efece6"


def shaded(gaps: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Bands over the months for which nothing is published."""
    made = [{"month": day(ordinal(row["from"])), "end": day(ordinal(row["to"]) + 1)} for row in gaps]
    if not made:
        return []
    return [alt.Chart(rows(made)).mark_rect(color=_GAP).encode(x="month:T", x2="end:T")]


def time_axis(days: Sequence[str], grid: bool = False) -> alt.X:
    """The axis over time: years, fewer of them on a long series, or months on a short one."""
    years = sorted({int(day[:4]) for day in days}) or [2000]
    many = years[-1] - years[0] + 1
    if many <= 2:
        axis = alt.Axis(title=None, format="%b %Y", tickCount=6, grid=grid)
    else:
        step = next(each for each in (1, 2, 5, 10, 20) if many / each <= 12)
        axis = alt.Axis(title=None, format="%Y", tickCount={"interval": "year", "step": step}, grid=grid)
    return alt.X("month:T", axis=axis)


def grouped(found: Iterable[Mapping[str, Any]], field: str) -> dict[str, list[Mapping[str, Any]]]:
    """Return rows by what stands in a field."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in found:
        groups.setdefault(str(row.get(field) or ""), []).append(row)
    return groups


def runs(ordinals: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of neighbouring numbers."""
    made: list[tuple[int, int]] = []
    for each in ordinals:
        if made and each == made[-1][1] + 1:
            made[-1] = (made[-1][0], each)
        elif not made or each != made[-1][1]:
            made.append((each, each))
    return made


def ordinal(month: object) -> int:
    """Months since year 0, of `YYYY-MM` or a date."""
    text = month.isoformat() if isinstance(month, date) else str(month)
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def day(place: int) -> str:
    """Return the first day of the month that is so many months after year 0."""
    return f"{place // 12:04d}-{place % 12 + 1:02d}-01"
