"""Ratings: what several coders say of the same units, counted by distinct pattern."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from contingent.base.errors import ProgrammingError

if TYPE_CHECKING:
    import numpy as np

NONE = -1
"""Code of a missing value."""

_WIDEST_KEY = 2**62


class Scale(StrEnum):
    """Level of measurement, which says how far two values are apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SET = "set"
    """Values are sets of codes, compared by MASI (Passonneau 2006)."""


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Codings of units, equal units counted once.

    Attributes:
        values: the distinct values, in the order in which they were met; a code is a place in this list.
        patterns: int64, shape (patterns, coders): codes of what was said of a unit, sorted, NONE where nothing was.
        weights: float64, shape (patterns,): how many units have the pattern; only patterns with two values or more
            are kept, since one value alone agrees with nothing.
        places: int64, shape (units,): the pattern of each unit, NONE for a unit without two values. Empty where the
            ratings were made from weights.
    """

    values: tuple[Hashable, ...]
    patterns: np.ndarray[Any, Any]
    weights: np.ndarray[Any, Any]
    places: np.ndarray[Any, Any]

    @property
    def units(self) -> int:
        """How many units have two values or more."""
        return round(float(self.weights.sum()))

    @property
    def pairable(self) -> int:
        """How many values stand in units with two values or more."""
        return round(float(((self.patterns != NONE).sum(axis=1) * self.weights).sum()))


def rated(rows: Sequence[Sequence[object]] | np.ndarray[Any, Any], weights: Sequence[float] | None = None) -> Ratings:
    """Return the ratings of a table of coders by units.

    Args:
        rows: one row a coder, one column a unit. None and NaN are missing values; any other value may be used, sets and
            lists too. A NumPy array of numbers is read without a Python loop.
        weights: how many units each column stands for; 1 unless given.

    Raises ProgrammingError if the rows differ in length.
    """
    import numpy as np

    if len({len(row) for row in rows}) > 1:
        raise ProgrammingError("Every coder needs a row of the same length.", remedy="Put None for a missing value.")
    if isinstance(rows, np.ndarray) and rows.dtype.kind in "fiu":
        codes, values = _codes_of_array(rows)
    else:
        codes, values = _codes(list(rows))
    codes = np.sort(codes, axis=0).T
    pairable = (codes != NONE).sum(axis=1) > 1 if codes.size else np.zeros(0, dtype=bool)
    kept = codes[pairable]
    patterns, inverse, counts = _distinct(kept, len(values))
    places = np.full(len(codes), NONE, dtype=np.int64)
    places[pairable] = inverse
    if weights is not None:
        counts = np.bincount(inverse, weights=np.asarray(weights, dtype=float)[pairable], minlength=len(patterns))
    return Ratings(values, patterns, counts.astype(float), places)


def missing(value: object) -> bool:
    """Return whether a value says nothing: None or not a number."""
    return value is None or (isinstance(value, float) and value != value)


def _codes_of_array(rows: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], tuple[Hashable, ...]]:
    import numpy as np

    there = ~np.isnan(rows) if rows.dtype.kind == "f" else np.ones(rows.shape, dtype=bool)
    found, inverse = np.unique(rows[there], return_inverse=True)
    codes = np.full(rows.shape, NONE, dtype=np.int64)
    codes[there] = inverse
    return codes, tuple(found.tolist())


def _codes(rows: Sequence[Sequence[object]]) -> tuple[np.ndarray[Any, Any], tuple[Hashable, ...]]:
    import numpy as np

    numbers: dict[Hashable, int] = {}
    coded = [[NONE if missing(each) else numbers.setdefault(_key(each), len(numbers)) for each in row] for row in rows]
    width = len(coded[0]) if coded else 0
    return np.array(coded, dtype=np.int64).reshape(len(coded), width), tuple(numbers)


def _key(value: object) -> Hashable:
    if isinstance(value, set):
        return frozenset(value)
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value


def _distinct(
    codes: np.ndarray[Any, Any], values: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return distinct rows, the row of each unit and how often each occurs; by one number a row where that fits."""
    import numpy as np

    coders = codes.shape[1] if codes.ndim == 2 else 0
    if (values + 1) ** max(coders, 1) < _WIDEST_KEY:
        key = np.zeros(len(codes), dtype=np.int64)
        for column in range(coders):
            key = key * (values + 1) + codes[:, column] + 1
        _, first, inverse, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        return codes[first], inverse, counts
    patterns, inverse, counts = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    return patterns, inverse.reshape(-1), counts
