"""Frames: records as Polars tables, made column by column, without a noun for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import Boolean, Column, Connection, Float, Integer, LargeBinary, Select, Text, cast, func, select

from contingent.store import schema
from contingent.store.failures import damaged
from contingent.store.rows import NounTable

_NAMES = {
    "actor": {"id": "code"},
    "operation": {"id": "code"},
    "intake": {"id": "snapshot"},
    "codebook": {"id": "key"},
}
"""Columns that a noun calls otherwise than the table does."""

_CLAIM = ("variable", "subject", "operator", "value", "period", "measure", "parameters")
_WHAT_IF = ("condition", "outcome", "direction")


def frame(connection: Connection, kept: NounTable[Any], numbers: Select[Any]) -> pl.DataFrame:
    """Return the rows of these numbers, in order, as a frame.

    Lists of words are list columns, days are dates, other nested values are JSON text. Large bytes and texts are left
    out; reports have their `length` in characters instead. Statements have a column `quote`, cut from the report's
    text, and their claim and what-if one column a field.
    """
    chosen = [column for column in kept.table.c if column.name not in kept.heavy and column.name != "n"]
    query = select(*[_selected(column) for column in chosen])
    if kept.noun == "report":
        query = query.add_columns(func.length(schema.reports.c.text).label("length"))
    if numbers.whereclause is not None:
        query = query.where(kept.table.c.n.in_(numbers))
    rows = connection.execute(query.order_by(kept.table.c.n)).all()
    try:
        return _frame(connection, kept, chosen, query, rows)
    except (pl.exceptions.PolarsError, ValueError, TypeError) as error:
        raise damaged(f"the {kept.plural} cannot be put in a table ({error})") from error


def _frame(
    connection: Connection, kept: NounTable[Any], chosen: list[Column[Any]], query: Select[Any], rows: Sequence[Any]
) -> pl.DataFrame:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(query.selected_columns)
    series = [_series(column, values) for column, values in zip(chosen, cells, strict=False)]
    if kept.noun == "report":
        series.append(pl.Series("length", cells[-1], pl.Int64))
    made = pl.DataFrame(series).rename(_NAMES.get(kept.noun, {}))
    return _statement_frame(connection, made) if kept.noun == "statement" else made


def _selected(column: Column[Any]) -> Any:
    """Ask for JSON as text: Polars reads whole columns of it faster than Python reads cells."""
    return cast(column, Text).label(column.name) if _is_json(column) else column


def _is_json(column: Column[Any]) -> bool:
    return column.type is schema.Json


_MAPPINGS = frozenset(
    {"claim", "what_if", "origins", "alternatives", "codes", "notes", "headings", "silent", "body",
     "variables", "details", "value"}
)  # fmt: skip
_DAYS = frozenset({"start", "end", "since", "until", "retrieved"})
_MOMENTS = frozenset({"at", "moment"})


def _series(column: Column[Any], values: Any) -> pl.Series:
    name = column.name
    if _is_json(column):
        text = pl.Series(name, values, pl.String)
        return text if name in _MAPPINGS else text.str.json_decode(pl.List(pl.String))
    if name in _DAYS:
        return pl.Series(name, values, pl.String).str.to_date("%Y-%m-%d")
    if name in _MOMENTS:
        return pl.Series(name, values, pl.String).str.to_datetime(time_unit="us", time_zone="UTC")
    return pl.Series(name, values, _kind(column))


def _kind(column: Column[Any]) -> Any:
    kinds = ((Boolean, pl.Boolean), (Integer, pl.Int64), (Float, pl.Float64), (LargeBinary, pl.Binary))
    return next((found for kind, found in kinds if isinstance(column.type, kind)), pl.String)


def _statement_frame(connection: Connection, made: pl.DataFrame) -> pl.DataFrame:
    claim = pl.col("claim").str.json_decode(pl.Struct(dict.fromkeys(_CLAIM[:-1], pl.String)))
    what_if = pl.col("what_if").str.json_decode(pl.Struct(dict.fromkeys(_WHAT_IF, pl.String)))
    return (
        made.with_columns(claim, what_if)
        .with_columns(
            *[pl.col("claim").struct.field(name).alias(f"claim_{name}") for name in _CLAIM[:-1]],
            *[pl.col("what_if").struct.field(name).alias(f"what_if_{name}") for name in _WHAT_IF],
            _quotes(connection, made),
        )
        .drop("claim", "what_if")
    )


def _quotes(connection: Connection, made: pl.DataFrame) -> pl.Series:
    """Cut the quotes in Python: SQL would read a report's text from its beginning for each."""
    reports = schema.reports.c
    named = made["report"].unique().drop_nulls().to_list()
    query = select(reports.id, reports.text).where(reports.id.in_(named), reports.text.is_not(None))
    texts = {row.id: row.text for row in connection.execute(query)} if named else {}
    spans = zip(made["report"], made["span_start"], made["span_end"], strict=True)
    cut = [texts[report][start:end] if report in texts and start is not None else None for report, start, end in spans]
    return pl.Series("quote", cut, pl.String)
