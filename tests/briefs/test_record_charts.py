"""Charts of the record: what is drawn is what was reported, gaps stay gaps, and any frame will do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.briefs.charts import maps, record, strips
from contingent.briefs.charts.style import KIND_NAMES, SIZES, png, size_name, spec, svg
from contingent.records.boundaries import POLICY

SERIES = [
    {"part": "number", "month": "1992-06", "kind": "troops", "number": 400},
    {"part": "number", "month": "1992-07", "kind": "troops", "number": 410},
    {"part": "number", "month": "1992-08", "kind": "troops", "number": 100},
    {"part": "number", "month": "1992-08", "kind": "experts", "number": 300},
    {"part": "number", "month": "1993-01", "kind": "police", "number": 7},
    {"part": "gap", "from": "1992-09", "to": "1992-12"},
    {"part": "break", "month": "1992-08", "order": 1, "text": "observers apart"},
    {"part": "year", "year": 1994, "low": 3.5, "high": 4.5},
]
WOMEN = [{"month": f"2013-{m:02d}", "female": m, "number": 100} for m in (1, 2, 3, 7)]
RANKS = [{"month": f"2013-{m:02d}", "rank": None if m == 4 else m, "of": 120} for m in range(1, 8)]
BUMP = [
    {"month": f"{year}-11", "contributor": name, "rank": (place + year) % 4 + 1, "number": 10}
    for year in (2011, 2012, 2013) for place, name in enumerate(("Ghana", "India", "Nepal", "Kenya"))
]  # fmt: skip
TOP = [{"name": "Ghana", "order": 0, "number": 3000}, {"name": "Togo", "order": 1, "number": 20, "marked": True}]
SPELLS = [
    {"name": "UNMISS", "order": 0, "from": "2012-01", "to": "2012-03", "number": 5},
    {"name": "UNMISS", "order": 0, "from": "2012-04", "to": "2012-09", "number": 7},
    {"name": "UNIFIL", "order": 1, "from": "2012-01", "to": "2012-02", "number": 0},
    {"name": "UNIFIL", "order": 1, "from": "2012-03", "to": "2012-03", "number": None},
]
PAIRS = [
    {"contributor": "Ghana", "row": 0, "operation": "UNMISS", "column": 0, "number": 900, "month": "2013-11"},
    {"contributor": "Togo", "row": 1, "operation": "UNIFIL", "column": 1, "number": None, "month": "2013-11"},
    {"contributor": "Togo", "row": 1, "operation": "UNIFIL", "column": 1, "number": 0, "month": "2014-11"},
]
PLACES = [
    {"part": "host", "code": "SSD", "name": "South Sudan"},
    {"part": "mark", "name": "UNMISS", "latitude": 4.85, "longitude": 31.6},
]
STATES = [
    {"month": "2013-11", "code": "GHA", "name": "Ghana", "number": 3000},
    {"month": "2013-11", "code": "SGP", "name": "Singapore", "number": 0},
    {"month": "2013-11", "code": "TGO", "name": "Togo", "number": None},
    {"month": "2014-02", "code": "GHA", "name": "Ghana", "number": 2900},
]

DRAWN: dict[str, tuple[Callable[..., Any], list[dict[str, Any]], tuple[str, ...]]] = {
    "personnel_by_kind": (record.personnel_by_kind, SERIES, ("troops", "experts on mission", "police", "Persons")),
    "women": (record.women, WOMEN, ("Share of women",)),
    "rank_over_time": (record.rank_over_time, RANKS, ("Rank",)),
    "bump": (record.bump, BUMP, ("Ghana", "India", "2011-11")),
    "top_contributors": (record.top_contributors, TOP, ("Ghana", "3,000", "Togo")),
    "spells": (strips.spells, SPELLS, ("UNMISS", "UNIFIL", "1–9", "0", "no number")),
    "contributor_by_operation": (strips.contributor_by_operation, PAIRS, ("900", "?", "2014-11")),
    "locator": (maps.locator, PLACES, ("UNMISS", "68/262")),
    "choropleth": (maps.choropleth, STATES, ("2014-02", "68/262", "not listed")),
}


@pytest.mark.parametrize("name", DRAWN)
def test_charts_draw_without_complaint_and_say_their_words(name: str) -> None:
    function, data, words = DRAWN[name]
    drawn = svg(function(data), key="k", title="A title", alt_text="Words")
    told = [re.sub(r"<[^>]*>", " ", text) for text in re.findall(r"<text.*?</text>", drawn, re.S)]
    for word in words:
        assert any(word in text for text in told), (word, told)
    assert "NaN" not in drawn
    assert "undefined" not in drawn


@pytest.mark.parametrize("name", DRAWN)
def test_charts_take_polars_and_pandas_frames(name: str) -> None:
    function, data, _ = DRAWN[name]
    frame = pl.DataFrame(data, infer_schema_length=None)
    assert spec(function(frame)) == spec(function(frame.to_dicts()))

    class Pandas:  # what pandas offers of itself
        def to_dict(self, orient: str) -> list[dict[str, Any]]:
            assert orient == "records"
            return [dict(row) for row in data]

    assert spec(function(Pandas())) == spec(function(data))


@pytest.mark.parametrize("name", DRAWN)
def test_charts_of_nothing_are_empty_not_broken(name: str) -> None:
    function, _, _ = DRAWN[name]
    assert svg(function([]), key="k", title="A title", alt_text="Words").startswith("<svg")


def test_a_chart_is_a_picture_on_white() -> None:
    assert png(record.top_contributors(TOP)).startswith(b"\x89PNG")


def _rows(made: Mapping[str, Any], layer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a layer of a specification, which may stand with it or be shared."""
    data = layer.get("data") or made["data"]
    values = made["datasets"][data["name"]] if "name" in data else data["values"]
    found: list[dict[str, Any]] = json.loads(values) if isinstance(values, str) else values
    return found


