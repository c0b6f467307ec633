"""Where the original of the spatial model ends with an error of its own, told by its rules from a run of ours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from contingent.decisions.kernels import spatial_reference as steps
from contingent.decisions.kernels.condorcet_reference import settles
from contingent.decisions.kernels.spatial_ktab import KtabRun, ktab_rules
from contingent.decisions.kernels.spatial_reference import State, state_of
from contingent.decisions.kernels.spatial_rules import Room
from contingent.decisions.verification.spatial_scenarios import Scenario
from contingent.positions.agenda import Array

GUARD = 1e-6
"""The original ends where a matrix of perceived utilities is this near to the true or the risk neutral ones."""


def guard_of(scenario: Scenario, parameters: Mapping[str, str], run: KtabRun) -> str:
    """Return why the original ends with an error somewhere in this run; empty if it does not."""
    rules = ktab_rules(parameters)
    room = Room(position=scenario.position / 100, salience=scenario.salience / 100, capability=scenario.capability)
    states = [state_of(room, rules, each, each) for each in run.positions]
    if any(_alike(state) for state in states):
        return f"perceived utilities come within {GUARD:g} of the true ones, which the original refuses"
    if parameters.get("PCEModel") == "MarkovIncentive" and not all(_settles(state) for state in states):
        return "an election needs 1,000 passes or more, which the original refuses"
    return ""


def _alike(state: State) -> bool:
    """Whether utilities without risk, or as somebody sees them, are the true ones but for rounding."""
    true = steps.utility(state.distance, state.attitude[:, None])
    seen: list[Array] = [1 - state.distance, *(state.perceived(n) for n in range(len(state.position)))]
    return any(float(np.sqrt(((each - true) ** 2).sum())) <= GUARD for each in seen)


def _settles(state: State) -> bool:
    """Whether all elections of a turn settle: on risk attitudes, on the end of it, and by actor on its bargains."""
    election = state.rules.election
    if not settles(state.electors, 1 - state.distance, election) or not steps.settles_at(state):
        return False
    offered = steps.bargains(state)
    queues = [[each for each in offered if n in (each.initiator, each.receiver)] for n in range(len(state.position))]
    return all(settles(state.electors, steps._consequences(state, queue), election) for queue in queues if queue)
