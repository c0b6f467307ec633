"""TCC DataScraper, mission file: personnel of each mission by month, its contributors and headquarters."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers.ipi_rows import TCC, TCC_ADDRESS, Reading
from contingent.records.readers.ipi_sums import missions
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-tcc-missions"
TITLE = "Personnel by mission, monthly (first edition)"
PUBLISHER = TCC
ADDRESS = TCC_ADDRESS
RANK = 62

_NAMES = {
    "n_contributors": "n_contributors",
    "mission_country": "host_name",
    "mission_iso3_alpha": "host_code",
    "mission_hq": "headquarters",
    "mission_hq_lat": "latitude",
    "mission_hq_long": "longitude",
}


def recognises(head: Head) -> bool:
    """Return whether the table tells of missions, in the names of the first edition."""
    return set(head.columns) >= {"date", "mission", *_NAMES, "troops", "police", "observers", "total"}


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel, statistics and places of missions. See `reading.Reader`."""
    return missions(head, Reading(spelling), _NAMES)
