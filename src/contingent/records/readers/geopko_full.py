"""Geo-PKO, the full table (versions 1.2 and 2.0): a row for each place on each map, with up to 14 contributors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.records.readers import geopko
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "geopko-full"
TITLE = "Geo-PKO: locations, troops and contributors by map"
PUBLISHER = geopko.PUBLISHER
ADDRESS = geopko.ADDRESS
RANK = 300

_WHAT = {
    "no_troops": "troops", "rpf_no": "regional_protection", "res_no": "reserve", "fp_no": "force_protection",
    "unpol_dummy": "police", "unmo_dummy": "observers", "hq": "headquarters", "lo": "liaison",
}  # fmt: skip
_NAME = re.compile(r"name_?of_?tcc_?(\d+)")
_SIZE = re.compile(r"no_?troops_?per_?tcc_?(\d+)")


def recognises(head: Head) -> bool:
    """Return whether the table has a place on a map of a month with No.troops and named contributors."""
    return geopko.has(head, "source", "month", "no_troops") and any(map(_NAME.fullmatch, head.columns))


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield rows of what a map shows in a place, and one for each contributor (`contingent`). See `reading.Reader`.

    Sizes that are not known are empty. The administrative areas, codes and comments of the table are not read.
    """
    notes = Notes()
    for stretch in geopko.tables(head):
        rows, complaints = geopko.located(stretch, spelling, notes)
        geopko.note_repeated(rows, notes)
        long, wrong = geopko.sized(rows, _WHAT, notes)
        yield geopko.batch(long, [*complaints, *wrong])
        listed = _contributors(rows, spelling, notes)
        long, wrong = geopko.sized(listed, {"contingent": "contingent"}, notes, keep=("contributor", "name"))
        yield geopko.batch(geopko.with_names(long), wrong)
    yield geopko.ending(notes)


def _contributors(rows: pl.DataFrame, spelling: Spelling, notes: Notes) -> pl.DataFrame:
    """Return a row for each contributor named, in `name`, with its size as written in `contingent`."""
    import polars as pl

    sizes = {found[1]: name for name in rows.columns if (found := _SIZE.fullmatch(name))}
    parts = []
    for column in rows.columns:
        found = _NAME.fullmatch(column)
        if found is None:
            continue
        size = pl.col(sizes[found[1]]) if found[1] in sizes else pl.lit(None, pl.String)
        part = rows.with_columns(pl.col(column).str.strip_chars().alias("name"), size.alias("contingent"))
        parts.append(part.filter(pl.col("name").is_not_null()))
    frame = pl.concat(parts).sort("line", maintain_order=True)
    frame = frame.with_columns(spelling.contributor_codes(frame["name"]).alias("contributor"))
    geopko.note_contributors(frame, notes)
    return frame
