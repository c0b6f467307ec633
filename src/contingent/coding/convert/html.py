"""HTML: headings, paragraphs, lists, quotations, tables and footnotes; what belongs to the page and not the text goes.

The parser neither fetches anything nor expands entities of the document's own.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from contingent.base.errors import InputError
from contingent.coding.convert.cleaning import Repairs, one_line, plain_characters
from contingent.coding.convert.decoding import decode
from contingent.coding.convert.drafts import Draft, no_text, settle, table_row
from contingent.coding.convert.sections import looks_like_heading
from contingent.coding.convert.words import word_set
from contingent.coding.reports import CleanText

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)""", re.I)
_OWN_ENTITIES = re.compile(r"<!DOCTYPE[^<>\[]*\[.*?\]\s*>", re.I | re.S)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DROPPED = word_set(
    "script style nav noscript template svg math iframe object embed form button select textarea input canvas audio "
    "video map head link meta dialog menu"
)
_PAGE_PARTS = word_set("header footer")
_BLOCKS = word_set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 "
    "h5 h6 header footer hr html li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
_NOTE_NAME = re.compile(r"\b(?:foot|end)notes?\b|\bfn\b|\bdoc-(?:foot|end)notes?\b", re.I)
_NOTE_REFERENCE = re.compile(r"\[?(?:\d{1,3}|[*†‡]+|[ivx]+)\]?")
_RAISED_MARK = re.compile(r"\[?(?:\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[*†‡]+)\]?|\[[ivx]+\]")
_UNIT = re.compile(r"(?:\d|\b(?:[a-zA-Z]|[cdkm]m|mi|ft|yd|in|sec))$")
_NOTE_NUMBER = re.compile(r"(\d{1,3})[.)]?\s+(?=\S)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BACK_ARROWS = "↩↑^⤴\ufe0e"


def read_html(data: bytes, name: str) -> CleanText:
    """Return the clean text of an HTML page. Raises InputError if it cannot be decoded or holds no text."""
    text, notes = _decoded(data, name)
    repairs = Repairs()
    root = _parse(plain_characters(text, repairs), name)
    reader = _Reader(repairs)
    drafts = reader.read(root)
    notes += [f"{what} left out: {count}" for what, count in reader.left_out.items()]
    return settle(drafts, repairs, notes, name, paged=False)


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text by byte order mark, else by the charset the page declares, else as plain text is decoded."""
    found = _CHARSET.search(data[:4096])
    declared = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    if not declared or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, name)
    try:
        codec = codecs.lookup({"iso-8859-1": "cp1252", "latin1": "cp1252"}.get(declared.lower(), declared)).name
        text, _ = codecs.getdecoder(codec)(data)
    except LookupError:
        text, notes = decode(data, name)
        return text, [*notes, f"declared encoding {declared!r} is unknown and was ignored"]
    except UnicodeDecodeError as error:
        raise InputError(
            f"The page declares the encoding {declared}, but byte {error.start} does not fit.",
            record=name,
            remedy="Save the page as UTF-8 and add it again.",
        ) from None
    if not isinstance(text, str) or "\x00" in text:
        raise InputError("This is not text but binary data.", record=name, remedy="Add the document itself.")
    return text, [] if codec in ("utf-8", "ascii") else [f"read as {declared}, as the page declares"]


def _parse(text: str, name: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True)
    try:
        root = etree.fromstring(_without_entities(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise InputError(
            "The page is nested too deeply to be read whole.",
            record=name,
            remedy="Open it in a browser, copy the text into a word processor, save it as DOCX and add that.",
        )
    if root is None:
        raise no_text(name)
    return root


def _without_entities(text: str) -> str:
    """Return the page without entities of its own, which no page needs."""
    found = _OWN_ENTITIES.search(text, 0, 20_000)
    return text[: found.start()] + text[found.end() :] if found else text


@dataclass
class _Reader:
    """Walks a page once, in the order of the text, and collects drafts."""

    repairs: Repairs
    drafts: list[Draft] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    _held: list[str] = field(default_factory=list)
    _bold: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _mark: str = ""
    _row: list[str] | None = None
    _marks: set[str] = field(default_factory=set)

    def read(self, root: etree._Element) -> list[Draft]:
        """Return the drafts of the page."""
        walker = etree.iterwalk(root, events=("start", "end"))
        skip: etree._Element | None = None
        for event, element in walker:
            if skip is not None:
                if event == "end" and element is skip:
                    skip = None
                    self._add(element.tail)
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                self._end(tag, element)
            elif self._is_left_out(tag, element):
                skip = element
            else:
                self._start(tag, element)
        self._flush()
        return _bold_headings(_with_notes_at_end(self.drafts, self._marks))

    def _is_left_out(self, tag: str, element: etree._Element) -> bool:
        if tag in _DROPPED:
            self.left_out["scripts, styles, forms and page navigation"] += tag not in ("head", "link", "meta")
        elif tag == "img":
            self.left_out["pictures"] += 1
            return False
        elif tag in _PAGE_PARTS and "article" not in self._open and not _has_text_of_its_own(element):
            self.left_out["page headers and footers"] += 1
        elif element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            self.left_out["hidden parts"] += 1
        elif element.get("role") == "navigation":
            self.left_out["scripts, styles, forms and page navigation"] += 1
        elif _is_note_reference(tag, element) or self._is_raised_mark(tag, element):
            self._marks.update(re.findall(r"\d+", "".join(_texts(element))))
            self.repairs["footnote marks taken out of the text"] += 1
        elif tag != "a" or not _is_back_link(element):
            return False
        return True

    def _is_raised_mark(self, tag: str, element: etree._Element) -> bool:
        """Return whether a raised number without a link is the mark of a footnote and not the power of a unit.

        One that opens a paragraph opens the footnote itself and stays, in square brackets.
        """
        mark = one_line("".join(_texts(element))) if tag == "sup" else ""
        if not _RAISED_MARK.fullmatch(mark):
            return False
        before = "".join(self._held)
        if before.strip():
            return mark[0] in "[*†‡" or not _UNIT.search(before[-6:])
        if mark.isdecimal() and self._row is None:
            self._held.append(f"[{mark}] ")
            return True
        return False

    def _start(self, tag: str, element: etree._Element) -> None:
        if tag in _BLOCKS:
            self._open_block(tag, element)
        elif tag == "br":
            self._break(element)
        elif tag in ("b", "strong"):
            self._bold.append("".join(map(str, element.itertext())))
        if tag == "pre":
            self._lines(element.text)
        else:
            self._add(element.text)

    def _open_block(self, tag: str, element: etree._Element) -> None:
        if self._row is not None and tag in ("p", "div", "ul", "ol", "li"):
            self._held.append(" ")
            return
        self._flush()
        self._open.append(self._role(tag, element))
        if tag in ("ol", "ul"):
            self._counts.append(_start_number(element) if tag == "ol" else 0)
        elif tag == "li":
            self._mark = self._list_mark()
        elif tag == "tr" and not _is_layout(element):
            self._row = []

    def _role(self, tag: str, element: etree._Element) -> str:
        name = " ".join(element.get(key, "") for key in ("class", "role", "id", "epub:type"))
        return "note" if _NOTE_NAME.search(name) and tag not in ("body", "html", "article", "main") else tag

    def _list_mark(self) -> str:
        if not self._counts or not self._counts[-1]:
            return "- "
        self._counts[-1] += 1
        return f"{self._counts[-1] - 1}. "

    def _break(self, element: etree._Element) -> None:
        before = element.getprevious()
        if before is not None and before.tag == "br" and not (before.tail or "").strip() and self._row is None:
            self._flush()
        self._held.append(" ")

    def _end(self, tag: str, element: etree._Element) -> None:
        if tag in ("td", "th") and self._row is not None:
            self._row.append(one_line("".join(self._held)))
            self._held = []
            self._open.pop()
        elif tag == "tr" and self._row is not None:
            row, self._row = table_row(self._row), None
            self._held, self._bold = [], []
            self.drafts += [Draft(kind="table", lines=(row,))] if row else []
            self._open.pop()
        elif tag in _BLOCKS and not (self._row is not None and tag in ("p", "div", "ul", "ol", "li")):
            self._flush()
            self._open.pop()
            if tag in ("ol", "ul"):
                self._counts.pop()
            self._mark = "" if tag in ("li", "ol", "ul") else self._mark
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._held.append(text)

    def _lines(self, text: str | None) -> None:
        for line in (text or "").split("\n"):
            self._add(line)
            self._flush()

    def _flush(self) -> None:
        """Make a draft of what is held."""
        text, bold = one_line("".join(self._held)), one_line("".join(self._bold))
        self._held, self._bold = [], []
        if not text:
            return
        heading = next((_HEADINGS[tag] for tag in reversed(self._open) if tag in _HEADINGS), 0)
        if heading:
            self.drafts.append(Draft(kind="heading", lines=(text,), level=heading))
        elif "note" in self._open:
            mark = f"[{self._mark[:-2]}] " if self._mark[:1].isdigit() else ""
            self.drafts.append(Draft(kind="note", lines=(mark + text.rstrip(_BACK_ARROWS + " "),)))
        elif "li" in self._open:
            self.drafts.append(Draft(kind="bullet", lines=((self._mark or "- ") + text,)))
        elif "blockquote" in self._open:
            self.drafts.append(Draft(kind="quote", lines=(text,)))
        else:
            self.drafts.append(Draft(kind="bold" if text == bold else "text", lines=(text,)))
        self._mark = ""


def _with_notes_at_end(drafts: list[Draft], marks: set[str]) -> list[Draft]:
    """Return the drafts with the numbered paragraphs at the end made footnotes, if marks in the text call for them.

    That is so when no footnote was found by its place or sign and the numbers are those of the marks.
    """
    if not marks or any(d.kind == "note" or d.lines[0].startswith("[") for d in drafts):
        return drafts
    at = len(drafts)
    while at and drafts[at - 1].kind in ("text", "bullet") and _NOTE_NUMBER.match(drafts[at - 1].lines[0]):
        at -= 1
    found = [(draft, _NOTE_NUMBER.match(draft.lines[0])) for draft in drafts[at:]]
    if {number[1] for _, number in found if number} != marks:
        return drafts
    notes = [
        Draft(kind="note", lines=(f"[{number[1]}] {draft.lines[0][number.end() :]}",))
        for draft, number in found
        if number
    ]
    return drafts[:at] + notes


def _bold_headings(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with short paragraphs set wholly in bold, before other text, made headings."""
    settled = []
    for i, draft in enumerate(drafts):
        kind = draft.kind
        if kind == "bold":
            before_text = i + 1 < len(drafts) and drafts[i + 1].kind != "heading"
            kind = "heading" if before_text and looks_like_heading(draft.lines[0]) else "text"
        settled.append(Draft(kind=kind, lines=draft.lines, level=draft.level))
    return settled


def _texts(element: etree._Element) -> Iterator[str]:
    return (str(text) for text in element.itertext())


def _has_text_of_its_own(element: etree._Element) -> bool:
    """Return whether a header or footer holds a heading, a footnote or a long paragraph, which is the author's."""
    if any(child.tag in _HEADINGS for child in element.iter()):
        return True
    if any(_NOTE_NAME.search(child.get("class", "") + " " + child.get("role", "")) for child in element.iter("*")):
        return True
    return any(sum(map(len, _texts(p))) > 200 for p in element.iter("p"))


def _is_note_reference(tag: str, element: etree._Element) -> bool:
    """Return whether the element is the raised mark of a footnote, which links to a place in the page."""
    if tag not in ("sup", "a") or not _NOTE_REFERENCE.fullmatch("".join(_texts(element)).strip()):
        return False
    if tag == "a":
        return element.get("role") == "doc-noteref" or bool(_NOTE_NAME.search(element.get("class", "")))
    return any(link.get("href", "").startswith("#") for link in element.iter("a"))


def _is_back_link(element: etree._Element) -> bool:
    return element.get("href", "").startswith("#") and not "".join(_texts(element)).strip(_BACK_ARROWS + " ")


def _start_number(element: etree._Element) -> int:
    start = element.get("start", "1")
    return int(start) if re.fullmatch(r"[1-9]\d{0,3}", start) else 1


def _is_layout(row: etree._Element) -> bool:
    """Return whether a table row lays out a page: it holds a table, a heading or several paragraphs, or one cell."""
    if any(child.tag in _HEADINGS or child.tag in ("table", "blockquote") for child in row.iter("*")):
        return True
    cells = _cells(row)
    if any(len(cell.findall(".//p")) > 1 for cell in cells):
        return True
    return len(cells) < 2 and all(near is None or len(_cells(near)) < 2 for near in (row.getprevious(), row.getnext()))


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]
