"""Charts of what an outcome hangs on draw what they are given, with names and words for who does not see them."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from contingent.briefs.charts.disagreement import by_issue, pairs
from contingent.briefs.charts.discovery import conditions, trade_off
from contingent.briefs.charts.information import worth
from contingent.briefs.charts.sensitivity import MODEL_SHAPES, MOST, heaviest, pivots, weights
from contingent.briefs.charts.style import headed, spec, svg

WEIGHTS: list[dict[str, Any]] = [
    {"name": name, "model": model, "value": value, "low": value - 0.05, "high": value + 0.05, "told": value > 0.05}
    for model in ("Weighted mean", "Weighted median")
    for name, value in (("Aland, position", 0.5), ("Borduria, salience", 0.3), ("Cagliostro", 0.02))
]
WORTH: list[dict[str, Any]] = [
    {"name": name, "model": "Weighted median", "side": side, "side_low": side - 0.02, "side_high": side + 0.02,
     "sharper": 1.0, "sharper_low": 0.8, "sharper_high": 1.2, "inferred": name == "Aland"}
    for name, side in (("Aland", 0.1), ("Borduria", 0.0))
]  # fmt: skip


def drawn(chart: Any) -> str:
    return svg(chart, key="k", title="Title", alt_text="Words for it")


@pytest.mark.parametrize("function", [weights, pivots])
def test_weights_and_pivots_name_actors_and_models_and_tell_models_by_shape(function: Any) -> None:
    text = drawn(function(WEIGHTS))
    for word in ("Aland, position", "Borduria, salience", "Cagliostro", "Weighted mean", "Weighted median", "0%"):
        assert word in text
    assert "Words for it" in text
    assert "diamond" in MODEL_SHAPES
    assert MODEL_SHAPES[1] in json.dumps(spec(function(WEIGHTS)))


def test_the_axis_says_whether_values_add_up_and_a_heading_stands_above() -> None:
    assert "does not add up to 100" in drawn(weights(WEIGHTS))
    assert "Shapley effect" in drawn(weights(WEIGHTS, shared=True))
    question = "Should the union deal with conflicts inside its region, internal ones and disputes between its members?"
    text = drawn(headed(weights(WEIGHTS), question, "Aland weighs most."))
    assert "Aland weighs most." in text
    assert all(word in text for word in question.split()), "a long heading is broken, not cut"


def test_rows_have_room_for_their_names() -> None:
    long = [{**row, "name": f"{row['name']} with a name of such a length that it takes more than two lines of its own"}
            for row in WEIGHTS]  # fmt: skip
    text = drawn(weights(long))
    assert "…" not in text
    assert float(text.split('viewBox="0 0 ')[1].split('"')[0].split()[1]) >= 3 * 3 * 14


def test_a_frame_will_do_and_the_heaviest_come_first() -> None:
    assert drawn(weights(pl.DataFrame(WEIGHTS))) == drawn(weights(WEIGHTS))
    many = [{**WEIGHTS[0], "name": f"Actor {n:02d}", "value": n / 40} for n in range(30)]
    shown = heaviest(many)
    assert [row["name"] for row in shown] == [f"Actor {n:02d}" for n in range(29, 29 - MOST, -1)]


def test_conditions_show_the_part_of_the_span_that_is_inside() -> None:
    rows = [{"name": "Aland, position", "low": 20, "high": 80, "start": 42, "end": 80, "text": "above 42"}]
    text = drawn(conditions(rows))
    assert "above 42" in text
    assert "Aland, position" in text
    assert '"start": 42' in json.dumps(spec(conditions(rows))).replace('\\"', '"')


def test_the_trade_off_marks_the_box_that_was_chosen() -> None:
    way = [
        {"model": "M", "step": n, "coverage": 1 - n / 10, "density": 0.3 + n / 20, "chosen": False} for n in range(8)
    ]
    text = drawn(trade_off([*way, {**way[4], "chosen": True}]))
    assert "Coverage" in text
    assert "Density" in text


def test_worth_shows_both_losses_and_both_bases() -> None:
    text = drawn(worth(WORTH))
    for word in ("Aland", "Borduria", "Sides misjudged less often", "Standard deviation less, points"):
        assert word in text


def test_every_pair_of_models_stands_once_with_its_numbers() -> None:
    rows = [
        {"one": "Mean", "other": "Median", "opposite": 0.31, "apart": 5.2},
        {"one": "Mean", "other": "Challenge", "opposite": 0.07, "apart": 2.0},
        {"one": "Median", "other": "Challenge", "opposite": 0.64, "apart": 12.0},
    ]
    text = drawn(pairs(rows))
    for word in ("31%", "7%", "64%", "12 points"):
        assert text.count(f">{word}<") == 1


def test_issues_by_models_say_the_share_in_every_cell() -> None:
    rows = [
        {"issue": issue, "model": model, "above": above}
        for issue, model, above in (("Mandate", "Mean", 0.73), ("Mandate", "Median", 0.93), ("Border", "Mean", 0.0))
    ]
    text = drawn(by_issue([*rows, {"issue": "Border", "model": "Median", "above": float("nan")}]))
    for word in ("73%", "93%", "0%", "Mandate", "Border"):
        assert word in text
    assert "nan" not in text.lower().replace("nano", "")
