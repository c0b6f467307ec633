"""Charts of what is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import BLUE, INK, ORANGE, SOFT, Chart, rows

_MONTHLY_GAP, _SPARSE_GAP = 62, 400
"""Days; a line breaks where two reported months lie further apart: in a monthly record, and in one of a few months."""

_LEFT = 40
"""Pixels left of every panel, so that panels line up."""


def contributions(data: Sequence[Datum], *, reference: str | None = None, columns: int = 3) -> Chart:
    """Return one small line chart for each state, each with its own scale.

    Rows: state, order, month (`YYYY-MM-DD` or None for a state without rows), number, reference (whether it is the
    month of the meeting, which gets a dot and its figure). All panels share the time axis.
    """
    states = list(dict.fromkeys(str(row["state"]) for row in sorted(data, key=lambda row: int(row["order"] or 0))))
    months = [str(row["month"]) for row in data if row["month"]]
    span = [
        min([*months, *([reference] if reference else [])], default="2000-01-01"),
        max(months, default="2020-01-01"),
    ]
    gap = _MONTHLY_GAP if _monthly(months) else _SPARSE_GAP
    panels = [_panel(state, [row for row in data if row["state"] == state], span, reference, gap) for state in states]
    return alt.concat(*panels, columns=columns, spacing=22)


def _monthly(months: list[str]) -> bool:
    """Return whether most months between the first and the last have a figure of some state."""
    ordinals = {int(month[:4]) * 12 + int(month[5:7]) for month in months}
    return len(ordinals) > 0.7 * (max(ordinals, default=0) - min(ordinals, default=0) + 1)


def _panel(state: str, found: list[Datum], span: list[str], reference: str | None, gap: int) -> Any:
    """Return the panel of one state."""
    told = _broken([row for row in found if row["month"]], gap)
    x = alt.X("month:T", scale=alt.Scale(domain=span), axis=alt.Axis(title=None, format="%Y", tickCount=4, grid=False))
    if not told:
        blank = alt.Chart(rows([{"month": span[0], "number": 0, "text": "none reported"}]))
        unlabelled = alt.Axis(title=None, labels=False, ticks=False, grid=False, minExtent=_LEFT, maxExtent=_LEFT)
        frame = blank.mark_point(opacity=0).encode(
            x=x, y=alt.Y("number:Q", axis=unlabelled, scale=alt.Scale(domain=[0, 1]))
        )
        words = blank.mark_text(fontSize=13, color=SOFT, fontStyle="italic").encode(
            x=alt.value(85), y=alt.value(48), text="text:N"
        )
        return alt.layer(frame, words).properties(width=170, height=95, title=state)
    axis = alt.Axis(title=None, tickCount=3, format=",d", minExtent=_LEFT, maxExtent=_LEFT)
    y = alt.Y("number:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))
    base = alt.Chart(rows(told)).encode(x=x, y=y)
    line = base.mark_line(color=BLUE, strokeWidth=1.6, interpolate="linear").encode(detail="run:N")
    marks = base.transform_filter("datum.marked").mark_point(color=BLUE, size=13, filled=True, opacity=1)
    layers: list[alt.Chart] = [line, marks]
    if reference:
        rule = alt.Chart(rows([{"month": reference}])).mark_rule(color=ORANGE, strokeDash=[3, 3]).encode(x="month:T")
        dot = base.transform_filter("datum.reference").mark_point(color=ORANGE, size=42, filled=True, opacity=1)
        figure = base.transform_filter("datum.reference").mark_text(
            color=INK, dx=5, dy=-9, align="left", fontSize=13, fontWeight="bold"
        )
        layers += [rule, dot, figure.encode(text=alt.Text("number:Q", format=",d"))]
    here = any(row["reference"] for row in told)
    title = state if here or not reference else f"{state}: none reported then"
    return alt.layer(*layers).properties(width=170, height=95, title=title)


def _broken(found: list[Datum], gap: int) -> list[dict[str, object]]:
    """Return the months with a figure, in order, with the `run` of joined months they belong to.

    A month listed without a figure breaks the line, and so do more than `gap` days. `marked` months get a point: those
    that stand alone, and all of them where they are few.
    """
    made: list[dict[str, object]] = []
    run, last = 0, date.min
    for row in sorted(found, key=lambda row: str(row["month"])):
        day = date.fromisoformat(str(row["month"]))
        if row["number"] is None:
            last = date.min
            continue
        run += (day - last).days > gap
        made.append({**row, "run": run})
        last = day
    sizes = Counter(entry["run"] for entry in made)
    return [{**entry, "marked": sizes[entry["run"]] == 1 or len(made) < 80} for entry in made]