def _steps(chart: Any) -> list[dict[str, Any]]:
    """The corners of the stacked steps out of the specification."""
    made = spec(chart)
    (area,) = [layer for layer in made["layer"] if layer["mark"].get("type") == "area"]
    return _rows(made, area)


def _height(steps: list[dict[str, Any]], month: str) -> dict[str, int]:
    """What the steps draw over the middle of a month, by kind: the last corner of a run before it, if one follows."""
    found: dict[str, int] = {}
    by_run: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        by_run.setdefault(step["run"], []).append(step)
    middle = f"{month}-15"
    for corners in by_run.values():
        before = [step for step in corners if step["month"] < middle]
        after = [step for step in corners if step["month"] > middle]
        if before and after:
            last = max(before, key=lambda step: step["month"])
            found[last["kind"]] = found.get(last["kind"], 0) + last["high"] - last["low"]
    return {kind: number for kind, number in found.items() if number}


MONTHS = [f"{year}-{month:02d}" for year in (2012, 2013, 2014) for month in range(1, 13)]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(MONTHS), st.sampled_from(sorted(KIND_NAMES))), st.integers(0, 5000), max_size=40
    )
)
@settings(deadline=None, max_examples=60)
def test_the_steps_are_the_figures_and_nothing_lies_over_a_gap(cells: Mapping[tuple[str, str], int]) -> None:
    data = [{"month": month, "kind": kind, "number": number} for (month, kind), number in cells.items()]
    steps = _steps(record.personnel_by_kind(data))
    for month in MONTHS:
        wanted = {KIND_NAMES[kind]: number for (each, kind), number in cells.items() if each == month and number}
        assert _height(steps, month) == wanted, month


def test_a_month_alone_is_one_month_wide() -> None:
    steps = _steps(record.personnel_by_kind(SERIES))
    police = [step["month"] for step in steps if step["kind"] == "police"]
    assert police == ["1993-01-01", "1993-02-01"]


def test_the_line_of_women_breaks_where_months_are_missing() -> None:
    made = spec(record.women(WOMEN))
    rows = _rows(made, made["layer"][0])
    assert [(row["month"][:7], row["share"], row["alone"]) for row in rows] == [
        ("2013-01", 0.01, False), ("2013-02", 0.02, False), ("2013-03", 0.03, False), ("2013-07", 0.07, True),
    ]  # fmt: skip
    assert rows[2]["run"] != rows[3]["run"]


