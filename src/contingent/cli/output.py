"""How commands speak: tables for people, JSON for programs, errors that teach, progress on long work."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
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


def say_table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None, wide: Collection[str] = ()
) -> None:
    """Print a table that keeps every word: cells wrap, nothing is cut. `wide` columns share the room that is left."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False,
        expand=bool(wide) and bool(rows),
    )  # fmt: skip
    for number, column in enumerate(columns):
        figures = bool(rows) and all(_is_figure(row[number]) for row in rows)
        table.add_column(
            column, overflow="fold", justify="right" if figures else "left", ratio=1 if column in wide else None
        )
    for row in rows:
        table.add_row(*[_escaped(shown(cell)) for cell in row])
    screen = console()
    screen.width = width()
    screen.print(table, crop=False)


def say_wrapped(label: str, text: str) -> None:
    """Print a paragraph under a label, wrapped to the width."""
    import textwrap

    indent = max(9, len(label) + 2)
    print(textwrap.fill(text, width(), initial_indent=f"{label:<{indent}}", subsequent_indent=" " * indent))


def width() -> int:
    """Return how many columns there are to write in: of the terminal, of COLUMNS, or 160 into a pipe."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return max(40, int(asked))
    if not sys.stdout.isatty():
        return 160
    return max(40, shutil.get_terminal_size().columns)


def called_as() -> str:
    """Return how the user can run this program: `contingent` where the shell finds it, else by the path as called."""
    called = sys.argv[0] if sys.argv else ""
    name = Path(called).name
    if name == "__main__.py":
        return f"{sys.executable} -m contingent.cli"
    if Path(name).stem != "contingent" or not Path(called).is_file():
        return "contingent"
    found = shutil.which("contingent")
    if found is not None and Path(found).resolve() == Path(called).resolve():
        return "contingent"
    try:
        return str(Path(called).absolute().relative_to(Path.cwd()))
    except ValueError:
        return called


def _is_figure(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def shown(cell: object) -> str:
    """Return a cell as people read it: lists with commas, nothing for None, sensible decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 1 else f"{cell:,.1f}".removesuffix(".0")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
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
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """Show a spinner on a terminal while the block runs; say nothing elsewhere, so that pipes stay clean.

    Gives a function that puts another text beside the spinner.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with console(error=True).status(text) as status:
        yield lambda now: status.update(_escaped(now))
