"""PDF: columns, running heads, footnotes and hyphens of a printed page become running text.

PDFium is not made for several threads at a time, so one document is read at a time.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from contingent.base.errors import InputError
from contingent.coding.convert.cleaning import Repairs, plain_characters
from contingent.coding.convert.drafts import Draft, settle
from contingent.coding.convert.pdf_layout import Type, drafts_of
from contingent.coding.convert.pdf_page import Line, Page, columns_of, lines_of, read_page
from contingent.coding.reports import CleanText

MOST_PAGES = 3_000
"""The most pages of one PDF that are read."""

_ONE_AT_A_TIME = Lock()
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|p\.)?\s*(?:\d{1,4}|(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3}))(?:\s*(?:/|of)\s*\d{1,4})?[\W_]*", re.I
)
_NUMBER = "page number"
_FEW = 20


def read_pdf(data: bytes, name: str) -> CleanText:
    """Return the clean text of a PDF.

    Raises InputError, naming the pages, for scanned pages, an encrypted, broken or cut-off file, and one with no text.
    """
    with _ONE_AT_A_TIME:
        document = _opened(data, name)
        try:
            pages, notes = _read_pages(document, name)
        finally:
            document.close()
    repairs = Repairs()
    pages = _without_furniture(pages, notes)
    blocks = [lines for page in pages for block in columns_of(page.pieces) if (lines := lines_of(block, page.number))]
    drafts = [_plain(draft, repairs) for draft in drafts_of(blocks, Type.of(blocks), repairs)]
    return settle(drafts, repairs, notes, name)


def _plain(draft: Draft, repairs: Repairs) -> Draft:
    return replace(draft, lines=tuple(plain_characters(line, repairs) for line in draft.lines))


def _is_cut_short(data: bytes) -> bool:
    """Return whether the end mark is missing, or a PDF made for the web is shorter than it says at its start."""
    length = re.search(rb"/Linearized[^>]{0,200}/L\s+(\d{1,12})", data[:2048])
    return b"%%EOF" not in data or bool(length and int(length[1]) > len(data))


def _opened(data: bytes, name: str) -> Any:
    if _is_cut_short(data):
        raise _broken(name, "its end is missing")
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise InputError(
                "The PDF is encrypted with a password.",
                record=name,
                remedy="Open it, save a copy without a password and add that.",
            ) from None
        raise _broken(name, "it cannot be opened") from None
    if count == 0:
        document.close()
        raise _broken(name, "it has no pages")
    if count > MOST_PAGES:
        document.close()
        raise InputError(
            f"The PDF has {count} pages; up to {MOST_PAGES} are read.",
            record=name,
            remedy="Save the part with the report as a PDF of its own and add that.",
        )
    return document


def _broken(name: str, why: str) -> InputError:
    return InputError(
        f"The PDF is broken or cut short: {why}.",
        record=name,
        remedy="Download it again, or open it in a PDF reader, print it to a new PDF and add that.",
    )


def _read_pages(document: Any, name: str) -> tuple[list[Page], list[str]]:
    pages: list[Page] = []
    notes: list[str] = []
    scanned: list[int] = []
    garbled: list[int] = []
    for index in range(len(document)):
        number = index + 1
        try:
            page = document[index]
            read = read_page(page, number)
            picture = read.characters < _FEW and _has_picture(page, read)
            page.close()
        except pypdfium2.PdfiumError:
            raise _broken(f"{name}, page {number}", "the page cannot be read") from None
        if picture:
            scanned.append(number)
        elif read.characters == 0:
            notes.append(f"page {number}: blank")
        elif 10 * read.unmapped > 3 * read.characters:
            garbled.append(number)
        if read.unmapped:
            notes.append(f"page {number}: characters without a known letter, shown as \ufffd: {read.unmapped}")
        if read.askew:
            notes.append(f"page {number}: characters not set level left out: {read.askew}")
        pages.append(read)
    _refuse(name, scanned, "scanned (a picture without text)", "Run text recognition (OCR) over the file and add that.")
    _refuse(name, garbled, "set in fonts that do not tell their letters", "Run text recognition (OCR) over the file.")
    return pages, notes


def _refuse(name: str, pages: Sequence[int], what: str, remedy: str) -> None:
    if pages:
        where = f"page{'s' if len(pages) > 1 else ''} {_ranges(pages)}"
        raise InputError(f"{where[0].upper()}{where[1:]} of the PDF: {what}.", record=f"{name}, {where}", remedy=remedy)


def _ranges(numbers: Sequence[int]) -> str:
    """Return sorted numbers as "1-3, 7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(p[0]) if len(p) == 1 else f"{p[0]}-{p[-1]}" for p in parts)


