"""Spatial bargaining on one scale by the default rules, compiled for speed: what an ensemble spends its time on.

The same steps as spatial_compiled, for rules that `swift` accepts. Every figure of a turn is a sum of votes between two
points, and all that a vote needs is where the voters stand, their weights and their attitudes to risk; so nothing is
kept in tables. Voters are padded with some without weight to whole blocks of eight, and a sum over a block is a few
vector instructions. Sums may be taken in another order than written (`reassoc`), the same one each time. Needs Numba.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped,unused-ignore]
from numba import types
from numba.extending import intrinsic

from contingent.decisions.kernels.compiling import compiled
from contingent.decisions.kernels.condorcet_compiled import gather, read
from contingent.decisions.kernels.condorcet_rules import BINARY_VICTORY, COALITION_FLOOR, CONDITIONAL, LINEAR_VOTES, TIE
from contingent.decisions.kernels.condorcet_rules import SAME as REACH
from contingent.decisions.kernels.grids import grid, row
from contingent.decisions.kernels.lanes import WIDTH, every, larger, load, times_plus
from contingent.decisions.kernels.spatial_rules import (
    ALIKE,
    CONTEST_FLOOR,
    INITIATOR,
    LEAST,
    LEAST_GAIN,
    MID,
    NEARER,
    OWN_SHARE,
    SETTLED,
    SQUARE,
    History,
    Room,
    Rules,
)
from contingent.positions.agenda import Array

_FREELY = {"reassoc", "nsz", "contract"}
_outermost: Any = compiled(fastmath=_FREELY, _nrt=False)
_inner: Any = compiled(fastmath=_FREELY, _nrt=False, no_cpython_wrapper=True)
_FEW = 100
"""Options beyond which a product of chances may leave the range of numbers, and is rescaled on the way."""


def swift(dimensions: int, rules: Rules) -> bool:
    """Return whether these rules are the default ones, as far as this kernel must know."""
    sound = rules.distinct and rules.own and rules.exact and rules.fair and rules.shares and not rules.stochastic
    plain = rules.votes == LINEAR_VOTES and rules.victory != BINARY_VICTORY and rules.chain == CONDITIONAL
    usual = rules.third_parties == NEARER and rules.point == SQUARE and rules.bargains == INITIATOR
    return bool(dimensions == 1 and sound and plain and usual)


@intrinsic
def _added_up(typing: Any, lanes: Any) -> Any:
    """Return the sum of lanes, taken in halves."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind, name = args[0].type, f"llvm.vector.reduce.fadd.v{WIDTH}f64"
        made = ir.FunctionType(kind.element, [kind.element, kind])
        add = builder.module.globals.get(name) or ir.Function(builder.module, made, name)
        return builder.call(add, [ir.Constant(kind.element, 0.0), args[0]], fastmath=("reassoc",))

    return types.float64(lanes), emit


_sum: Any = _added_up


@_inner
def _votes(voters, shift, slope, p, q, width):
    """Return the votes for point p and those for point q, of voters whose attitude is shift + slope x attitude.

    `voters` points to where they stand, their weights and attitudes.
    """
    place, weight, averse = voters
    p_at, q_at, turned, moved, none, one = every(p), every(q), every(slope), every(shift), every(0.0), every(1.0)
    up, total = 0.0, 0.0
    for start in range(0, width, 8):
        x = load(place, start)
        r = times_plus(turned, load(averse, start), moved)
        to_p, to_q = larger(x - p_at, p_at - x), larger(x - q_at, q_at - x)
        gain = (one - to_p) * times_plus(to_p, r, one) - (one - to_q) * times_plus(to_q, r, one)
        vote = load(weight, start) * gain
        up += _sum(larger(vote, none))
        total += _sum(vote)
    return up, max(up - total, 0.0)


@_inner
def _elect(at, weights, attitude, slope, middles, options, width, victory, chances):
    """Write the probability of each option; with slope 0 voters are risk neutral."""
    voters = (at, weights, attitude)
    for p in range(options):
        chances[p] = 1.0
    for p in range(1, options):
        for q in range(p):
            up, down = _votes(voters, 0.0, slope, middles[p, 0], middles[q, 0], width)
            up += COALITION_FLOOR
            down += COALITION_FLOOR
            for _ in range(victory):
                up *= up
                down *= down
            wins = 2.0 / (up + down)
            chances[p] *= up * wins
            chances[q] *= down * wins
        if options > _FEW:
            most = chances[0]
            for q in range(1, p + 1):
                most = max(most, chances[q])
            for q in range(options):
                chances[q] /= most
    total = 0.0
    for p in range(options):
        total += chances[p]
    for p in range(options):
        chances[p] /= total


@_inner
def _proposals(points, count, labels, middles):
    """Write proposals as `gather` does; where all points are apart, they are the proposals."""
    for a in range(count):
        labels[a] = a
        middles[a, 0] = points[a, 0]
    for a in range(1, count):
        for b in range(a):
            if abs(points[a, 0] - points[b, 0]) <= REACH + TIE:
                return gather(points, count, 1, REACH, labels, middles)
    return count


