"""Runs of the exchange model: rows of actors on issues, and rounds with exchanges, outcomes and sums of gains.

Every round is run on its own from the positions the file itself gives for its start: those stated, or those that follow
from the exchanges of the round before (the equal gain model's rule of what part of a vote stays). So one round in
which the file takes another of several tied exchanges does not hide the rounds after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import ArrayLike

from contingent.decisions.kernels.exchange_rounds import exchange_rounds
from contingent.decisions.kernels.exchange_rules import REFERENCE, Round, Rules, Trade
from contingent.decisions.verification.reading import MANY, Part
from contingent.decisions.verification.verifying import Beside, Case, Comparison, Format, Verdict, compared, same
from contingent.positions.agenda import Array

TOLERANCE = 1e-9
"""Points, or units of gain: what the equations and the published program, which counts in decimals, can agree to."""

TIE_ORDERS = 400
"""Orders among tied gains that are tried before a round counts as one that no order of ties explains."""

FEW_ORDERS = 30
"""If that many orders give one and the same round, it has no ties."""

SPREAD_ORDERS = 100
"""Orders among tied gains behind our spread of outcomes."""

_TIED = "several gains are equal there, and which comes first follows rounding noise or luck in the published program"
_ON_TARGET = "the outcome a buyer knows of lies on its own position there; noise decides whether it counts as passed"
_LOST = "the file does not tell the positions at the start of this round, and an earlier round departs among tied gains"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Who stands where: arrays of shape (actors, issues), NaN where an actor takes no part."""

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    value: Array
    salience: Array
    capability: Array
    rules: Rules

    def play(self, start: Array, tie_seed: int | None = None) -> Round:
        rules = replace(self.rules, tie_seed=tie_seed)
        return exchange_rounds(start, self.salience, self.capability, rules, 1)[0]

    def on_issues(self, part: Part) -> Array:
        """Return the outcomes by issue of a part `{issue: {normalised_0_100: ...}}` or `{issue: number}`."""
        found = {}
        for name, each in part.entries().items():
            found[name] = each["normalised_0_100"].number() if isinstance(each.value, dict) else each.number()
        return Part(found, part.file, part.place).by_name(self.issues)

    def after(self, start: Array, exchanges: Sequence[Part]) -> Array:
        """Return where the next round starts after the exchanges of a file."""
        voted = start.copy()
        for each in exchanges:
            for side in ("i", "j"):
                actor, issue = self.row(each[f"actor_{side}"]), self.column(each[f"supply_{side}"])
                voted[actor, issue] = each[f"to_{side}"].number()
        kept = self.rules.salience_weight * (1 - self.salience) + self.rules.fixed_weight
        return np.where(voted == start, start, start + kept * (voted - start))

    def row(self, part: Part) -> int:
        return _at(part, self.actors)

    def column(self, part: Part) -> int:
        return _at(part, self.issues)


def _at(part: Part, names: tuple[str, ...]) -> int:
    name = part.text()
    if name not in names:
        part.refuse(f"{name!r} is not among the rows of the file.", "Get the file again; it is cut or changed by hand.")
    return names.index(name)


