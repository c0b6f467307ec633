"""Spikes: a jump of one month that reverses, and cells of one operation that cannot be right by their size."""

from __future__ import annotations

import numpy as np

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import Grid, View

KINDS = ("spike", "implausible_cell")

FACTOR = 2.0
"""How many times a month must exceed (or fall below) both the month before and the month after."""

PERSONS = 50
"""How many persons the larger of the two jumps must exceed."""

CELL_FACTOR = 20.0
"""The same for a cell of one operation, where units come and go: how many times its two sides."""

CELL_PERSONS = 500
"""How many persons a cell of one operation must exceed its sides by."""

LONGEST = 3
"""How many months an implausible figure may last."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return spikes of contributors over all operations, and implausible cells of contributors in operations."""
    return (*_spikes(view.contributors), *_cells(view.pairs))


def _spikes(grid: Grid) -> list[Fault]:
    if len(grid.months) < 3:
        return []
    before, here, after = grid.numbers[:, :-2], grid.numbers[:, 1:-1], grid.numbers[:, 2:]
    with np.errstate(invalid="ignore"):
        up = (here > FACTOR * before) & (here > FACTOR * after)
        down = (FACTOR * here < before) & (FACTOR * here < after)
        large = np.maximum(abs(here - before), abs(here - after)) > PERSONS
    return [_spike(grid, int(row), int(column) + 1) for row, column in np.argwhere((up | down) & large)]


def _spike(grid: Grid, row: int, column: int) -> Fault:
    (contributor,) = grid.keys[row]
    before, here, after = (int(each) for each in grid.numbers[row, column - 1 : column + 2])
    return Fault(
        kind="spike",
        severity=Severity.LOW,
        what=f"{contributor} {'rises' if here > before else 'falls'} from {before:,} to {here:,} persons for one month "
        f"and is at {after:,} in the next.",
        remedy="It can be a rotation, with two units there at once or none: look the month up before you quote it.",
        contributors=(contributor,),
        months=(grid.months[column],),
        figures=grid.figures(row, (column - 1, column, column + 1)),
        **grid.origin(row, (column,)),
    )


def _cells(grid: Grid) -> list[Fault]:
    """Figures of up to LONGEST months that tower over both sides; a series may begin or end with them."""
    if len(grid.months) < 3:
        return []
    faults = []
    for row in np.flatnonzero(np.nan_to_num(grid.numbers).max(axis=1) > CELL_PERSONS):
        on = np.flatnonzero(grid.present[row])
        numbers = grid.numbers[row][on]
        high = numbers > CELL_PERSONS
        edges = np.flatnonzero(np.diff(np.concatenate([[0], high.astype(int), [0]])))
        for first, end in zip(edges[::2], edges[1::2], strict=True):
            sides = [numbers[at] for at in (first - 1, end) if 0 <= at < len(numbers)]
            low = numbers[first:end].min()
            lasting = len(numbers) - (end - first) > LONGEST
            inside = on[first] > 0 and on[end - 1] < len(grid.months) - 1  # what the record cuts off may go on
            if (
                sides
                and lasting
                and inside
                and end - first <= LONGEST
                and low > CELL_FACTOR * max(sides)
                and low - max(sides) > CELL_PERSONS
            ):
                faults.append(_cell(grid, int(row), [int(each) for each in on[first:end]], max(sides)))
    return faults


def _cell(grid: Grid, row: int, columns: list[int], side: float) -> Fault:
    contributor, operation = grid.keys[row]
    months = tuple(grid.months[column] for column in columns)
    return Fault(
        kind="implausible_cell",
        severity=Severity.HIGH,
        what=f"{contributor} has up to {int(grid.numbers[row, columns].max()):,} persons in {operation} for "
        f"{len(months)} month{'s' if len(months) > 1 else ''}, and {int(side):,} beside: a number may be misread, or "
        "stand on the wrong row.",
        remedy="Compare with the parts (male and female) and with other tables; totals of these months contain it.",
        contributors=(contributor,),
        operation=operation,
        months=months,
        figures=grid.figures(row, range(columns[0] - 1, columns[-1] + 2)),
        **grid.origin(row, columns),
    )
