"""Statements as a table with our own columns, both ways and exactly: CSV, Excel and Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.errors import InputError, UserError
from contingent.base.files import write_whole
from contingent.coding.exchange.statement_fields import KNOWN, statement_from_dict, statement_to_flat
from contingent.coding.exchange.tables.cells import joined, parted, value_in
from contingent.coding.exchange.tables.grids import Grid, csv_bytes, workbook_bytes
from contingent.coding.statements import Statement

LISTS = frozenset({"affiliation", "actors", "actors_named", "concepts"})
NESTED = frozenset({"sentence", "alternatives", "claim", "what_if", "origins", "variables"})
NUMBERS = frozenset({"start", "end", "paragraph", "cue_start", "cue_end", "confidence"})
NEEDED = frozenset({"report", "start", "end", "quantifier", "affiliation", "hedge"})
"""Columns by which a table is known for one of ours."""
COLUMNS = tuple(statement_to_flat(Statement(id="-")))
"""Our columns, in order."""


def is_own(columns: Iterable[str]) -> bool:
    """Return whether a table has our own columns and no others."""
    held = set(columns)
    return held >= NEEDED and held <= KNOWN


def write_table(
    statements: Sequence[Statement], path: Path, form: str = "csv", quotes: Mapping[str, str] | None = None
) -> None:
    """Write statements as `csv`, `tsv`, `xlsx` or `parquet`.

    `quotes` are the report's own words by statement id, if they are to stand in it. Lists are joined with semicolons,
    nested fields are JSON. Raises InputError if it cannot be written.
    """
    columns = (*COLUMNS, "text") if quotes is not None else COLUMNS
    flat = [statement_to_flat(each, quote=(quotes or {}).get(each.id)) for each in statements]
    if form == "parquet":
        write_whole(path, _parquet(columns, flat))
        return
    rows = [[_cell(name, row.get(name)) for name in columns] for row in flat]
    if form == "xlsx":
        write_whole(path, workbook_bytes(columns, rows, "statements"))
    else:
        write_whole(path, csv_bytes(columns, rows, "\t" if form == "tsv" else ","))


def _cell(name: str, value: object) -> object:
    if value is None or value in ([], {}):
        return None
    if name in LISTS and isinstance(value, list):
        return joined(value)
    if name in NESTED:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _parquet(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> bytes:
    import polars as pl

    types: dict[str, pl.DataType] = {}
    for name in columns:
        types[name] = pl.String()
        if name in NUMBERS:
            types[name] = pl.Float64() if name == "confidence" else pl.Int64()
        elif name in LISTS:
            types[name] = pl.List(pl.String())
        elif name == "explicit":
            types[name] = pl.Boolean()
    plain = [
        {n: json.dumps(row.get(n), ensure_ascii=False) if n in NESTED and row.get(n) else row.get(n) for n in columns}
        for row in rows
    ]
    listed = [{n: None if n in NESTED and not isinstance(v, str) else v for n, v in row.items()} for row in plain]
    out = io.BytesIO()
    pl.DataFrame(listed, schema=types).write_parquet(out)
    return out.getvalue()


def statements_of(grid: Grid, name: str) -> list[Statement]:
    """Return the statements of a table with our own columns.

    Raises ComplaintsError listing every row that cannot be read; nothing is returned half.
    """
    made: list[Statement] = []
    complaints: list[Complaint] = []
    seen: dict[str, str] = {}
    for place, row in grid.rows:
        try:
            data = {column: _value(column, cell) for column, cell in row.items()}
            statement = statement_from_dict(data, default_id=f"T{place.rpartition(' ')[2]}")
            if statement.id in seen:
                raise InputError(f"The id {statement.id!r} stands in {seen[statement.id]} too.")
        except UserError as error:
            complaints.append(Complaint.of(place, error))
        else:
            seen[statement.id] = place
            made.append(statement)
    raise_complaints(name, complaints)
    return made


def _value(column: str, cell: object) -> object:
    if column in LISTS and isinstance(cell, str):
        return parted(cell)
    if column in NESTED and isinstance(cell, str):
        return value_in(cell)
    if column in NUMBERS and isinstance(cell, str):
        return _number(column, cell)
    if column == "explicit" and isinstance(cell, str):
        return {"true": True, "false": False}.get(cell.strip().casefold(), cell)
    if isinstance(cell, bool | str | list | dict) or column in NUMBERS:
        return cell
    return str(cell)  # a spreadsheet makes a number of whatever looks like one


def _number(column: str, cell: str) -> int | float:
    try:
        return float(cell) if column == "confidence" else int(cell)
    except ValueError:
        raise InputError(f"{column}: {cell[:40]!r} is no number.", remedy="Write digits, or leave it empty.") from None