def _table(part: Part) -> _Table:
    rows = part["actor_issue_rows"].items()
    if not 0 < len(rows) <= MANY:
        part["actor_issue_rows"].refuse(f"It has {len(rows)} rows.", f"A file has from 1 to {MANY} of them.")
    actors = tuple(dict.fromkeys(each["actor"].text() for each in rows))
    issues = tuple(dict.fromkeys(each["issue"].text() for each in rows))
    arrays = {name: np.full((len(actors), len(issues)), np.nan) for name in ("position_norm", "salience", "power")}
    for each in rows:
        at = actors.index(each["actor"].text()), issues.index(each["issue"].text())
        if not np.isnan(arrays["power"][at]):
            each.refuse("The actor stands twice on this issue.", "Keep one row.")
        for name, array in arrays.items():
            array[at] = each[name].number()
        if not (0 <= arrays["position_norm"][at] <= 100 and 0 <= arrays["salience"][at] <= 1):
            each.refuse("Position or salience is out of range.", "Positions are on 0-100, saliences on 0-1.")
        if not arrays["power"][at] >= 0:
            each.refuse("The power is negative.", "Give 0 or more.")
    constants = part.get("constants")
    rules = REFERENCE
    if constants is not None:
        rules = replace(
            rules,
            salience_weight=constants["SALIENCE_WEIGHT"].number(),
            fixed_weight=constants["FIXED_WEIGHT"].number(),
        )
    return _Table(
        actors=actors, issues=issues, value=arrays["position_norm"], salience=arrays["salience"],
        capability=arrays["power"], rules=rules,
    )  # fmt: skip


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    table = _table(part)
    cases: list[Case] = []
    for name, run in part.entries().items():
        if run.has("rounds"):
            cases += _rounds(table, name, run)
    if not cases:
        part.refuse("It has no run with rounds.", "Get the file again; it is cut or of another kind.")
    spread = tuple(_spread(table, part))
    if spread:
        cases.append(Case(name="spread over orders of ties", model="exchange", comparisons=spread))
    return tuple(cases)


def _settings(table: _Table) -> dict[str, object]:
    return {
        "rules": "reference",
        "salience weight": table.rules.salience_weight,
        "fixed weight": table.rules.fixed_weight,
    }


def _rounds(table: _Table, name: str, run: Part) -> Iterator[Case]:
    """Yield what each round shows; `start` is lost where the file tells it neither by itself nor by agreement."""
    start: Array | None = table.value
    chance, sound = "seed" in name or "random" in name, True
    for number, told in zip(count(1), run["rounds"].items(), strict=False):
        case = Case(name=f"{name}, round {number}", model="exchange", settings=_settings(table), comparisons=())
        if start is None:
            yield replace(case, comparisons=(_lost("all of it", _figures(told)),))
            continue
        order, found, reached = _round(table, told, start, chance=chance and sound, sound=sound)
        sound = sound and all(each.verdict is not Verdict.DEVIATES for each in found)
        yield replace(case, name=case.name + order, comparisons=found)
        exchanges = told.get("exchanges")
        start = table.after(start, exchanges.items()) if exchanges is not None else reached
    final = next((each for key, each in run.entries().items() if key.startswith("final_positions")), None)
    if final is not None:
        yield Case(name=f"{name}, the end", model="exchange", comparisons=(_final(table, final, start),))


def _round(
    table: _Table, told: Part, start: Array, *, chance: bool, sound: bool
) -> tuple[str, tuple[Comparison, ...], Array | None]:
    """Return the comparisons of a round with the order of ties that fits best, and where it leaves the actors.

    The first says in words that the order of ties is not ours. `sound` says that no earlier round deviates; otherwise a
    round that lists no exchanges is excused by nothing.
    """
    played = table.play(start)
    found = _compare_round(table, told, played)
    if _holds(found):
        return "", found, played.next_start
    tied = False
    for seed in range(TIE_ORDERS):
        other = table.play(start, seed)
        again = _compare_round(table, told, other)
        if _holds(again):
            return " (another order among tied gains)", again, other.next_start
        tied = tied or other.trades != played.trades
        if not tied and seed >= FEW_ORDERS:
            break
    reason = ""
    if _another_order(found) and (sound or told.get("exchanges") is not None):
        reason = _TIED if tied and (chance or _departs_in_tie(table, told, played)) else ""
        reason = reason or (_ON_TARGET if _departs_on_target(table, told, played) else "")
    return "", _compare_round(table, told, played, excuse=reason), None


def _holds(found: Sequence[Comparison]) -> bool:
    return all(each.verdict is Verdict.HOLDS for each in found)


def _another_order(found: Sequence[Comparison]) -> bool:
    """Whether what departs can come from other exchanges: they are others, or lead to other outcomes."""
    return any(each.what in ("outcomes", "who exchanges what") and each.verdict is Verdict.DEVIATES for each in found)


