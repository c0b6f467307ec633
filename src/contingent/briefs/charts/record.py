"""Charts of the published record, from plain rows or frames: by kind, by rank, by operation, women.

Months are written `YYYY-MM` (dates serve too). A month that is not among the rows is a gap and is drawn as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import (
    BLUE,
    INK,
    KIND_COLOURS,
    KIND_NAMES,
    ORANGE,
    PURPLE,
    RULE,
    SIZE_COLOURS,
    SIZES,
    SOFT,
    Chart,
    nameless,
    pick,
    plain_rows,
    rows,
    size_name,
    sorted_by,
)

BROAD = 600
"""Plot width of charts over time, in pixels."""

_GAP = "#efece6"


def personnel_by_kind(data: Sequence[Datum]) -> Chart:
    """Return personnel by month as stacked steps, one step a month, gaps left open.

    Rows have `part`: `number` (month, kind, number), `gap` (from, to: months for which nothing is published, shaded)
    and `break` (month, text: where the way of counting changes; `order` numbers them). Rows without `part` are numbers.
    """
    given = plain_rows(data)
    numbers = [row for row in given if row.get("part", "number") == "number"]
    steps, kinds = _steps(numbers)
    x = _time([str(row["month"]) for row in steps])
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
    whole: Any = alt.layer(*_shaded(pick(given, "gap")), area, *_marked(pick(given, "break")))
    return whole.properties(width=BROAD, height=210)


def _steps(numbers: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, object]], list[str]]:
    """Stacked corners of the steps, each run closed at the end of its last month, and the kinds in stacking order."""
    cells = {(_ordinal(row["month"]), str(row["kind"])): row["number"] for row in numbers if row["number"] is not None}
    kinds = [kind for kind in KIND_COLOURS if any(kind == each for _, each in cells)]
    made: list[dict[str, object]] = []
    months = sorted({month for month, _ in cells})
    for run, (first, last) in enumerate(_runs(months)):
        for month in range(first, last + 2):
            low = 0
            for kind in kinds:
                high = low + int(cells.get((min(month, last), kind), 0))
                made.append(
                    {"month": _day(month), "kind": KIND_NAMES[kind], "low": low, "high": high, "run": f"{kind}{run}"}
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


def _shaded(gaps: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Bands over the months for which nothing is published."""
    made = [{"month": _day(_ordinal(row["from"])), "end": _day(_ordinal(row["to"]) + 1)} for row in gaps]
    if not made:
        return []
    return [alt.Chart(rows(made)).mark_rect(color=_GAP).encode(x="month:T", x2="end:T")]


