"""The tidy tables of the shared material as Figures, for tests that are about figures and not about reading them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, empty, shaped
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake

_PARTS = {
    "by_country": ("contributions_monthly.csv", ("troops", "police", "observers"), None, "iso3"),
    "by_mission": (
        "contributions_by_mission_monthly.csv",
        ("individual_police_total", "formed_police_units_total", "experts_on_mission_total", "troops_total"),
        "mission",
        "iso3",
    ),
    "missions": ("missions_monthly.csv", ("troops", "police", "observers"), "mission", None),
}
_KINDS = {
    "observers": "experts", "individual_police_total": "individual_police",
    "formed_police_units_total": "formed_police", "experts_on_mission_total": "experts", "troops_total": "troops",
}  # fmt: skip


@cache
def tidy_figures(shared: Path) -> Figures:
    """Contributions by country (1990-11..2014-08), by mission (2009-11..2014-08), and mission totals (..2017-03)."""
    frames = {name: _personnel(shared / "record" / file, *rest) for name, (file, *rest) in _PARTS.items()}

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        if facts is not Facts.PERSONNEL:
            return nothing(facts, snapshots)
        return pl.concat([frames[name].with_columns(pl.lit(name).alias("snapshot")) for name in snapshots])

    snapshots = {n: Snapshot(id=n, publisher="IPI", title=n, retrieved=date(2017, 6, 26)) for n in frames}
    return Figures(snapshots=snapshots, intakes=tuple(Intake(snapshot=n, table=n) for n in frames), load=load)


def _personnel(path: Path, kinds: Sequence[str], mission: str | None, contributor: str | None) -> pl.DataFrame:
    rows = pl.read_csv(path, infer_schema=False).with_row_index("line", offset=2)
    rows = rows.with_columns(
        (pl.col("date").str.slice(0, 7) + "-01").str.to_date().alias("month"),
        (pl.col(mission).str.replace_all(" ", "_") if mission else pl.lit(None)).alias("operation"),
        (pl.col(contributor) if contributor else pl.lit("WORLD")).alias("contributor"),
    )
    long = rows.unpivot(
        kinds, index=["month", "operation", "contributor", "line"], variable_name="kind", value_name="number"
    )
    long = long.filter(pl.col("number").is_not_null()).with_columns(
        pl.col("kind").replace(_KINDS), pl.col("number").cast(pl.Int64)
    )
    made = shaped(Facts.PERSONNEL, long)
    assert made.schema == empty(Facts.PERSONNEL).schema
    return made