def _departs_in_tie(table: _Table, told: Part, played: Round) -> bool:
    """Whether the first exchange of the file that is not ours has the gain of ours; True if it lists none."""
    exchanges = told.get("exchanges")
    if exchanges is None:
        return True
    listed = exchanges.items()
    ours, theirs, agree = _agreement(table, listed, played)
    if agree == min(len(ours), len(theirs)):
        return False
    gains = [each["equal_gain"].number() for each in listed[: agree + 1]]
    return all(abs(gain - trade.gain) <= TOLERANCE for gain, trade in zip(gains, played.trades, strict=False))


def _departs_on_target(table: _Table, told: Part, played: Round) -> bool:
    """Whether our first exchange that is not the file's (any, if it lists none) has an outcome on its target."""
    exchanges = told.get("exchanges")
    if exchanges is None:
        return any(_on_target(trade, played.start) for trade in played.trades)
    ours, _, agree = _agreement(table, exchanges.items(), played)
    return agree < len(ours) and _on_target(played.trades[agree], played.start)


def _on_target(trade: Trade, start: Array) -> bool:
    """Whether the outcome that a buyer knows of lies on its own position before the exchange, but for rounding."""
    sides = ((start[trade.i, trade.p], trade.known_p[0]), (start[trade.j, trade.q], trade.known_q[0]))
    return any(abs(target - known) <= TOLERANCE for target, known in sides)


def _compare_round(table: _Table, told: Part, played: Round, excuse: str = "") -> tuple[Comparison, ...]:
    def line(what: str, mine: ArrayLike, theirs: ArrayLike) -> Comparison:
        return compared(
            what, mine, theirs, TOLERANCE, places=lambda at: table.issues[at[0]] if at else "", excuse=excuse
        )

    counts = [told[key].whole() for key in ("potential_exchanges", "valid_potential", "realised")]
    ours = [played.candidates, played.valid, len(played.trades)]
    found = [
        line("outcomes at start", played.before, table.on_issues(told["nbs_start"])),
        same("candidates, valid, realised", ours, counts, excuse=excuse),
        line("outcomes", played.after, table.on_issues(told["nbs_after_exchanges"])),
        line("sum of gains", played.gains, told["total_gain_sum"].number()),
    ]
    exchanges = told.get("exchanges")
    if exchanges is not None:
        found += _compare_exchanges(table, exchanges.items(), played, excuse)
    return tuple(each for each in found if each.numbers)


def _compare_exchanges(table: _Table, listed: Sequence[Part], played: Round, excuse: str) -> tuple[Comparison, ...]:
    ours, who, agree = _agreement(table, listed, played)
    names = same("who exchanges what", ours, who, excuse=excuse and f"{excuse}; equal up to exchange {agree}")
    columns = [n for n, key in enumerate(_FIGURES) if n < _NEEDED or all(each.has(key) for each in listed)]
    numbers = [[each[_FIGURES[n]].number() for n in columns] for each in listed[:agree]]
    mine = [_figures_as_told(trade, table, played.start, who[n]) for n, trade in enumerate(played.trades[:agree])]
    kept = [[row[n] for n in columns] for row in mine]
    shape = (agree, len(columns))

    def at(index: tuple[int, ...]) -> str:
        return f"exchange {index[0] + 1}, {_FIGURES[columns[index[1]]]}"

    left, right = np.reshape(kept, shape), np.reshape(numbers, shape)
    return names, compared("exchanges from, to and gain", left, right, TOLERANCE, places=at, excuse=excuse)


_FIGURES = ("from_i", "to_i", "from_j", "to_j", "equal_gain", "eu_i", "eu_j")
_NEEDED = 5

Who = tuple[str, ...]


def _agreement(table: _Table, listed: Sequence[Part], played: Round) -> tuple[list[Who], list[Who], int]:
    """Return who exchanges what by us and by the file, and up to which exchange both are the same."""
    theirs = [tuple(each[key].text() for key in ("actor_i", "supply_i", "actor_j", "supply_j")) for each in listed]
    ours: list[Who] = [
        (table.actors[t.i], table.issues[t.q], table.actors[t.j], table.issues[t.p]) for t in played.trades
    ]
    ours = [_as_told(mine, other) for mine, other in zip(ours, theirs, strict=False)] + ours[len(theirs) :]
    shorter = min(len(ours), len(theirs))
    return ours, theirs, next((n for n in range(shorter) if ours[n] != theirs[n]), shorter)


