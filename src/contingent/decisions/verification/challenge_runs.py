"""Runs of the challenge model: actors, and rounds with positions, risk exponents, offers taken, median and mean.

A run is played from its actors on. Where a round departs from the file, that round is looked at on its own from the
positions of the file: if the actor that departs stands on a knife edge (its choice hangs on the sign of a number that
is rounding error) and the file has just what the other choice gives, the departure of that actor is excused with how
near it is, and the rounds after it are played from the positions of the file, so that one lost sign does not hide the
rest. Median and mean are always those of the positions the file itself gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from contingent.decisions.kernels.challenge_equations import KINDS, NONE, State, Taken, one_round
from contingent.decisions.kernels.challenge_outcome import mean, median
from contingent.decisions.kernels.challenge_table import Table
from contingent.decisions.models.challenge import Challenge
from contingent.decisions.options import options_of
from contingent.decisions.verification.challenge_edges import on_edge
from contingent.decisions.verification.reading import MANY, Part
from contingent.decisions.verification.verifying import Beside, Case, Comparison, Format, compared, same
from contingent.positions.agenda import Array

TOLERANCE = 1e-12
"""Of numbers up to 1; of positions and what follows from them, times the largest position: a few rounding errors."""

KNIFE_EDGE = 1e-6
"""Relative distance of two expected utilities, or of one from 0, below which a choice hangs on rounding errors."""

SWITCHES: Mapping[str, tuple[str, tuple[str, str]]] = {
    "PAIRDEN": ("denominator", ("triples", "pairwise")),
    "CAPFIX": ("capitulation", ("off", "on")),
    "COMPFIX": ("pick", ("published", "least")),
}
"""Switches of files of variants: the option each sets, and its choice for 0 and for 1."""

_QUO = (
    "with a chance of stalemate other than 1 the published program leaves out what happens instead; median and mean "
    "are held against the file's own positions, the positions against nothing"
)

Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Players:
    """The actors of a run: names, and positions (any scale), capabilities and saliences (0-1) in their order."""

    names: tuple[str, ...]
    position: Array
    capability: Array
    salience: Array

    @classmethod
    def read(cls, part: Part) -> Players:
        """Return the actors listed in a part. Raises InputError."""
        rows = part.items()
        if not 0 < len(rows) <= MANY:
            part.refuse(f"It lists {len(rows)} actors.", f"A run has from 1 to {MANY} of them.")
        names = tuple(each["name"].text() for each in rows)
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            part.refuse(f"{twice} is listed twice.", "Keep one row an actor.")
        columns = {key: np.array([each[key].number() for each in rows]) for key in _COLUMNS}
        if not ((columns["capability"] > 0).all() and (columns["salience"] >= 0).all()):
            part.refuse("A capability is not above 0, or a salience is negative.", "Correct it.")
        if not (columns["capability"] * columns["salience"]).any():
            part.refuse("Nobody has any weight.", "Give at least one actor a salience above 0.")
        return cls(names=names, **columns)

    @property
    def tolerance(self) -> float:
        """What is allowed on positions: rounding errors of the largest."""
        return TOLERANCE * max(1.0, float(np.abs(self.position).max()))

    def near(self, ours: Array, theirs: Array) -> bool:
        """Whether positions are equal within what is allowed."""
        return bool((np.abs(ours - theirs) <= self.tolerance).all())

    def table(self, position: Array) -> Table:
        """Return the table of these actors at some positions, of shape (rows, actors)."""
        wide = np.broadcast_to(self.salience, position.shape), np.broadcast_to(self.capability, position.shape)
        return Table.of(position, *wide)[0]


_COLUMNS = ("position", "capability", "salience")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Followed:
    """Our rounds beside those of a file: positions (rounds + 1, actors), what was done in each round (None where all
    actors stand on one point), and by round the reason why it may depart, empty where it may not."""

    positions: Array
    taken: tuple[Taken | None, ...]
    excuses: tuple[Mapping[int, str], ...]


def rules_of(part: Part) -> Challenge:
    """Return the model with the switches of a case set. Raises InputError."""
    changes: dict[str, str | float] = {}
    for switch, (option, choices) in SWITCHES.items():
        if part.has(switch):
            changes[option] = choices[part[switch].whole(0, 1)]
    quo = part.get("q")
    return Challenge.published(**changes, status_quo=_chance(quo) if quo is not None else 1.0)


def _chance(part: Part) -> float:
    if not 0 <= part.number() <= 1:
        part.refuse("The chance of stalemate lies outside 0-1.", "Give a number from 0 to 1.")
    return part.number()


def compare_run(players: Players, rules: Challenge, rounds: Sequence[Part]) -> tuple[Comparison, ...]:
    """Return the comparisons of a run with the rounds of a file; the first round listed is the state before any.

    Raises InputError.
    """
    if not rounds:
        return ()
    theirs = np.array([each["positions"].by_name(players.names) for each in rounds])
    ours = _follow(players, rules, theirs)
    found = _compare_outcomes(players, rules, theirs, rounds)
    for reason in dict.fromkeys(("", *(why for each in ours.excuses for why in each.values()))):
        cells = [[each.get(n, "") == reason for n in range(len(players.names))] for each in ours.excuses]
        found += _compare_rounds(players, ours, theirs, rounds, np.array(cells), reason)
    return tuple(each for each in found if each.numbers)


def _follow(players: Players, rules: Challenge, theirs: Array) -> _Followed:
    """Return our rounds, played on from our own positions as long as these are those of the file."""
    span = float(np.ptp(players.position))
    positions: list[Array] = [players.position]
    taken: list[Taken | None] = [None]
    excuses: list[Mapping[int, str]] = [{}]
    for told_before, told in pairwise(theirs):
        drifted = not players.near(positions[-1], told_before)
        here = told_before if drifted else positions[-1]
        step = _step(players, rules, here, span)
        if step is not None and not drifted and not players.near(step.position[0], told):
            step = _step(players, rules, told_before, span)
        after = step.position[0] if step is not None else here
        positions.append(after)
        taken.append(step)
        excuses.append(_excuses(players, rules, told_before, after, told))
    return _Followed(positions=np.array(positions), taken=tuple(taken), excuses=tuple(excuses))


def _state(players: Players, rules: Challenge, here: Array, span: float) -> State:
    return State.of(players.table(here[None]), here[None], np.array([span]), rules)


def _step(players: Players, rules: Challenge, here: Array, span: float) -> Taken | None:
    return one_round(_state(players, rules, here, span), rules) if span > 0 else None


def _excuses(players: Players, rules: Challenge, here: Array, ours: Array, theirs: Array) -> Mapping[int, str]:
    """Return the actors that may depart in a round, with the reason: those on a knife edge that go in the file where
    the other choice takes them; all of them, if the program the file comes from may reckon otherwise."""
    span, everyone = float(np.ptp(players.position)), range(len(players.names))
    leaving = [n for n in everyone if abs(ours[n] - theirs[n]) > players.tolerance]
    if rules.status_quo < 1:
        return dict.fromkeys(everyone, _QUO)
    if not (leaving and span > 0):
        return {}
    edge, elsewhere = on_edge(_state(players, rules, here, span), rules, KNIFE_EDGE)
    return {
        n: f"knife edge: rounding errors decide the choice of {players.names[n]} (two expected utilities differ by "
        f"{edge[n]:.1g} of their size) and the file has the other; later rounds start from the file's positions"
        for n in leaving
        if any(abs(point - theirs[n]) <= players.tolerance for point in elsewhere(n))
    }


def _compare_outcomes(players: Players, rules: Challenge, theirs: Array, rounds: Sequence[Part]) -> list[Comparison]:
    """Return the comparisons of median and mean with those of the file's own positions."""
    table = players.table(theirs)

    def line(what: str, mine: Array) -> Comparison:
        told = [each[what].number() for each in rounds]
        return compared(what, mine, told, players.tolerance, places=lambda at: f"round {at[0]}")

    return [line("median", median(theirs, table, rules.median)), line("mean", mean(theirs, table))]


