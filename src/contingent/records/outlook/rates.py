"""How often it happened in like cases: returns of those with nobody there, first contributions, entry with a unit.

These are rates with their counts, not models. What makes a difference is recency and size; regions, memberships and
wealth added nothing that held (see `docs/outlook.md`). Cases of one contributor overlap from month to month, so
intervals count only one case in each window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contingent.base.months import Month
from contingent.records.outlook.likeness import carried, since_there
from contingent.records.outlook.panel import Mask, Numbers, Panel

RETURN_WINDOW = 12
"""Months within which any contribution counts as a return."""

ENTRY_WINDOW = 36
"""Months within which a unit may come."""

REMEMBERED = 120
"""Months of cases that count: rates of the early 1990s told nothing about those of the 2010s."""

UNIT = 100
"""Troops from which on a contribution is taken to be a unit: a company."""

_SINCE = (4, 7, 13, 25, 61)
_SINCE_NAMES = ("1-3", "4-6", "7-12", "13-24", "25-60", "over 60")
_SIZES = (1, 10, 25, 50)
_SIZE_NAMES = ("0", "1-9", "10-24", "25-49", "50-99")

_TOLD = 0.75  # of the months of a window so many must be known to say whether it happened: events found in less would
# count without the cases in which nothing was found
_STRENGTH = 2.0  # windows of cases that the rate of all cases counts for in the rate of a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often something happened in a cell of cases.

    Attributes:
        cell: which cases, in words.
        cases, events: months of contributors in it, and those after which it happened.
        rate: the rate in 0-1, drawn a little towards that of all cases where there are few.
        low, high: its 80 % interval (Wilson 1927), counting one case in each window.
    """

    cell: str
    cases: int
    events: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Cases:
    """Every case on record: who was at risk in which month, in which cell, and what came of it.

    `cell` is contributors x columns, -1 where not at risk; `event` 1, 0, or nan where it is not known (yet).
    `window` and `remembered` are in columns.
    """

    names: tuple[str, ...]
    cell: NDArray[np.intp]
    event: Numbers
    window: int
    remembered: int

    def table(self, column: int) -> tuple[Rate, ...]:
        """Return the rates as they could be known at a column, that of all cases last: only windows ended by then."""
        ended = max(0, column - self.window + 1)
        counted = slice(max(0, ended - self.remembered), ended)
        cell, event = self.cell[:, counted], self.event[:, counted]
        told = ~np.isnan(event) & (cell >= 0)
        base = float(event[told].mean()) if told.any() else float("nan")
        made = [self._rate(name, event[told & (cell == place)], base) for place, name in enumerate(self.names)]
        return (*made, self._rate("all", event[told], base))

    def _rate(self, name: str, events: Numbers, base: float) -> Rate:
        cases, happened = len(events), int(events.sum())
        strength = _STRENGTH * self.window
        rate = (happened + strength * base) / (cases + strength)
        low, high = _wilson(rate, cases / self.window)
        return Rate(cell=name, cases=cases, events=happened, rate=rate, low=low, high=high)

    def probabilities(self, column: int) -> tuple[Numbers, Numbers]:
        """Return the probability of each contributor by its cell, and by all cases; nan for those not at risk."""
        rates = np.array([each.rate for each in self.table(column)])
        cell = self.cell[:, column]
        return np.where(cell >= 0, rates[cell], np.nan), np.where(cell >= 0, rates[-1], np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The track record of a table: what it said and what was seen, origin by origin.

    Attributes:
        origins: their months, as YYYY-MM.
        said, seen: mean probability told and share that happened, by origin.
        cases, events: over all origins.
        brier, reference: mean Brier scores of the table, and of one rate for all cases as known at the time.
        skill: by which share the first is lower.
        auc: how often a case that happened had the higher probability.
    """

    origins: tuple[str, ...]
    said: tuple[float, ...]
    seen: tuple[float, ...]
    cases: int
    events: int
    brier: float
    reference: float
    skill: float
    auc: float


def returns(panel: Panel, window: int = RETURN_WINDOW) -> Cases:
    """Return the cases of contributors with nobody there now that were there before, by months since they were."""
    there = np.cumsum(panel.numbers > 0, axis=1) > 0
    since = since_there(carried(panel.numbers)) * panel.step
    return Cases(
        names=_SINCE_NAMES,
        cell=np.where((panel.numbers == 0) & there, np.digitize(since, _SINCE), -1),
        event=_within(panel.numbers, 1, _columns(window, panel)),
        window=_columns(window, panel),
        remembered=_columns(REMEMBERED, panel),
    )


def firsts(panel: Panel, window: int = RETURN_WINDOW) -> Cases:
    """Return the cases of those that never contributed, all in one cell: nothing is claimed beyond the base rate.

    The panel must have rows for them: see `Panel.with_contributors`.
    """
    there = np.cumsum(panel.numbers > 0, axis=1) > 0
    return Cases(
        names=("never contributed",),
        cell=np.where((panel.numbers == 0) & ~there, 0, -1),
        event=_within(panel.numbers, 1, _columns(window, panel)),
        window=_columns(window, panel),
        remembered=_columns(REMEMBERED, panel),
    )


def entries(troops: Panel, window: int = ENTRY_WINDOW) -> Cases:
    """Return the cases of those with fewer than 100 troops in each of the last 12 months, in ten cells.

    The cells are whether there ever were 100 troops, times how many there are now. What may happen is 100 troops or
    more in any month of the window. The panel counts troops and has rows for those that never contributed.
    """
    year = _columns(12, troops)
    big = troops.numbers >= UNIT
    reached = np.cumsum(big, axis=1)
    ever = reached > 0
    earlier = np.zeros_like(reached)
    earlier[:, year:] = reached[:, : max(0, troops.width - year)]
    at_risk = (reached == earlier) & ~np.isnan(troops.numbers)
    at_risk[:, : year - 1] = False
    size = np.digitize(np.nan_to_num(troops.numbers), _SIZES)
    names = [f"{past}, now {now}" for past in ("never 100 troops", "100 troops before") for now in _SIZE_NAMES]
    return Cases(
        names=tuple(names),
        cell=np.where(at_risk, size + len(_SIZE_NAMES) * ever, -1),
        event=_within(troops.numbers, UNIT, _columns(window, troops)),
        window=_columns(window, troops),
        remembered=_columns(REMEMBERED, troops),
    )


def kept(cases: Cases, panel: Panel, origins: tuple[Month, ...] | tuple[int, ...]) -> Kept:
    """Return how the table of some cases would have done at some origins, each time knowing only what came before."""
    from contingent.records.outlook.scoring import brier, concordance, skill

    said: list[Numbers] = []
    plain: list[Numbers] = []
    seen: list[Numbers] = []
    for origin in map(panel.place, origins):
        table, base = cases.probabilities(origin)
        event = cases.event[:, origin]
        told = ~np.isnan(table) & ~np.isnan(event)
        said.append(table[told])
        plain.append(base[told])
        seen.append(event[told])
    table, base, event = np.concatenate(said), np.concatenate(plain), np.concatenate(seen)
    score, reference = _mean(brier(table, event)), _mean(brier(base, event))
    return Kept(
        origins=tuple(str(panel.month(panel.place(origin))) for origin in origins),
        said=tuple(_mean(each) for each in said),
        seen=tuple(_mean(each) for each in seen),
        cases=len(event),
        events=int(event.sum()),
        brier=score,
        reference=reference,
        skill=skill(score, reference),
        auc=concordance(table, event),
    )


def _wilson(rate: float, cases: float) -> tuple[float, float]:
    """The 80 % score interval of a rate over so many independent cases; all of 0-1 without any."""
    if not cases:
        return 0.0, 1.0
    z = 1.2815515655446004
    middle = (rate + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z / (1 + z * z / cases) * float(np.sqrt(rate * (1 - rate) / cases + z * z / (4 * cases * cases)))
    return max(0.0, middle - half), min(1.0, middle + half)


def _mean(values: Numbers) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _columns(months: int, panel: Panel) -> int:
    return max(1, round(months / panel.step))


def _within(numbers: Numbers, least: int, window: int) -> Numbers:
    """Whether a number of at least `least` came within the columns after each; nan where that is not known."""
    reached = _ahead(numbers >= least, window)
    told = _ahead(~np.isnan(numbers), window)
    found = np.full(numbers.shape, np.nan)
    known = told >= _TOLD * window
    found[known] = reached[known] > 0
    found[:, numbers.shape[1] - window :] = np.nan
    return found


def _ahead(mask: Mask, window: int) -> Numbers:
    """How many of the `window` columns after each are in a mask."""
    added = np.cumsum(mask, axis=1)
    places = np.minimum(np.arange(mask.shape[1]) + window, mask.shape[1] - 1)
    return np.asarray(added[:, places] - added, float)
