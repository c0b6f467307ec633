"""Differences between two snapshots of published tables: rows added, removed, and changed, with both lines.

Rows are matched on what they are about (for personnel: month, contributor, operation and kind). Where a snapshot has
several rows about the same, they are matched in the order of their lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.errors import InputError, NotFoundError
from contingent.records.facts import Facts
from contingent.records.figures import Figures
from contingent.records.intakes import Intake, order

if TYPE_CHECKING:
    import polars as pl

VALUES: Mapping[Facts, tuple[str, ...]] = {
    Facts.PERSONNEL: ("number", "female", "male"),
    Facts.MEANS: ("number", "female", "male", "months"),
    Facts.STATISTICS: ("value",),
    Facts.PLACES: ("size", "host"),
    Facts.FATALITIES: ("day", "operation", "contributor", "sex", "kind", "cause", "casualty"),
    Facts.INDICATORS: ("written", "number"),
    Facts.OPERATIONS: ("name", "lead", "host", "headquarters", "latitude", "longitude", "since", "until", "active"),
}
"""What a row says of what it is about; a change is one of these. All other columns but the line are the key."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What changed between two snapshots (or two files) in one kind of facts.

    `rows` has a row for each difference: change (added, removed, changed), the columns of the key, the old and the new
    values (`number_old`, `number_new`, ...), and `line_old`, `line_new`. `compared` counts rows of both
    sides; `alone` are files of one side that have no counterpart, and are not compared.
    """

    old: str
    new: str
    facts: Facts
    rows: pl.DataFrame
    compared: tuple[int, int]
    alone: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows were added, removed and changed."""
        found = dict(self.rows["change"].value_counts().iter_rows())
        return {change: int(found.get(change, 0)) for change in ("added", "removed", "changed")}

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months (or years) in which something differs."""
        for column in ("month", "year", "day"):
            if column in self.rows.columns:
                found = self.rows[column].drop_nulls().unique().sort()
                return tuple(f"{each:%Y-%m}" if column != "year" else str(each) for each in found)
        return ()

    def by(self, column: str) -> list[tuple[str, int]]:
        """Return how many differences each value of a column has, the most first."""

        found = self.rows.group_by(column).len().drop_nulls(column).sort(["len", column], descending=[True, False])
        return [(str(value), int(count)) for value, count in found.iter_rows()]

    def shown(self, at_most: int) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Return the first rows, changes first, without columns that are empty in all: columns, and rows of cells."""
        import polars as pl

        place = pl.col("change").replace_strict({"changed": 0, "removed": 1, "added": 2}, return_dtype=pl.Int8)
        rows = self.rows.sort(place, maintain_order=True).head(at_most)
        if "month" in rows.columns and rows["month"].dtype == pl.Date:
            rows = rows.with_columns(pl.col("month").dt.strftime("%Y-%m"))
        columns = tuple(name for name in rows.columns if rows[name].null_count() < rows.height)
        return columns, rows.select(columns).rows()


def differences(old: pl.DataFrame, new: pl.DataFrame, facts: Facts, names: tuple[str, str]) -> Difference:
    """Return what changed from `old` to `new`, two frames in the shape of `facts` (more columns are not looked at).

    `names` are those of the two snapshots or files.
    """
    import polars as pl

    from contingent.records.facts import shape

    values = VALUES[facts]
    key = [each for each in shape(facts) if each not in values and each != "line"]
    one, two, twice = _numbered(old, new, key, values)
    if twice:
        key = [*key, "_again"]
    both = one.join(two, on=key, how="full", nulls_equal=True, coalesce=True, suffix="_new")
    change = (
        pl.when(pl.col("_there").is_null())
        .then(pl.lit("added"))
        .when(pl.col("_there_new").is_null())
        .then(pl.lit("removed"))
        .when(pl.any_horizontal([pl.col(each).ne_missing(pl.col(f"{each}_new")) for each in values]))
        .then(pl.lit("changed"))
    )
    both = both.with_columns(change.alias("change")).filter(pl.col("change").is_not_null())
    pairs = [
        column for each in (*values, "line") for column in (pl.col(each).alias(f"{each}_old"), pl.col(f"{each}_new"))
    ]
    shown = [each for each in key if each != "_again"]
    rows = both.select("change", *shown, *pairs).sort("change", *shown, nulls_last=True)
    return Difference(old=names[0], new=names[1], facts=facts, rows=rows, compared=(old.height, new.height))


