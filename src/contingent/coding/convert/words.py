"""Word lists of the readers."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a blank-separated list."""
    return frozenset(words.split())


COMMON_WORDS: frozenset[str] = frozenset()
