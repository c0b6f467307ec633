"""Doubles: rows of one file about the same cell, found without keeping the rows.

Of each row a number of eight bytes that stands for its cell (month, contributor, operation and so on) and kind is kept
while the file is read, and its kind. Where a file turns out to have doubles, which is rare, it is read once more and
the rows of those cells are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts
from contingent.records.kinds import PARTS
from contingent.records.readers.reading import Batch, Notes

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

CELL: dict[Facts, tuple[str, ...]] = {
    Facts.PERSONNEL: ("month", "contributor", "operation", "named"),
    Facts.MEANS: ("year", "contributor", "operation", "named"),
    Facts.INDICATORS: ("year", "state", "indicator", "named"),
    Facts.STATISTICS: ("month", "scope", "name", "measure"),
}
"""What a cell is, where two rows of one may not differ. Places, deaths and lists of operations may repeat."""

_OTHER = 255
"""The kind of rows of facts that have none."""

_AT_ONCE = 2_000_000

_SUMS = {kind: tuple(part for part in parts if part != kind) for kind, parts in PARTS.items() if len(parts) > 1}


@dataclass
class Doubles:
    """What has been seen of a file, and of which cells rows are kept back because they are in doubt."""

    at: str = "line"
    doubtful: pl.Series | None = None
    notes: Notes = field(default_factory=Notes)
    complaints: list[Complaint] = field(default_factory=list)
    _rows: list[np.ndarray] = field(default_factory=list)
    _kinds: list[np.ndarray] = field(default_factory=list)
    _back: dict[Facts, list[pl.DataFrame]] = field(default_factory=dict)

    def pass_on(self, batch: Batch) -> pl.DataFrame:
        """Return the rows of a batch that may be stored at once; those in doubt are kept back."""
        import polars as pl

        key = CELL.get(batch.facts)
        if key is None or batch.rows.is_empty():
            return batch.rows
        cells = batch.rows.select(key).hash_rows(seed=list(CELL).index(batch.facts))
        if self.doubtful is None:
            self._see(batch, cells)
            return batch.rows
        doubt = cells.is_in(self.doubtful.implode())
        if doubt.any():
            days = (
                batch.days if batch.days is not None else pl.Series([None], dtype=pl.Date).new_from_index(0, len(cells))
            )
            kept = batch.rows.with_columns(days.alias("_day"), cells.alias("_cell")).filter(doubt)
            self._back.setdefault(batch.facts, []).append(kept)
        return batch.rows.filter(~doubt)

    def _see(self, batch: Batch, cells: pl.Series) -> None:
        """Keep number and kind of each row whose contributor is known by code or name."""
        import polars as pl

        kinds = pl.repeat(_OTHER, len(cells), dtype=pl.UInt8, eager=True)
        if batch.facts is Facts.PERSONNEL:
            kind = batch.rows["kind"].cast(pl.Enum(list(PARTS)), strict=False)
            kinds = kind.to_physical().cast(pl.UInt8).fill_null(_OTHER)
            known = batch.rows["contributor"].is_not_null() | batch.rows["named"].is_not_null()
            cells, kinds = cells.filter(known), kinds.filter(known)
        self._kinds.append(kinds.to_numpy())
        self._rows.append(cells.to_numpy() ^ _mark(self._kinds[-1]))

    def suspects(self) -> pl.Series:
        """Return the cells that have two rows of one kind, or a sum beside its parts."""
        import numpy as np
        import polars as pl

        present = np.zeros(256, dtype=np.int64)
        for kinds in self._kinds:
            present += np.bincount(kinds, minlength=256)
        places = {kind: place for place, kind in enumerate(PARTS)}
        mixed = [
            (places[kind], [places[part] for part in parts])
            for kind, parts in _SUMS.items()
            if present[places[kind]] and any(present[places[part]] for part in parts)
        ]
        found = []
        shares = 1 + sum(rows.size for rows in self._rows) // _AT_ONCE
        for share in range(shares):
            found.append(self._cells_of(self._twice(share, shares)))
            found += [np.intersect1d(self._cells({kind}, share, shares), self._cells(set(parts), share, shares))
                      for kind, parts in mixed]  # fmt: skip
        return pl.Series(np.unique(np.concatenate(found)) if found else [], dtype=pl.UInt64)

    def _twice(self, share: int, shares: int) -> np.ndarray:
        """The numbers of rows that are there more than once; a share of them at a time, to spare memory."""
        import numpy as np
        import polars as pl

        some = [rows if shares == 1 else rows[rows % shares == share] for rows in self._rows]
        rows = pl.Series(np.concatenate(some) if some else [], dtype=pl.UInt64)
        if rows.n_unique() == rows.len():
            return rows[:0].to_numpy()
        return rows.filter(rows.is_duplicated()).unique().to_numpy()

    def _cells_of(self, twice: np.ndarray) -> np.ndarray:
        """The cells of rows with these numbers."""
        import numpy as np

        if not twice.size:
            return twice
        return np.concatenate(
            [(rows ^ _mark(kinds))[np.isin(rows, twice)] for rows, kinds in zip(self._rows, self._kinds, strict=True)]
        )

    def _cells(self, wanted: set[int], share: int, shares: int) -> np.ndarray:
        """The cells that have rows of some kinds, a share of them at a time."""
        import numpy as np

        found = []
        for rows, kinds in zip(self._rows, self._kinds, strict=True):
            cells = (rows ^ _mark(kinds))[np.isin(kinds, list(wanted))]
            found.append(cells[cells % shares == share])
        return np.concatenate(found)

    def settled(self) -> Iterator[tuple[Facts, pl.DataFrame]]:
        """Yield the rows kept back that can be believed; the others are noted or complained about."""
        import polars as pl

        for facts, kept in self._back.items():
            rows = self._later(facts, pl.concat(kept).sort("line", maintain_order=True))
            rows = self._once(facts, rows)
            if facts is Facts.PERSONNEL:
                rows = self._without_sums(rows)
            yield facts, rows.drop("_day", "_cell")

    def _key(self, facts: Facts) -> list[str]:
        return [*CELL[facts], *(["kind"] if facts is Facts.PERSONNEL else [])]

    def _later(self, facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
        """Where a month is there of two days, keep the later day."""
        import polars as pl

        latest = pl.col("_day").max().over(self._key(facts))
        older = rows.filter(pl.col("_day") < latest)
        for (day, month), group in older.group_by("_day", "month", maintain_order=True):
            self._note("repaired", f"{month:%Y-%m} is there of two days; rows of {day:%Y-%m-%d} are left out", group)
        return rows.filter(~(pl.col("_day") < latest).fill_null(False))

    def _once(self, facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
        """Leave out rows that repeat another; complain about those that say otherwise."""
        import polars as pl

        key = self._key(facts)
        told = [name for name in rows.columns if name not in (*key, "line", "_day", "_cell")]
        said = pl.struct(told).n_unique().over(key) if told else pl.lit(1)
        rows = rows.with_columns(said.alias("_said"), pl.col("line").first().over(key).alias("_first"))
        if "contributor" in rows.columns:
            nobody = pl.col("contributor").is_null() & pl.col("named").is_null()
            rows = rows.with_columns(
                pl.when(nobody).then(1).otherwise("_said").alias("_said"),
                pl.when(nobody).then("line").otherwise("_first").alias("_first"),
            )
        other = rows.filter(pl.col("_said") > 1)
        for (first,), group in other.group_by(pl.col("_first"), maintain_order=True):
            self._complain_of(facts, first, group.select("line", pl.struct(told).alias("figures")))
        rows = rows.filter(pl.col("_said") <= 1)
        again = rows.filter(pl.col("line") != pl.col("_first"))
        self._note("repaired", f"a row repeats another ({_words(facts)}) in every figure and is left out", again)
        return rows.filter(pl.col("line") == pl.col("_first")).drop("_said", "_first")

    def _complain_of(self, facts: Facts, first: int, rows: pl.DataFrame) -> None:
        """Complain about every row of a cell after the first, whether it has the first's figures or others."""
        (_, figures), *later = rows.iter_rows()
        other = next(line for line, found in later if found != figures)
        for line, found in later:
            same = f"and the same figures, but {self.at} {other} has others"
            what = (
                f"The same {_words(facts)} as on {self.at} {first}, {same if found == figures else 'but other figures'}"
            )
            self.complaints.append(Complaint(f"{self.at} {line}", f"{what}; nobody can say which are right."))

    def _without_sums(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Leave out sums that stand beside their parts; complain about those the parts do not come to."""
        import polars as pl

        for kind, parts in _SUMS.items():
            of_parts = rows.filter(pl.col("kind").is_in(parts))
            added = of_parts.group_by("_cell").agg(
                pl.col("number").sum().alias("_added"), pl.col("line").min().alias("_at")
            )
            beside = rows.filter(pl.col("kind") == kind).join(added, on="_cell", maintain_order="left")
            wrong = beside.filter(pl.col("number") != pl.col("_added"))
            for line, number, total, at in wrong.select("line", "number", "_added", "_at").iter_rows():
                what = f"{kind} {number}, but its parts ({self.at} {at} and others) come to {total}."
                self.complaints.append(Complaint(f"{self.at} {line}", what))
            self._note("repaired", f"{kind} beside its parts is left out, being their sum", beside.filter(
                (pl.col("number") == pl.col("_added")).fill_null(True)
            ))  # fmt: skip
            bad = wrong["_cell"].to_list()
            gone = (pl.col("kind") == kind) & pl.col("_cell").is_in(beside["_cell"].to_list())
            rows = rows.filter(~gone & ~(pl.col("_cell").is_in(bad) & pl.col("kind").is_in(parts)))
        return rows

    def _note(self, act: str, what: str, rows: pl.DataFrame) -> None:
        if rows.height:
            self.notes.add(act, what, rows["line"].head(20).to_list(), rows.height)


def _mark(kinds: np.ndarray) -> np.ndarray:
    """A number for each kind, by which the number of a row differs from that of its cell."""
    import numpy as np

    marks = (np.arange(256, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    found: np.ndarray = marks[kinds]
    return found


def _words(facts: Facts) -> str:
    """What makes a cell, in words."""
    words = [each for each in CELL[facts] if each != "named"]
    words += ["kind"] if facts is Facts.PERSONNEL else []
    return f"{', '.join(words[:-1])} and {words[-1]}"
