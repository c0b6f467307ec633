"""Conventions: finds out how a file counts its positions, from where its selections begin and end.

Coders mark whole words. Under the right convention nearly every selection begins and ends at a word, and the names of
selections, where a tool puts the quoted words there, are what is cut out; under a wrong one they are not.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from itertools import product

from contingent.coding.exchange.refi.rulers import Breaks, Convention, Ruler, Units

DEFAULT = Convention()
"""Code points, no byte order mark, line breaks as stored: what the writers of the standard meant."""

DECISIVE = 2
"""Points by which a convention must lead: both ends of one selection."""

_QUOTED, _OUTSIDE = 4, -4
_GOOD_SHARE = 0.6
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
"""Thai, Lao, Burmese, Khmer, kana, Han: scripts without spaces, where any place may be the end of a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A selection as it stands in the file: which text, start and end as counted there, and its name."""

    text: int
    start: int
    stop: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The convention chosen and, in words, why; `others` are the names of conventions that fit as well."""

    convention: Convention
    words: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    convention: Convention
    spans: list[tuple[int, int]]
    points: list[int]
    agreed: list[bool]

    @property
    def score(self) -> int:
        return sum(self.points)

    @property
    def agreeing(self) -> int:
        return sum(self.agreed)


def find_convention(texts: list[tuple[str, int]], positions: list[Position], chosen: str | None = None) -> Finding:
    """Return how the file counts. `texts` are pairs of text and how many byte order marks stood before it.

    `chosen` is the name of a convention to take instead of looking; UsageError if there is none of that name.
    """
    judge = _Judge(texts, positions)
    if chosen is not None:
        trial = judge.tried(Convention.named(chosen))
        return Finding(
            convention=trial.convention, words=f"Positions count {trial.convention.in_words}, as chosen: {_fit(trial)}."
        )
    if not positions:
        return Finding(
            convention=DEFAULT, words="No passage is coded, so there is nothing to tell how positions count."
        )
    trials = [judge.tried(each) for each in _near(texts)]
    best = _best(trials)
    if best.agreeing < _GOOD_SHARE * len(positions) and len(positions) >= 3:
        far = [judge.tried(each) for each in _far(texts)]
        strange = max(far, key=lambda trial: trial.score)
        if strange.agreeing >= 0.8 * len(positions) and strange.score >= best.score + 2 * DECISIVE:
            return _told(strange, [best, *trials])
    if best.agreeing < len(positions):
        return _told_against(best, trials, [judge.tried(each) for each in _in_bytes(texts)])
    return _told(best, trials)


def _near(texts: list[tuple[str, int]]) -> list[Convention]:
    """Return the conventions tools are known for, as far as these texts can tell them apart, the usual one first."""
    astral = any(character > "\uffff" for text, _ in texts for character in (max(text, default=""),))
    paired = any("\r\n" in text for text, _ in texts)
    lone = any("\n" in text.replace("\r\n", "") for text, _ in texts)
    units = [Units.POINTS, *([Units.UTF16] if astral else [])]
    breaks = [Breaks.STORED, *([Breaks.ONE] if paired else []), *([Breaks.TWO] if lone else [])]
    marks = range(1 + min(2, max((marks for _, marks in texts), default=0)))
    listed = [Convention(units=u, breaks=b, mark=m) for u, b, m in product(units, breaks, marks)]
    return sorted(listed, key=_strangeness)


def _far(texts: list[tuple[str, int]]) -> list[Convention]:
    """Return conventions that are against the standard, tried only where the usual ones fail."""
    ascii_only = all(text.isascii() for text, _ in texts)
    shifts = [(1, False), (0, True), (1, True)]
    near = _near(texts)
    far = [Convention(units=c.units, breaks=c.breaks, mark=c.mark, first=f, last_included=i)
           for c in near for f, i in shifts]  # fmt: skip
    if ascii_only:
        return far
    return far + _in_bytes(texts)


def _in_bytes(texts: list[tuple[str, int]]) -> list[Convention]:
    if all(text.isascii() for text, _ in texts):
        return []
    return [replace(each, units=Units.BYTES) for each in _near(texts) if each.units is Units.POINTS]


def _told_against(best: _Trial, trials: list[_Trial], in_bytes: list[_Trial]) -> Finding:
    """Compare with bytes too: behind the first accent alone they differ, so that most passages may fit either.

    Bytes are taken only where they mend every passage that does not fit and spoil none that does.
    """
    for trial in in_bytes:
        changed = [i for i, span in enumerate(trial.spans) if span != best.spans[i]]
        if len(changed) >= 2 and trial.score >= best.score + DECISIVE and all(trial.agreed[i] for i in changed):
            return _told(trial, [best, *trials])
    return _told(best, [*trials, *in_bytes])


