"""Common English words, which tell the hyphens of the typesetter from those of the author."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_INFLECTIONS = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ly", ("",)),
)


def word_set(words: str) -> frozenset[str]:
    """Return the words of a blank-separated list."""
    return frozenset(words.split())


@cache
def common_words() -> frozenset[str]:
    """Return the base forms of common English words.

    Source: the 22,000 most frequent words of four letters or more in the frequency list that comes with SymSpell (MIT
    licence, copyright (c) 2021 Wolf Garbe, (c) 2025 mmb L), without inflected forms, and our own list of short words
    and words of the field.
    """
    text = files("contingent.coding.convert").joinpath("common_words.csv").read_text(encoding="utf-8")
    return frozenset(text.split()[1:])


def is_common(word: str) -> bool:
    """Return whether a word in small letters, or its base form, is common English."""
    known = common_words()
    return word in known or any(base in known for base in _bases(word))


def _bases(word: str) -> Iterator[str]:
    for ending, replacements in _INFLECTIONS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            yield from (stem + replacement for replacement in replacements)
