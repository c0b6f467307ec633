"""Runs of KTAB's spatial model: input rows, parameters, and positions, risk attitudes and distributions of every turn.

A run is played from the input on. Where a turn departs from the file it is played on its own from the file's positions
at its start, and so are the turns after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from contingent.decisions.kernels.spatial_ktab import KtabRun, ktab_rules
from contingent.decisions.kernels.spatial_reference import outcome_of, state_of, turn_of
from contingent.decisions.kernels.spatial_rules import Room, Rules
from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.spatial_scenarios import (
    CLOSE,
    EXACT,
    Scenario,
    compare_distribution,
    compare_outcome,
    parameters_of,
)
from contingent.decisions.verification.verifying import Beside, Case, Comparison, Format, Verdict, compared, same
from contingent.positions.agenda import Array

NUDGE = 1e-13
"""Change of positions (0-1), many rounding errors, that is tried to see whether a choice hangs on rounding errors."""

NUDGES = 64
"""How many such changes are tried."""

PROSPECT = "with ASymProsp results depend on the order of each queue, and in the original that depends on thread timing"


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    scenario, parameters = Scenario.read(part), parameters_of(part["parameters"])
    told = part["positions_turn_actor_dim"].items()
    actors, dimensions = scenario.position.shape
    theirs = np.array([each.table(actors, dimensions) for each in told])
    run = scenario.run(parameters, part)
    ours, excuses = _follow(scenario, parameters, run, theirs)
    found = [_turns(run, len(told), excuses), *_counts(part, scenario)]
    for excuse in dict.fromkeys(excuses):
        chosen = [n for n, each in enumerate(excuses) if each == excuse]
        found += _compare_states(part, scenario, ours, theirs, chosen, excuse)
    if part.get("outcome") is not None:
        found += compare_outcome(part["outcome"], scenario, ours, _any(excuses))
    name = part["scenario_file"].text() if part.get("scenario_file") is not None else "run"
    kept = tuple(each for each in found if each.numbers)
    return (Case(name=name, model="spatial", settings={"preset": "ktab", **parameters}, comparisons=kept),)


def _any(excuses: Sequence[str]) -> str:
    return next((each for each in excuses if each), "")


def _turns(run: KtabRun, states: int, excuses: Sequence[str]) -> Comparison:
    return same("turns", [run.turns], [states - 1], excuse=_any(excuses))


def _follow(
    scenario: Scenario, parameters: Mapping[str, str], run: KtabRun, theirs: Array
) -> tuple[KtabRun, tuple[str, ...]]:
    """Return our state at each turn of the file, and by state the reason why it may depart (empty: it may not)."""
    shared = min(len(run.positions), len(theirs))
    if shared == len(theirs) and _near(run.positions[:shared], theirs):
        return _cut(run, shared), ("",) * shared
    rules = ktab_rules(parameters)
    room = Room(position=scenario.position / 100, salience=scenario.salience / 100, capability=scenario.capability)
    positions, excuses = [run.positions[0]], [""]
    for number in range(1, len(theirs)):
        after = turn_of(state_of(room, rules, theirs[number - 1], theirs[number - 1]), number)[0]
        positions.append(after)
        near = _near(after, theirs[number])
        excuses.append("" if near else _excuse(room, rules, parameters, theirs[number - 1], theirs[number]))
    return _told(room, rules, positions), tuple(excuses)


def _near(ours: Array, theirs: Array) -> bool:
    return bool((np.abs(ours - theirs) <= EXACT).all())


def _cut(run: KtabRun, states: int) -> KtabRun:
    return replace(
        run,
        positions=run.positions[:states],
        attitudes=run.attitudes[:states],
        unique=run.unique[:states],
        chances=run.chances[:states],
    )


def _told(room: Room, rules: Rules, positions: Sequence[Array]) -> KtabRun:
    states = [state_of(room, rules, each, each) for each in positions]
    ends = [outcome_of(state) for state in states]
    return KtabRun(
        positions=np.array(positions),
        attitudes=np.array([state.attitude for state in states]),
        unique=tuple(tuple(int(n) for n in first) for _, _, first in ends),
        chances=tuple(tuple(float(each) for each in chances) for _, chances, _ in ends),
    )


def _excuse(room: Room, rules: Rules, parameters: Mapping[str, str], here: Array, told: Array) -> str:
    """Return why a turn may depart: the votes know an order, or changes as small as rounding errors give the file's."""
    if parameters.get("VotingRule") == "ASymProsp":
        return PROSPECT
    left = ~(np.abs(turn_of(state_of(room, rules, here, here), 1)[0] - told) <= EXACT).all(axis=1)
    luck = np.random.default_rng(0)
    for _ in range(NUDGES):
        moved = here + NUDGE * luck.uniform(-1, 1, here.shape)
        after = turn_of(state_of(room, rules, moved, moved), 1)[0]
        left &= ~(np.abs(after - told) <= EXACT).all(axis=1)
        if not left.any():
            return f"ties to rounding error: changing positions by {NUDGE:g} gives the file's turn to {EXACT:g}"
    return ""


