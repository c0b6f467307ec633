"""The challenge model compiled for one draw after the other, with every option: slower than the lanes.

The same functions run on a graphics card, one draw a thread (`challenge_cuda`). They follow the equations of
`challenge_equations` in loops. `work` holds the numbers of one draw: seven of each actor, then four of each pair of
actors. Importing this module imports Numba.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from contingent.decisions.kernels.challenge_offers import settle_offers
from contingent.decisions.kernels.challenge_table import Table, hair_of
from contingent.decisions.kernels.compiling import compiled
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

# mypy: disable-error-code="no-untyped-def, untyped-decorator"

BY_ACTOR, BY_PAIR = 7, 4
"""How many numbers of each actor, and of each pair, the work of a draw takes."""


class Rules(NamedTuple):
    """The options as compiled code takes them: the number of the choice; and what counts as equal."""

    triples: int
    capitulation: int
    published_pick: int
    average_point: int
    opponent: int
    voting: int
    own_set: int
    in_order: int
    ranged_anew: int
    median: int
    rounds: int
    settled: float
    status_quo: float
    equal: float
    apart: float
    tied: float


def compiled_rules(rules: Challenge) -> Rules:
    """Return the options as numbers."""
    hair = hair_of(rules)
    return Rules(
        triples=int(rules.denominator == "triples"),
        capitulation=int(rules.capitulation == "on"),
        published_pick=int(rules.pick == "published"),
        average_point=int(rules.compromise_point == "average"),
        opponent=int(rules.perceived_r == "opponent"),
        voting=("none", "own", "challenger").index(rules.vote_r),
        own_set=int(rules.danger_set == "own"),
        in_order=int(rules.tie == "order"),
        ranged_anew=int(rules.range == "each round"),
        median=("midpoint", "lower", "first").index(rules.median),
        rounds=int(rules.rounds),
        settled=float(rules.settled),
        status_quo=float(rules.status_quo),
        equal=hair.utility,
        apart=hair.apart,
        tied=hair.tied,
    )


def play(table: Table, rules: Challenge) -> Array:
    """Return the final positions, of shape (draws, actors)."""
    final = table.position.copy()
    actors = final.shape[1]
    work = np.zeros(BY_ACTOR * actors + BY_PAIR * actors * actors)
    _run(final, table.weight, table.salience, table.present, table.threat(rules), compiled_rules(rules), work)
    return final


@compiled
def _run(final, weight, salience, present, threat, rules, work):
    for row in range(final.shape[0]):
        play_one(final[row], weight[row], salience[row], present[row], threat[row], rules, work)


@compiled
def play_one(position, weight, salience, present, threat, rules, work):
    """Play one draw; `position` is moved in place."""
    n = position.shape[0]
    risk, goal = work[0:n], work[n : 2 * n]
    span = spread(position)
    for _ in range(rules.rounds):
        if not span > 0:
            return
        pairs = work[BY_ACTOR * n :]
        _distances(position, span, rules, pairs)
        middle = _median(position, weight, present, rules) if rules.status_quo < 1 else 0.0
        _exponents(position, weight, salience, present, threat, rules, span, middle, work)
        _chances(weight, present, risk, rules.voting, rules, pairs)
        _expectations(position, salience, risk, rules, span, middle, pairs)
        settle_offers(position, weight, rules, span, work)
        moved = 0.0
        for i in range(n):
            moved = max(moved, abs(goal[i] - position[i]))
            position[i] = goal[i]
        if moved == 0 or moved < rules.settled * span:
            return
        if rules.ranged_anew:
            span = spread(position)


@compiled
def spread(position):
    """Return the range of positions."""
    low = high = position[0]
    for here in position:
        low, high = min(low, here), max(high, here)
    return high - low


@compiled
def _distances(position, span, rules, pairs):
    n = position.shape[0]
    for i in range(n):
        for j in range(n):
            share = abs(position[i] - position[j]) / span
            share = 1.0 if share >= 1.0 - rules.apart else share
            pairs[i * n + j] = share if share > rules.apart else 0.0


@compiled
def _median(position, weight, present, rules):
    """Return the weighted median under its tie rule."""
    n = position.shape[0]
    total = 0.0
    for k in range(n):
        total += weight[k]
    lower = upper = 0.0
    found_lower = found_upper = False
    for i in range(n):
        upto = 0.0
        for k in range(n):
            if position[k] <= position[i]:
                upto += weight[k]
        if upto >= total / 2 - total * 1e-12 and (not found_lower or position[i] < lower):
            lower, found_lower = position[i], True
        if upto > total / 2 + total * 1e-12 and (not found_upper or position[i] < upper):
            upper, found_upper = position[i], True
    if rules.median == 0:
        return (lower + upper) / 2
    if rules.median == 1:
        return lower
    for i in range(n):
        if present[i] > 0 and (position[i] == lower or position[i] == upper):
            return position[i]
    return lower


@compiled
def _power(distance, exponent):
    return distance if exponent == 1.0 else distance**exponent


@compiled
def _chances(weight, present, risk, voting, rules, pairs):
    """Fill in the chance of the first of each pair to prevail: votes without risk (0), with the voter's exponent (1),
    with the challenger's (2)."""
    n = weight.shape[0]
    distance, support = pairs[: n * n], pairs[n * n : 2 * n * n]
    contested, loss = pairs[2 * n * n : 3 * n * n], pairs[3 * n * n : 4 * n * n]
    for i in range(n):
        if i == 0 or voting == 2:
            for k in range(n):
                exponent = 1.0 if voting == 0 else (risk[k] if voting == 1 else risk[i])
                for j in range(n):
                    loss[k * n + j] = weight[k] * _power(distance[k * n + j], exponent)
        for j in range(n):
            votes, cast = 0.0, 0.0
            for k in range(n):
                vote = loss[k * n + j] - loss[k * n + i]
                votes += max(vote, 0.0)
                cast += abs(vote)
            support[i * n + j], contested[i * n + j] = votes, cast
    whole = _all_votes(contested, present)
    for i in range(n):
        for j in range(n):
            total = whole if rules.triples else contested[i * n + j]
            can = distance[i * n + j] > 0 and total > 0
            support[i * n + j] = support[i * n + j] / total if can else 0.0


