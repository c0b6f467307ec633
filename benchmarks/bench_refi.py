"""A REFI-QDA project of 5,000 codings, in and out."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.results import Result
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.refi.reading import read_qdpx
from contingent.coding.exchange.refi.writing import write_qdpx

SELECTIONS, CODINGS = 2_500, 5_000
WORDS = ["délégation", "🕊", "agreed", "that", "helmets", "stay", "in", "السلام", "until", "peace", "holds", "nobody"]


def project(seed: int = 5) -> Parcel:
    """Return 20 reports of 3,000 words, 60 codes, 2,500 passages with two codes each by three coders."""
    rng = random.Random(seed)
    documents, places = [], []
    for number in range(20):
        words = [rng.choice(WORDS) for _ in range(3000)]
        documents.append(Document(id=f"R{number}", title=f"Report {number}", text=" ".join(words)))
        starts = [0]
        for word in words[:-1]:
            starts.append(starts[-1] + len(word) + 1)
        places.append((words, starts))
    codes = [ParcelCode(id=f"C{n}", name=f"Code {n}", parent=f"C{n // 8}" if n >= 8 else None) for n in range(60)]
    passages = []
    for number in range(SELECTIONS):
        words, starts = places[number % 20]
        first = rng.randrange(2900)
        last = first + rng.randrange(1, 40)
        passages.append(
            Passage(
                id=f"S{number}",
                document=f"R{number % 20}",
                start=starts[first],
                stop=starts[last] + len(words[last]),
                codes=tuple(code.id for code in rng.sample(codes, 2)),
                coder=f"coder{number % 3}",
                made=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    coders = {f"coder{n}": f"Coder {n}" for n in range(3)}
    return Parcel(tool="bench", documents=tuple(documents), codes=tuple(codes), coders=coders, passages=tuple(passages))


def measure() -> list[Result]:
    """Return the processor time of writing and of reading, the best of three each."""
    parcel = project()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.qdpx"
        out = _best(lambda: write_qdpx(parcel, path))
        into = _best(lambda: read_qdpx(path))
        read = read_qdpx(path)
        again = _best(lambda: write_qdpx(read, path))
        changed = replace(read, passages=tuple(replace(each, start=each.start + 1) for each in read.passages))
        renewed = _best(lambda: write_qdpx(changed, path))
    how = f"{SELECTIONS:,} selections, {CODINGS:,} codings, 20 texts with characters above U+FFFF; processor time"
    return [
        Result(name=".qdpx of 5,000 codings out", measured=out, unit="s", how=how, aim=2),
        Result(name=".qdpx of 5,000 codings in", measured=into, unit="s", how=how, aim=2),
        Result(name=".qdpx of 5,000 codings out again, unchanged", measured=again, unit="s", how=how, aim=2),
        Result(name=".qdpx of 5,000 codings out again, all moved", measured=renewed, unit="s", how=how, aim=2),
    ]


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return round(min(times), 3)


if __name__ == "__main__":
    for result in measure():
        print(f"{result.name}: {result.measured} {result.unit}, aim {result.aimed}")
