"""Intakes: published files taken into the record, and which of them a newer one has taken the place of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.records.contributions import Snapshot

if TYPE_CHECKING:
    import polars as pl

CELL = ("table", "month", "contributor", "operation", "kind")
"""What two files of one table may both tell of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What was taken in with one snapshot: which published table, which part of it, and what was noted on the way.

    `table` is the id of the reader, `part` what of the table this file is (a contributor, a month; None: all of it),
    `months` the first and last month in it, `rows` the rows of the file. `remarks` say what was repaired, flagged or
    left out, `set_aside` names months whose rows stay readable but are not used, `validator` is what a server gave to
    ask again whether a file has changed.
    """

    snapshot: str
    table: str
    part: str | None = None
    file: str | None = None
    rows: int = 0
    months: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    validator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of rows of one snapshot, kept column by column: `body` is a Parquet file of the shape of `facts`."""

    id: str
    snapshot: str
    place: int
    facts: str
    rows: int
    body: bytes


def checksum(body: bytes) -> str:
    """Return the SHA-256 of a block's body, kept beside it: a changed byte could otherwise be another number."""
    return hashlib.sha256(body).hexdigest()


def order(intake: Intake, snapshots: Mapping[str, Snapshot]) -> date:
    """Return the day a snapshot was retrieved; the first of all days if nobody said."""
    found = snapshots.get(intake.snapshot)
    if found is None:
        raise NotFoundError("There is no such snapshot.", record=intake.snapshot, remedy="Import the file again.")
    return found.retrieved or date.min


EXTRACT = 0.5
"""A newer file with fewer rows than this share of an older one is an extract, not a new edition."""


def latest(intakes: Iterable[Intake], snapshots: Mapping[str, Snapshot]) -> tuple[Intake, ...]:
    """Return of each part of a table the newest intake, in the order given.

    Newer is the later day of retrieval; of one day, the one taken in later. An intake of a whole table (no part) takes
    the place of older ones of its parts as well.
    """
    return _standing(intakes, snapshots, lambda newer, older: True)


def current(intakes: Iterable[Intake], snapshots: Mapping[str, Snapshot]) -> tuple[Intake, ...]:
    """Return the intakes that tell personnel: the latest, and older ones that a newer one does not take the place of.

    A newer file that ends sooner or begins later, or has less than half the rows, is an extract: it takes the place
    only of what it has (`newest`), and the older one stays current for the rest, unless those months are set aside.
    """
    return _standing(intakes, snapshots, _covers)


def _standing(
    intakes: Iterable[Intake], snapshots: Mapping[str, Snapshot], supersedes: Callable[[Intake, Intake], bool]
) -> tuple[Intake, ...]:
    kept: list[Intake] = []
    above: dict[tuple[str, str | None], list[Intake]] = {}
    listed = sorted(enumerate(intakes), key=lambda each: (order(each[1], snapshots), each[0]), reverse=True)
    places = {each.snapshot: place for place, each in listed}
    for _, each in listed:
        newer = [*above.get((each.table, each.part), ()), *above.get((each.table, None), ())]
        if not any(supersedes(one, each) for one in newer):
            kept.append(each)
        above.setdefault((each.table, each.part), []).append(each)
    return tuple(sorted(kept, key=lambda each: places[each.snapshot]))


def _covers(newer: Intake, older: Intake) -> bool:
    """Whether a newer file has the time of an older one and much the same size; without months it is whole."""
    if not newer.months or not older.months:
        return True
    first, last = older.months[0], older.months[-1]
    while last in older.set_aside and last > first:
        last = str(Month.parse(last).plus(-1))
    return newer.months[0] <= first and last <= newer.months[-1] and newer.rows >= EXTRACT * older.rows


def newest(rows: pl.DataFrame, intakes: Iterable[Intake], snapshots: Mapping[str, Snapshot]) -> pl.DataFrame:
    """Return rows of personnel (with `table` and `snapshot`) without those that a newer file of the same table has too.

    Of two files of one part the newer tells all of a contributor's month. Files of different parts may overlap as well,
    two templates for example: there the newer tells the cells it has, so that the same people do not count twice.
    """
    import polars as pl

    listed = [each for _, each in sorted(enumerate(intakes), key=lambda each: (order(each[1], snapshots), each[0]))]
    for place, older in enumerate(listed):
        over = [each.snapshot for each in listed[place + 1 :] if same_part(each, older)]
        if over:
            told = rows.filter(pl.col("snapshot").is_in(over)).select("month", "contributor").unique()
            told = told.with_columns(pl.lit(older.snapshot).alias("snapshot"))
            rows = rows.join(told, on=["month", "contributor", "snapshot"], how="anti", nulls_equal=True)
    ages = {each.snapshot: age for age, each in enumerate(listed)}
    age = pl.col("snapshot").replace_strict(ages, default=-1, return_dtype=pl.Int32)
    latest = (age == age.max().over(CELL)) | pl.col("contributor").is_null()
    return rows.filter(latest)


def same_part(newer: Intake, older: Intake) -> bool:
    """Return whether a file may take the place of another: of the same part of a table, or of the whole table."""
    return newer.table == older.table and newer.part in (older.part, None)
