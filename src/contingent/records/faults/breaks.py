"""Breaks: a kind of personnel that steps to another level in one month, in operations that go on, while others stay.

Such a step is often a new way of counting (staff officers among observers, for example). It is offered as a marker; a
deployment of one kind can look the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import Grid, View

KINDS = ("break_in_kind",)

STEP = 0.10
"""Smallest step of the kind (share), over operations that stood in the months before and after."""

NOISE = 4.0
"""How many times the usual monthly change of the kind (median of 24 months) the step must be."""

OTHERS = 0.25
"""Largest change of all other kinds together, as a share of the step."""

SECOND = 0.25
"""A second operation must take at least this share of the step: what one operation does alone is a deployment."""

LASTING, AT_LEAST, USUAL = 6, 3, 24
"""Months before and after that must lie wholly on their sides; how many must be there; months for the usual change."""


def detect(view: View) -> tuple[Fault, ...]:
    """Return the breaks in series of kinds over all contributors."""
    grid = view.operations_by_kind
    months = np.flatnonzero(grid.covered) if grid.keys else np.zeros(0, dtype=np.int64)
    if len(months) < 2 * AT_LEAST:
        return ()
    kinds = grid.rows_of(1)
    sums = {kind: np.nansum(grid.numbers[rows], axis=0)[months] for kind, rows in kinds.items()}
    everything = np.sum(list(sums.values()), axis=0)
    return tuple(
        fault
        for kind, series in sums.items()
        for at in range(AT_LEAST, len(months) - AT_LEAST + 1)
        if _steps(series, everything - series, at)
        for fault in _fault(grid, kind, (months, at))
    )


def _steps(series: NDArray[np.float64], others: NDArray[np.float64], at: int) -> bool:
    """Whether a series steps at a place: to stay, out of the usual, alone."""
    before, after = series[max(0, at - LASTING) : at], series[at : at + LASTING]
    if before.min() <= 0 or after.min() <= 0 or others[at - 1] <= 0 or others[at] <= 0:
        return False
    if not (after.min() > before.max() or after.max() < before.min()):
        return False
    step = np.log(series[at] / series[at - 1])
    usual = series[max(0, at - USUAL) : at]
    usual = usual[usual > 0]
    noise = float(np.median(np.abs(np.diff(np.log(usual))))) if len(usual) > 2 else 0.0
    beside = abs(np.log(others[at] / others[at - 1]))
    return bool(abs(np.expm1(step)) >= STEP and abs(step) > NOISE * noise and beside <= OTHERS * abs(step))


def _fault(grid: Grid, kind: str, where: tuple[NDArray[np.int64], int]) -> list[Fault]:
    """The fault, if the step is there too without operations that opened or closed around it."""
    months, at = where
    rows = grid.rows_of(1)[kind]
    around = months[max(0, at - AT_LEAST) : at + AT_LEAST]
    lasting = [row for row in rows if grid.present[row][around].all()]
    if not lasting:
        return []
    before, after = (np.nansum(grid.numbers[rows, months[at + step]]) for step in (-1, 0))
    change = grid.numbers[lasting, months[at]] - grid.numbers[lasting, months[at - 1]]
    if abs(change.sum()) < STEP * before or (change.sum() > 0) != (after > before):
        return []
    same = np.sort(change * np.sign(change.sum()))[::-1]
    if len(same) < 2 or same[1] < SECOND * abs(change.sum()):
        return []
    largest = [lasting[place] for place in np.argsort(-np.abs(change))[:3]]
    month, last = grid.months[months[at]], grid.months[months[at - 1]]
    figures: list[tuple[str, float | None]] = [(last, float(before)), (month, float(after))]
    for row in largest:
        label, cells = grid.keys[row][0], grid.numbers[row]
        figures += [(f"{label} {last}", float(cells[months[at - 1]])), (f"{label} {month}", float(cells[months[at]]))]
    return [
        Fault(
            kind=KINDS[0],
            severity=Severity.LOW,
            what=f"{kind.capitalize()} step from {before:,.0f} in {last} to {after:,.0f} in {month} "
            f"({after / before - 1:+.0%}) and stay there, in operations that go on and while other kinds do not move: "
            f"chiefly {grid.keys[largest[0]][0]} and {grid.keys[largest[1]][0]}.",
            remedy=f"Put a break marker at {month} before you compare {kind} across it; the cause is not in the data.",
            personnel=kind,
            months=(month,),
            figures=tuple(figures),
            **grid.origins_of([(row, int(months[at])) for row in rows]),
        )
    ]
