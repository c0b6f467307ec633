"""One round of the challenge model in eight lanes at once: see `challenge_lanes`, which plays the draws.

The numbers of the eight draws lie in one array; `base` is where it begins, `at` tells where in it each kind begins, by
actor in the order of positions or by pair of actors. Importing this module imports Numba.
"""

from __future__ import annotations

from typing import NamedTuple

from contingent.decisions.kernels.compiling import compiled
from contingent.decisions.kernels.lanes import (
    WIDTH,
    every,
    exp2,
    inlined,
    larger,
    load,
    log2,
    negate,
    select,
    smaller,
    store,
    times_plus,
)

# mypy: disable-error-code="no-untyped-def, untyped-decorator"

_NO_OFFER = 9.0
_MILD, _CAPITULATION = 2.0, 4.0
"""Added to the key of an offer (0 to 1), so that the classes come one after the other."""

_TINY = 1e-300


class Rules(NamedTuple):
    """The options as compiled code takes them: 1 for the choice that is named, else 0; and what counts as equal."""

    triples: int
    capitulation: int
    published_pick: int
    average_point: int
    plain_votes: int
    in_order: int
    ranged_anew: int
    mean: int
    lower: int
    rounds: int
    settled: float
    equal: float
    apart: float
    tied: float


class At(NamedTuple):
    """Where in the work array numbers begin: those of the eight draws, of actors, of pairs of actors."""

    span: int
    inverse: int
    low: int
    moved: int
    position: int
    weight: int
    salience: int
    threat: int
    place: int
    exponent: int
    equal: int
    danger: int
    below: int
    cast: int
    key: int
    point: int
    heft: int
    off: int
    first: int
    distance: int
    loss: int
    support: int


BY_DRAW, BY_PAIR = 4, 3


def laid_out(actors: int) -> tuple[At, int]:
    """Return where the numbers of each kind begin for a number of actors, and how many numbers there are in all."""
    kinds = len(At._fields)
    sizes = [WIDTH] * BY_DRAW + [actors * WIDTH] * (kinds - BY_DRAW - BY_PAIR) + [actors * actors * WIDTH] * BY_PAIR
    starts = [sum(sizes[:n]) for n in range(kinds)]
    return At(*starts), sum(sizes)


@compiled
def one_round(base, at, rules, actors):
    """Play one round in all lanes: distances, dangers, exponents, votes, offers, moves; then sort the actors anew."""
    _plain_losses(base, at, rules, actors)
    _votes(base, at, actors)
    _exponents(base, at, rules, actors)
    if not rules.plain_votes:
        _losses(base, at, actors)
        _votes(base, at, actors)
    _offers(base, at, rules, actors)
    _move(base, at, actors)
    _sort(base, at, actors)


@compiled
def _plain_losses(base, at, rules, actors):
    """Fill in distances as shares of the range, and what each actor loses at the position of each, without risk."""
    span, none, one = load(base, at.span), every(0.0), every(1.0)
    apart, whole = every(rules.apart), every(1.0 - rules.apart)
    for i in range(actors):
        position, weight = load(base, at.position + i * WIDTH), load(base, at.weight + i * WIDTH)
        for j in range(i + 1, actors):
            # Near 1, the power 1/2 of what is missing would make 1e-8 of a rounding of 1e-16.
            share = (load(base, at.position + j * WIDTH) - position) / span
            share = select(share >= whole, one, select(share <= apart, none, share))
            store(base, at.distance + (i * actors + j) * WIDTH, share)
            store(base, at.loss + (i * actors + j) * WIDTH, weight * share)
            store(base, at.loss + (j * actors + i) * WIDTH, load(base, at.weight + j * WIDTH) * share)


@compiled
def _losses(base, at, actors):
    """Fill in what each actor loses at the position of each, with its exponent."""
    for i in range(actors):
        weight, exponent = load(base, at.weight + i * WIDTH), load(base, at.exponent + i * WIDTH)
        for j in range(i + 1, actors):
            power = log2(load(base, at.distance + (i * actors + j) * WIDTH))
            store(base, at.loss + (i * actors + j) * WIDTH, weight * exp2(exponent * power))
            other = load(base, at.weight + j * WIDTH) * exp2(load(base, at.exponent + j * WIDTH) * power)
            store(base, at.loss + (j * actors + i) * WIDTH, other)


