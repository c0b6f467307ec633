"""A sentence as words, the form in which the grammar of attribution reads it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from contingent.base.spans import Span
from contingent.coding.mentions import Mention

_TOKEN = re.compile(r"[^\W_]+(?:[’'‑-][^\W_]+)*|[^\w\s]|_")

OPENING_QUOTES = frozenset("“‘«\"'")
CLOSING_QUOTES = frozenset("”’»\"'")


class Sentence:
    """The words of one sentence: text as written, lower case, offsets into the document, and the mention at each.

    `mention[i]` is the mention that covers word `i`, or None; a possessive ("Kenya's") counts as covered.
    """

    __slots__ = ("ends", "mention", "raw", "span", "starts", "text", "words")

    def __init__(self, text: str, span: Span, mentions: Sequence[Mention] = ()) -> None:
        self.span = span
        self.text = text
        self.raw: list[str] = []
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in _TOKEN.finditer(text, span.start, span.end):
            word = match.group()
            self.raw.append(word)
            self.words.append(word.lower().replace("’", "'"))
            self.starts.append(match.start())
            self.ends.append(match.end())
        self.mention: list[Mention | None] = [None] * len(self.words)
        for mention in mentions:
            self._mark(mention)

    def _mark(self, mention: Mention) -> None:
        i = bisect_left(self.starts, mention.span.start)
        if i and self.ends[i - 1] > mention.span.start:
            i -= 1
        while i < len(self.starts) and self.starts[i] < mention.span.end:
            self.mention[i] = mention
            i += 1

    def __len__(self) -> int:
        return len(self.words)

    def word(self, i: int) -> str:
        """Return the lower-case word `i`, empty beyond either end."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def span_of(self, first: int, last: int) -> Span:
        """Return the document span of words `first` to `last`, both included."""
        return Span(self.starts[first], self.ends[last])

    def cut(self, first: int, last: int) -> str:
        """Return the text of words `first` to `last`, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def mention_start(self, i: int) -> int:
        """Return the first word of the mention that covers word `i`."""
        mention = self.mention[i]
        while i > 0 and self.mention[i - 1] is mention:
            i -= 1
        return i

    def mention_end(self, i: int) -> int:
        """Return the last word of the mention that covers word `i`."""
        mention = self.mention[i]
        while i + 1 < len(self.words) and self.mention[i + 1] is mention:
            i += 1
        return i

    def possessive(self, i: int) -> bool:
        """Return whether word `i` is a possessive: "Kenya's", "participants'"."""
        return self.words[i].endswith("'s") or (self.words[i].endswith("s") and self.word(i + 1) in ("'", "’"))
