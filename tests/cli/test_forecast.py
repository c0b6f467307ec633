"""`contingent forecast`: a state, a group, the world, the track record, and what it says where it cannot know."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import contingent as ct
from contingent.cli import main

Run = Callable[..., Any]


@pytest.fixture(scope="session")
def imported(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all country files and the published sums, which make the lists whole."""
    path = tmp_path_factory.mktemp("outlook") / "my.ct"
    ct.new(path).close()
    raw = shared / "record" / "raw" / "ppp_loader_2653920"
    assert main(["record", "import", str(path), str(raw / "countries"), str(raw / "data_monthly.csv")]) == 0
    return path


@pytest.fixture
def record(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in with that project as my.ct."""
    shutil.copy(imported, tmp_path / "my.ct")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
    return tmp_path


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_state_that_is_not_there_now(record: Path, run: Run) -> None:
    told = run("forecast", "my.ct", "KAZ", "--months", "12")
    assert (told.code, told.err) == (0, "")
    text = flat(told.out)
    assert "0 in 2014-03 (not named on the list of the month)" in text
    assert "the record ends in 2014-03" in text
    assert "No method that was tested forecasts a single number better than the last value" in text
    assert "any contribution within 12 months: 13 %" in text
    assert "100 troops or more within 36 months" in text
    assert "the 80 % interval held in" in text
    assert "taken to have had nobody there" in text
    assert max(map(len, told.out.splitlines())) <= 110
    asked = run("forecast", "my.ct", "Kazakhstan", "--json").json
    assert asked["contributor"] == "KAZ"
    assert [each["months"] for each in asked["ahead"]] == list(range(1, 13))
    year = asked["ahead"][-1]
    assert (year["month"], set(year["quantiles"])) == ("2015-03", {"5", "10", "25", "50", "75", "90", "95"})
    assert year["nobody"] == year["unchanged"] > 0.8
    chance = asked["chances"][0]
    assert 0 < chance["low"] < chance["rate"] < chance["high"] < 1
    assert (chance["tried"]["cases"], chance["tried"]["events"]) == (622, 108)


def test_a_state_from_an_earlier_month_is_held_against_what_came(record: Path, run: Run) -> None:
    found = run("forecast", "my.ct", "BGD", "--origin", "2013-03", "--months", "6", "--json").json
    assert (found["origin"], found["data_end"], found["last"]["number"]) == ("2013-03", "2014-03", 8826)
    assert found["last"]["listed"]
    assert "Bangladesh" in found["name"]
    assert "line" in found["last"]["sources"][0]
    assert len(found["ahead"]) == 6
    quantiles = [list(each["quantiles"].values()) for each in found["ahead"]]
    assert all(row == sorted(row) for row in quantiles)
    assert [each["came"] for each in found["ahead"]] == [8843, 8836, 7986, 7936, 7931, 7944]
    assert "came" in run("forecast", "my.ct", "BGD", "--origin", "2013-03").out


def test_of_those_that_never_contributed_nothing_is_claimed(record: Path, run: Run) -> None:
    told = flat(run("forecast", "my.ct", "UZB").out)
    assert "Nothing is claimed of a first contribution" in told
    found = run("forecast", "my.ct", "UZB", "--json").json
    assert found["ahead"] == []
    assert [chance["claim"] for chance in found["chances"]] == [False, True]
    assert 0.02 < found["chances"][0]["rate"] < 0.08


def test_sums_keep_the_dependence(record: Path, run: Run) -> None:
    csto = run("forecast", "my.ct", "--group", "CSTO", "--json").json
    assert csto["summed"] == ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    assert csto["now"] == 147
    assert {each["horizon"] for each in csto["tested"]} == {1, 3, 6, 12}
    told = run("forecast", "my.ct", "--world", "--months", "3")
    assert "contributors move together" in told.out
    assert "newcomers come on top" in flat(told.out)
    world = run("forecast", "my.ct", "--world", "--months", "3", "--json").json
    assert world["now"] == 97_811
    assert all(0 < rho < 0.5 for rho in world["correlation"])


def test_files(record: Path, run: Run) -> None:
    assert "Wrote kaz.svg" in run("forecast", "my.ct", "BGD", "-o", "kaz.svg").out
    text = Path("kaz.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "Bangladesh" in text
    run("forecast", "my.ct", "BGD", "--months", "3", "-o", "bgd.csv")
    with Path("bgd.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["months"] for row in rows] == ["1", "2", "3"]
    assert int(rows[0]["q05"]) <= int(rows[0]["q50"]) <= int(rows[0]["q95"])
    run("forecast", "my.ct", "BGD", "-o", "bgd.json")
    assert json.loads(Path("bgd.json").read_text(encoding="utf-8"))["contributor"] == "BGD"
    refused = run("forecast", "my.ct", "BGD", "-o", "bgd.docx")
    assert refused.code == 2
    assert not Path("bgd.docx").exists()
    assert run("forecast", "my.ct", "UZB", "-o", "uzb.svg").code == 2


def test_a_list_that_stands_alone_after_a_break_is_said_and_not_learnt_from(
    record: Path, shared: Path, run: Run
) -> None:
    raw = shared / "record" / "raw"
    ranks = raw / "corinnee_1167cb2" / "Rank.csv"
    assert run("record", "import", "my.ct", ranks).code == 0
    found = run("forecast", "my.ct", "BGD", "--json").json
    assert (found["origin"], found["data_end"], found["last"]["month"]) == ("2014-03", "2021-01", "2014-03")
    assert len(found["ahead"]) == 12
    text = flat(run("forecast", "my.ct", "BGD").out)
    assert "No whole list is on record from 2014-04 to 2020-12" in text
    assert "On record since: 6,711 in 2021-01." in text
    assert "251 in 2021-01" in flat(run("forecast", "my.ct", "--group", "CSTO").out)
    sheet = flat(run("record", "show", "my.ct", "BGD").out)
    assert sheet.index("No whole list is on record from 2014-04") < sheet.index("Bangladesh in March 2015")
    for asked in (("BGD",), ("--world",), ("--group", "CSTO")):
        inside = run("forecast", "my.ct", *asked, "--origin", "2016-01", "--json")
        assert inside.code == 3
        assert "from 2014-04 to 2016-01" in inside.complaint["what"]
        assert "--origin 2014-03" in inside.complaint["remedy"]
    assert run("forecast", "my.ct", "BGD", "--origin", "2015-03").code == 0, "a year after the last list"
    alone = run("forecast", "my.ct", "BGD", "--origin", "2021-01")
    assert alone.code == 4
    assert "look ahead from an earlier month" in flat(alone.err)


@pytest.mark.slow
def test_the_track_record(record: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    told = run("forecast", "my.ct", "--backtest")
    assert (told.code, told.err) == (0, "")
    text = flat(told.out)
    assert "24 origins from 2003-08 to 2013-03, 147 contributors" in text
    assert "MISSED" not in text
    for group in ("top 20", "Central Asia, Russia, Ukraine", "dormant (0 now)", "1,000 and more now"):
        assert group in text
    found = run("forecast", "my.ct", "--backtest", "--json").json
    assert len(found["bars"]) == 16
    assert all(bar["met"] for bar in found["bars"])
    rates = found["rates"]
    assert rates["any within 12 months, contributed before"]["skill"] >= 0.08
    assert rates["100 troops or more within 36 months"]["auc"] >= 0.78
    assert rates["100 troops or more within 36 months"]["skill"] >= 0.10
    assert {each["name"] for each in found["sums"]} >= {"all contributors", "top 20", "CSTO"}
    assert "Wrote track.svg" in run("forecast", "my.ct", "--backtest", "-o", "track.svg").out


@pytest.mark.slow
def test_the_track_record_on_yearly_means(record: Path, shared: Path, run: Run) -> None:
    """2013 to 2020, out of the time in which anything was chosen; the study had .218 and .817."""
    raw = shared / "record" / "raw"
    run("record", "import", "my.ct", raw / "corinnee_1167cb2" / "CountryByYear.csv",
        raw / "ppp_loader_2653920" / "data_mission.csv")  # fmt: skip
    found = run("forecast", "my.ct", "--backtest", "--annual", "--json").json
    by_name = {line["group"]: line for line in found["lines"]}
    late = by_name["all, from 2013"]
    assert late["origins"] == 7
    assert late["crps"]["value"] > 0.2
    assert late["cover80"]["value"] == pytest.approx(0.80, abs=0.03)
    assert by_name["top 20, from 2013"]["cases"] == 140
    assert found["bars"] == []


def test_bad_asking(record: Path, desk: Path, run: Run) -> None:
    for words in ((), ("KAZ", "RUS"), ("KAZ", "--world"), ("--world", "--group", "EU"), ("KAZ", "--annual")):
        ended = run("forecast", str(record / "my.ct"), *words, "--json")
        assert ended.code == 2, words
        assert ended.complaint["remedy"]
    assert run("forecast", str(record / "my.ct"), "KAZ", "--months", "13").code == 2
    assert run("forecast", str(record / "my.ct"), "Kazakhstn").code == 3
    assert run("forecast", str(record / "my.ct"), "KAZ", "--origin", "2019-01").code == 3
    assert run("forecast", str(record / "my.ct"), "KAZ", "--origin", "soon").code == 2
    assert run("forecast", str(record / "my.ct"), "KAZ", "--origin", "2013-13").code == 2
    assert run("forecast", str(record / "my.ct"), "FRA", "--origin", "1991-03").code == 4, "too short to learn from"
    assert "too short to tell" in flat(run("forecast", str(record / "my.ct"), "BGD", "--origin", "1991-03").out)
    assert run("forecast", str(record / "my.ct"), "CSTO").code == 2
    nowhere = run("forecast", str(record / "my.ct"), "--group", "Nowhere", "--json")
    assert (nowhere.code, "CSTO" in nowhere.complaint["remedy"] or "AU" in nowhere.complaint["remedy"]) == (3, True)
    assert "Did you mean CSTO" in flat(run("forecast", str(record / "my.ct"), "--group", "CTSO").err)


def test_a_state_that_never_contributed_is_not_taken_for_a_group(record: Path, run: Run) -> None:
    ended = run("forecast", "my.ct", "YUG", "--json")
    assert ended.code == 3
    assert "--group" not in ended.complaint["remedy"]
    heirs = re.findall(r"\b([A-Z]{3}) \(", ended.complaint["remedy"])
    assert "SRB" in heirs
    for heir in heirs:
        assert run("forecast", "my.ct", heir).code == 0, heir
    assert "--group CSTO" in run("forecast", "my.ct", "CSTO", "--json").complaint["remedy"]


def test_a_record_without_whole_lists_teaches(desk: Path, run: Run) -> None:
    ended = run("forecast", "astana.ct", "KAZ", "--json")
    assert ended.code == 4
    assert "no month with a whole list" in ended.complaint["what"]
    assert "contingent record import" in ended.complaint["remedy"]


def test_the_doors_from_python_say_what_the_command_says(record: Path, run: Run) -> None:
    with ct.open("my.ct") as project:
        one = project.forecast("Bangladesh", 3, origin="2013-03")
        several = project.forecast_sum("CSTO", 1)
        everyone = project.forecast_sum(months=1)
        assert project.sheet("BGD").title == "Bangladesh"
        assert ct.save_sheet(project, "BGD", "bgd.html").stat().st_size > 10_000
    found = run("forecast", "my.ct", "BGD", "--months", "3", "--origin", "2013-03", "--json").json
    assert [each["quantiles"]["50"] for each in found["ahead"]] == [each.quantiles[50] for each in one.ahead]
    assert (several.now, everyone.now) == (147, 97_811)
