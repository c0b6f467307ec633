"""A contributor's year: the printed yearly figure, what it says when all its months are counted, and how surely.

The published yearly figures are twelfths of sums over the months their maker had (`records.annual_months`). A figure
over `months` months is scaled by 12 / months; each of its cells was rounded to a whole person, so the scaled figure
lies within half a person a cell, times 12 / months, either side. A cell of 0 may hide up to half a person too; that is
not in the range. Zeros are filled in for every pair of contributor and operation; a pair whose row is absent is not 0.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.errors import InputError, NotFoundError
from contingent.records.annual_months import (
    Basis,
    Recomputed,
    YearMonths,
    by_level,
    by_operation,
    declared,
    recomputed,
)
from contingent.records.facts import Facts
from contingent.records.figures import WORLD, Figures

if TYPE_CHECKING:
    import polars as pl


class Standing(StrEnum):
    """What a contributor's yearly figure is worth as a statement.

    reported: persons were counted. zero-filled: nothing but zeros that the table fills in. incomplete: rows of some
    operations are absent. absent: the table has no row.
    """

    REPORTED = "reported"
    ZERO_FILLED = "zero-filled"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualFigure:
    """A yearly figure (persons, mean over the year).

    `printed` is the sum of the cells as published, `cells` how many of them are not 0, `value` the figure for twelve
    months within `low` and `high` (None: no bound, as cells are absent). `missing` are operations whose row is absent.
    """

    year: int
    contributor: str
    standing: Standing
    printed: int | None = None
    cells: int = 0
    months: int | None = None
    basis: Basis = Basis.UNKNOWN
    evidence: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    missing: tuple[str, ...] = ()
    note: str = ""
    snapshot: str | None = None
    lines: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The figure in short: `1 -> 1.1`, `36` where the sum held twelve months, `0 (zero-filled)`, `absent`."""
        if self.standing is Standing.ABSENT:
            return "absent"
        if self.standing is Standing.ZERO_FILLED:
            return "0 (zero-filled)"
        more = " (incomplete)" if self.standing is Standing.INCOMPLETE else ""
        if self.value is None:
            return f"{self.printed:,} -> ?{more}"
        if self.months == 12:
            return f"{self.printed:,}{more}"
        return f"{self.printed:,} -> {f'{self.value:,.1f}'.removesuffix('.0')}{more}"


