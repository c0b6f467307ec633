"""Taking in one published file: read ahead in a thread, packed and stored stretch by stretch, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from contingent.base.complaints import Complaint
from contingent.base.errors import InputError
from contingent.project.recording.doubles import Doubles
from contingent.records.facts import Facts
from contingent.records.intakes import Block
from contingent.records.readers.ahead import ahead
from contingent.records.readers.reading import Batch, Head, Reader, Remark
from contingent.records.readers.spelling import Spelling
from contingent.store.blocks import packed
from contingent.store.store import Store

if TYPE_CHECKING:
    import polars as pl

MOST_PERSONS = 1_000_000
"""More persons than this in one row are a misprint: all operations together never had 130,000."""

MOST_COMPLAINTS = 10_000
"""Complaints after which a file that is refused anyway is not read on."""

_FACTORS = tuple(range(2, 8))
_PEOPLE = (Facts.PERSONNEL, Facts.MEANS)
_DIGITS = re.compile(r"\d+")


@dataclass
class Taken:
    """What was found in one file."""

    part: str | None = None
    publisher: str | None = None
    rows: int = 0
    remarks: list[Remark] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    shares: list[pl.DataFrame] = field(default_factory=list)

    @property
    def months(self) -> tuple[str, ...]:
        """First and last month, none where the rows have no months."""
        return tuple(f"{day:%Y-%m}" for day in (self.first, self.last) if day is not None)

    @property
    def unmapped(self) -> tuple[Remark, ...]:
        """What could not be mapped to a code."""
        return tuple(each for each in self.remarks if each.act == "not mapped")


class _Ready(NamedTuple):
    """A batch with those of its rows that may be stored, and how many figures of each month have which factors."""

    batch: Batch
    rows: pl.DataFrame
    shares: pl.DataFrame | None


@dataclass(frozen=True, kw_only=True)
class Taking:
    """One file to be taken in, and how; `tell` is told how many rows have been read."""

    store: Store
    head: Head
    reader: Reader
    spelling: Spelling
    snapshot: str
    skip: bool = False
    tell: Callable[[str], None] | None = None

    def take(self) -> Taken:
        """Store the rows of the file as blocks and return what was found.

        A file with doubles is read a second time. Rows in `complaints` are not stored; unless `skip` nothing is once
        there is a complaint. Raises InputError where the whole file cannot be read.
        """
        doubles = Doubles(at=self._at)
        with suppress(_AgainError), self.store.step(f"Read {self.head.path.name}"):
            taken = self._read(doubles)
            if taken.complaints and not self.skip:
                return taken
            suspects = doubles.suspects()
            if suspects.len() == 0:
                return taken
            raise _AgainError
        return self._read(Doubles(at=self._at, doubtful=suspects))

    @property
    def _at(self) -> str:
        return "object" if self.head.keys else "line"

    def _read(self, doubles: Doubles) -> Taken:
        taken, place = Taken(), 0
        for ready in ahead(self._ready(doubles)):
            self._count(taken, ready)
            if ready.rows.height and (self.skip or not taken.complaints):
                place += 1
                self._store(place, ready.batch.facts, ready.rows)
            if len(taken.complaints) > MOST_COMPLAINTS and not self.skip:
                taken.complaints.append(Complaint(self.head.path.name, "There are more; the rest was not read."))
                return taken
            if self.tell is not None:
                self.tell(f"{self.head.path.name}: {taken.rows:,} rows")
        for facts, rows in doubles.settled():
            taken.rows += rows.height
            place += 1
            if rows.height:
                self._store(place, facts, rows)
        taken.remarks += doubles.notes.remarks()
        taken.complaints += doubles.complaints
        taken.complaints.sort(key=_place)
        return taken

    def _ready(self, doubles: Doubles) -> Iterator[_Ready]:
        """Read, check and sum up: all that needs no store and so may run in a thread of its own."""
        for batch in self.reader.read(self.head, self.spelling):
            sound = _possible(batch, self._at)
            rows = doubles.pass_on(sound)
            yield _Ready(sound, rows, _shares(sound) if sound.facts is Facts.PERSONNEL and sound.rows.height else None)

    def _count(self, taken: Taken, ready: _Ready) -> None:
        batch = ready.batch
        taken.part = batch.part if batch.part is not None else taken.part
        taken.publisher = batch.publisher or taken.publisher
        taken.remarks += batch.remarks
        taken.complaints += batch.complaints
        taken.rows += ready.rows.height
        if ready.shares is not None:
            taken.shares.append(ready.shares)
        if "month" in batch.rows.columns and batch.rows["month"].dtype.is_temporal() and batch.rows.height:
            low, high = batch.rows["month"].min(), batch.rows["month"].max()
            if isinstance(low, date) and isinstance(high, date):
                taken.first, taken.last = min(taken.first or low, low), max(taken.last or high, high)

    def _store(self, place: int, facts: Facts, rows: pl.DataFrame) -> None:
        self.store.blocks.add(
            Block(
                id=f"{self.snapshot}/{place}",
                snapshot=self.snapshot,
                place=place,
                facts=facts.value,
                rows=rows.height,
                body=packed(rows),
            )
        )


class _AgainError(Exception):
    """The file has doubles and must be read with an eye on them."""


def _possible(batch: Batch, at: str) -> Batch:
    """Return a batch without rows of more people than there can be, which are complained about."""
    import dataclasses

    import polars as pl

    if batch.facts not in _PEOPLE or batch.rows.is_empty():
        return batch
    wrong = pl.max_horizontal("number", "female", "male") > MOST_PERSONS
    found = batch.rows.filter(wrong)
    if found.is_empty():
        return batch
    complaints = [
        Complaint(f"{at} {line}", f"{number:,} persons are more than all operations ever had.")
        for line, number in found.select("line", pl.max_horizontal("number", "female", "male")).iter_rows()
    ]
    keep = ~wrong.fill_null(False)
    return dataclasses.replace(
        batch,
        rows=batch.rows.filter(keep),
        days=None if batch.days is None else batch.days.filter(batch.rows.select(keep).to_series()),
        complaints=(*batch.complaints, *complaints),
    )


def _shares(batch: Batch) -> pl.DataFrame:
    """Return by month how many figures there are and how many are multiples of 2 to 7: month, figures, 2, ..., 7."""
    import polars as pl

    given = batch.rows.lazy().filter(pl.col("number") > 0).select("month", "number")
    multiples = [(pl.col("number") % factor == 0).sum().alias(str(factor)) for factor in _FACTORS]
    return given.group_by("month").agg(pl.len().alias("figures"), *multiples).collect()


def suspicious(shares: Iterable[pl.DataFrame], least: float) -> bool:
    """Return whether in any month at least this share of the figures are multiples of one number."""
    import polars as pl

    listed = list(shares)
    if not listed:
        return False
    summed = pl.concat(listed).group_by("month").sum()
    most = pl.max_horizontal(str(factor) for factor in _FACTORS)
    return summed.filter((most >= least * pl.col("figures")) & (pl.col("figures") > 0)).height > 0


def _place(complaint: Complaint) -> int:
    found = _DIGITS.search(complaint.record)
    return int(found[0]) if found else 1 << 62


def unreadable(path: str, error: Exception) -> InputError:
    """Return the error of a file that broke its reader."""
    return InputError(
        f"The file cannot be read ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}).",
        record=path,
        remedy="Fetch it again; if it is whole, its format has changed.",
    )
