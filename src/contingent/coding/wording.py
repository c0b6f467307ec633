"""Word classes written as prose: one string of words, read into a set."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string, which blanks and line ends separate, as a set."""
    return frozenset(words.split())
