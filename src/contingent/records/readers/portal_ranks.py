"""Open data portal, odp_contributionranks.csv: all contributors of one month by rank, women and men, before 2022."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers import hub_ranks
from contingent.records.readers.hub_publishers import of_portal
from contingent.records.readers.hub_rows import PORTAL, PORTAL_ADDRESS
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "portal-ranks"
TITLE = "Uniformed personnel contributors by rank (odp_contributionranks.csv)"
PUBLISHER = PORTAL
ADDRESS = PORTAL_ADDRESS
RANK = 22


def recognises(head: Head) -> bool:
    """Return whether the table has the columns of ranks as the portal spelled them."""
    return head.has(*hub_ranks.COLUMNS) and of_portal(head)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel of kind total; the part is the month. See `reading.Reader`."""
    return hub_ranks.read(head, spelling)
