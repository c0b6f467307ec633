"""The bars of the study on its own panel and design, and the record of the record."""

from __future__ import annotations

import numpy as np
import pytest
from tests.records.outlook.conftest import made_up

from contingent.base.errors import InputError
from contingent.records.outlook import Panel
from contingent.records.outlook.backtest import Scored, backtest, origins_of
from contingent.records.outlook.track import CLASSES, bars, class_of, groups, in_class, lines


@pytest.mark.slow
def test_every_bar_is_met(scored: Scored) -> None:
    """24 origins from August 2003 to March 2013; the reference had .117/.128/.149/.160."""
    assert [str(month) for month in scored.months()] == [str(scored.months()[0].plus(5 * place)) for place in range(24)]
    assert (str(scored.months()[0]), str(scored.months()[-1])) == ("2003-08", "2013-03")
    measured = lines(scored)
    everyone = {line.horizon: line for line in measured if line.group == "all"}
    assert {line.cases for line in everyone.values()} == {3291}
    assert [round(everyone[ahead].naive, 1) for ahead in (3, 12)] == [43.0, 113.1]
    missed = [bar for bar in bars(measured) if not bar.met]
    assert not missed
    assert len(bars(measured)) == 16
    assert [round(everyone[ahead].crps.value, 3) for ahead in (1, 3, 6, 12)] == pytest.approx(
        [0.129, 0.140, 0.156, 0.173], abs=0.002
    )
    assert everyone[12].crps.value >= 0.165, "the stretch"
    assert everyone[12].log_crps.value >= 0.165
    assert all(line.crps.low > 0.05 for line in everyone.values())
    assert all(line.uneven <= 0.035 for line in everyone.values())


@pytest.mark.slow
def test_groups_are_those_of_the_study(scored: Scored) -> None:
    by_name = {(line.group, line.horizon): line for line in lines(scored)}
    assert by_name["top 20", 12].cases == 480
    assert by_name["top 20", 12].crps.value >= 0.15
    assert round(by_name["top 20", 12].naive) == 446
    neighbours = by_name["Central Asia, Russia, Ukraine", 12]
    assert (neighbours.cases, neighbours.contributors) == (98, 5)
    assert by_name["dormant (0 now)", 12].cases == 622
    found = groups(scored)
    sizes = sum(found[name].sum() for name in found if name.endswith(" now") or name.startswith("dormant"))
    assert sizes == found["all"].sum(), "every contributor is in one class"


def test_classes() -> None:
    assert [class_of(number) for number in (0, 1, 9, 10, 49, 50, 199, 200, 999, 1000, 9000)] == [
        "0", "1-9", "1-9", "10-49", "10-49", "50-199", "50-199", "200-999", "200-999", CLASSES[-1], CLASSES[-1],
    ]  # fmt: skip
    assert in_class(np.array([np.nan, 0, 5]), "0").tolist() == [False, True, False]


def test_a_backtest_scores_only_what_is_known() -> None:
    panel = made_up(4, months=100)
    numbers = panel.numbers.copy()
    numbers[3, 90:] = np.nan
    holed = Panel(contributors=panel.contributors, first=panel.first, numbers=numbers)
    origins = origins_of(holed)
    assert origins == (62, 67, 72, 77, 82, 87)
    told: list[str] = []
    found = backtest(holed, tell=told.append)
    assert told == [str(holed.month(origin)) for origin in origins]
    assert np.isnan(found.crps[-1, -1, 3])
    assert not np.isnan(found.crps[0, -1, 3])
    some = backtest(holed, only=lambda now: now > 100)
    both = ~np.isnan(some.crps)
    assert (some.crps[both] == found.crps[both]).all()
    assert lines(some, {"nobody": np.zeros(some.now.shape, bool)}) == ()
    assert repr(lines(found)) == repr(lines(backtest(holed))), "the same on every call"
    with pytest.raises(InputError, match="too short"):
        backtest(panel.until(70))


def test_annual_means_can_be_tested_too(panel: Panel) -> None:
    years = np.stack([panel.numbers[:, start : start + 12].mean(axis=1) for start in range(2, 278, 12)], axis=1)
    annual = Panel(contributors=panel.contributors, first=panel.month(2), numbers=years, step=12)
    measured = lines(backtest(annual, horizons=(1,)))
    everyone = next(line for line in measured if line.group == "all")
    assert everyone.crps.value > 0.1
    assert 0.7 < everyone.cover80.value < 0.92
