"""UN Peace and Security Data Hub, peacekeeping operations (DPPADPOSS-PKO), as CSV or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.dates import SHOWN
from contingent.records.readers.hub_texts import days_of, texts
from contingent.records.readers.objects import table
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "hub-operations"
TITLE = "Peacekeeping operations"
PUBLISHER = "United Nations, Peace and Security Data Hub"
ADDRESS = "https://psdata.un.org/dataset/DPPADPOSS-PKO"
RANK = 300

ACTIVE = "active operations"
"""What a list is called that has no other operations."""

_COLUMNS = (
    "mission_acronym", "mission_name", "lead_department", "mission_isactive", "mission_location", "mission_latitude",
    "mission_longitude", "start_date", "end_date",
)  # fmt: skip
_NEEDED = ("mission_acronym", "mission_name", "start_date", "end_date")
_ACTIVE = {"yes": True, "true": True, "y": True, "1": True, "no": False, "false": False, "n": False, "0": False}
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL = re.compile(r"([+-]?\d{1,3}),(\d+)")


def recognises(head: Head) -> bool:
    """Return whether rows have an acronym, a name, a start, an end and whether the operation is active."""
    return head.has(*_NEEDED, "mission_isactive")


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield a row for each operation. See `reading.Reader`.

    `host` is the code of the location where that is a state; another location (Middle East) stays in `named`.
    A list of active operations only is a part of the table, and does not take the place of the whole.
    """
    notes, active = Notes(), set[str | None]()
    for stretch in table(head):
        notes.columns(stretch.rows.columns, (*_COLUMNS, "id", "last_update"))
        rows = texts(stretch, _COLUMNS)
        rows = rows.with_columns(
            days_of(rows["start_date"], head).alias("since"), days_of(rows["end_date"], head).alias("until")
        )
        active |= set(rows["mission_isactive"].str.to_lowercase())
        rows, complaints = _dated(rows, "object" if head.keys else "line")
        yield Batch(
            facts=Facts.OPERATIONS,
            rows=shaped(Facts.OPERATIONS, _read(rows, spelling, notes)),
            complaints=(*stretch.complaints, *complaints),
        )
    part = ACTIVE if {_ACTIVE.get(each or "") for each in active} == {True} else None
    yield Batch(facts=Facts.OPERATIONS, rows=empty(Facts.OPERATIONS), part=part, remarks=notes.remarks())


def _dated(rows: pl.DataFrame, at: str) -> tuple[pl.DataFrame, list[Complaint]]:
    """Complain about rows without an acronym, with a day that is none, or that end before they begin."""
    import polars as pl

    complaints, bad = [], []
    for line, acronym, start, since, end, until in rows.select(
        "line", "mission_acronym", "start_date", "since", "end_date", "until"
    ).iter_rows():
        what = None
        if acronym is None:
            what = "The row names no operation."
        elif (start and since is None) or (end and until is None):
            what = f"{end if start is None or since else start!r} is not a day such as {SHOWN}."
        elif since and until and until < since:
            what = f"{acronym} ends on {until}, before it begins on {since}."
        if what:
            complaints.append(Complaint(f"{at} {line}", what))
            bad.append(line)
    return rows.filter(~pl.col("line").is_in(bad)), complaints


def _read(rows: pl.DataFrame, spelling: Spelling, notes: Notes) -> pl.DataFrame:
    import polars as pl

    rows = rows.with_columns(
        spelling.operation_codes(rows["mission_acronym"]).alias("operation"),
        spelling.contributor_codes(rows["mission_location"]).alias("host"),
    )
    made = []
    for line, lat, lon in rows.select("line", "mission_latitude", "mission_longitude").iter_rows():
        latitude, longitude = degrees(lat, 90), degrees(lon, 180)
        if (lat and latitude is None) or (lon and longitude is None) or (latitude == longitude == 0):
            notes.add("left out", f"coordinates {lat}, {lon} are no place", [line])
            latitude = longitude = None
        elif "," in f"{lat}{lon}":
            notes.add("repaired", f"coordinates {lat}, {lon} are {latitude}, {longitude}", [line])
        made.append((line, latitude, longitude))
    for line, place in rows.filter(pl.col("host").is_null()).select("line", "mission_location").iter_rows():
        if place:
            notes.add("not mapped", f"location {place!r}", [line])
    for code, lines in rows.group_by("operation", maintain_order=True).agg("line").iter_rows():
        if len(lines) > 1:
            notes.add("flagged", f"{code} is listed {len(lines)} times", lines)
    schema = {"line": pl.Int32, "latitude": pl.Float64, "longitude": pl.Float64}
    rows = rows.join(pl.DataFrame(made, schema=schema, orient="row"), on="line", how="left", maintain_order="left")
    active = pl.col("mission_isactive").str.to_lowercase()
    return rows.with_columns(
        pl.col("mission_name").alias("name"), pl.col("lead_department").alias("lead"),
        active.replace_strict(_ACTIVE, default=None, return_dtype=pl.Boolean).alias("active"),
        pl.when(pl.col("host").is_null()).then("mission_location").alias("named"),
    )  # fmt: skip


def degrees(written: str | None, most: float) -> float | None:
    """Return degrees of at most `most` either way; None if the text is none.

    A comma stands for thousands or for the decimal point: it is read as what gives degrees, and as neither where both
    or none do.
    """
    text = (written or "").strip()
    readings = [text]
    if "," in text:
        decimal, thousands = _DECIMAL.fullmatch(text), _THOUSANDS.fullmatch(text)
        readings = [f"{decimal[1]}.{decimal[2]}"] if decimal else []
        readings += [text.replace(",", "")] if thousands else []
    found = []
    for each in readings:
        try:
            found.append(float(each))
        except ValueError:
            continue
    fitting = {value for value in found if -most <= value <= most}
    return fitting.pop() if len(fitting) == 1 else None
