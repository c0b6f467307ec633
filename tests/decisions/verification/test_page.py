"""The page on reproduction tells the truth: its tables are what running the files again gives today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.decisions.verification.reproduced import as_table, lines

from contingent.decisions.models import model_classes
from contingent.decisions.verification.verifying import Verdict, verify_files

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "reproduction.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\S+\.json) \| ([^|]+) \| (\d+) \| ([^|]*) \| ([^|]*) \| ([^|]+) \|$", re.M)
SLOW = ("bdm-variant-behaviour.json", "decide-copenhagen.json", "ktab-stochastic-dummyData_3Dim.json")
ROWS = [
    pytest.param(*each, id=each[0], marks=[pytest.mark.slow] if each[0] in SLOW else []) for each in ROW.findall(PAGE)
]


def test_the_side_by_side_table_is_what_the_models_give(shared: Path) -> None:
    told = as_table(list(lines(shared / "decide" / "reference")))
    assert told in PAGE, f"write this into docs/reproduction.md:\n{told}"


def test_no_reference_file_is_left_out(shared: Path) -> None:
    assert {name for name, *_ in ROW.findall(PAGE)} == {
        path.name for path in (shared / "decide" / "reference").glob("*.json")
    }


@pytest.mark.parametrize(("name", "kind", "numbers", "bound", "allowed", "verdict"), ROWS)
def test_the_table_of_files_is_what_verifying_gives(
    shared: Path, name: str, kind: str, numbers: str, bound: str, allowed: str, verdict: str
) -> None:
    found = verify_files([shared / "decide" / "reference" / name])[0]
    assert (found.kind, str(found.numbers), found.verdict.value) == (kind, numbers, verdict)
    apart = [each.largest for case in found.cases for each in case.comparisons if each.verdict is Verdict.HOLDS]
    assert max(apart, default=0.0) <= float(bound or "0")


def test_the_overview_names_every_model() -> None:
    page = (DOCS / "models" / "index.md").read_text(encoding="utf-8")
    assert set(model_classes()) <= set(re.findall(r"^\| `(\w+)` \|", page, re.M))
