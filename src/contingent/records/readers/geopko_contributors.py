"""Geo-PKO contributors (TCCMap): whose troops stood in a place in a year, a list in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.readers import geopko
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "geopko-contributors"
TITLE = "Geo-PKO: troop contributors by location and year"
PUBLISHER = geopko.PUBLISHER
ADDRESS = geopko.ADDRESS
RANK = 300

_ENTRY = re.compile(r"\s*(?P<name>[^,].*?)\s*\((?P<size>\d+(?:\.\d+)?|(?:size )?unk?nown)\)\s*(?:,|$)", re.IGNORECASE)
"""A name, which may hold brackets and commas itself, and its size in the last brackets before a comma or the end."""


def recognises(head: Head) -> bool:
    """Return whether the table has a place with No.TCC and year.overview."""
    return geopko.has(head, "no_tcc", "year_overview")


def entries(written: str) -> list[tuple[str, str]] | None:
    """Return the names and sizes of a list such as `India (150), Korea (ROK) (size unknown)`; None if it is none."""
    found, place = [], 0
    while written[place:].strip():
        entry = _ENTRY.match(written, place)
        if entry is None:
            return None
        found.append((entry["name"], entry["size"]))
        place = entry.end()
    return found


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield a row for each contributor in each place: `what` is contingent. See `reading.Reader`.

    A size that is not known is empty. Names that are no contributor's (Multinational) stay in `named`.
    """
    notes = Notes()
    for stretch in geopko.tables(head):
        rows, complaints = geopko.located(stretch, spelling, notes)
        geopko.note_repeated(rows, notes)
        listed, wrong = _listed(rows, spelling, notes)
        long, worse = geopko.sized(listed, {"contingent": "contingent"}, notes, keep=("contributor", "name"))
        yield geopko.batch(geopko.with_names(long), [*complaints, *wrong, *worse])
    yield geopko.ending(notes)


def _listed(rows: pl.DataFrame, spelling: Spelling, notes: Notes) -> tuple[pl.DataFrame, list[Complaint]]:
    """Return a row for each entry of the lists, in `name` and `contingent`; and the lists that are none."""
    import polars as pl

    made: list[tuple[int, str, str]] = []
    complaints = []
    for line, written, count in rows.select("line", "year_overview", "no_tcc").iter_rows():
        found = entries(written or "")
        if found is None:
            complaints.append(Complaint(f"line {line}", f"year.overview {written!r} is no list of names and sizes."))
            continue
        if str(len(found)) != (count or "").strip():
            notes.add("flagged", "No.TCC is not the number of contributors in the list", [line])
        made += [(line, name, size) for name, size in found]
    frame = pl.DataFrame(
        made, schema={"line": pl.Int32, "name": pl.String, "contingent": pl.String}, orient="row"
    ).join(rows, on="line", how="left", maintain_order="left")
    frame = frame.with_columns(spelling.contributor_codes(frame["name"]).alias("contributor"))
    geopko.note_contributors(frame, notes)
    return frame, complaints
