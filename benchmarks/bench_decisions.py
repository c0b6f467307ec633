"""Deciding from end to end: every issue of the Astana case, every model, 100,000 draws, with the report.

    python -m benchmarks --only decisions

The command runs in a process of its own, as a user starts it. The first run on a machine compiles the kernels, so it is
measured apart, with an empty cache.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import Result

DRAWS = 100_000


def measure() -> list[Result]:
    """Return the seconds of the whole command, once the kernels are compiled and when they are not."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "astana.ct"
        _run(folder, "new", str(project), "--from", "astana_2013")
        # A small first run fills the cache of compiled kernels and says what compiling costs.
        compiling = _run(folder, "decide", str(project), "csto_border", "--model", "all", "--draws", "100")
        times = [_decide(folder, project) for _ in range(3)]
    models = {row["model"] for row in json.loads(times[0][1])}
    issues = {row["issue"] for row in json.loads(times[0][1])}
    what = f"{len(issues)} issues x {len(models)} models x {DRAWS:,} draws"
    how = f"{what}, `contingent decide --model all`, {os.cpu_count()} cores"
    return [
        Result(name="deciding with report", measured=min(t for t, _ in times), unit="s", aim=15, how=how),
        Result(
            name="first run, kernels compiled", measured=compiling[0], unit="s", how="one issue, 100 draws, empty cache"
        ),
    ]


def _decide(folder: str, project: Path) -> tuple[float, str]:
    return _run(folder, "decide", str(project), "--model", "all", "--draws", str(DRAWS), "--json")


def _run(folder: str, *words: str) -> tuple[float, str]:
    """Return the seconds a command took and what it printed; compiled kernels are cached in `folder`."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
    start = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-m", "contingent", *words], check=True, capture_output=True, text=True, env=environment
    ).stdout
    return time.perf_counter() - start, told
