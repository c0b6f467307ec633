"""TCC DataScraper, system totals: all contributors together by month, with mean, median and deviation."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers.ipi_rows import TCC, TCC_ADDRESS, Reading
from contingent.records.readers.ipi_sums import system
from contingent.records.readers.ipi_totals import IN_MISSION
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-tcc-totals"
TITLE = "Personnel of all contributors together, monthly (first edition)"
PUBLISHER = TCC
ADDRESS = TCC_ADDRESS
RANK = 64

_COUNTS = ("n_contributors", "n_conributors")
"""The column as it should be spelled, and as the file spells it."""

_NAMES = {
    f"{theirs}_{short}": f"{kind}_{name}"
    for theirs, kind in (("troops", "troops"), ("police", "police"), ("observers", "experts"), ("total", "total"))
    for short, name in (
        ("sum", "sum"),
        ("mean", f"mean_{IN_MISSION}"),
        ("med", f"median_{IN_MISSION}"),
        ("sd", f"deviation_{IN_MISSION}"),
    )
}


def recognises(head: Head) -> bool:
    """Return whether the table has the totals of the first edition."""
    return set(head.columns) >= {"date", *_NAMES} and any(each in head.columns for each in _COUNTS)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield sums as personnel of WORLD, the rest as statistics. See `reading.Reader`."""
    reading = Reading(spelling)
    count = next(each for each in _COUNTS if each in head.columns)
    if count != _COUNTS[0]:
        reading.notes.add("repaired", f"the column {count} is n_contributors", [1])
    if "dist_mean" in head.columns:
        reading.notes.add("left out", "dist_mean: nothing says what it measures", [1])
    return system(head, reading, {count: "n_contributors", **_NAMES})
