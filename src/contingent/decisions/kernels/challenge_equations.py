"""The challenge model in NumPy, equation by equation, over many draws at once: the reference of all other kernels.

Arrays are (draws, actors) or (draws, actors, actors); in the latter the first actor is the one whose view or challenge
it is. Numbers in brackets are those of Scholz, Calbert and Smith, Unravelling Bueno de Mesquita's group decision
model, Journal of Theoretical Politics 23 (2011), pages 510-531.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from contingent.decisions.kernels.challenge_table import Hair, Table, added, hair_of
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

CONFRONTATION, COMPROMISE, CAPITULATION, NONE = 0, 1, 2, 3
"""Classes of offers in the order in which they are taken."""

KINDS = ("confrontation", "compromise", "capitulation")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a round begins: positions now, distances as shares of the range (0-1), the range, and the median."""

    table: Table
    position: Array
    span: Array
    distance: Array
    median: Array

    @classmethod
    def of(cls, table: Table, position: Array, span: Array, rules: Challenge) -> State:
        """Return the state; distances within a hair of none or of the whole range are that."""
        from contingent.decisions.kernels.challenge_outcome import median

        share = np.minimum(np.abs(position[:, :, None] - position[:, None, :]) / span[:, None, None], 1.0)
        share[share <= hair_of(rules).apart] = 0.0
        share[share >= 1.0 - hair_of(rules).apart] = 1.0
        middle = median(position, table, rules.median) if rules.status_quo < 1 else position[:, 0]
        return cls(table=table, position=position, span=span, distance=share, median=middle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What each actor does in a round, of shape (draws, actors): the class of the offer it takes (3: none), from whom,
    at which expected utilities (its own and the one it perceives), where it goes, and its risk exponent."""

    kind: NDArray[np.int8]
    partner: NDArray[np.intp]
    own: Array
    perceived: Array
    position: Array
    exponent: Array


def one_round(state: State, rules: Challenge) -> Taken:
    """Return what everybody does in a round; all act at once on the positions at its start."""
    exponent = exponents(state, rules)
    chance = chances(state, rules, exponent)
    own = expected(state, rules, chance, exponent[:, :, None])
    turned = np.swapaxes(expected(state, rules, chance, exponent[:, None, :]), 1, 2)
    perceived = np.swapaxes(own, 1, 2) if rules.perceived_r == "opponent" else turned
    return _taken(state, rules, exponent, own, perceived)


def chances(state: State, rules: Challenge, exponent: Array | None) -> Array:
    """Return the chance that the first actor prevails over the second [3]; votes without risk if `exponent` is None."""
    support, contested = votes(state, rules, exponent)
    if rules.denominator == "triples":
        pairs = contested * state.table.present[:, :, None] * state.table.present[:, None, :]
        contested = np.broadcast_to(added(added(pairs, 2), 1)[:, None, None], support.shape)
    apart = (state.distance > 0) & (contested > 0)
    return np.divide(support, contested, out=np.zeros_like(support), where=apart)


def votes(state: State, rules: Challenge, exponent: Array | None) -> tuple[Array, Array]:
    """Return the votes for the first actor against the second, and all votes cast between the two [1, 2].

    A vote is the voter's weight times the difference its choice makes to its loss, `distance ** exponent`.
    """
    if exponent is not None and rules.vote_r == "challenger":
        return _votes_by_challenger(state, exponent)
    risk = 1.0 if exponent is None or rules.vote_r == "none" else exponent[:, :, None]
    loss = state.table.weight[:, :, None] * state.distance**risk
    support = np.zeros_like(loss)
    for voter in range(loss.shape[1]):
        support += np.maximum(loss[:, voter, None, :] - loss[:, voter, :, None], 0.0)
    return support, support + np.swapaxes(support, 1, 2)


def _votes_by_challenger(state: State, exponent: Array) -> tuple[Array, Array]:
    """Return the votes where all voters take on the exponent of the challenger, the first actor."""
    support, contested = np.zeros_like(state.distance), np.zeros_like(state.distance)
    for first in range(exponent.shape[1]):
        loss = state.table.weight[:, :, None] * state.distance ** exponent[:, first, None, None]
        vote = loss - loss[:, :, first, None]
        support[:, first] = added(np.maximum(vote, 0.0), 1)
        contested[:, first] = added(np.abs(vote), 1)
    return support, contested


def expected(state: State, rules: Challenge, chance: Array, exponent: Array | float) -> Array:
    """Return what the first actor may expect from challenging the second, less what it has without [8].

    `exponent` is that of the viewpoint. Utilities are taken less that of stalemate, in a form that loses no digits
    where distances are small.
    """
    distance, salience = state.distance, state.table.salience[:, None, :]
    height = 4.0 * 2.0 ** -np.asarray(exponent)
    with np.errstate(divide="ignore"):
        success = -height * np.expm1(exponent * np.log1p(-distance))
    failure = -height * np.expm1(exponent * np.log1p(distance))
    challenge = salience * (chance * success + (1.0 - chance) * failure) + (1.0 - salience) * success
    if rules.status_quo < 1:
        challenge = challenge - (1.0 - rules.status_quo) * _drift(state, exponent)
    return np.where(distance > 0, challenge, 0.0)


def _drift(state: State, exponent: Array | float) -> Array:
    """Return what the first actor expects, less stalemate, if it does not challenge and the second drifts to the
    median: better where the median is nearer to it than the second is, else worse [6, 7]."""
    to_median = np.abs(state.position - state.median[:, None]) / state.span[:, None]
    gap = to_median[:, :, None] + state.distance
    sign = np.where(to_median[:, :, None] < state.distance, -1.0, 1.0)
    height = 4.0 * 2.0 ** -np.asarray(exponent)
    with np.errstate(divide="ignore"):
        drift: Array = -height * np.expm1(exponent * np.log1p(sign * np.minimum(gap / 2.0, 1.0)))
    return drift


def exponents(state: State, rules: Challenge) -> Array:
    """Return the risk exponents: 1/2 for the actor in the greatest danger, 2 for the safest [13, 14]."""
    danger, most, least = _own_dangers(state, rules) if rules.danger_set == "own" else _dangers(state, rules)
    spread = most - least
    apart = spread > hair_of(rules).utility
    attitude = np.divide(2.0 * danger - most - least, spread, out=np.zeros_like(danger), where=apart)
    exponent: Array = (3.0 - attitude) / (3.0 + attitude)
    return np.where(apart, exponent, 1.0)


def _dangers(state: State, rules: Challenge) -> tuple[Array, Array, Array]:
    """Return the danger of each actor's position, and the largest and smallest over the actors."""
    threat = expected(state, rules, chances(state, rules, None), 1.0)
    danger = added(threat * state.table.threat(rules)[:, :, None], 1)
    most = np.broadcast_to(danger.max(axis=1, keepdims=True), danger.shape)
    least = np.broadcast_to(danger.min(axis=1, keepdims=True), danger.shape)
    return danger, most, least


def _own_dangers(state: State, rules: Challenge) -> tuple[Array, Array, Array]:
    """Return the danger of each actor's position, and the largest and smallest danger that the same actor would meet
    on any of the occupied positions, all others staying where they are."""
    distance, weight = state.distance, state.table.weight
    support, contested = votes(state, rules, None)
    whole = added(added(contested * state.table.present[:, :, None] * state.table.present[:, None, :], 2), 1)
    count = distance.shape[1]
    met = np.empty((len(distance), count, count))
    for actor in range(count):
        away = distance[:, actor]
        swing = weight[:, actor, None, None] * (away[:, None, :] - away[:, :, None])
        rival = support - np.maximum(swing, 0.0)
        held = np.swapaxes(support, 1, 2) - np.maximum(-swing, 0.0) + weight[:, actor, None, None] * distance
        total = whole[:, None, None] if rules.denominator == "triples" else rival + held
        apart = (distance > 0) & (total > 0)
        chance = np.divide(rival, total, out=np.zeros_like(rival), where=apart)
        keen = state.table.salience[:, actor, None, None]
        threat = np.where(distance > 0, 2.0 * distance * (1.0 - 2.0 * keen * (1.0 - chance)), 0.0)
        if rules.status_quo < 1:
            threat = threat - np.where(distance > 0, (1.0 - rules.status_quo) * _drift(state, 1.0), 0.0)
        others = state.table.threat(rules).copy()
        others[:, actor] = 0.0
        met[:, actor] = added(threat * others[:, :, None], 1)
    here = met[:, np.arange(count), np.arange(count)]
    return here, met.max(axis=2), met.min(axis=2)


def _taken(state: State, rules: Challenge, exponent: Array, own: Array, perceived: Array) -> Taken:
    """Return the offer each actor takes: by class, within a class by its key, then by the tie rule."""
    hair = hair_of(rules)
    kind = _kinds(state, rules, hair, own, perceived)
    point, key = _points(state, rules, kind, own, perceived)
    best = kind.min(axis=2)
    key = np.where(kind == best[:, :, None], key, np.inf)
    key = np.where(kind < NONE, key, np.inf)
    tied = (kind < NONE) & (key <= key.min(axis=2, keepdims=True) + hair.tied * state.span[:, None, None])
    partner = tied.argmax(axis=2)
    rows, actors = np.ogrid[: len(partner), : partner.shape[1]]
    chosen = point[rows, actors, partner]
    if rules.tie == "average":
        share = tied * state.table.weight[:, None, :]
        total = added(share, 2)
        off = added(share * (point - chosen[:, :, None]), 2)
        chosen = chosen + np.divide(off, total, out=np.zeros_like(off), where=total > 0)
    moving = best < NONE
    return Taken(
        kind=best,
        partner=partner,
        own=own[rows, actors, partner],
        perceived=perceived[rows, actors, partner],
        position=np.where(moving, chosen, state.position),
        exponent=exponent,
    )


def _kinds(state: State, rules: Challenge, hair: Hair, own: Array, perceived: Array) -> NDArray[np.int8]:
    """Return the class of what the second actor offers the first, in the view of the first; 3 where nothing."""
    apart = state.distance > 0
    kind = np.full(own.shape, NONE, dtype=np.int8)
    weaker = apart & (own < -hair.utility) & (perceived > hair.utility)
    mild = weaker & (perceived + own > -hair.utility)
    if rules.capitulation == "on":
        kind[weaker] = CAPITULATION
    kind[mild] = COMPROMISE
    kind[apart & (own > hair.utility) & (perceived > own + hair.utility)] = CONFRONTATION
    return kind


def _points(
    state: State, rules: Challenge, kind: NDArray[np.int8], own: Array, perceived: Array
) -> tuple[Array, Array]:
    """Return where each offer would have the first actor go, and the key by which offers of a class are compared."""
    here, there = state.position[:, :, None], state.position[:, None, :]
    mild = kind == COMPROMISE
    ratio = np.divide(-own, perceived, out=np.ones_like(own), where=mild)
    sizes = np.abs(own) + np.abs(perceived)
    blend = np.abs(own) * here + np.abs(perceived) * there
    average = np.divide(blend, sizes, out=np.zeros_like(own), where=mild)
    way = here + (there - here) * np.minimum(ratio, 1.0)
    point = np.where(mild, average if rules.compromise_point == "average" else way, there)
    key = np.abs(point - here)
    return point, np.where(mild, average, key) if rules.pick == "published" else key
