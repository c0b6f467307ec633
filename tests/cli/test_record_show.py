"""`contingent record show` and `contingent record map`: pages, pictures, words, and what they refuse."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.briefs.records import CODES, MONTHS, is_listed, number_of

Run = Callable[..., Any]


@pytest.fixture
def listed(desk: Path, run: Run) -> Path:
    """A project with lists of thirty invented contributors, taken in through the template."""
    rows = ["month,contributor,operation,kind,number,female,male,source,note"]
    for month in MONTHS:
        for code in CODES:
            if is_listed(code, month):
                number = number_of(code, month)
                rows.append(f"{month:%Y-%m},{code},,total,{'' if number is None else number},,,Invented,")
    (desk / "figures.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    ended = run("record", "import", "astana.ct", "figures.csv")
    assert ended.code == 0, ended.err
    return desk


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("KAZ", "Kazakhstan"), ("kazakhstan", "Kazakhstan"), ("UNMISS", "UNMISS: United Nations Mission"),
        ("unavem ii", "UNAVEM_II: "), ("CSTO", "CSTO: Collective Security"), ("UZB", "Uzbekistan"),
        ("United Nations Truce Supervision Organization", "UNTSO: "),
    ],
)  # fmt: skip
def test_a_sheet_in_words_names_what_was_meant(desk: Path, run: Run, word: str, title: str) -> None:
    told = run("record", "show", "astana.ct", word)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(title)
    assert max(map(len, told.out.splitlines())) <= 110
    assert "\x1b" not in told.out


def test_the_project_may_be_left_out(desk: Path, run: Run) -> None:
    assert run("record", "show", "KAZ").out == run("record", "show", "astana.ct", "KAZ").out


def test_what_was_said_stands_on_the_sheet(desk: Path, run: Run) -> None:
    assert run("record", "show", "astana.ct", "KAZ", "-o", "kaz.html").code == 0
    page = (desk / "kaz.html").read_text(encoding="utf-8")
    assert "KAZBAT" in page
    assert 'id="st-A112"' in page


def test_sheets_are_written_as_page_and_picture(listed: Path, run: Run) -> None:
    for name, start in (("bra.html", b"<!doctype html>"), ("bra.svg", b"<svg"), ("bra.png", b"\x89PNG")):
        ended = run("record", "show", "astana.ct", "BRA", "-o", name, "--json")
        assert ended.json == {"file": name, "bytes": (listed / name).stat().st_size}
        assert (listed / name).read_bytes().startswith(start)
    assert run("record", "show", "astana.ct", "BRA", "-o", "again.html").out == "Wrote again.html\n"


def test_a_sheet_in_json_holds_figures_rows_and_sources(listed: Path, run: Run) -> None:
    found = run("record", "show", "astana.ct", "BRA", "--json").json
    assert found["title"] == "Brazil"
    last = number_of("BRA", MONTHS[-1])
    assert found["figures"][0]["value"] == f"{last:,}"
    assert any(label.startswith("Source 1, line ") for label in found["figures"][0]["evidence"])
    assert found["tables"]["series"][-1]["Month"] == "2017-06"
    assert found["sources"][0]["file"].startswith("figures.csv")


def test_the_map_is_written_whole_and_for_one_month(listed: Path, run: Run) -> None:
    assert run("record", "map", "astana.ct", "-o", "map.html").code == 0
    page = (listed / "map.html").read_text(encoding="utf-8")
    assert 1_000_000 < len(page) < 3_000_000
    assert 'data-month="2017-06"' in page
    assert run("record", "map", "astana.ct", "--month", "2015-03", "-o", "map.svg").code == 0
    assert "2015-03: " in (listed / "map.svg").read_text(encoding="utf-8")
    assert run("record", "map", "astana.ct", "--month", "2015-03", "-o", "map.html").code == 0
    assert 'data-month="2015-03"' in (listed / "map.html").read_text(encoding="utf-8")


def test_a_month_of_the_map_in_words_and_json(listed: Path, run: Run) -> None:
    told = run("record", "map", "astana.ct", "--month", "2015-02").out
    total = sum(number_of(code, MONTHS[1]) or 0 for code in CODES)
    assert f"2015-02: {total:,} persons of 30 contributors" in told
    assert "… and 10 more" in told
    found = run("record", "map", "astana.ct", "--json").json
    assert (found["first"], found["last"], found["month"]) == ("2015-01", "2017-06", "2017-06")
    by_code = {row["contributor"]: row["number"] for row in found["contributors"]}
    assert by_code["SGP"] == 0
    assert by_code["WSM"] is None
    assert "KAZ" not in by_code


def test_a_month_without_a_list_names_the_nearest_that_have_one(listed: Path, run: Run) -> None:
    for words in ((), ("-o", "map.html"), ("-o", "map.svg")):
        gap = run("record", "map", "astana.ct", "--month", "2016-11", *words, "--json")
        assert gap.code == 3
        assert "No list of contributors of 2016-11" in gap.complaint["what"]
        near = [each.strip(" .:") for each in gap.complaint["remedy"].split() if each[:2] == "20"]
        for month in near:
            assert run("record", "map", "astana.ct", "--month", month).code == 0
        assert near[0] < "2016-11" < near[1]
    assert not list(listed.glob("map.*"))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("show", "astana.ct"), 2, "Name one contributor, operation or group."),
        (("show", "astana.ct", "KAZ", "KGZ"), 2, "There are 2 names."),
        (("show", "astana.ct", "Kazakhstn"), 3, "Did you mean KAZ (Kazakhstan)"),
        (("show", "astana.ct", "KAZ", "-o", "kaz.pdf"), 4, "ends in .html, .svg or .png"),
        (("show", "astana.ct", "KAZ", "-o", "nowhere/kaz.html"), 4, "The folder is not there."),
        (("show", "astana.ct", "UZB", "-o", "uzb.svg"), 4, "There is no chart of Uzbekistan"),
        (("map", "astana.ct"), 3, "no published lists of contributors"),
        (("map", "astana.ct", "-o", "map.html"), 3, "record import"),
        (("map", "astana.ct", "extra"), 2, "nothing to do with 'extra'"),
        (("map", "astana.ct", "--month", "November"), 4, "is not a month"),
        (("show", "missing.ct", "KAZ"), 3, "missing.ct"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(
    desk: Path, run: Run, words: tuple[str, ...], code: int, told: str
) -> None:
    before = sorted(path.name for path in desk.iterdir())
    ended = run("record", *words)
    assert ended.code == code
    assert told in ended.err
    assert sorted(path.name for path in desk.iterdir()) == before


def test_a_month_off_the_map_is_refused(listed: Path, run: Run) -> None:
    ended = run("record", "map", "astana.ct", "--month", "1999-01")
    assert ended.code == 3
    assert "It runs from 2015-01 to 2017-06." in ended.err


def test_showing_changes_nothing(listed: Path, run: Run) -> None:
    shutil.copy(listed / "astana.ct", listed / "before")
    run("record", "show", "astana.ct", "BRA", "-o", "bra.html")
    run("record", "map", "astana.ct", "-o", "map.html")
    assert (listed / "astana.ct").read_bytes() == (listed / "before").read_bytes()


def test_without_a_place_for_a_cache_the_page_is_made_all_the_same(
    listed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (listed / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(listed / "file"))
    assert run("record", "map", "astana.ct", "-o", "map.html").code == 0
    assert (listed / "map.html").stat().st_size > 1_000_000
