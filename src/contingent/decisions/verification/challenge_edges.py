"""Knife edges of the challenge model: choices that hang on rounding errors, and where the other choice leads."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from contingent.decisions.kernels import challenge_equations as equations
from contingent.decisions.kernels.challenge_equations import CAPITULATION, NONE, State
from contingent.decisions.kernels.challenge_table import hair_of
from contingent.decisions.models.challenge import Challenge
from contingent.positions.agenda import Array

MOST_EDGES = 4
"""Offers on a knife edge that are decided either way for one actor; with more, none is."""


def on_edge(state: State, rules: Challenge, near: float) -> tuple[Array, Callable[[int], list[float]]]:
    """Return by actor the least relative distance of two expected utilities, or of one from 0, and what gives the
    points an actor goes to if offers nearer to their edge than `near` are decided in every other way.

    `state` has one row.
    """
    exponent = equations.exponents(state, rules)
    chance = equations.chances(state, rules, exponent)
    own = equations.expected(state, rules, chance, exponent[:, :, None])
    turned = np.swapaxes(equations.expected(state, rules, chance, exponent[:, None, :]), 1, 2)
    perceived = np.swapaxes(own, 1, 2) if rules.perceived_r == "opponent" else turned
    scale = np.maximum(np.abs(own), np.abs(perceived))[0]
    size = np.minimum(np.minimum(np.abs(own), np.abs(perceived)), np.abs(np.abs(own) - np.abs(perceived)))[0]
    apart = (state.distance[0] > 0) & (scale > 0)
    edge = np.where(apart, size / np.where(scale > 0, scale, 1.0), np.inf)
    kind = equations._kinds(state, rules, hair_of(rules), own, perceived)
    last = NONE if rules.capitulation == "on" else CAPITULATION

    def elsewhere(actor: int) -> list[float]:
        hanging = np.flatnonzero(edge[actor] < near)
        if len(hanging) > MOST_EDGES:
            return []
        points = []
        for choice in product((*range(last), NONE), repeat=len(hanging)):
            other = kind.copy()
            other[0, actor, hanging] = choice
            points.append(_goes_to(state, rules, other, own, perceived, actor))
        return points

    return edge.min(axis=1), elsewhere


def _goes_to(
    state: State,
    rules: Challenge,
    kind: np.ndarray[tuple[int, ...], np.dtype[np.int8]],
    own: Array,
    perceived: Array,
    actor: int,
) -> float:
    point, key = equations._points(state, rules, kind, own, perceived)
    best = kind[0, actor].min()
    if best >= NONE:
        return float(state.position[0, actor])
    return float(point[0, actor, int(np.where(kind[0, actor] == best, key[0, actor], np.inf).argmin())])
