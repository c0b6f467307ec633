"""Information: what it would be worth to know one input for certain, so that research goes where it pays.

The expected value of partial perfect information (Raiffa and Schlaifer, Applied Statistical Decision Theory, 1961) is
how much smaller the expected loss of a call becomes once the input is known. Two losses are taken: misjudging the
side of the middle (0 or 1), and the squared error of the outcome. What is expected given the input is a regression on
the draws (Strong, Oakley and Brennan, Medical Decision Making 34 (2014), 311-326) in piecewise linear functions of it.
Every draw is judged by a regression on the other folds, so an input that says nothing is worth 0 on average, not more,
and the standard error is that of a mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError
from contingent.decisions.base import MIDDLE
from contingent.futures.inputs import POSITION
from contingent.futures.studies import By, Group, Names, Sample, Study, enough, listed, percent
from contingent.positions.agenda import Array
from contingent.positions.positions import Position

if TYPE_CHECKING:
    import polars as pl

FOLDS = 8
_KNOTS = {1: 12, 2: 6, 3: 4}
"""Knots by input, by how many inputs are known at once; more than three are taken one after another."""

_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What knowing some inputs is worth under one model.

    `side` is by how much the share of misjudged sides falls (0-1), `squared` by how much the expected squared error of
    the outcome falls (points squared), each with its standard error; `wrong` and `variance` are what they fall from.
    `basis` and `evidence` tell what a position rests on so far, empty where nothing is known of it.
    """

    model: str
    group: Group
    side: float
    side_error: float
    squared: float
    squared_error: float
    wrong: float
    variance: float
    basis: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether it helps to judge the side, by more than chance could pretend."""
        return self.side > _Z * self.side_error

    @property
    def sharpens(self) -> bool:
        """Whether it makes the outcome more certain, by more than chance could pretend."""
        return self.squared > _Z * self.squared_error

    @property
    def sharper(self) -> tuple[float, float, float]:
        """By how many points the standard deviation of the outcome falls, with the ends of its 95 % interval."""
        ends = np.array([self.squared, self.squared - _Z * self.squared_error, self.squared + _Z * self.squared_error])
        value, low, high = np.sqrt(self.variance) - np.sqrt(np.maximum(0.0, self.variance - ends))
        return float(value), float(low), float(high)

    @property
    def gain(self) -> tuple[float, float, float]:
        """By how much the share of misjudged sides falls, with the ends of its 95 % interval."""
        reach = _Z * self.side_error
        return self.side, self.side - reach, self.side + reach

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

        Columns: issue, model, group, actor, what, side, side_error, wrong (share of misjudged sides without it),
        squared, squared_error, variance, remaining (standard deviation left), told, basis, evidence.
        """
        import polars as pl

        kinds = dict.fromkeys(w.group.what for w in self.worths)
        rows = [
            {
                "issue": self.study.issue, "model": w.model, "group": w.group.name, "actor": w.group.actor,
                "what": w.group.what or "all", "side": w.side, "side_error": w.side_error, "wrong": w.wrong,
                "squared": w.squared, "squared_error": w.squared_error, "variance": w.variance,
                "remaining": w.remaining, "told": w.told, "basis": w.basis, "evidence": list(w.evidence),
            }
            for model in self.study.models
            for kind in kinds
            for w in self.of(model.name, what=kind)
        ]  # fmt: skip
        words = ("issue", "model", "group", "actor", "what")
        figures = ("side", "side_error", "wrong", "squared", "squared_error", "variance", "remaining")
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
        lead = f"{title}: the better call on the side of the middle is wrong in {percent(wrong)} of draws."
        best = [w for w in found if w.told]
        if not best:
            none = "No single position, known for certain, would distinguishably improve that"
            return f"{lead} {none}{f'; {place}' if place else ''}.{self._beside(model, 0.0, names)}"
        first = best[0]
        text = (
            f"{lead} Worth researching next is {_whose(first.group, names)}: known for certain, it would be wrong "
            f"in {percent(max(0.0, wrong - first.side))} (gain {100 * first.side:.1f} ± "
            f"{100 * _Z * first.side_error:.1f} points).{_resting(first)}"
        )
        if len(best) > 1:
            text += f" Then {listed([f'{_whose(w.group, names)} ({100 * w.side:.1f})' for w in best[1:3]])}."
        return text + self._beside(model, first.side, names)

    def _beside(self, model: str, side: float, names: Names | None) -> str:
        """Return what other than a position would be worth more, in words."""
        kinds = {w.group.what for w in self.worths if w.group.what not in ("", POSITION)}
        others = [w for kind in sorted(kinds) for w in self.of(model, what=kind) if w.told]
        best = max(others, key=lambda w: w.side, default=None)
        if best is None or best.side - _Z * best.side_error <= side:
            return ""
        return f" Knowing {_whose(best.group, names)} would be worth more ({100 * best.side:.1f} points)."


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
        judged = _Judged.of(sample.outcomes[rows][:, alike], [study.models[n].name for n in alike])
        for group in groups:
            here = group.what == POSITION and study.inputs.each[group.columns[0]].issue == study.issue
            position = held.get(group.actor) if here else None
            worths += judged.worths(sample.points[rows][:, group.columns[:3]], group, position)
    return Information(study=study, worths=tuple(worths), draws=len(sample))


