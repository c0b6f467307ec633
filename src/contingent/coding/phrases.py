"""Sets of phrases that mark what a claim does: hedge, advise, explain, foresee, want, hinder.

The phrases are data (`data/claim_phrases.yaml`): separated by ";", each a phrase in which ordinary regular-expression
signs may vary an ending. A set is one compiled pattern behind a cheap test on the first letters of the text's words,
because most sets do not occur in most clauses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from contingent.base.errors import ProgrammingError

_KEY = 3
_WORD = re.compile(r"[^\W\d_]+")
_LEADING_GROUP = re.compile(r"\(\?:([^()]*)\)(\??)\s*")
_LEADING_LOOK = re.compile(r"(?:\(\?<[=!][^()]*\))+")
_RUN = re.compile(r"[A-Za-z]*")


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[tuple[str, int], ...]:
    """Return each word of the text as its first three letters in lower case and where it starts."""
    return tuple((word.group(0)[:_KEY].lower(), word.start()) for word in _WORD.finditer(text))


class Phrases:
    """A set of phrases to look for at word boundaries, in any case.

    Raises ProgrammingError for a phrase that does not begin with letters (a leading group of plain words is fine).
    """

    __slots__ = ("_bodies", "_patterns")

    def __init__(self, text: str) -> None:
        bodies: dict[str, list[str]] = defaultdict(list)
        for phrase in (piece.strip() for piece in text.split(";") if piece.strip()):
            for key in dict.fromkeys(_keys_of_phrase(phrase)):
                bodies[key].append(re.sub(r"\s+", r"\\s", phrase))
        self._bodies = dict(bodies)
        self._patterns: dict[str, re.Pattern[str]] = {}

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first phrase of the set in the text, None without one."""
        bodies = self._bodies
        for key, start in words_of(text):
            if key in bodies:
                found = (self._patterns.get(key) or self._compiled(key)).match(text, start)
                if found:
                    return found
        return None

    def match(self, text: str) -> re.Match[str] | None:
        """Return the phrase with which the text begins, None if with none."""
        found = self.search(text)
        return found if found and found.start() == 0 else None

    def _compiled(self, key: str) -> re.Pattern[str]:
        pattern = re.compile(rf"(?:{'|'.join(self._bodies[key])})\b", re.IGNORECASE | re.DOTALL)
        self._patterns[key] = pattern
        return pattern


def _keys_of_phrase(phrase: str) -> list[str]:
    """The first letters with which a text that holds the phrase must have a word."""
    look = _LEADING_LOOK.match(phrase)
    phrase = phrase[look.end() :] if look else phrase
    group = _LEADING_GROUP.match(phrase)
    if group:
        rest = phrase[group.end() :]
        spaced = " " if phrase[: group.end()].endswith(" ") else ""
        starts = [choice + spaced + rest for choice in group[1].split("|")]
        return [key for start in [*starts, *([rest] if group[2] else [])] for key in _keys_of_phrase(start)]
    run = _RUN.match(phrase)
    letters = run.group(0) if run else ""
    following = phrase[len(letters) : len(letters) + 1]
    if following in ("?", "*"):
        letters = letters[:-1]
        following = "?"
    if phrase.startswith("(?!", len(letters)):
        following = ""
    if len(letters) >= _KEY or (letters and following in ("", " ", "-", "’", "'")):
        return [letters[:_KEY].lower()]
    raise ProgrammingError(f"The phrase {phrase!r} must begin with a word.", remedy="Write its variants one by one.")


@cache
def phrases(name: str) -> Phrases:
    """Return the named set. Raises ProgrammingError if there is none of that name."""
    sets = _sets()
    if name not in sets:
        raise ProgrammingError(f"There is no set of phrases {name!r}.", remedy=f"Sets: {', '.join(sets)}.")
    return Phrases(sets[name])


@cache
def _sets() -> dict[str, str]:
    text = files("contingent.coding").joinpath("data/claim_phrases.yaml").read_text(encoding="utf-8")
    return {str(name): str(words) for name, words in yaml.safe_load(text).items()}
