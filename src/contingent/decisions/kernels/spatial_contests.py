"""Who challenges whom, and the bargains that follow: the first half of a turn of spatial_compiled. Needs Numba."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import math

from contingent.decisions.kernels.condorcet_compiled import strength
from contingent.decisions.kernels.condorcet_rules import LINEAR_VOTES, TIE
from contingent.decisions.kernels.grids import inner
from contingent.decisions.kernels.spatial_rules import (
    BARGAIN_FLOOR,
    BOTH,
    CONTEST_FLOOR,
    INITIATOR,
    LEAST_GAIN,
    LINEAR,
    NEARER,
    NOBODY,
    OWN_SHARE,
    WEAKER,
)


@inner
def influences(space, actors, rules):
    """Write influence, weights in elections, and each dimension's share of an actor's distance."""
    total, elected = 0.0, 0.0
    for k in range(actors):
        total += space.capability[k]
    for k in range(actors):
        cares, squares, most = 0.0, 0.0, 0.0
        for d in range(space.dimensions):
            cares += space.salience[k, d]
            most = max(most, space.salience[k, d])
        for d in range(space.dimensions):
            squares += (space.salience[k, d] / most) ** 2
        space.cares[k] = cares
        able = space.capability[k] / total if rules.shares else space.capability[k]
        space.influence[k] = able * cares
        space.electors[k] = space.influence[k] if rules.weight else able
        elected += space.electors[k]
        for d in range(space.dimensions):
            space.share[k, d] = space.salience[k, d] / most / math.sqrt(squares)
    if rules.shares:
        for k in range(actors):
            space.electors[k] /= elected


@inner
def distances(space, actors):
    """Write the plain and the bent part of the utility of each position (row) to each actor (column)."""
    dimensions = space.dimensions
    for l in range(actors):  # noqa: E741
        for k in range(actors):
            apart = 0.0
            if dimensions == 1:
                apart = abs(space.position[k, 0] - space.position[l, 0])
            else:
                for d in range(dimensions):
                    apart += (space.share[k, d] * (space.position[k, d] - space.position[l, d])) ** 2
                apart = math.sqrt(apart)
            space.plain[l, k] = 1.0 - apart
            space.bent[l, k] = (1.0 - apart) * min(apart, 1.0)


@inner
def _perceive(space, by, actors, rules):
    """Write the attitude to risk that an actor sees in each."""
    own = OWN_SHARE[rules.risk_view]
    for k in range(actors):
        space.seen[k] = own * space.attitude[by] + (1.0 - own) * space.attitude[k]
    space.seen[by] = space.attitude[by]


@inner
def _contest(space, i, j, actors, rules):
    """Return phi and the gain of i challenging j, with utilities as the perceiver sees them."""
    votes, influence = rules.votes, space.influence
    u_ij = space.plain[j, i] + space.seen[i] * space.bent[j, i]
    u_ji = space.plain[i, j] + space.seen[j] * space.bent[i, j]
    first = influence[i] * strength(votes, 1.0 - u_ij)
    second = influence[j] * strength(votes, u_ji - 1.0)
    side = CONTEST_FLOOR + max(first, 0.0) + max(second, 0.0)
    against = CONTEST_FLOOR + max(-first, 0.0) + max(-second, 0.0)
    start, counter = side, against
    for k in range(actors):
        if rules.third_parties == NOBODY or k in (i, j):
            continue
        to_one = space.plain[i, k] + space.seen[k] * space.bent[i, k]
        to_other = space.plain[j, k] + space.seen[k] * space.bent[j, k]
        vote = influence[k] * strength(votes, to_one - to_other)
        if rules.third_parties != NEARER:
            ours, theirs = start + max(vote, 0.0), counter + max(-vote, 0.0)
            q = ours / (ours + theirs)
            joining = q * (2.0 * to_one + 1.0) + (1.0 - q) * (3.0 * to_other)
            opposing = q * (3.0 * to_one) + (1.0 - q) * (2.0 * to_other + 1.0)
            vote = influence[k] * strength(votes, joining - opposing)
        side += max(vote, 0.0)
        against += max(-vote, 0.0)
    phi = side / (side + against)
    return phi, _gain(phi, u_ij, space.cares[j])


@inner
def _gain(phi, lost, resists):
    """Return the expected gain of a challenge: the target gives in, or the challenger wins or loses."""
    return (1.0 - resists) * 2.0 + resists * (phi * 2.0 + (1.0 - phi) * 2.0 * lost) - (1.0 + lost)


@inner
def _weigh(space, actors):
    """Write the utilities of each position (row) that the perceiver sees in each actor, times influence."""
    for l in range(actors):  # noqa: E741
        for k in range(actors):
            utility = space.plain[l, k] + space.seen[k] * space.bent[l, k]
            space.weighed[l, k] = space.influence[k] * utility


@inner
def challenges(space, i, actors, rules):
    """Write phi and gain of i challenging each other actor, by its own estimate."""
    _perceive(space, i, actors, rules)
    space.gains[i] = -math.inf
    if rules.third_parties != NEARER or rules.votes != LINEAR_VOTES:
        for j in range(actors):
            if j != i:
                phi, gain = _contest(space, i, j, actors, rules)
                space.phis[j], space.gains[j] = phi, -math.inf if math.isnan(gain) else gain
        return
    # Proportional votes for the nearer side: the principals vote like everybody else.
    _weigh(space, actors)
    for j in range(actors):
        if j == i:
            continue
        side, against = CONTEST_FLOOR, CONTEST_FLOOR
        for k in range(actors):
            vote = space.weighed[i, k] - space.weighed[j, k]
            side += max(vote, 0.0)
            against += max(-vote, 0.0)
        phi = side / (side + against)
        gain = _gain(phi, space.plain[j, i] + space.seen[i] * space.bent[j, i], space.cares[j])
        space.phis[j], space.gains[j] = phi, -math.inf if math.isnan(gain) else gain


@inner
def offers(space, actors, rules):
    """Write the bargains of a turn in the order of their initiators; return how many there are."""
    count = 0
    for i in range(actors):
        challenges(space, i, actors, rules)
        target, best = -1, LEAST_GAIN
        for j in range(actors):
            if space.gains[j] > best + (0.0 if target < 0 or rules.fair else 1e-14):
                target, best = j, space.gains[j]
        if target < 0:
            continue
        for j in range(actors):
            tied = rules.fair and space.gains[j] >= best - TIE and space.gains[j] > LEAST_GAIN
            if j == target or tied:
                count = _offer(space, i, j, space.phis[j], actors, rules, count)
    return count


@inner
def _offer(space, i, j, phi, actors, rules, count):
    """Write the bargain or bargains of i with j; return how many bargains there are now."""
    space.initiators[count], space.receivers[count] = i, j
    _meet(space, i, j, phi, rules, count)
    if rules.bargains == INITIATOR:
        return count + 1
    _perceive(space, j, actors, rules)
    chance, gain = _contest(space, i, j, actors, rules)
    space.initiators[count + 1], space.receivers[count + 1] = i, j
    _meet(space, i, j, chance if rules.mended else gain, rules, count + 1)
    if rules.bargains == BOTH:
        return count + 2
    mine, theirs = space.influence[i], space.influence[j]
    if not rules.mended:
        theirs = mine / space.cares[i] * space.cares[j]
    part = mine / (mine + theirs)
    for d in range(space.dimensions):
        for points in (space.first_points, space.second_points):
            points[count, d] = part * points[count, d] + (1.0 - part) * points[count + 1, d]
    return count + 1


@inner
def _part(mine, theirs):
    """Return mine / (mine + theirs), 0 where both are 0."""
    total = mine + theirs
    return mine / total if total != 0.0 else 0.0


@inner
def _meet(space, i, j, chance, rules, at):
    """Write where a bargain leaves the two, given the chance with which the first would prevail."""
    counter = 1.0 - chance
    floor = 0.0 if rules.exact else BARGAIN_FLOOR
    for d in range(space.dimensions):
        x, y, s, t = space.position[i, d], space.position[j, d], space.salience[i, d], space.salience[j, d]
        if rules.exact and max(s, t) > 0.0:
            most = max(s, t)
            s, t = s / most, t / most
        if rules.point == WEAKER:
            down, up = max(counter - chance, 0.0), max(chance - counter, 0.0)
            space.first_points[at, d] = x + (y - x) * _part(down * t**2, (1.0 - down) * s**2 + floor)
            space.second_points[at, d] = y + (x - y) * _part(up * s**2, (1.0 - up) * t**2 + floor)
            continue
        alpha, beta = s * chance, t * counter
        if rules.point != LINEAR:
            alpha, beta = alpha * alpha, beta * beta
        if rules.exact:
            common = x + (y - x) * _part(beta, alpha)
            space.first_points[at, d] = x if alpha + beta == 0.0 else common
            space.second_points[at, d] = y if alpha + beta == 0.0 else common
            continue
        total = alpha + beta + floor
        space.first_points[at, d] = math.trunc(10000.0 * (((alpha + floor) * x + beta * y) / total) + 0.5) / 10000.0
        space.second_points[at, d] = math.trunc(10000.0 * ((alpha * x + (beta + floor) * y) / total) + 0.5) / 10000.0
