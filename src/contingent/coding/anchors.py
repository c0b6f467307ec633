"""Anchoring: set the spans of statements into a text again, be it the very text, another edition or another file of it.

A statement whose sentence is not found letter for letter loses its spans and is complained about; nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from contingent.base.complaints import Complaint
from contingent.base.spans import Span
from contingent.coding.fingerprints import Fingerprints, Letters, Passage, Place, sha256
from contingent.coding.statements import Statement


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found again: from letter `position` of `letters`."""

    letters: Letters
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """Statements with spans into the text at hand.

    `complaints` name the statements without; `exact` says that the text is the very one that was coded.
    """

    statements: tuple[Statement, ...]
    complaints: tuple[Complaint, ...]
    exact: bool

    @property
    def quoted(self) -> int:
        """How many statements have a span into the text."""
        return sum(1 for statement in self.statements if statement.span is not None)


def anchor(statements: Iterable[Statement], text: str, fingerprints: Fingerprints) -> Anchored:
    """Return `statements` with spans into `text`.

    If `text` is the very text of the fingerprints the spans stay. Otherwise each coded sentence is looked for by the
    fingerprint of its letters and digits, so that blanks, hyphenation, punctuation, footnote marks and inserted
    paragraphs do not matter. Statements of sentences that were changed, left out or stand there more than once without
    a way to tell which is meant come back without spans and with a complaint each.
    """
    coded = tuple(statements)
    if sha256(text) == fingerprints.text_sha256:
        return Anchored(statements=coded, complaints=(), exact=True)
    found = _find_all(fingerprints.passages, text)
    places: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in fingerprints.places:
        places[place.statement][place.field] = place
    moved: list[Statement] = []
    complaints: list[Complaint] = []
    for statement in coded:
        own = places.get(statement.id, {})
        moved.append(_moved(statement, own, found, fingerprints, text))
        complaint = _complaint(statement, moved[-1], own, found, fingerprints)
        if complaint is not None:
            complaints.append(complaint)
    return Anchored(statements=tuple(moved), complaints=tuple(complaints), exact=False)


def _find_all(passages: tuple[Passage, ...], text: str) -> Mapping[int, Found | int]:
    """Return for each passage where it was found, or the number of equal places it could be (0: none)."""
    plain = Letters.of(text)
    unmarked = Letters.of(text, without_note_marks=True)
    hits: dict[int, tuple[Letters, list[int]]] = {}
    for number, passage in enumerate(passages):
        positions = plain.find(passage)
        hits[number] = (plain, positions) if positions else (unmarked, unmarked.find(passage))
    return {number: _pick(number, hits, passages) for number in hits}


def _pick(number: int, hits: Mapping[int, tuple[Letters, list[int]]], passages: tuple[Passage, ...]) -> Found | int:
    letters, positions = hits[number]
    if len(positions) <= 1:
        return Found(letters, positions[0]) if positions else 0
    # The same sentence several times: as many as were coded stand in their old order, otherwise neighbours decide.
    twins = [n for n, passage in enumerate(passages) if passage.digest == passages[number].digest]
    if len(twins) == len(positions):
        return Found(letters, positions[twins.index(number)])
    low, high = _bounds(number, hits)
    between = [p for p in positions if low < int(letters.offsets[p]) < high]
    return Found(letters, between[0]) if len(between) == 1 else len(positions)


def _bounds(number: int, hits: Mapping[int, tuple[Letters, list[int]]]) -> tuple[float, float]:
    """Return the offsets of the nearest passages before and after that stand in the text exactly once."""

    def offset(n: int) -> float | None:
        letters, positions = hits[n]
        return float(letters.offsets[positions[0]]) if len(positions) == 1 else None

    before = (offset(n) for n in range(number - 1, -1, -1))
    after = (offset(n) for n in range(number + 1, len(hits)))
    low = next((o for o in before if o is not None), float("-inf"))
    high = next((o for o in after if o is not None), float("inf"))
    return low, high


def _moved(
    statement: Statement,
    places: Mapping[str, Place],
    found: Mapping[int, Found | int],
    fingerprints: Fingerprints,
    text: str,
) -> Statement:
    def span_of(field: str) -> Span | None:
        place = places.get(field)
        where = found.get(place.passage) if place else None
        return _span(place, where, text) if place and isinstance(where, Found) else None

    span = span_of("span")
    return replace(
        statement,
        span=span,
        sentence=span_of("sentence") if span is not None else None,
        attribution=replace(statement.attribution, cue_span=span_of("cue")),
    )


def _span(place: Place, found: Found, text: str) -> Span | None:
    if place.last <= place.first:
        return None
    offsets = found.letters.offsets
    start = int(offsets[found.position + place.first])
    end = int(offsets[found.position + place.last - 1]) + 1
    for _ in range(place.lead):
        start = _mark_before(start, text)
    for _ in range(place.tail):
        end = _mark_after(end, text)
    return Span(start, end)


def _mark_before(start: int, text: str) -> int:
    """Return the offset of a mark standing before `start`, one blank between them allowed; else `start`."""
    at = start - 2 if start > 1 and text[start - 1] == " " else start - 1
    return at if at >= 0 and _is_mark(text[at]) else start


def _mark_after(end: int, text: str) -> int:
    at = end + 1 if end < len(text) and text[end] == " " else end
    return at + 1 if at < len(text) and _is_mark(text[at]) else end


def _is_mark(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


def _complaint(
    before: Statement,
    after: Statement,
    places: Mapping[str, Place],
    found: Mapping[int, Found | int],
    fingerprints: Fingerprints,
) -> Complaint | None:
    if before.span is not None and after.span is None:
        return Complaint(before.id, *_reason(places.get("span"), found, fingerprints))
    if before.attribution.cue_span is not None and after.attribution.cue_span is None:
        what, remedy = _reason(places.get("cue"), found, fingerprints)
        return Complaint(before.id, f"The words of the attribution have no place: {what}", remedy)
    return None


def _reason(place: Place | None, found: Mapping[int, Found | int], fingerprints: Fingerprints) -> tuple[str, str]:
    if not any(isinstance(where, Found) for where in found.values()):
        return (
            f"This is another report: none of the {len(fingerprints.passages)} coded sentences stands in it.",
            "Add the report that was coded; its title and publisher stand with the case.",
        )
    if place is None:
        return "No fingerprint was kept for this statement.", "Select its passage anew."
    count = found[place.passage]
    if isinstance(count, int) and count > 1:
        return (
            f"Its sentence stands in this text {count} times, and none is nearer than another.",
            "Select the one meant.",
        )
    return (
        "Its sentence does not stand in this text: it was changed or left out.",
        "Read the passage and select it anew, or reject the statement.",
    )
