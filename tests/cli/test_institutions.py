"""The commands on institutions and votes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run

CSTO = ("vote", "astana.ct", "csto_mandate", "--institution", "CSTO", "--proposal", "50", "--status-quo", "10")


def test_the_list_names_all_and_what_is_lacking(run: Run) -> None:
    told = run("institutions", "--on", "2013-11-05")
    assert told.code == 0
    assert "UNSC" in told.out
    assert "AUPSC:" in told.out
    rows = {row["code"]: row for row in run("institutions", "--on", "2013-11-05", "--json").json}
    assert (rows["UNSC"]["members"], rows["CSTO"]["members"], rows["AUPSC"]["members"]) == (15, 6, None)


def test_the_council_with_its_power(run: Run) -> None:
    row = run("institutions", "unsc", "--on", "2013-11-05", "--json").json
    power = {each["member"]: each for each in row["members"]}
    assert round(power["RUS"]["shapley"], 4) == 0.1963
    assert power["TGO"]["swings"] == 84
    told = run("institutions", "UNSC", "--on", "2013-11-05")
    assert "any 4 of the 10 elected members" in " ".join(told.out.split())
    assert "Namibia" in told.out


def test_power_is_shown_to_four_decimals_and_never_as_nothing(run: Run) -> None:
    told = run("institutions", "CSTO", "--on", "2013-11-05").out
    assert "0.1667" in told
    assert "1.56\u00a0% of all divisions" in told
    assert "<0.0001" in run("institutions", "OSCE", "--on", "2013-11-05").out


def test_a_reform_is_told_with_the_power_before(run: Run) -> None:
    row = run("institutions", "UNSC", "--on", "2013-11-05", "--reform", "g4", "--json").json
    assert len(row["members"]) == 25
    assert {each["member"]: each["shapley_before"] for each in row["members"]}["DEU"] is None
    assert "before" in run("institutions", "UNSC", "--on", "2013-11-05", "--reform", "g4").out


def test_a_vote_on_the_day_of_the_meeting(desk: Path, run: Run) -> None:
    row = run(*CSTO, "--json").json
    assert (row["standing"], row["on"], row["vetoers"]) == ("fails", "2013-11-06", ["RUS"])
    assert row["shares"]["passed"]["in favour"] == 0.0
    told = run(*CSTO).out
    flat = " ".join(told.split())
    assert "Russia blocks alone" in flat
    assert not {"RUS", "KGZ", "P_SOME_EXTEND"} & set(flat.replace(",", " ").replace(".", " ").split())
    assert "of 100 draws" in flat or "all draws" in flat
    assert "alone, each unknown member standing anywhere on the scale: Russia in" in flat
    assert "whatever the members of unknown position do" in " ".join(told.split())
    assert "Article 12" in told


def test_a_vote_in_a_reformed_body(desk: Path, run: Run) -> None:
    row = run(*CSTO, "--reform", "without:RUS", "--json").json
    assert row["standing"] == "open"
    assert row["without_reform"]["standing"] == "fails"
    assert 0 < row["shares"]["passed"]["anywhere"] < 1
    again = run(*CSTO, "--reform", "without:RUS", "--json").json
    assert again == row, "the same seed gives the same draws"


def test_a_body_of_ones_own(desk: Path, run: Run) -> None:
    (desk / "five.toml").write_text(
        'name = "The five"\nsource = "invented"\nrule = "simple majority"\n'
        'members = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]\n'
    )
    ended = run("vote", "astana.ct", "centrasbat", "--institution", "five.toml", "--proposal", "30", "--json")
    assert ended.json["standing"] == "passes"
    assert ended.json["ballots"]["TKM"] is None
    (desk / "bad.toml").write_text('name = "The five"\nsource = "s"\nmembers = ["KAX"]\nrule = "consensus"\n')
    bad = run("institutions", "bad.toml", "--json")
    assert bad.code == 4
    assert "KAX" in bad.complaint["what"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("institutions", "UNCS"), 3),
        (("institutions", "UNSC", "--on", "today"), 2),
        (("institutions", "UNSC", "--on", "1900-01-01"), 4),
        (("institutions", "UNSC", "--reform", "g5"), 3),
        (("vote", "astana.ct", "nothing", "--institution", "UNSC", "--proposal", "50"), 3),
        (("vote", "astana.ct", "r2p", "--institution", "UNSC", "--proposal", "nan"), 4),
        (("vote", "astana.ct", "r2p", "--institution", "UNSC", "--proposal", "0"), 4),
        (("vote", "astana.ct", "r2p", "--institution", "UNSC", "--proposal", "50", "--draws", "-1"), 2),
        (("vote", "astana.ct", "r2p", "--institution", "UNSC", "--proposal", "50", "--abstaining", "KAZ"), 3),
    ],
)
def test_what_cannot_be_asked(desk: Path, run: Run, words: tuple[str, ...], code: int) -> None:
    ended = run(*words, "--json")
    assert ended.code == code, ended.err
    assert ended.complaint["what"]


def test_no_day_is_known_without_a_meeting(desk: Path, run: Run) -> None:
    run("new", "bare.ct")
    ended = run("vote", "bare.ct", "r2p", "--institution", "UNSC", "--proposal", "50")
    assert ended.code in (2, 3)
