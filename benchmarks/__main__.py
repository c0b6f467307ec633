"""Runs all benchmarks and prints one table: what was aimed at, what was measured, how.

    python -m benchmarks [--only demo record decisions challenge ...] [--json]

Times are wall times on this machine, whatever else it is doing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    bench_agreement,
    bench_challenge,
    bench_decisions,
    bench_demo,
    bench_ensembles,
    bench_exchange,
    bench_import,
    bench_networks,
    bench_outlook,
    bench_power,
    bench_record,
    bench_refi,
    bench_sensitivity,
    bench_spatial,
)
from benchmarks.results import Result

HERE = Path(__file__).parent
PAGES = 120


def of_reading() -> list[Result]:
    """Pages a second of a two-column PDF made on the spot."""
    import pypdfium2

    from benchmarks.bench_reading import convert, pdf_of, seconds

    pdf = pdf_of(PAGES)
    pages = len(pypdfium2.PdfDocument(pdf))
    took = seconds(lambda: convert(pdf, "long.pdf"))
    return [
        Result(
            name="reading PDF", measured=pages / took, unit="pages/s", more_is_better=True,
            how=f"two columns, {pages} pages, median of 3",
        )
    ]  # fmt: skip


def of_suggesting() -> list[Result]:
    """Sentences a second, in a process of its own."""
    told = subprocess.run(
        [sys.executable, str(HERE / "bench_suggest.py"), "--json"], check=True, capture_output=True, text=True
    ).stdout
    found = json.loads(told)
    how = f"{found['sentences']:,} sentences of invented reports, fastest of 3, one core"
    return [
        Result(
            name="suggesting statements", measured=found["suggest_per_second"], unit="sentences/s", aim=2000,
            more_is_better=True, how=how,
        ),
        Result(
            name="of this attribution", measured=found["attribution_per_second"], unit="sentences/s",
            more_is_better=True, how=how,
        ),
    ]  # fmt: skip


def of_store(number: int = 100_000) -> list[Result]:
    """Insert, filter and export of many statements."""
    from benchmarks.bench_store import AIMS, run

    with tempfile.TemporaryDirectory() as folder:
        found = run(number, Path(folder))
    shown = {**AIMS, "find by text, first 100": None, "change status of all": None, "undo insert": None}
    return [
        Result(name=f"store: {name}", measured=found[name], unit="s", aim=aim, how=f"{number:,} statements in a file")
        for name, aim in shown.items()
    ]


def of_questions() -> list[Result]:
    """Questions to a record of two million rows."""
    from benchmarks.bench_questions import measure

    return measure()


ALL: dict[str, Callable[[], list[Result]]] = {
    "demo": bench_demo.measure,
    "import": bench_import.measure,
    "reading": of_reading,
    "record": bench_record.measure,
    "outlook": bench_outlook.measure,
    "suggest": of_suggesting,
    "store": of_store,
    "questions": of_questions,
    "decisions": bench_decisions.measure,
    "challenge": bench_challenge.measure,
    "exchange": bench_exchange.measure,
    "spatial": bench_spatial.measure,
    "power": bench_power.measure,
    "ensembles": bench_ensembles.measure,
    "sensitivity": bench_sensitivity.measure,
    "networks": bench_networks.measure,
    "agreement": bench_agreement.measure,
    "refi": bench_refi.measure,
}


def table(results: list[Result]) -> str:
    """Return the results as a table in plain text."""
    rows = [("", "measured", "aim", "", "how")]
    for each in results:
        verdict = {None: "", True: "met", False: "MISSED"}[each.met]
        rows.append((each.name, f"{_number(each.measured)} {each.unit}", each.aimed, verdict, each.how))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def main() -> None:
    """Run what is asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=ALL, default=list(ALL), help="only these")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    results: list[Result] = []
    for name in chosen.only:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        results += ALL[name]()
    if chosen.json:
        print(json.dumps([each.as_dict() for each in results], indent=2))
        return
    print(table(results))
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")


if __name__ == "__main__":
    main()
