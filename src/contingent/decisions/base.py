"""What every decision model is: it reads an agenda, declares what it needs, and gives an outcome with its trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np

from contingent.base.errors import InputError
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

MIDDLE = 50.0
"""The middle of every issue scale: which side of it an outcome lies on is the plainest reading of a decision."""


class Need(StrEnum):
    """What a model reads from the agenda beside positions."""

    SALIENCE = "salience"
    CAPABILITY = "capability"
    RANGE = "range"
    STATUS_QUO = "status quo"
    INSTITUTION = "institution"


class Kernel(StrEnum):
    """What does the arithmetic of many draws: the NumPy reference, its compiled twin, or a graphics card.

    `AUTO` takes the compiled twin where it can be had, else the reference; never the graphics card, whose answers agree
    to rounding but not to the byte.
    """

    AUTO = "auto"
    NUMPY = "numpy"
    COMPILED = "compiled"
    CUDA = "cuda"


class Kind(StrEnum):
    """How a model reckons. Models of one kind share their main assumption, so they tend to agree whoever is right."""

    BALANCE = "balance"
    MAJORITY = "majority"
    PROCEDURE = "procedure"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a reader of `contingent models` learns of a model.

    `title` are plain words, `says` one sentence on what it takes a decision to be, `source` the publication with
    equation or page, `reads` when its answer is worth having and when not, `kind` how it reckons. `joint` says that
    issues are decided together (an exchange of one for another), so that leaving an issue out changes the others.
    """

    title: str
    says: str
    source: str
    reads: str
    kind: Kind = Kind.OTHER
    joint: bool = False


@dataclass(frozen=True, slots=True)
class JointWhere:
    """The card of a model that decides issues together where an option of it says so.

    Read of the class it is the card; read of a model it is the card of that model, `joint` where `option` is `word`.
    """

    card: Card
    option: str
    word: str

    def __get__(self, made: object, kind: type | None = None) -> Card:
        return self.card if made is None else replace(self.card, joint=getattr(made, self.option) == self.word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One actor's move in one round: from where to where on an issue, because of whom, and why in the model's words
    (for example `compromise`, or `exchange for Commitments`)."""

    round: int
    actor: str
    issue: str
    start: float
    end: float
    partner: str | None
    why: str


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
    the voices behind it by issue in the order of the agenda, `pivots` the actors the outcome rests on where the model
    knows such (a median, a vote). `assumptions` are what the figures rest on beside the agenda.

    Models with rounds give the `path` of the outcome by issue (round 0 is before any move), the `moves` made, and the
    positions held at the `end` by issue and actor. Models that elect among proposals give `chances`: by issue the
    proposals (0-100) with the probability (0-1) of each. `caveats` are sentences a reader must see with the outcome: it
    does not settle, it hangs on an option.
    """

    model: str
    values: Mapping[str, float]
    support: Mapping[str, float]
    trace: Mapping[str, tuple[Voice, ...]]
    pivots: Mapping[str, tuple[str, ...]]
    assumptions: tuple[Assumption, ...]
    path: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    end: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    chances: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()


@runtime_checkable
class DecisionModel(Protocol):
    """A way in which positions become a decision: a frozen dataclass whose fields are its options."""

    name: ClassVar[str]
    needs: ClassVar[frozenset[Need]]
    card: ClassVar[Card]

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue of the agenda. Raises InputError if the model cannot read it."""
        ...

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where in a draw nobody has weight on an issue.

        The outcome of a draw does not depend on the draws beside it: any split gives the same bytes.
        """
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


def weigh_draws(model: WeighingModel, drawn: Drawn) -> Array:
    """Return the outcomes of a weighing model, of shape (draws, issues)."""
    found = np.empty((len(drawn), len(drawn.agenda.issues)))
    for column, issue in enumerate(drawn.agenda.issues):
        _, value, salience, capability = drawn.on(issue)
        found[:, column] = model.outcomes(value, salience * capability)
    return found


def decide_by_weight(model: WeighingModel, agenda: Agenda) -> Outcome:
    """Return the outcome of a weighing model. Raises InputError naming an issue on which nobody has weight."""
    values: dict[str, float] = {}
    support: dict[str, float] = {}
    trace: dict[str, tuple[Voice, ...]] = {}
    pivots: dict[str, tuple[str, ...]] = {}
    for issue in agenda.issues:
        rows, held, weight = weighed(agenda, issue)
        value = float(model.outcomes(held[None, :], weight[None, :])[0])
        values[issue] = value
        trace[issue], support[issue] = voices(agenda, issue, value)
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


def voices(agenda: Agenda, issue: str, value: float) -> tuple[tuple[Voice, ...], float]:
    """Return the voices behind an outcome and the share of weight (0-1) that could live with it.

    Raises InputError if nobody on `issue` has weight, or so little that the model had none to work with (`value` is not
    a number).
    """
    rows, held, weight = weighed(agenda, issue)
    if np.isnan(value):
        raise _weightless(issue)
    share = weight / weight.sum()
    column = agenda.column(issue)
    content = (agenda.low[rows, column] <= value) & (value <= agenda.high[rows, column])
    told = tuple(
        Voice(
            actor=agenda.actors[row],
            value=float(held[n]),
            weight=float(weight[n]),
            share=float(share[n]),
            content=bool(content[n]),
        )
        for n, row in enumerate(rows)
    )
    return told, float(share[content].sum())


def weighed(agenda: Agenda, issue: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], Array, Array]:
    """Return rows, positions and weights of the actors that stand on `issue`. Raises InputError if none has weight."""
    rows = agenda.holders(issue)
    column = agenda.column(issue)
    weight = agenda.weight[rows, column]
    if not weight.sum() > 0:
        raise _weightless(issue)
    return rows, agenda.value[rows, column], weight


def _weightless(issue: str) -> InputError:
    return InputError(
        f"Nobody on {issue} has any weight, so nothing can be decided.",
        record=f"issue {issue}",
        remedy="Give at least one actor a position with salience and capability above 0.",
    )


def status_quo_in_words(agenda: Agenda, otherwise: float) -> str:
    """Return what holds on which issue if nothing is decided; `otherwise` where the agenda does not say."""
    told = [f"{value:g} on {issue}" for issue, value in agenda.status_quo.items()]
    if len(told) < len(agenda.issues):
        told.append(f"{otherwise:g} on every {'other ' * bool(told)}issue")
    return ", ".join(told)


def assumptions_of(agenda: Agenda) -> tuple[Assumption, ...]:
    """Return the assumptions behind a decision on this agenda."""
    equal = bool((agenda.capability == 1).all())
    return (*((EQUAL_CAPABILITY,) if equal else ()), RANGE_IS_CONTENT)