@dataclass(frozen=True)
class Annual:
    """The yearly figures of a record and what is known of their months; frames are made when first asked for."""

    figures: Figures

    @property
    def years(self) -> tuple[int, ...]:
        """The years there are figures of."""
        return tuple(sorted(self._cells["year"].unique().to_list()))

    @cached_property
    def months(self) -> tuple[YearMonths, ...]:
        """Which months the sums of each year held, by the best evidence there is; a year may have two entries."""
        return tuple(each for year in self.years for each in self._months(year))

    @cached_property
    def recomputed(self) -> tuple[Recomputed, ...]:
        """How many printed cells the monthly record gives, for each year of which it has every month."""
        tried = (recomputed(year, self._of(year), self._monthly(year)) for year in self.years)
        return tuple(each for each in tried if each is not None)

    @cached_property
    def cut_off(self) -> dict[int, int]:
        """Years that list less than half as many contributors as another, with how many they list."""
        import polars as pl

        listed = self._cells.group_by("year").agg(pl.col("contributor").n_unique().alias("n"))
        most = max(listed["n"].to_list(), default=0)
        return {year: n for year, n in listed.sort("year").iter_rows() if 2 * n < most}

    def series(
        self, contributor: str, *, operation: str | None = None, sex: str | None = None
    ) -> tuple[AnnualFigure, ...]:
        """Return a contributor's figure of each year the table has; see `figure`."""
        return tuple(self.figure(contributor, year, operation=operation, sex=sex) for year in self.years)

    def figure(
        self, contributor: str, year: int, *, operation: str | None = None, sex: str | None = None
    ) -> AnnualFigure:
        """Return a contributor's figure of a year.

        Args:
            contributor: actor code; WORLD and groups are asked of `total`.
            year: the year.
            operation: operation code; None: all operations together.
            sex: female or male; None: both together.
        """
        import polars as pl

        rows = self._of(year).filter(pl.col("contributor") == contributor)
        missing = self._missing(year, contributor)
        if operation is not None:
            rows = rows.filter(pl.col("operation") == operation)
            missing = tuple(each for each in missing if each == operation)
        if not rows.height:
            return AnnualFigure(
                year=year,
                contributor=contributor,
                standing=Standing.ABSENT,
                missing=missing,
                note=self._why_absent(year),
            )
        rows = rows.with_columns(pl.col(sex or "number").alias("asked")).filter(pl.col("asked").is_not_null())
        months = self._months_of(year, contributor)
        printed, cells = int(rows["asked"].sum()), int((rows["asked"] > 0).sum())
        standing = Standing.REPORTED if cells else Standing.ZERO_FILLED
        standing = Standing.INCOMPLETE if missing else standing
        value, half = _scaled(printed, cells, months.months)
        counted = value is not None and standing is not Standing.ZERO_FILLED
        return AnnualFigure(
            year=year, contributor=contributor, standing=standing, printed=printed, cells=cells, months=months.months,
            basis=months.basis, evidence=months.evidence, missing=missing,
            value=value if counted else None,
            low=max(0.0, value - half) if counted and value is not None else None,
            high=value + half if counted and value is not None and not missing else None,
            note=f"rows of {', '.join(missing)} are absent; absent is not 0" if missing else "",
            snapshot=rows["snapshot"][0] if rows.height else None,
            lines=tuple(rows.filter(pl.col("asked") > 0)["line"].to_list()),
        )  # fmt: skip

    def total(self, year: int, contributors: Collection[str] | None = None) -> AnnualFigure:
        """Return the figure of several contributors together, or of all.

        Raises NotFoundError if the table has no such year, InputError if the year is cut off: what is missing from it
        is not known, so a sum says nothing.
        """
        cells = self._of(year)
        if not cells.height:
            raise NotFoundError("There are no yearly figures of this year.", record=str(year), remedy=self._which_years)
        if year in self.cut_off:
            raise InputError(
                f"The year {year} lists {self.cut_off[year]} contributors only; the table is cut off there, and a sum "
                "would be too low.",
                record=str(year),
                remedy="Ask for single contributors, or for another year.",
            )
        asked = sorted(cells["contributor"].unique()) if contributors is None else sorted(set(contributors))
        parts = [self.figure(each, year) for each in asked]
        counted = [each for each in parts if each.standing not in (Standing.ABSENT, Standing.ZERO_FILLED)]
        missing = tuple(f"{each.contributor} in {name}" for each in parts for name in each.missing)
        known = all(each.value is not None for each in counted)
        months = {each.months for each in counted}
        bases = {each.basis for each in counted}
        standing = Standing.REPORTED if counted else Standing.ZERO_FILLED
        standing = Standing.INCOMPLETE if missing else standing
        return AnnualFigure(
            year=year, contributor=WORLD if contributors is None else " ".join(asked), standing=standing,
            printed=sum(each.printed or 0 for each in counted), cells=sum(each.cells for each in counted),
            months=months.pop() if len(months) == 1 else None,
            basis=bases.pop() if len(bases) == 1 else Basis.UNKNOWN,
            value=sum(each.value or 0.0 for each in counted) if known else None,
            low=sum(each.low or 0.0 for each in counted) if known else None,
            high=None if missing or not known else sum(each.high or 0.0 for each in counted),
            missing=missing, note="rows are absent; absent is not 0" if missing else "",
        )  # fmt: skip

    @cached_property
    def _cells(self) -> pl.DataFrame:
        """The printed cells in the order of the file, as one row for each year, contributor and operation."""
        import polars as pl

        rows = self.figures.facts(Facts.MEANS).filter(
            pl.col("contributor").is_not_null() & pl.col("operation").is_not_null()
        )
        people = [
            pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)
            for name in ("number", "female", "male")
        ]
        cells = rows.sort("line").group_by("year", "contributor", "operation", maintain_order=True)
        return cells.agg(*people, pl.col("line").first(), pl.col("snapshot").first())

    @cached_property
    def _record(self) -> pl.DataFrame:
        """The monthly record of the years there are figures of: year, month, contributor, operation, number."""
        import polars as pl

        rows = self.figures.personnel.filter(pl.col("number").is_not_null() & pl.col("contributor").is_not_null())
        rows = rows.with_columns(
            pl.col("month").dt.year().cast(pl.Int32).alias("year"), pl.col("month").dt.month().cast(pl.Int32)
        )
        rows = rows.filter(pl.col("year").is_in(list(self.years)))
        return rows.group_by("year", "month", "contributor", "operation").agg(pl.col("number").sum())

    def _of(self, year: int) -> pl.DataFrame:
        import polars as pl

        return self._cells.filter(pl.col("year") == year)

    def _monthly(self, year: int) -> pl.DataFrame:
        """The months of a year by contributor and operation."""
        import polars as pl

        rows = self._record.filter((pl.col("year") == year) & (pl.col("contributor") != WORLD))
        return rows.filter(pl.col("operation").is_not_null())

    def _months(self, year: int) -> tuple[YearMonths, ...]:
        """The best evidence there is for a year."""
        found = next((each for each in self.recomputed if each.year == year), None)
        if found is not None and found.months[0].basis is Basis.PROVED:
            return found.months
        known = self._declared(year)
        proved = None if year in self.cut_off else by_operation(year, self._of(year), self._sums(year))
        if proved is not None:
            return (proved,)
        if any(each.basis is Basis.PROVED for each in known):
            return known
        inferred = self._inferred(year)
        return (inferred,) if inferred else known or (YearMonths(year=year, months=None),)

    def _sums(self, year: int) -> pl.DataFrame:
        """The months of a year by operation, over all contributors."""
        import polars as pl

        here = (pl.col("year") == year) & (pl.col("contributor") == WORLD) & pl.col("operation").is_not_null()
        return self._record.filter(here)

    def _inferred(self, year: int) -> YearMonths | None:
        """What the level of the months on record says, by operation, else by contributor."""
        import polars as pl

        sums = self._sums(year).rename({"operation": "name"})
        by_name = self._of(year).group_by(pl.col("operation").alias("name")).agg(pl.col("number").sum())
        found = by_level(year, by_name, sums, "operations") if sums.height and year not in self.cut_off else None
        if found is not None:
            return found
        here = (pl.col("year") == year) & (pl.col("contributor") != WORLD)
        whole = self._record.filter(here & pl.col("operation").is_null())
        parts = self._record.filter(here & pl.col("operation").is_not_null())
        parts = parts.join(whole, on=["month", "contributor"], how="anti")
        known = (
            pl.concat([whole, parts]).group_by("month", pl.col("contributor").alias("name")).agg(pl.col("number").sum())
        )
        by_name = self._of(year).group_by(pl.col("contributor").alias("name")).agg(pl.col("number").sum())
        return by_level(year, by_name, known, "contributors") if known.height else None

    def _declared(self, year: int) -> tuple[YearMonths, ...]:
        """What was found before for the very file the year's figures are from."""
        from dataclasses import replace

        cells = self._of(year)
        snapshot = self.figures.snapshots.get(cells["snapshot"][0])
        names = cells["contributor"].unique(maintain_order=True).to_list()
        found = []
        for sha256, first, last, months in declared():
            if snapshot is None or snapshot.sha256 != sha256 or months.year != year:
                continue
            if first in names and last in names:
                months = replace(months, contributors=frozenset(names[names.index(first) : names.index(last) + 1]))
            found.append(months)
        return tuple(found)

    def _months_of(self, year: int, contributor: str) -> YearMonths:
        fitting = (
            each
            for each in self.months
            if each.year == year and (each.contributors is None or contributor in each.contributors)
        )
        return next(fitting, YearMonths(year=year, months=None))

    def _missing(self, year: int, contributor: str) -> tuple[str, ...]:
        """Operations for which others have a row in the year and the contributor has none, in a table filled in."""
        import polars as pl

        cells = self._of(year)
        own = cells.filter(pl.col("contributor") == contributor)
        pairs = cells["contributor"].n_unique() * cells["operation"].n_unique()
        if not own.height or cells.height < 0.95 * pairs:
            return ()
        return tuple(sorted(set(cells["operation"].unique()) - set(own["operation"])))

    def _why_absent(self, year: int) -> str:
        if year in self.cut_off:
            return f"the table is cut off in {year}: it lists {self.cut_off[year]} contributors only"
        return "the table has no row; absent is not 0"

    @property
    def _which_years(self) -> str:
        years = self.years
        return f"Ask for a year from {years[0]} to {years[-1]}." if years else "Import a table of yearly figures first."


def _scaled(printed: int, cells: int, months: int | None) -> tuple[float | None, float]:
    """The figure for twelve months and how far rounding may have moved it."""
    if not months:
        return None, 0.0
    return printed * 12 / months, cells * 0.5 * 12 / months
