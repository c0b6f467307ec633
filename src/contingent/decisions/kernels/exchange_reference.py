"""The exchange model in plain Python, step by step as it is told: the reference its compiled twin is held against.

Every sum and product stands in the same order in both, so that they agree to the bit and not only to rounding: which of
two exchanges with equal gains comes first must not depend on the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from contingent.decisions.kernels.exchange_rules import EVEN, PASSED, ROUNDING, TIED, Round, Rules, Trade
from contingent.positions.agenda import Array

Rows = list[list[float]]

_MASK = (1 << 64) - 1


@dataclass(slots=True, eq=False)
class _Role:
    """One of the two traders of a candidate: what it gives way on, how far, and towards where."""

    actor: int
    supply: int
    demand: int
    start: float
    at: float
    target: float
    size: float = 0.0
    tries: list[float] = field(default_factory=list)

    @property
    def to(self) -> float:
        """The position it would move to."""
        return self.at + (self.tries[-1] if self.tries else 0.0)


@dataclass(slots=True, eq=False)
class _Candidate:
    """An exchange that could be realised: `i` supplies q and demands p, `j` supplies p and demands q."""

    i: _Role
    j: _Role
    known: dict[int, dict[int, float]]
    gain: float = 0.0
    luck: int = 0
    place: int = 0

    @property
    def roles(self) -> tuple[tuple[_Role, _Role], tuple[_Role, _Role]]:
        """Both roles, each with its partner, i first."""
        return (self.i, self.j), (self.j, self.i)


@dataclass(slots=True, eq=False)
class _Table:
    """One round: positions at its start, saliences (0-1), shares of the weight; fixed while it lasts."""

    x: Rows
    salience: Rows
    share: Rows
    there: list[list[bool]]
    outcome: list[float]
    rules: Rules

    def known_outcome(self, candidate: _Candidate, issue: int) -> float:
        """Return the outcome on `issue` as the buyer in `candidate` knows it: all at the start, save whom it bought."""
        known, total = candidate.known[issue], 0.0
        for actor, row in enumerate(self.there):
            if row[issue]:
                total += self.share[actor][issue] * known.get(actor, self.x[actor][issue])
        return total

    def around(self, candidate: _Candidate, role: _Role) -> tuple[float, float]:
        """Return the known outcome on what `role` supplies, with it where it stands and where it would move to."""
        share = self.share[role.actor][role.supply]
        held = candidate.known[role.supply].get(role.actor, self.x[role.actor][role.supply])
        before = self.known_outcome(candidate, role.supply) + share * (role.at - held)
        return before, before + share * role.tries[-1]


def reference_rounds(value: Array, salience: Array, capability: Array, rules: Rules, rounds: int) -> tuple[Round, ...]:
    """Return the rounds of one agenda; arrays of shape (actors, issues), `salience` 0-1, NaN where absent.

    Whoever has no position or no weight on an issue takes no part in it.
    """
    there = taking_part(value, salience, capability)
    share = shares(salience, capability, there)
    found: list[Round] = []
    for number in range(rounds):
        played = _play(value, salience, share, there, rules, number)
        found.append(played)
        value = played.next_start
    return tuple(found)


def taking_part(value: Array, salience: Array, capability: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return who takes part: holds a position and has weight."""
    weight = np.nan_to_num(salience) * np.nan_to_num(capability)
    return ~np.isnan(value) & (weight > 0)


def shares(salience: Array, capability: Array, there: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Array:
    """Return each actor's share of the weight: how far the outcome follows its moves; 0 where it takes no part."""
    weight = np.where(there, np.nan_to_num(salience) * np.nan_to_num(capability), 0.0)
    total = np.zeros(weight.shape[1])
    for row in weight:
        total = total + row
    return np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)


def _play(
    value: Array, salience: Array, share: Array, there: np.ndarray[Any, np.dtype[np.bool_]], rules: Rules, number: int
) -> Round:
    table = _Table(value.tolist(), salience.tolist(), share.tolist(), there.tolist(), [], rules)
    table.outcome = _outcomes(table.x, table)
    candidates = _candidates(table)
    count = len(candidates)
    candidates = [each for each in candidates if _redo(each, table)]
    for n, each in enumerate(candidates):
        each.place = n
        each.luck = mixed(rules.tie_seed, number, n) if rules.tie_seed is not None else 0
    valid, trades = len(candidates), _realise(candidates, table)
    voted = _voted(table, trades)
    after = _outcomes(voted.tolist(), table)
    return Round(
        candidates=count,
        valid=valid,
        trades=tuple(trades),
        before=np.array([o if row.any() else np.nan for o, row in zip(table.outcome, there.T, strict=True)]),
        after=np.array([o if row.any() else np.nan for o, row in zip(after, there.T, strict=True)]),
        start=value,
        voted=voted,
        next_start=stay(value, voted, salience, rules),
    )


