"""Blocks: rows of published tables into Parquet bytes and back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from contingent.records.facts import Facts, empty
from contingent.records.figures import Figures, nothing
from contingent.store import schema
from contingent.store.failures import damaged

if TYPE_CHECKING:
    import polars as pl

    from contingent.store.store import Store


def packed(rows: pl.DataFrame) -> bytes:
    """Return a frame as the bytes of a Parquet file."""
    into = io.BytesIO()
    rows.write_parquet(into, compression="lz4", statistics=False)
    return into.getvalue()


def unpacked(store: Store, facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
    """Return the kept rows of some snapshots in the shape of `facts`, with a column `snapshot`, as they were imported.

    Raises StoreError where a block is damaged.
    """
    import polars as pl

    wanted = list(dict.fromkeys(snapshots))
    if not wanted:
        return nothing(facts, ())
    table, found = schema.blocks.c, []
    columns = list(empty(facts).columns)
    with store.reading() as connection:
        query = select(table.snapshot, table.body).where(table.facts == facts.value).order_by(table.n)
        for snapshot, body in connection.execute(query.where(table.snapshot.in_(wanted))):
            try:
                rows = pl.read_parquet(io.BytesIO(body), columns=columns)
            except (pl.exceptions.PolarsError, OSError) as error:
                raise damaged(f"the rows of snapshot {snapshot} cannot be read ({error})", store.address) from error
            found.append(rows.with_columns(pl.lit(snapshot).alias("snapshot")))
    return pl.concat(found) if found else nothing(facts, ())


def figures(store: Store) -> Figures:
    """Return the record of a project in numbers; its rows are read when first asked for."""
    return Figures(
        snapshots={each.id: each for each in store.snapshots.find()},
        intakes=store.intakes.find(),
        typed=store.contributions.find(),
        load=lambda facts, snapshots: unpacked(store, facts, snapshots),
    )
