"""Drawn: a block of draws of one agenda, as arrays; what decision models read when they decide many times over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from contingent.positions.agenda import Agenda, Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Draws of `agenda`: what its actors could hold, weigh and be able to do, draw by draw.

    `value`, `salience` (0-100) and `capability` (>= 0) have the shape (draws, actors, issues) in the order of the
    agenda; `value` and `salience` are NaN wherever the agenda has no position. `first` is the number of the first draw
    in the whole run, so that a model with luck of its own can find its stream. `seed` is that of the run.
    """

    agenda: Agenda
    value: Array
    salience: Array
    capability: Array
    first: int = 0
    seed: int = 0

    @classmethod
    def as_stated(cls, agenda: Agenda) -> Drawn:
        """Return one draw: the agenda as stated."""
        return cls(
            agenda=agenda,
            value=agenda.value[None],
            salience=agenda.salience[None],
            capability=agenda.capability[None],
        )

    def __len__(self) -> int:
        return len(self.value)

    def on(self, issue: str) -> tuple[NDArray[np.intp], Array, Array, Array]:
        """Return the rows of those who stand on `issue`, and their values, saliences and capabilities.

        The three arrays have the shape (draws, holders) and are contiguous.
        """
        rows, column = self.agenda.holders(issue), self.agenda.column(issue)
        parts = (np.ascontiguousarray(each[:, rows, column]) for each in (self.value, self.salience, self.capability))
        value, salience, capability = parts
        return rows, value, salience, capability

    def of_issues(self, issues: Collection[str]) -> Drawn:
        """Return the draws on some issues only, with the actors that stand on any of them."""
        agenda = self.agenda.of_issues(issues)
        if agenda is self.agenda:
            return self
        at = {actor: row for row, actor in enumerate(self.agenda.actors)}
        rows, columns = [at[actor] for actor in agenda.actors], [self.agenda.column(issue) for issue in agenda.issues]
        value, salience, capability = (
            each[:, rows][:, :, columns] for each in (self.value, self.salience, self.capability)
        )
        return replace(self, agenda=agenda, value=value, salience=salience, capability=capability)

    def one(self, number: int) -> Agenda:
        """Return draw `number` of this block (from 0) as an agenda; its ranges are widened to hold what was drawn."""
        value = self.value[number]
        return replace(
            self.agenda,
            value=value,
            low=np.fmin(self.agenda.low, value),
            high=np.fmax(self.agenda.high, value),
            salience=self.salience[number],
            capability=self.capability[number],
        )

    def agendas(self) -> Iterator[Agenda]:
        """Yield every draw as an agenda."""
        return (self.one(number) for number in range(len(self)))
