"""Distributions of an uncertain number: each is read at points of its cumulative distribution.

All are drawn by inversion, so one uniform number gives one number and a larger one never a smaller: designs,
correlations and sensitivities work on the uniform numbers and need to know nothing of the shape.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, runtime_checkable

import numpy as np

from contingent.base.errors import InputError
from contingent.futures.streams import triangular
from contingent.positions.agenda import Array


@runtime_checkable
class Distribution(Protocol):
    """What an uncertain number could be."""

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution (0-1), rising with them."""
        ...

    @property
    def says(self) -> str:
        """The distribution in words, for the list of assumptions."""
        ...

    @property
    def mean(self) -> float:
        """Its mean."""
        ...

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number it gives."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """One number, certain."""

    value: float

    def __post_init__(self) -> None:
        _check("fixed", self.value)

    def at(self, uniform: Array) -> Array:
        """Return the number at every point."""
        return np.full(np.shape(uniform), float(self.value))

    @property
    def says(self) -> str:
        """The distribution in words."""
        return f"fixed at {self.value:g}"

    @property
    def mean(self) -> float:
        """Its mean."""
        return self.value

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number it gives."""
        return self.value, self.value


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every number between low and high is as likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _check("uniform", self.low, self.high)

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution."""
        return np.minimum(self.low + (self.high - self.low) * uniform, self.high)

    @property
    def says(self) -> str:
        """The distribution in words."""
        return f"uniform from {self.low:g} to {self.high:g}"

    @property
    def mean(self) -> float:
        """Its mean."""
        return (self.low + self.high) / 2

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number it gives."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Triangular:
    """The triangular distribution of low, mode and high."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _check("triangular", self.low, self.mode, self.high)

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution."""
        return triangular(uniform, self.low, self.mode, self.high)

    @property
    def says(self) -> str:
        """The distribution in words."""
        return f"triangular from {self.low:g} over {self.mode:g} to {self.high:g}"

    @property
    def mean(self) -> float:
        """Its mean."""
        return (self.low + self.mode + self.high) / 3

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number it gives."""
        return self.low, self.high


LEAST_SHAPE, MOST_SHAPE = 1e-2, 1e5
"""Bounds of the parameters of a beta distribution: below, nearly all draws lie at an end; above, at one point."""


@dataclass(frozen=True, slots=True)
class Beta:
    """The beta distribution with parameters `a` and `b`, stretched from 0-1 to low-high."""

    low: float
    high: float
    a: float
    b: float

    def __post_init__(self) -> None:
        _check("beta", self.low, self.high)
        if not all(LEAST_SHAPE <= each <= MOST_SHAPE for each in (self.a, self.b)):
            raise InputError(
                f"The parameters of a beta distribution are {self.a:g} and {self.b:g}.",
                remedy=f"Give two from {LEAST_SHAPE:g} to {MOST_SHAPE:,.0f}.",
            )

    @classmethod
    def of_mode(cls, low: float, mode: float, high: float, concentration: float) -> Beta:
        """Return the beta distribution whose peak is at `mode`; `concentration` (0: uniform) says how sharp it is.

        a = 1 + concentration x (mode - low) / (high - low), b = 1 + concentration x (high - mode) / (high - low).
        """
        _check("beta", low, mode, high)
        if not 0 <= concentration < MOST_SHAPE:
            raise InputError(
                f"The concentration of a beta distribution is {concentration:g}.",
                remedy=f"Give 0 or more, below {MOST_SHAPE:,.0f}.",
            )
        width = high - low
        left = (mode - low) / width if width > 0 else 0.5
        return cls(low, high, 1 + concentration * left, 1 + concentration * (1 - left))

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution.

        Read from a table of some 6,000 exact points with straight lines between them, as the exact inverse is slow: off
        by less than a ten-thousandth of the width.
        """
        points, parts = _beta_table(self.a, self.b)
        return np.minimum(self.low + (self.high - self.low) * np.interp(uniform, points, parts), self.high)

    @property
    def says(self) -> str:
        """The distribution in words."""
        return f"beta ({self.a:g}, {self.b:g}) from {self.low:g} to {self.high:g}"

    @property
    def mean(self) -> float:
        """Its mean."""
        return self.low + (self.high - self.low) * self.a / (self.a + self.b)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number it gives."""
        return self.low, self.high


@lru_cache(maxsize=4096)
def _beta_table(a: float, b: float) -> tuple[Array, Array]:
    """Return points of the cumulative beta distribution and the numbers there: dense at the ends and where it is."""
    from scipy.special import betainc, betaincinv

    ends = (1 - np.cos(np.linspace(0, np.pi, 4097))) / 2
    parts = np.unique(np.concatenate([ends, betaincinv(a, b, np.linspace(0, 1, 2049))]))
    return betainc(a, b, parts), parts


PERT_WEIGHT = 4.0
"""How many times the mode counts against each end in the mean of a PERT distribution."""


@dataclass(frozen=True, slots=True)
class Pert:
    """The PERT distribution of low, mode and high: a beta distribution with the mean (low + 4 mode + high) / 6.

    Malcolm, Roseboom, Clark and Fazar, Application of a Technique for Research and Development Program Evaluation,
    Operations Research 7 (1959). Lighter at the ends than the triangular distribution.
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _check("PERT", self.low, self.mode, self.high)

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution."""
        return Beta.of_mode(self.low, self.mode, self.high, PERT_WEIGHT).at(uniform)

    @property
    def says(self) -> str:
        """The distribution in words."""
        return f"PERT from {self.low:g} over {self.mode:g} to {self.high:g}"

    @property
    def mean(self) -> float:
        """Its mean."""
        return (self.low + PERT_WEIGHT * self.mode + self.high) / (2 + PERT_WEIGHT)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number it gives."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Empirical:
    """What was seen: `values`, with straight lines between neighbours of the sorted values.

    The point p of n values lies at place p x (n - 1) of the sorted list, between two of them in proportion (the seventh
    definition of Hyndman and Fan, Sample Quantiles in Statistical Packages, The American Statistician 50, 1996).
    Nothing beyond the least and the largest value is drawn.
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise InputError("An empirical distribution has no values.", remedy="Give one or more.")
        object.__setattr__(self, "values", tuple(sorted(float(each) for each in self.values)))
        _check("empirical", *self.values)

    @classmethod
    def of(cls, values: Sequence[float]) -> Empirical:
        """Return the distribution of these values, in any order."""
        return cls(tuple(values))

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution."""
        found: Array = np.interp(np.asarray(uniform) * (len(self.values) - 1), np.arange(len(self.values)), self.values)
        return found

    @property
    def says(self) -> str:
        """The distribution in words."""
        low, high = self.ends
        return f"as in {len(self.values)} values from {low:g} to {high:g}, straight lines between them"

    @property
    def mean(self) -> float:
        """Its mean."""
        if len(self.values) == 1:
            return self.values[0]
        inner = math.fsum(self.values[1:-1]) + (self.values[0] + self.values[-1]) / 2
        return inner / (len(self.values) - 1)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number it gives."""
        return self.values[0], self.values[-1]


def _check(shape: str, *rising: float) -> None:
    if not all(math.isfinite(each) for each in rising) or list(rising) != sorted(rising):
        told = ", ".join(f"{each:g}" for each in rising)
        raise InputError(
            f"{shape[:1].upper()}{shape[1:]} is given {told}.",
            remedy="Give finite numbers, each at least the one before.",
        )