def _as_told(mine: Who, other: Who) -> Who:
    """The two traders stand in either order."""
    turned = (*mine[2:], *mine[:2])
    return turned if turned == other else mine


def _figures_as_told(trade: Trade, table: _Table, start: Array, who: Who) -> list[float]:
    first, second = [trade.i_from, trade.i_to], [trade.j_from, trade.j_to]
    if (table.actors[trade.i], table.issues[trade.q]) != who[:2]:
        first, second = second, first
    uncut = _uncut_gain(trade, table, start)
    return [*first, *second, trade.gain, uncut, uncut]


def _uncut_gain(trade: Trade, table: _Table, start: Array) -> float:
    """Return the gain before an exchange is shortened, which is what the file's `eu_i` and `eu_j` are."""
    i, j, p, q, s = trade.i, trade.j, trade.p, trade.q, table.salience
    weight = np.nan_to_num(table.capability * s)
    share = weight / weight.sum(axis=0)
    ratio = (s[i, p] + s[j, p]) / (s[i, q] + s[j, q])
    shift = min(abs(start[i, p] - trade.j_from) * share[j, p], abs(start[j, q] - trade.i_from) * share[i, q] / ratio)
    return float(shift * (s[i, p] * s[j, q] - s[i, q] * s[j, p]) / (s[i, q] + s[j, q]))


def _final(table: _Table, final: Part, start: Array | None) -> Comparison:
    theirs = np.full(table.value.shape, np.nan)
    for column, issue in enumerate(table.issues):
        for name, each in final[issue].entries().items():
            theirs[_at(Part(name, each.file, each.place), table.actors), column] = each.number()
    there = ~np.isnan(theirs)
    if start is None:
        return _lost("final positions", int(there.sum()))

    def at(index: tuple[int, ...]) -> str:
        row, column = np.argwhere(there)[index[0]]
        return f"{table.actors[row]}, {table.issues[column]}"

    return compared("final positions", start[there], theirs[there], TOLERANCE, places=at)


def _spread(table: _Table, part: Part) -> Iterator[Comparison]:
    """Yield how the file's range of outcomes over orders of ties lies to ours."""
    spread = part.get("round1_nbs_spread_over_20_tie_seeds")
    realised = part.get("round1_realised_over_20_tie_seeds")
    if spread is None:
        return
    played = [table.play(table.value, seed) for seed in range(SPREAD_ORDERS)]
    outcomes = np.array([each.after for each in played])
    reason = f"the generator behind the file's orders is not ours; ours is the range over {SPREAD_ORDERS} seeded orders"
    for key, ours in (("min", outcomes.min(axis=0)), ("max", outcomes.max(axis=0))):
        theirs = np.array([spread[issue][key].number() for issue in table.issues])
        found = compared(f"round 1 outcomes, {key}", ours, theirs, TOLERANCE, places=lambda at: table.issues[at[0]])
        yield replace(found, verdict=Verdict.TOLD, reason=reason)
    if realised is not None:
        counts = [len(each.trades) for each in played]
        ends = [float(min(counts)), float(max(counts))]
        found = compared("round 1 realised, least and most", ends, realised.numbers(2), 0.0)
        yield replace(found, verdict=Verdict.TOLD, reason=reason)


def _figures(told: Part) -> int:
    return sum(1 for each in told.leaves() if isinstance(each.value, int | float))


def _lost(what: str, numbers: int) -> Comparison:
    """Return a line on numbers that cannot be compared."""
    return Comparison(
        what=what,
        numbers=numbers,
        largest=float("inf"),
        tolerance=TOLERANCE,
        verdict=Verdict.NOT_REPRODUCIBLE,
        reason=_LOST,
    )


FORMAT = Format(
    kind="exchange run",
    marks="`actor_issue_rows` with rounds",
    recognises=lambda part: part.has("actor_issue_rows") or part.has("tie_free"),
    verify=_verify,
)
