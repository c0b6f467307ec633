"""Editions: which of several files of one table is current, and which of their months are set aside.

Files are told apart by the day they were retrieved. Where several come in at once, of one day, and hold the same part
of a table, their content decides, not the order of their names: the files of one folder are one edition, and the
edition with more usable months is current, a month being usable if it is not set aside; then the one that goes on
longer, then the one with more rows. Two files of one folder are weighed in the same way against each other. Of files in
every way equal the one with the larger checksum is current, which is arbitrary but always the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from contingent.project.recording.taking import suspicious
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts
from contingent.records.faults.multiplied import DIVISIBLE, months_to_set_aside
from contingent.records.figures import Figures
from contingent.records.intakes import CELL, Intake, current, same_part
from contingent.store.blocks import unpacked
from contingent.store.store import Store

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Fresh:
    """A file just read in: its intake (not stored yet), its snapshot, its folder, what its figures are multiples of."""

    intake: Intake
    snapshot: Snapshot
    folder: str
    shares: tuple[pl.DataFrame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What became of a fresh intake: what it supersedes, what supersedes it, what it overlaps, months set aside."""

    overlaps: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded: str | None = None
    set_aside: tuple[str, ...] = ()


def settle(store: Store, fresh: Sequence[Fresh]) -> dict[str, Edition]:
    """Store the intakes, those last that shall be current, and return by snapshot what became of each."""
    if not fresh:
        return {}
    before = store.intakes.find()
    snapshots = {each.id: each for each in store.snapshots.find()}
    figures = Figures(
        snapshots=snapshots,
        intakes=(*before, *(each.intake for each in fresh)),
        load=lambda facts, wanted: unpacked(store, facts, wanted),
    )
    aside = _set_aside(figures, fresh)
    fresh = [
        replace(each, intake=replace(each.intake, set_aside=aside.get(each.intake.snapshot, ()))) for each in fresh
    ]
    ordered = [each.intake for each in _ordered(figures, fresh)]
    store.intakes.add(ordered)
    figures = replace(figures, intakes=(*before, *ordered))  # with the months set aside, which decide what is current
    return _overlapping(figures, _became(figures, before, ordered, snapshots))


def _set_aside(figures: Figures, fresh: Sequence[Fresh]) -> dict[str, tuple[str, ...]]:
    """The multiplied months of each edition; only looked for where figures of a month share a factor."""
    editions: dict[tuple[str, str], list[Fresh]] = {}
    for each in fresh:
        editions.setdefault((each.intake.table, each.folder), []).append(each)
    found: dict[str, tuple[str, ...]] = {}
    for some in editions.values():
        if suspicious((frame for each in some for frame in each.shares), DIVISIBLE):
            found |= months_to_set_aside(figures, [each.intake.snapshot for each in some])
    return found


def _ordered(figures: Figures, fresh: Sequence[Fresh]) -> list[Fresh]:
    """Fresh intakes in the order in which they shall be stored: of those of one part and day the best comes last."""
    alike: dict[tuple[str, str | None, object], list[Fresh]] = {}
    for each in fresh:
        alike.setdefault((each.intake.table, each.intake.part, each.snapshot.retrieved), []).append(each)
    tied = [each for some in alike.values() if len(some) > 1 for each in some]
    if not tied:
        return list(fresh)
    own = {each.intake.snapshot: _worth(figures, each.intake) for each in tied}
    folders: dict[tuple[str, str], list[_Worth]] = {}
    for each in tied:
        folders.setdefault((each.intake.table, each.folder), []).append(own[each.intake.snapshot])
    together = {
        key: _Worth(sum(w.usable for w in some), max(w.last for w in some), sum(w.rows for w in some))
        for key, some in folders.items()
    }
    tied.sort(
        key=lambda each: (
            together[each.intake.table, each.folder], own[each.intake.snapshot], each.snapshot.sha256 or "",
        )
    )  # fmt: skip
    return [each for each in fresh if each.intake.snapshot not in own] + tied


