"""Ensembles: the same decision drawn many times over everything the positions leave open.

Each position is drawn from its low-high range, each salience from a band around it; every draw is decided by every
model. The result is one distribution per issue and model, with its Monte-Carlo error: not what will happen, but what
the stated positions allow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import polars as pl

from contingent.base.errors import InputError
from contingent.decisions.base import (
    MIDDLE,
    Assumption,
    DecisionModel,
    WeighingModel,
    assumptions_of,
    weighed,
)
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.streams import triangular, uniforms
from contingent.positions.agenda import VARIANTS, Agenda, Array

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BANDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"near zero": (0.0, 25.0), "near fifty": (25.0, 75.0), "near hundred": (75.0, 100.0)}
)
"""Named parts of the scale: nearest to its zero, its middle, its hundred. A border belongs to the middle."""

SALIENCE_BAND = 15.0
"""Points either way within which a coder's salience is drawn."""

MOST_DRAWS = 10_000_000
DEFAULT_MODELS: tuple[DecisionModel, ...] = (Compromise(), Median())

Key = tuple[str, str]
"""Issue and name of the model."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ensemble:
    """Outcomes of many draws: one row of numbers per issue and model.

    `draws` maps (issue, model) to the outcomes in the order of the draws; `pivotal` maps (issue, model) to the share of
    draws (0-1) in which the outcome rested on each actor, with 0 for all where the model knows no pivot. `point` is the
    outcome at the stated positions. `assumptions` are what the drawing rests on.
    """

    agenda: Agenda
    seed: int
    count: int
    draws: Mapping[Key, Array]
    point: Mapping[Key, float]
    pivotal: Mapping[Key, Mapping[str, float]]
    assumptions: tuple[Assumption, ...]

    def summary(self) -> pl.DataFrame:
        """Return one row per issue and model.

        Columns: issue, model, actors, point, mean, sd, q05, q25, q50, q75, q95, over_50 (share of draws above the
        middle), near_zero, near_fifty, near_hundred (shares by band), mean_error, over_50_error (Monte-Carlo standard
        errors), q50_low and q50_high (95 % interval of the median of the draws by order statistics).
        """
        return pl.DataFrame([self._row(key) for key in self.draws])

    def histogram(self, issue: str, model: str, *, bins: int = 20) -> pl.DataFrame:
        """Return `low`, `high`, `count` and `share` of equal bins over 0-100. Raises InputError for an unknown key."""
        counts, edges = np.histogram(self._of(issue, model), bins=bins, range=(0, 100))
        return pl.DataFrame(
            {"low": edges[:-1], "high": edges[1:], "count": counts, "share": counts / self.count},
            schema_overrides={"count": pl.Int64},
        )

    def table(self) -> pl.DataFrame:
        """Return every draw as a tidy table: issue, model, draw (from 0), outcome (0-100)."""
        number = np.arange(self.count)
        frames = [
            pl.DataFrame({"draw": number, "outcome": values}).with_columns(issue=pl.lit(issue), model=pl.lit(model))
            for (issue, model), values in self.draws.items()
        ]
        return pl.concat(frames).select("issue", "model", "draw", "outcome")

    def leverage(self) -> pl.DataFrame:
        """Return one row per issue, model and actor: issue, model, actor, actor_type, share (of weight), pivotal."""
        rows = []
        for issue, model in self.draws:
            at, _, weight = weighed(self.agenda, issue)
            for row, part in zip(at, weight / weight.sum(), strict=True):
                actor = self.agenda.actors[row]
                kind = self.agenda.actor_types[row]
                pivotal = self.pivotal[issue, model].get(actor, 0.0)
                rows.append((issue, model, actor, kind, float(part), pivotal))
        names = ["issue", "model", "actor", "actor_type", "share", "pivotal"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def _of(self, issue: str, model: str) -> Array:
        if (issue, model) not in self.draws:
            known = sorted({f"{i}/{m}" for i, m in self.draws})
            raise InputError(f"Nothing was drawn for {issue}/{model}.", remedy=f"Drawn were: {', '.join(known)}.")
        return self.draws[issue, model]

    def _row(self, key: Key) -> dict[str, object]:
        values = self.draws[key]
        n = len(values)
        over = float((values > MIDDLE).mean())
        quantiles = np.quantile(values, QUANTILES)
        sd = float(values.std(ddof=1)) if n > 1 else 0.0
        low, high = _median_interval(values)
        return {
            "issue": key[0],
            "model": key[1],
            "actors": len(self.agenda.holders(key[0])),
            "point": self.point[key],
            "mean": float(values.mean()),
            "sd": sd,
            **{f"q{round(q * 100):02d}": float(x) for q, x in zip(QUANTILES, quantiles, strict=True)},
            "over_50": over,
            **{name.replace(" ", "_"): share for name, share in _bands(values).items()},
            "mean_error": sd / n**0.5,
            "over_50_error": _share_error(over, n),
            "q50_low": low,
            "q50_high": high,
        }


def explore(
    agenda: Agenda,
    models: Sequence[DecisionModel] = DEFAULT_MODELS,
    draws: int = 10_000,
    seed: int = 1,
    *,
    salience_band: float = SALIENCE_BAND,
) -> Ensemble:
    """Return the outcomes of `draws` draws of every issue of `agenda` under every model.

    A position is drawn from the triangular distribution of its low, value and high, a salience from that of itself and
    `salience_band` points either way, cut to 0-100 (0: salience stays fixed). Draws are keyed by issue, actor and kind
    of number, so the same `seed` gives the same bytes and an added actor does not change the luck of the others.
    Raises InputError for a number of draws out of 1 to 10 million, a band out of 0 to 100, no model or two of one name,
    or an issue on which nobody has weight.
    """
    _check(models, draws, salience_band)
    outcomes: dict[Key, Array] = {}
    point: dict[Key, float] = {}
    pivotal: dict[Key, Mapping[str, float]] = {}
    for issue in agenda.issues:
        rows, stated, weight = weighed(agenda, issue)
        values, weights = _drawn(agenda, issue, draws, seed, salience_band)
        for model in models:
            key = (issue, model.name)
            if isinstance(model, WeighingModel):
                outcomes[key] = _frozen(model.outcomes(values, weights))
                point[key] = float(model.outcomes(stated[None, :], weight[None, :])[0])
                shares = model.pivots(values, weights).mean(axis=0)
                pivotal[key] = {agenda.actors[row]: float(part) for row, part in zip(rows, shares, strict=True)}
            else:
                outcomes[key] = _frozen(_decided_one_by_one(model, agenda, issue, values, weights))
                point[key] = model.decide(agenda).values[issue]
                pivotal[key] = {agenda.actors[row]: 0.0 for row in rows}
    return Ensemble(
        agenda=agenda,
        seed=seed,
        count=draws,
        draws=outcomes,
        point=point,
        pivotal=pivotal,
        assumptions=(*_assumptions(agenda, salience_band), *assumptions_of(agenda)),
    )


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


def _check(models: Sequence[DecisionModel], draws: int, salience_band: float) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError(f"{draws} draws cannot be made.", remedy=f"Ask for 1 to {MOST_DRAWS:,}.")
    if not 0 <= salience_band <= 100:
        raise InputError(f"The band of salience is {salience_band}.", remedy="Give 0 to 100 points.")
    names = [model.name for model in models]
    if not names or len(set(names)) < len(names):
        raise InputError(f"The models are {names}.", remedy="Give one or more models, each once.")


def _drawn(agenda: Agenda, issue: str, draws: int, seed: int, salience_band: float) -> tuple[Array, Array]:
    """Return positions and weights of the holders of `issue`, of shape (draws, holders)."""
    rows, column = agenda.holders(issue), agenda.column(issue)
    values = np.empty((draws, len(rows)))
    weights = np.empty((draws, len(rows)))
    for n, row in enumerate(rows):
        actor = agenda.actors[row]
        luck = uniforms(seed, draws, issue, actor, "position")
        ends = agenda.low[row, column], agenda.value[row, column], agenda.high[row, column]
        values[:, n] = triangular(luck, *map(float, ends))
        weights[:, n] = float(agenda.capability[row, column]) * _saliences(
            float(agenda.salience[row, column]), salience_band, uniforms(seed, draws, issue, actor, "salience")
        )
    return values, weights


def _saliences(stated: float, band: float, luck: Array) -> Array:
    # An actor without any salience takes no part; a band around 0 would give it a voice nobody stated.
    if stated == 0 or band == 0:
        return np.full_like(luck, stated)
    return triangular(luck, max(0.0, stated - band), stated, min(100.0, stated + band))


def _decided_one_by_one(model: DecisionModel, agenda: Agenda, issue: str, values: Array, weights: Array) -> Array:
    """Return the outcomes of a model that reads whole agendas: one agenda a draw, on this issue alone."""
    rows, column = agenda.holders(issue), agenda.column(issue)
    base = replace(
        agenda,
        actors=tuple(agenda.actors[row] for row in rows),
        actor_types=tuple(agenda.actor_types[row] for row in rows),
        issues=(issue,),
        low=agenda.low[rows, column][:, None],
        high=agenda.high[rows, column][:, None],
        capability=agenda.capability[rows, column][:, None],
        value=agenda.value[rows, column][:, None],
        salience=agenda.salience[rows, column][:, None],
    )
    power = np.where(base.capability[:, 0] > 0, base.capability[:, 0], 1.0)
    drawn = (
        replace(base, value=values[n][:, None], salience=(weights[n] / power)[:, None]) for n in range(len(values))
    )
    return np.array([model.decide(one).values[issue] for one in drawn])


def _frozen(values: Array) -> Array:
    values.setflags(write=False)
    return values


def _bands(values: Array) -> dict[str, float]:
    middle_low, middle_high = BANDS["near fifty"]
    below, above = float((values < middle_low).mean()), float((values > middle_high).mean())
    return {"near zero": below, "near fifty": float(1.0 - below - above), "near hundred": above}


def _share_error(share: float, n: int) -> float:
    """Return the standard error of a share, with one hit and one miss added so that 0 of n is not taken for never."""
    mended = (share * n + 1) / (n + 2)
    return float((mended * (1 - mended) / n) ** 0.5)


def _median_interval(values: Array) -> tuple[float, float]:
    """Return the 95 % interval of the median by order statistics (binomial, normal approximation)."""
    n = len(values)
    ordered = np.sort(values)
    reach = 1.96 * n**0.5 / 2
    low, high = int(np.floor(n / 2 - reach)), int(np.ceil(n / 2 + reach))
    return float(ordered[max(low, 0)]), float(ordered[min(high, n - 1)])


def _assumptions(agenda: Agenda, salience_band: float) -> tuple[Assumption, ...]:
    drawn = Assumption(
        name="positions",
        value="triangular between low and high, peak at the stated value, independent of each other",
        reason="the coder gives a range and a most likely value and nothing about what moves together",
    )
    salience = Assumption(
        name="salience",
        value=f"triangular within {salience_band:g} points either way, cut to 0-100" if salience_band else "as stated",
        reason="salience is one coder's judgement, to be read as plus or minus 15",
    )
    voices = Assumption(
        name="voices",
        value="groups of participants, collective groups and states count as one voice each",
        reason="the report names them so; they overlap, so look at states and organisations alone beside it",
    )
    overlapping = set(agenda.actor_types) - {"state", "organisation"}
    return (drawn, salience, *((voices,) if overlapping else ()))
