"""The HTML of a Taguette document as plain text, and its offsets as code points of that text.

Taguette counts UTF-8 bytes of the text between the tags. Between two blocks that no line end parts (`</p><p>`) the
plain text has one all the same, so that words of two paragraphs do not run together; it counts nothing for Taguette.
"""

from __future__ import annotations

import html
from bisect import bisect_left, bisect_right
from html.parser import HTMLParser
from itertools import pairwise

from contingent.coding.exchange.refi.rulers import Convention, Ruler, Units

BYTES = Convention(units=Units.BYTES)
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
        "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip


class Page:
    """A document's text. `text` is what people read; offsets of Taguette come in and go out by `span` and `offsets`."""

    def __init__(self, contents: str) -> None:
        parser = _Text()
        # A browser reads every line end as one line feed before it counts; only `&#13;` stays.
        parser.feed(contents.replace("\r\n", "\n").replace("\r", "\n"))
        parser.close()
        raw = "".join(parser.pieces)
        self._breaks = parser.breaks
        """Where, in the raw text, a line end was put in, in order."""
        self._shown = [at + number for number, at in enumerate(self._breaks)]
        self._ruler = Ruler(raw, BYTES)
        self.text = _joined(raw, self._breaks)

    def span(self, start: int, stop: int) -> tuple[int, int, bool]:
        """Return start and stop in code points of `text`, and whether both stand between characters of it."""
        first, last, exact = self._ruler.span(start, stop)
        return first + bisect_right(self._breaks, first), last + bisect_left(self._breaks, last), exact

    def offsets(self, start: int, stop: int) -> tuple[int, int]:
        """Return Taguette's offsets of a span of `text`."""
        first, last = start - bisect_left(self._shown, start), stop - bisect_left(self._shown, stop)
        return self._ruler.positions(first, last)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.breaks: list[int] = []
        self._length = 0
        self._parted = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._parted |= tag in _BLOCKS

    def handle_endtag(self, tag: str) -> None:
        self._parted |= tag in _BLOCKS

    def handle_data(self, data: str) -> None:
        if self._parted and self.pieces and not self.pieces[-1].endswith("\n") and not data.startswith("\n"):
            self.breaks.append(self._length)
        self.pieces.append(data)
        self._length += len(data)
        self._parted = False


def _joined(raw: str, breaks: list[int]) -> str:
    edges = [0, *breaks, len(raw)]
    return "\n".join(raw[a:b] for a, b in pairwise(edges))


def page_of(text: str) -> str:
    """Return HTML whose text, read as above, is `text`: each line that is not blank a paragraph."""
    lines = text.split("\n")
    return "\n".join(f"<p>{_escaped(line)}</p>" if line.strip() else _escaped(line) for line in lines)


def _escaped(line: str) -> str:
    return html.escape(line, quote=False).replace("\r", "&#13;")
