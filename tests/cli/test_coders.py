"""Commands for several coders, and that no command shows a coder who works blind what others coded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import contingent as ct
from contingent.base.spans import Span
from contingent.cli.app import commands
from contingent.coding.reports import CleanText
from contingent.coding.statements import Attribution, Claim, Statement, WhatIf
from contingent.coding.vocabulary import Direction, Stance
from contingent.project.codings import add_coder

Run = Callable[..., Any]
SECRET = "quetzalcoatl"
"""Stands in every field of another coder's statements that takes words."""
HIDDEN = "QUETZAL1"

WORDS: dict[str, tuple[str, ...]] = {
    "add": ("astana.ct", "report.txt"),
    "agreement": ("astana.ct", "--report", "astana"),
    "assign": ("astana.ct", "astana"),
    "brief": ("astana.ct", "-o", "made.html"),
    "check": ("astana.ct",),
    "compare": ("astana.ct", "astana"),
    "decide": ("astana.ct", "csto_border", "--draws", "50"),
    "demo": ("--help",),
    "explain": ("astana.ct", "csto_border", "--draws", "50"),
    "export": ("astana.ct", "-o", "made.jsonl"),
    "facts": ("astana.ct", "UZB"),
    "forecast": ("astana.ct", "UZB"),
    "import": ("astana.ct", "lines.jsonl", "--report", "astana"),
    "log": ("astana.ct", "--limit", "500"),
    "review": ("astana.ct", HIDDEN, "--accept"),
    "settle": ("astana.ct", HIDDEN, "--take", "ben", "--why", "x"),
    "show": ("astana.ct", HIDDEN),
    "statements": ("astana.ct", "--all-codings"),
    "suggest": ("astana.ct", "--report", "astana"),
}
MORE: tuple[tuple[str, ...], ...] = (
    ("check", "astana.ct", HIDDEN),
    ("check", "astana.ct", "--forecasts"),
    ("decide", "astana.ct", "csto_border", "--draws", "50", "-o", "made.html"),
    ("log", "astana.ct", "--json"),
    ("settle", "astana.ct"),
    ("settle", "astana.ct", "--agreed", "--report", "astana"),
    ("show", "astana.ct", HIDDEN, "--json"),
    ("statements", "astana.ct", "--all-codings", "--json"),
    ("statements", "astana.ct", "--coder", "ben"),
    ("statements", "astana.ct", "--concept", SECRET[:-1]),
    ("statements", "astana.ct", "--holder", SECRET[:-1]),
    ("statements", "astana.ct", "--text", SECRET[:5]),
    ("statements", "astana.ct", "--all-codings", "-o", "made.csv"),
    ("statements", "astana.ct", "--all-codings", "-f", "jsonl"),
    ("compare", "astana.ct", "astana", "--coder", "anna", "--coder", "ben", "-o", "made.html"),
)


