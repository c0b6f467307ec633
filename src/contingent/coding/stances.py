"""The holder's attitude towards the first concept of a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.coding.main_clause import main_clause
from contingent.coding.phrases import phrases
from contingent.coding.statements import Origin
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode, Stance, StatementType

DEBATABLE = frozenset({"int", "org", "nrm", "dec", "opt"})
"""Top-level codes one can be for or against; threats, motives, constraints, rivalry and outcomes have no stance."""
DESCRIPTIVE = frozenset({"dec.interest_based", "dec.pragmatism", "nrm.terminology", "org.cohesion", "org.membership"})
"""Codes that describe how things are done: a statement on them takes no side."""
CRITICAL = frozenset({"nrm.un_reform"})
"""Codes that are demands for change: to find fault with the present state supports them."""

_BAN = re.compile(r"\b(?:should|must)\s+(?:not|never)\b", re.IGNORECASE)


def stance_of(
    claim: str,
    *,
    concepts: Sequence[str],
    unit: Unit | None = None,
    hedge: Hedge = Hedge.CERTAIN,
    type: StatementType = StatementType.ASSESSMENT,
) -> tuple[Stance, Origin] | None:
    """Return the stance towards the first concept, None where the guide gives none.

    None for the rapporteur's own statements and for facts, for claims without concept, and where the first concept is a
    threat, motive, constraint, rivalry or outcome, or merely describes. Doubts about feasibility are sceptical, never
    opposed.
    """
    holder = unit.attribution.kind if unit else HolderKind.PARTICIPANT
    if holder is HolderKind.RAPPORTEUR or type is StatementType.FACT or not concepts:
        return None
    if concepts[0].partition(".")[0] not in DEBATABLE or concepts[0] in DESCRIPTIVE:
        return None
    stance, rule, confidence = _judged(claim, concepts[0], unit.mode if unit else Mode.OTHER, hedge, type)
    return stance, Origin(rule=rule, confidence=confidence)


def _judged(claim: str, concept: str, mode: Mode, hedge: Hedge, kind: StatementType) -> tuple[Stance, str, float]:
    main = main_clause(claim)
    if phrases("ambivalent").search(claim):
        return Stance.AMBIVALENT, "stance.ambivalent", 0.8
    if mode is Mode.CRITICIZED:
        return Stance.OPPOSE, "stance.mode.criticized", 0.85
    if mode is Mode.QUESTIONED:
        return Stance.SCEPTICAL, "stance.mode.questioned", 0.9
    if hedge is Hedge.UNLIKELY:
        return Stance.SCEPTICAL, "stance.unlikely", 0.8
    if _BAN.search(main):
        return Stance.SCEPTICAL, "stance.ban", 0.5
    if phrases("opposed").search(main):
        return Stance.OPPOSE, "stance.opposed", 0.6
    if kind in (StatementType.PROPOSAL, StatementType.NORM):
        return Stance.SUPPORT, "stance.advice", 0.75
    if phrases("undecided").search(main):
        return Stance.NEUTRAL, "stance.neutral", 0.5
    if phrases("sceptical").search(main):
        critical = concept in CRITICAL
        return (Stance.SUPPORT if critical else Stance.SCEPTICAL), "stance.sceptical", 0.65
    return Stance.SUPPORT, "stance.rest", 0.65
