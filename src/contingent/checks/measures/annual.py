"""Annual figures of contributors, for years whose months are not on record one by one."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.checks.verdicts import Citation
from contingent.records.record import Record

ANNUAL = "annual personnel figure"
"""The kind of event that keeps an annual figure which ships with the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annual:
    """A contributor's personnel in a year; `words` is the figure as it is told, with its range where there is one."""

    year: int
    number: float
    words: str
    citation: Citation


def annual_figures(record: Record, contributor: str) -> tuple[Annual, ...]:
    """Return the annual figures of a contributor by year."""
    found = [e for e in record.events if e.kind == ANNUAL and contributor in e.actors]
    return tuple(
        Annual(
            year=e.start.year,
            number=number,
            words=f"{number:g}",
            citation=Citation(table="events", row=e.id, source=e.source),
        )
        for e in sorted(found, key=lambda event: event.start)
        if (number := _number(e.value)) is not None
    )


def _number(value: str | None) -> float | None:
    try:
        return float(value) if value is not None else None
    except ValueError:
        return None
