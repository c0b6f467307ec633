"""Plain text: a file that stands one paragraph to a line is left as it is, a file with wrapped lines is rejoined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from contingent.coding.convert.cleaning import Repairs, plain_characters, single_blanks
from contingent.coding.convert.decoding import decode
from contingent.coding.convert.drafts import NEAR, Draft, no_text, settle
from contingent.coding.convert.sections import (
    BULLET,
    MARKED_HEADING,
    analyse,
    is_capitals,
    is_finished,
    looks_like_heading,
    opens_item,
)
from contingent.coding.reports import CleanText

_PAGE_NUMBER = re.compile(r"(?:[-–—]\s*)?(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?(?:\s*[-–—])?", re.I)
_NUMBERED_HEAD = re.compile(r"(?:\d{1,4}(?:\t\s*|\s{2,})(?P<after>\S.*)|(?P<before>\S.*?)(?:\t\s*|\s{2,})\d{1,4})")
_GLYPH = re.compile(r"(?P<glyph>[b-hj-z§])(?:\t\s*|\s{2,})(?=\S)")
_STAR_NOTE = re.compile(r"(?:[*†‡]{1,3})\s?(?=\S)")
_NUMBER_NOTE = re.compile(r"\[?(?P<number>\d{1,3})\]?\s+(?=[^\W\d_‘“])")
_LONGEST_HEAD = 120
_LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){3,})\s*\d+$")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines that follow one another without a blank line, with the number of the first and of the page."""

    lines: tuple[str, ...]
    number: int
    page: int

    @property
    def joined(self) -> str:
        return " ".join(map(single_blanks, self.lines))


def read_text(data: bytes, name: str) -> CleanText:
    """Return the clean text of a plain text file. Raises InputError for what is not text, see `decode`."""
    text, notes = decode(data, name)
    return clean_string(text, name, notes)


def clean_string(text: str, name: str, notes: Sequence[str] = ()) -> CleanText:
    """Return the clean text of a string: unaltered where it stands one paragraph to a line, else rejoined."""
    repairs = Repairs()
    text = plain_characters(text, repairs)
    if not text.strip():
        raise no_text(name)
    if not is_wrapped(text):
        return analyse(text, [*notes, *repairs.lines()])
    chunks = _chunks(text)
    remarks = list(notes)
    drafts = _drafts(_without_furniture(chunks, remarks), chunks, remarks)
    return settle(drafts, repairs, remarks, name)


def is_wrapped(text: str) -> bool:
    """Return whether lines end because the line was full and not because the paragraph was.

    That is so when most of the text stands in lines under 200 characters and, of the lines directly followed by
    another, three in ten or more break off in the middle of a sentence.
    """
    lines = text.split("\n")
    total = sum(map(len, lines))
    if 2 * sum(len(line) for line in lines if len(line) > 200) > total:
        return False
    pairs = cut = 0
    for left, right in pairwise(lines):
        left, right = left.strip(), right.strip()
        if left and right and not MARKED_HEADING.match(left) and not MARKED_HEADING.match(right):
            pairs += 1
            cut += _breaks_off(left, right)
    return cut > 0 and 10 * cut >= 3 * pairs


def _breaks_off(left: str, right: str) -> bool:
    if BULLET.match(right) or is_finished(left):
        return False
    return right[0].islower() or len(left) > 40 or left.endswith(("-", "—", "–"))


def _chunks(text: str) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    held: list[str] = []
    start = page = 1
    for number, line in enumerate(text.split("\n"), 1):
        if held and (not line.strip() or line.startswith("\f")):
            chunks.append(_Chunk(tuple(held), start, page))
            held = []
        page += line.count("\f")
        if line.strip():
            start = start if held else number
            held.append(line.strip("\f"))
    if held:
        chunks.append(_Chunk(tuple(held), start, page))
    return chunks


def _without_furniture(chunks: Sequence[_Chunk], remarks: list[str]) -> list[_Chunk | None]:
    """Return the chunks with None where a running head, a page number or a table of contents stood."""
    repeated = Counter(_bare(c.lines[0][: 2 * _LONGEST_HEAD]) for c in chunks if len(c.lines) == 1)
    kept: list[_Chunk | None] = []
    for i, chunk in enumerate(chunks):
        what = _furniture(chunks, i, repeated)
        kept.append(None if what else chunk)
        if what:
            remarks.append(f"line {chunk.number}: {what} dropped: {chunk.joined[:80]!r}")
    return kept


