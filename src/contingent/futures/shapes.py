"""Shapes: distributions by their word, fitted to the range of an input when it is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contingent.base.errors import InputError
from contingent.futures.distributions import Beta, Distribution, Empirical, Fixed, Pert, Triangular, Uniform

WORDS = ("triangular", "pert", "beta", "uniform", "empirical", "fixed")

CONCENTRATION = 4.0
"""How sharp a beta distribution is where nothing is said: as sharp as PERT."""

_KEYS: Mapping[str, tuple[str, ...]] = {
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
    "beta": ("low", "mode", "high", "concentration", "a", "b"),
    "uniform": ("low", "high"),
    "empirical": ("values",),
    "fixed": ("value",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A kind of distribution and what is given for it; what is not given is that of the input's own range."""

    word: str = "triangular"
    given: tuple[tuple[str, float], ...] = ()
    values: tuple[float, ...] = ()

    def distribution(self, low: float, mode: float, high: float, record: str = "distribution") -> Distribution:
        """Return the distribution of an input with this range. Raises InputError if it cannot be, naming `record`."""
        told = dict(self.given)
        low, high = told.get("low", low), told.get("high", high)
        # A range given without a peak may lie beside the stated value: then the peak is its nearer end.
        mode = told.get("mode", min(max(mode, low), high))
        try:
            return self._made(told, low, mode, high)
        except InputError as error:
            raise InputError(error.what, record=record, remedy=error.remedy) from None

    def _made(self, told: Mapping[str, float], low: float, mode: float, high: float) -> Distribution:
        if self.word == "empirical":
            return Empirical(self.values)
        if self.word == "fixed":
            return Fixed(told.get("value", mode))
        if self.word == "uniform":
            return Uniform(low, high)
        if self.word == "beta":
            if "a" in told:
                return Beta(low, high, told["a"], told["b"])
            return Beta.of_mode(low, mode, high, told.get("concentration", CONCENTRATION))
        return (Pert if self.word == "pert" else Triangular)(low, mode, high)


def shape_of(table: Mapping[str, Any], record: str) -> Shape:
    """Return the shape that a table of words and numbers gives. Raises InputError naming what cannot be taken."""
    word = table.get("shape")
    if word not in WORDS:
        raise InputError(
            f"{word!r} is no shape." if "shape" in table else "No shape is given.",
            record=record,
            remedy=f"Say one of: {', '.join(WORDS)}.",
        )
    for key in table:
        if key not in ("shape", *_KEYS[word]):
            raise InputError(
                f"{key!r} says nothing of a distribution that is {word}.",
                record=record,
                remedy=f"Say any of: {', '.join(_KEYS[word])}.",
            )
    if ("a" in table) != ("b" in table) or ("a" in table and {"mode", "concentration"} & set(table)):
        raise InputError(
            "A beta distribution is told twice or by half.",
            record=record,
            remedy="Give a and b, or mode and concentration.",
        )
    values = table.get("values", [])
    if (word == "empirical") != bool(values) or not isinstance(values, list):
        raise InputError("What was seen is missing.", record=record, remedy="Give values = [1, 2, 3].")
    numbers = {key: each for key, each in table.items() if key not in ("shape", "values")}
    shape = Shape(
        word=str(word),
        given=tuple((key, _number(each, f"{record} {key}")) for key, each in numbers.items()),
        values=tuple(_number(each, f"{record} values") for each in values),
    )
    if word == "beta":
        sharp = tuple((key, each) for key, each in shape.given if key not in ("low", "mode", "high"))
        replace(shape, given=sharp).distribution(0.0, 0.5, 1.0, record)  # how sharp it is needs no range to be refused
    return shape


def ends_of(distribution: Distribution) -> tuple[float, float, float]:
    """Return the least, the most likely and the largest number of a distribution; its mean where no peak is stated."""
    low, high = distribution.ends
    return low, float(getattr(distribution, "mode", distribution.mean)), high


def _number(given: object, record: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise InputError(f"{given!r} is no number.", record=record, remedy="Give a finite number.")
    return float(given)
