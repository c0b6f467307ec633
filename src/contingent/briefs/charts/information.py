"""Chart of what would be worth finding out: how much surer the side of the middle and the outcome would be."""

from __future__ import annotations

from typing import Any

import altair as alt

from contingent.briefs.charts.sensitivity import LABEL, LINES, MOST, heaviest, model_colour, model_shape, row_height
from contingent.briefs.charts.style import RULE, Chart, nameless, names, plain_rows, rows, sorted_by
from contingent.briefs.phrases import wrapped

PANEL = 190


def worth(data: Any) -> Chart:
    """Return what knowing each position for certain is worth, by model, with 95 % intervals.

    Left by how many points the share of misjudged sides would fall, right by how many points the standard deviation of
    the outcome would. Rows: name, model, side, side_low, side_high (shares), sharper, sharper_low, sharper_high
    (points), inferred (whether the position is only inferred). Open marks are inferred positions.
    """
    found = plain_rows(data)
    models = list(dict.fromkeys(str(row["model"]) for row in found))
    largest = {True: "side", False: "sharper"}[any(float(row["side_low"]) > 0 for row in found)]
    shown = [
        {**row, "name": wrapped(str(row["name"]), LABEL, LINES)}
        for row in heaviest([{**row, "value": row[largest]} for row in found], MOST)
    ]
    left = _panel(shown, models, "side", "Sides misjudged less often", "%")
    right = _panel(shown, models, "sharper", "Standard deviation less, points", ".1f")
    both: Chart = alt.hconcat(
        alt.layer(*left, *names(shown, "name", "order")), alt.layer(*right), spacing=22
    ).resolve_scale(color="shared", shape="shared")
    return both


def _panel(shown: list[dict[str, Any]], models: list[str], field: str, title: str, form: str) -> list[Any]:
    base = alt.Chart(rows(shown), width=PANEL, height=row_height(shown, models))
    base = base.encode(
        y=alt.Y("name:N", sort=sorted_by("order"), axis=nameless(grid=True, gridDash=[1, 3])),
        yOffset=alt.YOffset("model:N", sort=models, scale=alt.Scale(paddingOuter=0.6)),
        color=model_colour(models),
    )
    x = alt.X(f"{field}:Q", axis=alt.Axis(title=title, format=form, tickCount=4), scale=alt.Scale(nice=True))
    fill = alt.FillOpacity("inferred:N", scale=alt.Scale(domain=[True, False], range=[0, 1]), legend=None)
    shape = model_shape(models)
    zero = alt.Chart(rows([{"zero": 0}])).mark_rule(color=RULE).encode(x="zero:Q")
    line = base.mark_rule(strokeWidth=1.6).encode(x=alt.X(f"{field}_low:Q"), x2=f"{field}_high:Q")
    ring = base.mark_point(size=58, strokeWidth=1.6, filled=False, opacity=1).encode(x=x, shape=shape)
    mark = base.mark_point(size=58, strokeWidth=1.6, filled=True, opacity=1).encode(x=x, shape=shape, fillOpacity=fill)
    return [zero, line, ring, mark]
