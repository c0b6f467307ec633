"""`contingent decide`: the verdict in words, the options, the files it writes, and how a stopped run goes on."""

from __future__ import annotations

import html
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from contingent.base.errors import UsageError
from contingent.cli.deciding import settings_of, time_left, whole_number

Run = Callable[..., Any]
PAIR = ("--model", "compromise", "--model", "median")


def test_the_astana_case_from_positions_to_a_verdict(desk: Path, run: Run) -> None:
    told = run("decide", "astana.ct", "csto_mandate", "--draws", "400")
    assert (told.code, told.err) == (0, "")
    words = " ".join(told.out.split())
    assert words.startswith("CSTO mandate inside its own region (csto_mandate)")
    labels = ("Where:", "Agreement:", "Under rules:", "Who counts:", "Who could change it:", "Hangs on:", "Caveats:")
    at = [told.out.index(f"\n{label}") for label in labels]
    assert at == sorted(at), "one line for each, in this order"
    assert "nine in ten draws of every model lie between" in words
    assert "Who counts: It decides" in words, "all voices and states alone fall on two sides here"
    assert "sets the agenda and the status quo is 0" in words, "what is assumed of procedure is said with its figure"
    verdict = words[: words.index("issue model")]
    assert "procedural" not in verdict
    assert not re.search(r"\b[A-Z]+_[A-Z]+|\b\w+=\w+|\b(RUS|KAZ|KGZ|TJK)\b", verdict), "no word of the program"
    assert "not as many separate confirmations: all read the same positions and weights" in words
    assert "400, seed 2013" in words
    assert "capability: 1 for every actor" in words, "what is assumed is said"


def test_all_models_stand_in_the_table_or_are_said_to_be_left_out(desk: Path, run: Run) -> None:
    from contingent.decisions.models import model_classes

    told = run("decide", "astana.ct", "csto_border", "--draws", "100")
    rows = run("decide", "astana.ct", "csto_border", "--draws", "100", "--json").json
    shown = {row["model"] for row in rows}
    assert shown <= set(model_classes())
    for name in set(model_classes()) - shown:
        assert re.search(rf"Left out: +{name}: ", told.out), name


def test_figures_stand_by_themselves_and_repeat(desk: Path, run: Run) -> None:
    words = ("decide", "astana.ct", "r2p", *PAIR, "--draws", "1e3", "--seed", "5", "--json")
    once, again = run(*words), run(*words)
    assert once.out == again.out
    for row in once.json:
        assert row["draws"] == 1000
        assert row["seed"] == 5
        assert 0 <= row["q05"] <= row["q25"] <= row["median"] <= row["q75"] <= row["q95"] <= 100
        assert row["above_50_error"] > 0
        assert row["verdict"]
    spread = run(*words[:-1], "--workers", "2", "--runner", "processes", "--json")
    assert spread.json == once.json, "who does the work changes no figure"
    quasi = run(*words[:-1], "--design", "quasi", "--json").json
    assert quasi[0]["median"] == pytest.approx(once.json[0]["median"], abs=2)


def test_a_joint_model_says_of_one_issue_what_it_says_of_it_among_all(desk: Path, run: Run) -> None:
    words = ("--model", "exchange", "--draws", "50", "--json")
    alone = run("decide", "astana.ct", "csto_mandate", *words).json
    among = [row for row in run("decide", "astana.ct", *words).json if row["issue"] == "csto_mandate"]
    figures = ("point", "median", "q05", "q25", "q75", "q95", "above_50", "variants", "path")
    assert [[row[name] for name in figures] for row in alone] == [[row[name] for name in figures] for row in among]


