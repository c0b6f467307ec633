"""Studies: one issue put to some models, with everything that is uncertain in it, ready to be asked over and over.

What an outcome hangs on, under which conditions it passes, whose position is worth researching and where models
disagree are all asked of a study; `Study.sample` makes the draws that most of them share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import MIDDLE, DecisionModel, weighed
from contingent.futures.correlation import Together, mixes
from contingent.futures.inputs import ALL_ISSUES, Inputs, stated_ranges
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

Answer: TypeAlias = Callable[[Array], Array]
"""What is asked of points of the unit cube: (draws, inputs) to (draws, targets)."""

Names: TypeAlias = Mapping[str, str]
"""What readers call actors, by code; a code that is missing is shown as it is."""

BLOCK = 16_384
"""Draws decided at once: they fit into the cache of a processor."""

_PEOPLE = ("Nash",)

LEAST = 256
"""Draws below which nothing is said: shares and indices would be noise."""


class By(StrEnum):
    """What is taken as one: an input, all inputs of an actor, or all inputs of a kind."""

    INPUT = "input"
    ACTOR = "actor"
    KIND = "kind"


class Target(StrEnum):
    """What is asked of an outcome: its place on the scale, or whether it lies above the middle."""

    OUTCOME = "outcome"
    ABOVE = "above the middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some inputs taken as one. `actor` and `what` are empty where it has several; `columns` are its inputs."""

    name: str
    columns: tuple[int, ...]
    actor: str = ""
    what: str = ""

    def told(self, names: Names | None = None) -> str:
        """Return the group as readers know it: `Russia, position`, `Russia`, `all positions`."""
        who = (names or {}).get(self.actor, self.actor)
        if not who:
            return {"salience": "all saliences", "capability": "all capabilities"}.get(self.what, f"all {self.what}s")
        issue = f" on {self.name.split('/')[0]}" if self.name.count("/") == 2 else ""
        return f"{who}, {self.what}{issue}" if self.what else who


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """One issue, what is uncertain about it, and the models asked. Made with `Study.of`.

    Models that decide issues together (`card.joint`) read the inputs of all issues, the others those of this one.
    """

    inputs: Inputs
    issue: str
    models: tuple[DecisionModel, ...]

    @classmethod
    def of(cls, inputs: Inputs | Agenda, issue: str, models: Sequence[DecisionModel], *, band: float = 15.0) -> Study:
        """Return the study of `issue` under `models`.

        Args:
            inputs: what is uncertain; of an agenda the stated ranges, with saliences `band` points either way.
            issue: which issue of the agenda.
            models: one or more, no two of one name.
            band: points either way within which a salience is drawn, for an agenda.

        Raises NotFoundError for an unknown issue, InputError where nobody on it has weight or the models are not given
        once each.
        """
        given = inputs if isinstance(inputs, Inputs) else stated_ranges(inputs, band)
        weighed(given.agenda, issue)
        names = [each.name for each in models]
        if not names or len(set(names)) < len(names):
            raise InputError(f"The models are {names}.", remedy="Give one or more models, each once.")
        joint = any(each.card.joint for each in models)
        return cls(inputs=given if joint else only(given, issue), issue=issue, models=tuple(models))

    @cached_property
    def own(self) -> tuple[Inputs, tuple[int, ...]]:
        """The inputs of this issue alone, and their columns among all inputs."""
        alone = only(self.inputs, self.issue)
        place = {name: n for n, name in enumerate(self.inputs.names)}
        return alone, tuple(place[name] for name in alone.names)

    @cached_property
    def correlation(self) -> Array | None:
        """The correlations of the normal scores of the inputs, None where all inputs are independent."""
        found = np.eye(len(self.inputs))
        for mix in mixes(self.inputs.names, self.inputs.together):
            found[np.ix_(mix.columns, mix.columns)] = mix.lower @ mix.lower.T
        return found if self.inputs.together else None

    @property
    def dimensions(self) -> int:
        """How many inputs are uncertain."""
        return len(self.inputs)

    @property
    def targets(self) -> tuple[tuple[str, Target], ...]:
        """The columns of what `answer` gives: every model by every target."""
        return tuple((model.name, target) for target in Target for model in self.models)

    def column_of(self, model: str) -> int:
        """Return the number of a model. Raises InputError naming those asked."""
        names = [each.name for each in self.models]
        if model not in names:
            raise InputError(f"{model!r} was not asked.", remedy=f"Models asked: {', '.join(names)}.")
        return names.index(model)

    def decided(self, values: Array, *, seed: int = 0, held: Held | None = None) -> Array:
        """Return the outcomes where the inputs have these values: (draws, inputs) to (draws, models).

        `held` puts one actor elsewhere, whatever its input says.
        """
        found = np.empty((len(values), len(self.models)))
        for start in range(0, len(values), BLOCK):
            part = slice(start, start + BLOCK)
            found[part] = self._decided(values[part], start, seed, held.part(part) if held else None)
        return found

    @cached_property
    def as_stated(self) -> Study:
        """The study with everything as stated: no input is uncertain."""
        return replace(self, inputs=Inputs(agenda=self.inputs.agenda, each=()))

    def answer(self, points: Array) -> Array:
        """Return outcomes and whether they lie above the middle (0 or 1), by `targets`.

        `points` (draws, inputs) are taken as they are: each is the place of an input in its own distribution.
        """
        values = np.empty(points.shape, order="F")
        for n, each in enumerate(self.inputs.each):
            values[:, n] = each.distribution.at(points[:, n])
        return with_sides(self.decided(values))

    def groups(self, by: By) -> tuple[Group, ...]:
        """Return the inputs one by one, by actor or by kind, in the order of the agenda."""
        one_issue = len({each.issue for each in self.inputs.each}) < 2
        found: dict[tuple[str, str, str], list[int]] = {}
        for column, each in enumerate(self.inputs.each):
            key = {
                By.INPUT: (f"{each.actor}/{each.what}" if one_issue else each.name, each.actor, each.what),
                By.ACTOR: (each.actor, each.actor, ""),
                By.KIND: (each.what, "", each.what),
            }[by]
            found.setdefault(key, []).append(column)
        return tuple(
            Group(name=name, columns=tuple(columns), actor=actor, what=what)
            for (name, actor, what), columns in found.items()
        )

    def sample(self, draws: int, seed: int) -> Sample:
        """Return `draws` plain draws, those of an ensemble with the same seed. Raises InputError for too few."""
        enough(draws)
        uniform = self.inputs.luck(seed, 0, draws)
        values = self.inputs.values(uniform)
        return Sample(
            study=self,
            seed=seed,
            points=self.inputs.correlated(uniform),
            values=values,
            outcomes=self.decided(values, seed=seed),
        )

    def _decided(self, values: Array, first: int, seed: int, held: Held | None) -> Array:
        own, columns = self.own
        column = self.inputs.agenda.column(self.issue)
        joint = any(each.card.joint for each in self.models)
        alone = not joint or not all(each.card.joint for each in self.models)
        together = _moved(self.inputs.placed(values, first=first, seed=seed), self.issue, held) if joint else None
        single = _moved(own.placed(values[:, columns], first=first, seed=seed), self.issue, held) if alone else None
        found = np.empty((len(values), len(self.models)))
        for n, model in enumerate(self.models):
            if model.card.joint and together is not None:
                found[:, n] = model.decide_draws(together)[:, column]
            elif single is not None:
                found[:, n] = model.decide_draws(single)[:, 0]
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Draws of a study: `values` of the inputs (draws, inputs) and `outcomes` (draws, models).

    `points` are the places of the values in their distributions (0-1).
    """

    study: Study
    seed: int
    points: Array
    values: Array
    outcomes: Array

    def __len__(self) -> int:
        return len(self.values)

    @property
    def above(self) -> Array:
        """Whether outcomes lie above the middle: 1, 0, or NaN where nothing is decided."""
        return np.where(np.isnan(self.outcomes), np.nan, self.outcomes > MIDDLE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """Where one actor stands in each draw, whatever its input says."""

    actor: str
    positions: Array

    def part(self, part: slice) -> Held:
        """Return the same of some draws."""
        return replace(self, positions=self.positions[part])


def _moved(drawn: Drawn, issue: str, held: Held | None) -> Drawn:
    if held is None:
        return drawn
    value = drawn.value.copy()
    value[:, drawn.agenda.actors.index(held.actor), drawn.agenda.column(issue)] = held.positions
    return replace(drawn, value=value)


def only(inputs: Inputs, issue: str) -> Inputs:
    """Return the inputs on one issue, of the agenda of those who stand on it."""
    agenda = inputs.agenda
    if agenda.issues == (issue,):
        return inputs
    rows, column = agenda.holders(issue), agenda.column(issue)
    parts = {
        name: getattr(agenda, name)[rows][:, [column]] for name in ("value", "low", "high", "salience", "capability")
    }
    single = replace(
        agenda,
        actors=tuple(agenda.actors[row] for row in rows),
        actor_types=tuple(agenda.actor_types[row] for row in rows),
        issues=(issue,),
        **parts,
    )
    each = tuple(n for n in inputs.each if n.issue in (issue, ALL_ISSUES) and n.actor in single.actors)
    return Inputs(agenda=single, each=each, together=_left(inputs.together, {one.name for one in each}))


def _left(together: tuple[Together, ...], names: set[str]) -> tuple[Together, ...]:
    """The groups that move together among the inputs that are left."""
    parts = (replace(one, inputs=tuple(n for n in one.inputs if n in names)) for one in together if _two(one, names))
    return tuple(parts)


def _two(together: Together, names: set[str]) -> bool:
    return len(names & set(together.inputs)) > 1


def with_sides(outcomes: Array) -> Array:
    """Return outcomes (draws, models) followed by whether they lie above the middle."""
    return np.concatenate([outcomes, np.where(np.isnan(outcomes), np.nan, outcomes > MIDDLE)], axis=1)


def enough(draws: int) -> None:
    """Raise an InputError for a number of draws from which nothing can be said."""
    if draws < LEAST:
        raise InputError(
            f"{draws} draws are too few to tell what an outcome hangs on.", remedy=f"Ask for at least {LEAST}."
        )


def percent(share: float) -> str:
    """Return a share in words, whole hundredths with a no-break space: `31 %`; only a true end is 0 or 100 %."""
    value = 100 * share
    if 0 < value < 0.5:
        return "under\u00a01\u00a0%"
    if 99.5 < value < 100:
        return "over\u00a099\u00a0%"
    return f"{round(value):d}\u00a0%"


def figure(value: float, places: int = 1) -> str:
    """Return a figure with so many places after the point, a rounded zero without a sign."""
    return f"{round(value, places) + 0.0:.{places}f}"


def mid(title: str) -> str:
    """Return the title of a model as it reads within a sentence: `weighted mean`; people keep their capital."""
    return title if title.startswith(_PEOPLE) else title[:1].lower() + title[1:]


def listed(items: Sequence[str]) -> str:
    """Return items as a list in words."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
