"""The 43 claims of the Astana report against the record that ships with the package."""

from __future__ import annotations

from collections import Counter

import pytest

from contingent.checks.claims import check_all
from contingent.checks.verdicts import Ruling, Verdict
from contingent.project.starting import find_case
from contingent.records.reference import reference


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return {v.statement: v for v in check_all(find_case("astana_2013").statements, reference())}


def test_every_claim_gets_a_verdict(verdicts: dict[str, Verdict]) -> None:
    assert len(verdicts) == 43
    assert Counter(v.ruling for v in verdicts.values())[Ruling.NO_DATA] <= 3


def test_no_verdict_without_its_origin(verdicts: dict[str, Verdict]) -> None:
    record = reference()
    for verdict in verdicts.values():
        finding = verdict.finding
        if finding.ruling is Ruling.NO_DATA:
            assert finding.needed, f"{verdict.statement}: says neither a figure nor what would be needed"
            continue
        assert finding.observed, verdict.statement
        assert finding.citations, verdict.statement
        for citation in finding.citations:
            assert citation.source in record.sources or citation.source in record.snapshots, (verdict, citation)


@pytest.mark.parametrize(
    ("statement", "ruling", "observed"),
    [
        ("A100", Ruling.SUPPORTED, "Tajikistan 25 people (2013-11); Kyrgyzstan 26 people (2013-11)"),
        ("A137", Ruling.SUPPORTED, "Russia 104 people (2013-11)"),
        ("A051", Ruling.SUPPORTED, "2012-12-19"),
        ("A034", Ruling.SUPPORTED, "UNMOT: 1994-12-16 to 2000-05-15"),
        ("A153", Ruling.SUPPORTED, "UKR is one of 51 founding members of UN, since 1945-10-24"),
        ("A168", Ruling.PARTLY, "PfP is the only military structure with all of KAZ, KGZ, TJK, TKM, UZB"),
        ("A168", Ruling.PARTLY, "OSCE, a security organisation, has all of them too"),
        ("A002", Ruling.PARTLY, "14 in 1993-07, 15 in 2013-11; uniformed personnel: 77,657 and 98,267 (+27%)"),
        ("A005", Ruling.PARTLY, "The second phase of the initiative"),
        ("A163", Ruling.PARTLY, "nothing on record of the kind aerial capability"),
        ("A171", Ruling.SUPPORTED, "outside CSTO on 2013-11-05: TKM, UZB"),
        ("A020", Ruling.SUPPORTED, "ISAF led by NATO; ISAF: 2001-12-20 to 2014-12-28"),
        ("A132", Ruling.PARTLY, "not among the contributors listed in any month at hand (3 months"),
        ("A139", Ruling.PARTLY, "8 of 17 missions with uniformed personnel, 47%"),
        ("A116", Ruling.PARTLY, "declared ready for UN operations"),
        ("A081", Ruling.PARTLY, "asked Russia"),
        ("A150", Ruling.PARTLY, "conscripts were being called up"),
        ("A149", Ruling.PARTLY, "(per cent): 4.2 in 2010"),
        ("A110", Ruling.NO_DATA, "no measure of stability"),
    ],
)
def test_what_the_record_says(verdicts: dict[str, Verdict], statement: str, ruling: Ruling, observed: str) -> None:
    verdict = verdicts[statement]
    assert verdict.ruling is ruling
    assert observed in verdict.finding.observed


def test_qualifications_are_said_plainly(verdicts: dict[str, Verdict]) -> None:
    assert "not CSTO" in (verdicts["A081"].finding.qualification or "")
    assert "EAPC" in (verdicts["A168"].finding.qualification or "")
    assert "not the same as zero" in (verdicts["A132"].finding.qualification or "")
    assert "19 operations" in (verdicts["A002"].finding.qualification or "")
    assert "8 of 15" in (verdicts["A139"].finding.qualification or "")
    assert "5.0 years later" in (verdicts["A116"].finding.qualification or "")


def test_a_part_without_data_names_whom_nothing_is_on_record_of(verdicts: dict[str, Verdict]) -> None:
    assert "; Kyrgyzstan: nothing on record" in verdicts["A097"].finding.observed


def test_dates_are_told_as_far_as_they_are_known(verdicts: dict[str, Verdict]) -> None:
    tajik = verdicts["A097"].finding
    assert "since 2007 (2007);" in tajik.observed
    assert "not known" not in (tajik.qualification or "")
    assert "(2013-08)" in verdicts["A116"].finding.observed
    assert "(2010-06-12)" in verdicts["A081"].finding.observed


def test_what_only_a_later_end_speaks_for_is_borne_out_in_part(verdicts: dict[str, Verdict]) -> None:
    for statement, years in (("A117", "1.6"), ("A120", "11.3")):
        finding = verdicts[statement].finding
        assert finding.ruling is Ruling.PARTLY, "the same situation, the same ruling"
        assert f"{years} years later; that does not show" in (finding.qualification or "")
    assert verdicts["A124"].ruling is Ruling.SUPPORTED, "a sign of it stands on record before the meeting"
    assert "later than the 3 years" in (verdicts["A116"].finding.qualification or "")


def test_every_verdict_says_what_was_tested_in_words_of_its_own(verdicts: dict[str, Verdict]) -> None:
    for verdict in verdicts.values():
        assert verdict.tested, verdict.statement
        assert verdict.tested != verdict.said, verdict.statement


@pytest.mark.parametrize(
    ("statement", "untested"),
    [
        ("A146", "reasons"), ("A089", "could grow"), ("A128", "help it win"), ("A115", "feared"),
        ("A142", "airlift"), ("A117", "training requirements"), ("A090", "reason to expect change"),
        ("A104", "wish"), ("A139", "first-hand knowledge"), ("A153", "pride"), ("A002", "widened the notion"),
    ],
)  # fmt: skip
def test_what_the_sentence_says_besides_is_told_as_not_tested(
    verdicts: dict[str, Verdict], statement: str, untested: str
) -> None:
    assert untested in (verdicts[statement].untested or "")


def test_the_claims_file_does_not_choose_what_is_compared() -> None:
    claim = next(s.claim for s in find_case("astana_2013").statements if s.id == "A168")
    assert claim is not None
    assert not {"among", "wider"} & set(claim.parameters)


def test_one_state_does_not_bear_out_a_whole_region(verdicts: dict[str, Verdict]) -> None:
    garrisons = verdicts["A145"]
    assert garrisons.ruling is Ruling.PARTLY
    assert "not KAZ, KGZ, TKM, UZB" in (garrisons.finding.qualification or "")


def test_what_happened_since(verdicts: dict[str, Verdict]) -> None:
    assert "the bid succeeded" in (verdicts["A128"].finding.since or "")
    assert "UNIFIL" in (verdicts["A116"].finding.since or "")
    assert "annual figures 2014-2020" in (verdicts["A136"].finding.since or "")
