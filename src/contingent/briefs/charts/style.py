"""One look for all charts: colours safe for colour-blind readers, type that survives printing, static SVG."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any, TypeAlias

import altair as alt

from contingent.briefs.phrases import wrapped

Chart: TypeAlias = alt.TopLevelMixin
"""Any chart that can stand alone."""

WIDTH = 470
"""Plot width in pixels; with axis labels a chart fills a column of about 700."""

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, SOFT, RULE = "#1d2733", "#4d5b69", "#d5dbe1"
BLUE, ORANGE, GREEN, PURPLE = "#0b5fa5", "#b35900", "#00705a", "#7a4b94"
SUPPORT_COLOURS = ("#08365f", "#2f77b3", "#8cbce0", "#d3e4f2", "#d98b2b", "#b9c0c7")
STANCE_COLOURS = {
    "for": "#0b5fa5",
    "ambivalent": "#a7c5df",
    "neutral": "#cfd5da",
    "sceptical": "#eab676",
    "against": "#b35900",
}

KIND_COLOURS = {
    "troops": "#0b5fa5",
    "staff": "#86b6de",
    "experts": "#d98b2b",
    "individual_police": "#00705a",
    "formed_police": "#7cc4ae",
    "police": "#3d9a83",
    "total": "#8a949e",
}
"""Colours of kinds of personnel in the order they are stacked; `total` is a sum whose parts are not told."""

KIND_NAMES = {
    "troops": "troops",
    "staff": "staff officers",
    "experts": "experts on mission",
    "individual_police": "individual police",
    "formed_police": "formed police units",
    "police": "police",
    "total": "not told apart",
}

SIZES = ((1, 9), (10, 49), (50, 249), (250, 999), (1_000, 4_999), (5_000, None))
"""Classes of personnel on maps and matrices, each about five times the one before; the last is open."""

SIZE_COLOURS = ("#d6e6f4", "#abcfe6", "#6aaed6", "#3787c0", "#105ba4", "#08305f")
"""One hue from light to dark: told apart without seeing colours, and in print."""

NOT_LISTED, ZERO, NO_NUMBER, NO_DATA = "#e9e6e1", "#f5d98b", "#c9a6d8", "#ffffff"


def size_name(low: int, high: int | None) -> str:
    """Return what a class of sizes is called in legends."""
    return f"{low:,} and more" if high is None else f"{low:,}–{high:,}"


_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": SOFT,
        "gridColor": "#e6eaee",
        "domainColor": RULE,
        "tickColor": RULE,
        "labelLimit": 260,
        "titlePadding": 8,
    },
    "legend": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": SOFT,
        "labelLimit": 300,
        "orient": "top",
        "direction": "horizontal",
        "titleLimit": 300,
    },
    "header": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "labelFontWeight": "bold"},
    "title": {"fontSize": 13, "color": INK, "anchor": "start", "fontWeight": "bold", "subtitleColor": SOFT},
}


def rows(data: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as inline data in JSON text, which Altair passes on as it is instead of copying row by row."""
    return alt.InlineData(values=json.dumps(list(data), default=str), format=alt.JsonDataFormat(type="json"))


def plain_rows(data: Any) -> list[dict[str, Any]]:
    """Return rows as plain dictionaries: from a sequence of mappings, a Polars frame or a pandas frame."""
    if hasattr(data, "to_dicts"):
        return list(data.to_dicts())
    if hasattr(data, "to_dict"):
        return list(data.to_dict("records"))
    return [dict(row) for row in data]


def part_of(row: Mapping[str, Any], otherwise: str) -> str:
    """Return the part of a chart a row belongs to; `otherwise` where it names none."""
    return str(row.get("part") or otherwise)


def spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart in the house's look."""
    made: dict[str, Any] = chart.to_dict(validate=False)
    made["config"] = _CONFIG
    return made


