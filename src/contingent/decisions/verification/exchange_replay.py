"""One round of the exchange model played in an order of somebody else's: that of a file, or one drawn by luck.

The steps are those of the reference kernel; only which of several equally good exchanges comes next is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contingent.decisions.kernels import exchange_reference as steps
from contingent.decisions.kernels.exchange_rules import TIED, Round, Rules, Trade
from contingent.positions.agenda import Array

WITHIN = 2 / TIED
"""Gains that lie this near to the best are tied with it: they are told apart to twelve decimals."""

ON_TARGET = 1e-9
"""Points by which the outcome a buyer knows may miss its position and still lie on it."""

REFUSED = (0.02, 0.1, 0.5)
"""Chances, one drawn a round, with which an exchange on its target is refused: after each that is made, or in turn."""

Listed = tuple[int, int, int, int]
"""An exchange by rows and columns: an actor and what it gives way on, its partner and what that gives way on."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """An exchange of a list that cannot be made when its turn comes: its number, from 1, and why."""

    number: int
    why: str


def replayed(
    value: Array, salience: Array, capability: Array, rules: Rules, listed: Sequence[Listed]
) -> Round | Impossible:
    """Return the round in which the listed exchanges are made in their order, then ours while there are any.

    Each must be among those tied for the best at its turn. Arrays have the shape (actors, issues).
    """
    table, candidates, count = _opened(value, salience, capability, rules)
    valid, trades = len(candidates), []
    for number in range(len(candidates) + len(listed)):
        if not candidates and number >= len(listed):
            break
        best = max((each.gain for each in candidates), default=0.0)
        if number < len(listed):
            wanted = next((each for each in candidates if _is(each, listed[number])), None)
            if wanted is None:
                return Impossible(number + 1, "no such exchange can be made then")
            if wanted.gain < best - WITHIN:
                return Impossible(number + 1, f"its gain is then {wanted.gain:.6g} and another's {best:.6g}")
        else:
            wanted = next(each for each in candidates if each.gain >= best - WITHIN)
        trades.append(steps._trade(wanted, table))
        candidates = _left(candidates, wanted, table)
    return _closed(value, salience, table, count, valid, trades)


def by_luck(value: Array, salience: Array, capability: Array, rules: Rules, luck: np.random.Generator) -> Round:
    """Return a round in which luck decides between tied exchanges, and whether one for which the outcome lies on its
    buyer's position may still be made: rounding noise decides both in the published program."""
    table, candidates, count = _opened(value, salience, capability, rules)
    valid, trades = len(candidates), []
    refused, early = float(luck.choice(REFUSED)), bool(luck.random() < 0.5)
    while candidates:
        best = max(each.gain for each in candidates)
        tied = [each for each in candidates if each.gain >= best - WITHIN]
        wanted = tied[int(luck.integers(len(tied)))]
        if not early and luck.random() < refused and _on_target(wanted, table):
            candidates = [each for each in candidates if each is not wanted]
            continue
        trades.append(steps._trade(wanted, table))
        candidates = _left(candidates, wanted, table)
        if early:
            candidates = [each for each in candidates if luck.random() >= refused or not _on_target(each, table)]
    return _closed(value, salience, table, count, valid, trades)


def _on_target(candidate: steps._Candidate, table: steps._Table) -> bool:
    """Whether the outcome that a buyer knows of lies on its own position before the exchange, but for rounding."""
    return any(abs(role.target - table.around(candidate, role)[0]) <= ON_TARGET for role, _ in candidate.roles)


def _opened(
    value: Array, salience: Array, capability: Array, rules: Rules
) -> tuple[steps._Table, list[steps._Candidate], int]:
    there = steps.taking_part(value, salience, capability)
    share = steps.shares(salience, capability, there)
    table = steps._Table(value.tolist(), salience.tolist(), share.tolist(), there.tolist(), [], rules)
    table.outcome = steps._outcomes(table.x, table)
    candidates = steps._candidates(table)
    return table, [each for each in candidates if steps._redo(each, table)], len(candidates)


def _is(candidate: steps._Candidate, listed: Listed) -> bool:
    first, second = (candidate.i.actor, candidate.i.supply), (candidate.j.actor, candidate.j.supply)
    return listed in ((*first, *second), (*second, *first))


def _left(candidates: list[steps._Candidate], made: steps._Candidate, table: steps._Table) -> list[steps._Candidate]:
    others = [each for each in candidates if each is not made]
    return [each for each in others if not steps._touched(each, made, table) or steps._redo(each, table)]


def _closed(value: Array, salience: Array, table: steps._Table, count: int, valid: int, trades: list[Trade]) -> Round:
    voted = steps._voted(table, trades)
    held = np.array(table.there).any(axis=0)
    return Round(
        candidates=count,
        valid=valid,
        trades=tuple(trades),
        before=np.where(held, table.outcome, np.nan),
        after=np.where(held, steps._outcomes(voted.tolist(), table), np.nan),
        start=value,
        voted=voted,
        next_start=steps.stay(value, voted, salience, table.rules),
    )
