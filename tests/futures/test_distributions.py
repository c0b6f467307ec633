"""Distributions: rising, within their ends, with the mean they state, and exact where there is something exact."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv
from scipy.stats import triang

from contingent.base.errors import InputError
from contingent.futures.distributions import Beta, Distribution, Empirical, Fixed, Pert, Triangular, Uniform

three = st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted)
SHAPES: list[Callable[[float, float, float], Distribution]] = [
    Triangular,
    Pert,
    lambda low, mode, high: Beta.of_mode(low, mode, high, 12),
    lambda low, _, high: Beta(low, high, 0.5, 3),
    lambda low, _, high: Uniform(low, high),
    lambda *values: Empirical.of(values),
    lambda _, mode, __: Fixed(mode),
]


@pytest.mark.parametrize("make", SHAPES)
@given(three)
def test_numbers_rise_with_their_luck_and_stay_within_their_ends(
    make: Callable[[float, float, float], Distribution], ends: list[float]
) -> None:
    distribution = make(*ends)
    luck = np.linspace(0, 1, 301)
    drawn = distribution.at(luck)
    low, high = distribution.ends
    assert drawn.shape == luck.shape
    assert low - 1e-9 <= drawn.min() <= drawn.max() <= high + 1e-9
    assert (np.diff(drawn) >= -1e-9).all()
    assert drawn.tobytes() == np.concatenate([distribution.at(luck[:7]), distribution.at(luck[7:])]).tobytes()


@pytest.mark.parametrize("make", SHAPES)
@pytest.mark.parametrize("ends", [(10.0, 30.0, 90.0), (0.0, 0.0, 100.0), (5.0, 60.0, 60.0), (7.0, 7.0, 7.0)])
def test_the_stated_mean_is_that_of_the_draws(
    make: Callable[[float, float, float], Distribution], ends: tuple[float, float, float]
) -> None:
    distribution = make(*ends)
    luck = (np.arange(200_000) + 0.5) / 200_000
    assert distribution.at(luck).mean() == pytest.approx(distribution.mean, abs=2e-3)
    assert isinstance(distribution, Distribution)
    assert distribution.says


def test_shapes_are_those_of_the_books() -> None:
    luck = np.linspace(0, 1, 4001)[1:-1]
    low, mode, high = 20.0, 35.0, 80.0
    assert Triangular(low, mode, high).at(luck) == pytest.approx(triang.ppf(luck, 0.25, low, high - low), abs=1e-9)
    assert Pert(low, mode, high).at(luck) == pytest.approx(low + 60 * betaincinv(2, 4, luck), abs=60e-4)
    assert Pert(low, mode, high).mean == pytest.approx((low + 4 * mode + high) / 6)
    assert Beta.of_mode(low, mode, high, 0).at(luck) == pytest.approx(Uniform(low, high).at(luck), abs=1e-3)
    seen = [3.0, 1.0, 4.0, 1.0, 5.0]
    assert Empirical.of(seen).at(luck) == pytest.approx(np.quantile(seen, luck))
    assert Empirical.of([2.5]).at(luck).tolist() == [2.5] * len(luck)


@pytest.mark.parametrize(("a", "b"), [(2, 4), (0.3, 0.4), (1, 1), (500, 900), (1, 40), (0.01, 1e5), (1e5, 1e5)])
def test_the_table_of_a_beta_distribution_is_close_to_the_exact_inverse(a: float, b: float) -> None:
    luck = np.random.default_rng(1).random(20_000)
    assert np.abs(Beta(0, 1, a, b).at(luck) - betaincinv(a, b, luck)).max() < 1e-4


@pytest.mark.parametrize(
    "make",
    [
        lambda: Triangular(3, 2, 4),
        lambda: Pert(0, float("nan"), 1),
        lambda: Uniform(2, 1),
        lambda: Beta(0, 1, 0, 1),
        lambda: Beta(0, 1, 1e-300, 1e300),
        lambda: Beta(0, 1, 1, 2e5),
        lambda: Beta.of_mode(0, 2, 1, 4),
        lambda: Beta.of_mode(0, 1, 2, -1),
        lambda: Empirical(()),
        lambda: Empirical.of([1, float("inf")]),
        lambda: Fixed(float("nan")),
    ],
)
def test_what_is_no_distribution_is_refused(make: Callable[[], Distribution]) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.remedy
