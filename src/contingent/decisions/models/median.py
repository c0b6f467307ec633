"""Median: the point with half of the weight on either side, which no other point can beat in a weighted majority vote
if everybody prefers what is nearer (Black, On the Rationale of Group Decision-making, Journal of Political Economy 56,
1948)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from contingent.decisions.base import MIDDLE, Card, Kernel, Kind, Need, Outcome, decide_by_weight, weigh_draws
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

_ROUNDING = 1e-12
"""Share of the total weight within which two half weights count as equal."""


@dataclass(frozen=True, slots=True)
class Median:
    """Median of the positions weighted by salience x capability.

    Tie rule: where exactly half of the weight lies at or below one position and half at or above the next, every point
    between the two is a median, and the midpoint is taken; so reflecting the scale reflects the outcome.
    """

    name: ClassVar[str] = "median"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY})
    card: ClassVar[Card] = Card(
        title="Weighted median",
        says="The point with half of the weight on either side, which no other beats in a weighted majority vote.",
        source="Black, On the Rationale of Group Decision-making, Journal of Political Economy 56 (1948), pages 23-34",
        reads="Where the heavier side prevails and everybody prefers what is nearer; knows no bargaining and no veto.",
        kind=Kind.MAJORITY,
    )

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue. Raises InputError naming an issue on which nobody has weight."""
        return decide_by_weight(self, agenda)

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight."""
        return weigh_draws(self, drawn)

    def outcomes(self, values: Array, weights: Array) -> Array:
        """Return the weighted median of each row; NaN where a row has no weight."""
        lower, upper = median_ends(values, weights)
        return np.where(weights.sum(axis=1) > 0, (lower + upper) / 2, np.nan)

    def pull(self, values: Array, weights: Array, end: float) -> Array:
        """Return the weight of each actor that is on the other side of the middle: the median counts weight alone."""
        crosses = values < MIDDLE if end > MIDDLE else values > MIDDLE
        return np.where(crosses, weights, 0.0)

    def pivots(self, values: Array, weights: Array) -> Array:
        """Return how far the median rests on each actor: equal shares of those on it, or on either end of a tie."""
        lower, upper = median_ends(values, weights)
        standing = (weights > 0) & ((values == lower[:, None]) | (values == upper[:, None]))
        count = standing.sum(axis=1, keepdims=True)
        shares: Array = np.divide(standing, count, out=np.zeros_like(values), where=count > 0)
        return shares


def median_ends(values: Array, weights: Array) -> tuple[Array, Array]:
    """Return the lowest and the highest weighted median of each row; both are positions somebody with weight holds."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    running = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    half = running[:, -1:] / 2
    slack = running[:, -1:] * _ROUNDING
    rows = np.arange(len(values))
    lower = ordered[rows, np.argmax(running >= half - slack, axis=1)]
    upper = ordered[rows, np.argmax(running > half + slack, axis=1)]
    return lower, upper


MODEL = Median
