"""Movers: who would have to move to change an outcome, how far, and which smallest coalition could turn it.

Everything is asked of one issue and one weighing model, all other actors staying where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import ceil, comb, floor

import numpy as np
from numpy.typing import NDArray

from contingent.decisions.base import MIDDLE, WeighingModel, weighed
from contingent.positions.agenda import Agenda, Array

_STEPS = 60
"""Halvings of the search interval; 100 / 2^60 is below the rounding of the arithmetic."""

_SETS = 20_000
"""How many coalitions of one size are tried one by one."""

_HAIR = 1e-9
"""Points on the 0-100 scale below which a difference is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """What one actor could do alone.

    `share` is its share of the weight; `reach` the lowest and highest outcome it can bring about by taking any position
    on 0-100, `likely_reach` within its own low-high range. `to_shift` is the nearest position from which on the outcome
    starts to differ (its own if the outcome follows its every move), `to_cross` the nearest position that brings the
    outcome to 50 or over to the other side. Both are None where no position on 0-100 does; `*_in_range` say whether the
    position lies within the actor's own low-high range.
    """

    actor: str
    position: float
    share: float
    reach: tuple[float, float]
    likely_reach: tuple[float, float]
    to_shift: float | None
    shift_in_range: bool
    to_cross: float | None
    cross_in_range: bool

    @property
    def smallest_shift(self) -> float | None:
        """How far (points) the actor must move before the outcome starts to differ."""
        return None if self.to_shift is None else abs(self.to_shift - self.position)

    @property
    def smallest_cross(self) -> float | None:
        """How far (points) the actor must move to bring the outcome to the middle."""
        return None if self.to_cross is None else abs(self.to_cross - self.position)

    @property
    def whole_cross(self) -> int | None:
        """The position to print: `to_cross` in whole points, rounded away from the actor so that it does carry."""
        if self.to_cross is None:
            return None
        hair = 1e-6
        return ceil(self.to_cross - hair) if self.to_cross >= self.position else floor(self.to_cross + hair)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """Who could change the outcome on one issue under one model.

    `side` is `below`, `above` or `middle`; `movers` stand with the shortest way over the middle first. `coalition` is a
    smallest set of actors that, going to the far end of the scale together, bring the outcome to 50 or beyond; the
    heaviest such are named, others as small may exist. It is empty if the outcome stands on the middle already.
    `alone` are those who could do so by themselves: nobody where it stands on the middle, since nobody has to.
    """

    issue: str
    model: str
    outcome: float
    side: str
    movers: tuple[Mover, ...]
    coalition: tuple[str, ...]

    @property
    def alone(self) -> tuple[Mover, ...]:
        """Those who alone could carry the outcome to the middle or over it, the shortest way first."""
        return () if self.side == "middle" else tuple(m for m in self.movers if m.to_cross is not None)

    @property
    def end(self) -> int:
        """The end of the scale (0 or 100) to which one would have to go to carry the outcome over the middle."""
        return 100 if self.side == "below" else 0


@dataclass(frozen=True, slots=True)
class _Table:
    """One issue as arrays, with the questions `movers` asks of the model."""

    model: WeighingModel
    values: Array
    weights: Array

    def moved(self, positions: Array) -> Array:
        """Return the outcome for each actor n if it alone stood at `positions[n]`."""
        count = len(self.values)
        rows = np.repeat(self.values[None, :], count, axis=0)
        rows[np.arange(count), np.arange(count)] = positions
        return self.model.outcomes(rows, np.repeat(self.weights[None, :], count, axis=0))

    def turned(self, sets: NDArray[np.intp], end: float) -> NDArray[np.bool_]:
        """Return for each row of `sets` whether the outcome is on or over the middle once those actors are at `end`."""
        rows = np.repeat(self.values[None, :], len(sets), axis=0)
        np.put_along_axis(rows, sets, end, axis=1)
        outcomes = self.model.outcomes(rows, np.repeat(self.weights[None, :], len(sets), axis=0))
        return outcomes >= MIDDLE - _HAIR if end > MIDDLE else outcomes <= MIDDLE + _HAIR

    def nearest(self, reached: Array, end: float, target: float) -> Array:
        """Return per actor the position nearest to its own, towards `end`, whose outcome passes `target`; NaN if none.

        Outcomes do not fall when a position rises, so halving finds it; `reached` says who passes it at the end.
        """
        near, far = self.values.copy(), np.full_like(self.values, end)
        for _ in range(_STEPS):
            middle = (near + far) / 2
            outcome = self.moved(middle)
            passed = outcome >= target if end > MIDDLE else outcome <= target
            far, near = np.where(passed, middle, far), np.where(passed, near, middle)
        return np.where(reached, far, np.nan)


