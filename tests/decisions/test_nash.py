"""The Nash bargaining solution against searches of the product itself, its twin, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, minimize_scalar
from tests.decisions.agendas import agenda, astana
from tests.decisions.test_exchange import Tables, tables

from contingent.base.errors import InputError
from contingent.decisions.base import Kernel
from contingent.decisions.example import worked_example
from contingent.decisions.kernels.nash_draws import nash_draws
from contingent.decisions.kernels.nash_reference import Bargain
from contingent.decisions.models import model
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.nash import Nash
from contingent.futures.inputs import stated_ranges
from contingent.positions.drawn import Drawn

BARGAINS = (
    Bargain(),
    Bargain(quadratic=False),
    Bargain(worst=True),
    Bargain(worst=True, quadratic=False),
    Bargain(status_quo=0.1),
    Bargain(status_quo=0.1, quadratic=False),
)


def both(drawn: Tables, bargain: Bargain, *, joint: bool) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    value, salience, power = (each[None] for each in drawn)
    found = [
        nash_draws(value / 100, salience, power, bargain, joint=joint, kernel=kernel)[0]
        for kernel in (Kernel.COMPILED, Kernel.NUMPY)
    ]
    return found[0], found[1]


@settings(max_examples=100, deadline=None)
@given(tables(), st.sampled_from(BARGAINS), st.booleans())
def test_the_compiled_twin_equals_the_reference(drawn: Tables, bargain: Bargain, joint: bool) -> None:
    mine, theirs = both(drawn, bargain, joint=joint and bargain.quadratic)
    assert mine == pytest.approx(theirs, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("bargain", BARGAINS, ids=str)
@pytest.mark.parametrize("seed", range(5))
def test_one_issue_is_the_maximum_of_the_product(bargain: Bargain, seed: int) -> None:
    luck = np.random.default_rng(seed)
    x, s, c = luck.uniform(0.2, 1, 6), luck.uniform(0.1, 1, 6), luck.uniform(0.2, 3, 6)
    stake = bargain.at_stake(x, s)

    def negative(y: float) -> float:
        gains = stake - s * bargain.loss(y - x)
        return float(-(c * np.log(gains)).sum()) if gains.min() > 0 else 1e9 - 1e3 * gains.min()

    grid = np.linspace(0, 1, 2001)
    start = grid[int(np.argmin([negative(y) for y in grid]))]
    best = minimize_scalar(negative, bounds=(start - 5e-4, start + 5e-4), method="bounded", options={"xatol": 1e-12})
    found = nash_draws(x[None, :, None], s[None, :, None], c[None, :, None], bargain, joint=False, kernel=Kernel.AUTO)
    assert found[0, 0] == pytest.approx(best.x, abs=1e-6)


@pytest.mark.parametrize("bargain", [Bargain(), Bargain(worst=True)], ids=str)
def test_a_package_is_the_maximum_of_the_product(bargain: Bargain) -> None:
    luck = np.random.default_rng(4)
    x, s, c = luck.uniform(0, 1, (5, 3)), luck.uniform(0.1, 1, (5, 3)), luck.uniform(0.2, 3, 5)
    stake = bargain.at_stake(x, s).sum(axis=1)
    power = np.repeat(c[:, None], 3, axis=1)

    def negative(y: np.ndarray) -> float:  # type: ignore[type-arg]
        gains = stake - (s * (y - x) ** 2).sum(axis=1)
        return float(-(c * np.log(gains)).sum()) if gains.min() > 0 else np.inf

    best = minimize(
        negative, (x * s).sum(axis=0) / s.sum(axis=0), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14}
    )
    found = nash_draws(x[None], s[None], power[None], bargain, joint=True, kernel=Kernel.AUTO)
    assert found[0] == pytest.approx(best.x, abs=1e-5)


def test_a_package_can_be_agreed_where_no_issue_can() -> None:
    example = worked_example()
    setting = {"disagreement": "status_quo", "status_quo": 20.0}
    apart = model("nash", setting).decide(example)
    assert apart.values == {"mandate": 20.0, "funding": 20.0}
    assert "nothing is agreed there" in apart.caveats[0]
    package = model("nash", {**setting, "joint": "on"}).decide(example)
    assert not any("nothing is agreed" in each for each in package.caveats)
    loss = example.salience / 100 * ((np.array(list(package.values.values())) - example.value) / 100) ** 2
    stays = example.salience / 100 * ((20.0 - example.value) / 100) ** 2
    assert (loss.sum(axis=1) < stays.sum(axis=1)).all()


def test_small_losses_make_it_the_weighted_mean() -> None:
    # The mean is the first approximation: with a tenth of the salience the difference shrinks with it.
    gaps = []
    for salience in (100.0, 10.0, 1.0):
        rows = ((10.0, salience), (30.0, salience / 2), (90.0, salience))
        gaps.append(abs(Nash().decide(agenda(*rows)).values["i"] - Compromise().decide(agenda(*rows)).values["i"]))
    assert gaps[0] > 1 > 10 * gaps[2]
    assert gaps[1] < gaps[0] / 5


@pytest.mark.parametrize("settings", [{}, {"utility": "linear"}, {"disagreement": "worst"}, {"joint": "on"}], ids=str)
def test_what_does_not_matter(settings: dict[str, str]) -> None:
    whole = astana()
    inputs = stated_ranges(whole, 15.0)
    drawn = inputs.drawn(inputs.luck(1, 0, 20), seed=1)
    chosen = model("nash", settings)
    found = chosen.decide_draws(drawn)

    def again(value: np.ndarray, salience: np.ndarray, capability: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return chosen.decide_draws(Drawn(agenda=whole, value=value, salience=salience, capability=capability))

    assert again(100 - drawn.value, drawn.salience, drawn.capability) == pytest.approx(100 - found, abs=1e-6)
    assert again(drawn.value, drawn.salience, 7 * drawn.capability) == pytest.approx(found, abs=1e-6)
    order = np.random.default_rng(0).permutation(len(whole.actors))
    assert again(drawn.value[:, order], drawn.salience[:, order], drawn.capability[:, order]) == pytest.approx(
        found, abs=1e-6
    )
    halves = np.r_[0, np.arange(len(whole.actors))]
    capability = drawn.capability[:, halves].copy()
    capability[:, :2] /= 2
    assert again(drawn.value[:, halves], drawn.salience[:, halves], capability) == pytest.approx(found, abs=1e-6)


def test_hostile_input() -> None:
    assert Nash().decide(agenda((30, 50))).values["i"] == pytest.approx(30)
    assert Nash().decide(agenda((30, 50), (30, 90))).values["i"] == pytest.approx(30)
    with pytest.raises(InputError, match="Nobody on i"):
        Nash().decide(agenda((10, 0)))
    with pytest.raises(InputError, match="quadratic"):
        model("nash", {"joint": "on", "utility": "linear"})
    crowd = np.random.default_rng(0).uniform(0, 1, (1, 5000, 2))
    found = nash_draws(crowd, crowd, np.ones_like(crowd), Bargain(), joint=False, kernel=Kernel.AUTO)
    assert ((found > 0.4) & (found < 0.9)).all()
    crowd[0, :, 1] = np.nan
    assert np.isnan(nash_draws(crowd, crowd, crowd, Bargain(), joint=True, kernel=Kernel.AUTO)[0]).tolist() == [
        False,
        True,
    ]


def test_any_split_gives_the_same_bytes() -> None:
    inputs = stated_ranges(astana(), 15.0)
    drawn = inputs.drawn(inputs.luck(1, 0, 30), seed=1)
    for chosen in (Nash(), Nash(joint="on")):
        parts = [chosen.decide_draws(Drawn.as_stated(each)) for each in drawn.agendas()]
        assert chosen.decide_draws(drawn).tobytes() == np.concatenate(parts).tobytes()
