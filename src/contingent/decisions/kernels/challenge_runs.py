"""Which arithmetic plays many draws of the challenge model: lanes, single draws, a graphics card, or the reference."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from contingent.decisions.base import Kernel
from contingent.decisions.kernels import challenge_reference
from contingent.decisions.kernels.challenge_outcome import outcome
from contingent.decisions.kernels.challenge_table import Table
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge


def outcomes(table: Table, rules: Challenge, kernel: Kernel) -> Array:
    """Return the outcome of each draw of a table.

    `AUTO` and `COMPILED` take the lanes, or single draws for the options the lanes do not know; without Numba the
    reference. Raises InputError for `CUDA` where there is no card.
    """
    if kernel is Kernel.CUDA:
        from contingent.decisions.kernels import challenge_cuda

        return outcome(challenge_cuda.play(table, rules), table, rules)
    if kernel is Kernel.NUMPY or find_spec("numba") is None or not len(table):
        return challenge_reference.outcomes(table, rules)
    from contingent.decisions.kernels import challenge_lanes, challenge_single

    if challenge_lanes.can(rules, table):
        return challenge_lanes.outcomes(table, rules)
    return outcome(challenge_single.play(table, rules), table, rules)
