"""Disagreement: where models give different answers to the same draws, by how much, and under which conditions.

The same is asked of the choices a model leaves open: does a conclusion depend on an option?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import MIDDLE, DecisionModel
from contingent.decisions.options import options_of
from contingent.futures.discovery import Description, conditions_table, describe
from contingent.futures.studies import Names, Sample, Study, enough, listed, mid, percent
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    import polars as pl

QUANTILES = (0.05, 0.5, 0.95)

OPTION_DRAWS = 4_096
"""Draws on which other choices of options are tried."""

NOTICED = 0.05
"""Share of draws below which two answers are told as one."""

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two models on the same draws: `opposite` is the share of draws in which they lie on different sides of the
    middle, with its standard error, `apart` the mean distance of their outcomes (points). `when` says where in the
    space of inputs they lie on different sides."""

    one: str
    other: str
    opposite: float
    opposite_error: float
    apart: float
    when: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Another choice of one option of a model: the share of draws it carries to the other side, and the mean distance.

    `above` is the share of draws above the middle with it.
    """

    model: str
    option: str
    taken: str
    other: str
    opposite: float
    apart: float
    above: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the outcomes of one model lie: share above the middle, and quantiles."""

    model: str
    above: float
    q05: float
    q50: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Where models disagree on an issue. `all_above` and `none_above` are shares of draws, the rest being split."""

    study: Study
    standings: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    choices: tuple[Choice, ...]
    all_above: float
    none_above: float
    draws: int

    @property
    def split(self) -> float:
        """The share of draws in which not all models lie on one side."""
        return 1 - self.all_above - self.none_above

    def table(self) -> pl.DataFrame:
        """Return one row a pair of models: issue, one, other, opposite, opposite_error, apart."""
        import polars as pl

        names = ("one", "other", "opposite", "opposite_error", "apart")
        rows = [{"issue": self.study.issue, **{name: getattr(pair, name) for name in names}} for pair in self.pairs]
        schema = {"issue": pl.String, "one": pl.String, "other": pl.String}
        return pl.DataFrame(rows, schema={**schema, **dict.fromkeys(names[2:], pl.Float64)})

    def by_model(self) -> pl.DataFrame:
        """Return one row a model: issue, model, above (share of draws), q05, q50, q95."""
        import polars as pl

        names = ("model", "above", "q05", "q50", "q95")
        return pl.DataFrame(
            [{"issue": self.study.issue, **{name: getattr(each, name) for name in names}} for each in self.standings]
        )

    def where(self) -> pl.DataFrame:
        """Return the conditions under which pairs lie on different sides; `model` is `one and other`."""
        found = {(f"{pair.one} and {pair.other}", pair.when.kind): pair.when for pair in self.pairs}
        return conditions_table(self.study.issue, found)

    def options(self) -> pl.DataFrame:
        """Return one row for every other choice of an option: issue, model, option, taken, other, opposite, apart,
        above."""
        import polars as pl

        words, figures = ("model", "option", "taken", "other"), ("opposite", "apart", "above")
        rows = [
            {"issue": self.study.issue, **{name: getattr(each, name) for name in (*words, *figures)}}
            for each in self.choices
        ]
        schema = {**dict.fromkeys(("issue", *words), pl.String), **dict.fromkeys(figures, pl.Float64)}
        return pl.DataFrame(rows, schema=schema)

    def sentences(self, names: Names | None = None) -> tuple[str, ...]:
        """Return where models agree and disagree, in words."""
        titles = {model.name: model.card.title for model in self.study.models}
        return (*self._together(titles), *self._apart(titles, names), *self._hanging(titles))

    def _together(self, titles: dict[str, str]) -> list[str]:
        if len(titles) < 2:
            return []
        count = _COUNTS[len(titles)] if len(titles) < len(_COUNTS) else str(len(titles))
        every = (
            f"both models ({listed([mid(each) for each in titles.values()])})"
            if len(titles) == 2
            else f"all {count} models"
        )
        return [
            f"{every[0].upper()}{every[1:]} lie above the middle in {percent(self.all_above)} of draws, none in "
            f"{percent(self.none_above)}; they split in {percent(self.split)}."
        ]

    def _apart(self, titles: dict[str, str], names: Names | None) -> list[str]:
        found = []
        loud = sorted((p for p in self.pairs if p.opposite >= NOTICED), key=lambda p: -p.opposite)
        for pair in loud[:3]:
            who = f"{titles[pair.one]} and {mid(titles[pair.other])}"
            found.append(
                f"{who} lie on different sides in {percent(pair.opposite)} of draws, {pair.apart:.0f} points apart on "
                f"average{_mostly(pair.when, names)}."
            )
        if self.pairs and not loud:
            widest = max(self.pairs, key=lambda p: p.apart)
            found.append(
                f"No two models lie on different sides in as many as {percent(NOTICED)} of draws; furthest apart are "
                f"{mid(titles[widest.one])} and {mid(titles[widest.other])}, by {widest.apart:.0f} points on average."
            )
        return found

    def _hanging(self, titles: dict[str, str]) -> list[str]:
        found = []
        for name in dict.fromkeys(each.model for each in self.choices):
            own = sorted((c for c in self.choices if c.model == name), key=lambda c: -c.opposite)
            loud = [c for c in own if c.opposite >= NOTICED]
            if not loud:
                found.append(
                    f"{titles[name]}: no other choice of an option carries the outcome over the middle in as "
                    f"many as {percent(NOTICED)} of draws."
                )
                continue
            told = [f"{c.option} = {c.other} instead of {c.taken} ({percent(c.opposite)} of draws)" for c in loud[:3]]
            found.append(f"{titles[name]}: the side of the middle depends on options: {listed(told)}.")
        return found


def disagreement(sample: Sample, *, options: bool = True) -> Disagreement:
    """Return where the models of a sample disagree, and which options of theirs matter.

    With one model there are no pairs, and only its options are tried. Draws that a model leaves undecided are left out
    of what concerns it. Raises InputError for too few draws, or where no draw is decided by all models.
    """
    enough(len(sample))
    study, above = sample.study, sample.above
    known = ~np.isnan(above).any(axis=1)
    if not known.any():
        raise InputError("No draw is decided by all models.", remedy="Leave out the model that decides nothing.")
    sides = above[known] > 0
    return Disagreement(
        study=study,
        standings=tuple(_standing(sample.outcomes[:, n], model.name) for n, model in enumerate(study.models)),
        pairs=tuple(_pair(sample, one, other) for one, other in combinations(range(len(study.models)), 2)),
        choices=tuple(_choices(sample)) if options else (),
        all_above=float(sides.all(axis=1).mean()),
        none_above=float((~sides).all(axis=1).mean()),
        draws=len(sample),
    )


def issue_by_model(found: Sequence[Disagreement]) -> pl.DataFrame:
    """Return the map of several issues: issue, model, above, q05, q50, q95, and split (share of draws) of the issue."""
    import polars as pl

    return pl.concat([each.by_model().with_columns(split=pl.lit(each.split)) for each in found])


def _standing(outcomes: Array, model: str) -> Standing:
    known = outcomes[~np.isnan(outcomes)]
    if not len(known):
        return Standing(model=model, above=np.nan, q05=np.nan, q50=np.nan, q95=np.nan)
    low, middle, high = (float(q) for q in np.quantile(known, QUANTILES))
    return Standing(model=model, above=float((known > MIDDLE).mean()), q05=low, q50=middle, q95=high)


def _pair(sample: Sample, one: int, other: int) -> Pair:
    outcomes = sample.outcomes[:, [one, other]]
    known = ~np.isnan(outcomes).any(axis=1)
    outcomes = outcomes[known]
    apart = (outcomes[:, 0] > MIDDLE) != (outcomes[:, 1] > MIDDLE)
    share, count = float(apart.mean()) if len(apart) else 0.0, len(apart)
    mended = (share * count + 1) / (count + 2)
    study = sample.study
    return Pair(
        one=study.models[one].name,
        other=study.models[other].name,
        opposite=share,
        opposite_error=float(np.sqrt(mended * (1 - mended) / max(count, 1))),
        apart=float(np.abs(outcomes[:, 0] - outcomes[:, 1]).mean()) if count else 0.0,
        when=describe(study.inputs.each, sample.values[known], apart, "on different sides"),
    )


def _choices(sample: Sample) -> list[Choice]:
    """Return what every other choice of every option would change, one option at a time."""
    study, found = sample.study, []
    values = sample.values[:OPTION_DRAWS]
    for column, model in enumerate(study.models):
        here = sample.outcomes[: len(values), column]
        for option, other, variant in _variants(model):
            try:
                there = replace(study, models=(variant,)).decided(values, seed=sample.seed)[:, 0]
            except InputError:  # a choice this agenda does not allow is none here
                continue
            known = ~np.isnan(here) & ~np.isnan(there)
            if known.any():
                sides = here[known] > MIDDLE, there[known] > MIDDLE
                found.append(
                    Choice(
                        model=model.name, option=option, taken=str(getattr(model, option)), other=other,
                        opposite=float((sides[0] != sides[1]).mean()),
                        apart=float(np.abs(here[known] - there[known]).mean()), above=float(sides[1].mean()),
                    )
                )  # fmt: skip
    return found


def _variants(model: Any) -> list[tuple[str, str, DecisionModel]]:
    found = []
    for option in options_of(type(model)):
        for other in option.says:
            if other == getattr(model, option.name):
                continue
            try:
                found.append((option.name, other, replace(model, **{option.name: other})))
            except InputError:  # a choice that asks for more than it is told
                continue
    return found


def _mostly(when: Description, names: Names | None) -> str:
    if not when.holds:
        return ""
    issues = {each.input.issue for each in when.conditions}
    told = listed([each.told(names, issue=len(issues) > 1) for each in when.conditions])
    return (
        f", mostly when {told} (covers {percent(when.unseen.coverage)} of such draws; {percent(when.unseen.density)} "
        "of the draws inside are such)"
    )
