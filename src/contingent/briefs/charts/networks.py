"""The picture of a network: nodes where a layout put them, ties by width, agreement and conflict told apart by line."""

from __future__ import annotations

from typing import Any

import altair as alt

from contingent.briefs.charts.style import BLUE, INK, ORANGE, Chart, pick, plain_rows, rows

SIDE = 460
"""Pixels of the picture, which is square."""

LINES = {"agreement": (BLUE, [1, 0]), "conflict": (ORANGE, [6, 4]), "statements": (BLUE, [1, 0])}
"""Colour and dashes of a tie by what it is; dashes tell them apart without colour."""


def network(data: Any, *, signed: bool = True) -> Chart:
    """Return the picture of a network.

    Rows have `part`: `tie` (x, y, x2, y2, sort: a word of LINES, weight) and `node` (x, y, label, side: `row` or
    `column`, turn: `left`, `right`, `up` or `down`, where the label stands). Coordinates run from 0 to 1. `signed`:
    show a legend of agreement and conflict.
    """
    given = plain_rows(data)
    ties, nodes = pick(given, "tie"), pick(given, "node")
    high = max((abs(float(row["weight"])) for row in ties), default=1.0) or 1.0
    scale = alt.Scale(domain=[0, 1], nice=False, zero=False)
    x, y = (alt.X("x:Q", scale=scale, axis=None), alt.Y("y:Q", scale=scale, axis=None))
    layers: list[Any] = []
    sorts = ["agreement", "conflict"] if signed else ["statements"]
    if ties:
        widths = [{**row, "width": 0.8 + 6 * abs(float(row["weight"])) / high} for row in ties]
        legend = alt.Legend(title=None, symbolType="stroke", symbolSize=600, symbolStrokeWidth=3) if signed else None
        colour = alt.Scale(domain=sorts, range=[LINES[each][0] for each in sorts])
        dash = alt.Scale(domain=sorts, range=[LINES[each][1] for each in sorts])
        layers.append(
            alt.Chart(rows(widths))
            .mark_rule(opacity=0.75)
            .encode(
                x=x, y=y, x2="x2:Q", y2="y2:Q", color=alt.Color("sort:N", scale=colour, legend=legend),
                strokeDash=alt.StrokeDash("sort:N", scale=dash, legend=legend),
                strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            )
        )  # fmt: skip
    base = alt.Chart(rows(nodes)).encode(x=x, y=y)
    for side, shape in (("row", "circle"), ("column", "square")):
        layers.append(
            base.transform_filter(f"datum.side == '{side}'").mark_point(
                shape=shape, size=120, filled=True, fill=INK, stroke="white", strokeWidth=1.5, opacity=1
            )
        )
    for turn, (align, dx, dy) in _TURNS.items():
        text = base.transform_filter(f"datum.turn == '{turn}'").mark_text(
            align=align, baseline="middle", dx=dx, dy=dy, fontSize=13, color=INK, limit=260
        )
        layers.append(text.encode(text="label:N"))
    made: Chart = alt.layer(*layers).properties(width=SIDE, height=max(SIDE, _needed(nodes)))
    return made


_TURNS: dict[str, tuple[Any, int, int]] = {
    "left": ("right", -11, 0), "right": ("left", 11, 0), "up": ("center", 0, -14), "down": ("center", 0, 14)
}  # fmt: skip


def _needed(nodes: list[Any]) -> int:
    """Return how high a picture must be so that labels on one side do not stand on each other."""
    sides = [sum(row["turn"] == turn for row in nodes) for turn in ("left", "right")]
    return int(22 * max([*sides, 1]))
