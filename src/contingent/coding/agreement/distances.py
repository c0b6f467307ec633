"""How far two values are apart: the squared differences of Krippendorff's alpha for each level of measurement.

Krippendorff, K. (2011), *Computing Krippendorff's Alpha-Reliability*, section E; sets by MASI: Passonneau, R. (2006),
*Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation*, LREC.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contingent.coding.agreement.ratings import Ratings, Scale

if TYPE_CHECKING:
    import numpy as np

MOST_VALUES = 3_000
"""Distinct values up to which every pair is compared (ratio and sets)."""


class UnfitError(Exception):
    """The values do not fit the level of measurement; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Squared differences between values.

    Attributes:
        scale: level of measurement.
        marks: float64, one a value: its number (interval) or its place in the order (ordinal); else None.
        table: float64, shape (values, values), for ratio and sets; else None.
    """

    scale: Scale
    marks: np.ndarray[Any, Any] | None = None
    table: np.ndarray[Any, Any] | None = None

    def between(
        self, one: np.ndarray[Any, Any], other: np.ndarray[Any, Any], counts: np.ndarray[Any, Any]
    ) -> np.ndarray[Any, Any]:
        """Return squared differences of codes, elementwise; `counts` are how often each value occurs (ordinal)."""
        import numpy as np

        if self.table is not None:
            return np.asarray(self.table[one, other])
        if self.marks is None:
            return np.asarray(one != other, dtype=float)
        marks = self.ranks(counts)
        return np.asarray((marks[one] - marks[other]) ** 2)

    def expected(self, counts: np.ndarray[Any, Any]) -> float:
        """Return the sum of squared differences over all ordered pairs of values that occur `counts` times."""
        total = float(counts.sum())
        if (counts > 0).sum() < 2:
            return 0.0  # exactly: rounding must not make a difference of one value
        if self.table is not None:
            return float(counts @ self.table @ counts)
        if self.marks is None:
            return total**2 - float(counts @ counts)
        marks = self.ranks(counts)
        marks = marks - float(counts @ marks) / total if total else marks  # centred: no digits are lost
        return 2 * total * float(counts @ marks**2)

    def expected_of_all(self, counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the same of many draws at once, one row of `counts` each; only where there is a table."""
        import numpy as np

        assert self.table is not None
        found = np.einsum("ij,ij->i", counts @ self.table, counts)
        return np.where((counts > 0).sum(axis=1) < 2, 0.0, found)

    def ranks(self, counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the numbers whose squared differences count: for ordinal values their mean ranks.

        The sum of the frequencies from c to k, less half of those of c and k, is the difference of their mean ranks.
        """
        import numpy as np

        assert self.marks is not None
        if self.scale is not Scale.ORDINAL:
            return self.marks
        order = np.argsort(self.marks, kind="stable")
        ordered = counts[order]
        found = np.empty(len(counts))
        found[order] = np.cumsum(ordered) - ordered / 2
        return found


def distances(ratings: Ratings, scale: Scale, order: Sequence[Hashable] | None = None) -> Distances:
    """Return the distances between the values of some ratings.

    `order` are the values from low to high; each counts as its place, from 0, on an interval or ratio scale
    too. Numbers need none. Raises UnfitError, with the reason in words, where the values do not fit the scale.
    """
    import numpy as np

    values = ratings.values
    if scale is Scale.NOMINAL:
        return Distances(scale)
    if scale is Scale.SET:
        return Distances(scale, table=_table(values, scale))
    numbers = _places(values, order) if order is not None else np.array([_number(value, scale) for value in values])
    if scale is Scale.RATIO:
        if (numbers < 0).any():
            raise UnfitError("a ratio scale has no values below 0")
        return Distances(scale, table=_table(tuple(numbers.tolist()), scale))
    return Distances(scale, marks=numbers)


def _places(values: Sequence[Hashable], order: Sequence[Hashable]) -> np.ndarray[Any, Any]:
    import numpy as np

    places = {value: place for place, value in enumerate(order)}
    strange = [value for value in values if value not in places]
    if strange:
        raise UnfitError(f"{strange[0]!r} has no place in the order of the scale")
    return np.array([places[value] for value in values], dtype=float)


def _number(value: Hashable, scale: Scale) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise UnfitError(f"{value!r} is no number; {scale} values must be numbers or have an order") from None
    if number in (float("inf"), float("-inf")):
        raise UnfitError("a value is infinite")
    return number


def _table(values: Sequence[Any], scale: Scale) -> np.ndarray[Any, Any]:
    import numpy as np

    if len(values) > MOST_VALUES:
        raise UnfitError(f"there are {len(values):,} different values, more than {MOST_VALUES:,} to compare in pairs")
    if scale is Scale.RATIO:
        numbers = np.asarray(values)
        sums = numbers[:, None] + numbers[None, :]
        return np.asarray(((numbers[:, None] - numbers[None, :]) / np.where(sums == 0, 1, sums)) ** 2)
    return _masi_table([_set(value) for value in values])


def _masi_table(sets: Sequence[frozenset[Hashable]]) -> np.ndarray[Any, Any]:
    """Return the MASI distances of all pairs; see `masi`."""
    import numpy as np

    members = {member: n for n, member in enumerate(dict.fromkeys(member for each in sets for member in each))}
    holds = np.zeros((len(sets), max(len(members), 1)))
    for n, each in enumerate(sets):
        holds[n, [members[member] for member in each]] = 1
    sizes, shared = holds.sum(axis=1), holds @ holds.T
    either = sizes[:, None] + sizes[None, :] - shared
    inside = shared == np.minimum(sizes[:, None], sizes[None, :])
    kind = np.where(shared == either, 1.0, np.where(inside, 2 / 3, 1 / 3))
    return np.where(shared == either, 0.0, 1 - kind * shared / np.maximum(either, 1))


def _set(value: Hashable) -> frozenset[Hashable]:
    if isinstance(value, frozenset | tuple):
        return frozenset(value)
    raise UnfitError(f"{value!r} is no set")


def masi(one: frozenset[Hashable], other: frozenset[Hashable]) -> float:
    """Return the MASI distance of two sets, 0 for the same to 1 for sets without a common member.

    1 - J * M: J the Jaccard coefficient; M 1 for equal sets, 2/3 where one holds the other, 1/3 where they only
    overlap, 0 where they do not (Passonneau 2006).
    """
    if one == other:
        return 0.0
    shared = one & other
    if not shared:
        return 1.0
    kind = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - kind * len(shared) / len(one | other)