def _bare(line: str) -> str:
    return re.sub(r"[\W\d]+", " ", line).strip().lower()


def _furniture(chunks: Sequence[_Chunk], i: int, repeated: Counter[str]) -> str | None:
    chunk = chunks[i]
    if len(chunk.lines) > 1:
        return "table of contents" if sum(bool(_LEADERS.search(x[-_LONGEST_HEAD:])) for x in chunk.lines) > 1 else None
    line = chunk.lines[0].strip()
    if len(line) > _LONGEST_HEAD:
        return None
    if _LEADERS.search(line):
        return "line of a table of contents"
    if _PAGE_NUMBER.fullmatch(line):
        return "page number"
    head = _NUMBERED_HEAD.fullmatch(line)
    if head and not is_finished(line.rstrip("0123456789 \t")):
        words = head["after"] or head["before"]
        if words[0].islower() or repeated[_bare(line)] > 1 or _opens_page(chunks, i) or _interrupts(chunks, i):
            return "running head"
    again = repeated[_bare(line)] if _bare(line) and not is_finished(line) else 0
    if again > 1 and (_opens_page(chunks, i) or _interrupts(chunks, i)):
        return "running head"
    return "running head" if again > 2 and not BULLET.match(line) else None


def _opens_page(chunks: Sequence[_Chunk], i: int) -> bool:
    return i > 0 and chunks[i - 1].page < chunks[i].page


def _interrupts(chunks: Sequence[_Chunk], i: int) -> bool:
    """Return whether the chunk, with footnotes before it, stands in the middle of a sentence."""
    before = next(
        (chunks[k] for k in range(i - 1, max(-1, i - 13), -1) if not _STAR_NOTE.match(chunks[k].lines[0])), None
    )
    return bool(before and len(before.lines) > 1 and not is_finished(before.lines[-1]))


def _drafts(chunks: Sequence[_Chunk | None], every: Sequence[_Chunk], remarks: list[str]) -> list[Draft]:
    width = _width(every)
    left = [c for c in chunks if c is not None]
    glyphs = Counter(m["glyph"] for c in left if (m := _GLYPH.match(c.lines[0].lstrip())))
    drafts: list[Draft] = []
    broken = False
    for i, chunk in enumerate(chunks):
        if chunk is None:
            broken = True
            continue
        following = next((c for k in range(i + 1, len(chunks)) if (c := chunks[k]) is not None), None)
        lines = _without_glyph(chunk, glyphs, remarks)
        found = _note(chunk, drafts, following, broken=broken)
        pieces = [found] if found else _pieces(lines, following, width)
        drafts.append(replace(pieces[0], broken=broken))
        drafts += pieces[1:]
        broken = False
    return drafts


