"""A record to ask: the reference facts with the tidy tables of the shared material, women and men told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
from tests.records.tidy import tidy_figures

from contingent.records.asking.asking import Asking
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, shaped
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake
from contingent.records.record import Record
from contingent.records.reference import reference

_KINDS = {
    "individual_police": "individual_police", "formed_police_units": "formed_police",
    "experts_on_mission": "experts", "troops": "troops",
}  # fmt: skip


@cache
def asking(shared: Path) -> Asking:
    """The shared tables as a record: by country, by mission and sex, missions' totals, the ranks of January 2021."""
    tidy = tidy_figures(shared)
    own = {"by_mission": _by_mission(shared), "ranks": _ranks(shared)}

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        if facts is not Facts.PERSONNEL:
            return nothing(facts, snapshots)
        frames = [own[each].with_columns(pl.lit(each).alias("snapshot")) for each in snapshots if each in own]
        return pl.concat([*frames, tidy.load(facts, [each for each in snapshots if each not in own])])

    snapshots = {
        **tidy.snapshots,
        "ranks": Snapshot(id="ranks", publisher="UN", title="ranks", retrieved=date(2021, 3, 1)),
    }
    intakes = (*tidy.intakes, Intake(snapshot="ranks", table="ranks"))
    return Asking(replace(reference(), imported=Figures(snapshots=snapshots, intakes=intakes, load=load)))


def asking_of(rows: Sequence[Mapping[str, object]], record: Record | None = None) -> Asking:
    """A record of a few made-up rows: month (YYYY-MM), contributor, and operation, kind, number, female, male."""
    made = pl.DataFrame(
        [{"operation": None, "kind": "total", "female": None, "male": None, "snapshot": "made", **row} for row in rows],
        infer_schema_length=None,
    ).with_columns((pl.col("month") + "-01").str.to_date())
    made = made.with_row_index("line", offset=2)

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        if facts is not Facts.PERSONNEL:
            return nothing(facts, snapshots)
        return shaped(facts, made).with_columns(made["snapshot"])

    names = sorted(made["snapshot"].unique())
    snapshots = {name: Snapshot(id=name, publisher="made", title="made", retrieved=date(2020, 1, 1)) for name in names}
    figures = Figures(
        snapshots=snapshots, intakes=tuple(Intake(snapshot=n, table="made", part=n) for n in names), load=load
    )
    return Asking(replace(record or reference(), imported=figures))


def _by_mission(shared: Path) -> pl.DataFrame:
    rows = pl.read_csv(shared / "record" / "contributions_by_mission_monthly.csv", infer_schema=False)
    rows = rows.with_row_index("line", offset=2).with_columns(
        (pl.col("date").str.slice(0, 7) + "-01").str.to_date().alias("month"),
        pl.col("mission").str.replace_all(" ", "_").alias("operation"),
        pl.col("iso3").alias("contributor"),
    )
    made = [
        shaped(
            Facts.PERSONNEL,
            rows.select(
                "month", "contributor", "operation", "line",
                *[pl.col(f"{each}_{sex}").cast(pl.Int64).alias(name) for sex, name in _SEXES.items()],
            ),
            kind=kind,
        )
        for each, kind in _KINDS.items()
    ]  # fmt: skip
    return pl.concat(made).filter(pl.col("number").is_not_null())


_SEXES = {"total": "number", "female": "female", "male": "male"}


def _ranks(shared: Path) -> pl.DataFrame:
    rows = pl.read_csv(shared / "record" / "contributor_ranks_2021-01.csv").with_row_index("line", offset=2)
    rows = rows.drop("contributor").rename({"iso3": "contributor", "total": "number"})
    return shaped(Facts.PERSONNEL, rows, month=date(2021, 1, 1), kind="total")