@pytest.fixture
def blind(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Astana case, which anna codes blind beside ben, whose statements have a word that must never be seen."""
    with ct.open(desk / "astana.ct", coder="ben") as held:
        report = held.reports.ids()[0]
        held.reports.change(report, clean=CleanText(text="x" * 60_000, sections=(), paragraphs=(), sentences=()))
        for coder in ("anna", "ben"):
            add_coder(held, coder)
            held.assign(report, coder, blind=True)
        held.statements.add([
            Statement(
                id=f"QUETZAL{number}", report=report, coder="ben", span=Span(number, number + 9), section=SECRET,
                paraphrase=SECRET, note=SECRET, verb=SECRET, time=SECRET, stance=Stance.SUPPORT,
                attribution=Attribution(explicit=True, affiliation=("UZB", SECRET), cue=SECRET, group=SECRET),
                concepts=("thr.global", SECRET), actors=("UZB",), variables={"person": SECRET},
                claim=Claim(variable=SECRET, subject=SECRET, operator="=", value=SECRET, measure="personnel"),
                what_if=WhatIf(condition="baseline", outcome=SECRET, direction=Direction.UP),
            )
            for number in (1, 2)
        ])  # fmt: skip
    (desk / "lines.jsonl").write_text('{"id": "QUETZAL2", "start": 1, "end": 4}\n', encoding="utf-8")
    monkeypatch.setenv("CONTINGENT_CODER", "anna")
    return desk


def report_id(folder: Path) -> str:
    with ct.open(folder / "astana.ct", coder="") as held:
        return str(held.reports.ids()[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [*((name, *WORDS.get(name, ("astana.ct",))) for name in commands()), *MORE], ids=" ".join
)
def test_no_command_shows_a_blind_coder_what_others_coded(blind: Path, run: Run, command: tuple[str, ...]) -> None:
    report = report_id(blind)
    ended = run(*command[0].split(), *(report if word == "astana" else word for word in command[1:]))
    assert SECRET not in (ended.out + ended.err).casefold()
    for made in blind.glob("made.*"):
        assert SECRET.encode() not in made.read_bytes()


def test_the_word_is_there_for_others(blind: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above would find the word if it were shown."""
    monkeypatch.delenv("CONTINGENT_CODER")
    assert SECRET in run("statements", "astana.ct", "--all-codings").out
    assert SECRET in run("show", "astana.ct", HIDDEN).out
    assert SECRET in run("compare", "astana.ct", report_id(blind), "--coder", "anna", "--coder", "ben", "--json").out


def test_from_assignment_to_what_is_settled(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def says(*words: object, who: str = "") -> Any:
        monkeypatch.setenv("CONTINGENT_CODER", who)
        ended = run(*words)
        assert (ended.code, ended.err.replace("Wrote the comparison to c.html.\n", "")) == (0, "")
        return ended

    assert run("new", "my.ct").code == 0
    says("add", "my.ct", "report.txt")
    for coder in ("anna", "ben"):
        says("coders", "my.ct", "add", coder)
        says("assign", "my.ct", "report", "--coder", coder, "--blind")
        says("suggest", "my.ct", who=coder)
        own = says("statements", "my.ct", "--coder", coder, "--json").json
        says("review", "my.ct", *(row["id"] for row in own), "--accept", who=coder)
        if coder == "ben":
            says("review", "my.ct", own[0]["id"], "--set", "hedge=likely", who="ben")
    for coder in ("anna", "ben"):
        rows = says("assign", "my.ct", "report", "--coder", coder, "--finished", "--json", who=coder).json
        assert [row["finished"] for row in rows if row["coder"] == coder] == [True]
    compared = says("compare", "my.ct", "report", "-o", "c.html", "--json").json
    assert compared["counts"] == {"agreed": len(compared["places"]) - 1, "differ": 1, "not coded by all": 0}
    assert "≠ hedge" in (desk / "c.html").read_text(encoding="utf-8")
    first = compared["places"][0]["statements"]
    told = says("settle", "my.ct", "--agreed", "--json", who="chair").json
    assert told["left"][0]["left_differ"] == 1
    made = says("settle", "my.ct", first["ben"]["id"], "--take", "ben", "--why", "It says would", "--json", who="chair")
    (decision,) = made.json["decisions"]
    assert (decision["by"], decision["coder"], decision["why"]) == ("chair", "ben", "It says would")
    for words in (("show", "my.ct", decision["statement"]), ("compare", "my.ct", "report")):
        assert "It says would" in " ".join(says(*words).out.split())
    assert "The settled coding of report report stands" in " ".join(says("brief", "my.ct", "-o", "b.html") and
        (desk / "b.html").read_text(encoding="utf-8").split())  # fmt: skip
    listed = says("statements", "my.ct").out
    assert "The settled coding of report report stands" in listed
    assert says("settle", "my.ct", "--json").json["left"][0]["left_differ"] == 0
    says("undo", "my.ct")
    assert says("settle", "my.ct", "--json").json["left"][0]["left_differ"] == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("coders", "astana.ct", "add"), 2, "Name the coder"),
        (("coders", "astana.ct", "list", "anna"), 2, "Name the coder"),
        (("coders", "astana.ct", "add", "x", "--kind", "ghost"), 4, "no kind of coder"),
        (("assign", "astana.ct", "--coder", "anna"), 2, "Name the report"),
        (("assign", "astana.ct", "nothing", "--coder", "anna"), 3, "no report"),
        (("assign", "astana.ct", "REPORT", "--coder", "carl"), 3, "coders PROJECT add"),
        (("assign", "astana.ct", "REPORT", "--blind"), 2, "Name the coder"),
        (("assign", "astana.ct", "REPORT", "--coder", "x", "--blind", "--finished"), 2, "Say one of"),
        (("compare", "astana.ct", "REPORT"), 2, "takes two coders"),
        (("settle", "astana.ct", "--take", "anna"), 2, "Name a statement"),
        (("settle", "astana.ct", "A001", "--agreed"), 2, "--agreed goes without"),
        (("settle", "astana.ct", "--agreed"), 2, "No report has two coders"),
    ],
)
def test_what_is_put_wrongly_is_explained(desk: Path, run: Run, words: tuple[str, ...], code: int, told: str) -> None:
    report = report_id(desk)
    before = (desk / "astana.ct").read_bytes()
    ended = run(*(report if word == "REPORT" else word for word in words))
    assert ended.code == code
    assert told in ended.err
    assert (desk / "astana.ct").read_bytes() == before
