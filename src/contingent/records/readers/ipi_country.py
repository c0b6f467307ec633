"""Providing for Peacekeeping, country files: one contributor by month and kind; its name stands in the file name."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.delimited import stretches
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-countries"
TITLE = "Contributions by country, monthly, by type of personnel"
PUBLISHER = "International Peace Institute, Providing for Peacekeeping"
ADDRESS = "https://github.com/IPIDataLab/PPP_Loader"
RANK = 40

_KINDS = ("troops", "police", "experts")


def recognises(head: Head) -> bool:
    """Return whether the header is Date, Troops, Police, Experts."""
    return head.columns == ("date", *_KINDS)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield the rows of the file, three for each line: one a kind. See `reading.Reader`."""
    import polars as pl

    name = head.path.stem.strip()
    notes = Notes()
    if not name or name.startswith(".csv"):
        notes.add("left out", "the file name names no contributor, so its rows belong to nobody", [2])
        yield Batch(facts=Facts.PERSONNEL, rows=empty(Facts.PERSONNEL), remarks=notes.remarks())
        return
    code = spelling.contributor(name)
    if code is None:
        notes.add("not mapped", f"contributor {name!r}", [1])
    for stretch in stretches(head.path, numbers=_KINDS):
        month = pl.col("date").str.to_date("%Y-%m-%d", strict=False).dt.truncate("1mo")
        rows = stretch.rows.with_columns(month.alias("month"))
        wrong = rows.filter(pl.col("month").is_null())
        complaints = [
            Complaint(f"line {line}", f"date {date!r} is not a day such as 2013-11-30.")
            for line, date in wrong.select("line", "date").iter_rows()
        ]
        rows = rows.filter(pl.col("month").is_not_null())
        long = rows.unpivot(_KINDS, index=["month", "line"], variable_name="kind", value_name="number")
        long = long.filter(pl.col("number").is_not_null())
        yield Batch(
            facts=Facts.PERSONNEL,
            rows=shaped(Facts.PERSONNEL, long, contributor=code, named=name if code is None else None),
            part=code or name,
            remarks=notes.remarks(),
            complaints=(*stretch.complaints, *complaints),
        )
        notes = Notes()