def _marked(breaks: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Dashed rules where the way of counting changes, with their numbers on top."""
    made = [{"month": _day(_ordinal(row["month"])), "text": str(row["order"])} for row in breaks]
    if not made:
        return []
    base = alt.Chart(rows(made)).encode(x="month:T")
    return [
        base.mark_rule(color=PURPLE, strokeDash=[4, 3], strokeWidth=1.2),
        base.mark_text(color=PURPLE, fontSize=13, fontWeight="bold", baseline="bottom", dy=-3).encode(
            y=alt.value(0), text="text:N"
        ),
    ]


def women(data: Sequence[Datum]) -> Chart:
    """Return the share of women by month, one line a series, broken where months are missing.

    Rows: month, female, number (women and men together), and `series` where there are several. Months without people
    or without figures by sex are left out.
    """
    made = []
    for name, found in _by(plain_rows(data), "series").items():
        told = {_ordinal(row["month"]): row for row in found if row["number"] and row["female"] is not None}
        for run, (first, last) in enumerate(_runs(sorted(told))):
            made += [
                {
                    "month": _day(month),
                    "share": told[month]["female"] / told[month]["number"],
                    "run": f"{name} {run}",
                    "series": name,
                    "alone": first == last,
                }
                for month in range(first, last + 1)
            ]
    names = list(dict.fromkeys(row["series"] for row in made))
    base = alt.Chart(rows(made)).encode(
        x=_time([str(row["month"]) for row in made]),
        y=alt.Y(
            "share:Q", axis=alt.Axis(title="Share of women", format=".0%", tickCount=4), scale=alt.Scale(zero=True)
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


def rank_over_time(data: Sequence[Datum]) -> Chart:
    """Return one contributor's rank by month, first on top, over the number of contributors listed.

    Rows: month, rank (None: not listed), of (how many were listed). Months without a rank break the line.
    """
    listed = {_ordinal(row["month"]): row for row in plain_rows(data)}
    told = {month: row for month, row in listed.items() if row["rank"] is not None}
    made = _drawn_out(told, ("rank",))
    field = _drawn_out(listed, ("of",))
    x = _time([str(row["month"]) for row in field])
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
    return alt.layer(below, drawn).properties(width=BROAD, height=150)


def _drawn_out(told: Mapping[int, Mapping[str, Any]], fields: Sequence[str]) -> list[dict[str, object]]:
    """The months with the run each belongs to, each run closed at the end of its last month."""
    made: list[dict[str, object]] = []
    for run, (first, last) in enumerate(_runs(sorted(told))):
        for month in range(first, last + 2):
            row = told[min(month, last)]
            made.append({"month": _day(month), "run": run, **{name: row[name] for name in fields}})
    return made


def _ranks(lowest: int) -> list[int]:
    return [1, *(rank for rank in range(20, lowest + 1, 20))] if lowest > 10 else list(range(1, lowest + 1))


def bump(data: Sequence[Datum], *, top: int = 10) -> Chart:
    """Return the ranks of the contributors that were among the first `top` in any of the months shown.

    Rows: month, contributor (its name), rank, number. Each line is named at both ends; months may lie years apart.
    """
    given = [row for row in plain_rows(data) if row["rank"] is not None]
    shown = {row["contributor"] for row in given if row["rank"] <= top}
    order = sorted({str(row["month"])[:7] for row in given})
    made = [
        {**row, "month": str(row["month"])[:7], "place": order.index(str(row["month"])[:7])}
        for row in given
        if row["contributor"] in shown and row["rank"] <= top
    ]
    joined = _joined(made)
    y = alt.Y(
        "rank:Q",
        scale=alt.Scale(domain=[top + 0.5, 0.5], nice=False),
        axis=alt.Axis(title="Rank", values=list(range(1, top + 1)), grid=False, domain=False, format="d"),
    )
    x = alt.X("month:O", sort=order, axis=alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False))
    colour = _leaders(made)
    base = alt.Chart(rows(joined)).encode(x=x, y=y, color=colour)
    line = base.mark_line(strokeWidth=2.2).encode(detail="run:N")
    dots = base.mark_point(filled=True, size=70, opacity=1)
    ends = alt.Chart(rows(_ends(joined, order))).encode(x=x, y=y, text="contributor:N")
    right = ends.mark_text(align="left", dx=9, fontSize=13, color=INK).transform_filter("datum.end == 'right'")
    whole: Any = alt.layer(line, dots, right)
    return whole.properties(width=BROAD - 60, height=28 * top)


def _joined(made: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the `run` of neighbouring months each belongs to: a line never crosses a month outside the top."""
    kept = []
    for name, found in _by(made, "contributor").items():
        for run, places in enumerate(_runs(sorted(row["place"] for row in found))):
            inside = [row for row in found if places[0] <= row["place"] <= places[1]]
            kept += [{**row, "run": f"{name} {run}", "last": row["place"] == places[1]} for row in inside]
    return kept


def _ends(joined: Sequence[Mapping[str, Any]], order: Sequence[str]) -> list[dict[str, Any]]:
    """The rows at which a line is named: where a run of it ends."""
    return [{**row, "end": "right"} for row in joined if row["last"]]


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


def spells(data: Sequence[Datum]) -> Chart:
    """Return a strip for each row over time, shaded by personnel: when somebody was where, and with how many.

    Rows: name, order, from, to (months), number (of these months), and `part` `gap` (from, to) for shaded bands.
    """
    given = plain_rows(data)
    made = _same_shade([row for row in given if row.get("part", "spell") == "spell"])
    base = alt.Chart(rows(made)).encode(
        y=alt.Y(
            "name:N", sort=sorted_by("order"), axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
        ),
        x=_time([str(row["month"]) for row in made], grid=True),
        x2="end:T",
    )
    bars = base.mark_rect(height=14).encode(color=_size_colour([row["size"] for row in made]))
    whole: Any = alt.layer(*_shaded(pick(given, "gap")), bars)
    return whole.properties(width=BROAD - 90, height=alt.Step(20))


def _same_shade(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stretches, those that follow on in the same class as one."""
    made: list[dict[str, Any]] = []
    for row in sorted(found, key=lambda row: (row["order"], str(row["from"]))):
        month, end, size = _day(_ordinal(row["from"])), _day(_ordinal(row["to"]) + 1), _size(row["number"])
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


def _time(days: Sequence[str], grid: bool = False) -> alt.X:
    """The axis over time: years, fewer of them on a long series, or months on a short one."""
    years = sorted({int(day[:4]) for day in days}) or [2000]
    many = years[-1] - years[0] + 1
    if many <= 2:
        axis = alt.Axis(title=None, format="%b %Y", tickCount=6, grid=grid)
    else:
        step = next(each for each in (1, 2, 5, 10, 20) if many / each <= 12)
        axis = alt.Axis(title=None, format="%Y", tickCount={"interval": "year", "step": step}, grid=grid)
    return alt.X("month:T", axis=axis)


def _size_colour(sizes: Iterable[str]) -> alt.Color:
    """The colours of the classes that occur, in their order."""
    found = set(sizes)
    domain = [*(size_name(*each) for each in SIZES), "0", "no number"]
    colours = [*SIZE_COLOURS, "#f5d98b", "#c9a6d8"]
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


def _by(found: Iterable[Mapping[str, Any]], field: str) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in found:
        groups.setdefault(str(row.get(field) or ""), []).append(row)
    return groups


def _runs(ordinals: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of neighbouring numbers."""
    made: list[tuple[int, int]] = []
    for each in ordinals:
        if made and each == made[-1][1] + 1:
            made[-1] = (made[-1][0], each)
        elif not made or each != made[-1][1]:
            made.append((each, each))
    return made


def _ordinal(month: object) -> int:
    """Months since year 0, of `YYYY-MM` or a date."""
    text = month.isoformat() if isinstance(month, date) else str(month)
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def _day(ordinal: int) -> str:
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}-01"
