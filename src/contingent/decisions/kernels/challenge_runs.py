"""Which arithmetic plays many draws of the challenge model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.decisions.base import Kernel
from contingent.decisions.kernels import challenge_reference
from contingent.decisions.kernels.challenge_table import Table
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge


def outcomes(table: Table, rules: Challenge, kernel: Kernel) -> Array:
    """Return the outcome of each draw of a table."""
    return challenge_reference.outcomes(table, rules)
