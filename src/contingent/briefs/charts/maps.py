"""Maps of the published record: contributors shaded by personnel, with small states as points and hosts as marks.

The policy on disputed boundaries (`records.boundaries.POLICY`) stands on every map. Four things look
different that are easily taken for one: a reported zero, a listing without a number, not being listed, and a month for
which nothing is on record.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from math import radians
from typing import Any

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import (
    BLUE,
    INK,
    NO_DATA,
    NO_NUMBER,
    NOT_LISTED,
    ORANGE,
    SIZE_COLOURS,
    SIZES,
    SOFT,
    ZERO,
    Chart,
    part_of,
    pick,
    plain_rows,
    rows,
    size_name,
)
from contingent.records.boundaries import POLICY, Ring, needs_point, point_of, shapes, topology

MAP_WIDTH, MAP_HEIGHT = 900, 430
"""Pixels of the map without its legend."""

PLACE = "place"
"""Name of the parameter that says which month is shown: its place in the list of months, 0 being the first."""

LISTED_NO_NUMBER, NOT_ON_LIST, NO_FIGURES, NONE_REPORTED = (
    "listed, no number",
    "not listed",
    "no data this month",
    "0 reported",
)

_EDGE = "#8d98a3"


def choropleth(data: Sequence[Datum], *, month: str | None = None) -> Chart:
    """Return the map of one month: the one named, else the last among the rows. Rows as for `choropleth_over_time`."""
    given = plain_rows(data)
    shown = month or max((_month(row) for row in given), default="")
    return choropleth_over_time([row for row in given if _month(row) == shown], months=[shown], slider=False)


def choropleth_over_time(data: Sequence[Datum], *, months: Sequence[str] | None = None, slider: bool = True) -> Chart:
    """Return the map of all months, the one shown being the parameter `place`.

    Args:
        data: rows of `part` `state` (month, code, name, number; number None: listed without one) and `host` (month,
            operation, name, latitude, longitude, number). Rows without `part` are states. States without a row in a
            month are shown as not listed; a month without any state as one without data.
        months: the months the slider runs over, `YYYY-MM`; None: from the first to the last among the rows.
        slider: whether the chart brings its own slider, as a notebook shows it; a page has its own.
    """
    given = plain_rows(data)
    states = [row for row in given if part_of(row, "state") == "state"]
    span = list(months) if months is not None else _span([_month(row) for row in states])
    places = {month: place for place, month in enumerate(span)}
    people = _arrays(states, "code", places)
    bind = alt.binding_range(min=0, max=max(0, len(span) - 1), step=1, name="Month ") if slider else alt.Undefined
    shown = alt.param(name=PLACE, value=max(0, len(span) - 1), bind=bind)
    told = {_month(row) for row in states}
    gaps = [places[month] for month in span if month not in told]
    layers: list[Any] = [
        _states(people, gaps),
        _points(people, gaps),
        *_hosts(_arrays(pick(given, "host"), "operation", places)),
    ]
    sums = _sums(states, span)
    whole: Any = alt.layer(*layers).project("equalEarth")
    title = alt.Title(
        alt.ExprRef(f"{json.dumps(_titles(span, sums))}[{PLACE}]"),
        fontSize=17, anchor="start", offset=4,
    )  # fmt: skip
    world = whole.properties(width=MAP_WIDTH, height=MAP_HEIGHT, title=title)
    parts = [world, _strip(span, sums)] if len(span) > 1 else [world]
    policy = alt.Title(
        textwrap.wrap(POLICY, 150), orient="bottom", anchor="start", fontSize=11, fontWeight="normal", color=SOFT,
        offset=8,
    )  # fmt: skip
    made: Any = alt.vconcat(*parts, spacing=6, title=policy)
    return made.add_params(shown)  # type: ignore[no-any-return]


def locator(data: Sequence[Datum]) -> Chart:
    """Return where an operation is: its hosts shaded among their neighbours, and marks with their names.

    Rows have `part`: `host` (code, name) and `mark` (name, latitude, longitude; None leaves it out).
    """
    given = plain_rows(data)
    hosts, marks = pick(given, "host"), [row for row in pick(given, "mark") if row["latitude"] is not None]
    centre, scale = _window([str(row["code"]) for row in hosts], marks)
    land = alt.Chart(_world()).mark_geoshape(stroke=_EDGE, strokeWidth=0.6, clip=True)
    codes = [row["code"] for row in hosts]
    shade = alt.condition(alt.FieldOneOfPredicate(field="id", oneOf=codes), alt.value("#f2cf9b"), alt.value(NOT_LISTED))
    layers: list[Any] = [land.encode(color=shade)]
    spots = [{"name": row["name"], "code": str(row["code"])} for row in hosts]
    named = [{**row, "longitude": place[0], "latitude": place[1]} for row in spots if (place := point_of(row["code"]))]
    text = alt.Chart(rows(named)).encode(longitude="longitude:Q", latitude="latitude:Q", text="name:N")
    if marks:
        base = alt.Chart(rows([dict(row) for row in marks])).encode(longitude="longitude:Q", latitude="latitude:Q")
        layers += [
            base.mark_point(
                shape="diamond", size=110, stroke=ORANGE, strokeWidth=2, fill="white", opacity=1, clip=True
            ),
            base.mark_text(dy=-12, fontSize=13, fontWeight="bold", color=INK, clip=True).encode(text="name:N"),
        ]
    else:
        layers.append(text.mark_text(fontSize=13, fontWeight="bold", color=INK, clip=True))
    policy = alt.Title(textwrap.wrap(POLICY, 95), orient="bottom", anchor="start", fontSize=11, fontWeight="normal",
                       color=SOFT, offset=6)  # fmt: skip
    whole: Any = alt.layer(*layers).project("mercator", center=list(centre), scale=scale)
    view = alt.ViewBackground(stroke=_EDGE)
    return whole.properties(width=_WINDOW[0], height=_WINDOW[1], title=policy, view=view)  # type: ignore[no-any-return]


_WINDOW = (600, 320)
"""Pixels of the map of one operation."""


def _window(hosts: Sequence[str], marks: Sequence[Mapping[str, Any]]) -> tuple[tuple[float, float], float]:
    """The middle of hosts and marks, and a scale at which they fill half of the window."""
    places = [place for code in hosts for polygon in _polygons(code) for place in polygon[0]]
    places += [(float(row["longitude"]), float(row["latitude"])) for row in marks]
    places += [place for code in hosts if not _polygons(code) and (place := point_of(code))]
    if not places:
        return (0.0, 0.0), 100.0
    start = places[0][0]
    across = [start + (x - start + 180) % 360 - 180 for x, _ in places]
    up = [y for _, y in places]
    wide = max(max(across) - min(across), 1.9 * (max(up) - min(up)), 4.0) * 2.2
    return ((min(across) + max(across)) / 2, (min(up) + max(up)) / 2), _WINDOW[0] / radians(min(wide, 300))


def _polygons(code: str) -> tuple[tuple[Ring, ...], ...]:
    found = shapes().get(code)
    return found.polygons if found is not None else ()


def _world() -> alt.InlineData:
    return alt.InlineData(
        values=json.dumps(topology(), separators=(",", ":")),
        format=alt.TopoDataFormat(type="topojson", feature="countries"),
    )


def _states(people: Sequence[Mapping[str, Any]], gaps: Sequence[int]) -> Any:
    base = alt.Chart(_world())
    looked = base.transform_lookup(
        lookup="id", from_=alt.LookupData(rows(people), key="code", fields=["name", "values"])
    )
    return (
        _shaded(looked, gaps).mark_geoshape(stroke=_EDGE, strokeWidth=0.5).encode(color=_colour(), tooltip=_tooltip())
    )


def _points(people: Sequence[Mapping[str, Any]], gaps: Sequence[int]) -> Any:
    made = []
    for row in people:
        place = point_of(row["code"]) if needs_point(row["code"]) else None
        if place is not None:
            made.append({**row, "longitude": round(place[0], 2), "latitude": round(place[1], 2)})
    base = _shaded(alt.Chart(rows(made)), gaps)
    return base.mark_circle(size=52, stroke=INK, strokeWidth=0.8, opacity=1).encode(
        longitude="longitude:Q", latitude="latitude:Q", color=_colour(), tooltip=_tooltip()
    )


def _hosts(operations: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Marks where operations are, hollow so that the shade below stays in sight."""
    made = [row for row in operations if row.get("latitude") is not None and row.get("longitude") is not None]
    if not made:
        return []
    base = alt.Chart(rows(made)).transform_calculate(number=f"datum.values[{PLACE}]")
    marks = base.transform_filter("isValid(datum.number) && datum.number > 0").mark_point(
        shape="diamond", size=70, stroke=ORANGE, strokeWidth=1.9, fill="white", fillOpacity=0.85, opacity=1
    )
    tooltip = [
        alt.Tooltip("operation:N", title="Operation"),
        alt.Tooltip("name:N", title="Place"),
        alt.Tooltip("number:Q", title="Personnel", format=",d"),
    ]
    return [marks.encode(longitude="longitude:Q", latitude="latitude:Q", tooltip=tooltip)]


