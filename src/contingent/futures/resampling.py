"""Resampling: intervals of figures that are made of sums over draws, without deciding anything again."""

from __future__ import annotations

import numpy as np

from contingent.futures.streams import stream
from contingent.positions.agenda import Array

RESAMPLES = 400
BUCKETS = 1_024
"""Draws are summed into this many buckets of neighbours, which are drawn anew with replacement."""

LEVEL = 0.95
"""Probability of every interval."""


class Buckets:
    """The resamples of a run: how often each bucket of draws is taken, so that sums anew are one product."""

    def __init__(self, draws: int, seed: int) -> None:
        """Lay out the resamples of `draws` draws; the same for every sum, so that sums stay in step."""
        self.draws = draws
        self.count = min(draws, BUCKETS)
        self.edges = np.linspace(0, draws, self.count + 1).astype(np.intp)[:-1]
        chances = np.full(self.count, 1 / self.count)
        times = stream(seed, "resampling").multinomial(self.count, chances, size=RESAMPLES).astype(float)
        self.times = np.concatenate([np.ones((1, self.count)), times])

    def sums(self, terms: Array) -> Array:
        """Return the sums of `terms` (draws, ...) over all draws, then over each resample: (1 + resamples, ...)."""
        found: Array = np.tensordot(self.times, np.add.reduceat(terms, self.edges, axis=0), axes=1)
        return found


def interval(figures: Array) -> Array:
    """Return figure, low and high along a new last axis; `figures` (1 + resamples, ...) begin with itself."""
    tail = (1 - LEVEL) / 2
    # A resample in which nothing varies, as happens to something rare, has no figure of its own.
    again = np.where(np.isnan(figures[1:]), figures[:1], figures[1:])
    low, high = np.quantile(again, (tail, 1 - tail), axis=0)
    return np.stack([figures[0], np.minimum(low, figures[0]), np.maximum(high, figures[0])], axis=-1)
