"""Discovery: under which conditions on the inputs an outcome comes about, told as a box, or that none describes it.

A box is looked for in one half of the draws (`peeling`) and judged on the other, which it has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contingent.futures.inputs import Input
from contingent.futures.peeling import Box, Fit, Mask, choose, quasi_p
from contingent.futures.studies import Names, Sample, Study, enough, listed, percent
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    import polars as pl

LEAST_OF_KIND = 30
"""Draws of a kind below which nothing is looked for."""

ABOVE, BELOW = "above the middle", "not above the middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One input between two ends, None where that end is open; `p` is how well chance alone could do in its place."""

    input: Input
    low: float | None
    high: float | None
    p: float

    def told(self, names: Names | None = None, *, issue: bool = False) -> str:
        """Return the condition in words: `the position of Russia is above 42`."""
        who = (names or {}).get(self.input.actor, self.input.actor)
        what = f"the {self.input.what} of {who}{f' on {self.input.issue}' if issue else ''}"
        if self.low is None:
            return f"{what} is below {self.high:g}"
        if self.high is None:
            return f"{what} is above {self.low:g}"
        return f"{what} is between {self.low:g} and {self.high:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A box that describes draws of a kind, or the attempt at one.

    `seen` is how it does on the draws it was looked for in, `unseen` on the others. `trade` are all boxes on the way,
    the largest first.
    """

    kind: str
    conditions: tuple[Condition, ...]
    seen: Fit
    unseen: Fit
    trade: tuple[Fit, ...]

    @property
    def rare(self) -> bool:
        """Whether there are too few draws of the kind, or of its opposite, to look for a box."""
        return min(self.seen.kind, self.seen.draws - self.seen.kind) < LEAST_OF_KIND

    @property
    def holds(self) -> bool:
        """Whether it counts as a description of draws it has not seen."""
        return bool(self.conditions) and self.unseen.describes

    def told(self, subject: str, names: Names | None = None) -> str:
        """Return the description, or that there is none, in words; `subject` is who or what is of the kind."""
        base = (self.seen.kind + self.unseen.kind) / (self.seen.draws + self.unseen.draws)
        if self.rare:
            few = "in no draw" if base == 0 else "in every draw" if base == 1 else f"in {percent(base)} of draws"
            return f"{subject} {self.kind} {few}: nothing to tell apart by conditions."
        if not self.holds:
            return (
                f"{subject} {self.kind} in {percent(base)} of draws; no short list of conditions says in which: "
                f"{self._tried()}."
            )
        issues = {each.input.issue for each in self.conditions}
        when = listed([each.told(names, issue=len(issues) > 1) for each in self.conditions])
        return (
            f"{subject} {self.kind} when {when}: this covers {percent(self.unseen.coverage)} of such draws, and "
            f"{percent(self.unseen.density)} of the draws inside are such, against {percent(base)} of all."
        )

    def _tried(self) -> str:
        if not self.conditions:
            return "no restriction of an input makes it distinctly likelier"
        return (
            f"the best box covers {percent(self.unseen.coverage)} of them, and only {percent(self.unseen.density)} of "
            "the draws inside are such"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Under which conditions the outcome of an issue lies above the middle, and not above it, by model."""

    study: Study
    descriptions: dict[tuple[str, str], Description]
    draws: int

    def table(self) -> pl.DataFrame:
        """Return one row a model, kind and condition; a kind without conditions has one row with empty input.

        Columns: issue, model, kind, holds, actor, what, input, low, high, p, and coverage, density, base, each on
        draws not seen, with seen_coverage and seen_density.
        """
        return conditions_table(self.study.issue, self.descriptions)

    def trade_off(self) -> pl.DataFrame:
        """Return coverage, density and share of draws of all boxes on the way: issue, model, kind, step, ..."""
        return trade_table(self.study.issue, self.descriptions)

    def sentences(self, names: Names | None = None) -> tuple[str, ...]:
        """Return the conditions in words, model by model; of the two sides that which is described, else the rarer."""
        found = []
        for model in self.study.models:
            both = [self.descriptions[model.name, kind] for kind in (ABOVE, BELOW)]
            held = [each for each in both if each.holds] or [min(both, key=lambda d: d.seen.base)]
            if both[0].rare:
                held = [max(both, key=lambda d: d.seen.base)]
            found += [each.told(f"{model.card.title}:", names) for each in held]
        if any(each.conditions for each in self.descriptions.values()):
            found.append("Boxes are looked for in one half of the draws; what they cover is counted in the other half.")
        return tuple(found)


