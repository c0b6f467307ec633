"""Blocks: rows of published tables into Parquet bytes and back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, select

from contingent.base.errors import ConflictError
from contingent.records.facts import Facts, shape
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import checksum
from contingent.store import schema
from contingent.store.failures import damaged

if TYPE_CHECKING:
    import polars as pl

    from contingent.store.store import Store


class BadBlockError(Exception):
    """A block that does not hold what it says; the words tell why."""


def packed(rows: pl.DataFrame) -> bytes:
    """Return a frame as the bytes of a Parquet file."""
    into = io.BytesIO()
    rows.write_parquet(into, compression="lz4", statistics=False)
    return into.getvalue()


def opened(block: Any) -> pl.DataFrame:
    """Return the rows of a row of the table of blocks, in the shape of its facts.

    Raises BadBlockError where the body is not the one that was stored, or not of that shape and length.
    """
    import polars as pl

    if not isinstance(block.body, bytes) or checksum(block.body) != block.sha256:
        raise BadBlockError("its bytes are not those that were stored")
    if block.facts not in set(Facts):
        raise BadBlockError(f"it holds {block.facts!r}, which is no kind of facts")
    try:
        rows = pl.read_parquet(io.BytesIO(block.body))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise BadBlockError(f"it is no table ({str(error).partition(chr(10))[0]})") from error
    wanted = shape(Facts(block.facts))
    if dict(rows.schema) != dict(wanted):
        raise BadBlockError(_otherwise(rows, wanted, block.facts))
    if rows.height != block.rows:
        raise BadBlockError(f"it has {rows.height} rows and should have {block.rows}")
    return rows


def _otherwise(rows: pl.DataFrame, wanted: Any, facts: str) -> str:
    """Say how the columns of a block differ from those of its facts."""
    more = [name for name in rows.columns if name not in wanted]
    less = [name for name in wanted if name not in rows.columns]
    other = [name for name, kind in rows.schema.items() if name in wanted and wanted[name] != kind]
    named = (("not of that kind", more), ("missing", less), ("of another type", other))
    told = "; ".join(f"{words}: {', '.join(columns)}" for words, columns in named if columns)
    return f"its columns are not those of {facts} ({told or 'in another order'})"


def unpacked(store: Store, facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
    """Return the kept rows of some snapshots in the shape of `facts`, with a column `snapshot`, as they were imported.

    Raises StoreError where a block is damaged or missing, ConflictError where a snapshot is not there any more.
    """
    import polars as pl

    wanted = list(dict.fromkeys(snapshots))
    if not wanted:
        return nothing(facts, ())
    table, found = schema.blocks.c, []
    with store.reading() as connection:
        _check_there(connection, wanted, store.address)
        query = select(schema.blocks).where(table.facts == facts.value).order_by(table.n)
        for block in connection.execute(query.where(table.snapshot.in_(wanted))):
            try:
                rows = opened(block)
            except BadBlockError as error:
                raise damaged(f"block {block.id} of snapshot {block.snapshot}: {error}", store.address) from error
            found.append(rows.with_columns(pl.lit(block.snapshot).alias("snapshot")))
    return pl.concat(found) if found else nothing(facts, ())


def _check_there(connection: Connection, wanted: Sequence[str], address: str) -> None:
    """Raise ConflictError if a snapshot was taken back since it was listed, StoreError if rows of one are missing."""
    there = connection.execute(select(schema.snapshots.c.id).where(schema.snapshots.c.id.in_(wanted))).scalars()
    gone = sorted(set(wanted) - set(there))
    if gone:
        raise ConflictError(
            f"The record has changed since it was read: snapshot {gone[0]} is not there any more.",
            record=address,
            remedy="Ask again; `contingent log PROJECT` shows who changed it.",
        )
    for short in connection.execute(short_of_rows().where(schema.intakes.c.id.in_(wanted)).limit(1)):
        raise damaged(f"of the {short.said} rows of snapshot {short.id} {short.found} are there", address)


def short_of_rows() -> Select[tuple[str, int, int]]:
    """Ask for the imports whose blocks have not the rows that were imported: id, said, found."""
    block, intake = schema.blocks.c, schema.intakes.c
    held = select(block.snapshot, func.sum(block.rows).label("rows")).group_by(block.snapshot).subquery()
    found = func.coalesce(held.c.rows, 0)
    counted = select(intake.id, intake.rows.label("said"), found.label("found"))
    return counted.outerjoin(held, held.c.snapshot == intake.id).where(found != intake.rows).order_by(intake.n)


def figures(store: Store) -> Figures:
    """Return the record of a project in numbers; its rows are read when first asked for."""
    with store.reading():  # snapshots and intakes of one moment
        return Figures(
            snapshots={each.id: each for each in store.snapshots.find()},
            intakes=store.intakes.find(),
            typed=store.contributions.find(),
            load=lambda facts, snapshots: unpacked(store, facts, snapshots),
        )
