"""Peace and Security Data Hub, DPPADPO-UCPre2010: contributors in operations by kind, 1990 to 2009; CSV or JSON.

Its columns are those of the monthly archives of Providing for Peacekeeping with an ID before them. Which of the columns
of numbers are there is taken as it comes: parts count, sums only where a row has no parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.hub_rows import HUB, HUB_ADDRESS, Named, Rows
from contingent.records.readers.objects import table
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "un-contributions-pre2010"
TITLE = "Uniformed Personnel Contributions 1990-2009 (DPPADPO-UCPre2010)"
PUBLISHER = HUB
ADDRESS = f"{HUB_ADDRESS}/dataset/DPPADPO-UCPre2010"
RANK = 12

_KINDS = {
    "troops": "troops",
    "individual_police": "individual_police",
    "inidividual_police": "individual_police",
    "formed_police_units": "formed_police",
    "experts_on_mission": "experts",
}
_SUMS = {
    "civilian_police": ("police", ("individual_police", "formed_police")),
    "observers": ("experts", ("experts",)),
    "total": ("total", ("troops", "individual_police", "formed_police", "experts", "police")),
}
_NAMED = Named(name="contributor", iso="contributor_iso_3", m49=None)


def recognises(head: Head) -> bool:
    """Return whether the table has an ID, contributors in missions, and troops."""
    return head.has("id", "date", "contributor", "contributor_iso_3", "mission", "troops")


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel. See `reading.Reader`."""
    rows = Rows.of(head, spelling)
    words = ("date", "contributor", "contributor_iso_3", "mission")
    for stretch in table(head, numbers=(*_KINDS, *_SUMS), words=words):
        rows.notes.columns(_beside(stretch.rows.columns), ("id", *words, *_KINDS, *_SUMS))
        found = rows.operations(rows.contributors(rows.dated(stretch.rows, "date"), _NAMED), "mission")
        long = _long(found, rows)
        yield Batch(
            facts=Facts.PERSONNEL,
            rows=shaped(Facts.PERSONNEL, long),
            days=long["day"],
            complaints=(*stretch.complaints, *rows.told()),
        )
    yield Batch(facts=Facts.PERSONNEL, rows=empty(Facts.PERSONNEL), remarks=rows.notes.remarks())


def _beside(columns: list[str]) -> list[str]:
    """The columns without those that describe contributors and missions: capitals, places, groups."""
    return [each for each in columns if not each.startswith(("contributor_", "mission_"))]


def _long(found: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """One row for each kind a line reports; a sum where it reports no part of it; `total`, null, where nothing."""
    import polars as pl

    keys = ["month", "day", "contributor", "named", "operation", "line"]
    there = [each for each in _KINDS if each in found.columns]
    long = found.unpivot(there, index=keys, variable_name="kind", value_name="number")
    long = long.filter(pl.col("number").is_not_null()).with_columns(pl.col("kind").replace(_KINDS))
    for column, (kind, parts) in _SUMS.items():
        if column not in found.columns:
            continue
        told = long.filter(pl.col("kind").is_in(parts)).group_by("line").agg(pl.col("number").sum().alias("parts"))
        given = found.filter(pl.col(column).is_not_null()).join(told, on="line", how="left", maintain_order="left")
        what = f"{column} is not the sum of its parts, which count"
        rows.note("flagged", what, given.filter(pl.col("parts") != pl.col(column)))
        bare = given.filter(pl.col("parts").is_null()).with_columns(pl.lit(kind).alias("kind"))
        long = pl.concat([long, bare.select(*keys, "kind", pl.col(column).alias("number"))])
    empty_lines = found.join(long.select("line").unique(), on="line", how="anti", maintain_order="left")
    rows.note("flagged", "listed, but nothing is reported", empty_lines)
    nothing = empty_lines.select(*keys, pl.lit("total").alias("kind"), pl.lit(None, pl.Int64).alias("number"))
    return pl.concat([long, nothing]).sort("line", maintain_order=True)
