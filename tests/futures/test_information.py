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
from contingent.futures.calls import explained, gained
from contingent.futures.information import _Judged, information
from contingent.futures.studies import Group, Study, figure, mid, percent
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
    (found,) = _Judged(["m"], outcome[:, None]).worths(points[:, :1], ONE, None)
    assert found.wrong == pytest.approx(prior, abs=0.01)
    assert found.side == pytest.approx(side, abs=3 * found.side_error + 0.004)
    assert found.squared == pytest.approx(squared, abs=3 * found.squared_error + 0.05 * squared)
    assert found.sharper[1] <= found.sharper[0] <= found.sharper[2]


def test_two_inputs_known_together_are_worth_more_than_either() -> None:
    points = np.random.default_rng(3).random((20_000, 3))
    outcome = 50 + norm.ppf(points) @ np.array([5.0, 5.0, 3.0])
    judged = _Judged(["m"], outcome[:, None])
    (one,), (both,) = judged.worths(points[:, :1], ONE, None), judged.worths(points[:, :2], ONE, None)
    assert both.side > one.side + 0.05
    assert both.squared == pytest.approx(50, rel=0.06)


@pytest.mark.parametrize("above", [0.5, 0.4665, 0.2])
@pytest.mark.parametrize("known", [1, 2, 3])
def test_what_says_nothing_is_worth_nothing_on_average(above: float, known: int) -> None:
    sides, squares, told, draws = [], [], 0, 4_000
    for seed in range(30):
        source = np.random.default_rng(seed)
        outcome = 50 + 10 * (norm.ppf(above) + source.normal(size=(draws, 1)))
        (found,) = _Judged(["m"], outcome).worths(source.random((draws, known)), ONE, None)
        sides.append(found.side)
        squares.append(found.squared / found.variance)
        told += found.sharpens + found.told
        assert found.gain[1] == 0.0 or found.told
    bound = {0.5: (0.5 if known == 1 else 2) / np.sqrt(draws), 0.4665: 0.003 if known == 1 else 0.008}.get(above, 0.001)
    assert abs(np.mean(sides)) < bound
    assert abs(np.mean(squares)) < 0.003
    assert told <= 4


def test_a_step_is_found_where_it_is() -> None:
    source = np.random.default_rng(5)
    points = source.random((8_192, 1))
    outcome = np.where(points > 0.5335, 60.0, 40.0)
    (found,) = _Judged(["m"], outcome).worths(points, ONE, None)
    assert found.side == pytest.approx(found.wrong, abs=0.0005)
    inside = np.where(np.abs(points - 0.5) < 0.1, 60.0, 40.0)
    (range_,) = _Judged(["m"], inside).worths(points, ONE, None)
    assert range_.side == pytest.approx(range_.wrong, abs=0.001), "a call may change twice along an input"


def truth(mean: float, weights: np.ndarray) -> tuple[float, float]:
    """Gain on the side and variance explained by the first of independent normal numbers with these weights."""
    rest = float(np.hypot.reduce(weights[1:]))
    _, side, squared = closed((float(weights[0]), rest), mean)
    return side, squared


@pytest.mark.parametrize("mean", [50.2, 51.0, 54.0])
@pytest.mark.parametrize("first", [0.0, 1.0, 4.0, 9.0])
def test_intervals_hold_the_truth_about_as_often_as_they_say(mean: float, first: float) -> None:
    weights = np.array([first, 5.0, 4.0])
    side, squared = truth(mean, weights)
    held, kept, off = 0, 0, []
    for seed in range(40):
        points = np.random.default_rng(100 + seed).random((2_048, 3))
        outcome = (mean + norm.ppf(points) @ weights)[:, None]
        (gain,), (error,), (doubt,) = gained(points[:, :1], (outcome > 50).astype(float))
        (share,), (spread,) = explained(points[:, :1], outcome)
        held += abs(gain - side) <= 1.96 * error + doubt + 1e-3
        kept += abs(share - squared) <= 1.96 * spread
        off.append(gain - side)
    assert held >= 34
    assert kept >= 34
    assert abs(np.mean(off)) < 0.006


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


def test_figures_in_words_have_one_rounding_and_no_signed_zero() -> None:
    told = [percent(share).replace("\u00a0", " ") for share in (0.0, 0.003, 0.2, 0.991, 0.9999, 1.0, -0.001)]
    assert told == ["0 %", "under 1 %", "20 %", "99 %", "over 99 %", "100 %", "0 %"]
    assert [figure(-0.04), figure(-0.06), figure(-0.002, 2)] == ["0.0", "-0.1", "0.00"]
    assert [mid("Weighted mean"), mid("Nash bargaining solution")] == ["weighted mean", "Nash bargaining solution"]
