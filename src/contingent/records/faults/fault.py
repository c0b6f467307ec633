"""A fault: something in the published record that its user must know before building on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a fault can mislead: `high` totals or ranks, `medium` series, `low` single cells; `note` informs."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One finding: what it is, where it stands, which figures show it, and what to do.

    `kind` is the id of the rule that found it, for example `stale_month`; `tables` and `snapshots` say where the rows
    come from, `contributors` and `operation` are codes, `personnel` a kind of personnel, `months` are written YYYY-MM.
    `figures` are the figures that show it, each under the name of what it is (often a month), in persons unless the
    name says otherwise; None is not reported.
    """

    kind: str
    severity: Severity
    what: str
    remedy: str
    tables: tuple[str, ...] = ()
    snapshots: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    operation: str | None = None
    personnel: str | None = None
    months: tuple[str, ...] = ()
    figures: tuple[tuple[str, float | None], ...] = ()

    @property
    def place(self) -> tuple[str, str, tuple[str, ...], str]:
        """What faults are sorted by: kind, first month, contributors, operation."""
        return (self.kind, self.months[0] if self.months else "", self.contributors, self.operation or "")


def spans(months: tuple[str, ...] | list[str]) -> str:
    """Return months as people write them: `2010-06 to 2010-09, 2012-02`."""
    runs: list[list[str]] = []
    for month in sorted(months):
        if runs and _next(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
