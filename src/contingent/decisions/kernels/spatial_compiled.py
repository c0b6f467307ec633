"""Spatial bargaining, compiled: the twin of spatial_reference, one draw after another. Needs Numba.

A utility is linear in the attitude to risk, u = plain + r x bent, with plain = 1 - d and bent = (1 - d) min(d, 1); both
lie in rows by position and in columns by the actor that feels the distance, so that innermost loops run over voters.
Ideals are positions here; their adjustment is left to the reference.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import math
from typing import Any

import numpy as np

from contingent.decisions.kernels.condorcet_compiled import elect, gather, read
from contingent.decisions.kernels.condorcet_rules import LINEAR_VOTES, PROSPECT, SAME, TIE
from contingent.decisions.kernels.grids import grid, inner, outermost
from contingent.decisions.kernels.spatial_contests import (
    distances,
    influences,
    offers,
)
from contingent.decisions.kernels.spatial_rules import (
    ALIKE,
    FIRST_FLOOR,
    LEAST,
    MID,
    SETTLED,
    History,
    Room,
    Rules,
)
from contingent.decisions.kernels.spatial_space import arrays, seat, spaced
from contingent.positions.agenda import Array


@inner
def _election(space, actors, options, rules):
    """Elect among the first `options` rows of utilities."""
    votes = LINEAR_VOTES if rules.distinct and rules.votes == PROSPECT else rules.votes
    elect(
        space.electors,
        actors,
        space.utilities,
        options,
        votes,
        rules.victory,
        rules.chain,
        rules.shares,
        space.chances,
        space.pairs,
    )


@inner
def _felt(space, actor, point, at):
    """Return the distance from an actor to row `at` of some points."""
    dimensions = space.dimensions
    if dimensions == 1:
        return abs(space.position[actor, 0] - point[at, 0])
    total = 0.0
    for d in range(dimensions):
        total += (space.share[actor, d] * (space.position[actor, d] - point[at, d])) ** 2
    return math.sqrt(total)


@inner
def _attitudes(space, actors, rules):
    """Write the attitude to risk that follows from how likely each position is to win an election."""
    options = actors
    if rules.distinct:
        options = gather(space.position, actors, space.dimensions, SAME, space.labels, space.middles)
    if options == actors:
        for k in range(actors):
            space.labels[k] = k
            for p in range(actors):
                space.utilities[k, p] = space.plain[k, p]
    else:
        for p in range(options):
            for k in range(actors):
                space.utilities[p, k] = 1.0 - _felt(space, k, space.middles, p)
    _election(space, actors, options, rules)
    high, low = space.chances[0], space.chances[0]
    for p in range(1, options):
        high, low = max(high, space.chances[p]), min(low, space.chances[p])
    wide = high - low
    if rules.fair and wide <= ALIKE:
        for k in range(actors):
            space.attitude[k] = 0.0
        return
    for k in range(actors):
        chance = space.chances[space.labels[k]]
        if not wide > 0.0:
            space.attitude[k] = math.nan
        elif rules.risk_range == MID:
            space.attitude[k] = (3.0 * chance - high - 2.0 * low) / (2.0 * wide)
        elif rules.risk_range == LEAST:
            space.attitude[k] = (chance - low) / wide
        else:
            space.attitude[k] = (2.0 * chance - high - low) / wide


@inner
def _queue(space, actor, bargains):
    """Write an actor's queue and where each bargain on it would leave the actor; return its length."""
    length, dimensions = 0, space.dimensions
    for d in range(dimensions):
        space.points[0, d] = space.position[actor, d]
    for b in range(bargains):
        if space.initiators[b] == actor or space.receivers[b] == actor:
            space.queued[length] = b
            length += 1
            for d in range(dimensions):
                mine = space.first_points[b, d] if space.initiators[b] == actor else space.second_points[b, d]
                space.points[length, d] = mine
    return length


@inner
def _utility(distance, attitude):
    return (1.0 - distance) * (1.0 + min(distance, 1.0) * attitude)


