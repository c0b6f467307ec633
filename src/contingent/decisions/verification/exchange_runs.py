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

from contingent.decisions.kernels.exchange_rules import Round, Trade
from contingent.decisions.verification.exchange_replay import Impossible, by_luck, replayed
from contingent.decisions.verification.exchange_table import Table, place_of, read_table
from contingent.decisions.verification.reading import Part
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

NOISY_ORDERS = 1_000
"""Orders that are tried in which luck also decides about exchanges whose outcome lies on its target."""

NOISY_WORK = 16_000_000
"""Exchanges looked at over all of these orders: fewer orders are tried where there are many exchanges."""

MORE_ORDERS = 120
"""Orders still tried after one that gives the file's numbers: others may leave the actors elsewhere."""

MANY_STARTS = 32
"""Positions from which a round may start that are kept, where several give the file's numbers."""

_ANOTHER = " (another order among tied gains)"
_NOISE = " (another order; an exchange on its target refused)"
_TIED = "several gains are equal there, and which comes first follows rounding noise or luck in the published program"
_LOST = (
    "the file does not tell the positions at the start of this round, and no order of ties was found that gives the "
    "numbers of an earlier round"
)


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    table = read_table(part)
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


def _settings(table: Table) -> dict[str, object]:
    return {
        "rules": "reference",
        "salience weight": table.rules.salience_weight,
        "fixed weight": table.rules.fixed_weight,
    }


def _rounds(table: Table, name: str, run: Part) -> Iterator[Case]:
    """Yield what each round shows; `starts` are all positions found that give the file's numbers so far, none where
    an earlier round could not be found again."""
    starts: tuple[Array, ...] = (table.value,)
    for number, told in zip(count(1), run["rounds"].items(), strict=False):
        case = Case(name=f"{name}, round {number}", model="exchange", settings=_settings(table), comparisons=())
        if not starts:
            yield replace(case, comparisons=(_lost("all of it", _figures(told)),))
            continue
        listed = told.get("exchanges")
        found = _unlisted(table, told, starts) if listed is None else _replayed(table, told, listed.items(), starts)
        yield replace(case, name=case.name + found.order, comparisons=found.comparisons)
        starts = found.reached
    final = next((each for key, each in run.entries().items() if key.startswith("final_positions")), None)
    if final is not None:
        yield Case(name=f"{name}, the end", model="exchange", comparisons=(_final(table, final, starts),))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a round shows: the order of ties in words where it is not ours, and the positions it may leave."""

    comparisons: tuple[Comparison, ...]
    reached: tuple[Array, ...]
    order: str = ""


def _replayed(table: Table, told: Part, listed: Sequence[Part], starts: Sequence[Array]) -> _Found:
    """Return what a round with all exchanges listed shows: they are made again in their order, each number compared."""
    names = [(each["actor_i"], each["supply_i"], each["actor_j"], each["supply_j"]) for each in listed]
    order = [(table.row(a), table.column(b), table.row(c), table.column(d)) for a, b, c, d in names]
    shown: list[_Found] = []
    for start in starts:
        reached = (table.after(start, listed),)
        played = table.play(start)
        found = _compare_round(table, told, played)
        if _holds(found):
            return _Found(comparisons=found, reached=reached)
        again = replayed(start, table.salience, table.capability, table.rules, order)
        if isinstance(again, Impossible):
            why = f"exchange {again.number} of the file is not among the best at its turn: {again.why}"
            found = tuple(replace(each, reason=why) if each.what == _WHO else each for each in found)
            shown.append(_Found(comparisons=found, reached=reached))
            continue
        found = _compare_round(table, told, again)
        if _holds(found):
            return _Found(comparisons=found, reached=reached, order=_ANOTHER)
        shown.insert(0, _Found(comparisons=found, reached=reached))
    return shown[0]


def _unlisted(table: Table, told: Part, starts: Sequence[Array]) -> _Found:
    """Return what a round that lists no exchanges shows: it holds if some order of ties gives all its numbers."""
    ours = _compare_round(table, told, table.play(starts[0]))
    tried: list[Round] = []
    for plays, order in ((_orders(table, told, starts), _ANOTHER), (_noisy(table, told, starts), _NOISE)):
        reached: dict[bytes, Round] = {}
        left = MORE_ORDERS
        for played in plays:
            tried.append(played)
            if _gives(table, told, played):
                reached.setdefault(np.round(played.next_start, 7).tobytes(), played)
            left -= bool(reached)
            if left < 0 and order == _NOISE:
                break
        if reached:
            found = ours if _holds(ours) else _compare_round(table, told, next(iter(reached.values())))
            ends = tuple(each.next_start for each in reached.values())[:MANY_STARTS]
            return _Found(comparisons=found, reached=ends, order="" if _holds(ours) else order)
    if len({played.after.round(9).tobytes() for played in tried}) < 2:
        return _Found(comparisons=ours, reached=())
    return _Found(comparisons=_within(table, told, ours, tried), reached=())


def _gives(table: Table, told: Part, played: Round) -> bool:
    return _holds(_compare_round(table, told, played))


def _fitting(table: Table, told: Part, starts: Sequence[Array]) -> list[Array]:
    """Return those positions that give the file's outcomes and candidates at the start; all, if none does."""
    checked = ("outcomes at start",)
    first = [(start, _compare_round(table, told, table.play(start))) for start in starts]
    fits = [start for start, found in first if _holds([each for each in found if each.what in checked])]
    return fits or list(starts)


