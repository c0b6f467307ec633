"""Coalitions: which sets of members are just enough to win, to block, or to turn a vote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np

from contingent.decisions.institutions.counting import classes_of, wins_by_class
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.rules import Ballot, Ballots, BallotTally, Flags

MOST_SETS = 20_000
"""Sets of members that are tried at most in a search for those who could turn a vote."""

MOST_KINDS = 200_000
"""Numbers of yes by class of like members that are gone through at most in a search for kinds of coalitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Smallest sets of members that would turn a result by all changing their ballot, none of them needless.

    `whole` says whether the search tried every set it had to; if not, there may be more sets, also as small ones.
    """

    sets: tuple[tuple[str, ...], ...]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Coalitions of one kind: how many of each class of like members (`among`), and how many such coalitions there
    are. None of their members is needless."""

    parts: tuple[tuple[int, tuple[str, ...]], ...]
    coalitions: int

    @property
    def size(self) -> int:
        """How many members each of them has."""
        return sum(count for count, _ in self.parts)


def least_coalitions(institution: Institution, *, blocking: bool = False) -> tuple[Kind, ...] | None:
    """Return the kinds of coalitions that just win, the others voting no, or just block, the others voting yes.

    Members the rule cannot tell apart are counted and not named one by one. None where there are too many kinds.
    """
    classes = classes_of(institution)
    if prod(size + 1 for size in classes.sizes) > MOST_KINDS:
        return None
    wins = wins_by_class(institution, classes)
    enough = ~np.flip(wins) if blocking else wins
    least = enough.copy()
    for axis in range(enough.ndim):  # needless members: one less of a class is enough as well
        fewer = np.roll(enough, 1, axis=axis)
        first = [slice(None)] * enough.ndim
        first[axis] = slice(0, 1)
        fewer[tuple(first)] = False
        least &= ~fewer
    found = []
    for cell in np.argwhere(least).tolist():
        parts = [
            (taken, tuple(institution.members[row] for row in rows))
            for taken, rows in zip(cell, classes.rows, strict=True)
            if taken
        ]
        found.append(Kind(parts=tuple(parts), coalitions=prod(comb(len(among), count) for count, among in parts)))
    return tuple(sorted(found, key=lambda kind: kind.size))


def passing(institution: Institution, cast: Ballots) -> Flags:
    """Return whether each vote passes; `cast` has the shape (votes, members) and no unknown ballot."""
    return institution.rule.passes(BallotTally(institution, cast))


def turning(institution: Institution, cast: Ballots, *, passed: bool) -> Turning:
    """Return the smallest sets of members that turn a result by voting yes (it failed) or no (it passed)."""
    ballot = Ballot.NO if passed else Ballot.YES
    movable = [row for row in range(len(cast)) if cast[row] != ballot]
    needed = _needed(institution, cast, movable, np.int8(ballot), passed=passed)
    if needed is None:
        return Turning(sets=(), whole=True)
    others = [row for row in movable if row not in needed]
    tried = 0
    for size in range(len(others) + 1):
        count = comb(len(others), size)
        if tried + count > MOST_SETS:
            return Turning(sets=(), whole=False)
        tried += count
        chosen = np.array([(*needed, *each) for each in combinations(others, size)], np.intp)
        if not chosen.size:
            continue
        changed = np.repeat(cast[None], len(chosen), axis=0)
        np.put_along_axis(changed, chosen, np.int8(ballot), axis=1)
        turned = chosen[passing(institution, changed) != passed]
        if len(turned):
            return Turning(sets=_named(institution, map(tuple, turned.tolist())), whole=True)
    return Turning(sets=(), whole=True)


def _needed(
    institution: Institution, cast: Ballots, movable: list[int], ballot: np.int8, *, passed: bool
) -> list[int] | None:
    """Return those without whom a result cannot be turned; None if all of `movable` together do not turn it."""
    together = cast.copy()
    together[movable] = ballot
    if passing(institution, together[None])[0] == passed:
        return None
    found = []
    for row in movable:
        without = together.copy()
        without[row] = cast[row]
        if passing(institution, without[None])[0] == passed:
            found.append(row)
    return found


def _named(institution: Institution, sets: Iterable[Collection[int]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(institution.members[row] for row in each) for each in sets)
