"""Imports only go down: the rooms of the house in the order in which evidence travels."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "contingent"

MAY_IMPORT: dict[str, set[str]] = {
    "base": set(),
    "coding": {"base"},
    "records": {"base"},
    "positions": {"base", "coding", "records"},
    "checks": {"base", "coding", "records", "positions"},
    "decisions": {"base", "positions", "coding", "records"},
    "forces": {"base", "positions", "coding", "records"},
    "futures": {"base", "coding", "records", "positions", "decisions", "forces"},
    "store": {"base", "coding", "records", "positions", "checks", "decisions", "forces", "futures"},
    "briefs": {"base", "coding", "records", "positions", "checks", "decisions", "forces", "futures"},
    "examples": set(),
    "project": {
        "base", "coding", "records", "positions", "checks", "decisions", "forces", "futures", "store", "briefs",
        "examples",
    },
    "cli": {"base", "project"},
    "web": {"base", "project"},
}  # fmt: skip


def room_of(path: Path) -> str:
    return path.relative_to(SRC).with_suffix("").parts[0]


MODULE = re.compile(r"contingent(?:\.[a-z_]\w*)+\.?")


def named_module(node: ast.Constant | ast.JoinedStr) -> list[str]:
    """The module that a text names, as tables of modules do; of an f-string, what it begins with."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
    text = first.value if isinstance(first, ast.Constant) else None
    return [text] if isinstance(text, str) and MODULE.fullmatch(text) else []


def imported_rooms(path: Path) -> set[str]:
    """Rooms that a file imports, at the top or inside a function alike, also by names of modules in texts."""
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Constant | ast.JoinedStr):
            names = named_module(node)
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the full name so that arrows can be read"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("contingent.")}
    return rooms - {"__version__"}


FILES = sorted(p for p in SRC.rglob("*.py") if p.parent != SRC or p.stem == "project")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_only_go_down(path: Path) -> None:
    room = room_of(path)
    assert room in MAY_IMPORT, f"{path}: a new room needs a place in the drawing of ARCHITECTURE.md and here"
    wrong = imported_rooms(path) - MAY_IMPORT[room] - {room}
    assert not wrong, f"{path} imports {sorted(wrong)}; {room} may import only {sorted(MAY_IMPORT[room])}"


def test_modules_named_in_texts_count_as_imported(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        'HOMES = {"a": "contingent.store.backup"}\n'
        'def load(name): return import_module(f"contingent.briefs.{name}"), __import__("contingent.cli.app")\n'
        'HINT = "contingent new my.ct"\n'
    )
    assert imported_rooms(page) == {"store", "briefs", "cli"}


def test_the_drawing_has_no_circle() -> None:
    def reach(room: str, seen: frozenset[str] = frozenset()) -> None:
        assert room not in seen, f"circle through {room}"
        for below in MAY_IMPORT[room]:
            reach(below, seen | {room})

    for room in MAY_IMPORT:
        reach(room)
