"""A page of a PDF as lines in reading order: pieces of text with their place and size, columns one after the other."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

_LINE_END_HYPHENS = (0x02, 0xFFFE, 0xFFFF, 0xAD)
_BAND = 12.0
_MOST_PIECES = 5_000  # a page of more is a drawing, not columns
_MARK_INSIDE = re.compile(r"(?<=[^\W\d_]|[.,;:)”’?!])(?<!\bm)(?<!\bkm)\d{1,3}(?=[\s.,;:)]|$)")
_UNMAPPED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters set in one go: text, left and right edge, baseline, height of the font, bold or not (in points)."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    symbol: bool = False
    raised: tuple[str, ...] = ()


@dataclass(slots=True)
class Line:
    """Pieces on one baseline of one column. `raised` are marks of footnotes, which are not part of `text`."""

    pieces: list[Piece]
    page: int
    raised: list[str] = field(default_factory=list)

    @property
    def main(self) -> Piece:
        """The longest piece, which gives the line its size and baseline."""
        return max(self.pieces, key=lambda p: len(p.text))

    @property
    def text(self) -> str:
        """The text of the line with one blank where there is a gap."""
        out = ""
        last: Piece | None = None
        for piece in self.pieces:
            gap = last is not None and piece.left - last.right > 0.12 * piece.size
            out += (" " if gap and not out.endswith(" ") and not piece.text.startswith(" ") else "") + piece.text
            last = piece
        return out.strip()

    @property
    def cells(self) -> tuple[Line, ...]:
        """The parts of the line that stand apart by a wide gap, as the cells of a table do."""
        parts: list[list[Piece]] = []
        for piece in self.pieces:
            if parts and piece.left - parts[-1][-1].right < 0.9 * piece.size:
                parts[-1].append(piece)
            else:
                parts.append([piece])
        return tuple(Line(part, self.page) for part in parts)

    @property
    def left(self) -> float:
        """The left edge."""
        return min(p.left for p in self.pieces)

    @property
    def right(self) -> float:
        """The right edge."""
        return max(p.right for p in self.pieces)

    @property
    def bold(self) -> bool:
        """Whether all of the line is bold."""
        return all(p.bold for p in self.pieces if p.text.strip())


@dataclass(frozen=True, slots=True)
class Page:
    """A page: number from 1, width and height in points, pieces, and how many characters are unreadable or askew."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]
    unmapped: int = 0
    askew: int = 0
    characters: int = 0


def read_page(page: Any, number: int) -> Page:
    """Return the pieces of a page in the order of the file. Text that is not set level is counted and left out."""
    textpage = page.get_textpage()
    width, height = page.get_size()
    try:
        glyphs = list(_glyphs(textpage.raw))
        pieces, askew = _pieces(textpage.raw, glyphs)
    finally:
        textpage.close()
    visible = [g for g in glyphs if not g[1].isspace()]
    return Page(
        number=number,
        width=width,
        height=height,
        pieces=tuple(pieces),
        unmapped=sum(g[1] == _UNMAPPED for g in visible),
        askew=askew,
        characters=len(visible),
    )


_Glyph = tuple[int, str, float, float, float, float]


def _glyphs(textpage: Any) -> Iterator[_Glyph]:
    """Yield index, character, left, right, bottom and height of every character; line breaks as "\\n"."""
    box = raw.FS_RECTF()
    pointer = ctypes.byref(box)
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    pending = 0
    last: _Glyph | None = None
    for i in range(raw.FPDFText_CountChars(textpage)):
        code = unicode_of(textpage, i)
        if code in (10, 13):
            yield i, "\n", 0.0, 0.0, 0.0, 0.0
            continue
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00) if pending else 0xFFFD
            pending = 0
        char = "-" if code in _LINE_END_HYPHENS else _UNMAPPED if code == 0 or code > 0x10FFFF else chr(code)
        if (
            not box_of(textpage, i, pointer)
            or not abs(box.left) + abs(box.right) + abs(box.top) + abs(box.bottom) < 1e6
        ):
            continue
        if last is not None and _is_tight(char, box, last):
            last = i, char, max(last[3], box.left), max(last[3], box.right), last[4], last[5]
        else:
            last = i, char, box.left, box.right, box.bottom, box.top - box.bottom
        yield last


