"""Which unit the offsets of a DNA database count, told by where its statements begin and end.

DNA's window counts UTF-16 units; its SQL and scripts that write such files count code points. Both are the same until a
character above U+FFFF stands before the passage. People mark whole words, so under the right unit passages begin and
end where words do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contingent.coding.exchange.refi.rulers import Breaks, Convention, Ruler, Units

IN_THE_WINDOW = Convention(units=Units.UTF16)
"""How DNA's own window counts; taken where nothing speaks for another unit."""
_TRIED = (
    (IN_THE_WINDOW, "UTF-16 units, as DNA's window counts"),
    (Convention(units=Units.POINTS), "Unicode code points"),
    (Convention(units=Units.UTF16, breaks=Breaks.ONE), "UTF-16 units with a line end of two characters counted as one"),
)
_MARGIN = 2
"""Edges by which another unit must do better before it is believed."""

Place = tuple[int, int, int]
"""Document id, start and stop as they stand in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The unit found, in words, and a ruler for each document whose offsets are not code points already."""

    told: str
    rulers: Mapping[int, Ruler]

    def span(self, place: Place) -> tuple[int, int, bool]:
        """Return start and stop in code points, and whether both fall between two characters."""
        document, start, stop = place
        ruler = self.rulers.get(document)
        return (start, stop, True) if ruler is None else ruler.span(start, stop)


def find_unit(texts: Mapping[int, str], places: Iterable[Place]) -> Found:
    """Return how the offsets of these places count in the texts, by document id."""
    odd = {key: text for key, text in texts.items() if not text.isascii() and max(text) > "\uffff"}
    broken = {key: text for key, text in texts.items() if "\r\n" in text}
    if not odd and not broken:
        return Found(told="No text has a character above U+FFFF: all units count alike.", rulers={})
    telling = [place for place in places if place[0] in odd or place[0] in broken]
    tried = _TRIED if broken else _TRIED[:2]
    scored = [(_score(convention, {**odd, **broken}, telling), convention, words) for convention, words in tried]
    best = scored[0]
    for each in scored[1:]:
        if each[0] >= best[0] + _MARGIN:
            best = each
    score, convention, words = best
    rulers = {key: Ruler(text, convention) for key, text in {**odd, **broken}.items()}
    return Found(told=_told(words, score, [each for each in scored if each is not best], len(telling)), rulers=rulers)


def _told(words: str, score: int, others: Sequence[tuple[int, Convention, str]], telling: int) -> str:
    if not telling:
        return f"Offsets are taken for {words}; no statement stands in a text where units differ."
    rest = "; ".join(f"{other} of them as {name}" for other, _, name in others)
    if all(other == score for other, _, _ in others):
        return f"Offsets are taken for {words}: {telling:,} statements fit as well in other units."
    return (
        f"Offsets are {words}: so counted, {score} of {2 * telling:,} edges of statements in texts where units differ "
        f"fall on edges of words ({rest})."
    )


def _score(convention: Convention, texts: Mapping[int, str], places: Iterable[Place]) -> int:
    rulers = {key: Ruler(text, convention) for key, text in texts.items()}
    total = 0
    for document, start, stop in places:
        text = texts[document]
        first, last, exact = rulers[document].span(start, stop)
        if exact and 0 <= first < last <= len(text):
            total += _edge(text, first) + _edge(text, last)
            total -= text[first].isspace() + text[last - 1].isspace()
    return total


def _edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())
