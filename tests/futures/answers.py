"""Answers with known sensitivities, and the agendas studies are tried on."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from scipy.special import ndtri
from tests.decisions.agendas import agenda

from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.studies import Study
from contingent.positions.agenda import Agenda, Array

ISHIGAMI = {"first": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437), "variance": 13.8446}
"""Closed form for a = 7, b = 0.1 (Ishigami and Homma 1990)."""


def ishigami(points: Array) -> Array:
    x = np.pi * (2 * points - 1)
    return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]


def linear(weights: Array) -> object:
    """A weighted sum of normal inputs."""

    def answer(points: Array) -> Array:
        found: Array = (ndtri(np.clip(points, 1e-12, 1 - 1e-12)) @ weights)[:, None]
        return found

    return answer


def shapley_by_hand(weights: Array, correlation: Array) -> Array:
    """Shapley effects of a weighted sum of correlated normal inputs, over all subsets (Owen and Prieur 2017)."""
    count = len(weights)

    def explained(subset: tuple[int, ...]) -> float:
        known = list(subset)
        if not known:
            return 0.0
        within = correlation[np.ix_(known, known)]
        through = weights @ correlation[:, known] @ np.linalg.pinv(within)
        return float(through @ within @ through)

    found = np.zeros(count)
    for one in range(count):
        others = [n for n in range(count) if n != one]
        for size in range(count):
            for subset in combinations(others, size):
                found[one] += (explained((*subset, one)) - explained(subset)) / comb(count - 1, size) / count
    return found / float(weights @ correlation @ weights)


def wide(*rows: tuple[float, float], spread: float = 20.0) -> Agenda:
    return agenda(*rows, spread=spread)


def study(spread: float = 20.0, band: float = 10.0) -> Study:
    """Four actors about the middle, under mean and median."""
    rows = ((30.0, 80.0), (45.0, 40.0), (60.0, 60.0), (70.0, 50.0))
    return Study.of(wide(*rows, spread=spread), "i", (Compromise(), Median()), band=band)
