"""Providing for Peacekeeping, JSON archive: contributors in missions in one month, by kind of personnel and sex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts
from contingent.records.readers.ipi_detail import ALL, KEYS, NUMBERS, batches
from contingent.records.readers.ipi_objects import Item, degrees, items, text, whole_number
from contingent.records.readers.ipi_places import operations
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Reading
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "ipi-archive-json"
TITLE = "Contributions by country and mission in one month, by type of personnel and sex"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 55

_KINDS = {
    "ip": "individual_police",
    "fpu": "formed_police_units",
    "eom": "experts_on_mission",
    "troops": "troops",
    "total": "total",
}
_SEXES = {"": "total", "_m": "male", "_f": "female"}
_FIELDS = {f"{short}{mark}": f"{kind}_{sex}" for short, kind in _KINDS.items() for mark, sex in _SEXES.items()}
_SUMS = {
    "civpol": ("individual_police_total", "formed_police_units_total"),
    "observers": ("experts_on_mission_total",),
}
_TEXTS = {
    "cont_date": "date",
    "tcc_country_string": "contributor",
    "tcc_country_id": "contributor_iso_3",
    "mission": "mission",
    "mission_country": "host_name",
    "mission_country_id": "host_code",
    "mission_hq": "headquarters",
}


def recognises(head: Head) -> bool:
    """Return whether the objects have the fields of a contribution."""
    return head.text.lstrip()[:1] == "[" and all(f'"{each}"' in head.text for each in list(_TEXTS)[:4])


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel, statistics and the places of missions; the part is the month. See `reading.Reader`."""
    import polars as pl

    reading = Reading(spelling)
    rows = _rows(head, reading)
    for whole, parts in _SUMS.items():
        reading.agree(rows, whole, parts)
    detail = rows.filter((pl.col("mission") != ALL) & (pl.col("contributor") != ALL))
    sites = reading.unmarked(detail, "mission", "host_name", "host_code", "headquarters")
    sites = sites.filter(pl.col("mission").is_not_null())
    codes = Reading(spelling).operations(sites)
    yield reading.batch(Facts.OPERATIONS, operations(codes, reading))
    yield from batches([rows.select(*KEYS, *NUMBERS, "line")], reading, monthly=True)


def _rows(head: Head, reading: Reading) -> pl.DataFrame:
    """The objects as a table: texts, numbers, the place of the mission; bad ones are complained about."""
    import polars as pl

    columns: dict[str, pl.DataType] = {each: pl.String() for each in _TEXTS.values()}
    columns |= {each: pl.Int64() for each in (*_FIELDS.values(), *_SUMS)}
    columns |= {"latitude": pl.Float64(), "longitude": pl.Float64(), "line": pl.Int32()}
    rows = [row for item in items(head, reading.complaints) if (row := _row(item, reading)) is not None]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _row(item: Item, reading: Reading) -> tuple[object, ...] | None:
    found: list[object] = []
    for kind, names in ((text, _TEXTS), (whole_number, (*_FIELDS, *_SUMS)), (degrees, ("mission_hq_loc",))):
        for name in names:
            try:
                found.append(kind(item.fields.get(name)))
            except ValueError as error:
                reading.complaints.append(Complaint(f"line {item.line}", f"{name} {error}."))
                return None
    *values, place = found
    assert isinstance(place, tuple)
    values[1] = values[1] or (ALL if values[2] == ALL else None)
    return (*values, *place, item.line)
