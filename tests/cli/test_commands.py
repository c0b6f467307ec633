"""Every command, in words and in JSON; help that teaches."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contingent.cli.app import commands

Run = Callable[..., Any]

READING: dict[str, tuple[tuple[str, ...], str, set[str]]] = {
    "statements": (("astana.ct", "--holder", "RUS"), "A024", {"id", "holder"} - {"holder"} | {"kind", "concepts"}),
    "show": (("astana.ct", "A100"), "25 people", {"id", "quote", "used", "history", "claim", "attribution"}),
    "codes": (("astana.ct",), "thr.global", {"code", "name", "definition", "statements"}),
    "check": (("astana.ct",), "supported", {"statement", "ruling", "said", "observed", "needed", "sources"}),
    "facts": (("astana.ct", "UZB"), "2012-12-19", {"code", "name", "kind", "memberships", "operations", "events"}),
    "issues": (("astana.ct",), "csto_border", {"id", "question"}),
    "decide": (
        ("astana.ct", "csto_border", "--draws", "200"),
        "weighted mean",
        {"issue", "model", "point", "median", "q05", "q95", "above_50", "movers", "assumptions"},
    ),
    "log": (("astana.ct",), "coded case", {"id", "at", "who", "action", "summary"}),
    "verify": (("astana.ct",), "sound", {"faults"}),
}


@pytest.mark.parametrize("command", READING)
def test_commands_that_read_answer_in_words_and_in_json(desk: Path, run: Run, command: str) -> None:
    words, expected, keys = READING[command]
    before = (desk / "astana.ct").read_bytes()
    told = run(command, *words)
    assert (told.code, told.err) == (0, "")
    assert expected in told.out
    assert "\x1b" not in told.out
    assert max(map(len, told.out.splitlines())) <= 100 or command in ("facts", "issues", "verify")
    asked = run(command, *words, "--json")
    assert (asked.code, asked.err) == (0, "")
    found = asked.json
    row = found[0] if isinstance(found, list) else found
    assert keys <= set(row)
    assert (desk / "astana.ct").read_bytes() == before, "reading must not write"


def test_movers_are_told_for_every_outcome(desk: Path, run: Run) -> None:
    def told(issue: str) -> str:
        return str(run("decide", "astana.ct", issue, "--draws", "200", "--movers").out)

    assert "it stands on the middle already; nobody has to move" in told("r2p")
    assert "from 15 to 15" not in told("r2p")
    assert "nobody alone" in told("centrasbat")
    assert "other sets as small may exist" in told("centrasbat")
    assert "Each actor decides this for itself" in told("un_contingents")
    assert "to or over the middle" not in told("un_contingents")
    rows = run("decide", "astana.ct", "un_contingents", "r2p", "--draws", "200", "--json").json
    assert {row["issue"]: row["collective"] for row in rows} == {"un_contingents": False, "r2p": True}
    assert [row["movers"] for row in rows if row["issue"] == "un_contingents"] == [[], []]
    assert {row["model"] for row in rows if not row["collective"]} == {"compromise", "median"}
    assert {"compromise", "median"} < {row["model"] for row in rows if row["collective"]}


def test_measures_need_no_project(run: Run) -> None:
    assert "personnel" in run("check", "--measures").out
    assert "personnel" in run("check", "--measures", "--json").json
    assert {"trend", "rank", "compare", "all_of", "undecided"} <= set(run("check", "--measures", "--json").json)


def test_forecasts_are_told_as_table_in_full_and_as_json(desk: Path, run: Run) -> None:
    table = run("check", "astana.ct", "--forecasts").out
    assert "decidable" in table
    assert "baseline" in table
    told = run("check", "astana.ct", "A046", "--forecasts", "--details").out
    assert "MISS" in told
    assert "CSTO_KAZAKHSTAN" in told
    data = run("check", "astana.ct", "A046", "A092", "--forecasts", "--json").json
    assert [row["score"] for row in data["forecasts"]] == ["miss", "partly"]
    assert all(row["sources"] for row in data["forecasts"])
    assert data["counts"][0] == {"forecasts": "all", "hit": 0, "miss": 1, "partly": 1, "not decidable": 0}


def test_the_journey(desk: Path, run: Run) -> None:
    assert "Next: contingent add my.ct" in run("new", "my.ct").out
    added = run("add", "my.ct", "report.txt", "--meeting", "Nairobi, 20 November 2013", "--json").json
    assert (added["report"], added["held"], added["sentences"]) == ("report", "2013-11-20", 3)
    assert "Suggested" in run("suggest", "my.ct").out
    table = run("statements", "my.ct", "--status", "suggested")
    assert "sure" in table.out
    assert "delegate from Kenya" in " ".join(table.out.split())
    key = run("statements", "my.ct", "--json").json[0]["id"]
    (accepted,) = run("review", "my.ct", key, "--accept", "--json").json
    assert (accepted["id"], accepted["status"]) == (key, "accepted")
    assert run("review", "my.ct", key, "--set", "hedge=possible", "--json").json[0]["hedge"] == "possible"
    assert run("undo", "my.ct", "--json").json["undone"].startswith("Set hedge")
    assert run("undo", "my.ct").out == f"Undone: Accepted {key}\n"
    assert run("redo", "my.ct").out == f"Done again: Accepted {key}\n"
    (verdict,) = run("check", "my.ct", "--json").json
    assert verdict["ruling"] == "supported"
    assert run("export", "my.ct", "-o", "out.jsonl", "--json").json["exported"] == 3
    assert run("new", "other.ct", "--json").json["holds"]["statement"] == 0
    assert run("add", "other.ct", "report.txt").code == 0
    assert run("import", "other.ct", "out.jsonl", "--json").json == {"imported": 3}
    assert run("backup", "my.ct", "copy.ct", "--json").json == {"backup": "copy.ct"}
    assert run("restore", "copy.ct", "again.ct", "--json").json == {"project": "again.ct"}
    assert run("statements", "again.ct", "--json").json == run("statements", "my.ct", "--json").json
    brief = run("brief", "my.ct", "-o", "brief.html", "--json").json
    assert brief["bytes"] == (desk / "brief.html").stat().st_size > 10_000


def test_a_missing_day_is_asked_for(desk: Path, run: Run) -> None:
    run("new", "my.ct")
    assert "--date" in run("add", "my.ct", "report.txt").out
    refused = run("add", "my.ct", "report.txt", "--date", "5 November")
    assert refused.code == 4


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "parquet"])
def test_statements_are_written_in_every_form(desk: Path, run: Run, form: str) -> None:
    path = desk / f"out.{form}"
    told = run("statements", "astana.ct", "--holder", "RUS", "-o", path)
    assert (told.code, told.out) == (0, "")
    assert "Wrote 10 statements" in told.err
    if form == "json":
        rows: list[Any] = json.loads(path.read_text(encoding="utf-8"))
    elif form == "jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    elif form == "csv":
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    else:
        import polars as pl

        rows = pl.read_parquet(path).to_dicts()
    assert [row["id"] for row in rows][:2] == ["A024", "A025"]
    assert all("claim" in row for row in rows)


def test_a_bare_report_is_suggested_on_and_nothing_is_stored(desk: Path, run: Run) -> None:
    told = run("suggest", "report.txt", "--format", "jsonl")
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert len(rows) == 3
    wanted = {"start", "end", "explicit", "kind", "quantifier", "affiliation", "actors", "hedge", "type", "concepts",
              "mode", "cue", "rule", "confidence"}  # fmt: skip
    assert wanted <= set(rows[0])
    assert {path.name for path in desk.iterdir()} == {"astana.ct", "report.txt"}


def test_suggestions_are_measured_against_a_coding(desk: Path, run: Run) -> None:
    (desk / "gold.jsonl").write_text(run("suggest", "report.txt", "--format", "jsonl").out, encoding="utf-8")
    found = run("evaluate", "report.txt", "gold.jsonl", "--json").json
    assert "detection" in json.dumps(found)
    assert "0 fields differ" in run("evaluate", "report.txt", "gold.jsonl").out


def test_a_project_is_known_by_its_content_not_its_name(desk: Path, run: Run) -> None:
    (desk / "astana.ct").rename(desk / "dialogue.project")
    assert run("suggest", "dialogue.project").code == 3, "all reports have statements, or none has a text"


def test_the_demo_tells_the_whole_story(desk: Path, run: Run) -> None:
    told = run("demo", "--into", "out")
    assert told.code == 0
    for word in ("Said.", "Done.", "Next.", "Told.", "brief.html"):
        assert word in told.out
    assert (desk / "out" / "brief.html").stat().st_size > 50_000


@pytest.mark.parametrize("command", commands())
def test_help_teaches_by_example(run: Run, command: str) -> None:
    told = run(*command.split(), "--help")
    assert told.code == 0
    examples = re.findall(rf"^    contingent {command} .*$|^    contingent {command}$", told.out, re.M)
    assert examples, "an example on a line of its own"
    assert re.search(r"^  [A-Z][^\n]{8,70}[.]$", told.out, re.M), "a first sentence that fits a line"
    assert "--json" in told.out
    assert not re.search(r"<(?:list|path|str|int)[^>]*>", told.out.split("Options:")[1]), "metavars in words"


def test_the_front_page_lists_every_command_unbroken(run: Run) -> None:
    told = run("--help")
    assert run().out == told.out
    assert told.code == 0
    for command in [each for each in commands() if " " not in each]:
        assert re.search(rf"^  {command} +[A-Z][^\n]*[^.][.]$", told.out, re.M), command
    assert "    contingent suggest my.ct                   statements, for you to review\n" in told.out
    assert run("--version").out.startswith("contingent 0.")


def test_examples_in_help_are_true(desk: Path, run: Run) -> None:
    """Each example on the Astana case runs as it stands."""
    import shlex

    for command in commands():
        for line in run(*command.split(), "--help").out.splitlines():
            words = shlex.split(line) if line.startswith("    contingent ") else []
            if words[2:3] == ["astana.ct"] and command != "new":
                assert run(*words[1:]).code == 0, line


def test_names_are_taken_where_codes_are_asked(run: Run, desk: Path) -> None:
    by_code = run("statements", "astana.ct", "--holder", "KAZ", "--json").json
    assert by_code
    for name in ("Kazakhstan", "kazakhstan", "Kazakh", "kaz", "Republic of Kazakhstan"):
        assert run("statements", "astana.ct", "--holder", name, "--json").json == by_code
    about = run("statements", "astana.ct", "--actor", "Collective Security Treaty Organization", "--json").json
    assert about == run("statements", "astana.ct", "--actor", "CSTO", "--json").json
    facts = run("facts", "astana.ct", "Kazakhstan", "--json").json
    assert facts == run("facts", "astana.ct", "KAZ", "--json").json


@pytest.mark.parametrize("option", ["--holder", "--actor"])
def test_a_misspelt_name_is_answered_with_the_code(run: Run, desk: Path, option: str) -> None:
    ended = run("statements", "astana.ct", option, "Kazakhstn")
    assert ended.code == 3
    assert "Did you mean KAZ (Kazakhstan)" in ended.err
    assert "KAZBAT" not in ended.err


def test_a_wrong_choice_is_told_in_plain_words(run: Run, desk: Path) -> None:
    ended = run("statements", "astana.ct", "--format", "foo")
    assert ended.code == 2
    assert "'foo' is not one of" in ended.err
    assert "Value error" not in ended.err


def test_figures_that_are_not_on_record_are_called_not_listed(run: Run, desk: Path) -> None:
    rows = run("facts", "astana.ct", "UZB", "--json").json["contributions"]
    assert any(row["number"] is None for row in rows)
    assert "not listed" in run("facts", "astana.ct", "UZB").out


@pytest.mark.parametrize("columns", [80, 100, 110])
def test_the_words_of_statements_have_room(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run("statements", "astana.ct").out.splitlines()
    assert columns - lines[0].index("statement") >= 40
    assert max(map(len, lines)) <= columns