def test_strips_of_one_class_are_one_and_zero_is_no_blank() -> None:
    made = spec(strips.spells(SPELLS))
    rows = _rows(made, made["layer"][-1])
    assert [(row["name"], row["month"], row["end"], row["size"]) for row in rows] == [
        ("UNMISS", "2012-01-01", "2012-10-01", "1–9"),
        ("UNIFIL", "2012-01-01", "2012-03-01", "0"),
        ("UNIFIL", "2012-03-01", "2012-04-01", "no number"),
    ]


def _shades(data: list[dict[str, Any]], months: list[str], place: int) -> dict[str, str]:
    """The class each shape of the map has, as Vega works it out: by the colour of its path."""
    made = spec(maps.choropleth_over_time(data, months=months, slider=False))
    colours: dict[str, str] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("field") == "shade" and "scale" in node:
                colours.update(zip(node["scale"]["domain"], node["scale"]["range"], strict=True))
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(made)
    (param,) = [each for each in made["params"] if each["name"] == maps.PLACE]
    param["value"] = place
    for layer in _layers(made):
        if layer["mark"]["type"] in ("geoshape", "circle"):
            layer["encoding"]["description"] = {"field": "label", "type": "nominal"}
    drawn = vl_convert.vegalite_to_svg(made, allowed_base_urls=[])
    names = {colour: name for name, colour in colours.items()}
    found = re.findall(r'<path aria-label="([^"]*)"[^>]*?fill="([^"]*)"', drawn)
    assert len(names) == len(colours) == 10, "every class has a colour of its own"
    return {label: names[fill] for label, fill in found if fill in names}


def _layers(made: Mapping[str, Any]) -> list[dict[str, Any]]:
    first = made["vconcat"][0] if "vconcat" in made else made
    found: list[dict[str, Any]] = first["layer"]
    return found


def test_the_map_tells_apart_what_is_no_number() -> None:
    months = ["2013-11", "2013-12", "2014-01", "2014-02"]
    first = _shades(STATES, months, 0)
    assert first["Ghana"] == "1,000–4,999"
    assert first["Singapore"] == maps.NONE_REPORTED
    assert first["Togo"] == maps.LISTED_NO_NUMBER
    assert first["KAZ"] == maps.NOT_ON_LIST
    assert set(_shades(STATES, months, 1).values()) == {maps.NO_FIGURES}
    last = _shades(STATES, months, 3)
    assert (last["Ghana"], last["Singapore"], last["Togo"]) == ("1,000–4,999", maps.NOT_ON_LIST, maps.NOT_ON_LIST)


def test_classes_begin_and_end_where_they_say() -> None:
    edges = dict(zip(("GHA", "TGO", "KAZ", "IND", "BRA", "PER", "CHL", "ARG", "EGY", "CHN", "NPL", "FRA"),
                     (1, 9, 10, 49, 50, 249, 250, 999, 1000, 4999, 5000, 123456), strict=True))  # fmt: skip
    data = [{"month": "2013-11", "code": code, "name": code, "number": number} for code, number in edges.items()]
    drawn = _shades(data, ["2013-11"], 0)
    for code, number in edges.items():
        (wanted,) = [size_name(low, high) for low, high in SIZES if low <= number <= (high or number)]
        assert drawn[code] == wanted


def test_the_map_has_its_own_slider_in_a_notebook_and_none_on_a_page() -> None:
    ours, theirs = (spec(maps.choropleth_over_time(STATES, slider=on)) for on in (True, False))
    (param,) = [each for each in ours["params"] if each["name"] == maps.PLACE]
    assert param["bind"] == {"input": "range", "min": 0, "max": 3, "step": 1, "name": "Month "}
    assert all("bind" not in each for each in theirs["params"])


def test_the_policy_stands_on_every_map() -> None:
    for chart in (maps.choropleth(STATES), maps.locator(PLACES), maps.choropleth_over_time(STATES)):
        title = spec(chart)["title"]
        assert " ".join(title["text"]) == POLICY


def test_names_on_maps_may_be_anything() -> None:
    name = "</script><b>&\"'"
    data = [{"month": "2013-11", "code": "GHA", "name": name, "number": 3}]
    drawn = svg(maps.choropleth(data), key="k", title=name, alt_text=name)
    assert "<b>" not in drawn
    assert "</script>" not in drawn
