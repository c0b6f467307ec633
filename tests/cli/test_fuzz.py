"""Any words on the command line: an allowed exit, no traceback, and a refused command changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contingent.cli.app import commands

ALLOWED = {0, 1, 2, 3, 4, 5, 6}
OPTIONS = (
    "--json", "--help", "--holder", "--concept", "--type", "--hedge", "--limit", "--format", "--output", "-o", "--set",
    "--accept", "--reject", "--draws", "--seed", "--movers", "--who", "--details", "--measures", "--report", 
    "--meeting", "--date", "--from", "--text", "--quotes", "--statement", "--codebook", "--cases", "--", "-f", "--into",
)  # fmt: skip
VALUES = (
    "astana.ct", "report.txt", "out.jsonl", "A100", "A999", "RUS", "csto_border", "KAZ", "json", "csv", "table", "1",
    "0", "-1", "1e9", "hedge=likely", "hedge=", "=x", "actors=RUS,,", "states", "2013-11-05", "", ".", "..",
    "astana_2013", "'; DROP TABLE statements; --", "%s%n", "../../x", "\u202e", "ä", "*", "A100 OR 1=1",
)  # fmt: skip

word = st.one_of(
    st.sampled_from(OPTIONS),
    st.sampled_from(VALUES),
    st.text(st.characters(exclude_characters="\0/\\", exclude_categories=("Cs",)), max_size=8),
)
SAFE = tuple(command for command in commands() if command not in ("demo", "brief", "new"))


@settings(
    deadline=None, max_examples=120, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(command=st.sampled_from(SAFE), on_case=st.booleans(), words=st.lists(word, max_size=5))
@example(command="import", on_case=True, words=["astana.ct"])
@example(command="add", on_case=True, words=["astana.ct"])
@example(command="statements", on_case=True, words=["--text", '"'])
@example(command="statements", on_case=True, words=["--text", "AND OR NOT *"])
@example(command="statements", on_case=True, words=["--holder", "\ud7ff"])
@example(command="restore", on_case=True, words=["."])
@example(command="review", on_case=True, words=["A100", "--set", "concepts=,"])
def test_any_words_end_well(desk: Path, run: Callable[..., Any], command: str, on_case: bool, words: list[str]) -> None:
    before = state(desk)
    asked = [command, *(["astana.ct"] if on_case else []), *words]
    if "-o" in words or "--output" in words or command in ("backup", "restore", "export"):
        asked = [each for each in asked if each not in ("report.txt", "out.jsonl")]
    ended = run(*asked)
    assert ended.code in ALLOWED, (asked, ended.err)
    if ended.code not in (0, 6):
        assert state(desk) == before, asked
        assert ended.err or ended.out
    if ended.code and "--json" in asked:
        assert set(json.loads(ended.err)) == {"error", "what", "record", "remedy"}


def state(desk: Path) -> dict[str, bytes]:
    """All files, without the shared memory that SQLite may keep beside a project that was read."""
    files = (path for path in desk.iterdir() if path.is_file() and path.suffix != ".ct-shm")
    return {path.name: data for path in files if (data := path.read_bytes()) or path.suffix != ".ct-wal"}


def test_very_long_words_are_refused_like_others(desk: Path, run: Callable[..., Any]) -> None:
    size = 100_000
    for asked in (
        ("statements", "a" * size),
        ("statements", "astana.ct", "--holder", "R" * size),
        ("statements", "astana.ct", "--text", "w" * size),
        ("show", "astana.ct", "A" * size),
        ("facts", "astana.ct", "K" * size),
        ("add", "astana.ct", "r" * size),
        ("suggest", "r" * size),
        ("brief", "astana.ct", "-o", "b" * size + ".html"),
    ):
        assert run(*asked).code in ALLOWED, asked[:2]