def _width(chunks: Sequence[_Chunk]) -> int:
    """Return the length that full lines have: the ninth decile of the lines that another follows."""
    lengths = sorted(len(single_blanks(line)) for c in chunks for line in c.lines[:-1])
    return lengths[9 * len(lengths) // 10] if lengths else 80


def _without_glyph(chunk: _Chunk, glyphs: Counter[str], remarks: list[str]) -> tuple[str, ...]:
    """Return the lines with a bullet in a symbol font (it came out as a lone letter) made `-`, or dropped if single."""
    first = chunk.lines[0].lstrip()
    mark = _GLYPH.match(first)
    if mark is None:
        return chunk.lines
    several = glyphs[mark["glyph"]] > 1
    remarks.append(
        f"line {chunk.number}: bullet glyph {mark['glyph']!r} {'made a list mark' if several else 'dropped'}"
    )
    return (("- " if several else "") + first[mark.end() :], *chunk.lines[1:])


def _note(chunk: _Chunk, before: Sequence[Draft], following: _Chunk | None, *, broken: bool) -> Draft | None:
    """Return the chunk as a footnote, if it is one.

    It begins with an asterisk or dagger and no list goes on there, or with a number that stands as a mark in the text.
    """
    first = chunk.lines[0].strip()
    in_list = bool(before and before[-1].kind == "bullet") or bool(
        following and following.lines[0].lstrip()[:2] == "* "
    )
    if _STAR_NOTE.match(first) and not in_list and not _introduced(before):
        sign = first[0]
        referred = any(sign in line for d in before[-NEAR:] for line in d.lines if d.kind != "note")
        return Draft(kind="note", lines=chunk.lines, floating=not referred)
    number = _NUMBER_NOTE.match(first)
    if number and not in_list:
        mark = re.compile(rf"[^\W\d_][.,;:)”’\"']*\[?{number['number']}\]?(?=\s|$)")
        if any(mark.search(line) for d in before[-NEAR:] if d.kind in ("text", "bullet") for line in d.lines):
            return Draft(kind="note", lines=chunk.lines)
    return None


def _introduced(before: Sequence[Draft]) -> bool:
    return bool(before) and before[-1].lines[-1].rstrip().endswith(":")


def _pieces(lines: tuple[str, ...], following: _Chunk | None, width: int) -> list[Draft]:
    """Return the paragraphs of one chunk: a heading over or under it, list items, paragraphs without blank lines."""
    drafts: list[Draft] = []
    after = _GLYPH.sub("", following.lines[0].lstrip(), count=1) if following else ""
    lines, last = _heading_below(lines, after, width)
    top = _heading_lines(lines, after)
    if top:
        drafts.append(_heading(lines[:top]))
        lines = lines[top:]
    held: list[str] = []
    for line in lines:
        if held and _starts_anew(held, line, width):
            drafts.append(_paragraph(held))
            held = []
        held.append(line)
    if held:
        drafts.append(_paragraph(held))
    return drafts + last


def _heading(lines: Sequence[str]) -> Draft:
    mark = MARKED_HEADING.match(lines[0].lstrip())
    return Draft(kind="heading", lines=tuple(lines), level=len(mark[1]) if mark else 0)


def _paragraph(lines: Sequence[str]) -> Draft:
    return Draft(kind="bullet" if BULLET.match(lines[0].lstrip()) else "text", lines=tuple(lines))


def _heading_lines(lines: tuple[str, ...], after: str) -> int:
    """Return how many lines at the top are a heading: all of a short chunk, or capitals over a paragraph."""
    if not lines:
        return 0
    if MARKED_HEADING.match(lines[0].lstrip()):
        return 1
    whole = " ".join(map(single_blanks, lines))
    opens = after[:1].isupper() or not after[:1].isalpha()
    if after and opens and not BULLET.match(lines[0].lstrip()) and looks_like_heading(whole):
        short = len(lines) <= 2 and len(whole.split()) <= 12
        if len(lines) <= 4 and (is_capitals(whole) or short):
            return len(lines)
    top = 0
    while top < min(4, len(lines) - 1) and is_capitals(lines[top]) and len(lines[top].split()) > 1:
        top += 1
    return top if top and looks_like_heading(" ".join(map(single_blanks, lines[:top]))) else 0


def _heading_below(lines: tuple[str, ...], after: str, width: int) -> tuple[tuple[str, ...], list[Draft]]:
    """Return the lines without, and the draft of, a heading that follows a paragraph with no blank line between."""
    if len(lines) < 2 or not after or not after[0].isupper():
        return lines, []
    last = single_blanks(lines[-1])
    if is_finished(lines[-2]) and not BULLET.match(last) and looks_like_heading(last) and len(last) < 0.6 * width:
        return lines[:-1], [_heading(lines[-1:])]
    return lines, []


def _starts_anew(held: Sequence[str], line: str, width: int) -> bool:
    """Return whether `line` opens a new paragraph although no blank line stands before it."""
    bare, before = line.strip(), held[-1].strip()
    if BULLET.match(bare):
        return opens_item(bare, held[0].lstrip(), before)
    if not is_finished(before) or bare[0].islower():
        return False
    indented = len(line) - len(line.lstrip()) >= 3 and held[-1][:1] not in (" ", "\t")
    room = len(before) + 1 + len(bare.split()[0]) < 0.7 * width
    return indented or room
