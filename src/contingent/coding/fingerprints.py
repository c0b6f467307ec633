"""Fingerprints: find the passages of a text again in another copy of it, without keeping the text.

A passage is known by the count and hashes of its letters and digits alone (compatibility-folded, without case, accents,
blanks, hyphens and punctuation), so that other line breaks, hyphenation, quotation marks or blanks do not matter, while
one changed word does. Hashes cannot be read back, so a coded case may be shared without its source.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError
from contingent.base.spans import Span
from contingent.coding.statements import Statement

SCHEME = "letters-1"
"""Name of the folding and hashing below; a file made by another scheme is refused."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_NOTE_MARK = re.compile(
    r"\[\d{1,3}\]|(?:(?<=[^\W\d_])|(?<=[^\W_][.,;:!?)\]’”\"']))(?<!\d[.,:])[\d¹²³⁰⁴-⁹]{1,3}(?![\w-])"
)
"""Digits set directly behind a word or its punctuation: a footnote mark that lost its superscript."""


_BORDER = frozenset(".?!:;…)]}”’\"'»*•–—|\n\r\f\v\u2028\u2029")
"""Marks, one of which parts a sentence from its neighbours; blanks and commas do not."""


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).casefold()
    return "".join(part for part in parts if part.isalnum())


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The folded letters and digits of a text, and for each the offset of the code point it comes from."""

    text: str
    folded: str
    offsets: NDArray[np.int64]
    sums: NDArray[np.uint64]
    powers: NDArray[np.uint64]

    @classmethod
    def of(cls, text: str, *, without_note_marks: bool = False) -> Letters:
        """Return the letters of `text`; `without_note_marks` leaves out what looks like a footnote number."""
        left_out = {i for m in _NOTE_MARK.finditer(text) for i in range(*m.span())} if without_note_marks else set()
        pairs = [(c, i) for i, raw in enumerate(text) if i not in left_out for c in _folded(raw)]
        folded = "".join(character for character, _ in pairs)
        codes = np.fromiter((ord(character) + 1 for character in folded), np.uint64, len(folded))
        powers = np.full(len(folded) + 1, _BASE, np.uint64)
        powers[0] = 1
        powers = np.multiply.accumulate(powers)  # wraps modulo 2^64, as intended
        sums = np.zeros(len(folded) + 1, np.uint64)
        np.cumsum(codes * powers[:-1], out=sums[1:])
        return cls(text, folded, np.fromiter((i for _, i in pairs), np.int64, len(pairs)), sums, powers)

    def find(self, passage: Passage) -> list[int]:
        """Return every position (in letters) where the passage stands."""
        n = passage.letters
        if n == 0 or n > len(self.folded):
            return []
        windows = self.sums[n:] - self.sums[:-n]
        hits = np.flatnonzero(windows == np.uint64(passage.rolling) * self.powers[: len(windows)])
        found = [int(hit) for hit in hits if _digest(self.folded[hit : hit + n]) == passage.digest]
        return [hit for hit in found if self.stands_alone(hit, hit + n) or not passage.alone]

    def stands_alone(self, first: int, last: int) -> bool:
        """Return whether letters `first` to `last` are parted from their neighbours as a sentence is."""
        return self._parted(first - 1, first) and self._parted(last - 1, last)

    def _parted(self, left: int, right: int) -> bool:
        if left < 0 or right >= len(self.folded):
            return True
        between = self.text[int(self.offsets[left]) + 1 : int(self.offsets[right])]
        return any(character in _BORDER for character in between)

    def count_before(self, offset: int) -> int:
        """Return how many letters come from code points before `offset`."""
        return bisect_left(self.offsets, offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage as fingerprint: its span in the first text, its number of letters, and two hashes of them.

    `alone` says that it was parted from its neighbours as a sentence is; then it must be so where it is found.
    """

    span: Span
    letters: int
    rolling: int
    digest: str
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a span of a statement stands in a passage: letters `first` to `last` (half-open).

    `lead` and `tail` count the marks (quotation marks, full stop) that belong to the span outside its letters.
    """

    statement: str
    field: str
    passage: int
    first: int
    last: int
    lead: int
    tail: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """Fingerprints of all passages that statements point into, and the places in them.

    `text_sha256` is the hash of the very text the spans were made for, `letters_sha256` that of its folded letters.
    """

    text_sha256: str
    letters_sha256: str
    passages: tuple[Passage, ...]
    places: tuple[Place, ...]

    @classmethod
    def of(cls, statements: Iterable[Statement], text: str) -> Fingerprints:
        """Return the fingerprints of the sentences and spans of `statements` in `text`."""
        letters = Letters.of(text)
        coded = tuple(statements)
        spans = sorted(_sentences(coded) | set(_lone_cues(coded)))
        index = {span: number for number, span in enumerate(spans)}
        passages = tuple(_passage(span, letters) for span in spans)
        places = tuple(
            _place(name, field, span, next(s for s in (home, *spans) if span.within(s)), index, letters, text)
            for name, field, span, home in _pointers(coded)
        )
        return cls(text_sha256=sha256(text), letters_sha256=sha256(letters.folded), passages=passages, places=places)

    def to_dict(self) -> dict[str, object]:
        """Return a JSON object; passages and places as short rows, to keep the file small."""
        return {
            "scheme": SCHEME,
            "text_sha256": self.text_sha256,
            "letters_sha256": self.letters_sha256,
            "passages": [
                [p.span.start, p.span.end, p.letters, f"{p.rolling:016x}", p.digest, int(p.alone)]
                for p in self.passages
            ],
            "places": [[p.statement, p.field, p.passage, p.first, p.last, p.lead, p.tail] for p in self.places],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object], *, record: str | None = None) -> Fingerprints:
        """Return the fingerprints in a JSON object. Raises InputError if it is none or of another scheme."""
        if data.get("scheme") != SCHEME:
            raise InputError(
                f"These fingerprints are not of the scheme {SCHEME!r}.", record=record, remedy="Make them anew."
            )
        try:
            passages = tuple(_passage_of(row) for row in _rows(data, "passages"))
            places = tuple(_place_of(row, len(passages)) for row in _rows(data, "places"))
            hashes = {key: str(data[key]) for key in ("text_sha256", "letters_sha256")}
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise InputError(
                f"The fingerprints cannot be read ({error}).", record=record, remedy="Make them anew."
            ) from None
        return cls(passages=passages, places=places, **hashes)


def sha256(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, as lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _digest(letters: str) -> str:
    return sha256(letters)[:32]


def _pointers(statements: Iterable[Statement]) -> Iterator[tuple[str, str, Span, Span]]:
    """Yield (statement, field, span, its own sentence) for every span that should be found again."""
    for s in statements:
        home = s.sentence or s.span
        if s.span is not None and home is not None:
            yield s.id, "span", s.span, home if s.span.within(home) else s.span
        if s.sentence is not None:
            yield s.id, "sentence", s.sentence, s.sentence
        if s.attribution.cue_span is not None:
            yield s.id, "cue", s.attribution.cue_span, home or s.attribution.cue_span


def _sentences(statements: Iterable[Statement]) -> set[Span]:
    """Return the sentences, or own spans where no sentence is known, of the statements."""
    homes = (s.sentence or s.span for s in statements)
    return {home for home in homes if home is not None}


def _lone_cues(statements: Iterable[Statement]) -> Iterator[Span]:
    """Yield the spans that lie in no coded sentence and so need a passage of their own."""
    coded = tuple(statements)
    sentences = _sentences(coded)
    for _, _, span, _ in _pointers(coded):
        if not any(span.within(sentence) for sentence in sentences):
            yield span


def _passage(span: Span, letters: Letters) -> Passage:
    first, last = letters.count_before(span.start), letters.count_before(span.end)
    part = letters.folded[first:last]
    codes = np.fromiter((ord(character) + 1 for character in part), np.uint64, len(part))
    rolling = int(np.sum(codes * letters.powers[: len(part)], dtype=np.uint64))
    alone = letters.stands_alone(first, last)
    return Passage(span=span, letters=len(part), rolling=rolling, digest=_digest(part), alone=alone)


def _place(
    statement: str, field: str, span: Span, home: Span, index: Mapping[Span, int], letters: Letters, text: str
) -> Place:
    origin = letters.count_before(home.start)
    first, last = letters.count_before(span.start), letters.count_before(span.end)
    words = span.cut(text)
    bare = [i for i, character in enumerate(words) if _folded(character)] or [len(words)]
    lead, tail = words[: bare[0]], words[bare[-1] + 1 :]
    return Place(
        statement=statement,
        field=field,
        passage=index[home],
        first=first - origin,
        last=last - origin,
        lead=len(lead.replace(" ", "")),
        tail=len(tail.replace(" ", "")),
    )


def _rows(data: Mapping[str, object], key: str) -> list[list[object]]:
    rows = data[key]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise TypeError(f"{key} is not a list of rows")
    return rows


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a whole number")
    return value


def _passage_of(row: list[object]) -> Passage:
    start, end, letters, rolling, digest, alone = row
    if _whole(start) > _whole(end):
        raise ValueError(f"{start!r}..{end!r} is no span")
    number = int(str(rolling), 16)
    if not 0 <= number < 2**64:
        raise ValueError(f"{rolling!r} is no hash")
    return Passage(
        span=Span(_whole(start), _whole(end)),
        letters=_whole(letters),
        rolling=number,
        digest=str(digest),
        alone=bool(_whole(alone)),
    )


def _place_of(row: list[object], passages: int) -> Place:
    statement, field, *numbers = row
    passage, first, last, lead, tail = (_whole(number) for number in numbers)
    if passage >= passages or first > last:
        raise ValueError(f"{row!r} points nowhere")
    return Place(
        statement=str(statement), field=str(field), passage=passage, first=first, last=last, lead=lead, tail=tail
    )
