"""Grids: a table of any kind of file as its columns and rows, with the line each row stands on."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from contingent.base.errors import ContingentError, InputError, NotFoundError
from contingent.coding.exchange.tables.cells import for_excel, from_excel, guarded, unguarded

LARGEST = 256 << 20
"""Bytes of a file, and what a workbook may unpack to."""
MOST_ROWS = 1_000_000
MOST_COLUMNS = 500
_DELIMITERS = ",;\t|"
_NEEDS_QUOTES = re.compile(r"[\",;|\s]")
_DENSEST = 400  # a workbook of coding unpacks to perhaps fifty times its size


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: names of its columns, and per row the place it stands at and its cells by column.

    Cells are text, numbers, truth values, lists or mappings as the file has them; empty ones are left out.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, Mapping[str, object]], ...]


def read_grid(path: Path) -> Grid:
    """Return the table in a CSV, TSV, Excel, JSON Lines or Parquet file, told by its content.

    Raises NotFoundError if there is no such file, InputError if it is none of these, too large, or broken.
    """
    data = _bytes(path)
    try:
        if data.startswith(b"PK\x03\x04"):
            grid = _workbook(data, path)
        elif data.startswith(b"PAR1"):
            grid = _parquet(data, path)
        else:
            text = _text(data, path)
            grid = _lines(text, path) if text.lstrip().startswith("{") else _delimited(text, path)
    except ContingentError:
        raise
    except Exception as error:  # noqa: BLE001  the libraries let every error of zip, XML and their own maps through
        raise _broken(path, error) from None
    if not grid.columns or len(grid.columns) > MOST_COLUMNS or len(grid.rows) > MOST_ROWS:
        raise InputError(
            f"The table has {len(grid.columns)} columns and {len(grid.rows):,} rows.",
            record=str(path),
            remedy=f"Read are 1 to {MOST_COLUMNS} columns and at most {MOST_ROWS:,} rows.",
        )
    return grid


def _broken(path: Path, error: object) -> InputError:
    why = " ".join(str(error).split())[:120]
    return InputError(f"The table cannot be read ({why}).", record=str(path), remedy="Save it anew, as CSV in UTF-8.")


def _bytes(path: Path) -> bytes:
    try:
        large = path.stat().st_size > LARGEST  # asked first: to read at most so much takes that much room at once
        data = b"" if large else path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.", record=str(path)) from None
    if large:
        raise InputError("The file is larger than 256 MiB.", record=str(path), remedy="Split it into several.")
    return data


def _text(data: bytes, path: Path) -> str:
    code = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(code)
    except UnicodeDecodeError as error:
        raise InputError(
            f"The file is not UTF-8 text (byte {error.start}).", record=str(path), remedy="Save it as UTF-8."
        ) from None
    if "\0" in text:
        raise InputError("The file holds NUL characters, so it is no table.", record=str(path))
    return text


def _delimited(text: str, path: Path) -> Grid:
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    with _long_cells():
        return _grid(reader, path)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as a document; other readers of tables in this process keep their limit."""
    usual = csv.field_size_limit(LARGEST)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def _grid(reader: Any, path: Path) -> Grid:
    columns = _names((unguarded(name) for name in next(reader, [])), path)
    rows: list[tuple[str, Mapping[str, object]]] = []
    before = reader.line_num
    for cells in reader:
        place, before = f"line {before + 1}", reader.line_num
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise InputError(
                f"The row has {len(cells)} cells and the header {len(columns)}.",
                record=f"{path}, {place}",
                remedy="Put cells that hold the separator in double quotes.",
            )
        row = {name: unguarded(cell) for name, cell in zip(columns, cells, strict=False) if cell != ""}
        if row:
            rows.append((place, row))
    return Grid(columns, tuple(rows))


def _names(names: Iterable[object], path: Path) -> tuple[str, ...]:
    listed = [str(name).strip() if name is not None else "" for name in names]
    while listed and not listed[-1]:
        listed.pop()
    twice = sorted({name for name in listed if listed.count(name) > 1})
    if twice or "" in listed:
        what = f"Two columns are named {twice[0]!r}." if twice and twice[0] else "A column has no name."
        raise InputError(what, record=str(path), remedy="Give each column a name of its own.")
    return tuple(listed)


