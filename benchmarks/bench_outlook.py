"""CPU seconds of the outlook on the study's panel: all contributors and months ahead at once, and the whole backtest.

    python -m benchmarks.bench_outlook

Needs ../shared/record; without it nothing is measured.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.results import Result

RECORD = Path(__file__).parents[2] / "shared" / "record" / "contributions_monthly.csv"
AIM, AIM_BACKTEST = 1.0, 30.0


def cpu_seconds(work: Callable[[], object], times: int) -> float:
    """Return the median CPU time of some runs, after one that is not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return float(np.median(found))


def measure() -> list[Result]:
    """Return the CPU seconds of fitting and of the backtest with its tables; nothing where the record is not there."""
    if not RECORD.is_file():
        return []
    import polars as pl

    from contingent.base.months import Month
    from contingent.project.forecasting import track_record_on
    from contingent.records.outlook import Panel, forecast

    rows = pl.read_csv(RECORD, infer_schema_length=None).filter(pl.col("month") <= "2014-03")
    wide = rows.group_by("iso3", "month").agg(pl.col("total").sum()).pivot("month", index="iso3", values="total")
    wide = wide.sort("iso3").select("iso3", *sorted(set(wide.columns) - {"iso3"})).fill_null(0)
    panel = Panel(
        contributors=tuple(wide["iso3"].to_list()),
        first=Month(1990, 11),
        numbers=wide.drop("iso3").to_numpy().astype(float),
    )
    size = f"{len(panel.contributors)} contributors, {panel.width} months"
    return [
        Result(
            name="outlook, 1 to 12 months ahead", measured=cpu_seconds(lambda: forecast(panel, None, range(1, 13)), 5),
            unit="CPU s", aim=AIM, how=f"{size}; median of 5",
        ),
        Result(
            name="outlook, whole backtest", measured=cpu_seconds(lambda: track_record_on(panel), 1), unit="CPU s",
            aim=AIM_BACKTEST, how=f"{size}; 24 origins, 4 horizons, bootstrap, sums; one run",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    print(json.dumps([each.as_dict() for each in measure()], indent=2))
