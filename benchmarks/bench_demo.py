"""Seconds of the demo after installation: `contingent demo` in a fresh process and a fresh folder, as a user runs it.

    python -m benchmarks.bench_demo [--runs 3]

The median of the runs counts; the first run is like the others but for the caches of the operating system.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import Result

AIM = 20.0


def seconds_of(*words: str, folder: str) -> float:
    """Return the wall time of one command in a fresh process. Leaves with what it complained of if it fails."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "contingent", *words], cwd=folder, capture_output=True, text=True)
    took = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"contingent {' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return took


def measure(runs: int = 3) -> list[Result]:
    """Return the seconds of the demo, and of its longest steps on their own."""
    demo, steps = [], {"check": [], "decide": [], "brief": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            demo.append(seconds_of("demo", "--into", "out", folder=folder))
            project = str(Path("out", "astana.ct"))
            for step, times in steps.items():
                times.append(seconds_of(step, project, folder=folder))
    how = f"median of {runs} fresh processes"
    return [
        Result(name="contingent demo", measured=statistics.median(demo), unit="s", aim=AIM, how=how),
        *(
            Result(name=f"contingent {step}, first case", measured=statistics.median(times), unit="s", how=how)
            for step, times in steps.items()
        ),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3)
    print(json.dumps([each.as_dict() for each in measure(parser.parse_args().runs)], indent=2))
