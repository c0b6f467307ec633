"""What a table of positions comes to: the weighted median under its tie rules, or the weighted mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contingent.decisions.kernels.challenge_table import Table, added
from contingent.decisions.models.median import median_ends
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge


def outcome(position: Array, table: Table, rules: Challenge) -> Array:
    """Return the outcome of each draw (draws,) from positions of shape (draws, actors)."""
    return mean(position, table) if rules.outcome == "mean" else median(position, table, rules.median)


def mean(position: Array, table: Table) -> Array:
    """Return the mean weighted by capability x salience."""
    return np.asarray(added(position * table.weight, 1) / added(table.weight, 1))


def median(position: Array, table: Table, which: str) -> Array:
    """Return the weighted median: the position with the least weighted distance to all others.

    Where exactly half of the weight lies on either side of a gap: the `midpoint` of the gap, its `lower` end, or the
    end held by the actor that comes `first`.
    """
    lower, upper = median_ends(position, table.weight)
    if which == "midpoint":
        return (lower + upper) / 2
    if which == "lower":
        return lower
    on_end = (table.present > 0) & ((position == lower[:, None]) | (position == upper[:, None]))
    return np.asarray(position[np.arange(len(position)), on_end.argmax(axis=1)])
