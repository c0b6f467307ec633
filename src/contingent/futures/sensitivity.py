"""Sensitivity: which actors and which inputs the outcome of an issue hangs on, model by model.

Independent inputs are told by Sobol' indices (`indices`), inputs that move together by Shapley effects (`shapley`), and
in both cases by delta (`delta`), which sees the whole distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contingent.futures.delta import deltas
from contingent.futures.indices import sobol
from contingent.futures.shapley import shapley
from contingent.futures.studies import (
    LEAST,
    By,
    Group,
    Names,
    Sample,
    Study,
    Target,
    enough,
    figure,
    listed,
    percent,
    with_sides,
)
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    import polars as pl

MANY = 3
"""How many actors or inputs a sentence names."""

MOST_INPUTS = 80
"""Uncertain inputs up to which each is looked at by itself; of more, only actors and kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one actor, input or kind of input accounts for, of one target of one model.

    `first` is the share of variance that goes once it is known, `total` the share that stays while only it is unknown;
    for inputs that move together both are None and `share` is the Shapley effect. `delta` (0-1, inputs only) is how far
    knowing it shifts the whole distribution. Each comes with the ends of its 95 % interval: (value, low, high).
    """

    model: str
    target: Target
    by: By
    group: Group
    first: tuple[float, float, float] | None = None
    total: tuple[float, float, float] | None = None
    share: tuple[float, float, float] | None = None
    delta: tuple[float, float, float] | None = None

    @property
    def main(self) -> tuple[float, float, float]:
        """What it is ranked by: the total index, or the Shapley effect of inputs that move together."""
        found = self.total if self.total is not None else self.share
        assert found is not None
        return found

    @property
    def told(self) -> bool:
        """Whether it can be told from none: its interval lies above 0."""
        return self.main[1] > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """What the outcome on an issue hangs on. `weights` are empty for a target that does not vary.

    `base` is the size of the design; `answers` how often each model was asked. `spread` gives mean and standard
    deviation of each target by model. `correlated` says that inputs move together.
    """

    study: Study
    weights: tuple[Weight, ...]
    spread: dict[tuple[str, Target], tuple[float, float]]
    base: int
    answers: int
    left_out: int
    correlated: bool

    def of(self, model: str, target: Target = Target.OUTCOME, by: By = By.ACTOR) -> tuple[Weight, ...]:
        """Return the weights of one model and target, the heaviest first."""
        self.study.column_of(model)
        found = (w for w in self.weights if (w.model, w.target, w.by) == (model, target, by))
        return tuple(sorted(found, key=lambda w: -w.main[0]))

    def table(self) -> pl.DataFrame:
        """Return one row a model, target and group.

        Columns: issue, model, target, by, group, actor, what, then first, total, share and delta, each with `_low` and
        `_high` (null where it is not defined), and told: whether it can be told from none.
        """
        import polars as pl

        rows = []
        for w in self.weights:
            row: dict[str, object] = {
                "issue": self.study.issue, "model": w.model, "target": w.target.value, "by": w.by.value,
                "group": w.group.name, "actor": w.group.actor, "what": w.group.what,
            }  # fmt: skip
            for name in ("first", "total", "share", "delta"):
                value = getattr(w, name) or (None, None, None)
                row |= dict(zip((name, f"{name}_low", f"{name}_high"), value, strict=True))
            rows.append({**row, "told": w.told})
        words = ("issue", "model", "target", "by", "group", "actor", "what")
        figures = [f"{name}{end}" for name in ("first", "total", "share", "delta") for end in ("", "_low", "_high")]
        schema = {**dict.fromkeys(words, pl.String), **dict.fromkeys(figures, pl.Float64), "told": pl.Boolean}
        return pl.DataFrame(rows, schema=schema)

    def sentences(self, names: Names | None = None) -> tuple[str, ...]:
        """Return what the outcome of each model hangs on, in words."""
        found = [text for model in self.study.models for text in self._of_model(model.name, model.card.title, names)]
        if self.left_out:
            found.append(f"{self.left_out} of {self.base} points of the design decide nothing and are left out.")
        if self.correlated:
            found.append("Inputs that move together share what they bring about jointly evenly (Shapley effects).")
        return tuple(found)

    def _of_model(self, model: str, title: str, names: Names | None) -> list[str]:
        mean, deviation = self.spread[model, Target.OUTCOME]
        heavy = self.of(model)
        if not heavy:
            return [f"{title}: the outcome is {mean:.1f} whatever the inputs are; nothing that is left open moves it."]
        shown = [each for each in heavy if each.told][:MANY]
        what = "Shapley effect" if self.correlated else "total effect"
        told = listed([f"{each.group.told(names)} ({_figures(each)})" for each in shown]) or "nobody in particular"
        found = [
            f"{title}: the outcome ({mean:.1f}, standard deviation {deviation:.1f}) hangs most on {told}; in brackets "
            f"the {what}, a share of its variance, with its 95 % interval."
        ]
        found += self._interplay(model, title)
        none = [each.group.told(names) for each in heavy if not each.told]
        if none:
            found.append(f"{title}: not distinguishable from none: {listed(none)}.")
        return [*found, self._side(model, title, names)]

    def _interplay(self, model: str, title: str) -> list[str]:
        parts = [w.first[0] for w in self.of(model, by=By.INPUT) if w.first is not None]
        if not parts:
            return []
        alone = min(1.0, max(0.0, float(sum(parts))))
        kinds = [f"{w.group.told()} {percent(w.main[0])}" for w in self.of(model, by=By.KIND)]
        beside = f" By kind: {listed(kinds)}." if len(kinds) > 1 else ""
        return [
            f"{title}: one by one the inputs account for {percent(alone)} of the variance; the rest is interplay."
            f"{beside}"
        ]

    def _side(self, model: str, title: str, names: Names | None) -> str:
        share, _ = self.spread[model, Target.ABOVE]
        heavy = [each for each in self.of(model, Target.ABOVE) if each.told][:MANY]
        if share in (0.0, 1.0):
            return f"{title}: {'above' if share else 'not above'} the middle in every draw of the design."
        told = listed([f"{each.group.told(names)} ({_figures(each)})" for each in heavy]) or "nobody in particular"
        return f"{title}: above the middle in {percent(share)} of draws; that hangs most on {told}."


def sensitivity(study: Study, draws: int = 8192, seed: int = 1, *, by: Sequence[By] = tuple(By)) -> Sensitivity:
    """Return what the outcome of a study hangs on, by actor, by input and by kind of input.

    Args:
        study: the issue, the models and what is uncertain.
        draws: size of the design, taken up to the next power of two; each model is asked so many times for every group
            and twice more.
        seed: of the design.
        by: what is taken as one; inputs one by one only up to 80 of them, as in a study of joint decisions.

    Raises InputError for fewer than 256 draws, or where most points decide nothing.
    """
    enough(draws)
    single = study.dimensions <= MOST_INPUTS
    kinds = {kind: study.groups(kind) for kind in dict.fromkeys(by) if single or kind is not By.INPUT}
    if study.correlation is None:
        return _independent(study, kinds, draws, seed)
    return _together(study, kinds, draws, seed)


def _independent(study: Study, kinds: dict[By, tuple[Group, ...]], draws: int, seed: int) -> Sensitivity:
    columns = list(dict.fromkeys(group.columns for groups in kinds.values() for group in groups))
    found = sobol(study.answer, study.dimensions, columns, draws, seed)
    place = {each: n for n, each in enumerate(columns)}
    given = _deltas(study, draws, seed)
    weights = [
        Weight(
            model=model, target=target, by=by, group=group,
            first=_triple(found.first[place[group.columns], n]), total=_triple(found.total[place[group.columns], n]),
            delta=_triple(given[group.columns[0], n]) if by is By.INPUT else None,
        )
        for n, (model, target) in enumerate(study.targets)
        for by, groups in kinds.items()
        for group in groups
        if found.variance[n] > 0
    ]  # fmt: skip
    return Sensitivity(
        study=study,
        weights=tuple(weights),
        spread=_spread(study, found.mean, found.variance),
        base=found.base,
        answers=found.base * (len(columns) + 2),
        left_out=found.left_out,
        correlated=False,
    )


def _together(study: Study, kinds: dict[By, tuple[Group, ...]], draws: int, seed: int) -> Sensitivity:
    given = _deltas(study, draws, seed)
    weights: list[Weight] = []
    answers, base, spread = 0, 0, {}
    for by, groups in kinds.items():
        found = shapley(study.answer, [group.columns for group in groups], draws, seed, study.correlation)
        base, answers = found.base, answers + found.base * (len(groups) + 1)
        spread = _spread(study, found.mean, found.variance)
        weights += [
            Weight(
                model=model, target=target, by=by, group=group, share=_triple(found.share[at, n]),
                delta=_triple(given[group.columns[0], n]) if by is By.INPUT else None,
            )
            for n, (model, target) in enumerate(study.targets)
            for at, group in enumerate(groups)
            if found.variance[n] > 0
        ]  # fmt: skip
    return Sensitivity(
        study=study, weights=tuple(weights), spread=spread, base=base, answers=answers, left_out=0, correlated=True
    )


def _deltas(study: Study, draws: int, seed: int) -> Array:
    if study.dimensions > MOST_INPUTS:
        return np.full((study.dimensions, len(study.targets), 3), np.nan)
    sample: Sample = study.sample(max(draws, LEAST), seed)
    return deltas(sample.points, with_sides(sample.outcomes), seed).delta


def _spread(study: Study, mean: Array, variance: Array) -> dict[tuple[str, Target], tuple[float, float]]:
    return {key: (float(mean[n]), float(np.sqrt(variance[n]))) for n, key in enumerate(study.targets)}


def _triple(figures: Array) -> tuple[float, float, float] | None:
    if np.isnan(figures).any():
        return None
    value, low, high = map(float, figures)
    return value, low, high


def _figures(weight: Weight) -> str:
    """Return a share and its interval in one rounding, the ends cut at what a share can be."""
    value, low, high = (min(1.0, max(0.0, each)) for each in weight.main)
    if value < 0.095:
        return f"{figure(100 * value)}\u00a0%, {figure(100 * low)}–{figure(100 * high)}"
    return f"{percent(value)}, {100 * low:.0f}–{100 * high:.0f}"
