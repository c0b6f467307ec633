"""How sure a claim is of itself."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.spans import Span
from contingent.coding.hedges import hedge_of
from contingent.coding.periods import period_of
from contingent.coding.statements import Attribution
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode

CASES = {
    "certain": (
        "the alliance has the greatest capacity to deploy",
        "the force faces a potential rival in the north",
        "it would make more sense to train together",
        "a joint staff would not be possible this year",
        "he would like to see more women in command",
        "the way in which states can contribute has changed",
        "this is an area in which the Union could help",
        "commanders cannot protect anyone",
        "when the war broke out, nobody was ready",
        "it remains unclear whether members will pay",
        "Kenya opposed the potential extension of the mandate",
    ),
    "likely": (
        "the government will probably send engineers",
        "casualties seem to matter more than cost",
        "elections are expected to be held in May",
        "While the process is cruel, it is likely to benefit civilians",
    ),
    "possible": (
        "smaller states could specialise in demining",
        "perhaps two countries start",
        "the possibility of a joint patrol was raised",
        "a potential spread of militias",
        "a new mission may be needed and cannot be ruled out",
        "withdrawal might trigger unrest",
    ),
    "unlikely": (
        "Delhi is unlikely to accept",
        "an increase is not very likely",
        "the army will likely not deploy",
        "a common policy is seen as unrealistic",
        "there is little chance of agreement",
        "the brigade would likely be unable to deploy",
    ),
    "conditional": (
        "If the Council agreed, the region would act",
        "Russia will refuse unless its concerns are met",
        "a standing force would help the Council",
        "In order to deploy, the army would need aircraft",
        "When contingents receive caveats, commanders hesitate",
        "stability is the goal when democracy is not within reach",
        "Should the talks fail, the mission will leave",
        "any operation without consent would be illegal",
        "soldiers volunteer as long as they are paid",
    ),
}


@pytest.mark.parametrize(("hedge", "claim"), [(hedge, claim) for hedge, claims in CASES.items() for claim in claims])
def test_the_hedge_of_a_claim(hedge: str, claim: str) -> None:
    found, origin = hedge_of(claim)
    assert found == hedge, origin
    assert origin.rule.startswith("hedge.")


def unit(mode: Mode, verb: str | None = None, kind: HolderKind = HolderKind.PARTICIPANT) -> Unit:
    span = Span(0, 1)
    return Unit(
        span=span, content=span, sentence=span, section=None, paragraph=None, attribution=Attribution(kind=kind),
        mode=mode, verb=verb,
    )  # fmt: skip


def test_a_hope_does_not_hedge() -> None:
    claim = "its contributions would help it to gain a seat"
    assert hedge_of(claim)[0] is Hedge.CONDITIONAL
    assert hedge_of(claim, unit=unit(Mode.HOPED, "hope", HolderKind.STATE))[0] is Hedge.CERTAIN


def test_backshifted_speech_does_not_hedge() -> None:
    claim = "the ministry would review all mandates"
    assert hedge_of(claim, unit=unit(Mode.OTHER, "announced"))[0] is Hedge.CERTAIN
    assert hedge_of("if the mission stays", unit=unit(Mode.QUESTIONED, "asked"))[0] is Hedge.CERTAIN


@given(st.text(max_size=300))
def test_any_text_has_a_hedge(text: str) -> None:
    hedge, origin = hedge_of(text)
    assert hedge in Hedge
    assert 0 <= origin.confidence <= 1
    period = period_of(text)
    assert period is None or period


@settings(max_examples=30)
@given(
    st.sampled_from([claim for claims in CASES.values() for claim in claims]),
    st.sampled_from(["", "However, ", "and "]),
)
def test_a_connective_changes_nothing(claim: str, opening: str) -> None:
    assert hedge_of(opening + claim)[0] is hedge_of(claim)[0]


@pytest.mark.parametrize("piece", ["would ", "if, ", "that ", "— a ", "(", "should they, ", "a’d "])
def test_long_strange_text_is_read_in_good_time(piece: str) -> None:
    start = time.process_time()
    hedge_of(piece * (20_000 // len(piece)))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("in the past 20 years the number has grown", "past 20 years"),
        ("from 1994 to 2000 it monitored the truce", "from 1994 to 2000"),
        ("no increase in the near future", "near future"),
        ("on 5–6 November 2013 a meeting took place", "5–6 November 2013"),
        ("currently each provides 25", "Currently"),
        ("its bid for a seat in 2017–18", "2017–18"),
        ("states want influence", None),
    ],
)
def test_the_period_is_in_the_words_of_the_text(text: str, period: str | None) -> None:
    found = period_of(text)
    assert (found or "").lower() == (period or "").lower()
