"""Ensembles: the same decision drawn many times over everything the positions leave open.

Each uncertain input is drawn from its distribution; every draw is decided by every model. The result is one
distribution per issue and model, with its Monte-Carlo error: not what will happen, but what the stated positions allow.

What is where, for whoever builds on it:

* `explore(agenda, models, draws, seed)` is the short way: stated ranges, plain draws, threads, in memory.
  `run(plan, ...)` in `futures.runs` takes any `Plan` (inputs, models, draws, seed, design, kernel) and any runner;
  `run_in(folder, plan, ...)` in `futures.folders` can be stopped and goes on where it was.
* `ensemble.keys`: all (issue, model). `ensemble.statistics(issue, model)` -> `Statistics`: mean, sd, quantile(q),
  over_50, shares, errors, undecided, fine `bins`; for any number of draws. `ensemble.joint(issue)` -> `Joint`: how the
  models differ draw by draw (mean absolute differences, counts of which lie above the middle together).
* `ensemble.draws` are the outcomes themselves: up to 100,000 draws are kept, larger runs only when asked for (`keep`).
  It raises InputError where they were not kept; `ensemble.kept` says whether they are. NaN: nobody had weight.
* `ensemble.plan.inputs.values(points)` gives the drawn inputs again, `plan.design.luck(inputs, seed, first, count)` the
  points: draw n of a run is always the same. `ensemble.inputs_table()` lists them for small runs.
* `ensemble.skipped`: models that could not read the agenda, each with the reason. They are in no table: say so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import Assumption, DecisionModel, weighed
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.inputs import stated_ranges
from contingent.futures.plans import Plan
from contingent.futures.summaries import BINS, HIGH_END, LOW_END, Joint, Statistics, Tally, joint, statistics
from contingent.positions.agenda import VARIANTS, Agenda, Array

if TYPE_CHECKING:
    import polars as pl

    from contingent.futures.runners.base import Runner

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BANDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"near zero": (0.0, LOW_END), "near fifty": (LOW_END, HIGH_END), "near hundred": (HIGH_END, 100.0)}
)
"""Named parts of the scale: nearest to its zero, its middle, its hundred. A border belongs to the middle."""

SALIENCE_BAND = 15.0
"""Points either way within which a coder's salience is drawn."""

DEFAULT_MODELS: tuple[DecisionModel, ...] = (Compromise(), Median())

