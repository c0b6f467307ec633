"""Geo-PKO locations (FrontMap): where an operation stood in a year, with how many troops, and what else was there."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers import geopko
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

TABLE = "geopko-locations"
TITLE = "Geo-PKO: locations of operations by year"
PUBLISHER = geopko.PUBLISHER
ADDRESS = geopko.ADDRESS
RANK = 300

_WHAT = {
    "infantry": "infantry", "notroops": "troops", "reserve": "reserve", "hq": "headquarters", "unpol": "police",
    "med": "medical", "av": "aviation", "unmo": "observers", "ave_no_troops": "mean_troops",
}  # fmt: skip


def recognises(head: Head) -> bool:
    """Return whether the table has a place with NoTroops, Reserve and hq."""
    return geopko.has(head, "country", "notroops", "reserve", "hq")


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield a row for each place and each thing the publisher codes there. See `reading.Reader`.

    Troops, reserve and infantry are coded sizes; `mean_troops` is the publisher's mean over the maps of the year;
    headquarters is its grade (0 none, 3 the highest); police, medical, aviation and observers are marks of presence.
    """
    notes = Notes()
    for stretch in geopko.tables(head):
        rows, complaints = geopko.located(stretch, spelling, notes)
        geopko.note_repeated(rows, notes)
        long, wrong = geopko.sized(rows, _WHAT, notes)
        yield geopko.batch(long, [*complaints, *wrong])
    yield geopko.ending(notes)
