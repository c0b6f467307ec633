"""Providing for Peacekeeping, monthly archive: contributors in missions in one month, by kind of personnel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.records.facts import Facts, shaped
from contingent.records.readers.delimited import stretches
from contingent.records.readers.ipi_places import operations
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Cells, Reading, span
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "ipi-archive"
TITLE = "Contributions by country and mission in one month, by type of personnel"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 30

_POLICE = ("individual_police", "inidividual_police")
"""The column as it should be spelled, and as the files spell it."""

_KINDS = (
    Cells(kind="individual_police", number="individual_police"),
    Cells(kind="formed_police", number="formed_police_units"),
    Cells(kind="experts", number="experts_on_mission"),
    Cells(kind="troops", number="troops"),
)
_WHOLE = Cells(kind="total", number="total")
_SUMS = {
    "civilian_police": ("individual_police", "formed_police_units"),
    "observers": ("experts_on_mission",),
    "total": ("troops", "individual_police", "formed_police_units", "experts_on_mission"),
}
_NUMBERS = (*(each.number for each in _KINDS), *_SUMS)
_PLACE = {
    "mission_country": "host_name",
    "mission_country_iso_3": "host_code",
    "mission_hq": "headquarters",
    "mission_hq_latitude": "latitude",
    "mission_hq_longitude": "longitude",
}
_KEYS = ("date", "contributor", "contributor_iso_3", "mission")


def recognises(head: Head) -> bool:
    """Return whether the table has contributors in missions, numbers and headquarters; the hub's has an ID."""
    needed = (*_KEYS, *_PLACE, *(each for each in _NUMBERS if each != _POLICE[0]))
    there = set(head.columns)
    return there >= set(needed) and bool(there & set(_POLICE)) and "id" not in there


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel, and the places of missions; the part is the month. See `reading.Reader`."""
    import polars as pl

    reading = Reading(spelling)
    places, months = [], []
    for stretch in stretches(head.path, numbers=(*_NUMBERS, _POLICE[1]), decimals=list(_PLACE)[3:]):
        reading.complaints += stretch.complaints
        rows = _cleaned(stretch.rows, reading)
        rows = reading.once(rows, ("month", "contributor", "named", "operation"), _NUMBERS,
                            "month, contributor and mission")  # fmt: skip
        for whole, parts in _SUMS.items():
            reading.agree(rows, whole, parts)
        people = reading.by_kind(rows, ("month", "contributor", "named", "operation"), _KINDS, _WHOLE)
        months += rows["month"].unique().to_list()
        places.append(rows.select("operation", "line", *_PLACE.values()))
        yield reading.batch(Facts.PERSONNEL, shaped(Facts.PERSONNEL, people))
    if places:
        yield reading.batch(Facts.OPERATIONS, operations(pl.concat(places), reading))
    yield reading.end(Facts.PERSONNEL, part=span(months))


def _cleaned(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Rows with months and codes, columns under the names used here."""
    if _POLICE[1] in rows.columns:
        reading.notes.add("repaired", f"the column {_POLICE[1]} is {_POLICE[0]}", [1], count=0)
        rows = rows.rename({_POLICE[1]: _POLICE[0]})
    rows = rows.rename(_PLACE)
    rows = reading.unmarked(rows, "contributor", "contributor_iso_3", "mission", "host_name", "host_code")
    return reading.operations(reading.contributors(reading.dated(rows, "date")))