def stay(start: Array, voted: Array, salience: Array, rules: Rules) -> Array:
    """Return where the next round starts: a part of a voted move stays, the less the more salient the issue."""
    kept = rules.salience_weight * (1 - np.nan_to_num(salience)) + rules.fixed_weight
    return np.where(voted == start, start, start + kept * (voted - start))


def mixed(seed: int, number: int, position: int) -> int:
    """Return 64 bits of luck for the candidate at `position` of round `number` (splitmix64)."""
    z = (seed * 0x9E3779B97F4A7C15 + number * 0xD1B54A32D192ED03 + (position + 1) * 0x8CB92BA72F3D8DD7) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def _outcomes(x: Rows, table: _Table) -> list[float]:
    found = []
    for issue in range(len(table.share[0])):
        total = 0.0
        for actor, row in enumerate(table.there):
            if row[issue]:
                total += table.share[actor][issue] * x[actor][issue]
        found.append(total)
    return found


def _voted(table: _Table, trades: list[Trade]) -> Array:
    voted = np.array(table.x)
    for trade in trades:
        voted[trade.i, trade.q] = trade.i_to
        voted[trade.j, trade.p] = trade.j_to
    return voted


def _candidates(table: _Table) -> list[_Candidate]:
    """Return all pairs of actors that do not stand on the same side of the outcome on either issue of a pair."""
    issues = len(table.outcome)
    found = []
    for p in range(issues):
        for q in range(p + 1, issues):
            both = [actor for actor, row in enumerate(table.there) if row[p] and row[q]]
            sides = {actor: (_side(table, actor, p), _side(table, actor, q)) for actor in both}
            pairs = _by_groups(both, sides) if table.rules.on_is_left else _by_actors(both, sides)
            found += [_candidate(table, u, v, p, q) for u, v in pairs]
    return found


