"""Suggested claims, put to the record: what the sentence leaves open is filled in from the meeting, or said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.checks.whole import whole_record

from contingent.checks.claims import check, check_all
from contingent.checks.reading import _READERS, put
from contingent.checks.verdicts import Ruling, Verdict
from contingent.coding.codebook_files import default_codebook
from contingent.coding.convert import convert
from contingent.coding.mentions import Gazetteer
from contingent.coding.statements import Claim, Statement
from contingent.coding.suggest import RuleSuggester
from contingent.records.names import names
from contingent.records.record import Record
from contingent.records.reference import reference

MEETING = date(2013, 11, 5)


@pytest.fixture(scope="module")
def suggester() -> RuleSuggester:
    found = Gazetteer.of((name.text, name.code, name.kind or "", name.role) for name in names())
    return RuleSuggester(found, default_codebook())


def verdict(
    suggester: RuleSuggester, sentence: str, day: date | None = MEETING, record: Record | None = None
) -> Verdict:
    suggested = [replace(s, report="r") for s in suggester.suggest(convert(sentence.encode(), "a.txt")) if s.claim]
    assert len(suggested) == 1, f"one claim expected in {sentence!r}, not {[s.claim for s in suggested]}"
    return check_all(suggested, record or reference(), {"r": day} if day else None)[0]


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
        ("Brazil's troop contributions to UN missions peaked in 2010.", "of Brazil by month"),
        ("African countries contribute almost half of all uniformed personnel in UN operations.", "all contributors"),
        ("KFOR was authorised by the UN Security Council in 1999.", "authority"),
    ],
)
def test_what_is_not_on_record_says_what_is_needed(suggester: RuleSuggester, sentence: str, needed: str) -> None:
    found = verdict(suggester, sentence)
    assert found.ruling is Ruling.NO_DATA
    assert needed in (found.finding.needed or "")


@pytest.mark.parametrize(
    ("sentence", "ruling", "observed"),
    [
        # ranks
        ("One speaker noted that Pakistan is the largest contributor to UN peacekeeping.", "supported", "1st of 120"),
        ("India is the largest contributor of troops to UN operations.", "contradicted", "India 2nd of 97"),
        ("Ethiopia is the fourth-largest troop contributor to UN peacekeeping operations.", "supported", "4th of 120"),
        ("Rwanda is among the top ten troop contributors to the UN.", "supported", "6th of 120 with 4,743"),
        ("Ethiopia is the largest African contributor of troops to UN peacekeeping.", "supported", "1st of 31"),
        ("Nigeria is one of the largest contributors to UNAMID.", "supported", "2nd of 47"),
        ("In 2010 Bangladesh was the largest contributor to UN peacekeeping.", "partly", "Bangladesh"),
        # trends
        ("Chinese contributions to UN peacekeeping have grown since 2000.", "supported", "+2425%"),
        ("The number of troops that China contributes to UN missions has doubled since 2003.", "supported", "+681%"),
        ("Poland's contribution to UN operations has fallen sharply over the past decade.", "supported", "-99%"),
        ("The number of uniformed personnel in UN operations rose between 1999 and 2010.", "supported", "+620%"),
        ("Ghana's contribution to UN operations has declined since 2005.", "unclear", "-12%"),
        ("Brazil's troop contributions to UN missions peaked in 2011.", "supported", "2,498 (2011-11)"),
        # shares
        ("European states provide less than 10 per cent of UN troops.", "supported", "6.66%"),
        ("Bangladesh, India and Pakistan together provide about a quarter of UN peacekeepers.", "supported", "24.54%"),
        ("Uruguay accounts for less than 1 per cent of UN personnel.", "contradicted", "2.20%"),
        ("Rwanda provides more than a quarter of the troops in UNAMID.", "contradicted", "22.42%"),
        ("India's share of UN troops was about 8 per cent.", "supported", "8.16%"),
        ("Uruguay's share of UN personnel is more than 4 per cent.", "contradicted", "2.20%"),
        ("The share of women among UN police is less than 5 per cent.", "contradicted", "9.86%"),
        ("Bangladesh, India and Pakistan together provide nearly a quarter of UN personnel.", "supported", "24."),
        ("Women make up about 3 per cent of the military personnel in UN operations.", "supported", "2.78%"),
        # history
        ("Fiji has contributed troops to UN operations since 1978.", "partly", "first listed in 1990-11"),
        ("Ukraine has contributed personnel to UN operations since 1992.", "supported", "first listed in 1992-08"),
        ("Uzbekistan has never contributed personnel to UN operations.", "supported", "277 lists"),
        ("Kazakhstan has never contributed personnel to UN operations.", "contradicted", "first in 2007-05"),
        ("Uzbekistan has never contributed to UN peacekeeping.", "supported", "277 lists"),
        ("Paraguay never took part in a United Nations peacekeeping mission.", "contradicted", "first in"),
        ("Ukraine has participated in UN operations since 1992.", "supported", "first listed in 1992-08"),
        ("Ghana has contributed to UN peacekeeping since 1990.", "supported", "first listed in 1990-11"),
        ("Indonesia no longer contributes troops to UNMIL.", "contradicted", "Indonesia 1 in UNMIL"),
        # comparisons and counts
        ("Germany contributes fewer soldiers to UN missions than Ghana.", "supported", "Germany 228; Ghana 2,703"),
        ("Rwanda contributes more troops to UNAMID than Nigeria.", "supported", "Rwanda 3,234; Nigeria 2,542"),
        ("Ghana contributes personnel to 12 UN missions.", "contradicted", "Ghana in 9 operations"),
        ("115 states contribute to UN peacekeeping.", "contradicted", "120 contributors"),
        ("More than 45 African countries participate in UN peacekeeping.", "contradicted", "of Africa"),
        ("More than 110 countries contribute uniformed personnel to UN operations.", "supported", "120 contributors"),
    ],
)
def test_sentences_on_series_are_put_to_the_whole_record(
    suggester: RuleSuggester, shared: Path, sentence: str, ruling: str, observed: str
) -> None:
    found = verdict(suggester, sentence, record=whole_record(shared))
    assert (found.ruling.value, observed in found.finding.observed) == (ruling, True), found
    assert found.finding.citations


@pytest.mark.parametrize(
    ("sentence", "measure"),
    [
        ("Canada, once a leading contributor, now fields fewer than 120 personnel.", "personnel"),
        ("Georgia is the largest non-member contributor to the mission.", None),
        ("Contributions from Kenya may double by 2020.", None),
        ("Kenya has contributed funds to UN peacekeeping since 1990.", None),
        ("Japan has contributed to the UN peacekeeping budget since 1990.", None),
        ("Peru, which contributes to UN peacekeeping, has never provided a commander.", None),
        ("Jordan has not contributed to UN peacekeeping since 2005.", None),
        ("Japan's share of the UN budget is about 10 per cent.", None),
        ("India's share of UN peacekeepers killed was about 8 per cent.", None),
        ("Fiji's share of its troops abroad was about 8 per cent.", None),
        ("115 states contribute to the UN budget.", None),
        ("Half of its police officers serve in Haiti.", None),
        ("Trust between Chad and the UN has declined since 2005.", None),
        ("Burundi and Uganda together provide most of the soldiers of the AU Mission in Somalia.", "personnel_share"),
    ],
)
def test_what_only_looks_like_a_claim_on_a_series(suggester: RuleSuggester, sentence: str, measure: str | None) -> None:
    claims = [s.claim for s in suggester.suggest(convert(sentence.encode(), "a.txt")) if s.claim]
    assert [claim.measure for claim in claims] == ([measure] if measure else [])
    assert all("SOM" not in claim.parameters["contributors"] for claim in claims)


def test_what_a_sentence_leaves_open_is_said(suggester: RuleSuggester, shared: Path) -> None:
    vague = verdict(suggester, "Nigeria is one of the largest contributors to UNAMID.", record=whole_record(shared))
    assert "taken to mean up to the 10th place" in (vague.finding.qualification or "")
    peak = verdict(
        suggester, "Brazil's troop contributions to UN missions peaked in 2010.", record=whole_record(shared)
    )
    assert "assumed 2005-01 to 2013-11" in (peak.finding.qualification or "")
    told = verdict(
        suggester,
        "Peru's troop contributions to UN missions peaked between 2004 and 2009.",
        record=whole_record(shared),
    )
    assert "assumed" not in (told.finding.qualification or "")
    for sentence in ("Vietnam has never contributed to UN peacekeeping.", "115 states contribute to UN peacekeeping."):
        given_ = verdict(suggester, sentence, record=whole_record(shared))
        assert "assumed uniformed personnel" in (given_.finding.qualification or "")
    unnamed = verdict(suggester, "Kenya's troop contributions have risen since 2005.", record=whole_record(shared))
    assert unnamed.ruling is Ruling.UNCLEAR, "another body's operations may be meant"
    assert "does not name" in (unnamed.finding.qualification or "")


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
    "drawdown", "years", "actors", "unit", "direction", "rank", "un", "top", "since", "until", "when", "back", "than",
    "relation", "about", "nearly", "people", "below", "month", "every", "among", "kind", "sex",
)  # fmt: skip


@given(
    measure=st.sampled_from(sorted(_READERS)),
    values=st.dictionaries(st.sampled_from(NAMES), JUNK),
    period=st.sampled_from([None, "2013", "currently", "the 1990s", "0000", "future"]),
    value=st.sampled_from([None, "0", "candidate", "25"]),
    day=st.sampled_from([None, MEETING]),
)
@example("trend", {"direction": ["increase"]}, None, None, MEETING)
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
