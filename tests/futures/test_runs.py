"""Runs: stopped and gone on with they give the same bytes; models that fail are named; memory does not grow."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.decisions.agendas import agenda, astana
from tests.futures.breaking import Breaks, First, Highest, Refuses, Slow

from contingent.base.errors import ConflictError, InputError
from contingent.decisions.base import Kernel
from contingent.decisions.models import model
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.designs import Design
from contingent.futures.folders import Tables, run_in
from contingent.futures.inputs import stated_ranges
from contingent.futures.plans import Plan
from contingent.futures.runners.threads import Threads
from contingent.futures.runs import Progress, run
from contingent.futures.work import RunError
from contingent.positions.agenda import Array
from contingent.positions.drawn import Drawn

ROOT = Path(__file__).parents[2]
TWO = stated_ranges(agenda((20, 50), (60, 50), spread=10), 15)
PLAN = Plan(inputs=TWO, models=(First(), Median()), draws=20 * 4096 + 17)
BOTH = Tables(inputs=True)


class EnoughError(Exception):
    """Stops a run in the tests."""


def stop_after(draws: int) -> object:
    def watch(progress: Progress) -> None:
        if progress.done >= draws:
            raise EnoughError

    return watch


def bytes_of(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.parquet"))}


def same(one: object, two: object) -> bool:
    return one.summary().write_csv() == two.summary().write_csv()  # type: ignore[attr-defined]


def test_a_run_in_a_folder_gives_what_one_in_memory_gives(tmp_path: Path) -> None:
    plan = replace(PLAN, draws=9000, models=(First(), Highest(most=65)))
    held, written = run(plan), run_in(tmp_path / "a.run", plan, tables=BOTH)
    assert held.kept
    assert not written.kept
    assert held.statistics("i", "highest").undecided == written.statistics("i", "highest").undecided > 0
    table = pl.read_parquet(tmp_path / "a.run" / "draws.parquet")
    assert table.columns == ["issue", "model", "draw", "outcome"]
    order = ["issue", "model", "draw"]
    text = pl.col("issue", "model").cast(pl.String)
    assert table.with_columns(text).sort(order).equals(held.table().sort(order))
    inputs = pl.read_parquet(tmp_path / "a.run" / "inputs.parquet")
    assert inputs.equals(held.inputs_table())
    assert table.filter(pl.col("model") == "first")["outcome"].equals(inputs["i/A/position"].rename("outcome"))
    exact, binned = held.summary(), written.summary()
    for name in exact.columns[3:]:
        within = 0.05 if name.startswith("q") else 1e-9
        assert binned[name].to_list() == pytest.approx(exact[name].to_list(), abs=within)
    with pytest.raises(InputError, match="not kept"):
        written.table()
    assert written.histogram("i", "first", bins=20).equals(held.histogram("i", "first", bins=20))
    assert held.histogram("i", "first", bins=7)["count"].sum() == 9000
    with pytest.raises(InputError, match="7 bins"):
        written.histogram("i", "first", bins=7)


@pytest.mark.parametrize("design", list(Design))
def test_a_run_that_is_stopped_goes_on_to_the_same_bytes(tmp_path: Path, design: Design) -> None:
    plan = replace(PLAN, design=design)
    whole = run_in(tmp_path / "whole.run", plan, tables=BOTH)
    folder = tmp_path / "parts.run"
    for draws in (5000, 30_000, 60_000):
        with pytest.raises(EnoughError):
            run_in(folder, plan, tables=BOTH, watch=stop_after(draws))  # type: ignore[arg-type]
        assert not list(folder.glob("*.parquet"))
    told: list[Progress] = []
    again = run_in(folder, plan, tables=BOTH, watch=told.append)
    assert told[0].done > 60_000
    assert told[-1] == Progress(plan.draws, plan.draws, 0.0)
    assert same(whole, again)
    assert bytes_of(folder) == bytes_of(tmp_path / "whole.run")
    assert set(bytes_of(folder)) == {"draws.parquet", "inputs.parquet"}


SCRIPT = """
import sys
from pathlib import Path
from tests.futures.breaking import Slow
from tests.futures.test_runs import BOTH, PLAN
from dataclasses import replace
from contingent.futures.folders import run_in
plan = replace(PLAN, models=(Slow(seconds=0.05, notes=sys.argv[2]),))
run_in(Path(sys.argv[1]), plan, tables=BOTH)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_goes_on_to_the_same_bytes(tmp_path: Path, how: signal.Signals) -> None:
    notes, folder = tmp_path / "notes", tmp_path / "killed.run"
    notes.mkdir()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-c", SCRIPT, str(folder), str(notes)]
    child = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=ROOT)
    limit = time.monotonic() + 60
    # After the last state was written, so that some parts are ahead of it.
    while time.monotonic() < limit and (len(list(notes.iterdir())) < 8 or not (folder / "state").exists()):
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(how)
    assert child.wait(30) != 0
    assert not (folder / "draws.parquet").exists()
    plan = replace(PLAN, models=(Slow(seconds=0, notes=str(notes)),))
    with pytest.raises(ConflictError, match=r"slow: seconds 0\.05 there, 0 now"):
        run_in(folder, plan, tables=BOTH)
    plan = replace(PLAN, models=(Slow(seconds=0.05, notes=str(notes)),))
    done = len(list(notes.iterdir()))
    again = run_in(folder, plan, tables=BOTH)
    assert len(list(notes.iterdir())) - done < 21, "nothing was taken over"
    whole = run_in(tmp_path / "whole.run", plan, tables=BOTH)
    assert same(whole, again)
    assert bytes_of(folder) == bytes_of(tmp_path / "whole.run")


