"""Charts of what could follow: positions under the outcomes of the models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.decisions import BAND, scale, strips
from contingent.briefs.charts.style import (
    INK,
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

LABEL = 54
"""Characters of a line that names an actor; groups of participants need two such lines."""

NARROW = WIDTH - 90
"""Plot width beside such names."""

_SHAPES = ["circle", "diamond"]
_BASES = ["stated in the report", "inferred"]


def positions(data: Sequence[Datum]) -> Chart:
    """Return the positions on an issue with ranges, under the outcomes of the models.

    Rows have `part`: `position` (actor, order, value, low, high, salience, basis) or `outcome` (place, and as in
    `charts.decisions.strips`). Stated positions are filled circles, inferred ones open diamonds.
    """
    outcomes = [{**row, "order": row["place"]} for row in pick(data, "outcome")]
    parts: list[Any] = [strips(outcomes, width=NARROW, title=None)] if outcomes else []
    parts.append(_stands([dict(row) for row in pick(data, "position")], outcomes))
    whole: Chart = alt.vconcat(*parts, spacing=6).resolve_scale(
        color="independent", shape="independent", size="independent", fill="independent"
    )
    return whole


def _stands(found: list[dict[str, Any]], outcomes: list[dict[str, Any]]) -> Chart:
    """Return marks and ranges of the actors over the band in which the middle draws of the models lie."""
    made = [{**row, "actor": wrapped(str(row["actor"]), LABEL, 2)} for row in found]
    base = alt.Chart(rows(made)).encode(y=alt.Y("actor:N", sort=sorted_by("order"), axis=nameless(grid=False)))
    layers: list[Any] = []
    if outcomes:
        ends = {end(float(row["central"]) for row in outcomes): None for end in (min, max)}
        band = {"from": min(ends), "to": max(ends)}
        layers.append(alt.Chart(rows([band])).mark_rect(color=BAND, opacity=1).encode(x=alt.X("from:Q"), x2="to:Q"))
    legend = alt.Legend(title="Position", orient="top", direction="horizontal")
    layers += [
        alt.Chart(rows([{"value": 50}])).mark_rule(color=RULE).encode(x=scale("Position, 0 to 100")),
        base.mark_rule(color=SOFT, strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_point(opacity=1, strokeWidth=1.8, color=INK).encode(
            x=scale("Position, 0 to 100"),
            shape=alt.Shape("basis:N", scale=alt.Scale(domain=_BASES, range=_SHAPES), legend=legend),
            size=alt.Size("salience:Q", scale=alt.Scale(domain=[0, 100], range=[30, 190]), legend=None),
            fill=alt.Fill("basis:N", scale=alt.Scale(domain=_BASES, range=[INK, "white"]), legend=legend),
        ),
    ]
    return alt.layer(*layers, *names(made, "actor", "order")).properties(
        width=NARROW, height=alt.Step(18 + 12 * max((str(r["actor"]).count("\n") for r in made), default=0))
    )
