"""How the outlook would have done: forecasts at past origins, each knowing nothing later, scored by what came.

The design is that of the study the bars come from: origins every five months, so that every calendar month takes its
turn, scored are all contributors that had contributed by the origin. Windows of a year overlap, so two dozen origins
hold only about ten independent years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from contingent.base.errors import InputError
from contingent.base.months import Month
from contingent.records.outlook.joint import known, totals
from contingent.records.outlook.likeness import LIKENESS, Likeness
from contingent.records.outlook.panel import Mask, Numbers, Panel
from contingent.records.outlook.pool import forecast, last_values
from contingent.records.outlook.scoring import coverage, crps, deciles, log_crps

HORIZONS = (1, 3, 6, 12)
"""Months ahead that are scored."""

ORIGINS, APART, BEFORE = 24, 5, 60
"""How many origins there are at most, how many months apart, and how many months of past each has at least."""

TOP = 20

Tell = Callable[[str], None]


def origins_of(panel: Panel, horizons: Sequence[int] = HORIZONS) -> tuple[int, ...]:
    """Return the columns from which a panel can be tested: the last is the longest horizon before its end.

    Its end is that of the last stretch without a break; a month that is not known is no origin. Raises InputError
    where the panel is too short for two.
    """
    apart, least = max(1, round(APART / panel.step)), round(BEFORE / panel.step)
    last = panel.ground(max(horizons)) - max(horizons)
    found = [column for column in range(last, least - 2, -apart) if panel.told[column]][:ORIGINS]
    if len(found) < 2:
        raise InputError(
            f"The record from {panel.first} to {panel.last} is too short to test an outlook on.",
            remedy=f"It takes {BEFORE} months of past and {max(horizons) * panel.step} to compare with, at the least.",
        )
    return tuple(reversed(found))


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores of all forecasts, origins x horizons x contributors; nan where there is nothing to score.

    Attributes:
        panel: what was forecast.
        origins: columns; `horizons` in columns.
        now: the last value, origins x contributors, persons; nan for contributors not known by then.
        naive: absolute error of the last value; CRPS of the same, for it is one point.
        median: absolute error of the median of the distribution.
        crps, log_naive, log_crps: see `scoring`.
        cover80, cover95: probability of lying in the central interval, 0-1.
        deciles: the same for each tenth of the transform, with a last axis of ten.
    """

    panel: Panel
    origins: tuple[int, ...]
    horizons: tuple[int, ...]
    now: Numbers
    naive: Numbers
    median: Numbers
    crps: Numbers
    log_naive: Numbers
    log_crps: Numbers
    cover80: Numbers
    cover95: Numbers
    deciles: Numbers

    def months(self) -> tuple[Month, ...]:
        """Return the months of the origins."""
        return tuple(self.panel.month(origin) for origin in self.origins)


def backtest(
    panel: Panel, origins: Sequence[int | Month] | None = None, horizons: Sequence[int] = HORIZONS,
    likeness: Likeness = LIKENESS, *, only: Callable[[Numbers], Mask] | None = None, tell: Tell | None = None,
) -> Scored:  # fmt: skip
    """Return the scores of forecasts at past origins (those of `origins_of`, unless given).

    `only` says from the last values at an origin which contributors are wanted (all); `tell` is told each origin's
    month as it is begun. What is not known at a horizon is not scored.
    """
    chosen = tuple(map(panel.place, origins if origins is not None else origins_of(panel, horizons)))
    nows, scores = [], []
    for origin in chosen:
        if tell is not None:
            tell(str(panel.month(origin)))
        now = np.where(panel.known(origin), last_values(panel, origin), np.nan)
        nows.append(now)
        wanted = None if only is None else only(now)
        made = forecast(panel, origin, horizons, likeness, wanted)
        scores.append([_scores(made[:, place], now, _at(panel, origin + h)) for place, h in enumerate(horizons)])
    by_name = {name: np.array([[each[name] for each in row] for row in scores]) for name in scores[0][0]}
    return Scored(panel=panel, origins=chosen, horizons=tuple(horizons), now=np.array(nows), **by_name)


def _at(panel: Panel, column: int) -> Numbers:
    if column < panel.width:
        return panel.numbers[:, column]
    return np.full(len(panel.contributors), np.nan)