@inner
def _ballot(space, actors, length, rules):
    """Write the options of a queue and everybody's utilities of them; return how many there are."""
    dimensions, options = space.dimensions, length + 1
    if rules.own:
        if rules.distinct:
            options = gather(space.points, length + 1, dimensions, SAME, space.labels, space.middles)
        else:
            for p in range(options):
                space.labels[p] = p
                for d in range(dimensions):
                    space.middles[p, d] = space.points[p, d]
        for p in range(options):
            for k in range(actors):
                space.utilities[p, k] = _utility(_felt(space, k, space.middles, p), space.attitude[k])
        return options
    for k in range(actors):
        total, r = 0.0, space.attitude[k]
        for l in range(actors):  # noqa: E741
            total += space.plain[l, k] + r * space.bent[l, k]
        space.utilities[0, k] = total / actors
        for p in range(1, options):
            b = space.queued[p - 1]
            i, j = space.initiators[b], space.receivers[b]
            now = space.plain[i, k] + r * space.bent[i, k] + space.plain[j, k] + r * space.bent[j, k]
            then = _utility(_felt(space, k, space.first_points, b), r)
            then += _utility(_felt(space, k, space.second_points, b), r)
            space.utilities[p, k] = (total - now + then) / actors
    for p in range(options):
        space.labels[p] = p
        for d in range(dimensions):
            space.middles[p, d] = space.points[p, d]
    return options


@inner
def _mixed(number):
    """Return a 64-bit number that looks like chance (the finaliser of SplitMix64)."""
    z = number + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@inner
def _luck(key, draw, turn):
    """Return the luck (0-1) of the actor of `key` in a turn of a draw."""
    inner = _mixed(_mixed(key) ^ np.uint64(draw))
    return float(_mixed(inner ^ np.uint64(turn)) >> np.uint64(11)) * 2.0**-53


@inner
def _take(space, actor, options, length, rules, luck):
    """Write where an actor goes to `after`; return its partner (-1: stays, -2: several)."""
    chances, dimensions = space.chances, space.dimensions
    chosen, last = 0, 0
    if rules.stochastic:
        running = 0.0
        chosen = options - 1
        for p in range(options):
            running += chances[p]
            if luck <= running:
                chosen = p
                break
        last = chosen
    else:
        for p in range(1, options):
            if chances[p] > chances[chosen] + (0.0 if rules.fair else 1e-14):
                chosen = p
        last = chosen
        if rules.fair:
            best = chances[chosen]
            for p in range(options - 1, -1, -1):
                if chances[p] >= best - TIE:
                    chosen = p
            for p in range(options):
                if chances[p] >= best - TIE:
                    last = p
    if chosen == 0:
        return -1
    least, taken, partner = chances[chosen] if last == chosen else best - TIE, 0, -1
    for d in range(dimensions):
        space.after[actor, d] = 0.0
    for p in range(chosen, last + 1):
        if p == chosen or chances[p] >= least:
            taken += 1
            for d in range(dimensions):
                space.after[actor, d] += space.middles[p, d]
            for q in range(length):
                if space.labels[q + 1] == p:
                    b = space.queued[q]
                    other = space.receivers[b] if space.initiators[b] == actor else space.initiators[b]
                    partner = other if partner in (-1, other) else -2
    if taken > 1:
        for d in range(dimensions):
            space.after[actor, d] /= taken
    return partner


@inner
def _bargain(space, draw, actors, rules, path, partners):
    """Bargain until hardly anybody moves, writing positions in place; return turns and whether it ended.

    `path` (turns + 1, actors, dimensions) and `partners` (turns, actors) are written where they have the room.
    """
    dimensions = space.dimensions
    influences(space, actors, rules)
    recorded = len(partners)
    first = 0.0
    for turn in range(1, rules.turns + 1):
        distances(space, actors)
        _attitudes(space, actors, rules)
        bargains = offers(space, actors, rules)
        moved, total = 0.0, 0.0
        for k in range(actors):
            partner = -1
            for d in range(dimensions):
                space.after[k, d] = space.position[k, d]
            length = _queue(space, k, bargains)
            if length > 0:
                options = _ballot(space, actors, length, rules)
                if options > 1:
                    _election(space, actors, options, rules)
                    luck = _luck(space.luck[k], draw, turn) if rules.stochastic else 0.0
                    partner = _take(space, k, options, length, rules, luck)
            if recorded:
                partners[turn - 1, k] = partner
            step = 0.0
            for d in range(dimensions):
                step += (space.after[k, d] - space.position[k, d]) ** 2
            heavy = space.influence[k] if rules.shares else 1.0
            total += heavy
            moved += heavy * math.sqrt(step)
        for k in range(actors):
            for d in range(dimensions):
                space.position[k, d] = space.after[k, d]
                if recorded:
                    path[turn, k, d] = space.after[k, d]
        moved = moved / total if rules.shares else moved
        first = moved if turn == 1 else first
        if _settled(turn, moved, first, rules):
            return turn, True
    return rules.turns, False