@_inner
def _attitudes(points, at, electors, actors, width, rules, chances, labels, middles, attitude):
    """Write the attitude to risk that follows from how likely each position is to win an election."""
    for k in range(width):
        at[k] = points[k, 0]
    options = _proposals(points, actors, labels, middles)
    _elect(at, electors, attitude, 0.0, middles, options, width, rules.victory, chances)
    high, low = chances[0], chances[0]
    for p in range(1, options):
        high, low = max(high, chances[p]), min(low, chances[p])
    scale, shift = 1.0, low
    if rules.risk_range == MID:
        scale, shift = 1.5, (high + 2.0 * low) / 3.0
    elif rules.risk_range != LEAST:
        scale, shift = 2.0, (high + low) / 2.0
    scale = 0.0 if high - low <= ALIKE else scale / (high - low)
    for k in range(actors):
        attitude[k] = scale * (chances[labels[k]] - shift)
    return options


@_inner
def _sort(at, actors, order):
    """Put the actors of `order` in the order of the scale; it is nearly so after the first turn."""
    for n in range(1, actors):
        actor, place = order[n], n
        while place > 0 and at[order[place - 1]] > at[actor]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = actor


@_inner
def _offers(at, salience, influence, attitude, actors, width, own, gains, phis, order, deals, meets):
    """Write the bargains of a turn: initiator, receiver, where they meet; return how many there are.

    A gain is (2 x chance of having one's way - 1) x what the other position costs. The cost rises with distance, so
    targets are tried from the ends of the scale inwards, until no cost is left that could make the largest gain.
    """
    count, voters = 0, (at, influence, attitude)
    _sort(at, actors, order)
    for i in range(actors):
        shift, best, low, high = own * attitude[i], LEAST_GAIN, 0, actors - 1
        for j in range(actors):
            gains[j] = -1.0
        while low <= high:
            if at[i] - at[order[low]] >= at[order[high]] - at[i]:
                j = order[low]
                low += 1
            else:
                j = order[high]
                high -= 1
            apart = abs(at[i] - at[j])
            cost = 1.0 - (1.0 - apart) * (1.0 + apart * attitude[i])
            if cost < best - TIE:
                break
            if j == i:
                continue
            side, against = _votes(voters, shift, 1.0 - own, at[i], at[j], width)
            phis[j] = (CONTEST_FLOOR + side) / (2.0 * CONTEST_FLOOR + side + against)
            gains[j] = (1.0 - 2.0 * salience[j] * (1.0 - phis[j])) * cost
            best = max(best, gains[j])
        for j in range(actors):
            if gains[j] > LEAST_GAIN and gains[j] >= best - TIE:
                most = max(salience[i], salience[j])  # only the ratio counts, and tiny squares would vanish
                alpha, beta = (salience[i] / most * phis[j]) ** 2, (salience[j] / most * (1.0 - phis[j])) ** 2
                deals[count, 0], deals[count, 1] = i, j
                meets[count] = at[i] + (at[j] - at[i]) * (beta / (alpha + beta))
                count += 1
    return count


@_inner
def _choice(chances, options, middles, labels, length, queue, deals, actor):
    """Return where an actor goes and with whom (-1: stays, -2: several)."""
    best = chances[0]
    for p in range(1, options):
        best = max(best, chances[p])
    if chances[0] >= best - TIE:
        return 0.0, -1
    total, taken, partner = 0.0, 0, -1
    for p in range(1, options):
        if chances[p] >= best - TIE:
            total += middles[p, 0]
            taken += 1
            for q in range(length):
                if labels[q + 1] == p:
                    other = deals[queue[q], 0] + deals[queue[q], 1] - actor
                    partner = other if partner == -1 or partner == other else -2
    return total / taken, partner


