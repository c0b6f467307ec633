"""Peace and Security Data Hub, DPO-UCHISTORICAL: contributors in operations by kind and sex, monthly; CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.hub_publishers import doubt, of_portal
from contingent.records.readers.hub_rows import HUB, HUB_ADDRESS, Rows
from contingent.records.readers.objects import table
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "un-contributions"
TITLE = "Historical Uniformed Personnel Contribution (DPO-UCHISTORICAL)"
PUBLISHER = HUB
ADDRESS = f"{HUB_ADDRESS}/dataset/DPO-UCHISTORICAL"
RANK = 10

COLUMNS = (
    "isocode3", "contributing_country", "mission_acronym", "personnel_type", "female_personnel", "male_personnel",
    "last_reporting_date",
)  # fmt: skip
"""The columns by which the table is known; the first column and m49_code may be missing."""

KNOWN = (*COLUMNS, "contribution_id", "id", "m49_code")
"""All columns that have been seen in it."""

_POLICE = frozenset({"individual_police", "formed_police", "police"})
_SCANNED = 1 << 22


def recognises(head: Head) -> bool:
    """Return whether the table has the hub's columns of contributions, and not of police alone."""
    return head.has(*COLUMNS) and not of_portal(head) and not police_only(head)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel. See `reading.Reader`."""
    rows = Rows.of(head, spelling)
    _note_publisher(head, rows)
    words = (*COLUMNS[:4], COLUMNS[-1], "m49_code")
    for stretch in table(head, numbers=("female_personnel", "male_personnel"), words=words):
        rows.notes.columns(stretch.rows.columns, KNOWN)
        found = rows.dated(stretch.rows, "last_reporting_date")
        found = rows.kinds(rows.operations(rows.contributors(found), "mission_acronym"), "personnel_type")
        found = rows.people(found)
        yield Batch(
            facts=Facts.PERSONNEL,
            rows=shaped(Facts.PERSONNEL, found),
            days=found["day"],
            complaints=(*stretch.complaints, *rows.told()),
        )
    yield Batch(facts=Facts.PERSONNEL, rows=empty(Facts.PERSONNEL), remarks=rows.remarks())


def of_police(head: Head) -> bool:
    """Return whether the table is the hub's of police alone; a file that is surely the portal's is not."""
    return (not of_portal(head) or doubt(head) is not None) and police_only(head)


def _note_publisher(head: Head, rows: Rows) -> None:
    if said := doubt(head):
        alone = ", which the data hub alone has: taken for its file"
        rows.notes.add("flagged", f"the table is of police alone{alone}" if of_police(head) else said)


def police_only(head: Head) -> bool:
    """Return whether no row of a table of contributions is of another kind than police.

    The two tables have the same columns; only a file that begins with police is looked through.
    """
    others = (b"Troop", b"Staff", b"Expert", b"Observer")
    if any(each.decode() in head.text for each in others) or "olice" not in head.text:
        return False
    with head.path.open("rb") as file:
        end = b""
        while piece := file.read(_SCANNED):
            text = end + piece
            if any(each in text for each in others):
                return False
            end = piece[-16:]
    return True
