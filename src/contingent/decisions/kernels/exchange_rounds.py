"""The door to the exchange model: rounds of one agenda with all their trades, and outcomes of many draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import Kernel
from contingent.decisions.kernels.exchange_reference import mixed, reference_rounds
from contingent.decisions.kernels.exchange_room import Choices, Record, room
from contingent.decisions.kernels.exchange_rules import CONSISTENT, Round, Rules, Trade
from contingent.positions.agenda import Array

Mask = np.ndarray[Any, np.dtype[np.bool_]]

MOST = 2_000_000
"""Exchanges that can be kept in mind at once: about 400 MB of memory."""


def exchange_rounds(
    positions: Array,
    salience: Array,
    capability: Array,
    rules: Rules = CONSISTENT,
    rounds: int = 1,
    kernel: Kernel = Kernel.AUTO,
) -> tuple[Round, ...]:
    """Return the rounds of one agenda, each with its exchanges in the order they were made.

    The arrays have the shape (actors, issues): positions 0-100, salience 0-1, capability >= 0; NaN where an actor does
    not stand on an issue. Whoever has no weight on an issue takes no part in it. Raises InputError where there are too
    many possible exchanges.
    """
    there = ~np.isnan(positions)
    most = most_candidates(there)
    if not use_compiled(kernel):
        return reference_rounds(positions, salience, capability, rules, rounds)
    from contingent.decisions.kernels import exchange_compiled as twin

    work = room(there, most)
    record = Record(np.empty((most, 4), np.int64), np.empty((most, 9)))
    choices, seed = _choices(rules), np.uint64(_seed(rules))
    twin.load(_plain(positions), _plain(salience), _plain(capability), work)
    found = []
    start = np.array(positions, float)
    for number in range(rounds):
        candidates, valid, made = twin.play(choices, seed, number, work, record)
        before = np.where(work.held > 0, work.outcome, np.nan)
        voted = np.where(work.seats["there"], work.seats["voted"], start)
        twin.tally(work, True)
        after = np.where(work.held > 0, work.outcome, np.nan)
        twin.stay(choices, work)
        stays = np.where(work.seats["there"], work.seats["x"], start)
        trades = tuple(_trade(record.who[n], record.what[n]) for n in range(made))
        found.append(
            Round(
                candidates=candidates,
                valid=valid,
                trades=trades,
                before=before,
                after=after,
                start=start,
                voted=voted,
                next_start=stays,
            )
        )
        start = stays
    return tuple(found)


def exchange_draws(
    value: Array, salience: Array, capability: Array, rules: Rules, rounds: int, *, first: int = 0, kernel: Kernel
) -> Array:
    """Return the outcomes of draws, of shape (draws, issues), after so many rounds; NaN where nobody has weight.

    The arrays have the shape (draws, actors, issues), saliences 0-1. `first` is the number of the first draw in its
    run: equal gains are put in order by it if they are at all drawn by luck.
    """
    there: Mask = np.any(~np.isnan(value), axis=0)
    most = most_candidates(there)
    seeds = [mixed(_seed(rules), 0, first + n) for n in range(len(value))] if rules.tie_seed is not None else None
    if not use_compiled(kernel):
        found = np.empty((len(value), value.shape[2]))
        for n in range(len(value)):
            own = rules if seeds is None else replace(rules, tie_seed=seeds[n])
            found[n] = reference_rounds(value[n], salience[n], capability[n], own, rounds)[-1].after
        return found
    from contingent.decisions.kernels import exchange_compiled as twin

    found = np.empty((len(value), value.shape[2]))
    record = Record(np.empty((0, 4), np.int64), np.empty((0, 9)))
    work = room(there, most)
    luck = np.array(seeds, np.uint64) if seeds is not None else np.zeros(len(value), np.uint64)
    parts = (_plain(value), _plain(salience), _plain(capability))
    twin.play_draws(*parts, _choices(rules), luck, rounds, work, record, found)
    return found


def most_candidates(there: Mask) -> int:
    """Return how many exchanges there could be between actors that stand on issues (actors, issues).

    Raises InputError if there could be more than can be kept in mind.
    """
    both = there.T.astype(np.int64) @ there.astype(np.int64)
    most = int((np.triu(both, 1) ** 2 // 3).sum())  # a third each below, on and beyond both outcomes
    if most > MOST:
        raise InputError(
            f"{there.shape[0]:,} actors on {there.shape[1]} issues could exchange in {most:,} ways; at most {MOST:,} "
            "can be kept in mind.",
            record="agenda",
            remedy="Leave out issues or actors with little weight, or put like-minded actors together.",
        )
    return most


def use_compiled(kernel: Kernel) -> bool:
    """Whether the compiled twin does the work: unless the reference is asked for or Numba is missing."""
    if kernel is Kernel.NUMPY:
        return False
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def _plain(array: Array) -> Array:
    return np.ascontiguousarray(array, dtype=float)


def _seed(rules: Rules) -> int:
    return (rules.tie_seed or 0) % 2**64


def _choices(rules: Rules) -> Choices:
    return Choices(
        rules.sum_of_tries,
        rules.pay_past_target,
        rules.keep_nearest,
        rules.own_as_known,
        rules.list_order,
        rules.on_is_left,
        rules.tie_seed is not None,
        float(rules.salience_weight),
        float(rules.fixed_weight),
    )


def _trade(who: Any, what: Any) -> Trade:
    i, j, p, q = (int(each) for each in who)
    i_from, i_to, j_from, j_to, gain, *known = (float(each) for each in what)
    return Trade(
        i=i,
        j=j,
        p=p,
        q=q,
        i_from=i_from,
        i_to=i_to,
        j_from=j_from,
        j_to=j_to,
        gain=gain,
        known_p=(known[0], known[1]),
        known_q=(known[2], known[3]),
    )