def _shaded(base: Any, gaps: Sequence[int]) -> Any:
    """The base with `number` and `shade` of the month shown."""
    found = f"isValid(datum.values) ? datum.values[{PLACE}] : null"
    cuts = "".join(f"datum.number >= {low} ? {size_name(low, high)!r} : " for low, high in reversed(SIZES))
    shade = (
        f"indexof({json.dumps(list(gaps))}, {PLACE}) >= 0 ? '{NO_FIGURES}' : "
        f"!isValid(datum.number) ? '{NOT_ON_LIST}' : datum.number < 0 ? '{LISTED_NO_NUMBER}' : {cuts}'{NONE_REPORTED}'"
    )
    told = "isValid(datum.number) && datum.number >= 0 ? format(datum.number, ',d') : datum.shade"
    return (
        base.transform_calculate(number=found)
        .transform_calculate(shade=shade)
        .transform_calculate(told=told, label="isValid(datum.name) ? datum.name : datum.id")
    )


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip("label:N", title="Contributor"), alt.Tooltip("told:N", title="Personnel")]


def _colour() -> alt.Color:
    names = [*(size_name(*each) for each in SIZES), NONE_REPORTED, LISTED_NO_NUMBER, NOT_ON_LIST, NO_FIGURES]
    return alt.Color(
        "shade:N",
        scale=alt.Scale(domain=names, range=[*SIZE_COLOURS, ZERO, NO_NUMBER, NOT_LISTED, NO_DATA]),
        legend=alt.Legend(
            title=None, orient="bottom", columns=4, symbolType="square", symbolStrokeColor=_EDGE, symbolSize=150,
            symbolStrokeWidth=0.8, symbolOpacity=1,
        ),
    )  # fmt: skip


