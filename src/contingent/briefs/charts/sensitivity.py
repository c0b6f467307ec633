"""Charts of what an outcome hangs on: indices with their intervals, and who could tip it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from contingent.briefs.charts.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    Chart,
    nameless,
    names,
    plain_rows,
    rows,
    sorted_by,
)
from contingent.briefs.phrases import wrapped

MODEL_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, "#7a5c00", "#a03060", "#2d6d7a", "#5b5b5b")
MODEL_SHAPES = ("circle", "diamond", "square", "triangle-up", "triangle-down", "cross", "triangle-right", "stroke")
"""Models are told apart by shape as well as by colour, in the same order."""

MOST = 12
"""Rows shown; the table tells all."""

LABEL = 34
"""Characters of a line that names an actor or an input."""

LINES = 3
"""Lines of such a name; the rest of a longer one is left to the table."""

PLOT = 330


def weights(data: Any, *, shared: bool = False) -> Chart:
    """Return what each actor or input accounts for, by model: the mark is the index, the line its 95 % interval.

    Rows: name, model, value, low, high (shares of variance), told (whether it can be told from none). Marks that cannot
    be told from none are open. The heaviest are shown, by their largest index. `shared`: values are Shapley effects,
    which add up to the whole; total effects count interplay once for each that takes part.
    """
    title = "Shapley effect, a share of the variance; adds up to 100\u00a0%"
    return _ranged(data, title if shared else "Total effect, with interplay; does not add up to 100\u00a0%")


def pivots(data: Any) -> Chart:
    """Return in which share of draws each actor could tip the side of the middle alone, by model.

    Rows: name, model, value, low, high (shares of draws for a move within the actor's range), told (whether it can at
    all).
    """
    return _ranged(data, "Share of draws tipped by a move in its range")


def heaviest(data: Sequence[Mapping[str, Any]], most: int = MOST) -> list[dict[str, Any]]:
    """Return the rows of the names with the largest values, numbered by `order`, largest first."""
    top: dict[str, float] = {}
    for row in data:
        top[str(row["name"])] = max(top.get(str(row["name"]), -1.0), float(row["value"]))
    shown = sorted(top, key=lambda name: (-top[name], name))[:most]
    place = {name: n for n, name in enumerate(shown)}
    kept = [{**row, "order": place[str(row["name"])]} for row in data if str(row["name"]) in place]
    return sorted(kept, key=lambda row: int(row["order"]))


def model_colour(models: Sequence[str]) -> alt.Color:
    """Return the colours of models, in their order, with a legend that shows shapes as well."""
    return alt.Color(
        "model:N",
        scale=alt.Scale(domain=list(models), range=list(MODEL_COLOURS[: len(models)])),
        legend=alt.Legend(title=None, columns=2, symbolStrokeWidth=2, symbolDash=[1, 0]),
    )


def model_shape(models: Sequence[str]) -> alt.Shape:
    """Return the shapes of models, in their order."""
    return alt.Shape(
        "model:N",
        scale=alt.Scale(domain=list(models), range=list(MODEL_SHAPES[: len(models)])),
        legend=alt.Legend(title=None, columns=2, symbolStrokeWidth=2, symbolDash=[1, 0]),
    )


def row_height(shown: Sequence[Mapping[str, Any]], models: Sequence[str]) -> alt.Step:
    """Return the height of a row that has room for the marks of all models and for the longest name."""
    lines = max((str(row["name"]).count("\n") + 1 for row in shown), default=1)
    return alt.Step(max(26, 11 * len(models) + 6, 14 * lines + 8), **{"for": "position"})


def _ranged(data: Any, title: str) -> Chart:
    found = plain_rows(data)
    models = list(dict.fromkeys(str(row["model"]) for row in found))
    shown = [
        {
            **row,
            "name": wrapped(str(row["name"]), LABEL, LINES),
            "low": max(0.0, float(row["low"])),
        }
        for row in heaviest(found)
    ]
    top = max((float(row["high"]) for row in shown), default=1.0)
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domain=[0, min(1.0, max(0.1, top * 1.04))], nice=True),
        axis=alt.Axis(title=title, format="%", tickCount=5),
    )
    base = alt.Chart(rows(shown)).encode(
        y=alt.Y("name:N", sort=sorted_by("order"), axis=nameless(grid=True, gridDash=[1, 3])),
        yOffset=alt.YOffset("model:N", sort=models, scale=alt.Scale(paddingOuter=0.6)),
        color=model_colour(models),
    )
    # Open marks: the interval reaches 0. What is open is said under the title of the figure.
    fill = alt.FillOpacity("told:N", scale=alt.Scale(domain=[True, False], range=[1, 0]), legend=None)
    line = base.mark_rule(strokeWidth=1.6).encode(x=alt.X("low:Q"), x2="high:Q")
    mark = base.mark_point(size=58, strokeWidth=1.6, filled=True, opacity=1).encode(
        x=x, shape=model_shape(models), fillOpacity=fill
    )
    ring = base.mark_point(size=58, strokeWidth=1.6, filled=False, opacity=1).encode(x=x, shape=model_shape(models))
    return alt.layer(line, ring, mark, *names(shown, "name", "order")).properties(
        width=PLOT, height=row_height(shown, models)
    )
