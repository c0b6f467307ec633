"""Spatial bargaining, plainly: the NumPy reference its compiled twin is held against.

One turn: risk attitudes and perceived utilities; whom each actor challenges; bargains and queues; an election on every
queue; all moves at once. Sections and symbols are those of docs/models/spatial.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contingent.decisions.kernels.condorcet_reference import elect, proposals, settles, strength
from contingent.decisions.kernels.condorcet_rules import SAME, TIE, Election
from contingent.decisions.kernels.spatial_rules import (
    ALIKE,
    BARGAIN_FLOOR,
    BOTH,
    CONTEST_FLOOR,
    FIRST_FLOOR,
    INITIATOR,
    LEAST,
    LEAST_GAIN,
    LINEAR,
    MID,
    NEARER,
    NOBODY,
    OWN_SHARE,
    SETTLED,
    WEAKER,
    History,
    Room,
    Rules,
)
from contingent.positions.agenda import Array

Places = NDArray[np.intp]
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The actors at the start of a turn.

    `distance` (actors, actors) is that from the ideal of the first to the position of the second, as the first feels
    it; `influence` is capability x total salience, `electors` the weights in elections. `attitude` (actors,) is r.
    """

    room: Room
    rules: Rules
    position: Array
    ideal: Array
    distance: Array
    influence: Array
    electors: Array
    attitude: Array

    def perceived(self, by: int) -> Array:
        """Return the utility (actors, actors) to the first of the second's position, as actor `by` sees it."""
        own = OWN_SHARE[self.rules.risk_view]
        seen = own * self.attitude[by] + (1 - own) * self.attitude
        seen[by] = self.attitude[by]
        return utility(self.distance, seen[:, None])


@dataclass(frozen=True, slots=True, eq=False)
class Bargain:
    """What is offered: who proposes it, to whom, and where it would leave either."""

    initiator: int
    receiver: int
    initiator_at: Array
    receiver_at: Array

    def leaves(self, actor: int) -> Array:
        """Return where it would leave one of the two."""
        return self.initiator_at if actor == self.initiator else self.receiver_at

    def partner(self, actor: int) -> int:
        """Return the other of the two."""
        return self.receiver if actor == self.initiator else self.initiator


def felt(room: Room, ideal: Array, points: Array) -> Array:
    """Return the distance (actors, points) from ideals to points, each felt by the actor's own saliences."""
    share = room.salience / room.salience.max(axis=1, keepdims=True)  # tiny squares would vanish
    share = share / np.sqrt((share**2).sum(axis=1, keepdims=True))
    return np.asarray(np.sqrt(((share[:, None, :] * (ideal[:, None, :] - points[None, :, :])) ** 2).sum(axis=2)))


def utility(distance: Array, attitude: Array) -> Array:
    """Return the utility of a distance for an actor of this risk attitude (above 0: averse)."""
    return np.where(distance <= 1, (1 - distance) * (1 + distance * attitude), (1 - distance) * (1 + attitude))


def state_of(room: Room, rules: Rules, position: Array, ideal: Array) -> State:
    """Return the actors at these positions, with the risk attitudes that follow from them."""
    capability = room.capability / room.capability.sum() if rules.shares else room.capability
    influence = capability * room.salience.sum(axis=1)
    electors = influence if rules.weight else capability
    distance = felt(room, ideal, position)
    return State(
        room=room,
        rules=rules,
        position=position,
        ideal=ideal,
        distance=distance,
        influence=influence,
        electors=electors,
        attitude=_attitudes(room, rules, position, ideal, electors),
    )


def _attitudes(room: Room, rules: Rules, position: Array, ideal: Array, electors: Array) -> Array:
    """Return r: the likelier the position of an actor is to win an election, the more averse to risk it is."""
    if rules.distinct:
        labels, points = proposals(position, SAME)
    else:
        labels, points = np.arange(len(position)), position
    chances = elect(electors, 1 - felt(room, ideal, points), rules.election)
    high, low = chances.max(), chances.min()
    if rules.fair and high - low <= ALIKE:
        return np.zeros(len(position))
    with np.errstate(invalid="ignore"):
        place = (chances - low) / (high - low)
    if rules.risk_range == MID:
        place = (3 * chances - high - 2 * low) / (2 * (high - low)) if high > low else place
    elif rules.risk_range != LEAST:
        place = (2 * chances - high - low) / (high - low) if high > low else place
    return np.asarray(place[labels])


