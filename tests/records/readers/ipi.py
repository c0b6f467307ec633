"""The published files of Providing for Peacekeeping, read by the readers and put together as Figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake
from contingent.records.readers import reader_of
from contingent.records.readers.reading import Batch, Remark, head_of
from contingent.records.readers.spelling import shipped

PPP, PPPX, TCC = "ppp_loader_2653920", "ppp_loader_ee52ebc", "tcc_936f28e"

RETRIEVED = {TCC: date(2014, 3, 24), PPPX: date(2014, 10, 21), PPP: date(2017, 6, 26)}
"""The day of the commit each folder is a copy of."""

TWICE = tuple(f"2014-{month:02}" for month in range(3, 9))
"""The months that the files of October 2014 hold two or three times over."""

COUNTRIES = ("ipi-countries",)
DETAIL = ("ipi-archive", "ipi-gender", "ipi-tcc-gender", "ipi-archive-json", "ipi-tcc-sql")


def raw(shared: Path) -> Path:
    """The folder of untouched files."""
    return shared / "record" / "raw"


@cache
def read(path: Path) -> tuple[Batch, ...]:
    """All batches of one file."""
    head = head_of(path)
    return tuple(reader_of(head).read(head, shipped()))


def rows(path: Path, facts: Facts = Facts.PERSONNEL) -> pl.DataFrame:
    """All rows of one kind of facts of one file."""
    return pl.concat([each.rows for each in read(path) if each.facts is facts])


def remarks(path: Path, act: str = "") -> list[Remark]:
    """What was noted about one file, of one act if named."""
    return [each for batch in read(path) for each in batch.remarks if each.act.startswith(act)]


def noted(path: Path, words: str) -> Remark:
    """The one remark about a file that has these words."""
    (found,) = [each for each in remarks(path) if words in each.what]
    return found


def complaints(path: Path) -> list[str]:
    """What was complained about in one file."""
    return [str(each) for batch in read(path) for each in batch.complaints]


def files(shared: Path) -> list[Path]:
    """Every file of Providing for Peacekeeping and of its forerunner."""
    return [path for folder in RETRIEVED for path in sorted((raw(shared) / folder).rglob("*")) if path.is_file()]


@cache
def figures(shared: Path) -> Figures:
    """All files together, as an import of them all would give; the one invalid file is refused."""
    return figures_of([path for path in files(shared) if not complaints(path)])


def figures_of(paths: Iterable[Path]) -> Figures:
    """Figures of some files: each a snapshot of the day of its folder, months loaded twice set aside."""
    snapshots, intakes, frames = {}, [], {}
    for path in paths:
        folder = next(part for part in path.parts if part in RETRIEVED)
        id, table = "/".join(path.parts[path.parts.index(folder) :]), reader_of(head_of(path)).TABLE
        snapshots[id] = Snapshot(id=id, publisher="IPI", title=table, retrieved=RETRIEVED[folder])
        part = next((each.part for each in reversed(read(path)) if each.part), None)
        twice = folder == PPPX and table in ("ipi-countries", "ipi-missions")
        intakes.append(Intake(snapshot=id, table=table, part=part, set_aside=TWICE if twice else ()))
        frames[id] = read(path)

    def load(facts: Facts, wanted: Sequence[str]) -> pl.DataFrame:
        found = [
            batch.rows.with_columns(pl.lit(id).alias("snapshot"))
            for id in wanted
            for batch in frames[id]
            if batch.facts is facts and batch.rows.height
        ]
        return pl.concat(found) if found else nothing(facts, wanted)

    return Figures(snapshots=snapshots, intakes=tuple(intakes), load=load)