@compiled
def _votes(base, at, actors):
    """Fill in the votes for the first of each pair against the second.

    Voters that stand no higher than the lower of the two all vote for it: a running sum. Those no lower than the higher
    do not. Only those between are asked one by one.
    """
    none = every(0.0)
    for j in range(actors):
        total = every(0.0)
        for k in range(j):
            total = total + load(base, at.loss + (k * actors + j) * WIDTH)
        store(base, at.below + j * WIDTH, total)
        for k in range(j + 1, actors):
            total = total + load(base, at.loss + (k * actors + j) * WIDTH)
        store(base, at.cast + j * WIDTH, total)
    for j in range(actors):
        running = every(0.0)
        for i in range(j):
            running = running + load(base, at.loss + (i * actors + j) * WIDTH)
            votes = running - load(base, at.below + i * WIDTH)
            for k in range(i + 1, j):
                there, here = at.loss + (k * actors + j) * WIDTH, at.loss + (k * actors + i) * WIDTH
                votes = votes + larger(load(base, there) - load(base, here), none)
            store(base, at.support + (i * actors + j) * WIDTH, votes)
            against = votes - (load(base, at.cast + j * WIDTH) - load(base, at.cast + i * WIDTH))
            store(base, at.support + (j * actors + i) * WIDTH, against)


@inlined
def _share(base, at, rules, actors):
    """Return one by all votes cast between any two actors, both orders of a pair counted; 0 where not asked for."""
    total = every(0.0)
    if not rules.triples:
        return total
    for i in range(actors):
        for j in range(i + 1, actors):
            total = total + load(base, at.support + (i * actors + j) * WIDTH)
            total = total + load(base, at.support + (j * actors + i) * WIDTH)
    return 0.5 / larger(total, every(_TINY))


@inlined
def _failing(base, at, rules, actors, i, j, share):
    """Return the chances that i does not prevail over j, nor j over i."""
    votes = load(base, at.support + (i * actors + j) * WIDTH)
    against = load(base, at.support + (j * actors + i) * WIDTH)
    if rules.triples:
        return 1.0 - votes * share, 1.0 - against * share
    part = 1.0 / larger(votes + against, every(_TINY))
    return against * part, votes * part


@compiled
def _exponents(base, at, rules, actors):
    """Fill in the risk exponents from the dangers without risk."""
    share = _share(base, at, rules, actors)
    for i in range(actors):
        store(base, at.danger + i * WIDTH, every(0.0))
    for i in range(actors):
        danger, salience = load(base, at.danger + i * WIDTH), load(base, at.salience + i * WIDTH)
        threat = load(base, at.threat + i * WIDTH)
        for j in range(i + 1, actors):
            twice = load(base, at.distance + (i * actors + j) * WIDTH) * 2.0
            lost, won = _failing(base, at, rules, actors, i, j, share)
            other = twice * (1.0 - load(base, at.salience + j * WIDTH) * lost * 2.0)
            store(base, at.danger + j * WIDTH, times_plus(threat, other, load(base, at.danger + j * WIDTH)))
            mine = twice * (1.0 - salience * won * 2.0)
            danger = times_plus(load(base, at.threat + j * WIDTH), mine, danger)
        store(base, at.danger + i * WIDTH, danger)
    most, least = load(base, at.danger), load(base, at.danger)
    for i in range(1, actors):
        danger = load(base, at.danger + i * WIDTH)
        most, least = larger(most, danger), smaller(least, danger)
    spread = most - least
    apart = spread > every(rules.equal)
    inverse = select(apart, 1.0 / spread, every(0.0))
    for i in range(actors):
        attitude = (load(base, at.danger + i * WIDTH) * 2.0 - most - least) * inverse
        exponent = select(apart, (3.0 - attitude) / (3.0 + attitude), every(1.0))
        store(base, at.exponent + i * WIDTH, exponent)
        # Offers are weighed in utilities over 4 x 2^-r, and so is what counts as equal.
        store(base, at.equal + i * WIDTH, exp2(exponent - 2.0) * rules.equal)


