"""The reference files themselves: what holds, how exactly, and what cannot be reproduced and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from contingent.decisions.verification.verifying import Verdict, Verification, verify_files


@pytest.fixture(scope="session")
def reference(shared: Path) -> Path:
    return shared / "decide" / "reference"


def verified(reference: Path, name: str) -> Verification:
    return verify_files([reference / name])[0]


def largest(found: Verification, what: str = "") -> float:
    return max(
        each.largest
        for case in found.cases
        for each in case.comparisons
        if each.verdict is Verdict.HOLDS and what in each.what
    )


@pytest.mark.parametrize(("name", "numbers"), [("bdm-ExampleActors.json", 353), ("bdm-Sultan.json", 380)])
def test_the_published_challenge_runs_hold_over_ten_rounds(reference: Path, name: str, numbers: int) -> None:
    found = verified(reference, name)
    assert (found.verdict, found.numbers) == (Verdict.HOLDS, numbers)
    assert largest(found) <= 1e-12


def test_fourteen_variants_hold_whole_and_two_but_for_one_round(reference: Path) -> None:
    found = verified(reference, "bdm-variants-on-published-data.json")
    assert len(found.cases) == 16
    assert largest(found) <= 1e-12
    partly = [case for case in found.cases if case.verdict is not Verdict.HOLDS]
    assert [case.verdict for case in partly] == [Verdict.PARTLY] * 2
    for case in partly:
        assert case.name.startswith("ExampleActors, PAIRDEN 0")
        assert case.settings["denominator"] == "triples"
        (reason,) = {each.reason for each in case.comparisons if each.verdict is Verdict.NOT_REPRODUCIBLE}
        assert "Belgium" in reason
        assert [each.numbers for each in case.comparisons if each.reason] == [1], "one actor in one round of eleven"


@pytest.mark.slow
def test_all_rounds_of_the_exchange_runs_hold_in_some_order_of_ties(reference: Path) -> None:
    found = verified(reference, "decide-copenhagen.json")
    *runs, spread = found.cases
    assert len(runs) == 22, "two runs of ten rounds, and where each ends"
    assert {case.verdict for case in runs} == {Verdict.HOLDS}
    assert spread.verdict is Verdict.TOLD
    assert largest(found) <= 1e-12
    first = next(case for case in found.cases if case.name == "tie_free, round 1")
    assert {each.what: each.numbers for each in first.comparisons}["exchanges from, to and gain"] == 48 * 7


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("ktab-dummyData_3Dim.json", 479),
        ("ktab-SOE-Pol-Comp.json", 1707),
        ("ktab-SOE-Policy.json", 1862),
        ("ktab-dummyData_6Dim.json", 7241),
    ],
)
def test_every_turn_of_the_spatial_runs_is_the_same(reference: Path, name: str, numbers: int) -> None:
    found = verified(reference, name)
    assert (found.verdict, found.numbers) == (Verdict.HOLDS, numbers)
    (case,) = found.cases
    assert [each.largest for each in case.comparisons if each.what == "positions"] == [0.0]
    assert largest(found) <= 1e-11


def test_fifty_eight_of_sixty_two_sweep_cases_hold(reference: Path) -> None:
    found = verified(reference, "ktab-parameter-sweep.json")
    assert len(found.cases) == 62
    assert sum(case.verdict is Verdict.HOLDS for case in found.cases) == 58
    others = {case.name for case in found.cases if case.verdict is Verdict.NOT_REPRODUCIBLE}
    assert others == {
        f"{name}.csv, {setting}"
        for name in ("dummyData_3Dim", "SOE-Pol-Comp")
        for setting in ("BigRAdjust=Full", "VotingRule=ASymProsp")
    }
    assert largest(found, "final positions") <= 3e-15


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bdm-variant-behaviour.json", "ktab-stochastic-dummyData_3Dim.json"])
def test_distributions_agree_within_sampling_error(reference: Path, name: str) -> None:
    found = verified(reference, name)
    assert found.verdict is Verdict.HOLDS
    assert 0 < largest(found) <= 4


@pytest.mark.parametrize("name", ["decide-cli-timing.json", "ktab-timing-release.json"])
def test_timings_hold_nothing_to_verify(reference: Path, name: str) -> None:
    found = verified(reference, name)
    assert (found.verdict, found.numbers) == (Verdict.NOTHING, 0)


def test_names_of_files_do_not_matter(reference: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("bdm-ExampleActors", "bdm-Sultan", "ktab-SOE-Pol-Comp")):
        path = tmp_path / f"held-back-{number}.json"
        path.write_bytes((reference / f"{name}.json").read_bytes())
        told, again = verified(reference, f"{name}.json"), verify_files([path])[0]
        assert (again.kind, again.verdict, again.numbers) == (told.kind, told.verdict, told.numbers)
