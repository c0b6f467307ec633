"""Import with its preview, export and archive from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.coding.exchange.parcels import PARCEL

from contingent.cli.app import is_project
from contingent.coding.exchange.formats import format_named

Run = Callable[..., Any]


@pytest.fixture
def dna(desk: Path) -> Path:
    path = desk / "coded.dna"
    format_named("dna").write(PARCEL, path)
    return path


def entries(run: Run, project: str) -> int:
    return len(run("log", project, "--json").json)


def test_without_yes_the_preview_is_shown_and_nothing_stored(desk: Path, run: Run, dna: Path) -> None:
    run("new", "my.ct")
    before = entries(run, "my.ct")
    shown = run("import", "my.ct", dna)
    assert (shown.code, shown.err) == (0, "")
    for words in ("DNA 3", "2 documents", "3 passages", "3 of 3 passages", "troops 🚁", "Deployment",
                  "Person 1", "Nothing is stored"):  # fmt: skip
        assert words in " ".join(shown.out.split()), words
    data = run("import", "my.ct", dna, "--json").json
    assert data["imported"] == 0
    assert data["preview"]["sample"][0]["words"] == "troops 🚁 should stay"
    assert "Nothing is stored" in run("import", "my.ct", dna, "-o", "preview.html").out
    assert "troops 🚁 should stay" in (desk / "preview.html").read_text(encoding="utf-8")
    assert entries(run, "my.ct") == before


def test_with_yes_it_is_stored_as_one_change(desk: Path, run: Run, dna: Path) -> None:
    run("new", "my.ct")
    before = entries(run, "my.ct")
    assert run("import", "my.ct", dna, "--yes", "--json").json["imported"] == 3
    assert entries(run, "my.ct") == before + 1
    again = run("import", "my.ct", dna, "--yes", "--json")
    assert (again.code, again.complaint["error"]) == (5, "conflict")
    assert "Imported coded.dna" in run("undo", "my.ct").out
    assert run("statements", "my.ct", "--json").json == []


@pytest.mark.parametrize(("answer", "stored"), [("y\n", 3), ("n\n", 0)])
def test_on_a_terminal_it_asks(
    desk: Path, run: Run, dna: Path, monkeypatch: pytest.MonkeyPatch, answer: str, stored: int
) -> None:
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    run("new", "my.ct")
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    assert run("import", "my.ct", dna).code == 0
    monkeypatch.undo()
    monkeypatch.chdir(desk)
    assert len(run("statements", "my.ct", "--json").json) == stored


def test_a_foreign_table_with_its_columns(desk: Path, run: Run) -> None:
    run("new", "my.ct")
    run("add", "my.ct", "report.txt")
    (desk / "t.csv").write_text("Said,Theme\nshould deploy a force,Deployment\n", encoding="utf-8")
    assert run("import", "my.ct", "t.csv").code == 4
    done = run("import", "my.ct", "t.csv", "--column", "quote=Said", "--column", "code=Theme", "--yes", "--json")
    assert done.json["imported"] == 1
    assert run("import", "my.ct", "t.csv", "--column", "Said").code == 2


@pytest.mark.parametrize("ending", ["jsonl", "coding.jsonl", "csv", "xlsx", "parquet"])
def test_exports_warn_on_the_other_stream_and_come_in_again(desk: Path, run: Run, ending: str) -> None:
    told = run("export", "astana.ct", "-o", f"out.{ending}")
    assert told.out == f"Wrote 183 statements to out.{ending}.\n"
    assert "fewer than 3 people" in told.err
    data = run("export", "astana.ct", "-o", f"out.{ending}", "--json")
    assert data.err == ""
    assert data.json["exported"] == 183
    assert data.json["warnings"]
    if ending == "coding.jsonl":
        run("new", "other.ct")
        assert run("import", "other.ct", f"out.{ending}", "--json").json["imported"] == 183
        assert run("statements", "other.ct", "--json").json == run("statements", "astana.ct", "--json").json


def test_what_cannot_be_written_or_read_is_told(desk: Path, run: Run) -> None:
    assert run("export", "astana.ct", "-o", "out.graphml").code == 2
    assert run("export", "astana.ct", "-o", "out.doc").code == 2
    assert run("export", "astana.ct", "-o", "out.jsonl", "--coder", "nobody").code == 3
    assert run("import", "astana.ct", "nowhere.dna").code == 3
    assert run("import", "astana.ct", "report.txt", "--format", "nothing").code == 2
    (desk / "x.dna").write_bytes(b"SQLite format 3\0broken")
    assert run("import", "astana.ct", "x.dna", "--format", "dna").code == 4


def test_an_archive_from_the_command_line(desk: Path, run: Run) -> None:
    done = run("archive", "astana.ct", "-o", "a.zip", "--author", "A. Coder", "--json").json
    assert done["files"] > 20
    assert run("archive", "astana.ct", "-o", "folder", "--author", "A. Coder").code == 0
    crate = json.loads((desk / "folder" / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert crate["@graph"][1]["author"] == [{"@id": "#author-1"}]
    assert run("archive", "astana.ct", "-o", "folder").code == 5
    assert is_project("astana.ct")
