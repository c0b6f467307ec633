"""Switches of kind: people recorded as one kind of personnel, then another, while the total stays; and late kinds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import Grid, View

KINDS = ("kind_switch", "kind_starts_late")

PERSONS = 20
"""How many persons must leave one kind and appear in another."""

SHARE = 0.5
"""They must be at least this share of the contributor's total."""

STILL = 0.15
"""How much the total may change, as a share of the month before."""

AT_ONCE = 10
"""A kind starts late if this many contributors have it from one month on, and none before."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return switches of contributors between kinds, and kinds that nobody has before a month inside the record."""
    grid = view.contributors_by_kind
    if len(grid.months) < 2:
        return ()
    found = [fault for rows in grid.rows_of(0).values() if len(rows) > 1 for fault in _switches(grid, rows)]
    return (*found, *_late(grid))


def _switches(grid: Grid, rows: list[int]) -> list[Fault]:
    numbers = np.nan_to_num(grid.numbers[rows])
    there = np.asarray(grid.present[rows].any(axis=0))
    change, total = np.diff(numbers, axis=1), numbers.sum(axis=0)
    moved = np.minimum(np.clip(change, 0, None).sum(axis=0), np.clip(-change, 0, None).sum(axis=0))
    still = np.abs(np.diff(total)) <= STILL * total[:-1]
    switch = there[1:] & there[:-1] & still & (moved >= PERSONS) & (moved >= SHARE * np.minimum(total[1:], total[:-1]))
    return [_switch(grid, rows, int(column) + 1, change[:, column]) for column in np.flatnonzero(switch)]


def _switch(grid: Grid, rows: list[int], column: int, change: NDArray[np.float64]) -> Fault:
    left, came = rows[int(change.argmin())], rows[int(change.argmax())]
    contributor, old, new = grid.keys[left][0], grid.keys[left][1], grid.keys[came][1]
    before, month = grid.months[column - 1], grid.months[column]
    figures = [
        (f"{grid.keys[row][1]} {name}", number)
        for row in (left, came)
        for name, number in grid.figures(row, (column - 1, column))
    ]
    return Fault(
        kind="kind_switch",
        severity=Severity.MEDIUM,
        what=f"{contributor}: {-change.min():,.0f} persons leave the {old} of {before} and {change.max():,.0f} stand "
        f"among the {new} in {month}, while the total hardly changes.",
        remedy="Most likely the same people under another heading: use the total, not the kinds, around this month.",
        contributors=(contributor,),
        personnel=new,
        months=(month,),
        figures=tuple(figures),
        **grid.origins_of([(left, column - 1), (came, column)]),
    )


def _late(grid: Grid) -> list[Fault]:
    """A kind without any row in the first months, then with many contributors at once."""
    start = int(np.flatnonzero(grid.covered)[0])
    faults = []
    for kind, rows in grid.rows_of(1).items():
        with_it = grid.present[rows].sum(axis=0)
        first = int(np.flatnonzero(with_it)[0])
        if kind == "total" or first == start or with_it[first] < AT_ONCE or not _told_before(grid, rows, first):
            continue
        month, last = grid.months[first], grid.months[first - 1]
        faults.append(
            Fault(
                kind="kind_starts_late",
                severity=Severity.HIGH,
                what=f"No contributor has {kind} from {grid.months[start]} to {last}; {with_it[first]} have them in "
                f"{month}. Until then such people stand under another kind, or nowhere.",
                remedy=f"Use totals before {month}; kinds are not comparable across it.",
                personnel=kind,
                months=(grid.months[start], last),
                figures=(
                    (f"contributors with {kind} in {last}", 0),
                    (f"contributors with {kind} in {month}", int(with_it[first])),
                ),
                **grid.origins_of([(row, first) for row in rows]),
            )
        )
    return faults


def _told_before(grid: Grid, rows: list[int], first: int) -> bool:
    """Whether a table that tells the kind from a month on spoke in the month before, so that it is not only new."""
    tables = {grid.origins[each][1] for each in grid.sources[rows, first] if each >= 0}
    before = {grid.origins[each][1] for each in grid.sources[:, first - 1] if each >= 0}
    return bool(tables & before)
