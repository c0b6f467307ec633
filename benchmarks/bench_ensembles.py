"""Ensembles of the Astana agenda: all models, designs, threads, the overhead of Dask, memory.

python -m benchmarks.bench_ensembles
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from benchmarks.results import Result
from contingent.decisions.base import Card, DecisionModel, Kernel, Need, Outcome
from contingent.decisions.models import models
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.designs import Design
from contingent.futures.inputs import stated_ranges
from contingent.futures.plans import Plan
from contingent.futures.runners.dask import Dask, cluster_here
from contingent.futures.runners.memory import keep_freed_memory
from contingent.futures.runners.threads import Threads
from contingent.futures.runs import run
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn
from contingent.positions.issues import read_issues
from contingent.positions.positions import Position, read_positions

CASE = resources.files("contingent.examples.astana_2013")
DRAWS = 100_000
AIM_SECONDS, AIM_DASK = 15.0, 10.0
DASK_DRAWS, WARM_DRAWS = 1_000_000, 40_000
MANY = (100_000, 10_000_000)


def positions() -> list[Position]:
    """Return the positions of the Astana case."""
    return list(read_positions(CASE.joinpath("positions.csv").read_text(encoding="utf-8")))


def astana() -> Agenda:
    """Return the Astana agenda: 10 issues, 39 actors."""
    return Agenda.of(positions(), read_issues(CASE.joinpath("issues.yaml").read_text(encoding="utf-8")).issues)


@dataclass(frozen=True)
class Nothing:
    """A model that costs next to nothing, to measure everything else; `number` only tells several apart."""

    number: int = 0
    needs: ClassVar[frozenset[Need]] = frozenset()
    card: ClassVar[Card] = Card(title="Nothing", says="Copies a number.", source="none", reads="never")

    @property
    def name(self) -> str:
        """Its name."""
        return f"nothing {self.number}"

    def decide(self, agenda: Agenda) -> Outcome:
        """Is never asked."""
        raise NotImplementedError

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the position of one holder on each issue."""
        rows = [int(drawn.agenda.holders(issue)[0]) for issue in drawn.agenda.issues]
        return drawn.value[:, rows, range(len(rows))]


def plan_of(chosen: tuple[DecisionModel, ...], **others: Any) -> Plan:
    """Return a plan of the Astana agenda with stated ranges."""
    given = {"draws": DRAWS, **others}
    return Plan(inputs=stated_ranges(astana(), 15), models=chosen, **given)


