"""The holder's attitude towards the first concept of a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.coding.statements import Origin
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode, Stance, StatementType

DEBATABLE = frozenset({"int", "org", "nrm", "dec", "opt"})
"""Top-level codes one can be for or against; threats, motives, constraints and outcomes have no stance."""

_AMBIVALENT = re.compile(
    r"\bambivalen\w*|\bmixed (?:feelings|views|results)|\bdivided (?:on|over|about)|\bboth .+ and the (?:risks|dangers)",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"\b(?:discussed|debated|considered|on the table|not put forward|guidelines|limitations|open question)\b",
    re.IGNORECASE,
)
_SCEPTICAL = re.compile(
    r"\b(?:scepti\w+|skepti\w+|doubt\w*|unrealistic|premature|counterproductive|symbolic|not (?:very |yet |particularly )?(?:relevant|ready|feasible|viable|possible|realistic|able)|"
    r"(?:do|does|did) not (?:\w+ )?(?:have|need|help|work|address)|cannot|lacks?|lacking|lack of|insufficient|incapable|unable|slow|ineffective|inefficien\w*|passive|inaction|fail\w*|refus\w+|"
    r"no longer|too (?:slow|weak|small|few)|limits? of|drift|problematic|questionable|inconsisten\w*|selective\w*)\b",
    re.IGNORECASE,
)
_OPPOSED = re.compile(
    r"\b(?:oppos\w+|reject\w*|imperialis\w+|disapprov\w+|interventionist|unacceptable|illegitimate|not in (?:[\w’']+ ){1,5}interests?|irresponsible|should not|must not|bypass\w*|violat\w+|against)\b",
    re.IGNORECASE,
)
_FLAT_BAN = re.compile(r"\b(?:should|must)\s+(?:not|never)\b", re.IGNORECASE)


def stance_of(
    claim: str,
    *,
    concepts: Sequence[str],
    unit: Unit | None = None,
    hedge: Hedge = Hedge.CERTAIN,
    type: StatementType = StatementType.ASSESSMENT,  # noqa: A002 - the word of the guide
) -> tuple[Stance, Origin] | None:
    """Return the stance towards the first concept, None where the guide gives none.

    None for the rapporteur's own statements, for claims without concept, and where the first concept is a threat,
    motive, constraint, rivalry or outcome. Doubts about feasibility are sceptical, never opposed.
    """
    holder = unit.attribution.kind if unit else HolderKind.PARTICIPANT
    if holder is HolderKind.RAPPORTEUR or not concepts or concepts[0].partition(".")[0] not in DEBATABLE:
        return None
    mode = unit.mode if unit else Mode.OTHER
    for rule, fits, stance, confidence in (
        ("stance.ambivalent", bool(_AMBIVALENT.search(claim)), Stance.AMBIVALENT, 0.8),
        ("stance.mode.criticized", mode is Mode.CRITICIZED, Stance.OPPOSE, 0.85),
        ("stance.opposed", bool(_OPPOSED.search(claim)) and not _FLAT_BAN.search(claim), Stance.OPPOSE, 0.6),
        ("stance.mode.questioned", mode is Mode.QUESTIONED, Stance.SCEPTICAL, 0.9),
        ("stance.unlikely", hedge is Hedge.UNLIKELY, Stance.SCEPTICAL, 0.8),
        ("stance.neutral", bool(_NEUTRAL.search(claim)), Stance.NEUTRAL, 0.5),
        ("stance.sceptical", bool(_SCEPTICAL.search(claim)), Stance.SCEPTICAL, 0.65),
        ("stance.ban", bool(_FLAT_BAN.search(claim)), Stance.SCEPTICAL, 0.5),
        ("stance.rest", True, Stance.SUPPORT, 0.65),
    ):
        if fits:
            return stance, Origin(rule=rule, confidence=confidence)
    return None
