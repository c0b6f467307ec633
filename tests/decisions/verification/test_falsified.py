"""Reference files with one thing falsified: every falsification is found, however an excuse may be at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contingent.decisions.verification import spatial_guards
from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.spatial_guards import guard_of
from contingent.decisions.verification.spatial_scenarios import Scenario
from contingent.decisions.verification.verifying import Verdict, Verification, verify_files


@pytest.fixture(scope="session")
def reference(shared: Path) -> Path:
    return shared / "decide" / "reference"


def falsified(reference: Path, folder: Path, name: str, change: Callable[[Any], None], *beside: str) -> Verification:
    content = json.loads((reference / f"{name}.json").read_text(encoding="utf-8"))
    change(content)
    path = folder / "changed.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return verify_files([path, *(reference / f"{each}.json" for each in beside)])[0]


def only_round(run: str, number: int) -> Callable[[Any], None]:
    """Leave of a Copenhagen file one run up to a round, to spare the others."""

    def cut(content: Any) -> None:
        other = "tie_free" if run != "tie_free" else "seed0_random_ties"
        for key in (other, "round1_nbs_spread_over_20_tie_seeds"):
            content.pop(key, None)
        content[run] = {"rounds": content[run]["rounds"][:number]}

    return cut


@pytest.mark.parametrize("field", ["equal_gain", "to_i", "from_j"])
def test_a_number_of_a_listed_exchange_is_compared_though_ties_stand_in_another_order(
    reference: Path, tmp_path: Path, field: str
) -> None:
    def change(content: Any) -> None:
        only_round("seed0_random_ties", 1)(content)
        content["seed0_random_ties"]["rounds"][0]["exchanges"][20][field] += 0.5

    assert falsified(reference, tmp_path, "decide-copenhagen", change).verdict is Verdict.DEVIATES


@pytest.mark.parametrize("place", [0, 5, 30])
def test_an_outcome_or_an_order_of_a_listed_round_that_cannot_be_is_found(
    reference: Path, tmp_path: Path, place: int
) -> None:
    cut = only_round("seed0_random_ties", 1)

    def outcome(content: Any) -> None:
        cut(content)
        content["seed0_random_ties"]["rounds"][0]["nbs_after_exchanges"]["Extra"]["normalised_0_100"] += 0.5

    def order(content: Any) -> None:
        cut(content)
        listed = content["seed0_random_ties"]["rounds"][0]["exchanges"]
        listed[place], listed[-1] = listed[-1], listed[place]

    def dropped(content: Any) -> None:
        cut(content)
        content["seed0_random_ties"]["rounds"][0]["exchanges"].pop(place)

    assert falsified(reference, tmp_path, "decide-copenhagen", cut).verdict is Verdict.HOLDS
    for change in (outcome, order, dropped):
        assert falsified(reference, tmp_path, "decide-copenhagen", change).verdict is Verdict.DEVIATES


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 3, 5])
def test_an_outcome_of_a_round_without_exchanges_is_not_excused_by_ties(
    reference: Path, tmp_path: Path, number: int
) -> None:
    def change(content: Any) -> None:
        only_round("tie_free", number)(content)
        content["tie_free"]["rounds"][number - 1]["nbs_after_exchanges"]["DevlopC2020"]["normalised_0_100"] += 30

    assert falsified(reference, tmp_path, "decide-copenhagen", change).verdict is Verdict.DEVIATES


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda told: told.update(mean=1.0), "mean"),
        (lambda told: told.update(median=99.0), "median"),
        (lambda told: told["positions"].update(Belgium=8.88), "positions"),
        (lambda told: told["positions"].update(Luxembourg=4.0), "positions"),
    ],
)
def test_on_a_knife_edge_only_the_other_choice_is_excused(
    reference: Path, tmp_path: Path, change: Callable[[Any], None], what: str
) -> None:
    def one_case(content: Any) -> None:
        content["cases"] = content["cases"][1:2]
        change(content["cases"][0]["rounds"][6])

    found = falsified(reference, tmp_path, "bdm-variants-on-published-data", one_case, "bdm-ExampleActors")
    wrong = {each.what for case in found.cases for each in case.comparisons if each.verdict is Verdict.DEVIATES}
    assert what in wrong


@pytest.mark.parametrize("what", ["mean", "median"])
def test_with_an_unknown_convention_of_stalemate_the_rest_is_still_judged(
    reference: Path, tmp_path: Path, what: str
) -> None:
    def quo(content: Any) -> None:
        content["q"] = 0.9

    def worse(content: Any) -> None:
        quo(content)
        content["rounds"][3][what] = 99.0

    def start(content: Any) -> None:
        quo(content)
        content["rounds"][0]["positions"][content["actors"][0]["name"]] += 0.5

    held = falsified(reference, tmp_path, "bdm-Sultan", quo)
    assert held.verdict is Verdict.PARTLY
    for change in (worse, start):
        assert falsified(reference, tmp_path, "bdm-Sultan", change).verdict is Verdict.DEVIATES


@pytest.mark.parametrize("size", [1e-10, -1e-10, 5e-12])
def test_rounding_errors_excuse_no_position_beyond_what_is_stated(reference: Path, tmp_path: Path, size: float) -> None:
    def turn(content: Any) -> None:
        content["positions_turn_actor_dim"][5][2][1] += size

    def final(content: Any) -> None:
        (name,) = [each for each in content["scenarios"] if each.startswith("dummyData_3Dim")]
        content["scenarios"] = {name: content["scenarios"][name][:2]}
        content["scenarios"][name][1]["final_positions"][2][1] += size

    assert falsified(reference, tmp_path, "ktab-dummyData_3Dim", turn).verdict is Verdict.DEVIATES
    found = falsified(reference, tmp_path, "ktab-parameter-sweep", final, "ktab-dummyData_3Dim")
    assert found.verdict is Verdict.DEVIATES


def test_an_error_told_where_nothing_explains_it_deviates(reference: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        (name,) = [each for each in content["scenarios"] if each.startswith("dummyData_3Dim")]
        content["scenarios"] = {name: [{"changed": "VictoryProbModel", "value": "Square", "error": "boom"}]}

    found = falsified(reference, tmp_path, "ktab-parameter-sweep", change, "ktab-dummyData_3Dim")
    assert found.verdict is Verdict.DEVIATES
    assert "ours runs, the file says error" in found.cases[0].comparisons[0].reason


@pytest.mark.slow
@pytest.mark.parametrize("what", ["mirror_broken_share", "mirror_median_shift"])
def test_an_exact_mirror_is_seen_broken_by_rounding_errors_alone(reference: Path, tmp_path: Path, what: str) -> None:
    name = "PAIRDEN=0 CAPFIX=0 COMPFIX=1"

    def keep(content: Any) -> None:
        for other in [each for each in content if each != name]:
            del content[other]

    def change(content: Any) -> None:
        keep(content)
        content[name][what] = 0.9 if what == "mirror_broken_share" else 5.0

    assert falsified(reference, tmp_path, "bdm-variant-behaviour", keep).verdict is Verdict.HOLDS
    assert falsified(reference, tmp_path, "bdm-variant-behaviour", change).verdict is Verdict.DEVIATES


def camps(*positions: float) -> Scenario:
    count = len(positions)
    return Scenario(
        names=tuple(f"actor {n}" for n in range(count)),
        capability=np.arange(10.0, 10.0 + count),
        position=np.array(positions)[:, None],
        salience=np.full((count, 1), 50.0),
    )


def test_where_the_original_refuses_to_go_on_is_found_in_our_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asker, markov = Part({}, "file.json"), {"PCEModel": "MarkovIncentive"}
    opposite, spread = camps(0, 0, 100, 100), camps(0, 20, 45, 80)
    assert "perceived utilities" in guard_of(opposite, {}, opposite.run({}, asker))
    assert guard_of(spread, markov, spread.run(markov, asker)) == ""
    monkeypatch.setattr(spatial_guards, "settles", lambda *_: False)
    assert "1,000 passes" in guard_of(spread, markov, spread.run(markov, asker))
    assert guard_of(spread, {}, spread.run({}, asker)) == ""
