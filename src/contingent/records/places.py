"""Places: where operations stood in a year, one row a place, whatever the number of maps it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.records.facts import Facts

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.figures import Figures

LOCATIONS = "geopko-locations"

_PLACE = ("year", "operation", "place", "host", "latitude", "longitude", "what", "contributor", "named")


def places(figures: Figures, *, table: str = LOCATIONS, operation: str | None = None) -> pl.DataFrame:
    """Return what stood where in each year, one row for each place, thing and contributor.

    Columns: year, operation, place, host, latitude, longitude (degrees), what, contributor, named, largest, mean, rows,
    line. A place may have several rows in a year, one for each different reading of its maps: `largest` and `mean` are
    over these, never their sum. Both are sizes as the publisher codes them, which are no headcounts; null where no
    size is known. `line` is the first line.
    """
    import polars as pl

    rows = figures.facts(Facts.PLACES, table=table)
    if operation is not None:
        rows = rows.filter(pl.col("operation") == operation)
    return (
        rows.group_by(_PLACE)
        .agg(
            pl.col("size").max().alias("largest"),
            pl.col("size").mean().alias("mean"),
            pl.len().alias("rows"),
            pl.col("line").min(),
        )
        .sort("operation", "year", "place", "what", "line")
    )
