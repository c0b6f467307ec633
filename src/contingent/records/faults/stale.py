"""Stale months: one that repeats the month before for all or nearly all contributors was carried forward, not seen."""

from __future__ import annotations

import numpy as np

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import Grid, View

KINDS = ("stale_month", "near_stale_month")

NEAR = 0.98
"""Share of contributors (or operations) that must be unchanged in every kind for a month to be nearly stale."""

SERIES = 20
"""Fewer contributors, or series of contributors in operations, can stand still by chance."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return months that repeat the month before them: lists of contributors, else lists by operation."""
    faults = _stale(view.contributors_by_kind, "contributors")
    known = {each.months for each in faults}
    return (
        *faults,
        *[each for each in _stale(view.pairs, "series of contributors in operations") if each.months not in known],
    )


def _stale(grid: Grid, who: str) -> list[Fault]:
    if len(grid.months) < 2:
        return []
    numbers = np.where(grid.present, grid.numbers, -1.0)
    same, there = numbers[:, 1:] == numbers[:, :-1], grid.present[:, 1:] | grid.present[:, :-1]
    groups = list(grid.rows_of(0).values()) if who == "contributors" else [[row] for row in range(len(grid.keys))]
    starts = np.array([rows[0] for rows in groups])  # keys are sorted, so the rows of a group stand together
    unchanged = np.logical_and.reduceat(same, starts, axis=0)
    listed = np.logical_or.reduceat(there, starts, axis=0)
    count = listed.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (unchanged & listed).sum(axis=0) / count
    known = grid.covered[1:] & grid.covered[:-1] & (count >= SERIES)
    return [
        _fault(grid, int(column) + 1, int(count[column]), float(share[column]), who)
        for column in np.flatnonzero(known & (share >= NEAR))
    ]


def _fault(grid: Grid, column: int, count: int, share: float, who: str) -> Fault:
    month, before = grid.months[column], grid.months[column - 1]
    changed = round(count * (1 - share))
    cells = [(row, column) for row in np.flatnonzero(grid.present[:, column])]
    return Fault(
        kind="stale_month" if not changed else "near_stale_month",
        severity=Severity.MEDIUM if changed else Severity.HIGH,
        what=f"{'All' if not changed else f'All but {changed} of'} {count} {who} have the figures of {before} in every "
        "kind of personnel; the month before was carried forward.",
        remedy="Leave the month out of counts of changes, entries and exits.",
        months=(month,),
        figures=(
            (f"total {before}", float(np.nansum(grid.numbers[:, column - 1]))),
            (f"total {month}", float(np.nansum(grid.numbers[:, column]))),
            ("unchanged", count - changed),
            ("listed", count),
        ),
        **grid.origins_of([(int(row), at) for row, at in cells]),
    )
