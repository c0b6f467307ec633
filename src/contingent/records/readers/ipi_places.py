"""Where missions sit: coordinates whose columns were exchanged are told from right ones, row by row.

A pair is held against the extent of the host country (`records/data/extents.csv`): whichever order lies nearer to it is
right. Nothing is exchanged for a whole file, because single missions, and single months of one, stand the other way.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.records.facts import Facts, shaped
from contingent.records.readers.ipi_rows import Reading

if TYPE_CHECKING:
    import polars as pl

_EXTENTS = Path(__file__).parents[1] / "data" / "extents.csv"

_FAR = 1.0
"""Degrees outside the extent of the host beyond which a place is flagged; headquarters may sit across a border."""


@cache
def extents() -> pl.DataFrame:
    """Return the extent of each country: host (code), south, west, north, east, in degrees."""
    import polars as pl

    return pl.read_csv(_EXTENTS, schema_overrides={"code": pl.String}).rename({"code": "host"})


def operations(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return facts of operations: one row for each way the rows tell host, headquarters and place of an operation.

    `rows` has operation, host_name, host_code, headquarters, latitude, longitude, line, and name where there is one.
    """
    import polars as pl

    rows = hosted(rows, reading)
    rows = placed(rows, reading)
    rows = rows.with_columns(pl.col("headquarters").replace("", None))
    told = ["operation", "host", "headquarters", "latitude", "longitude"]
    return shaped(Facts.OPERATIONS, rows.unique(told, keep="first", maintain_order=True))


def hosted(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return rows with `host`, the code of the host country: by its ISO code, or by its name."""
    import polars as pl

    by_code = reading.spelling.contributor_codes(rows["host_code"])
    by_name = reading.spelling.contributor_codes(rows["host_name"])
    rows = rows.with_columns(by_code.fill_null(by_name).alias("host"))
    unknown = rows.filter(pl.col("host").is_null() & pl.col("host_name").is_not_null())
    for (name,), group in unknown.group_by("host_name", maintain_order=True):
        reading.note("not mapped", f"host {str(name)!r}", group)
    return rows


def placed(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return rows with `latitude` and `longitude` in the order that fits the host, row by row; 0, 0 is no place."""
    import polars as pl

    pair = ("latitude", "longitude")
    nowhere = (pl.col("latitude") == 0) & (pl.col("longitude") == 0)
    reading.note("left out", "0, 0 is no place", rows.filter(nowhere))
    rows = rows.with_columns(pl.when(~nowhere).then(pl.col(each)).alias(each) for each in pair)
    rows = rows.join(extents(), on="host", how="left", maintain_order="left")
    rows = rows.with_columns(
        _off("latitude", "longitude").alias("_off"), _off("longitude", "latitude").alias("_turned")
    )
    turned = (pl.col("_turned") < pl.col("_off")).fill_null(False)
    reading.note("repaired", "latitude and longitude are exchanged: so they fit the host country", rows.filter(turned))
    either = (pl.col("_off") == pl.col("_turned")) & pl.col("_off").is_finite()
    reading.note("flagged", "either order of latitude and longitude fits; kept as written", rows.filter(either))
    rows = rows.with_columns(
        pl.when(turned).then(pl.col("longitude")).otherwise(pl.col("latitude")).alias("latitude"),
        pl.when(turned).then(pl.col("latitude")).otherwise(pl.col("longitude")).alias("longitude"),
        pl.min_horizontal("_off", "_turned").alias("_off"),
    )
    impossible = ~(pl.col("latitude").is_between(-90, 90) & pl.col("longitude").is_between(-180, 180))
    reading.note("left out", "a latitude or longitude that cannot be", rows.filter(impossible.fill_null(False)))
    reading.note("flagged", "the place lies outside the host country", rows.filter(pl.col("_off") > _FAR, ~impossible))
    kept = [pl.when(~impossible).then(pl.col(each)).alias(each) for each in pair]
    return rows.with_columns(kept).drop("_off", "_turned", "south", "west", "north", "east")


def _off(latitude: str, longitude: str) -> pl.Expr:
    """How many degrees a pair lies outside the extent of the host; infinite where it is no place on Earth.

    Without an extent, 0 for a place on Earth.
    """
    import polars as pl

    north_south, east_west = pl.col(latitude), pl.col(longitude)
    beyond = pl.max_horizontal(
        pl.col("south") - north_south, north_south - pl.col("north"),
        pl.col("west") - east_west, east_west - pl.col("east"), pl.lit(0.0),
    )  # fmt: skip
    possible = north_south.is_between(-90, 90) & east_west.is_between(-180, 180)
    far = pl.when(possible).then(beyond).otherwise(pl.lit(float("inf")))
    return pl.when(north_south.is_not_null() & east_west.is_not_null()).then(far)
