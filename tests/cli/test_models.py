"""`contingent models`: the list, one model on its worked example, and reference files run again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.decisions.verification.samples import challenge_run, write_all

from contingent.decisions.example import worked_example
from contingent.decisions.models import model, model_classes
from contingent.decisions.options import options_of

Run = Callable[..., Any]


def test_the_list_has_every_model_with_its_source(run: Run) -> None:
    rows = run("models", "--json").json
    assert [row["name"] for row in rows] == list(model_classes())
    assert all(row["source"] and row["says"] and row["title"] for row in rows)
    told = run("models").out
    assert all(name in told for name in model_classes())


@pytest.mark.parametrize("name", list(model_classes()))
def test_one_model_is_shown_with_options_and_a_live_example(run: Run, name: str) -> None:
    told, sheet = run("models", name), run("models", name, "--json").json
    assert (told.code, told.err) == (0, "")
    assert [each["name"] for each in sheet["options"]] == [each.name for each in options_of(model_classes()[name])]
    for option in sheet["options"]:
        assert f"  {option['name']} = " in told.out
        assert all(f"{word}:" in told.out for word in option.get("choices", ()))
    outcome = model(name, sheet["example"]["settings"]).decide(worked_example())
    assert sheet["example"]["outcome"] == pytest.approx(dict(outcome.values))
    assert all(f"{issue}: {value:.4f}" in told.out for issue, value in outcome.values.items())
    assert len(sheet["example"]["moves"]) == len(outcome.moves)
    assert run("models", "show", name).out == told.out


def test_an_unknown_model_is_told_which_there_are(run: Run) -> None:
    ended = run("models", "oracle", "--json")
    assert ended.code == 3
    assert "median" in ended.complaint["remedy"]


def test_files_that_hold_end_with_0_and_say_how_nearly(run: Run, tmp_path: Path) -> None:
    paths = write_all(tmp_path)
    told = run("models", "verify", *paths.values())
    assert (told.code, told.err) == (0, "")
    assert "deviates" not in told.out
    found = run("models", "verify", *paths.values(), "--json").json
    assert [each["verdict"] for each in found] == ["holds"] * len(paths)
    assert all(each["numbers"] > 50 for each in found)
    comparison = found[0]["cases"][0]["comparisons"][0]
    assert {"what", "numbers", "largest", "tolerance", "verdict", "reason", "at", "unit"} <= set(comparison)
    assert "risk exponents" in run("models", "verify", paths["bdm-Five"], "--every").out


def test_a_number_that_deviates_ends_with_1_and_is_named(run: Run, tmp_path: Path) -> None:
    made = challenge_run()
    made["rounds"][2]["positions"]["Delta"] += 0.25
    path = tmp_path / "made.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    told = run("models", "verify", path)
    assert told.code == 1
    assert "round 2, Delta" in told.out
    asked = run("models", "verify", path, "--json")
    assert asked.code == 1
    assert asked.json[0]["verdict"] == "deviates"


def test_a_cut_file_is_an_error_without_half_an_answer(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_text(json.dumps(challenge_run())[:400], encoding="utf-8")
    told = run("models", "verify", path)
    assert (told.code, told.out) == (4, "")
    assert "line 1, column" in told.err
    assert run("models", "verify", tmp_path / "none.json").code == 3