def _scores(values: Numbers, now: Numbers, observed: Numbers) -> dict[str, Numbers]:
    """All scores of one origin and horizon by their name in `Scored`."""
    told = ~np.isnan(values[:, 0]) & ~np.isnan(observed) & ~np.isnan(now)
    some, came, last = values[told], observed[told], now[told]
    middle = values.shape[1] // 2
    found = {
        "naive": np.abs(last - came),
        "median": np.abs((some[:, middle - 1] + some[:, middle]) / 2 - came),
        "crps": crps(some, came),
        "log_naive": np.abs(np.log1p(last) - np.log1p(came)),
        "log_crps": log_crps(some, came),
        "cover80": coverage(some, came, 0.8),
        "cover95": coverage(some, came, 0.95),
        "deciles": deciles(some, came),
    }
    made = {}
    for name, scores in found.items():
        made[name] = np.full((len(told), *scores.shape[1:]), np.nan)
        made[name][told] = scores
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class SumScore:
    """How the outlook of a sum did at one horizon.

    Attributes:
        name: what was summed.
        horizon: columns ahead.
        origins: how many were scored; `windows` how many of them do not overlap.
        cover80: share of origins whose sum lay in the 80 % interval, 0-1.
        skill: CRPS against that of the last sum.
        correlation: mean of what was assumed.
    """

    name: str
    horizon: int
    origins: int
    windows: float
    cover80: float
    skill: float
    correlation: float


Members = Callable[[int], Mask]
"""Gives the rows of a group at an origin (a column)."""


def backtest_sums(
    panel: Panel, groups: Mapping[str, Members], origins: Sequence[int] | None = None,
    horizons: Sequence[int] = HORIZONS, likeness: Likeness = LIKENESS, *, tell: Tell | None = None,
) -> tuple[SumScore, ...]:  # fmt: skip
    """Return how the outlooks of sums over groups did at past origins, members as they were at each origin.

    A sum is scored where every contributor in it is known at the horizon.
    """
    chosen = tuple(origins if origins is not None else origins_of(panel, horizons))
    rows: dict[tuple[str, int], list[tuple[float, float, float, float]]] = {
        (name, horizon): [] for name in groups for horizon in horizons
    }
    for origin in chosen:
        if tell is not None:
            tell(str(panel.month(origin)))
        shared = known(panel, origin, horizons, likeness)
        for name, members in groups.items():
            wanted = members(origin)
            if not (wanted & ~np.isnan(shared.each[:, 0, 0])).any():
                continue
            found = totals(panel, origin, horizons, wanted, likeness, shared)
            inside = panel.rows(found.summed)
            for place, horizon in enumerate(horizons):
                came = float(_at(panel, origin + horizon)[inside].sum())
                if came == came:
                    rows[name, horizon].append(
                        _sum_score(found.quantiles[place], found.now, came, found.correlation[place])
                    )
    return tuple(
        _mean_score(name, horizon, np.array(scores), chosen) for (name, horizon), scores in rows.items() if scores
    )


def _sum_score(quantiles: Numbers, now: float, came: float, rho: float) -> tuple[float, float, float, float]:
    values, observed = quantiles[None], np.array([came])
    return float(crps(values, observed)[0]), abs(now - came), float(coverage(values, observed, 0.8)[0]), rho


def _mean_score(name: str, horizon: int, scores: Numbers, origins: Sequence[int]) -> SumScore:
    mean = scores.mean(axis=0)
    span = max(origins) - min(origins) + horizon
    return SumScore(
        name=name,
        horizon=horizon,
        origins=len(scores),
        windows=min(float(len(scores)), span / horizon),
        cover80=float(mean[2]),
        skill=float(1 - mean[0] / mean[1]) if mean[1] > 0 else float("nan"),
        correlation=float(mean[3]),
    )


def top(panel: Panel, number: int = TOP) -> Members:
    """Return the members of a group of those with most personnel at an origin; of equals, those first in the panel."""

    def found(origin: int) -> Mask:
        now = np.nan_to_num(last_values(panel, origin), nan=-1.0)
        chosen = np.zeros(len(now), bool)
        chosen[np.argsort(-now, kind="stable")[:number]] = True
        return chosen & (now > 0)

    return found


def everyone(panel: Panel) -> Members:
    """Return the members of the group of all."""
    return lambda origin: np.ones(len(panel.contributors), bool)