def _is_tight(char: str, box: Any, last: _Glyph) -> bool:
    """Return whether a hyphen or other sign came with the box of its ink and not of its font, as PDFium may have it."""
    if char.isalnum() or box.top - box.bottom > 0.5 * last[5]:
        return False
    return bool(last[4] <= box.bottom and box.top <= last[4] + last[5] and abs(box.left - last[3]) < last[5])


def _pieces(textpage: Any, glyphs: Sequence[_Glyph]) -> tuple[list[Piece], int]:
    """Return runs of characters of one height on one line without a wide gap, and how many stood askew."""
    pieces: list[Piece] = []
    askew = 0
    for run in _runs(glyphs):
        angle = raw.FPDFText_GetCharAngle(textpage, run[0][0])
        if angle > 0.1 and abs(angle - 6.2832) > 0.1:
            askew += len(run)
            continue
        pieces.append(_piece(textpage, run))
    return pieces, askew


def _runs(glyphs: Sequence[_Glyph]) -> Iterator[list[_Glyph]]:
    run: list[_Glyph] = []
    blank: _Glyph | None = None
    for glyph in glyphs:
        if glyph[1] == "\n":
            if run:
                yield run
            run, blank = [], None
            continue
        if glyph[1].isspace():
            blank = glyph if run else None
            continue
        if run and not _goes_on(run[-1], glyph):
            yield run
            run, blank = [], None
        if blank is not None:
            run.append((blank[0], " ", run[-1][3], glyph[2], glyph[4], glyph[5]))
            blank = None
        run.append(glyph)
    if run:
        yield run


def _goes_on(last: _Glyph, glyph: _Glyph) -> bool:
    height = max(last[5], 1.0)
    level = abs(glyph[4] - last[4]) < 0.08 * height and abs(glyph[5] - last[5]) < 0.08 * height
    return level and -0.5 * height < glyph[2] - last[3] < 0.9 * height


def _piece(textpage: Any, run: list[_Glyph]) -> Piece:
    x, y = ctypes.c_double(), ctypes.c_double()
    first = run[0][0]
    raw.FPDFText_GetCharOrigin(textpage, first, x, y)
    name = _font_name(textpage, first)
    bold = raw.FPDFText_GetFontWeight(textpage, first) >= 600 or "bold" in name or "black" in name
    text, raised = _without_raised(textpage, run, y.value)
    return Piece(
        text=text,
        left=run[0][2],
        right=max(glyph[3] for glyph in run),
        base=y.value,
        size=max(run[0][5], 1.0),
        bold=bold,
        symbol=any(sign in name for sign in ("wingding", "dingbat", "symbol", "webding")),
        raised=raised,
    )


def _without_raised(textpage: Any, run: Sequence[_Glyph], base: float) -> tuple[str, tuple[str, ...]]:
    """Return the text without, and then the marks of footnotes that the font itself raises above the baseline."""
    text = "".join(glyph[1] for glyph in run)
    raised: list[str] = []
    for found in reversed(list(_MARK_INSIDE.finditer(text))):
        if all(_stands_high(textpage, run[i], base) for i in range(*found.span())):
            raised.insert(0, found.group())
            text = text[: found.start()] + text[found.end() :]
    return text, tuple(raised)


def _stands_high(textpage: Any, glyph: _Glyph, base: float) -> bool:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(textpage, glyph[0], left, right, bottom, top)
    return bool(bottom.value > base + 0.15 * glyph[5])


def _font_name(textpage: Any, index: int) -> str:
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(128)
    length = raw.FPDFText_GetFontInfo(textpage, index, buffer, 128, flags)
    return buffer.raw[: max(0, min(length, 128) - 1)].decode("utf-8", "replace").lower()


