"""Probabilistic Condorcet election, compiled: the twin of condorcet_reference, one draw after another.

A voter's utilities lie in rows by option, so that the innermost loop runs over voters. Needs Numba.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import math

import numpy as np

from contingent.decisions.kernels.condorcet_rules import (
    BINARY_VICTORY,
    BINARY_VOTES,
    CERTAIN,
    COALITION_FLOOR,
    CONDITIONAL,
    CUBIC,
    HALF_CUBIC,
    INCENTIVE,
    INCENTIVE_LIMIT,
    LINEAR_VOTES,
    MOST_PASSES,
    NOISE,
    OWN_INCENTIVE,
    PROSPECT,
    STEP,
    THRESHOLD,
    TIE,
    UNIFORM_LIMIT,
    Election,
)
from contingent.decisions.kernels.grids import grid, inner, outermost, row
from contingent.positions.agenda import Array


@inner
def strength(votes, gain):
    """Return how strongly a unit of weight votes for an option that is better by `gain`."""
    if votes == LINEAR_VOTES:
        return gain
    if votes == CUBIC:
        return gain**3
    if votes == HALF_CUBIC:
        return 0.5 * gain + 0.5 * gain**3
    if votes == PROSPECT:
        return gain if gain < 0.0 else 2.0 * gain / 3.0
    step = 0.0
    if abs(gain) >= NOISE:
        step = min(max(gain / STEP, -1.0), 1.0)
    return step if votes == BINARY_VOTES else 0.8 * gain + 0.2 * step


@inner
def _sides(weights, voters, utilities, later, earlier, votes):
    """Return the strength of the side of the later and of the earlier of two options."""
    up, down = COALITION_FLOOR, COALITION_FLOOR
    if votes == LINEAR_VOTES:
        for k in range(voters):
            vote = weights[k] * (utilities[later, k] - utilities[earlier, k])
            up += max(vote, 0.0)
            down += max(-vote, 0.0)
    else:
        for k in range(voters):
            vote = weights[k] * strength(votes, utilities[later, k] - utilities[earlier, k])
            up += max(vote, 0.0)
            down += max(-vote, 0.0)
    return up, down


@inner
def _victory(up, down, victory):
    """Return the probability with which the first side beats the second."""
    if victory == BINARY_VICTORY:
        if up >= THRESHOLD * down:
            return 1.0 / (1.0 + CERTAIN)
        if down >= THRESHOLD * up:
            return CERTAIN / (1.0 + CERTAIN)
        return ((THRESHOLD + 1.0) * (up / (up + down)) - 1.0) / (THRESHOLD - 1.0)
    for _ in range(victory):
        up *= up
        down *= down
    return up / (up + down)


@inner
def elect(weights, voters, utilities, options, votes, victory, chain, shares, chances, pairs):
    """Write the probability of each option to `chances`. Weights are shares already where shares are asked for."""
    if chain != CONDITIONAL:
        _in_the_long_run(weights, voters, utilities, options, votes, victory, chain, shares, chances, pairs)
        return
    for p in range(options):
        chances[p] = 1.0
    for later in range(1, options):
        for earlier in range(later):
            up, down = _sides(weights, voters, utilities, later, earlier, votes)
            wins = _victory(up, down, victory)
            chances[later] *= 2.0 * wins
            chances[earlier] *= 2.0 * (1.0 - wins)
    total = 0.0
    for p in range(options):
        total += chances[p]
    if total > 0.0 and total < math.inf:
        for p in range(options):
            chances[p] /= total
    else:
        _by_logs(weights, voters, utilities, options, votes, victory, chances)


@inner
def _by_logs(weights, voters, utilities, options, votes, victory, chances):
    """Write the chances of very many options, whose products leave the range of numbers."""
    for p in range(options):
        chances[p] = 0.0
    for later in range(1, options):
        for earlier in range(later):
            up, down = _sides(weights, voters, utilities, later, earlier, votes)
            wins = _victory(up, down, victory)
            chances[later] += math.log(max(wins, 1e-300))
            chances[earlier] += math.log(max(1.0 - wins, 1e-300))
    best = chances[0]
    for p in range(1, options):
        best = max(best, chances[p])
    total = 0.0
    for p in range(options):
        chances[p] = math.exp(chances[p] - best)
        total += chances[p]
    for p in range(options):
        chances[p] /= total


@inner
def _in_the_long_run(weights, voters, utilities, options, votes, victory, chain, shares, chances, pairs):
    """Write the chances of a favourite that is challenged over and over; after 1,000 passes as they stand."""
    for later in range(options):
        pairs[later, later], pairs[options + later, later] = 0.5, 0.5 * COALITION_FLOOR
        for earlier in range(later):
            up, down = _sides(weights, voters, utilities, later, earlier, votes)
            wins = _victory(up, down, victory)
            pairs[later, earlier], pairs[earlier, later] = wins, 1.0 - wins
            pairs[options + later, earlier], pairs[options + earlier, later] = up * wins, down * (1.0 - wins)
    for b in range(options):
        pairs[options + b, b] += OWN_INCENTIVE
        total = 0.0
        for a in range(options):
            total += pairs[options + a, b]
        for a in range(options):
            pairs[options + a, b] /= total
        chances[b] = 1.0 / options
    limit = INCENTIVE_LIMIT if chain == INCENTIVE else UNIFORM_LIMIT
    for _ in range(MOST_PASSES):
        change = 0.0
        for a in range(options):
            total = 0.0
            for b in range(options):
                if chain == INCENTIVE:
                    total += pairs[a, b] * (chances[a] * pairs[options + b, a] + chances[b] * pairs[options + a, b])
                else:
                    total += pairs[a, b] * (chances[a] + chances[b])
            pairs[2 * options, a] = total if chain == INCENTIVE else total / options
            change = max(change, abs(pairs[2 * options, a] - chances[a]))
        total = 0.0
        for a in range(options):
            chances[a] = (chances[a] + pairs[2 * options, a]) / 2.0
            total += chances[a]
        if change <= limit:
            break
    if shares:
        total = 0.0
        for a in range(options):
            total += chances[a]
        for a in range(options):
            chances[a] /= total


@inner
def gather(points, count, dimensions, reach, labels, middles):
    """Write the number of each point's proposal and the proposals' middles; return how many there are."""
    for a in range(count):
        labels[a] = a
        for b in range(a):
            apart = 0.0
            if dimensions == 1:
                apart = abs(points[a, 0] - points[b, 0])
            else:
                for d in range(dimensions):
                    apart += (points[a, d] - points[b, d]) ** 2
                apart = math.sqrt(apart)
            if apart <= reach + TIE and labels[b] != labels[a]:
                kept, gone = min(labels[a], labels[b]), max(labels[a], labels[b])
                for c in range(a + 1):
                    if labels[c] == gone:
                        labels[c] = kept
    found = 0
    for a in range(count):
        if labels[a] == a:
            _middle(points, count, dimensions, labels, a, middles, found)
            found += 1
    # A label is that of the first member; count the firsts before it.
    for a in range(count - 1, -1, -1):
        before = 0
        for b in range(labels[a]):
            before += labels[b] == b
        labels[a] = before
    return found


@inner
def _middle(points, count, dimensions, labels, label, middles, at):
    """Write the middle, by dimension, of the points of a label."""
    for d in range(dimensions):
        low, high = points[label, d], points[label, d]
        for b in range(label + 1, count):
            if labels[b] == label:
                low, high = min(low, points[b, d]), max(high, points[b, d])
        middles[at, d] = (low + high) / 2.0


@inner
def read(chances, points, options, dimensions, modal, found, at):
    """Write the mean of the proposals by their chances, or the likeliest, to row `at` of `found`."""
    best = chances[0]
    for p in range(1, options):
        best = max(best, chances[p])
    total = 0.0
    for d in range(dimensions):
        found[at, d] = 0.0
    for p in range(options):
        share = chances[p]
        if modal:
            share = 1.0 if chances[p] >= best - TIE else 0.0
        total += share
        for d in range(dimensions):
            found[at, d] += share * points[p, d]
    for d in range(dimensions):
        found[at, d] /= total


@outermost
def many(values, weights, rules, reach, modal, space, found):
    """Write the outcome of an election in each row of positions (0-1) and weights to `found` (draws, 1)."""
    draws, actors = values.shape
    points, middles, utilities, pairs = grid(space[0]), grid(space[1]), grid(space[2]), grid(space[3])
    chances, heard, labels, written = row(space[4]), row(space[5]), row(space[6]), grid(found)
    votes = rules.votes
    if reach >= 0.0 and votes == PROSPECT:
        votes = LINEAR_VOTES
    for draw in range(draws):
        count, total = 0, 0.0
        for k in range(actors):
            if weights[draw, k] > 0.0:
                points[count, 0], heard[count] = values[draw, k], weights[draw, k]
                total += weights[draw, k]
                count += 1
        if count == 0:
            continue
        options = count
        if reach >= 0.0:
            options = gather(points, count, 1, reach, labels, middles)
        else:
            for p in range(count):
                middles[p, 0] = points[p, 0]
        for k in range(count):
            heard[k] /= total if rules.shares else 1.0
        for p in range(options):
            for k in range(count):
                utilities[p, k] = 1.0 - abs(points[k, 0] - middles[p, 0])
        elect(heard, count, utilities, options, votes, rules.victory, rules.chain, rules.shares, chances, pairs)
        read(chances, middles, options, 1, modal, written, draw)


def elected(values: Array, weights: Array, rules: Election, reach: float, *, modal: bool) -> Array:
    """Return the outcome (draws,) of an election in each row of positions (0-1) and weights; NaN without weight."""
    draws, actors = values.shape
    tables = (np.empty((actors, 1)), np.empty((actors, 1)), np.empty((actors, actors)), pairs_of(actors, rules.chain))
    space = (*tables, np.empty(actors), np.empty(actors), np.empty(actors, np.int64))
    found = np.full((draws, 1), np.nan)
    many(np.ascontiguousarray(values), np.ascontiguousarray(weights), rules, reach, modal, space, found)
    return found[:, 0]


def pairs_of(options: int, chain: int) -> Array:
    """Return working space for the pairs of so many options, where an election needs it: who beats whom, who would
    challenge whom, and one row for a pass."""
    return np.empty((2 * options + 1, options) if chain != CONDITIONAL else (0, 0))