def levers(agenda: Agenda, issue: str, model: WeighingModel) -> Levers:
    """Return who could change the outcome on `issue`, and how.

    Raises NotFoundError for an unknown issue and InputError if nobody on it has weight.
    """
    rows, values, weights = weighed(agenda, issue)
    column = agenda.column(issue)
    low, high = agenda.low[rows, column], agenda.high[rows, column]
    table = _Table(model, values, weights)
    outcome = float(model.outcomes(values[None, :], weights[None, :])[0])
    reach = np.stack([table.moved(np.zeros_like(values)), table.moved(np.full_like(values, 100.0))])
    likely = np.stack([table.moved(low), table.moved(high)])
    crossing, shifting = _crossing(table, outcome, reach), _shifting(table, outcome, reach)
    share = weights / weights.sum()
    movers = [
        Mover(
            actor=agenda.actors[row],
            position=float(values[n]),
            share=float(share[n]),
            reach=(float(reach[0, n]), float(reach[1, n])),
            likely_reach=(float(likely[0, n]), float(likely[1, n])),
            to_shift=_or_none(shifting[n]),
            shift_in_range=_inside(shifting[n], low[n], high[n]),
            to_cross=_or_none(crossing[n]),
            cross_in_range=_inside(crossing[n], low[n], high[n]),
        )
        for n, row in enumerate(rows)
    ]
    return Levers(
        issue=issue,
        model=model.name,
        outcome=outcome,
        side=side_of(outcome),
        movers=tuple(sorted(movers, key=_shortest_way)),
        coalition=tuple(agenda.actors[rows[n]] for n in _coalition(table, outcome)),
    )


def side_of(outcome: float) -> str:
    """Return on which side of the middle an outcome lies: `below`, `above` or `middle`."""
    if abs(outcome - MIDDLE) < _HAIR:
        return "middle"
    return "above" if outcome > MIDDLE else "below"


def _crossing(table: _Table, outcome: float, reach: Array) -> Array:
    """Return per actor the nearest position that brings the outcome to the middle; its own if it is there."""
    if side_of(outcome) == "middle":
        return table.values.copy()
    if outcome < MIDDLE:
        return _tidy(table.nearest(reach[1] >= MIDDLE - _HAIR, 100.0, MIDDLE - _HAIR))
    return _tidy(table.nearest(reach[0] <= MIDDLE + _HAIR, 0.0, MIDDLE + _HAIR))


def _shifting(table: _Table, outcome: float, reach: Array) -> Array:
    """Return per actor the nearest position, up or down, from which on the outcome differs."""
    up = table.nearest(reach[1] > outcome + 2 * _HAIR, 100.0, outcome + 2 * _HAIR)
    down = table.nearest(reach[0] < outcome - 2 * _HAIR, 0.0, outcome - 2 * _HAIR)
    way_up = np.where(np.isnan(up), np.inf, up - table.values)
    way_down = np.where(np.isnan(down), np.inf, table.values - down)
    nearest = np.where(way_up <= way_down, up, down)
    return _tidy(np.where(np.isinf(np.minimum(way_up, way_down)), np.nan, nearest))


def _tidy(positions: Array) -> Array:
    """Return positions without the hair the search adds to them: to six places."""
    return np.clip(np.round(positions, 6), 0.0, 100.0)


def _coalition(table: _Table, outcome: float) -> list[int]:
    """Return a smallest set of actors that turns the outcome, of several the one with the strongest pull.

    All sets are tried, size by size; where that would be too many the actors with the strongest pull are taken one
    after another, which for the mean is a smallest set and for the median one up to ties.
    """
    if side_of(outcome) == "middle":
        return []
    end = 100.0 if outcome < MIDDLE else 0.0
    pull = table.model.pull(table.values, table.weights, end)
    strongest = np.argsort(-pull, kind="stable")
    count = len(strongest)
    for size in range(1, count + 1):
        sets = np.array(
            list(combinations(range(count), size)) if comb(count, size) <= _SETS else [strongest[:size]], dtype=np.intp
        )
        turned = np.flatnonzero(table.turned(sets, end))
        if len(turned):
            best = sets[turned[np.argmax(pull[sets[turned]].sum(axis=1))]]
            return sorted((int(n) for n in best), key=lambda n: -pull[n])
    return []


def _or_none(position: float) -> float | None:
    return None if np.isnan(position) else float(position)


def _inside(position: float, low: float, high: float) -> bool:
    return bool(low - 1e-6 <= position <= high + 1e-6)


def _shortest_way(mover: Mover) -> tuple[float, float, str]:
    way = mover.smallest_cross
    return (float("inf") if way is None else way, -mover.share, mover.actor)
