"""Across meetings: stances on the same concepts, what changed, what is new, contested, settled."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import UsageError
from contingent.coding.codebook import Code, Codebook
from contingent.coding.codebook_versions import map_codes
from contingent.coding.meetings import (
    Dialogue,
    Stand,
    State,
    Turn,
    Voice,
    changes,
    courses,
    difference,
    in_order,
    silences,
    voice_of,
)
from contingent.coding.shares import interval
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import Hedge, HolderKind, Stance, Status

ORDER = tuple(Dialogue(id=f"m{n}", title=f"M{n}", day=date(2010 + n, 1, 1)) for n in range(4))
PRO, CON, DOUBT, SPLIT = Stance.SUPPORT, Stance.OPPOSE, Stance.SCEPTICAL, Stance.AMBIVALENT


def said(
    meeting: int, *stances: Stance | None, holder: str = "KAZ", concept: str = "c", hedge: str = "certain"
) -> list[Voice]:
    return [
        Voice(
            statement=f"{meeting}-{holder}-{concept}-{n}", meeting=f"m{meeting}", concept=concept, stance=stance,
            quantifier="one", hedge=Hedge(hedge), kind=HolderKind.PARTICIPANT, holders=(holder,),
        )
        for n, stance in enumerate(stances)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        ((PRO,), (CON,), Turn.TURNED),
        ((CON,), (PRO,), Turn.TURNED),
        ((DOUBT,), (PRO,), Turn.MOVED),
        ((PRO,), (PRO, CON), Turn.MOVED),
        ((SPLIT,), (PRO,), Turn.MOVED),
        ((Stance.NEUTRAL,), (PRO,), Turn.MOVED),
        ((CON,), (DOUBT,), Turn.DEGREE),
        ((CON,), (CON, DOUBT), Turn.DEGREE),
        ((PRO,), (PRO, PRO), Turn.HELD),
    ],
)
def test_changes_have_names(before: tuple[Stance, ...], after: tuple[Stance, ...], turn: Turn) -> None:
    (change,) = changes([*said(0, *before), *said(1, *after)], ORDER)
    assert change.turn is turn
    assert any(caution.startswith("thin") for caution in change.cautions)


def test_silence_and_speech_without_stance_are_no_opinion() -> None:
    voices = [*said(0, PRO), *said(1, None), *said(3, CON)]
    (change,) = changes(voices, ORDER)
    assert (change.before.meeting, change.after.meeting) == ("m0", "m3")
    assert not silences(voices, ORDER)
    (silence,) = silences(voices[:2], ORDER)
    assert (silence.last.meeting, silence.last.stand) == ("m0", Stand.FOR)


def test_cautions_tell_hedges_kinds_and_thin_ground() -> None:
    many = changes([*said(0, *[PRO] * 3), *said(1, *[CON] * 3)], ORDER)[0]
    assert many.cautions == ()
    hedged = changes([*said(0, *[PRO] * 3), *said(1, *[CON] * 3, hedge="possible")], ORDER)[0]
    assert hedged.cautions == ("hedged: 0 before, 3 after",)


def state(*by_meeting: tuple[Stance | None, ...], least: int = 2) -> list[tuple[State, bool, bool]]:
    voices = [voice for n, stances in enumerate(by_meeting) for voice in said(n, *stances)]
    spoken = {f"m{n}": [v.statement for v in said(n, *stances)] for n, stances in enumerate(by_meeting) if stances}
    order = ORDER[: len(by_meeting)]
    return [(c.state, c.new, c.reopened) for c in courses(voices, {"c": spoken}, order, least=least)]


def test_contested_settled_reopened() -> None:
    fight = (PRO, PRO, CON, DOUBT)
    assert state(fight, (PRO, PRO), fight) == [
        (State.CONTESTED, False, False), (State.SETTLED_FOR, False, False), (State.CONTESTED, False, True),
    ]  # fmt: skip
    assert state(fight, (CON, CON))[1][0] is State.SETTLED_AGAINST
    assert state((PRO, PRO), (PRO, PRO))[1][0] is State.MOSTLY_FOR, "never contested, so never settled"
    assert state(fight, ())[1][0] is State.UNSPOKEN
    assert state(fight, (PRO,))[1][0] is State.OPEN
    assert state((PRO, CON), least=1)[0][0] is State.CONTESTED
    assert state((PRO, PRO, CON))[0][0] is State.OPEN


def test_new_is_what_no_earlier_meeting_spoke_of() -> None:
    assert state((), (None,), (None,)) == [
        (State.UNSPOKEN, False, False), (State.OPEN, True, False), (State.OPEN, False, False),
    ]  # fmt: skip
    assert state((None,))[0][1] is False, "at the first meeting nothing can be new"


def test_the_other_side_of_a_settled_concept_is_named() -> None:
    voices = [*said(0, PRO, PRO, holder="A"), *said(0, CON, CON, holder="B"), *said(1, PRO, PRO, holder="A")]
    told = courses(voices, {}, ORDER[:2])
    assert told[1].state is State.SETTLED_FOR
    assert told[1].earlier == ("0-B-c-0", "0-B-c-1")


def test_intervals_are_those_of_the_literature() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for pro, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert interval(pro, n - pro) == pytest.approx((low, high), abs=5e-5)
    assert interval(0, 0) is None
    # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: 56 of 70 less 48 of 80.
    before = courses(said(0, *[PRO] * 48, *[CON] * 32), {}, ORDER[:1])[0].cell
    after = courses(said(0, *[PRO] * 56, *[CON] * 14), {}, ORDER[:1])[0].cell
    assert difference(before, after) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


STANCES = st.lists(st.sampled_from([None, *Stance]), max_size=6)


@given(st.lists(STANCES, min_size=1, max_size=4))
def test_every_statement_stands_once_and_states_follow_their_definitions(meetings: list[list[Stance | None]]) -> None:
    voices = [voice for n, stances in enumerate(meetings) for voice in said(n, *stances)]
    told = courses(voices, {}, ORDER[: len(meetings)])
    ids = Counter(voice.statement for course in told for voice in course.cell.voices)
    assert set(ids.values()) <= {1}
    assert sum(ids.values()) == len(voices)
    for n, course in enumerate(told):
        contested_before = any(each.state is State.CONTESTED for each in told[:n])
        pro, con = len(course.cell.pro), len(course.cell.con)
        assert (course.state is State.CONTESTED) == (pro >= 2 and con >= 2)
        settled = course.state in (State.SETTLED_FOR, State.SETTLED_AGAINST)
        assert settled == (contested_before and max(pro, con) >= 2 and min(pro, con) == 0)
        share = interval(pro, con)
        assert share is None or share[0] <= pro / (pro + con) <= share[1]
    turned = changes(voices, ORDER)
    assert len(turned) == max(0, sum(any(stances) for stances in meetings) - 1)


def test_meetings_of_one_day_are_not_compared_with_each_other() -> None:
    a, b, _, d = ORDER
    order = (a, Dialogue(id="m1", title="B", day=b.day), Dialogue(id="m2", title="C", day=b.day), d)
    voices = [*said(0, PRO), *said(1, CON), *said(2, PRO), *said(3, CON)]
    found = {(each.before.meeting, each.after.meeting): each.turn for each in changes(voices, order)}
    assert found == {
        ("m0", "m1"): Turn.TURNED, ("m0", "m2"): Turn.HELD, ("m1", "m3"): Turn.HELD, ("m2", "m3"): Turn.TURNED,
    }  # fmt: skip
    assert silences(said(1, PRO), order[:3]) == ()
    told = courses(said(2, PRO), {"c": {"m1": ["x"], "m2": ["y"], "m3": ["z"]}}, order)
    assert [each.new for each in told] == [False, True, True, False]


def test_settled_needs_a_dispute_on_an_earlier_day() -> None:
    order = (ORDER[0], Dialogue(id="m1", title="B", day=ORDER[0].day), ORDER[2])
    voices = [*said(0, PRO, PRO, CON, CON), *said(1, PRO, PRO), *said(2, PRO, PRO)]
    states = [each.state for each in courses(voices, {}, order)]
    assert states == [State.CONTESTED, State.MOSTLY_FOR, State.SETTLED_FOR]


def test_a_side_that_one_holder_makes_up_is_told() -> None:
    voices = [*said(0, PRO, PRO), *said(0, CON, holder="UZB", hedge="possible"), *said(0, CON, holder="RUS")]
    (course,) = courses(voices, {}, ORDER[:1])
    assert course.state is State.CONTESTED
    assert course.cautions == ("all for from KAZ", "1 of 4 hedged")


def test_meetings_without_a_day_are_in_no_order() -> None:
    undated = Dialogue(id="x", title="X", day=None)
    assert in_order([*reversed(ORDER), undated]) == ORDER


def test_the_rapporteur_and_rejected_statements_are_no_voices() -> None:
    one = Statement(id="S", concepts=("c",), attribution=Attribution(kind=HolderKind.STATE, affiliation=("KAZ",)))
    made = voice_of(one, "m", str.upper, ["KAZ", "KAZ"])
    assert made is not None
    assert (made.concept, made.holders) == ("C", ("KAZ",))
    from dataclasses import replace

    assert voice_of(replace(one, attribution=Attribution()), "m", str) is None
    assert voice_of(replace(one, status=Status.REJECTED), "m", str) is None
    assert voice_of(replace(one, concepts=()), "m", str) is None


def book(version: int, *codes: Code) -> Codebook:
    return Codebook(id="b", name="B", version=version, codes=codes)


def test_codes_of_an_older_version_are_read_in_the_latest() -> None:
    old = book(
        1, Code(code="hub", name="Hub"), Code(code="law", name="Law", definition="rules"), Code(code="gone", name="G")
    )
    new = book(2, Code(code="centre", name="hub "), Code(code="rules", name="Rules", definition="rules"))
    found = map_codes([old, new], {"hub", "law", "gone"})
    assert found.target is new
    assert dict(found.codes) == {"hub": "centre", "law": "rules"}
    assert any("gone is not in b version 2" in note for note in found.notes)
    assert map_codes([old, new], {"gone"}, {"gone": "centre"}).read("gone") == "centre"
    with pytest.raises(UsageError):
        map_codes([old, new], {"gone"}, {"gone": "nowhere"})


def test_a_name_that_two_new_codes_have_maps_nothing() -> None:
    old = book(1, Code(code="hub", name="Hub"))
    new = book(2, Code(code="one", name="Hub"), Code(code="two", name="Hub"))
    assert dict(map_codes([old, new], {"hub"}).codes) == {}


def test_a_definition_that_differs_is_told() -> None:
    old, new = (book(n, Code(code="a", name="A", definition=str(n))) for n in (1, 2))
    assert map_codes([old, new], {"a"}).notes == ("a is defined otherwise in b version 1 than in b version 2.",)
