"""Convergence: how an estimate settles as draws are added, with its error, by design."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from contingent.futures.designs import Design
from contingent.futures.plans import Part, Plan
from contingent.futures.runners.base import Runner
from contingent.futures.runners.threads import Threads
from contingent.futures.runs import prepared
from contingent.futures.summaries import Tally, statistics
from contingent.futures.work import Work

if TYPE_CHECKING:
    import polars as pl

FEWEST = 64
DESIGNS = (Design.PLAIN, Design.QUASI)


def convergence(plan: Plan, *, designs: Sequence[Design] = DESIGNS, runner: Runner | None = None) -> pl.DataFrame:
    """Return the running estimates of a plan after 64, 128, 256 ... draws, up to its own number, under each design.

    One row per design, issue, model and number of draws: design, issue, model, draws, mean, mean_error, over_50,
    over_50_error. Errors of plain draws come from their scatter, those of quasi-random draws from the scatter of 16
    independent scramblings; both are standard errors of the estimate in the row. Raises what `run` raises.
    """
    import polars as pl

    rows: list[dict[str, object]] = []
    for design in designs:
        ready = prepared(replace(plan, design=design)).plan
        total: Tally | None = None
        with closing((runner or Threads()).run(Work(plan=ready), _doubling(plan.draws))) as results:
            for done in results:
                total = done.tally if total is None else total.merged(done.tally)
                rows += _rows(ready, total)
    return pl.DataFrame(rows)


def _doubling(draws: int) -> list[Part]:
    """Return stretches of draws that end at 64, 128, 256 ... and at the last draw."""
    ends = [min(FEWEST, draws)]
    while ends[-1] < draws:
        ends.append(min(2 * ends[-1], draws))
    return [Part(n, first, end - first) for n, (first, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True))]


def _rows(plan: Plan, total: Tally) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for column, issue in enumerate(plan.agenda.issues):
        for number, model in enumerate(plan.models):
            found = statistics(total, number, column)
            rows.append(
                {
                    "design": plan.design.value,
                    "issue": issue,
                    "model": model.name,
                    "draws": total.draws,
                    "mean": found.mean,
                    "mean_error": found.mean_error,
                    "over_50": found.over_50,
                    "over_50_error": found.over_50_error,
                }
            )
    return rows
