"""Open data portal, odp_contributionsbygender.csv: contributors in operations by kind and sex, monthly, before 2022."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.readers import hub_contributions
from contingent.records.readers.hub_publishers import of_portal
from contingent.records.readers.hub_rows import PORTAL, PORTAL_ADDRESS
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "portal-contributions"
TITLE = "Uniformed personnel contributions by gender (odp_contributionsbygender.csv)"
PUBLISHER = PORTAL
ADDRESS = PORTAL_ADDRESS
RANK = 15


def recognises(head: Head) -> bool:
    """Return whether the table has the columns of contributions as the portal spelled them."""
    return head.has(*hub_contributions.COLUMNS) and of_portal(head) and not hub_contributions.of_police(head)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel. See `reading.Reader`."""
    return hub_contributions.read(head, spelling)
