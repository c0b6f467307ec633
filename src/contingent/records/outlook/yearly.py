"""The panel of yearly means: of the months on record where a year has all twelve, then of published yearly figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contingent.base.months import Month
from contingent.records.annual import Annual, Standing
from contingent.records.outlook.panel import Numbers, Panel, panel_of

if TYPE_CHECKING:
    from contingent.records.figures import Figures


@dataclass(frozen=True, eq=False)
class Yearly:
    """A panel of yearly means, and the last year counted from the months on record, as its January."""

    panel: Panel
    counted_to: Month


LEAST_MONTHS = 5
"""A published yearly figure over fewer months than this is no mean of the year."""


FEW = 0.1
"""A year of the monthly record counts if fewer contributors than this share have a month that is not known."""


def yearly_panel(figures: Figures) -> Yearly:
    """Return mean personnel by year; the month of a column is January of its year.

    A year of the monthly record counts if its months are known, of nearly all contributors; later years are taken from
    published yearly figures, scaled to twelve months (`records.annual`), where they hold five months at least. A state
    to which that table gives nothing but zeros had nobody there; one it does not list is not known. Raises InputError
    where the record has no whole list of contributors.
    """
    monthly = panel_of(figures)
    start = (1 - monthly.first.month) % 12
    years = [monthly.numbers[:, place : place + 12] for place in range(start, monthly.width - 11, 12)]
    first = monthly.month(start).year
    by_year = {first + place: numbers.mean(axis=1) for place, numbers in enumerate(years)}
    last = max((year for year, means in by_year.items() if np.isnan(means).mean() < FEW), default=first - 1)
    annual = Annual(figures)
    later = [
        year for year in annual.years
        if year > last and year not in annual.cut_off and _months(annual, year) >= LEAST_MONTHS
    ]  # fmt: skip
    by_year = {year: means for year, means in by_year.items() if year <= last}
    by_year |= {year: _published(annual, monthly, year) for year in later}
    span = range(first, max(by_year, default=first) + 1)
    unknown = np.full(len(monthly.contributors), np.nan)
    numbers = np.stack([by_year.get(year, unknown) for year in span], axis=1)
    panel = Panel(contributors=monthly.contributors, first=Month(first, 1), numbers=numbers, step=12)
    return Yearly(panel=panel, counted_to=Month(last, 1))


def _months(annual: Annual, year: int) -> int:
    return max((each.months or 0 for each in annual.months if each.year == year), default=0)


def _published(annual: Annual, monthly: Panel, year: int) -> Numbers:
    found = [annual.figure(code, year) for code in monthly.contributors]
    return np.array(
        [
            0.0 if each.standing is Standing.ZERO_FILLED else np.nan if each.value is None else each.value
            for each in found
        ]
    )
