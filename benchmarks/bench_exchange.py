"""CPU time of exchange and Nash bargaining: ten rounds of Copenhagen, draws of the Astana agenda.

    python -m benchmarks.bench_exchange

Copenhagen needs ../shared/decide; without it only the draws are measured.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.results import Result

COPENHAGEN = Path(__file__).parents[2] / "shared" / "decide" / "reference" / "decide-copenhagen.json"
DRAWS = 20_000
PEER = 1.1
"""Seconds of the published program for ten rounds of Copenhagen (core only, median of 5, measured elsewhere)."""


def cpu_seconds(work: Callable[[], object], times: int) -> float:
    """Return the median CPU time of some runs, after one that is not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return float(np.median(found))


def copenhagen() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return positions, saliences and capabilities of the reference case, of shape (actors, issues)."""
    rows = json.loads(COPENHAGEN.read_text(encoding="utf-8"))["actor_issue_rows"]
    actors = list(dict.fromkeys(row["actor"] for row in rows))
    issues = list(dict.fromkeys(row["issue"] for row in rows))
    tables = tuple(np.full((len(actors), len(issues)), np.nan) for _ in range(3))
    for row in rows:
        for table, name in zip(tables, ("position_norm", "salience", "power"), strict=True):
            table[actors.index(row["actor"]), issues.index(row["issue"])] = row[name]
    return tables


def _rounds() -> list[Result]:
    from contingent.decisions.base import Kernel
    from contingent.decisions.kernels.exchange_rounds import exchange_rounds
    from contingent.decisions.kernels.exchange_rules import REFERENCE

    if not COPENHAGEN.is_file():
        return []
    tables = copenhagen()
    compiled = cpu_seconds(lambda: exchange_rounds(*tables, REFERENCE, 10, Kernel.COMPILED), 15)
    plain = cpu_seconds(lambda: exchange_rounds(*tables, REFERENCE, 10, Kernel.NUMPY), 3)
    case = "11 actors, 7 issues, 75 rows, with every exchange kept"
    against = f"{case}; {PEER / compiled:,.0f} times the published program's {PEER} s, which was measured elsewhere"
    return [
        Result(name="exchange, Copenhagen, 10 rounds", measured=1000 * compiled, unit="CPU ms", aim=20, how=against),
        Result(name="exchange, the same in the plain reference", measured=1000 * plain, unit="CPU ms", how=case),
    ]


def _draws() -> list[Result]:
    import contingent.examples.astana_2013 as example
    from contingent.decisions.models import model
    from contingent.futures.inputs import stated_ranges
    from contingent.positions.agenda import Agenda
    from contingent.positions.issues import read_issues
    from contingent.positions.positions import read_positions

    folder = Path(str(example.__file__)).parent
    issues = read_issues((folder / "issues.yaml").read_text(encoding="utf-8")).issues
    agenda = Agenda.of(read_positions((folder / "positions.csv").read_text(encoding="utf-8")), issues)
    inputs = stated_ranges(agenda, 15.0)
    drawn = inputs.drawn(inputs.luck(1, 0, DRAWS), seed=1)
    found = []
    for name, settings in (
        ("exchange", {}), ("exchange", {"rounds": 10}), ("nash", {}), ("nash", {"joint": "on"}),
    ):  # fmt: skip
        chosen = model(name, settings)
        seconds = cpu_seconds(lambda chosen=chosen: chosen.decide_draws(drawn), 3)
        said = ", ".join(f"{key} {value}" for key, value in settings.items()) or "defaults"
        found.append(
            Result(
                name=f"{name}, Astana agenda, {said}", measured=DRAWS / seconds, unit="draws per CPU s",
                how=f"all {len(agenda.issues)} issues of {len(agenda.actors)} actors; {DRAWS:,} draws, median of 3",
                more_is_better=True,
            )
        )  # fmt: skip
    return found


def measure() -> list[Result]:
    """Return the CPU times; Copenhagen only where its reference file is there."""
    return [*_rounds(), *_draws()]


if __name__ == "__main__":
    print(json.dumps([each.as_dict() for each in measure()], indent=2))
