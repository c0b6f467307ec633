"""The challenge model compiled, eight draws side by side: the twin of the NumPy reference for its usual options.

How it comes to need less arithmetic than the equations ask for, with the same answers to rounding:

* Actors are kept in the order of their positions, lane by lane. Of the votes on a pair only those between the two are
  uncertain then; those beyond either end are running sums.
* `sum max(-v, 0) = sum max(v, 0) - sum v`, so one pass gives the votes for both sides of a pair.
* With the viewpoint's own exponent, what i expects of challenging j is `u - q v` and what it perceives j to expect is
  `u - q' v` with the same u, v > 0. So only the one with the larger q can receive an offer, and only its exponent is
  needed: half of the powers.
* A lane whose draw has settled takes up the next draw at once.

Importing this module imports Numba.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contingent.decisions.kernels.challenge_lanes_round import Rules, laid_out, one_round
from contingent.decisions.kernels.challenge_outcome import outcome
from contingent.decisions.kernels.challenge_table import Table, hair_of
from contingent.decisions.kernels.compiling import compiled
from contingent.decisions.kernels.lanes import WIDTH, pointer
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

# mypy: disable-error-code="no-untyped-def, untyped-decorator"


def can(rules: Challenge, table: Table) -> bool:
    """Return whether this kernel knows the options; the others are left to the kernel of single draws."""
    alone = rules.denominator == "pairwise" and rules.danger_weights == "weight"
    return (
        (alone or bool(table.present.all()))
        and rules.perceived_r == "own"
        and rules.vote_r != "challenger"
        and rules.danger_set == "actors"
        and rules.status_quo == 1
    )


def outcomes(table: Table, rules: Challenge) -> Array:
    """Return the outcome of each draw."""
    final, found = _played(table, rules)
    return outcome(final, table, rules) if (rules.outcome, rules.median) == ("median", "first") else found


def play(table: Table, rules: Challenge) -> Array:
    """Return the final positions, of shape (draws, actors)."""
    return _played(table, rules)[0]


def _played(table: Table, rules: Challenge) -> tuple[Array, Array]:
    final, found = np.empty_like(table.position), np.empty(len(table))
    threat = np.ascontiguousarray(table.threat(rules))
    at, size = laid_out(table.position.shape[1])
    work = _aligned(size)
    _run((table.position, table.weight, table.salience, threat), _compiled_rules(rules), work, at, final, found)
    return final, found


def _compiled_rules(rules: Challenge) -> Rules:
    hair = hair_of(rules)
    return Rules(
        triples=int(rules.denominator == "triples"),
        capitulation=int(rules.capitulation == "on"),
        published_pick=int(rules.pick == "published"),
        average_point=int(rules.compromise_point == "average"),
        plain_votes=int(rules.vote_r == "none"),
        in_order=int(rules.tie == "order"),
        ranged_anew=int(rules.range == "each round"),
        mean=int(rules.outcome == "mean"),
        lower=int(rules.median == "lower"),
        rounds=int(rules.rounds),
        settled=float(rules.settled),
        equal=hair.utility,
        apart=hair.apart,
        tied=hair.tied,
    )


def _aligned(size: int) -> Array:
    """Return zeros that begin where eight numbers can be read at once."""
    whole = np.zeros(size + WIDTH)
    start = (-whole.ctypes.data // 8) % WIDTH
    return whole[start : start + size]


@compiled
def _run(table, rules, work, at, final, found):
    """Play all draws, eight at a time; write final positions in input order and outcomes."""
    actors = final.shape[1]
    draw, played = np.full(WIDTH, -1), np.zeros(WIDTH, dtype=np.int64)
    work[:] = 0.0
    work[at.span : at.low] = 1.0
    upcoming, busy = 0, 0
    for lane in range(WIDTH):
        upcoming = _next(table, rules, work, at, final, found, draw, lane, upcoming)
        busy += draw[lane] >= 0
    while busy > 0:
        one_round(pointer(work), at, rules, actors)
        for lane in range(WIDTH):
            if draw[lane] < 0:
                continue
            played[lane] += 1
            moved, span = work[at.moved + lane], work[at.span + lane]
            done = moved == 0 or moved < rules.settled * span or played[lane] == rules.rounds
            if rules.ranged_anew and not done:
                done = not _measured(work, at, actors, lane)
            if done:
                _retire(rules, work, at, actors, lane, draw[lane], final, found)
                played[lane] = 0
                upcoming = _next(table, rules, work, at, final, found, draw, lane, upcoming)
                busy -= draw[lane] < 0


@compiled
def _next(table, rules, work, at, final, found, draw, lane, upcoming):
    """Put the next draw that is not settled from the start into a lane; return the number of the one after it."""
    position, weight, salience, threat = table
    draws, actors = position.shape
    draw[lane] = -1
    while upcoming < draws and draw[lane] < 0:
        row = upcoming
        upcoming += 1
        for n in range(actors):
            place = n
            while place > 0 and work[at.position + (place - 1) * WIDTH + lane] > position[row, n]:
                _shift(work, at, place * WIDTH + lane)
                place -= 1
            here = place * WIDTH + lane
            work[at.position + here] = position[row, n]
            work[at.weight + here] = weight[row, n]
            work[at.salience + here] = salience[row, n]
            work[at.threat + here] = threat[row, n]
            work[at.place + here] = n
        if _measured(work, at, actors, lane):
            draw[lane] = row
        else:
            _retire(rules, work, at, actors, lane, row, final, found)
    return upcoming


@compiled
def _shift(work, at, here):
    """Move an actor one place up in its lane."""
    below = here - WIDTH
    work[at.position + here] = work[at.position + below]
    work[at.weight + here] = work[at.weight + below]
    work[at.salience + here] = work[at.salience + below]
    work[at.threat + here] = work[at.threat + below]
    work[at.place + here] = work[at.place + below]


@compiled
def _measured(work, at, actors, lane):
    """Take the range of positions in a lane as the measure of distances; say whether there is any."""
    low, high = work[at.position + lane], work[at.position + (actors - 1) * WIDTH + lane]
    if not high > low:
        return False
    work[at.span + lane] = high - low
    work[at.inverse + lane] = 1.0 / (high - low)
    work[at.low + lane] = low
    return True


@compiled
def _retire(rules, work, at, actors, lane, row, final, found):
    """Write down where a draw ended, and what that comes to."""
    total, moment = 0.0, 0.0
    for n in range(actors):
        here = n * WIDTH + lane
        final[row, int(work[at.place + here])] = work[at.position + here]
        total += work[at.weight + here]
        moment += work[at.weight + here] * work[at.position + here]
    found[row] = moment / total
    if rules.mean:
        return
    running, lower, reached = 0.0, 0.0, False
    for n in range(actors):
        here = n * WIDTH + lane
        running += work[at.weight + here]
        if not reached and running >= total / 2 - total * 1e-12:
            lower, reached = work[at.position + here], True
        if running > total / 2 + total * 1e-12:
            found[row] = lower if rules.lower else (lower + work[at.position + here]) / 2
            return