def _compare_rounds(
    players: Players, ours: _Followed, theirs: Array, rounds: Sequence[Part], cells: Mask, excuse: str
) -> list[Comparison]:
    """Return the comparisons of what some actors do in some rounds: `cells` (rounds, actors) says which."""
    spots = np.argwhere(cells)

    def named(at: tuple[int, ...]) -> str:
        n, actor = spots[at[0]]
        return f"round {n}, {players.names[actor]}"

    found = [
        compared("positions", ours.positions[cells], theirs[cells], players.tolerance, places=named, excuse=excuse)
    ]
    acted = [n for n in range(len(rounds)) if rounds[n].get("risk_aversion_r") is not None]
    if acted:
        mine = np.array([_exponents(players, ours.taken[n]) for n in acted])
        told = np.array([rounds[n]["risk_aversion_r"].by_name(players.names) for n in acted])
        spots_of = np.argwhere(cells[acted])

        def at_risk(at: tuple[int, ...]) -> str:
            n, actor = spots_of[at[0]]
            return f"round {acted[n]}, {players.names[actor]}"

        kept = cells[acted]
        found.append(
            compared("risk exponents", mine[kept], told[kept], players.tolerance, places=at_risk,
                     excuse=excuse if excuse == _QUO else "")
        )  # fmt: skip
    return found + _offers(players, ours, rounds, cells, excuse)