def discovery(sample: Sample) -> Discovery:
    """Return under which conditions outcomes lie above the middle, and not above it, under each model.

    Draws that decide nothing are left out. Raises InputError for too few draws.
    """
    enough(len(sample))
    found = {}
    for column, model in enumerate(sample.study.models):
        known = ~np.isnan(sample.outcomes[:, column])
        above = sample.above[known, column] > 0
        for kind, which in ((ABOVE, above), (BELOW, ~above)):
            found[model.name, kind] = describe(sample.study.inputs.each, sample.values[known], which, kind)
    return Discovery(study=sample.study, descriptions=found, draws=len(sample))


def describe(inputs: Sequence[Input], values: Array, which: Mask, kind: str) -> Description:
    """Return a box of `inputs` that describes the draws of which `which` is true.

    Args:
        inputs: what the columns of `values` are.
        values: of the inputs, (draws, inputs); every second draw is looked at, the others judge.
        which: whether each draw is of the kind.
        kind: the kind in words.
    """
    seen, told = values[::2], which[::2]
    box, trade = Box.open(values.shape[1]), [Fit.of(Box.open(values.shape[1]), seen, told)]
    if min(told.sum(), (~told).sum()) >= LEAST_OF_KIND and values.shape[1]:
        box, trade = choose(seen, told)
    fit = Fit.of(box, seen, told)
    conditions = [
        Condition(
            input=inputs[column],
            low=_end(box.low[column]),
            high=_end(box.high[column]),
            p=quasi_p(fit, Fit.of(box.without(column), seen, told)),
        )
        for column in box.inputs
    ]
    return Description(
        kind=kind,
        conditions=tuple(sorted(conditions, key=lambda each: each.p)),
        seen=fit,
        unseen=Fit.of(box, values[1::2], which[1::2]),
        trade=tuple(trade),
    )


def conditions_table(issue: str, descriptions: dict[tuple[str, str], Description]) -> pl.DataFrame:
    """Return descriptions by (model, kind) as a table; see `Discovery.table`."""
    import polars as pl

    rows = []
    for (model, kind), found in descriptions.items():
        for each in found.conditions or (None,):
            rows.append(
                {
                    "issue": issue, "model": model, "kind": kind, "holds": found.holds,
                    "actor": each.input.actor if each else "", "what": each.input.what if each else "",
                    "input": each.input.name if each else "",
                    "low": each.low if each else None, "high": each.high if each else None,
                    "p": each.p if each else None,
                    "coverage": found.unseen.coverage, "density": found.unseen.density, "base": found.unseen.base,
                    "seen_coverage": found.seen.coverage, "seen_density": found.seen.density,
                }
            )  # fmt: skip
    words = dict.fromkeys(("issue", "model", "kind", "actor", "what", "input"), pl.String)
    numbers = ("low", "high", "p", "coverage", "density", "base", "seen_coverage", "seen_density")
    order = ("issue", "model", "kind", "holds", "actor", "what", "input", *numbers)
    schema = {**words, "holds": pl.Boolean, **dict.fromkeys(numbers, pl.Float64)}
    return pl.DataFrame(rows, schema={name: schema[name] for name in order})


def trade_table(issue: str, descriptions: dict[tuple[str, str], Description]) -> pl.DataFrame:
    """Return the boxes on the way to each description: issue, model, kind, step, coverage, density, inside."""
    import polars as pl

    rows = [
        (issue, model, kind, step, fit.coverage, fit.density, fit.inside / fit.draws)
        for (model, kind), found in descriptions.items()
        for step, fit in enumerate(found.trade)
    ]
    names = ["issue", "model", "kind", "step", "coverage", "density", "inside"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _end(limit: float) -> float | None:
    return float(limit) if np.isfinite(limit) else None
