"""The Nash bargaining solution in NumPy: the reference its compiled twin is held against.

The outcome maximises sum_i c_i log(gain_i), the logarithm of the Nash product with bargaining powers c_i, where gain_i
is what an actor has beyond disagreement. It is concave, so where its derivative is zero is the only maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from contingent.positions.agenda import Array

Mask = np.ndarray[Any, np.dtype[np.bool_]]

HALVINGS = 60
"""Halvings of the scale; 1 / 2^60 of it is below the rounding of the arithmetic."""

STEPS = 200
"""Newton steps after which a joint solution is taken as it is; a handful is usual."""

SMALLEST = 1e-10
"""Gain (utility, 0-1 an issue) below which an agreement is none."""

SHRINK = 0.1
"""What is lent to everybody so that a package can be looked for at the status quo shrinks by this factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bargain:
    """What is bargained under: the shape of losses, and what everybody has if nothing is agreed.

    `status_quo` (0-1) is None unless that is the disagreement; `worst` says that it is the end of the scale which is
    farther away for each; else it is utility 0, the loss of the whole scale at full salience.
    """

    quadratic: bool = True
    worst: bool = False
    status_quo: float | None = None

    def loss(self, distance: Array) -> Array:
        """Return the loss at a distance (0-1), at full salience."""
        return distance * distance if self.quadratic else np.abs(distance)

    def slope(self, distance: Array) -> Array:
        """Return the derivative of the loss."""
        return 2 * distance if self.quadratic else np.sign(distance)

    def at_stake(self, x: Array, salience: Array) -> Array:
        """Return the loss of disagreement on one issue for actors at `x` (0-1)."""
        if self.status_quo is not None:
            return salience * self.loss(self.status_quo - x)
        if self.worst:
            return salience * self.loss(np.maximum(x, 1 - x))
        return np.ones_like(x)


def one_issue(x: Array, salience: Array, power: Array, bargain: Bargain) -> Array:
    """Return the solution on one issue for each row: positions, saliences (0-1) and powers of shape (draws, actors).

    Actors with power 0 take no part; NaN where nobody does. At the status quo where nothing else is better for all.
    """
    heard = power > 0
    anybody = heard.any(axis=1)
    held = np.where(heard, x, 0.5)
    s = np.where(heard, salience, 0.0)
    low = np.where(heard, held, np.inf).min(axis=1)
    high = np.where(heard, held, -np.inf).max(axis=1)
    low, high = np.where(anybody, low, 0.0), np.where(anybody, high, 0.0)
    stake = bargain.at_stake(held, s)
    stuck = np.zeros(len(x), bool)
    if bargain.status_quo is not None:
        quo = bargain.status_quo
        stuck = (low <= quo) & (high >= quo)
        least, most = low.copy(), high.copy()
        high = np.where(least > quo, np.minimum(most, 2 * least - quo), most)
        low = np.where(most < quo, np.maximum(least, 2 * most - quo), least)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        away = middle[:, None] - held
        with np.errstate(divide="ignore", invalid="ignore"):
            pull = np.where(heard, power * s * bargain.slope(away) / (stake - s * bargain.loss(away)), 0.0).sum(axis=1)
        low, high = np.where(pull <= 0, middle, low), np.where(pull >= 0, middle, high)
    found = (low + high) / 2
    if bargain.status_quo is not None:
        found = np.where(stuck, bargain.status_quo, found)
    return np.where(anybody, found, np.nan)


def together(x: Array, salience: Array, power: Array, bargain: Bargain) -> Array:
    """Return the joint solution on all issues of one draw; arrays (actors, issues), losses quadratic.

    An actor's utility is the sum over the issues it stands on, its power the mean of its powers there.
    """
    there = ~np.isnan(x) & (np.nan_to_num(salience) * np.nan_to_num(power) > 0)
    rows, columns = there.any(axis=1), there.any(axis=0)
    found = np.full(x.shape[1], np.nan)
    if not rows.any():
        return found
    part = np.ix_(rows, columns)
    at, stands = np.where(there, x, 0.5)[part], there[part]
    s = np.where(there, salience, 0.0)[part]
    c = np.where(there, power, 0.0)[part].sum(axis=1) / stands.sum(axis=1)
    c = c / c.sum()
    stake = np.where(stands, bargain.at_stake(at, s), 0.0).sum(axis=1)
    if bargain.status_quo is None:
        point = (c[:, None] * s * at).sum(axis=0) / (c[:, None] * s).sum(axis=0)
        found[columns] = _climb(point, at, s, c, stake)
        return found
    # At the status quo nobody gains, so everybody is lent something, and less and less of it.
    point = np.full(int(columns.sum()), bargain.status_quo)
    lent = 1.0
    while lent > SMALLEST / 10:
        point = _climb(point, at, s, c, stake + lent)
        if (stake - _losses(point, at, s)).min() > SMALLEST:
            point = _climb(point, at, s, c, stake)
            break
        # Gains are concave and 0 at the status quo: so much nearer to it, everybody gains with so much less lent.
        lent *= SHRINK
        point = bargain.status_quo + SHRINK * (point - bargain.status_quo)
    agreed = (stake - _losses(point, at, s)).min() > SMALLEST
    found[columns] = point if agreed else bargain.status_quo
    return found


def _losses(point: Array, at: Array, s: Array) -> Array:
    return np.asarray((s * (point[None, :] - at) ** 2).sum(axis=1), float)


def _climb(point: Array, at: Array, s: Array, c: Array, stake: Array) -> Array:
    """Return the maximum of sum c log(stake - losses), from a point where all gain: Newton's steps, halved if too far.

    Stands where a step is below rounding.
    """
    for _ in range(STEPS):
        away = point[None, :] - at
        gain = stake - _losses(point, at, s)
        ratio = c / gain
        towards = -2 * s * away
        slope = (ratio[:, None] * towards).sum(axis=0)
        bend = np.diag((2 * s * ratio[:, None]).sum(axis=0)) + (towards * (ratio / gain)[:, None]).T @ towards
        step = np.linalg.solve(bend, slope)
        if np.abs(step).max() < 1e-14:
            break
        scale, now, rise = 1.0, float((c * np.log(gain)).sum()), float(slope @ step)
        while scale > 1e-12:
            gains = stake - _losses(point + scale * step, at, s)
            if gains.min() > 0 and (rise < 1e-9 or (c * np.log(gains)).sum() >= now + 1e-4 * scale * rise):
                break
            scale /= 2
        point = point + scale * step
    return point
