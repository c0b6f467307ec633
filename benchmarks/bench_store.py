"""How long the store takes with 100,000 statements: insert, find, change, undo, export.

    python benchmarks/bench_store.py [--statements 100000] [--json]

Each figure is the wall time of one call in a fresh project file in the folder for temporary files; finds are the median
of five calls after one that is not counted. The statements are made up with a fixed seed: 1-3 of 60 codes, 0-3 of 40
actors, an affiliation for a third of them, a claim for a tenth, over 50 reports of 40,000 characters.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contingent.base.spans import Span
from contingent.coding.reports import CleanText, Report
from contingent.coding.statements import Attribution, Claim, Origin, Statement
from contingent.coding.vocabulary import Hedge, HolderKind, Mode, Quantifier, Stance, StatementType
from contingent.store.coders import Coder, CoderKind
from contingent.store.engines import open_store

AIMS = {"insert": 5.0, "find holder and concept": 0.05, "frame": 3.0, "csv": 3.0, "jsonl": 3.0, "parquet": 3.0}
REPORTS, LENGTH = 50, 40_000
STATES = [f"S{number:02d}" for number in range(40)]
CODES = [f"{top}.{leaf}" for top in ("thr", "int", "org", "nrm", "dec", "opt") for leaf in "abcdefghij"]


def made_up(number: int) -> Iterator[Statement]:
    dice = random.Random(2013)
    words = ["peace", "operation", "border", "region", "force", "mandate", "support", "training", "threat", "council"]
    for index in range(number):
        start = dice.randrange(LENGTH - 300)
        yield Statement(
            id=f"S{index:06d}",
            report=f"R{index % REPORTS:02d}",
            span=Span(start, start + dice.randrange(40, 300)),
            sentence=Span(start, start + 300),
            section=f"Section {index % 7}",
            paragraph=index % 40,
            paraphrase=" ".join(dice.choices(words, k=14)),
            attribution=Attribution(
                explicit=dice.random() < 0.6,
                quantifier=dice.choice(list(Quantifier)),
                kind=dice.choice(list(HolderKind)),
                affiliation=(dice.choice(STATES),) if dice.random() < 0.33 else (),
                cue="Some participants argued",
                cue_span=Span(start, start + 24),
            ),
            mode=dice.choice(list(Mode)),
            verb="argue",
            type=dice.choice(list(StatementType)),
            hedge=dice.choice(list(Hedge)),
            actors=tuple(dice.sample(STATES, dice.randrange(4))),
            concepts=tuple(dice.sample(CODES, dice.randrange(1, 4))),
            stance=dice.choice([None, *Stance]),
            coder="rules",
            claim=Claim(variable="personnel", subject="S01", operator="=", value="25") if index % 10 == 0 else None,
            origins={"kind": Origin(rule="attribution.np", confidence=0.97), "type": Origin(rule="x", confidence=0.8)},
        )


class Watch:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start

    def median(self, name: str, call: Callable[[], Any], repeat: int = 5) -> None:
        call()
        times = []
        for _ in range(repeat):
            start = time.perf_counter()
            found = call()
            times.append(time.perf_counter() - start)
        print(f"{name}: {len(found) if hasattr(found, '__len__') else found} found", file=sys.stderr)
        self.seconds[name] = statistics.median(times)


def run(number: int, folder: Path) -> dict[str, float]:
    import polars as pl

    watch = Watch()
    statements = list(made_up(number))
    with open_store(folder / "bench.ct", create=True) as store:
        store.coders.add(Coder(id="rules", name="Rules", kind=CoderKind.RULES))
        text = "Peace operations in the region need a mandate. " * (LENGTH // 47 + 1)
        clean = CleanText(text=text, sections=(), paragraphs=(), sentences=())
        store.reports.add(Report(id=f"R{each:02d}", title="A report", clean=clean) for each in range(REPORTS))
        with watch("insert"):
            store.statements.add(statements)
        find = store.statements.find
        watch.median("find holder and concept", lambda: find(holder="S07", concept="org"))
        watch.median("find actor and hedge", lambda: find(actor="S11", hedge="likely"))
        watch.median("find report and section", lambda: find(report="R07", section="Section 3"))
        watch.median("find by type, first 100", lambda: find(type="norm", limit=100))
        watch.median("find by text, first 100", lambda: find(text="mandate threat council", limit=100))
        watch.median("count by kind", lambda: store.statements.count(kind="state"))
        watch.median("get", lambda: [store.statements.get("S000777")])
        with watch("find all as nouns"):
            store.statements.find()
        with watch("frame"):
            frame = store.statements.table()
        exports: dict[str, Callable[[pl.DataFrame], Any]] = {
            "csv": lambda f: joined(f).write_csv(folder / "out.csv"),
            "jsonl": lambda f: f.write_ndjson(folder / "out.jsonl"),
            "parquet": lambda f: f.write_parquet(folder / "out.parquet"),
        }
        for name, export in exports.items():
            with watch(name):
                export(store.statements.table())
        del frame
        with watch("change status of all"):
            store.statements.change(store.statements.ids(), status="rejected")
        with watch("undo change"):
            store.undo()
        with watch("undo insert"):
            store.undo()
        with watch("redo insert"):
            store.redo()
        with watch("verify"):
            assert store.verify().sound
        with watch("backup"):
            store.back_up(folder / "copy.ct")
        with watch("one change"):
            store.statements.change("S000777", status="rejected")
    watch.seconds["megabytes"] = (folder / "copy.ct").stat().st_size / 1e6
    return watch.seconds


def joined(frame: Any) -> Any:
    """Return the frame with lists as text, since CSV has no lists."""
    import polars as pl

    return frame.with_columns(pl.col(pl.List(pl.String)).list.join("; "))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seconds = run(chosen.statements, Path(folder))
    if chosen.json:
        print(json.dumps(seconds))
        return
    for name, value in seconds.items():
        aim = f"   aim {AIMS[name]:g}" if name in AIMS else ""
        print(f"{name:28}{value:10.3f}{aim}")


if __name__ == "__main__":
    main()
