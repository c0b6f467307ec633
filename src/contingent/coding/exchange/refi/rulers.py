"""Rulers: positions in a text as other tools count them, and as contingent does, in code points."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from contingent.base.errors import UsageError


class Units(StrEnum):
    """What one step of a position is."""

    POINTS = "points"
    UTF16 = "utf-16"
    BYTES = "bytes"


class Breaks(StrEnum):
    """How line breaks count: as they are stored, CR LF as one, or a lone LF as two."""

    STORED = "stored"
    ONE = "crlf-one"
    TWO = "lf-two"


_UNITS_TOLD = {Units.POINTS: "Unicode code points", Units.UTF16: "UTF-16 units", Units.BYTES: "UTF-8 bytes"}
_BREAKS_TOLD = {
    Breaks.STORED: "line breaks as stored",
    Breaks.ONE: "CR LF as one character",
    Breaks.TWO: "each line feed as two characters",
}
_MARKS = {1: "bom", 2: "bom-two"}
_ASTRAL = "[\U00010000-\U0010ffff]"
_UNIT_PATTERN = {Units.POINTS: "", Units.UTF16: _ASTRAL, Units.BYTES: "[^\x00-\x7f]"}
_BREAK_PATTERN = {Breaks.STORED: "", Breaks.ONE: r"\r(?=\n)", Breaks.TWO: r"(?<!\r)\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How positions of a file count.

    Attributes:
        units: what one step is.
        breaks: how line breaks count.
        mark: how many byte order marks at the start of a text count: 0, 1, or 2 where a tool has written one more
            before a text that had kept its own.
        first: the number of the first character: 0, or 1 where positions begin at one.
        last_included: whether the end names the last character and not the place behind it.
    """

    units: Units = Units.POINTS
    breaks: Breaks = Breaks.STORED
    mark: int = 0
    first: int = 0
    last_included: bool = False

    @property
    def name(self) -> str:
        """A word to choose it by: `points`, `utf-16+bom`, `points+crlf-one` ..."""
        words = [self.units.value]
        words += [self.breaks.value] if self.breaks is not Breaks.STORED else []
        words += [_MARKS[self.mark]] if self.mark else []
        words += ["from-one"] if self.first else []
        words += ["to-last"] if self.last_included else []
        return "+".join(words)

    @property
    def in_words(self) -> str:
        """The convention as a phrase for people."""
        mark = ("a byte order mark left out", "a byte order mark counted", "two byte order marks counted")[self.mark]
        words = [_UNITS_TOLD[self.units], mark, _BREAKS_TOLD[self.breaks]]
        words += ["from one on"] if self.first else []
        words += ["the end being the last character"] if self.last_included else []
        return ", ".join(words)

    @classmethod
    def named(cls, name: str) -> Convention:
        """Return the convention of a `name`. Raises UsageError naming the words known."""
        words = set(name.split("+"))
        units = [each for each in Units if each.value in words]
        breaks = [each for each in Breaks if each.value in words]
        known = {
            *(each.value for each in Units),
            *(each.value for each in Breaks),
            *_MARKS.values(),
            "from-one",
            "to-last",
        }
        if words - known or len(units) > 1 or len(breaks) > 1:
            raise UsageError(f"There is no way to count {name!r}.", remedy=f"Join by +: {', '.join(sorted(known))}.")
        return cls(
            units=units[0] if units else Units.POINTS,
            breaks=breaks[0] if breaks else Breaks.STORED,
            mark=max((number for number, word in _MARKS.items() if word in words), default=0),
            first=int("from-one" in words),
            last_included="to-last" in words,
        )


class Ruler:
    """Turns positions of one text into code points and back, under one convention.

    `marks` is how many byte order marks stood before the text in its file; the text itself has none.
    """

    def __init__(self, text: str, convention: Convention, marks: int = 0) -> None:
        self.length = len(text)
        self._skipped = 0
        self._before = min(marks, convention.mark) * _mark_width(convention.units) + convention.first
        self._included = 1 if convention.last_included else 0
        self._at: list[int] = []
        self._ends: list[int] = []
        """Position behind each character that is not one step wide."""
        self._starts: list[int] = []
        extra = 0
        for match in _unusual(text, convention):
            width = _width(match[0], convention)
            self._at.append(match.start())
            self._starts.append(match.start() + extra)
            extra += width - 1
            self._ends.append(match.start() + 1 + extra)

    def span(self, start: int, stop: int) -> tuple[int, int, bool]:
        """Return start and stop in code points, and whether both stand between characters of the text."""
        first, exact = self._point(start - self._before)
        last, exact_too = self._point(stop - self._before + self._included)
        return first, last, exact and exact_too and first <= last

    def skip(self, characters: int) -> None:
        """From now on `positions` are asked for in a text with so many more characters at its start."""
        self._skipped = characters

    def positions(self, start: int, stop: int) -> tuple[int, int]:
        """Return the positions of a span in code points."""
        start, stop = max(0, start - self._skipped), max(0, stop - self._skipped)
        return self._position(start) + self._before, self._position(stop) + self._before - self._included

    def _point(self, position: int) -> tuple[int, bool]:
        index = bisect_left(self._starts, position) - 1
        if index < 0:
            point = position
        elif position < self._ends[index]:
            return self._at[index], False
        else:
            point = self._at[index] + 1 + position - self._ends[index]
        return point, 0 <= point <= self.length

    def _position(self, point: int) -> int:
        index = bisect_left(self._at, point) - 1
        return point if index < 0 else self._ends[index] + point - self._at[index] - 1


def _mark_width(units: Units) -> int:
    return 3 if units is Units.BYTES else 1


def _unusual(text: str, convention: Convention) -> list[re.Match[str]]:
    patterns = [_UNIT_PATTERN[convention.units], _BREAK_PATTERN[convention.breaks]]
    pattern = "|".join(each for each in patterns if each)
    return list(re.finditer(pattern, text)) if pattern else []


def _width(character: str, convention: Convention) -> int:
    if character == "\r":
        return 0
    if character == "\n":
        return 2
    return 2 if convention.units is Units.UTF16 else len(character.encode("utf-8", "surrogatepass"))
