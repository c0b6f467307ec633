"""DOCX: headings by style, lists, quotations, tables row by row, footnotes; tracked changes as if accepted."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import docx
from lxml import etree

from contingent.base.errors import InputError
from contingent.coding.convert.cleaning import Repairs, one_line, plain_characters
from contingent.coding.convert.drafts import Draft, settle, table_row
from contingent.coding.convert.sections import is_finished, looks_like_heading
from contingent.coding.reports import CleanText

LARGEST_UNPACKED = 400_000_000
"""The largest size, in bytes unpacked, of a DOCX that is opened."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ASIDE = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_MC}Fallback", f"{_W}rPr", f"{_W}pPr"}
_HEADING = re.compile(r"heading (\d)")
_QUOTE = re.compile(r"quote|block text|citation|zitat", re.I)
_BAD_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def read_docx(data: bytes, name: str) -> CleanText:
    """Return the clean text of a Word document.

    Inserted text is kept, deleted text is not; headers, footers, comments and pictures stay outside and are noted.
    Raises InputError for a file that is broken, encrypted, a zip bomb or empty.
    """
    _check_package(data, name)
    try:
        reader = _Reader(docx.Document(io.BytesIO(data)))
        drafts = reader.body(reader.document.element.body)
        remarks = reader.remarks()
    except Exception as error:  # noqa: BLE001  python-docx lets every error of zip, XML and its own maps through
        raise _broken(name, error) from None
    return settle(drafts, reader.repairs, remarks, name, paged=False)


def _broken(name: str, why: object) -> InputError:
    return InputError(
        f"The Word document is broken or cut short ({str(why)[:120] or type(why).__name__}).",
        record=name,
        remedy="Open it in a word processor, let it repair the file, save it anew and add it again.",
    )


