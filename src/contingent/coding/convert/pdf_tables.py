"""Tables of a PDF: lines that follow one another with cells below cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from contingent.coding.convert.cleaning import single_blanks
from contingent.coding.convert.drafts import table_row
from contingent.coding.convert.pdf_page import Line

_NEAR = 3.0
_FIGURE = re.compile(r"[+−–-]?\d[\d., ]*%?")
_LIST_MARK = re.compile(r"[-–—•◦▪·*\uf000-\uf0ff]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\[?\d{1,3}\]?|[*†‡]+")


def parts_of(lines: Sequence[Line]) -> list[tuple[list[Line], bool]]:
    """Return the lines of a block in runs, each with whether it is rows of a table.

    A row has cells that stand apart, and every one after the first has the left edge, the right edge or the middle of
    a cell in the line above or below, if that has as many. The mark of a list item or of a footnote is no cell. Two
    rows may be lines of text with wide gaps that fall together; they are a table if one has a figure in its last cell.
    """
    cells = [line.cells for line in lines]
    rows = [
        _has_cells(cells[i])
        and any(0 <= k < len(lines) and _has_cells(cells[k]) and _aligned(cells[i], cells[k]) for k in (i - 1, i + 1))
        for i in range(len(lines))
    ]
    runs = groupby(zip(lines, rows, strict=True), key=lambda pair: pair[1])
    parts = [([line for line, _ in run], found) for found, run in runs]
    return [(run, found and _is_table(run)) for run, found in parts]


def row_text(line: Line) -> str:
    """Return a row with its cells joined by ` | `."""
    return table_row(single_blanks(cell.text) for cell in line.cells)


def _has_cells(cells: Sequence[Line]) -> bool:
    return len(cells) > 1 and not (len(cells) == 2 and _LIST_MARK.fullmatch(cells[0].text))


def _is_table(rows: Sequence[Line]) -> bool:
    return len(rows) > 2 or any(_FIGURE.fullmatch(row.cells[-1].text) for row in rows)


def _aligned(cells: Sequence[Line], others: Sequence[Line]) -> bool:
    fewer, more = sorted((cells[1:], others[1:]), key=len)
    return all(any(_over(a, b) for b in more) for a in fewer)


def _over(a: Line, b: Line) -> bool:
    middles = abs(a.left + a.right - b.left - b.right) / 2
    return min(abs(a.left - b.left), abs(a.right - b.right), middles) < _NEAR
