"""Providing for Peacekeeping, JSON lists of missions: host country, headquarters and where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts
from contingent.records.readers.ipi_objects import Item, degrees, items, text
from contingent.records.readers.ipi_places import operations
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Reading
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "ipi-operations"
TITLE = "Missions with their host countries and headquarters"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 76

_TEXTS = {"mission": "mission", "country": "host_name", "country_id": "host_code", "hq": "headquarters"}
_PLACES = ("mission_loc", "loc")
"""The field of the place, by the name of either file."""


def recognises(head: Head) -> bool:
    """Return whether the objects have the fields of a mission and nothing of contributions."""
    there = all(f'"{each}"' in head.text for each in _TEXTS) and any(f'"{each}"' in head.text for each in _PLACES)
    return head.text.lstrip()[:1] in ("{", "[") and there and '"cont_date"' not in head.text


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield one row for each mission; the part is missions, or collection for the older list. See `reading.Reader`."""
    import polars as pl

    reading = Reading(spelling)
    columns: dict[str, pl.DataType] = {each: pl.String() for each in _TEXTS.values()}
    columns |= {"latitude": pl.Float64(), "longitude": pl.Float64(), "line": pl.Int32()}
    rows = [row for item in items(head, reading.complaints) if (row := _row(item, reading)) is not None]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    frame = reading.operations(reading.unmarked(frame, *_TEXTS.values()))
    frame = reading.once(frame, ("mission",), [*list(_TEXTS.values())[1:], "latitude", "longitude"], "mission")
    yield reading.batch(Facts.OPERATIONS, operations(frame, reading))
    keyed = head.text.lstrip()[:1] == "{"
    yield reading.end(Facts.OPERATIONS, part="missions" if keyed else "collection")


def _row(item: Item, reading: Reading) -> tuple[object, ...] | None:
    found: list[str | None] = []
    for name in _TEXTS:
        try:
            found.append(text(item.fields.get(name)))
        except ValueError as error:
            reading.complaints.append(Complaint(f"line {item.line}", f"{name} {error}."))
            return None
    found[0] = found[0] or item.key
    field = next((each for each in _PLACES if each in item.fields), _PLACES[0])
    try:
        return (*found, *degrees(item.fields.get(field)), item.line)
    except ValueError as error:
        reading.complaints.append(Complaint(f"line {item.line}", f"{field} {error}."))
        return None
