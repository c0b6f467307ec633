"""The worked example every model is shown on: an invented agenda, small enough to follow by hand."""

from __future__ import annotations

from contingent.positions.agenda import Agenda
from contingent.positions.positions import Position

STATUS_QUO = 20.0
"""Where both issues stand if nothing is decided."""

CAPABILITY = {"NORD": 3.0, "OST": 2.0, "SUED": 1.0, "WEST": 2.0}

_ROWS = (
    ("mandate", "NORD", 10, 5, 25, 80),
    ("mandate", "OST", 40, 30, 55, 50),
    ("mandate", "SUED", 90, 75, 100, 90),
    ("mandate", "WEST", 75, 60, 85, 60),
    ("funding", "NORD", 85, 70, 95, 40),
    ("funding", "OST", 30, 20, 45, 70),
    ("funding", "SUED", 20, 10, 35, 50),
    ("funding", "WEST", 60, 45, 75, 90),
)


def worked_example() -> Agenda:
    """Return four invented actors on two issues, with unequal capability: how wide a mandate, who pays for it."""
    return Agenda.of(
        (
            Position(issue=issue, actor=actor, value=value, low=low, high=high, salience=salience)
            for issue, actor, value, low, high, salience in _ROWS
        ),
        capability=CAPABILITY,
    )
