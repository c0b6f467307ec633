"""The same report as PDF, DOCX, HTML and wrapped text, made from a clean text, to see whether it comes back."""

from __future__ import annotations

import html
import io
import json
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdf
import typst

from contingent.coding.convert.sections import analyse

ASTANA = Path(__file__).parents[2].parent / "shared" / "astana"

INVENTED = """\
# BACKGROUND

On 12–13 March 2019 a regional seminar on the future of peace operations took place in Nairobi, Kenya. It brought \
together some forty officials, officers and scholars from eleven states, among them Dr. A. Mwangi and Lt. Gen. J. K. \
Osei (ret.), to discuss troop contributions, mandates and the protection of civilians.

* The seminar was held under the Chatham House Rule. The summary below was not seen by the speakers.

# SESSION ONE: MANDATES AND MEANS

Most speakers agreed that mandates have become too long; one delegate from Ghana counted more than 40 tasks in a \
single resolution. Several participants doubted whether U.S. funding would last. Others pointed to the long-standing \
and well-documented gap between mandates and means—particularly with regard to helicopters—and asked whether a \
rapid-reaction capability could close it.

A retired force commander asked: “Who will fly at night?” No one answered. “We were promised six helicopters. We got \
two,” he added. Non-governmental organizations (e.g. relief agencies) were said to be better informed than \
peacekeepers in some 15 per cent of the cases.

Two proposals were made:

- that contributing countries be consulted before, and not after, a mandate is renewed;

- that the reimbursement rate of about $1.4 thousand per month be reviewed.

# SESSION TWO: REGIONAL PERSPECTIVES

## East Africa

Participants from Ethiopia and Uganda stressed that intervention without a political strategy was counterproductive. \
In the view of several delegates the African Union should decide first; the Security Council could follow. An expert \
from Rwanda disagreed, noting that decision-making in Addis Ababa is not faster.

## West Africa

The representative of ECOWAS recalled the Liberian experience of the 1990s. He argued that regional organizations \
react more quickly than the UN, but that they cannot sustain an operation for longer than a year. Was that a reason \
to wait? Nobody thought so.

# CONCLUSIONS

While there was broad agreement on the diagnosis, views on the remedy remained divided. One participant concluded \
that a small group of middle powers should take the lead. The next meeting is planned for 2020.
"""


@dataclass(frozen=True)
class Piece:
    """A heading, paragraph, list item, quotation or footnote."""

    kind: str
    text: str
    level: int = 0


def pieces_of(clean: str) -> Iterator[Piece]:
    """Yield the pieces of a clean text."""
    found = analyse(clean)
    parts = [(s.span.start, Piece("heading", s.title, s.level)) for s in found.sections]
    parts += [(p.span.start, Piece(p.kind, p.span.cut(clean))) for p in found.paragraphs]
    yield from (piece for _, piece in sorted(parts, key=lambda part: part[0]))


def sentences_of(clean: str) -> list[str]:
    """Return the sentences of a clean text."""
    return [span.cut(clean) for span in analyse(clean).sentences]


def make_typst(clean: str, *, columns: int = 2, head: str = "workshop report", note_sign: str = "*") -> str:
    """Return a typst document: A4, columns, justified and hyphenated, running head, page numbers, footnotes."""
    out = [
        f'#set page(paper: "a4", columns: {columns}, header: context [#counter(page).display() #h(2em) {head}], '
        "footer: context [#align(center)[– #counter(page).display() –]])",
        '#set text(lang: "en", region: "GB", size: 10pt, hyphenate: true)',
        "#set par(justify: true)",
        "#show heading: set block(above: 1.6em, below: 1em)",
    ]
    held = ""
    pieces = list(pieces_of(clean))
    for i, piece in enumerate(pieces):
        following = pieces[i + 1] if i + 1 < len(pieces) else Piece("", "")
        note = ""
        if following.kind == "note":
            note = f'#footnote(numbering: "{note_sign}")[{_typst(following.text[2:])}]'
        if piece.kind == "heading":
            held = f"{'=' * piece.level} {_typst(piece.text)}{note}"
        elif piece.kind == "bullet":
            held = f"- {_typst(piece.text[2:])}{note}"
        elif piece.kind == "note":
            continue
        else:
            held = f"{_typst(piece.text)}{note}"
        out.append(held)
    return "\n\n".join(out) + "\n"


