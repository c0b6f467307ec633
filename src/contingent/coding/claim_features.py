"""What of a claim the learned weights look at: words, fields of meaning, whom it is about, and how its verbs are built.

A feature is a short text. They stand in groups, because a group counts as a whole: a long claim has no more of it than
a short one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

import yaml

from contingent.coding.main_clause import main_clause
from contingent.coding.terms import stem
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge
from contingent.coding.wording import word_set

Features = Mapping[str, Collection[str]]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_EMPTY = word_set(
    "the a an is are was were be been being of and to in that its it their his her as for on by with at from this "
    "these those has have had which who they he she or but s so such than there then also"
)
_AUXILIARIES = word_set(
    "is are was were be been has have had will would can could may might must should ought shall do does did cannot"
)
_BE = frozenset(("is", "are", "was", "were", "be", "been"))
_HAVE = frozenset(("has", "have", "had"))
_BEFORE_VERB = frozenset(("will", "would", "could", "may", "might", "can", "should", "must", "to", "not"))
_IRREGULAR = word_set(
    "went took came sent held left gave built broke fell rose won lost met paid ran stood fought swore drew withdrew "
    "spoke wrote made became chose bought sold shot struck saw said found began kept led was were had did brought "
    "taught"
)
_NO_PAST = frozenset(("need", "indeed", "united", "exceed", "proceed", "succeed"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAMED_ACRONYMS = frozenset(("UN", "NATO", "CSTO", "EU", "AU", "OSCE"))
_VERBAL = ("v_", "a_", "n_")


@cache
def word_fields() -> dict[str, tuple[str, ...]]:
    """Return the fields of meaning of each stem, from `data/word_fields.yaml`."""
    text = files("contingent.coding").joinpath("data/word_fields.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    fields: dict[str, list[str]] = {}
    for name, words in yaml.load(text, Loader=loader).items():  # noqa: S506 - a safe loader, the fast one if built
        for word in dict.fromkeys(stem(word) for word in str(words).split()):
            fields.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in fields.items()}


@cache
def _verbal_fields() -> dict[str, tuple[str, ...]]:
    """The fields that tell kinds of verbs and adjectives."""
    every = word_fields().items()
    found = {word: tuple(name for name in names if name.startswith(_VERBAL)) for word, names in every}
    return {word: names for word, names in found.items() if names}


def subject_features(text: str, actors: Collection[str] = ()) -> dict[str, Collection[str]]:
    """Return what tells a claim's subject: words, pairs of words, fields, actors."""
    words = _content_words(text)
    fields = word_fields()
    return {
        "word": set(words),
        "pair": {f"{a}_{b}" for a, b in pairwise(words)},
        "field": {f"={name}" for word in words for name in fields.get(word, ())},
        "actor": {feature for actor in actors for feature in (f"@{actor}", _sort_of(actor))},
    }


def _sort_of(actor: str) -> str:
    return "@@state" if len(actor) == 3 and actor.isalpha() and actor.isupper() else "@@other"


def _content_words(text: str) -> list[str]:
    """The stems of a text's words without the empty ones; figures and acronyms also as such."""
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.isdigit():
            found.append("#year" if _YEAR.fullmatch(word) else "#number")
        elif word.isupper() and len(word) > 1:
            found.append("#acronym")
            if word in _NAMED_ACRONYMS:
                found.append(word.lower())
        else:
            found.append(stem(word))
    return [word for word in found if word not in _EMPTY]


def type_features(claim: str, *, unit: Unit | None = None, hedge: Hedge = Hedge.CERTAIN) -> dict[str, Collection[str]]:
    """Return what tells a claim's type: its words as they stand, how it begins, its verbs, how it is reported."""
    words = [word.lower() for word in _WORD.findall(claim)]
    main = _WORD.findall(main_clause(claim))
    low = [word.lower() for word in main]
    kinds, verbs = _verbs(main, low)
    fields = word_fields()
    return {
        "as_is": {f"i:{word}" for word in words},
        "pair_as_is": {f"{a}_{b}" for a, b in pairwise(words)},
        "first": {f"1:{word}:{n}" for n, word in enumerate(low[:3])} | {f"12:{'_'.join(low[:2])}"},
        "kind": kinds,
        "verbs": {f"t:{verb}" for verb in verbs}
        | {f"t1:{verbs[0] if verbs else 'none'}"}
        | {f"t2:{a}_{b}" for a, b in pairwise(verbs)},
        "field": {f"={name}" for word in words for name in fields.get(stem(word), ())},
        "figure": {
            "year" if _YEAR.search(claim) else "no_year",
            "digit" if any(character.isdigit() for character in claim) else "no_digit",
            f"length{min(len(words) // 6, 4)}",
        },
        "hedge": {f"h:{hedge.value}"},
        "report": {f"m:{unit.mode.value}", f"v:{unit.verb}", f"k:{unit.attribution.kind.value}"} if unit else set(),
    }


def _verbs(main: list[str], low: list[str]) -> tuple[set[str], list[str]]:
    """The kinds of verbs and adjectives of a main clause with their forms, and its finite verbs' forms in order."""
    kinds: set[str] = set()
    forms: list[str] = []
    verbal = _verbal_fields()
    before = ""
    for number, (word, lower) in enumerate(zip(main, low, strict=True)):
        named = number > 0 and word[0].isupper()
        form = _form(lower, named)
        for name in () if named else verbal.get(stem(word), ()):
            kinds.add(name)
            if form in ("past", "s", "ing"):
                kinds.add(f"{name}:{form}")
            if before in _BEFORE_VERB:
                kinds.add(f"{name}:{before}")
            elif before in _HAVE:
                kinds.add(f"{name}:perfect")
            elif before in _BE:
                kinds.add(f"{name}:be")
        if form == "past":
            forms.append("perfect" if before in _HAVE else "passive" if before in _BE else "past")
        elif form and form == lower:
            forms.append(form)
        before = lower
    return kinds, forms


def _form(word: str, named: bool) -> str | None:
    if word in _AUXILIARIES:
        return word
    if word in _IRREGULAR or (word.endswith("ed") and len(word) > 4 and word not in _NO_PAST):
        return "past"
    if word.endswith("ing") and len(word) > 5:
        return "ing"
    return "s" if word.endswith("s") and not word.endswith("ss") and not named else None
