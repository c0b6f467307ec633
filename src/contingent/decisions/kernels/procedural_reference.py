"""The arithmetic of the procedural model, in NumPy over many draws at once.

Everybody prefers what is nearer. Of two points on one side of the status quo, whoever accepts the farther one accepts
the nearer one: so what passes is an interval around the status quo, and a proposer ends at the point of it that is
nearest to what it wants (Romer and Rosenthal, Public Choice 33, 1978).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contingent.positions.agenda import Array

SLACK = 1e-12
"""Share of the total weight within which two weights count as equal."""

NEAR = 1e-9
"""Points of the scale within which two distances count as equal."""

Flags = NDArray[np.bool_]
Passes = Callable[[Flags], Flags]
"""Whether a proposal passes that the members flagged accept and all other known ones refuse; (draws, members)."""


@dataclass(frozen=True, slots=True, eq=False)
class Acceptable:
    """What passes against the status quo: from `low` to `high`, each of shape (draws,)."""

    low: Array
    high: Array

    def nearest(self, wanted: Array) -> Array:
        """Return the acceptable point nearest to what is wanted."""
        found: Array = np.minimum(np.maximum(wanted, self.low), self.high)
        return found


def by_majority(values: Array, weights: Array, status_quo: float) -> Acceptable:
    """Return what more than half of the weight accepts; `values` and `weights` have the shape (draws, actors).

    An actor at x accepts what is no farther from x than the status quo is, up to its mirror image 2x - status quo. So
    the farthest acceptable point above is the mirror image of the highest position with more than half of the weight at
    it or above.
    """
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    weight = np.take_along_axis(weights, order, axis=1)
    total = weight.sum(axis=1, keepdims=True)
    half = total / 2 + SLACK * total
    rows = np.arange(len(values))
    from_below = np.cumsum(weight, axis=1) > half
    from_above = np.cumsum(weight[:, ::-1], axis=1) > half
    down = ordered[rows, np.argmax(from_below, axis=1)]
    up = ordered[rows, values.shape[1] - 1 - np.argmax(from_above, axis=1)]
    return _around(status_quo, np.where(total[:, 0] > 0, down, np.nan), np.where(total[:, 0] > 0, up, np.nan))


def by_rule(values: Array, passes: Passes, status_quo: float) -> Acceptable:
    """Return what passes by any rule that no further acceptance can harm; NaN in `values` where nothing is known.

    The members are asked in the order of how far they go along; the fewest of them that suffice are found by halving.
    """
    ends = []
    for sign in (-1.0, 1.0):
        # Who stands on the other side of the status quo goes along with nothing on this side.
        reach = np.where(np.isnan(values), -np.inf, sign * (values - status_quo))
        reach = np.where(reach < 0, -np.inf, reach)
        rank = np.argsort(np.argsort(-reach, axis=1, kind="stable"), axis=1, kind="stable")
        enough = _fewest(passes, rank, np.isfinite(reach))
        n = values.shape[1]
        ordered = -np.sort(-reach, axis=1)
        marginal = ordered[np.arange(len(values)), np.clip(enough - 1, 0, n - 1)]
        step = np.where(enough == 0, np.inf, np.where(enough > n, 0.0, np.maximum(marginal, 0.0)))
        ends.append(status_quo + sign * step)
    return _around(status_quo, ends[0], ends[1])


def _fewest(passes: Passes, rank: NDArray[np.intp], goes_along: Flags) -> NDArray[np.intp]:
    """Return how many members, those that go farthest first, must accept; more than there are where none suffice."""
    n = rank.shape[1]
    low, high = np.full(len(rank), -1, np.intp), np.full(len(rank), n + 1, np.intp)
    while (high - low > 1).any():
        middle = np.minimum((low + high) // 2, n)
        won = passes((rank < middle[:, None]) & goes_along)
        still = high - low > 1
        high, low = np.where(still & won, middle, high), np.where(still & ~won, middle, low)
    return high


def _around(status_quo: float, down: Array, up: Array) -> Acceptable:
    """Mirror the status quo at the positions that must be won, where they lie on the side of the proposal."""
    low = np.where(down < status_quo, np.maximum(2 * down - status_quo, 0.0), status_quo)
    high = np.where(up > status_quo, np.minimum(2 * up - status_quo, 100.0), status_quo)
    lost = np.isnan(down) | np.isnan(up)
    return Acceptable(np.where(lost, np.nan, low), np.where(lost, np.nan, high))


def heaviest(values: Array, weights: Array, status_quo: float) -> Array:
    """Return the position with the most weight behind it; those who hold the same one stand together.

    Of several with equal weight the nearest to the status quo; of two as near on either side none, and the status quo
    itself is returned: nobody can put a proposal forward.
    """
    behind = weights
    ordered = np.sort(values, axis=1)
    shared = np.flatnonzero((np.diff(ordered, axis=1) == 0).any(axis=1))
    if len(shared):
        behind = weights.copy()
        held, own = values[shared], weights[shared]
        for row in range(values.shape[1]):
            behind[shared, row] = np.where(held == held[:, row : row + 1], own, 0.0).sum(axis=1)
    most = behind.max(axis=1, keepdims=True)
    leads = behind >= most * (1 - SLACK)
    away = np.where(leads, np.abs(values - status_quo), np.inf)
    leads &= away <= away.min(axis=1, keepdims=True) + NEAR
    low = np.where(leads, values, np.inf).min(axis=1)
    high = np.where(leads, values, -np.inf).max(axis=1)
    found: Array = np.where(high - low > NEAR, status_quo, low)
    return np.where(most[:, 0] > 0, found, np.nan)


def eliminated(
    values: Array, weights: Array, acceptable: Acceptable, status_quo: float, *, sophisticated: bool
) -> Array:
    """Return what an elimination agenda ends with; `weights` are those of the votes on amendments.

    The positions are put one against another, the farthest from the status quo first; the survivor meets the status quo
    under the rule (`acceptable`). Sincere members vote each time for the nearer of the two at hand, sophisticated ones
    for the one that leads to the better end, reasoned from the last vote back (Farquharson, Theory of Voting, 1969).
    """
    # Who has no weight proposes nothing: the status quo in its stead is harmless.
    proposed = np.where(weights > 0, values, status_quo)
    order = np.argsort(-np.abs(proposed - status_quo), axis=1, kind="stable")
    table = np.take_along_axis(proposed, order, axis=1)
    n = table.shape[1]
    final = np.where(
        (table >= acceptable.low[:, None] - NEAR) & (table <= acceptable.high[:, None] + NEAR), table, status_quo
    )
    if not sophisticated:
        standing, end = table[:, 0], final[:, 0]
        for at in range(1, n):
            better = _beats(values, weights, table[:, at], standing)
            standing, end = np.where(better, table[:, at], standing), np.where(better, final[:, at], end)
        return np.where(np.isnan(acceptable.low), np.nan, end)
    ends = [final[:, at] for at in range(n)]  # by which proposal stands, after all others were voted on
    for at in range(n - 1, 0, -1):
        for standing_at in range(at):
            better = _beats(values, weights, ends[at], ends[standing_at])
            ends[standing_at] = np.where(better, ends[at], ends[standing_at])
    return np.where(np.isnan(acceptable.low), np.nan, ends[0])


def _beats(values: Array, weights: Array, one: Array, other: Array) -> Flags:
    """Return whether more weight is nearer to `one` than to `other`."""
    lead = np.abs(values - other[:, None]) - np.abs(values - one[:, None])
    margin = np.where(lead > NEAR, weights, 0.0).sum(axis=1) - np.where(lead < -NEAR, weights, 0.0).sum(axis=1)
    found: Flags = margin > SLACK * weights.sum(axis=1)
    return found
