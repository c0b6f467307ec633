"""Sheets of the record: real states, operations and groups, every figure held against the published row it cites."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from tests.briefs.records import CODES, GAP, HOSTILE, MONTHS, invented_record, is_listed, number_of
from tests.records.imported import record_at
from tests.records.tidy import tidy_figures

from contingent.briefs.brief import Brief, Evidence, Figure, Numbers, Paragraph, Table, cites_of, lines_of, plain
from contingent.briefs.brief import check as faults_of
from contingent.briefs.charts import draw
from contingent.briefs.charts.style import pick, spec
from contingent.briefs.render.html import render_html
from contingent.briefs.sheets.ahead import OutlookTold
from contingent.briefs.sheets.contributor import contributor_sheet
from contingent.briefs.sheets.group import group_sheet
from contingent.briefs.sheets.material import SheetMaterial
from contingent.briefs.sheets.operation import operation_sheet
from contingent.briefs.sheets.parts import breaks, headline
from contingent.briefs.sheets.reading import MonthRow, Reading, joined, span, stretches
from contingent.briefs.sheets.world import WorldMap, map_page
from contingent.records.actors import ActorKind
from contingent.records.boundaries import is_drawable
from contingent.records.faults import Fault, Severity
from contingent.records.outlook.told import Ahead, Chance
from contingent.records.record import Record
from contingent.records.reference import reference

STATES = ("KAZ", "KGZ", "RUS", "UKR", "UZB", "SGP")
OPERATIONS = ("UNMISS", "UNTSO", "UNMOT")
GROUPS = ("CSTO", "EU", "SCO")


@cache
def real(shared: Path) -> SheetMaterial:
    figures = tidy_figures(shared)
    known = reference()
    record = replace(known, imported=figures, snapshots={**known.snapshots, **figures.snapshots})
    return SheetMaterial(record=record, prepared=date(2017, 7, 1))


@cache
def invented() -> SheetMaterial:
    return SheetMaterial(record=invented_record(), prepared=date(2017, 7, 1))


def sheet_of(code: str, material: SheetMaterial) -> Brief:
    if code in {each.code for each in material.record.operations}:
        return operation_sheet(code, material)
    states = {ActorKind.STATE, ActorKind.FORMER_STATE, ActorKind.TERRITORY}
    return (contributor_sheet if material.actors[code].kind in states else group_sheet)(code, material)


def figure_in(made: Brief, key: str) -> Figure:
    (found,) = [block for section in made.sections if section.key == key for block in section.blocks
                if isinstance(block, Figure)]  # fmt: skip
    return found


def key_figures(made: Brief) -> dict[str, str]:
    (numbers,) = [block for section in made.sections for block in section.blocks if isinstance(block, Numbers)]
    return {plain(label): value for value, label in numbers.items}


@pytest.mark.parametrize("code", STATES + OPERATIONS + GROUPS)
def test_every_line_of_a_sheet_leads_to_its_evidence(shared: Path, code: str) -> None:
    assert faults_of(sheet_of(code, real(shared))) == []


@pytest.mark.parametrize("code", STATES + OPERATIONS + GROUPS)
def test_pages_are_well_formed_and_every_link_leads_somewhere(shared: Path, code: str) -> None:
    well_formed(render_html(sheet_of(code, real(shared))))


def well_formed(page: str) -> None:
    tree = lxml.html.document_fromstring(page)
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for link in tree.iter("a"):
        if link.get("href", "").startswith("#"):
            assert link.get("href")[1:] in ids
    levels = [int(each.tag[1]) for each in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for image in tree.xpath("//*[local-name()='svg']"):
        assert image.get("role") == "img"
        assert {*image.get("aria-labelledby").split()} <= set(ids)
    for table in tree.iter("table"):
        assert table.find("caption") is not None
        assert all(cell.get("scope") for cell in table.iter("th"))
    assert tree.get("lang")
    assert not re.search(r"(?:src|href)=\"(?!#|https?://[^\"]*\" rel=\"noopener)", page.replace("xlink:", ""))


@pytest.mark.parametrize("code", ["KAZ", "KGZ", "RUS", "UKR", "SGP"])
def test_every_month_is_the_published_row_it_cites(shared: Path, code: str) -> None:
    with (shared / "record" / "contributions_monthly.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    wanted = {row["month"]: row for row in published if row["iso3"] == code and row["total"]}
    table = figure_in(sheet_of(code, real(shared)), "series").table
    told = {row.key: row for row in table.rows}
    assert set(told) == {f"m-{month}" for month in wanted}
    for month, row in wanted.items():
        cells = dict(zip(table.columns, (plain(cell) for cell in told[f"m-{month}"].cells), strict=True))
        assert cells["All"].replace(",", "") == row["total"]
        assert cells.get("troops", "–").replace(",", "").replace("–", "") == row["troops"]
        (cite,) = cites_of(told[f"m-{month}"].cells[-1])
        line = int(re.search(r"line (\d+)$", cite.label)[1])  # type: ignore[index]
        assert published[line - 2] == row, "the line cited is the row"


def test_kazakhstan_is_told_as_published(shared: Path) -> None:
    told = key_figures(sheet_of("KAZ", real(shared)))
    assert told["persons in December 2012, the last month listed"] == "4"
    assert told["at most, in September 2010"] == "9"
    assert told["of 286 published months with people"] == "38"
    made = sheet_of("KAZ", real(shared))
    (table,) = [b for s in made.sections if s.key == "spells" for b in s.blocks if isinstance(b, Table)]
    assert [plain(row.cells[0]) for row in table.rows] == [
        "2007-05", "2010-06", "2010-11", "2011-08", "2012-02", "2012-12",
    ]  # fmt: skip
    assert "Not on the lists after December 2012" in render_html(made)


def test_ranks_are_those_of_the_ranking(shared: Path) -> None:
    with (shared / "record" / "ranking_2013-11.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["iso3"]: int(row["rank"]) for row in csv.DictReader(file)}
    reading = real(shared).reading
    for code in ("PAK", "BGD", "RUS", "UKR", "KGZ"):
        (found,) = [each for each in reading.ranked(code) if each.month == "2013-11"]
        assert (found.rank, found.of) == (wanted[code], 120)


def test_uzbekistan_gets_an_honest_sheet(shared: Path) -> None:
    made = sheet_of("UZB", real(shared))
    (told,) = [block for block in made.sections[0].blocks if isinstance(block, Paragraph)]
    text = plain(told.sentences[0])
    assert "in no month: 286 lists from November 1990 to August 2014 were read" in text
    assert "not a reported zero" in text
    assert not [block for section in made.sections for block in section.blocks if isinstance(block, Figure | Numbers)]


def test_switches_of_kind_are_marked_where_they_are(shared: Path) -> None:
    found = breaks(real(shared).reading.monthly("UKR"))
    assert [(each.month, each.text.partition(" from")[0]) for each in found] == [
        ("1993-01", "troops are listed as experts on mission")
    ]
    assert [each.month for each in breaks(real(shared).reading.monthly("KAZ"))] == []
    first = breaks(real(shared).reading.monthly("RUS"))[0]
    assert first.month == "1992-08"
    assert "observers are told from troops" in first.text


def test_small_numbers_and_real_growth_are_no_switch() -> None:
    few = [
        MonthRow(month="2001-01", number=4, kinds={"troops": 4}),
        MonthRow(month="2001-02", number=4, kinds={"police": 4}),
    ]
    grown = [
        MonthRow(month="2001-01", number=100, kinds={"troops": 100}),
        MonthRow(month="2001-02", number=200, kinds={"troops": 50, "police": 150}),
    ]
    finer = [
        MonthRow(month="2009-10", number=100, kinds={"police": 100}),
        MonthRow(month="2009-11", number=100, kinds={"formed_police": 80, "individual_police": 20}),
    ]
    assert breaks(few) == breaks(grown) == breaks(finer) == ()


def test_an_operation_is_told_with_its_gap(shared: Path) -> None:
    made = sheet_of("UNMISS", real(shared))
    told = key_figures(made)
    assert told["persons in March 2017, the last month on record"] == "13,255"
    assert told["contributors in August 2014"] == "65"
    series = figure_in(made, "series")
    assert [(row["from"], row["to"]) for row in series.data if row["part"] == "gap"] == [("2016-11", "2016-11")]
    assert not [row for row in series.data if row["part"] == "number" and row["month"] == "2016-11"]
    assert {row["code"] for row in figure_in(made, "where").data if row["part"] == "host"} == {"SSD"}
    first = figure_in(made, "contributors").data[0]
    assert (first["name"], first["number"]) == ("India", 2295)


def test_a_group_counts_its_members_at_the_time(shared: Path) -> None:
    material = real(shared)
    made = sheet_of("CSTO", material)
    table = {row.key: plain(row.cells[1]) for row in figure_in(made, "series").table.rows}
    day = date(2013, 11, 30)
    members = material.record.members("CSTO", day)
    assert "UZB" not in members
    people = dict(material.reading.listed_in("2013-11"))
    assert table["m-2013-11"] == f"{sum(people.get(code) or 0 for code in members):,}"
    codes = {material.name(code): code for code in members} | {"Georgia": "GEO", "Azerbaijan": "AZE"}
    strips = [row for row in figure_in(made, "over-time").data if row["part"] == "spell"]
    assert len(strips) > 50
    for row in strips:
        for month in span(str(row["from"]), str(row["to"])):
            last = date(int(month[:4]), int(month[5:]), 28)
            assert codes[str(row["name"])] in material.record.members("CSTO", last)


def test_deaths_statements_and_faults_stand_on_the_sheet() -> None:
    fault = Fault(
        kind="stale_month", severity=Severity.HIGH, what="The month repeats the one before", remedy="Use another.",
        contributors=("KAZ",), snapshots=("lists",),
    )  # fmt: skip
    made = contributor_sheet("KAZ", replace(invented(), faults=(fault,)))
    assert faults_of(made) == []
    page = render_html(made)
    assert "high: The month repeats the one before. Use another." in page
    assert "Faults of the record" in page


def test_the_outlook_is_a_distribution_with_its_rates() -> None:
    quantiles = {5: 0, 10: 1, 25: 3, 50: 5, 75: 9, 90: 1200, 95: 1500}
    step = Ahead(months=12, month="2018-06", quantiles=quantiles, nobody=0.07, unchanged=0.2, falls=0.1, rises=0.2)
    chance = Chance(
        what="any contribution within 12 months", among="months since the last contribution: 1-3", rate=0.31, low=0.2,
        high=0.4, cases=1234, events=380, tried=None,
    )  # fmt: skip
    told = OutlookTold(
        origin="2017-06", ahead=(step,), chances=(chance,), history=(("2017-05", 4), ("2017-06", 5)), notes=("A note.",)
    )
    made = contributor_sheet("KGZ", replace(invented(), outlook=told))
    assert faults_of(made) == []
    page = render_html(made)
    well_formed(page)
    assert "1 to 1,200 persons with a probability of 80 per cent" in page
    assert "Any contribution within 12 months: 31% (80 per cent interval 20% to 40%)" in page
    none = contributor_sheet("KGZ", replace(invented(), outlook=OutlookTold(why_not="The record is too short.")))
    assert "There is none: The record is too short." in render_html(none)


def test_women_are_told_from_the_rows_that_tell_them() -> None:
    made = contributor_sheet("BGD", invented())
    figure = figure_in(made, "women")
    last = number_of("BGD", MONTHS[-1]) or 0
    female = (last - last // 5) // 10 + last // 5 // 10
    assert figure.data[-1]["female"] == female
    assert f"{female / last:.1%}" in figure.title


def test_a_gap_ends_no_stretch_and_absence_does() -> None:
    reading = Reading(invented_record())
    assert GAP not in reading.months
    (whole,) = reading.spells(reading.monthly("BGD"))
    assert (whole.first, whole.last, whole.months, whole.is_open) == ("2015-01", "2017-06", 29, True)
    listed = [f"{month:%Y-%m}" for month in MONTHS if is_listed("KAZ", month)]
    known = {f"{month:%Y-%m}" for month in MONTHS}
    assert [(each.first, each.last) for each in reading.spells(reading.monthly("KAZ"))] == [
        (first, last) for first, last in stretches(month for month in span("2015-01", "2017-06") if month in listed)
    ]
    assert set(listed) < known


def test_who_came_within_a_gap_is_told_so() -> None:
    figures = invented_record()
    reading = Reading(figures)
    late = replace_rows(reading.monthly("BGD"), lambda row: row.month > GAP)
    (spell,) = reading.spells(late)
    assert reading.edges(spell) == ("between 2016-10 and 2016-12", "on the latest list")
    early = replace_rows(reading.monthly("BGD"), lambda row: row.month < GAP)
    (spell,) = reading.spells(early)
    assert reading.edges(spell) == ("2015-01 or before", "between 2016-10 and 2016-12")


def replace_rows(rows: tuple[MonthRow, ...], keep: Callable[[MonthRow], bool]) -> list[MonthRow]:
    return [row for row in rows if keep(row)]


def test_a_zero_and_a_listing_without_number_are_told_apart() -> None:
    zero = contributor_sheet("SGP", invented())
    assert key_figures(zero)["persons in June 2017, the last month listed"] == "0"
    none = render_html(contributor_sheet("WSM", invented()))
    assert "Listed without a number in 1 month." in none


def test_names_are_text_wherever_they_stand() -> None:
    for made in (contributor_sheet("CAN", invented()), group_sheet("NATO", invented())):
        page = render_html(made)
        assert HOSTILE not in page
        assert "<img" not in page
        assert "&lt;/script&gt;&lt;img src=x" in page
        well_formed(page)


@pytest.mark.parametrize("code", CODES)
def test_every_contributor_has_a_sheet(code: str) -> None:
    assert faults_of(contributor_sheet(code, invented())) == []


def test_a_record_without_lists_says_so() -> None:
    material = SheetMaterial(record=Record(actors=reference().actors))
    page = render_html(contributor_sheet("FRA", material))
    assert "This project holds no published lists of contributors" in page
    assert faults_of(contributor_sheet("FRA", material)) == []


def test_shipped_facts_alone_make_honest_sheets() -> None:
    material = SheetMaterial(record=reference())
    for code in ("KAZ", "UZB", "UNMISS", "CSTO"):
        assert faults_of(sheet_of(code, material)) == []


def test_sources_are_described_whole(shared: Path) -> None:
    made = contributor_sheet("KAZ", invented())
    entries = [
        e for s in made.sections if s.key == "evidence" for b in s.blocks if isinstance(b, Evidence) for e in b.entries
    ]
    (source,) = [e for e in entries if "Invented lists" in plain(e.title)]
    facts = {label: plain(text) for label, text in source.facts}
    assert facts["SHA-256"] == f"`{'ab' * 32}`"
    assert facts["retrieved"] == "2017-07-01"
    assert facts["file"] == "lists.csv, 7 rows"


@pytest.mark.parametrize(("lines", "told"), [([], ""), ([4], "4"), ([4, 5, 6], "4–6"), ([1, 3, 4, 9], "1, 3–4, 9")])
def test_lines_are_told_in_short(lines: list[int], told: str) -> None:
    assert joined(lines) == told


def test_charts_say_the_same_as_their_tables(shared: Path) -> None:
    figure = figure_in(sheet_of("UKR", real(shared)), "series")
    sums: dict[Any, int] = {}
    for row in figure.data:
        if row["part"] == "number":
            sums[row["month"]] = sums.get(row["month"], 0) + int(row["number"] or 0)
    told = {str(row.key)[2:]: int(plain(row.cells[1]).replace(",", "")) for row in figure.table.rows}
    assert sums == told
    assert all(cites_of(text) for text in lines_of(figure.table))


@pytest.mark.slow
def test_sheets_of_the_whole_record(shared: Path, whole_record: Path) -> None:
    """The whole import: Kazakhstan's years as printed after the lists end; everybody has a sheet and a place."""
    material = SheetMaterial(record=record_at(whole_record))
    made = contributor_sheet("KAZ", material)
    (table,) = [b for s in made.sections if s.key == "annual" for b in s.blocks if isinstance(b, Table)]
    printed = {plain(row.cells[0]): plain(row.cells[1]) for row in table.rows}
    assert [printed[str(year)] for year in range(2014, 2021)] == ["1", "5", "4", "2", "36", "128", "129"]
    bars = [row for row in figure_in(made, "series").data if row["part"] == "year"]
    assert [row["year"] for row in bars] == [2015, 2016, 2017, 2018, 2019, 2020]
    assert all(row["low"] < row["high"] for row in bars)  # type: ignore[operator]
    contributors = material.reading.sums["contributor"].unique().to_list()
    assert len(contributors) > 150
    for code in sorted(contributors):
        assert is_drawable(code), code
        assert faults_of(contributor_sheet(code, material)) == [], code
    for operation in material.record.operations:
        assert faults_of(operation_sheet(operation.code, material)) == [], operation.code


