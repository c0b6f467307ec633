"""The room in which the compiled twin of the exchange model works: records, lists and plain rules, made once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Choices(NamedTuple):
    """The rules as plain values."""

    sum_of_tries: bool
    pay_past_target: bool
    keep_nearest: bool
    own_as_known: bool
    list_order: bool
    on_is_left: bool
    luck: bool
    salience_weight: float
    fixed_weight: float


class Work(NamedTuple):
    """Room for one round, used again for every round and draw.

    `seats` (actor, issue) and `rows` (candidate) are records of `SEAT` and `ROW`. Who could take part is the same in
    all draws: `standing` (actor, issue; by issue) and, for each of `pairs` (issues, from, to), the `members` that stand
    on both. `holders` lists by issue the `held` actors that do take part. `known` (buyer, issue, seller; only those on
    two issues or more, numbered by `trader`) is where a buyer knows a seller to stand, NaN where it has bought nothing
    from it. `order` is the list of candidates, highest gain first.
    """

    seats: Any
    rows: Any
    standing: Any
    pairs: Any
    members: Any
    outcome: Any
    holders: Any
    held: Any
    trader: Any
    known: Any
    groups: Any
    sizes: Any
    order: Any
    changed: Any
    spare: Any


class Record(NamedTuple):
    """The trades of a round: actors and issues (i, j, p, q), and from, to, gain, known outcomes; empty if not kept."""

    who: Any
    what: Any


SEAT = np.dtype(
    [
        ("x", "f8"),
        ("s", "f8"),
        ("k", "f8"),
        ("at", "f8"),
        ("voted", "f8"),
        ("base", "f8"),
        ("there", "?"),
        ("side", "i8"),
    ],
    align=True,
)
"""An actor on an issue: position, salience, share of weight, where it stands as a seller, its vote, the outcome as it
knows it as a buyer; whether it takes part; 1 beyond the outcome, -1 below it, 0 on it."""

ROW = np.dtype(
    [(name, "i8") for name in ("i", "j", "p", "q", "sells_i", "sells_j", "buys_i", "buys_j", "place")]
    + [(name, "f8") for name in ("move_i", "move_j", "prior_i", "prior_j", "way_i", "way_j", "gain", "key")]
    + [("luck", "u8")],
    align=True,
)
"""A candidate: actors and issues, what each role sells and buys (actor and issue as one number), its place in the list
as last sorted, its moves, the sum and the sign of the earlier tries of each role, gain, sorting key and luck."""


def room(there: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], candidates: int) -> Work:
    """Return room for rounds of up to so many candidates, where `there` (actors, issues) says who stands on what."""
    actors, issues = there.shape
    trades = there.sum(axis=1) > 1
    traders = int(trades.sum())
    pairs: list[tuple[int, int, int, int]] = []
    members: list[int] = []
    for p in range(issues):
        for q in range(p + 1, issues):
            both = np.flatnonzero(there[:, p] & there[:, q])
            if len(both) > 1:
                pairs.append((p, q, len(members), len(members) + len(both)))
                members += both.tolist()
    issue, actor = np.nonzero(there.T)
    return Work(
        seats=np.zeros((actors, issues), SEAT),
        rows=np.zeros(candidates + 1, ROW),
        standing=np.stack([actor, issue], axis=1).astype(np.int64),
        pairs=np.array(pairs, np.int64).reshape(-1, 4),
        members=np.array(members, np.int64),
        outcome=np.empty(issues),
        holders=np.empty((issues, actors), np.int64),
        held=np.empty(issues, np.int64),
        trader=np.where(trades, np.cumsum(trades) - 1, -1).astype(np.int64),
        known=np.full((traders, issues, traders), np.nan),
        groups=np.empty((4, actors), np.int64),
        sizes=np.empty(4, np.int64),
        order=np.empty(candidates, np.int64),
        changed=np.empty(candidates, np.int64),
        spare=np.empty(candidates, np.int64),
    )