def contest(state: State, seen: Array, one: int, other: Places) -> tuple[Array, Array]:
    """Return phi and the gain (others,) of actor `one` challenging each of `other`, with utilities as `seen`.

    phi is the estimated probability that `one` prevails, the gain what it then expects.
    """
    rules, influence = state.rules, state.influence
    own, theirs = seen[one, one], seen[one, other]
    first = influence[one] * strength(rules.votes, own - theirs)
    second = influence[other] * strength(rules.votes, seen[other, one] - seen[other, other])
    floor = CONTEST_FLOOR + np.maximum(first, 0) + np.maximum(second, 0)
    against = CONTEST_FLOOR + np.maximum(-first, 0) + np.maximum(-second, 0)
    vote = _third_votes(state, seen, one, other, floor, against)
    side, against = floor + np.maximum(vote, 0).sum(axis=0), against + np.maximum(-vote, 0).sum(axis=0)
    phi = side / (side + against)
    resists = state.room.salience.sum(axis=1)[other]
    won, lost = 2 * own, 2 * theirs
    gain = (1 - resists) * won + resists * (phi * won + (1 - phi) * lost) - (own + theirs)
    return phi, gain


def _third_votes(state: State, seen: Array, one: int, other: Places, side: Array, against: Array) -> Array:
    """Return the votes (actors, others) of third parties, above 0 for `one`; 0 for the two principals."""
    rules, weight = state.rules, state.influence[:, None]
    to_one, to_other, own = seen[:, one : one + 1], seen[:, other], np.diag(seen)[:, None]
    vote = weight * strength(rules.votes, to_one - to_other)
    if rules.third_parties == NOBODY:
        vote = np.zeros_like(vote)
    elif rules.third_parties != NEARER:
        for_one, for_other = side + np.maximum(vote, 0), against + np.maximum(-vote, 0)
        share = for_one / (for_one + for_other)
        joining = share * (2 * to_one + own) + (1 - share) * (3 * to_other)
        opposing = share * (3 * to_one) + (1 - share) * (2 * to_other + own)
        vote = weight * strength(rules.votes, joining - opposing)
    vote[one] = 0.0
    vote[other, np.arange(len(other))] = 0.0
    return vote


def targets(state: State) -> list[tuple[int, int, float]]:
    """Return who challenges whom, with the challenger's phi, in the order of the challengers."""
    count = len(state.position)
    found: list[tuple[int, int, float]] = []
    for one in range(count):
        others = np.array([n for n in range(count) if n != one], dtype=np.intp)
        phi, gain = contest(state, state.perceived(one), one, others)
        gain = np.where(np.isnan(gain), -np.inf, gain)
        if not len(gain) or gain.max() <= LEAST_GAIN:
            continue
        best = np.flatnonzero(gain >= gain.max() - TIE) if state.rules.fair else [_first_of(gain)]
        found.extend((one, int(others[n]), float(phi[n])) for n in best if gain[n] > LEAST_GAIN)
    return found


def _first_of(numbers: Array) -> int:
    """Return the place of the largest number, the first of equal ones."""
    best = 0
    for place in range(1, len(numbers)):
        if numbers[place] > numbers[best] + 1e-14:
            best = place
    return best


def bargains(state: State) -> list[Bargain]:
    """Return the bargains offered in this turn, in the order of their initiators."""
    found: list[Bargain] = []
    for one, other, phi in targets(state):
        first = Bargain(one, other, *_points(state, one, other, phi, 1 - phi))
        if state.rules.bargains == INITIATOR:
            found.append(first)
            continue
        estimate, gain = contest(state, state.perceived(other), one, np.array([other]))
        chance = float((estimate if state.rules.mended else gain)[0])
        second = Bargain(one, other, *_points(state, one, other, chance, 1 - chance))
        found.extend((first, second) if state.rules.bargains == BOTH else (_joined(state, first, second),))
    return found