class _Worth(NamedTuple):
    """How many months (or years) are usable, the last of them, how many rows."""

    usable: int
    last: str
    rows: int


def _worth(figures: Figures, intake: Intake) -> _Worth:
    usable = [each for each in _times(figures, intake) if each not in intake.set_aside]
    return _Worth(len(usable), max(usable, default=""), intake.rows)


def _times(figures: Figures, intake: Intake) -> list[str]:
    """The months of a snapshot as 2013-11, and the years of rows that have no month as 2013."""
    import polars as pl

    times: set[str] = set()
    for facts in Facts:
        rows = figures.load(facts, [intake.snapshot])
        if rows.is_empty():
            continue
        if rows.schema.get("month") == pl.Date:
            times.update(rows.select(pl.col("month").drop_nulls().unique().dt.strftime("%Y-%m"))["month"])
        elif "year" in rows.columns:
            times.update(rows["year"].drop_nulls().unique().cast(pl.String))
    return sorted(times)


def _became(
    figures: Figures, before: Sequence[Intake], ordered: Sequence[Intake], snapshots: Mapping[str, Snapshot]
) -> dict[str, Edition]:
    """What the fresh intakes superseded, and what superseded some of them at once."""
    after = current((*before, *ordered), snapshots)
    still = {each.snapshot for each in after}
    gone = [each for each in (*current(before, snapshots), *ordered) if each.snapshot not in still]
    made = {each.snapshot: Edition(set_aside=each.set_aside) for each in ordered}
    for old in gone:
        new = next((each for each in reversed(after) if same_part(each, old)), None)
        if new is None:
            continue
        if old.snapshot in made:
            made[old.snapshot] = replace(made[old.snapshot], superseded=new.snapshot)
        if new.snapshot in made:
            told = f"{old.snapshot} of {snapshots[old.snapshot].retrieved}: {_changes(figures, old, new)}"
            made[new.snapshot] = replace(made[new.snapshot], supersedes=(*made[new.snapshot].supersedes, told))
    return made


def _changes(figures: Figures, old: Intake, new: Intake) -> str:
    """How many rows each of two snapshots has that the other has not, and the months that are gone."""
    there, gone = 0, 0
    for facts in Facts:
        one, two = figures.load(facts, [old.snapshot]), figures.load(facts, [new.snapshot])
        if one.is_empty() and two.is_empty():
            continue
        columns = [name for name in one.columns if name not in ("snapshot", "line")]
        gone += one.join(two, on=columns, how="anti", nulls_equal=True).height
        there += two.join(one, on=columns, how="anti", nulls_equal=True).height
    if not there and not gone:
        return "the same rows"
    lost = sorted(set(_times(figures, old)) - set(_times(figures, new)))
    words = f"rows new or changed: {there:,}, gone or changed: {gone:,}"
    if lost:
        times = "months" if len(lost[0]) > len("2013") else "years"
        words += f"; {times} not there any more: {len(lost)}, {lost[0]} to {lost[-1]}"
    return words


def _overlapping(figures: Figures, made: dict[str, Edition]) -> dict[str, Edition]:
    """Say of fresh snapshots which others of the same table, of another part, tell of the same cells."""
    import polars as pl

    tables: dict[str, list[str]] = {}
    for each in figures.current:
        tables.setdefault(each.table, []).append(each.snapshot)
    for table, some in tables.items():
        if len(some) < 2 or not made.keys() & set(some):
            continue
        rows = figures.load(Facts.PERSONNEL, some).filter(pl.col("contributor").is_not_null())
        cells = rows.with_columns(pl.lit(table).alias("table")).group_by(CELL).agg(pl.col("snapshot").unique())
        cells = cells.filter(pl.col("snapshot").list.len() > 1)
        pairs = Counter((one, two) for found in cells["snapshot"] for one in found for two in found if one != two)
        for (one, two), number in sorted(pairs.items()):
            if one in made:
                told = f"{two}: {number:,} cells"
                made[one] = replace(made[one], overlaps=(*made[one].overlaps, told))
    return made
