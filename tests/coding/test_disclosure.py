"""Who could be singled out: what the words vouch for, and what the rule of the meeting makes of it."""

from __future__ import annotations

import pytest

from contingent.coding.disclosure import K, singled_out
from contingent.coding.reports import Confidentiality, Meeting, Report
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import HolderKind, Quantifier

CLOSED = Meeting(id="m", title="M")
REPORT = Report(id="r", title="R", meeting="m")


def said(
    key: str, *whose: str, quantifier: Quantifier = Quantifier.ONE, kind: HolderKind = HolderKind.PARTICIPANT
) -> Statement:
    return Statement(id=key, report="r", attribution=Attribution(quantifier=quantifier, kind=kind, affiliation=whose))


def test_one_participant_of_an_affiliation_is_singled_out() -> None:
    (found,) = singled_out([said("a", "KEN"), said("b", "KEN")], [REPORT], [CLOSED])
    assert (found.affiliation, found.people, found.statements, found.meeting) == (("KEN",), 1, ("a", "b"), "m")
    assert "KEN at m" in str(found)


@pytest.mark.parametrize("quantifier", [Quantifier.SEVERAL, Quantifier.MANY, Quantifier.MOST])
def test_where_the_words_vouch_for_enough_nobody_is(quantifier: Quantifier) -> None:
    assert not singled_out([said("a", "KEN"), said("b", "KEN", quantifier=quantifier)], [REPORT], [CLOSED])
    assert not singled_out([said("a", "KEN", quantifier=quantifier), said("b", "KEN", "UGA")], [REPORT], [CLOSED])


def test_two_are_too_few() -> None:
    (found,) = singled_out([said("a", "KEN", quantifier=Quantifier.TWO)], [REPORT], [CLOSED])
    assert found.people == 2 < K


@pytest.mark.parametrize("kind", [HolderKind.STATE, HolderKind.ORGANIZATION, HolderKind.RAPPORTEUR])
def test_states_and_the_report_itself_are_no_people(kind: HolderKind) -> None:
    assert not singled_out([said("a", "KEN", kind=kind)], [REPORT], [CLOSED])


def test_the_rule_of_the_meeting_decides() -> None:
    public = Meeting(id="m", title="M", rule=Confidentiality.PUBLIC)
    sealed = Meeting(id="m", title="M", rule=Confidentiality.CONFIDENTIAL)
    assert not singled_out([said("a", "KEN")], [REPORT], [public])
    assert singled_out([said("a", "KEN")], [REPORT], [sealed])[0].rule is Confidentiality.CONFIDENTIAL
    assert singled_out([said("a", "KEN")], [Report(id="r", title="R")], [])[0].meeting == "no meeting"


def test_crowds_are_counted_meeting_by_meeting() -> None:
    other = said("b", "KEN", quantifier=Quantifier.MANY)
    elsewhere = Statement(id="b", report="q", attribution=other.attribution)
    reports = [REPORT, Report(id="q", title="Q", meeting="n")]
    found = singled_out([said("a", "KEN"), elsewhere], reports, [CLOSED, Meeting(id="n", title="N")])
    assert [each.meeting for each in found] == ["m"]


def test_people_that_another_tool_named_are_counted_by_organisation() -> None:
    def coded(key: str, person: str) -> Statement:
        return Statement(id=key, report="r", variables={"person": person, "organization": "Ministry"})

    two = [coded("a", "Person 1"), coded("b", "Person 2"), coded("c", "Person 1")]
    assert singled_out(two, [REPORT], [CLOSED])[0].people == 2
    assert not singled_out([*two, coded("d", "Person 3")], [REPORT], [CLOSED])
    assert not singled_out([Statement(id="a", report="r", variables={"organization": "Ministry"})], [REPORT], [CLOSED])