def test_an_issue_each_decides_for_itself_has_no_verdict_of_bargaining(desk: Path, run: Run) -> None:
    rows = run("decide", "astana.ct", "un_contingents", "--draws", "50", "--json").json
    assert {row["model"] for row in rows} == {"compromise", "median"}
    refused = run("decide", "astana.ct", "un_contingents", "--model", "challenge", "--draws", "50")
    assert refused.code == 2
    assert "decides un_contingents for itself" in refused.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--draws", "many"), 2, "for example 10_000 or 1e6"),
        (("--draws", "-1"), 2, "no number of draws"),
        (("--draws", "1.5"), 2, "whole number"),
        (("--draws", "nan"), 2, "no number of draws"),
        (("--draws", "1e400"), 2, "no number of draws"),
        (("--draws", "1e12"), 4, "Ask for 1 to"),
        (("--model", "oracle"), 3, "Models: compromise, median"),
        (("--set", "median"), 2, "MODEL.OPTION=VALUE"),
        (("--set", "oracle.x=1"), 3, "Models: compromise"),
        (("--set", "compromise.x=1"), 4, "has no option 'x'"),
        (("--model", "median", "--set", "challenge.rounds=2"), 2, "not asked"),
        (("--who", "nobody"), 2, "nobody"),
        (("--design", "clever"), 2, "clever"),
        (("--runner", "oxen"), 2, "threads, processes, dask"),
        (("--workers", "-1"), 2, "greater than or equal to 0"),
        (("--assume", "nowhere.toml"), 3, "nowhere.toml"),
        (("--assume", "report.txt"), 4, "report.txt"),
        (("-o", "sheet.pdf"), 4, ".html"),
        (("-o", "missing/sheet.html"), 4, "folder is not there"),
        (("--run", "folder"), 4, ".run"),
    ],
)
def test_options_put_wrongly_teach_and_leave_nothing(
    desk: Path, run: Run, words: tuple[str, ...], code: int, told: str
) -> None:
    before = sorted(path.name for path in desk.iterdir() if not path.name.endswith(("-shm", "-wal")))
    ended = run("decide", "astana.ct", "csto_border", *(() if "--draws" in words else ("--draws", "20")), *words)
    assert (ended.code, ended.out) == (code, ""), ended.err
    assert told in ended.err
    assert len(ended.err.strip().splitlines()) >= 2
    assert sorted(path.name for path in desk.iterdir() if not path.name.endswith(("-shm", "-wal"))) == before


def test_a_sheet_and_the_draws_are_written_together(desk: Path, run: Run) -> None:
    words = ("decide", "astana.ct", "csto_border", *PAIR, "--draws", "300")
    told = run(*words, "-o", "sheet.html", "-o", "draws.parquet")
    assert told.code == 0
    page = (desk / "sheet.html").read_text(encoding="utf-8")
    assert "CSTO mission on the Tajik-Afghan border" in page
    assert "--draws 300 --seed 2013" in page, "how to repeat it"
    table = pl.read_parquet(desk / "draws.parquet")
    assert table.columns == ["issue", "model", "draw", "outcome"]
    assert table.height == 2 * 300
    rows = {row["model"]: row for row in run(*words, "--json").json}
    for (model,), part in table.group_by("model"):
        assert part["outcome"].median() == pytest.approx(rows[model]["median"])
    assert run("decide", "astana.ct", "-o", "all.html", "--draws", "20").code == 2


def test_the_command_on_a_sheet_gives_its_figures_again(desk: Path, run: Run) -> None:
    (desk / "power.toml").write_text("[capability]\nRUS = 3\n", encoding="utf-8")
    words = ("decide", "astana.ct", "csto_mandate", *PAIR, "--model", "challenge", "--set", "challenge.rounds=2")
    how = ("--draws", "200", "--seed", "7", "--who", "states", "--design", "quasi", "--assume", "power.toml")
    rows = run(*words, *how, "--json").json
    assert run(*words, *how, "-o", "sheet.html").code == 0
    page = html.unescape((desk / "sheet.html").read_text(encoding="utf-8"))
    told = re.search(r"contingent decide PROJECT [^<`]*", page)
    assert told is not None
    again = shlex.split(told.group().replace("PROJECT", "astana.ct").removeprefix("contingent "))
    assert run(*again, "--json").json == rows
    assert "hangs most on" in page, "what it hangs on is worked out for the sheet"
    assert re.search(r"of the variance by.*Total effect: the share", page, re.S), "with the note on it, not another"
    assert "Worth researching next" in page or "No single position" in page


def test_a_sheet_of_what_does_not_vary_is_written_too(desk: Path, run: Run) -> None:
    (desk / "fixed.toml").write_text('[distribution]\nposition = "fixed"\nsalience = "fixed"\n', encoding="utf-8")
    told = run("decide", "astana.ct", "r2p", *PAIR, "--draws", "50", "--assume", "fixed.toml", "-o", "fixed.html")
    assert (told.code, told.err) == (0, "")
    assert "of the variance by" not in (desk / "fixed.html").read_text(encoding="utf-8")


def test_what_no_report_says_comes_from_a_file_and_is_told(desk: Path, run: Run) -> None:
    (desk / "power.toml").write_text("[capability]\nRUS = 1000\n", encoding="utf-8")
    words = ("decide", "astana.ct", "csto_mandate", *PAIR, "--draws", "300", "--json")
    equal, powerful = run(*words).json, run(*words, "--assume", "power.toml").json
    assert equal[0]["median"] > 45
    assert powerful[0]["median"] < 20, "Russia stands at 15"
    assert any("capability: 1 for every actor" in text for text in equal[0]["assumptions"])
    assert not any("capability: 1 for every actor" in text for text in powerful[0]["assumptions"])
    (desk / "slip.toml").write_text("[capability]\nRUSS = 2\n", encoding="utf-8")
    slip = run(*words, "--assume", "slip.toml")
    assert slip.code == 4
    assert "RUSS" in slip.complaint["what"]
    assert run("decide", "astana.ct", "nato_partner", *PAIR, "--draws", "50", "--assume", "power.toml").code == 0


