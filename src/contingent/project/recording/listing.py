"""What has been taken into the record, and what of it counts; the user's own spellings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.errors import InputError, NotFoundError
from contingent.records.figures import WORLD
from contingent.records.intakes import current
from contingent.records.readers import template
from contingent.records.readers.delimited import stretches
from contingent.records.readers.spelling import Spelling, shipped
from contingent.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One published file on record. `state` is current, or superseded by a newer snapshot."""

    snapshot: str
    table: str
    part: str | None
    file: str | None
    state: str
    retrieved: date | None
    months: tuple[str, ...]
    rows: int
    publisher: str
    title: str
    address: str | None
    sha256: str | None
    set_aside: tuple[str, ...]
    remarks: tuple[str, ...]


def listed(store: Store, *, table: str | None = None) -> tuple[Listed, ...]:
    """Return the published files on record, by table, part and day; of one table if named.

    Raises NotFoundError for a table of which nothing is on record.
    """
    intakes = store.intakes.find()
    snapshots = {each.id: each for each in store.snapshots.find()}
    counting = {each.snapshot for each in current(intakes, snapshots)}
    found = [
        Listed(
            snapshot=each.snapshot,
            table=each.table,
            part=each.part,
            file=each.file,
            state="current" if each.snapshot in counting else "superseded",
            retrieved=snapshots[each.snapshot].retrieved,
            months=each.months,
            rows=each.rows,
            publisher=snapshots[each.snapshot].publisher,
            title=snapshots[each.snapshot].title,
            address=snapshots[each.snapshot].address,
            sha256=snapshots[each.snapshot].sha256,
            set_aside=each.set_aside,
            remarks=each.remarks,
        )
        for each in intakes
        if table in (None, each.table)
    ]
    if table is not None and not found:
        there = ", ".join(sorted({each.table for each in intakes})) or "none"
        raise NotFoundError(f"Nothing of {table!r} is on record.", remedy=f"Tables on record: {there}.")
    return tuple(sorted(found, key=lambda each: (each.table, each.part or "", each.retrieved or date.min)))


def own_spelling(path: Path, codes: Collection[str]) -> Spelling:
    """Return the spellings known, with those of a file of the user's: CSV with the columns name and code.

    Raises ComplaintsError for rows whose code is none of `codes`, InputError where the file has no such columns.
    """
    pairs: list[tuple[str, str]] = []
    complaints: list[Complaint] = []
    if not path.is_file():
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.")
    for stretch in stretches(path):
        if not {"name", "code"} <= set(stretch.rows.columns):
            raise InputError(
                "The file of names has no columns name and code.",
                record=path.name,
                remedy="Write `name,code` in its first line, then one spelling a line: `Korea (ROK),KOR`.",
            )
        complaints += stretch.complaints
        for line, name, code in stretch.rows.select("line", "name", "code").iter_rows():
            known = (code or "").strip().upper()
            if not name or (known not in codes and known != WORLD):
                complaints.append(Complaint(f"line {line}", f"{code!r} is no code of a state.", "Use ISO alpha-3."))
                continue
            pairs.append((name, known))
    raise_complaints(path.name, complaints)
    return shipped().with_names(pairs)


def template_text() -> str:
    """Return the CSV template with an example."""
    return template.text()


def template_columns() -> dict[str, str]:
    """Return the columns of the template and what stands in each."""
    return dict(template.COLUMNS)
