"""Imports only go down: the rooms of the house in the order in which evidence travels."""

from __future__ import annotations

import ast
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


def imported_rooms(path: Path) -> set[str]:
    """Rooms that a file imports, at the top or inside a function alike."""
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
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


def test_the_drawing_has_no_circle() -> None:
    def reach(room: str, seen: frozenset[str] = frozenset()) -> None:
        assert room not in seen, f"circle through {room}"
        for below in MAY_IMPORT[room]:
            reach(below, seen | {room})

    for room in MAY_IMPORT:
        reach(room)
