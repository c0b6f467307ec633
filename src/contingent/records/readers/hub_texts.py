"""What the readers of the hub's smaller tables share: text columns without stray blanks, and days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contingent.records.readers.dates import days
from contingent.records.readers.delimited import Stretch
from contingent.records.readers.reading import Head

if TYPE_CHECKING:
    import polars as pl

_BEGINNING = ("0", "86400000", "-86400000")
"""Milliseconds that `dates` does not take for a day, as they have few digits: three days about 1 January 1970."""


def texts(stretch: Stretch, columns: Sequence[str]) -> pl.DataFrame:
    """Return the rows with all of these columns as text, blanks about it gone; missing where there is nothing."""
    import polars as pl

    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in stretch.rows.columns]
    rows = stretch.rows.with_columns(*absent).with_columns(pl.col(columns).cast(pl.String).str.strip_chars())
    return rows.with_columns(pl.when(pl.col(columns) != "").then(pl.col(columns)))


def days_of(written: pl.Series, head: Head) -> pl.Series:
    """Return a column as days; in a JSON file also those about 1970, whose milliseconds have few digits."""
    if head.keys:
        written = written.replace(list(_BEGINNING), ["1970-01-01", "1970-01-02", "1969-12-31"])
    return days(written)
