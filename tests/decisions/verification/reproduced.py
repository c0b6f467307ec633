"""What the page on reproduction shows: published or peer values and ours, computed anew from the reference files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from contingent.decisions.kernels.challenge_game import Game, play_game
from contingent.decisions.kernels.exchange_rounds import exchange_rounds
from contingent.decisions.kernels.exchange_rules import REFERENCE
from contingent.decisions.kernels.spatial_ktab import ktab_run
from contingent.decisions.models.challenge import Challenge

Line = tuple[str, str, float, float]
"""Model and case, quantity, published or peer value, ours."""

REGRESSION = (
    14.420058547446855, 12.023779854297686, 10.537826817816214,
    9.379375176602677, 7.392655038356504, 7.6925939288122365,
)  # fmt: skip
"""Sums of gains of rounds 2-7 of the published exchange program with its sort key rounded to twelve decimals."""


def lines(reference: Path) -> Iterator[Line]:
    """Yield every line of the page."""
    yield from _challenge(_read(reference / "bdm-ExampleActors.json"), "EU emission standards", (1, 4, 7, 10))
    yield from _challenge(_read(reference / "bdm-Sultan.json"), "Sultan", (10,))
    yield from _exchange(_read(reference / "decide-copenhagen.json"))
    for name in ("dummyData_3Dim", "SOE-Pol-Comp", "SOE-Policy", "dummyData_6Dim"):
        yield from _spatial(_read(reference / f"ktab-{name}.json"), name)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _challenge(told: Any, case: str, rounds: tuple[int, ...]) -> Iterator[Line]:
    columns = [np.array([each[key] for each in told["actors"]]) for key in ("position", "capability", "salience")]
    game: Game = play_game(*columns, Challenge.published())
    for n in rounds:
        for what in ("median", "mean"):
            yield f"challenge, {case}", f"{what}, round {n}", told["rounds"][n][what], float(getattr(game, what)[n])


def _exchange(told: Any) -> Iterator[Line]:
    rows = told["actor_issue_rows"]
    actors, issues = (list(dict.fromkeys(row[key] for row in rows)) for key in ("actor", "issue"))
    arrays = np.full((3, len(actors), len(issues)), np.nan)
    for row in rows:
        arrays[:, actors.index(row["actor"]), issues.index(row["issue"])] = [
            row[key] for key in ("position_norm", "salience", "power")
        ]
    first, *later = exchange_rounds(*arrays, REFERENCE, 7)
    round_one = told["tie_free"]["rounds"][0]
    case = "exchange, Copenhagen"
    yield case, "realised exchanges, round 1", round_one["realised"], len(first.trades)
    yield case, "sum of gains, round 1", round_one["total_gain_sum"], first.gains
    for n, issue in enumerate(issues):
        value = round_one["nbs_after_exchanges"][issue]["normalised_0_100"]
        yield case, f"{issue}, round 1", value, float(first.after[n])
    for n, (value, played) in enumerate(zip(REGRESSION, later, strict=True)):
        yield case, f"sum of gains, round {n + 2}, ties by rounded key", value, played.gains


def _spatial(told: Any, name: str) -> Iterator[Line]:
    wide = told["n_dim"]
    table = np.array([[float(cell) for cell in row[2 : 3 + 2 * wide]] for row in told["input_rows"][2:]])
    run = ktab_run(table[:, 1::2], table[:, 0], table[:, 2::2])
    yield f"spatial, {name}", "turns", told["n_states"] - 1, run.turns
    values = told["outcome"]["pce_expected_position_0_100"]
    for n, (value, ours) in enumerate(zip(values, run.outcome(), strict=True)):
        yield f"spatial, {name}", f"mean of the last election, dimension {n + 1}", value, float(ours)


def as_table(found: list[Line]) -> str:
    """Return the lines as the page has them; all values agree to the digits shown."""
    rows = ["| model, case | figure | published or peer | ours | difference |", "|---|---|---|---|---|"]
    for case, what, theirs, ours in found:
        apart = abs(ours - theirs)
        small = next(bound for bound in (1e-12, 1e-11, 1e-10, 1e-9, 1e-6, 1e-3, 1.0, float("inf")) if apart < bound)
        rows.append(f"| {case} | {what} | {theirs:.10g} | {ours:.10g} | < {small:g} |")
    return "\n".join(rows)
