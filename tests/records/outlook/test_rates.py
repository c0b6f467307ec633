"""Rates of returns, first contributions and entries, with the counts of the study."""

from __future__ import annotations

import numpy as np
import pytest

from contingent.base.months import Month
from contingent.records.outlook import Panel
from contingent.records.outlook.backtest import origins_of
from contingent.records.outlook.rates import entries, firsts, kept, returns

NEVER = [f"N{number}" for number in range(46)]
"""Stand for the states that never contributed: 193 with the 147 that did."""


def test_returns_have_the_record_of_the_study(panel: Panel) -> None:
    known = panel.until(280)
    found = kept(returns(known), known, origins_of(known))
    assert (found.cases, found.events) == (622, 108)
    assert found.reference == pytest.approx(0.1442, abs=0.002)
    assert found.skill >= 0.08
    assert found.auc >= 0.7


def test_nothing_is_claimed_of_first_contributions(panel: Panel) -> None:
    known = panel.with_contributors(NEVER)
    cases = firsts(known)
    found = kept(cases, known, origins_of(known))
    assert found.skill == 0, "one rate for all says no more than the base rate"
    assert cases.table(known.width - 1)[0].rate == pytest.approx(0.047, abs=0.005)


def test_entries_have_the_record_of_the_study(troops: Panel) -> None:
    """Nineteen origins from 2002-03 to 2011-03; 256 entries among about 2,700 cases, AUC .835, Brier skill .153."""
    known = troops.with_contributors([f"N{number}" for number in range(193 - int(troops.known().sum()))])
    cases = entries(known)
    assert len(cases.names) == 10
    origins = tuple(range(known.column(Month(2002, 3)), known.column(Month(2011, 3)) + 1, 6))
    found = kept(cases, known, origins)
    assert len(origins) == 19
    assert found.events == 256
    assert found.cases == pytest.approx(2673, rel=0.02)
    assert found.auc >= 0.78
    assert found.skill >= 0.10
    assert found.said[-1] > found.seen[-1], "the rate has fallen since; the record shows it"


def small(rows: list[list[float]]) -> Panel:
    names = tuple(f"C{row}" for row in range(len(rows)))
    return Panel(contributors=names, first=Month(2000, 1), numbers=np.array(rows, float))


def test_cases_by_hand() -> None:
    """One that left for five months and came back, one that left for good, one that never was there."""
    back, away, never = [1, 0, 0, 0, 0, 0, 2] + [2] * 33, [1, 1] + [0] * 38, [0] * 40
    panel = small([back, away, never])
    cases = returns(panel, 3)
    assert cases.cell[0, :8].tolist() == [-1, 0, 0, 0, 1, 1, -1, -1], "1-3 months, then 4-6"
    assert cases.event[0, 1:6].tolist() == [0, 0, 1, 1, 1], "in three months: it came in the sixth"
    assert (cases.cell[2] == -1).all()
    assert np.isnan(cases.event[:, -3:]).all(), "not yet known"
    table = {each.cell: each for each in cases.table(39)}
    assert (table["1-3"].cases, table["1-3"].events) == (6, 1)
    assert (table["4-6"].cases, table["4-6"].events) == (5, 2)
    assert table["all"].cases == 5 + 35
    assert all(each.low <= each.rate <= each.high for each in table.values() if each.cases)
    assert firsts(panel, 3).cell[2].tolist() == [0] * 40


def test_a_rate_knows_nothing_of_what_comes(panel: Panel) -> None:
    noise = panel.numbers.copy()
    noise[:, 201:] = 5
    changed = Panel(contributors=panel.contributors, first=panel.first, numbers=noise)
    assert returns(panel).table(200) == returns(changed).table(200)
    assert entries(panel).table(200) == entries(changed).table(200)


def test_unknown_months_decide_nothing() -> None:
    unknown = float("nan")
    panel = small([[1, 0] + [unknown] * 10 + [0] * 30, [1, 0] + [0, unknown] * 2 + [0] * 36])
    cases = returns(panel, 4)
    assert np.isnan(cases.event[0, 1]), "nothing is known of the window"
    assert np.isnan(cases.event[1, 1]), "half of it is not enough"
    assert cases.event[1, 5] == 0


def test_an_empty_table_tells_nothing() -> None:
    found = returns(small([[1.0] * 30])).table(29)
    assert all(each.cases == 0 and np.isnan(each.rate) for each in found)
    assert all((each.low, each.high) == (0, 1) for each in found)


def test_an_event_in_a_window_of_which_little_is_known_counts_no_more_than_none_there() -> None:
    """Else a record that breaks off would count who came before the break, and not who had not come by then."""
    unknown = float("nan")
    came, stayed_away = [5, 0, 0, 0, 3] + [unknown] * 20, [5, 0, 0, 0, 0] + [unknown] * 20
    cases = returns(small([came, stayed_away]), 8)
    assert np.isnan(cases.event[:, 2]).all()
    whole = returns(small([[5, 0, 0, 0, 3] + [3] * 20, [5, 0, 0, 0, 0] + [0] * 20]), 8)
    assert whole.event[:, 2].tolist() == [1, 0]
