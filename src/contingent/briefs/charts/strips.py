"""Who was where: strips over time, and contributors against operations; shaded by the classes of the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.months import BROAD, day, ordinal, shaded, time_axis
from contingent.briefs.charts.style import (
    INK,
    NO_NUMBER,
    SIZE_COLOURS,
    SIZES,
    ZERO,
    Chart,
    part_of,
    pick,
    plain_rows,
    rows,
    size_name,
    sorted_by,
)


def spells(data: Sequence[Datum]) -> Chart:
    """Return a strip for each row over time, shaded by personnel: when somebody was where, and with how many.

    Rows: name, order, from, to (months), number (of these months), and `part` `gap` (from, to) for shaded bands.
    """
    given = plain_rows(data)
    made = _same_shade([row for row in given if part_of(row, "spell") == "spell"])
    base = alt.Chart(rows(made)).encode(
        y=alt.Y(
            "name:N", sort=sorted_by("order"), axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
        ),
        x=time_axis([str(row["month"]) for row in made], grid=True),
        x2="end:T",
    )
    bars = base.mark_rect(height=14).encode(color=_size_colour([row["size"] for row in made]))
    return alt.layer(*shaded(pick(given, "gap")), bars).properties(width=BROAD - 90, height=alt.Step(20))


def _same_shade(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stretches, those that follow on in the same class as one."""
    made: list[dict[str, Any]] = []
    for row in sorted(found, key=lambda row: (row["order"], str(row["from"]))):
        month, end, size = day(ordinal(row["from"])), day(ordinal(row["to"]) + 1), _size(row["number"])
        last = made[-1] if made else {}
        if (last.get("name"), last.get("end"), last.get("size")) == (row["name"], month, size):
            last["end"] = end
        else:
            made.append({"name": row["name"], "order": row["order"], "month": month, "end": end, "size": size})
    return made


def contributor_by_operation(data: Sequence[Datum]) -> Chart:
    """Return contributors against operations, shaded and numbered, one panel for each month.

    Rows: contributor (its name), row (its order), operation, column (its order), number, month. Empty cells are pairs
    without a row; "0" is a reported zero, "?" a row without a number.
    """
    given = [{**row, "month": str(row["month"])[:7]} for row in plain_rows(data)]
    made = [
        {**row, "size": _size(row["number"]), "label": "?" if row["number"] is None else f"{row['number']:,}"}
        for row in given
    ]
    base = alt.Chart().encode(
        x=alt.X(
            "operation:N",
            sort=sorted_by("column"),
            axis=alt.Axis(title=None, labelAngle=-40, orient="top", ticks=False, domain=False),
        ),
        y=alt.Y("contributor:N", sort=sorted_by("row"), axis=alt.Axis(title=None, ticks=False, domain=False)),
    )
    cells = base.mark_rect(stroke="white", strokeWidth=1).encode(color=_size_colour([row["size"] for row in made]))
    dark = [size_name(*each) for each in SIZES[3:]]
    text = base.mark_text(fontSize=12).encode(
        text="label:N",
        color=alt.condition(alt.FieldOneOfPredicate(field="size", oneOf=dark), alt.value("white"), alt.value(INK)),
    )
    panel: Any = alt.layer(cells, text, data=rows(made)).properties(width=alt.Step(44), height=alt.Step(20))
    if len({row["month"] for row in made}) < 2:
        return panel  # type: ignore[no-any-return]
    return panel.facet(row=alt.Row("month:N", title=None, header=alt.Header(orient="top", labelAnchor="start")))  # type: ignore[no-any-return]


def _size_colour(sizes: Iterable[str]) -> alt.Color:
    """The colours of the classes that occur, in their order."""
    found = set(sizes)
    domain = [*(size_name(*each) for each in SIZES), "0", "no number"]
    colours = [*SIZE_COLOURS, ZERO, NO_NUMBER]
    kept = [(name, colour) for name, colour in zip(domain, colours, strict=True) if name in found]
    return alt.Color(
        "size:N",
        scale=alt.Scale(domain=[name for name, _ in kept], range=[colour for _, colour in kept]),
        legend=alt.Legend(title="Persons", symbolType="square", symbolOpacity=1, columns=6),
    )


def _size(number: float | None) -> str:
    if number is None:
        return "no number"
    for low, high in SIZES:
        if number >= low and (high is None or number <= high):
            return size_name(low, high)
    return "0"
