"""What an outlook says of one contributor or one sum, in figures that a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contingent.records.outlook.backtest import origins_of
from contingent.records.outlook.panel import Numbers, Panel
from contingent.records.outlook.pool import LEVELS
from contingent.records.outlook.rates import (
    ENTRY_WINDOW,
    RETURN_WINDOW,
    UNIT,
    Cases,
    Kept,
    entries,
    firsts,
    kept,
    returns,
)

PERCENT = (5, 10, 25, 50, 75, 90, 95)
"""The quantiles that are told."""

MOVED_SHARE, MOVED_PERSONS = 0.3, 10
"""A fall or rise is told of from more than this share of the last value on, and more than so many persons."""

ENTRY_ORIGINS, ENTRY_APART = 19, 6
"""From how many past origins the rates of entry are tested at most, and how many months apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The outlook for one month ahead.

    Attributes:
        months: how far ahead; `month` the month itself, YYYY-MM.
        quantiles: persons by per cent.
        nobody, unchanged: probabilities of 0 and of the last value, 0-1.
        falls, rises: probabilities of a change by more than `MOVED_SHARE` and more than `MOVED_PERSONS`.
        came: what came, in persons, where it is on record.
    """

    months: int
    month: str
    quantiles: dict[int, int]
    nobody: float
    unchanged: float
    falls: float
    rises: float
    came: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The probability of an event as a rate in like cases, with its track record.

    Attributes:
        what: the event, in words.
        among: which cases are like this one.
        rate, low, high: the rate and its 80 % interval, 0-1.
        cases, events: months of contributors the rate comes from, and those after which it happened.
        tried: how it did in the past; None where the record is too short to say.
        claim: False where nothing is claimed beyond the base rate.
    """

    what: str
    among: str
    rate: float
    low: float
    high: float
    cases: int
    events: int
    tried: Kept | None
    claim: bool = True


def ahead(
    panel: Panel, origin: int, values: Numbers, now: float, horizons: Sequence[int], came: Sequence[float] = ()
) -> tuple[Ahead, ...]:
    """Return what is told of each horizon of one distribution.

    Args:
        panel: for its months.
        origin: the column that is looked ahead from.
        values: equally probable values, horizons x 200, persons.
        now: the last value.
        horizons: columns ahead.
        came: what came at each horizon, nan where it is not known; may be left out.
    """
    moved = max(MOVED_SHARE * now, MOVED_PERSONS)
    made = []
    for place, horizon in enumerate(horizons):
        drawn = values[place]
        seen = came[place] if len(came) else float("nan")
        made.append(
            Ahead(
                months=horizon * panel.step,
                month=str(panel.month(origin + horizon)),
                quantiles={each: int(quantile(drawn, each / 100)) for each in PERCENT},
                nobody=float((drawn == 0).mean()),
                unchanged=float((drawn == now).mean()),
                falls=float((drawn < now - moved).mean()),
                rises=float((drawn > now + moved).mean()),
                came=None if np.isnan(seen) else int(seen),
            )
        )
    return tuple(made)


def quantile(values: Numbers, level: float) -> float:
    """Return the quantile at a level: the smallest value that at least that share of them does not exceed."""
    return float(values[int(np.searchsorted(LEVELS, level))])


def chance_of_any(panel: Panel, row: int, origin: int) -> Chance | None:
    """Return the probability that a contributor with nobody there now has somebody within 12 months.

    None where somebody is there, or where it is not known. For those that never contributed it is the base rate and
    claims nothing. The panel has rows for all that could contribute.
    """
    past = panel.until(origin)
    ever = bool(past.known()[row])
    cases = returns(past) if ever else firsts(past)
    among = "months since the last contribution: " if ever else ""
    return _chance(
        cases, _tried(cases, panel, origins_within(panel, origin, RETURN_WINDOW)), row, origin,
        f"any contribution within {RETURN_WINDOW} months", among, claim=ever,
    )  # fmt: skip


def chance_of_unit(troops: Panel, row: int, origin: int) -> Chance | None:
    """Return the probability that a contributor with fewer than 100 troops in each of 12 months has 100 within 3 years.

    None where it has or lately had as many, or where it is not known.
    """
    cases = entries(troops.until(origin))
    return _chance(
        cases, _tried(cases, troops, entry_origins(troops, origin)), row, origin,
        f"{UNIT} troops or more within {ENTRY_WINDOW} months", "troops: ",
    )  # fmt: skip


def entry_origins(troops: Panel, origin: int) -> tuple[int, ...]:
    """Return origins for testing the rates of entry by what came up to an origin."""
    window = round(ENTRY_WINDOW / troops.step)
    found = range(origin - window, 2 * window, -ENTRY_APART)[:ENTRY_ORIGINS]
    return tuple(reversed(found))


def origins_within(panel: Panel, origin: int, window: int) -> tuple[int, ...]:
    """Return origins for testing a rate over a window of months that ended by an origin; none if it is too short."""
    from contingent.base.errors import InputError

    try:
        return origins_of(panel.until(origin), (max(1, round(window / panel.step)),))
    except InputError:
        return ()


def _tried(cases: Cases, panel: Panel, origins: tuple[int, ...]) -> Kept | None:
    return kept(cases, panel, origins) if len(origins) > 1 else None


def _chance(
    cases: Cases, tried: Kept | None, row: int, origin: int, what: str, among: str, *, claim: bool = True
) -> Chance | None:
    cell = int(cases.cell[row, origin])
    if cell < 0:
        return None
    rate = cases.table(origin)[cell]
    if not rate.cases and np.isnan(rate.rate):
        return None
    return Chance(
        what=what, among=among + rate.cell, rate=rate.rate, low=rate.low, high=rate.high, cases=rate.cases,
        events=rate.events, tried=tried, claim=claim,
    )  # fmt: skip