def timed(plan: Plan, runner: Any) -> tuple[float, float]:
    """Return wall and CPU seconds of a run in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    run(plan, runner=runner, keep=False)
    return time.perf_counter() - wall, time.process_time() - cpu


def measure() -> list[Result]:
    """Return all figures of ensembles."""
    return [*_all_models(), *_rest(), *_designs(), *_dask(), *_memory()]


def _all_models() -> list[Result]:
    chosen = models(("all",))
    run(plan_of(chosen, draws=5000), keep=False)  # compiled code is made or loaded here
    wall, cpu = timed(plan_of(chosen), Threads(2))
    fewer = plan_of(chosen, draws=40_000)
    ratio = timed(fewer, Threads(1))[0] / timed(fewer, Threads(2))[0]
    size = f"10 issues x {len(chosen)} models x {DRAWS:,} draws"
    return [
        Result(name="ensemble, all models", measured=wall, unit="s", aim=AIM_SECONDS, how=f"{size}, 2 threads"),
        Result(name="ensemble, all models, by CPU time", measured=cpu / 2, unit="s", aim=AIM_SECONDS,
               how=f"{size}; CPU seconds of the run over 2 cores, so that other load does not count"),
        Result(name="ensemble, 2 threads against 1", measured=ratio, unit="times", how="the same, 40,000 draws; wall"),
    ]  # fmt: skip


def _rest() -> list[Result]:
    nothing = tuple(Nothing(number) for number in range(8))
    return [
        Result(
            name=f"ensemble, all but the models, {design}",
            measured=timed(plan_of(nothing, design=design), Threads(1))[1],
            unit="CPU s",
            how=f"10 issues x 8 models that do nothing x {DRAWS:,} draws, 158 uncertain inputs",
        )
        for design in Design
    ]


def _designs() -> list[Result]:
    """How far runs of 4,096 draws are from one of 300,000, root mean square over issues and 10 seeds."""
    chosen = (Compromise(), Median())
    truth = run(plan_of(chosen, draws=300_000, design=Design.QUASI), keep=False).tally
    found = []
    for design in Design:
        runs = [run(plan_of(chosen, draws=4096, design=design, seed=seed), keep=False).tally for seed in range(2, 12)]
        off = np.array([each.mean - truth.mean for each in runs])
        for row, model in enumerate(chosen):
            found.append(
                Result(
                    name=f"error of the mean, {model.name}, {design}",
                    measured=float(np.sqrt((off[:, row] ** 2).mean())),
                    unit="points",
                    how="4,096 draws against 300,000 quasi-random ones; 10 seeds, 10 issues",
                )
            )
    return found


def _dask() -> list[Result]:
    """What one worker of a running cluster costs more than this process, on equal terms.

    Both keep freed memory, both have their kernels warm, and connecting is told apart. The worker's CPU time is held
    against that of the same work here; what the client and the scheduler take in this process is a figure of its own,
    as they run beside the worker and not before it.
    """
    import distributed

    keep_freed_memory()
    plan = plan_of((Compromise(), Median()), draws=DASK_DRAWS)
    with cluster_here(1) as one, distributed.Client(one, set_as_default=False) as client:
        there = Dask(one.scheduler_address)
        run(replace(plan, draws=WARM_DRAWS), runner=there, keep=False)
        run(replace(plan, draws=WARM_DRAWS), runner=Threads(1), keep=False)
        connecting = timed(replace(plan, draws=1), there)[0]
        rows = np.array([_beside(plan, there, client) for _ in range(3)])
    here_wall, here_cpu, wall, cpu, beside = rows.T
    how = f"{DASK_DRAWS:,} draws, {here_cpu.min():.1f} CPU s in this process, against one worker; median of 3"
    percent = 100 * (np.array([wall / here_wall, cpu / here_cpu]) - 1)
    return [
        Result(name="Dask overhead, wall time", measured=float(np.median(percent[0])), unit="%", aim=AIM_DASK,
               how=f"{how}; other load counts"),
        Result(name="Dask overhead, CPU time of the worker", measured=float(np.median(percent[1])), unit="%",
               aim=AIM_DASK, how=how),
        Result(name="Dask, client and scheduler", measured=float(np.median(beside)), unit="CPU s",
               how=f"beside the worker; {how}"),
        Result(name="Dask, connecting", measured=connecting, unit="s", how="a run of one draw on a running cluster"),
    ]  # fmt: skip


def _beside(plan: Plan, there: Dask, client: Any) -> tuple[float, ...]:
    """Return wall and CPU seconds here, wall and CPU seconds on the worker, and CPU seconds of client and scheduler."""
    here = timed(plan, Threads(1))
    before = sum(client.run(time.process_time).values())
    wall, beside = timed(plan, there)
    return (*here, wall, sum(client.run(time.process_time).values()) - before, beside)


def _memory() -> list[Result]:
    found = []
    for draws in MANY:
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_ensembles", "memory", str(draws)],
            capture_output=True, check=True, text=True, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        found.append(
            Result(
                name=f"memory, {draws:,} draws",
                measured=float(told.stdout) / 1024,
                unit="MiB",
                how="most resident, whole process; 1 model, 1 issue, 2 threads, nothing kept",
            )
        )
    return found


def most_resident() -> int:
    """Return the most memory this process has held, in KiB (Linux; what `getrusage` says is handed down by parents)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _peak(draws: int) -> None:
    one = Agenda.of(positions(), ["r2p"])
    run(Plan(inputs=stated_ranges(one, 15), models=(Nothing(),), draws=draws), runner=Threads(2), keep=False)
    print(most_resident())


if __name__ == "__main__":
    if sys.argv[1:2] == ["memory"]:
        _peak(int(sys.argv[2]))
    elif sys.argv[1:2] == ["dask"]:
        print(json.dumps([each.as_dict() for each in _dask()], indent=2))
    else:
        print(json.dumps([each.as_dict() for each in measure()], indent=2))
