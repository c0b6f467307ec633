"""Providing for Peacekeeping, system totals: all contributors together by month, with mean, median and deviation.

Mean, median and deviation are over contributors in missions, so a contributor counts as often as it has missions; their
measures end in `per_contributor_in_mission`. The file of distributions has them over contributors.
"""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Reading
from contingent.records.readers.ipi_sums import system
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-totals"
TITLE = "Personnel of all contributors together, monthly"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 45

IN_MISSION = "per_contributor_in_mission"
"""The denominator of a mean: every contributor once for each of its missions."""


def named(denominator: str) -> dict[str, str]:
    """Return the columns of a table of sums and means by their names here; measures end in the denominator."""
    names = {"number_of_contributors": "n_contributors"}
    for theirs, kind in (("troop", "troops"), ("police", "police"), ("eom", "experts"), ("total", "total")):
        names[f"{theirs}_contributions"] = f"{kind}_sum"
        names[f"average_{theirs}_contribution"] = f"{kind}_mean_{denominator}"
        names[f"median_{theirs}_contribution"] = f"{kind}_median_{denominator}"
        names[f"{theirs}_contributions_sd"] = f"{kind}_deviation_{denominator}"
    return names


_NAMES = named(IN_MISSION)

_OTHERS = frozenset({"gini_total", "grouping", "contributor", "mission", "region", "continent"})
"""Columns of tables that have the same sums of something else than all contributors together."""


def recognises(head: Head) -> bool:
    """Return whether the table has the system totals, and none of what other tables have besides them."""
    return set(head.columns) >= {"date", *_NAMES} and not _OTHERS & set(head.columns)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield sums as personnel of WORLD, the rest as statistics. See `reading.Reader`."""
    reading = Reading(spelling)
    reading.notes.columns(head.columns, {"date", *_NAMES})
    return system(head, reading, _NAMES)
