"""Worth of knowing an input: against closed forms, worth nothing where it says nothing, told with its evidence."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from tests.decisions.agendas import agenda
from tests.futures.answers import study

from contingent.base.errors import InputError
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.information import _basis, _Judged, information
from contingent.futures.studies import Group, Study
from contingent.positions.positions import Position

ONE = Group(name="A/position", columns=(0,), actor="A", what="position")


def closed(weights: tuple[float, float], mean: float) -> tuple[float, float, float]:
    """Loss of the better call, and what knowing the first of two normal numbers takes off it and off the variance."""
    first, second = weights
    spread = float(np.hypot(first, second))
    prior = float(norm.cdf(-abs(mean - 50) / spread))
    grid = np.linspace(-8, 8, 20_001)
    wrong = norm.cdf(-np.abs(mean + first * grid - 50) / second)
    after = float((wrong * norm.pdf(grid)).sum() * (grid[1] - grid[0]))
    return prior, prior - after, first**2


@pytest.mark.parametrize(("weights", "mean"), [((8.0, 6.0), 53.0), ((3.0, 9.0), 48.0), ((6.0, 6.0), 50.5)])
def test_worth_is_that_of_the_closed_form(weights: tuple[float, float], mean: float) -> None:
    points = np.random.default_rng(2).random((40_000, 2))
    outcome = mean + norm.ppf(points) @ np.array(weights)
    prior, side, squared = closed(weights, mean)
    (found,) = _Judged.of(outcome[:, None], ["m"]).worths(points[:, :1], ONE, None)
    assert found.wrong == pytest.approx(prior, abs=0.01)
    assert found.side == pytest.approx(side, abs=3 * found.side_error + 0.004)
    assert found.squared == pytest.approx(squared, abs=3 * found.squared_error + 0.05 * squared)
    assert found.sharper[1] <= found.sharper[0] <= found.sharper[2]


def test_two_inputs_known_together_are_worth_more_than_either() -> None:
    points = np.random.default_rng(3).random((20_000, 3))
    outcome = 50 + norm.ppf(points) @ np.array([5.0, 5.0, 3.0])
    judged = _Judged.of(outcome[:, None], ["m"])
    (one,), (both,) = judged.worths(points[:, :1], ONE, None), judged.worths(points[:, :2], ONE, None)
    assert both.side > one.side + 0.05
    assert both.squared == pytest.approx(50, rel=0.06)


def test_what_says_nothing_is_worth_nothing_on_average() -> None:
    worth, told = [], 0
    for seed in range(30):
        source = np.random.default_rng(seed)
        outcome = 50 + 10 * source.normal(size=(1_000, 1))
        (found,) = _Judged.of(outcome, ["m"]).worths(source.random((1_000, 1)), ONE, None)
        worth.append(found.squared)
        told += found.sharpens
    assert np.mean(worth) < 0.5, "cross-fitting never credits noise"
    assert told <= 3


def test_tents_sum_to_one() -> None:
    points = np.random.default_rng(1).random((100, 3))
    for count in (1, 2, 3):
        assert _basis(points[:, :count]).sum(axis=1) == pytest.approx(np.ones(100))


def test_the_position_worth_researching_is_named_with_its_evidence() -> None:
    # A alone decides on which side of the middle the median of three falls.
    rows = agenda((50.0, 50.0), (10.0, 50.0), (90.0, 50.0), spread=10.0)
    positions = [
        Position(issue="i", actor="A", value=50, low=40, high=60, salience=50, basis="inferred", evidence=("S1", "S2"))
    ]
    found = information(Study.of(rows, "i", (Median(),), band=0.0).sample(2_000, 1), positions)
    best = found.of("median")[0]
    assert (best.group.actor, best.told, best.basis) == ("A", True, "inferred")
    assert best.side == pytest.approx(0.5, abs=0.03)
    (text,) = found.sentences({"A": "Aland"})
    assert "Worth researching next is the position of Aland" in text
    assert "only inferred (from S1, S2)" in text
    table = found.table()
    assert table["evidence"].to_list()[0] == ["S1", "S2"]
    assert (table["remaining"] <= table["variance"].sqrt() + 1e-9).all()


def test_an_actor_counts_as_a_whole_and_by_input() -> None:
    found = information(study().sample(1_000, 1))
    assert {w.group.what for w in found.worths} == {"position", "salience", ""}
    assert len(found.of("compromise", what=None)) == 4


def test_a_certain_side_and_fixed_positions_explain_themselves() -> None:
    sure = Study.of(agenda((90.0, 50.0), (80.0, 50.0), spread=5.0), "i", (Compromise(),), band=0.0).sample(500, 1)
    assert "the same in every draw" in information(sure).sentences()[0]
    fixed = Study.of(agenda((90.0, 50.0), (20.0, 50.0)), "i", (Compromise(),)).sample(500, 1)
    assert "no position is left open" in information(fixed).sentences()[0]


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(InputError, match="too few"):
        study().sample(50, 1)
