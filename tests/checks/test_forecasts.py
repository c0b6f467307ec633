"""The forecasts of the Astana report held against what happened, and how tests of forecasts are read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks.whole import whole_record

from contingent.base.complaints import ComplaintsError
from contingent.base.errors import InputError
from contingent.checks.forecast_tests import ForecastTest, as_written, read_tests
from contingent.checks.forecasts import Score, Scored, score, score_all, tally
from contingent.coding.statements import BASELINE
from contingent.coding.vocabulary import StatementType
from contingent.project.project import new
from contingent.project.starting import find_case
from contingent.records.record import Record
from contingent.records.reference import reference
from contingent.store.case_files import write_case
from contingent.store.cases import read_case

CASE = find_case("astana_2013")


@pytest.fixture(scope="module")
def scores() -> dict[str, Scored]:
    return {each.statement: each for each in score_all(CASE.tests, reference())}


def test_every_forecast_of_the_report_has_a_test() -> None:
    tested = {test.statement for test in CASE.tests}
    bare = {s.id for s in CASE.statements if s.what_if and s.what_if.condition == BASELINE}
    assert len(bare) == 16
    assert bare <= tested
    assert {s.id for s in CASE.statements if s.type is StatementType.FORECAST} <= tested


@pytest.mark.parametrize(
    ("statement", "expected", "words"),
    [
        ("A024", "hit", "122 million US dollars"),
        ("A025", "hit", "in TJK begun after 2013-11-06: none"),
        ("A046", "miss", "CSTO_KAZAKHSTAN (2022-01-06 to 2022-01-19)"),
        ("A052", "not decidable", "OTS (member, 2019-10-15)"),
        ("A092", "partly", "148 in 2021-01 (Kazakhstan 128, Kyrgyzstan 13, Tajikistan 7"),
        ("A098", "hit", "Kyrgyzstan 26 people in 2013-11, at most 26 afterwards"),
        ("A099", "not decidable", ""),
        ("A116", "partly", "2018-10-31"),
        ("A132", "hit", "not named in the 2 lists"),
        ("A135", "hit", "from 2013-11-06 to 2016-11-05: none"),
        ("A136", "hit", "at most 112 afterwards (2014-04)"),
        ("A141", "hit", "Joint Comprehensive Plan of Action"),
        ("A142", "hit", "2016-2018: 4.0"),
        ("A160", "not decidable", ""),
        ("A178", "not decidable", "2018-10-31"),
        ("A181", "hit", "238 dead"),
        ("A031", "not decidable", "begun from 2013-11-06 to 2023-11-05 in TJK, UZB, TKM, AFG: none"),
        ("A061", "not decidable", "UNSC had 15 members"),
        ("A076", "not decidable", "The Taliban took Kabul"),
        ("A089", "hit", "51 in 2013-11"),
        ("A170", "miss", "CSTO_KAZAKHSTAN"),
        ("A020", "hit", "2014-12-28"),
        ("A128", "hit", "2017-01-01 to 2019-01-01"),
    ],
)
def test_what_became_of_it(scores: dict[str, Scored], statement: str, expected: str, words: str) -> None:
    scored = scores[statement]
    assert scored.score == expected, scored
    assert words in scored.finding.observed
    assert bool(scored.reason) is (scored.score is Score.NOT_DECIDABLE)


def test_every_score_rests_on_the_record_and_a_declared_test(scores: dict[str, Scored]) -> None:
    record = reference()
    for scored in scores.values():
        assert scored.test.hit
        assert scored.test.horizon, scored.statement
        if scored.score is not Score.NOT_DECIDABLE:
            assert scored.finding.citations, scored.statement
        for citation in scored.finding.citations:
            assert citation.source in record.sources or citation.source in record.snapshots, citation


def test_the_series_stands_with_the_score(scores: dict[str, Scored]) -> None:
    assert "Kazakhstan, annual figures 2014-2020: 1, 5, 4, 2, 36, 128, 129" in (scores["A092"].finding.since or "")


def test_rulings_come_from_the_record_and_not_from_the_case() -> None:
    """Other facts give other scores: nothing is written down but the test."""
    facts = reference()
    poor = replace(
        facts,
        operations=tuple(
            replace(o, since=date(2025, 1, 6), until=None) if o.code == "CSTO_KAZAKHSTAN" else o
            for o in facts.operations
        ),
        events=tuple(e for e in facts.events if e.kind not in ("military assistance", "formed unit deployed")),
    )
    found = {each.statement: each.score for each in score_all(CASE.tests, poor)}
    assert found["A046"] is found["A170"] is Score.HIT
    assert found["A024"] is found["A116"] is Score.NOT_DECIDABLE


def test_the_whole_record_decides_alike_and_shows_more(shared: Path, scores: dict[str, Scored]) -> None:
    whole = {each.statement: each for each in score_all(CASE.tests, whole_record(shared))}
    assert {key: each.score for key, each in whole.items()} == {key: each.score for key, each in scores.items()}
    assert "1 -> 1.1, 5 -> 5.5, 4 -> 4.4, 2 -> 4.8, 36, 128, 129" in (whole["A092"].finding.since or "")
    assert "not named in the 10 lists from 2013-12 to 2021-01" in whole["A132"].finding.observed


def test_scores_are_counted_by_hedge(scores: dict[str, Scored]) -> None:
    counted = tally(scores.values(), {s.id: s for s in CASE.statements})
    assert [each.sort for each in counted[:2]] == ["all", "against the baseline"]
    assert sum(counted[0].counts.values()) == len(scores)
    assert Counter(counted[1].counts) == {"hit": 9, "partly": 2, "miss": 1, "not decidable": 4}
    hedges = [each for each in counted if each.sort.startswith("said to be")]
    assert sum(sum(each.counts.values()) for each in hedges) == len(scores)


def test_a_project_keeps_tests_and_a_case_takes_them_along(tmp_path: Path) -> None:
    with new(tmp_path / "a.ct", case="astana_2013") as project:
        assert len(project.forecasts()) == len(CASE.tests)
        (one,) = project.forecasts(["A046"])
        assert one.score is Score.MISS
    write_case(CASE, tmp_path / "case")
    assert read_case(tmp_path / "case").tests == CASE.tests


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A1: {horizon: soon}", "hit"),
        ("A1: {hit: x, outcome: hit}", "outcome"),  # a result cannot be written down
        ("A1: {hit: x, condition: {operation: ISAF}}", "measure"),
        ("A1: [1]", "JSON object"),
        ("A1: {hit: x, parameters: 3}", "parameters"),
    ],
)
def test_a_test_that_cannot_be_read_is_complained_of(text: str, words: str) -> None:
    with pytest.raises((ComplaintsError, InputError)) as caught:
        read_tests(text)
    assert words in str(caught.value)


def test_an_unknown_measure_is_told_and_hides_no_other() -> None:
    bad = ForecastTest(statement="A1", hit="x", measure="no such measure")
    with pytest.raises(InputError, match="no measure"):
        score(bad, reference())
    found = score_all([bad, *CASE.tests[:1]], reference())
    assert found[0].score is Score.NOT_DECIDABLE
    assert "no such measure" in (found[0].reason or "")
    assert found[1].score is Score.HIT


def test_what_never_came_to_the_test_is_not_decidable() -> None:
    ends = {"measure": "operation_dates", "operation": "ISAF", "until": 1999}
    lead: dict[str, object] = {"operation": "ISAF", "lead": "NATO"}
    unmet = ForecastTest(statement="A1", hit="x", measure="operation_lead", parameters=lead, condition=ends)
    assert score(unmet, reference()).reason == "its condition did not come about"
    assert score(replace(unmet, condition={**ends, "until": 2014}), reference()).score is Score.HIT


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).map(str.strip).filter(bool)
VALUES = st.one_of(WORDS, st.integers(-5, 3000), st.lists(WORDS, max_size=2))


@given(
    st.builds(
        ForecastTest, statement=st.just("A1"), hit=WORDS, horizon=st.none() | WORDS, measure=st.none() | WORDS,
        parameters=st.dictionaries(st.sampled_from(["actor", "since", "contributors"]), VALUES, max_size=3),
        condition=st.none() | st.fixed_dictionaries({"measure": WORDS}), reason=st.none() | WORDS,
    )
)  # fmt: skip
def test_written_tests_are_read_back_and_any_of_them_is_scored(test: ForecastTest) -> None:
    from contingent.base.documents import write_mapping

    assert read_tests(write_mapping({"A1": as_written(test)})) == (test,)
    (scored,) = score_all([test], Record())
    assert scored.score is Score.NOT_DECIDABLE
    assert scored.reason
