"""The challenge model played over its rounds in NumPy: the reference, and the full record of single games."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from contingent.decisions.kernels.challenge_equations import State, Taken, one_round
from contingent.decisions.kernels.challenge_outcome import outcome
from contingent.decisions.kernels.challenge_table import Table
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

_NUMBERS = 400_000
"""How many numbers an actor-by-actor array of a block holds: small enough to stay near the processor."""


def play(table: Table, rules: Challenge, seen: Callable[[Taken], None] | None = None) -> Array:
    """Return the final positions, of shape (draws, actors).

    A draw stops when nobody moves further than `rules.settled` times its range, or after `rules.rounds`. `seen` is
    shown what happens in each round, also where nobody moves; it makes sense for one draw only.
    """
    final = table.position.copy()
    size = max(1, _NUMBERS // table.position.shape[1] ** 2)
    for first in range(0, len(table), size):
        part = slice(first, first + size)
        final[part] = _play(table.rows(part), rules, seen)
    return final


def outcomes(table: Table, rules: Challenge) -> Array:
    """Return the outcome of each draw."""
    return outcome(play(table, rules), table, rules)


def span_of(position: Array) -> Array:
    """Return the range of the positions in each draw."""
    return np.asarray(position.max(axis=1) - position.min(axis=1))


def _play(table: Table, rules: Challenge, seen: Callable[[Taken], None] | None) -> Array:
    final = table.position.copy()
    span = span_of(final)
    live = np.flatnonzero(span > 0)
    for _ in range(rules.rounds):
        if not len(live):
            break
        here = final[live]
        state = State.of(table.rows(live), here, span[live], rules)
        taken = one_round(state, rules)
        if seen is not None:
            seen(taken)
        final[live] = taken.position
        moved = np.abs(taken.position - here).max(axis=1)
        going = moved >= rules.settled * span[live]
        if seen is None:
            going &= moved > 0  # Where nobody moves, nobody will.
        if rules.range == "each round":
            span[live] = span_of(taken.position)
            going &= span[live] > 0
        live = live[going]
    return final
