"""Sweeps over the parameters of KTAB's spatial model: by scenario, final positions and outcome of each setting.

The scenarios are in companion files. A sweep tells the final state only, so that a run which departs cannot be picked
up again; whether it hangs on rounding errors is tried by changing its positions by as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from contingent.decisions.kernels.spatial_ktab import KtabRun
from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.spatial_guards import guard_of
from contingent.decisions.verification.spatial_runs import NUDGE, PROSPECT
from contingent.decisions.verification.spatial_scenarios import (
    EXACT,
    Scenario,
    companion,
    compare_distribution,
    compare_outcome,
    parameters_of,
)
from contingent.decisions.verification.verifying import Beside, Case, Comparison, Format, Verdict, compared, same

TRIES = 12
"""How many runs from positions changed by rounding errors are tried on a case that departs."""

_FULL = "with BigRAdjust=Full the original ends with an error of its own guard, so it has no numbers"


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    base = parameters_of(part["base_parameters"]) if part.get("base_parameters") is not None else {}
    cases: list[Case] = []
    for name, listed in part["scenarios"].entries().items():
        scenario = Scenario.read(companion(name, listed, beside))
        cases += [_case(name, each, base, scenario) for each in listed.items()]
    if not cases:
        part["scenarios"].refuse("It has no case.", "Get the file again; it is cut.")
    return tuple(cases)


def _case(name: str, told: Part, base: Mapping[str, str], scenario: Scenario) -> Case:
    parameters = {**base, **_changed(told)}
    changed = {key: value for key, value in parameters.items() if base.get(key) != value}
    words = ", ".join(f"{key}={value}" for key, value in _changed(told).items())
    found = _compared(told, parameters, scenario)
    return Case(
        name=f"{name}, {words}", model="spatial", settings={"preset": "ktab", **changed}, comparisons=tuple(found)
    )


def _changed(told: Part) -> dict[str, str]:
    """Return the parameters a case changes: one by name and value, or several as a mapping."""
    several = told.get("parameters")
    if several is not None:
        return parameters_of(several)
    return parameters_of(Part({told["changed"].text(): told["value"].text()}, told.file, told.place))


def _compared(told: Part, parameters: Mapping[str, str], scenario: Scenario) -> list[Comparison]:
    error = told.get("error")
    if error is not None:
        return [_ended(error.text().strip()[:120], told, parameters, scenario)]
    found = _final(told, scenario, scenario.run(parameters, told))
    if any(each.verdict is Verdict.DEVIATES for each in found):
        excuse = _excuse(told, parameters, scenario)
        if excuse:
            return [replace(each, verdict=Verdict.NOT_REPRODUCIBLE, reason=excuse) for each in found]
    return found


def _ended(error: str, told: Part, parameters: Mapping[str, str], scenario: Scenario) -> Comparison:
    """Return what a case shows in which the original ended with an error: none of ours, by one of its own guards, or a
    difference, where nothing in our run explains it."""
    reason = _FULL
    if parameters.get("BigRAdjust") != "Full":
        run = scenario.run(parameters, told)
        reason = guard_of(scenario, parameters, run)
        reason = reason and f"{reason}; the original ended with an error: {error}"
    if reason:
        return Comparison(what="nothing", numbers=0, largest=0.0, tolerance=0.0,
                          verdict=Verdict.NOT_REPRODUCIBLE, reason=reason)  # fmt: skip
    return Comparison(what="an end without error", numbers=1, largest=1.0, tolerance=0.0, verdict=Verdict.DEVIATES,
                      unit="unequal", reason=f"ours runs, the file says error: {error}")  # fmt: skip


def _final(told: Part, scenario: Scenario, run: KtabRun) -> list[Comparison]:
    theirs = told["final_positions"].table(*scenario.position.shape)
    found = [
        same("turns", [run.turns], [told["turns"].whole()]),
        compared("final positions", run.positions[-1], theirs, EXACT, places=lambda at: scenario.names[at[0]]),
    ]  # fmt: skip
    if told.get("final_pce") is not None:
        found += compare_distribution("election", told["final_pce"], run.unique[-1], np.array(run.chances[-1]), "")
    if told.get("outcome") is not None:
        found += compare_outcome(told["outcome"], scenario, run, "")
    return found


def _excuse(told: Part, parameters: Mapping[str, str], scenario: Scenario) -> str:
    """Return the documented reason why the file's numbers need not be ours; empty if there is none."""
    if parameters.get("VotingRule") == "ASymProsp":
        return PROSPECT
    luck = np.random.default_rng(0)
    for _ in range(TRIES):
        nudge = 100 * NUDGE * luck.uniform(-1, 1, scenario.position.shape)
        again = _final(told, scenario, scenario.run(parameters, told, nudge))
        if all(each.verdict is Verdict.HOLDS for each in again):
            return f"ties to rounding error: changing positions by {NUDGE:g} gives all the numbers of the file"
    return ""


FORMAT = Format(
    kind="spatial parameter sweep",
    marks="`scenarios` with changed parameters",
    recognises=lambda part: part.has("scenarios") or part.has("base_parameters"),
    verify=_verify,
)
