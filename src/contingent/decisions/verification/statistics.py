"""Comparing figures of two samples: how many standard errors they lie apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from contingent.decisions.verification.verifying import Comparison, Verdict
from contingent.positions.agenda import Array

STANDARD_ERRORS = 4.0
"""How far two samples of one law may lie apart: by luck one figure in 16,000 does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a sample of theirs, ours, and the standard error of their difference."""

    name: str
    theirs: float
    ours: float
    error: float

    @property
    def apart(self) -> float:
        """How many standard errors lie between the two."""
        if abs(self.ours - self.theirs) <= 1e-12:
            return 0.0
        return abs(self.ours - self.theirs) / self.error if self.error > 0 else math.inf


def mean_of(name: str, theirs: float, count: int, sample: ArrayLike) -> Figure:
    """Return the comparison of a mean over `count` draws of theirs with that of our sample."""
    ours = np.asarray(sample, float)
    return Figure(name=name, theirs=theirs, ours=float(ours.mean()), error=float(ours.std()) * _both(count, len(ours)))


def spread_of(name: str, theirs: float, count: int, sample: ArrayLike) -> Figure:
    """Return the comparison of a standard deviation; its error is that of the fourth moment of our sample."""
    ours = np.asarray(sample, float)
    deviation = float(ours.std())
    fourth = float(((ours - ours.mean()) ** 4).mean())
    error = math.sqrt(max(0.0, fourth - deviation**4)) / (2 * deviation) if deviation > 0 else 0.0
    return Figure(name=name, theirs=theirs, ours=deviation, error=error * _both(count, len(ours)))


def share_of(name: str, theirs: float, count: int, sample: ArrayLike) -> Figure:
    """Return the comparison of a share of draws; of both samples together, so that a share of 0 has an error too."""
    ours = np.asarray(sample, float)
    pooled = (theirs * count + float(ours.sum()) + 1) / (count + len(ours) + 2)
    error = math.sqrt(pooled * (1 - pooled)) * _both(count, len(ours))
    return Figure(name=name, theirs=theirs, ours=float(ours.mean()), error=error)


def middle_of(name: str, theirs: float, count: int, sample: ArrayLike) -> Figure:
    """Return the comparison of a median: its error is half the width of ranks one standard error about the middle."""
    ours: Array = np.sort(np.asarray(sample, float))
    reach = 0.5 * _both(count, len(ours))
    low, high = (float(np.quantile(ours, min(1.0, max(0.0, 0.5 + sign * reach)))) for sign in (-1, 1))
    return Figure(name=name, theirs=theirs, ours=float(np.median(ours)), error=max((high - low) / 2, 0.5))


def _both(theirs: int, ours: int) -> float:
    return math.sqrt(1 / theirs + 1 / ours)


def compare_figures(what: str, figures: Sequence[Figure], draws: int, *, told: str = "") -> Comparison:
    """Return the comparison of figures of samples; with `told`, for information only and why."""
    worst = max(figures, key=lambda each: each.apart)
    holds = worst.apart <= STANDARD_ERRORS
    verdict = Verdict.TOLD if told else Verdict.HOLDS if holds else Verdict.DEVIATES
    values = "; ".join(f"{each.name} {each.ours:.4g} for {each.theirs:.4g}" for each in figures)
    return Comparison(
        what=what,
        numbers=len(figures),
        largest=max(abs(each.ours - each.theirs) for each in figures) if told else worst.apart,
        tolerance=STANDARD_ERRORS,
        verdict=verdict,
        unit="absolute" if told else "standard errors",
        at=values if told or not holds else worst.name,
        reason=told or f"compared with {draws:,} draws of our own",
    )