def _strangeness(convention: Convention) -> int:
    return (
        (convention.units is not Units.POINTS)
        + (convention.breaks is not Breaks.STORED)
        + (convention.breaks is Breaks.TWO)
        + convention.mark
    )


def _best(trials: list[_Trial]) -> _Trial:
    """Return the plainest of the trials that none leads by a decisive margin."""
    top = max(trial.score for trial in trials)
    return next(trial for trial in trials if top - trial.score < DECISIVE)


def _told(best: _Trial, trials: list[_Trial]) -> Finding:
    name = best.convention.in_words
    rivals = [trial for trial in trials if trial.convention != best.convention and trial.spans != best.spans]
    if not rivals:
        words = f"Positions count {name}: {_fit(best)}. No text here counts differently under another convention."
        return Finding(convention=best.convention, words=words)
    telling = sum(any(trial.spans[i] != span for trial in rivals) for i, span in enumerate(best.spans))
    equal = tuple(trial.convention.name for trial in rivals if best.score - trial.score < DECISIVE)
    if equal:
        words = (
            f"Positions are taken to count {name}: {_fit(best)}. This is not certain: {_equal(equal)} would fit about "
            f"as well, and {_passages(telling)} would lie elsewhere. Look at the passages before storing them."
        )
        return Finding(convention=best.convention, words=words, others=equal)
    second = max(rivals, key=lambda trial: trial.score)
    words = (
        f"Positions count {name}: {_fit(best)}; counting {second.convention.in_words}, "
        f"{second.agreeing:,} would. {_passages(telling).capitalize()} told them apart."
    )
    return Finding(convention=best.convention, words=words)


def _equal(names: tuple[str, ...]) -> str:
    return " or ".join(repr(name) for name in names[:3])


def _fit(trial: _Trial) -> str:
    return f"{trial.agreeing:,} of {_passages(len(trial.agreed))} begin and end at words or are quoted in the file"


def _passages(count: int) -> str:
    return "1 passage" if count == 1 else f"{count:,} passages"


class _Judge:
    """Judges conventions by the same positions; what a span is worth is found once."""

    def __init__(self, texts: list[tuple[str, int]], positions: list[Position]) -> None:
        self.texts = texts
        self.positions = positions
        self.used = sorted({position.text for position in positions})
        self.names = [_squeezed(position.name) for position in positions]
        self.worth: dict[tuple[int, int, int], int] = {}

    def tried(self, convention: Convention) -> _Trial:
        rulers = {number: Ruler(self.texts[number][0], convention, self.texts[number][1]) for number in self.used}
        trial = _Trial(convention, [], [], [])
        for position, name in zip(self.positions, self.names, strict=True):
            start, stop, exact = rulers[position.text].span(position.start, position.stop)
            trial.spans.append((start, stop))
            points, agreed = self._points(position.text, start, stop, name) if exact else (_OUTSIDE, False)
            trial.points.append(points)
            trial.agreed.append(agreed)
        return trial

    def _points(self, number: int, start: int, stop: int, name: str) -> tuple[int, bool]:
        text = self.texts[number][0]
        key = (number, start, stop)
        ends = self.worth.get(key)
        if ends is None:
            ends = self.worth[key] = _begins_word(text, start) + _ends_word(text, stop)
        quoted = len(name) >= 2 and _quoted(text, start, stop, name)
        return ends + _QUOTED * quoted, quoted or ends == 2


def _quoted(text: str, start: int, stop: int, name: str) -> bool:
    """Return whether the name is what is cut out, or its beginning where a tool has cut the name short."""
    cut = text[start : min(stop, start + 4 * len(name) + 40)]
    if cut[:1] != name[:1] or cut[-1:].isspace():
        return False
    squeezed, stem = _squeezed(cut), name.rstrip(".…")
    if squeezed == name:
        return True
    return (stem != name or len(name) >= 12) and len(squeezed) > len(stem) and squeezed.startswith(stem)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _begins_word(text: str, start: int) -> bool:
    if not 0 <= start < len(text) or text[start].isspace() or _is_mark(text[start]):
        return False
    return start == 0 or not (_in_word(text[start - 1]) and _in_word(text[start]))


def _ends_word(text: str, stop: int) -> bool:
    if not 0 < stop <= len(text):
        return False
    if stop == len(text) or text[stop - 1] == "\n":  # whole lines are often marked with their end
        return True
    if text[stop - 1].isspace() or _is_mark(text[stop]):
        return False
    return not (_in_word(text[stop - 1]) and _in_word(text[stop]))


def _is_mark(character: str) -> bool:
    return character > "\u02ff" and unicodedata.category(character).startswith("M")


def _in_word(character: str) -> bool:
    if not (character.isalnum() or character == "_"):
        return False
    return not any(first <= ord(character) <= last for first, last in _UNSPACED)
