"""Excel workbooks that hold one table: recognised without a library, read with openpyxl where it is installed."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from contingent.base.errors import InputError
from contingent.records.readers.delimited import MISSING, Stretch
from contingent.records.readers.reading import Head, column_name

if TYPE_CHECKING:
    import polars as pl

LARGEST = 256 << 20
"""Bytes a workbook may unpack to."""

_LOOKED_AT = 1 << 16
_NAMED_IN = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
_CELL = re.compile(r"<t[^>]*>([^<]*)</t>")
_STRETCH = 50_000  # rows of a stretch

_BROKEN = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError, ParseError,
    SyntaxError, RuntimeError, zlib.error, struct.error,
)  # fmt: skip
"""What openpyxl raises about files that are no workbooks, damaged or cut; lxml's errors are SyntaxErrors."""


def is_workbook(head: Head) -> bool:
    """Return whether the file is an Excel workbook, from its content."""
    return head.text.startswith("PK\x03\x04") and zipfile.is_zipfile(head.path)


def workbook_names(head: Head) -> frozenset[str]:
    """Return the first words that stand in a workbook, written as columns are; none if it is no workbook."""
    if not is_workbook(head):
        return frozenset()
    found: set[str] = set()
    try:
        with zipfile.ZipFile(head.path) as archive:
            for part in set(_NAMED_IN) & set(archive.namelist()):
                with archive.open(part) as file:
                    text = file.read(_LOOKED_AT).decode("utf-8", errors="replace")
                found |= {column_name(unescape(cell)) for cell in _CELL.findall(text)}
    except _BROKEN:  # whatever it is, it is none of ours
        return frozenset()
    return frozenset(found)


def workbook_stretches(path: Path) -> Iterator[Stretch]:
    """Yield the first sheet of a workbook as `delimited.stretches` yields a text file, all columns as text.

    Raises InputError if openpyxl is not installed, the file is damaged, unpacks to more than 256 MB, has no header or
    names two columns alike.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError(
            "Excel workbooks need the library openpyxl, which is not installed.",
            record=path.name,
            remedy="Install it with pip install 'contingent[excel]', or save the sheet as CSV and read that.",
        ) from None
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise InputError("The workbook unpacks to more than 256 MB.", record=path.name, remedy="Use the CSV.")
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            yield from _table(path, book.worksheets[0].iter_rows(values_only=True))
        finally:
            book.close()
    except _BROKEN as error:
        raise InputError(
            f"The workbook cannot be read ({type(error).__name__}: {str(error)[:200]}).",
            record=path.name,
            remedy="Fetch it again, or open it, save the sheet as CSV and read that.",
        ) from error


def _table(path: Path, rows: Iterator[tuple[object, ...]]) -> Iterator[Stretch]:
    columns = [column_name(_text(cell) or "") or f"column_{n}" for n, cell in enumerate(next(rows, ()), 1)]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if not columns or twice:
        what = f"Two columns are named {twice[0]}." if twice else "The first sheet is empty."
        raise InputError(what, record=path.name, remedy="Correct the header, or fetch the file again.")
    held: list[tuple[str | int | None, ...]] = []
    for line, row in enumerate(rows, 2):
        cells = [_text(cell) for cell in row[: len(columns)]]
        if any(cell is not None for cell in cells):
            held.append((*cells, *[None] * (len(columns) - len(cells)), line))
        if len(held) == _STRETCH:
            yield Stretch(rows=_frame(columns, held))
            held = []
    if held:
        yield Stretch(rows=_frame(columns, held))


def _frame(columns: list[str], held: Iterable[tuple[str | int | None, ...]]) -> pl.DataFrame:
    import polars as pl

    schema: dict[str, pl.DataType] = {name: pl.String() for name in columns} | {"line": pl.Int32()}
    return pl.DataFrame(list(held), schema=schema, orient="row")


def _text(cell: object) -> str | None:
    """Return a cell as a text file would write it; a whole number has no decimal point."""
    if cell is None:
        return None
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return None if text in MISSING else text
