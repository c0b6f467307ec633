"""Inputs: what is uncertain in an agenda, each with its distribution, and agendas drawn from uniform numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from contingent.base.errors import InputError
from contingent.futures.correlation import Mix, Together, mixes
from contingent.futures.distributions import Distribution, Triangular
from contingent.futures.streams import uniforms
from contingent.positions.agenda import CAPABILITY_REMEDY, MOST_CAPABILITY, Agenda, Array
from contingent.positions.drawn import Drawn

POSITION, SALIENCE, CAPABILITY = "position", "salience", "capability"
KINDS = (POSITION, SALIENCE, CAPABILITY)

ALL_ISSUES = "*"
"""Stands for the issue where one number holds on every issue, as the capability of an actor does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One uncertain number: `what` (position, salience, capability) of which actor on which issue (`*`: on all)."""

    issue: str
    actor: str
    what: str
    distribution: Distribution

    @property
    def name(self) -> str:
        """Its name in tables: `issue/actor/what`."""
        return f"{self.issue}/{self.actor}/{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """The uncertain inputs of an agenda, in a fixed order; everything else stays as stated.

    `together` are groups of inputs that correlate; without any all inputs are independent. Raises InputError for an
    input the agenda does not have or has twice, a distribution beyond its scale, or correlations that cannot be.
    """

    agenda: Agenda
    each: tuple[Input, ...]
    together: tuple[Together, ...] = ()
    _mixes: tuple[Mix, ...] = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        holds = {(issue, self.agenda.actors[row]) for issue in self.agenda.issues for row in self.agenda.holders(issue)}
        for one in self.each:
            _check(self.agenda, one, holds, seen)
        object.__setattr__(self, "_mixes", mixes(self.names, self.together))

    def __len__(self) -> int:
        return len(self.each)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs, in their order: the columns of what is drawn."""
        return tuple(one.name for one in self.each)

    def correlated(self, uniform: Array) -> Array:
        """Return independent points of the unit cube, of shape (draws, inputs), as points that move together."""
        if not self._mixes:
            return uniform
        mixed = np.array(uniform, order="F")
        for mix in self._mixes:
            mix.apply(mixed)
        return mixed

    def values(self, uniform: Array) -> Array:
        """Return the inputs at independent points of the unit cube; both of shape (draws, inputs)."""
        points = self.correlated(uniform)
        found = np.empty(points.shape, order="F")
        for n, one in enumerate(self.each):
            found[:, n] = one.distribution.at(points[:, n])
        return found

    def placed(self, values: Array, *, first: int = 0, seed: int = 0) -> Drawn:
        """Return the agendas in which the inputs have these values, of shape (draws, inputs)."""
        agenda, draws = self.agenda, len(values)
        # One input fills one stretch of memory: issue by actor by draw.
        parts = {
            POSITION: _spread(agenda.value, draws),
            SALIENCE: _spread(agenda.salience, draws),
            CAPABILITY: _spread(agenda.capability, draws),
        }
        row = {actor: n for n, actor in enumerate(agenda.actors)}
        column = {issue: n for n, issue in enumerate(agenda.issues)}
        for n, one in enumerate(self.each):
            at: int | slice = slice(None) if one.issue == ALL_ISSUES else column[one.issue]
            parts[one.what][at, row[one.actor]] = values[:, n]
        return Drawn(
            agenda=agenda,
            value=parts[POSITION].transpose(2, 1, 0),
            salience=parts[SALIENCE].transpose(2, 1, 0),
            capability=parts[CAPABILITY].transpose(2, 1, 0),
            first=first,
            seed=seed,
        )

    def drawn(self, uniform: Array, *, first: int = 0, seed: int = 0) -> Drawn:
        """Return the draws at independent points of the unit cube; `uniform` has the shape (draws, inputs)."""
        return self.placed(self.values(uniform), first=first, seed=seed)

    def luck(self, seed: int, first: int, count: int) -> Array:
        """Return the uniform numbers of draws `first` to `first + count`, of shape (count, inputs): plain draws.

        Every input has a random stream of its own, so any split of a run gives the same numbers.
        """
        found = np.empty((count, len(self.each)), order="F")
        for n, one in enumerate(self.each):
            found[:, n] = uniforms(seed, count, one.issue, one.actor, one.what, first=first)
        return found


def stated_ranges(agenda: Agenda, salience_band: float) -> Inputs:
    """Return every position as triangular in its range, every salience within a band around it (0: fixed)."""
    return Inputs(agenda=agenda, each=tuple(_each(agenda, salience_band)))


def salience_ends(stated: float, band: float) -> tuple[float, float]:
    """Return the least and the largest salience within a band around the stated one, cut to 0-100."""
    return max(0.0, stated - band), min(100.0, stated + band)


def _each(agenda: Agenda, band: float) -> list[Input]:
    found = []
    for column, issue in enumerate(agenda.issues):
        for row in agenda.holders(issue):
            low, mode, high = (float(each[row, column]) for each in (agenda.low, agenda.value, agenda.high))
            actor = agenda.actors[row]
            if low < high:
                found.append(Input(issue=issue, actor=actor, what=POSITION, distribution=Triangular(low, mode, high)))
            stated = float(agenda.salience[row, column])
            # An actor without any salience takes no part; a band around 0 would give it a voice nobody stated.
            if band > 0 and stated > 0:
                least, most = salience_ends(stated, band)
                shape = Triangular(least, stated, most)
                found.append(Input(issue=issue, actor=actor, what=SALIENCE, distribution=shape))
    return found


def _spread(stated: Array, draws: int) -> Array:
    """Return what is stated, of shape (actors, issues), for every draw, of shape (issues, actors, draws)."""
    return np.repeat(stated.T[:, :, None], draws, axis=2)


def _check(agenda: Agenda, one: Input, holds: set[tuple[str, str]], seen: set[str]) -> None:
    def refuse(what: str, remedy: str) -> InputError:
        return InputError(what, record=f"input {one.name}", remedy=remedy)

    if one.what not in KINDS:
        raise refuse(f"{one.what!r} is nothing an agenda has.", f"Say one of: {', '.join(KINDS)}.")
    if (one.issue, one.actor) not in holds and one.actor not in agenda.actors:
        raise refuse(f"The agenda has no actor {one.actor!r}.", f"Actors there: {listed(agenda.actors)}.")
    if one.issue == ALL_ISSUES:
        if one.what != CAPABILITY:
            raise refuse(f"A {one.what} is on one issue.", f"Name one of: {listed(agenda.issues)}.")
    elif one.issue not in agenda.issues:
        raise refuse(f"The agenda has no issue {one.issue!r}.", f"Issues there: {listed(agenda.issues)}.")
    elif (one.issue, one.actor) not in holds:
        raise refuse(f"{one.actor} has no position on {one.issue}.", "Give it one, or leave the input out.")
    low, high = one.distribution.ends
    if low < 0 or high > (MOST_CAPABILITY if one.what == CAPABILITY else 100):
        remedy = CAPABILITY_REMEDY if one.what == CAPABILITY else f"Keep a {one.what} within 0-100."
        raise refuse(f"It is drawn from {low:g} to {high:g}.", remedy)
    same = {f"{issue}/{one.actor}/{one.what}" for issue in agenda.issues} if one.issue == ALL_ISSUES else set()
    if seen & (same | {one.name, f"{ALL_ISSUES}/{one.actor}/{one.what}"}):
        raise refuse("It is given twice.", "Keep one.")
    seen.add(one.name)


def listed(names: Sequence[str], most: int = 12) -> str:
    """Return names one after the other, cut where there are too many to read."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
