"""How commands speak: tables for people, JSON for programs, errors that teach, progress on long work."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from contingent.base.errors import ContingentError

if TYPE_CHECKING:
    from rich.console import Console


def console(*, error: bool = False) -> Console:
    """Return a Rich console on standard output or, with `error`, on standard error."""
    from rich.console import Console

    return Console(stderr=error, soft_wrap=not sys.stdout.isatty(), highlight=False)


def plain(value: object) -> Any:
    """Return a value as JSON can say it: nouns as objects, spans as [start, end], days as text."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value)]
        if names == ["start", "end"]:
            return [getattr(value, name) for name in names]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def say(text: str) -> None:
    """Print one line for people."""
    print(text)


def say_json(value: object) -> None:
    """Print a value as JSON, one document."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2))


def say_lines(rows: Iterable[Mapping[str, object]]) -> None:
    """Print rows as JSON Lines."""
    for row in rows:
        print(json.dumps(plain(row), ensure_ascii=False))


def say_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table that keeps every word: cells wrap, nothing is cut."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*[_escaped(shown(cell)) for cell in row])
    screen = console()
    if not sys.stdout.isatty():
        screen.width = int(os.environ.get("COLUMNS", "160"))
    screen.print(table)


def shown(cell: object) -> str:
    """Return a cell as people read it: lists with commas, nothing for None, sensible decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 1 else f"{cell:,.1f}"
    if isinstance(cell, list | tuple):
        return ", ".join(map(shown, cell))
    return str(cell.value if isinstance(cell, Enum) else cell)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def complain(error: ContingentError, *, as_json: bool) -> int:
    """Print an error on standard error and return the exit code that goes with it."""
    if as_json:
        print(json.dumps(error.as_dict(), ensure_ascii=False), file=sys.stderr)
        return error.exit_code
    print(f"contingent: {error}", file=sys.stderr)
    return error.exit_code


@contextmanager
def progress(text: str) -> Iterator[None]:
    """Show a spinner on a terminal while the block runs; say nothing elsewhere, so that pipes stay clean."""
    if not sys.stderr.isatty():
        yield
        return
    with console(error=True).status(text):
        yield