@_inner
def _bargain(points, salience, capability, actors, rules, own, floats, tables, numbers, deals, meets, path, partners):
    """Bargain until hardly anybody moves, moving `points` in place; return turns and whether it ended.

    `path` (turns + 1, actors, 1) and `partners` (turns, actors) are written where they have the room.
    """
    options_at, middles = tables
    influence, electors, attitude, at, chances, gains, phis, after = floats
    labels, queue, order = numbers
    for k in range(actors):
        order[k] = k
    width = 8 * ((actors + 7) // 8)
    able, elected, heavy = 0.0, 0.0, 0.0
    for k in range(actors):
        able += capability[k]
    for k in range(width):
        influence[k], electors[k], attitude[k] = 0.0, 0.0, 0.0
        if k < actors:
            influence[k] = capability[k] / able * salience[k]
            electors[k] = influence[k] if rules.weight else capability[k] / able
            elected += electors[k]
            heavy += influence[k]
        else:
            points[k, 0] = 0.0
    for k in range(actors):
        electors[k] /= elected
    first, turns, ended = 0.0, 0, False
    while turns < rules.turns and not ended:
        turns += 1
        _attitudes(points, at, electors, actors, width, rules, chances, labels, middles, attitude)
        bargains = _offers(at, salience, influence, attitude, actors, width, own, gains, phis, order, deals, meets)
        moved = 0.0
        for actor in range(actors):
            after[actor] = points[actor, 0]
            partner, length = -1, 0
            options_at[0, 0] = points[actor, 0]
            for b in range(bargains):
                if deals[b, 0] == actor or deals[b, 1] == actor:
                    queue[length] = b
                    length += 1
                    options_at[length, 0] = meets[b]
            options = _proposals(options_at, length + 1, labels, middles) if length else 1
            if options > 1:
                _elect(at, electors, attitude, 1.0, middles, options, width, rules.victory, chances)
                goes, partner = _choice(chances, options, middles, labels, length, queue, deals, actor)
                after[actor] = goes if partner != -1 else points[actor, 0]
            if len(partners):
                partners[turns - 1, actor] = partner
            moved += influence[actor] * abs(after[actor] - points[actor, 0]) / heavy
        for k in range(actors):
            points[k, 0] = after[k]
            if len(partners):
                path[turns, k, 0] = after[k]
        first = moved if turns == 1 else first
        ended = moved <= TIE or (turns >= 2 and moved <= max(SETTLED * first, TIE))
    return turns, ended


@_inner
def _outcome(points, actors, rules, floats, tables, numbers, modal, found, draw):
    """Write the outcome of an election among the positions held."""
    middles = tables[1]
    _, electors, attitude, at, chances, _, _, _ = floats
    width = 8 * ((actors + 7) // 8)
    options = _attitudes(points, at, electors, actors, width, rules, chances, numbers[0], middles, attitude)
    _elect(at, electors, attitude, 1.0, middles, options, width, rules.victory, chances)
    read(chances, middles, options, 1, modal, found, draw)


@_outermost
def decide_many(positions, saliences, capabilities, rules, own, modal, space, found, path, partners):
    """Write the outcomes (draws, 1) on 0-1 to `found`; return turns of the last draw and whether it ended."""
    draws, actors = positions.shape
    rows, grids, whole = space
    floats = (
        row(rows[0]),
        row(rows[1]),
        row(rows[2]),
        row(rows[3]),
        row(rows[4]),
        row(rows[5]),
        row(rows[6]),
        row(rows[7]),
    )
    meets, salience, capability = row(rows[8]), row(rows[9]), row(rows[10])
    tables, points = (grid(grids[0]), grid(grids[1])), grid(grids[2])
    numbers, deals, written = (row(whole[0]), row(whole[1]), row(whole[2])), grid(whole[3]), grid(found)
    turns, ended = 0, True
    for draw in range(draws):
        count = 0
        for k in range(actors):
            if capabilities[draw, k] * saliences[draw, k] > 0.0:
                points[count, 0], salience[count] = positions[draw, k], min(saliences[draw, k], 1.0)
                capability[count] = capabilities[draw, k]
                count += 1
        if count:
            turns, ended = _bargain(
                points, salience, capability, count, rules, own, floats, tables, numbers, deals, meets, path, partners
            )
            _outcome(points, count, rules, floats, tables, numbers, modal, written, draw)
    return turns, ended


def _space(actors: int) -> tuple[Any, ...]:
    """Return working space for at most so many actors."""
    width = WIDTH * ((actors + WIDTH - 1) // WIDTH)
    options = 2 * width + 1
    bargains = max(actors * (actors - 1), 1)
    rows = (*(np.zeros(options) for _ in range(8)), np.zeros(bargains), np.zeros(width), np.zeros(width))
    grids = (np.zeros((options, 1)), np.zeros((options, 1)), np.zeros((width, 1)))
    return rows, grids, (*(np.zeros(options, np.int64) for _ in range(3)), np.zeros((bargains, 2), np.int64))


def many(rooms: Any, rules: Rules, *, modal: bool) -> Array:
    """Return the outcomes (draws, 1) on 0-1; NaN where nobody has weight."""
    path, partners = np.empty((0, 0, 0)), np.empty((0, 0), np.int64)
    parts = (
        np.ascontiguousarray(each) for each in (rooms.position[:, :, 0], rooms.salience[:, :, 0], rooms.capability)
    )
    space, found = _space(rooms.position.shape[1]), np.full((len(rooms.position), 1), np.nan)
    decide_many(*parts, rules, OWN_SHARE[rules.risk_view], modal, space, found, path, partners)
    return found


def history(room: Room, rules: Rules) -> History:
    """Return what happens in one draw, turn by turn."""
    actors = len(room.position)
    path = np.empty((rules.turns + 1, actors, 1))
    path[0] = room.position
    partners = np.empty((rules.turns, actors), np.int64)
    parts = (room.position.T.copy(), room.salience.T.copy(), room.capability[None].copy())
    own = OWN_SHARE[rules.risk_view]
    turns, ended = decide_many(*parts, rules, own, False, _space(actors), np.empty((1, 1)), path, partners)
    return History(positions=path[: turns + 1].copy(), partners=partners[:turns].copy(), capped=not ended)
