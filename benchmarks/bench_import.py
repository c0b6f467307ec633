"""Seconds until `contingent --help` is said, and what importing costs, in fresh processes.

    python -m benchmarks.bench_import [--runs 15] [--times]

`--times` lists the slowest imports of `contingent --help`, as `python -X importtime` has them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

from benchmarks.results import Result

AIM = 0.4
CASES = {
    "contingent --help": ["-m", "contingent", "--help"],
    "contingent statements --help": ["-m", "contingent", "statements", "--help"],
    "import contingent": ["-c", "import contingent"],
    "an empty interpreter": ["-c", "pass"],
}


def seconds_of(words: list[str], runs: int) -> float:
    """Return the median wall time of `runs` fresh interpreters, after one that is not counted."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def measure(runs: int = 15) -> list[Result]:
    """Return the seconds of each case; the aim is that of the help."""
    how = f"median of {runs} fresh processes"
    return [
        Result(
            name=name,
            measured=seconds_of(words, runs),
            unit="s",
            how=how,
            aim=AIM if name == "contingent --help" else None,
        )
        for name, words in CASES.items()
    ]


def slowest(number: int = 15) -> list[tuple[int, str]]:
    """Return the imports of `contingent --help` that cost most: microseconds of the module alone, and its name."""
    words = [sys.executable, "-X", "importtime", *CASES["contingent --help"]]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stderr.splitlines()
    rows = [line.removeprefix("import time:").split("|") for line in told if line.startswith("import time:")]
    found = [(int(row[0]), row[2].strip()) for row in rows if row[0].strip().isdigit()]
    return sorted(found, reverse=True)[:number]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--times", action="store_true", help="list the slowest imports")
    chosen = parser.parse_args()
    print(json.dumps([each.as_dict() for each in measure(chosen.runs)], indent=2))
    if chosen.times:
        for microseconds, module in slowest():
            print(f"{microseconds / 1000:8.1f} ms  {module}")
