"""What the readers of Providing for Peacekeeping share: months, stray marks, names, kinds, sexes, rows given twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty
from contingent.records.readers.hub_rows import Named, Rows
from contingent.records.readers.reading import Batch

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

PPP = "International Peace Institute, Providing for Peacekeeping"
PPP_ADDRESS = "https://github.com/IPIDataLab/PPP_Loader"
TCC = "International Peace Institute, TCC DataScraper"
TCC_ADDRESS = "https://github.com/IPIDataLab/TCC-DataScraper"


NAMED = Named(name="contributor", iso="contributor_iso_3", m49="contributor_m49")
"""The columns that name a contributor, under the names used here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The columns that hold one kind of personnel: all of them, and the women and men among them where told."""

    kind: str
    number: str
    female: str | None = None
    male: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are there."""
        return tuple(each for each in (self.number, self.female, self.male) if each is not None)


@dataclass
class Reading(Rows):
    """One file on its way from lines to rows: what it says evened and mapped, what was seen on the way noted.

    `blank_is_zero`: the file writes 0 where nothing was reported, so its zeros are no observations.
    """

    blank_is_zero: bool = False
    _seen: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)

    def batch(self, facts: Facts, rows: pl.DataFrame) -> Batch:
        """Return rows as a batch, with the complaints made since the last one."""
        return Batch(facts=facts, rows=rows, complaints=self.told())

    def end(self, facts: Facts, part: str | None = None) -> Batch:
        """Return the last batch of a file: no rows, but all remarks."""
        return Batch(facts=facts, rows=empty(facts), part=part, remarks=self.notes.remarks(), complaints=self.told())

    def unmarked(self, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """Return rows without apostrophes and blanks that trail the text of some columns; inner ones stay."""
        import polars as pl

        there = [name for name in columns if name in rows.columns]
        bare = {name: pl.col(name).str.strip_chars().str.strip_chars_end("'’ ").replace("", None) for name in there}
        marked = rows.filter(pl.any_horizontal((pl.col(name) != bare[name]).fill_null(False) for name in there))
        self.note("repaired", "an apostrophe or blank trailing a name is left out", marked)
        return rows.with_columns(bare[name].alias(name) for name in there)

    def contributors(self, rows: pl.DataFrame, columns: Named | None = None) -> pl.DataFrame:
        """Return rows with `contributor` as a code, and `named` as written where none is known.

        Rows that name nobody are complained about.
        """
        import polars as pl

        given = (columns or NAMED).of(rows)
        there = [pl.col(each).is_not_null() for each in (given.name, given.iso, given.m49) if each]
        self.complain(rows.filter(~pl.any_horizontal(there)), "names no contributor.")
        return super().contributors(rows.filter(pl.any_horizontal(there)), given)

    def operations(self, rows: pl.DataFrame, column: str = "mission") -> pl.DataFrame:
        """Return rows with `operation` as a code; one that is not known is listed and keeps its acronym.

        Rows that name no mission are complained about: they are no sums over all missions.
        """
        import polars as pl

        self.complain(rows.filter(pl.col(column).is_null()), "names no mission.")
        return super().operations(rows.filter(pl.col(column).is_not_null()), column)

    def once(self, rows: pl.DataFrame, key: Sequence[str], values: Sequence[str], what: str) -> pl.DataFrame:
        """Return rows without those given before, in this or an earlier stretch of the file.

        Rows that repeat another in every value are left out and counted; rows with the `key` of another and other
        values are complained about, for nobody can say which of them is right.
        """
        import polars as pl

        made = rows.select(
            pl.struct(key).hash(1).alias("key"), pl.struct(*key, *values).hash(2).alias("whole"), pl.col("line")
        )
        before = self._seen.get(tuple(key), made.clear())
        everything = pl.concat([before, made])
        first = everything.with_columns(
            pl.col("line").first().over("key").alias("first"), pl.col("whole").first().over("key").alias("_whole")
        ).slice(before.height)
        self._seen[tuple(key)] = everything.unique("key", keep="first", maintain_order=True)
        again = first.filter(pl.col("line") != pl.col("first"))
        if again.is_empty():
            return rows
        same = again.filter(pl.col("whole") == pl.col("_whole"))
        self.note("repaired", f"a row that repeats another in every cell is left out ({what})", same)
        other = again.filter(pl.col("whole") != pl.col("_whole"))
        self.complaints += [
            Complaint(f"{self.at} {line}", f"says otherwise than {self.at} {first} of the same {what}.")
            for line, first in other.select("line", "first").iter_rows()
        ]
        return rows.filter(~pl.col("line").is_in(again["line"].implode()))

    def agree(self, rows: pl.DataFrame, whole: str, parts: Sequence[str], what: str = "the parts count") -> None:
        """Note where a sum the file gives is not the sum of its parts, and what follows."""
        import polars as pl

        told = pl.any_horizontal(pl.col(each).is_not_null() for each in parts)
        other = rows.filter(told & (pl.col(whole) != pl.sum_horizontal(parts)))
        self.note("flagged", f"{whole} is not the sum of {', '.join(parts)}; {what}", other)

    def by_kind(
        self, rows: pl.DataFrame, index: Sequence[str], kinds: Sequence[Cells], whole: Cells | None = None
    ) -> pl.DataFrame:
        """Return one row for each kind a line reports: the columns of `index`, kind, number, female, male, line.

        A line that reports no kind is kept as kind `total` with what `whole` says, null for nothing: the contributor
        was on the list. Women and men that do not add up to the number are left out and noted.
        """
        import polars as pl

        long = pl.concat([self._of_kind(rows, index, each) for each in kinds])
        cells = whole or Cells(kind="total", number="")
        rest = self._of_kind(rows, index, cells, empty=True)
        bare = rest.join(long.select("line").unique(), on="line", how="anti")
        self.note("flagged", "listed, but nothing is reported", bare.filter(pl.col("number").is_null()))
        return pl.concat([long, bare]).sort("line", maintain_order=True)

    def _of_kind(self, rows: pl.DataFrame, index: Sequence[str], cells: Cells, empty: bool = False) -> pl.DataFrame:
        """The rows of one kind, without those that report nothing of it unless `empty`."""
        import polars as pl

        found = rows.select(*index, "line", *_columns(cells))
        people = ("number", "female", "male")
        if self.blank_is_zero:
            blank = pl.all_horizontal(pl.col(each).fill_null(0) == 0 for each in people)
            found = found.with_columns(pl.when(~blank).then(pl.col(each)).alias(each) for each in people)
        if not empty:
            found = found.filter(pl.any_horizontal(pl.col(each).is_not_null() for each in people))
        both = pl.col("female") + pl.col("male")
        lacking = found.filter(pl.col("number").is_null() & both.is_not_null())
        if lacking.height:
            self.note("repaired", f"{cells.kind}: the number is left empty; women and men are added", lacking)
            found = found.with_columns(pl.col("number").fill_null(both))
        wrong = (both != pl.col("number")).fill_null(False)
        if not empty:
            what = f"{cells.kind}: men and women do not add up to the number, which is kept; neither is used"
            self.note("flagged", what, found.filter(wrong))
        return found.with_columns(pl.when(~wrong).then(pl.col(each)).alias(each) for each in ("female", "male"))


def span(months: Iterable[date]) -> str | None:
    """Return the part of a table by months: 2014-03, or 2014-03 to 2014-08; None without months."""
    found = sorted(months)
    return " to ".join(dict.fromkeys(f"{each:%Y-%m}" for each in (found[0], found[-1]))) if found else None


def _columns(cells: Cells) -> list[pl.Expr]:
    """The columns of one kind under the names they have in facts of personnel."""
    import polars as pl

    asked: Iterable[tuple[str, str | None]] = (
        ("number", cells.number), ("female", cells.female), ("male", cells.male),
    )  # fmt: skip
    made = [pl.lit(cells.kind).alias("kind")]
    for name, column in asked:
        found = pl.col(column) if column else pl.lit(None)
        made.append(found.cast(pl.Int64).alias(name))
    return made
