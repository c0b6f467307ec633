"""The track record in figures: by horizon and group with bootstrap intervals, and held against the bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from contingent.records.outlook.backtest import Scored, top
from contingent.records.outlook.panel import Mask, Numbers

CLASSES = ("0", "1-9", "10-49", "50-199", "200-999", "1,000 and more")
"""Classes of size by the personnel a contributor has now."""

_EDGES = (1, 10, 50, 200, 1000)

NEIGHBOURS = ("KAZ", "KGZ", "RUS", "TJK", "TKM", "UKR", "UZB")
"""Central Asia, Russia and Ukraine, shown as a group of their own."""

RESAMPLED, BLOCK, SEED = 1000, 3, 2013
"""How often cases are drawn again for an interval, origins in how long stretches, and the seed of it."""

FEW = 10
"""Groups of fewer contributors are drawn again by origins only."""


def class_of(number: float) -> str:
    """Return the class of size that a number of persons is in."""
    return CLASSES[int(np.digitize(number, _EDGES))]


def in_class(now: Numbers, name: str) -> Mask:
    """Return which last values lie in a class of size; none that is not known does."""
    return np.asarray(~np.isnan(now) & (np.digitize(np.nan_to_num(now), _EDGES) == CLASSES.index(name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A measured figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was measured for a group at a horizon.

    Attributes:
        group, horizon: which; the horizon in columns of the panel.
        cases, contributors, origins: how many were scored.
        naive: mean absolute error of the last value, persons.
        median: by which share that of the distribution's median is lower; below 0 it is worse.
        crps, log_crps: skill against the last value, as shares.
        cover80, cover95: coverage of the central intervals, 0-1.
        uneven: how far the most deviant tenth of the transform is from holding a tenth of the cases.
    """

    group: str
    horizon: int
    cases: int
    contributors: int
    origins: int
    naive: float
    median: float
    crps: Span
    log_crps: Span
    cover80: Span
    cover95: Span
    uneven: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Something the outlook promises: a figure between two, what was measured, and whether it is met."""

    what: str
    horizon: int
    low: float | None
    high: float | None
    measured: float

    @property
    def met(self) -> bool:
        """Whether it is met; a figure that could not be measured meets nothing."""
        above = self.low is None or self.measured >= self.low
        return bool(above and (self.high is None or self.measured <= self.high))


def groups(scored: Scored) -> dict[str, Mask]:
    """Return the groups that are told apart, as cells of origins x contributors."""
    known = ~np.isnan(scored.now)
    leading = top(scored.panel)
    neighbours = scored.panel.rows(NEIGHBOURS)
    named = {
        "all": known,
        "with somebody there": known & (scored.now > 0),
        "top 20": known & np.array([leading(origin) for origin in scored.origins]),
        "Central Asia, Russia, Ukraine": known & neighbours[None],
    }
    sized = {_title(name): in_class(scored.now, name) for name in CLASSES}
    return {name: cells for name, cells in {**named, **sized}.items() if cells.any()}


def _title(name: str) -> str:
    return "dormant (0 now)" if name == "0" else f"{name} now"


def lines(scored: Scored, chosen: Mapping[str, Mask] | None = None) -> tuple[Line, ...]:
    """Return what was measured, group by group and horizon by horizon (`groups`, unless given)."""
    found = chosen if chosen is not None else groups(scored)
    made = [_line(scored, name, cells, place) for name, cells in found.items() for place in range(len(scored.horizons))]
    return tuple(each for each in made if each is not None)


def _line(scored: Scored, name: str, cells: Mask, place: int) -> Line | None:
    cells = cells & ~np.isnan(scored.crps[:, place])
    if not cells.any():
        return None
    weights = _weights(cells)
    naive = _sums(scored.naive[:, place], cells, weights)
    log_naive = _sums(scored.log_naive[:, place], cells, weights)
    count = _sums(np.ones(cells.shape), cells, weights)
    tenths = scored.deciles[:, place][cells].mean(axis=0)
    return Line(
        group=name,
        horizon=scored.horizons[place],
        cases=int(cells.sum()),
        contributors=int(cells.any(axis=0).sum()),
        origins=int(cells.any(axis=1).sum()),
        naive=float(naive[0] / count[0]),
        median=float(1 - _sums(scored.median[:, place], cells, weights)[0] / naive[0]) if naive[0] else float("nan"),
        crps=_span(1 - _ratio(_sums(scored.crps[:, place], cells, weights), naive)),
        log_crps=_span(1 - _ratio(_sums(scored.log_crps[:, place], cells, weights), log_naive)),
        cover80=_span(_ratio(_sums(scored.cover80[:, place], cells, weights), count)),
        cover95=_span(_ratio(_sums(scored.cover95[:, place], cells, weights), count)),
        uneven=float(np.abs(tenths - 0.1).max()),
    )


def _weights(cells: Mask) -> tuple[Numbers, Numbers]:
    """How often each origin and each contributor counts: all once, then in every sample drawn again."""
    origins, contributors = cells.shape
    stream = np.random.default_rng(SEED)
    block = min(BLOCK, origins)
    starts = stream.integers(0, origins - block + 1, (RESAMPLED, -(-origins // block)))
    drawn = (starts[:, :, None] + np.arange(block)).reshape(RESAMPLED, -1)[:, :origins]
    by_origin = np.zeros((RESAMPLED + 1, origins))
    by_origin[0] = 1
    np.add.at(by_origin, (np.arange(1, RESAMPLED + 1)[:, None], drawn), 1)
    by_contributor = np.ones((RESAMPLED + 1, contributors))
    there = np.flatnonzero(cells.any(axis=0))
    if len(there) >= FEW:
        by_contributor[1:] = 0
        again = stream.integers(0, len(there), (RESAMPLED, len(there)))
        np.add.at(by_contributor, (np.arange(1, RESAMPLED + 1)[:, None], there[again]), 1)
    return by_origin, by_contributor


def _sums(scores: Numbers, cells: Mask, weights: tuple[Numbers, Numbers]) -> Numbers:
    """The weighted sum of the scores of some cells: as they are first, then of every sample."""
    by_origin, by_contributor = weights
    return np.asarray(((by_origin @ np.where(cells, scores, 0.0)) * by_contributor).sum(axis=1))


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))


def _span(values: Numbers) -> Span:
    again = values[1:][~np.isnan(values[1:])]
    low, high = np.quantile(again, [0.025, 0.975]) if len(again) else (np.nan, np.nan)
    return Span(value=float(values[0]), low=float(low), high=float(high))


_CRPS = {1: 0.10, 3: 0.11, 6: 0.13, 12: 0.14}
_COVER80, _COVER95, _MEDIAN = (0.77, 0.84), (0.935, 0.975), -0.01


def bars(measured: Sequence[Line]) -> tuple[Bar, ...]:
    """Return the bars of the study for all contributors at 1, 3, 6 and 12 months, each with what was measured.

    The error of the last value, which is the point told, cannot be worse than itself; what is held against it is the
    median of the distribution.
    """
    made: list[Bar] = []
    for line in measured:
        if line.group != "all" or line.horizon not in _CRPS:
            continue
        ahead = line.horizon
        made += [
            Bar(what="CRPS skill", horizon=ahead, low=_CRPS[ahead], high=None, measured=line.crps.value),
            Bar(what="80 % interval covers", horizon=ahead, low=_COVER80[0], high=_COVER80[1],
                measured=line.cover80.value),
            Bar(what="95 % interval covers", horizon=ahead, low=_COVER95[0], high=_COVER95[1],
                measured=line.cover95.value),
            Bar(what="MAE skill of the median", horizon=ahead, low=_MEDIAN, high=None, measured=line.median),
        ]  # fmt: skip
    return tuple(made)
