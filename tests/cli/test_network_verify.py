"""`contingent network verify`: what it prints, what it answers in JSON, how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.coding.exchange.dna_files import dna_file

Run = Callable[..., Any]
CONFIG: dict[str, Any] = {
    "networkType": "twomode", "variable1": "organization", "variable2": "concept", "qualifier": "agreement",
    "qualifierAggregation": "subtract", "normalization": "no", "isolates": False, "duplicates": "include",
    "startDate": "01.01.1900", "stopDate": "31.12.2099", "timeWindow": "no", "windowSize": 100, "kernel": "no",
    "excludeValues": "", "statementType": "DNA Statement",
}  # fmt: skip


def case(path: Path, cell: float = 2.0, **config: Any) -> Path:
    """A case of two statements by Élan, 6 January 2020 and 2021, for the same concept."""
    matrix = {"rows": ["Élan"], "cols": ["c"], "matrix": [[cell]]}
    words = {"name": path.stem, "config": CONFIG | config, "filteredStatements": int(cell), "matrices": [matrix]}
    path.write_text(json.dumps(words), encoding="utf-8")
    return path


def test_cases_hold_deviate_or_are_not_run(tmp_path: Path, run: Run) -> None:
    database = dna_file(tmp_path / "x.dna", [(1, 4, 7, 9, 1, 1), (2, 4, 7, 9, 1, 1)])
    good = case(tmp_path / "good.json")
    told = run("network", "verify", database, good)
    assert (told.code, told.err) == (0, "")
    assert "1 cases, 1 numbers: 1 holds." in told.out
    bad = run("network", "verify", database, good, case(tmp_path / "bad.json", cell=3.0))
    assert bad.code == 1
    assert "2 for 3" in bad.out
    assert "2 statements counted for 3" in bad.out
    unknown = run("network", "verify", database, case(tmp_path / "odd.json", colour="red"), "--json")
    assert unknown.code == 1
    (row,) = unknown.json["cases"]
    assert row["verdict"] == "not run"
    assert "colour" in row["reasons"][0]


def test_a_documented_fault_tells_our_value(tmp_path: Path, run: Run) -> None:
    database = dna_file(tmp_path / "x.dna", [(1, 4, 7, 9, 1, 1), (2, 4, 7, 9, 1, 1)])
    month = case(tmp_path / "month.json", cell=1.0, duplicates="month")
    told = run("network", "verify", database, month)
    assert told.code == 0
    assert "documented fault" in told.out
    assert "ours 2 for 1" in told.out
    (row,) = run("network", "verify", database, month, "--json").json["cases"]
    assert (row["verdict"], row["largest"]) == ("documented fault", 0.0)


def test_a_bad_database_is_told(tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.dna").write_bytes(b"nothing")
    told = run("network", "verify", tmp_path / "x.dna", case(tmp_path / "good.json"), "--json")
    assert told.code == 4
    assert told.complaint["error"] == "input"
    assert run("network", "verify", tmp_path / "none.dna", tmp_path / "good.json").code == 3