def _has_picture(page: Any, read: Page) -> bool:
    """Return whether pictures cover a good part of the page, or there are pictures and no text at all."""
    covered, found = 0.0, False
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
        found = True
    return found and (read.characters == 0 or covered > 0.4 * read.width * read.height)


def _without_furniture(pages: Sequence[Page], notes: list[str]) -> list[Page]:
    """Return the pages without running heads and feet and page numbers, which repeat near the edges of pages."""
    edges = {page.number: _edge_lines(page) for page in pages}
    seen = Counter(key for lines in edges.values() for line in lines if (key := _key(line))[0])
    dropped: dict[str, list[int]] = defaultdict(list)
    kept = []
    for page in pages:
        found = [(line, what) for line in edges[page.number] if (what := _furniture(line, page, seen))]
        gone = {piece for line, _ in found for piece in line.pieces}
        if len(gone) == len(page.pieces):  # a page is never all running head; a lone line that repeats is text
            found = [(line, what) for line, what in found if what == _NUMBER]
            gone = {piece for line, _ in found for piece in line.pieces}
        for _, what in found:
            dropped[what].append(page.number)
        kept.append(replace(page, pieces=tuple(p for p in page.pieces if p not in gone)))
    for what, numbers in dropped.items():
        pages_ = sorted(set(numbers))
        notes.append(f"page{'s' if len(pages_) > 1 else ''} {_ranges(pages_)}: {what} dropped")
    return kept


def _furniture(line: Line, page: Page, seen: Counter[tuple[str, int]]) -> str | None:
    """Return what the line is if it repeats, is a page number or has one set apart; None if it is text."""
    words, height = _key(line)
    near_edge = not 0.1 * page.height < line.main.base < 0.9 * page.height
    if near_edge and _PAGE_NUMBER.fullmatch(line.text):
        return _NUMBER
    repeats = sum(seen[words, height + shift] for shift in (-1, 0, 1)) if words else 0
    if repeats > 1 or (near_edge and words and _has_number_apart(line)):
        return f"running head {words[:60]!r}"
    return None


def _has_number_apart(line: Line) -> bool:
    """Return whether the line begins or ends with a number at a distance, as a running head with page number does."""
    if len(line.pieces) < 2:
        return False
    for number, other in ((line.pieces[0], line.pieces[1]), (line.pieces[-1], line.pieces[-2])):
        apart = max(other.left - number.right, number.left - other.right)
        if number.text.strip().isdecimal() and apart > 0.9 * number.size:
            return True
    return False


def _edge_lines(page: Page) -> list[Line]:
    """Return the two outermost lines at the head and at the foot of a page."""
    lines = lines_of(page.pieces, page.number)
    edge = [i for i in range(len(lines)) if i < 2 or i >= len(lines) - 2]
    return [
        lines[i]
        for i in edge
        if not 0.15 * page.height < lines[i].main.base < 0.85 * page.height and not _in_paragraph(lines, i)
    ]


def _in_paragraph(lines: Sequence[Line], i: int) -> bool:
    """Return whether the line stands as close to the next one inwards as the lines of a paragraph do."""
    inner = i + 1 if i < 2 else i - 1
    if not 0 <= inner < len(lines):
        return False
    here, there = lines[i].main, lines[inner].main
    return abs(here.size - there.size) < 0.05 * here.size and abs(here.base - there.base) < 1.45 * here.size


def _key(line: Line) -> tuple[str, int]:
    words = re.sub(r"[\W\d_]+", " ", line.text).strip().lower()
    return words if len(words) > 1 else "", round(line.main.base / 4)
