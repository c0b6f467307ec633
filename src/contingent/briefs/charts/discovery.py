"""Charts of conditions: the box that describes an outcome, and what coverage was given up for which density."""

from __future__ import annotations

from typing import Any

import altair as alt

from contingent.briefs.charts.sensitivity import LABEL, MODEL_SHAPES, PLOT, model_colour
from contingent.briefs.charts.style import BLUE, INK, RULE, Chart, nameless, names, plain_rows, rows, sorted_by
from contingent.briefs.phrases import wrapped


def conditions(data: Any) -> Chart:
    """Return the conditions of a box: for each input its whole span as a line, and the part inside as a bar.

    Rows: name, low, high (span of the input), start, end (ends of the part inside), text (the condition in words).
    """
    found = [{**row, "name": wrapped(str(row["name"]), LABEL, 2), "order": n} for n, row in enumerate(plain_rows(data))]
    base = alt.Chart(rows(found)).encode(y=alt.Y("name:N", sort=sorted_by("order"), axis=nameless(grid=False)))
    x = alt.X("low:Q", scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(title="Value of the input", tickCount=6))
    span = base.mark_rule(strokeWidth=2, color=RULE).encode(x=x, x2="high:Q")
    bar = base.mark_bar(height=13, color=BLUE).encode(x=alt.X("start:Q"), x2="end:Q")
    text = base.mark_text(align="left", dx=8, fontSize=13, color=INK).encode(x=alt.X("high:Q"), text="text:N")
    return alt.layer(span, bar, text, *names(found, "name", "order")).properties(width=PLOT, height=alt.Step(34))


def trade_off(data: Any) -> Chart:
    """Return coverage against density of the boxes on the way, by model; the larger mark is the box that was chosen.

    Rows: model, step, coverage, density (shares), chosen (whether it is the box told).
    """
    found = plain_rows(data)
    models = list(dict.fromkeys(str(row["model"]) for row in found))
    base = alt.Chart(rows([row for row in found if not row["chosen"]]))
    x = alt.X(
        "coverage:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(title="Coverage: share of the kind inside", format="%", tickCount=5),
    )
    y = alt.Y(
        "density:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(title="Density: share inside of the kind", format="%", tickCount=5),
    )
    colour = model_colour(models)
    dashes = alt.StrokeDash(
        "model:N",
        scale=alt.Scale(
            domain=models, range=[[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3], [10, 4], [3, 1]][: len(models)]
        ),
        legend=None,
    )
    way = base.mark_line(strokeWidth=1.6, point=False).encode(x=x, y=y, color=colour, strokeDash=dashes, order="step:Q")
    marks = (
        alt.Chart(rows([row for row in found if row["chosen"]]))
        .mark_point(size=120, filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            color=colour,
            shape=alt.Shape("model:N", scale=alt.Scale(domain=models, range=list(MODEL_SHAPES[: len(models)]))),
        )
    )
    return alt.layer(way, marks).properties(width=PLOT, height=230)
