"""The charts: valid specifications that say by shape and words, not by colour alone, what they show."""

from __future__ import annotations

import json
import re

import pytest
from lxml import etree

from contingent.base.errors import ProgrammingError
from contingent.briefs.brief import Brief, Figure, Table, line, sections_of
from contingent.briefs.charts import draw
from contingent.briefs.charts.done import contributions
from contingent.briefs.charts.following import positions
from contingent.briefs.charts.said import holder_by_theme, organisation_stances
from contingent.briefs.charts.style import spec, svg


def figures(brief: Brief) -> dict[str, Figure]:
    return {b.chart: b for p in sections_of(brief) for b in p.section.blocks if isinstance(b, Figure)}


CHARTS = ["strength", "holder_by_theme", "contributions", "organisation_stances", "outcome_overview", "positions"]


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_a_valid_specification(brief: Brief, name: str) -> None:
    figure = figures(brief)[name]
    made = draw(figure).to_dict(validate=True)
    assert made["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert "url" not in json.dumps(made.get("data", {}))


def test_an_unknown_chart_is_refused() -> None:
    figure = Figure("pie", "T", "S", "A", (), Table("T", (), ()), line())
    with pytest.raises(ProgrammingError, match="pie"):
        draw(figure)


def text_of(chart: object) -> str:
    root = etree.fromstring(svg(chart, key="k", title="T < T", alt_text="A & A"))  # type: ignore[arg-type]
    return " ".join(root.itertext())


def test_svg_ids_carry_the_key_and_no_roles_are_left_inside(brief: Brief) -> None:
    drawn = svg(draw(figures(brief)["positions"]), key="figure-9", title="Name", alt_text="Words")
    assert all(name.startswith("figure-9-") for name in re.findall(r'\bid="([^"]+)"', drawn))
    assert drawn.count("role=") == 1
    assert drawn.count("aria-") == 1
    assert "viewBox" in drawn


def test_positions_tell_basis_by_shape() -> None:
    base = {"part": "position", "value": 50.0, "low": 40.0, "high": 60.0, "salience": 50.0}
    rows = [
        {**base, "actor": "A", "order": 0, "basis": "stated in the report"},
        {**base, "actor": "B", "order": 1, "basis": "inferred"},
    ]
    text = json.dumps(spec(positions(rows)))
    assert '"circle", "diamond"' in text
    assert "inferred" in text_of(positions(rows))


def test_a_state_without_figures_is_shown_as_none_reported() -> None:
    rows = [
        {"state": "A", "order": 0, "month": "2013-11-01", "number": 25, "reference": True},
        {"state": "B", "order": 1, "month": "2013-11-01", "number": None, "reference": True},
        {"state": "C", "order": 2, "month": None, "number": None, "reference": False},
    ]
    text = text_of(contributions(rows, reference="2013-11-01"))
    assert text.count("none reported") == 2
    assert "25" in text


def test_a_month_without_figure_breaks_the_line() -> None:
    from contingent.briefs.charts.done import _broken

    rows = [{"month": f"2013-{m:02d}-01", "number": None if m == 3 else m, "state": "A"} for m in range(1, 6)]
    assert [entry["run"] for entry in _broken(rows, 62)] == [1, 1, 2, 2]
    far = [{"month": month, "number": 1, "state": "A"} for month in ("2013-01-01", "2013-06-01")]
    assert [entry["run"] for entry in _broken(far, 62)] == [1, 2]
    assert [entry["run"] for entry in _broken(far, 400)] == [1, 1]


def test_matrix_shows_counts_or_stances_in_words() -> None:
    row = {"holder": "H", "row": 0, "theme": "T", "column": 0, "statements": 5, "pro": 2, "con": 1}
    assert "5" in text_of(holder_by_theme([row]))
    assert "▲2 ▼1" in text_of(holder_by_theme([row], colour="stance"))


def test_doubt_stands_left_of_the_axis_and_support_right() -> None:
    row = {"organisation": "O", "order": 0, "matter": "Its own role"}
    rows = [{**row, "stance": "against", "statements": 2}, {**row, "stance": "sceptical", "statements": 1}]
    rows.append({**row, "stance": "for", "statements": 4})
    values = json.loads(next(iter(spec(organisation_stances(rows))["datasets"].values())))
    ends = {entry["stance"]: (entry["start"], entry["end"]) for entry in values}
    assert ends == {"for": (0, 4), "against": (0, -2), "sceptical": (-2, -3)}
