"""Providing for Peacekeeping, mission file: personnel of each mission by month, its contributors and headquarters."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Reading
from contingent.records.readers.ipi_sums import missions
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-missions"
TITLE = "Personnel by mission, monthly"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 45

_NAMES = {
    "number_of_contributors": "n_contributors",
    "country_of_mission": "host_name",
    "country_of_mission_iso_3": "host_code",
    "mission_hq": "headquarters",
    "mission_hq_latitude": "latitude",
    "mission_hq_longitude": "longitude",
}


def recognises(head: Head) -> bool:
    """Return whether the table tells of missions, with as many columns as the mission file needs."""
    return set(head.columns) >= {"date", "mission", *_NAMES, "troops", "police", "observers", "total"}


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel, statistics and places of missions. See `reading.Reader`."""
    return missions(head, Reading(spelling), _NAMES)
