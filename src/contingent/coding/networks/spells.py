"""Spells: the windows and slices of time that networks are made for, by the calendar or by statements."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import InputError
from contingent.coding.networks.network import Sayings
from contingent.coding.networks.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from contingent.coding.networks.counting import Count

    Array: TypeAlias = np.ndarray[Any, Any]

MOST = 100_000
"""Windows that are made of one count."""
SECONDS = {
    "seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0, "weeks": 7 * 86400.0,
    "months": 365.2425 * 86400.0 / 12, "years": 365.2425 * 86400.0,
}  # fmt: skip
"""Length of a unit; of months and years the mean in the Gregorian calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch of time, both ends inclusive, and its centre; moments in UTC without a zone."""

    start: datetime
    stop: datetime
    time: datetime


def range_of(sayings: Sayings, settings: Settings) -> tuple[datetime, datetime] | None:
    """Return the first and last moment that can be counted: of the sayings or their span, within the range asked for.

    None where no statement has a moment or none is in the range.
    """
    import numpy as np

    days = sayings.days[~np.isnat(sayings.days)] if sayings.span is None else np.array(sayings.span)
    if not len(days):
        return None
    start, stop = (each.astype("datetime64[s]").item() for each in (days.min(), days.max()))
    if not isinstance(start, datetime) or not isinstance(stop, datetime):
        raise InputError(
            f"The moments {start} to {stop} leave the calendar of the years 1 to 9999.",
            record="network",
            remedy="Mend the dates of the documents.",
        )
    if settings.start is not None:
        start = max(start, settings.start.replace(tzinfo=None))
    if settings.stop is not None:
        stop = min(stop, settings.stop.replace(tzinfo=None))
    return (start, stop) if start <= stop else None


def spells(sayings: Sayings, settings: Settings) -> Iterator[Spell]:
    """Give the windows of a calendar unit in order.

    The centre runs from the first moment by one unit; a window reaches half its width, rounded half up ((size - 1) / 2;
    size / 2 of an even size for kernels), to both sides and stays within the range.

    Raises InputError where there are more than MOST.
    """
    whole = range_of(sayings, settings)
    unit = settings.unit
    if whole is None or unit is None:
        return
    start, stop = whole
    expected = (stop - start).total_seconds() / SECONDS[unit]
    if expected > MOST:
        raise InputError(
            f"Windows by {unit} from {start} to {stop} are {expected:,.0f}; at most {MOST:,} are made.",
            record="network",
            remedy="Take a longer unit, or a shorter range.",
        )
    half = (settings.size + 1) // 2 if settings.kernel else settings.size // 2
    step = 0
    centre = start
    while centre <= stop:
        low, high = _moved(centre, unit, -half), _moved(centre, unit, half)
        if high is None or high > stop:
            return
        if low is not None and low >= start:
            yield Spell(start=low, stop=high, time=centre)
        step += 1
        after = _moved(centre, unit, 1) if settings.compatibility else _moved(start, unit, step)
        if after is None:
            return
        centre = after


def _moved(moment: datetime, unit: str, by: int) -> datetime | None:
    """Return a moment some units later, months and years by the calendar (31 January + 1 month is 28 February).

    None beyond the years 1 to 9999.
    """
    try:
        if unit not in ("months", "years"):
            return moment + timedelta(**{unit: by})
        months = moment.year * 12 + moment.month - 1 + by * (12 if unit == "years" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
    except (OverflowError, ValueError, calendar.IllegalMonthError):
        return None


def event_spells(counted: Count, settings: Settings) -> Iterator[tuple[Spell, Array]]:
    """Give for each statement the window of `size // 2` statements before and after it, with their places in the count.

    Statements of one moment stand in an order drawn from `settings.seed`; windows at both ends are shorter.
    """
    import numpy as np

    number = len(counted)
    if number > MOST:
        raise InputError(
            f"Windows by events would be {number:,}; at most {MOST:,} are made.",
            record="network",
            remedy="Take a unit of the calendar, or a shorter range.",
        )
    drawn = np.random.default_rng(settings.seed).random(number)
    order = np.lexsort((drawn, counted.days))
    days = counted.days[order].astype(object)
    half = settings.size // 2
    for at in range(number):
        low, high = max(0, at - half), min(number, at + half + 1)
        yield Spell(start=days[low], stop=days[high - 1], time=days[at]), order[low:high]


def whole_units(before: Array, after: datetime, unit: str) -> Array:
    """Return how many whole units lie between moments and another, negative where they are later; towards 0.

    Months and years by the calendar, as in Java's ChronoUnit.between: a month is whole when the day and the time of
    day are reached again.
    """
    import numpy as np

    end = np.datetime64(after, "s")
    apart = (end - before).astype(np.int64)
    if unit not in ("months", "years"):
        seconds: Array = np.trunc(apart / SECONDS[unit]).astype(np.int64)
        return seconds
    months = before.astype("datetime64[M]")
    whole = (end.astype("datetime64[M]") - months).astype(np.int64)
    within = (before - months.astype("datetime64[s]")).astype(np.int64)
    beyond = (end - end.astype("datetime64[M]").astype("datetime64[s]")).astype(np.int64)
    whole = whole - ((whole > 0) & (beyond < within)) + ((whole < 0) & (beyond > within))
    found: Array = np.trunc(whole / (12 if unit == "years" else 1)).astype(np.int64)
    return found