@compiled
def _all_votes(contested, present):
    n = present.shape[0]
    whole = 0.0
    for i in range(n):
        for j in range(n):
            whole += contested[i * n + j] * present[i] * present[j]
    return whole


@compiled
def _less_stalemate(share, exponent):
    """Return the utility of coming nearer by a share of the range (negative: of going away), less that of stalemate."""
    height = 4.0 * 2.0**-exponent
    if share >= 1.0:
        return height
    return -height * math.expm1(exponent * math.log1p(-share))


@compiled
def _drift(here, distance, exponent, span, middle):
    """Return what an actor expects without a challenge, if the other drifts to the median."""
    to_median = abs(here - middle) / span
    gap = min((to_median + distance) / 2.0, 1.0)
    return _less_stalemate(gap if to_median < distance else -gap, exponent)


@compiled
def _expected(chance, distance, salience, exponent):
    """Return the expected utility of challenging a target of some salience, less that of stalemate."""
    success, failure = _less_stalemate(distance, exponent), _less_stalemate(-distance, exponent)
    return salience * (chance * success + (1.0 - chance) * failure) + (1.0 - salience) * success


@compiled
def _expectations(position, salience, risk, rules, span, middle, pairs):
    """Fill in what the first of each pair expects of a challenge, and what it perceives the second to expect."""
    n = position.shape[0]
    distance, chance = pairs[: n * n], pairs[n * n : 2 * n * n]
    own, perceived = pairs[2 * n * n : 3 * n * n], pairs[3 * n * n : 4 * n * n]
    stay = 1.0 - rules.status_quo
    for i in range(n):
        for j in range(n):
            share = distance[i * n + j]
            own[i * n + j] = perceived[i * n + j] = 0.0
            if share > 0:
                read = risk[j] if rules.opponent else risk[i]
                own[i * n + j] = _expected(chance[i * n + j], share, salience[j], risk[i])
                perceived[i * n + j] = _expected(chance[j * n + i], share, salience[i], read)
                if stay > 0:
                    own[i * n + j] -= stay * _drift(position[i], share, risk[i], span, middle)
                    perceived[i * n + j] -= stay * _drift(position[j], share, read, span, middle)


@compiled
def _threat(chance, distance, salience, here, rules, span, middle):
    """Return what an actor expects, without risk, of challenging one of some salience."""
    if distance == 0:
        return 0.0
    found = 2.0 * distance * (1.0 - 2.0 * salience * (1.0 - chance))
    if rules.status_quo < 1:
        found -= (1.0 - rules.status_quo) * _drift(here, distance, 1.0, span, middle)
    return found


@compiled
def _exponents(position, weight, salience, present, threat, rules, span, middle, work):
    """Fill in the risk exponents from the dangers without risk."""
    n = position.shape[0]
    risk, danger, most, least = work[0:n], work[2 * n : 3 * n], work[3 * n : 4 * n], work[4 * n : 5 * n]
    pairs = work[BY_ACTOR * n :]
    distance, chance = pairs[: n * n], pairs[n * n : 2 * n * n]
    _chances(weight, present, risk, 0, rules, pairs)
    for j in range(n):
        if rules.own_set:
            _own_danger(position, weight, salience, present, threat, rules, span, middle, work, j)
            continue
        danger[j] = 0.0
        for i in range(n):
            met = _threat(chance[i * n + j], distance[i * n + j], salience[j], position[i], rules, span, middle)
            danger[j] += met * threat[i]
    if not rules.own_set:
        highest = lowest = danger[0]
        for j in range(n):
            highest, lowest = max(highest, danger[j]), min(lowest, danger[j])
        for j in range(n):
            most[j], least[j] = highest, lowest
    for j in range(n):
        gap = most[j] - least[j]
        attitude = (2.0 * danger[j] - most[j] - least[j]) / gap if gap > rules.equal else 0.0
        risk[j] = (3.0 - attitude) / (3.0 + attitude) if gap > rules.equal else 1.0


@compiled
def _own_danger(position, weight, salience, present, threat, rules, span, middle, work, actor):
    """Fill in the danger of one actor, and the largest and smallest it would meet on any occupied position."""
    n = position.shape[0]
    danger, most, least = work[2 * n : 3 * n], work[3 * n : 4 * n], work[4 * n : 5 * n]
    pairs = work[BY_ACTOR * n :]
    distance, contested = pairs[: n * n], pairs[2 * n * n : 3 * n * n]
    whole = _all_votes(contested, present)
    heavy = weight[actor]
    for at in range(n):
        met = 0.0
        for i in range(n):
            apart = distance[i * n + at]
            if i == actor or apart == 0:
                continue
            rival = held = 0.0
            for k in range(n):
                vote = weight[k] * (distance[k * n + at] - distance[k * n + i])
                if k == actor:
                    vote = -heavy * apart
                rival += max(vote, 0.0)
                held += max(-vote, 0.0)
            total = whole if rules.triples else rival + held
            chance = rival / total if total > 0 else 0.0
            met += threat[i] * _threat(chance, apart, salience[actor], position[i], rules, span, middle)
        if at == 0:
            most[actor] = least[actor] = met
        most[actor], least[actor] = max(most[actor], met), min(least[actor], met)
        if at == actor:
            danger[actor] = met
