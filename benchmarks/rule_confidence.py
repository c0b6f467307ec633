"""Share of hits of each rule on all coded reports at hand: what the confidences of suggestions are set from.

Usage: python benchmarks/rule_confidence.py [attribution|kind|quantifier|affiliation|actors] [--json].

A suggestion is compared with the coded statement that its span overlaps most; a second reading of the coder counts as
right. The reports are the invented ones of the tests and, where it stands beside the repository, the first case.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from contingent.coding.convert.sections import analyse
from contingent.coding.mentions import Gazetteer
from contingent.coding.readings import Holder, Reading, read_jsonl, readings
from contingent.coding.suggest import RuleSuggester
from contingent.records.names import names

ROOT = Path(__file__).parents[1]
FIELDS = ("attribution", "kind", "quantifier", "affiliation", "actors")


def reports() -> Iterator[tuple[Path, Path]]:
    """Yield the text and the coding of each coded report."""
    for text in sorted((ROOT / "tests" / "coding" / "reports").glob("dev_*.txt")):
        yield text, text.with_suffix(".jsonl")
    first = ROOT.parent / "shared" / "astana"
    if first.exists():
        yield first / "clean.txt", first / "statements.jsonl"


def right(field: str, mine: Reading, gold: Reading) -> bool:
    """Return whether a suggested field agrees with the coder's, any reading of whom counts."""
    if field == "actors":
        return mine.sets["actors"] == gold.sets["actors"]
    parts = ("kind", "quantifier", "affiliation") if field == "attribution" else (field,)
    return any(all(_same(part, mine.holders[0], holder) for part in parts) for holder in gold.holders)


def _same(part: str, mine: Holder, theirs: Holder) -> bool:
    value = getattr(theirs, part)
    return value is None or value == getattr(mine, part)


def shares() -> dict[str, dict[str, tuple[int, int]]]:
    """Return for each field and rule how many suggestions were right, and of how many."""
    rows = ((n.text, n.code, n.kind.value if n.kind else "none", n.role.value) for n in names())
    suggester = RuleSuggester(Gazetteer.of(rows))
    hits: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    total: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for text, coding in reports():
        gold = readings(read_jsonl(coding))
        clean = analyse(text.read_text(encoding="utf-8"))
        for mine in readings(suggester.suggest(clean)):
            best = max(gold, key=lambda other: (other.span.overlap(mine.span), -len(other.span)))
            if not best.span.overlap(mine.span):
                continue
            for field in FIELDS:
                if field in mine.rules:
                    total[field][mine.rules[field]] += 1
                    hits[field][mine.rules[field]] += right(field, mine, best)
    return {field: {rule: (hits[field][rule], n) for rule, n in total[field].most_common()} for field in FIELDS}


def main() -> None:
    wanted = [argument for argument in sys.argv[1:] if argument in FIELDS] or FIELDS
    found = {field: rules for field, rules in shares().items() if field in wanted}
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for rules in found.values():
        for rule, (right_ones, n) in rules.items():
            sys.stdout.write(f"{rule:36} {right_ones:>4} of {n:>4}  {right_ones / n:.2f}\n")


if __name__ == "__main__":
    main()
