"""Which months a table of yearly figures was made from, found out from the monthly record.

The table gives a twelfth of the sum over the months its maker had. Where the record holds the months by contributor and
operation, every set of months is tried and the one that gives the printed figures, cell by cell, is the answer; sums
over contributors do the same for operations. Where the record holds some months of a year only, the level of these
says how many months there must have been. Else what was found for the same file before is taken, as it is declared in
`data/yearly_months.csv`; else nobody knows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

SHARE = 0.98
"""Of the cells compared, how many must be met to the person for a set of months to be proved."""

OTHERS = 0.90
"""How many cells any set with another number of months may meet at most."""

APART = 0.002
"""Of the yearly sum, how much the operations may differ in all for a set of months to be proved by operation."""

_FEWEST = 20  # cells or persons that a proof needs
_LARGE = 50  # persons a year's figure must have for its level to say something
_STEADY = 5  # operations or contributors whose level must agree
_SPREAD = 0.6  # interquartile range of the months inferred from each
_NEAR = 0.35  # how far their median may lie from a whole number of months


class Basis(StrEnum):
    """How it is known which months a yearly sum held."""

    PROVED = "proved"
    INFERRED = "inferred"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearMonths:
    """How many months the sums of a year held, and how that is known.

    `contributors` are those it is said of (None: all). `which` are the months, 1 to 12, where that is known.
    """

    year: int
    months: int | None
    which: tuple[int, ...] = ()
    basis: Basis = Basis.UNKNOWN
    evidence: str = ""
    contributors: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """How many cells of a year the monthly record gives to the person: `equal` of `compared`.

    `differing` are the others: contributor, operation, printed, recomputed.
    """

    year: int
    equal: int
    compared: int
    months: tuple[YearMonths, ...]
    differing: tuple[tuple[str, str, int, int], ...] = ()


def recomputed(year: int, cells: pl.DataFrame, monthly: pl.DataFrame) -> Recomputed | None:
    """Find the months that give a year's printed figures; None if the record lacks any month of the year.

    Args:
        year: the year.
        cells: contributor, operation, number of the year.
        monthly: month (1 to 12), contributor, operation, number of the year, by contributor and operation.

    One set of months is looked for, or, where the maker's input broke off within a month, two: the second without that
    month, for the contributors behind some place in the alphabet, by which United Nations lists run. Rounding is half
    to even. A cell is compared if the record has a number for it in the year.
    """
    import numpy as np
    import polars as pl

    if monthly["month"].n_unique() < 12:
        return None
    wide = monthly.group_by("contributor", "operation").agg(
        [pl.col("number").filter(pl.col("month") == month).sum().alias(str(month)) for month in range(1, 13)]
    )
    both = cells.join(wide, on=["contributor", "operation"], how="inner").with_columns(
        alphabetical(cells["contributor"].unique().to_list(), pl.col("contributor")).alias("at")
    )
    both = both.sort("at", "operation")
    if not both.height:
        return None
    matrix = both.select([str(month) for month in range(1, 13)]).to_numpy().astype(np.int64)
    printed = both["number"].to_numpy()
    masks = _masks(range(12))
    given = np.rint(masks @ matrix.T / 12).astype(np.int64)
    order = both["at"].rle_id().to_numpy()
    starts = np.flatnonzero(np.diff(order, prepend=-1))
    met = np.add.reduceat((given == printed).astype(np.int64), starts, axis=1)
    best, second, cut = _best(met, masks)
    names = both["contributor"].to_list()
    rows = np.where(order < cut, given[best], given[second])
    equal = int((rows == printed).sum())
    enough = printed.size >= _FEWEST and equal >= SHARE * printed.size
    sizes = masks.sum(axis=1)
    others = met.sum(axis=1)[~np.isin(sizes, [sizes[best], sizes[second]])]
    basis = Basis.PROVED if enough and others.max(initial=0) <= OTHERS * printed.size else Basis.UNKNOWN
    evidence = f"{equal} of {printed.size} cells recomputed from the monthly record are equal"
    groups = (
        [(best, None)] if best == second else [(best, names[: int(starts[cut])]), (second, names[int(starts[cut]) :])]
    )
    found = tuple(
        _year_months(year, masks[mask], basis, evidence, None if who is None else frozenset(who))
        for mask, who in groups
    )
    away = np.flatnonzero(rows != printed)
    listed = [(names[at], both["operation"][int(at)], int(printed[at]), int(rows[at])) for at in away]
    return Recomputed(year=year, equal=equal, compared=int(printed.size), months=found, differing=tuple(listed))


def alphabetical(codes: list[str], column: pl.Expr) -> pl.Expr:
    """Return the place of each contributor of a column in the alphabet of their names."""
    import polars as pl

    from contingent.records.readers.spelling import evened
    from contingent.records.reference import reference

    names = {actor.code: evened(actor.name) for actor in reference().actors}
    ordered = sorted(codes, key=lambda code: (names.get(code, code.casefold()), code))
    return column.replace_strict(ordered, range(len(ordered)), return_dtype=pl.Int32)


def by_operation(year: int, cells: pl.DataFrame, sums: pl.DataFrame) -> YearMonths | None:
    """Find the months that give a year's figures by operation, all contributors together; None if none does.

    Args:
        year: the year.
        cells: operation, number of the year, all contributors.
        sums: month, operation, number over all contributors.
    """
    import numpy as np
    import polars as pl

    known = sorted(sums["month"].unique().to_list())
    printed = cells.group_by("operation").agg(pl.col("number").sum()).filter(pl.col("number") > 0)
    wide = sums.group_by("operation").agg(
        [pl.col("number").filter(pl.col("month") == month).sum().alias(str(month)) for month in known]
    )
    both = printed.join(wide, on="operation", how="inner")
    if not known or both["number"].sum() < _FEWEST:
        return None
    matrix = both.select([str(month) for month in known]).to_numpy().astype(np.int64)
    masks = _masks(range(len(known)))
    away = np.abs(masks @ matrix.T / 12 - both["number"].to_numpy()).sum(axis=1)
    best, sizes = int(away.argmin()), masks.sum(axis=1)
    whole = int(both["number"].sum())
    others = away[sizes != sizes[best]].min(initial=np.inf)
    if away[best] > APART * whole or others < 10 * away[best]:
        return None
    full = np.zeros(12, dtype=np.int64)
    full[[known[at] - 1 for at in np.flatnonzero(masks[best])]] = 1
    evidence = f"by operation, {away[best]:.0f} of {whole} persons differ in all from the monthly record"
    return _year_months(year, full, Basis.PROVED, evidence, None)


def by_level(year: int, printed: pl.DataFrame, known: pl.DataFrame, what: str) -> YearMonths | None:
    """Infer how many months a year's sums held from the level of those months that are on record.

    Args:
        year: the year.
        printed: name, number: yearly figures of operations or contributors.
        known: month, name, number: months on record of the same.
        what: operations or contributors.

    Twelve times a figure over the mean of the months is the number of months, where the level was steady; the median
    over those large enough must lie near a whole number and their middle half close together. None otherwise.
    """
    import polars as pl

    months = known["month"].n_unique()
    level = known.group_by("name").agg(pl.col("number").mean().alias("level"), pl.col("month").n_unique().alias("n"))
    both = printed.join(level.filter(pl.col("n") == months), on="name", how="inner")
    both = both.filter((pl.col("number") >= _LARGE) & (pl.col("level") > 0))
    if both.height < _STEADY:
        return None
    implied = both.select(12 * pl.col("number") / pl.col("level")).to_series()
    low, middle, high = (implied.quantile(part, "linear") or 0.0 for part in (0.25, 0.5, 0.75))
    number = round(middle)
    if not 1 <= number <= 12 or abs(middle - number) > _NEAR or high - low > _SPREAD:
        return None
    evidence = f"twelve times the figure over the level on record is {middle:.2f} in the middle of {both.height} {what}"
    return YearMonths(year=year, months=number, basis=Basis.INFERRED, evidence=evidence)


@cache
def declared() -> tuple[tuple[str, str, str, YearMonths], ...]:
    """Return what was found before: SHA-256 of the file, first and last contributor (or empty), and the months."""
    table = files("contingent.records") / "data" / "yearly_months.csv"
    return tuple(
        (
            row["sha256"],
            row["first"],
            row["last"],
            YearMonths(
                year=int(row["year"]),
                months=int(row["months"]),
                which=tuple(int(each) for each in row["which"].split()),
                basis=Basis(row["basis"]),
                evidence=row["evidence"],
            ),
        )
        for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    )


def _best(met: np.ndarray, masks: np.ndarray) -> tuple[int, int, int]:
    """Return the set of months that meets most cells, the set for those behind the cut, and the cut (a contributor).

    Two sets are taken only where they meet clearly more than one does.
    """
    import numpy as np

    whole = met.sum(axis=1)
    best = int(whole.argmax())
    found = (best, best, met.shape[1])
    most = int(whole[best]) + max(5, int(whole[best]) // 100)
    before = np.concatenate([np.zeros((len(masks), 1), dtype=np.int64), np.cumsum(met, axis=1)], axis=1)
    for month in range(12):
        without = np.flatnonzero(masks[:, month] == 0)
        more = without + (1 << month)
        score = before[more] + whole[without, None] - before[without]
        at, cut = np.unravel_index(score[:, 1:-1].argmax(), score[:, 1:-1].shape) if score.shape[1] > 2 else (0, 0)
        if score[at, cut + 1] > most:
            most, found = int(score[at, cut + 1]), (int(more[at]), int(without[at]), int(cut) + 1)
    return found


def _masks(bits: range) -> np.ndarray:
    """Return every set of months but the empty one, as rows of 0 and 1; row n - 1 is the set n has the bits of."""
    import numpy as np

    masks: np.ndarray = (np.arange(1, 1 << len(bits))[:, None] >> np.array(bits)) & 1
    return masks


def _year_months(
    year: int, mask: np.ndarray, basis: Basis, evidence: str, contributors: frozenset[str] | None
) -> YearMonths:
    which = tuple(int(at) + 1 for at in mask.nonzero()[0])
    return YearMonths(
        year=year, months=len(which), which=which, basis=basis, evidence=evidence, contributors=contributors
    )
