"""What kind of claim a statement makes, and the stance it takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import ProgrammingError
from contingent.base.spans import Span
from contingent.coding.claim_types import type_of
from contingent.coding.hedges import hedge_of
from contingent.coding.phrases import Phrases, phrases
from contingent.coding.stances import stance_of
from contingent.coding.statements import Attribution
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode, Stance, StatementType

CASES = {
    "proposal": (
        "the Union should expand its training centre",
        "it would be more practical to build on what exists",
        "Kenya ought to withdraw its battalion",
    ),
    "norm": (
        "sovereignty should always be respected",
        "civilians should be allowed to ask for help",
        "mediation must come before soldiers",
        "force is sometimes needed to save lives",
    ),
    "causal": (
        "Because pay is low, soldiers leave",
        "the delay was attributed to a lack of fuel",
        "a reserve force would help the Council",
        "If members agreed, trust would grow",
        "the reform led to more deployments",
    ),
    "forecast": (
        "Ghana will send another battalion",
        "an attack is unlikely",
        "If the Council fails, the region will act anyway",
        "contributions may rise next year",
    ),
    "interest": (
        "Brazil wants a permanent seat",
        "for Fiji, missions are a source of income",
        "the army is motivated by pay",
        "Delhi is committed to contributing",
    ),
    "obstacle": (
        "public opinion remains a challenge",
        "Togo does not have the capacity to deploy",
        "funding shortfalls persist",
    ),
    "fact": (
        "Croatia joined NATO in 2009",
        "the country provides approximately 200 personnel",
        "two states are not members of the alliance",
        "Viet Nam is preparing a field hospital",
    ),
    "assessment": (
        "the mission is largely symbolic",
        "it is unclear whether members will pay",
        "rivalry shapes the region",
    ),
}


@pytest.mark.parametrize(("kind", "claim"), [(kind, claim) for kind, claims in CASES.items() for claim in claims])
def test_the_type_of_a_claim(kind: str, claim: str) -> None:
    found, origin = type_of(claim, hedge=hedge_of(claim)[0])
    assert found == kind, origin


def unit(mode: Mode, kind: HolderKind, verb: str, cue: str | None = None) -> Unit:
    span = Span(0, 1)
    return Unit(
        span=span, content=span, sentence=span, section=None, paragraph=None,
        attribution=Attribution(kind=kind, cue=cue), mode=mode, verb=verb,
    )  # fmt: skip


def test_the_cue_of_a_state_tells_an_aim() -> None:
    state = unit(Mode.OTHER, HolderKind.STATE, "see", "Togo sees")
    assert type_of("peacekeeping as a way to modernise its army", unit=state)[0] is StatementType.INTEREST
    assert type_of("peacekeeping as intrusive", unit=state)[0] is StatementType.ASSESSMENT
    hope = unit(Mode.HOPED, HolderKind.STATE, "hope", "Togo hopes")
    assert type_of("a seat will follow", unit=hope)[0] is StatementType.INTEREST


def test_a_suggested_act_is_a_proposal() -> None:
    speaker = unit(Mode.SUGGESTED, HolderKind.PARTICIPANT, "suggest")
    assert type_of("using local mediators", unit=speaker)[0] is StatementType.PROPOSAL
    assert type_of("that ECOWAS write triggers into its protocol", unit=speaker)[0] is StatementType.PROPOSAL


@pytest.mark.parametrize(
    ("claim", "concept", "mode", "kind", "stance"),
    [
        ("the organisation is largely symbolic", "org.legitimacy", Mode.OTHER, StatementType.ASSESSMENT, "sceptical"),
        ("members should train together", "opt.regional.joint_training", Mode.OTHER, StatementType.PROPOSAL, "support"),
        ("whether it has the means", "org.capacity", Mode.QUESTIONED, StatementType.ASSESSMENT, "sceptical"),
        ("its refusal to act", "org.record.inaction", Mode.CRITICIZED, StatementType.ASSESSMENT, "oppose"),
        ("they were ambivalent about force", "nrm.r2p", Mode.OTHER, StatementType.ASSESSMENT, "ambivalent"),
        ("the Council is no longer representative", "nrm.un_reform", Mode.OTHER, StatementType.ASSESSMENT, "support"),
        ("extremists spread", "thr.transnational", Mode.OTHER, StatementType.ASSESSMENT, None),
        ("it joined in 2009", "org.membership", Mode.OTHER, StatementType.FACT, None),
    ],
)
def test_stance(claim: str, concept: str, mode: Mode, kind: StatementType, stance: str | None) -> None:
    speaker = unit(mode, HolderKind.PARTICIPANT, "")
    found = stance_of(claim, concepts=(concept,), unit=speaker, hedge=Hedge.CERTAIN, type=kind)
    assert (found[0] if found else None) == stance


def test_the_rapporteur_takes_no_side() -> None:
    rapporteur = unit(Mode.OTHER, HolderKind.RAPPORTEUR, "")
    assert stance_of("the plan is sound", concepts=("opt.alternatives",), unit=rapporteur) is None
    found = stance_of("a plan", concepts=("opt.alternatives",), hedge=Hedge.UNLIKELY)
    assert found is not None
    assert found[0] is Stance.SCEPTICAL


@given(st.text(max_size=300), st.sampled_from(Hedge))
def test_any_text_has_a_type(text: str, hedge: Hedge) -> None:
    kind, origin = type_of(text, hedge=hedge)
    assert kind in StatementType
    assert 0 < origin.confidence <= 1


def test_phrases_are_found_where_they_stand() -> None:
    found = Phrases("lead(?:s|ing)? to; (?:is|are) (?:\\w+ )?likely; if").search("this is very likely leading to war")
    assert found is not None
    assert found.group(0) == "is very likely"
    assert Phrases("if").search("a stiff wind") is None


def test_phrases_must_begin_with_a_word() -> None:
    with pytest.raises(ProgrammingError, match="begin with a word"):
        Phrases("\\w+ing")
    with pytest.raises(ProgrammingError, match="no set of phrases"):
        phrases("nonsense")
