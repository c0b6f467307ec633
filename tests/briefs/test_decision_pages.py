"""The decision sheet: every line cites, what is missing is said, hostile names stay words; verdicts by rule."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.briefs.brief import Brief, plain, sections_of
from contingent.briefs.caveats import plain_caveats, short_caveats
from contingent.briefs.digests import Topic, digest, in_short
from contingent.briefs.ends import spanning
from contingent.briefs.kinds import kinship
from contingent.briefs.outcomes import IssueOutcome
from contingent.briefs.render.html import render_html
from contingent.briefs.sheets.decision import DecisionMaterial, decision_sheet
from contingent.decisions.base import Move, Outcome, Voice
from contingent.positions.issues import Issue
from contingent.positions.positions import Position

VOICE = Voice(actor="P_OVERALL", value=10, weight=1, share=1, content=True)
ISSUE = Issue(id="i", name="The <issue>", question="Should it?", zero="No; never.", fifty="Some.", hundred="Yes (all).")
MODELS = ("compromise", "median", "challenge", "exchange", "condorcet", "spatial", "procedural", "unheard_of")


def outcome(model: str, central: float, over: float, **also: object) -> IssueOutcome:
    low, high = max(0.0, central - 10), min(100.0, central + 10)
    return IssueOutcome(
        issue="i", model=model, draws=100, central=central, low=low, high=high, over_middle=over, **also  # type: ignore[arg-type]
    )  # fmt: skip


def sheet(*outcomes: IssueOutcome, positions: tuple[Position, ...] = ()) -> Brief:
    material = DecisionMaterial(
        issue=ISSUE, positions=positions, outcomes=outcomes, name=str, repeat="contingent decide"
    )
    return decision_sheet(material)


def told(*outcomes: IssueOutcome) -> str:
    return digest(ISSUE, outcomes, str).text()


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([("median", 20, 0.01), ("compromise", 25, 0.0)], "All agree on the side: below"),
        ([("median", 20, 0.01), ("compromise", 80, 1.0)], "contradict each other"),
        ([("median", 20, 0.01), ("compromise", 45, 0.3)], "not equally sure of the side: below"),
        ([("median", 20, 0.01), ("compromise", 55, 0.7)], "the weighted mean leans the other way"),
        ([("median", 48, 0.4), ("compromise", 52, 0.6)], "None of them settles"),
        ([("median", 20, 0.01)], "no other model was asked"),
    ],
)
def test_agreement_is_told_by_the_draws(outcomes: list[tuple[str, float, float]], words: str) -> None:
    assert words in told(*(outcome(*each) for each in outcomes))


def test_models_that_reckon_alike_are_no_separate_witnesses() -> None:
    assert kinship(["median"]) == ""
    assert "weighted median and challenge" in kinship(["compromise", "median", "challenge"])
    assert "all read the same positions and weights" in kinship(["compromise", "median"])


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (5, 15, "close to “No”"),
        (5, 35, "towards “No”"),
        (45, 55, "near the middle"),
        (20, 45, "from near the middle towards “No”"),
        (45, 90, "from near the middle towards “Yes”"),
        (10, 90, "on both sides of the middle, from the side of “No” to that of “Yes”"),
    ],
)
def test_a_span_is_told_by_the_ends_of_the_scale(low: float, high: float, words: str) -> None:
    assert spanning(ISSUE, low, high) == words


def test_an_assumed_status_quo_is_no_disagreement_between_models() -> None:
    held = (outcome("median", 78, 0.99), outcome("compromise", 75, 1.0))
    rule = outcome("procedural", 5, 0.0)
    told_with, told_without = (digest(ISSUE, found, str) for found in ((*held, rule), held))
    for topic in (Topic.VERDICT, Topic.PLACE, Topic.AGREE):
        assert told_with.text(topic) == told_without.text(topic)
    assert "5 would pass" in told_with.text(Topic.RULES)
    assert told_without.text(Topic.RULES) == ""
    assert in_short([*held, rule]) == in_short(held)
    assert digest(ISSUE, [rule], str).points, "alone it is told as the model that was asked"


def test_caveats_are_told_without_words_of_the_program() -> None:
    stated = Outcome(
        model="challenge", values={"i": 20.0, "other": 30.0}, support={}, trace={"i": (VOICE,)}, pivots={},
        assumptions=(),
        caveats=(
            "On i the outcome of 25.0 hangs on how the model is read: the 8 combinations of denominator, capitulation, "
            "pick give 25.0 to 25.0. It is not below with vote_r=none (50.0); vote_r=none, pick=published (51.0); "
            "danger_weights=equal (52.5); P_OVERALL gains.",
        ),
    )  # fmt: skip
    made = outcome("challenge", 20, 0.0, stated=stated)
    (whole,), (short,) = plain_caveats(made, {"P_OVERALL": "“the room”"}.get), short_caveats(made, str)
    assert short == "The outcome of 25 hangs on how the model is read: the 8 combinations of its main options give 25."
    assert "“third parties vote by distance alone” (50); “every actor's threat counts once" in whole
    assert "“the room” gains" in whole
    assert not re.search(r"[A-Z]_[A-Z]|\w=\w|vote_r|danger_weights|pick", whole)


def test_a_caveat_on_another_issue_is_not_told_here() -> None:
    stated = Outcome(
        model="challenge", values={"i": 20.0, "other": 30.0}, support={}, trace={}, pivots={}, assumptions=(),
        caveats=("On other it does not settle.", "On i it hangs on an option.", "It is a model."),
    )  # fmt: skip
    assert outcome("challenge", 20, 0.0, stated=stated).caveats == ("On i it hangs on an option.", "It is a model.")


@given(
    st.lists(
        st.tuples(st.sampled_from(MODELS), st.floats(0, 100), st.floats(0, 1)),
        min_size=0, max_size=8, unique_by=lambda row: row[0],
    )
)  # fmt: skip
def test_any_outcomes_give_a_sheet_in_which_every_line_cites(found: list[tuple[str, float, float]]) -> None:
    outcomes = [outcome(*each) for each in found]
    made = sheet(*outcomes)  # raises where a line had no evidence
    assert made.sections[0].key == "short"
    if outcomes:
        assert in_short(outcomes).endswith(".")
        assert "nan" not in told(*outcomes)


def test_rounds_and_moves_are_told_and_hostile_names_stay_words() -> None:
    move = Move(round=1, actor="<script>A", issue="i", start=10, end=40, partner="B&B", why="compromise")
    stated = Outcome(
        model="challenge", values={"i": 40.0}, support={}, trace={}, pivots={}, assumptions=(),
        path={"i": (10.0, 40.0)}, moves=(move,),
    )  # fmt: skip
    made = sheet(
        outcome("challenge", 40, 0.2, stated=stated),
        positions=(Position(issue="i", actor="<script>A", value=10, low=5, high=15, salience=50),),
    )
    page = render_html(made)
    assert "<script>A" not in page
    assert "Round 1: &lt;script&gt;A moves from 10 to 40: compromise with B&amp;B." in page
    assert "The &lt;issue&gt;" in page
    assert 'src="http' not in page


def test_an_issue_without_positions_says_so() -> None:
    words = " ".join(str(placed.section) for placed in sections_of(sheet()))
    assert "nothing can be decided" in words
    assert "No actor has a position" in words


def test_an_issue_each_decides_for_itself_has_no_rounds_and_nobody_who_must_move() -> None:
    own = replace(ISSUE, question="Should the actor's country go?")
    made = decision_sheet(DecisionMaterial(issue=own, positions=(), outcomes=(outcome("median", 20, 0.1),), name=str))
    keys = [placed.section.key for placed in sections_of(made)]
    assert not {"rounds", "change", "hangs"} & set(keys)
    assert digest(own, [outcome("median", 20, 0.1)], str).points[0].topic is Topic.VERDICT
    assert plain(()) == ""
