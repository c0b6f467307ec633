"""Inputs: what is uncertain in an agenda, each with its distribution, and agendas drawn from uniform numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from contingent.futures.streams import triangular, uniforms
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

POSITION, SALIENCE, CAPABILITY = "position", "salience", "capability"


class Distribution(Protocol):
    """What an uncertain number could be."""

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution (0-1), rising with them."""
        ...

    @property
    def says(self) -> str:
        """The distribution in words, for the list of assumptions."""
        ...


@dataclass(frozen=True, slots=True)
class Triangular:
    """The triangular distribution of low, mode and high."""

    low: float
    mode: float
    high: float

    def at(self, uniform: Array) -> Array:
        """Return the numbers at these points of the cumulative distribution."""
        return triangular(uniform, self.low, self.mode, self.high)

    @property
    def says(self) -> str:
        """The distribution in words."""
        return f"triangular from {self.low:g} over {self.mode:g} to {self.high:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One uncertain number: `what` (position, salience, capability) of which actor on which issue."""

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
    """The uncertain inputs of an agenda, in a fixed order; everything else stays as stated."""

    agenda: Agenda
    each: tuple[Input, ...]

    def __len__(self) -> int:
        return len(self.each)

    def drawn(self, uniform: Array, *, first: int = 0, seed: int = 0) -> Drawn:
        """Return the draws at points of the unit cube; `uniform` has the shape (draws, inputs)."""
        agenda = self.agenda
        shape = (len(uniform), len(agenda.actors), len(agenda.issues))
        parts = {
            POSITION: np.broadcast_to(agenda.value, shape).copy(),
            SALIENCE: np.broadcast_to(agenda.salience, shape).copy(),
            CAPABILITY: np.broadcast_to(agenda.capability, shape).copy(),
        }
        row = {actor: n for n, actor in enumerate(agenda.actors)}
        column = {issue: n for n, issue in enumerate(agenda.issues)}
        for n, one in enumerate(self.each):
            parts[one.what][:, row[one.actor], column[one.issue]] = one.distribution.at(uniform[:, n])
        return Drawn(
            agenda=agenda,
            value=parts[POSITION],
            salience=parts[SALIENCE],
            capability=parts[CAPABILITY],
            first=first,
            seed=seed,
        )

    def luck(self, seed: int, first: int, count: int) -> Array:
        """Return the uniform numbers of draws `first` to `first + count`, of shape (count, inputs): plain draws.

        Every input has a random stream of its own, so any split of a run gives the same numbers.
        """
        columns = [uniforms(seed, count, one.issue, one.actor, one.what, first=first) for one in self.each]
        return np.stack(columns, axis=1) if columns else np.empty((count, 0))


def stated_ranges(agenda: Agenda, salience_band: float) -> Inputs:
    """Return every position as triangular in its range, every salience within a band around it (0: fixed)."""
    return Inputs(agenda=agenda, each=tuple(_each(agenda, salience_band)))


def _each(agenda: Agenda, band: float) -> list[Input]:
    found = []
    at: Callable[[Array, int, int], float] = lambda array, row, column: float(array[row, column])  # noqa: E731
    for column, issue in enumerate(agenda.issues):
        for row in agenda.holders(issue):
            low, mode, high = (at(each, row, column) for each in (agenda.low, agenda.value, agenda.high))
            actor = agenda.actors[row]
            if low < high:
                found.append(Input(issue=issue, actor=actor, what=POSITION, distribution=Triangular(low, mode, high)))
            stated = at(agenda.salience, row, column)
            # An actor without any salience takes no part; a band around 0 would give it a voice nobody stated.
            if band > 0 and stated > 0:
                ends = max(0.0, stated - band), stated, min(100.0, stated + band)
                found.append(Input(issue=issue, actor=actor, what=SALIENCE, distribution=Triangular(*ends)))
    return found
