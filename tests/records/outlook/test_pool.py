"""The distribution: what it must be whatever the panel, and what it is on real lists."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.outlook.conftest import made_up

from contingent.base.errors import InputError, NotFoundError
from contingent.base.months import Month
from contingent.records.outlook import LEVELS, Panel, forecast, last_values
from contingent.records.outlook.backtest import origins_of
from contingent.records.outlook.likeness import LIKENESS

seeds = st.integers(0, 10_000)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([(1,), (2, 7), (12, 1)]))
def test_quantiles_are_persons_in_order(seed: int, horizons: tuple[int, ...]) -> None:
    panel = made_up(seed)
    found = forecast(panel, None, horizons)
    assert found.shape == (12, len(horizons), 200) == (12, len(horizons), len(LEVELS))
    told = found[panel.known()]
    assert (np.diff(told, axis=-1) >= 0).all()
    assert (told >= 0).all()
    assert (told == np.rint(told)).all()
    assert np.isnan(found[~panel.known()]).all()


@settings(max_examples=15, deadline=None)
@given(seeds, st.integers(62, 80))
def test_nothing_after_the_origin_is_looked_at(seed: int, origin: int) -> None:
    panel = made_up(seed)
    noise = panel.numbers.copy()
    noise[:, origin + 1 :] = np.random.default_rng(seed).integers(0, 5000, noise[:, origin + 1 :].shape)
    noise[::3, origin + 1 :] = np.nan
    for other in (replace(panel, numbers=noise), panel.until(origin)):
        assert forecast(panel, origin, (1, 6)).tobytes() == forecast(other, origin, (1, 6)).tobytes()


def test_nothing_after_the_origin_is_looked_at_on_real_lists(panel: Panel) -> None:
    origin = panel.column(Month(2009, 6))
    noise = panel.numbers.copy()
    noise[:, origin + 1 :] = np.random.default_rng(1).integers(0, 5000, noise[:, origin + 1 :].shape)
    asked = (1, 3, 6, 12)
    assert forecast(panel, origin, asked).tobytes() == forecast(replace(panel, numbers=noise), origin, asked).tobytes()


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_the_order_of_contributors_makes_no_difference(seed: int) -> None:
    panel = made_up(seed, contributors=30)
    order = np.random.default_rng(seed).permutation(30)
    turned = replace(panel, contributors=tuple(panel.contributors[row] for row in order), numbers=panel.numbers[order])
    assert np.array_equal(forecast(turned, None, (6,)), forecast(panel, None, (6,))[order], equal_nan=True)


def test_the_order_of_contributors_makes_no_difference_on_real_lists(panel: Panel) -> None:
    turned = replace(panel, contributors=panel.contributors[::-1], numbers=panel.numbers[::-1])
    assert np.array_equal(forecast(turned, None, (12,)), forecast(panel, None, (12,))[::-1], equal_nan=True)


def test_only_the_rows_asked_for_are_made(panel: Panel) -> None:
    wanted = panel.rows(["KAZ", "BGD"])
    some, everyone = forecast(panel, None, (3,), only=wanted), forecast(panel, None, (3,))
    assert (some[wanted] == everyone[wanted]).all()
    assert np.isnan(some[~wanted]).all()


def test_what_never_changes_is_expected_to_stay() -> None:
    panel = Panel(contributors=("A", "B"), first=Month(2000, 1), numbers=np.array([[5.0] * 80, [300.0] * 80]))
    found = forecast(panel, None, (1, 12))
    assert (found[0] == 5).all()
    assert (found[1] == 300).all()


def test_own_past_weighs_more_and_a_later_past_more_than_an_early_one() -> None:
    """Two alike but for this: one moved every month, and one moved only long ago."""
    quiet, restless = np.full(90, 100.0), np.full(90, 100.0)
    restless[1::2] = 140
    restless[-1] = 100
    panel = Panel(contributors=("Q", "R"), first=Month(2000, 1), numbers=np.stack([quiet, restless]))
    found = forecast(panel, None, (1,))
    assert (found[0, 0] == 100).mean() > (found[1, 0] == 100).mean() + 0.3
    early = np.full(90, 100.0)
    early[20:40:2] = 140
    late = np.full(90, 100.0)
    late[60:80:2] = 140
    moved = [
        (forecast(replace(panel, numbers=np.stack([quiet, numbers])), None, (6,))[0, 0] == 100).mean()
        for numbers in (early, late)
    ]
    assert moved[0] > moved[1]


@pytest.mark.slow
def test_nobody_left_and_no_change_happen_as_often_as_said(panel: Panel) -> None:
    """Over the origins of the study, by size: what was said of both on average, and what was seen 12 months on."""
    for low, high, near in ((1, 10, 0.08), (10, 50, 0.03), (50, 200, 0.03), (200, 1000, 0.03), (1000, 1e9, 0.03)):
        said, seen = [], []
        for origin in origins_of(panel):
            now, came = last_values(panel, origin), panel.numbers[:, origin + 12]
            there = (now >= low) & (now < high)
            found = forecast(panel, origin, (12,), only=there)[there, 0]
            said += [((found == now[there, None]).mean(axis=1), (found == 0).mean(axis=1))]
            seen += [(came[there] == now[there], came[there] == 0)]
        for each in (0, 1):
            told = np.concatenate([row[each] for row in said]).mean()
            assert told == pytest.approx(np.concatenate([row[each] for row in seen]).mean(), abs=near)


def test_months_that_are_not_known_are_gone_round(panel: Panel) -> None:
    """Where the origin is not known the outlook starts at the last month that is, and looks one month further."""
    numbers = panel.numbers.copy()
    numbers[:, -1] = np.nan
    numbers[5, 200:210] = np.nan
    holed = replace(panel, numbers=numbers)
    found = forecast(holed, None, (1, 2))
    before = forecast(replace(panel, numbers=numbers[:, :-1]), None, (2, 3))
    told = panel.known(panel.width - 2)
    assert found[told].mean(axis=(0, 2)) == pytest.approx(before[told].mean(axis=(0, 2)), rel=0.01)
    assert (last_values(holed)[told] == panel.numbers[told, -2]).all()
    numbers[7, -14:] = np.nan
    silent = replace(panel, numbers=numbers)
    assert np.isnan(forecast(silent, None, (1,))[7]).all(), "nothing for more than a year: no claim"
    assert np.isnan(last_values(silent)[7])


def test_annual_and_short_panels(panel: Panel) -> None:
    years = np.stack([panel.numbers[:, start : start + 12].mean(axis=1) for start in range(2, 278, 12)], axis=1)
    annual = Panel(contributors=panel.contributors, first=Month(1991, 1), numbers=years, step=12)
    found = forecast(annual, None, (1,))
    told = annual.known()
    assert (np.diff(found[told], axis=-1) >= 0).all()
    now = last_values(annual)[told]
    assert np.median(np.abs(found[told][:, 0, 100] - now)) <= 1, "the middle is near the last value"
    five = replace(panel, first=panel.month(221), numbers=panel.numbers[:, 221:])
    assert not np.isnan(forecast(five, None, (12,))[five.known()]).any()


def test_hostile_panels() -> None:
    nobody = Panel(contributors=("A", "B"), first=Month(2000, 1), numbers=np.zeros((2, 80)))
    assert np.isnan(forecast(nobody, None, (1, 12))).all(), "of those that never contributed nothing is claimed"
    short = replace(made_up(1), numbers=made_up(1).numbers[:, :3])
    with pytest.raises(InputError, match="0 changes over 12") as caught:
        forecast(short, None, (12,))
    assert "fewer months" in str(caught.value.remedy)
    alone = replace(made_up(3, contributors=1), numbers=np.maximum(made_up(3, contributors=1).numbers, 1))
    assert (np.diff(forecast(alone, None, (1, 12)), axis=-1) >= 0).all(), "one contributor learns from itself"
    unknown = Panel(contributors=("A",), first=Month(2000, 1), numbers=np.full((1, 80), np.nan))
    assert np.isnan(forecast(unknown)).all()
    huge = replace(made_up(2), numbers=made_up(2).numbers * 1e9)
    assert np.isfinite(forecast(huge)[huge.known()]).all()
    for horizons in ((), (0,), (-1,), (1.5,)):
        with pytest.raises(InputError, match="no horizons"):
            forecast(made_up(1), None, horizons)  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        forecast(made_up(1), 500, (1,))
    with pytest.raises(NotFoundError):
        forecast(made_up(1), Month(1990, 1), (1,))


def test_the_power_rises_with_size() -> None:
    assert [LIKENESS.power(number) for number in (1, 20, 200, 2000, 9000)] == pytest.approx([0.5, 0.5, 0.65, 0.8, 0.8])