def _check_package(data: bytes, name: str) -> None:
    """Raise InputError for an encrypted, oversized or suspiciously dense zip, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            size = sum(part.file_size for part in parts)
            if any(part.flag_bits & 1 for part in parts):
                raise InputError(
                    "The document is encrypted with a password.",
                    record=name,
                    remedy="Open it, remove the password, save it as DOCX and add it again.",
                )
            if size > LARGEST_UNPACKED or len(parts) > 10_000 or (size > 20_000_000 and size > 200 * len(data)):
                raise InputError(
                    f"Unpacked, the document would have {size / 1e6:.0f} MB in {len(parts)} parts, as no report has.",
                    record=name,
                    remedy="Open it in a word processor, save it anew without embedded files and add it again.",
                )
            _check_parts(package, parts, name)
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        OSError,
        ValueError,
        EOFError,
        RuntimeError,
        OverflowError,
    ) as error:
        raise _broken(name, error) from None
    except Exception as error:  # noqa: BLE001  zlib.error, struct.error and lzma's own are all "broken"
        raise _broken(name, error) from None
    if "word/document.xml" not in names and not any(n.startswith("word/document") for n in names):
        raise _broken(name, "it has no main text")


def _check_parts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> None:
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and _BAD_ENTITY.search(package.read(part)[:4096]):
            raise InputError(
                f"The part {part.filename} defines entities of its own, which Word never does.",
                record=name,
                remedy="Do not trust this file; ask for a fresh copy.",
            )


@dataclass
class _Style:
    """What a paragraph style says: name, outline level (from 1, 0 for none), whether a list, whether bold."""

    name: str = ""
    level: int = 0
    numbered: tuple[str, str] | None = None
    bold: bool = False


@dataclass
class _Reader:
    """Walks the body of a document in order."""

    document: Any
    repairs: Repairs = field(default_factory=Repairs)
    left_out: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._styles = _styles(self.document)
        self._formats = _number_formats(self.document)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._notes = {kind: _notes_part(self.document, kind) for kind in ("footnotes", "endnotes")}
        self._notes_used = 0

    def remarks(self) -> list[str]:
        """Return one line for each kind of content that was left out."""
        if any(section.header.paragraphs or section.footer.paragraphs for section in self.document.sections):
            self.left_out["running heads and feet of sections"] += len(self.document.sections)
        return [f"{what} left out: {count}" for what, count in self.left_out.items()]

    def body(self, container: Any) -> list[Draft]:
        """Return the drafts of everything in `container`, with footnotes after the paragraph they hang on."""
        drafts: list[Draft] = []
        for element in container:
            if element.tag == f"{_W}p":
                drafts += self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                drafts += self._table(element)
            elif element.tag == f"{_W}sdt":
                drafts += self._content_control(element)
            elif element.tag in (f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"):
                drafts += self.body(element)
        return _bold_headings(drafts)

    def _content_control(self, element: Any) -> list[Draft]:
        gallery = element.find(f".//{_W}docPartGallery")
        if gallery is not None and "Table of Contents" in (gallery.get(f"{_W}val") or ""):
            self.left_out["tables of contents"] += 1
            return []
        content = element.find(f"{_W}sdtContent")
        return [] if content is None else self.body(content)

    def _paragraph(self, element: Any) -> list[Draft]:
        style = self._style_of(element)
        notes: list[tuple[str, str]] = []
        boxes: list[Any] = []
        text = one_line(plain_characters("".join(self._text(element, notes, boxes)), self.repairs))
        after = [self._note(kind, number) for kind, number in notes]
        for box in boxes:
            self.repairs["text boxes placed after their paragraph"] += 1
            after += self.body(box)
        if not text:
            return [d for d in after if d is not None]
        if re.match(r"toc \d|table of figures", style.name):
            self.left_out["lines of a table of contents"] += 1
            return []
        first = self._draft(element, text, style)
        return [first, *(d for d in after if d is not None)]

    def _draft(self, element: Any, text: str, style: _Style) -> Draft:
        own = element.find(f"{_W}pPr/{_W}outlineLvl")
        level = int(own.get(f"{_W}val", "9")) + 1 if own is not None else style.level
        if 1 <= level <= 9:
            return Draft(kind="heading", lines=(text,), level=min(level, 6))
        if _QUOTE.search(style.name):
            return Draft(kind="quote", lines=(text,))
        mark = self._list_mark(element, style)
        if mark:
            return Draft(kind="bullet", lines=(mark + text,))
        return Draft(kind="bold" if style.bold or _all_bold(element) else "text", lines=(text,))

    def _style_of(self, element: Any) -> _Style:
        chosen = element.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(chosen.get(f"{_W}val") if chosen is not None else "", _Style())

    def _text(self, element: Any, notes: list[tuple[str, str]], boxes: list[Any]) -> Iterator[str]:
        """Yield the pieces of text under `element`; references to notes and text boxes are put aside."""
        for child in element:
            tag = child.tag
            if tag in _ASIDE:
                if tag in (f"{_W}del", f"{_W}moveFrom"):
                    self.repairs["tracked deletions dropped"] += 1
            elif tag == f"{_W}t":
                yield child.text or ""
            elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}ptab"):
                yield " "
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                notes.append((f"{tag[len(_W) : -len('Reference')]}s", child.get(f"{_W}id") or ""))
            elif tag == f"{_W}txbxContent":
                boxes.append(child)
            elif tag == f"{_W}r" and _is_hidden(child):
                self.left_out["hidden text, runs"] += 1
            else:
                self._count(tag)
                yield from self._text(child, notes, boxes)

    def _count(self, tag: str) -> None:
        if tag == f"{_W}ins":
            self.repairs["tracked insertions kept"] += 1
        elif tag == f"{_W}commentReference":
            self.left_out["comments"] += 1
        elif tag == f"{_W}drawing":
            self.left_out["drawings and pictures"] += 1
        elif tag == f"{_W}sym":
            self.left_out["signs in symbol fonts"] += 1

    def _note(self, kind: str, number: str) -> Draft | None:
        element = self._notes[kind].get(number)
        if element is None:
            return None
        paragraphs = ["".join(self._text(p, [], [])) for p in element.iter(f"{_W}p")]
        text = one_line(plain_characters(" ".join(paragraphs), self.repairs))
        self._notes_used += 1
        return Draft(kind="note", lines=(f"[{self._notes_used}] {text}",)) if text else None

    def _list_mark(self, element: Any, style: _Style) -> str:
        chosen = element.find(f"{_W}pPr/{_W}numPr")
        number, level = _numbering(chosen) or style.numbered or ("", "0")
        if number == "0" or (not number and not style.name.startswith("list")):
            return ""
        form = self._formats.get((number, level), "decimal" if "number" in style.name else "bullet")
        if form in ("bullet", "none"):
            return "- "
        self._counts[number, level] += 1
        for deeper in [key for key in self._counts if key[0] == number and key[1] > level]:
            del self._counts[deeper]
        return f"{self._counts[number, level]}. "

    def _table(self, table: Any) -> list[Draft]:
        """Return one draft a row, cells joined by a bar; a table of one column is a frame round ordinary text."""
        rows = [row.findall(f"{_W}tc") for row in table.iter(f"{_W}tr")]
        if all(len(cells) < 2 for cells in rows):
            framed = [draft for cells in rows for cell in cells for draft in self.body(cell)]
            rowed = [replace(draft, kind="table", lines=(table_row(draft.lines),)) for draft in framed]
            return framed if _is_frame(framed) else rowed
        self.repairs["tables written row by row"] += 1
        drafts: list[Draft] = []
        for row in table.findall(f"{_W}tr"):
            found = [self.body(cell) for cell in row.findall(f"{_W}tc")]
            texts = [" ".join(d.lines[0] for d in cell if d.kind != "note") for cell in found]
            line = table_row(texts)
            drafts += [Draft(kind="table", lines=(line,))] if line else []
            drafts += [d for cell in found for d in cell if d.kind == "note"]
        return drafts


def _is_frame(drafts: list[Draft]) -> bool:
    """Return whether a table of one column frames ordinary text: one paragraph, or any that is finished."""
    return len(drafts) < 2 or any(d.kind != "text" or is_finished(d.lines[0]) for d in drafts)


def _bold_headings(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with short paragraphs set wholly in bold, before other text, made headings."""
    settled = []
    for i, draft in enumerate(drafts):
        if draft.kind == "bold":
            before_text = i + 1 < len(drafts) and drafts[i + 1].kind != "heading"
            heading = before_text and looks_like_heading(draft.lines[0])
            draft = replace(draft, kind="heading" if heading else "text")
        settled.append(draft)
    return settled


