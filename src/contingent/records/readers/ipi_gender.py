"""Providing for Peacekeeping, gender file: contributors in missions by month, kind of personnel and sex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.records.readers.delimited import stretches
from contingent.records.readers.ipi_detail import KEYS, NUMBERS, batches
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Reading
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "ipi-gender"
TITLE = "Contributions by country and mission, monthly, by type of personnel and sex"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 25
"""Before the monthly archives, which report the same without telling women and men apart."""


def recognises(head: Head) -> bool:
    """Return whether the table has the gender file's columns; the TCC variant has one more, without a name."""
    return set(head.columns) >= {*KEYS, *NUMBERS} and "" not in head.columns


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield the rows of the file: one for each kind a line reports. See `reading.Reader`."""
    reading = Reading(spelling)
    return batches(lines(head, reading), reading)


def lines(head: Head, reading: Reading) -> Iterator[pl.DataFrame]:
    """Yield the lines of the table, bad ones left to the complaints of `reading`."""
    for stretch in stretches(head.path, numbers=NUMBERS):
        reading.complaints += stretch.complaints
        yield stretch.rows
