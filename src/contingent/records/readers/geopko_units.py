"""Geo-PKO unit types (TTMap): which kinds of units an operation had in a place in a year."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers import geopko
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

TABLE = "geopko-units"
TITLE = "Geo-PKO: types of units by location and year"
PUBLISHER = geopko.PUBLISHER
ADDRESS = geopko.ADDRESS
RANK = 300

_WHAT = {
    "infantry": "infantry", "eng": "engineers", "med": "medical", "sig": "signals", "av": "aviation",
    "riv": "riverine", "maint": "maintenance", "trans": "transport",
}  # fmt: skip


def recognises(head: Head) -> bool:
    """Return whether the table has a place with the unit types eng, sig, riv, maint and trans."""
    return geopko.has(head, "infantry", "eng", "sig", "riv", "maint", "trans")


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield a row for each place and type of unit. See `reading.Reader`.

    Infantry is a coded size; the other types are grades of unit size, as the publisher codes them.
    """
    notes = Notes()
    for stretch in geopko.tables(head):
        rows, complaints = geopko.located(stretch, spelling, notes)
        geopko.note_repeated(rows, notes)
        long, wrong = geopko.sized(rows, _WHAT, notes)
        yield geopko.batch(long, [*complaints, *wrong])
    yield geopko.ending(notes)
