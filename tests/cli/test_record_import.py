"""The commands that take published files in and list them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.records.readers.test_hub_contributions import HUB, ROWS

Run = Callable[..., Any]


@pytest.fixture
def hub(desk: Path, run: Run) -> Path:
    """A folder with a project of its own and a hub table."""
    folder = desk / "work"
    folder.mkdir()
    shutil.copy(desk / "astana.ct", folder / "my.ct")
    (folder / "hub.csv").write_text("\n".join((HUB, *ROWS)) + "\n")
    return folder


@pytest.fixture
def here(hub: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(hub)
    return hub


def test_a_file_in_words(here: Path, run: Run) -> None:
    told = run("record", "import", "my.ct", "hub.csv", "--retrieved", "2021-03-01")
    assert (told.code, told.err) == (0, "")
    assert told.out == "Took in hub.csv: 5 rows of un-contributions, 2021-01 to 2021-01.\n"
    assert run("record", "import", "my.ct", "hub.csv").out == "1 file is on record already.\n"
    assert "un-contributions" in run("record", "list", "my.ct").out
    assert run("undo", "my.ct").code == 0
    assert run("record", "list", "my.ct").out.startswith("No published file is on record.")


def test_the_project_may_be_left_out_where_the_folder_has_one(here: Path, run: Run) -> None:
    assert run("record", "import", "hub.csv").code == 0
    (row,) = run("record", "list", "--json").json
    assert {"snapshot", "table", "state", "retrieved", "months", "rows", "publisher", "sha256", "remarks"} <= set(row)
    assert (row["state"], row["rows"], row["months"]) == ("current", 5, ["2021-01", "2021-01"])
    shutil.copy("my.ct", "other.ct")
    told = run("record", "import", "hub.csv")
    assert told.code == 2
    assert "Name a project" in told.err


def test_json_has_every_file_and_complaint(here: Path, run: Run) -> None:
    Path("bad.csv").write_text("\n".join((HUB, ROWS[0], ROWS[1].replace(",5,", ",x,"))))
    told = run("record", "import", "my.ct", "hub.csv", "bad.csv", "--json")
    assert told.code == 4
    good, bad = told.json
    assert (good["file"], good["outcome"], good["rows"]) == ("hub.csv", "taken", 5)
    assert (bad["file"], bad["outcome"], bad["complaints"][0]["record"]) == ("bad.csv", "refused", "line 3")
    assert told.complaint["error"] == "input"


def test_a_refused_file_is_told_line_by_line_and_leaves_no_trace(here: Path, run: Run) -> None:
    Path("bad.csv").write_text("\n".join((HUB, ROWS[0], *[ROWS[1].replace(",5,", ",x,")] * 30)))
    before = Path("my.ct").read_bytes()
    told = run("record", "import", "my.ct", "bad.csv")
    assert (told.code, told.out) == (4, "")
    assert "30 records cannot be read; nothing was taken in." in told.err
    assert "line 3: male_personnel 'x' is not a whole number" in told.err
    assert "and 10 more" in told.err
    assert Path("my.ct").read_bytes() == before
    told = run("record", "import", "my.ct", "bad.csv", "--skip")
    assert told.code == 0
    assert "Took in bad.csv: 1 row of" in told.out
    assert "and 10 more; --json lists all" in told.out


def test_a_folder_in_words(here: Path, run: Run) -> None:
    folder = here / "in"
    folder.mkdir()
    shutil.copy("hub.csv", folder / "a.csv")
    (folder / "b.csv").write_text("\n".join((HUB, ROWS[0].replace("Kazakhstan", "Ruritania").replace("KAZ,398", ","))))
    (folder / "c.csv").write_text(HUB + "\n1,KAZ,,,UNIFIL,Troops,1,x,31-Jan-21\n")
    (folder / "d.csv").write_text(HUB + "\n1,KAZ,,,UNIFIL,Troops,1,x,31-Jan-21\n2,KAZ,,,UNIFIL,Troops,1,x,31-Jan-21\n")
    (folder / "readme.txt").write_text("nothing of ours")
    told = run("record", "import", "my.ct", "in")
    assert told.code == 4
    assert "Took in 2 files with 6 rows." in told.out
    assert "Kept, but another snapshot counts:\n  b.csv: un-contributions-" in told.out
    assert "Left out:\n  readme.txt: No published format is recognised." in told.out
    assert "contributor 'Ruritania': 1 row, b.csv from line 2" in told.out
    assert "2 files were refused; nothing of them was taken in." in told.err
    assert "c.csv: line 2: male_personnel 'x'" in told.err


def test_names_of_ones_own(here: Path, run: Run) -> None:
    Path("a.csv").write_text("month,contributor,kind,number\n2021-01,Ruritania,troops,4\n")
    Path("names.csv").write_text("name,code\nRuritania,AND\n")
    assert "contributor 'Ruritania'" in run("record", "import", "my.ct", "a.csv").out
    assert "Ruritania" not in run("record", "import", "my.ct", "a.csv", "--names", "names.csv").out
    Path("names.csv").write_text("name,code\nRuritania,XXX\n")
    told = run("record", "import", "my.ct", "a.csv", "--names", "names.csv")
    assert told.code == 4
    assert "line 2: 'XXX' is no code of a state" in told.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("my.ct",), 2, "Name a file or folder"),
        (("my.ct", "gone.csv"), 3, "no such file"),
        (("my.ct", "hub.csv", "--retrieved", "yesterday"), 4, "'yesterday' is no day"),
        (("my.ct", "hub.csv", "--names", "gone.csv"), 3, "no such file"),
        (("gone.ct", "hub.csv"), 3, "gone.ct"),
        (("my.ct", "my.ct"), 4, "No published format"),
    ],
)
def test_what_is_put_wrongly_is_told(here: Path, run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    told = run("record", "import", *words)
    assert told.code == code
    assert said in told.err
    assert run("record", "import", *words, "--json").complaint["what"]


def test_a_newer_snapshot_is_told(here: Path, run: Run) -> None:
    run("record", "import", "my.ct", "hub.csv", "--retrieved", "2021-03-01")
    Path("new.csv").write_text("\n".join((HUB, *ROWS[1:])))
    told = run("record", "import", "my.ct", "new.csv", "--retrieved", "2021-04-01")
    assert "Takes the place of:\n  new.csv: un-contributions-" in told.out
    assert "of 2021-03-01: rows new or changed: 0, gone or changed: 1" in told.out
    states = [row["state"] for row in run("record", "list", "my.ct", "--json").json]
    assert states == ["superseded", "current"]


def test_notes_tell_what_was_done_to_each_file(here: Path, run: Run) -> None:
    Path("a.csv").write_text("\n".join((HUB, *ROWS, ROWS[0])))
    run("record", "import", "my.ct", "a.csv")
    assert "repeats another" not in run("record", "list", "my.ct").out
    assert "repeats another" in run("record", "list", "my.ct", "--notes").out
    told = run("record", "list", "my.ct", "--table", "ipi-countries")
    assert (told.code, "Tables on record: un-contributions" in told.err) == (3, True)


def test_the_template_is_printed_written_and_taken_in(here: Path, run: Run) -> None:
    printed = run("record", "template").out
    assert printed.startswith("month,contributor,operation,kind,number,female,male,source,note\n")
    assert "source" in run("record", "template", "-o", "ministry.csv").out
    assert Path("ministry.csv").read_text() == printed
    assert run("record", "template", "-o", "ministry.csv").code == 4, "it is not written over"
    assert run("record", "template", "--json").json["template"] == printed
    assert run("record", "import", "my.ct", "ministry.csv").code == 0
    (row,) = json.loads(run("record", "list", "my.ct", "--json").out)
    assert (row["table"], row["part"]) == ("template", "ministry")
    assert row["publisher"] == "Ministry of Defence: annual report 2013"


def test_stopping_in_the_middle_leaves_no_trace(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from contingent.project.recording import taking

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    before = run("record", "list", "my.ct", "--json").json
    monkeypatch.setattr(taking.Taking, "_count", stopped)
    told = run("record", "import", "my.ct", "hub.csv")
    assert (told.code, "nothing half is stored" in told.err) == (130, True)
    assert run("record", "list", "my.ct", "--json").json == before
    assert run("verify", "my.ct").code == 0