def test_a_finished_run_is_read_and_a_damaged_one_computed_anew(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    plan = replace(PLAN, models=(Slow(seconds=0, notes=str(notes)),), draws=30_000)
    folder = tmp_path / "a.run"
    first = run_in(folder, plan)
    before, counted = bytes_of(folder), len(list(notes.iterdir()))
    assert same(first, run_in(folder, plan))
    assert len(list(notes.iterdir())) == counted
    (folder / "draws.parquet").write_bytes(b"half a file")
    assert same(first, run_in(folder, plan))
    assert bytes_of(folder) == before
    assert len(list(notes.iterdir())) == 2 * counted


@pytest.mark.parametrize("what", ["part", "part gone", "state", "half a state"])
def test_damage_to_a_stopped_run_is_mended(tmp_path: Path, what: str) -> None:
    folder, whole = tmp_path / "a.run", tmp_path / "whole.run"
    with pytest.raises(EnoughError):
        run_in(folder, PLAN, watch=stop_after(40_000))  # type: ignore[arg-type]
    target = folder / ("state" if "state" in what else "parts/draws-000002.parquet")
    data = target.read_bytes()
    target.write_bytes(data[: len(data) // 2] if "half" in what else data[:-9] + b"different")
    if "gone" in what:
        target.unlink()
    assert same(run_in(folder, PLAN), run_in(whole, PLAN))
    assert bytes_of(folder) == bytes_of(whole)


def test_a_folder_of_another_run_is_refused_with_what_differs(tmp_path: Path) -> None:
    folder = tmp_path / "a.run"
    with pytest.raises(EnoughError):
        run_in(folder, PLAN, watch=stop_after(10_000))  # type: ignore[arg-type]
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    moved = stated_ranges(agenda((21, 50), (60, 50), spread=10), 15)
    for plan, words in (
        (replace(PLAN, inputs=moved), "agenda; inputs"),
        (replace(PLAN, inputs=stated_ranges(PLAN.agenda, 10)), "differs: inputs"),
        (replace(PLAN, seed=2), r"seed \(1 there, 2 now\)"),
        (replace(PLAN, draws=50_000), r"draws \(81937 there, 50000 now\)"),
        (replace(PLAN, design=Design.QUASI), r"design \(plain there, quasi now\)"),
        (replace(PLAN, models=(First(), Highest(most=3))), r"models \(first, median there, first, highest now\)\."),
        (replace(PLAN, models=(*PLAN.models, Refuses())), "left out"),
    ):
        with pytest.raises(ConflictError, match=words) as caught:
            run_in(folder, plan)
        assert caught.value.remedy
    with pytest.raises(ConflictError, match="tables"):
        run_in(folder, PLAN, tables=BOTH)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == kept


def test_an_option_that_differs_is_told_in_words(tmp_path: Path) -> None:
    def plan(**settings: object) -> Plan:
        return replace(PLAN, models=(First(), model("challenge", settings)), draws=50)

    run_in(tmp_path / "a.run", plan(rounds=10))
    with pytest.raises(ConflictError, match=r"differs: challenge: rounds 10 there, 20 now\.") as caught:
        run_in(tmp_path / "a.run", plan(rounds=20))
    assert caught.value.what.count(" there, ") == 1
    of_old = tmp_path / "a.run" / "plan.json"
    held = json.loads(of_old.read_text(encoding="utf-8"))
    del held["options"]
    of_old.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(ConflictError, match="differs: settings of first, challenge"):
        run_in(tmp_path / "a.run", plan(rounds=10))


def test_folders_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no name for a run"):
        run_in(tmp_path / "a", PLAN)
    mine = tmp_path / "mine.run"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    with pytest.raises(ConflictError, match="holds no run"):
        run_in(mine, PLAN)
    file = tmp_path / "file.run"
    file.write_text("x")
    with pytest.raises(ConflictError, match="holds no run"):
        run_in(file, PLAN)
    broken = tmp_path / "broken.run"
    with pytest.raises(EnoughError):
        run_in(broken, PLAN, watch=stop_after(1))  # type: ignore[arg-type]
    (broken / "plan.json").write_text("{")
    with pytest.raises(ConflictError, match="cannot be read"):
        run_in(broken, PLAN)


def test_two_runs_do_not_work_in_one_folder(tmp_path: Path) -> None:
    def again(_: Progress) -> None:
        run_in(tmp_path / "a.run", PLAN)

    with pytest.raises(ConflictError, match="Another process"):
        run_in(tmp_path / "a.run", PLAN, watch=again)


def test_a_run_without_tables_leaves_the_summary_alone(tmp_path: Path) -> None:
    found = run_in(tmp_path / "a.run", PLAN, tables=Tables(draws=False))
    assert same(found, run(PLAN, keep=False))
    assert same(found, run_in(tmp_path / "a.run", PLAN, tables=Tables(draws=False)))
    assert not list((tmp_path / "a.run").glob("*.parquet"))
    assert json.loads((tmp_path / "a.run" / "plan.json").read_text())["tables"] == ""


def test_a_model_that_cannot_read_the_agenda_is_left_out_by_name(tmp_path: Path) -> None:
    plan = replace(PLAN, models=(Refuses(), Median()))
    for found in (run(plan), run_in(tmp_path / "a.run", plan)):
        assert found.models == ("median",)
        assert [str(each) for each in found.skipped] == ["refuses is left out: It has no institution."]
        assert same(found, run(replace(PLAN, models=(Median(),)), keep=found.kept))
    with pytest.raises(InputError, match="no institution"):
        run(replace(PLAN, models=(Refuses(),)))


def test_a_model_that_fails_on_the_way_is_left_out_with_the_draw(tmp_path: Path) -> None:
    plan = replace(PLAN, models=(First(), Refuses(start=30_000), Median()))
    alone = run(replace(PLAN, models=(First(), Median())))
    for found in (run(plan), run(plan, runner=Threads(1)), run_in(tmp_path / "a.run", plan)):
        assert found.models == ("first", "median")
        assert [str(each) for each in found.skipped] == [
            "refuses is left out: from draw 28,672 on: It has no institution."
        ]
        assert found.joint("i").patterns == alone.joint("i").patterns
        assert found.statistics("i", "median").mean == alone.statistics("i", "median").mean
    assert pl.read_parquet(tmp_path / "a.run" / "draws.parquet")["model"].unique().sort().to_list() == [
        "first",
        "median",
    ]
    with pytest.raises(Exception, match="from draw 28,672 on"):
        run(replace(PLAN, models=(Refuses(start=30_000),)))


def test_a_defect_of_a_model_names_model_and_draws() -> None:
    with pytest.raises(RunError, match=r"breaks failed in draws 28,672 to 32,767: ZeroDivisionError: by nought"):
        run(replace(PLAN, models=(First(), Breaks(start=30_000))))


def test_a_defect_at_the_stated_positions_names_the_model() -> None:
    class Shapeless(First):
        def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
            return np.zeros(3)

    with pytest.raises(RunError, match=r"first failed at the stated positions: .*shape \(3,\)"):
        run(replace(PLAN, models=(Shapeless(),)))


def test_more_models_than_can_be_told_apart_are_refused() -> None:
    class Other(First):
        def __init__(self, name: str) -> None:
            object.__setattr__(self, "name", name)

    with pytest.raises(InputError, match="40 models are too many"):
        replace(PLAN, models=tuple(Other(f"m{number}") for number in range(40)))
    many = run(replace(PLAN, models=tuple(Other(f"m{number}") for number in range(39)), draws=50))
    assert sum(many.joint("i").patterns.values()) == 50


def test_small_runs_keep_their_draws_and_large_ones_do_not() -> None:
    assert run(replace(PLAN, draws=100_000)).kept
    assert not run(replace(PLAN, draws=100_001)).kept
    assert run(replace(PLAN, draws=100_001), keep=True).kept


def test_all_models_decide_the_same_draws() -> None:
    whole = run(Plan(inputs=stated_ranges(astana(), 15), models=(Compromise(), Median()), draws=5000, seed=3))
    for each in (Compromise(), Median()):
        alone = run(replace(whole.plan, models=(each,)))
        for issue in whole.agenda.issues:
            assert (alone.draws[issue, each.name] == whole.draws[issue, each.name]).all()


def test_equal_plans_are_declared_equal_in_every_process() -> None:
    plan = Plan(inputs=stated_ranges(astana(), 15), models=(Compromise(), Highest(most=3)), draws=10)
    script = (
        "from tests.futures.test_runs import *\n"
        "plan = Plan(inputs=stated_ranges(astana(), 15), models=(Compromise(), Highest(most=3)), draws=10)\n"
        "import json; print(json.dumps(plan.declared()))"
    )
    for number in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
            "PYTHONHASHSEED": number,
        }
        told = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True, cwd=ROOT
        )
        assert json.loads(told.stdout) == plan.declared()


MEMORY = """
import sys
from tests.futures.test_runs import *
run(replace(PLAN, models=(First(), Highest()), draws=int(sys.argv[1])), runner=Threads(2), keep=sys.argv[2] == "keep")
lines = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the most memory held is read where Linux tells it")
def test_memory_does_not_grow_with_draws() -> None:
    def held(draws: int, *, keep: bool = False) -> float:
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
        command = [sys.executable, "-c", MEMORY, str(draws), "keep" if keep else ""]
        told = subprocess.run(command, env=environment, capture_output=True, check=True, cwd=ROOT)
        return int(told.stdout) / 1024

    few, many = held(200_000), held(5_000_000)
    assert many < few + 20, (few, many)
    # The outcomes alone are 76 MB, so the figure would show if they were held.
    assert held(5_000_000, keep=True) > few + 70


def test_a_large_agenda_is_drawn_in_small_blocks() -> None:
    large = stated_ranges(agenda(*((float(n % 100), 50.0) for n in range(3000)), spread=5), 15)
    plan = Plan(inputs=large, models=(Compromise(),), draws=40)
    assert plan.block == 512
    assert replace(plan, inputs=TWO).block == 4096
    assert np.isfinite(run(plan).draws["i", "compromise"]).all()
