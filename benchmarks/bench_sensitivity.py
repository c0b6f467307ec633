"""CPU seconds of finding out what an outcome hangs on: one issue, 12 actors, 24 uncertain inputs, 8,192 points.

    python -m benchmarks.bench_sensitivity

The resampling of SciPy is measured on the same numbers, without deciding anything.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import numpy as np

from benchmarks.results import Result
from contingent.decisions.models import models
from contingent.futures.disagreement import disagreement
from contingent.futures.discovery import discovery
from contingent.futures.indices import halves, sobol
from contingent.futures.information import information
from contingent.futures.pivotal import pivots
from contingent.futures.sensitivity import sensitivity
from contingent.futures.studies import Study
from contingent.positions.agenda import Agenda
from contingent.positions.positions import Position

POINTS, AIM = 8_192, 5.0
MODELS = ("compromise", "median", "challenge")


def twelve_actors() -> Agenda:
    """Return an invented issue: twelve actors with ranges on either side of the middle."""
    source = np.random.default_rng(1)
    return Agenda.of(
        Position(
            issue="i", actor=f"A{n:02d}", value=value, low=max(0.0, value - 15), high=min(100.0, value + 15),
            salience=float(source.integers(30, 90)),
        )
        for n, value in enumerate(map(float, source.integers(5, 95, 12)))
    )  # fmt: skip


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of one run, after whatever it compiles."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measure() -> list[Result]:
    """Return CPU seconds of sensitivities by model, and of what else is found out on the same draws."""
    found = []
    whole = Study.of(twelve_actors(), "i", models(MODELS))
    whole.sample(256, 1)  # compiles, or loads what was compiled
    for name in MODELS:
        one = Study.of(twelve_actors(), "i", models([name]))
        answers = sensitivity(one, 256).answers // 256
        seconds = cpu_seconds(lambda one=one: sensitivity(one, POINTS))  # type: ignore[misc]
        found.append(_result(f"sensitivity, {name}", seconds, f"{answers * POINTS:,} decisions, 24 inputs and delta"))
    together = cpu_seconds(lambda: sensitivity(whole, POINTS))
    found.append(_result("sensitivity, mean, median and challenge", together, "all three on the same points", AIM))
    sample = whole.sample(POINTS, 1)
    for name, work in (("conditions", discovery), ("worth of knowing", information), ("pivots", pivots),
                       ("disagreement with options", disagreement)):  # fmt: skip
        found.append(_result(name, cpu_seconds(lambda work=work: work(sample)), f"three models, {POINTS:,} draws"))  # type: ignore[misc,operator]
    return [*found, *_resampling()]


def _resampling() -> list[Result]:
    from scipy import stats

    weights = np.arange(1.0, 13.0)
    one, other = halves(12, POINTS, 1)
    mixed = np.stack([np.where(np.arange(12) == n, other, one) @ weights for n in range(12)])
    indices = stats.sobol_indices(
        func={"f_A": (one @ weights)[None], "f_B": (other @ weights)[None], "f_AB": mixed[:, None]}, n=POINTS
    )
    theirs = cpu_seconds(lambda: indices.bootstrap(n_resamples=400))
    ours = cpu_seconds(
        lambda: sobol(lambda points: (points @ weights)[:, None], 12, [[n] for n in range(12)], POINTS, 1)
    )
    return [
        _result("indices with 400 resamples", ours, "12 inputs of a weighted sum, its points and answers included"),
        _result("the 400 resamples in SciPy", theirs, "the same numbers, resampling only"),
    ]


def _result(name: str, seconds: float, how: str, aim: float | None = None) -> Result:
    return Result(name=name, measured=seconds, unit="CPU s", how=f"12 actors; {how}; one run", aim=aim)


if __name__ == "__main__":
    print(json.dumps([each.as_dict() for each in measure()], indent=2))
