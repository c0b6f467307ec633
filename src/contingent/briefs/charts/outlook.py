"""Charts of the outlook: what is on record with the fan of what may come, and how such fans have held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from contingent.briefs.charts.style import BLUE, INK, ORANGE, RULE, SOFT, WIDTH, Chart, rows

BACK = 60
"""Months of the past that are shown before the fan."""

_BANDS = ((5, 95, "#d6e4f0"), (10, 90, "#b3cde3"), (25, 75, "#7fabd0"))


def fan(history: Sequence[Mapping[str, Any]], ahead: Sequence[Mapping[str, Any]], *, back: int = BACK) -> Chart:
    """Return the months on record as a line, and the months ahead as bands of 50, 80 and 90 % about the median.

    Args:
        history: rows of month (YYYY-MM) and number (None where it is not known, which breaks the line), by month. Rows
            after the origin are drawn as dots: what came.
        ahead: rows of origin, month, and the quantiles q05, q10, q25, q50, q75, q90, q95, by month.
        back: how many months before the origin are shown.
    """
    origin = str(ahead[0]["origin"])
    past = [row for row in history if str(row["month"]) <= origin][-back:]
    end = str(ahead[-1]["month"])
    came = [row for row in history if origin < str(row["month"]) <= end and row["number"] is not None]
    last = next((row["number"] for row in reversed(past) if row["number"] is not None), None)
    start = {"month": origin, **{f"q{each:02d}": last for each in (5, 10, 25, 50, 75, 90, 95)}}
    bands = alt.Chart(rows([_dated(row) for row in ([start] if last is not None else []) + list(ahead)]))
    layers: list[Any] = [
        bands.mark_area(color=colour, interpolate="monotone").encode(x=_months(), y=_persons(low), y2=f"q{high}:Q")
        for low, high, colour in _BANDS
    ]
    layers.append(bands.mark_line(color=BLUE, strokeDash=[4, 3], strokeWidth=1.4).encode(x=_months(), y=_persons(50)))
    line = alt.Chart(rows([_dated(row) for row in _runs(past)])).mark_line(color=INK, strokeWidth=1.8)
    layers.append(line.encode(x=_months(), y=alt.Y("number:Q"), detail="run:N"))
    if came:
        dots = alt.Chart(rows([_dated(row) for row in came])).mark_point(color=ORANGE, filled=True, size=26, opacity=1)
        layers.append(dots.encode(x=_months(), y=alt.Y("number:Q")))
    widest = ahead[-1]
    marks = [{"month": end, "y": widest[f"q{each:02d}"], "text": f"{each} %"} for each in (5, 50, 95)]
    words = alt.Chart(rows([_dated(row) for row in _apart(marks)])).mark_text(
        align="left", dx=5, fontSize=13, color=SOFT
    )
    layers.append(words.encode(x=_months(), y=alt.Y("y:Q"), text="text:N"))
    return alt.layer(*layers).properties(width=WIDTH, height=220)


def _runs(past: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The months that are known, numbered by stretch, so that the line breaks where one is not."""
    made, run = [], 0
    for row in past:
        if row["number"] is None:
            run += 1
        else:
            made.append({**row, "run": run})
    return made


def _apart(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words at the end of the fan without those that would lie over another."""
    spread = max(marks[2]["y"] - marks[0]["y"], 1)
    kept = [marks[2], marks[0]] if marks[2]["y"] > marks[0]["y"] else [marks[2]]
    if all(abs(marks[1]["y"] - each["y"]) > 0.12 * spread for each in kept):
        kept.append(marks[1])
    return kept


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "month": f"{row['month']}-01"}


def _months() -> alt.X:
    return alt.X("month:T", axis=alt.Axis(title=None, format="%Y", tickCount="year", grid=False))


def _persons(percent: int) -> alt.Y:
    return alt.Y(f"q{percent:02d}:Q", axis=alt.Axis(title="Persons", format=",d", tickCount=5, tickMinStep=1))


def track(data: Sequence[Mapping[str, Any]]) -> Chart:
    """Return for each group and horizon how often the 80 % interval held, and the skill, both with their intervals.

    Rows: group, horizon, cover80, cover80_low, cover80_high, crps, crps_low, crps_high (shares).
    """
    groups = list(dict.fromkeys(str(row["group"]) for row in data))
    base = alt.Chart(rows(data))
    return alt.hconcat(
        _panel(base, groups, "cover80", "80 % interval held", 0.8, names=True),
        _panel(base, groups, "crps", "CRPS below the last value's", 0.0, names=False),
        spacing=14,
    )


def _panel(base: Any, groups: Sequence[str], name: str, title: str, aim: float, *, names: bool) -> Any:
    axis = alt.Axis(title=None, grid=False, labels=names, ticks=False, labelLimit=260)
    y: Any = alt.Y("group:N", sort=list(groups), axis=axis)
    offset: Any = alt.YOffset("horizon:O")
    x = alt.X(f"{name}:Q", axis=alt.Axis(title=title, format=".0%", tickCount=4), scale=alt.Scale(zero=False))
    colour = alt.Color(
        "horizon:O", scale=alt.Scale(range=["#8cbce0", "#2f77b3", "#08365f", ORANGE]),
        legend=alt.Legend(title="Ahead", symbolType="circle"),
    )  # fmt: skip
    whisker = base.mark_rule(strokeWidth=1.4).encode(
        y=y, yOffset=offset, x=alt.X(f"{name}_low:Q"), x2=f"{name}_high:Q", color=colour
    )
    dot = base.mark_point(filled=True, size=34, opacity=1).encode(y=y, yOffset=offset, x=x, color=colour)
    rule = alt.Chart(rows([{"aim": aim}])).mark_rule(color=RULE, strokeDash=[4, 3]).encode(x="aim:Q")
    return alt.layer(rule, whisker, dot).properties(width=200, height=alt.Step(9))
