"""Accounts: what each published table tells by itself, before one figure is believed for each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.records.facts import Facts
from contingent.records.figures import REFERENCE, Figures

if TYPE_CHECKING:
    import polars as pl

COARSE = {"individual_police": "police", "formed_police": "police"}
"""Kinds of personnel that some tables tell apart and others together, by the kind they add up to."""


def told(figures: Figures) -> pl.DataFrame:
    """Return the personnel rows of every published table, with `table` and `snapshot`.

    Superseded snapshots and months set aside are left out, and so are the contributions that ship with the package,
    which are cut from published tables themselves.
    """
    import polars as pl

    rows = with_table(figures, figures.facts(Facts.PERSONNEL))
    aside = [(each.snapshot, f"{month}-01") for each in figures.current for month in each.set_aside]
    if not aside:
        return rows
    frame = pl.DataFrame(aside, schema={"snapshot": pl.String, "month": pl.String}, orient="row")
    return rows.join(frame.with_columns(pl.col("month").str.to_date()), on=["snapshot", "month"], how="anti")


def with_table(figures: Figures, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the published table their snapshot is of."""
    import polars as pl

    tables = {each.snapshot: each.table for each in figures.intakes}
    named = pl.col("snapshot").replace_strict(tables, default=REFERENCE, return_dtype=pl.String)
    return rows.with_columns(named.alias("table"))


def summed(rows: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Return the sum of `number` by `keys`, without what is reported nowhere; with a `snapshot` and `table` of each."""
    import polars as pl

    given = rows.filter(pl.col("number").is_not_null())
    return given.group_by(*keys).agg(
        pl.col("number").sum(),
        *[pl.col(name).first() for name in ("snapshot", "table") if name in rows.columns and name not in keys],
    )
