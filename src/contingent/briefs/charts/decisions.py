"""Charts of decisions: what every model makes of an issue, over many draws and round by round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SOFT,
    WIDTH,
    Chart,
    nameless,
    names,
    plain_rows,
    rows,
    sorted_by,
)
from contingent.briefs.kinds import NAMES
from contingent.briefs.phrases import wrapped

BAND = "#eef1f4"
"""The field in which the middle draws of all models lie."""

_KINDS = list(NAMES.values())
_COLOURS = dict(zip(_KINDS, (BLUE, ORANGE, GREEN, PURPLE), strict=True))
_SHAPES = dict(zip(_KINDS, ("circle", "diamond", "square", "triangle-up"), strict=True))


def scale(title: str | None = None, *, labels: bool = True, field: str = "value:Q") -> alt.X:
    """Return the axis of an issue, 0 to 100."""
    return alt.X(
        field,
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(title=title, values=[0, 25, 50, 75, 100], labels=labels),
    )


def strips(data: Sequence[Datum], *, width: int = WIDTH, title: str | None = "Outcome, 0 to 100") -> Chart:
    """Return a strip for each model: its middle draw (mark and figure), half of its draws, nine in ten of them.

    Rows: model, order, kind, central, low, high, q25, q75. Kinds of models are told by shape and colour. Without a
    `title` the axis is left to the chart below.
    """
    made = [{**row, "told": f"{float(row['central']):.0f}"} for row in plain_rows(data)]
    base = alt.Chart(rows(made)).encode(y=alt.Y("model:N", sort=sorted_by("order"), axis=nameless(grid=False)))
    colour, shape = _by_kind(made)
    layers = [
        alt.Chart(rows([{"value": 50}]))
        .mark_rule(color=SOFT, strokeDash=[3, 3])
        .encode(x=scale(title, labels=title is not None)),
        base.mark_rule(strokeWidth=1.6).encode(x=alt.X("low:Q"), x2="high:Q", color=colour),
        base.mark_bar(height=7, opacity=0.35).encode(x=alt.X("q25:Q"), x2="q75:Q", color=colour),
        base.mark_point(filled=True, size=62, opacity=1).encode(x=alt.X("central:Q"), color=colour, shape=shape),
        base.mark_text(dy=-1, align="left", fontSize=13, fontWeight="bold", color=INK).encode(
            x=alt.value(width + 6), text="told:N"
        ),
    ]
    return alt.layer(*layers, *names(made, "model", "order")).properties(width=width, height=alt.Step(17))


def outcome_overview(data: Sequence[Datum]) -> Chart:
    """Return the middle draws of all models on all issues, one row an issue, over the range of all their draws.

    Rows: issue, order, and as in `strips`.
    """
    made = [{**row, "issue": wrapped(str(row["issue"]), 34)} for row in plain_rows(data)]
    base = alt.Chart(rows(made)).encode(y=alt.Y("issue:N", sort=sorted_by("order"), axis=nameless(grid=False)))
    spread = alt.Chart(rows(_spreads(made))).encode(
        y=alt.Y("issue:N", sort=sorted_by("order"), axis=nameless(grid=False))
    )
    colour, shape = _by_kind(made)
    layers = [
        alt.Chart(rows([{"value": 50}])).mark_rule(color=SOFT, strokeDash=[3, 3]).encode(x=scale("Outcome, 0 to 100")),
        spread.mark_rule(color=SOFT, strokeWidth=1.4).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_point(filled=True, size=75, opacity=0.85, stroke="white", strokeWidth=0.7).encode(
            x=alt.X("central:Q"), color=colour, shape=shape
        ),
    ]
    return alt.layer(*layers, *names(made, "issue", "order")).properties(width=WIDTH, height=alt.Step(30))


def rounds(data: Sequence[Datum]) -> Chart:
    """Return the outcome round by round, a line for each model. Rows: model, kind, round, value (0 to 100)."""
    made = plain_rows(data)
    last = max(int(row["round"]) for row in made)
    colour, shape = _by_kind(made)
    x = alt.X("round:Q", axis=alt.Axis(title="Round", values=list(range(last + 1)), format="d", grid=False))
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(title="Outcome", values=[0, 25, 50, 75, 100]))
    base = alt.Chart(rows(made)).encode(x=x, y=y, detail="model:N")
    ends = alt.Chart(
        rows(row for row in made if row["round"] == max(r["round"] for r in made if r["model"] == row["model"]))
    )
    layers = [
        base.mark_line(strokeWidth=1.8).encode(color=colour, strokeDash=alt.StrokeDash("model:N", legend=None)),
        base.mark_point(filled=True, size=45, opacity=1).encode(color=colour, shape=shape),
        ends.mark_text(align="left", dx=9, fontSize=13, color=INK).encode(x=x, y=y, text="model:N"),
    ]
    return alt.layer(*layers).properties(width=WIDTH - 60, height=190)


def _by_kind(made: Iterable[dict[str, Any]]) -> tuple[alt.Color, alt.Shape]:
    """The colours and shapes of the kinds that occur, under one legend."""
    there = {row["kind"] for row in made}
    found = [kind for kind in _KINDS if kind in there]
    legend = alt.Legend(title="What decides", orient="top", direction="horizontal", symbolOpacity=1, columns=3)
    return (
        alt.Color("kind:N", scale=alt.Scale(domain=found, range=[_COLOURS[kind] for kind in found]), legend=legend),
        alt.Shape("kind:N", scale=alt.Scale(domain=found, range=[_SHAPES[kind] for kind in found]), legend=legend),
    )


def _spreads(made: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """By issue the least and the largest figure within which nine in ten draws of every model lie."""
    found: dict[str, dict[str, Any]] = {}
    for row in made:
        known = found.setdefault(row["issue"], dict(row))
        known["low"], known["high"] = min(known["low"], row["low"]), max(known["high"], row["high"])
    return list(found.values())
