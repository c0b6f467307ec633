"""What the challenge model reads of many draws of one issue, and what counts as equal; shared by all its kernels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hair:
    """What counts as equal: differences of utility, distances and keys (both as shares of the range)."""

    utility: float
    apart: float
    tied: float


EXACT = Hair(utility=0.0, apart=0.0, tied=0.0)
"""Floating-point numbers as they come: what published programs do, at the mercy of rounding where numbers are equal."""

ROUNDED = Hair(utility=1e-12, apart=1e-9, tied=1e-9)
"""Rounding forgiven: equal in the equations is equal in the arithmetic, in whatever order the sums are taken."""


def hair_of(rules: Challenge) -> Hair:
    """Return what counts as equal under the tie rule of `rules`."""
    return EXACT if rules.tie == "order" else ROUNDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Draws of one issue, all of shape (draws, actors).

    `position` is on any scale, `salience` 0-1. `weight` is capability x salience, with the largest capability of the
    draw taken as 1, so that no scale of capability can overflow. `present` is 1 for an actor with weight, else 0.
    An actor without weight takes no part: it is put on the position and salience of the first who has some, so that it
    adds neither a vote, nor a threat, nor an offer that is not there already. A row in which nobody has weight is not
    in the table (`of` tells which are).
    """

    position: Array
    weight: Array
    salience: Array
    present: Array

    @classmethod
    def of(cls, position: Array, salience: Array, capability: Array) -> tuple[Table, Mask]:
        """Return the table of the draws in which somebody has weight, and a mask of them among all draws.

        Arrays of shape (draws, actors); salience 0-1. Anything that is not a number counts as no weight.
        """
        able = np.where(np.isfinite(capability) & (capability > 0) & np.isfinite(position), capability, 0.0)
        most = able.max(axis=1, initial=0.0, keepdims=True)
        keen = np.where(np.isfinite(salience) & (salience > 0), salience, 0.0)
        weight = np.divide(able, most, out=np.zeros_like(able), where=most > 0) * keen
        present = weight > 0
        some = present.any(axis=1)
        position, keen, weight, present = position[some], keen[some], weight[some], present[some]
        if not present.all():
            first = present.argmax(axis=1)
            rows = np.arange(len(first))
            position = np.where(present, position, position[rows, first][:, None])
            keen = np.where(present, keen, keen[rows, first][:, None])
        parts = (np.ascontiguousarray(each, dtype=np.float64) for each in (position, weight, keen, present))
        where, heavy, salient, counted = parts
        return cls(position=where, weight=heavy, salience=salient, present=counted), some

    def __len__(self) -> int:
        return len(self.position)

    def rows(self, chosen: Mask | slice | NDArray[np.intp]) -> Table:
        """Return the table of some of the draws."""
        return replace(
            self,
            position=self.position[chosen],
            weight=self.weight[chosen],
            salience=self.salience[chosen],
            present=self.present[chosen],
        )

    def threat(self, rules: Challenge) -> Array:
        """Return how much each actor counts where dangers are added up: its share of the weight, or 1."""
        if rules.danger_weights == "equal":
            return self.present
        return self.weight / added(self.weight, 1)[:, None]


def added(array: Array, axis: int) -> Array:
    """Return sums along an axis, added one by one in order: the same bytes for a row whatever stands beside it."""
    moved = np.moveaxis(array, axis, 0)
    total = np.zeros(moved.shape[1:])
    for part in moved:
        total += part
    return total
