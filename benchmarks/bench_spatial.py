"""Spatial bargaining and elections: a recorded case, draws of the Astana agenda, and how cost grows with actors.

    python -m benchmarks.bench_spatial

The recorded case needs ../shared; without it that figure is left out.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import contingent.examples.astana_2013 as example
from benchmarks.results import Result
from contingent.decisions.base import Kernel
from contingent.decisions.kernels.spatial_compiled import history as general
from contingent.decisions.kernels.spatial_ktab import ktab_rules
from contingent.decisions.kernels.spatial_rules import Room
from contingent.decisions.models import model
from contingent.futures.inputs import stated_ranges
from contingent.positions.agenda import Agenda
from contingent.positions.issues import read_issues
from contingent.positions.positions import Position, read_positions

POLICY = Path(__file__).parents[2] / "shared" / "decide" / "reference" / "ktab-SOE-Policy.json"
FOLDER = Path(str(example.__file__)).parent
DRAWS = 10_000
PEER = 0.476


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
    """Return all figures."""
    return [*_policy(), *_draws(), *_scaling()]


def _policy() -> list[Result]:
    if not POLICY.is_file():
        return []
    case = json.loads(POLICY.read_text())
    actors = int(case["input_rows"][0][2])
    rows = np.array([[float(cell) for cell in row[2:5]] for row in case["input_rows"][2 : 2 + actors]])
    room = Room(position=rows[:, 1:2] / 100, salience=rows[:, 2:3] / 100, capability=rows[:, 0])
    rules = ktab_rules({})
    seconds = cpu_seconds(lambda: general(room, rules), 5)
    how = f"26 actors, 19 turns, KTAB's rules, compiled; KTAB in process, log off: {1000 * PEER:.0f} ms"
    return [Result(name="spatial, SOE-Policy, one run", measured=1000 * seconds, unit="CPU ms", aim=50, how=how)]


def _draws() -> list[Result]:
    positions = read_positions((FOLDER / "positions.csv").read_text(encoding="utf-8"))
    agenda = Agenda.of(positions, read_issues((FOLDER / "issues.yaml").read_text(encoding="utf-8")).issues)
    inputs = stated_ranges(agenda, 15.0)
    found = []
    for name in ("spatial", "condorcet"):
        drawn, few, one = inputs.drawn(inputs.luck(1, 0, DRAWS)), inputs.drawn(inputs.luck(1, 0, 50)), model(name)
        fast = DRAWS / cpu_seconds(lambda: one.decide_draws(drawn, Kernel.COMPILED), 3)  # noqa: B023
        slow = 50 / cpu_seconds(lambda: one.decide_draws(few, Kernel.NUMPY), 1)  # noqa: B023
        issues = len(agenda.issues)
        how = f"Astana, {issues} issues, median of 3; NumPy reference: {slow * issues:,.0f}"
        found.append(
            Result(name=f"{name}, issue-draws", measured=fast * issues, unit="per CPU s", how=how, more_is_better=True)
        )
    return found


def _scaling() -> list[Result]:
    luck = np.random.default_rng(1)
    found = []
    for actors in (5, 20, 50, 100, 200):
        agenda = Agenda.of(
            Position(issue="i", actor=f"A{n}", value=value, low=value, high=value, salience=salience)
            for n, (value, salience) in enumerate(luck.uniform(1, 100, (actors, 2)))
        )
        drawn = stated_ranges(agenda, 0.0).drawn(np.empty((1, 0)))
        one = model("spatial")
        seconds = cpu_seconds(lambda: one.decide_draws(drawn, Kernel.COMPILED), 3)  # noqa: B023
        how = "random positions on one issue, one draw, median of 3"
        found.append(Result(name=f"spatial, {actors} actors", measured=1000 * seconds, unit="CPU ms", how=how))
    return found


if __name__ == "__main__":
    print(json.dumps([each.as_dict() for each in measure()], indent=2))
