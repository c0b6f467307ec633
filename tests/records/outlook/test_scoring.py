"""Scores against hand values and against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.records.outlook.scoring import (
    brier,
    concordance,
    coverage,
    crps,
    deciles,
    log_crps,
    skill,
    transform,
)

samples = st.lists(st.integers(0, 50), min_size=1, max_size=12).map(lambda found: np.sort(np.array(found, float)))


def test_crps_by_hand() -> None:
    """Two values, 0 and 10: E|X-y| less a half of E|X-X'| = 5."""
    two = np.array([0.0, 10.0])
    assert crps(two, np.array(10.0)) == pytest.approx(5 - 2.5)
    assert crps(two, np.array(4.0)) == pytest.approx(5 - 2.5)
    assert crps(two, np.array(20.0)) == pytest.approx(15 - 2.5)
    assert crps(np.array([7.0]), np.array(4.0)) == 3, "of one value it is the absolute error"
    assert log_crps(np.array([0.0]), np.array(np.e - 1)) == pytest.approx(1)


@given(samples, st.integers(0, 50))
def test_crps_is_the_area_between_the_distribution_and_what_came(values: np.ndarray, came: int) -> None:
    """The integral over all x of (F(x) - 1{x >= y})^2, summed exactly: all steps lie on whole numbers."""
    grid = np.arange(0, 51)
    below = (values[None] <= grid[:, None]).mean(axis=1)
    area = np.square(below - (grid >= came))[:-1].sum()
    assert crps(values, np.array(float(came))) == pytest.approx(area)


@given(st.lists(samples.filter(lambda v: len(v) == 1), min_size=1, max_size=5), st.integers(0, 50))
def test_shapes_follow_the_cases(values: list[np.ndarray], came: int) -> None:
    stacked = np.stack(values)
    observed = np.full(len(values), float(came))
    assert crps(stacked, observed).shape == (len(values),)
    assert deciles(stacked, observed).shape == (len(values), 10)


def test_coverage_with_an_atom_by_hand() -> None:
    """Of ten values six are 0: the transform of 0 reaches from 0 to 0.6, of which 0.5 lies within 0.1-0.9."""
    values = np.array([0.0] * 6 + [1, 2, 3, 4])
    zero = np.array(0.0)
    assert [float(each) for each in transform(values, zero)] == [0, 0.6]
    assert coverage(values, zero, 0.8) == pytest.approx(0.5 / 0.6)
    assert deciles(values, zero) == pytest.approx([1 / 6] * 6 + [0] * 4)
    assert coverage(values, np.array(9.0), 0.8) == 0
    assert deciles(values, np.array(9.0)) == pytest.approx([0] * 9 + [1])
    assert deciles(values, np.array(-1.0)) == pytest.approx([1] + [0] * 9)


@given(samples, st.integers(0, 50))
def test_tenths_add_up(values: np.ndarray, came: int) -> None:
    found = deciles(values, np.array(float(came)))
    assert found.sum() == pytest.approx(1)
    assert found[1:9].sum() <= coverage(values, np.array(float(came)), 0.8) + 1e-9


@given(st.lists(st.integers(0, 9), min_size=40, max_size=40), st.sampled_from([0.5, 0.8, 0.95]))
def test_honest_distributions_cover_what_they_say(values: list[int], share: float) -> None:
    """Averaged over what it says itself, the randomised transform is even: the coverage is the share, atoms or not."""
    honest = np.sort(np.array(values, float))
    found = [float(coverage(honest, np.array(each), share)) for each in honest]
    assert np.mean(found) == pytest.approx(share)
    assert np.mean([deciles(honest, np.array(each)) for each in honest], axis=0) == pytest.approx([0.1] * 10)


def test_rates_are_scored() -> None:
    said, came = np.array([0.2, 0.9]), np.array([0.0, 1.0])
    assert brier(said, came) == pytest.approx([0.04, 0.01])
    assert concordance(said, came) == 1
    assert concordance(-said, came) == 0
    assert concordance(np.array([0.5, 0.5, 0.5]), np.array([1.0, 0.0, 0.0])) == 0.5
    assert np.isnan(concordance(said, np.array([1.0, 1.0])))
    assert skill(0.5, 2) == 0.75
    assert np.isnan(skill(0, 0))
