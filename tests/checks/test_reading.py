"""Suggested claims, put to the record: what the sentence leaves open is filled in from the meeting, or said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.checks.claims import check, check_all
from contingent.checks.reading import _READERS, put
from contingent.checks.verdicts import Ruling, Verdict
from contingent.coding.codebook_files import default_codebook
from contingent.coding.convert import convert
from contingent.coding.mentions import Gazetteer
from contingent.coding.statements import Claim, Statement
from contingent.coding.suggest import RuleSuggester
from contingent.records.names import names
from contingent.records.reference import reference

MEETING = date(2013, 11, 5)


@pytest.fixture(scope="module")
def suggester() -> RuleSuggester:
    found = Gazetteer.of((name.text, name.code, name.kind or "", name.role) for name in names())
    return RuleSuggester(found, default_codebook())


def verdict(suggester: RuleSuggester, sentence: str, day: date | None = MEETING) -> Verdict:
    suggested = [replace(s, report="r") for s in suggester.suggest(convert(sentence.encode(), "a.txt")) if s.claim]
    assert len(suggested) == 1, f"one claim expected in {sentence!r}, not {[s.claim for s in suggested]}"
    return check_all(suggested, reference(), {"r": day} if day else None)[0]


@pytest.mark.parametrize(
    ("sentence", "ruling", "observed"),
    [
        ("One participant said that Uzbekistan left the CSTO in 2012.", "supported", "2012-12-19"),
        ("Uzbekistan left the CSTO in 2009.", "partly", "2012-12-19"),
        ("From 1994 to 2000 a small mission, UNMOT, monitored the ceasefire.", "supported", "2000-05-15"),
        ("UNMOT, which from 1990 to 1993 monitored the ceasefire, was a small mission.", "contradicted", "1994-12-16"),
        ("Croatia joined NATO in 2009 and the EU in July 2013.", "supported", "HRV in EU: member 2013-07-01"),
        ("Croatia joined NATO in 2009 and the EU in July 2011.", "partly", "HRV in EU: member 2013-07-01"),
        ("Ukraine, one of the 51 founding members of the UN, contributes to many missions.", "supported", "51"),
        ("Austria, one of the 51 founding members of the UN, contributes to many missions.", "contradicted", "not one"),
        ("Tajikistan provides about 25 personnel.", "supported", "Tajikistan 25 people (2013-11)"),
        ("Tajikistan provides about 25 personnel to UN operations.", "supported", "Tajikistan 25 people (2013-11)"),
        ("Tajikistan provides about 250 personnel to UN operations.", "contradicted", "Tajikistan 25 people (2013-11)"),
        ("Tajikistan and Kyrgyzstan each provide about 25 personnel to UN operations.", "supported", "Kyrgyzstan 26"),
        ("Tajikistan and Kyrgyzstan provide about 50 personnel to UN operations.", "supported", "51 together"),
        ("Tajikistan and Kyrgyzstan provide about 25 personnel to UN operations.", "contradicted", "51 together"),
        ("Two of the Central Asian states are not members of the CSTO.", "supported", "TKM, UZB"),
        ("Rwanda held a seat on the Security Council in 2013 and 2014.", "supported", "2013-01-01 to 2015-01-01"),
        ("Rwanda held a seat on the Security Council in 2010.", "contradicted", "2013-01-01"),
        ("ISAF was led by NATO.", "supported", "ISAF led by NATO"),
        ("ISAF was led by the African Union.", "contradicted", "ISAF led by NATO"),
        ("Japan is not a member of NATO.", "supported", "JPN is not among"),
        ("Pakistan is an observer of the SCO.", "supported", "observer 2005-07-05"),
        ("Norway is a member of the EU.", "contradicted", "NOR is not among"),
    ],
)
def test_sentences_get_the_verdict_of_the_record(
    suggester: RuleSuggester, sentence: str, ruling: str, observed: str
) -> None:
    found = verdict(suggester, sentence)
    assert (found.ruling.value, observed in found.finding.observed) == (ruling, True), found
    assert found.finding.citations or found.ruling is Ruling.CONTRADICTED or "not among" in found.finding.observed


@pytest.mark.parametrize(
    ("sentence", "needed"),
    [
        ("Ghana had 2,900 soldiers and police in UN missions.", "the personnel of Ghana in 2013-11"),
        ("India is the largest contributor of troops to UN operations.", "to rank India"),
        ("KFOR was authorised by the UN Security Council in 1999.", "authority"),
    ],
)
def test_what_is_not_on_record_says_what_is_needed(suggester: RuleSuggester, sentence: str, needed: str) -> None:
    found = verdict(suggester, sentence)
    assert found.ruling is Ruling.NO_DATA
    assert needed in (found.finding.needed or "")


def test_a_figure_that_does_not_name_the_un_is_never_contradicted(suggester: RuleSuggester) -> None:
    found = verdict(suggester, "Russia contributes just over 500 personnel.")
    assert found.ruling is Ruling.UNCLEAR
    assert "which the sentence does not name" in (found.finding.qualification or "")


def test_without_a_day_of_the_meeting_the_present_has_no_month(suggester: RuleSuggester) -> None:
    found = verdict(suggester, "Tajikistan provides about 25 personnel.", day=None)
    assert found.ruling is Ruling.NO_DATA
    assert "day of the meeting" in (found.finding.needed or "")
    dated = verdict(suggester, "In November 2013 Tajikistan provided about 25 personnel to UN missions.", day=None)
    assert dated.ruling is Ruling.SUPPORTED


def test_another_time_is_not_taken_for_the_month_of_the_meeting() -> None:
    claim = Claim(
        variable="UN personnel contributions", subject="TJK", operator="=", value="25", period="the 1990s",
        measure="personnel", parameters={"contributors": ["TJK"], "number": 25, "each": False, "month": None},
    )  # fmt: skip
    found = check(Statement(id="S1", claim=claim), reference(), MEETING)
    assert found.ruling is Ruling.NO_DATA
    assert "the 1990s" in (found.finding.needed or "")


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 3000), st.text(max_size=6), st.floats(allow_nan=False),
    st.lists(st.sampled_from(["TJK", "UN", "CSTO", "CENTRAL_ASIA", "UNMOT", "XXX", "", "2013"]), max_size=3),
    st.sampled_from(["TJK", "UN", "CENTRAL_ASIA", "UNMOT", "2013", "2013-11", "joined", "withdrawn", "zero"]),
)  # fmt: skip
NAMES = (
    "contributors", "members", "organisations", "organisation", "group", "month", "number", "approximation", "each",
    "operations", "share", "count", "year", "change", "status", "dates", "role", "operation", "start", "end", "lead",
    "drawdown", "years", "actors", "unit", "direction", "rank",
)  # fmt: skip


@given(
    measure=st.sampled_from(sorted(_READERS)),
    values=st.dictionaries(st.sampled_from(NAMES), JUNK),
    period=st.sampled_from([None, "2013", "currently", "the 1990s", "0000", "future"]),
    value=st.sampled_from([None, "0", "candidate", "25"]),
    day=st.sampled_from([None, MEETING]),
)
def test_half_read_claims_become_no_data_and_never_an_exception(
    measure: str, values: dict[str, object], period: str | None, value: str | None, day: date | None
) -> None:
    claim = Claim(
        variable="x", subject="y", operator="=", value=value, period=period, measure=measure, parameters=values
    )
    statement = Statement(id="S1", report="r", claim=claim)
    (found,) = check_all([statement], reference(), {"r": day} if day else None)
    assert found.finding.observed or found.finding.needed


def test_claims_in_the_measures_own_terms_pass_unchanged() -> None:
    values = {"contributor": "RUS", "month": "2013-11", "above": 0.5}
    claim = Claim(variable="x", subject="y", operator=">", measure="missions_share", parameters=values)
    assert put(claim, reference(), MEETING).values == values
