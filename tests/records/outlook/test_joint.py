"""Sums: the dependence is kept, the parts keep their own distributions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.records.outlook.conftest import made_up

from contingent.base.months import Month
from contingent.records.outlook import Panel, forecast, joint
from contingent.records.outlook.backtest import backtest_sums, everyone, origins_of, top
from contingent.records.outlook.joint import UNKNOWN, totals


def moving(together: bool, seed: int = 3, contributors: int = 40, months: int = 140) -> Panel:
    """Contributors that jump in the same months and direction, or each in its own."""
    stream = np.random.default_rng(seed)
    shared = np.where(stream.random(months) < 0.2, stream.normal(0, 0.3, months), 0)
    own = np.where(stream.random((contributors, months)) < 0.2, stream.normal(0, 0.3, (contributors, months)), 0)
    noise = stream.normal(0, 0.01, (contributors, months))
    paths = np.cumsum((shared[None] if together else own) + noise, axis=1)
    numbers = np.rint(300 * np.exp(paths - paths.mean(axis=1, keepdims=True)))
    return Panel(contributors=tuple(f"C{row}" for row in range(contributors)), first=Month(2000, 1), numbers=numbers)


def test_correlation_is_found_where_it_is_and_not_where_it_is_not() -> None:
    assert totals(moving(True), None, (6,)).correlation[0] > 0.7
    assert totals(moving(False), None, (6,)).correlation[0] < 0.05
    short = totals(made_up(months=90), None, (60,))
    assert (short.correlation, short.windows) == ((UNKNOWN,), (pytest.approx(1 / 3),)), "less than two windows"


def test_members_have_their_own_correlation() -> None:
    together, apart = moving(True), moving(False)
    names = tuple(f"C{row}" for row in range(80))
    both = replace(together, contributors=names, numbers=np.vstack([together.numbers, apart.numbers]))
    first, second = both.rows(names[:40]), both.rows(names[40:])
    assert totals(both, None, (6,), first).correlation[0] > 0.7
    assert totals(both, None, (6,), second).correlation[0] < 0.05
    alone = totals(both, None, (6,), both.rows(names[:1]))
    assert alone.correlation == (UNKNOWN,), "of one there is nothing to tell, and it makes no difference"


def test_what_moves_together_makes_a_wider_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = moving(True)

    def width() -> float:
        found = totals(panel, None, (6,))
        return float(found.quantiles[0, 180] - found.quantiles[0, 20])

    dependent = width()
    monkeypatch.setattr(joint, "correlation", lambda moves, members: 0.0)
    assert dependent > 3 * width()


def test_a_sum_of_one_is_its_own_outlook(panel: Panel) -> None:
    alone = panel.rows(["IND"])
    found = totals(panel, None, (12,), alone)
    own = forecast(panel, None, (12,), only=alone)[alone][0, 0]
    assert found.summed == ("IND",)
    assert found.quantiles[0, [20, 100, 180]] == pytest.approx(own[[20, 100, 180]], rel=0.05)
    assert found.now == panel.numbers[panel.row("IND"), -1]


def test_sums_are_the_same_on_every_call_and_look_at_nothing_later(panel: Panel) -> None:
    origin = panel.column(Month(2009, 6))
    noise = panel.numbers.copy()
    noise[:, origin + 1 :] = 7
    first, second = totals(panel, origin, (3,)), totals(replace(panel, numbers=noise), origin, (3,))
    assert first.quantiles.tobytes() == second.quantiles.tobytes()
    assert first.correlation == second.correlation


def test_who_is_summed_is_told(panel: Panel) -> None:
    numbers = panel.numbers.copy()
    numbers[panel.row("KAZ"), -20:] = np.nan
    holed = replace(panel, numbers=numbers).with_contributors(["UZB"])
    found = totals(holed, None, (1,), holed.rows(["KAZ", "RUS", "UZB"]))
    assert (found.summed, found.silent) == (("RUS",), ("KAZ",))


@pytest.mark.slow
def test_sums_cover_what_they_say(panel: Panel) -> None:
    """80 % of the sum over all, of the top 20 and of groups drawn by lot; as independent it would be 58 %."""
    stream = np.random.default_rng(5)
    lots = {}
    for number in range(4):
        chosen = np.zeros(len(panel.contributors), bool)
        chosen[stream.permutation(len(chosen))[:25]] = True
        lots[f"lot {number}"] = lambda origin, chosen=chosen: chosen
    found = backtest_sums(panel, {"all": everyone(panel), "top": top(panel), **lots})
    by_name = {(each.name, each.horizon): each for each in found}
    assert len(found) == 6 * 4
    for horizon in (1, 3, 6, 12):
        assert 0.7 < by_name["all", horizon].cover80 <= 0.96
        assert by_name["all", horizon].skill > 0.2
        drawn = np.mean([by_name[f"lot {number}", horizon].cover80 for number in range(4)])
        assert 0.72 < drawn < 0.9
    assert by_name["all", 12].windows < 12, "about ten independent years"


@pytest.mark.slow
def test_summing_as_independent_would_fail(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "correlation", lambda moves, members: 0.0)
    found = backtest_sums(panel, {"all": everyone(panel)}, origins_of(panel), (3, 12))
    assert max(each.cover80 for each in found) < 0.72