def svg(chart: alt.TopLevelMixin, *, key: str, title: str, alt_text: str) -> str:
    """Return a chart as an SVG element with its own ids, a title and a description; draws without network.

    Args:
        chart: what a function of `briefs.charts` returned.
        key: prefix for the ids inside, so that several charts can stand on one page.
        title: read out as the name of the image.
        alt_text: read out as its description.
    """
    import vl_convert  # only here: it costs a second

    text = vl_convert.vegalite_to_svg(spec(chart), allowed_base_urls=[])
    return _labelled(_own_ids(text, key), key, title, alt_text)


def headed(chart: Chart, title: str, *lines: str) -> Chart:
    """Return a chart that stands alone under a heading of its own, with `lines` below it, broken to its width."""
    below = [part for each in lines for part in wrapped(each, 92, 3).split("\n")]
    head = alt.TitleParams(
        wrapped(title, 80, 3).split("\n"), subtitle=below, anchor="start", frame="bounds", fontSize=15, offset=14
    )
    made: Chart = chart.properties(title=head)
    return made


def png(chart: alt.TopLevelMixin) -> bytes:
    """Return a chart as a PNG picture on white, twice as fine as a screen; draws without network."""
    import vl_convert

    made: bytes = vl_convert.vegalite_to_png({**spec(chart), "background": "white"}, scale=2, allowed_base_urls=[])
    return made


def _own_ids(text: str, key: str) -> str:
    """Return the SVG with every id and reference to one prefixed."""
    text = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", text)
    return re.sub(r'href="#([^"]+)"', rf'href="#{key}-\1"', text)


@cache
def _root() -> re.Pattern[str]:
    return re.compile(r"<svg\b[^>]*>")


def _labelled(text: str, key: str, title: str, alt_text: str) -> str:
    """Return the SVG as one image with name and description; the roles of its parts, which nobody can use, removed."""
    text = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", text)
    found = _root().search(text)
    assert found is not None, "vl-convert gives an svg element"
    width, height = (re.search(rf'\b{side}="([\d.]+)"', found[0]) for side in ("width", "height"))
    size = f"0 0 {width[1]} {height[1]}" if width and height else ""
    wide = width[1] if width else "700"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="{size}" width="{wide}" style="--width:{wide}" '
        f'role="img" aria-labelledby="{key}-name {key}-words"><title id="{key}-name">{escape(title)}</title>'
        f'<desc id="{key}-words">{escape(alt_text)}</desc>'
    )
    return head + text[found.end() :]


def names(data: Sequence[Mapping[str, Any]], field: str, order: str) -> list[alt.Chart]:
    """Return text layers that name the rows of a chart to the left of it, names of several lines set about the middle.

    Axis labels of Vega hang from their first line. Each distinct `field` is named once; `order` sorts.
    """
    once = {row[field]: {field: row[field], order: row[order], "lines": str(row[field]).count("\n")} for row in data}
    made = alt.Chart(rows(once.values())).encode(
        x=alt.value(-9), y=alt.Y(f"{field}:N", sort=sorted_by(order)), text=f"{field}:N"
    )
    several = sorted({entry["lines"] for entry in once.values()})
    return [
        made.transform_filter(f"datum.lines == {n}").mark_text(
            align="right", baseline="middle", lineBreak="\n", lineHeight=14, fontSize=13, dy=-7 * n, color=INK
        )
        for n in several
    ]


def sorted_by(order: str) -> alt.EncodingSortField:
    """Return the sort of rows by the field `order`."""
    return alt.EncodingSortField(order, op="min", order="ascending")


def nameless(**also: Any) -> alt.Axis:
    """Return an axis without labels, for rows that `names` names."""
    return alt.Axis(labels=False, title=None, ticks=False, **also)


def pick(data: Iterable[Mapping[str, Any]], part: str) -> list[Mapping[str, Any]]:
    """Return the rows whose `part` is the one named."""
    return [row for row in data if row.get("part") == part]
