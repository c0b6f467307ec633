"""From lines of a PDF to drafts: paragraphs by space and indent, headings by size and weight, footnotes by place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from contingent.coding.convert.cleaning import Repairs, single_blanks
from contingent.coding.convert.drafts import NEAR, Draft
from contingent.coding.convert.pdf_page import Line
from contingent.coding.convert.pdf_tables import parts_of, row_text
from contingent.coding.convert.sections import (
    BULLET,
    is_capitals,
    is_finished,
    is_tabular,
    looks_like_heading,
    opens_item,
)

_NOTE_START = re.compile(r"\[?(?:\d{1,3}|[*†‡]{1,3})\]?\s?(?=\D)")
_STAR = re.compile(r"[*†‡]")
_PRIVATE = re.compile(r"^[\uf000-\uf0ff]\s*")


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a document: height of the body text, distance of its lines, and the larger heights, largest first."""

    size: float
    leading: float
    larger: tuple[float, ...]
    title: float | None

    @classmethod
    def of(cls, blocks: Sequence[Sequence[Line]]) -> Type:
        """Return the type of a document from all its blocks of lines."""
        weights: Counter[float] = Counter()
        headings: Counter[float] = Counter()
        for line in (line for block in blocks for line in block):
            weights[_rounded(line.main.size)] += len(line.text)
        body = weights.most_common(1)[0][0] if weights else 10.0
        steps = [
            a.main.base - b.main.base
            for block in blocks
            for a, b in pairwise(block)
            if _rounded(a.main.size) == body == _rounded(b.main.size) and 0 < a.main.base - b.main.base < 4 * body
        ]
        for line in (line for block in blocks for line in block):
            if _rounded(line.main.size) > 1.08 * body:
                headings[_rounded(line.main.size)] += 1
        larger = tuple(sorted(headings, reverse=True))
        title = larger[0] if len(larger) > 1 and headings[larger[0]] <= 3 else None
        return cls(size=body, leading=median(steps) if steps else 1.2 * body, larger=larger, title=title)

    def level(self, line: Line) -> int:
        """Return the level of a heading in the size of `line`; 0 if it is not larger than the body."""
        size = _rounded(line.main.size)
        ranks = [s for s in self.larger if s != self.title]
        if size == self.title:
            return 1
        return min(ranks.index(size) + 1, 4) if size in ranks else 0


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def drafts_of(blocks: Sequence[list[Line]], kind: Type, repairs: Repairs) -> list[Draft]:
    """Return the drafts of all blocks, in reading order."""
    drafts: list[Draft] = []
    referred = {mark.strip() for block in blocks for line in block for mark in line.raised}
    for block in blocks:
        body, notes = _part_notes(block, kind, pending=bool(drafts) and drafts[-1].kind == "note")
        first = len(drafts)
        for lines, rows in parts_of(body):
            for paragraph in [] if rows else _paragraphs(lines, kind):
                drafts += _draft(paragraph, kind, broken=len(drafts) == first)
            drafts += [Draft(kind="table", lines=(row_text(line),)) for line in lines if rows]
        drafts += _notes(notes, drafts, referred)
        repairs["footnote marks taken out of the text"] += sum(len(line.raised) for line in block)
    return _plain_headings(drafts)


def _part_notes(block: list[Line], kind: Type, *, pending: bool) -> tuple[list[Line], list[Line]]:
    """Return a block parted into body and the footnotes, in small type, at its foot."""
    at = len(block)
    while at and _rounded(block[at - 1].main.size) < 0.93 * kind.size:
        at -= 1
    starts = [i for i in range(at, len(block)) if _begins_note(block[i])]
    if not starts:
        return (block[:at], block[at:]) if pending and at == 0 else (block, [])
    at = at if at < starts[0] and pending else starts[0]
    return block[:at], block[at:]


def _begins_note(line: Line) -> bool:
    return bool(_NOTE_START.match(line.text)) and any(c.isalpha() for c in line.text)


def _notes(lines: Sequence[Line], before: Sequence[Draft], referred: set[str]) -> list[Draft]:
    """Return one draft a footnote; one with an asterisk that nothing refers to belongs to the title."""
    held: list[list[str]] = []
    for line in lines:
        if _begins_note(line) or not held:
            held.append([])
        held[-1].append(single_blanks(line.text))
    drafts = []
    for note in held:
        sign = note[0][:1]
        known = sign in referred or any(sign in line for d in before[-NEAR:] if d.kind != "note" for line in d.lines)
        mark = re.match(r"(\d{1,3})\s*(?=\D)", note[0])
        if mark:
            note[0] = f"[{mark[1]}] {note[0][mark.end() :]}"
        drafts.append(Draft(kind="note", lines=tuple(note), floating=bool(_STAR.match(sign)) and not known))
    return drafts


