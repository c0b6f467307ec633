"""How fast published tables come into a project: a made-up table of the data hub, and the collected files.

    python -m benchmarks.bench_record [--rows 2000000] [--json]

The table has 125 contributors in 15 operations by 5 kinds, month by month, as DPO-UCHISTORICAL has it. It is taken in
end to end: recognised, hashed, read, every name and date put into codes, checked for doubles, packed and stored as one
change that can be undone. pandas reads the same file with `read_csv` and writes it with `to_sql` into SQLite in the
same run, which checks and maps nothing. Peak memory is that of a fresh process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.results import Result

ROWS = 2_000_000
AIM = 1_000_000
RAW = Path(__file__).parents[2] / "shared" / "record" / "raw"
KINDS = ("Troops", "Staff Officer", "Experts on Mission", "Individual Police", "Formed Police Units")
MISSIONS = (
    "UNTSO", "UNMOGIP", "UNFICYP", "UNDOF", "UNIFIL", "MINURSO", "UNMIK", "MONUSCO", "UNISFA", "UNMISS", "MINUSMA",
    "MINUSCA", "UNSOS", "UNAMA", "UNSMIL",
)  # fmt: skip
CONTRIBUTORS = 125

_TAKE = """
import json, resource, sys, time
from pathlib import Path
import contingent as ct
from contingent.project.recording.importing import import_files
with ct.new(sys.argv[1]) as project:
    begin = time.perf_counter()
    read = import_files(project.store, [Path(sys.argv[2])])
    took = time.perf_counter() - begin
    begin = time.perf_counter()
    project.undo()
    undone = time.perf_counter() - begin
    begin = time.perf_counter()
    project.redo()
    redone = time.perf_counter() - begin
    rows = sum(each.rows for each in read)
    told = Path("/proc/self/status").read_text() if Path("/proc/self/status").exists() else ""
    held = next((line.split()[1] for line in told.splitlines() if line.startswith("VmHWM")), None)
    peak = int(held or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
print(json.dumps({"rows": rows, "took": took, "undone": undone, "redone": redone, "peak": peak}))
"""


def write_table(path: Path, rows: int, seed: int = 2013) -> None:
    """Write a made-up table of contributions with this many rows, from January 1991 on.

    More than three million rows are in more operations, so that they do not reach into the future.
    """
    import numpy as np
    import polars as pl

    from contingent.records.actors import ActorKind
    from contingent.records.reference import reference

    states = [each for each in reference().actors if each.kind is ActorKind.STATE][:CONTRIBUTORS]
    others = [each.code for each in reference().operations if each.lead == "UN" and each.kind == "peacekeeping"]
    missions = MISSIONS if rows <= 3_000_000 else tuple(dict.fromkeys([*MISSIONS, *others]))[:60]
    dice = np.random.default_rng(seed)
    with path.open("wb") as file:
        for begin in range(0, rows, 1_000_000):
            place = np.arange(begin, min(begin + 1_000_000, rows))
            who, month = place % CONTRIBUTORS, place // (CONTRIBUTORS * len(missions) * len(KINDS))
            pl.DataFrame(
                {
                    "contribution_id": place + 1,
                    "isocode3": np.array([each.code for each in states])[who],
                    "m49_code": np.char.zfill((who * 4 + 4).astype(str), 3),
                    "contributing_country": np.array([each.name for each in states])[who],
                    "mission_acronym": np.array(missions)[place // CONTRIBUTORS % len(missions)],
                    "personnel_type": np.array(KINDS)[place // (CONTRIBUTORS * len(missions)) % len(KINDS)],
                    "female_personnel": dice.integers(0, 60, place.size),
                    "male_personnel": dice.integers(0, 900, place.size),
                    "last_reporting_date": np.array([_month_end(int(each)) for each in range(int(month.max()) + 1)])[
                        month
                    ],
                }
            ).write_csv(file, include_header=begin == 0)


def _month_end(number: int) -> str:
    year, month = divmod(number, 12)
    following = date(1991 + year + (month == 11), (month + 1) % 12 + 1, 1)
    return (following - timedelta(days=1)).strftime("%d-%b-%Y")


def taken(file: Path) -> dict[str, float]:
    """Take a file or folder into a new project in a process of its own: rows, seconds, peak megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-c", _TAKE, str(Path(folder) / "bench.ct"), str(file)]
        told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(told.splitlines()[-1])
    return found


def with_pandas(file: Path) -> float:
    """Return the seconds that pandas needs to read the file and write it into SQLite."""
    import sqlite3

    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        connection = sqlite3.connect(Path(folder) / "pandas.db")
        pd.read_csv(file).to_sql("contributions", connection, index=False)
        connection.commit()
        connection.close()
        return time.perf_counter() - begin


def measure(rows: int = ROWS, runs: int = 3) -> list[Result]:
    """Return rows a second of the import, of pandas, seconds of undo, and seconds for the collected files."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hub.csv"
        write_table(file, rows)
        size = f"{rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB"
        tries = [taken(file) for _ in range(runs)]
        best = min(tries, key=lambda each: each["took"])
        results = [
            Result(
                name="record: import of a hub table", measured=best["rows"] / best["took"], unit="rows/s", aim=AIM,
                more_is_better=True, how=f"{size}, fastest of {runs}, end to end into a project",
            ),
            Result(name="record: undo of that import", measured=best["undone"], unit="s", how=size),
            Result(name="record: redo of it", measured=best["redone"], unit="s", how=size),
            Result(
                name="record: peak memory of it", measured=max(each["peak"] for each in tries), unit="MB",
                how=f"{size}; the whole process, undo and redo included",
            ),
        ]  # fmt: skip
        results += _pandas(file, rows)
    if RAW.is_dir():
        found = taken(RAW)
        how = f"{found['rows']:,.0f} rows of all files of the collected record"
        results.append(Result(name="record: import of the collected files", measured=found["took"], unit="s", how=how))
    return results


def _pandas(file: Path, rows: int) -> list[Result]:
    try:
        took = with_pandas(file)
    except ModuleNotFoundError:
        print("pandas is not installed: pip install contingent[bench]", file=sys.stderr)
        return []
    how = "the same file, read_csv and to_sql into SQLite, nothing checked or mapped"
    return [
        Result(name="record: the same with pandas", measured=rows / took, unit="rows/s", more_is_better=True, how=how)
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measure(chosen.rows)
    if chosen.json:
        print(json.dumps([each.as_dict() for each in found], indent=2))
    else:
        for each in found:
            print(f"{each.name:40}{each.measured:14,.2f} {each.unit:8}{each.aimed}  {each.how}")