def _workbook(data: bytes, path: Path) -> Grid:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError(
            "Excel workbooks need the library openpyxl, which is not installed.",
            record=str(path),
            remedy="Install it with pip install 'contingent[excel]', or save the sheet as CSV.",
        ) from None
    _check_workbook(data, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles, names of ranges and odd days, none of which is lost
        return _first_sheet(load_workbook(io.BytesIO(data), read_only=True, data_only=True), path)


def _first_sheet(book: Any, path: Path) -> Grid:
    try:
        lines: Iterator[tuple[Any, ...]] = book.worksheets[0].iter_rows(values_only=True)
        columns = _names((_cell(name) for name in next(lines, ())), path)
        rows = []
        for number, cells in enumerate(lines, start=2):
            row = {n: _cell(c) for n, c in zip(columns, cells, strict=False) if c is not None and c != ""}
            if row:
                rows.append((f"row {number}", row))
            if len(rows) > MOST_ROWS:
                break
    finally:
        book.close()
    return Grid(columns, tuple(rows))


def _check_workbook(data: bytes, path: Path) -> None:
    """Raise InputError for an archive that unpacks to too much, or XML that declares a document type."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > LARGEST or size > 1_000_000 + _DENSEST * len(data) or len(parts) > 10_000:
            raise InputError("The workbook unpacks to far more than it holds.", record=str(path), remedy="Save as CSV.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    if b"<!DOCTYPE" in file.read(4096).upper():
                        raise InputError("The workbook declares a document type.", record=str(path))


def _cell(cell: object) -> object:
    if isinstance(cell, str):
        return from_excel(cell)
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


@contextmanager
def _without_panics() -> Iterator[None]:
    """Keep off the screen what the library writes there, past Python, of a damaged file; it is told as an error."""
    sys.stderr.flush()
    with open(os.devnull, "wb") as nowhere:
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _parquet(data: bytes, path: Path) -> Grid:
    import polars as pl

    try:
        with _without_panics():
            frame = pl.read_parquet(io.BytesIO(data))
    except BaseException as error:  # a damaged file makes the library panic, and its panics are no Exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise _broken(path, error) from None
    columns = _names(frame.columns, path)
    found = enumerate(frame.iter_rows(), start=1)
    rows = tuple(
        (f"row {n}", {name: _cell(v) if not isinstance(v, str) else v for name, v in zip(columns, row, strict=True)
                      if v is not None and v != ""})
        for n, row in found
    )  # fmt: skip
    return Grid(columns, rows)


def _lines(text: str, path: Path) -> Grid:
    columns: dict[str, None] = {}
    rows: list[tuple[str, Mapping[str, object]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError("The line is not JSON.", record=f"{path}, line {number}") from None
        if not isinstance(row, dict):
            raise InputError("The line is no JSON object.", record=f"{path}, line {number}")
        columns |= dict.fromkeys(row)
        rows.append((f"line {number}", {name: value for name, value in row.items() if value not in (None, "")}))
    return Grid(tuple(columns), tuple(rows))


# Out ------------------------------------------------------------------------------------------------------------------


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], separator: str = ",") -> bytes:
    """Return a table as CSV in UTF-8 with the mark that tells spreadsheets so; no cell runs as a formula."""
    lines = [separator.join(_quoted(_as_text(cell)) for cell in row) or '""' for row in (columns, *rows)]
    return ("\ufeff" + "".join(f"{line}\n" for line in lines)).encode()


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guarded(cell) if isinstance(cell, str) else str(cell)


def _quoted(cell: str) -> str:
    """Return a cell in quotes where it needs them (RFC 4180); the csv module leaves a bare carriage return without."""
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def workbook_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str) -> bytes:
    """Return a table as an Excel workbook, every text as a text and never as a formula; the same bytes each time.

    Raises InputError where openpyxl is not installed or a text is longer than a cell may be.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise InputError(
            "Excel workbooks need the library openpyxl, which is not installed.",
            remedy="Install it with pip install 'contingent[excel]', or write CSV.",
        ) from None
    told = [
        [_in_excel(cell, f"row {n}, {name}") for name, cell in zip(columns, row, strict=True)]
        for n, row in enumerate([columns, *rows], start=1)
    ]  # all before the first is written
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in told:
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return steady_zip(out.getvalue())


def _in_excel(cell: object, where: str) -> Any:
    return for_excel(cell, where) if isinstance(cell, str) else cell


def steady_zip(data: bytes) -> bytes:
    """Return a ZIP archive with the same members, in the same order, all of one day, so that equal content is equal."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for part in archive.infolist():
            info = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            fresh.writestr(info, archive.read(part))
    return out.getvalue()
