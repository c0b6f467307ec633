"""Acronyms that a document explains itself: "Long Name of a Body (LNB)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKET = re.compile(
    r"[ \u00a0]\((?:the |or |hereafter |henceforth )?[‘'“\"]?([A-Z][A-Za-z0-9/&-]{1,14})[’'”\"]?[);,]"
)
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_STOP = re.compile(r"[.;:!?()\n]")
_LONGEST = 12
_SMALL = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "in",
        "on",
        "to",
        "a",
        "an",
        "de",
        "du",
        "la",
        "le",
        "des",
        "et",
        "der",
        "die",
        "und",
        "für",
        "del",
        "y",
        "e",
        "s",
    ]
)
# The last noun before "of/for/in" tells what the body is.
_HEADS = {
    "mission": "force operation mission",
    "unit": "battalion brigade battlegroup regiment corps",
    "armed group": "front movement army militia insurgency",
    "programme": "programme program initiative mechanism facility architecture",
    "agency": "agency",
    "organisation": (
        "organization organisation union council institute institution centre center community committee commission "
        "group party forum network alliance bank office department ministry command court foundation stiftung "
        "association league secretariat assembly authority academy university society federation confederation "
        "conference company corporation board bureau panel consortium coalition partnership trust tribunal fund"
    ),
}
_KIND = {noun: kind for kind, nouns in _HEADS.items() for noun in nouns.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An acronym, the long name before it, and its kind by the head noun (None: no body, for example a concept)."""

    acronym: str
    name: str
    kind: str | None


def definitions_in(text: str) -> Iterator[Definition]:
    """Yield the acronyms that `text` explains in brackets after their long name, in the order of the text."""
    for bracket in _BRACKET.finditer(text):
        acronym = bracket.group(1)
        if sum(c.isupper() for c in acronym) < 2:
            continue
        if name := _long_name(text[max(0, bracket.start() - 160) : bracket.start()], acronym):
            yield Definition(acronym=acronym, name=name, kind=_kind(name))


def _long_name(before: str, acronym: str) -> str | None:
    """Return the shortest run of words at the end of `before` that spells `acronym`, None if there is none."""
    stops = [stop.end() for stop in _STOP.finditer(before)]
    before = before[stops[-1] :] if stops else before
    words = list(_WORD.finditer(before))[-_LONGEST:]
    letters = [c.lower() for c in acronym if c.isalpha()]
    if acronym.endswith("s") and acronym[:-1].isupper():
        letters.pop()
    for at in range(len(words) - 1, -1, -1):
        run = words[at:]
        if run[0].group()[0].lower() == letters[0] and _spells([w.group().lower() for w in run], letters):
            return before[run[0].start() :]
    return None


def _spells(words: list[str], letters: list[str]) -> bool:
    """Return whether the letters run through the words in order, and every large word gives its first letter."""
    large = [w[0] for w in words if w not in _SMALL]
    if _runs_through(large, letters) or _runs_through(letters, large):
        return _runs_through("".join(words), letters)
    return False


def _runs_through(text: str | list[str], letters: list[str]) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _kind(name: str) -> str | None:
    head = re.split(r" (?:of|for|in|on|to|against) ", name, maxsplit=1)[0].split()[-1]
    last = name.split()[-1]
    for noun in (head, last):
        for form in (noun.lower(), noun.lower().removesuffix("s")):
            if form in _KIND:
                return _KIND[form]
        if noun.lower().endswith(("stiftung", "institut", "kommission")):
            return "organisation"
    return None
