"""Small reference files of every format, made by our own engines on invented data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from contingent.decisions.kernels.challenge_game import play_game
from contingent.decisions.kernels.exchange_rounds import exchange_rounds
from contingent.decisions.kernels.exchange_rules import REFERENCE
from contingent.decisions.kernels.spatial_ktab import ktab_run
from contingent.decisions.models.challenge import Challenge

NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
POSITION = np.array([5.0, 22.0, 48.0, 71.0, 90.0])
CAPABILITY = np.array([0.6, 0.3, 0.8, 0.4, 0.7])
SALIENCE = np.array([0.5, 0.9, 0.3, 0.7, 0.4])
ISSUES = ("roads", "ports", "rail")


def challenge_rounds(rules: Challenge) -> list[dict[str, Any]]:
    game = play_game(POSITION, CAPABILITY, SALIENCE, rules)
    rounds = []
    for n, held in enumerate(game.positions):
        row: dict[str, Any] = {"round": n}
        if n:
            row["risk_aversion_r"] = dict(zip(NAMES, game.exponents[n - 1].tolist(), strict=True))
            row["offers_taken"] = [
                {"actor": NAMES[each.actor], "to": NAMES[each.partner], "type": each.kind, "eu": each.own,
                 "other_eu": each.perceived, "new_position": each.position}
                for each in game.offers[n - 1]
            ]  # fmt: skip
        positions = dict(zip(NAMES, held.tolist(), strict=True))
        rounds.append({**row, "positions": positions, "median": game.median[n], "mean": game.mean[n]})
    return rounds


def challenge_run() -> dict[str, Any]:
    actors = [
        {"name": name, "capability": c, "salience": s, "position": x}
        for name, c, s, x in zip(NAMES, CAPABILITY, SALIENCE, POSITION, strict=True)
    ]
    return {
        "system": "invented", "input": "Five.csv", "q": 1.0, "position_range": 85.0, "actors": actors,
        "rounds": challenge_rounds(Challenge.published()),
    }  # fmt: skip


def challenge_variants() -> dict[str, Any]:
    cases = []
    for pair, cap, comp in np.ndindex(2, 2, 2):
        rules = Challenge.published(
            denominator=("triples", "pairwise")[pair],
            capitulation=("off", "on")[cap],
            pick=("published", "least")[comp],
        )
        rounds = [
            {key: row[key] for key in ("round", "median", "mean", "positions")} for row in challenge_rounds(rules)
        ]
        cases.append({"data": "Five", "PAIRDEN": pair, "CAPFIX": cap, "COMPFIX": comp, "rounds": rounds})
    return {"note": "invented", "cases": cases}


def exchange_table() -> tuple[Any, Any, Any]:
    luck = np.random.default_rng(7)
    value = luck.uniform(0, 100, (5, 3)).round(1)
    value[3, 2] = np.nan
    return value, luck.uniform(0.1, 1, (5, 3)).round(2), luck.uniform(0.1, 2, (5, 3)).round(2)


def _by_issue(numbers: Any) -> dict[str, Any]:
    return {issue: {"normalised_0_100": number} for issue, number in zip(ISSUES, numbers.tolist(), strict=True)}


def exchange_run(rounds: int = 4, listed: int = 2) -> dict[str, Any]:
    value, salience, capability = exchange_table()
    rows = [
        {"actor": NAMES[a], "issue": ISSUES[q], "position_norm": value[a, q], "salience": salience[a, q],
         "power": capability[a, q]}
        for q in range(3) for a in range(5) if not np.isnan(value[a, q])
    ]  # fmt: skip
    told = []
    for n, played in enumerate(exchange_rounds(value, salience, capability, REFERENCE, rounds)):
        exchanges = [
            {"order": k + 1, "actor_i": NAMES[t.i], "supply_i": ISSUES[t.q], "from_i": t.i_from, "to_i": t.i_to,
             "actor_j": NAMES[t.j], "supply_j": ISSUES[t.p], "from_j": t.j_from, "to_j": t.j_to,
             "equal_gain": t.gain, "equal_gain_exact": str(t.gain)}
            for k, t in enumerate(played.trades)
        ]  # fmt: skip
        told.append({
            "round": n + 1, "potential_exchanges": played.candidates, "valid_potential": played.valid,
            "realised": len(played.trades), "ties": 0,
            "nbs_start": _by_issue(played.before),
            "nbs_after_exchanges": _by_issue(played.after),
            "total_gain_sum": played.gains, "exchanges": exchanges if n < listed else None,
        })  # fmt: skip
        final = played.next_start
    ends = {
        issue: {NAMES[a]: final[a, q] for a in range(5) if not np.isnan(final[a, q])} for q, issue in enumerate(ISSUES)
    }
    return {
        "model": "EqualGain", "constants": {"SALIENCE_WEIGHT": 0.4, "FIXED_WEIGHT": 0.1}, "actor_issue_rows": rows,
        "tie_free": {"note": "", "rounds": told, "final_positions_after_4_rounds": ends},
    }  # fmt: skip


def scenario_rows() -> list[list[str]]:
    rows = [["Invented", "three by two", "5", "2", ""], ["Actor", "Description", "Power", "P1", "S1", "P2", "S2", ""]]
    for n, name in enumerate(NAMES):
        cells = [100 * CAPABILITY[n], POSITION[n], 60 * SALIENCE[n], 100 - POSITION[n] / 2, 30.0]
        rows.append([name, "invented", *(f"{each:g}" for each in cells), ""])
    return rows


def _scenario() -> tuple[Any, Any, Any]:
    table = np.array([[float(cell) for cell in row[2:7]] for row in scenario_rows()[2:]])
    return table[:, 1::2], table[:, 0], table[:, 2::2]


PARAMETERS = {
    "VictoryProbModel": "Linear", "PCEModel": "Conditional", "StateTransitions": "Deterministic",
    "VotingRule": "Prop", "BigRAdjust": "OneThird", "BigRRange": "Mid", "ThirdPartyCommit": "SemiCommit",
    "InterVecBrgn": "S2P2", "BargnModel": "InitOnlyInterp",
}  # fmt: skip


def _elections(run: Any) -> list[dict[str, Any]]:
    return [
        {"unique_actor_index": list(unique), "prob": list(chances)}
        for unique, chances in zip(run.unique, run.chances, strict=True)
    ]


def spatial_run(**changed: str) -> dict[str, Any]:
    parameters = {**PARAMETERS, **changed}
    run = ktab_run(*_scenario(), parameters)
    return {
        "scenario_file": "examples/Five.csv", "input_rows": scenario_rows(), "parameters": parameters,
        "n_actors": 5, "n_dim": 2, "n_states": run.turns + 1,
        "positions_turn_actor_dim": run.positions.tolist(), "risk_attitude_turn_actor": run.attitudes.tolist(),
        "pce_turn": _elections(run), "outcome": {"pce_expected_position_0_100": run.outcome().tolist()},
    }  # fmt: skip


def spatial_sweep() -> dict[str, Any]:
    cases = []
    for key, value in (("VotingRule", "Cubic"), ("PCEModel", "MarkovUniform"), ("BargnModel", "PWCompInterp")):
        run = ktab_run(*_scenario(), {**PARAMETERS, key: value})
        cases.append({
            "changed": key, "value": value, "distinct_histories_in_5": 1, "turns": run.turns,
            "final_positions": run.positions[-1].tolist(), "final_pce": _elections(run)[-1],
            "outcome": {"pce_expected_position_0_100": run.outcome().tolist()},
        })  # fmt: skip
    return {"base_parameters": PARAMETERS, "scenarios": {"Five.csv": cases}}


MADE = {
    "bdm-Five": challenge_run,
    "bdm-variants": challenge_variants,
    "decide-three": exchange_run,
    "ktab-Five": spatial_run,
    "ktab-sweep": spatial_sweep,
}
"""The files by stem; those of variants and of the sweep need bdm-Five and ktab-Five beside them."""


def write_all(folder: Path) -> dict[str, Path]:
    """Write all files into a folder and return their paths by stem."""
    paths = {}
    for name, made in MADE.items():
        paths[name] = folder / f"{name}.json"
        paths[name].write_text(json.dumps(made()), encoding="utf-8")
    return paths
