"""Months, the clock of the contribution record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from contingent.base.errors import InputError

_PATTERN = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; orders by time, prints as `2013-11`. Raises InputError for a month outside 1-12."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise InputError(f"There is no month {self.month}.", remedy="Write months as YYYY-MM, for example 2013-11.")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Return the month of `YYYY-MM` or `YYYY-MM-DD`. Raises InputError on anything else."""
        match = _PATTERN.match(text.strip())
        if match is None:
            raise InputError(f"{text!r} is not a month.", remedy="Write months as YYYY-MM, for example 2013-11.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    @property
    def ordinal(self) -> int:
        """Months since January of year 0; differences of ordinals count months."""
        return self.year * 12 + self.month - 1

    def plus(self, months: int) -> Month:
        """Return the month that many months later (earlier if negative)."""
        year, month = divmod(self.ordinal + months, 12)
        return Month(year, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
