"""Movers against a search over all positions, and smallest coalitions against all coalitions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.decisions.agendas import agenda, astana, whole_rows

from contingent.decisions.base import WeighingModel
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.decisions.movers import Mover, levers, side_of

MODELS = (Compromise(), Median())
by_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
Rows = list[tuple[float, float]]


def outcome_of(model: WeighingModel, rows: Rows) -> float:
    return model.decide(agenda(*rows)).values["i"]


def over(outcome: float, side: str) -> bool:
    return outcome >= 50 - 1e-5 if side == "below" else outcome <= 50 + 1e-5


@by_model
@settings(max_examples=60, deadline=None)
@given(whole_rows)
def test_the_nearest_position_over_the_middle_is_found(model: WeighingModel, rows: Rows) -> None:
    found = levers(agenda(*rows), "i", model)
    by_actor = {mover.actor: mover for mover in found.movers}
    for n, (value, weight) in enumerate(rows):
        mover = by_actor[chr(65 + n)]

        def moved(to: float, n: int = n, weight: float = weight) -> float:
            return outcome_of(model, [*rows[:n], (to, weight), *rows[n + 1 :]])

        assert mover.reach == pytest.approx((moved(0.0), moved(100.0)))
        if found.side == "middle":
            assert mover.to_cross == value
            continue
        end = 100.0 if found.side == "below" else 0.0
        if mover.to_cross is None:
            assert not over(moved(end), found.side)
            continue
        assert over(moved(mover.to_cross), found.side)
        assert (mover.to_cross - value) * (end - value) >= 0
        before = mover.to_cross + (0.001 if end == 0 else -0.001)
        if min(value, end) < before < max(value, end):
            assert not over(moved(before), found.side)


@by_model
@settings(max_examples=60, deadline=None)
@given(whole_rows)
def test_the_nearest_position_that_shifts_the_outcome_is_found(model: WeighingModel, rows: Rows) -> None:
    found = levers(agenda(*rows), "i", model)
    for mover in found.movers:
        n = ord(mover.actor) - 65
        value, weight = rows[n]

        def changes(to: float, n: int = n, weight: float = weight) -> bool:
            clipped = min(max(to, 0.0), 100.0)
            return abs(outcome_of(model, [*rows[:n], (clipped, weight), *rows[n + 1 :]]) - found.outcome) > 1e-7

        if mover.to_shift is None:
            assert not any(changes(float(to)) for to in range(0, 101, 5))
            continue
        way = mover.smallest_shift
        assert way is not None
        assert changes(value + way + 0.01) or changes(value - way - 0.01)
        assert not any(changes(value + step) for step in np.linspace(-way + 0.01, way - 0.01, 9)) or way < 0.02


@by_model
@settings(max_examples=60, deadline=None)
@given(whole_rows)
def test_no_smaller_coalition_turns_the_outcome(model: WeighingModel, rows: Rows) -> None:
    found = levers(agenda(*rows), "i", model)
    if found.side == "middle":
        assert not found.coalition
        return
    end = 100.0 if found.side == "below" else 0.0

    def turned(members: tuple[int, ...]) -> bool:
        return over(
            outcome_of(model, [(end, w) if n in members else (v, w) for n, (v, w) in enumerate(rows)]), found.side
        )

    assert turned(tuple(ord(actor) - 65 for actor in found.coalition))
    for members in combinations(range(len(rows)), len(found.coalition) - 1):
        assert not turned(members)


def test_astana_who_could_turn_the_contingents() -> None:
    """The mean stands just below the middle: Kazakhstan alone could lift it over, by 6.94 points, within its range."""
    found = levers(astana(), "un_contingents", Compromise())
    assert found.side == "below"
    first = found.movers[0]
    assert (first.actor, first.position, first.cross_in_range) == ("KAZ", 85.0, True)
    assert first.smallest_cross == pytest.approx((50 - found.outcome) / first.share, abs=1e-5)
    median = levers(astana(), "un_contingents", Median())
    assert median.movers[0].actor == "TJK"
    assert median.movers[0].to_cross == 50.0
    assert not median.movers[0].cross_in_range


@by_model
@settings(max_examples=60, deadline=None)
@given(whole_rows)
def test_the_printed_move_does_what_it_says(model: WeighingModel, rows: Rows) -> None:
    found = levers(agenda(*rows), "i", model)
    assert [m.actor for m in found.alone] == [
        m.actor for m in found.movers if m.to_cross is not None and found.side != "middle"
    ]
    for mover in found.alone:
        n, to = ord(mover.actor) - 65, mover.whole_cross
        assert to is not None
        assert 0 <= to <= 100
        assert abs(to - to_cross_of(mover)) < 1 + 1e-6
        assert over(outcome_of(model, [*rows[:n], (float(to), rows[n][1]), *rows[n + 1 :]]), found.side)


def to_cross_of(mover: Mover) -> float:
    assert mover.to_cross is not None
    return mover.to_cross


def test_astana_nobody_moves_what_stands_on_the_middle() -> None:
    found = levers(astana(), "r2p", Median())
    assert (found.side, found.alone, found.coalition) == ("middle", (), ())
    assert levers(astana(), "centrasbat", Compromise()).end == 100


def test_far_more_actors_than_can_be_tried_in_all_sets() -> None:
    rows = [(float(n % 40), 10.0) for n in range(26)]
    for model in MODELS:
        found = levers(agenda(*rows), "i", model)
        end_rows = [(100.0, w) if chr(65 + n) in found.coalition else (v, w) for n, (v, w) in enumerate(rows)]
        assert outcome_of(model, end_rows) >= 50
    assert len(levers(agenda(*rows), "i", Median()).coalition) == 13


def test_sides() -> None:
    assert [side_of(x) for x in (49.0, 50.0, 51.0)] == ["below", "middle", "above"]
