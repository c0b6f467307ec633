"""The panel an outlook is made from: contributors by months, with what is not known kept apart from zero.

What is on record is a list of who contributed. That somebody who is not named had nobody there is an assumption: it is
made for the months with a whole list (`records.lists`), and for no others. All other cells are not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError, NotFoundError
from contingent.base.months import Month
from contingent.records.kinds import PARTS

if TYPE_CHECKING:
    from contingent.records.figures import Figures

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

ASSUMED = "A contributor that a whole list of a month does not name is taken to have had nobody there."

STALE_SHARE = 0.98
"""A month in which so many of the contributors stand as in the month before has been carried forward."""

STALE_LEAST = 10
"""Fewer contributors than this may well all stay as they are."""

LONGEST_SILENCE = 12
"""Months after which a number last known says too little to look ahead from."""

HOLE_CLOSE = 0.1
"""A zero of one month is a hole in the reporting if the number returns this near to what it was, or within a person."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Personnel of contributors over time; frozen.

    Attributes:
        contributors: codes, one a row.
        first: the month of the first column.
        numbers: persons, contributors x columns; nan where it is not known, 0 where nobody was there.
        step: months from one column to the next: 1 for monthly figures, 12 for annual ones.
        kind: the kind of personnel that is counted, see `records.kinds`.

    Raises InputError where shapes do not fit, a number is negative or infinite, or a contributor stands there twice.
    """

    contributors: tuple[str, ...]
    first: Month
    numbers: Numbers
    step: int = 1
    kind: str = "total"

    def __post_init__(self) -> None:
        wanted = (len(self.contributors), self.numbers.shape[-1] if self.numbers.ndim else 0)
        if self.numbers.ndim != 2 or self.numbers.shape != wanted or not wanted[1]:
            raise InputError(
                f"A panel of {wanted[0]} contributors cannot have numbers of shape {self.numbers.shape}.",
                remedy="Give one row for each contributor and one column for each month.",
            )
        if np.isinf(self.numbers).any() or (self.numbers < 0).any():
            raise InputError("Personnel cannot be negative or infinite.", remedy="Use nan for what is not known.")
        if len(set(self.contributors)) < len(self.contributors):
            raise InputError("A contributor stands in the panel twice.", remedy="Add its rows together.")
        if self.step < 1:
            raise InputError(f"Columns cannot lie {self.step} months apart.", remedy="Use 1 or more.")

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.numbers.shape[1])

    @property
    def last(self) -> Month:
        """The month of the last column."""
        return self.month(self.width - 1)

    def month(self, column: int) -> Month:
        """Return the month of a column; columns after the last are in the future."""
        return self.first.plus(column * self.step)

    def column(self, month: Month) -> int:
        """Return the column of a month. Raises NotFoundError for a month that has none."""
        column, rest = divmod(month.ordinal - self.first.ordinal, self.step)
        if rest or not 0 <= column < self.width:
            raise NotFoundError(
                f"The outlook has no figures of {month}.", remedy=f"They reach from {self.first} to {self.last}."
            )
        return column

    def row(self, contributor: str) -> int:
        """Return the row of a contributor. Raises NotFoundError."""
        found = self._rows.get(contributor)
        if found is None:
            raise NotFoundError(f"{contributor} is not in the panel.", record=contributor, remedy="Check the code.")
        return found

    def rows(self, contributors: Iterable[str]) -> Mask:
        """Return which rows are of some contributors; codes without a row are passed over."""
        wanted = set(contributors)
        return np.array([code in wanted for code in self.contributors], bool)

    def until(self, origin: Month | int) -> Panel:
        """Return the panel as it stood at an origin (a month, or a column): nothing after it."""
        column = self.place(origin)
        return replace(self, numbers=self.numbers[:, : column + 1])

    def place(self, origin: Month | int | None) -> int:
        """Return the column of an origin: a month, a column, or None for the last. Raises NotFoundError."""
        if isinstance(origin, Month):
            return self.column(origin)
        column = self.width - 1 if origin is None else origin
        if not 0 <= column < self.width:
            raise NotFoundError(f"There is no column {column}.", remedy=f"There are {self.width}, the first being 0.")
        return column

    @cached_property
    def told(self) -> Mask:
        """Which columns are known of most contributors."""
        return np.asarray((~np.isnan(self.numbers)).mean(axis=0) > 0.5)

    def ground(self, ahead: int = 1) -> int:
        """Return the last column that an outlook has ground to start from.

        That is the end of the last stretch that is known without a break of more than a year and has a past of at
        least `ahead` columns: a list that stands alone after years without any teaches nothing of change. The last
        column, where no stretch is as long.
        """
        columns = np.flatnonzero(self.told)
        breaks = np.flatnonzero(np.diff(columns) * self.step > LONGEST_SILENCE)
        for stretch in reversed(np.split(columns, breaks + 1)):
            if len(stretch) and stretch[-1] - stretch[0] >= ahead:
                return int(stretch[-1]) if stretch[-1] < columns[-1] else self.width - 1
        return self.width - 1

    def known(self, origin: Month | int | None = None) -> Mask:
        """Return which contributors had contributed anything up to an origin."""
        return np.asarray((self.numbers[:, : self.place(origin) + 1] > 0).any(axis=1))

    def with_contributors(self, codes: Iterable[str]) -> Panel:
        """Return the panel with rows for more contributors, who never had anybody there: 0 in every whole month."""
        more = tuple(code for code in dict.fromkeys(codes) if code not in self._rows)
        whole = (self.numbers == 0).any(axis=0)  # only a whole list gives zeros
        rows = np.tile(np.where(whole, 0.0, np.nan), (len(more), 1))
        return replace(self, contributors=(*self.contributors, *more), numbers=np.vstack([self.numbers, rows]))

    @cached_property
    def stale(self) -> Mask:
        """Which columns merely repeat the one before: a month carried forward. Looks at no later column."""
        now, before = self.numbers[:, 1:], self.numbers[:, :-1]
        there = (now > 0) | (before > 0)
        same = ((now == before) & there).sum(axis=0)
        found = (there.sum(axis=0) >= STALE_LEAST) & (same >= STALE_SHARE * there.sum(axis=0))
        return np.concatenate([[False], found])

    @cached_property
    def holes(self) -> Mask:
        """Which cells are a zero of one month between like numbers: a hole in the reporting, as is seen after it."""
        before, here, after = self.numbers[:, :-2], self.numbers[:, 1:-1], self.numbers[:, 2:]
        returned = np.abs(after - before) <= np.maximum(HOLE_CLOSE * before, 1)
        found = np.zeros(self.numbers.shape, bool)
        found[:, 1:-1] = (before > 0) & (here == 0) & (after > 0) & returned
        return found

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {code: row for row, code in enumerate(self.contributors)}


def panel_of(figures: Figures, *, kind: str = "total") -> Panel:
    """Return the monthly panel of a record, from the first month with a whole list to the last.

    Args:
        figures: the record in numbers.
        kind: see `records.kinds`.

    A month without a whole list, and a row that says nothing, are not known (nan). Raises InputError where the record
    has no whole list: what one or a few contributors did tells nothing about the others' absence.
    """
    import polars as pl

    whole = figures.lists["month"].unique().sort()
    if whole.is_empty():
        raise InputError(
            "The record has no month with a whole list of contributors, and an outlook learns from all of them.",
            remedy="Import the contributions of all contributors: contingent record import PROJECT FILE, "
            "or contingent record pull PROJECT un-contributions. Files of single contributors make a whole list only "
            "where the published sums, such as data_monthly.csv, are imported too.",
        )
    months = [Month.of(day) for day in whole.to_list()]
    first, last = months[0], months[-1]
    rows = figures.totals.filter(pl.col("month").is_between(whole[0], whole[-1]))
    told = pl.col("number").is_not_null()
    cells = rows.group_by("contributor", "month").agg(
        pl.when(told & pl.col("kind").is_in(PARTS[kind])).then(pl.col("number")).sum().alias("number"),
        (told & pl.col("kind").is_in(PARTS[kind])).any().alias("told"),
        told.any().alias("listed"),
    )
    everybody = cells.group_by("contributor").agg(pl.col("number").sum()).filter(pl.col("number") > 0)
    codes = tuple(sorted(everybody["contributor"].to_list()))
    numbers = np.full((len(codes), last.ordinal - first.ordinal + 1), np.nan)
    numbers[:, [month.ordinal - first.ordinal for month in months]] = 0.0
    _fill(numbers, codes, first, cells.iter_rows())
    return Panel(contributors=codes, first=first, numbers=numbers, kind=kind)


def _fill(numbers: Numbers, codes: Sequence[str], first: Month, cells: Iterable[tuple[object, ...]]) -> None:
    """Write the cells that are on record over those that are only assumed or not known."""
    from datetime import date

    place = {code: row for row, code in enumerate(codes)}
    for contributor, month, number, told, listed in cells:
        row = place.get(str(contributor))
        if row is None or not isinstance(month, date):
            continue
        column = Month.of(month).ordinal - first.ordinal
        if told and isinstance(number, int | float):
            numbers[row, column] = number
        elif not listed:
            numbers[row, column] = np.nan  # a row that says nothing
