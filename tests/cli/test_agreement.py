"""contingent agreement: its table, its words, its errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def second(desk: Path, run: Run) -> Path:
    """A second coding of the case in a file: each tenth statement left out, each seventh with another hedge."""
    assert run("export", "astana.ct", "-o", "all.jsonl").code == 0
    lines = [json.loads(line) for line in (desk / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    for n, each in enumerate(lines):
        each["coder"] = "second"
        each["hedge"] = "unlikely" if n % 7 == 0 else each["hedge"]
    kept = [each for n, each in enumerate(lines) if n % 10]
    path = desk / "second.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in kept), encoding="utf-8")
    return path


def test_table_and_passages(second: Path, run: Run) -> None:
    told = run("agreement", "astana.ct", "--with", "second.jsonl")
    assert told.code == 0
    for words in ("first 183, second 164", "164 passages", "hedge", "tentative", "Passages that part them most", "1."):
        assert words in told.out
    assert "nan" not in told.out.lower().split()


def test_json_has_every_figure(second: Path, run: Run) -> None:
    told = json.loads(run("agreement", "astana.ct", "--with", "second.jsonl", "--json").out)
    assert told["matched"] == 164
    hedge = next(each for each in told["variables"] if each["name"] == "hedge")
    assert 0 < hedge["low"] < hedge["alpha"] < hedge["high"] < 1
    others = [each for each in told["variables"] if each["name"] != "hedge"]
    assert all(each["alpha"] == pytest.approx(1) for each in others)
    (pair,) = told["pairs"]
    assert (pair["precision"], pair["recall"]) == (1, pytest.approx(164 / 183))
    assert len(told["alone"]) == 19


def test_only_what_is_asked(second: Path, run: Run) -> None:
    words = ("agreement", "astana.ct", "--with", "second.jsonl", "--variable", "stance", "--codes")
    told = run(*words)
    assert "stance" in told.out
    assert "hedge" not in told.out
    assert "thr.global" in told.out


def test_one_coder_is_no_error(desk: Path, run: Run) -> None:
    told = run("agreement", "astana.ct")
    assert told.code == 0
    assert "There is nothing to compare" in told.out
    assert "--with FILE" in told.out


def test_the_page(second: Path, run: Run, desk: Path) -> None:
    assert run("agreement", "astana.ct", "--with", "second.jsonl", "-o", "sheet.html").code == 0
    assert "Which passages part them" in (desk / "sheet.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--coder", "zoe"), 3), (("--report", "none"), 3), (("--variable", "colour"), 3), (("--with", "no.jsonl"), 3),
        (("--overlap", "0"), 2), (("--overlap", "nan"), 2), (("-o", "x.pdf"), 4), (("-o", "no/x.html"), 4),
        (("--with", "report.txt"), 4),
    ],
)  # fmt: skip
def test_errors_teach(desk: Path, run: Run, words: tuple[str, ...], code: int) -> None:
    told = run("agreement", "astana.ct", *words)
    assert told.code == code
    assert told.err.startswith("contingent: ")
    assert not (desk / "x.pdf").exists()
