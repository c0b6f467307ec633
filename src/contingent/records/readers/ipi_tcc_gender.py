"""TCC DataScraper, gender file: contributors in missions by month, kind of personnel and sex; empty cells are 0."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers.ipi_detail import KEYS, NUMBERS, batches
from contingent.records.readers.ipi_gender import lines
from contingent.records.readers.ipi_rows import TCC, TCC_ADDRESS, Reading
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-tcc-gender"
TITLE = "Contributions by country and mission, monthly, by type of personnel and sex (first edition)"
PUBLISHER = TCC
ADDRESS = TCC_ADDRESS
RANK = 60


def recognises(head: Head) -> bool:
    """Return whether the table has the gender file's columns and, before them, row numbers without a name."""
    return set(head.columns) >= {*KEYS, *NUMBERS} and "" in head.columns


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield the rows of the file; a kind of which all cells are 0 was not reported. See `reading.Reader`."""
    reading = Reading(spelling, blank_is_zero=True)
    return batches(lines(head, reading), reading)