@inner
def _settled(turn, moved, first, rules):
    if not rules.shares:
        return turn >= 2 and moved / (first + FIRST_FLOOR) < SETTLED
    return (moved <= TIE and not rules.stochastic) or (turn >= 2 and moved <= max(SETTLED * first, TIE))


@inner
def _outcome(space, actors, rules, modal, found, at):
    """Write the outcome of an election among the positions held to row `at` of `found`."""
    dimensions, options = space.dimensions, 0
    distances(space, actors)
    _attitudes(space, actors, rules)
    if rules.distinct:
        options = gather(space.position, actors, dimensions, SAME, space.labels, space.middles)
    else:
        for k in range(actors):
            new = True
            for p in range(options):
                apart = 0.0
                for d in range(dimensions):
                    apart += (space.position[k, d] - space.middles[p, d]) ** 2
                new = new and math.sqrt(apart) >= SAME
            if new:
                for d in range(dimensions):
                    space.middles[options, d] = space.position[k, d]
                options += 1
    for p in range(options):
        for k in range(actors):
            r = space.attitude[k]
            r = 0.0 if math.isnan(r) else r
            space.utilities[p, k] = _utility(_felt(space, k, space.middles, p), r)
    _election(space, actors, options, rules)
    read(space.chances, space.middles, options, dimensions, modal, found, at)


@outermost
def decide_many(rooms, luck, positions, saliences, capabilities, keys, first, rules, modal, found, path, partners):
    """Write the outcomes (draws, dimensions) on 0-1 to `found`; return turns of the last draw and whether it ended."""
    space, written = spaced(rooms, luck, positions.shape[2]), grid(found)
    turns, ended = 0, True
    for draw in range(len(positions)):
        actors = seat(space, positions, saliences, capabilities, keys, draw)
        if actors:
            turns, ended = _bargain(space, first + draw, actors, rules, path, partners)
            _outcome(space, actors, rules, modal, written, draw)
    return turns, ended


def _run(parts: tuple[Array, ...], keys: tuple[int, ...], first: int, rules: Rules, modal: bool, told: Any) -> Any:
    draws, actors, dimensions = parts[0].shape
    rooms, luck = arrays(actors, dimensions, rules.chain), np.empty(actors, np.uint64)
    found = np.full((draws, dimensions), np.nan)
    held = (np.ascontiguousarray(each) for each in parts)
    return found, *decide_many(rooms, luck, *held, np.array(keys, np.uint64), first, rules, modal, found, *told)


def many(rooms: Any, rules: Rules, *, modal: bool) -> Array:
    """Return the outcomes (draws, dimensions) on 0-1; NaN where nobody has weight."""
    told = np.empty((0, 0, 0)), np.empty((0, 0), np.int64)
    parts = (rooms.position, rooms.salience, rooms.capability)
    return np.asarray(_run(parts, rooms.keys, rooms.first, rules, modal, told)[0])


def history(room: Room, rules: Rules) -> History:
    """Return what happens in one draw, turn by turn."""
    actors = len(room.position)
    path, partners = np.empty((rules.turns + 1, *room.position.shape)), np.empty((rules.turns, actors), np.int64)
    path[0] = room.position
    parts = (room.position[None], room.salience[None], room.capability[None])
    _, turns, ended = _run(parts, room.keys or tuple(range(actors)), room.draw, rules, False, (path, partners))
    return History(positions=path[: turns + 1].copy(), partners=partners[:turns].copy(), capped=not ended)
