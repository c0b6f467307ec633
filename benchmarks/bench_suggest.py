"""Sentences per second: attribution alone and all suggesting, on one core.

Usage: python benchmarks/bench_suggest.py [REPORT.txt] [--json]. Without a report the invented ones of the tests serve.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from contingent.coding.attribution import attribute
from contingent.coding.convert.sections import analyse
from contingent.coding.mentions import Gazetteer
from contingent.coding.suggest import RuleSuggester
from contingent.records.names import names

REPORTS = Path(__file__).parents[1] / "tests" / "coding" / "reports"
LEAST_SENTENCES = 1000
ROUNDS = 3


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of a few rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != "--json"]
    paths = [Path(argument) for argument in arguments] or sorted(REPORTS.glob("*.txt"))
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in paths)
    clean = analyse(text)
    while len(clean.sentences) < LEAST_SENTENCES:
        text = f"{text}\n\n{text}"
        clean = analyse(text)
    gazetteer = Gazetteer.of((n.text, n.code, n.kind.value if n.kind else "none", n.role.value) for n in names())
    mentions = gazetteer.find(clean.text)
    suggester = RuleSuggester(gazetteer)
    count = len(clean.sentences)
    figures = {
        "sentences": count,
        "attribution_per_second": round(count / best(lambda: attribute(clean, gazetteer, mentions))),
        "mentions_per_second": round(count / best(lambda: gazetteer.find(clean.text))),
        "suggest_per_second": round(count / best(lambda: suggester.suggest(clean))),
    }
    if "--json" in sys.argv:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):26} {value:>8,}")


if __name__ == "__main__":
    main()
