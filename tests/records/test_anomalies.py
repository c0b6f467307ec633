"""Every documented fault of the published files has a test that bears its id."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

TESTS = Path(__file__).parents[1]


def ids_tested() -> set[str]:
    """The ids that stand in names of test functions: test_a09_..., test_a33_a34_a36_..."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_a"):
                for word in node.name.removeprefix("test_").split("_"):
                    if len(word) != 3 or word[0] != "a" or not word[1:].isdigit():
                        break
                    found.add(word.upper())
    return found


def test_every_documented_fault_has_a_test(shared: Path) -> None:
    with (shared / "record" / "anomalies.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["id"] for row in csv.DictReader(file)}
    assert len(listed) == 46
    assert listed - ids_tested() == set()
