"""Milliseconds of typical questions to a record of two million rows: the first one after opening, and then each.

    python -m benchmarks.bench_questions [--rows 2000000] [--runs 5]

The rows are invented, in the shape of the contributions of the Peace and Security Data Hub: contributor, operation,
kind and sex by month. A question is timed from plain words to its answer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import contingent as ct
from benchmarks.results import Result
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, shaped
from contingent.records.intakes import Block, Intake
from contingent.store.blocks import packed

ROWS, RUNS, AIM = 2_000_000, 5, 100.0
MONTHS, SEED, BLOCK = 432, 1948, 250_000
KINDS = ("troops", "staff", "experts", "individual_police", "formed_police")

QUESTIONS: dict[str, dict[str, Any]] = {
    "ranking of a month": {"by": "contributor", "when": "2013-11", "measure": "rank"},
    "shares of an organisation by year": {"by": "year", "group": "EU", "measure": "share"},
    "series of a contributor": {"by": "month", "contributor": "KAZ"},
    "all contributors by year": {"by": "contributor,year"},
    "by kind and month": {"by": "kind,month"},
    "women among police by continent": {
        "by": "host_continent,year", "kind": "police", "sex": "female", "measure": "share",
    },
    "operations of a region in a year": {"by": "operation", "host": "Africa", "when": "2020"},
    "concentration by year": {"by": "year", "measure": "concentration"},
    "entries and exits": {"group": "CSTO", "measure": "turnover"},
    "lengths of stays by operation": {"by": "operation", "measure": "duration"},
    "who deploys with whom in a year": {"when": "2020", "measure": "network"},
}  # fmt: skip


def rows_of(number: int) -> pl.DataFrame:
    """Return invented personnel: pairs of contributors and operations that stay for some years, in five kinds."""
    from contingent.records.reference import reference

    draw = np.random.default_rng(SEED)
    record = reference()
    states = [actor.code for actor in record.actors if actor.kind == "state"][:150]
    operations = [each.code for each in record.operations if each.lead == "UN" and each.kind == "peacekeeping"]
    pairs = draw.choice(len(states) * len(operations), size=number // (MONTHS * len(KINDS)) * 5, replace=False)
    stay = MONTHS // 5
    begin = draw.integers(0, MONTHS - stay + 1, size=len(pairs))
    pair, month, kind = (
        each.ravel() for each in np.meshgrid(np.arange(len(pairs)), np.arange(stay), np.arange(len(KINDS)))
    )
    ordinal = (begin[pair] + month) + 1990 * 12
    female = draw.integers(0, 20, size=len(pair))
    male = draw.integers(0, 400, size=len(pair))
    frame = pl.DataFrame({"ordinal": ordinal, "kind": kind, "female": female, "male": male, "pair": pairs[pair]})
    made = frame.select(
        pl.date(pl.col("ordinal") // 12, pl.col("ordinal") % 12 + 1, 1).alias("month"),
        _word(pl.col("pair") // len(operations), states).alias("contributor"),
        _word(pl.col("pair") % len(operations), operations).alias("operation"),
        _word(pl.col("kind"), KINDS),
        (pl.col("female") + pl.col("male")).alias("number"), "female", "male",
    ).sort("month")  # fmt: skip
    return shaped(Facts.PERSONNEL, made.with_row_index("line", offset=2))


def _word(place: pl.Expr, words: Sequence[str]) -> pl.Expr:
    return place.replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def project_of(folder: Path, number: int) -> Path:
    """Make a project with that many rows of the hub on record, and return its file."""
    rows = rows_of(number)
    path = folder / "questions.ct"
    with ct.new(path) as project, project.store.change("Invented rows"):
        project.snapshots.add(Snapshot(id="hub", publisher="nobody", title="invented", retrieved=date(2026, 1, 1)))
        for place, start in enumerate(range(0, rows.height, BLOCK), start=1):
            part = rows.slice(start, BLOCK)
            project.store.blocks.add(
                Block(
                    id=f"hub/{place}", snapshot="hub", place=place, facts=Facts.PERSONNEL.value, rows=part.height,
                    body=packed(part),
                )
            )  # fmt: skip
        project.intakes.add(Intake(snapshot="hub", table="un-contributions", rows=rows.height))
    return path


def run(number: int = ROWS, runs: int = RUNS) -> dict[str, float]:
    """Return milliseconds: of opening with the first question, of each question the first time and its median."""
    with tempfile.TemporaryDirectory() as folder:
        path = project_of(Path(folder), number)
        start = time.perf_counter()
        with ct.open(path) as project:
            project.ask(**QUESTIONS["ranking of a month"])
            found = {"opening and the first question": (time.perf_counter() - start) * 1000}
            for name, question in QUESTIONS.items():
                times = []
                for _ in range(runs):
                    start = time.perf_counter()
                    project.ask(**question)
                    times.append((time.perf_counter() - start) * 1000)
                found[name] = statistics.median(times)
                found[f"{name}, first time"] = times[0]
    return found


def measure(number: int = ROWS, runs: int = RUNS) -> list[Result]:
    """Return the milliseconds of each question; the aim is that of questions after the first."""
    found = run(number, runs)
    how = f"{number:,} invented rows, median of {runs}"
    cold = Result(
        name="record: opening and the first question",
        measured=found["opening and the first question"],
        unit="ms",
        how=f"{number:,} invented rows, once",
    )
    return [
        cold,
        *(Result(name=f"record: {each}", measured=found[each], unit="ms", aim=AIM, how=how) for each in QUESTIONS),
    ]


def main() -> None:
    """Run it and print milliseconds as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bench_questions", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=RUNS)
    chosen = parser.parse_args()
    print(json.dumps(run(chosen.rows, chosen.runs), indent=2))


if __name__ == "__main__":
    main()
