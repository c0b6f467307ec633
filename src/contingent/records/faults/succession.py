"""Succession hidden: figures under the name of a state from before it existed."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import Grid, View
from contingent.records.successions import predecessors

KINDS = ("before_the_state",)


def detect(view: View) -> tuple[Fault, ...]:
    """Return contributors with figures from before their state, or its present name, was there.

    Needs the reference facts (`Actor.since`, `successions.csv`); none are found without them.
    """
    if view.facts is None:
        return ()
    grid, since = view.contributors, {each.code: each.since for each in view.facts.actors}
    return tuple(
        fault
        for row, (contributor,) in enumerate(grid.keys)
        for named, (first, end) in _before(contributor, since.get(contributor)).items()
        if (fault := _fault(grid, row, named, (first, end))) is not None
    )


def _before(code: str, since: date | None) -> dict[str, tuple[date, date]]:
    """What stood in the place of a state, as far as is on record: its first day and the day after its last."""
    listed = predecessors(code)
    days = [date.min, *(each.day for each in reversed(listed))]
    named = {each.named: span for each, span in zip(reversed(listed), pairwise(days), strict=True)}
    return named or ({"another state": (date.min, since)} if since is not None else {})


def _fault(grid: Grid, row: int, named: str, span: tuple[date, date]) -> Fault | None:
    """The fault, if a figure stands at the end of a month within a span."""
    (contributor,) = grid.keys[row]
    first, day = span
    on = [int(c) for c in np.flatnonzero(grid.present[row]) if f"{first:%Y-%m}" <= grid.months[c] < f"{day:%Y-%m}"]
    if not on:
        return None
    peak = max(on, key=lambda column: grid.numbers[row, column])
    return Fault(
        kind=KINDS[0],
        severity=Severity.MEDIUM,
        what=f"{contributor} has figures in {len(on)} months before {day.day} {day:%B %Y}, from {grid.months[on[0]]} "
        f"to {grid.months[on[-1]]}: they are those of {named}, under the later name.",
        remedy="Name the state of the time; count no entry or exit at the succession.",
        contributors=(contributor,),
        months=tuple(grid.months[column] for column in on),
        figures=grid.figures(row, sorted({on[0], peak, on[-1]})),
        **grid.origin(row, on),
    )
