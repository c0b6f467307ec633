"""Charts of what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import (
    INK,
    STANCE_COLOURS,
    SUPPORT_COLOURS,
    WIDTH,
    Chart,
    nameless,
    names,
    rows,
    sorted_by,
)
from contingent.briefs.phrases import SUPPORT_CLASSES, wrapped

_PLAIN = alt.Axis(title=None, labelPadding=8, ticks=False)


def strength(data: Sequence[Datum]) -> Chart:
    """Return stacked bars: statements by `theme` and `support`, broadest support first. Rows: theme, order, support,
    rank, statements."""
    made = [{**row, "theme": wrapped(str(row["theme"]), 30)} for row in data]
    base = alt.Chart(rows(made)).encode(
        y=alt.Y("theme:N", sort=sorted_by("order"), axis=nameless()),
        x=alt.X("sum(statements):Q", axis=alt.Axis(title="Statements", tickMinStep=1)),
        order=alt.Order("rank:Q"),
    )
    bars = base.mark_bar(height=18, stroke="white", strokeWidth=1).encode(
        color=alt.Color(
            "support:N",
            scale=alt.Scale(domain=list(SUPPORT_CLASSES), range=list(SUPPORT_COLOURS)),
            legend=alt.Legend(title=None, columns=2),
        )
    )
    return alt.layer(bars, *names(made, "theme", "order")).properties(width=WIDTH, height=alt.Step(27))


def holder_by_theme(data: Sequence[Datum], *, colour: str = "count") -> Chart:
    """Return a grid of holders by themes. Rows: holder, row, theme, column, statements, pro, con.

    Args:
        data: one row for each cell.
        colour: `count` shades by number of statements, `stance` by the balance of statements for and against.
    """
    made = []
    for row in data:
        pro, con, number = (int(row[name] or 0) for name in ("pro", "con", "statements"))
        words = " ".join(part for part in (f"▲{pro}" if pro else "", f"▼{con}" if con else "") if part)
        label = words if colour == "stance" else str(number) if number else ""
        shade = (pro - con if pro + con else None) if colour == "stance" else number or None
        made.append(
            {
                **row,
                "holder": wrapped(str(row["holder"]), 30),
                "label": label,
                "shade": shade,
                "dark": abs(shade or 0) >= (3 if colour == "stance" else 8),
            }
        )
    base = alt.Chart(rows(made)).encode(
        x=alt.X(
            "theme:N",
            sort=sorted_by("column"),
            axis=alt.Axis(
                orient="top", labelAngle=-35, labelAlign="left", title=None, ticks=False, domain=False, labelLimit=230,
            ),
        ),
        y=alt.Y("holder:N", sort=sorted_by("row"), axis=nameless()),
    )  # fmt: skip
    scale = (
        alt.Scale(domain=[-4, 0, 4], range=["#b35900", "#f1efec", "#0b5fa5"], clamp=True, interpolate="rgb")
        if colour == "stance"
        else alt.Scale(domain=[0, 1, 12], range=["#ffffff", "#dcebf7", "#0b4a80"], clamp=True, interpolate="rgb")
    )
    cells = base.mark_rect(stroke="#e6eaee", strokeWidth=1).encode(
        color=alt.condition(
            "isValid(datum.shade)", alt.Color("shade:Q", scale=scale, legend=None), alt.value("#ffffff")
        )
    )
    text = base.mark_text(fontSize=13).encode(
        text="label:N", color=alt.condition("datum.dark", alt.value("#ffffff"), alt.value(INK))
    )
    return alt.layer(cells, text, *names(made, "holder", "row")).properties(width=alt.Step(44), height=alt.Step(25))


def organisation_stances(data: Sequence[Datum]) -> Chart:
    """Return bars of stances for each organisation, against and sceptical to the left, for to the right.

    Rows: organisation, order, matter, stance, statements.
    """
    made = _stacked(data)
    most = max([abs(row["end"]) for row in made], default=1)
    chart = alt.Chart(rows(made)).mark_bar(height=17, stroke="white", strokeWidth=1)
    chart = chart.encode(
        y=alt.Y("organisation:N", sort=sorted_by("order"), axis=_PLAIN),
        x=alt.X(
            "start:Q",
            scale=alt.Scale(domain=[-most, most]),
            axis=alt.Axis(
                title="◀ against or sceptical      for, neutral or ambivalent ▶",
                labelExpr="abs(datum.value)",
                tickMinStep=1,
            ),
        ),
        x2="end:Q",
        color=alt.Color(
            "stance:N",
            scale=alt.Scale(domain=list(reversed(STANCE_COLOURS)), range=list(reversed(STANCE_COLOURS.values()))),
            legend=alt.Legend(title=None),
        ),
    )
    column = alt.Column("matter:N", title=None, sort=["Its own role"])
    faceted: Chart = chart.properties(width=235, height=alt.Step(27)).facet(column=column, spacing=24)
    return faceted


def _stacked(data: Sequence[Datum]) -> list[dict[str, Any]]:
    """Return the rows with `start` and `end`, stacked outwards from zero, firm stances next to the axis."""
    firmness = ["for", "against", "sceptical", "ambivalent", "neutral"]
    ends: dict[tuple[object, object, bool], float] = {}
    placed = []
    for row in sorted(data, key=lambda row: firmness.index(str(row["stance"]))):
        doubt = row["stance"] in {"against", "sceptical"}
        side = (row["organisation"], row["matter"], doubt)
        start = ends.get(side, 0.0)
        ends[side] = start + (-1 if doubt else 1) * float(row["statements"] or 0)
        placed.append({**row, "start": start, "end": ends[side]})
    return placed