def _counts(part: Part, scenario: Scenario) -> list[Comparison]:
    """Return the comparisons of what the file repeats of its input."""
    ours = {"n_actors": scenario.position.shape[0], "n_dim": scenario.position.shape[1]}
    told = {key: part[key].whole() for key in ours if part.get(key) is not None}
    found = [same("actors, dimensions", [ours[key] for key in told], list(told.values()))]
    listed = part.get("actors")
    if listed is not None:
        rows = listed.items()
        wide = scenario.position.shape[1]
        theirs = [[each["capability"].number(), *each["salience"].numbers(wide)] for each in rows]
        mine = np.column_stack([scenario.capability, scenario.salience / 100])
        found.append(same("names", scenario.names, [each["name"].text() for each in rows]))
        found.append(compared("capabilities, saliences", mine, np.reshape(theirs, (len(rows), 1 + wide)), EXACT))
    return found


def _compare_states(
    part: Part, scenario: Scenario, ours: KtabRun, theirs: Array, chosen: Sequence[int], excuse: str
) -> list[Comparison]:
    def place(at: tuple[int, ...]) -> str:
        return f"turn {chosen[at[0]]}, {scenario.names[at[1]]}"

    states = list(chosen)
    found = [compared("positions", ours.positions[states], theirs[states], EXACT, places=place, excuse=excuse)]
    attitudes = part.get("risk_attitude_turn_actor")
    if attitudes is not None:
        told = attitudes.table(len(theirs), len(scenario.names))[states]
        found.append(compared("risk attitudes", ours.attitudes[states], told, CLOSE, places=place, excuse=excuse))
    elections = part.get("pce_turn")
    if elections is not None:
        listed = elections.items()
        if len(listed) != len(theirs):
            elections.refuse(f"{len(theirs)} turns should stand here, not {len(listed)}.", "The file is cut.")
        each = [
            compare_distribution("election", listed[n], ours.unique[n], np.array(ours.chances[n]), excuse)
            for n in states
        ]
        found += [_joined([pair[n] for pair in each], states) for n in (0, 1)]
    return found


def _joined(several: Sequence[Comparison], turns: Sequence[int]) -> Comparison:
    """Return the comparisons of single turns as one: the worst, with the numbers of all."""
    worst = max(range(len(several)), key=lambda n: (several[n].verdict is not Verdict.HOLDS, several[n].largest))
    at = f"turn {turns[worst]}, {several[worst].at}" if several[worst].at else ""
    return replace(several[worst], numbers=sum(each.numbers for each in several), at=at)


FORMAT = Format(
    kind="spatial run",
    marks="`input_rows` and `positions_turn_actor_dim`",
    recognises=lambda part: part.has("positions_turn_actor_dim") or part.has("input_rows"),
    verify=_verify,
)
