"""CPU seconds of power indices and of the procedural model over many draws.

python -m benchmarks.bench_power
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

import contingent.examples.astana_2013 as example
from benchmarks.results import Result
from contingent.decisions.institutions.known import institution
from contingent.decisions.institutions.power import power
from contingent.decisions.models.procedural import Procedural
from contingent.futures.inputs import stated_ranges
from contingent.positions.agenda import Agenda
from contingent.positions.issues import read_issues
from contingent.positions.positions import read_positions

CASE = Path(str(example.__file__)).parent
MEETING = date(2013, 11, 5)
DRAWS = 100_000


def cpu_seconds(work: Callable[[], object], times: int = 5) -> float:
    """Return the median CPU time of some runs, after one that is not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return float(np.median(found))


def measure() -> list[Result]:
    """Return CPU seconds of exact power in three institutions, and of the procedural model on the Astana agenda."""
    bodies = {
        "UNSC": institution("UNSC", MEETING),
        "UNGA": institution("UNGA", MEETING),
        "EU qualified majority": institution("EU", date(2025, 6, 1), "qualified majority"),
    }
    found = [
        Result(
            name=f"power, {name}", measured=cpu_seconds(lambda body=body: power(body)), unit="CPU s",
            how=f"{len(body.seats)} members, {power(body).how}; median of 5",
        )
        for name, body in bodies.items()
    ]  # fmt: skip
    positions = read_positions((CASE / "positions.csv").read_text(encoding="utf-8"))
    agenda = Agenda.of(positions, read_issues((CASE / "issues.yaml").read_text(encoding="utf-8")).issues)
    inputs = stated_ranges(agenda, 15.0)
    drawn = inputs.drawn(inputs.luck(1, 0, DRAWS))
    for name, model, aim in (
        ("weighted majority", Procedural(), 2.0),
        ("CSTO by consensus", Procedural(institution="CSTO", on="2013-11-05"), 2.0),
        ("elimination agenda", Procedural(amendments="elimination"), None),
    ):
        found.append(
            Result(
                name=f"procedural model, {name}", measured=cpu_seconds(lambda one=model: one.decide_draws(drawn), 3),
                unit="CPU s", aim=aim, how=f"{len(agenda.issues)} issues, {DRAWS:,} draws; median of 3",
            )
        )  # fmt: skip
    return found


if __name__ == "__main__":
    print(json.dumps([each.as_dict() for each in measure()], indent=2))
