"""Institutions: members of a day, rules held to their texts and to recorded votes, institutions of one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decisions.agendas import astana

from contingent.base.errors import InputError, NotFoundError, UserError
from contingent.decisions.institutions.coalitions import least_coalitions, turning
from contingent.decisions.institutions.custom import read_institution, written
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.known import institution, known
from contingent.decisions.institutions.many import vote_shares
from contingent.decisions.institutions.naming import named
from contingent.decisions.institutions.reforms import REFORMS, reform, reformed
from contingent.decisions.institutions.rules import Ballot, BallotTally, Verdict
from contingent.decisions.institutions.telling import kinds_in_words, vote_in_words
from contingent.decisions.institutions.votes import Question, ballots, vote, win_set
from contingent.records.reference import reference

MEETING = date(2013, 11, 5)
YES, NO, ABSTAIN, ABSENT = Ballot.YES, Ballot.NO, Ballot.ABSTAIN, Ballot.ABSENT


def council(day: str) -> Institution:
    return institution("UNSC", date.fromisoformat(day))


def test_the_council_of_the_meeting() -> None:
    held = council("2013-11-05")
    assert set(held.members) == {
        "CHN", "FRA", "GBR", "RUS", "USA",
        "ARG", "AUS", "AZE", "GTM", "KOR", "LUX", "MAR", "PAK", "RWA", "TGO",
    }  # fmt: skip


COUNCILS = {
    "1946-03-01": "AUS BRA POL EGY MEX NLD",
    "1950-06-27": "CUB ECU EGY IND NOR YUG",
    "1965-11-23": "BOL CIV JOR MYS NLD URY",
    "1971-12-06": "ARG BDI BEL ITA JPN NIC POL SLE SOM SYR",
    "1990-11-29": "CAN COL CIV CUB ETH FIN MYS ROU COD YEM",
    "2003-03-20": "AGO BGR CMR CHL DEU GIN MEX PAK ESP SYR",
    "2022-02-25": "ALB BRA GAB GHA IND IRL KEN MEX NOR ARE",
}


@pytest.mark.parametrize("day", COUNCILS)
def test_councils_of_other_days(day: str) -> None:
    elected = {seat.actor for seat in council(day).seats if seat.role == "elected member"}
    assert elected == set(COUNCILS[day].split())


# Votes as they were taken: day, in favour, against, abstaining or not taking part; adopted or not.
RECORDED = [
    # Resolution 83: the Soviet Union stayed away (no veto), Egypt and India took no part, Yugoslavia against.
    ("1950-06-27", "CHN CUB ECU FRA GBR NOR USA", "YUG", True),
    # Resolution 218: seven votes of eleven, four abstaining; after the amendment this would be two short.
    ("1965-11-23", "BOL CHN CIV JOR MYS SUN URY", "", True),
    # Resolution 678: Cuba and Yemen against, China abstaining.
    ("1990-11-29", "CAN COL CIV ETH FIN FRA GBR MYS ROU SUN USA COD", "CUB YEM", True),
    # Draft on Ukraine: eleven in favour, Russia against, three abstaining.
    ("2022-02-25", "ALB BRA FRA GAB GHA IRL KEN MEX NOR GBR USA", "RUS", False),
]


@pytest.mark.parametrize(("day", "yes", "no", "adopted"), RECORDED)
def test_recorded_votes_of_the_council(day: str, yes: str, no: str, adopted: bool) -> None:
    cast = dict.fromkeys(yes.split(), YES) | dict.fromkeys(no.split(), NO)
    verdict = council(day).decides(cast, ABSTAIN)
    assert verdict.passed is adopted
    assert council(day).decides(cast, ABSENT).passed is adopted, "absence is no veto either"
    if not adopted:
        assert verdict.failing == ("no permanent member against: RUS",)
        assert council(day).by_rule("procedural").decides(cast, ABSTAIN).passed


def test_eight_votes_are_one_short() -> None:
    held = council("2013-11-05")
    verdict = held.decides(dict.fromkeys(held.members[:8], YES), ABSTAIN)
    assert not verdict.passed
    assert verdict.failing == ("at least 9 members in favour: 8 given, 1 short",)


def assembly(yes: int, no: int, rule: str) -> Verdict:
    held = institution("UNGA", MEETING, rule)
    cast = dict.fromkeys(held.members[:yes], YES) | dict.fromkeys(held.members[yes : yes + no], NO)
    return held.decides(cast, ABSTAIN)


def test_two_thirds_of_the_assembly_are_of_those_who_vote() -> None:
    assert assembly(100, 11, "important questions").passed  # resolution 68/262, with 58 abstaining
    assert assembly(20, 10, "important questions").passed
    assert not assembly(19, 10, "important questions").passed
    assert not assembly(0, 0, "important questions").passed
    assert assembly(11, 10, "other questions").passed
    assert not assembly(10, 10, "other questions").passed
    assert not assembly(128, 0, "amendment of the Charter").passed, "128 of 193 are less than two thirds"
    assert assembly(129, 0, "amendment of the Charter").passed


@pytest.mark.parametrize("code", ["CSTO", "NATO", "OSCE", "SCO", "CIS"])
def test_consensus_is_that_nobody_objects(code: str) -> None:
    held = institution(code, MEETING)
    first, second = held.members[:2]
    assert held.decides({first: YES}, ABSTAIN).passed
    assert not held.decides({first: YES, second: NO}, YES).passed
    assert not held.decides({}, ABSTAIN).passed, "something must be wanted by somebody"


def test_consensus_minus_one() -> None:
    held = institution("OSCE", date(1992, 7, 8), "consensus minus one")
    first, second = held.members[:2]
    assert held.decides({first: NO}, YES).passed
    assert not held.decides({first: NO, second: NO}, YES).passed


def test_constructive_abstention() -> None:
    held = institution("EU", date(2016, 6, 1), "unanimity")
    small = ["MLT", "LUX", "CYP", "EST", "LVA", "SVN", "LTU", "HRV", "IRL", "SVK"]  # ten of 28, far from the population
    large = ["DEU", "FRA", "GBR", "ITA"]
    assert held.decides(dict.fromkeys(small, ABSTAIN), YES).passed
    assert held.decides(dict.fromkeys(large, ABSTAIN), YES).passed, "more than a third of the people, few members"
    assert not held.decides(dict.fromkeys(small + large, ABSTAIN), YES).passed
    assert not held.decides({"MLT": NO}, YES).passed
    assert not held.decides({"MLT": ABSENT}, YES).passed


def test_a_blocking_minority_has_four_members() -> None:
    held = institution("EU", date(2016, 6, 1), "qualified majority")
    three = dict.fromkeys(["DEU", "FRA", "GBR"], NO)  # 41.7 % of the population
    assert held.decides(three, YES).passed
    assert not held.decides(three | {"MLT": NO}, YES).passed
    assert not held.decides(dict.fromkeys(held.members[:15], YES), NO).passed, "fifteen of 28 are below 55 %"


def test_the_weights_of_nice() -> None:
    held = institution("EU", MEETING, "qualified majority")
    assert sum(held.measures["weighted votes"]) == 352
    assert sum(institution("EU", date(2012, 1, 1)).measures["weighted votes"]) == 345
    assert sum(institution("EU", date(2005, 1, 1)).measures["weighted votes"]) == 321
    assert not held.decides(dict.fromkeys(["DEU", "FRA", "GBR", "MLT", "CYP", "LVA"], NO), YES).passed  # 93 against
    assert held.decides(dict.fromkeys(["DEU", "FRA", "GBR", "CYP"], NO), YES).passed  # 91 against: 261 in favour


def test_every_institution_says_its_source_and_what_is_lacking() -> None:
    for code, each in known().items():
        assert each.source, code
        assert all(rule.source for rule in each.rules), code
    with pytest.raises(InputError, match="AUPSC") as caught:
        institution("AUPSC", MEETING)
    assert "members = [...]" in str(caught.value)
    with pytest.raises(NotFoundError, match="UNSC"):
        institution("UNCS", MEETING)
    with pytest.raises(InputError, match="depends on the day"):
        institution("UNSC")


@given(st.lists(st.sampled_from(list(Ballot)), min_size=15, max_size=15), st.integers(0, 14))
def test_no_rule_is_harmed_by_a_better_ballot(cast: list[Ballot], row: int) -> None:
    for name in ("UNSC", "CSTO", "EU"):
        for rule in institution(name, MEETING).rules:
            held = institution(name, MEETING).by_rule(rule.name)
            given_ballots = np.array((cast * 2)[: len(held.members)], np.int8)
            at = row % len(given_ballots)
            better = given_ballots.copy()
            better[at] = min(better[at] + 1, Ballot.YES)
            before, after = held.rule.passes(BallotTally(held, np.stack([given_ballots, better])))
            assert after or not before, (name, rule.name)


# --- Of one's own ----------------------------------------------------------------------------------------------------

GROUP = """
name = "Contact group"
source = "terms of reference"
members = ["KAZ", "KGZ", "TJK", "UZB"]
"""


def own(more: str) -> Institution:
    return written(GROUP + more, name="group.toml", record=reference()).on(None, reference())


def test_an_institution_of_ones_own() -> None:
    assert own('rule = "simple majority"').decides({"KAZ": YES, "KGZ": YES, "TJK": NO}).passed
    assert not own('rule = "unanimity"').decides({"UZB": ABSTAIN}, YES).passed
    weighed = own('rule = "votes"\nvotes = 4\nweights = { KAZ = 3, KGZ = 1, TJK = 1, UZB = 2 }\nvetoes = ["UZB"]')
    assert weighed.decides({"KAZ": YES, "KGZ": YES}, ABSTAIN).passed
    assert not weighed.decides({"KAZ": YES, "KGZ": YES, "UZB": NO}).passed
    coalition = own('rule = "lead state"\nlead = "KAZ"\nhosts = ["TJK"]')
    assert coalition.decides({"KAZ": YES, "TJK": YES}, NO).passed
    assert not coalition.decides({"KAZ": YES, "TJK": ABSTAIN}, YES).passed
    csto = written(
        'name = "CSTO by majority"\nsource = "s"\nmembers_of = "CSTO"\nrule = "absolute majority"', name="c.toml"
    )
    assert csto.on(MEETING, reference()).members == institution("CSTO", MEETING).members


BROKEN = {
    'rule = "majority"': "simple majority",
    'rule = "votes"\nvotes = 5': "4",
    'rule = "votes"\nvotes = 0': "more than 0",
    'rule = "votes"\nvotes = nan': "number of 0 or more",
    'rule = "votes"': "votes",
    'rule = "simple majority"\nweights = { KAZ = -1 }': "number of 0 or more",
    'rule = "simple majority"\nweights = { KAZ = inf }': "number of 0 or more",
    'rule = "simple majority"\nweights = { KAZ = 1 }': "KGZ",
    'rule = "simple majority"\nweights = { KAZ = 0, KGZ = 0, TJK = 0, UZB = 0 }': "add up to nothing",
    'rule = "simple majority"\nvetoes = ["RUS"]': "RUS",
    'rule = "share"\nshare = "5/4"': "share",
    'rule = "share"\nshare = "x"': "share",
    'rule = "consensus"\ncolour = "red"': "colour",
    'rule = "consensus"\nmembers_of = "CSTO"': "not both",
    'rule = "lead state"': "lead",
    "rule = ": "TOML",
    "rules = 3": "list of tables",
    "[[rules]]\nname = 'a'\nsource = 's'\nneeds = [{ votes = 1, share = 0.5 }]": "A need says one of",
    "[[rules]]\nname = 'a'\nsource = 's'\nneeds = [{ votes = 1, by = 'money' }]": "money",
    "[[rules]]\nname = 'a'\nsource = 's'\nneeds = [{ at_most = 0, role = 'chair' }]": "chair",
    "[[rules]]\nname = 'a'\nsource = 's'\nneeds = []": "asks for nothing",
    'rule = "share"\nshare = "1e999999999"': "a share such as",
    'rule = "share"\nshare = "1e-999999999"': "a share such as",
    'rule = "share"\nshare = "1/0"': "a share such as",
    'rule = "share"\nshare = 1e-300': "above 0 and up to 1",
    f'rule = "share"\nshare = "{"9" * 60}/{"9" * 61}"': "a share such as",
    f'rule = "share"\nshare = 0x{"f" * 6000}': "above 0 and up to 1",
    "[[rules]]\nname = 'a'\nsource = 's'\nneeds = [{ abstaining_below = '1e999999999' }]": "a share such as",
    f'rule = "votes"\nvotes = {"9" * 5000}': "TOML",
    f'rule = "votes"\nvotes = {"9" * 400}': "number of 0 or more",
    'rule = "consensus"\nweights = { KAZ = 1e308, KGZ = 1e308, TJK = 1, UZB = 1 }': "number of 0 or more",
    "[[rules]]\nname = 'a'\nsource = 's'\nneeds = [{ either = [] }]": "a choice between two needs",
    "[[rules]]\nname = 'a'\nsource = 's'\nneeds = [{ votes = 5 }]": "at least 5 members in favour: 4 given, 1 short",
    'rule = "votes"\nvotes = 1\nweights = { KAZ = 0, KGZ = 0, TJK = 0, UZB = 0 }': "The weights add up to nothing",
    'rule = "lead state"\nlead = "KAZ"\nhosts = ["KAZ"]': "KAZ cannot both lead and be a host",
    'rule = "lead state"\nlead = "KAZ"\nvetoes = ["KAZ"]': "KAZ cannot both lead and be a veto holder",
}


@pytest.mark.parametrize("more", BROKEN)
def test_a_broken_file_says_what_to_mend(more: str) -> None:
    with pytest.raises(UserError) as caught:
        own(more)
    assert BROKEN[more] in str(caught.value)


# Days before the rule was in force, and its first day (sources in the files).
BEFORE = {
    "UNSC": ("1946-01-16", "1946-01-17", "not seated yet"),
    "CSTO": ("1999-03-13", "2003-09-18", "Collective Security Treaty of 15 May 1992"),
    "CIS": ("1993-06-01", "1994-01-22", "22 January 1994"),
    "SCO": ("2002-06-07", "2003-09-19", "19 September 2003"),
}


@pytest.mark.parametrize("code", BEFORE)
def test_no_rule_is_shown_before_it_was_in_force(code: str) -> None:
    day, first, why = BEFORE[code]
    with pytest.raises(InputError, match=why):
        institution(code, date.fromisoformat(day))
    assert institution(code, date.fromisoformat(first)).decides({}, YES).passed


def test_the_rule_taken_for_a_day_is_explained_if_it_is_not_the_usual_one() -> None:
    assert not any("unless another is named" in each for each in institution("EU", date(2016, 6, 1)).lacks)
    for day, taken in (("2005-01-01", "qualified majority"), ("1990-01-01", "simple majority")):
        held = institution("EU", date.fromisoformat(day))
        (told,) = (each for each in held.lacks if "unless another is named" in each)
        assert "unanimity from 2009-12-01" in told
        assert told.endswith(f"the first of those that are is taken, {taken}.")
        named = institution("EU", date.fromisoformat(day), taken)
        assert not any("unless another is named" in each for each in named.lacks)


def test_a_rule_nobody_can_meet_with_members_of_the_record_says_so() -> None:
    text = 'name = "n"\nsource = "s"\nmembers_of = "CSTO"\nrule = "votes"\nvotes = 7'
    held = written(text, name="c.toml").on(MEETING, reference())
    assert any("6 members" in each and "nothing can pass" in each for each in held.lacks)


NEEDS_IN_WORDS = {
    'rule = "lead state"\nlead = "KAZ"\nhosts = ["TJK"]': "the lead state in favour; every host in favour",
    'rule = "unanimity"': "every member in favour",
    'rule = "consensus minus one"': "at most 1 member against; at least 1 member in favour",
    'rule = "votes"\nvotes = 4\nweights = { KAZ = 3, KGZ = 1, TJK = 1, UZB = 1 }': "a weight of at least 4 in favour",
}


@pytest.mark.parametrize("more", NEEDS_IN_WORDS)
def test_needs_are_said_in_english(more: str) -> None:
    assert own(more).rule.says == NEEDS_IN_WORDS[more]


def test_an_unknown_member_is_named() -> None:
    text = GROUP.replace("UZB", "UZX") + 'rule = "consensus"'
    with pytest.raises(InputError, match="UZX"):
        written(text, name="group.toml", record=reference())
    with pytest.raises(NotFoundError):
        read_institution("nowhere.toml", reference())


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_institution(tmp_path / "a.toml", reference())


# --- Votes -----------------------------------------------------------------------------------------------------------


def test_the_csto_on_its_mandate() -> None:
    found = vote(institution("CSTO", MEETING), astana(), "csto_mandate", Question(proposal=50, status_quo=10))
    assert found.standing == "fails"
    assert found.vetoers == found.pivots == ("RUS",)
    assert found.turning.sets == (("RUS",),)
    assert found.unknown == ("ARM", "BLR", "KAZ")
    assert "UZB" in found.strangers, "left in 2012"
    (only,) = found.wins
    assert (only.low, only.high, only.with_low, only.with_high) == (10, 20, False, True)


def test_unknown_members_leave_a_vote_open() -> None:
    held = reform(institution("CSTO", MEETING), "without:RUS")
    found = vote(held, astana(), "csto_mandate", Question(proposal=50, status_quo=10))
    assert found.standing == "open"
    assert {name: each.passed for name, each in found.results.items()} == {
        "against": False, "abstaining": True, "in favour": True,
    }  # fmt: skip


def test_a_party_to_a_dispute_abstains() -> None:
    held = institution("UNSC", MEETING)
    bound = Question(proposal=70, status_quo=0, abstaining=("RUS",))
    assert not vote(held, astana(), "unsc_reform", Question(proposal=70, status_quo=0)).results["in favour"].passed
    assert vote(held, astana(), "unsc_reform", bound).results["in favour"].passed


@pytest.mark.parametrize("bad", [{"proposal": float("nan")}, {"proposal": 101}, {"proposal": 20}, {"band": -1}])
def test_questions_that_cannot_be_put(bad: dict[str, float]) -> None:
    with pytest.raises(InputError):
        Question(**{"proposal": 50.0, "status_quo": 20.0} | bad)


positions = st.lists(st.none() | st.integers(0, 20).map(lambda n: 5.0 * n), min_size=6, max_size=6)


@given(positions, st.integers(0, 20), st.sampled_from([0.0, 5.0]), st.sampled_from(["consensus", "procedural"]))
def test_the_win_set_is_what_passes(held: list[float | None], quo: int, band: float, rule: str) -> None:
    body = institution("CSTO", MEETING, rule)
    at = np.array([np.nan if each is None else each for each in held])
    found = win_set(body, at, Question(proposal=50 if quo != 10 else 55, status_quo=5.0 * quo, band=band))
    for proposal in np.arange(0, 100.1, 1.25):
        if proposal == 5 * quo:
            continue
        cast = ballots(at[None], body, Question(proposal=proposal, status_quo=5.0 * quo, band=band))[0]
        filled = np.where(cast < 0, np.int8(ABSTAIN), cast)
        assert body.rule.verdict(body, filled).passed == any(proposal in each for each in found)


@given(st.lists(st.sampled_from([NO, ABSTAIN, YES]), min_size=6, max_size=6))
def test_the_smallest_sets_that_turn_a_vote_by_hand(cast: list[Ballot]) -> None:
    body = institution("CSTO", MEETING, "procedural")
    given_ballots = np.array(cast, np.int8)
    passed = body.rule.verdict(body, given_ballots).passed
    found = turning(body, given_ballots, passed=passed)
    turned = set()
    for chosen in product([False, True], repeat=6):
        changed = np.where(chosen, np.int8(NO if passed else YES), given_ballots)
        movers = tuple(m for m, flag, b in zip(body.members, chosen, cast, strict=True) if flag)
        moved = all(b != (NO if passed else YES) for b, flag in zip(cast, chosen, strict=True) if flag)
        if moved and body.rule.verdict(body, changed).passed != passed:
            turned.add(frozenset(movers))
    least = min((len(each) for each in turned), default=0)
    assert {frozenset(each) for each in found.sets} == {each for each in turned if len(each) == least}


def test_shares_over_draws_of_known_positions_are_those_of_the_vote() -> None:
    body = institution("CSTO", MEETING)
    at = np.tile([80.0, 70, 60, 90, 30, 75], (50, 1))
    shares = vote_shares(body, at, np.full_like(at, 50), Question(proposal=80, status_quo=20))
    assert set(shares.passed.values()) == {0.0}
    assert shares.blocks == {"ARM": 0, "BLR": 0, "KAZ": 0, "KGZ": 0, "RUS": 1, "TJK": 0}
    assert shares.in_favour["ARM"] == 1


def test_just_enough_to_win_or_block_in_the_council() -> None:
    held = institution("UNSC", MEETING)
    (win,) = least_coalitions(held) or ()
    assert (win.size, win.coalitions) == (9, 210)
    assert [(each.size, each.coalitions) for each in least_coalitions(held, blocking=True) or ()] == [(1, 5), (7, 120)]


# --- Reforms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "seats"), [("g4", 25), ("g4-veto", 25), ("uniting-for-consensus", 25)])
def test_enlarged_councils(name: str, seats: int) -> None:
    assert len(reform(institution("UNSC", MEETING), name).seats) == seats
    sitting = reform(institution("UNSC", date(2011, 6, 1)), name)  # with Brazil, Germany and India elected
    assert len(sitting.seats) == seats


def test_what_reforms_change() -> None:
    held = institution("UNSC", MEETING)
    cast = {"RUS": NO}
    assert not held.decides(cast, YES).passed
    assert reform(held, "two-vetoes").decides(cast, YES).passed
    assert not reform(held, "two-vetoes").decides({"RUS": NO, "CHN": NO}, YES).passed
    assert reform(held, "no-veto").decides({"RUS": NO, "CHN": NO}, YES).passed
    assert not reform(held, "g4").decides({"RUS": NO}, YES).passed
    assert reform(held, "g4").decides({"DEU": NO}, YES).passed
    assert not reform(held, "g4-veto").decides({"DEU": NO}, YES).passed
    both = reformed(held, ["votes:10", "without:TGO"])
    assert both.changed == ("10 votes in favour are enough", "TGO leaves")
    assert "TGO" not in both.members
    assert set(REFORMS) == {"g4", "g4-veto", "uniting-for-consensus", "two-vetoes", "no-veto"}


@pytest.mark.parametrize(
    "name",
    [
        "g5",
        "votes:99",
        "votes:2.5",
        "with:ZZZ",
        "with:g4",
        "with:CSTO",
        "with:SUN",
        "votes:many",
        "without:KAZ",
        "with:RUS",
        "votes:nan",
    ],
)
def test_reforms_that_do_not_fit(name: str) -> None:
    with pytest.raises(UserError):
        reform(institution("UNSC", MEETING), name)


def test_a_council_is_enlarged_once() -> None:
    once = reform(institution("UNSC", MEETING), "g4")
    for name in ("g4", "g4-veto", "uniting-for-consensus"):
        with pytest.raises(InputError, match="enlarged already"):
            reform(once, name)
    assert len(reform(once, "with:KAZ").seats) == 26


def test_members_that_cannot_be_told_apart_by_role_are_named() -> None:
    held = own('rule = "votes"\nvotes = 4\nweights = { KAZ = 2, KGZ = 2, TJK = 1, UZB = 1 }')
    told = kinds_in_words(held, least_coalitions(held), blocking=False)
    assert "KAZ and KGZ (1 coalition)" in told
    assert "any 1 of KAZ and KGZ with TJK and UZB" in told
    council_words = kinds_in_words(council("2013-11-05"), least_coalitions(council("2013-11-05")), blocking=False)
    assert "all 5 permanent members with any 4 of the 10 elected members" in council_words


def test_one_kind_more_is_one() -> None:
    held = own('rule = "votes"\nvotes = 5\nweights = { KAZ = 4, KGZ = 3, TJK = 2, UZB = 1 }')
    five = (least_coalitions(held) or ()) * 5
    assert kinds_in_words(held, five[:5], blocking=False).endswith("; and 1 more kind.")
    assert kinds_in_words(held, five[:6], blocking=False).endswith("; and 2 more kinds.")


def test_a_vote_under_names() -> None:
    found = vote(institution("CSTO", MEETING), astana(), "csto_mandate", Question(proposal=50, status_quo=10))
    told, _ = named(found, None, lambda code: {"RUS": "Russia", "KAZ": "Same", "KGZ": "Same"}.get(code, code))
    words = " ".join(vote_in_words(replace(told, strangers=())))
    assert "Russia blocks alone" in words
    assert "no member against: Russia" in words
    assert "RUS" not in words
    assert "Same" not in words, "two that share a name keep their codes"


def test_a_vote_where_no_position_is_known_says_so() -> None:
    body = institution("NATO", MEETING)
    members = tuple(code for code in body.members if code not in astana().actors)
    held = replace(body, seats=tuple(seat for seat in body.seats if seat.actor in members))
    words = " ".join(vote_in_words(vote(held, astana(), "csto_mandate", Question(proposal=50, status_quo=10))))
    assert "The position of no member is known" in words
    assert "No proposal at all" not in words


def test_no_veto_where_there_is_none() -> None:
    with pytest.raises(InputError, match="no veto"):
        reform(institution("CSTO", MEETING), "no-veto")