@compiled
def _offers(base, at, rules, actors):
    """Find for every actor the best offer it receives; of a pair only one can receive one."""
    inverse, low, none, one = load(base, at.inverse), load(base, at.low), every(0.0), every(1.0)
    refused = every(_NO_OFFER)
    share = _share(base, at, rules, actors)
    for i in range(actors):
        store(base, at.key + i * WIDTH, refused)
        store(base, at.first + i * WIDTH, refused)
        store(base, at.point + i * WIDTH, none)
        store(base, at.heft + i * WIDTH, one)
        store(base, at.off + i * WIDTH, none)
    for i in range(actors):
        here, mine = load(base, at.position + i * WIDTH), load(base, at.salience + i * WIDTH)
        bold, hair = load(base, at.exponent + i * WIDTH), load(base, at.equal + i * WIDTH)
        for j in range(i + 1, actors):
            distance, there = load(base, at.distance + (i * actors + j) * WIDTH), load(base, at.position + j * WIDTH)
            lost, won = _failing(base, at, rules, actors, i, j, share)
            risk, other = load(base, at.salience + j * WIDTH) * lost, mine * won
            to_first = risk > other
            exponent = select(to_first, bold, load(base, at.exponent + j * WIDTH))
            equal = select(to_first, hair, load(base, at.equal + j * WIDTH))
            kept = exp2(exponent * log2(1.0 - distance))
            gain, stake = 1.0 - kept, exp2(exponent * log2(1.0 + distance)) - kept
            own, perceived = gain - larger(risk, other) * stake, gain - smaller(risk, other) * stake
            apart = distance > none
            strong = (own > equal) & (perceived > own + equal) & apart
            weak = (own < none - equal) & (perceived > equal) & apart
            mild = weak & (own + perceived > none - equal)
            way = there - here
            fraction = smaller((none - own) / perceived, one)
            blend = fraction
            if rules.average_point or rules.published_pick:
                blend = perceived / (perceived - own)
            if rules.average_point:
                fraction = blend
            step = select(mild, way * fraction, way)
            key = step * inverse
            milder = key
            if rules.published_pick:
                milder = (select(to_first, here + way * blend, there - way * blend) - low) * inverse
            worst = refused
            if rules.capitulation:
                worst = select(weak, key + _CAPITULATION, refused)
            key = select(mild, milder + _MILD, select(strong, key, worst))
            point = select(to_first, select(mild, here + step, there), select(mild, there - step, here))
            _offer(base, at, rules, i * WIDTH, j * WIDTH, select(to_first, key, refused), point)
            _offer(base, at, rules, j * WIDTH, i * WIDTH, select(to_first, refused, key), point)


@inlined
def _offer(base, at, rules, to, by, key, point):
    """Take note of an offer if it is better than those before it, or as good."""
    best, old = load(base, at.key + to), load(base, at.point + to)
    if rules.in_order:
        place, first = load(base, at.place + by), load(base, at.first + to)
        better = (key < best) | ((key <= best) & (place < first))
        store(base, at.first + to, select(better, place, first))
    else:
        better = key < best - rules.tied
        tied = (key <= best + rules.tied) & negate(better)
        weight = load(base, at.weight + by)
        more = select(tied, weight, every(0.0))
        heft, off = load(base, at.heft + to), load(base, at.off + to)
        store(base, at.heft + to, select(better, weight, heft + more))
        store(base, at.off + to, select(better, every(0.0), times_plus(more, point - old, off)))
    store(base, at.key + to, select(better, key, best))
    store(base, at.point + to, select(better, point, old))


@compiled
def _move(base, at, actors):
    """Move all actors at once, and note the longest move."""
    longest = every(0.0)
    for i in range(actors):
        here = load(base, at.position + i * WIDTH)
        heft = larger(load(base, at.heft + i * WIDTH), every(_TINY))
        goal = load(base, at.point + i * WIDTH) + load(base, at.off + i * WIDTH) / heft
        there = select(load(base, at.key + i * WIDTH) < every(_NO_OFFER), goal, here)
        longest = larger(longest, larger(there - here, here - there))
        store(base, at.position + i * WIDTH, there)
    store(base, at.moved, longest)


@compiled
def _sort(base, at, actors):
    """Bring the actors of every lane into the order of their positions (Batcher's merge exchange)."""
    top = 1
    while 2 * top < actors:
        top *= 2
    p = top
    while p > 0:
        q, r, d = top, 0, p
        while True:
            for n in range(actors - d):
                if n & p == r:
                    _exchange(base, at, n * WIDTH, (n + d) * WIDTH)
            if q == p:
                break
            d, q, r = q - p, q // 2, p
        p //= 2


@inlined
def _exchange(base, at, low, high):
    turn = load(base, at.position + low) > load(base, at.position + high)
    _exchanged(base, at.position, turn, low, high)
    _exchanged(base, at.weight, turn, low, high)
    _exchanged(base, at.salience, turn, low, high)
    _exchanged(base, at.threat, turn, low, high)
    _exchanged(base, at.place, turn, low, high)


@inlined
def _exchanged(base, kind, turn, low, high):
    one, other = load(base, kind + low), load(base, kind + high)
    store(base, kind + low, select(turn, other, one))
    store(base, kind + high, select(turn, one, other))
