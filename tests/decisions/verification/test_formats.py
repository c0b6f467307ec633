"""Files of every format on invented data: what our own engines say holds, and one changed number is found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.decisions.verification.samples import (
    MADE,
    NAMES,
    challenge_run,
    exchange_run,
    spatial_run,
    spatial_sweep,
    write_all,
)

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.verification.verifying import Verdict, Verification, formats, verify_files


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("samples")
    write_all(made)
    return made


def changed(folder: Path, tmp_path: Path, name: str, change: Any) -> Verification:
    """Verify a file with something in it changed; its companions are beside it."""
    for path in folder.glob("*.json"):
        shutil.copy(path, tmp_path)
    content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return verify_files([path])[0]


def reasons(found: Verification) -> str:
    return "; ".join(f"{each.at} {each.reason}" for case in found.cases for each in case.comparisons)


@pytest.mark.parametrize("name", MADE)
def test_our_own_runs_hold(folder: Path, name: str) -> None:
    (found,) = verify_files([folder / f"{name}.json"])
    assert found.verdict is Verdict.HOLDS
    assert found.numbers > 50


def test_every_format_has_a_kind_of_its_own() -> None:
    assert len({each.kind for each in formats()}) == len(formats()) == 8


def test_a_changed_position_is_found_where_it_is(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["rounds"][3]["positions"]["Gamma"] += 1e-6

    found = changed(folder, tmp_path, "bdm-Five", change)
    assert found.verdict is Verdict.DEVIATES
    assert "round 3, Gamma" in reasons(found)


def test_a_changed_exponent_offer_and_median_are_found(folder: Path, tmp_path: Path) -> None:
    def exponent(content: Any) -> None:
        content["rounds"][1]["risk_aversion_r"]["Beta"] += 1e-9

    def offer(content: Any) -> None:
        offers = next(each["offers_taken"] for each in content["rounds"][1:] if each["offers_taken"])
        offers[0]["to"] = next(name for name in NAMES if name not in (offers[0]["to"], offers[0]["actor"]))

    def missing(content: Any) -> None:
        next(each["offers_taken"] for each in content["rounds"][1:] if each["offers_taken"]).pop()

    def median(content: Any) -> None:
        content["rounds"][2]["median"] += 1e-9

    for change in (exponent, offer, missing, median):
        assert changed(folder, tmp_path, "bdm-Five", change).verdict is Verdict.DEVIATES


def test_the_wrong_switch_is_found(folder: Path, tmp_path: Path) -> None:
    def swap(content: Any) -> None:
        for case in content["cases"]:
            case["PAIRDEN"] = 1 - case["PAIRDEN"]

    found = changed(folder, tmp_path, "bdm-variants", swap)
    assert {case.verdict for case in found.cases} == {Verdict.DEVIATES}


def test_a_changed_exchange_is_found_and_excuses_no_round_after_it(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["tie_free"]["rounds"][0]["exchanges"][1]["to_i"] += 0.5

    found = changed(folder, tmp_path, "decide-three", change)
    verdicts = {case.name: case.verdict for case in found.cases}
    assert verdicts["tie_free, round 1"] is Verdict.DEVIATES
    assert verdicts["tie_free, round 2"] is Verdict.DEVIATES, "it starts from what the exchanges say"
    assert verdicts["tie_free, round 3"] is Verdict.DEVIATES, "nothing excuses it"


def test_a_changed_gain_is_found_and_hides_nothing_after_it(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["tie_free"]["rounds"][0]["exchanges"][1]["equal_gain"] += 1e-6

    verdicts = [case.verdict for case in changed(folder, tmp_path, "decide-three", change).cases]
    assert verdicts == [Verdict.DEVIATES, *[Verdict.HOLDS] * 4]


def test_a_sum_that_no_other_exchanges_explain_is_not_excused(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["tie_free"]["rounds"][2]["total_gain_sum"] += 1e-3

    verdicts = [case.verdict for case in changed(folder, tmp_path, "decide-three", change).cases]
    assert verdicts[2] is Verdict.DEVIATES


def test_other_constants_of_the_exchange_model_are_read(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["constants"]["FIXED_WEIGHT"] = 0.2

    verdicts = {case.name: case.verdict for case in changed(folder, tmp_path, "decide-three", change).cases}
    assert verdicts["tie_free, round 1"] is Verdict.HOLDS
    assert verdicts["tie_free, round 2"] is Verdict.DEVIATES


def test_a_changed_turn_deviates_and_the_turns_after_it_are_run_from_the_file(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["positions_turn_actor_dim"][-1][2][0] += 0.01

    found = changed(folder, tmp_path, "ktab-Five", change)
    assert found.verdict is Verdict.DEVIATES
    assert "Gamma" in reasons(found)


def test_a_changed_parameter_or_turn_count_is_found(folder: Path, tmp_path: Path) -> None:
    def parameter(content: Any) -> None:
        content["parameters"]["VotingRule"] = "Cubic"

    def turns(content: Any) -> None:
        content["scenarios"]["Five.csv"][0]["turns"] += 1

    def final(content: Any) -> None:
        content["scenarios"]["Five.csv"][1]["final_positions"][0][0] += 1e-4

    assert changed(folder, tmp_path, "ktab-Five", parameter).verdict is Verdict.DEVIATES
    assert changed(folder, tmp_path, "ktab-sweep", turns).verdict is Verdict.DEVIATES
    assert changed(folder, tmp_path, "ktab-sweep", final).verdict is Verdict.DEVIATES


def test_prospect_votes_are_excused_by_the_rule_not_by_the_name(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        case = content["scenarios"]["Five.csv"][0]
        case.update(changed="VotingRule", value="ASymProsp")

    found = changed(folder, tmp_path, "ktab-sweep", change)
    assert found.verdict is Verdict.PARTLY
    assert "thread timing" in reasons(found)


def test_what_the_original_ended_on_is_told(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["scenarios"]["Five.csv"][0] = {"changed": "BigRAdjust", "value": "Full", "error": "ERR out of range"}

    found = changed(folder, tmp_path, "ktab-sweep", change)
    assert found.verdict is Verdict.PARTLY
    assert "guard" in reasons(found)


def test_an_error_for_too_many_passes_is_looked_for_in_our_run(folder: Path, tmp_path: Path) -> None:
    def change(content: Any) -> None:
        content["scenarios"]["Five.csv"][1] = {"changed": "PCEModel", "value": "MarkovIncentive", "error": "ERR passes"}

    found = changed(folder, tmp_path, "ktab-sweep", change)
    assert found.verdict is Verdict.DEVIATES
    assert "ERR passes" in reasons(found)


@pytest.mark.parametrize(("name", "companion"), [("bdm-variants", "bdm-Five.json"), ("ktab-sweep", "ktab-Five.json")])
def test_a_missing_companion_is_named_and_may_be_given(folder: Path, tmp_path: Path, name: str, companion: str) -> None:
    alone, other = tmp_path / "alone", tmp_path / "other"
    alone.mkdir()
    other.mkdir()
    path = Path(shutil.copy(folder / f"{name}.json", alone))
    with pytest.raises(NotFoundError, match=companion) as told:
        verify_files([path])
    assert companion in str(told.value.remedy)
    given = Path(shutil.copy(folder / companion, other / "renamed.json"))
    assert [each.verdict for each in verify_files([path, given])] == [Verdict.HOLDS] * 2


def test_a_case_with_its_own_actors_needs_no_companion(tmp_path: Path) -> None:
    run = challenge_run()
    case = {
        "data": "nowhere",
        "PAIRDEN": 0,
        "CAPFIX": 0,
        "COMPFIX": 0,
        "actors": run["actors"],
        "rounds": run["rounds"],
    }
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    assert verify_files([path])[0].verdict is Verdict.HOLDS


def test_a_knife_edge_is_excused_and_a_plain_difference_is_not(tmp_path: Path) -> None:
    """Two actors whose mutual expected utilities are equal but for rounding: either choice may be in the file."""
    run = challenge_run()
    run["rounds"][1]["positions"]["Alpha"] = 60.0
    path = tmp_path / "plain.json"
    path.write_text(json.dumps(run), encoding="utf-8")
    assert verify_files([path])[0].verdict is Verdict.DEVIATES


def test_an_unknown_kind_of_file_is_told_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"recipe": ["flour"]}', encoding="utf-8")
    with pytest.raises(InputError) as told:
        verify_files([path])
    assert "challenge run" in str(told.value.remedy)
    assert "actor_issue_rows" in str(told.value.remedy)


def test_rows_of_a_scenario_are_read_by_their_place() -> None:
    made = spatial_run()
    assert made["input_rows"][2][:3] == ["Alpha", "invented", "60"]
    assert exchange_run()["tie_free"]["rounds"][2]["exchanges"] is None
    assert len(spatial_sweep()["scenarios"]["Five.csv"]) == 3