Key = tuple[str, str]
"""Issue and name of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A model that is in none of the figures, and why."""

    model: str
    reason: str

    def __str__(self) -> str:
        return f"{self.model} is left out: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ensemble:
    """Outcomes of many draws: one row of numbers per issue and model.

    `plan` is what was computed, with the models that could; `tally` the sums over all draws. `point` is the outcome at
    the stated positions. `assumptions` are what the drawing rests on, `skipped` the models that are left out.
    """

    plan: Plan
    tally: Tally
    point: Mapping[Key, float]
    assumptions: tuple[Assumption, ...]
    skipped: tuple[Skipped, ...] = ()
    outcomes: Array | None = None
    """Outcomes of shape (models, issues, draws) where they are kept."""

    @property
    def agenda(self) -> Agenda:
        """The agenda whose inputs were drawn."""
        return self.plan.agenda

    @property
    def seed(self) -> int:
        """The seed of the run."""
        return self.plan.seed

    @property
    def count(self) -> int:
        """How many draws were made."""
        return self.plan.draws

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models, in their order."""
        return tuple(model.name for model in self.plan.models)

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every issue with every model, issue by issue."""
        return tuple((issue, model) for issue in self.agenda.issues for model in self.models)

    @property
    def kept(self) -> bool:
        """Whether the outcomes of single draws are kept."""
        return self.outcomes is not None

    @property
    def draws(self) -> Mapping[Key, Array]:
        """The outcomes by issue and model, in the order of the draws. Raises InputError where they were not kept."""
        if self.outcomes is None:
            raise InputError(
                f"The outcomes of {self.count:,} draws were not kept one by one.",
                remedy="Use the summary or the histogram, or let the run write its table.",
            )
        return {key: self.outcomes[at] for key, at in self._places().items()}

    @property
    def pivotal(self) -> Mapping[Key, Mapping[str, float]]:
        """By issue and model the share of draws (0-1) in which the outcome rested on each actor who stands there.

        0 for all where the model knows no pivot.
        """
        return {key: self._pivotal(key[0], *at) for key, at in self._places().items()}

    def statistics(self, issue: str, model: str) -> Statistics:
        """Return what the draws of one issue and model come to. Raises InputError for an unknown one."""
        at = self._at(issue, model)
        return statistics(self.tally, *at, None if self.outcomes is None else self.outcomes[at])

    def joint(self, issue: str) -> Joint:
        """Return how the models differ on an issue, draw by draw. Raises NotFoundError for an unknown issue."""
        return joint(self.tally, self.models, self.agenda.column(issue))

    def summary(self) -> pl.DataFrame:
        """Return one row per issue and model.

        Columns: issue, model, actors, point, mean, sd, q05, q25, q50, q75, q95, over_50 (share of draws above the
        middle), near_zero, near_fifty, near_hundred (shares by band), mean_error, over_50_error (Monte-Carlo standard
        errors), q50_low and q50_high (95 % interval of the median of the draws by order statistics), undecided (draws
        in which nobody had weight; all else is of the others). Beyond the draws that are kept, quantiles are off by
        0.05 points at most.
        """
        import polars as pl

        return pl.DataFrame([self._row(*key) for key in self.keys])

    def histogram(self, issue: str, model: str, *, bins: int = 20) -> pl.DataFrame:
        """Return `low`, `high`, `count` and `share` (of all draws) of equal bins over 0-100.

        Raises InputError for an unknown issue or model, or where draws are not kept and `bins` does not divide 2000.
        """
        import polars as pl

        found = self.statistics(issue, model)
        if BINS % bins == 0:
            counts = found.bins.reshape(bins, -1).sum(axis=1)
        elif found.kept is not None:
            counts = np.histogram(found.kept[np.isfinite(found.kept)], bins=bins, range=(0, 100))[0]
        else:
            raise InputError(f"{bins} bins cannot be had without the draws.", remedy=f"Ask for a divisor of {BINS}.")
        edges = np.linspace(0, 100, bins + 1)
        return pl.DataFrame(
            {"low": edges[:-1], "high": edges[1:], "count": counts, "share": counts / self.count},
            schema_overrides={"count": pl.Int64},
        )

    def table(self) -> pl.DataFrame:
        """Return every draw as a tidy table: issue, model, draw (from 0), outcome (0-100; null where undecided).

        Raises InputError where the draws were not kept.
        """
        import polars as pl

        number = np.arange(self.count)
        frames = [
            pl.DataFrame({"draw": number, "outcome": values}, nan_to_null=True).with_columns(
                issue=pl.lit(issue), model=pl.lit(model)
            )
            for (issue, model), values in self.draws.items()
        ]
        return pl.concat(frames).select("issue", "model", "draw", "outcome")

    def inputs_table(self) -> pl.DataFrame:
        """Return the drawn inputs: draw, and a column for each, named issue/actor/what.

        For as many draws as fit into memory; a run in a folder writes them part by part.
        """
        import polars as pl

        plan = self.plan
        values = plan.inputs.values(plan.design.luck(plan.inputs, plan.seed, 0, plan.draws))
        columns = {name: values[:, number] for number, name in enumerate(plan.inputs.names)}
        return pl.DataFrame({"draw": np.arange(plan.draws), **columns})

    def leverage(self) -> pl.DataFrame:
        """Return one row per issue, model and actor: issue, model, actor, actor_type, share (of weight), pivotal."""
        import polars as pl

        rows = []
        pivotal = self.pivotal
        for issue, model in self.keys:
            at, _, weight = weighed(self.agenda, issue)
            for row, part in zip(at, weight / weight.sum(), strict=True):
                actor = self.agenda.actors[row]
                kind = self.agenda.actor_types[row]
                rows.append((issue, model, actor, kind, float(part), pivotal[issue, model][actor]))
        names = ["issue", "model", "actor", "actor_type", "share", "pivotal"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def _places(self) -> dict[Key, tuple[int, int]]:
        return {
            (issue, model): (row, column)
            for column, issue in enumerate(self.agenda.issues)
            for row, model in enumerate(self.models)
        }

    def _at(self, issue: str, model: str) -> tuple[int, int]:
        places = self._places()
        if (issue, model) not in places:
            known = sorted(f"{i}/{m}" for i, m in places)
            raise InputError(f"Nothing was drawn for {issue}/{model}.", remedy=f"Drawn were: {', '.join(known)}.")
        return places[issue, model]

    def _pivotal(self, issue: str, row: int, column: int) -> dict[str, float]:
        holders = [self.agenda.actors[n] for n in self.agenda.holders(issue)]
        sums = self.tally.pivotal.get((row, column))
        if sums is None:
            return dict.fromkeys(holders, 0.0)
        return {actor: float(part) for actor, part in zip(holders, sums / self.count, strict=True)}

    def _row(self, issue: str, model: str) -> dict[str, object]:
        found = self.statistics(issue, model)
        low, high = found.median_interval()
        near_zero, near_hundred = found.share(found.near_zero), found.share(found.near_hundred)
        return {
            "issue": issue,
            "model": model,
            "actors": len(self.agenda.holders(issue)),
            "point": self.point[issue, model],
            "mean": found.mean,
            "sd": found.sd,
            **{f"q{round(q * 100):02d}": found.quantile(q) for q in QUANTILES},
            "over_50": found.over_50,
            "near_zero": near_zero,
            "near_fifty": 1.0 - near_zero - near_hundred,
            "near_hundred": near_hundred,
            "mean_error": found.mean_error,
            "over_50_error": found.over_50_error,
            "q50_low": low,
            "q50_high": high,
            "undecided": found.undecided,
        }


def explore(
    agenda: Agenda,
    models: Sequence[DecisionModel] = DEFAULT_MODELS,
    draws: int = 10_000,
    seed: int = 1,
    *,
    salience_band: float = SALIENCE_BAND,
    runner: Runner | None = None,
) -> Ensemble:
    """Return the outcomes of `draws` draws of every issue of `agenda` under every model.

    A position is drawn from the triangular distribution of its low, value and high, a salience from that of itself and
    `salience_band` points either way, cut to 0-100 (0: salience stays fixed). Draws are keyed by issue, actor and kind
    of number, so the same `seed` gives the same bytes and an added actor does not change the luck of the others.
    A model that cannot read the agenda is left out and named in `skipped`; if none can, the first error is raised.
    Raises InputError for a number of draws that cannot be, a band out of 0 to 100, no model or two of one name, or an
    issue on which nobody has weight.
    """
    from contingent.futures.runs import run

    if not 0 <= salience_band <= 100:
        raise InputError(f"The band of salience is {salience_band}.", remedy="Give 0 to 100 points.")
    inputs = stated_ranges(agenda, salience_band)
    return run(Plan(inputs=inputs, models=tuple(models), draws=draws, seed=seed), runner=runner)


def explore_variants(
    agenda: Agenda,
    models: Sequence[DecisionModel] = DEFAULT_MODELS,
    draws: int = 10_000,
    seed: int = 1,
    *,
    variants: Mapping[str, Collection[str] | None] = VARIANTS,
) -> dict[str, Ensemble]:
    """Return an ensemble per variant of who counts, with the same luck for each actor in all of them.

    Issues on which a variant leaves nobody are missing from it. Raises what `explore` raises.
    """
    return {name: explore(agenda.of_types(types), models, draws, seed) for name, types in variants.items()}
