"""The days of a meeting, read from its title: "Astana, 5-6 November 2013"."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<first>\d\d)\b",
        rf"\b(?P<first>\d{{1,2}})\s+(?P<start>{_MONTH})\s*[-–—]\s*(?P<last>\d{{1,2}})\s+(?P<month>{_MONTH})\s+(?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<first>\d{{1,2}})(?:\s*(?:[-–—]|and|to)\s*(?P<last>\d{{1,2}}))?\s+(?P<month>{_MONTH}),?\s+(?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<month>{_MONTH})\s+(?P<first>\d{{1,2}})(?:\s*(?:[-–—]|and|to)\s*(?P<last>\d{{1,2}}))?,\s+(?P<year>(?:19|20)\d\d)\b",
    )
)


def days_of(title: str) -> tuple[date, date] | None:
    """Return the first and last day named in a title; None where it names none, or one that does not exist."""
    for pattern in _PATTERNS:
        match = pattern.search(title)
        if match is not None:
            return _days(match.groupdict())
    return None


def _days(parts: dict[str, str | None]) -> tuple[date, date] | None:
    year, first = int(parts["year"] or 0), int(parts["first"] or 0)
    number, last = parts.get("number"), parts.get("last")
    month = int(number) if number else _number(parts.get("month"))
    begin = _number(parts.get("start")) if parts.get("start") else month
    try:
        start = date(year, begin, first)
        end = date(year, month, int(last)) if last else start
    except ValueError:
        return None
    return (start, end) if start <= end else None


def _number(month: str | None) -> int:
    return _MONTHS.index((month or "").lower()) + 1
