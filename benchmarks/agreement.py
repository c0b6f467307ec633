"""Agreement of the suggestions with coded reports: `python -m benchmarks.agreement [REPORT.txt GOLD.jsonl]`.

Without arguments: the Astana report (where ../shared has it) and every coded report in tests/coding/reports, one row.
Files `dev_*` were used to develop the rules, so their figures are no evidence of generality; `held_*` were written by
other hands, and nobody who wrote rules had seen them when the figures in docs/suggesting.md were taken.
"""

from __future__ import annotations

import sys
from pathlib import Path

from contingent.project import evaluate_file

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "tests" / "coding" / "reports"
ASTANA = ROOT.parent / "shared" / "astana"
FIELDS = ("kind", "quantifier", "affiliation", "actors", "hedge", "type", "concepts_top", "concepts")
PAGE = ROOT / "docs" / "suggesting.md"
START, END = "<!-- table: python -m benchmarks.agreement --write -->", "<!-- end of table -->"
SINGLE = {"kind", "quantifier", "hedge", "type"}
HEAD = ("report", "statements", "detection", *(name.replace("_", " ") for name in FIELDS))


def pairs() -> list[tuple[str, Path, Path]]:
    """Return name, text and gold of each coded report at hand."""
    found = [(path.stem, path, path.with_suffix(".jsonl")) for path in sorted(REPORTS.glob("*.txt"))]
    if (ASTANA / "clean.txt").exists():
        found.insert(0, ("astana", ASTANA / "clean.txt", ASTANA / "statements.jsonl"))
    return found


def row(name: str, text: Path, gold: Path) -> tuple[str, ...]:
    """Return one row: accuracies for single values, F1 for sets and for detection."""
    scores = evaluate_file(text, gold).overall
    cells = [score.accuracy if field in SINGLE else score.f1 for field in FIELDS for score in (scores.matched[field],)]
    return (name, str(scores.matched["kind"].n), *(f"{cell:.2f}" for cell in (scores.detection.f1, *cells)))


def table(rows: list[tuple[str, ...]]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEAD, tuple("---" for _ in HEAD), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def written(page: str, figures: str) -> str:
    """Return the page with the table between its marks replaced."""
    head, _, rest = page.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n\n{figures}\n\n{END}{tail}"


def main(words: list[str]) -> None:
    """Print the table, or with `--write` put it into docs/suggesting.md."""
    if words == ["--write"]:
        PAGE.write_text(
            written(PAGE.read_text(encoding="utf-8"), table([row(*each) for each in pairs()])), encoding="utf-8"
        )
        return
    asked = [(Path(words[0]).stem, Path(words[0]), Path(words[1]))] if len(words) == 2 else pairs()
    print(table([row(*each) for each in asked]))


if __name__ == "__main__":
    main(sys.argv[1:])
