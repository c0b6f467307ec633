"""contingent record verify, faults and diff: on the published files, and where there is nothing to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import contingent as ct
from contingent.project.recording.importing import import_files

Run = Callable[..., Any]


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a project into which nothing has been imported."""
    ct.new(tmp_path / "my.ct").close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def country(folder: Path, name: str, rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    path.write_text(f'"Date","Troops","Police","Experts"\n{rows}', encoding="utf-8")
    return path


# Verify ---------------------------------------------------------------------------------------------------------------


def test_verify_prints_the_reconciliation(run: Run, whole_record: Path) -> None:
    told = run("record", "verify", whole_record)
    assert told.code == 0, told.err
    lines = " ".join(told.out.split())
    for agree in (
        "286/286 months", "316/316 months", "6,768/6,768 contributor-months", "1,033/1,033 operation-months",
        "281/281 months", "645/649 cells",
    ):  # fmt: skip
        assert agree in lines
    assert "2011 EGY UNMISS: 254 against 6" in told.out
    assert "ipi-countries (148 snapshots)" in lines
    assert "differ between publishers" in told.out
    assert "fails" not in told.out


def test_verify_in_json_has_every_cell_and_every_snapshot(run: Run, whole_record: Path) -> None:
    rows = run("record", "verify", whole_record, "--json").json
    first = rows[0]
    assert (first["id"], first["ruling"], first["agreeing"], first["compared"]) == ("contributors", "holds", 286, 286)
    assert len(first["found"]["ipi-countries"]) == 148
    missions = next(row for row in rows if row["what"] == "ipi-missions and ipi-tcc-missions agree")
    assert len(missions["cells"]) == 13
    assert set(missions["cells"][0]) == {"when", "contributor", "operation", "found", "published"}


def test_verify_ends_with_1_where_a_sum_fails(run: Run, shared: Path, empty: Path) -> None:
    """The system totals of the publisher with one figure written over."""
    folder = shared / "record" / "raw" / "ppp_loader_2653920"
    totals = (folder / "data_monthly.csv").read_text(encoding="utf-8")
    assert "\n1990-11-30,46,10285," in totals
    wrong = empty / "data_monthly.csv"
    wrong.write_text(totals.replace("\n1990-11-30,46,10285,", "\n1990-11-30,46,10286,"), encoding="utf-8")
    with ct.open(empty / "my.ct") as project:
        import_files(project.store, [wrong, folder / "data_mission.csv"])
    told = run("record", "verify", "my.ct")
    assert told.code == 1
    assert "1990-11: 10,329 against 10,330" in told.out
    assert "315/316 months" in told.out
    rows = run("record", "verify", "my.ct", "--json")
    assert rows.code == 1
    assert {row["id"]: row["ruling"] for row in rows.json}["operations"] == "fails"


def test_nothing_compared_is_no_pass(run: Run, empty: Path) -> None:
    path = country(empty / "in", "Kazakhstan", "2013-11-30,NA,NA,2\n")
    with ct.open(empty / "my.ct") as project:
        import_files(project.store, [path])
    told = run("record", "verify")
    assert told.code == 1
    assert "holds" not in told.out
    assert "nothing to compare" in told.out
    assert "0/0" not in told.out


@pytest.mark.parametrize("command", ["verify", "faults", "diff"])
def test_a_project_without_imports_says_how_to_import(run: Run, empty: Path, command: str) -> None:
    words = ("record", command, "my.ct", *(["ipi-countries"] if command == "diff" else []))
    told = run(*words)
    assert told.code == 3
    assert "No published table has been imported yet" in told.err
    assert "contingent record import" in told.err
    assert run(*words, "--json").complaint["error"] == "not_found"


def test_words_that_mean_nothing_are_refused(run: Run, whole_record: Path) -> None:
    for command in ("verify", "faults"):
        told = run("record", command, whole_record, "and-this")
        assert told.code == 2
        assert "and-this" in told.err


# Faults ---------------------------------------------------------------------------------------------------------------


def test_faults_are_listed_the_gravest_first(run: Run, whole_record: Path) -> None:
    told = run("record", "faults", whole_record)
    assert told.code == 0
    words = " ".join(told.out.split())
    assert words.index("high stale_month") < words.index("low spike") < words.index("note coverage")
    assert "15 spike" in words
    rows = run("record", "faults", whole_record, "--json").json
    assert {"kind", "severity", "what", "remedy", "tables", "snapshots", "months", "figures"} <= set(rows[0])


def test_faults_of_one_contributor_by_name(run: Run, whole_record: Path) -> None:
    rows = run("record", "faults", whole_record, "--contributor", "Kazakhstan", "--json").json
    assert {row["operation"] for row in rows if row["kind"] == "exchanged_series"} == {"UNAMID", "MINUSTAH"}
    assert all("KAZ" in row["contributors"] for row in rows)
    assert run("record", "faults", whole_record, "--contributor", "KAZ", "--json").json == rows
    assert run("record", "faults", whole_record, "--contributor", "Kazakstn").code == 3


def test_faults_of_one_kind(run: Run, whole_record: Path) -> None:
    rows = run("record", "faults", whole_record, "--kind", "stale_month", "--kind", "spike", "--json").json
    assert {row["kind"] for row in rows} == {"stale_month", "spike"}
    told = run("record", "faults", whole_record, "--kind", "stale")
    assert told.code == 3
    assert "stale_month" in told.err


# Differences ----------------------------------------------------------------------------------------------------------


def test_diff_of_the_two_newest_snapshots_of_a_table(run: Run, whole_record: Path) -> None:
    told = run("record", "diff", whole_record, "ipi-missions")
    assert told.code == 0
    assert "personnel: 1,238 added, 0 removed, 239 changed; 9,392 rows before, 10,630 now" in told.out
    first = next(line for line in told.out.splitlines() if line.startswith("changed"))
    assert first.split() == ["changed", "2014-03", "WORLD", "MINURSO", "experts", "597", "199", "4661", "4661"]
    rows = run("record", "diff", whole_record, "ipi-missions", "--json").json
    (personnel,) = [row for row in rows if row["facts"] == "personnel"]
    assert len(personnel["rows"]) == 1238 + 239
    assert run("record", "diff", whole_record, personnel["old"], personnel["new"], "--json").json == rows


def test_diff_of_one_part(run: Run, whole_record: Path) -> None:
    told = run("record", "diff", whole_record, "ipi-countries", "Ukraine")
    assert "15 removed, 3 changed" in told.out


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_diff_is_written_whole(run: Run, whole_record: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"changes.{ending}"
    told = run("record", "diff", whole_record, "ipi-missions", "-o", path)
    assert told.code == 0
    read = {
        "csv": pl.read_csv,
        "jsonl": lambda each: pl.read_ndjson(each, infer_schema_length=None),
        "parquet": pl.read_parquet,
    }[ending]
    rows = read(path)
    assert f"Wrote {rows.height:,} rows" in told.out
    assert rows.filter(pl.col("facts") == "personnel").height == 1238 + 239


def test_diff_of_files_needs_no_project(run: Run, shared: Path) -> None:
    raw = shared / "record" / "raw"
    old, new = raw / "tcc_936f28e" / "Data.Mission.csv", raw / "ppp_loader_2653920" / "data_mission.csv"
    told = run("record", "diff", "--files", old, new)
    assert told.code == 0
    assert "0 removed, 14 changed" in told.out
    rows = run("record", "diff", "--files", raw / "ppp_loader_ee52ebc" / "countries",
               raw / "ppp_loader_2653920" / "countries", "--json").json  # fmt: skip
    assert (rows[0]["removed"], rows[0]["changed"]) == (85, 17)
    assert len(rows[0]["not_compared"]) > 100


def test_diff_of_files_in_our_own_words(run: Run, tmp_path: Path) -> None:
    old = country(tmp_path / "old", "Kazakhstan", "2013-10-31,1,NA,NA\n2013-11-30,NA,NA,2\n")
    new = country(tmp_path / "new", "Kazakhstan", "2013-11-30,NA,NA,3\n2013-12-31,NA,NA,3\n")
    (found,) = run("record", "diff", "--files", old, new, "--json").json
    assert (found["added"], found["removed"], found["changed"]) == (1, 1, 1)
    changed = next(row for row in found["rows"] if row["change"] == "changed")
    assert (changed["number_old"], changed["number_new"], changed["line_old"], changed["line_new"]) == (2, 3, 3, 2)
    same = run("record", "diff", "--files", old, old)
    assert same.code == 0
    assert "nothing differs" in same.out


def test_diff_that_cannot_be_made_is_refused(run: Run, whole_record: Path, tmp_path: Path) -> None:
    assert run("record", "diff", whole_record, "ipi-totals").code == 4
    assert run("record", "diff", whole_record, "no-such-table").code == 3
    assert run("record", "diff", whole_record, "ipi-missions", "no-such-part").code == 3
    assert run("record", "diff", whole_record).code == 2
    assert run("record", "diff", whole_record, "ipi-missions", "-o", tmp_path / "x.pdf").code == 2
    assert run("record", "diff", "--files", tmp_path / "none").code == 2
    assert run("record", "diff", "--files", tmp_path / "none", tmp_path / "nor").code == 3
    (tmp_path / "words.txt").write_text("no table at all", encoding="utf-8")
    assert run("record", "diff", "--files", tmp_path / "words.txt", tmp_path / "words.txt").code == 4
    bad = country(tmp_path / "bad", "Kazakhstan", "2013-11-30,many,NA,2\n")
    told = run("record", "diff", "--files", bad, bad, "--json")
    assert told.code == 4
    assert "line 2" in json.dumps(told.complaint)
