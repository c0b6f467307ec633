"""Claims on the whole published record: better evidence, the same rulings, and doubts where rows are at fault."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.checks.whole import whole_record

from contingent.base.months import Month
from contingent.checks.claims import check_all, measured
from contingent.checks.measures.reported import Asked, at, listing, series
from contingent.checks.measures.subjects import members_of
from contingent.checks.verdicts import Finding, Ruling, Verdict
from contingent.project.starting import find_case
from contingent.records.record import Record
from contingent.records.reference import reference

N2013 = Month(2013, 11)


@pytest.fixture(scope="module")
def record(shared: Path) -> Record:
    return whole_record(shared)


@pytest.fixture(scope="module")
def verdicts(record: Record) -> dict[str, tuple[Verdict, Verdict]]:
    """Every claim of the Astana report on the shipped facts and on the whole record."""
    statements = find_case("astana_2013").statements
    shipped, whole = check_all(statements, reference()), check_all(statements, record)
    return {a.statement: (a, b) for a, b in zip(shipped, whole, strict=True)}


CHANGED = {
    "A002": "the highest month before and the lowest between are among all months, not only among Decembers",
    "A088": "the same rows, cited in the imported files",
    "A089": "every month is looked at; the lowest and highest are not in a December",
    "A098": "annual figures are put on full years, and a year's mean may pass the highest month",
    "A100": "the same rows, cited in the imported files",
    "A132": "eleven lists instead of three, and the annual table has no row either",
    "A136": "annual figures are put on full years",
    "A137": "the same row, cited in the imported file",
    "A139": "the same rows, cited in the imported files",
}
"""Findings that are not the same on the whole record, and why."""


def test_no_ruling_changes_and_every_changed_finding_is_explained(
    verdicts: dict[str, tuple[Verdict, Verdict]],
) -> None:
    assert len(verdicts) == 43
    assert Counter(b.ruling for _, b in verdicts.values()) == {"supported": 26, "partly": 15, "no data": 2}
    assert {key for key, (a, b) in verdicts.items() if a.ruling is not b.ruling} == set()
    assert {key for key, (a, b) in verdicts.items() if a.finding != b.finding} == set(CHANGED)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("A002", "101,888 people (2010-05); not a steady growth: 12,158 in 1999-04"),
        ("A089", "between 26 (1999-09) and 2,685 people (1995-02)"),
        ("A089", "all 278 months from 1990-11 to 2013-12 are looked at"),
        ("A098", "24 -> 26.2"),
        ("A132", "any month at hand (11 months"),
        ("A132", "no row of it in 2014-2021 either"),
        ("A136", "90 -> 98.2, 71 -> 77.5, 85 -> 92.7, 37 -> 88.8, 80, 75, 73"),
        ("A139", "8 of 17 missions"),
    ],
)
def test_what_the_whole_record_adds(verdicts: dict[str, tuple[Verdict, Verdict]], statement: str, words: str) -> None:
    found = verdicts[statement][1].finding
    assert words in " | ".join(filter(None, [found.observed, found.qualification, found.since]))


def test_evidence_is_the_row_in_the_published_file(
    verdicts: dict[str, tuple[Verdict, Verdict]], record: Record, shared: Path
) -> None:
    cited = {c.row: c.source for c in verdicts["A100"][1].finding.citations}
    assert set(cited) == {
        "TJK 2013-11 all operations total, line 61", "KGZ 2013-11 all operations total, line 184",
    }  # fmt: skip
    folder = shared / "record" / "raw" / "ppp_loader_2653920" / "countries"
    for name, line, row in (("Tajikistan", 61, "2013-11-30,NA,25,NA"), ("Kyrgyzstan", 184, "2013-11-30,NA,18,8")):
        assert (folder / f"{name}.csv").read_text().splitlines()[line - 1] == row
    assert all(source in record.snapshots for source in cited.values())


def test_a_sum_names_every_line_it_adds(record: Record) -> None:
    (cited,) = found(record, "personnel", contributors=["RUS"], month="2014-05", number=100).citations
    assert "lines" in cited.row
    assert cited.source is not None
    assert record.snapshots[cited.source].title


@pytest.mark.parametrize(
    ("contributor", "month", "line", "number"),
    [
        ("UZB", Month(2013, 11), "not listed", None),  # a whole list without the name
        ("KAZ", Month(2013, 3), "not listed", None),
        ("KGZ", Month(2013, 11), "184", 26),
        ("UZB", Month(2016, 5), None, None),  # sums over all contributors are on record, no list
    ],
)
def test_not_listed_is_told_from_not_on_record(
    record: Record, contributor: str, month: Month, line: str | None, number: int | None
) -> None:
    row = at(record, contributor, month)
    assert (row.line if row else None, row.number if row else None) == (line, number)


def test_lists_of_the_un_say_nothing_of_operations_of_others(record: Record) -> None:
    assert at(record, "GEO", N2013, Asked(operation="ISAF")) is None
    assert not listing(record, N2013, Asked(operation="ISAF")).whole
    absent = at(record, "GEO", N2013, Asked(operation="UNMIL"))
    assert absent is not None
    assert absent.line == "not listed"


def test_a_list_is_not_whole_where_one_file_of_the_contributors_is_missing(shared: Path, tmp_path: Path) -> None:
    from contingent.project.project import new
    from contingent.project.recording.importing import import_files

    raw = shared / "record" / "raw" / "ppp_loader_2653920"
    with new(tmp_path / "few.ct") as project:
        files = [raw / "countries" / "Kyrgyzstan.csv", raw / "countries" / "Ukraine.csv", raw / "data_monthly.csv"]
        import_files(project.store, files)
        record = project.record
        assert at(record, "DEU", N2013) is None
        assert not listing(record, N2013).whole
        assert found(record, "rank", contributors=["UKR"], month="2013-11", rank=1).ruling is Ruling.NO_DATA
        assert len(series(record, "KGZ")) > 100


def found(record: Record, measure: str, **parameters: object) -> Finding:
    return measured(measure, parameters, record, "test")


def test_a_verdict_that_rests_on_a_doubtful_row_says_so(record: Record) -> None:
    doubtful = found(record, "personnel", contributors=["KAZ"], month="2012-12", number=4)
    assert doubtful.ruling is Ruling.SUPPORTED
    assert "Kazakhstan stands in UNAMID only in months" in (doubtful.qualification or "")
    stale = found(record, "personnel", contributors=["IND"], month="1998-12", number=400)
    assert "carried forward" in (stale.qualification or "")
    for contributor, month in (("KGZ", "2013-11"), ("KAZ", "2008-12")):
        sound = found(record, "personnel", contributors=[contributor], month=month, number=1)
        assert sound.qualification is None


CASES = [
    # trends: real series of four regions, each with what an eye sees in it
    ("trend", {"contributors": ["CHN"], "since": "2000", "until": "2013-11", "direction": "rising"}, "supported"),
    ("trend", {"contributors": ["CHN"], "since": "2000", "until": "2013-11", "direction": "falling"}, "contradicted"),
    ("trend", {"contributors": ["POL"], "since": "2008", "until": "2013", "direction": "falling"}, "supported"),
    ("trend", {"contributors": ["ETH"], "since": "2005", "until": "2013", "direction": "doubled"}, "supported"),
    ("trend", {"contributors": ["WORLD"], "since": "1999", "until": "2010", "direction": "rising"}, "supported"),
    ("trend", {"contributors": ["WORLD"], "since": "1999", "until": "2010", "direction": "halved"}, "contradicted"),
    ("trend", {"contributors": ["WORLD"], "since": "2010-06", "until": "2013-11", "direction": "steady"}, "supported"),
    ("trend", {"contributors": ["UKR"], "since": "1994", "until": "1999", "direction": "falling"}, "supported"),
    ("trend", {"contributors": ["BRA"], "since": "2005", "until": "2013-11", "direction": "peaked", "when": "2011"},
     "supported"),
    ("trend", {"contributors": ["BRA"], "since": "2005", "until": "2013-11", "direction": "peaked", "when": "2007"},
     "contradicted"),
    ("trend", {"contributors": ["GHA"], "since": "2005", "until": "2013-11", "direction": "falling"}, "unclear"),
    ("trend", {"contributors": ["KAZ"], "since": "2014", "until": "2020", "direction": "rising"}, "no data"),
    ("trend", {"contributors": ["CSTO"], "since": "2005", "until": "2013-11", "direction": "falling"}, "supported"),
    ("trend", {"contributors": ["WORLD"], "since": "2009-11", "until": "2013-11", "direction": "rising",
               "sex": "female"}, "supported"),
    # ranks
    ("rank", {"contributors": ["PAK"], "month": "2013-11", "rank": 1}, "supported"),
    ("rank", {"contributors": ["IND"], "month": "2013-11", "rank": 1}, "contradicted"),
    ("rank", {"contributors": ["PAK", "BGD", "IND"], "month": "2013-11", "top": 3}, "supported"),
    ("rank", {"contributors": ["ETH"], "month": "2013-11", "rank": 1, "among": "AFRICA"}, "supported"),
    ("rank", {"contributors": ["URY"], "month": "2013-11", "rank": 1, "among": "South America"}, "supported"),
    ("rank", {"contributors": ["RUS"], "month": "2013-11", "rank": 64}, "supported"),
    ("rank", {"contributors": ["USA"], "month": "2013-11", "rank": 65}, "supported"),  # shares the 64th place
    ("rank", {"contributors": ["KAZ"], "month": "2013-11", "top": 120}, "contradicted"),
    ("rank", {"contributors": ["KAZ"], "month": "2021-01", "rank": 64}, "supported"),
    ("rank", {"contributors": ["BGD"], "month": "2011", "rank": 1}, "partly"),
    ("rank", {"contributors": ["PAK"], "month": "2013", "rank": 1}, "partly"),
    ("rank", {"contributors": ["PAK"], "month": "2016-01", "rank": 1}, "no data"),
    ("rank", {"contributors": ["RWA"], "month": "2013-11", "rank": 1, "operation": "UNAMID"}, "supported"),
    # shares
    ("personnel_share", {"contributors": ["AFRICA"], "month": "2013-11", "above": 0.4}, "supported"),
    ("personnel_share", {"contributors": ["EU"], "month": "2013-11", "below": 0.1}, "supported"),
    ("personnel_share", {"contributors": ["BGD", "IND", "PAK"], "month": "2013-11", "about": 0.25}, "supported"),
    ("personnel_share", {"contributors": ["BGD", "IND", "PAK"], "month": "2013-11", "nearly": 0.25}, "supported"),
    ("personnel_share", {"contributors": ["BGD", "IND", "PAK"], "month": "2013-11", "nearly": 0.24}, "partly"),
    ("personnel_share", {"contributors": ["BGD", "IND", "PAK"], "month": "2013-11", "nearly": 0.28}, "partly"),
    ("personnel_share", {"contributors": ["BGD", "IND", "PAK"], "month": "2013-11", "nearly": 1 / 3}, "contradicted"),
    ("personnel_share", {"contributors": ["BGD", "IND", "PAK"], "month": "2013-11", "nearly": 0.2}, "contradicted"),
    ("personnel_share", {"contributors": ["RWA"], "month": "2013-11", "above": 0.5, "operation": "UNAMID",
                         "of": "operations"}, "supported"),  # most of Rwanda's people are in UNAMID
    ("personnel_share", {"month": "2013-11", "below": 0.05, "sex": "female"}, "supported"),
    ("personnel_share", {"contributors": ["NGA"], "month": "2013-11", "above": 0.4, "of": "group", "among": ["ECOWAS"]},
     "contradicted"),
    ("personnel_share", {"month": "2013", "about": 0.13, "kind": "police", "of": "kinds"}, "supported"),
    ("personnel_share", {"contributors": ["KAZ"], "month": "2016-01", "below": 0.01}, "no data"),
    # history
    ("personnel_since", {"contributor": "UKR", "since": "1992", "until": "2013-11-05", "every": "month"}, "supported"),
    ("personnel_since", {"contributor": "MNG", "since": "2006", "until": "2013", "every": "month"}, "supported"),
    ("personnel_since", {"contributor": "TJK", "since": "2001", "until": "2013"}, "contradicted"),  # from 2008
    ("personnel_since", {"contributor": "ETH", "since": "1992", "until": "2013"}, "partly"),
    ("personnel_since", {"contributor": "KAZ", "since": "1992", "until": "2013"}, "contradicted"),
    ("personnel_since", {"contributor": "UZB", "since": "2001", "until": "2013"}, "contradicted"),
    ("first_contribution", {"contributor": "UKR", "when": "1992-08"}, "supported"),
    ("first_contribution", {"contributor": "UKR", "when": "1994"}, "contradicted"),
    ("first_contribution", {"contributor": "IND", "when": "1990"}, "unclear"),  # the record begins with it
    ("never_contributed", {"contributor": "UZB", "until": "2013-11"}, "supported"),
    ("never_contributed", {"contributor": "TKM", "until": "2021-01"}, "partly"),
    ("never_contributed", {"contributor": "KAZ", "until": "2013-11"}, "contradicted"),
    ("no_longer_contributing", {"contributor": "POL", "on": "2013-11", "operation": "UNIFIL"}, "supported"),
    ("no_longer_contributing", {"contributor": "RUS", "on": "2013-11"}, "contradicted"),
    ("highest_since", {"contributor": "WORLD", "month": "1993-06", "since": "1990-11"}, "supported"),
    ("highest_since", {"contributor": "RUS", "month": "2013-11", "since": "2008"}, "contradicted"),
    # comparisons and counts
    ("compare", {"contributors": ["RWA"], "than": ["GHA"], "relation": "more", "month": "2013-11"}, "supported"),
    ("compare", {"contributors": ["RWA"], "than": ["GHA", "SEN"], "relation": "more", "month": "2013-11"},
     "contradicted"),
    ("compare", {"contributors": ["ETH"], "than": ["AU"], "relation": "more", "month": "2013-11", "each": True},
     "supported"),
    ("compare", {"contributors": ["RUS"], "than": ["USA"], "relation": "as many", "month": "2013-11"}, "supported"),
    ("compare", {"contributors": ["KGZ"], "than": ["KAZ"], "relation": "fewer", "month": "2013-11"}, "contradicted"),
    ("compare", {"contributors": ["CHN"], "than": ["FRA"], "relation": "more", "times": 2, "month": "2013-11"},
     "supported"),
    ("number_of_contributors", {"month": "2013-11", "number": 120, "approximation": "exactly"}, "supported"),
    ("number_of_contributors", {"month": "2013-11", "number": 26, "approximation": "more than", "among": "EU"},
     "contradicted"),
    ("number_of_operations", {"contributors": ["CHN"], "month": "2013-11", "number": 10}, "supported"),
    ("personnel_change", {"contributors": ["CENTRAL_ASIA"], "since": "2013-11", "until": "2021-01", "direction": "up"},
     "supported"),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "parameters", "ruling"), CASES, ids=lambda each: str(each)[:70])
def test_measures_on_real_series(record: Record, measure: str, parameters: dict[str, object], ruling: str) -> None:
    finding = found(record, measure, **parameters)
    assert finding.ruling == ruling, finding
    if finding.ruling is Ruling.NO_DATA:
        assert finding.needed
    else:
        assert finding.citations
        assert finding.tolerance


def test_a_figure_of_one_kind_is_told_as_such(record: Record) -> None:
    finding = found(record, "personnel", contributors=["EGY"], month="2013-03", number=3500, kind="troops")
    assert (finding.ruling, finding.observed) == (Ruling.CONTRADICTED, "Egypt 2,550 troops (2013-03)")


def test_ties_are_told(record: Record) -> None:
    assert "tied with 2 more" in found(record, "rank", contributors=["RUS"], month="2013-11", rank=64).observed


def test_a_group_is_its_members_at_the_time(record: Record) -> None:
    assert set(members_of(record, "CSTO", Month(2011, 11))) - set(members_of(record, "CSTO", N2013)) == {"UZB"}
    without = found(record, "personnel_share", contributors=["CSTO"], month="2013-11", below=0.01)
    assert without.number is not None
    assert round(without.number * 98_267) == 161  # Russia 104, Kyrgyzstan 26, Tajikistan 25, Belarus 5, Armenia 1


def test_a_spike_of_one_month_makes_no_peak_and_no_trend(record: Record) -> None:
    # Egypt's troops of 2011-08 and 2011-09 were misread: 1,500 instead of 9 in one operation.
    level = found(
        record, "trend", contributors=["EGY"], since="2010-01", until="2013-11", direction="peaked", when="2011-08"
    )
    assert level.ruling in (Ruling.CONTRADICTED, Ruling.UNCLEAR, Ruling.PARTLY)
