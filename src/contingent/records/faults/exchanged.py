"""Exchanged series: rows of a contributor that stand under its neighbour in the alphabet, and the holes they leave.

Monthly lists are read off pages, and a row that slips by one or two names gives one contributor an operation exactly in
the months in which its neighbour's series in that operation has holes. Without the page this is circumstantial: both
are flagged, nothing is corrected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from contingent.records.faults.fault import Fault, Severity, spans
from contingent.records.faults.views import Grid, View

KINDS = ("exchanged_series", "hole")

DISTANCE = 2
"""How many places apart in the alphabetical list of contributors two neighbours may stand."""

TOGETHER = 2
"""How many months must fall into the neighbour's holes; all months of the contributor in that operation must."""

LEVEL = 0.5
"""A figure fits a hole if it lies between this share less than the lower and more than the higher side of the hole."""

FITTING = 0.75
"""Share of the figures that must fit."""

STEADY = 2 / 3
"""A hole of one month is in a steady series if one side of it is at least this share of the other."""

SMALL = 5
"""Holes in series of fewer persons than this are as likely a change of persons as a loss of a row."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The row of a grid of pairs whose figures stand in holes of the row `owner`, and the columns they stand in."""

    row: int
    owner: int
    columns: tuple[int, ...]


def exchanges(view: View) -> tuple[Exchange, ...]:
    """Return the exchanged series of contributors in operations."""
    grid = view.pairs
    order = _alphabet(view, grid)
    return tuple(
        found
        for rows in grid.rows_of(1).values()
        for row in rows
        for owner in rows
        if row != owner and abs(order[grid.keys[row][0]] - order[grid.keys[owner][0]]) <= DISTANCE
        for found in _exchange(grid, row, owner)
    )


def _alphabet(view: View, grid: Grid) -> dict[str, int]:
    """The place of each contributor among all, by name where names are known."""
    names = {each.code: each.name for each in view.facts.actors} if view.facts is not None else {}
    codes = sorted({key[0] for key in grid.keys}, key=lambda code: ((names.get(code) or code).casefold(), code))
    return {code: place for place, code in enumerate(codes)}


def _exchange(grid: Grid, row: int, owner: int) -> list[Exchange]:
    own, held = np.flatnonzero(grid.present[row]), np.flatnonzero(grid.present[owner])
    if len(own) < TOGETHER or len(held) < 2 or len(held) <= len(own):
        return []
    if own[0] < held[0] or own[-1] > held[-1] or grid.present[owner][own].any():
        return []
    after = np.searchsorted(held, own)
    sides = np.stack([grid.numbers[owner][held[after - 1]], grid.numbers[owner][held[after]]])
    figures = grid.numbers[row][own]
    fits = (figures >= (1 - LEVEL) * sides.min(axis=0)) & (figures <= (1 + LEVEL) * sides.max(axis=0))
    return [Exchange(row, owner, tuple(int(each) for each in own))] if fits.mean() >= FITTING else []


def detect(view: View) -> tuple[Fault, ...]:
    """Return exchanged series, and holes of one month in steady series of contributors in operations."""
    found = exchanges(view)
    return (*[_exchanged(view.pairs, each) for each in found], *_holes(view.pairs, found))


def _exchanged(grid: Grid, each: Exchange) -> Fault:
    months = tuple(grid.months[column] for column in each.columns)
    (one, operation), (other, _) = grid.keys[each.row], grid.keys[each.owner]
    around = sorted({*each.columns, *(column + step for column in each.columns for step in (-1, 1))})
    figures = [(f"{one} {m}", n) for m, n in grid.figures(each.row, around) if n is not None]
    figures += [(f"{other} {m}", n) for m, n in grid.figures(each.owner, around) if n is not None]
    return Fault(
        kind="exchanged_series",
        severity=Severity.HIGH,
        what=f"{one} stands in {operation} only in months in which the series of its neighbour in the alphabet, "
        f"{other}, has no row: {spans(months)}. The rows may belong to {other}.",
        remedy="Look the months up in the publisher's lists before you use either series; nothing is corrected here.",
        contributors=(one, other),
        operation=operation,
        months=months,
        figures=tuple(figures),
        **grid.origin(each.row, each.columns),
    )


def _holes(grid: Grid, found: tuple[Exchange, ...]) -> list[Fault]:
    if not grid.keys or len(grid.months) < 3:
        return []
    covered = grid.covered
    filled, sources = grid.numbers.copy(), grid.sources.copy()
    for each in found:  # a series and what its neighbour holds of it are looked at as one
        filled[each.owner, each.columns] = grid.numbers[each.row, each.columns]
        sources[each.owner, each.columns] = grid.sources[each.row, each.columns]
        filled[each.row] = np.nan
    grid = replace(grid, numbers=filled, sources=sources)
    before, here, after = filled[:, :-2], filled[:, 1:-1], filled[:, 2:]
    steady = np.fmin(before, after) >= STEADY * np.fmax(before, after)
    both = ~np.isnan(before) & ~np.isnan(after) & (np.fmin(before, after) > 0)
    holes = np.argwhere(np.isnan(here) & both & steady & covered[1:-1])
    return [_hole(grid, int(row), int(column) + 1) for row, column in holes]


def _hole(grid: Grid, row: int, column: int) -> Fault:
    contributor, operation = grid.keys[row]
    sides = (int(grid.numbers[row, column - 1]), int(grid.numbers[row, column + 1]))
    return Fault(
        kind="hole",
        severity=Severity.MEDIUM if min(sides) >= SMALL else Severity.LOW,
        what=f"{contributor} in {operation} has {sides[0]} persons before, {sides[1]} after, and no row in this month.",
        remedy="Take the month as not reported, not as 0; look it up in the publisher's list if it matters.",
        contributors=(contributor,),
        operation=operation,
        months=(grid.months[column],),
        figures=grid.figures(row, (column - 1, column, column + 1)),
        **grid.origin(row, (column - 1, column + 1)),
    )
