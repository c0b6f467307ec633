"""Charts of the published record, from plain rows or frames: by kind, by rank, by operation, women.

Months are written `YYYY-MM` (dates serve too). A month that is not among the rows is a gap and is drawn as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.months import BROAD, day, grouped, ordinal, runs, shaded, time_axis
from contingent.briefs.charts.style import (
    BLUE,
    INK,
    KIND_COLOURS,
    KIND_NAMES,
    ORANGE,
    PURPLE,
    Chart,
    part_of,
    pick,
    plain_rows,
    rows,
    sorted_by,
)

_NEAR = 12
"""Months; breaks closer than that share one place for their numbers."""


def personnel_by_kind(data: Sequence[Datum]) -> Chart:
    """Return personnel by month as stacked steps, one step a month, gaps left open.

    Rows have `part`: `number` (month, kind, number), `gap` (from, to: months for which nothing is published, shaded),
    `break` (month, text: where the way of counting changes; `order` numbers them) and `year` (year, low, high: an
    annual figure and the interval it lies in, drawn over the year). Rows without `part` are numbers.
    """
    given = plain_rows(data)
    numbers = [row for row in given if part_of(row, "number") == "number"]
    steps, kinds = _steps(numbers)
    x = time_axis([str(row["month"]) for row in steps])
    area = (
        alt.Chart(rows(steps))
        .mark_area(interpolate="step-after", line=False, opacity=1)
        .encode(
            x=x,
            y=alt.Y("low:Q", axis=alt.Axis(title="Persons", format=",d", tickCount=5, tickMinStep=1)),
            y2="high:Q",
            detail="run:N",
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(
                    domain=[KIND_NAMES[kind] for kind in kinds], range=[KIND_COLOURS[kind] for kind in kinds]
                ),
                legend=alt.Legend(title=None, symbolType="square", columns=4),
            ),
        )
    )
    layers = [*shaded(pick(given, "gap")), area, *_years(pick(given, "year")), *_marked(pick(given, "break"))]
    return alt.layer(*layers).properties(width=BROAD, height=210)


def _steps(numbers: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, object]], list[str]]:
    """Stacked corners of the steps, each run closed at the end of its last month, and the kinds in stacking order."""
    cells = {(ordinal(row["month"]), str(row["kind"])): row["number"] for row in numbers if row["number"] is not None}
    kinds = [kind for kind in KIND_COLOURS if any(kind == each for _, each in cells)]
    made: list[dict[str, object]] = []
    months = sorted({month for month, _ in cells})
    for run, (first, last) in enumerate(runs(months)):
        for month in range(first, last + 2):
            low = 0
            for kind in kinds:
                high = low + int(cells.get((min(month, last), kind), 0))
                made.append(
                    {"month": day(month), "kind": KIND_NAMES[kind], "low": low, "high": high, "run": f"{kind}{run}"}
                )
                low = high
    return _corners(made), kinds


def _corners(made: list[dict[str, object]]) -> list[dict[str, object]]:
    """The steps without those in the middle of a level stretch, which draw nothing."""
    by_run: dict[object, list[dict[str, object]]] = {}
    for step in made:
        by_run.setdefault(step["run"], []).append(step)
    kept: list[dict[str, object]] = []
    for steps in by_run.values():
        if all(step["low"] == step["high"] for step in steps):
            continue
        before: object = None
        for place, step in enumerate(steps):
            level = (step["low"], step["high"])
            if level != before or place == len(steps) - 1:
                kept.append(step)
            before = level
    return kept


def _years(annual: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Bars over whole years, from the lowest to the highest the annual figure can mean."""
    made = [
        {"month": f"{int(row['year']):04d}-01-01", "end": f"{int(row['year']) + 1:04d}-01-01", **row} for row in annual
    ]
    if not made:
        return []
    base = alt.Chart(rows(made)).encode(x="month:T", x2="end:T", y="low:Q", y2="high:Q")
    return [base.mark_rect(fill="#5b6b7b", fillOpacity=0.45, stroke="#3c4854", strokeWidth=1)]


