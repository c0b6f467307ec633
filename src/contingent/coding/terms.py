"""Terms of a codebook: a small language in which an analyst says which words point to a code.

    public opinion             the words next to each other; endings do not matter ("public opinions"), nor do articles
    lack ... trust             words in this order, up to six words between them
    trust|confidence among     either word
    modern*                    words that begin so
    {organisation} lacks       a class of words kept in `data/word_classes.yaml`
    @RUS                       the claim is about this actor; @organisation: about any organisation known by its acronym
    peace & mandate            both somewhere in the claim
    doctrine & !school         not with this word
    #fact, !#fact              only statements of this type, none of it
    ^2                         weight (1 without); a single word that is only a hint has less than 1

Matching is on word stems, so that spelling and endings vary freely; a plain list of words is a valid set of terms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from contingent.base.errors import InputError

GAP = 6
"""How many words `...` may stand for at most."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_SKIPPED = frozenset(
    {"the", "a", "an", "its", "their", "his", "her", "is", "are", "was", "were", "be", "been", "being"}
)
_WEIGHT = re.compile(r"\s\^(\d+(?:\.\d+)?)\s*$")
_ENDINGS = (
    ("isations", "iz"), ("izations", "iz"), ("isation", "iz"), ("ization", "iz"), ("ising", "iz"), ("izing", "iz"),
    ("ised", "iz"), ("ized", "iz"), ("ises", "iz"), ("izes", "iz"), ("ise", "iz"), ("ize", "iz"),
    ("ations", "at"), ("ation", "at"), ("ating", "at"), ("ated", "at"), ("ates", "at"), ("ate", "at"),
    ("ities", "it"), ("ity", "it"), ("ments", "ment"), ("nesses", "ness"), ("ences", "enc"), ("ence", "enc"),
    ("ies", "i"), ("ied", "i"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""),
    ("s", ""), ("ly", ""), ("e", ""),
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the word without its ending, near enough that "modernise", "modernized" and "modernising" agree."""
    low = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if len(low) < 4 or word.isupper():
        return low
    if low.endswith(("ss", "us", "is")):
        return low
    for ending, instead in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low[: -len(ending)] + instead
            break
    if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "lsz":
        low = low[:-1]
    return low[:-1] + "i" if len(low) > 3 and low.endswith("y") else low


def stems(text: str) -> list[str]:
    """Return the stems of a text's words in order, without articles and possessives."""
    return [stem(word) for word in _WORD.findall(text) if word.lower() not in _SKIPPED]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a sequence: allowed stems, allowed beginnings, and whether words may stand before it."""

    stems: frozenset[str]
    prefixes: tuple[str, ...] = ()
    gap: bool = False

    def takes(self, token: str) -> bool:
        """Return whether the stem may stand here."""
        return token in self.stems or (bool(self.prefixes) and token.startswith(self.prefixes))


@dataclass(frozen=True, slots=True)
class Term:
    """A term made ready for matching: sequences that must occur, ones that must not, and conditions."""

    text: str
    sequences: tuple[tuple[Slot, ...], ...]
    forbidden: tuple[tuple[Slot, ...], ...] = ()
    actors: tuple[str, ...] = ()
    absent_actors: tuple[str, ...] = ()
    types: frozenset[str] = field(default_factory=frozenset)
    absent_types: frozenset[str] = field(default_factory=frozenset)
    weight: float = 1.0

    def place(self, tokens: list[str], present: frozenset[str], at: int) -> int | None:
        """Return where the term begins if it fits, else None.

        Args:
            tokens: the stems of the text.
            present: the same as a set.
            at: where the first slot of the first sequence already fits.
        """
        if len(self.sequences) == 1 and not self.forbidden and len(self.sequences[0]) == 1:
            return at
        first = self.sequences[0]
        if len(first) > 1 and not _follows(first, 1, tokens, at + 1):
            return None
        if any(not _occurs(sequence, tokens, present) for sequence in self.sequences[1:]):
            return None
        return None if any(_occurs(sequence, tokens, present) for sequence in self.forbidden) else at


def _occurs(sequence: tuple[Slot, ...], tokens: list[str], present: frozenset[str]) -> bool:
    first = sequence[0]
    if not first.prefixes and first.stems.isdisjoint(present):
        return False
    return (len(sequence) == 1 and not first.prefixes) or find(sequence, tokens) is not None


def find(sequence: tuple[Slot, ...], tokens: list[str]) -> int | None:
    """Return the first index at which the sequence stands in the tokens, None if nowhere."""
    first = sequence[0]
    for index, token in enumerate(tokens):
        if first.takes(token) and _follows(sequence, 1, tokens, index + 1):
            return index
    return None


def _follows(sequence: tuple[Slot, ...], at: int, tokens: list[str], index: int) -> bool:
    if at == len(sequence):
        return True
    slot = sequence[at]
    if not slot.gap:
        return index < len(tokens) and slot.takes(tokens[index]) and _follows(sequence, at + 1, tokens, index + 1)
    for i in range(index, min(len(tokens), index + GAP + 1)):
        if slot.takes(tokens[i]) and _follows(sequence, at + 1, tokens, i + 1):
            return True
    return False


def parse_term(text: str, classes: Mapping[str, Collection[str]]) -> Term:
    """Return the term. Raises InputError naming the part that cannot be read."""
    body, weight = text.strip(), 1.0
    found = _WEIGHT.search(body)
    if found:
        body, weight = body[: found.start()], float(found[1])
    sequences: list[tuple[Slot, ...]] = []
    forbidden: list[tuple[Slot, ...]] = []
    actors: list[str] = []
    absent: list[str] = []
    types: set[str] = set()
    absent_types: set[str] = set()
    for part in (piece.strip() for piece in body.split(" & ")):
        if part.startswith("@"):
            actors.append(part[1:])
        elif part.startswith("!@"):
            absent.append(part[2:])
        elif part.startswith("#"):
            types.update(part[1:].split("|"))
        elif part.startswith("!#"):
            absent_types.update(part[2:].split("|"))
        elif part.startswith("!"):
            forbidden.append(_sequence(part[1:], text, classes))
        else:
            sequences.append(_sequence(part, text, classes))
    if not sequences and not actors and not types:
        raise InputError(f"The term {text!r} says nothing to look for.", remedy="Give at least one word.")
    return Term(
        text=text, sequences=tuple(sequences), forbidden=tuple(forbidden), actors=tuple(actors),
        absent_actors=tuple(absent), types=frozenset(types), absent_types=frozenset(absent_types), weight=weight,
    )  # fmt: skip


def _sequence(part: str, term: str, classes: Mapping[str, Collection[str]]) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    gap = False
    for element in part.split():
        if element.startswith("^"):
            raise InputError(f"The term {term!r} has a weight without words.", remedy="Write words, then ` ^2`.")
        if element == "...":
            gap = True
            continue
        for slot in _slots(element, term, classes, gap):
            slots.append(slot)
        gap = False
    if not slots:
        raise InputError(f"The term {term!r} has an empty part.", remedy="Take away the `&` or `!` or give it a word.")
    return tuple(slots)


def _slots(element: str, term: str, classes: Mapping[str, Collection[str]], gap: bool) -> list[Slot]:
    """One element gives one slot, or several where a word with a hyphen is several words."""
    words: set[str] = set()
    prefixes: list[str] = []
    for choice in element.split("|"):
        if choice.startswith("{"):
            name = choice.strip("{}")
            if name not in classes:
                known = ", ".join(sorted(classes))
                raise InputError(f"The term {term!r} names no class {name!r}.", remedy=f"Classes: {known}.")
            words.update(stem(word) for word in classes[name])
        elif choice.endswith("*"):
            prefixes.append(choice[:-1].lower())
        else:
            words.add(choice)
    if len(words) == 1 and not prefixes:
        pieces = stems(next(iter(words)))
        return [Slot(frozenset({piece}), (), gap and number == 0) for number, piece in enumerate(pieces)]
    return [Slot(frozenset(stem(word) for word in words), tuple(prefixes), gap)]