def test_a_status_quo_from_a_file_reaches_the_models_that_read_one(desk: Path, run: Run) -> None:
    (desk / "quo.toml").write_text(
        "[status_quo]\ncsto_mandate = 60\n[model.procedural]\nsetter = 'KAZ'\namendments = 'open'\n", encoding="utf-8"
    )
    words = ("decide", "astana.ct", "csto_mandate", "--model", "procedural", "--draws", "200", "--json")
    (plain,), (assumed,) = run(*words).json, run(*words, "--assume", "quo.toml").json
    (same,) = run(*words, "--set", "procedural.status_quo=60", "--set", "procedural.amendments=open").json
    assert plain["median"] != assumed["median"]
    assert [assumed[name] for name in ("point", "q05", "median", "q95")] == [
        same[name] for name in ("point", "q05", "median", "q95")
    ]
    assert any("status quo" in text and "60 on csto_mandate" in text for text in assumed["assumptions"])
    nash = ("decide", "astana.ct", "csto_mandate", "--model", "nash", "--set", "nash.disagreement=status_quo")
    (row,) = run(*nash, "--draws", "50", "--assume", "quo.toml", "--json").json
    (set_,) = run(*nash, "--draws", "50", "--set", "nash.status_quo=60", "--json").json
    assert row["median"] == set_["median"]


def test_the_command_line_goes_before_the_file_option_by_option(desk: Path, run: Run) -> None:
    (desk / "rounds.toml").write_text("[model.challenge]\nrounds = 3\nvote_r = 'none'\n", encoding="utf-8")
    words = ("decide", "astana.ct", "csto_border", "--model", "challenge", "--draws", "20", "--json")
    (merged,) = run(*words, "--assume", "rounds.toml", "--set", "challenge.rounds=2").json
    (told,) = run(*words, "--set", "challenge.rounds=2", "--set", "challenge.vote_r=none").json
    assert (merged["path"], merged["median"]) == (told["path"], told["median"])
    assert len(merged["path"]) <= 3


def test_a_run_in_a_folder_is_read_the_second_time(desk: Path, run: Run) -> None:
    words = ("decide", "astana.ct", "r2p", *PAIR, "--draws", "2000", "--run", "kept.run", "--json")
    first = run(*words)
    assert first.code == 0, first.err
    stamp = (desk / "kept.run" / "draws.parquet").stat().st_mtime_ns
    assert run(*words).json == first.json
    assert (desk / "kept.run" / "draws.parquet").stat().st_mtime_ns == stamp
    other = run(*words[:-3], "--run", "kept.run", "--seed", "9", "--json")
    assert other.code == 5, "another run's folder is left alone"


@pytest.mark.slow
def test_a_stopped_run_says_what_is_kept_and_goes_on_to_the_same_figures(desk: Path, run: Run) -> None:
    words = ["decide", "astana.ct", "csto_mandate", *PAIR, "--draws", "3e6", "--run", "long.run", "--json"]
    running = subprocess.Popen(
        [sys.executable, "-m", "contingent", *words], cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ,
    )  # fmt: skip
    for _ in range(600):
        if (desk / "long.run" / "state").exists() or running.poll() is not None:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=120)
    assert running.returncode == 130, err
    assert b"kept in long.run; the same command goes on" in err
    assert b"Traceback" not in err
    whole = run(*words)
    assert whole.code == 0, whole.err
    fresh = run(*[each.replace("long.run", "fresh.run") for each in words])
    assert whole.json == fresh.json


@pytest.mark.parametrize(
    ("text", "number"), [("10000", 10_000), ("1e6", 1_000_000), ("1_000", 1000), ("10,000", 10_000), ("1", 1)]
)
def test_numbers_of_draws_as_people_write_them(text: str, number: int) -> None:
    assert whole_number(text, "--draws") == number


@pytest.mark.parametrize("text", ["", "x", "0", "-3", "inf", "nan", "1e-3", "2.5", "٣x"])
def test_other_words_are_no_number_of_draws(text: str) -> None:
    with pytest.raises(UsageError):
        whole_number(text, "--draws")


def test_options_of_models_are_read_from_words() -> None:
    assert settings_of(["a.b=1", "a.c=x=y", "d.e=f"]) == {"a": {"b": "1", "c": "x=y"}, "d": {"e": "f"}}
    for word in ("a", "a.b", "a=1", ".b=1", "a.=1", "a.b="):
        with pytest.raises(UsageError):
            settings_of([word])


@pytest.mark.parametrize(("seconds", "words"), [(4.2, "4 s"), (89, "89 s"), (150, "2 min"), (7500, "2 h 5 min")])
def test_time_left_is_told_as_people_do(seconds: float, words: str) -> None:
    assert time_left(seconds) == words
