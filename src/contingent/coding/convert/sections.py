"""Sections, paragraphs and sentences of a text that stands one paragraph to a line.

Nothing is altered here: a text is read as it stands and everything found is a span into it. Headings are the lines
marked `#`; where a text marks none, short lines that look like headings are taken for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from contingent.base.spans import Span
from contingent.coding.convert.sentences import split_sentences
from contingent.coding.convert.words import word_set
from contingent.coding.reports import CleanText, Paragraph, Section

MARKED_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
BULLET = re.compile(r"(?:[-–—•◦▪‣●○■□◆❖➢✓·]|[*+](?=\s+\S))\s+(?=\S)|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+(?=\S)")
"""The mark of a list item, with the blanks after it. A bare letter and point counts in lists only, see `is_bullet`."""

NOTE_MARK = re.compile(r"(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹]{1,3}|[*†‡]{1,3})\s*(?=\S)")
_NUMBERED_NOTE = re.compile(r"\[\d{1,3}\]|[¹²³⁰⁴-⁹]")
_TABLE_ROW = re.compile(r"\s\|\s|^\|\s|\s\|$")
_FIGURE = re.compile(r"[+−–-]?\d+(?:[.,]\d+)*%?")
_NOTES_TITLE = re.compile(r"(?:foot|end)?notes", re.I)
_NUMBER_MARK = re.compile(r"\d{1,3}[.)]?\s+(?=\S)")
_QUOTE_MARK = re.compile(r">\s+(?=\S)")
_FINISHED = re.compile(r"""[.?!:;…][”’"')\]»*]*(?:\[\d+\]|\d{1,3}|[¹²³⁰⁴-⁹]+|[*†‡]+)?$""")
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_DATE = re.compile(rf"\b\d{{1,2}}\b.*\b(?:{_MONTHS.replace(' ', '|')})\b|\b(?:{_MONTHS.replace(' ', '|')})\b.*\d", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SMALL_WORDS = word_set(
    "a an the and or nor but of in on at by for from to with without into over under as is are vs versus via per "
    "between among towards toward against beyond de la le du des et van von der den el al y e"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that is not blank: where it stands and what kind of paragraph, or which level of heading, it is."""

    span: Span
    kind: str
    level: int = 0
    title: str = ""


def is_finished(text: str) -> bool:
    """Return whether a paragraph ends as a sentence, an introduction to a list or a list item does."""
    return bool(_FINISHED.search(text.rstrip()[-80:]))


def is_capitals(text: str) -> bool:
    """Return whether all letters, at least two, are capitals."""
    return text.isupper() and sum(c.isalpha() for c in text) > 1


def is_dateline(text: str) -> bool:
    """Return whether a short line gives a date with its year, as "Nairobi, 3-4 May 2019" does."""
    return len(text) <= 160 and bool(_YEAR.search(text) and _DATE.search(text)) and len(text.split()) <= 12


def is_tabular(text: str) -> bool:
    """Return whether a line is a row of a table: cells parted by ` | `, or unfinished with figures side by side.

    A number that opens the line counts as its number, and a dateline has figures of its own.
    """
    if _TABLE_ROW.search(text):
        return True
    if is_finished(text) or is_dateline(text):
        return False
    words = text.split()
    figures = [bool(_FIGURE.fullmatch(word)) for word in words]
    side_by_side = any(figures[i] and figures[i + 1] for i in range(1, len(words) - 1))
    return side_by_side and (len(words) <= 12 or 3 * sum(figures) >= len(words))


def looks_like_heading(text: str) -> bool:
    """Return whether a line, known to stand alone before other text, reads as a heading.

    Capitals throughout, or at most twelve words with no full stop at the end of which at least half, small words
    aside, begin with a capital or which are eight at most.
    """
    words = text.split()
    if not words or len(text) > 160 or is_tabular(text) or not any(c.isalpha() for c in text):
        return False
    if text[-1] in ",;:" or (is_finished(text) and text[-1] not in "?0123456789"):
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "‘“'\"(") or not _first_letter_is_capital(text):
        return False
    if is_capitals(text):
        return len(words) <= 25
    if len(words) > 12:
        return False
    telling = [w for w in words if w.lower().strip("‘’“”'\"(),") not in _SMALL_WORDS]
    capital = sum(not w.lstrip("‘“'\"(")[:1].islower() for w in telling)
    return len(words) <= 8 or 2 * capital >= len(telling)


def _first_letter_is_capital(text: str) -> bool:
    letter = next((c for c in text if c.isalpha()), "")
    return not letter.islower()


def heading_level(text: str, *, capitals_used: bool) -> int:
    """Return 1 for capitals and datelines, else 2 in a document whose main headings are in capitals, else 1."""
    return 1 if is_capitals(text) or is_dateline(text) or not capitals_used else 2


def analyse(text: str, notes: Sequence[str] = ()) -> CleanText:
    """Return `text`, unaltered, with its sections, paragraphs and sentences.

    A paragraph names its section with those above it, as "OBJECTIVES > Kenya", so that equal titles stay apart. Rows
    of tables and numbered footnotes are paragraphs without sentences, for nobody says them in the meeting; a footnote
    with an asterisk, which tells of the report itself, has them.
    """
    rows = _rows(text)
    sections, paragraphs, sentences = _walk(text, rows)
    return CleanText(
        text=text,
        sections=tuple(sections),
        paragraphs=tuple(paragraphs),
        sentences=tuple(sentences),
        notes=tuple(notes),
    )


def _rows(text: str) -> list[_Row]:
    lines = _lines(text)
    cut = [span.cut(text) for span in lines]
    marked = any(MARKED_HEADING.match(line) for line in cut)
    bullets = [is_bullet(cut, i) for i in range(len(cut))]
    found = [] if marked else [_is_heading(cut, bullets, i) for i in range(len(cut))]
    capitals = any(flag and is_capitals(line) for flag, line in zip(found, cut, strict=False))
    rows = []
    for i, (span, line) in enumerate(zip(lines, cut, strict=True)):
        mark = MARKED_HEADING.match(line)
        if mark:
            rows.append(_Row(span, "heading", len(mark[1]), line[mark.end() :]))
        elif found and found[i]:
            rows.append(_Row(span, "heading", heading_level(line, capitals_used=capitals), line))
        else:
            rows.append(_Row(span, _kind(line, bullet=bullets[i])))
    return _with_notes_at_end(rows, text)


def _with_notes_at_end(rows: list[_Row], text: str) -> list[_Row]:
    """Return the rows with the numbered paragraphs under a heading "Notes" or "Endnotes" made notes."""
    under = False
    for i, row in enumerate(rows):
        if row.kind == "heading":
            under = bool(_NOTES_TITLE.fullmatch(row.title.strip()))
        elif under and row.kind in ("text", "bullet") and _NUMBER_MARK.match(row.span.cut(text)):
            rows[i] = replace(row, kind="note")
    return rows


def _lines(text: str) -> list[Span]:
    """Return the lines that are not blank, without outer blanks."""
    return [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def is_bullet(lines: Sequence[str], i: int) -> bool:
    """Return whether line `i` is an item of a list.

    An asterisk, a letter or a number also marks a footnote, a name or a year, so these count only when a neighbour
    carries the same kind of mark or the line before introduces a list.
    """
    mark = BULLET.match(lines[i])
    if mark is None:
        return False
    kind = _mark_kind(mark.group())
    if kind in "-•":
        return True
    near = [lines[k] for k in (i - 1, i + 1) if 0 <= k < len(lines)]
    same = any((other := BULLET.match(n)) and _mark_kind(other.group()) == kind for n in near)
    introduced = i > 0 and lines[i - 1].endswith(":")
    return same or introduced or kind in "1("


def opens_item(line: str, first: str, before: str) -> bool:
    """Return whether a wrapped line that begins with the mark of a list item is one.

    A dash, a letter or a number also stands in running text, so the paragraph, whose first line is `first`, must be
    an item with the same kind of mark or the line `before` must be finished, which an initial is not.
    """
    mark, other = BULLET.match(line), BULLET.match(first)
    if mark is None:
        return False
    kind = _mark_kind(mark.group())
    if kind in "•(" or (is_finished(before) and kind != "a"):
        return True
    return other is not None and _mark_kind(other.group()) == kind


def _mark_kind(mark: str) -> str:
    mark = mark.strip()
    if mark[0] == "(" or mark[-1] == ")":
        return "("
    if mark[0].isdigit():
        return "1"
    if mark[0].isalpha():
        return "a"
    return "-" if mark in "-–—" else "*" if mark in "*+" else "•"


def _is_heading(lines: Sequence[str], bullets: Sequence[bool], i: int) -> bool:
    line = lines[i]
    if i + 1 >= len(lines) or NOTE_MARK.match(line) or _QUOTE_MARK.match(line):
        return False
    numbered = bullets[i] and line[0].isdigit()
    if bullets[i] and not (numbered and not is_finished(line) and not _numbered_neighbour(lines, i)):
        return False
    following = lines[i + 1]
    return looks_like_heading(line) and (bullets[i + 1] or _first_letter_is_capital(following))


def _numbered_neighbour(lines: Sequence[str], i: int) -> bool:
    """Return whether the line before or after is numbered too, which makes a list of it."""
    return any(0 <= k < len(lines) and re.match(r"\d{1,3}[.)]\s", lines[k]) for k in (i - 1, i + 1))


def _kind(line: str, *, bullet: bool) -> str:
    if is_tabular(line) and not NOTE_MARK.match(line):
        return "table"
    if bullet:
        return "bullet"
    if NOTE_MARK.match(line):
        return "note"
    if _QUOTE_MARK.match(line) or (line[0] in '“"«' and line[-1] in '”"»' and _one_quotation(line)):
        return "quote"
    return "text"


def _one_quotation(line: str) -> bool:
    """Return whether nothing between the outer quotation marks closes and opens another quotation."""
    return not re.search(r"[“”\"«»]", line[1:-1])


def _walk(text: str, rows: Sequence[_Row]) -> tuple[list[Section], list[Paragraph], list[Span]]:
    sections: list[Section] = []
    paragraphs: list[Paragraph] = []
    sentences: list[Span] = []
    starts = [row.span.start for row in rows if row.kind == "heading"] + [len(text)]
    path: dict[int, str] = {}
    title: str | None = None
    number = 0
    for row in rows:
        if row.kind == "heading":
            path = {level: above for level, above in path.items() if level < row.level} | {row.level: row.title.strip()}
            title, number = " > ".join(path.values()), 0
            span = Span(row.span.start, starts[len(sections) + 1])
            sections.append(Section(title=row.title.strip(), level=row.level, span=span))
            continue
        number += 1
        paragraphs.append(Paragraph(span=row.span, section=title, number=number, kind=row.kind))
        if _has_sentences(row, text):
            sentences += split_sentences(text, row.span.start, row.span.end)
    return sections, paragraphs, sentences


def _has_sentences(row: _Row, text: str) -> bool:
    if row.kind == "note":
        line = row.span.cut(text)
        return not (_NUMBERED_NOTE.match(line) or _NUMBER_MARK.match(line))
    return row.kind != "table"
