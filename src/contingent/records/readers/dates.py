"""Days as published tables write them: an explicit list of forms, and no guessing of which number is the month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FORMS = ("%Y-%m-%d", "%Y%m%d", "%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d")
"""Forms that say by themselves which part is what; a time of day after `T` or a blank is left out."""

MONTHS = ("%b-%y", "%b-%Y", "%b %Y", "%B %Y", "%B-%Y")
"""Forms of a month without a day; spreadsheets turn 2013-11 into Nov-13."""

SHOWN = "2013-11-30, 2013-11, 30-Nov-13, Nov-13, 20131130, 30/11/2013"
"""Examples for complaints."""

_TIME = re.compile(r"[T ]\d{2}:?\d{2}(:?\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$")
_EPOCH = re.compile(r"-?\d{9,14}(\.0+)?$")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{4})$")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$")
_BEGINNING = date(1970, 1, 1)


@lru_cache(maxsize=100_000)
def day_of(written: str) -> date | None:
    """Return the day a text stands for; None if it has none of the forms.

    `30/11/2013` and `11-30-13` are read because only one of their numbers can be a month; `03/04/2013` is not. A whole
    number of nine digits and more is milliseconds since 1970, negative before. Years of two digits lie in 1946-2045.
    A month without a day (`2013-11`, `11/2013`, `Nov-13`, `November 2013`) stands for its last day.
    """
    text = written.strip()
    if _EPOCH.match(text):
        try:
            return _BEGINNING + timedelta(milliseconds=float(text))
        except OverflowError:
            return None
    if _MONTH.match(text):
        return _last_day(int(text[:4]), int(text[5:]))
    if found_month := _MONTH_FIRST.match(text):
        return _last_day(int(found_month[2]), int(found_month[1]))
    bare = _TIME.sub("", text)
    return _by_form(text) or _by_form(bare) or _by_numbers(bare) or _by_name(text)


def days(written: pl.Series) -> pl.Series:
    """Return a column of texts as days, null where a text has none of the forms."""
    import polars as pl

    from contingent.records.readers.spelling import mapped

    return mapped(written, day_of, pl.Date())


def _by_form(text: str) -> date | None:
    for form in FORMS:
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if form == "%Y%m%d" and len(text) != 8:
            continue
        return _century(found) if "%y" in form else found
    return None


def _by_numbers(text: str) -> date | None:
    found = _NUMBERS.match(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        year += 2000 if year <= 45 else 1900
    if (first > 12) == (second > 12) and first != second:
        return None
    day, month = (first, second) if first > 12 else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_name(text: str) -> date | None:
    """The last day of a month that is named, without a day."""
    for form in MONTHS:
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        found = _century(found) if "%y" in form else found
        return _last_day(found.year, found.month)
    return None


def _last_day(year: int, month: int) -> date | None:
    if not (1 <= year <= 9998 and 1 <= month <= 12):
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _century(day: date) -> date:
    """Put a year of two digits into 1946-2045, the time of which the record can tell."""
    if day.year > 2045:
        return day.replace(year=day.year - 100)
    return day.replace(year=day.year + 100) if day.year < 1946 else day
