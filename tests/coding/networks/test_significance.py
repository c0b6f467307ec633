"""Links against chance: sums kept, exact tails, p even under the null model, what is planted is found."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.coding.networks.significance import (
    degree_probabilities,
    false_discoveries,
    sharing_test,
    stance_test,
    upper_tails,
)
from contingent.coding.networks.tallies import Tallies


def subtract(counts: np.ndarray) -> np.ndarray:
    """Congruence less conflict of stances (against, for)."""
    net = counts[:, :, 1] - counts[:, :, 0]
    made = net @ net.T
    np.fill_diagonal(made, 0)
    return made


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 9), st.floats(0.05, 0.95))
def test_probabilities_keep_all_sums(seed: int, rows: int, columns: int, density: float) -> None:
    held = (np.random.default_rng(seed).random((rows, columns)) < density).astype(float)
    chances = degree_probabilities(held)
    assert chances.min(initial=0) >= 0
    assert chances.max(initial=0) <= 1
    assert np.allclose(chances.sum(axis=1), held.sum(axis=1), atol=1e-3)
    assert np.allclose(chances.sum(axis=0), held.sum(axis=0), atol=1e-3)


def test_probabilities_have_the_form_of_greatest_entropy() -> None:
    held = (np.random.default_rng(2).random((12, 10)) < 0.4).astype(float)
    chances = degree_probabilities(held)
    odds = np.log(chances / (1 - chances))
    assert np.allclose(odds - odds[:1] - odds[:, :1] + odds[0, 0], 0, atol=1e-6), "log odds are a row plus a column"
    regular = degree_probabilities(np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1.0]]))
    assert np.allclose(regular, 0.5)


def test_tails_are_those_of_all_outcomes() -> None:
    chances = np.array([[0.1, 0.5, 0.9, 0.3], [0.0, 1.0, 0.5, 0.5]])
    for least in range(6):
        for row, tail in zip(chances, upper_tails(chances, np.array([least, least])), strict=True):
            expected = sum(
                np.prod([p if hit else 1 - p for p, hit in zip(row, hits, strict=True)])
                for hits in product([0, 1], repeat=4)
                if sum(hits) >= least
            )
            assert tail == pytest.approx(expected)


def test_false_discoveries_of_the_published_example() -> None:
    # Benjamini and Hochberg 1995, section 3.2: 15 comparisons, four are found at 0.05
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
         1.0]  # fmt: skip
    q = false_discoveries(p)
    assert sum(each <= 0.05 for each in q) == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert false_discoveries([0.04, 0.01]) == [0.04, 0.02]
    assert false_discoveries([]) == []


def test_p_is_even_where_sharing_is_chance() -> None:
    """Cases drawn from the null model itself: p of a tail that is split at ties (mid-p) is even."""
    generator = np.random.default_rng(3)
    chances = degree_probabilities((generator.random((20, 60)) < generator.uniform(0.1, 0.6, (20, 1))).astype(float))
    one, other = np.triu_indices(20, 1)
    both = chances[one] * chances[other]
    values = []
    for _ in range(30):
        drawn = (generator.random(chances.shape) < chances).astype(int)
        seen = (drawn[one] * drawn[other]).sum(axis=1)
        values.append((upper_tails(both, seen) + upper_tails(both, seen + 1)) / 2)
    p = np.concatenate(values)
    for level in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9):
        assert np.mean(p <= level) == pytest.approx(level, abs=0.025)


def test_chance_cases_of_whole_tests_give_few_discoveries() -> None:
    generator = np.random.default_rng(4)
    found = []
    for _ in range(40):
        held = (generator.random((10, 30)) < 0.3).astype(float)
        found.append(bool(sharing_test([str(i) for i in range(10)], held).found()))
    assert np.mean(found) <= 0.1, "under the null model the share of cases with any discovery is bounded by alpha"


def test_what_is_planted_is_found() -> None:
    generator = np.random.default_rng(6)
    held = (generator.random((12, 60)) < 0.2).astype(float)
    held[1] = held[0]
    (best, *_) = sharing_test([str(i) for i in range(12)], held).pairs
    assert (best.one, best.other) == ("0", "1")
    assert best.q < 0.01
    assert best.weight > 2 * best.expected


def tallies(seed: int, actors: int = 6, concepts: int = 6, statements: int = 150) -> Tallies:
    generator = np.random.default_rng(seed)
    return Tallies(
        actors=generator.integers(0, actors, statements), concepts=generator.integers(0, concepts, statements),
        stances=generator.integers(0, 2, statements), weights=np.ones(statements), shape=(actors, concepts, 2),
    )  # fmt: skip


def test_p_is_even_where_stances_are_chance() -> None:
    p = np.concatenate(
        [[each.p for each in stance_test("abcdef", tallies(n), subtract, shuffles=199).pairs] for n in range(60)]
    )
    for level in (0.05, 0.1, 0.25, 0.5):  # weights are whole numbers: where cases tie, both tails count them
        assert 0.6 * level <= np.mean(p <= level) <= 1.15 * level


def test_agreement_and_conflict_that_are_planted_are_found() -> None:
    plain = tallies(1, statements=240)
    stances = np.where(plain.actors < 3, 1, 0)
    made = Tallies(
        actors=plain.actors, concepts=plain.concepts, stances=stances, weights=plain.weights, shape=plain.shape
    )
    test = stance_test("abcdef", made, subtract, shuffles=999)
    assert len(test.found()) == 15
    for each in test.pairs:
        same = (each.one in "abc") == (each.other in "abc")
        assert (each.weight > each.expected) == same
        assert each.low is not None
        assert each.high is not None
        assert each.low <= each.expected <= each.high
    assert test == stance_test("abcdef", made, subtract, shuffles=999)
    assert not test.coarse
    assert stance_test("abcdef", made, subtract, shuffles=20).coarse


def test_pairs_that_cannot_differ_are_not_tested() -> None:
    agreed = Tallies(
        actors=np.array([0, 1, 2]), concepts=np.array([0, 0, 1]), stances=np.array([1, 1, 0]), weights=np.ones(3),
        shape=(3, 2, 2),
    )  # fmt: skip
    test = stance_test("abc", agreed, subtract, shuffles=99)
    assert (test.pairs, test.fixed, test.found()) == ((), 3, ())
    full = sharing_test("abc", np.ones((3, 2)))
    assert (full.pairs, full.fixed) == ((), 3)
    assert sharing_test("", np.zeros((0, 0))).pairs == ()
    with pytest.raises(InputError, match="false discoveries"):
        sharing_test("abc", np.ones((3, 2)), alpha=2)
