"""`contingent meetings` on Astana and the two invented dialogues."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import contingent as ct

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("three") / "three.ct"
    ct.new(path, case=["astana_2013", "fictional_bishkek_2015", "fictional_dushanbe_2017"]).close()
    return path


def test_the_list_and_what_is_new_contested_settled(three: Path, run: Run) -> None:
    told = run("meetings", three)
    assert (told.code, told.err) == (0, "")
    assert "fictional_dushanbe_2017" in told.out
    rows = run("meetings", three, "--json").json
    assert [each["id"] for each in rows["meetings"]] == [
        "astana_2013", "fictional_bishkek_2015", "fictional_dushanbe_2017",
    ]  # fmt: skip
    found = {(c["concept"], c["meeting"]): c for c in rows["courses"]}
    mandate = [found["org.mandate.internal", each["id"]] for each in rows["meetings"]]
    assert [each["state"] for each in mandate] == ["contested", "contested", "settled for"]
    assert mandate[2]["statements"]["support"] == ["FD012", "FD013", "FD015", "FD016"]
    assert mandate[2]["earlier_other_side"] == ["FB017", "FB018"]
    assert found["thr.climate", "fictional_dushanbe_2017"]["new"]
    assert found["opt.private", "fictional_dushanbe_2017"]["state"] == "one-sided against"
    assert any("opt.partner.un_hub is read as opt.partner.un_centre" in note for note in rows["notes"])
    assert not found["opt.partner.un_centre", "fictional_dushanbe_2017"]["new"], "it was spoken of under its old code"


def test_changes_name_the_statements_of_both_sides(three: Path, run: Run) -> None:
    rows = run("meetings", three, "--changes", "--json").json["changes"]
    uzb = [c for c in rows if (c["state"], c["concept"]) == ("UZB", "org.mandate.internal")]
    assert [(c["turn"], c["before"]["statements"], c["after"]["statements"]) for c in uzb] == [
        ("moved", {"sceptical": ["FB018"]}, {"support": ["FD016"]}),
        ("changed in degree", {"oppose": ["A049"]}, {"sceptical": ["FB018"]}),
    ]
    assert "hedged: 1 before, 1 after" in uzb[0]["cautions"]
    assert "thin: 1 and 1 statements" in uzb[0]["cautions"]
    low, high = uzb[0]["share_change_95"]
    assert low < 0 < uzb[0]["share_change"] <= high, "two statements do not tell a change from chance"
    told = run("meetings", three, "--changes").out
    assert "No statement is not no opinion." in told


def test_support_by_region_and_body(three: Path, run: Run) -> None:
    rows = run("meetings", three, "--by", "region", "--concept", "org.mandate", "--json").json["support"]
    found = {(r["region"], r["meeting"]): r for r in rows}
    assert found["Central Asia", "fictional_bishkek_2015"]["statements"] == {
        "support": ["FB015", "FB016"], "sceptical": ["FB018"],
    }  # fmt: skip
    assert ("affiliation not said", "astana_2013") in found
    bodies = run("meetings", three, "--by", "body", "--concept", "org.mandate", "--json").json
    csto = {r["meeting"]: r["statements"] for r in bodies["support"] if r["body"] == "CSTO"}
    assert "A049" not in str(csto["astana_2013"]), "Uzbekistan had left the CSTO by then"
    assert any("do not add up" in note for note in bodies["notes"])
    assert "UN" not in {r["body"] for r in bodies["support"]}, "a body of all who spoke parts nobody"


def test_every_figure_leads_to_a_statement(three: Path, run: Run, tmp_path: Path) -> None:
    page = tmp_path / "m.html"
    assert run("meetings", three, "--by", "region", "-o", page).code == 0
    text = page.read_text()
    assert set(re.findall(r'href="#(st-[^"]+)"', text)) <= set(re.findall(r'id="(st-[^"]+)"', text))
    assert "<script" not in text
    assert "▲" in text
    assert "▼" in text


def test_one_meeting_no_meeting_and_wrong_words(three: Path, run: Run, tmp_path: Path) -> None:
    ct.new(tmp_path / "none.ct").close()
    assert "has no meetings" in run("meetings", tmp_path / "none.ct").out
    assert run("meetings", tmp_path / "none.ct", "--changes").code == 0
    ct.new(tmp_path / "one.ct", case="fictional_bishkek_2015").close()
    assert "nothing to compare with" in run("meetings", tmp_path / "one.ct").out
    assert run("meetings", three, "--by", "colour").code == 2
    assert run("meetings", three, "--concept", "no.such").code == 3
    assert run("meetings", three, "--map", "what").code == 2
    assert run("meetings", three, "--map", "org.capacity=no.such").code == 2
    assert run("meetings", three, "--least", "0").code == 2
    mapped = run("meetings", three, "--map", "opt.national.niche=opt.national.contingent", "--json").json
    assert not [c for c in mapped["courses"] if c["concept"] == "opt.national.niche"]


def test_a_meeting_without_a_day_is_left_out_of_the_order_and_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.ct"
    with ct.new(path, case=["fictional_bishkek_2015", "fictional_dushanbe_2017"]) as project:
        project.meetings.change("fictional_bishkek_2015", start=None, end=None)
    rows = run("meetings", path, "--json").json
    assert rows["changes"] == []
    assert any("fictional_bishkek_2015 is not known" in note for note in rows["notes"])
    assert run("meetings", path, "-o", tmp_path / "p.html").code == 0


def test_invented_dialogues_are_told_as_such(three: Path, run: Run, tmp_path: Path) -> None:
    told = run("meetings", three, "--json").json
    assert {each["id"]: each["fictional"] for each in told["meetings"]} == {
        "astana_2013": False, "fictional_bishkek_2015": True, "fictional_dushanbe_2017": True,
    }  # fmt: skip
    assert sum("is invented; nobody said any of it" in note for note in told["notes"]) == 2
    page = tmp_path / "m.html"
    run("meetings", three, "-o", page)
    assert "2 of 3 are invented" in page.read_text()


def test_an_official_of_a_body_is_not_without_affiliation_among_states(three: Path, run: Run) -> None:
    told = run("meetings", three, "--json", "--by", "state").json
    holders = {key: each["state"] for each in told["support"] for ids in each["statements"].values() for key in ids}
    assert holders["FB033"] == "affiliated otherwise"
    assert holders["FB001"] == "affiliation not said"
    assert all(each["state"] != "affiliated otherwise" for each in told["changes"])
