"""Information: what it would be worth to know one input for certain, so that research goes where it pays.

The expected value of partial perfect information (Raiffa and Schlaifer, Applied Statistical Decision Theory, 1961) is
how much smaller the expected loss of a call becomes once the input is known. Two losses are taken: misjudging the
side of the middle (0 or 1), and the squared error of the outcome. Both are worked out from the same plain draws (as in
Strong, Oakley and Brennan, Medical Decision Making 34 (2014), 311-326), in `futures.calls`: an input that says nothing
is worth 0 on average, neither more nor less, so that a small negative figure is noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError
from contingent.decisions.base import MIDDLE
from contingent.futures.calls import explained, gained
from contingent.futures.inputs import POSITION
from contingent.futures.studies import By, Group, Names, Sample, Study, enough, figure, listed
from contingent.positions.agenda import Array
from contingent.positions.positions import Position

if TYPE_CHECKING:
    import polars as pl

_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What knowing some inputs is worth under one model.

    `side` is by how much the share of misjudged sides falls (0-1), `squared` by how much the expected squared error of
    the outcome falls (points squared), each with its standard error; `wrong` and `variance` are what they fall from.
    `side_doubt` is what the fit of a call leaves uncertain beside the standard error.
    `basis` and `evidence` tell what a position rests on so far, empty where nothing is known of it.
    """

    model: str
    group: Group
    side: float
    side_error: float
    side_doubt: float
    squared: float
    squared_error: float
    wrong: float
    variance: float
    basis: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether it helps to judge the side, by more than chance could pretend."""
        return self.side > self.reach

    @property
    def sharpens(self) -> bool:
        """Whether it makes the outcome more certain, by more than chance could pretend."""
        return self.squared > _Z * self.squared_error

    @property
    def reach(self) -> float:
        """Half the width of the 95 % interval of `side`, before it is cut at 0: knowing cannot make a call worse."""
        return _Z * self.side_error + self.side_doubt

    @property
    def sharper(self) -> tuple[float, float, float]:
        """By how many points the standard deviation of the outcome falls, with the ends of its 95 % interval."""
        reach = _Z * self.squared_error
        ends = np.array([self.squared, max(0.0, self.squared - reach), max(0.0, self.squared + reach)])
        value, low, high = np.sqrt(self.variance) - np.sqrt(np.maximum(0.0, self.variance - ends))
        return float(value), float(low), float(high)

    @property
    def gain(self) -> tuple[float, float, float]:
        """By how much the share of misjudged sides falls, with the ends of its 95 % interval, none below 0."""
        return self.side, max(0.0, self.side - self.reach), max(0.0, self.side + self.reach)

    @property
    def figures(self) -> tuple[str, str]:
        """Both worths in points as a table shows them: `3.1 ± 0.9`, `0.42`."""
        return f"{figure(100 * self.side)} ± {figure(100 * self.reach)}", figure(self.sharper[0], 2)

    @property
    def remaining(self) -> float:
        """The standard deviation of the outcome that is left once it is known."""
        return float(np.sqrt(max(0.0, self.variance - max(0.0, self.squared))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """What would be worth finding out about an issue: every position, every other input, every actor as a whole."""

    study: Study
    worths: tuple[Worth, ...]
    draws: int

    def of(self, model: str, *, what: str | None = POSITION) -> tuple[Worth, ...]:
        """Return what inputs of one kind are worth under a model, the most first; `what` None: actors as a whole."""
        self.study.column_of(model)
        found = (w for w in self.worths if w.model == model and w.group.what == (what or ""))
        return tuple(sorted(found, key=lambda w: (-max(w.side, 0.0) if w.told else 0.0, -w.squared)))

    def table(self) -> pl.DataFrame:
        """Return one row a model and what could be known, the most worth first.

        Columns: issue, model, group, actor, what, side, side_error, side_doubt, wrong (share misjudged without it),
        squared, squared_error, variance, remaining (standard deviation left), told, basis, evidence.
        """
        import polars as pl

        kinds = dict.fromkeys(w.group.what for w in self.worths)
        rows = [
            {
                "issue": self.study.issue, "model": w.model, "group": w.group.name, "actor": w.group.actor,
                "what": w.group.what or "all", "side": w.side, "side_error": w.side_error,
                "side_doubt": w.side_doubt, "wrong": w.wrong,
                "squared": w.squared, "squared_error": w.squared_error, "variance": w.variance,
                "remaining": w.remaining, "told": w.told, "basis": w.basis, "evidence": list(w.evidence),
            }
            for model in self.study.models
            for kind in kinds
            for w in self.of(model.name, what=kind)
        ]  # fmt: skip
        words = ("issue", "model", "group", "actor", "what")
        figures = ("side", "side_error", "side_doubt", "wrong", "squared", "squared_error", "variance", "remaining")
        schema: dict[str, Any] = {
            **dict.fromkeys(words, pl.String), **dict.fromkeys(figures, pl.Float64), "told": pl.Boolean,
            "basis": pl.String, "evidence": pl.List(pl.String),
        }  # fmt: skip
        return pl.DataFrame(rows, schema=schema)

    def sentences(self, names: Names | None = None) -> tuple[str, ...]:
        """Return which position is worth researching next, model by model, in words."""
        return tuple(self._of_model(model.name, model.card.title, names) for model in self.study.models)

    def _of_model(self, model: str, title: str, names: Names | None) -> str:
        found = self.of(model)
        if not found:
            return f"{title}: no position is left open, so there is none to research."
        wrong = found[0].wrong
        sharper = max(found, key=lambda w: w.squared)
        place = f"to place the outcome, research {_sharper(sharper, names)}" if sharper.sharpens else ""
        if wrong == 0:
            more = f"; {place}" if place else ""
            return f"{title}: the side of the middle is the same in every draw, no research could change it{more}."
        lead = f"{title}: the better call on the side of the middle is wrong in {_exact(wrong)} of draws."
        best = [w for w in found if w.told]
        if not best:
            none = "No single position, known for certain, would distinguishably improve that"
            return f"{lead} {none}{f'; {place}' if place else ''}.{self._beside(model, 0.0, names)}"
        first = best[0]
        text = (
            f"{lead} Worth researching next is {_whose(first.group, names)}: known for certain, it would be wrong "
            f"in {_exact(max(0.0, wrong - first.side))} (gain {figure(100 * first.side)} ± "
            f"{figure(100 * first.reach)} points).{_resting(first)}"
        )
        if len(best) > 1:
            text += f" Then {listed([f'{_whose(w.group, names)} ({figure(100 * w.side)})' for w in best[1:3]])}."
        return text + self._beside(model, first.side, names)

    def _beside(self, model: str, side: float, names: Names | None) -> str:
        """Return what other than a position would be worth more, in words."""
        kinds = {w.group.what for w in self.worths if w.group.what not in ("", POSITION)}
        others = [w for kind in sorted(kinds) for w in self.of(model, what=kind) if w.told]
        best = max(others, key=lambda w: w.side, default=None)
        if best is None or best.side - best.reach <= side:
            return ""
        return f" Knowing {_whose(best.group, names)} would be worth more ({figure(100 * best.side)} points)."


def information(sample: Sample, positions: Sequence[Position] = ()) -> Information:
    """Return what knowing each input, and each actor's inputs together, would be worth under each model.

    Args:
        sample: draws of a study; inputs may move together.
        positions: what is stored, so that the answer can say on what a position rests so far.

    Raises InputError for too few draws.
    """
    enough(len(sample))
    study = sample.study
    held = {p.actor: p for p in positions if p.issue == study.issue}
    groups = list(study.groups(By.INPUT))
    groups += [group for group in study.groups(By.ACTOR) if len(group.columns) > 1]
    known = ~np.isnan(sample.outcomes)
    for column, model in enumerate(study.models):
        if known[:, column].mean() < 0.5:
            raise InputError(
                f"Under {model.name} most draws decide nothing: nobody in them has weight.",
                remedy="Give an actor a salience or capability whose range does not begin at 0.",
            )
    worths: list[Worth] = []
    for alike in _alike(known):
        rows = known[:, alike[0]]
        judged = _Judged([study.models[n].name for n in alike], sample.outcomes[rows][:, alike])
        for group in groups:
            here = group.what == POSITION and study.inputs.each[group.columns[0]].issue == study.issue
            position = held.get(group.actor) if here else None
            worths += judged.worths(sample.points[rows][:, group.columns[:3]], group, position)
    return Information(study=study, worths=tuple(worths), draws=len(sample))


def _alike(known: NDArray[np.bool_]) -> list[list[int]]:
    """Return the models that decide the same draws, which can be looked at side by side."""
    found: dict[bytes, list[int]] = {}
    for column in range(known.shape[1]):
        found.setdefault(known[:, column].tobytes(), []).append(column)
    return list(found.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Draws of some models: their outcomes, and on which side of the middle these lie."""

    models: Sequence[str]
    outcomes: Array

    def worths(self, points: Array, group: Group, position: Position | None) -> list[Worth]:
        """Return what knowing a group, whose places in their distributions are `points`, is worth under each model."""
        above = (self.outcomes > MIDDLE).astype(float)
        side, side_error, side_doubt = gained(points, above)
        squared, squared_error = explained(points, self.outcomes)
        shares = above.mean(axis=0)
        return [
            Worth(
                model=model, group=group, side=float(side[n]), side_error=float(side_error[n]),
                side_doubt=float(side_doubt[n]), squared=float(squared[n]), squared_error=float(squared_error[n]),
                wrong=float(min(shares[n], 1 - shares[n])), variance=float(self.outcomes[:, n].var()),
                basis=position.basis if position else "", evidence=position.evidence if position else (),
            )
            for n, model in enumerate(self.models)
        ]  # fmt: skip


def _exact(share: float) -> str:
    """Return a share with the places that the gain beside it has."""
    return f"{figure(100 * share)}\u00a0%"


def _whose(group: Group, names: Names | None) -> str:
    return f"the {group.what} of {(names or {}).get(group.actor, group.actor)}"


def _sharper(worth: Worth, names: Names | None) -> str:
    left = f"{np.sqrt(worth.variance):.1f} to {worth.remaining:.1f}"
    return f"{_whose(worth.group, names)} (its standard deviation would fall from {left})"


def _resting(worth: Worth) -> str:
    if not worth.basis:
        return ""
    if worth.basis == "explicit":
        return f" It is stated outright so far{_cited(worth)}."
    return f" So far it is only inferred{_cited(worth)}."


def _cited(worth: Worth) -> str:
    if not worth.evidence:
        return ", without a statement"
    more = f" and {len(worth.evidence) - 3} more" if len(worth.evidence) > 3 else ""
    return f" (from {', '.join(worth.evidence[:3])}{more})"
