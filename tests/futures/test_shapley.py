"""Shapley effects against closed forms, with and without correlation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.futures.answers import linear, shapley_by_hand, study

from contingent.base.errors import InputError, ProgrammingError
from contingent.futures.correlation import Together
from contingent.futures.inputs import Inputs
from contingent.futures.sensitivity import sensitivity
from contingent.futures.shapley import shapley
from contingent.futures.studies import By, Study

MIXED = np.array([[1, 0.7, 0.0], [0.7, 1, -0.3], [0.0, -0.3, 1]])
WEIGHTS = np.array([1.0, 0.5, 2.0])


def test_two_correlated_inputs_follow_owens_formula() -> None:
    r, one, two = 0.6, 1.0, 2.0
    correlation = np.array([[1, r], [r, 1]])
    whole = one**2 + two**2 + 2 * r * one * two
    first = (one**2 * (1 - r * r / 2) + r * one * two + two**2 * r * r / 2) / whole
    assert shapley_by_hand(np.array([one, two]), correlation)[0] == pytest.approx(first)
    found = shapley(linear(np.array([one, two])), [[0], [1]], 16_384, 1, correlation)
    assert found.share[:, 0, 0] == pytest.approx([first, 1 - first], abs=0.015)
    assert found.variance[0] == pytest.approx(whole, rel=0.02)


@pytest.mark.parametrize("correlation", [None, MIXED, np.ones((3, 3))], ids=["independent", "mixed", "tied"])
def test_three_inputs_follow_the_sum_over_all_subsets(correlation: np.ndarray | None) -> None:
    true = shapley_by_hand(WEIGHTS, np.eye(3) if correlation is None else correlation)
    found = shapley(linear(WEIGHTS), [[0], [1], [2]], 16_384, 1, correlation).share[:, 0]
    assert found[:, 0] == pytest.approx(true, abs=0.02)
    assert ((found[:, 1] - 0.01 <= true) & (true <= found[:, 2] + 0.01)).all()


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    true = shapley_by_hand(WEIGHTS, MIXED)
    held = []
    for seed in range(40):
        found = shapley(linear(WEIGHTS), [[0], [1], [2]], 512, seed, MIXED).share[:, 0]
        held += list((found[:, 1] <= true) & (true <= found[:, 2]))
    assert 0.85 <= np.mean(held) <= 1.0


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(-3, 3), min_size=1, max_size=5).filter(lambda w: any(abs(x) > 0.1 for x in w)),
    st.integers(0, 99),
)
def test_shares_add_up_to_one(weights: list[float], seed: int) -> None:
    groups = [[n] for n in range(len(weights))]
    found = shapley(linear(np.array(weights)), groups, 256, seed)
    assert found.share[:, 0, 0].sum() == pytest.approx(1.0)


def test_an_answer_that_does_not_vary_has_no_shares() -> None:
    found = shapley(lambda points: np.full((len(points), 1), 3.0), [[0], [1]], 256, 1)
    assert np.isnan(found.share).all()
    assert found.variance[0] == 0


def test_groups_must_share_out_the_inputs() -> None:
    with pytest.raises(ProgrammingError):
        shapley(linear(WEIGHTS), [[0], [2]], 256, 1)
    with pytest.raises(InputError, match="too few"):
        shapley(linear(WEIGHTS), [[0], [1], [2]], 10, 1)


def test_inputs_that_move_together_are_told_by_shapley_effects() -> None:
    plain = study()
    names = tuple(name for name in plain.inputs.names if name.endswith("position"))[:2]
    tied = Inputs(
        agenda=plain.inputs.agenda, each=plain.inputs.each, together=(Together(inputs=names, correlation=0.8),)
    )
    found = sensitivity(Study.of(tied, "i", plain.models), 512)
    assert found.correlated
    for model in ("compromise", "median"):
        for by in By:
            assert sum(w.main[0] for w in found.of(model, by=by)) == pytest.approx(1.0)
    assert all(w.first is None and w.total is None for w in found.weights)
    assert "Shapley effect" in " ".join(found.sentences())
    alone = sensitivity(plain, 512)
    assert (
        found.spread["compromise", found.weights[0].target][1] > alone.spread["compromise", found.weights[0].target][1]
    )
