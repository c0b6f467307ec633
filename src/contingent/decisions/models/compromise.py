"""Compromise: the salience-weighted mean, where everybody is heard in proportion to weight.

The mean minimises the weighted sum of squared losses. Comparative studies of European Union decisions found it hard to
beat (Achen, in Thomson, Stokman, Achen and Koenig, eds, The European Union Decides, Cambridge University Press 2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from contingent.decisions.base import Card, Kernel, Kind, Need, Outcome, decide_by_weight, weigh_draws
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Compromise:
    """Mean of the positions weighted by salience x capability."""

    name: ClassVar[str] = "compromise"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY})
    card: ClassVar[Card] = Card(
        title="Weighted mean",
        says="Everybody is heard in proportion to weight, and the outcome is the balance point.",
        source="Achen, Institutional Realism and Bargaining Models, in Thomson, Stokman, Achen and Koenig (eds), The "
        "European Union Decides, Cambridge University Press 2006, pages 86-123",
        reads="The plain yardstick where consent is sought; hard to beat in studies of European Union decisions.",
        kind=Kind.BALANCE,
    )

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue. Raises InputError naming an issue on which nobody has weight."""
        return decide_by_weight(self, agenda)

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight."""
        return weigh_draws(self, drawn)

    def outcomes(self, values: Array, weights: Array) -> Array:
        """Return the weighted mean of each row; NaN where a row has no weight."""
        total = weights.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean: Array = (values * weights).sum(axis=1) / total
        # Rounding may carry a mean of equal values a hair past them.
        heard = weights > 0
        low = np.where(heard, values, np.inf).min(axis=1)
        high = np.where(heard, values, -np.inf).max(axis=1)
        return np.where(total > 0, np.minimum(np.maximum(mean, low), high), np.nan)

    def pull(self, values: Array, weights: Array, end: float) -> Array:
        """Return weight x distance to `end`: how far the mean follows, times the total weight."""
        return weights * np.abs(end - values)

    def pivots(self, values: Array, weights: Array) -> Array:
        """Return zeros: a mean rests on everybody."""
        return np.zeros_like(values)


MODEL = Compromise