def _marked(breaks: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Dashed rules where the way of counting changes, with their numbers on top."""
    made = [{"month": day(ordinal(row["month"])), "text": str(row["order"])} for row in breaks]
    if not made:
        return []
    base = alt.Chart(rows(_apart(made))).encode(x="month:T")
    return [
        base.mark_rule(color=PURPLE, strokeDash=[4, 3], strokeWidth=1.2),
        base.mark_text(color=PURPLE, fontSize=13, fontWeight="bold", baseline="bottom", dy=-3).encode(
            y=alt.value(0), text="text:N"
        ),
    ]


def _apart(made: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The breaks, those that stand too close for two numbers under one: `2, 3`."""
    kept: list[dict[str, str]] = []
    for row in made:
        owner = next((each for each in reversed(kept) if each["text"]), None)
        near = owner is not None and ordinal(row["month"]) - ordinal(owner["month"]) < _NEAR
        if owner is not None and near:
            owner["text"] += f", {row['text']}"
        kept.append({**row, "text": "" if near else row["text"]})
    return kept


def women(data: Sequence[Datum]) -> Chart:
    """Return the share of women by month, one line a series, broken where months are missing.

    Rows: month, female, number (women and men together), and `series` where there are several. Months without people
    or without figures by sex are left out.
    """
    made = []
    for name, found in grouped(plain_rows(data), "series").items():
        told = {ordinal(row["month"]): row for row in found if row["number"] and row["female"] is not None}
        for run, (first, last) in enumerate(runs(sorted(told))):
            made += [
                {
                    "month": day(month),
                    "share": told[month]["female"] / told[month]["number"],
                    "run": f"{name} {run}",
                    "series": name,
                    "alone": first == last,
                }
                for month in range(first, last + 1)
            ]
    names = list(dict.fromkeys(row["series"] for row in made))
    base = alt.Chart(rows(made)).encode(
        x=time_axis([str(row["month"]) for row in made]),
        y=alt.Y(
            "share:Q",
            axis=alt.Axis(title="Share of women", format=_percent(made), tickCount=4),
            scale=alt.Scale(zero=True),
        ),
        color=alt.Color(
            "series:N",
            scale=alt.Scale(domain=names, range=[PURPLE, BLUE, ORANGE][: len(names)]),
            legend=alt.Legend(title=None, symbolType="stroke") if len(names) > 1 else None,
        ),
    )
    line = base.mark_line(strokeWidth=1.8, interpolate="linear").encode(detail="run:N")
    dots = base.transform_filter("datum.alone").mark_point(filled=True, size=22, opacity=1)
    return alt.layer(line, dots).properties(width=BROAD, height=150)


def _percent(made: Iterable[Mapping[str, Any]]) -> str:
    """The format of an axis of shares: decimals where whole per cent would repeat."""
    return ".0%" if max((row["share"] for row in made), default=1) >= 0.04 else ".1%"


def outlook(data: Sequence[Datum], *, back: int = 120) -> Chart:
    """Return the months on record and the fan of those ahead; see `charts.outlook.fan`.

    Rows have `part`: `history` (month, number) and `ahead` (origin, month, q05 to q95).
    """
    from contingent.briefs.charts.outlook import fan

    given = plain_rows(data)
    past, coming = ([dict(row) for row in pick(given, part)] for part in ("history", "ahead"))
    return fan(past, coming, back=back) if coming else alt.layer(alt.Chart(rows([])).mark_point())


def rank_over_time(data: Sequence[Datum]) -> Chart:
    """Return one contributor's rank by month, first on top, over the number of contributors listed.

    Rows: month, rank (None: not listed), of (how many were listed), and `part` `gap` (from, to: months for which
    nothing is published, shaded). Months without a rank break the line.
    """
    given = plain_rows(data)
    listed = {ordinal(row["month"]): row for row in given if part_of(row, "rank") == "rank"}
    told = {month: row for month, row in listed.items() if row["rank"] is not None}
    made = _drawn_out(told, ("rank",))
    field = _drawn_out(listed, ("of",))
    x = time_axis([str(row["month"]) for row in field])
    lowest = max((int(row["of"]) for row in listed.values()), default=1)
    scale = alt.Scale(domain=[lowest + 1, 1], nice=False)
    y = alt.Y("rank:Q", scale=scale, axis=alt.Axis(title="Rank", values=_ranks(lowest), format="d"))
    below = (
        alt.Chart(rows(field))
        .encode(x=x, detail="run:N")
        .mark_area(color="#eef1f4", interpolate="step-after")
        .encode(y=alt.Y("of:Q", scale=scale), y2=alt.datum(1))
    )
    line = alt.Chart(rows(made)).encode(x=x, y=y, detail="run:N")
    drawn = line.mark_line(color=BLUE, strokeWidth=2, interpolate="step-after")
    return alt.layer(*shaded(pick(given, "gap")), below, drawn).properties(width=BROAD, height=150)


def _drawn_out(told: Mapping[int, Mapping[str, Any]], fields: Sequence[str]) -> list[dict[str, object]]:
    """The months with the run each belongs to, each run closed at the end of its last month."""
    made: list[dict[str, object]] = []
    for run, (first, last) in enumerate(runs(sorted(told))):
        for month in range(first, last + 2):
            row = told[min(month, last)]
            made.append({"month": day(month), "run": run, **{name: row[name] for name in fields}})
    return made


def _ranks(lowest: int) -> list[int]:
    return [1, *(rank for rank in range(20, lowest + 1, 20))] if lowest > 10 else list(range(1, lowest + 1))


def bump(data: Sequence[Datum], *, top: int = 10) -> Chart:
    """Return who was among the first `top`, month by month.

    Rows: month, contributor (its name), rank, number; ranks below `top` are left out, and a line breaks there. Each
    line is named where it ends. Months may lie years apart.
    """
    given = [row for row in plain_rows(data) if row["rank"] is not None]
    order = sorted({str(row["month"])[:7] for row in given})
    made = [
        {**row, "month": str(row["month"])[:7], "place": order.index(str(row["month"])[:7])}
        for row in given
        if row["rank"] <= top
    ]
    joined = _joined(made)
    y = alt.Y(
        "rank:Q",
        scale=alt.Scale(domain=[top + 0.5, 0.5], nice=False),
        axis=alt.Axis(title="Rank", values=list(range(1, top + 1)), grid=False, domain=False, format="d"),
    )
    angle = 0 if len(order) <= 10 else -40
    x = alt.X(
        "month:O", sort=order, axis=alt.Axis(title=None, labelAngle=angle, orient="top", domain=False, ticks=False)
    )
    colour = _leaders(made)
    base = alt.Chart(rows(joined)).encode(x=x, y=y, color=colour)
    line = base.mark_line(strokeWidth=2.2).encode(detail="run:N")
    dots = base.mark_point(filled=True, size=70, opacity=1)
    return alt.layer(line, dots, *_named(joined, order, x, y)).properties(width=BROAD - 60, height=32 * top)


def _named(joined: Sequence[Mapping[str, Any]], order: Sequence[str], x: alt.X, y: alt.Y) -> list[Any]:
    """The names of lines: to the right of those that reach the last month, above the end of the others."""
    ends = [row for row in joined if row["last"]]
    base = alt.Chart(rows([{**row, "reaches": row["month"] == order[-1]} for row in ends])).encode(x=x, y=y)
    text = base.encode(text="contributor:N")
    right = text.transform_filter("datum.reaches")
    above = text.transform_filter("!datum.reaches")
    return [
        right.mark_text(align="left", dx=9, fontSize=13, color=INK),
        above.mark_text(dy=-11, fontSize=12, stroke="white", strokeWidth=3, strokeOpacity=0.9),
        above.mark_text(dy=-11, fontSize=12, color=INK),
    ]


def _joined(made: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the `run` of neighbouring months each belongs to: a line never crosses a month outside the top."""
    kept = []
    for name, found in grouped(made, "contributor").items():
        for run, places in enumerate(runs(sorted(row["place"] for row in found))):
            inside = [row for row in found if places[0] <= row["place"] <= places[1]]
            kept += [{**row, "run": f"{name} {run}", "last": row["place"] == places[1]} for row in inside]
    return kept


def _leaders(made: Sequence[Mapping[str, Any]]) -> alt.Color:
    """Colours for the contributors longest on top, grey for the rest: eight hues are all that can be told apart."""
    weight: dict[str, int] = {}
    for row in made:
        weight[row["contributor"]] = weight.get(row["contributor"], 0) + 100 - int(row["rank"])
    first = sorted(weight, key=lambda name: (-weight[name], name))
    hues = ["#0b5fa5", "#b35900", "#00705a", "#7a4b94", "#c0392b", "#5b8bd0", "#8a7a1f"]
    range_ = hues + ["#9aa4ae"] * max(0, len(first) - len(hues))
    return alt.Color("contributor:N", scale=alt.Scale(domain=first, range=range_[: len(first)]), legend=None)


def top_contributors(data: Sequence[Datum]) -> Chart:
    """Return bars of the largest contributors, named, with their numbers. Rows: name, order, number, and `marked` for
    the one a sheet is about."""
    made = [{**row, "marked": bool(row.get("marked"))} for row in plain_rows(data)]
    base = alt.Chart(rows(made)).encode(
        y=alt.Y(
            "name:N", sort=sorted_by("order"), axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
        ),
        x=alt.X("number:Q", axis=alt.Axis(title="Persons", format=",d", tickCount=5, tickMinStep=1)),
    )
    bars = base.mark_bar(height=15).encode(color=alt.condition("datum.marked", alt.value(ORANGE), alt.value(BLUE)))
    figures = base.mark_text(align="left", dx=4, fontSize=13, color=INK).encode(text=alt.Text("number:Q", format=",d"))
    return alt.layer(bars, figures).properties(width=BROAD - 160, height=alt.Step(21))