def lines_of(pieces: Sequence[Piece], page: int) -> list[Line]:
    """Return the pieces of one column as lines from top to bottom, raised marks of footnotes put aside."""
    lines: list[Line] = []
    near: dict[int, list[Line]] = {}  # by height on the page, so that not every line is looked at
    for piece in sorted(pieces, key=lambda p: (-round(p.size / 2), -p.base)):
        band = int(piece.base // _BAND)
        line = next(
            (x for b in (band, band - 1, band + 1) for x in near.get(b, ()) if _same_line(x.pieces[0], piece)), None
        )
        if line is None:
            line = Line([piece], page)
            lines.append(line)
            near.setdefault(band, []).append(line)
        else:
            line.pieces.append(piece)
    for line in lines:
        line.pieces.sort(key=lambda p: p.left)
        _put_marks_aside(line)
    return sorted((line for line in lines if line.pieces), key=lambda x: -x.main.base)


def _same_line(main: Piece, piece: Piece) -> bool:
    shift = piece.base - main.base
    if piece.size > 0.85 * main.size:
        return abs(shift) < 0.25 * main.size
    return -0.2 * main.size < shift < 0.6 * main.size


def _put_marks_aside(line: Line) -> None:
    """Take raised marks out of the text, unless the line begins with one (then it is a footnote)."""
    main = line.main
    kept = []
    for i, piece in enumerate(line.pieces):
        line.raised += piece.raised
        raised = piece.size < 0.85 * main.size and piece.base > main.base + 0.12 * main.size
        if i and raised and all(c.isdigit() or c in "*†‡, –-" for c in piece.text):
            line.raised.append(piece.text)
        else:
            kept.append(piece)
    line.pieces = kept


def columns_of(pieces: Sequence[Piece], depth: int = 0) -> list[list[Piece]]:
    """Return the pieces parted into blocks in reading order: between pieces that span the gutter, left before right."""
    gutter = _gutter(pieces) if depth < 3 and len(pieces) < _MOST_PIECES else None
    if gutter is None:
        return [list(pieces)] if pieces else []
    spanning = sorted((p for p in pieces if p.left < gutter < p.right), key=lambda p: -p.base)
    rest = [p for p in pieces if not p.left < gutter < p.right]
    blocks: list[list[Piece]] = []
    for group in _groups(spanning, rest):
        above = group[-1].base if group else None
        band = [p for p in rest if above is None or p.base > above]
        rest = [p for p in rest if above is not None and p.base <= above]
        blocks += _two(band, gutter, depth)
        if group:
            blocks.append(group)
    return [block for block in blocks if block]


def _groups(spanning: Sequence[Piece], rest: Sequence[Piece]) -> list[list[Piece]]:
    """Return spanning pieces that follow one another with no other piece between, and an empty group for the end."""
    groups: list[list[Piece]] = []
    for piece in spanning:
        if groups and not any(piece.base < p.base < groups[-1][-1].base - 0.3 * p.size for p in rest):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [*groups, []]


def _two(band: Sequence[Piece], gutter: float, depth: int) -> list[list[Piece]]:
    left = [p for p in band if p.right <= gutter]
    right = [p for p in band if p.left >= gutter]
    return columns_of(left, depth + 1) + columns_of(right, depth + 1)


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Return the middle of the widest upright strip that hardly any piece crosses, with columns on both sides."""
    if len(pieces) < 6:
        return None
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    width = int(right - left)
    if not 100 < width < 20_000:
        return None
    cover = _cover(pieces, left, width)
    allowed = max(1, len(pieces) // 10)
    best: tuple[float, float] | None = None
    start: int | None = None
    for x in [*range(int(0.12 * width), int(0.88 * width)), -1]:
        if x >= 0 and cover[x] <= allowed:
            start = x if start is None else start
        elif start is not None:
            end = x if x >= 0 else int(0.88 * width)
            middle = left + _emptiest(cover, start, end)
            if _is_gutter(pieces, middle) and (best is None or end - start > best[0]):
                best = end - start, middle
            start = None
    return best[1] if best else None


def _cover(pieces: Sequence[Piece], left: float, width: int) -> list[int]:
    """Return for every point of the width how many pieces lie over it."""
    steps = [0] * (width + 2)
    for piece in pieces:
        steps[max(0, int(piece.left - left))] += 1
        steps[min(width + 1, int(piece.right - left) + 1)] -= 1
    for i, j in pairwise(range(width + 2)):
        steps[j] += steps[i]
    return steps


def _emptiest(cover: Sequence[int], start: int, end: int) -> float:
    """Return the middle of the stretch, within start..end, that is covered least."""
    least = min(cover[start:end])
    places = [x for x in range(start, end) if cover[x] == least]
    return (places[0] + places[-1]) / 2 + 0.5


def _is_gutter(pieces: Sequence[Piece], x: float) -> bool:
    """Return whether text stands on both sides of `x`, in at least three lines and with words, not marks, on each."""
    left = [p for p in pieces if p.right <= x]
    right = [p for p in pieces if p.left >= x]
    for side in (left, right):
        rows = {round(p.base / 3) for p in side}
        if len(rows) < 3 or sum(len(p.text) for p in side) < 12 * len(rows):
            return False
    return True
