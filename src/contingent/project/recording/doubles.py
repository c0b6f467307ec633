"""Doubles: rows of one file about the same cell, found without keeping the rows.

Of each row two numbers are kept while the file is read: one that stands for its cell (month, contributor, operation
and so on) and one for cell and kind. Where a file turns out to have doubles, which is rare, it is read once more and
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

_SUMS = {kind: tuple(part for part in parts if part != kind) for kind, parts in PARTS.items() if len(parts) > 1}


@dataclass
class Doubles:
    """What has been seen of a file, and of which cells rows are kept back because they are in doubt."""

    at: str = "line"
    doubtful: pl.Series | None = None
    notes: Notes = field(default_factory=Notes)
    complaints: list[Complaint] = field(default_factory=list)
    _cells: list[np.ndarray] = field(default_factory=list)
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
        """Keep the two numbers of each row whose contributor is known by code or name."""
        import polars as pl

        rows = cells
        if batch.facts is Facts.PERSONNEL:
            kinds = (
                batch.rows["kind"].cast(pl.Enum(list(PARTS)), strict=False).to_physical().cast(pl.UInt8).fill_null(255)
            )
            known = batch.rows["contributor"].is_not_null() | batch.rows["named"].is_not_null()
            rows = pl.select(cells ^ (kinds.cast(pl.UInt64) + 1) * 0x9E3779B97F4A7C1).to_series()
            cells, kinds, rows = cells.filter(known), kinds.filter(known), rows.filter(known)
            self._kinds.append(kinds.to_numpy())
        else:
            self._kinds.append(pl.repeat(255, len(cells), dtype=pl.UInt8, eager=True).to_numpy())
        self._cells.append(cells.to_numpy())
        self._rows.append(rows.to_numpy())

    def suspects(self) -> pl.Series:
        """Return the cells that have two rows of one kind, or a sum beside its parts."""
        import numpy as np
        import polars as pl

        if not self._rows:
            return pl.Series([], dtype=pl.UInt64)
        rows = np.concatenate(self._rows)
        once = pl.Series(rows).n_unique() == rows.size
        twice = rows[:0] if once else pl.Series(rows).filter(pl.Series(rows).is_duplicated()).unique().to_numpy()
        kinds = np.concatenate(self._kinds)
        places = {kind: place for place, kind in enumerate(PARTS)}
        present = {int(each) for each in np.flatnonzero(np.bincount(kinds, minlength=256))}
        sums = [kind for kind, parts in _SUMS.items() if _mixed(places[kind], {places[p] for p in parts}, present)]
        if not twice.size and not sums:
            return pl.Series([], dtype=pl.UInt64)
        cells = np.concatenate(self._cells)
        found = [cells[np.isin(rows, twice)]]
        for kind in sums:
            of_parts = np.isin(kinds, [places[part] for part in _SUMS[kind]])
            found.append(np.intersect1d(cells[kinds == places[kind]], cells[of_parts]))
        return pl.Series(np.unique(np.concatenate(found)), dtype=pl.UInt64)

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
            lines = group["line"].to_list()
            what = (
                f"The same {_words(facts)} as on {self.at} {first}, but other figures; nobody can say which are right."
            )
            self.complaints += [Complaint(f"{self.at} {line}", what) for line in lines[1:]]
        rows = rows.filter(pl.col("_said") <= 1)
        again = rows.filter(pl.col("line") != pl.col("_first"))
        self._note("repaired", f"a row repeats another ({_words(facts)}) in every figure and is left out", again)
        return rows.filter(pl.col("line") == pl.col("_first")).drop("_said", "_first")

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


def _mixed(kind: int, parts: set[int], present: set[int]) -> bool:
    """Return whether a file has both rows of a sum and rows of its parts."""
    return kind in present and bool(parts & present)


def _words(facts: Facts) -> str:
    """What makes a cell, in words."""
    words = [each for each in CELL[facts] if each != "named"]
    words += ["kind"] if facts is Facts.PERSONNEL else []
    return f"{', '.join(words[:-1])} and {words[-1]}"
