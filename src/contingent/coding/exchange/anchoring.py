"""Anchoring: where in a text an annotation stands, by its position first and by its quote where these differ.

Positions and quotes are those of the selectors of the W3C Web Annotation Data Model (2017), sections 4.2.4 and 4.2.5.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

AROUND = 32
"""Characters of prefix and suffix that are written, and compared at most."""


class How(StrEnum):
    """How a place was found."""

    AGREED = "position and quote agree"
    UTF16 = "position counted in UTF-16 units, as the quote shows"
    QUOTE = "found by the quote; its position is elsewhere or not given"
    SPACED = "found by the quote with other blanks"
    UNCHECKED = "position without a quote to check it by"
    AMBIGUOUS = "its quote stands in several places; the nearest that fits was taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What an annotation says of its place: a position, a quote with what stands around it, or both."""

    start: int | None = None
    stop: int | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`[start, stop)` in code points, and how it was found."""

    start: int
    stop: int
    how: How


class Page:
    """A text in which places are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._astral = [match.start() for match in re.finditer("[\U00010000-\U0010ffff]", text)]
        self._units = [at + number for number, at in enumerate(self._astral)]

    def find(self, anchor: Anchor) -> Place | None:
        """Return where the anchor stands, None if its quote is nowhere or its position is outside."""
        start, stop, exact = anchor.start, anchor.stop, anchor.exact
        if start is not None and stop is not None and 0 <= start <= stop:
            if not exact:
                inside = stop <= len(self.text)
                return Place(start=start, stop=stop, how=How.UNCHECKED) if inside else None
            if self.text[start:stop] == exact:
                return Place(start=start, stop=stop, how=How.AGREED)
            first, last = self._point(start), self._point(stop)
            if self.text[first:last] == exact:
                return Place(start=first, stop=last, how=How.UTF16)
        return self._by_quote(anchor, exact) if exact else None

    def _point(self, unit: int) -> int:
        return unit - bisect_left(self._units, unit)

    def _by_quote(self, anchor: Anchor, exact: str) -> Place | None:
        how = How.QUOTE
        spans = [(at, at + len(exact)) for at in _all(self.text, exact)]
        if not spans and exact.split():
            pattern = r"\s+".join(map(re.escape, exact.split()))
            spans, how = [match.span() for match in re.finditer(pattern, self.text)], How.SPACED
        if not spans:
            return None
        fits = [self._fit(span, anchor) for span in spans]
        best = [span for span, fit in zip(spans, fits, strict=True) if fit == max(fits)]
        if len(best) > 1:
            how = How.AMBIGUOUS
        near = anchor.start or 0
        start, stop = min(best, key=lambda span: abs(span[0] - near))
        return Place(start=start, stop=stop, how=how)

    def _fit(self, span: tuple[int, int], anchor: Anchor) -> int:
        """Return how many characters of prefix and suffix are those around a span."""
        before, after = self.text[max(0, span[0] - AROUND) : span[0]], self.text[span[1] : span[1] + AROUND]
        return _common(before[::-1], anchor.prefix[::-1]) + _common(after, anchor.suffix)


def anchor_of(text: str, start: int, stop: int) -> Anchor:
    """Return position and quote of a span, with what stands around it."""
    return Anchor(
        start=start,
        stop=stop,
        exact=text[start:stop],
        prefix=text[max(0, start - AROUND) : start],
        suffix=text[stop : stop + AROUND],
    )


def _all(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _common(first: str, second: str) -> int:
    for number, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return number
    return min(len(first), len(second))