def _exponents(players: Players, taken: Taken | None) -> Array:
    return taken.exponent[0] if taken is not None else np.ones(len(players.names))


def _offers(players: Players, ours: _Followed, rounds: Sequence[Part], cells: Mask, excuse: str) -> list[Comparison]:
    """Return the comparisons of the offers taken: who, from whom and of which kind, and the numbers of each."""
    who, told_who, numbers, told_numbers = [], [], [], []
    for n in range(len(rounds)):
        listed = rounds[n].get("offers_taken")
        if listed is None:
            continue
        here = {name for name, chosen in zip(players.names, cells[n], strict=True) if chosen}
        others = set(players.names) - here
        mine = {each[0][0]: each for each in _taken_offers(players, ours.taken[n]) if each[0][0] in here}
        for told in listed.items():
            words = tuple(told[key].text() for key in ("actor", "to", "type"))
            if words[0] in others or (words[0] not in here and excuse):
                continue
            figures = [told[key].number() for key in ("eu", "other_eu", "new_position")]
            found = mine.pop(words[0], None)
            who.append((n, *found[0]) if found is not None else (n, "nothing"))
            told_who.append((n, *words))
            if found is not None and found[0] == words:
                numbers.append(found[1])
                told_numbers.append(figures)
        who += [(n, *each[0]) for each in mine.values()]
        told_who += [(n, "nothing")] * len(mine)
    columns = ("own expected utility", "the other's", "new position")

    def place(at: tuple[int, ...]) -> str:
        return f"offer {at[0] + 1} listed, {columns[at[1]]}"

    shape = (len(numbers), 3)
    return [
        same("offers taken, from whom, kind", who, told_who, excuse=excuse),
        compared("offers, expected utilities and new position", np.reshape(numbers, shape),
                 np.reshape(told_numbers, shape), players.tolerance, places=place, excuse=excuse),
    ]  # fmt: skip


def _taken_offers(players: Players, taken: Taken | None) -> list[tuple[tuple[str, ...], list[float]]]:
    if taken is None:
        return []
    return [
        (
            (players.names[n], players.names[int(taken.partner[0, n])], KINDS[int(taken.kind[0, n])]),
            [float(each[0, n]) for each in (taken.own, taken.perceived, taken.position)],
        )
        for n in np.flatnonzero(taken.kind[0] < NONE)
    ]


def settings_of(rules: Challenge) -> dict[str, object]:
    """Return the options in which a run differs from the default."""
    default = Challenge()
    return {each.name: getattr(rules, each.name) for each in options_of(Challenge)
            if getattr(rules, each.name) != getattr(default, each.name)}  # fmt: skip


def is_run(part: Part) -> bool:
    """Whether this is a run: actors with rounds, or what is left of one."""
    return part.has("actors", "rounds") or part.has("position_range") or part.has("q", "rounds")


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    players, rules = Players.read(part["actors"]), rules_of(part)
    found = compare_run(players, rules, part["rounds"].items())
    told = part.get("position_range")
    if told is not None:
        found += (compared("range of positions", float(np.ptp(players.position)), told.number(), players.tolerance),)
    name = part["input"].text() if part.get("input") is not None else "run"
    return (Case(name=name, model="challenge", settings=settings_of(rules), comparisons=found),)


FORMAT = Format(kind="challenge run", marks="`actors` and `rounds` with positions", recognises=is_run, verify=_verify)