def _alike(known: NDArray[np.bool_]) -> list[list[int]]:
    """Return the models that decide the same draws, which one regression can serve."""
    found: dict[bytes, list[int]] = {}
    for column in range(known.shape[1]):
        found.setdefault(known[:, column].tobytes(), []).append(column)
    return list(found.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Draws of some models: outcomes and sides side by side, and what is lost in each draw without research."""

    models: Sequence[str]
    answers: Array
    lost: Array

    @classmethod
    def of(cls, outcomes: Array, models: Sequence[str]) -> _Judged:
        answers = np.concatenate([outcomes, outcomes > MIDDLE], axis=1)
        return cls(models, answers, cls(models, answers, answers).loss(np.ones((len(outcomes), 1))))

    def loss(self, basis: Array) -> Array:
        """Return squared errors, then misjudged sides, draw by draw, where what is expected is in terms of `basis`."""
        expected, count = _expected(basis, self.answers), len(self.models)
        squared = (self.answers[:, :count] - expected[:, :count]) ** 2
        return np.concatenate([squared, _wrong(expected[:, count:], self.answers[:, count:])], axis=1)

    def worths(self, points: Array, group: Group, position: Position | None) -> list[Worth]:
        """Return what knowing a group is worth under each model."""
        gains = self.lost - self.loss(_basis(points))
        worth, error = gains.mean(axis=0), gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
        count, above = len(self.models), self.answers.mean(axis=0)
        return [
            Worth(
                model=model, group=group,
                side=float(worth[count + n]), side_error=float(error[count + n]),
                squared=float(worth[n]), squared_error=float(error[n]),
                wrong=float(min(above[count + n], 1 - above[count + n])), variance=float(self.answers[:, n].var()),
                basis=position.basis if position else "", evidence=position.evidence if position else (),
            )
            for n, model in enumerate(self.models)
        ]  # fmt: skip


def _wrong(chance: Array, above: Array) -> Array:
    """Return 1 where the likelier side is not the one that came, a half where neither is likelier."""
    return np.where(chance == 0.5, 0.5, np.where(chance > 0.5, 1 - above, above))


def _basis(points: Array) -> Array:
    """Return tent functions of the inputs, whose sums are piecewise linear; products where several are known."""
    knots = _KNOTS[points.shape[1]]
    made = np.ones((len(points), 1))
    for column in points.T:
        at = column * (knots - 1)
        tents = np.maximum(0.0, 1 - np.abs(at[:, None] - np.arange(knots)))
        made = (made[:, :, None] * tents[:, None, :]).reshape(len(points), -1)
    return made


def _expected(basis: Array, answers: Array) -> Array:
    """Return what is expected of each answer in each draw, by regression on the draws of all other folds."""
    edges = np.linspace(0, len(basis), FOLDS + 1).astype(int)
    folds = [slice(start, end) for start, end in pairwise(edges)]
    crossed = [basis[fold].T @ basis[fold] for fold in folds]
    fitted = [basis[fold].T @ answers[fold] for fold in folds]
    whole, sums = np.sum(crossed, axis=0), np.sum(fitted, axis=0)
    found = np.empty_like(answers)
    hair = 1e-9 * len(basis) * np.eye(basis.shape[1])
    for fold, cross, fit in zip(folds, crossed, fitted, strict=True):
        found[fold] = basis[fold] @ np.linalg.solve(whole - cross + hair, sums - fit)
    return found


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