def _by_groups(both: list[int], sides: dict[int, tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pairs as published: right on both with left on both, then left on p, right on q with the contrary."""
    return [
        (u, v)
        for first, second in (((1, 1), (-1, -1)), ((-1, 1), (1, -1)))
        for u in both
        for v in both
        if sides[u] == first and sides[v] == second
    ]


def _by_actors(both: list[int], sides: dict[int, tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pairs in the order of actors, which is the same if the scales are mirrored."""
    pairs = ((u, v) for n, u in enumerate(both) for v in both[n + 1 :])
    return [(u, v) for u, v in pairs if sides[u][0] != sides[v][0] and sides[u][1] != sides[v][1]]


def _side(table: _Table, actor: int, issue: int) -> int:
    beyond = table.x[actor][issue] - table.outcome[issue]
    if table.rules.on_is_left:
        return 1 if table.x[actor][issue] > table.outcome[issue] + 1e-12 else -1
    return 0 if abs(beyond) <= PASSED else (1 if beyond > 0 else -1)


def _candidate(table: _Table, u: int, v: int, p: int, q: int) -> _Candidate:
    """Return the candidate of two actors: i is the one to whom p matters more, relative to q."""
    x, s = table.x, table.salience
    i, j = (v, u) if s[u][p] * s[v][q] < s[v][p] * s[u][q] else (u, v)
    return _Candidate(
        i=_Role(i, q, p, x[i][q], x[i][q], x[j][q]),
        j=_Role(j, p, q, x[j][p], x[j][p], x[i][p]),
        known={p: {}, q: {}},
    )


def _redo(e: _Candidate, table: _Table) -> bool:
    """Work out the largest exchange with equal gains that passes neither target; return whether it can be realised."""
    s, share = table.salience, table.share
    i, j = e.i, e.j
    p, q = i.demand, i.supply
    ratio = (s[i.actor][p] + s[j.actor][p]) / (s[i.actor][q] + s[j.actor][q])
    j.size = abs(j.target - j.at)
    shift_p = j.size * share[j.actor][p]
    shift_q = ratio * shift_p
    i.size = shift_q / share[i.actor][q]
    if i.size > abs(i.target - i.at):
        i.size = abs(i.target - i.at)
        shift_q = i.size * share[i.actor][q]
        shift_p = shift_q / ratio
        j.size = shift_p / share[j.actor][p]
    for role in (i, j):
        role.tries.append(-role.size if role.at > role.target else role.size)
    e.gain = _gain(e, shift_p, table)
    if e.gain < ROUNDING or not (_fits(i, table.rules) and _fits(j, table.rules)):
        return False
    for role, partner in e.roles:
        if not _shorten(e, role, partner, table):
            return False
    return _fits(i, table.rules) and _fits(j, table.rules)


def _gain(e: _Candidate, shift_p: float, table: _Table) -> float:
    s, i, j, p, q = table.salience, e.i.actor, e.j.actor, e.i.demand, e.i.supply
    return shift_p * (s[i][p] * s[j][q] - s[i][q] * s[j][p]) / (s[i][q] + s[j][q])


def _fits(role: _Role, rules: Rules) -> bool:
    """Whether a move is one: on the scale, not against an earlier try or what was sold, and no longer than allowed."""
    move = role.tries[-1]
    if not ROUNDING < abs(move) <= 100 + ROUNDING or not -ROUNDING <= role.at + move <= 100 + ROUNDING:
        return False
    if role.at != role.start and (role.at > role.start) != (move > 0):
        return False
    if any((each > 0) != (move > 0) for each in role.tries):
        return False
    total = 0.0
    for each in role.tries:
        total += each
    return not rules.sum_of_tries or total <= 100 + ROUNDING


def _shorten(e: _Candidate, role: _Role, partner: _Role, table: _Table) -> bool:
    """Cut the exchange so that the outcome lands on the buyer's position where it would pass it.

    Returns False where the buyer would pay for nothing: the outcome lies at its position or beyond it.
    """
    before, after = table.around(e, role)
    left_before, left_after = role.target - before, role.target - after
    if not table.rules.pay_past_target and (left_before if role.tries[-1] > 0 else -left_before) <= PASSED:
        return False
    crossed = (left_before > ROUNDING and left_after < -ROUNDING) or (left_before < -ROUNDING and left_after > ROUNDING)
    if not crossed:
        return True
    if table.rules.own_as_known and role.actor in e.known[role.supply]:
        before = table.known_outcome(e, role.supply)
    s, share, z, w = table.salience, table.share, role.supply, role.demand
    a, b = role.actor, partner.actor
    role.size = abs(role.target - before) / share[a][z]
    shift = role.size * share[a][z]
    other = shift * (s[a][z] + s[b][z]) / (s[a][w] + s[b][w])
    partner.size = other / share[b][w]
    for each in (role, partner):
        each.tries[-1] = -each.size if each.at > each.target else each.size
    e.gain = _gain(e, other if role is e.i else shift, table)
    return True


def _realise(candidates: list[_Candidate], table: _Table) -> list[Trade]:
    """Return the trades in the order they are made: highest gain first, ties by luck, by what they are, or by list."""
    trades = []
    while candidates:
        candidates.sort(key=lambda each: _turn(each, table))
        made = candidates.pop(0)
        trades.append(_trade(made, table))
        candidates = [each for each in candidates if not _touched(each, made, table) or _redo(each, table)]
    return trades


def _turn(e: _Candidate, table: _Table) -> tuple[float, ...]:
    """Return by what a candidate is sorted, lowest first."""
    rules = table.rules
    gain = float(np.rint(e.gain * (TIED if rules.list_order else EVEN)))
    if rules.tie_seed is not None:
        return -gain, e.luck
    if rules.list_order:
        return (-gain,)
    x, s, k, o = table.x, table.salience, table.share, table.outcome
    i, j, p, q = e.i.actor, e.j.actor, e.i.demand, e.i.supply
    i_size, j_size = abs(e.i.tries[-1]), abs(e.j.tries[-1])
    cost = i_size * k[i][q] * s[i][q] + j_size * k[j][p] * s[j][p]
    weight = (k[i][p] + k[i][q]) + (k[j][p] + k[j][q])
    far = (abs(x[i][p] - o[p]) + abs(x[i][q] - o[q])) + (abs(x[j][p] - o[p]) + abs(x[j][q] - o[q]))
    parts = (cost, i_size + j_size, -weight, -far)
    return (-gain, *(float(np.rint(each * EVEN)) for each in parts), e.place)


def _trade(e: _Candidate, table: _Table) -> Trade:
    return Trade(
        i=e.i.actor,
        j=e.j.actor,
        p=e.i.demand,
        q=e.i.supply,
        i_from=e.i.at,
        i_to=e.i.to,
        j_from=e.j.at,
        j_to=e.j.to,
        gain=e.gain,
        known_p=table.around(e, e.j),
        known_q=table.around(e, e.i),
    )


def _touched(e: _Candidate, made: _Candidate, table: _Table) -> bool:
    """Tell a candidate of a trade that was made; return whether it must be worked out anew."""
    moved = []
    for role, _ in e.roles:
        for seller, _ in made.roles:
            if (role.actor, role.supply) == (seller.actor, seller.supply):
                moved.append(role)
                role_to = seller.to
                role.at = role_to
    told = False
    for buyer, seller in ((made.j, made.i), (made.i, made.j)):
        if any((role.actor, role.demand) == (buyer.actor, buyer.demand) for role, _ in e.roles):
            _tell(e.known[seller.supply], seller, table)
            told = True
    if moved or told:
        for role, _ in e.roles:
            if role not in moved:
                role.tries.pop()
    return bool(moved) or told


def _tell(known: dict[int, float], seller: _Role, table: _Table) -> None:
    """Enter where a seller has moved to in what a buyer knows."""
    old = known.get(seller.actor)
    if old is None or not table.rules.keep_nearest:
        known[seller.actor] = seller.to
    elif table.x[seller.actor][seller.supply] <= old:
        known[seller.actor] = min(old, seller.to)
    else:
        known[seller.actor] = max(old, seller.to)
