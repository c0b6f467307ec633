"""Probabilistic Condorcet election, plainly: the NumPy reference its compiled twin is held against.

Source: the election of KTAB's Spatial Model of Politics (KAPSARC); equations in docs/models/condorcet.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    MOSTLY_PROPORTIONAL,
    NOISE,
    OWN_INCENTIVE,
    STEP,
    THRESHOLD,
    TIE,
    UNIFORM_LIMIT,
    Election,
)
from contingent.positions.agenda import Array

Labels = NDArray[np.intp]


def strength(votes: int, gain: Array) -> Array:
    """Return how strongly a unit of weight votes for an option that is better by `gain` (negative: against it)."""
    if votes == LINEAR_VOTES:
        return gain
    if votes == CUBIC:
        return gain**3
    if votes == HALF_CUBIC:
        return 0.5 * gain + 0.5 * gain**3
    if votes in (BINARY_VOTES, MOSTLY_PROPORTIONAL):
        step = np.where(np.abs(gain) < NOISE, 0.0, np.clip(gain / STEP, -1.0, 1.0))
        return step if votes == BINARY_VOTES else 0.8 * gain + 0.2 * step
    return np.where(gain < 0, gain, 2 * gain / 3)


def coalitions(weights: Array, utilities: Array, rules: Election) -> Array:
    """Return the strength (options, options) of the first option's side against the second's.

    `weights` has the shape (voters,), `utilities` (voters, options). Of a pair the later option is proposed first,
    which matters for prospect votes only.
    """
    count = utilities.shape[1]
    found = np.full((count, count), COALITION_FLOOR)
    for later in range(1, count):
        vote = weights[:, None] * strength(rules.votes, utilities[:, later : later + 1] - utilities[:, :later])
        found[later, :later] += np.maximum(vote, 0.0).sum(axis=0)
        found[:later, later] += np.maximum(-vote, 0.0).sum(axis=0)
    return found


def victories(sides: Array, rules: Election) -> Array:
    """Return the probability (options, options) that the first option beats the second; 1/2 against itself."""
    if rules.victory == BINARY_VICTORY:
        return _certain(sides)
    power = sides ** float(2**rules.victory)
    return power / (power + power.T)


def _certain(sides: Array) -> Array:
    """Return the probabilities where a lead of a tenth decides; between, they rise evenly."""
    share = sides / (sides + sides.T)
    between = ((THRESHOLD + 1) * share - 1) / (THRESHOLD - 1)
    ahead, behind = sides >= THRESHOLD * sides.T, THRESHOLD * sides <= sides.T
    low = np.where(ahead, 1 / (1 + CERTAIN), np.where(behind, CERTAIN / (1 + CERTAIN), between))
    lower = np.tril(low, -1)
    found: Array = lower + np.triu(1 - lower.T, 1)
    np.fill_diagonal(found, 0.5)
    return found


def elect(weights: Array, utilities: Array, rules: Election) -> Array:
    """Return the probability (options,) of each option; all 1 / options where nobody has weight."""
    sides, beats = _met(weights, utilities, rules)
    return _at_once(beats) if rules.chain == CONDITIONAL else _in_the_long_run(sides, beats, rules)[0]


def settles(weights: Array, utilities: Array, rules: Election) -> bool:
    """Return whether the chances that `elect` gives are those of the long run, not of the last pass allowed."""
    return rules.chain == CONDITIONAL or _in_the_long_run(*_met(weights, utilities, rules), rules)[1]


def _met(weights: Array, utilities: Array, rules: Election) -> tuple[Array, Array]:
    """Return how strong the side of every option is against every other, and how likely it wins."""
    if rules.shares:
        total = weights.sum()
        weights = weights / total if total > 0 else weights
    sides = coalitions(weights, utilities, rules)
    return sides, victories(sides, rules)


def _at_once(beats: Array) -> Array:
    logs = np.log(np.maximum(beats, 1e-300)).sum(axis=1)
    odds: Array = np.exp(logs - logs.max())
    return np.asarray(odds / odds.sum())


def _in_the_long_run(sides: Array, beats: Array, rules: Election) -> tuple[Array, bool]:
    """Return the chances of a favourite that is challenged over and over, and whether they settled; after 1,000 passes
    they are as they stand."""
    count = len(beats)
    chances = np.full(count, 1.0 / count)
    incentive = sides * beats + OWN_INCENTIVE * np.eye(count)
    challenge = incentive / incentive.sum(axis=0)
    limit = INCENTIVE_LIMIT if rules.chain == INCENTIVE else UNIFORM_LIMIT
    for _ in range(MOST_PASSES):
        if rules.chain == INCENTIVE:
            meets = chances[:, None] * challenge.T
            after = (beats * (meets + meets.T)).sum(axis=1)
        else:
            after = (beats * (chances[:, None] + chances[None, :])).sum(axis=1) / count
        change = np.abs(after - chances).max()
        chances = (chances + after) / 2
        if change <= limit:
            break
    return chances if not rules.shares else chances / chances.sum(), bool(change <= limit)


def proposals(points: Array, reach: float) -> tuple[Labels, Array]:
    """Return by point the number of its proposal, and the proposals (in order of first appearance).

    `points` has the shape (points, dimensions). Points within `reach` of each other, directly or through others, are
    one proposal: the middle of them, by dimension. The order of the points does not change which are taken together.
    """
    count = len(points)
    labels = np.full(count, -1, dtype=np.intp)
    apart = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    near = apart <= reach + TIE
    if near.sum() == count:
        return np.arange(count), points
    found = 0
    for first in range(count):
        if labels[first] >= 0:
            continue
        member = np.zeros(count, dtype=bool)
        member[first] = True
        while (grown := near[member].any(axis=0)).sum() > member.sum():
            member = grown
        labels[member] = found
        found += 1
    groups = [points[labels == n] for n in range(found)]
    return labels, np.stack([(each.min(axis=0) + each.max(axis=0)) / 2 for each in groups])


def reading(chances: Array, points: Array, *, modal: bool) -> Array:
    """Return the outcome (dimensions,) of an election: the mean of the proposals, or the likeliest.

    The mean of equally likely ones is taken where several are the likeliest.
    """
    if not modal:
        return np.asarray((chances[:, None] * points).sum(axis=0) / chances.sum())
    likeliest = chances >= chances.max() - TIE
    return np.asarray(points[likeliest].mean(axis=0))


def elect_positions(values: Array, weights: Array, rules: Election, reach: float, *, modal: bool) -> tuple[Array, ...]:
    """Return outcome (1,), proposals (0-1, (options, 1)) and chances of an election among positions on one scale.

    `values` (0-1) and `weights` have the shape (actors,); those without weight are not heard, and with nobody heard the
    outcome is NaN. A voter's utility of a proposal is one less its distance.
    """
    if not (weights > 0).any():
        return np.full(1, np.nan), np.empty((0, 1)), np.empty(0)
    points, heard, utilities, rules = _ballot(values, weights, rules, reach)
    chances = elect(heard, utilities, rules)
    return reading(chances, points, modal=modal), points, chances


def settles_positions(values: Array, weights: Array, rules: Election, reach: float) -> bool:
    """Return whether the chances of such an election are those of the long run."""
    return not (weights > 0).any() or settles(*_ballot(values, weights, rules, reach)[1:])


def _ballot(values: Array, weights: Array, rules: Election, reach: float) -> tuple[Array, Array, Array, Election]:
    """Return proposals, and who elects among them: weights, utilities (voters, options) and rules."""
    heard = weights > 0
    held = values[heard]
    points = held[:, None] if reach < 0 else proposals(held[:, None], reach)[1]
    utilities = 1 - np.abs(held[:, None] - points[None, :, 0])
    return points, weights[heard], utilities, rules if reach < 0 else rules.between_equals()
