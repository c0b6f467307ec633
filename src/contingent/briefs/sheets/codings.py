"""The codings of a report side by side, as one printable page: text with each coder's spans, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from contingent.base.spans import Span
from contingent.briefs.phrases import listed
from contingent.coding.comparing import FIELDS, Accord, Comparison, Place, field_of, in_words
from contingent.coding.reports import CleanText


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the page is made from; `decided` are decisions in words by the number of the place."""

    title: str
    comparison: Comparison
    clean: CleanText | None
    decided: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    prepared: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text under the same spans: the numbers of places that begin before it and that end after it."""

    text: str
    inside: bool
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field of a place: its value for each coder, and whether they differ."""

    name: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph with its text once a coder and the places that begin in it."""

    heading: str
    columns: tuple[tuple[Piece, ...], ...]
    places: tuple[Place, ...]


def render_codings(sheet: Sheet) -> str:
    """Return the page as one HTML document, without scripts and without anything to fetch."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # only when a page is rendered

    environment = Environment(
        loader=PackageLoader("contingent.briefs", "sheets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("codings.html.j2")
    return template.render(sheet=sheet, passages=list(_passages(sheet)), rows=_rows, Accord=Accord, listed=listed)


def _passages(sheet: Sheet) -> Iterator[Passage]:
    """Yield the paragraphs on which somebody coded something, and last what stands in none."""
    compared, clean = sheet.comparison, sheet.clean
    left = list(compared.places)
    for paragraph in clean.paragraphs if clean is not None else ():
        span = paragraph.span
        here = [p for p in left if p.span is not None and span.start <= p.span.start < max(span.end, span.start + 1)]
        touching = [p for p in compared.places if p.span is not None and _meets(p.span, span)]
        if not touching:
            continue
        left = [place for place in left if place not in here]
        columns = tuple(tuple(_pieces(clean.text, span, coder, touching)) for coder in compared.coders if clean)
        heading = f"{paragraph.section}, paragraph {paragraph.number}" if paragraph.section else "Text"
        yield Passage(heading=heading, columns=columns, places=tuple(here))
    if left:
        yield Passage(heading="Without text", columns=(), places=tuple(left))


def _meets(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _pieces(text: str, paragraph: Span, coder: str, places: Sequence[Place]) -> Iterator[Piece]:
    """Yield a paragraph cut wherever a span of the coder begins or ends."""
    spans = {}
    for place in places:
        own = place.statements.get(coder)
        if own is not None and own.span is not None and _meets(own.span, paragraph):
            spans[place.number] = Span(max(own.span.start, paragraph.start), min(own.span.end, paragraph.end))
    cuts = {paragraph.start, paragraph.end, *(s.start for s in spans.values()), *(s.end for s in spans.values())}
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        yield Piece(
            text=text[start:end],
            inside=any(s.start <= start and end <= s.end for s in spans.values()),
            begins=tuple(number for number, s in spans.items() if s.start == start),
            ends=tuple(number for number, s in spans.items() if s.end == end),
        )


def _rows(comparison: Comparison, place: Place) -> list[Row]:
    """Return the fields that differ, and of the others those that say anything."""
    names = [*FIELDS, *(name for name in place.differing if name not in FIELDS)]
    rows = []
    for name in names:
        values = tuple(
            in_words(field_of(place.statements[coder], name)) if coder in place.statements else ""
            for coder in comparison.coders
        )
        differs = name in place.differing
        if differs or (name != "span" and any(value not in ("–", "", "no") for value in values)):
            rows.append(Row(name=name.replace("_", " "), values=values, differs=differs))
    return rows
