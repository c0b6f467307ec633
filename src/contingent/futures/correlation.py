"""Inputs that move together: rank correlations, brought about by a Gaussian copula.

The uniform numbers of correlated inputs are turned into normal ones, mixed so that these have the wanted correlation,
and turned back (Nelsen, An Introduction to Copulas, Springer 2006, section 2.3). Each input keeps its own distribution;
a wanted rank correlation r asks for the correlation 2 sin(pi r / 6) of the normal numbers (Pearson 1907).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from contingent.base.errors import InputError
from contingent.positions.agenda import Array

_ROUNDING = 1e-9
_EDGE = 2.0**-53
"""A uniform number of exactly 0 or 1 has no finite normal number; it is taken this far from the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Inputs that move together, two at a time with the same rank correlation (-1 to 1).

    `inputs` are their names (`issue/actor/what`); `name` is what a reader calls the group.
    """

    inputs: tuple[str, ...]
    correlation: float
    name: str = ""

    def __post_init__(self) -> None:
        if not -1 <= self.correlation <= 1:
            raise InputError(
                f"A rank correlation is {self.correlation}.", record=self.told, remedy="Give a number from -1 to 1."
            )
        if len(set(self.inputs)) < 2:
            raise InputError(
                "It takes two to move together.", record=self.told, remedy="Name two or more different inputs."
            )

    @property
    def told(self) -> str:
        """The group in words."""
        return f"together {self.name or ', '.join(self.inputs[:3]) + (' ...' if len(self.inputs) > 3 else '')}"

    @property
    def says(self) -> str:
        """What is assumed, in words."""
        return f"{self.told[9:]} with rank correlation {self.correlation:g}"


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """Columns of uniform numbers that are mixed with each other; `lower` is the root of their correlation matrix."""

    columns: tuple[int, ...]
    lower: Array

    def apply(self, uniform: Array) -> None:
        """Correlate these columns of `uniform`, of shape (draws, inputs), in place."""
        from scipy.special import ndtr, ndtri

        columns = list(self.columns)
        normal = ndtri(np.clip(uniform[:, columns], _EDGE, 1 - _EDGE)).T
        # A product of matrices may differ with the number of draws; sums row by row do not.
        for row in range(len(columns)):
            mixed = np.zeros(normal.shape[1])
            for other in np.flatnonzero(self.lower[row]):
                mixed += self.lower[row, other] * normal[other]
            uniform[:, columns[row]] = ndtr(mixed)


def mixes(names: Sequence[str], groups: Iterable[Together]) -> tuple[Mix, ...]:
    """Return how the inputs of these names are mixed: one Mix for each set of inputs that hang together.

    Raises InputError for an unknown input, a pair with two different correlations, or correlations that cannot be at
    the same time, naming the pair that contradicts the others most.
    """
    place = {name: number for number, name in enumerate(names)}
    pairs: dict[tuple[int, int], tuple[float, Together]] = {}
    for group in groups:
        for name in group.inputs:
            if name not in place:
                raise InputError(
                    f"{name!r} is no uncertain input, so it cannot move together with others.",
                    record=group.told,
                    remedy="Name inputs that have a range, as issue/actor/position, issue/actor/salience or "
                    "*/actor/capability.",
                )
        _add(pairs, sorted({place[name] for name in group.inputs}), group, names)
    return tuple(_mix(columns, pairs, names) for columns in _connected(pairs))


def _add(
    pairs: dict[tuple[int, int], tuple[float, Together]], columns: list[int], group: Together, names: Sequence[str]
) -> None:
    for n, one in enumerate(columns):
        for two in columns[n + 1 :]:
            before = pairs.setdefault((one, two), (group.correlation, group))
            if before[0] != group.correlation:
                raise InputError(
                    f"{names[one]} and {names[two]} are to correlate by {before[0]:g} and by {group.correlation:g}.",
                    record=group.told,
                    remedy="Give each pair one correlation.",
                )


def _connected(pairs: Mapping[tuple[int, int], object]) -> list[list[int]]:
    root: dict[int, int] = {}

    def top(one: int) -> int:
        root.setdefault(one, one)
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, two in pairs:
        root[top(two)] = top(one)
    found: dict[int, list[int]] = {}
    for one in sorted(root):
        found.setdefault(top(one), []).append(one)
    return sorted(found.values())


def _mix(columns: list[int], pairs: Mapping[tuple[int, int], tuple[float, Together]], names: Sequence[str]) -> Mix:
    matrix = np.eye(len(columns))
    for n, one in enumerate(columns):
        for m in range(n + 1, len(columns)):
            rank = pairs.get((one, columns[m]), (0.0, None))[0]
            matrix[n, m] = matrix[m, n] = 2 * math.sin(math.pi * rank / 6)
    lower = _root(matrix)
    if lower is None:
        one, two = _contradiction(matrix)
        raise InputError(
            f"The correlations cannot be at the same time: the one of {names[columns[one]]} and {names[columns[two]]} "
            f"contradicts the others most.",
            record="together",
            remedy="Bring it closer to what the others imply; pairs that no group names count as 0.",
        )
    return Mix(tuple(columns), lower)


def _root(matrix: Array) -> Array | None:
    """Return the lower triangular root of a correlation matrix (Cholesky), None if it has none.

    A matrix of rank below its size is fine: inputs may be tied to each other entirely.
    """
    left = matrix.copy()
    lower = np.zeros_like(left)
    for n in range(len(left)):
        pivot = left[n, n]
        if pivot < -_ROUNDING:
            return None
        if pivot <= _ROUNDING:
            if (np.abs(left[n + 1 :, n]) > math.sqrt(_ROUNDING)).any():
                return None
            continue
        lower[n:, n] = left[n:, n] / math.sqrt(pivot)
        left[n:, n:] -= np.outer(lower[n:, n], lower[n:, n])
    return lower


def _contradiction(matrix: Array) -> tuple[int, int]:
    """Return the pair whose correlation weighs most in the impossible direction (lowest eigenvalue)."""
    direction = np.linalg.eigh(matrix)[1][:, 0]
    weight = matrix * np.outer(direction, direction)
    weight[np.tril_indices(len(matrix))] = np.inf
    one, two = np.unravel_index(int(np.argmin(weight)), weight.shape)
    return int(one), int(two)
