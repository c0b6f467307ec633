"""Views: the record as grids of series by month, made once and shared by all rules that look for faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import NDArray

from contingent.records.accounts import COARSE, summed, told
from contingent.records.figures import REFERENCE, WORLD, Figures

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.record import Record


class Origin(TypedDict):
    """Where figures come from, as a Fault has it."""

    tables: tuple[str, ...]
    snapshots: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Series side by side: a row for each of `keys`, a column for each month from the first to the last.

    `numbers` are persons, not-a-number where nothing is reported; `sources` gives for each cell the place of its
    snapshot and table in `origins`, -1 where there is none.
    """

    keys: tuple[tuple[str, ...], ...]
    months: tuple[str, ...]
    numbers: NDArray[np.float64]
    sources: NDArray[np.int64]
    origins: tuple[tuple[str, str], ...]

    @cached_property
    def covered(self) -> NDArray[np.bool_]:
        """Which months have any figure at all."""
        return np.asarray(self.present.any(axis=0))

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """Which cells have a figure."""
        return np.asarray(~np.isnan(self.numbers))

    def origin(self, row: int, columns: Sequence[int]) -> Origin:
        """Return `tables` and `snapshots` of some cells of a row, for a Fault."""
        return self.origins_of([(row, column) for column in columns])

    def origins_of(self, cells: Sequence[tuple[int, int]]) -> Origin:
        """Return `tables` and `snapshots` of cells, for a Fault."""
        found = dict.fromkeys(int(self.sources[cell]) for cell in cells)
        pairs = [self.origins[each] for each in found if each >= 0]
        return Origin(
            tables=tuple(sorted({table for _, table in pairs})),
            snapshots=tuple(dict.fromkeys(snapshot for snapshot, _ in pairs)),
        )

    def figures(self, row: int, columns: Sequence[int]) -> tuple[tuple[str, float | None], ...]:
        """Return the figures of some months of a row, for a Fault; months outside the grid are left out."""
        inside = [column for column in columns if 0 <= column < len(self.months)]
        return tuple((self.months[column], _number(self.numbers[row, column])) for column in inside)

    def rows_of(self, place: int) -> dict[str, list[int]]:
        """Return the rows of the grid by what stands at a place of their key."""
        found: dict[str, list[int]] = {}
        for row, key in enumerate(self.keys):
            found.setdefault(key[place], []).append(row)
        return found

    def gaps(self, row: int) -> Iterator[tuple[int, int]]:
        """Yield the runs of covered months without a figure between figures of a row, first and one past the last.

        A month the whole grid lacks neither makes nor ends a gap.
        """
        on = np.flatnonzero(self.present[row])
        for before, after in pairwise(on):
            if after - before > 1 and self.covered[before + 1 : after].any():
                yield int(before) + 1, int(after)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else int(value)


@dataclass(frozen=True)
class View:
    """The record as the rules see it. The grids are made when first asked for and kept.

    Figures are the believed ones (`Figures.personnel`), those that ship with the package left out; `told` has the rows
    of every table, believed or not.
    """

    record: Figures
    facts: Record | None = None

    @cached_property
    def told(self) -> pl.DataFrame:
        """The rows of every published table."""
        return told(self.record)

    @cached_property
    def believed(self) -> pl.DataFrame:
        """The believed rows, with kinds that add up to police together."""
        import polars as pl

        rows = self.record.personnel.filter(pl.col("table") != REFERENCE)
        return rows.with_columns(pl.col("kind").replace(COARSE))

    @cached_property
    def _totals(self) -> pl.DataFrame:
        import polars as pl

        rows = self.record.totals.filter(pl.col("table") != REFERENCE)
        return rows.with_columns(pl.col("kind").replace(COARSE))

    @cached_property
    def contributors(self) -> Grid:
        """Contributors over all operations and kinds. Keys: contributor."""
        return grid(self._totals, "contributor")

    @cached_property
    def contributors_by_kind(self) -> Grid:
        """Contributors over all operations. Keys: contributor, kind."""
        return grid(self._totals, "contributor", "kind")

    @cached_property
    def pairs(self) -> Grid:
        """Contributors in operations, all kinds. Keys: contributor, operation."""
        import polars as pl

        known = pl.col("contributor").is_not_null() & (pl.col("contributor") != WORLD)
        return grid(self.believed.filter(known & pl.col("operation").is_not_null()), "contributor", "operation")

    @cached_property
    def operations(self) -> Grid:
        """Operations, all contributors and kinds. Keys: operation."""
        return grid(self._of_operations, "operation")

    @cached_property
    def operations_by_kind(self) -> Grid:
        """Operations, all contributors. Keys: operation, kind."""
        return grid(self._of_operations, "operation", "kind")

    @cached_property
    def _of_operations(self) -> pl.DataFrame:
        """What tables of operations say, and the sums over contributors in months where none of them speaks."""
        import polars as pl

        rows = self.believed.filter(pl.col("operation").is_not_null() & pl.col("contributor").is_not_null())
        given = rows.filter((pl.col("contributor") == WORLD) & pl.col("number").is_not_null())
        parts = rows.filter(pl.col("contributor") != WORLD)
        return pl.concat([given, parts.join(given, on="month", how="anti")])


def grid(rows: pl.DataFrame, *keys: str) -> Grid:
    """Return rows (month, number, snapshot, table and the keys) as a grid; figures of one cell are added."""
    import polars as pl

    cells = summed(rows, *keys, "month")
    if cells.is_empty():
        nothing = np.zeros((0, 0))
        return Grid(keys=(), months=(), numbers=nothing, sources=nothing.astype(np.int64), origins=())
    ordinal = pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month() - 1
    listed = cells.select(*keys).unique().sort(*keys).with_row_index("row")
    origins = cells.select("snapshot", "table").unique().sort("snapshot").with_row_index("origin")
    cells = (
        cells.with_columns(ordinal.alias("at"))
        .join(listed, on=list(keys))
        .join(origins, on=["snapshot", "table"], nulls_equal=True)
    )
    at = cells["at"].to_numpy()
    first, last = int(at.min()), int(at.max())
    shape = (listed.height, last - first + 1)
    numbers, sources = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
    place = (cells["row"].to_numpy(), at - first)
    numbers[place], sources[place] = cells["number"].to_numpy(), cells["origin"].to_numpy()
    return Grid(
        keys=tuple(listed.select(*keys).rows()),
        months=tuple(f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(first, last + 1)),
        numbers=numbers,
        sources=sources,
        origins=tuple(origins.select("snapshot", "table").rows()),
    )
