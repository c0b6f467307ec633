"""Checkable claims and what-ifs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.coding.claim_rules import claim_of, month_of
from contingent.coding.hedges import hedge_of
from contingent.coding.numbers import figure_in, number_of
from contingent.coding.vocabulary import Direction, Hedge, StatementType
from contingent.coding.what_ifs import BASELINE, what_if_of


@pytest.mark.parametrize(
    ("text", "number", "approximation"),
    [
        ("approximately 25 personnel", 25, "about"),
        ("just over 100 personnel", 100, "just over"),
        ("more than 6,000 troops", 6000, "more than"),
        ("at least two battalions and 40 police", 40, "exactly"),
        ("nearly three hundred soldiers", 300, "just under"),
        ("up to 4 military observers", 4, "at most"),
        ("a dozen Irish officers", 12, "exactly"),
    ],
)
def test_figures(text: str, number: int, approximation: str) -> None:
    figure = figure_in(text, r"(?:personnel|troops|police|soldiers|observers|officers)")
    assert figure is not None
    assert (figure.number, figure.approximation) == (number, approximation)


def test_what_is_no_figure() -> None:
    assert figure_in("one of the officers spoke in 2011", "officers") is None
    assert figure_in("in 2013 troops left", "troops") is None
    assert number_of("several") is None


@pytest.mark.parametrize(
    ("claim", "actors", "measure", "parameters"),
    [
        (
            "At present each country sends about 25 personnel to UN missions.", ("TJK", "KGZ", "UN"),
            "personnel", {"contributors": ["TJK", "KGZ"], "number": 25, "approximation": "about", "each": True},
        ),
        (
            "his country had 2,900 soldiers and police in UN missions in November 2013", ("GHA", "UN"),
            "personnel", {"contributors": ["GHA"], "number": 2900, "month": "2013-11"},
        ),
        (
            "Egypt had about 3,100 police in UN missions in March 2013", ("EGY", "UN"),
            "personnel", {"contributors": ["EGY"], "number": 3100, "kind": "police"},
        ),
        (
            "Egypt had 2,550 troops in UN missions", ("EGY", "UN"),
            "personnel", {"contributors": ["EGY"], "number": 2550, "kind": "troops"},
        ),
        ("it has personnel in most missions", ("RUS",), "missions_share", {"contributors": ["RUS"], "share": 0.5}),
        ("Croatia joined NATO in 2009", ("HRV", "NATO"), "membership", {"change": "joined", "year": 2009}),
        ("it recently withdrew from the organisation", ("UZB", "CSTO"), "membership", {"change": "withdrawn"}),
        ("one of the 51 original members", ("UKR", "UN"), "founding_member", {"count": 51, "organisation": "UN"}),
        ("from 1994 to 2000 it monitored the truce", ("UNMOT",), "operation_dates", {"start": 1994, "end": 2000}),
        ("KFOR, which is led by NATO", ("KFOR", "NATO"), "operation_lead", {"operation": "KFOR", "lead": "NATO"}),
        (
            "the pact is the only structure of which all states are members", ("PfP", "CENTRAL_ASIA"),
            "unique_membership", {"organisation": "PfP", "group": "CENTRAL_ASIA"},
        ),
        ("two states of the region are not members", ("AU", "WEST_AFRICA"), "members_outside", {"number": 2}),
        ("its campaign for a seat on the Security Council in 2017", ("KAZ", "UNSC"), "unsc_seat", {"years": [2017]}),
    ],
)  # fmt: skip
def test_structured_claims(claim: str, actors: tuple[str, ...], measure: str, parameters: dict[str, object]) -> None:
    found = claim_of(claim, actors=actors, type=StatementType.FACT)
    assert found is not None
    checkable, origin = found
    assert checkable.measure == measure, origin
    assert parameters.items() <= checkable.parameters.items()
    assert checkable.subject


@pytest.mark.parametrize(
    "people", ["2,900 soldiers and police", "2,900 personnel", "2,900 troops, police and observers", "2,900 officers"]
)
def test_a_figure_of_several_kinds_is_one_of_all_personnel(people: str) -> None:
    found = claim_of(f"Ghana had {people} in UN missions", actors=("GHA", "UN"), type=StatementType.FACT)
    assert found is not None
    assert "kind" not in found[0].parameters


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("the senate rejected the plan in 2011", StatementType.FACT),
        ("the army has established a peacekeeping brigade", StatementType.FACT),
        ("the conflict will continue", StatementType.FORECAST),
        ("it will support the mission", StatementType.FORECAST),
        ("its contributions will remain", StatementType.FORECAST),
    ],
)
def test_what_no_figure_date_membership_or_trend_could_show_is_no_claim(claim: str, kind: StatementType) -> None:
    assert claim_of(claim, actors=("KAZ",), type=kind) is None


def test_trends_and_nothing() -> None:
    claim = "its contributions are not likely to increase"
    trend = claim_of(claim, actors=("RUS",), type=StatementType.FORECAST, hedge=hedge_of(claim)[0])
    assert trend is not None
    assert (trend[0].measure, trend[0].operator) == ("trend", "no_increase")
    assert claim_of("trust is low", actors=("RUS",), type=StatementType.ASSESSMENT) is None
    assert claim_of("it will send 4,000 peacekeepers", actors=("IDN",), type=StatementType.FORECAST)[0].measure is None  # type: ignore[index]


def test_months() -> None:
    assert month_of("in November 2013") == "2013-11"
    assert month_of("Resolution 2013") is None


@pytest.mark.parametrize(
    ("claim", "condition", "outcome", "direction"),
    [
        ("If the mission succeeded, it would increase trust", "the mission succeeded", "it would increase trust", "up"),
        ("Moscow will abstain unless its concerns are met", "not: its concerns are met", "Moscow will abstain", "up"),
        ("reform would help reduce inequality", "reform", "reduce inequality", "down"),
        ("the success was attributed to a narrow mandate", "a narrow mandate", "the success", "up"),
        ("As pay is low, soldiers leave", "pay is low", "soldiers leave", "up"),
        ("fragmentation poses a challenge for cooperation", "fragmentation", "cooperation", "down"),
    ],
)
def test_links(claim: str, condition: str, outcome: str, direction: str) -> None:
    found = what_if_of(claim, hedge=hedge_of(claim)[0], type=StatementType.CAUSAL)
    assert found is not None
    link, _ = found
    assert (link.condition, link.outcome, link.direction) == (condition, outcome, direction)


def test_forecasts_stand_against_the_baseline() -> None:
    for claim, direction in (
        ("Ghana will send another battalion", Direction.UP),
        ("the trend will continue", Direction.NONE),
        ("contributions will decline", Direction.DOWN),
    ):
        found = what_if_of(claim, type=StatementType.FORECAST)
        assert found is not None
        assert (found[0].condition, found[0].direction) == (BASELINE, direction)
    refused = what_if_of("it is unlikely to deploy", hedge=Hedge.UNLIKELY, type=StatementType.FORECAST)
    assert refused is not None
    assert refused[0].direction is Direction.NONE


def test_no_link_no_what_if() -> None:
    assert what_if_of("the mission is symbolic") is None
    assert what_if_of("states want prestige", type=StatementType.INTEREST) is None


@given(st.text(max_size=300), st.sampled_from(StatementType), st.sampled_from(Hedge))
def test_any_text_is_read(text: str, kind: StatementType, hedge: Hedge) -> None:
    claim_of(text, actors=("RUS", "UN", "KFOR", "CENTRAL_ASIA"), type=kind, hedge=hedge)
    found = what_if_of(text, hedge=hedge, type=kind, hope=True)
    assert found is None or found[1].confidence > 0


@pytest.mark.parametrize("piece", ["would help ", "and since x, ", "9 of the 9 ", "most missions ", "a led by ", "if "])
def test_long_strange_text_is_read_in_good_time(piece: str) -> None:
    text = piece * (8_000 // len(piece))
    start = time.process_time()
    claim_of(text, actors=("RUS", "UN", "KFOR"), type=StatementType.FACT)
    what_if_of(text, hedge=Hedge.CONDITIONAL, type=StatementType.CAUSAL)
    assert time.process_time() - start < 3