def _joined(state: State, first: Bargain, second: Bargain) -> Bargain:
    """Return the mean of the initiator's and the receiver's bargain, weighted by the two actors' influence."""
    one, other = first.initiator, first.receiver
    salience = state.room.salience.sum(axis=1)
    mine = state.influence[one]
    theirs = state.influence[other] if state.rules.mended else mine / salience[one] * salience[other]
    part = mine / (mine + theirs)
    return Bargain(
        one,
        other,
        part * first.initiator_at + (1 - part) * second.initiator_at,
        part * first.receiver_at + (1 - part) * second.receiver_at,
    )


def _points(state: State, one: int, other: int, chance: float, counter: float) -> tuple[Array, Array]:
    """Return where a bargain leaves the two, given the chances with which they would prevail."""
    rules = state.rules
    x, y = state.position[one], state.position[other]
    s, t = state.room.salience[one], state.room.salience[other]
    floor = 0.0 if rules.exact else BARGAIN_FLOOR
    if rules.exact:
        most = np.maximum(s, t)  # only the ratio counts, and tiny squares would vanish
        s, t = (np.divide(each, most, out=np.zeros_like(most), where=most > 0) for each in (s, t))
    if rules.point == WEAKER:
        down, up = max(counter - chance, 0.0), max(chance - counter, 0.0)
        moved = x + (y - x) * _part(down * t**2, (1 - down) * s**2 + floor)
        met = y + (x - y) * _part(up * s**2, (1 - up) * t**2 + floor)
        return moved, met
    power = 1 if rules.point == LINEAR else 2
    alpha, beta = (s * chance) ** power, (t * counter) ** power
    if rules.exact:
        common = x + (y - x) * _part(beta, alpha)
        either = alpha + beta == 0
        return np.where(either, x, common), np.where(either, y, common)
    total = alpha + beta + floor
    return _rounded(((alpha + floor) * x + beta * y) / total), _rounded((alpha * x + (beta + floor) * y) / total)


def _part(mine: Array, theirs: Array) -> Array:
    """Return mine / (mine + theirs), 0 where both are 0."""
    total = mine + theirs
    return np.divide(mine, total, out=np.zeros_like(total), where=total != 0)


def _rounded(point: Array) -> Array:
    return np.trunc(10000 * point + 0.5) / 10000


def choose(state: State, actor: int, queue: list[Bargain], luck: float | None) -> tuple[Array, int]:
    """Return where `actor` goes and with whom (-1: stays, -2: several), by an election on its queue."""
    if not queue:
        return state.position[actor], -1
    if state.rules.own:
        points = np.stack([state.position[actor], *(each.leaves(actor) for each in queue)])
        labels, options = proposals(points, SAME) if state.rules.distinct else (np.arange(len(points)), points)
        utilities = utility(felt(state.room, state.ideal, options), state.attitude[:, None])
    else:
        labels, options, utilities = np.arange(len(queue) + 1), None, _consequences(state, queue)
    chances = elect(state.electors, utilities, state.rules.election)
    chosen = _chosen(chances, fair=bool(state.rules.fair), luck=luck)
    if chosen[0] == 0:
        return state.position[actor], -1
    partners = {each.partner(actor) for n, each in enumerate(queue) if labels[n + 1] in chosen}
    partner = partners.pop() if len(partners) == 1 else -2
    if options is None:
        options = np.stack([state.position[actor], *(each.leaves(actor) for each in queue)])
    return options[list(chosen)].mean(axis=0) if len(chosen) > 1 else options[chosen[0]], partner


def _consequences(state: State, queue: list[Bargain]) -> Array:
    """Return the mean utility (actors, options) of everybody's positions after each bargain alone is carried out."""
    now = utility(state.distance, state.attitude[:, None])
    total, count = now.sum(axis=1), len(now)
    columns = [total / count]
    for each in queue:
        ends = felt(state.room, state.ideal, np.stack([each.initiator_at, each.receiver_at]))
        after = utility(ends, state.attitude[:, None]).sum(axis=1)
        columns.append((total - now[:, each.initiator] - now[:, each.receiver] + after) / count)
    return np.stack(columns, axis=1)


def _chosen(chances: Array, *, fair: bool, luck: float | None) -> tuple[int, ...]:
    """Return the options taken: one, or several that are equally likely. Staying (0) is taken when it ties."""
    if luck is not None:
        running = np.cumsum(chances)
        return (min(int(np.searchsorted(running, luck, side="left")), len(chances) - 1),)
    if not fair:
        return (_first_of(chances),)
    best = np.flatnonzero(chances >= chances.max() - TIE)
    return (0,) if best[0] == 0 else tuple(int(n) for n in best)


