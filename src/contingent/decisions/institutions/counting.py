"""Counting winning coalitions exactly: how many of each size win, and how many of these hold each member.

Three ways, each for another kind of institution. Members are alike if the rule cannot tell them apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.rules import CoalitionTally, Counted
from contingent.positions.agenda import Array

MOST_CELLS = 1 << 22
"""Numbers of yes by class that are gone through at most."""

MOST_HALF = 18
"""Members of one half at most: 262,144 coalitions."""

MOST_WORK = 4_000_000_000
"""Additions at most where weights are added up member by member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Winning coalitions by size (0 to n), and by member and size those that hold the member; exact whole numbers."""

    winning: tuple[int, ...]
    winning_with: tuple[tuple[int, ...], ...]
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Members that the rule cannot tell apart: the rows of each class, and what one member of it counts."""

    rows: tuple[tuple[int, ...], ...]
    each: tuple[dict[Counted, float], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many members each class has."""
        return tuple(len(rows) for rows in self.rows)


def count_winning(institution: Institution) -> Counts | None:
    """Return the counts; None where the members are too many and too unlike to count them all."""
    classes = classes_of(institution)
    if prod(size + 1 for size in classes.sizes) <= MOST_CELLS:
        return _by_class(institution, classes)
    uneven = _uneven(institution)
    if uneven is None:
        return None
    if len(institution.seats) <= 2 * MOST_HALF:
        return _by_halves(institution, uneven)
    return _by_weight(institution, uneven)


def classes_of(institution: Institution) -> Classes:
    """Return the classes of members that the institution's rule cannot tell apart."""
    return _classes(institution, institution.rule.counts)


def wins_by_class(institution: Institution, classes: Classes) -> NDArray[np.bool_]:
    """Return whether so many of each class win together; axis k counts the members of class k, from none to all."""
    shape = [size + 1 for size in classes.sizes]
    grid = np.indices(shape).reshape(len(shape), -1)
    yes = {
        counted: np.sum([grid[k] * each[counted] for k, each in enumerate(classes.each)], axis=0)
        for counted in institution.rule.counts
    }
    return _wins(institution, yes).reshape(shape)


def _classes(institution: Institution, counts: tuple[Counted, ...]) -> Classes:
    weights = {each: institution.weights(each) for each in counts}
    rows: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for row in range(len(institution.seats)):
        rows[tuple(float(weights[each][row]) for each in counts)].append(row)
    return Classes(
        rows=tuple(map(tuple, rows.values())), each=tuple(dict(zip(counts, key, strict=True)) for key in rows)
    )


def _wins(institution: Institution, yes: dict[Counted, Array]) -> NDArray[np.bool_]:
    whole = {each: float(institution.weights(each).sum()) for each in yes}
    return institution.rule.passes(CoalitionTally(yes=yes, all=whole))


# --- Classes of like members -----------------------------------------------------------------------------------------


def _by_class(institution: Institution, classes: Classes) -> Counts:
    """Go through the numbers of yes by class; each stands for as many coalitions as there are ways to choose them."""
    n = len(institution.seats)
    chosen = np.argwhere(wins_by_class(institution, classes))
    winning = [0] * (n + 1)
    inside = [[0] * (n + 1) for _ in classes.sizes]
    small = n <= 60
    if small:  # whole numbers of 64 bits hold every count
        ways = np.ones(len(chosen), np.int64)
        for k, size in enumerate(classes.sizes):
            ways *= np.array([comb(size, taken) for taken in range(size + 1)], np.int64)[chosen[:, k]]
        sizes = chosen.sum(axis=1)
        winning = _sums(sizes, ways, n)
        for k, size in enumerate(classes.sizes):
            # Of the coalitions with `taken` of the class, taken / size hold one given member.
            inside[k] = _sums(sizes, ways // size * chosen[:, k] + ways % size * chosen[:, k] // size, n)
    else:
        for cell in chosen.tolist():
            ways_here = prod(comb(size, taken) for size, taken in zip(classes.sizes, cell, strict=True))
            total = sum(cell)
            winning[total] += ways_here
            for k, size in enumerate(classes.sizes):
                inside[k][total] += ways_here * cell[k] // size
    own: list[tuple[int, ...]] = [()] * n
    for k, rows in enumerate(classes.rows):
        for row in rows:
            own[row] = tuple(inside[k])
    return Counts(
        winning=tuple(winning),
        winning_with=tuple(own),
        how=f"exact, over {len(classes.sizes)} class{'es' * (len(classes.sizes) > 1)} of like members",
    )


def _sums(sizes: NDArray[np.intp], ways: NDArray[np.int64], n: int) -> list[int]:
    found = np.zeros(n + 1, np.int64)
    np.add.at(found, sizes, ways)
    return [int(each) for each in found]


# --- One uneven measure -----------------------------------------------------------------------------------------------


def _uneven(institution: Institution) -> Counted | None:
    """Return the one sum of the rule that differs from member to member; None if there are several or none."""
    found = []
    for counted in institution.rule.counts:
        weights = institution.weights(counted)
        if len({float(each) for each in weights if each}) > 1:
            found.append(counted)
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True, eq=False)
class _Quotas:
    """From which sum of the uneven measure on a coalition wins, by how many of each even class are in it."""

    classes: Classes
    quota: Array

    @classmethod
    def of(cls, institution: Institution, uneven: Counted) -> _Quotas:
        """Search the least sum that wins for each number of members by class; infinite where none does.

        A rule rises in every sum, so the sums of one member after another are halved until the border is found.
        """
        even = tuple(each for each in institution.rule.counts if each != uneven) or (Counted(),)
        classes = _classes(institution, even)
        grid = np.indices([size + 1 for size in classes.sizes]).reshape(len(classes.sizes), -1)
        fixed = {
            counted: np.sum([grid[k] * each[counted] for k, each in enumerate(classes.each)], axis=0).astype(float)
            for counted in even
            if counted in institution.rule.counts
        }
        whole = float(institution.weights(uneven).sum())
        low, high = np.full(grid.shape[1], -1.0), np.full(grid.shape[1], whole)
        never = ~_wins(institution, {**fixed, uneven: high})
        for _ in range(80):
            middle = (low + high) / 2
            won = _wins(institution, {**fixed, uneven: middle})
            high, low = np.where(won, middle, high), np.where(won, low, middle)
        # The border was met from above to rounding; sums that meet it exactly count as winning.
        quota = np.where(never, np.inf, high - 1e-9 * max(1.0, whole))
        return cls(classes, quota.reshape([size + 1 for size in classes.sizes]))


def _by_halves(institution: Institution, uneven: Counted) -> Counts:
    """Meet in the middle: list the coalitions of either half, and find for each how many of the other half suffice."""
    n = len(institution.seats)
    quotas = _Quotas.of(institution, uneven)
    half = n // 2
    sides = [_Half.of(institution, quotas.classes, uneven, rows) for rows in (range(half), range(half, n))]
    winning = [0] * (n + 1)
    inside = [[0] * (n + 1) for _ in range(n)]
    for one, other in (sides, sides[::-1]):
        first = one is sides[0]
        for own_key, own in one.groups.items():
            for other_key, theirs in other.groups.items():
                together = tuple(a + b for a, b in zip(own_key, other_key, strict=True))
                needed = quotas.quota[together]
                if np.isinf(needed):
                    continue
                size = sum(together)
                partners = len(theirs.weights) - np.searchsorted(theirs.weights, needed - own.weights, side="left")
                if first:
                    winning[size] += int(partners.sum())
                for bit, row in enumerate(one.rows):
                    inside[row][size] += int(partners[own.holds[:, bit]].sum())
    how = "exact, meeting in the middle over two halves of the members"
    return Counts(winning=tuple(winning), winning_with=tuple(map(tuple, inside)), how=how)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Coalitions of one half with the same number of members by class: their sums, rising, and who is in them."""

    weights: Array
    holds: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    """All coalitions of one half of the members, grouped by how many of each class they hold."""

    rows: range
    groups: dict[tuple[int, ...], _Group]

    @classmethod
    def of(cls, institution: Institution, classes: Classes, uneven: Counted, rows: range) -> _Half:
        bits = np.arange(1 << len(rows))
        holds = (bits[:, None] >> np.arange(len(rows))) & 1 == 1
        weights = holds @ institution.weights(uneven)[rows.start : rows.stop]
        numbers = np.stack([holds[:, [row in own for row in rows]].sum(axis=1) for own in map(set, classes.rows)], 1)
        keys, at = np.unique(numbers, axis=0, return_inverse=True)
        groups = {}
        for k, key in enumerate(keys):
            mine = np.flatnonzero(at.reshape(-1) == k)
            mine = mine[np.argsort(weights[mine], kind="stable")]
            groups[tuple(int(each) for each in key)] = _Group(weights[mine], holds[mine])
        return cls(rows, groups)


# --- Weights added up member by member -------------------------------------------------------------------------------


def _by_weight(institution: Institution, uneven: Counted) -> Counts | None:
    """Count coalitions by size and weight (dynamic programming); None where weights are not whole or sums too large.

    Every member's coalitions are counted without taking anything away: members are split in halves again and again, and
    each part is added to the counts of all members outside it. Counts beyond 2^53 are exact to about 14 places.
    """
    weights = institution.weights(uneven)
    quotas = _Quotas.of(institution, uneven)
    n, total = len(weights), int(weights.sum())
    depth = int(np.ceil(np.log2(n)))
    if (weights != np.round(weights)).any() or len(quotas.classes.sizes) > 1:
        return None
    if (n + 1) * (total + 1) * n * depth > MOST_WORK:
        return None
    whole = weights.astype(int)
    quota = np.ceil(np.minimum(quotas.quota, total + 1.0)).astype(int).reshape(-1)
    start = np.zeros((n + 1, total + 1))
    start[0, 0] = 1.0
    winning = _winning(_joined(start, whole), quota)
    without: list[Array] = [winning] * n
    _spread(start, whole, range(n), quota, without)
    return Counts(
        winning=_whole(winning),
        winning_with=tuple(_whole(winning - each) for each in without),
        how="exact to rounding, weights added up member by member",
    )


def _joined(counts: Array, weights: NDArray[np.intp]) -> Array:
    """Return the coalitions by size and weight with members of `weights` added, who may be in or out."""
    found = counts
    for weight in weights:
        more = found.copy()
        more[1:, weight:] += found[:-1, : found.shape[1] - weight]
        found = more
    return found


def _spread(counts: Array, weights: NDArray[np.intp], rows: range, quota: NDArray[np.intp], into: list[Array]) -> None:
    """Put the winning coalitions by size without each member of `rows` `into` a list; `counts` are of all others."""
    if len(rows) == 1:
        into[rows.start] = _winning(counts, quota)
        return
    middle = (rows.start + rows.stop) // 2
    left, right = range(rows.start, middle), range(middle, rows.stop)
    _spread(_joined(counts, weights[middle : rows.stop]), weights, left, quota, into)
    _spread(_joined(counts, weights[rows.start : middle]), weights, right, quota, into)


def _winning(counts: Array, quota: NDArray[np.intp]) -> Array:
    """Return by size how many coalitions reach the quota of their size."""
    return np.array([counts[size, quota[size] :].sum() for size in range(len(counts))])


def _whole(counts: Array) -> tuple[int, ...]:
    return tuple(round(each) for each in counts.tolist())
