"""Peace and Security Data Hub, DPO-UCLATEST: all contributors of one month by rank, women and men; CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.hub_publishers import doubt, of_portal
from contingent.records.readers.hub_rows import HUB, HUB_ADDRESS, Rows
from contingent.records.readers.objects import table
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "un-ranks"
TITLE = "Contributors by rank in the latest month (DPO-UCLATEST)"
PUBLISHER = HUB
ADDRESS = f"{HUB_ADDRESS}/dataset/DPO-UCLATEST"
RANK = 20

COLUMNS = (
    "isocode3", "contributing_country", "personnel_contribution_rank", "female_personnel", "male_personnel",
    "total_uniformed_personnel", "last_reporting_date",
)  # fmt: skip
"""The columns by which the table is known."""


def recognises(head: Head) -> bool:
    """Return whether the table has the hub's columns of ranks."""
    return head.has(*COLUMNS) and not of_portal(head)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel of kind total; the part is the month. See `reading.Reader`."""
    import polars as pl

    rows = Rows.of(head, spelling)
    if said := doubt(head):
        rows.notes.add("flagged", said)
    months: set[str] = set()
    numbers = COLUMNS[2:6]
    for stretch in table(head, numbers=numbers):
        rows.notes.columns(stretch.rows.columns, (*COLUMNS, "id", "m49_code"))
        found = rows.people(rows.contributors(rows.dated(stretch.rows, COLUMNS[-1])), whole=COLUMNS[5])
        months.update(found["month"].unique().dt.strftime("%Y-%m"))
        yield Batch(
            facts=Facts.PERSONNEL,
            rows=shaped(Facts.PERSONNEL, found, kind="total"),
            days=found["day"],
            complaints=(*stretch.complaints, *rows.told()),
        )
        above = pl.col("total_uniformed_personnel").rank("min", descending=True)
        odd = found.filter(above.over("month") != pl.col("personnel_contribution_rank"))
        rows.note("flagged", "the rank is not the one that the totals give", odd)
    part = " to ".join(sorted({min(months), max(months)})) if months else None
    yield Batch(facts=Facts.PERSONNEL, rows=empty(Facts.PERSONNEL), part=part, remarks=rows.notes.remarks())
