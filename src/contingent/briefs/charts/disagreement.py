"""Charts of where models disagree: pair by pair, and issue by issue."""

from __future__ import annotations

from typing import Any

import altair as alt

from contingent.briefs.charts.style import INK, Chart, nameless, names, plain_rows, rows, sorted_by
from contingent.briefs.phrases import wrapped

LABEL = 26
CELL = 74

_APART = ("#eef3f7", "#f3d3a6", "#e39b45", "#b35900")
"""From together to apart; the number stands in each cell as well."""

_SIDES = ("#8a4300", "#e0a763", "#f4f4f2", "#86b6de", "#0b4f8a")
"""From always below to always above the middle; the number stands in each cell as well."""


def pairs(data: Any) -> Chart:
    """Return for every two models in which share of draws they lie on different sides of the middle.

    Rows: one, other (names of models), opposite (share of draws), apart (mean distance, points). Each pair is drawn
    once, below the diagonal, with the mean distance under the share.
    """
    found = plain_rows(data)
    models = list(dict.fromkeys(str(row[side]) for row in found for side in ("one", "other")))
    place = {model: n for n, model in enumerate(models)}
    made = []
    for row in found:
        first, last = sorted((str(row["one"]), str(row["other"])), key=place.__getitem__)
        made.append(
            {
                "row": wrapped(last, LABEL, 2), "column": first, "order": place[last], "opposite": row["opposite"],
                "share": f"{row['opposite']:.0%}", "points": f"{row['apart']:.0f} points",
                "ink": _ink(float(row["opposite"]), 0.5),
            }
        )  # fmt: skip
    base = alt.Chart(rows(made)).encode(
        y=alt.Y("row:N", sort=sorted_by("order"), axis=nameless(grid=False)),
        x=alt.X("column:N", sort=models, axis=_top(models)),
    )
    scale = alt.Scale(domain=[0, 0.15, 0.35, 0.6], range=list(_APART), clamp=True, interpolate="rgb")
    cell = base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("opposite:Q", scale=scale, legend=None))
    ink = alt.Color("ink:N", scale=None)
    share = base.mark_text(fontSize=14, fontWeight="bold", dy=-7).encode(text="share:N", color=ink)
    apart = base.mark_text(fontSize=12, dy=10).encode(text="points:N", color=ink)
    marks = alt.layer(cell, share, apart).resolve_scale(color="independent")
    return alt.layer(marks, *names(made, "row", "order")).properties(width=alt.Step(CELL + 40), height=alt.Step(48))


def by_issue(data: Any) -> Chart:
    """Return for every issue and model the share of draws above the middle.

    Rows: issue, model (names), above (share of draws).
    """
    found = plain_rows(data)
    models = list(dict.fromkeys(str(row["model"]) for row in found))
    issues = list(dict.fromkeys(str(row["issue"]) for row in found))
    made = [
        {
            "row": wrapped(str(row["issue"]), 34, 2), "column": row["model"], "order": issues.index(str(row["issue"])),
            "above": row["above"], "text": f"{row['above']:.0%}", "ink": _ink(abs(float(row["above"]) - 0.5), 0.34),
        }
        for row in found
        if row["above"] is not None and row["above"] == row["above"]
    ]  # fmt: skip
    base = alt.Chart(rows(made)).encode(
        y=alt.Y("row:N", sort=sorted_by("order"), axis=nameless(grid=False)),
        x=alt.X("column:N", sort=models, axis=_top(models)),
    )
    sides = alt.Scale(domain=[0, 0.25, 0.5, 0.75, 1], range=list(_SIDES), interpolate="rgb")
    cell = base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("above:Q", scale=sides, legend=None))
    text = base.mark_text(fontSize=13).encode(text="text:N", color=alt.Color("ink:N", scale=None))
    marks = alt.layer(cell, text).resolve_scale(color="independent")
    return alt.layer(marks, *names(made, "row", "order")).properties(width=alt.Step(CELL), height=alt.Step(30))


def _top(models: list[str]) -> alt.Axis:
    long = max((len(each) for each in models), default=0)
    return alt.Axis(
        orient="top",
        title=None,
        domain=False,
        ticks=False,
        labelAngle=0 if long < 10 else -30,
        labelAlign="center" if long < 10 else "left",
        labelLimit=220,
    )


def _ink(strength: float, dark: float) -> str:
    """Return the colour of a number that can be read on its cell."""
    return "white" if strength >= dark else INK