def mixed(number: int) -> int:
    """Return a 64-bit number that looks like chance (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    z = (number + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def luck_of(key: int, draw: int, turn: int) -> float:
    """Return the luck (0-1) of the actor of `key` in a turn of a draw."""
    return float((mixed(mixed(mixed(key) ^ draw) ^ turn) >> 11) * 2.0**-53)


def turn_of(state: State, number: int) -> tuple[Array, NDArray[np.int64]]:
    """Return positions after one turn, and with whom each actor carried out a bargain."""
    queues: list[list[Bargain]] = [[] for _ in state.position]
    for each in bargains(state):
        queues[each.initiator].append(each)
        queues[each.receiver].append(each)
    after, partners = state.position.copy(), np.full(len(queues), -1, dtype=np.int64)
    for actor, queue in enumerate(queues):
        luck = luck_of(state.room.keys[actor], state.room.draw, number) if state.rules.stochastic else None
        after[actor], partners[actor] = choose(state, actor, queue, luck)
    return after, partners


def run(room: Room, rules: Rules) -> History:
    """Return what happens from the stated positions until bargaining ends or the most turns are reached."""
    positions = [room.position]
    partners: list[NDArray[np.int64]] = []
    ideal = room.position
    first, ended = 0.0, False
    while not ended and len(partners) < rules.turns:
        state = state_of(room, rules, positions[-1], ideal)
        after, with_whom = turn_of(state, len(partners) + 1)
        positions.append(after)
        partners.append(with_whom)
        ideal = after if room.ideals is None else _followed(room.ideals, ideal, after)
        step = np.sqrt(((after - state.position) ** 2).sum(axis=1))
        moved = float((state.influence * step).sum() / state.influence.sum() if rules.shares else step.sum())
        first = moved if len(partners) == 1 else first
        ended = settled(len(partners), moved, first, rules)
    return History(
        positions=np.stack(positions),
        partners=np.stack(partners) if partners else np.empty((0, len(room.position)), dtype=np.int64),
        capped=not ended,
    )


def settled(turn: int, moved: float, first: float, rules: Rules) -> bool:
    """Return whether bargaining has ended: hardly any movement is left beside that of the first turn."""
    if not rules.shares:
        return turn >= 2 and moved / (first + FIRST_FLOOR) < SETTLED
    return (moved <= TIE and not rules.stochastic) or (turn >= 2 and moved <= max(SETTLED * first, TIE))


def _followed(ideals: Array, ideal: Array, position: Array) -> Array:
    rest = 1 - ideals.sum(axis=1, keepdims=True)
    return np.asarray(ideals @ position + rest * ideal)


def outcome_of(state: State) -> tuple[Array, Array, Places]:
    """Return proposals (options, dimensions), their chances, and the number of a first actor at each.

    Where KTAB's rules leave the attitude undefined (everybody equally likely) actors are risk neutral.
    """
    points, first = unique(state)
    return points, elect(*_last_ballot(state, points)), first


def settles_at(state: State) -> bool:
    """Return whether the chances that `outcome_of` gives are those of the long run."""
    return settles(*_last_ballot(state, unique(state)[0]))


def _last_ballot(state: State, points: Array) -> tuple[Array, Array, Election]:
    utilities = utility(felt(state.room, state.ideal, points), np.nan_to_num(state.attitude)[:, None])
    return state.electors, utilities, state.rules.election


def unique(state: State) -> tuple[Array, NDArray[np.intp]]:
    """Return the distinct positions and the first actor at each; KTAB's way compares with earlier distinct ones."""
    if state.rules.distinct:
        labels, points = proposals(state.position, SAME)
        return points, np.array([int(np.argmax(labels == n)) for n in range(len(points))], dtype=np.intp)
    found: list[int] = []
    for actor, point in enumerate(state.position):
        if all(np.sqrt(((state.position[k] - point) ** 2).sum()) >= SAME for k in found):
            found.append(actor)
    return state.position[found], np.array(found, dtype=np.intp)
