"""Charts of what could follow: positions and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    RULE,
    SOFT,
    WIDTH,
    Chart,
    nameless,
    names,
    pick,
    rows,
    sorted_by,
)
from contingent.briefs.phrases import wrapped

_MODEL_COLOURS = [BLUE, ORANGE, GREEN, PURPLE]
LABEL = 54
"""Characters of a line that names an actor; groups of participants need two such lines."""

NARROW = WIDTH - 90
"""Plot width beside such names."""

_SHAPES = ["circle", "diamond"]
_BASES = ["stated in the report", "inferred"]


def _scale(title: str | None = None, *, labels: bool = True) -> alt.X:
    return alt.X(
        "value:Q",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(title=title, values=[0, 25, 50, 75, 100], labels=labels),
    )


def positions(data: Sequence[Datum]) -> Chart:
    """Return the positions on an issue with ranges, under the distribution of outcomes.

    Rows have `part`: `position` (actor, order, value, low, high, salience, basis), `outcome` (model, central, low,
    high) and `bin` (model, from, to, share of draws). Stated positions are filled circles, inferred ones open diamonds.
    """
    outcomes, bins = pick(data, "outcome"), pick(data, "bin")
    models = list(dict.fromkeys(str(row["model"]) for row in outcomes))
    parts: list[Any] = [_distribution(bins, outcomes, models)] if bins else []
    parts.append(_stands([dict(row) for row in pick(data, "position")], [dict(row) for row in outcomes], models))
    whole: Chart = alt.vconcat(*parts, spacing=8).resolve_scale(color="shared", x="shared")
    return whole


def _colour(models: list[str]) -> alt.Color:
    return alt.Color(
        "model:N",
        scale=alt.Scale(domain=models, range=_MODEL_COLOURS[: len(models)]),
        legend=alt.Legend(title="Outcome", symbolType="square", symbolOpacity=1, symbolSize=90, symbolStrokeWidth=0),
    )


def _dashes(models: list[str]) -> alt.StrokeDash:
    patterns = [[1, 0], [5, 3], [2, 2], [7, 2]]
    return alt.StrokeDash("model:N", scale=alt.Scale(domain=models, range=patterns[: len(models)]), legend=None)


def _distribution(bins: list[Any], outcomes: list[Any], models: list[str]) -> Chart:
    """Return the share of draws by outcome, one outline for each model, named at its middle draw."""
    points = []
    for row in bins:
        points += [{"model": row["model"], "value": row[end], "share": row["share"]} for end in ("from", "to")]
    tops = {model: max((row["share"] for row in bins if row["model"] == model), default=0) for model in models}
    labels = [
        {**row, "value": row["central"], "share": tops[row["model"]], "text": f"{row['central']:.0f}"}
        for row in outcomes
    ]
    y = alt.Y("share:Q", axis=alt.Axis(title="Share of draws", format="%", tickCount=3))
    area = (
        alt.Chart(rows(points))
        .mark_area(opacity=0.12, interpolate="linear")
        .encode(x=_scale(labels=False), y=y.stack(None), color=_colour(models), detail="model:N")
    )
    outline = (
        alt.Chart(rows(points))
        .mark_line(strokeWidth=1.6)
        .encode(x=_scale(labels=False), y=y, color=_colour(models), strokeDash=_dashes(models))
    )
    text = (
        alt.Chart(rows(labels))
        .mark_text(dy=-8, fontSize=13, fontWeight="bold")
        .encode(x=_scale(labels=False), y=y, text="text:N", color=_colour(models))
    )
    return alt.layer(area, outline, text).properties(width=NARROW, height=40)


def _stands(found: list[dict[str, Any]], outcomes: list[dict[str, Any]], models: list[str]) -> Chart:
    """Return marks and ranges of the actors over the bands of the outcomes."""
    made = [{**row, "actor": wrapped(str(row["actor"]), LABEL, 2)} for row in found]
    base = alt.Chart(rows(made)).encode(
        y=alt.Y(
            "actor:N",
            sort=sorted_by("order"),
            axis=nameless(grid=False),
        )
    )
    layers: list[Any] = [
        alt.Chart(rows([{"value": 50}])).mark_rule(color=RULE).encode(x=_scale("Position, 0 to 100")),
    ]
    if outcomes:
        bands = alt.Chart(rows(outcomes))
        layers += [
            bands.mark_rect(opacity=0.13).encode(x=alt.X("low:Q"), x2="high:Q", color=_colour(models)),
            bands.mark_rule(strokeWidth=1.6).encode(
                x=alt.X("central:Q"),
                color=_colour(models),
                strokeDash=_dashes(models),
            ),
        ]
    layers += [
        base.mark_rule(color=SOFT, strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_point(opacity=1, strokeWidth=1.8, color=INK).encode(
            x=_scale("Position, 0 to 100"),
            shape=alt.Shape(
                "basis:N", scale=alt.Scale(domain=_BASES, range=_SHAPES), legend=alt.Legend(title="Position")
            ),
            size=alt.Size("salience:Q", scale=alt.Scale(domain=[0, 100], range=[30, 190]), legend=None),
            fill=alt.Fill(
                "basis:N", scale=alt.Scale(domain=_BASES, range=[INK, "white"]), legend=alt.Legend(title="Position")
            ),
        ),
    ]
    return alt.layer(*layers, *names(made, "actor", "order")).properties(
        width=NARROW, height=alt.Step(18 + 12 * max((str(r["actor"]).count("\n") for r in made), default=0))
    )


def outcome_overview(data: Sequence[Datum]) -> Chart:
    """Return the outcomes of all issues on one scale. Rows: issue, order, model, central, low, high."""
    models = list(dict.fromkeys(str(row["model"]) for row in data))
    made = [{**row, "issue": wrapped(str(row["issue"]), 34)} for row in data]
    base = alt.Chart(rows(made)).encode(
        y=alt.Y(
            "issue:N",
            sort=sorted_by("order"),
            axis=nameless(grid=False),
        ),
        yOffset=alt.YOffset("model:N", sort=models),
    )
    middle = (
        alt.Chart(rows([{"value": 50}])).mark_rule(color=SOFT, strokeDash=[3, 3]).encode(x=_scale("Outcome, 0 to 100"))
    )
    ranges = base.mark_rule(strokeWidth=2.2).encode(x=alt.X("low:Q"), x2="high:Q", color=_colour(models))
    marks = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.X("central:Q"),
        color=_colour(models),
        shape=alt.Shape("model:N", scale=alt.Scale(domain=models), legend=None),
    )
    return alt.layer(middle, ranges, marks, *names(made, "issue", "order")).properties(width=WIDTH, height=alt.Step(15))
