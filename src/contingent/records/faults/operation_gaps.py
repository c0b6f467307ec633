"""Gaps of operations: months in which an operation has no row though it has before and after."""

from __future__ import annotations

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import Grid, View

KINDS = ("gap_in_operation",)

FITS = (0.5, 2.0)
"""Between which shares of the figure beside a gap the first or last figure of another operation fits into it."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return the gaps inside operations; months that the whole table lacks are not counted."""
    grid = view.operations
    return tuple(_fault(grid, row, first, end) for row in range(len(grid.keys)) for first, end in grid.gaps(row))


def _fault(grid: Grid, row: int, first: int, end: int) -> Fault:
    (operation,) = grid.keys[row]
    columns = [column for column in range(first, end) if grid.covered[column]]
    months = tuple(grid.months[column] for column in columns)
    before, after = grid.numbers[row, first - 1], grid.numbers[row, end]
    fits = _filling(grid, row, columns)
    other = f" {grid.keys[fits][0]} stands in exactly these months, at a level that fits." if fits is not None else ""
    figures: list[tuple[str, float | None]] = [
        (grid.months[first - 1], float(before)),
        (grid.months[end], float(after)),
    ]
    if fits is not None:
        edges = (columns[0], columns[-1])
        figures += [(f"{grid.keys[fits][0]} {grid.months[c]}", float(grid.numbers[fits, c])) for c in edges]
    return Fault(
        kind=KINDS[0],
        severity=Severity.MEDIUM,
        what=f"{operation} has {before:,.0f} persons in {grid.months[first - 1]}, {after:,.0f} in {grid.months[end]}, "
        f"and no row in the {len(months)} month{'' if len(months) == 1 else 's'} between.{other}",
        remedy="Take the months as not reported, not as 0."
        if fits is None
        else f"Read {operation} and {grid.keys[fits][0]} as one series over these months, if the mandates say so.",
        operation=operation,
        months=months,
        figures=tuple(figures),
        **grid.origin(row, (first - 1, end)),
    )


def _filling(grid: Grid, row: int, columns: list[int]) -> int | None:
    """Another operation that has rows in the gap and not beside it, at a level that fits one side of the gap."""
    first, last = columns[0], columns[-1]
    for other in range(len(grid.keys)):
        there = grid.present[other]
        if other == row or there[first - 1] or there[last + 1] or not there[columns].all():
            continue
        for inside, beside in ((first, first - 1), (last, last + 1)):
            if FITS[0] <= grid.numbers[other, inside] / max(grid.numbers[row, beside], 1) <= FITS[1]:
                return other
    return None
