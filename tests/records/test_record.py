"""The record's questions, on a small record made by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.records.actors import Actor, ActorKind, Membership, Source
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.events import Event
from contingent.records.operations import Operation
from contingent.records.record import Record, nearest

DAY = date(2013, 11, 5)
NOVEMBER = Month(2013, 11)


def actor(code: str, name: str, kind: ActorKind = ActorKind.STATE) -> Actor:
    return Actor(code=code, name=name, kind=kind)


def row(contributor: str, month: Month, number: int | None, operation: str | None = None, **more: str) -> Contribution:
    kind = more.get("kind", "total")
    return Contribution(
        month=month,
        contributor=contributor,
        operation=operation,
        kind=kind,
        number=number,
        snapshot="s",
        sex=more.get("sex"),
    )


RECORD = Record(
    actors=(
        actor("TJK", "Tajikistan"),
        actor("UZB", "Uzbekistan"),
        actor("TKM", "Turkmenistan"),
        actor("CSTO", "Collective Security Treaty Organization", ActorKind.ORGANISATION),
        actor("CIS", "Commonwealth of Independent States", ActorKind.ORGANISATION),
        actor("CENTRAL_ASIA", "Central Asian states", ActorKind.GROUP),
        actor("UN", "United Nations", ActorKind.ORGANISATION),
    ),
    dated_memberships=(
        Membership(organisation="CSTO", actor="TJK", since=date(1994, 4, 20)),
        Membership(organisation="CSTO", actor="UZB", since=date(1994, 4, 20), until=date(1999, 4, 20)),
        Membership(organisation="CSTO", actor="UZB", since=date(2006, 8, 16), until=date(2012, 12, 19)),
        Membership(organisation="CIS", actor="TJK", since=date(1991, 12, 21)),
        Membership(organisation="CIS", actor="UZB", since=date(1991, 12, 21)),
        Membership(organisation="CIS", actor="UZB", role="suspended", since=date(2013, 1, 1)),
        Membership(organisation="CIS", actor="TKM", role="associate member", since=date(2005, 8, 26)),
        Membership(organisation="CENTRAL_ASIA", actor="TJK"),
    ),
    operations=(
        Operation(
            code="UNMOT",
            name="United Nations Mission of Observers in Tajikistan",
            lead="UN",
            hosts=("TJK",),
            since=date(1994, 12, 16),
            until=date(2000, 5, 15),
        ),
        Operation(code="UNMOT_OLD", name="Older name", lead="UN", hosts=("TJK",), kind="other name"),
    ),
    sources={"un": Source(publisher="United Nations", title="List")},
    events=(
        Event(id="b", start=date(2012, 6, 28), actors=("UZB", "CSTO"), kind="notice", what="Gave notice."),
        Event(id="a", start=date(1997, 6, 27), actors=("TJK",), kind="agreement", what="General Agreement."),
    ),
    snapshots={"s": Snapshot(id="s", publisher="IPI", title="Contributions", retrieved=date(2014, 10, 21))},
    contributions=(
        row("TJK", NOVEMBER, 25),
        row("TJK", Month(2013, 10), 26),
        row("TJK", Month(2013, 12), None),
        row("TJK", NOVEMBER, 25, "UNMOT"),
        row("TJK", NOVEMBER, 25, kind="police"),
    ),
)


def test_members_depend_on_the_day() -> None:
    assert RECORD.members("CSTO", date(1995, 1, 1)) == ("TJK", "UZB")
    assert RECORD.members("CSTO", date(2000, 1, 1)) == ("TJK",)
    assert RECORD.members("CSTO", date(2012, 12, 18)) == ("TJK", "UZB")
    assert RECORD.members("CSTO", date(2012, 12, 19)) == ("TJK",), "the until day no longer counts"


def test_a_role_can_be_asked_for_and_suspension_only_by_name() -> None:
    assert RECORD.members("CIS", DAY) == ("TJK", "TKM", "UZB")
    assert RECORD.members("CIS", DAY, "member") == ("TJK", "UZB")
    assert RECORD.members("CIS", DAY, "suspended") == ("UZB",)
    assert not RECORD.is_member("TKM", "CIS", DAY, "member")
    assert RECORD.is_member("TKM", "CIS", DAY)


def test_organisations_of_an_actor_leave_groups_out() -> None:
    assert RECORD.organisations_of("TJK", DAY) == ("CIS", "CSTO")
    assert RECORD.organisations_with_all(["TJK", "UZB"], DAY) == ("CIS",)
    assert RECORD.organisations_with_all(["TJK", "UZB"], date(2010, 1, 1)) == ("CIS", "CSTO")
    assert RECORD.organisations_with_all([], DAY) == ()


def test_memberships_by_organisation_actor_or_both() -> None:
    assert len(RECORD.memberships()) == 8
    assert len(RECORD.memberships("CSTO")) == 3
    assert len(RECORD.memberships(actor="TJK")) == 3
    assert [each.until for each in RECORD.memberships("CSTO", "UZB")] == [date(1999, 4, 20), date(2012, 12, 19)]
    assert RECORD.memberships("CSTO", "TKM") == ()


def test_an_operation_answers_as_an_actor_too() -> None:
    assert RECORD.operation("UNMOT").hosts == ("TJK",)
    mission = RECORD.actor("UNMOT")
    assert mission.kind is ActorKind.MISSION
    assert mission.until == date(2000, 5, 15)


def test_operations_on_a_day_count_the_last_day_and_no_other_names() -> None:
    assert [each.code for each in RECORD.operations_on(date(2000, 5, 15), host="TJK")] == ["UNMOT"]
    assert RECORD.operations_on(date(2000, 5, 16)) == ()
    assert RECORD.operations_on(date(1999, 1, 1), lead="CIS") == ()


def test_personnel_tells_no_row_from_not_reported() -> None:
    found = RECORD.personnel("TJK", NOVEMBER)
    assert found is not None
    assert found.number == 25
    missing = RECORD.personnel("TJK", Month(2013, 12))
    assert missing is not None
    assert missing.number is None
    assert RECORD.personnel("UZB", NOVEMBER) is None
    police = RECORD.personnel("TJK", NOVEMBER, kind="police")
    assert police is not None
    assert RECORD.personnel("TJK", NOVEMBER, "UNMOT", "police") is None


def test_a_series_runs_by_month() -> None:
    assert [(str(each.month), each.number) for each in RECORD.series("TJK")] == [
        ("2013-10", 26),
        ("2013-11", 25),
        ("2013-12", None),
    ]
    assert len(RECORD.series("TJK", "UNMOT")) == 1
    assert RECORD.series("UZB") == ()


def test_sources_and_snapshots() -> None:
    assert RECORD.source("un").publisher == "United Nations"
    assert RECORD.source("s").date == "2014-10-21"
    assert RECORD.snapshot("s").publisher == "IPI"


def test_events_of_an_actor_by_date() -> None:
    assert [each.id for each in RECORD.events_of("TJK")] == ["a"]
    assert [each.id for each in RECORD.events_of("UZB", "notice")] == ["b"]
    assert RECORD.events_of("UZB", "vote") == ()


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda: RECORD.actor("tjk"), "TJK (Tajikistan)"),
        (lambda: RECORD.actor("Tadjikistan"), "TJK (Tajikistan)"),
        (lambda: RECORD.operation("UNMOTT"), "UNMOT"),
        (lambda: RECORD.members("CSTOO", DAY), "CSTO"),
        (lambda: RECORD.is_member("TJKK", "CSTO", DAY), "TJK"),
        (lambda: RECORD.organisations_of("Usbekistan", DAY), "UZB"),
        (lambda: RECORD.personnel("TJ", NOVEMBER), "TJK"),
        (lambda: RECORD.series("TJK", "UNMOTX"), "UNMOT"),
        (lambda: RECORD.source("u n"), "un"),
    ],
)
def test_an_unknown_code_is_named_with_its_neighbours(ask, near) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotFoundError) as caught:
        ask()
    assert caught.value.remedy is not None
    assert near in caught.value.remedy


def test_a_code_like_no_other_still_gets_a_remedy() -> None:
    with pytest.raises(NotFoundError, match="There is no snapshot 'zzzzzzzzzz'") as caught:
        RECORD.snapshot("zzzzzzzzzz")
    assert caught.value.remedy == "Look the snapshot up in the reference tables."
    assert nearest("", {"TJK": "Tajikistan"}) == ()


def test_the_record_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        RECORD.actors = ()  # type: ignore[misc]


@given(st.dates(min_value=date(1980, 1, 1), max_value=date(2040, 1, 1)))
def test_members_and_is_member_and_organisations_of_agree(day: date) -> None:
    for organisation in ("CSTO", "CIS"):
        members = RECORD.members(organisation, day)
        for code in ("TJK", "UZB", "TKM"):
            assert (code in members) == RECORD.is_member(code, organisation, day)
            assert (code in members) == (organisation in RECORD.organisations_of(code, day))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2020, 1, 1)), st.integers(0, 4000))
def test_a_membership_holds_from_since_up_to_until(since: date, days: int) -> None:
    until = since + timedelta(days=days)
    membership = Membership(organisation="CSTO", actor="TJK", since=since, until=until)
    record = Record(actors=RECORD.actors, dated_memberships=(membership,))
    assert (record.members("CSTO", since) == ("TJK",)) == (days > 0)
    assert record.members("CSTO", until) == ()
    assert record.members("CSTO", since - timedelta(days=1)) == ()


@given(st.text(max_size=40))
def test_any_text_as_a_code_gives_an_answer_or_a_clear_error(code: str) -> None:
    if code in {each.code for each in (*RECORD.actors, *RECORD.operations)}:
        assert RECORD.actor(code).code == code
        return
    with pytest.raises(NotFoundError) as caught:
        RECORD.actor(code)
    assert caught.value.what
    assert caught.value.remedy
