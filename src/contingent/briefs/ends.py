"""Ends: to which end of its scale a value leans, in the words of that end."""

from __future__ import annotations

import re

from contingent.decisions.base import MIDDLE
from contingent.positions.issues import Issue

NEAR_MIDDLE, NEAR_END = 10, 20
"""Points from the middle, and from an end, within which an outcome is told as near it."""


def leaning(issue: Issue, value: float) -> str:
    """Return to which end of its scale a value on an issue leans, in the words of that end."""
    far = abs(value - MIDDLE)
    if far < NEAR_MIDDLE:
        return "near the middle"
    end = issue.hundred if value > MIDDLE else issue.zero
    return f"{'close to' if far > MIDDLE - NEAR_END else 'towards'} “{first_part(end)}”"


def spanning(issue: Issue, low: float, high: float) -> str:
    """Return to which ends of its scale values from `low` to `high` lean."""
    told = leaning(issue, low), leaning(issue, high)
    if told[0] == told[1]:
        return told[0]
    zero, hundred = f"“{first_part(issue.zero)}”", f"“{first_part(issue.hundred)}”"
    near = [abs(value - MIDDLE) < NEAR_MIDDLE for value in (low, high)]
    if low < MIDDLE < high and not any(near):
        return f"on both sides of the middle, from the side of {zero} to that of {hundred}"
    if not any(near):
        return f"towards {zero if high < MIDDLE else hundred}"
    return f"from near the middle towards {hundred if near[0] else zero}"


def first_part(text: str) -> str:
    """Return what a point of a scale means in short: up to the first semicolon or bracket, without the full stop."""
    return re.split(r";|\s\(", text, maxsplit=1)[0].strip().rstrip(".")
