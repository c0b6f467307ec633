"""Spatial bargaining against recorded runs of KTAB, and against the worked first turn of its three-dimensional case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contingent.base.errors import InputError
from contingent.decisions.kernels.spatial_ktab import PARAMETERS, ktab_rules, ktab_run
from contingent.decisions.kernels.spatial_outcomes import Rooms, outcomes
from contingent.positions.agenda import Array

CASES = ("dummyData_3Dim", "SOE-Pol-Comp", "SOE-Policy", "dummyData_6Dim")

ROWS = np.array(
    [
        [102.543, 75.79, 49.53, 6.37, 5.91, 70.45, 28.15],
        [53.393, 82.72, 30.33, 73.50, 21.22, 64.00, 24.79],
        [129.643, 82.45, 48.47, 90.89, 13.55, 0.07, 34.62],
        [75.920, 62.52, 20.76, 50.82, 39.24, 62.33, 22.21],
        [63.224, 82.34, 40.96, 45.77, 25.43, 73.31, 22.59],
        [120.048, 84.48, 22.92, 33.70, 39.35, 88.11, 15.42],
        [54.178, 70.96, 31.75, 33.46, 27.93, 90.36, 26.03],
    ]
)
"""KTAB's example with seven actors: capability; position and salience by dimension."""


def recorded(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "decide" / "reference" / f"ktab-{name}.json").read_text())
    return found


def table(case: dict[str, Any]) -> tuple[Array, Array, Array]:
    head = case["input_rows"][0]
    actors, dimensions = int(head[2]), int(head[3])
    rows = np.array(
        [[float(cell) for cell in row[2 : 3 + 2 * dimensions]] for row in case["input_rows"][2 : 2 + actors]]
    )
    return rows[:, 1::2], rows[:, 0], rows[:, 2::2]


@pytest.mark.parametrize("name", CASES)
def test_every_turn_of_recorded_runs_comes_out_the_same(shared: Path, name: str) -> None:
    case = recorded(shared, name)
    ours = ktab_run(*table(case), case["parameters"])
    positions = np.array(case["positions_turn_actor_dim"])
    assert ours.positions.shape == positions.shape
    assert np.array_equal(ours.positions, positions)
    assert np.abs(ours.attitudes - np.array(case["risk_attitude_turn_actor"])).max() < 1e-11
    for theirs, unique, chances in zip(case["pce_turn"], ours.unique, ours.chances, strict=True):
        assert tuple(theirs["unique_actor_index"]) == unique
        assert np.abs(np.array(theirs["prob"]) - chances).max() < 1e-11
    assert ours.outcome() == pytest.approx(case["outcome"]["pce_expected_position_0_100"], abs=1e-9)


def test_58_of_62_cases_of_the_sweep_come_out_the_same(shared: Path) -> None:
    """The other four are those KTAB itself cannot repeat (ASymProsp, by thread timing) or run (Full)."""
    matched, others = 0, []
    for file, cases in recorded(shared, "parameter-sweep")["scenarios"].items():
        parts = table(recorded(shared, file.removesuffix(".csv")))
        for case in cases:
            ours = ktab_run(*parts, {case["changed"]: case["value"]})
            if (
                "error" in case
                or ours.turns != case["turns"]
                or ours.unique[-1] != tuple(case["final_pce"]["unique_actor_index"])
            ):
                others.append(case["value"])
                continue
            same = np.abs(ours.positions[-1] - np.array(case["final_positions"])).max() < 1e-12
            same &= np.abs(np.array(ours.chances[-1]) - case["final_pce"]["prob"]).max() < 1e-11
            matched += bool(same)
    assert matched == 58
    assert sorted(others) == ["ASymProsp", "ASymProsp", "Full", "Full"]


