"""`contingent record ask`: in words, in JSON, into files and charts, and what it says to wrong words."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import contingent as ct

Run = Callable[..., Any]


def ask(run: Run, *words: object) -> Any:
    return run("record", "ask", *words)


def test_a_ranking_in_words(desk: Path, run: Run) -> None:
    told = ask(run, "astana.ct", "--by", "contributor", "--when", "2013-11", "--measure", "rank")
    assert (told.code, told.err) == (0, "")
    assert "Uniformed personnel in 2013-11 by contributor (rank)" in told.out
    assert "Ukraine" in told.out
    assert "Not all contributors are on record: 2013-11." in told.out
    assert "Source:" in told.out
    assert "Providing for Peacekeeping" in told.out


def test_the_only_project_of_a_folder_need_not_be_named(desk: Path, run: Run) -> None:
    named = ask(run, "astana.ct", "--when", "2013-11", "--json").json
    assert ask(run, "--when", "2013-11", "--json").json == named
    assert named["rows"][0]["number"] == 98_267
    assert named["rows"][0]["snapshots"] == [each["id"] for each in named["snapshots"]]
    assert named["snapshots"][0]["publisher"]


def test_who_is_not_on_record_is_told_so(desk: Path, run: Run) -> None:
    told = ask(run, "-c", "Russia, Armenia", "--by", "contributor", "-w", "2013-11")
    assert "not on record" in told.out
    assert "not on record" in ask(run, "-c", "Armenia", "-w", "2013-11").out, "a single figure is told in words as well"
    rows = ask(run, "-c", "Russia", "-c", "Armenia", "--by", "contributor", "-w", "2013-11", "--json").json["rows"]
    assert [(row["contributor"], row["name"], row["number"]) for row in rows] == [
        ("RUS", "Russia", 104), ("ARM", "Armenia", None),
    ]  # fmt: skip


def test_words_that_were_read_as_another_are_told(desk: Path, run: Run) -> None:
    told = ask(run, "-c", "Korea", "--kind", "military observers", "-w", "2013-11")
    assert "Experts of South Korea (KOR) in 2013-11" in told.out
    assert "'military observers' was read as the kind experts." in told.out
    assert "North Korea (PRK)" in told.out
    notes = ask(run, "-c", "Korea", "-w", "2013-11", "--json").json["notes"]
    assert any("North Korea (PRK)" in note for note in notes)


def test_nobody_and_no_data_are_two_things(desk: Path, run: Run) -> None:
    nobody = ask(run, "--by", "contributor", "--operation", "UNAVEM", "-w", "2013-11").out
    assert "Nobody." in nobody
    assert "UNAVEM had ended by then, on 1997-06-30." in nobody
    nothing = ask(run, "-c", "RUS", "--by", "operation", "-w", "1950-01").out
    assert "No data." in nothing
    assert "Nobody." not in nothing


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
def test_answers_are_written_as_tables(desk: Path, run: Run, form: str) -> None:
    path = desk / f"answer.{form}"
    told = ask(run, "--by", "contributor,month", "-c", "KAZ", "--since", "2012-11", "--until", "2013-01", "-o", path)
    assert (told.code, told.err) == (0, "")
    assert "Wrote 3 rows" in told.out
    if form == "csv":
        rows: list[Any] = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert rows[0]["number"] == "", "nothing stands for what is not told"
    elif form == "json":
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    elif form == "jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        rows = pl.read_parquet(path).to_dicts()
    assert [row["month"] for row in rows] == ["2012-11", "2012-12", "2013-01"]
    assert [row["told"] for row in rows] == ["no data", "reported", "not on record"]
    assert int(rows[1]["number"]) == 4


@pytest.mark.parametrize(
    "words",
    [
        ("--by", "month", "-c", "UKR"),
        ("--by", "contributor,year", "--group", "CSTO", "--measure", "share"),
        ("--by", "contributor", "--when", "2013-11"),
        ("--by", "kind,month", "-c", "RUS"),
        ("--by", "contributor,month", "--since", "2013-11", "--until", "2013-12", "-m", "rank"),
        ("--by", "contributor,operation", "-c", "RUS", "--when", "2013-11"),
    ],
)
def test_answers_are_drawn(desk: Path, run: Run, words: tuple[str, ...]) -> None:
    for form in ("svg", "html"):
        path = desk / f"answer.{form}"
        told = ask(run, *words, "-o", path)
        assert (told.code, told.err) == (0, "")
        text = path.read_text(encoding="utf-8")
        assert "<svg" in text
        assert "<script" not in text
        assert "http" not in text.replace("http://www.w3.org", "").split("<h2>Sources")[0]
    assert "<table>" in text


def test_what_cannot_be_drawn_or_written_says_what_can(desk: Path, run: Run) -> None:
    refused = ask(run, "-m", "turnover", "-c", "KAZ", "-o", "out.svg")
    assert refused.code == 2
    assert "--output answer.csv" in refused.err
    refused = ask(run, "--when", "2013-11", "-o", "out.doc")
    assert refused.code == 2
    assert ".parquet" in refused.err
    refused = ask(run, "--when", "2013-11", "-o", desk / "nowhere" / "out.csv")
    assert refused.code == 4
    assert {path.name for path in desk.iterdir()} == {"astana.ct", "report.txt"}


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("--by", "yaer"), 2, "Did you mean year?"),
        (("--measure", "shares"), 0, ""),
        (("--measure", "shere"), 2, "share"),
        (("--kind", "polise"), 2, "police"),
        (("--group", "CTSO"), 3, "CSTO (Collective Security Treaty Organization)"),
        (("-c", "Kazakhstn"), 3, "KAZ (Kazakhstan)"),
        (("--operation", "UNFIL"), 3, "UNIFIL"),
        (("--host", "Afrca"), 3, "Africa"),
        (("--region", "Europ"), 3, "Europe"),
        (("--when", "November 2013"), 4, "2013-11 or 2013"),
        (("--when", "2013-13"), 4, "2013-11"),
        (("--when", "2013", "--since", "2012"), 2, "either when, or since and until"),
        (("--since", "2014", "--until", "2013"), 2, "before it begins"),
        (("--by", "group"), 2, "--group CSTO"),
        (("--top", "0"), 2, "from 1 on"),
        (("KAZ",), 2, "--contributor KAZ"),
        (("nowhere.ct",), 3, "nowhere.ct"),
    ],
)
def test_wrong_words_teach(desk: Path, run: Run, words: tuple[str, ...], code: int, hint: str) -> None:
    ended = ask(run, *words)
    assert ended.code == code
    assert hint in ended.err
    assert ended.err == "" or ask(run, *words, "--json").complaint["remedy"] is not None or hint == "before it begins"


def test_asking_writes_nothing(desk: Path, run: Run) -> None:
    before = (desk / "astana.ct").read_bytes()
    ask(run, "--by", "contributor,year")
    assert (desk / "astana.ct").read_bytes() == before


def test_the_same_from_python(desk: Path, run: Run) -> None:
    with ct.open(desk / "astana.ct") as project:
        frame = project.ask(by="contributor", group="CSTO", when="2013-11")
        answer = project.answer(by=["contributor"], group=["CSTO"], since="2013-11", until="2013-11")
        with pytest.raises(ct.ContingentError, match="has no 'groups'"):
            project.ask(groups="CSTO")  # type: ignore[call-arg]
    assert frame.equals(answer.table)
    rows = ask(run, "--by", "contributor", "--group", "CSTO", "--when", "2013-11", "--json").json["rows"]
    assert [row["number"] for row in rows] == frame["number"].to_list()
    assert "CSTO" in answer.title
