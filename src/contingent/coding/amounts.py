"""Amounts that take more than one word: "more than half", "60 per cent", "most, if not all", numbers in figures."""

from __future__ import annotations

from contingent.coding.lexicon import lexicon
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Quantifier
from contingent.coding.wording import word_set

_HEDGES = word_set("if though although but perhaps maybe albeit possibly or and")


def hedged_amount(s: Sentence, i: int) -> int | None:
    """ "Most, if not all, participants": from the closing mark at `i` back to the word before the opening one."""
    if s.words[i] not in (",", "–", "—", ")"):
        return None
    for k in range(i - 2, max(0, i - 7), -1):
        if s.words[k] in (",", "–", "—", "("):
            amount = s.words[k - 1] in lexicon().quantifiers
            return k - 1 if amount and s.words[k + 1] in _HEDGES else None
    return None


def counted(word: str) -> Quantifier:
    """Return the amount of a number in figures."""
    number = int(word) if len(word) < 6 else 100_000
    small = {1: Quantifier.ONE, 2: Quantifier.TWO, 3: Quantifier.FEW}
    return small.get(number) or (Quantifier.SEVERAL if number < 10 else Quantifier.MANY)


def share(s: Sentence, k: int) -> Quantifier | None:
    """Return the amount of "more than half", "60 per cent", "two thirds", whose noun is word `k`, else None."""
    word = s.words[k]
    before = s.words[max(0, k - 4) : k]
    if word in ("cent", "percent"):
        figure = next((w for w in reversed(before) if w.isdecimal()), "")
        return Quantifier.MAJORITY if figure and 50 < int(figure[:4]) <= 100 else None
    if word == "half":
        if ("than" in before and set(before) & {"less", "fewer"}) or "under" in before:
            return Quantifier.MINORITY
        return Quantifier.MAJORITY if before[-1:] in (["than"], ["over"]) else None
    if word == "number" and before and before[-1] == "fair":
        return Quantifier.SEVERAL
    if word in ("thirds", "quarters", "fifths"):
        large = {"thirds": ("two",), "quarters": ("three",), "fifths": ("three", "four")}[word]
        return Quantifier.MAJORITY if before[-1:] and before[-1] in large else Quantifier.SOME
    return None