@pytest.mark.slow
def test_stochastic_histories_are_distributed_as_recorded(shared: Path) -> None:
    """The mean of 1,000 runs is within sampling error of two times 100 recorded ones, so are turns."""
    case = recorded(shared, "stochastic-dummyData_3Dim")["results"]
    runs = 1000
    rooms = Rooms(
        position=np.repeat(ROWS[None, :, 1::2], runs, axis=0) / 100,
        salience=np.repeat(ROWS[None, :, 2::2], runs, axis=0) / 100,
        capability=np.repeat(ROWS[None, :, 0], runs, axis=0),
        keys=tuple(range(7)),
    )
    found = 100 * outcomes(rooms, ktab_rules({"StateTransitions": "Stochastic"}), modal=False)
    assert np.array_equal(found, 100 * outcomes(rooms, ktab_rules({"StateTransitions": "Stochastic"}), modal=False))
    for theirs in case.values():
        error = np.array(theirs["outcome_sd"]) * (1 / theirs["runs"] + 1 / runs) ** 0.5
        assert (np.abs(found.mean(axis=0) - theirs["outcome_mean"]) < 4 * error).all()
        assert (np.abs(found.std(axis=0, ddof=1) / theirs["outcome_sd"] - 1) < 0.35).all()
    turns = [ktab_run(*_rows(), {"StateTransitions": "Stochastic"}, draw=draw).turns for draw in range(100)]
    assert 9 <= np.median(turns) <= 22


def _rows() -> tuple[Array, Array, Array]:
    return ROWS[:, 1::2], ROWS[:, 0], ROWS[:, 2::2]


def test_first_turn_by_the_worked_check() -> None:
    run = ktab_run(*_rows())
    attitudes = [-0.5, -0.4592510742, -0.4994619493, -0.2740535803, 1, -0.2318620669, -0.4303272466]
    assert run.attitudes[0] == pytest.approx(attitudes, abs=1e-9)
    chances = [0.0047361458, 0.0302166039, 0.0054039238, 0.1492129410, 0.6001328457, 0.1446707413, 0.0656267985]
    assert run.chances[0] == pytest.approx(chances, abs=1e-9)
    first = np.array(
        [
            [0.7954, 0.4471, 0.7205],
            [0.7893, 0.5633, 0.7252],
            [0.8245, 0.9089, 0.0007],
            [0.6582, 0.5076, 0.6302],
            [0.7954, 0.4472, 0.7205],
            [0.8439, 0.3405, 0.8634],
            [0.7561, 0.2479, 0.7195],
        ]
    )
    assert np.abs(run.positions[1] - first).max() < 1e-12
    assert run.unique[1] == (0, 1, 2, 3, 5, 6)


def test_every_parameter_value_runs() -> None:
    for name, values in PARAMETERS.items():
        for value in values:
            run = ktab_run(*_rows(), {name: value})
            assert np.isfinite(run.positions).all()
            assert all(abs(sum(chances) - 1) < 1e-8 for chances in run.chances)


def test_no_commitment_and_full_commitment_are_the_same() -> None:
    runs = [ktab_run(*_rows(), {"ThirdPartyCommit": value}) for value in ("NoCommit", "FullCommit")]
    assert np.array_equal(runs[0].positions, runs[1].positions)


def test_ideals_that_follow_positions_at_once_are_positions_and_fixed_ones_are_not() -> None:
    plain, followed = ktab_run(*_rows()), ktab_run(*_rows(), ideals=np.eye(7))
    assert np.abs(plain.positions - followed.positions).max() < 1e-12
    fixed = ktab_run(*_rows(), ideals=np.zeros((7, 7)))
    assert np.array_equal(fixed.positions[1], plain.positions[1])
    assert fixed.positions.shape != plain.positions.shape or np.abs(fixed.positions - plain.positions).max() > 1e-3


def test_everybody_at_one_point_stays_there() -> None:
    run = ktab_run(np.full((4, 1), 30.0), np.ones(4), np.full((4, 1), 50.0))
    assert run.turns == 2
    assert run.outcome() == pytest.approx([30.0])


def test_two_camps_at_the_ends_run_although_ktab_ends_with_an_error() -> None:
    run = ktab_run(np.array([[0.0], [0.0], [100.0]]), np.ones(3), np.full((3, 1), 50.0))
    assert np.isfinite(run.positions).all()


@pytest.mark.parametrize(
    ("parameters", "words"), [({"Voting": "Prop"}, "VotingRule"), ({"VotingRule": "Prob"}, "Prop, Binary")]
)
def test_unknown_parameters_are_named_with_those_there_are(parameters: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        ktab_run(*_rows(), parameters)


def test_input_without_capability_or_with_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="no capability"):
        ktab_run(ROWS[:, 1::2], np.zeros(7), ROWS[:, 2::2])
    with pytest.raises(InputError, match="not a number"):
        ktab_run(np.full((7, 3), np.nan), ROWS[:, 0], ROWS[:, 2::2])
