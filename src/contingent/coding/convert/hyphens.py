"""Line ends: when a hyphen is undone, kept or was lost, decided on evidence and not on a list of cases.

The first witness is the document itself: the spelling it uses where no line ends. Then come a list of common English
words, the form of the halves and, failing all, the fact that most hyphens at line ends are the typesetter's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from contingent.coding.convert.cleaning import Repairs, single_blanks
from contingent.coding.convert.words import is_common, word_set

_TOKEN = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+|(?<=-)[^\W\d_]+)*")
_LEFT = re.compile(r"([\w’']+(?:[-‐‑][\w’']+)*)[-‐‑]$")
_RIGHT = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"(?<![\w’'-])[^\W\d_]+$")
_SUSPENDED = re.compile(r"\w[-‐‑],?\s+(?:(?:and|or|to|nor|as well as)\s+)?[\w-]+$")
_REACH = 100  # no word is longer
_CONJUNCTIONS = frozenset({"and", "or", "to", "nor"})
_FREE_PREFIXES = frozenset({"non", "self", "ex", "quasi", "all", "half", "cross", "anti", "post", "pre", "pro"})
_VOWEL_PREFIXES = frozenset({"re", "co", "pre", "de", "anti", "semi"})
_BOUND_STARTS = word_set(
    "ac ad af ag al an ap ar as at be bi by co col com con cor counter de di dis em en ex for fore im in inter "
    "intra il ir mal micro mis multi on out over para per pre pro "
    "re sub super sur syn tele to trans tri un under up us with"
)
_ENDINGS = word_set(
    "able age al ally ance ant ary ate ated ates ation ed en ence ent er ers est ever ful fully hood ible ic ing ion "
    "ions ish ism ist ists ity ive ized izing less let like ling ly man men ment ments ness or ory ous over ship ships "
    "sion side some ted tion tions ting ty ure ward wards ways wise"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How a document spells words inside its lines: whole words, compounds with a hyphen, and their first halves."""

    words: Counter[str] = field(default_factory=Counter)
    compounds: Counter[str] = field(default_factory=Counter)
    firsts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, lines: Iterable[str]) -> Vocabulary:
        """Return the vocabulary of `lines`, without the first and last word of each, which a line end may have cut."""
        seen = cls()
        for line in lines:
            for token in _TOKEN.findall(line)[1:-1]:
                seen._add(token.lower())
        return seen

    def _add(self, token: str) -> None:
        if "-" not in token:
            self.words[token] += 1
            return
        parts = token.split("-")
        self.words.update(parts)
        self.compounds[token] += 1
        for left, right in pairwise(parts):
            self.compounds[f"{left}-{right}"] += len(parts) > 2
            self.firsts[left] += 1

    def knows(self, word: str) -> bool:
        """Return whether the document, inside its lines, or common English has the word."""
        return self.words[word] > 0 or is_common(word)


def join_lines(lines: Iterable[str], vocabulary: Vocabulary, repairs: Repairs) -> str:
    """Return the lines of one paragraph as one line, hyphens at line ends undone where the evidence says so."""
    parts: list[str] = []
    for line in map(single_blanks, lines):
        if not line:
            continue
        if parts:
            before = "".join(parts[-2:])[-_REACH:]
            verdict = _join(before, line[:_REACH], vocabulary, repairs)
            if verdict == "close":
                parts[-1] = parts[-1][:-1]
            elif verdict == "blank":
                parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _join(left: str, right: str, vocabulary: Vocabulary, repairs: Repairs) -> str:
    """Return how two lines join: `blank` between, `keep` as they are with nothing between, `close` without hyphen."""
    last = left[-1]
    if last in "-‐‑" and left[-2:-1] not in ("", " ", "-"):
        return _join_hyphen(left, right, vocabulary, repairs)
    if last in "—–" and left[-2:-1] not in ("", " "):
        repairs["dashes at line ends joined"] += 1
        return "keep"
    if last == "/" and not left.endswith(" /"):
        return "keep"
    if right[0] == "—" and right[1:2] not in ("", " "):
        return "keep"
    if _lost_hyphen(left, right, vocabulary):
        repairs["words joined whose hyphen was lost"] += 1
        return "keep"
    return "blank"


def _join_hyphen(left: str, right: str, vocabulary: Vocabulary, repairs: Repairs) -> str:
    word, head = _LEFT.search(left), _RIGHT.match(right)
    verdict = "keep"
    if word is not None and head is not None:
        verdict = _verdict(left[:-1], word[1], head.group(), vocabulary)
    repairs["hyphens at line ends undone" if verdict == "close" else "hyphens at line ends kept"] += 1
    return verdict


def _verdict(before: str, word: str, head: str, vocabulary: Vocabulary) -> str:
    """Return `close`, `keep` or `blank` (the hyphen stays and a blank follows: "short- and long-term")."""
    tail = re.split("[-‐‑]", word)[-1]
    low_tail, low_head = tail.lower(), head.lower()
    whole = low_tail + low_head
    closed = vocabulary.words[whole]
    hyphened = vocabulary.compounds[f"{low_tail}-{low_head}"]
    if closed or hyphened:
        return "keep" if hyphened > closed else "close"
    if low_head in _CONJUNCTIONS and not vocabulary.knows(whole):
        return "blank"
    if tail[-1:].isdigit() or (head[0].isupper() and not tail.isupper()):
        return "keep"
    if len(tail) > 1 and tail.isupper() and head[0].islower():
        return "keep"
    if low_tail in _VOWEL_PREFIXES and low_tail[-1] == low_head[0] and not is_common(whole):
        return "keep"
    if _SUSPENDED.search(before) and low_tail not in _BOUND_STARTS and _both_known(low_tail, low_head, vocabulary):
        return "keep"
    if low_tail == "non" and vocabulary.firsts[low_tail]:
        return "keep"
    if is_common(whole):
        return "close"
    if low_tail in _FREE_PREFIXES and vocabulary.firsts[low_tail] and vocabulary.knows(low_head):
        return "keep"
    return "keep" if _compound(low_tail, low_head, vocabulary) else "close"


def _both_known(tail: str, head: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.knows(tail) and vocabulary.knows(head)


def _compound(tail: str, head: str, vocabulary: Vocabulary) -> bool:
    """Return whether both halves stand by themselves and neither is a mere prefix or ending."""
    if tail in ("non", "self", "ex", "quasi"):
        return len(head) > 3 and vocabulary.knows(head)
    if tail in _BOUND_STARTS or head in _ENDINGS or min(len(tail), len(head)) < 3:
        return False
    return _both_known(tail, head, vocabulary)


def _lost_hyphen(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Return whether a line end cut a word and left no hyphen: the whole is a word, at least one half is none."""
    last, head = _LAST_WORD.search(left), _RIGHT.match(right)
    if last is None or head is None or not head.group().islower() or right[head.end() : head.end() + 1] in ("’", "'"):
        return False
    tail, rest = last.group().lower(), head.group()
    if len(tail) < 2 or len(rest) < 2 or (vocabulary.knows(tail) and vocabulary.knows(rest)):
        return False
    return vocabulary.knows(tail + rest)
