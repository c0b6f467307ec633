"""What every decision model is: it reads an agenda, declares what it needs, and gives an outcome with its trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np

from contingent.base.errors import InputError
from contingent.positions.agenda import Agenda, Array

MIDDLE = 50.0
"""The middle of every issue scale: which side of it an outcome lies on is the plainest reading of a decision."""


class Need(StrEnum):
    """What a model reads from the agenda beside positions."""

    SALIENCE = "salience"
    CAPABILITY = "capability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something no source says and a figure rests on: its name, the value taken, and why."""

    name: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.value} ({self.reason})"


EQUAL_CAPABILITY = Assumption(
    name="capability",
    value="1 for every actor",
    reason="the positions say how much an issue matters to an actor, not how much power it can bring to bear",
)
RANGE_IS_CONTENT = Assumption(
    name="support",
    value="an actor could live with an outcome inside its low-high range",
    reason="the range is the coder's reading of what the actor is reported to want or accept",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One actor in one decision: its position, weight (salience x capability), share of all weight, and whether the
    outcome lies within its range."""

    actor: str
    value: float
    weight: float
    share: float
    content: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Result of one decision.

    `values` gives the outcome (0-100) by issue, `support` the share of weight (0-1) that could live with it, `trace`
    the voices behind it by issue in the order of the agenda, `pivots` the actors a median rests on (empty for other
    models). `assumptions` are what the figures rest on beside the agenda.
    """

    model: str
    values: Mapping[str, float]
    support: Mapping[str, float]
    trace: Mapping[str, tuple[Voice, ...]]
    pivots: Mapping[str, tuple[str, ...]]
    assumptions: tuple[Assumption, ...]


@runtime_checkable
class DecisionModel(Protocol):
    """A way in which positions become a decision."""

    name: ClassVar[str]
    needs: ClassVar[frozenset[Need]]

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue of the agenda."""
        ...


@runtime_checkable
class WeighingModel(DecisionModel, Protocol):
    """A model whose outcome on an issue is a function of values and weights on that issue alone.

    The outcome must not fall when any value rises; then ensembles draw it by arrays and `movers` can search it.
    """

    def outcomes(self, values: Array, weights: Array) -> Array:
        """Return the outcome of each row; `values` and `weights` have the shape (rows, actors), weights >= 0."""
        ...

    def pull(self, values: Array, weights: Array, end: float) -> Array:
        """Return how much it counts for the outcome if each actor alone goes to `end` (0 or 100)."""
        ...

    def pivots(self, values: Array, weights: Array) -> Array:
        """Return by row and actor the share (0-1, rows sum to 1 or 0) in which the outcome rests on that actor."""
        ...


def decide_by_weight(model: WeighingModel, agenda: Agenda) -> Outcome:
    """Return the outcome of a weighing model. Raises InputError naming an issue on which nobody has weight."""
    values: dict[str, float] = {}
    support: dict[str, float] = {}
    trace: dict[str, tuple[Voice, ...]] = {}
    pivots: dict[str, tuple[str, ...]] = {}
    for issue in agenda.issues:
        rows, held, weight = weighed(agenda, issue)
        value = float(model.outcomes(held[None, :], weight[None, :])[0])
        share = weight / weight.sum()
        column = agenda.column(issue)
        content = (agenda.low[rows, column] <= value) & (value <= agenda.high[rows, column])
        values[issue] = value
        support[issue] = float(share[content].sum())
        trace[issue] = tuple(
            Voice(
                actor=agenda.actors[row],
                value=float(held[n]),
                weight=float(weight[n]),
                share=float(share[n]),
                content=bool(content[n]),
            )
            for n, row in enumerate(rows)
        )
        resting = model.pivots(held[None, :], weight[None, :])[0]
        pivots[issue] = tuple(agenda.actors[row] for n, row in enumerate(rows) if resting[n] > 0)
    return Outcome(
        model=model.name,
        values=values,
        support=support,
        trace=trace,
        pivots=pivots,
        assumptions=assumptions_of(agenda),
    )


def weighed(agenda: Agenda, issue: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], Array, Array]:
    """Return rows, positions and weights of the actors that stand on `issue`. Raises InputError if none has weight."""
    rows = agenda.holders(issue)
    column = agenda.column(issue)
    weight = agenda.weight[rows, column]
    if not weight.sum() > 0:
        raise InputError(
            f"Nobody on {issue} has any weight, so nothing can be decided.",
            record=f"issue {issue}",
            remedy="Give at least one actor a position with salience and capability above 0.",
        )
    return rows, agenda.value[rows, column], weight


def assumptions_of(agenda: Agenda) -> tuple[Assumption, ...]:
    """Return the assumptions behind a decision on this agenda."""
    equal = bool((agenda.capability == 1).all())
    return (*((EQUAL_CAPABILITY,) if equal else ()), RANGE_IS_CONTENT)