def _numbered(
    old: pl.DataFrame, new: pl.DataFrame, key: list[str], values: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, bool]:
    """Both frames with what is compared; rows about the same numbered in the order of lines, if there are any."""
    import polars as pl

    frames = [each.select(*key, *values, "line", pl.lit(True).alias("_there")) for each in (old, new)]
    twice = any(each.select(pl.struct(key).is_duplicated().any()).item() for each in frames if each.height)
    if twice:
        again = pl.int_range(pl.len()).over(key).alias("_again")
        frames = [each.sort("line").with_columns(again) for each in frames]
    return frames[0], frames[1], bool(twice)


def compare_snapshots(figures: Figures, old: str, new: str) -> tuple[Difference, ...]:
    """Return what changed between two snapshots, one Difference for each kind of facts that either of them has.

    Raises NotFoundError for a snapshot that is not on record.
    """
    for each in (old, new):
        intake_of(figures, each)
    found = []
    for facts in Facts:
        one, two = figures.load(facts, [old]), figures.load(facts, [new])
        if one.height or two.height:
            found.append(differences(one, two, facts, (old, new)))
    return tuple(found)


def intake_of(figures: Figures, snapshot: str) -> Intake:
    """Return the intake of a snapshot; its id may be cut short as long as it names one. Raises NotFoundError."""
    from difflib import get_close_matches

    ids = {each.snapshot: each for each in figures.intakes}
    if snapshot in ids:
        return ids[snapshot]
    begun = [each for each in ids if each.startswith(snapshot)]
    if len(begun) == 1:
        return ids[begun[0]]
    near = begun[:3] or get_close_matches(snapshot, ids, n=3)
    remedy = f"Did you mean {' or '.join(near)}?" if near else "`contingent record list` names the snapshots."
    raise NotFoundError(f"There is no snapshot {snapshot!r} on record.", record=snapshot, remedy=remedy)


def newest_pairs(figures: Figures, table: str, part: str | None = None) -> tuple[tuple[str, str], ...]:
    """Return the two newest snapshots (older, newer) of each part of a published table that has two or more.

    Raises NotFoundError if nothing of the table is on record, InputError if it has one snapshot of each part only.
    """
    listed = [each for each in figures.intakes if each.table == table and part in (None, each.part)]
    if not listed:
        tables = sorted({each.table for each in figures.intakes})
        known = f"On record are: {', '.join(tables)}." if tables else "Nothing has been imported yet."
        what = table if part is None else f"{table} {part}"
        raise NotFoundError(f"There is nothing of {what!r} on record.", record=what, remedy=known)
    pairs = []
    for key in dict.fromkeys(each.part for each in listed):
        same = [each for each in listed if each.part == key]
        same = sorted(same, key=lambda each: order(each, figures.snapshots))
        if len(same) > 1:
            pairs.append((same[-2].snapshot, same[-1].snapshot))
    if not pairs:
        raise InputError(
            "There is one snapshot of it only, so there is nothing to compare.",
            record=table,
            remedy="Import a newer or an older one, or name two snapshots of different tables.",
        )
    return tuple(pairs)


def together(parts: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return differences of several pairs of snapshots as one for each kind of facts; `old` and `new` list them."""
    import polars as pl

    grouped: dict[Facts, list[Difference]] = {}
    for each in parts:
        grouped.setdefault(each.facts, []).append(each)
    return tuple(
        Difference(
            old=", ".join(dict.fromkeys(each.old for each in some)),
            new=", ".join(dict.fromkeys(each.new for each in some)),
            facts=facts,
            rows=pl.concat([each.rows for each in some]),
            compared=(sum(each.compared[0] for each in some), sum(each.compared[1] for each in some)),
            alone=tuple(dict.fromkeys(name for each in some for name in each.alone)),
        )
        for facts, some in grouped.items()
    )
