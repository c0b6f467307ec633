"""What an outcome hangs on, from the command line: in words, as JSON, as a page, as pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import contingent as ct
from contingent.briefs.brief import check
from contingent.briefs.told.page import page_of

Run = Callable[..., Any]
QUICK = ("--model", "compromise", "--model", "median", "--draws", "256")


def test_an_issue_is_explained_in_words(desk: Path, run: Run) -> None:
    before = (desk / "astana.ct").read_bytes()
    told = run("explain", "astana.ct", "joint_training", *QUICK)
    assert (told.code, told.err) == (0, "")
    for heading in ("What it hangs on", "Under which conditions", "Who could tip it", "What to find out next",
                    "Where models disagree", "Which position is worth researching next"):  # fmt: skip
        assert heading in told.out
    words = " ".join(told.out.split())
    assert "Kyrgyzstan" in words
    assert "inferred" in words
    assert max(map(len, told.out.splitlines())) <= 160
    assert (desk / "astana.ct").read_bytes() == before, "reading must not write"


def test_all_tables_are_told_as_json_and_alike_for_a_seed(desk: Path, run: Run) -> None:
    words = ("explain", "astana.ct", "joint_training", *QUICK, "--json")
    found = run(*words).json
    assert found["models"] == ["compromise", "median"]
    assert set(found["tables"]) == {
        "sensitivity", "conditions", "trade_off", "pivots", "information", "models", "pairs", "disagreement", "options",
    }  # fmt: skip
    rows = [row for row in found["tables"]["information"] if row["actor"] == "KGZ" and row["what"] == "position"]
    assert rows[0]["evidence"] == ["A101", "A111"]
    assert run(*words).json == found
    assert run(*words, "--seed", "5").json != found


def test_the_page_has_its_evidence_and_pictures_are_written(desk: Path, run: Run) -> None:
    assert run("explain", "astana.ct", "r2p", *QUICK, "-o", "r2p.html").code == 0
    page = (desk / "r2p.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 4
    assert page.count("<desc") == page.count("<svg")
    assert run("explain", "astana.ct", "r2p", *QUICK, "-o", "r2p.svg").code == 0
    assert (desk / "r2p.svg").read_text(encoding="utf-8").startswith("<svg")
    with ct.open(desk / "astana.ct") as project:
        found = project.explain("csto_border", ["compromise", "median"], draws=256)
    assert check(page_of(found)) == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("nothing_such",), 3, "nothing_such"),
        (("un_contingents",), 4, "for itself"),
        (("r2p", "--draws", "10"), 4, "too few"),
        (("r2p", "--draws", "1e9"), 4, "too many"),
        (("r2p", "--draws", "many"), 2, "no number"),
        (("r2p", "--model", "crystal"), 3, "crystal"),
        (("r2p", "--set", "median.tie=low"), 4, "no option"),
        (("r2p", "-o", "r2p.pdf"), 4, ".html"),
        (("r2p", "-o", "nowhere/r2p.html"), 4, "not there"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_a_remedy(
    desk: Path, run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    ended = run("explain", "astana.ct", *words, "--json")
    assert ended.code == code, ended.err
    assert says in str(ended.complaint["what"]) + str(ended.complaint["remedy"])
    assert {path.name for path in desk.iterdir()} == {"astana.ct", "report.txt"}


def test_one_model_is_enough(desk: Path, run: Run) -> None:
    found = run("explain", "astana.ct", "r2p", "--model", "median", "--draws", "256", "--json").json
    assert found["tables"]["pairs"] == []
    assert found["sentences"]["Under which conditions"]


def test_inputs_that_move_together_are_told_by_shapley_effects(desk: Path, run: Run) -> None:
    (desk / "assumed.toml").write_text(
        '[[together]]\nname = "neighbours"\nactors = ["KGZ", "TJK"]\ncorrelation = 0.6\n', encoding="utf-8"
    )
    told = run("explain", "astana.ct", "joint_training", *QUICK, "--assume", "assumed.toml")
    assert told.code == 0, told.err
    assert "Shapley effect" in told.out
