"""Timings of published programs: they hold no number that a model computes, and are said to."""

from __future__ import annotations

from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.verifying import Beside, Case, Comparison, Format, Verdict

_CLOCKS = ("median_s", "wall_median", "cpu_median", "wall_median_s", "cpu_median_s", "secs")


def _is_timings(part: Part) -> bool:
    rows = list(part.value.values()) if isinstance(part.value, dict) else []
    return bool(rows) and all(isinstance(row, dict) and any(clock in row for clock in _CLOCKS) for row in rows)


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    nothing = Comparison(
        what="timings", numbers=0, largest=0.0, tolerance=0.0, verdict=Verdict.NOTHING,
        reason="the file holds times of other programs and no output of a model; benchmarks/ measures ours",
    )  # fmt: skip
    return tuple(Case(name=name, model="", comparisons=(nothing,)) for name in part.entries())


FORMAT = Format(kind="timings", marks="rows of seconds", recognises=_is_timings, verify=_verify)
