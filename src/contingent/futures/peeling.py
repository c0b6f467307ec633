"""Peeling: the Patient Rule Induction Method, which looks for a box of inputs in which draws are of a kind.

Friedman and Fisher, Bump hunting in high-dimensional data, Statistics and Computing 9 (1999), 123-143: from the box of
all draws thin slices are peeled off, each the one that leaves the largest share of the kind, and pasted back on where
that does not lower it. For scenarios Bryant and Lempert, Technological Forecasting and Social Change 77 (2010), 34-49:
coverage (share of the kind inside the box) against density (share of the box that is of the kind), and a quasi-p value
of each restriction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from contingent.positions.agenda import Array

Mask = NDArray[np.bool_]

PEEL, PASTE = 0.05, 0.01
"""Share of the draws in a box that is peeled off or pasted on at once."""

_OPEN = {"low": -np.inf, "high": np.inf}

LEAST_INSIDE = 0.02
"""Share of all draws below which a box is peeled no further."""

MOST_RESTRICTIONS = 4
"""Restrictions a reader can keep in mind; Bryant and Lempert find two to four useful."""

LEAST_COVERAGE = 0.25
"""Share of the kind a box must hold to count as a description of it."""

LARGEST_P = 0.05
"""A restriction whose quasi-p value is larger could as well be chance, and is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Box:
    """A box in the space of the inputs: `low` and `high` by input, infinite where it is open."""

    low: Array
    high: Array

    @classmethod
    def open(cls, inputs: int) -> Box:
        """Return the box of all draws."""
        return cls(low=np.full(inputs, -np.inf), high=np.full(inputs, np.inf))

    def holds(self, values: Array) -> Mask:
        """Return whether each draw lies inside: above `low` and below `high`, the ends left out."""
        inside = np.ones(len(values), bool)
        for column in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)):
            inside &= (values[:, column] > self.low[column]) & (values[:, column] < self.high[column])
        return inside

    @property
    def restrictions(self) -> tuple[tuple[int, str], ...]:
        """The input and side (`low`, `high`) of each restriction."""
        return tuple(
            (int(column), side)
            for side in ("low", "high")
            for column in np.flatnonzero(np.isfinite(getattr(self, side)))
        )

    @property
    def inputs(self) -> frozenset[int]:
        """The inputs it restricts."""
        return frozenset(column for column, _ in self.restrictions)

    def without(self, column: int) -> Box:
        """Return the box with an input left open."""
        low, high = self.low.copy(), self.high.copy()
        low[column], high[column] = -np.inf, np.inf
        return replace(self, low=low, high=high)

    def at(self, column: int, side: str, limit: float) -> Box:
        """Return the box with one end moved."""
        ends = getattr(self, side).copy()
        ends[column] = limit
        return replace(self, low=ends, high=self.high) if side == "low" else replace(self, low=self.low, high=ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a box does on some draws: `inside` and `hits` are counts, `kind` how many draws are of the kind at all."""

    draws: int
    kind: int
    inside: int
    hits: int

    @classmethod
    def of(cls, box: Box, values: Array, kind: Mask) -> Fit:
        """Return how a box does on draws of which `kind` says whether they are of the kind."""
        held = box.holds(values)
        return cls(draws=len(values), kind=int(kind.sum()), inside=int(held.sum()), hits=int((held & kind).sum()))

    @property
    def base(self) -> float:
        """The share of all draws that is of the kind."""
        return self.kind / self.draws if self.draws else 0.0

    @property
    def coverage(self) -> float:
        """The share of the kind that lies inside."""
        return self.hits / self.kind if self.kind else 0.0

    @property
    def density(self) -> float:
        """The share of the draws inside that is of the kind."""
        return self.hits / self.inside if self.inside else 0.0

    @property
    def worth(self) -> float:
        """Coverage and density in one: their harmonic mean."""
        return 2 * self.hits / (self.inside + self.kind) if self.inside + self.kind else 0.0

    @property
    def describes(self) -> bool:
        """Whether it counts as a description: its density takes away at least half of the doubt that the base share
        leaves, and it covers a quarter of the kind."""
        return self.density >= (1 + self.base) / 2 and self.coverage >= LEAST_COVERAGE

    @property
    def score(self) -> tuple[bool, float]:
        """What boxes are compared by: first whether they describe, then their worth."""
        return self.describes, self.worth


def peel(values: Array, kind: Mask) -> list[Box]:
    """Return the boxes from the one of all draws to the smallest, each a slice smaller than the one before."""
    box, held = Box.open(values.shape[1]), np.ones(len(values), bool)
    found = [box]
    while held.sum() > LEAST_INSIDE * len(values) and not kind[held].all():
        step = _best_slice(box, values[held], kind[held])
        if step is None:
            break
        box = step
        held &= box.holds(values)
        found.append(box)
    return found


def _best_slice(box: Box, values: Array, kind: Mask) -> Box | None:
    """Return the box after the slice that leaves the largest share of the kind, None if none raises it."""
    least, best, found = kind.mean(), 0.0, None
    ends = np.quantile(values, (PEEL, 1 - PEEL), axis=0)
    for column in range(values.shape[1]):
        for side, limit in (("low", ends[0, column]), ("high", ends[1, column])):
            kept = values[:, column] > limit if side == "low" else values[:, column] < limit
            taken = len(values) - int(kept.sum())
            if not 0 < taken <= 2 * PEEL * len(values) + 1 or taken == len(values):
                continue
            rise = (kind[kept].mean() - least) / taken * len(values)
            if rise > best:
                best, found = rise, box.at(column, side, float(limit))
    return found


def paste(box: Box, values: Array, kind: Mask) -> Box:
    """Return the box with slices pasted back on as long as its score rises."""
    fit = Fit.of(box, values, kind)
    while True:
        wider = [(Fit.of(each, values, kind), each) for each in _wider(box, values)]
        best = max(wider, key=lambda pair: pair[0].score, default=None)
        if best is None or best[0].score <= fit.score:
            return box
        fit, box = best


def _wider(box: Box, values: Array) -> list[Box]:
    found = []
    for column, side in box.restrictions:
        inside = box.at(column, side, _OPEN[side]).holds(values)
        limit = getattr(box, side)[column]
        here = values[inside, column]
        beyond = np.sort(here[here <= limit])[::-1] if side == "low" else np.sort(here[here >= limit])
        step = max(1, int(PASTE * inside.sum()))
        found.append(
            box.at(column, side, float(beyond[step])) if len(beyond) > step else box.at(column, side, _OPEN[side])
        )
    return found


def choose(values: Array, kind: Mask) -> tuple[Box, list[Fit]]:
    """Return the box that describes the kind best, and coverage and density of all boxes on the way.

    The rule: boxes that describe (`Fit.describes`) go before those that do not, and of these the one of the highest
    worth, the harmonic mean of coverage and density. Inputs of a box are left open again, the one that matters least
    first, until at most four are restricted, every restriction has a quasi-p value of at most 0.05, and leaving open
    another would lower its score. The best is pasted to, and its ends are set to whole points.
    """
    way = peel(values, kind)
    trade = [Fit.of(box, values, kind) for box in way]
    pruned = [prune(box, values, kind) for box in _candidates(way, trade)]
    best = max(pruned, key=lambda box: Fit.of(box, values, kind).score)
    pasted = prune(paste(best, values, kind), values, kind)
    return rounded(pasted, values), trade


def _candidates(way: list[Box], trade: list[Fit]) -> list[Box]:
    """Return a dozen boxes spread over the way, the one of the highest score among them."""
    best = max(range(len(way)), key=lambda n: trade[n].score)
    return [way[n] for n in sorted({best, *np.linspace(0, len(way) - 1, 12).astype(int)})]


def prune(box: Box, values: Array, kind: Mask) -> Box:
    """Return the box without the restrictions it does better without, could owe to chance, or that are too many."""
    while box.inputs:
        fit = Fit.of(box, values, kind)
        fewer = {column: Fit.of(box.without(column), values, kind) for column in box.inputs}
        column = max(fewer, key=lambda n: fewer[n].score)
        doubtful = max(box.inputs, key=lambda n: quasi_p(fit, fewer[n]))
        if fewer[column].score >= fit.score or len(box.inputs) > MOST_RESTRICTIONS:
            box = box.without(column)
        elif quasi_p(fit, fewer[doubtful]) > LARGEST_P:
            box = box.without(doubtful)
        else:
            break
    return box


def quasi_p(fit: Fit, without: Fit) -> float:
    """Return how often chance alone would give as many hits inside as this, at the density without the restriction."""
    from scipy.stats import binom

    return float(binom.sf(fit.hits - 1, fit.inside, without.density))


def rounded(box: Box, values: Array) -> Box:
    """Return the box with its ends at whole points where an input spans ten or more, so that what is told holds."""
    low, high = box.low.copy(), box.high.copy()
    for column, side in box.restrictions:
        ends = low if side == "low" else high
        span = float(np.ptp(values[:, column]))
        ends[column] = np.round(ends[column], 0 if span >= 10 else 2)
    return replace(box, low=low, high=high)