def _strip(span: Sequence[str], sums: Mapping[str, int | None]) -> Any:
    """The sum of all contributors by month, gaps left open, with a rule at the month shown."""
    made = [{"month": f"{month}-01", "number": sums[month]} for month in span]
    x = alt.X("month:T", axis=alt.Axis(title=None, format="%Y", tickCount=12, grid=False))
    area = (
        alt.Chart(rows(made))
        .mark_area(
            color="#c9d6e2",
            line={"color": BLUE, "strokeWidth": 1},
            interpolate="linear",
            invalid="break-paths-filter-domains",
        )
        .encode(x=x, y=alt.Y("number:Q", axis=alt.Axis(title="All", format="~s", tickCount=2, grid=False)))
    )
    alone = [row for row in made if row["number"] is not None and _stands_alone(str(row["month"])[:7], sums)]
    dots = alt.Chart(rows(alone)).mark_point(filled=True, size=20, color=BLUE, opacity=1).encode(x=x, y="number:Q")
    months = json.dumps([row["month"] for row in made])
    rule = (
        alt.Chart(rows([{}]))
        .transform_calculate(month=f"toDate({months}[{PLACE}])")
        .mark_rule(color=ORANGE, strokeWidth=2)
        .encode(x="month:T")
    )
    layers = [area, *([dots] if alone else []), rule]  # Vega complains of a layer without rows
    return alt.layer(*layers).properties(width=MAP_WIDTH, height=54)


def _stands_alone(month: str, sums: Mapping[str, int | None]) -> bool:
    """Whether the months before and after have no sum, so that no line leads to this one."""
    place = int(month[:4]) * 12 + int(month[5:7]) - 1
    near = [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in (place - 1, place + 1)]
    return all(sums.get(each) is None for each in near)


def _titles(span: Sequence[str], sums: Mapping[str, int | None]) -> list[str]:
    """What stands over the map in each month."""
    return [
        f"{month}: {sums[month]:,} persons of all contributors" if sums[month] is not None
        else f"{month}: no figures by contributor on record"
        for month in span
    ]  # fmt: skip


def _sums(states: Sequence[Mapping[str, Any]], span: Sequence[str]) -> dict[str, int | None]:
    sums: dict[str, int | None] = dict.fromkeys(span)
    for row in states:
        if row["number"] is not None and _month(row) in sums:
            sums[_month(row)] = (sums[_month(row)] or 0) + int(row["number"])
    return sums


def _arrays(found: Sequence[Mapping[str, Any]], key: str, places: Mapping[str, int]) -> list[dict[str, Any]]:
    """One row for each code with its numbers by place: null where it is not listed, -1 where it has no number."""
    made: dict[str, dict[str, Any]] = {}
    for row in found:
        if _month(row) not in places:
            continue
        code = str(row[key])
        entry = made.setdefault(
            code, {**{n: v for n, v in row.items() if n not in ("month", "number", "part")}, "values": []}
        )
        values = entry["values"]
        place = places[_month(row)]
        values.extend([None] * (place + 1 - len(values)))
        values[place] = -1 if row["number"] is None else int(row["number"])
    return list(made.values())


def _span(months: Sequence[str]) -> list[str]:
    """All months from the first to the last."""
    if not months:
        return []
    first, last = (int(each[:4]) * 12 + int(each[5:7]) - 1 for each in (min(months), max(months)))
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(first, last + 1)]


def _month(row: Mapping[str, Any]) -> str:
    return str(row["month"])[:7]
