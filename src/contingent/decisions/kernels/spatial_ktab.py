"""KTAB's own form of the spatial model: its names of parameters, its scale, and every turn with its figures.

This is what reference files of that program are rerun with. Source: KTAB's Spatial Model of Politics (KAPSARC).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.kernels.spatial_reference import outcome_of, run, state_of
from contingent.decisions.kernels.spatial_rules import History, Room, Rules
from contingent.positions.agenda import Array

PARAMETERS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "VotingRule": {"Prop": 0, "Binary": 1, "PropBin": 2, "PropCbc": 3, "Cubic": 4, "ASymProsp": 5},
        "VictoryProbModel": {"Linear": 0, "Square": 1, "Quartic": 2, "Octic": 3, "Binary": 4},
        "PCEModel": {"Conditional": 0, "MarkovIncentive": 1, "MarkovUniform": 2},
        "StateTransitions": {"Deterministic": 0, "Stochastic": 1},
        "BigRRange": {"Mid": 0, "Min": 1, "Max": 2},
        "BigRAdjust": {"OneThird": 0, "None": 1, "Half": 2, "TwoThirds": 3, "Full": 4},
        "ThirdPartyCommit": {"SemiCommit": 1, "NoCommit": 2, "FullCommit": 2},
        "InterVecBrgn": {"S2P2": 0, "S1P1": 1, "S2PMax": 2},
        "BargnModel": {"InitOnlyInterp": 0, "InitRcvrInterp": 1, "PWCompInterp": 2},
    }
)
"""KTAB's parameters and their values, the default first (of ThirdPartyCommit the first; its two others are one)."""

_FIELDS = {
    "VotingRule": "votes",
    "VictoryProbModel": "victory",
    "PCEModel": "chain",
    "StateTransitions": "stochastic",
    "BigRRange": "risk_range",
    "BigRAdjust": "risk_view",
    "ThirdPartyCommit": "third_parties",
    "InterVecBrgn": "point",
    "BargnModel": "bargains",
}

MOST_TURNS = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KtabRun:
    """A run in KTAB's terms.

    `positions` (turns + 1, actors, dimensions) are on 0-1; `attitudes` (turns + 1, actors) the risk attitudes of every
    state; `unique` and `chances` give for every state the first actor at each unique position and its probability.
    """

    positions: Array
    attitudes: Array
    unique: tuple[tuple[int, ...], ...]
    chances: tuple[tuple[float, ...], ...]

    @property
    def turns(self) -> int:
        """How many turns were taken, the initial state not counted."""
        return len(self.positions) - 1

    def outcome(self) -> Array:
        """Return the mean of the final distribution by dimension, on 0-100."""
        chances, points = np.array(self.chances[-1]), self.positions[-1][list(self.unique[-1])]
        return np.asarray(100 * (chances[:, None] * points).sum(axis=0))


def ktab_rules(parameters: Mapping[str, str]) -> Rules:
    """Return KTAB's rules with these parameters set. Raises InputError for a name or value KTAB does not have."""
    fields = {field: next(iter(PARAMETERS[name].values())) for name, field in _FIELDS.items()}
    for name, value in parameters.items():
        if name not in PARAMETERS:
            raise InputError(f"KTAB has no parameter {name!r}.", remedy=f"Say one of: {', '.join(PARAMETERS)}.")
        if value not in PARAMETERS[name]:
            raise InputError(
                f"{value!r} is no value.",
                record=f"parameter {name}",
                remedy=f"Say one of: {', '.join(PARAMETERS[name])}.",
            )
        fields[_FIELDS[name]] = PARAMETERS[name][value]
    return Rules(**fields, turns=MOST_TURNS, distinct=0, weight=0, own=0, exact=0, fair=0, shares=0, mended=0)


def ktab_run(
    positions: Array,
    capabilities: Array,
    saliences: Array,
    parameters: Mapping[str, str] | None = None,
    *,
    ideals: Array | None = None,
    keys: tuple[int, ...] = (),
    draw: int = 0,
) -> KtabRun:
    """Return KTAB's run from input as its files have it: positions and saliences (actors, dimensions) on 0-100.

    `parameters` are by KTAB's names, those left out at its defaults. `ideals` is its matrix of ideal adjustment. For
    stochastic transitions `keys` name the luck of the actors (their numbers if left out) and `draw` the run; KTAB's own
    draws cannot be repeated. BigRAdjust=Full runs here, without the check by which KTAB ends. Raises InputError for a
    capability or a total salience that is not above 0, or for numbers that are none.
    """
    rules = ktab_rules(parameters or {})
    held, weight, power = (np.asarray(each, dtype=float) for each in (positions, saliences, capabilities))
    if not all(np.isfinite(each).all() for each in (held, weight, power)):
        raise InputError("A position, salience or capability is not a number.", remedy="Give a number to every actor.")
    if not (power > 0).all() or not (weight.sum(axis=1) > 0).all():
        raise InputError(
            "An actor has no capability or no salience.", remedy="Leave it out, or give it more than 0 of both."
        )
    keys = keys or tuple(range(len(power)))
    room = Room(position=held / 100, salience=weight / 100, capability=power, keys=keys, draw=draw, ideals=ideals)
    return _told(room, rules, run(room, rules))


def _told(room: Room, rules: Rules, history: History) -> KtabRun:
    attitudes, firsts, chances = [], [], []
    ideal = room.position
    for number, position in enumerate(history.positions):
        if room.ideals is None:
            ideal = position
        elif number:
            ideal = room.ideals @ position + (1 - room.ideals.sum(axis=1, keepdims=True)) * ideal
        state = state_of(room, rules, position, ideal)
        _, odds, first = outcome_of(state)
        attitudes.append(state.attitude)
        firsts.append(tuple(int(n) for n in first))
        chances.append(tuple(float(each) for each in odds))
    return KtabRun(
        positions=history.positions, attitudes=np.stack(attitudes), unique=tuple(firsts), chances=tuple(chances)
    )
