"""Outcomes of elections over many draws, by the NumPy reference or its compiled twin."""

from __future__ import annotations

import numpy as np

from contingent.decisions.base import Kernel
from contingent.decisions.kernels.condorcet_reference import elect_positions
from contingent.decisions.kernels.condorcet_rules import Election
from contingent.positions.agenda import Array


def elections(
    values: Array, weights: Array, rules: Election, reach: float, *, modal: bool, kernel: Kernel = Kernel.AUTO
) -> Array:
    """Return the outcome (draws,) on 0-1 of each election; NaN where nobody has weight.

    `values` (0-1) and `weights` have the shape (draws, actors); `reach` is how near positions are one proposal
    (below 0: every position is its own).
    """
    if kernel is not Kernel.NUMPY:
        try:
            from contingent.decisions.kernels.condorcet_compiled import elected
        except ImportError:
            pass
        else:
            return elected(values, weights, rules, reach, modal=modal)
    rows = zip(values, weights, strict=True)
    return np.array([elect_positions(value, weight, rules, reach, modal=modal)[0][0] for value, weight in rows])