def _typst(text: str) -> str:
    return f"#{json.dumps(text, ensure_ascii=False)}"


def make_pdf(clean: str, *, columns: int = 2, head: str = "workshop report", note_sign: str = "*") -> bytes:
    """Return a PDF of a clean text."""
    source = make_typst(clean, columns=columns, head=head, note_sign=note_sign)
    return bytes(typst.compile(source.encode(), format="pdf"))


def make_docx(clean: str) -> bytes:
    """Return a Word document of a clean text, with styles for headings, lists and quotations and a running head."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "workshop report"
    for piece in pieces_of(clean):
        if piece.kind == "heading":
            document.add_heading(piece.text, piece.level)
        elif piece.kind == "bullet":
            document.add_paragraph(piece.text[2:], style="List Bullet")
        elif piece.kind == "quote":
            document.add_paragraph(piece.text.removeprefix("> "), style="Quote")
        else:
            paragraph = document.add_paragraph()
            for start in range(0, len(piece.text), 37):  # Word cuts a sentence into runs at will
                paragraph.add_run(piece.text[start : start + 37])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_TAGS = {"text": "p", "note": "p", "quote": "blockquote"}


def make_html(clean: str) -> bytes:
    """Return a web page of a clean text, with navigation, scripts and styles round it and lines wrapped."""
    body: list[str] = []
    for piece in pieces_of(clean):
        if piece.kind == "heading":
            body.append(f"<h{piece.level + 1}>{_html(piece.text)}</h{piece.level + 1}>")
        elif piece.kind == "bullet":
            body.append(f"<ul><li>{_html(piece.text[2:])}</li></ul>")
        else:
            tag = _TAGS[piece.kind]
            body.append(f"<{tag}>{_html(piece.text.removeprefix('> '))}</{tag}>")
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Report</title><style>p {margin: 0}</style></head>"
        "<body>"
        "<nav><a href='/'>Home</a> <a href='/more'>More reports</a></nav><main>"
        + "\n".join(body)
        + "</main><footer>© The institute</footer><script>var a = 1 < 2;</script></body></html>"
    ).encode()


def _html(text: str) -> str:
    lines = textwrap.wrap(text, 60, break_on_hyphens=False, break_long_words=False)
    return "\n  ".join(html.escape(line).replace("—", "&mdash;") for line in lines)


def make_wrapped(clean: str, width: int = 72) -> bytes:
    """Return plain text with wrapped lines, a form feed, a page number and a running head every forty lines."""
    lines: list[str] = []
    for piece in pieces_of(clean):
        lines += [*textwrap.wrap(piece.text, width, break_on_hyphens=True, break_long_words=False), ""]
    out: list[str] = []
    for number, start in enumerate(range(0, len(lines), 40), 1):
        out += [*lines[start : start + 40], "", f"{number}", "\f" + "workshop report", ""]
    return "\n".join(out).encode()


def make_scanned_pdf(pages: str = "s") -> bytes:
    """Return a PDF with a page for each letter: `s` scanned (a picture, no text), `t` text, `b` blank."""
    picture = (
        '#image(bytes(range(48).map(i => calc.rem(i * 37, 256))), format: (encoding: "rgb8", width: 4, height: 4), '
        "width: 100%, height: 100%)"
    )
    parts = {"s": picture, "t": "One delegate from Kenya noted that money is short, and others agreed.", "b": "#v(1pt)"}
    source = "#set page(margin: 1cm)\n" + "\n#pagebreak()\n".join(parts[letter] for letter in pages)
    return bytes(typst.compile(source.encode(), format="pdf"))


def encrypt_pdf(data: bytes, password: str = "secret") -> bytes:
    """Return the PDF locked with a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_zip(parts: dict[str, bytes]) -> bytes:
    """Return a zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return out.getvalue()


def change_docx(data: bytes, changes: dict[str, bytes]) -> bytes:
    """Return the Word document with the named parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    return make_zip(parts | changes)
