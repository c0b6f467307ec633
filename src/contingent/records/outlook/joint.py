"""Sums over contributors with their dependence kept.

New operations move many contributors together, so a sum of outlooks taken as independent is far too sure of itself.
Here each contributor keeps its own distribution (`pool.forecast`), and one factor that all share says how high in it
each stands: z = sqrt(r) shared + sqrt(1 - r) own, a Gaussian copula with one factor (Vasicek 1987, for the losses of
credit portfolios). The correlation r comes from the past: by how much weighted sums of normal scores of past changes
varied beyond what independent ones would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contingent.base.months import Month
from contingent.records.outlook.likeness import LIKENESS, Likeness, Past, past_of
from contingent.records.outlook.panel import Mask, Numbers, Panel
from contingent.records.outlook.pool import LEVELS, forecast, last_values

REMEMBERED = 120
"""Months of the past from which the correlation is taken: longer than for sizes of changes, for it takes many."""

UNKNOWN = 0.2
"""The correlation where the past is too short to tell: an assumption, near what was found over 1991-2014."""

LEAST_WINDOWS = 2
"""Fewer windows without overlap tell no correlation."""

DRAWS = 4000
SEED = 2013

_CLASSES = (1, 10, 50, 200, 1000)


@dataclass(frozen=True, eq=False)
class Sums:
    """The outlook of a sum.

    Attributes:
        quantiles: persons, horizons x 200, at `pool.LEVELS`.
        now: the sum of the last values known, in persons.
        correlation: of each horizon, 0-1.
        windows: of each horizon, how many windows without overlap the correlation comes from.
        summed: which contributors are in it; those that had never contributed add nothing.
        silent: members of whom too little is known to be in it.
    """

    quantiles: Numbers
    now: float
    correlation: tuple[float, ...]
    windows: tuple[float, ...]
    summed: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Moves:
    """How contributors moved over a horizon in the past: normal scores, contributors x months, 0 where not `seen`.

    `size` is the square root of the last value; `windows` how many windows without overlap there are.
    """

    scores: Numbers
    seen: Mask
    size: Numbers
    windows: float


@dataclass(frozen=True, eq=False)
class Known:
    """What sums over any members share at one origin: each contributor's distribution, and how they moved."""

    each: Numbers
    moves: tuple[Moves, ...]


def known(panel: Panel, origin: int, horizons: Sequence[int], likeness: Likeness = LIKENESS) -> Known:
    """Return what `totals` needs of an origin, to be used for several groups."""
    past = past_of(panel.until(origin), likeness)
    size = np.sqrt(np.nan_to_num(last_values(panel, origin)))
    return Known(
        each=forecast(panel, origin, horizons, likeness),
        moves=tuple(_moves(past, size, horizon, panel.step) for horizon in horizons),
    )


def totals(
    panel: Panel, origin: Month | int | None = None, horizons: Sequence[int] = (1, 3, 6, 12),
    members: Mask | None = None, likeness: Likeness = LIKENESS, shared: Known | None = None,
) -> Sums:  # fmt: skip
    """Return the distribution of the sum over some contributors, or over all.

    Args:
        panel, origin, horizons, likeness: as for `pool.forecast`.
        members: which rows are summed; None: all of them.
        shared: what `known` gave for the same origin and horizons, if it is at hand.

    The correlation is that of the members themselves. Contributors that had never contributed by the origin count
    nothing, so a sum over all leaves newcomers out.
    """
    place = panel.place(origin)
    wanted = np.ones(len(panel.contributors), bool) if members is None else members
    held = known(panel, place, horizons, likeness) if shared is None else shared
    told = ~np.isnan(held.each[:, 0, 0])
    chosen = wanted & told
    found = [correlation(moves, chosen) for moves in held.moves]
    drawn = [_drawn(held.each[:, each], chosen, rho) for each, rho in enumerate(found)]
    silent = wanted & ~told & panel.known(place)
    return Sums(
        quantiles=np.stack([np.quantile(draws, LEVELS) for draws in drawn]).round(),
        now=float(np.nansum(last_values(panel, place)[chosen])),
        correlation=tuple(found),
        windows=tuple(moves.windows for moves in held.moves),
        summed=tuple(np.array(panel.contributors)[chosen].tolist()),
        silent=tuple(np.array(panel.contributors)[silent].tolist()),
    )


def _drawn(quantiles: Numbers, chosen: Mask, rho: float) -> Numbers:
    """Sums over the chosen contributors in `DRAWS` draws, each draw with its mirror image; the same on every call."""
    stream = np.random.default_rng(SEED)
    shared = stream.standard_normal(DRAWS // 2)
    shared = np.concatenate([shared, -shared])
    added = np.zeros(DRAWS)
    steps = _normal(np.arange(1, len(LEVELS)) / len(LEVELS))
    for row in np.flatnonzero(chosen):
        own = stream.standard_normal(DRAWS // 2)
        score = np.sqrt(rho) * shared + np.sqrt(1 - rho) * np.concatenate([own, -own])
        added += quantiles[row, np.searchsorted(steps, score)]
    return added


def _moves(past: Past, size: Numbers, horizon: int, step: int) -> Moves:
    columns = np.arange(max(0, past.end - round(REMEMBERED / step)), past.end - horizon + 1)
    columns = columns[past.usable[columns] & past.usable[columns + horizon]]
    before, after = past.numbers[:, columns], past.numbers[:, columns + horizon]
    seen = past.known[:, columns] & ~np.isnan(before) & ~np.isnan(after) & (before > 0)
    return Moves(scores=_scores(before, after, seen), seen=seen, size=size, windows=len(columns) / horizon)


def correlation(moves: Moves, members: Mask) -> float:
    """Return how closely some contributors moved together, 0-1: the correlation of their scores, weighted by size.

    With fewer than two windows without overlap, or fewer than two members, it is `UNKNOWN`.
    """
    if moves.windows < LEAST_WINDOWS:
        return UNKNOWN
    weight = moves.size[:, None] * (moves.seen & members[:, None])
    moved = (weight * moves.scores).sum(axis=0)
    own, alone = np.square(weight * moves.scores).sum(axis=0), np.square(weight).sum(axis=0)
    apart = float((np.square(weight.sum(axis=0)) - alone).sum())
    level = float(own.sum() / alone.sum()) if alone.sum() > 0 else 0.0
    if apart <= 0 or level <= 0:
        return UNKNOWN
    return float(np.clip((np.square(moved) - own).sum() / apart / level, 0, 0.99))


def _scores(before: Numbers, after: Numbers, seen: Mask) -> Numbers:
    """Normal scores of changes within classes of size; changes that are alike have the same score."""
    change = np.sqrt(after) - np.sqrt(before)
    classes = np.digitize(np.nan_to_num(before), _CLASSES)
    scores = np.zeros(before.shape)
    for each in range(1, len(_CLASSES) + 1):
        here = seen & (classes == each)
        if here.any():
            ranks, place = _ranks(change[here])
            scores[here] = _normal((ranks - 0.5) / here.sum())[place]
    return scores


def _ranks(values: Numbers) -> tuple[Numbers, NDArray[np.intp]]:
    """The ranks of the different values, from 1, the middle one for those that are alike; and which each value has."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ended = np.cumsum(counts)
    return ended - (counts - 1) / 2, place


def _normal(levels: Numbers) -> Numbers:
    """Quantiles of the normal distribution."""
    from statistics import NormalDist

    return np.array([NormalDist().inv_cdf(level) for level in levels.tolist()])
