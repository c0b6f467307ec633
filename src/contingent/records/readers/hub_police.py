"""Peace and Security Data Hub, DPO-UHISTORICALPOL: police by contributor and operation, monthly; CSV or JSON.

The same columns as the contributions, police only. Its rows are kept to compare with and never believed for a
contributor's month, for they would pass for all its personnel.
"""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers import hub_contributions
from contingent.records.readers.hub_rows import HUB, HUB_ADDRESS
from contingent.records.readers.reading import PARTIAL, Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "un-police"
TITLE = "Historical Police Contribution (DPO-UHISTORICALPOL)"
PUBLISHER = HUB
ADDRESS = f"{HUB_ADDRESS}/dataset/DPO-UHISTORICALPOL"
RANK = PARTIAL


def recognises(head: Head) -> bool:
    """Return whether the table has the hub's columns of contributions, of police alone."""
    return head.has(*hub_contributions.COLUMNS) and hub_contributions.of_police(head)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel. See `reading.Reader`."""
    return hub_contributions.read(head, spelling)
