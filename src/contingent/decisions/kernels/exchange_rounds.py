"""The door to the exchange model: rounds of one agenda with all their trades, and outcomes of many draws."""

from __future__ import annotations

from contingent.decisions.base import Kernel
from contingent.decisions.kernels.exchange_reference import reference_rounds
from contingent.decisions.kernels.exchange_rules import CONSISTENT, Round, Rules
from contingent.positions.agenda import Array


def exchange_rounds(
    positions: Array,
    salience: Array,
    capability: Array,
    rules: Rules = CONSISTENT,
    rounds: int = 1,
    kernel: Kernel = Kernel.AUTO,
) -> tuple[Round, ...]:
    """Return the rounds of one agenda, each with its exchanges in the order they were made.

    The arrays have the shape (actors, issues): positions 0-100, salience 0-1, capability >= 0; NaN where an actor does
    not stand on an issue. Whoever has no weight on an issue takes no part in it.
    """
    return reference_rounds(positions, salience, capability, rules, rounds)