@pytest.mark.slow
def test_the_map_of_the_whole_record(shared: Path, whole_record: Path) -> None:
    world = WorldMap(SheetMaterial(record=record_at(whole_record)))
    with (shared / "record" / "ranking_2013-11.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["iso3"]: int(row["total"]) for row in csv.DictReader(file)}
    assert {code: cell.number for code, cell in world.in_month("2013-11") if cell.number} == wanted
    assert len(world.operations) > 40
    assert {"2014-12", "2018-06"} <= set(world.months) - set(world.listed)
    page = map_page(world.material, "2013-11")
    tables = re.findall(r'<details class="published" open><summary>(.*?)</summary>(.*?)</details>', page, re.DOTALL)
    entries = [int(number) for _, inside in tables for number in re.findall(r'id="src-(\d+)"', inside)]
    assert sorted(entries) == list(range(1, len(world.sources) + 1))
    assert {int(number) for number in re.findall(r'href="#src-(\d+)"', page)} <= set(entries)
    assert len(tables) < 10 < 100 < len(entries)
    by_country = next(told for told, inside in tables if inside.count("<article") > 100)
    assert re.search(r"\d+ files, retrieved \d{4}-\d\d-\d\d", by_country)


def test_the_gap_of_the_rank_is_shaded_like_that_of_the_series() -> None:
    made = contributor_sheet("BRA", invented())
    drawn = {}
    for key in ("series", "rank"):
        figure = figure_in(made, key)
        assert "Shaded: nothing on record." in figure.subtitle
        layers = spec(draw(figure))["layer"]
        (band,) = [each for each in layers if each["mark"].get("type") == "rect"]
        drawn[key] = (band["mark"]["color"], [(row["from"], row["to"]) for row in pick(figure.data, "gap")])
    assert drawn["series"] == drawn["rank"]
    assert drawn["rank"][1] == [(GAP, GAP)]


def test_the_latest_number_is_the_most_only_of_the_months_on_record() -> None:
    """Annual figures may stand higher: Kazakhstan's mean of 2020 is above its 128 of January 2021."""
    rows = [MonthRow(month="2012-12", number=4, kinds={}), MonthRow(month="2021-01", number=128, kinds={})]
    assert headline(rows) == "128 persons in January 2021; no month on record has more"
    assert headline(rows[::-1]) == "4 persons in December 2012, at most 128 in January 2021"


def test_who_only_stands_beside_the_members_is_told_so(shared: Path) -> None:
    """Mongolia was an observer of the SCO from 2004; partners are all that the PfP has."""
    told = {}
    for code in ("MNG", "BLR"):
        made = contributor_sheet(code, real(shared))
        (told[code],) = [plain(block.sentences[0]) for section in made.sections if section.key == "memberships"
                         for block in section.blocks if isinstance(block, Paragraph)]  # fmt: skip
    assert told["MNG"].startswith("On 2014-08-31, the end of the record: ")
    assert "SCO (observer)" in told["MNG"]
    assert {"PfP", "UN", "CSTO"} <= set(told["BLR"].removesuffix(".").split(": ")[1].split(", "))
