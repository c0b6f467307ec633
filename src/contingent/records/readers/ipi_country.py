"""Providing for Peacekeeping, country files: one contributor by month and kind; its name stands in the file name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.delimited import stretches
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Cells, Reading
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling, evened

if TYPE_CHECKING:
    import polars as pl

TABLE = "ipi-countries"
TITLE = "Contributions by country, monthly, by type of personnel"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 40

_KINDS = tuple(Cells(kind=each, number=each) for each in ("troops", "police", "experts"))
_NUMBERS = tuple(each.number for each in _KINDS)

_WHOSE = frozenset(
    {"contributor", "contributing_country", "country", "tcc", "iso3", "name", "mission", "mission_acronym", "operation",
     "region", "continent", "group"}
)  # fmt: skip
"""Columns of tables of several contributors or operations."""

_CUT = 30
"""Characters at which the first edition cut the names of its files."""


def recognises(head: Head) -> bool:
    """Return whether the columns are Date, Troops, Police, Experts, and none that says whose or where they are."""
    return {"date", *_NUMBERS} <= set(head.columns) and not _WHOSE & set(head.columns)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield the rows of the file, one for each kind a line reports. See `reading.Reader`.

    The part is the name of the file, not the contributor: two files, of an old and a new name, may share a contributor.
    """
    name = head.path.stem.strip()
    reading = Reading(spelling)
    if not name or name.startswith("."):
        reading.notes.add("left out", "the file name names no contributor, so its rows belong to nobody", [2])
        yield reading.end(Facts.PERSONNEL)
        return
    code = spelling.contributor(name)
    if code is None:
        reading.notes.add("not mapped", f"contributor {name!r}", [1])
    beside = _beside_cut_name(head.path, spelling)
    for stretch in stretches(head.path, numbers=_NUMBERS):
        reading.complaints += stretch.complaints
        rows = reading.once(reading.dated(stretch.rows, "date"), ("month",), _NUMBERS, "month")
        if beside is not None:
            rows = _without(rows, beside, reading)
        people = reading.by_kind(rows, ("month",), _KINDS)
        named = name if code is None else None
        yield reading.batch(Facts.PERSONNEL, shaped(Facts.PERSONNEL, people, contributor=code, named=named))
    yield reading.end(Facts.PERSONNEL, part=name)


def _beside_cut_name(path: Path, spelling: Spelling) -> Path | None:
    """Return the file of the same contributor in the same folder, if the name of this one was cut short."""
    name = path.stem
    whole = (each for each in spelling.contributors if each.startswith(evened(name)) and each != evened(name))
    if len(name) != _CUT or not any(whole):
        return None
    code = spelling.contributor(name)
    others = (each for each in sorted(path.parent.glob("*.csv")) if each.stem != name and len(each.stem) != _CUT)
    return next((each for each in others if code and spelling.contributor(each.stem) == code), None)


def _without(rows: pl.DataFrame, other: Path, reading: Reading) -> pl.DataFrame:
    """Rows without the months that the file of the whole name has: they would be counted twice."""
    import polars as pl

    months = [
        Reading(reading.spelling).dated(each.rows, "date")["month"] for each in stretches(other, numbers=_NUMBERS)
    ]
    twice = pl.col("month").is_in((pl.concat(months) if months else empty(Facts.PERSONNEL)["month"]).implode())
    what = f"the file name is cut at {_CUT} characters, and {other.name} has the same months of the same contributor"
    reading.note("left out", what, rows.filter(twice))
    return rows.filter(~twice)
