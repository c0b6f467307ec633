"""Stochastic runs of KTAB's spatial model: figures over many runs, compared with those of runs of our own.

Its draws follow the timing of its threads, so no single history can be repeated; only distributions can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from contingent.decisions.kernels.spatial_ktab import ktab_run
from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.spatial_scenarios import Scenario, companion, parameters_of
from contingent.decisions.verification.statistics import compare_figures, mean_of, middle_of, spread_of
from contingent.decisions.verification.verifying import Beside, Case, Comparison, Format, Verdict
from contingent.positions.agenda import Array

RUNS = 1_000
"""Runs of our own."""

_EXTREMES = "the least and the most of that many runs are luck; ours are those of as many runs of our own"


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    name = part["scenario"].text()
    scenario = Scenario.read(part if part.has("input_rows") else companion(name, part, beside))
    parameters = {"StateTransitions": "Stochastic", **parameters_of(part["parameters"])}
    turns, outcomes = _runs(scenario, parameters)
    cases = [_case(key, told, turns, outcomes, parameters) for key, told in part["results"].entries().items()]
    if not cases:
        part["results"].refuse("It has no results.", "Get the file again; it is cut.")
    return tuple(cases)


def _runs(scenario: Scenario, parameters: Mapping[str, str]) -> tuple[Array, Array]:
    """Return turns (runs,) and outcomes (runs, dimensions) on 0-100 of runs of our own."""
    place = (scenario.position, scenario.capability, scenario.salience)
    runs = [ktab_run(*place, parameters, draw=draw) for draw in range(RUNS)]
    return np.array([run.turns for run in runs], float), np.array([run.outcome() for run in runs])


def _case(name: str, told: Part, turns: Array, outcomes: Array, parameters: Mapping[str, str]) -> Case:
    count, wide = told["runs"].whole(2, 10**7), outcomes.shape[1]
    means, spreads = told["outcome_mean"].numbers(wide), told["outcome_sd"].numbers(wide)
    figures = [middle_of("median of turns", told["turns_median"].number(), count, turns)]
    for n in range(wide):
        figures.append(mean_of(f"mean outcome {n + 1}", means[n], count, outcomes[:, n]))
        figures.append(spread_of(f"spread of outcome {n + 1}", spreads[n], count, outcomes[:, n]))
    found = (compare_figures("turns, means, spreads", figures, RUNS), _extremes(told, turns, outcomes, count))
    return Case(name=name, model="spatial", settings={"preset": "ktab", **parameters}, comparisons=found)


def _extremes(told: Part, turns: Array, outcomes: Array, count: int) -> Comparison:
    """Return the comparison of least and most, told beside those of as many runs of our own."""
    wide = outcomes.shape[1]
    some = slice(0, min(count, RUNS))
    ours = [turns[some].min(), turns[some].max(), *outcomes[some].min(axis=0), *outcomes[some].max(axis=0)]
    theirs = [told["turns_min"].number(), told["turns_max"].number()]
    theirs += [*told["outcome_min"].numbers(wide), *told["outcome_max"].numbers(wide)]
    values = "; ".join(f"{mine:.4g} for {other:.4g}" for mine, other in zip(ours, theirs, strict=True))
    return Comparison(
        what="least and most", numbers=len(ours), largest=float(np.abs(np.subtract(ours, theirs)).max()),
        tolerance=0.0, verdict=Verdict.TOLD, at=values, reason=_EXTREMES,
    )  # fmt: skip


FORMAT = Format(
    kind="stochastic spatial runs",
    marks="`scenario`, `parameters` and `results` over runs",
    recognises=lambda part: part.has("results") and (part.has("scenario") or part.has("parameters")),
    verify=_verify,
)