def _styles(document: Any) -> dict[str, _Style]:
    """Return what each paragraph style, with those it is based on, says."""
    elements = {e.get(f"{_W}styleId"): e for e in document.styles.element.iter(f"{_W}style")}
    return {key: _resolved(key, elements) for key in elements}


def _resolved(key: str | None, elements: dict[str | None, Any]) -> _Style:
    style, seen = _Style(), set()
    while key in elements and key not in seen:
        seen.add(key)
        element = elements[key]
        named = element.find(f"{_W}name")
        name = (named.get(f"{_W}val") or "").lower() if named is not None else ""
        style.name = style.name or name
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        heading = _HEADING.fullmatch(name)
        if not style.level:
            style.level = int(heading[1]) if heading else 1 if name == "title" else 0
            if outline is not None and not style.level:
                style.level = int(outline.get(f"{_W}val", "9")) + 1
        style.numbered = style.numbered or _numbering(element.find(f"{_W}pPr/{_W}numPr"))
        style.bold = style.bold or _is_on(element.find(f"{_W}rPr/{_W}b"))
        base = element.find(f"{_W}basedOn")
        key = base.get(f"{_W}val") if base is not None else None
    return style


def _numbering(element: Any) -> tuple[str, str] | None:
    if element is None:
        return None
    number, level = element.find(f"{_W}numId"), element.find(f"{_W}ilvl")
    if number is None:
        return None
    return number.get(f"{_W}val") or "", (level.get(f"{_W}val") or "0") if level is not None else "0"


def _number_formats(document: Any) -> dict[tuple[str, str], str]:
    """Return the format ("bullet", "decimal" ...) of every list and level."""
    root = _related(document, "numbering")
    if root is None:
        return {}
    kinds: dict[str, dict[str, str]] = {}
    for abstract in root.iter(f"{_W}abstractNum"):
        levels = {}
        for level in abstract.findall(f"{_W}lvl"):
            form = level.find(f"{_W}numFmt")
            levels[level.get(f"{_W}ilvl", "0")] = form.get(f"{_W}val", "bullet") if form is not None else "bullet"
        kinds[abstract.get(f"{_W}abstractNumId", "")] = levels
    formats = {}
    for number in root.iter(f"{_W}num"):
        chosen = number.find(f"{_W}abstractNumId")
        for level, form in kinds.get(chosen.get(f"{_W}val", "") if chosen is not None else "", {}).items():
            formats[number.get(f"{_W}numId", ""), level] = form
    return formats


def _notes_part(document: Any, kind: str) -> dict[str, Any]:
    """Return the footnotes or endnotes by id, separators aside."""
    root = _related(document, kind)
    if root is None:
        return {}
    notes = root.iter(f"{_W}{kind[:-1]}")
    return {n.get(f"{_W}id", ""): n for n in notes if n.get(f"{_W}type", "normal") == "normal"}


def _related(document: Any, kind: str) -> Any:
    """Return the root of the part of that kind, None if there is none or it cannot be parsed."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val", "1") not in ("0", "false", "off")


def _all_bold(element: Any) -> bool:
    runs = [run for run in element.iter(f"{_W}r") if any((t.text or "").strip() for t in run.iter(f"{_W}t"))]
    return bool(runs) and all(_is_on(run.find(f"{_W}rPr/{_W}b")) for run in runs)


def _is_hidden(run: Any) -> bool:
    return _is_on(run.find(f"{_W}rPr/{_W}vanish"))
