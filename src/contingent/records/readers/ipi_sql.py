"""TCC DataScraper, SQL load: contributors in missions in one month, by kind and sex, as rows of an INSERT statement."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.base.errors import InputError
from contingent.records.readers.ipi_detail import NUMBERS, batches
from contingent.records.readers.ipi_rows import TCC, TCC_ADDRESS, Reading
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "ipi-tcc-sql"
TITLE = "Contributions by country and mission in one month, by type of personnel and sex (SQL load)"
PUBLISHER = TCC
ADDRESS = TCC_ADDRESS
RANK = 58

_KINDS = {
    "ip": "individual_police",
    "fpu": "formed_police_units",
    "eom": "experts_on_mission",
    "troops": "troops",
    "total": "total",
}
_SEXES = {"M": "male", "F": "female", "T": "total"}
_COLUMNS = {
    "date": "date",
    "date_string": "date_string",
    "tcc": "contributor",
    "tcc_iso_3_alpha": "contributor_iso_3",
    "tcc_iso_3_num": "contributor_m49",
    "mission": "mission",
} | {f"{short}_{sex}": f"{kind}_{_SEXES[sex]}" for short, kind in _KINDS.items() for sex in _SEXES}
_HEADER = re.compile(r"insert\s+into\s+\S+\s*\(([^()]*)\)\s*values", re.IGNORECASE)
_WORDS = re.compile(r"(?i)^(select\b.*;|insert\s+into\s+\w+|values|\([a-z_][\w\s,]*\)(\s*values)?|--.*|)$")
_STRETCH = 100_000
_LONGEST = 100_000


def recognises(head: Head) -> bool:
    """Return whether the text inserts rows of these columns."""
    found = _HEADER.search(head.text)
    return found is not None and _names(found[1]) == list(_COLUMNS)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield the rows; a kind of which all cells are 0 was not reported. The part is the month. See `reading.Reader`."""
    reading = Reading(spelling, blank_is_zero=True)
    return batches(_stretches(head, reading), reading, monthly=True)


def _names(written: str) -> list[str]:
    return [each.strip() for each in written.split(",")]


def _stretches(head: Head, reading: Reading) -> Iterator[pl.DataFrame]:
    import polars as pl

    schema: dict[str, pl.DataType] = {
        each: pl.Int64() if each in NUMBERS else pl.String() for each in _COLUMNS.values()
    }
    schema["line"] = pl.Int32()
    rows = _rows(head, reading)
    while stretch := list(islice(rows, _STRETCH)):
        frame = pl.DataFrame(stretch, schema=schema, orient="row")
        _held_against(frame, reading)
        yield frame.drop("date_string")


def _rows(head: Head, reading: Reading) -> Iterator[tuple[object, ...]]:
    """The tuples of the statement, cell by cell, with their lines."""
    with head.path.open(encoding="utf-8-sig", newline=None) as file:
        try:
            for line, written in enumerate(file, start=1):
                row = _row(line, written.strip(), reading)
                if row is not None:
                    yield row
        except UnicodeDecodeError:
            raise InputError("The file is not UTF-8.", record=head.path.name, remedy="Save it as UTF-8.") from None


def _row(line: int, written: str, reading: Reading) -> tuple[object, ...] | None:
    if _WORDS.match(written[:_LONGEST]):
        return None
    body = written.rstrip(",; ")
    if not (body.startswith("(") and body.endswith(")") and len(body) < _LONGEST):
        reading.complaints.append(Complaint(f"line {line}", "is no row in brackets."))
        return None
    try:
        cells = next(csv.reader([body[1:-1]], quotechar="'", strict=True), [])
    except csv.Error as error:
        reading.complaints.append(Complaint(f"line {line}", f"cannot be read ({error})."))
        return None
    if len(cells) != len(_COLUMNS):
        what = f"{len(cells)} cells where the statement names {len(_COLUMNS)}."
        reading.complaints.append(Complaint(f"line {line}", what))
        return None
    texts = [each.strip() or None for each in cells[:6]]
    numbers = [None if each.strip().upper() in ("", "NULL") else each.strip() for each in cells[6:]]
    wrong = next((each for each in numbers if each is not None and not (each.isdecimal() and len(each) < 16)), None)
    if wrong is not None:
        reading.complaints.append(Complaint(f"line {line}", f"{wrong!r} is not a whole number of at least 0."))
        return None
    return (*texts, *(None if each is None else int(each) for each in numbers), line)


def _held_against(rows: pl.DataFrame, reading: Reading) -> None:
    """Note where the second way the day is written, or the M49 code, says otherwise than the first way or the name."""
    import polars as pl

    second = pl.col("date_string").str.to_date("%m/%d/%y", strict=False)
    first = pl.col("date").str.to_date("%Y%m%d", strict=False)
    reading.note("flagged", "date_string is another day than date, which counts", rows.filter(first != second))
    names = reading.spelling.contributor_codes(rows["contributor"])
    numbers = reading.spelling.number_codes(rows["contributor_m49"])
    other = rows.filter((names != numbers).fill_null(False))
    reading.note("flagged", "the M49 code is another country's; the name counts", other)
