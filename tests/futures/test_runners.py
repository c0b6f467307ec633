"""Runners: equal tables whoever does the work, and an error that names the draws where a worker fails."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.decisions.agendas import agenda, astana
from tests.futures.breaking import Breaks, Compiled, Dies, First, Highest, Refuses, Slow

from contingent.base.errors import InputError
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.correlation import Together
from contingent.futures.designs import Design
from contingent.futures.ensembles import Ensemble
from contingent.futures.folders import Tables, run_in
from contingent.futures.inputs import Inputs, stated_ranges
from contingent.futures.plans import Part, Plan
from contingent.futures.runners.base import cores, in_order
from contingent.futures.runners.dask import Dask, cluster_here
from contingent.futures.runners.processes import Processes
from contingent.futures.runners.threads import Threads
from contingent.futures.runs import Progress, run
from contingent.futures.work import RunError

WHOLE = astana().of_types({"state", "organisation"})
STATED = stated_ranges(WHOLE, 15)
ALLIES = Together(inputs=("r2p/RUS/position", "csto_mandate/RUS/position"), correlation=0.5)
PLAN = Plan(
    inputs=Inputs(agenda=WHOLE, each=STATED.each, together=(ALLIES,)),
    models=(Compromise(), Median(), Highest(most=88.0)),
    draws=4 * 4096 + 5,
)
SMALL = Plan(inputs=stated_ranges(agenda((20, 50), (60, 50), spread=10), 15), models=(First(),), draws=10 * 4096)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A real scheduler with two worker processes."""
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as started:
        yield started


def all_bytes(ensemble: Ensemble, folder: Path) -> tuple[str, ...]:
    sums = hashlib.sha256()
    for name in ("mean", "squares", "bins", "apart", "replicate_sums", "undecided"):
        sums.update(np.ascontiguousarray(getattr(ensemble.tally, name)).tobytes())
    files = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.parquet"))]
    return (ensemble.summary().write_csv(), sums.hexdigest(), *files)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[Design, tuple[str, ...]]:
    """What one thread gives, by design."""
    found = {}
    for design in Design:
        folder = tmp_path_factory.mktemp("alone") / "a.run"
        plan = replace(PLAN, design=design)
        found[design] = all_bytes(run_in(folder, plan, tables=Tables(inputs=True), runner=Threads(1)), folder)
    return found


@pytest.mark.parametrize("design", list(Design))
@pytest.mark.parametrize("runner", [Threads(2), Threads(5), Processes(2), "dask"], ids=str)
def test_tables_are_equal_whoever_does_the_work(
    tmp_path: Path, cluster: Any, alone: dict[Design, tuple[str, ...]], runner: Any, design: Design
) -> None:
    runner = Dask(cluster.scheduler_address) if runner == "dask" else runner
    folder = tmp_path / "a.run"
    found = all_bytes(run_in(folder, replace(PLAN, design=design), tables=Tables(inputs=True), runner=runner), folder)
    assert runner.says
    assert len(found) == 4
    assert found == alone[design]


