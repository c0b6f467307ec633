"""No file under version control has a sentence of the first case's report: eight running words at most by chance.

Headings of the report and the name of its project may stand. The report itself lies beside the repository.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASTANA = ROOT.parent / "shared" / "astana"
RUN = 8
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
PROJECT = "New Geopolitics of Peace Operations: A Dialogue with Emerging Powers"
needs_report = pytest.mark.skipif(
    not ASTANA.exists(), reason="the report ../shared/astana is not beside the repository"
)


def words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def runs(text: str) -> set[tuple[str, ...]]:
    own = words(text)
    return {tuple(own[n : n + RUN]) for n in range(len(own) - RUN + 1)}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def texts(path: Path) -> list[str]:
    """Return the text of a file, of JSON its strings one by one, nothing of a file that is no text."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    if path.suffix == ".jsonl":
        try:
            return [part for line in text.splitlines() if line.strip() for part in strings(json.loads(line))]
        except json.JSONDecodeError:
            return [text]
    return [text]


def report() -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name in ("report.txt", "clean.txt"):
        found |= runs((ASTANA / name).read_text(encoding="utf-8"))
    return found


def allowed() -> re.Pattern[str]:
    clean = (ASTANA / "clean.txt").read_text(encoding="utf-8")
    headings = [line.lstrip("# ") for line in clean.splitlines() if line.startswith("#")]
    long = [heading for heading in (PROJECT, *headings) if len(words(heading)) >= RUN]
    return re.compile("|".join(re.escape(heading) for heading in long), re.IGNORECASE)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@needs_report
def test_no_tracked_file_has_eight_running_words_of_the_report() -> None:
    known, titles, checked = report(), allowed(), 0
    found = []
    for path in tracked():
        for text in texts(path):
            for part in titles.split(text):
                own = runs(part)
                checked += len(own)
                found += [f"{path.relative_to(ROOT)}: {' '.join(run)}" for run in own & known]
    assert not found
    assert checked > 100_000


@needs_report
def test_a_sentence_of_the_report_would_be_found() -> None:
    line = (ASTANA / "sentences.jsonl").read_text(encoding="utf-8").splitlines()[4]
    assert runs(json.loads(line)["text"]) & report()
