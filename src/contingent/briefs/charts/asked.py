"""Charts of answers to questions: bars of what is ranked, lines of what runs over time, persons or shares alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import BLUE, GREEN, INK, ORANGE, PURPLE, SOFT, Chart, plain_rows, rows, sorted_by

WIDE = 560
"""Plot width of lines, in pixels."""

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, "#86b6de", "#d98b2b", "#7cc4ae", SOFT)
"""Hues that can be told apart; there are no more."""


def bars(data: Sequence[Datum], *, title: str = "Persons", form: str = ",d") -> Chart:
    """Return bars, named, with their figures. Rows: name, order, value. `form` is how figures are written."""
    base = alt.Chart(rows(plain_rows(data))).encode(
        y=alt.Y(
            "name:N", sort=sorted_by("order"), axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
        ),
        x=alt.X("value:Q", axis=alt.Axis(title=title, format=form, tickCount=5)),
    )
    figures = base.mark_text(align="left", dx=4, fontSize=13, color=INK).encode(text=alt.Text("value:Q", format=form))
    return alt.layer(base.mark_bar(height=15, color=BLUE), figures).properties(width=WIDE - 120, height=alt.Step(21))


def lines(data: Sequence[Datum], *, title: str = "Persons", form: str = ",d") -> Chart:
    """Return one line a series over months or years, broken where a month or year is missing.

    Rows: time (`YYYY-MM` or a year), series (may be empty), value (None: nothing reported, which breaks the line).
    """
    found = plain_rows(data)
    made = _runs(found)
    names = list(dict.fromkeys(row["series"] for row in made))
    base = alt.Chart(rows(made)).encode(
        x=alt.X("time:T", axis=alt.Axis(title=None, format="%Y", tickCount=8, grid=False)),
        y=alt.Y("value:Q", axis=alt.Axis(title=title, format=form, tickCount=5)),
        detail="run:N",
        color=alt.Color(
            "series:N",
            scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])),
            legend=alt.Legend(title=None, symbolType="stroke", columns=4) if len(names) > 1 else None,
        ),
    )
    alone = base.mark_point(filled=True, size=30, opacity=1).transform_filter("datum.alone")
    return alt.layer(base.mark_line(strokeWidth=1.8), alone).properties(width=WIDE, height=230)


def _runs(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with values, each with the run of neighbouring months or years it belongs to."""
    made: list[dict[str, Any]] = []
    series: dict[str, list[Mapping[str, Any]]] = {}
    for row in found:
        if row["value"] is not None:
            series.setdefault(str(row.get("series") or ""), []).append(row)
    for name, told in series.items():
        run, before = -1, None
        for row in sorted(told, key=lambda row: _ordinal(row["time"])):
            place = _ordinal(row["time"])
            run += before is None or place != before + 1
            before = place
            made.append({"time": _day(row["time"]), "series": name, "value": row["value"], "run": f"{name} {run}"})
    counts: dict[str, int] = {}
    for row in made:
        counts[row["run"]] = counts.get(row["run"], 0) + 1
    return [{**row, "alone": counts[row["run"]] == 1} for row in made]


def _ordinal(time: object) -> int:
    year, _, month = str(time).partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def _day(time: object) -> str:
    text = str(time)
    return f"{text}-01" if "-" in text else f"{text}-01-01"