def _orders(table: Table, told: Part, starts: Sequence[Array]) -> Iterator[Round]:
    """Yield rounds in our order and in others among tied gains; few where there are no ties."""
    fits = _fitting(table, told, starts)
    each = max(FEW_ORDERS, TIE_ORDERS // len(fits))
    for start in fits:
        plain = table.play(start)
        yield plain
        tied = False
        for seed in range(each):
            other = table.play(start, seed)
            tied = tied or other.trades != plain.trades
            yield other
            if not tied and seed >= FEW_ORDERS:
                break


def _noisy(table: Table, told: Part, starts: Sequence[Array]) -> Iterator[Round]:
    """Yield rounds in which luck also decides whether an exchange whose outcome lies on its target may be made."""
    fits, luck = _fitting(table, told, starts), np.random.default_rng(0)
    plain = table.play(fits[0])
    most = max(FEW_ORDERS, min(NOISY_ORDERS, NOISY_WORK // (1 + plain.valid * len(plain.trades))))
    for number in range(most):
        start = fits[number % len(fits)]
        yield by_luck(start, table.salience, table.capability, table.rules, luck)


def _within(table: Table, told: Part, ours: Sequence[Comparison], tried: Sequence[Round]) -> tuple[Comparison, ...]:
    """Return the comparisons of a round that no order tried gives: what departs is judged by the range of outcomes
    and gains over the orders with the file's counts; outside it, it deviates."""
    counts = tuple(told[key].whole() for key in _COUNTS)
    alike = [each for each in tried if (each.candidates, each.valid, len(each.trades)) == counts]
    theirs = {"outcomes": table.on_issues(told["nbs_after_exchanges"]),
              "sum of gains": np.array(told["total_gain_sum"].number())}  # fmt: skip
    mine = {"outcomes": np.array([each.after for each in alike]), "sum of gains": np.array([e.gains for e in alike])}
    inside = bool(alike) and all(_between(mine[key], theirs[key]) for key in theirs)
    if not inside:
        why = f"none of {len(tried):,} orders among tied gains gives this, and it lies outside their range"
        return tuple(replace(each, reason=why) if each.verdict is Verdict.DEVIATES else each for each in ours)
    why = (
        f"{_TIED}; none of {len(tried):,} orders tried gives these numbers, so they are judged by one thing only: they "
        f"lie within the range over the {len(alike):,} orders with the same counts"
    )
    excusable = (*theirs, "candidates, valid, realised")
    return tuple(
        replace(each, verdict=Verdict.NOT_REPRODUCIBLE, reason=why)
        if each.verdict is Verdict.DEVIATES and each.what in excusable
        else each
        for each in ours
    )


def _between(ours: Array, theirs: Array) -> bool:
    low, high = ours.min(axis=0) - TOLERANCE, ours.max(axis=0) + TOLERANCE
    return bool(((low <= theirs) & (theirs <= high)).all())


def _holds(found: Sequence[Comparison]) -> bool:
    return all(each.verdict is Verdict.HOLDS for each in found)


def _compare_round(table: Table, told: Part, played: Round) -> tuple[Comparison, ...]:
    def line(what: str, mine: ArrayLike, theirs: ArrayLike) -> Comparison:
        return compared(what, mine, theirs, TOLERANCE, places=lambda at: table.issues[at[0]] if at else "")

    counts = [told[key].whole() for key in _COUNTS]
    ours = [played.candidates, played.valid, len(played.trades)]
    found = [
        line("outcomes at start", played.before, table.on_issues(told["nbs_start"])),
        same("candidates, valid, realised", ours, counts),
        line("outcomes", played.after, table.on_issues(told["nbs_after_exchanges"])),
        line("sum of gains", played.gains, told["total_gain_sum"].number()),
    ]
    exchanges = told.get("exchanges")
    if exchanges is not None:
        found += _compare_exchanges(table, exchanges.items(), played)
    return tuple(each for each in found if each.numbers)


def _compare_exchanges(table: Table, listed: Sequence[Part], played: Round) -> tuple[Comparison, ...]:
    ours, who, agree = _agreement(table, listed, played)
    names = same(_WHO, ours, who)
    columns = [n for n, key in enumerate(_FIGURES) if n < _NEEDED or all(each.has(key) for each in listed)]
    numbers = [[each[_FIGURES[n]].number() for n in columns] for each in listed[:agree]]
    mine = [_figures_as_told(trade, table, played.start, who[n]) for n, trade in enumerate(played.trades[:agree])]
    kept = [[row[n] for n in columns] for row in mine]
    shape = (agree, len(columns))

    def at(index: tuple[int, ...]) -> str:
        return f"exchange {index[0] + 1}, {_FIGURES[columns[index[1]]]}"

    left, right = np.reshape(kept, shape), np.reshape(numbers, shape)
    return names, compared("exchanges from, to and gain", left, right, TOLERANCE, places=at)


_WHO = "who exchanges what"
_COUNTS = ("potential_exchanges", "valid_potential", "realised")
_FIGURES = ("from_i", "to_i", "from_j", "to_j", "equal_gain", "eu_i", "eu_j")
_NEEDED = 5

Who = tuple[str, ...]


def _agreement(table: Table, listed: Sequence[Part], played: Round) -> tuple[list[Who], list[Who], int]:
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


def _figures_as_told(trade: Trade, table: Table, start: Array, who: Who) -> list[float]:
    first, second = [trade.i_from, trade.i_to], [trade.j_from, trade.j_to]
    if (table.actors[trade.i], table.issues[trade.q]) != who[:2]:
        first, second = second, first
    uncut = _uncut_gain(trade, table, start)
    return [*first, *second, trade.gain, uncut, uncut]


def _uncut_gain(trade: Trade, table: Table, start: Array) -> float:
    """Return the gain before an exchange is shortened, which is what the file's `eu_i` and `eu_j` are."""
    i, j, p, q, s = trade.i, trade.j, trade.p, trade.q, table.salience
    weight = np.nan_to_num(table.capability * s)
    share = weight / weight.sum(axis=0)
    ratio = (s[i, p] + s[j, p]) / (s[i, q] + s[j, q])
    shift = min(abs(start[i, p] - trade.j_from) * share[j, p], abs(start[j, q] - trade.i_from) * share[i, q] / ratio)
    return float(shift * (s[i, p] * s[j, q] - s[i, q] * s[j, p]) / (s[i, q] + s[j, q]))


def _final(table: Table, final: Part, ends: Sequence[Array]) -> Comparison:
    theirs = np.full(table.value.shape, np.nan)
    for column, issue in enumerate(table.issues):
        for name, each in final[issue].entries().items():
            theirs[place_of(Part(name, each.file, each.place), table.actors), column] = each.number()
    there = ~np.isnan(theirs)
    if not ends:
        return _lost("final positions", int(there.sum()))
    end = min(ends, key=lambda each: float(np.abs(each[there] - theirs[there]).max(initial=0.0)))

    def at(index: tuple[int, ...]) -> str:
        row, column = np.argwhere(there)[index[0]]
        return f"{table.actors[row]}, {table.issues[column]}"

    return compared("final positions", end[there], theirs[there], TOLERANCE, places=at)


def _spread(table: Table, part: Part) -> Iterator[Comparison]:
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
