"""Charts of the outlook draw what they are given: history, fan, what came, gaps, and a track record."""

from __future__ import annotations

import json
from typing import Any

from contingent.briefs.charts.outlook import fan, track
from contingent.briefs.charts.style import svg

HISTORY: list[dict[str, Any]] = [{"month": f"2013-{month:02d}", "number": 100 + month} for month in range(1, 13)]
QUANTILES = {"q05": 80, "q10": 85, "q25": 95, "q50": 110, "q75": 120, "q90": 140, "q95": 150}
AHEAD = [{"origin": "2013-10", "month": month, **QUANTILES} for month in ("2013-11", "2013-12", "2014-01")]


def values_of(chart: Any) -> list[str]:
    return [str(layer.data.values) for layer in chart.layer]


def test_the_fan_starts_at_the_last_value_and_shows_what_came() -> None:
    layers = values_of(fan(HISTORY, AHEAD, back=6))
    band, past, came = layers[0], layers[4], layers[5]
    assert '"month": "2013-10-01", "q05": 110' in band, "all quantiles meet in the last value"
    assert "2013-05-01" in past
    assert "2013-04-01" not in past
    assert "2013-11-01" not in past
    assert "2013-11-01" in came
    assert "2013-10-01" not in came


def test_a_month_that_is_not_known_breaks_the_line() -> None:
    holed = [dict(row, number=None) if row["month"] == "2013-08" else row for row in HISTORY]
    past = json.loads(values_of(fan(holed, AHEAD))[4])
    assert {row["month"][:7]: row["run"] for row in past if row["month"][:7] in ("2013-07", "2013-08", "2013-09")} == {
        "2013-07": 0, "2013-09": 1,
    }  # fmt: skip
    nothing = [dict(row, number=None) for row in HISTORY]
    assert '"q05": 80' in values_of(fan(nothing, AHEAD))[0], "without a last value the fan starts a month ahead"


def test_both_draw() -> None:
    drawn = svg(fan(HISTORY, AHEAD), key="fan", title="Fan", alt_text="a fan")
    assert drawn.count("<path") > 5
    rows = [
        {"group": "all", "horizon": horizon, "cover80": 0.8, "cover80_low": 0.77, "cover80_high": 0.83,
         "crps": 0.13, "crps_low": 0.1, "crps_high": 0.15}
        for horizon in (1, 12)
    ]  # fmt: skip
    told = svg(track(rows), key="track", title="Record", alt_text="a record")
    assert "80 % interval held" in told
