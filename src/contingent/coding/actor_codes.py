"""What a code of an actor tells by itself, for the rules that see only codes.

Kinds come with the mentions where a gazetteer is at hand; this is the fallback for codes alone.
"""

from __future__ import annotations

from contingent.coding.concepts import word_classes

KNOWN_MISSIONS = frozenset(word_classes()["mission_acronym"])
KNOWN_ORGANISATIONS = frozenset(word_classes()["acronym"]) - KNOWN_MISSIONS


def is_state(code: str) -> bool:
    """Return whether the code looks like ISO 3166 alpha-3 and is no known organisation or mission."""
    return len(code) == 3 and code.isalpha() and code.isupper() and code not in KNOWN_ORGANISATIONS | KNOWN_MISSIONS
