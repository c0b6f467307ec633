"""The rules by which actors are found, and how sure each is."""

from __future__ import annotations

from contingent.coding.anaphora import Reference

# Share of statements under the rule with all actors right on the coded reports, one hit and one miss added
# (benchmarks/rule_confidence.py). "actors.profile" stands alone in too few and has a prior.
CONFIDENCE = {
    "actors.none": 0.8,
    "actors.named": 0.88,
    "actors.definite": 0.89,
    "actors.pronoun": 0.6,
    "actors.region": 0.94,
    "actors.carried": 0.74,
    "actors.profile": 0.8,
}


def rule_of(reference: Reference) -> str:
    """Return the name of the rule that reads such a word."""
    if reference in {Reference.REGION, Reference.REGIONAL, Reference.JOINT, Reference.STATES}:
        return "actors.region"
    if reference in {Reference.IT, Reference.THEY, Reference.THIS}:
        return "actors.pronoun"
    return "actors.definite"