def test_a_run_stopped_with_threads_goes_on_with_processes(tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    def watch(_: Progress) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        run_in(tmp_path / "a.run", PLAN, runner=Threads(3), watch=watch)
    mixed = run_in(tmp_path / "a.run", PLAN, runner=Processes(1))
    whole = run_in(tmp_path / "b.run", PLAN, runner=Threads(1))
    assert all_bytes(mixed, tmp_path / "a.run") == all_bytes(whole, tmp_path / "b.run")


def test_results_come_in_order_and_do_not_pile_up() -> None:
    started: list[int] = []
    taken: list[int] = []

    def start(part: Part) -> Part:
        started.append(part.number)
        assert len(started) - len(taken) <= 3
        return part

    def take(going: Part, part: Part) -> Any:
        taken.append(part.number)
        return going.number

    parts = [Part(number, 0, 1) for number in range(20)]
    assert list(in_order(parts, 3, start, take)) == list(range(20))
    assert started == taken == list(range(20))
    assert cores() >= 1


def test_the_work_stops_with_the_run(tmp_path: Path) -> None:
    def watch(_: Progress) -> None:
        raise KeyboardInterrupt

    plan = replace(SMALL, models=(Slow(seconds=0.02, notes=str(tmp_path)),), draws=200 * 4096)
    with pytest.raises(KeyboardInterrupt):
        run(plan, runner=Threads(2), watch=watch)
    assert len(list(tmp_path.iterdir())) <= 4 * 6


@pytest.mark.parametrize("runner", [Threads(1), Threads(2), Processes(2), "dask"])
def test_a_defect_on_a_worker_names_model_and_draws(runner: Any, cluster: Any) -> None:
    runner = Dask(cluster.scheduler_address) if runner == "dask" else runner
    with pytest.raises(RunError, match=r"breaks failed in draws 8,192 to 12,287: ZeroDivisionError: by nought") as told:
        run(replace(SMALL, models=(First(), Breaks(start=10_000))), runner=runner)
    assert "Leave breaks out" in str(told.value)
    found = run(replace(SMALL, models=(First(), Refuses(start=10_000))), runner=runner)
    assert [str(each) for each in found.skipped] == ["refuses is left out: from draw 8,192 on: It has no institution."]


def test_a_process_that_dies_is_named_by_its_draws() -> None:
    with pytest.raises(RunError, match=r"A process ended before it had decided draws [\d,]+ to [\d,]+") as told:
        run(replace(SMALL, models=(Dies(start=10_000),)), runner=Processes(2))
    assert "__main__" in str(told.value)


def test_a_cluster_gives_the_draws_of_a_dead_worker_to_another(tmp_path: Path, cluster: Any) -> None:
    plan = replace(SMALL, models=(Dies(start=10_000, memory=str(tmp_path / "died")),))
    found = run(plan, runner=Dask(cluster.scheduler_address))
    assert (tmp_path / "died").exists()
    alone = run(replace(SMALL, models=(First(),)))
    assert (found.draws["i", "dies"] == alone.draws["i", "first"]).all()


@pytest.mark.slow
def test_draws_that_kill_every_worker_are_named() -> None:
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    with pytest.raises(RunError, match=r"Workers died while they decided draws 8,192 to 12,287"):
        run(replace(SMALL, models=(Dies(start=10_000),)), runner=Dask(workers=2))


@pytest.mark.slow
def test_a_cluster_started_for_the_run_ends_with_it() -> None:
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    import psutil

    before = {child.pid for child in psutil.Process().children(recursive=True)}
    found = run(SMALL, runner=Dask(workers=2))
    assert found.summary().write_csv() == run(SMALL).summary().write_csv()
    left = {c.pid for c in psutil.Process().children(recursive=True) if "resource_tracker" not in "".join(c.cmdline())}
    assert left <= before


def test_workers_started_here_are_not_sampled() -> None:
    import dask
    from distributed import Client

    before = dask.config.get("distributed.worker.profile.enabled")
    with cluster_here(1) as one, Client(one, set_as_default=False) as client:
        (sampled,) = client.run(lambda: dask.config.get("distributed.worker.profile.enabled")).values()
        (asked,) = client.run(lambda dask_worker: list(dask_worker.periodic_callbacks)).values()
    assert sampled is False
    assert not any("profile" in each for each in asked)
    assert dask.config.get("distributed.worker.profile.enabled") is before


def test_cancelled_draws_are_named(cluster: Any) -> None:
    def watch(_: Progress) -> None:
        with cluster.get_client() as client:
            client.run_on_scheduler(_cancel_all)

    plan = replace(SMALL, models=(Slow(seconds=0.2),), draws=30 * 4096)
    with pytest.raises(RunError, match=r"The cluster gave up draws [\d,]+ to [\d,]+"):
        run(plan, runner=Dask(cluster.scheduler_address), watch=watch)


def _cancel_all(dask_scheduler: Any) -> None:
    for client in list(dask_scheduler.clients):
        keys = [key for key in dask_scheduler.tasks if str(key).startswith("_decide")]
        dask_scheduler.client_releases_keys(keys=keys, client=client)
        dask_scheduler.report({"op": "cancelled-keys", "keys": keys, "reason": "test", "msg": "test"}, client=client)


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    monkeypatch.setattr("contingent.futures.runners.dask._SECONDS_TO_CONNECT", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(InputError, match="No Dask scheduler answers") as told:
            run(SMALL, runner=Dask(address))
        assert "dask scheduler" in str(told.value)


def test_a_cluster_without_workers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    monkeypatch.setattr("contingent.futures.runners.dask._SECONDS_TO_CONNECT", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty,
        pytest.raises(InputError, match="has no workers"),
    ):
        run(SMALL, runner=Dask(empty.scheduler_address))


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="not installed") as told:
        run(SMALL, runner=Dask())
    assert "contingent[cluster]" in str(told.value)


def test_a_model_that_cannot_travel_is_named(cluster: Any) -> None:
    @dataclass(frozen=True)
    class Local(First):
        pass

    for runner in (Processes(2), Dask(cluster.scheduler_address)):
        with pytest.raises(RunError, match="first cannot be sent"):
            run(replace(SMALL, models=(Local(),)), runner=runner)


@pytest.mark.slow
def test_processes_share_compiled_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    plan = replace(SMALL, models=(Compiled(),), draws=5000)
    found = run(plan, runner=Processes(1))
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb*")}
    assert written
    run(plan, runner=Processes(1))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb*")} == written
    assert (found.draws["i", "compiled"] == run(replace(plan, models=(First(),))).draws["i", "first"]).all()


def test_the_command_line_loads_no_heavy_library_for_the_runners() -> None:
    script = (
        "import sys, contingent.futures.ensembles, contingent.futures.folders, contingent.futures.runners.dask,"
        " contingent.futures.runners.processes, contingent.futures.assumptions, contingent.futures.convergence\n"
        "print([name for name in ('distributed', 'scipy', 'polars') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "[]"
