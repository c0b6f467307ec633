"""Speakers without a noun of their own: "two Ghanaians", "the Brazilians", "(a delegate of Peru and) one of Chile"."""

from __future__ import annotations

import re
from dataclasses import replace

from contingent.coding.labels import THE_OTHER, second_origin
from contingent.coding.lexicon import AUXILIARIES, COORDINATORS, lexicon
from contingent.coding.origins import affiliation_code, origins_of
from contingent.coding.predicates import is_adverb
from contingent.coding.speakers import HOLDERS, Speaker
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import HolderKind, Quantifier
from contingent.coding.wording import word_set

_STATES = frozenset({"state", "former state", "territory"})
_WHOLE_PEOPLES = re.compile(r"(?:ese|ch|sh|ss)$", re.IGNORECASE)
"""Demonyms that are their own plural: "the Dutch", "three Japanese"."""
_QUALITIES = word_set("young younger old older elderly other second first third fellow prominent leading visiting")
_DEGREES = word_set("less more not also very rather quite too equally particularly especially all both")


def national(s: Sentence, i: int) -> Speaker | None:
    """Return the nationals whose demonym begins at word `i`: "two Ghanaians", "the Brazilians", "one Norwegian".

    None if a noun may follow that takes the demonym as adjective ("the French plan").
    """
    mention = s.mention[i]
    if mention is None or mention.role != "demonym" or mention.kind not in _STATES or s.mention_start(i) != i:
        return None
    last = s.mention_end(i)
    if s.possessive(last) or s.word(last + 1) in ("-", "‑") or not _verb_or_edge(s, last + 1):
        return None
    start = i - (s.word(i - 1) in lexicon().roles or s.word(i - 1) in _QUALITIES)
    before = s.word(start - 1)
    amount = lexicon().quantifiers.get(before)
    many = s.words[last].endswith("s") and not s.words[last].endswith("ss")
    if amount is not None and before not in ("any", "half"):
        quantifier, number, first = amount.value, amount.number, start - 1
        if (number == "s") == many and number != "-" and not _WHOLE_PEOPLES.search(s.words[last]):
            return None
        if s.word(first - 1) == "the":
            first -= 1
    elif before == "the" and (many or _WHOLE_PEOPLES.search(s.words[last])):
        quantifier, number, first = Quantifier.UNSPECIFIED, "p", start - 1
    else:
        return None
    codes = (affiliation_code(mention),)
    if _present(s, last + 1):  # what a people thinks at large, not what its nationals said at the meeting
        holder = Speaker(first, last, HolderKind.STATE, affiliation=codes, number="p", rule="holder")
        return holder if before == "the" else None
    return Speaker(first, last, HolderKind.PARTICIPANT, quantifier, codes, s.cut(i, last), number)


def _present(s: Sentence, j: int) -> bool:
    """Whether the verb at word `j` or after adverbs is in the present: "the Brazilians want"."""
    while is_adverb(s.word(j)):
        j += 1
    form = lexicon().verbs.get(s.word(j))
    return s.word(j) in ("are", "do") or (form is not None and form.base and not form.past)


def _verb_or_edge(s: Sentence, j: int) -> bool:
    """Whether word `j`, after a demonym, cannot be the noun it belongs to."""
    k = j
    while is_adverb(s.word(k)) or s.word(k) in _DEGREES:
        k += 1
    word = s.word(k)
    if not word or not word[0].isalnum() or word in AUXILIARIES or word in COORDINATORS or word == "who":
        return True
    form = lexicon().verbs.get(word)
    if form is None or not (form.past or form.third or form.base):
        return False
    return not form.participle or word in ("said", "thought") or s.word(k + 1) not in lexicon().heads


def with_second_origin(s: Sentence, speaker: Speaker) -> Speaker:
    """Return the speaker of "the delegate of Peru and that of Chile": both, of both states."""
    if speaker.kind in HOLDERS or speaker.bare or (k := second_origin(s, speaker.last + 1)) is None:
        return speaker
    last, codes = origins_of(s, k, speaker.kind)
    if not codes:
        return speaker
    single = speaker.number == "s" and THE_OTHER[s.words[k]] == "s"
    codes = list(dict.fromkeys((*speaker.affiliation, *codes)))
    amount = Quantifier.TWO if single else speaker.quantifier if speaker.number == "p" else Quantifier.UNSPECIFIED
    return replace(speaker, last=last, affiliation=tuple(codes), quantifier=amount, number="p", anchor=None)