def _paragraphs(block: Sequence[Line], kind: Type) -> list[list[Line]]:
    if not block:
        return []
    left = Counter(round(line.left) for line in block).most_common(1)[0][0]
    right = max(line.right for line in block)
    paragraphs: list[list[Line]] = [[block[0]]]
    for before, line in pairwise(block):
        if _starts_anew(before, line, paragraphs[-1], kind, (left, right)):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return paragraphs


def _starts_anew(before: Line, line: Line, held: Sequence[Line], kind: Type, edges: tuple[float, float]) -> bool:
    left, right = edges
    a, b = before.main, line.main
    if _rounded(a.size) != _rounded(b.size) and abs(a.size - b.size) > 0.06 * kind.size:
        return True
    if (before.bold != line.bold) and (line.bold or _stands_alone(held, kind)):
        return True
    leading = kind.leading * max(b.size, a.size) / kind.size
    if a.base - b.base > 1.3 * leading + 0.5:
        return True
    if _bullet_text(line) is not None or opens_item(line.text, _shown(held[0]), before.text):
        return True
    if _is_row(before.text) or _is_row(line.text):
        return True
    if not is_finished(before.text):
        return False
    indented = line.left > left + 0.6 * b.size and abs(before.left - left) < 0.4 * b.size
    word = line.text.split()[0]
    room = right - before.right > (len(word) + 2) * 0.6 * b.size and line.text[:1].isupper()
    in_list = bool(BULLET.match(held[0].text))
    return (indented and not in_list) or room or (in_list and line.left < held[0].left - 0.5 * b.size)


def _is_row(text: str) -> bool:
    """Return whether a line of its own is a row of figures: a few words that begin a line, then only figures."""
    words = text.split()
    return text[0].isupper() and is_tabular(text) and all(word[0].isdigit() for word in words[-2:]) and len(words) <= 8


def _stands_alone(held: Sequence[Line], kind: Type) -> bool:
    """Return whether the bold lines just read can be a heading and not the bold beginning of a paragraph."""
    return len(held) <= 3 and not is_finished(held[-1].text)


def _bullet_text(line: Line) -> str | None:
    """Return the line with `- ` for a bullet from a symbol font, None if there is no such bullet."""
    text = line.text
    if _PRIVATE.match(text):
        return _PRIVATE.sub("- ", text)
    first = line.pieces[0]
    if first.symbol and len(first.text.strip()) == 1 and len(line.pieces) > 1:
        return "- " + Line(line.pieces[1:], line.page).text
    return None


def _shown(line: Line) -> str:
    return _bullet_text(line) or line.text


def _draft(lines: Sequence[Line], kind: Type, *, broken: bool) -> list[Draft]:
    texts = tuple(map(_shown, lines))
    whole = " ".join(texts)
    level = kind.level(lines[0])
    if BULLET.match(texts[0]) and not (level and len(lines) <= 2):
        return [Draft(kind="bullet", lines=texts, broken=broken)]
    if len(texts) == 1 and _is_row(whole):
        return [Draft(kind="table", lines=texts)]
    bold = all(line.bold for line in lines)
    if (level or (bold and kind.size * 0.93 <= lines[0].main.size)) and len(whole) <= 250 and _can_head(whole):
        return [Draft(kind="heading", lines=texts, level=level or (len(kind.larger) + 1 if kind.larger else 0))]
    return [Draft(kind="text", lines=texts, broken=broken)]


def _can_head(text: str) -> bool:
    full = text.endswith(".") and len(text.split()) > 6
    return any(c.isalpha() for c in text) and not is_tabular(text) and not full


def _plain_headings(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with short lines in body type that stand alone and read as headings made headings."""
    settled: list[Draft] = []
    for i, draft in enumerate(drafts):
        following = next((drafts[k] for k in range(i + 1, len(drafts)) if drafts[k].kind != "note"), None)
        if draft.kind == "text" and following is not None and _reads_as_heading(draft, following, settled):
            draft = Draft(kind="heading", lines=draft.lines)
        settled.append(draft)
    return settled


def _reads_as_heading(draft: Draft, following: Draft, before: Sequence[Draft]) -> bool:
    whole = " ".join(draft.lines)
    if following.kind == "text" and not following.lines[0][:1].isupper() and following.lines[0][:1].isalpha():
        return False
    if is_capitals(whole):
        return len(draft.lines) <= 3 and looks_like_heading(whole)
    last = next((d for d in reversed(before) if d.kind != "note"), None)
    goes_on = last is not None and last.kind == "text" and not is_finished(last.lines[-1])
    telling = [w for w in whole.split() if len(w) > 3]
    titled = bool(telling) and all(not w[0].islower() for w in telling)
    return len(draft.lines) == 1 and not goes_on and titled and len(whole) <= 60 and looks_like_heading(whole)
