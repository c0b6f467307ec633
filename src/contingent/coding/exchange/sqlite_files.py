"""SQLite files of other tools, opened so that nothing in them can run, write or exhaust the machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from contingent.base.errors import InputError, NotFoundError

LARGEST = 4 * 1024**3
"""Bytes of the largest database file that is read."""
LONGEST = 1_000_000_000
"""Bytes of the longest text in a cell (SQLite's own bound), set so that a build with a higher bound has it too."""
HEADER = b"SQLite format 3\0"
_FUNCTIONS = frozenset({"count", "sum", "max", "min", "typeof", "group_concat", "ifnull", "coalesce", "length"})
_STEPS = 100_000
"""Steps of SQLite's machine between two looks at the amount of work."""
_WORK = 2_000_000
"""Looks before a statement is stopped: 2e11 steps, a hundred times what the largest honest file needs."""


@contextmanager
def opened(path: Path, columns: Mapping[str, tuple[str, ...]], what: str) -> Iterator[sqlite3.Connection]:
    """Open an SQLite file for reading.

    The file is opened read-only, its schema is not trusted, an authoriser lets only SELECT on the tables of `columns`
    through, and the tables must be plain tables with these columns: no views, no virtual tables, no computed columns.
    A write-ahead log beside the file is read with it.

    Args:
        path: the file.
        columns: table -> columns that must be there.
        what: what the file should be, for errors: `DNA database`.

    Raises:
        NotFoundError: no such file.
        InputError: no SQLite file, too large, cut short, damaged, or with another schema.
    """
    check_file(path, what)
    try:
        link = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        damaged(path, what, error)
    try:
        _harden(link)
        _check_schema(link, path, columns, what)
        link.set_authorizer(_authoriser(frozenset(columns)))
        link.execute("BEGIN")
        yield link
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeDecodeError) as error:
        damaged(path, what, error)
    finally:
        link.close()


def damaged(path: Path, what: str, error: Exception) -> NoReturn:
    """Raise InputError for a file that SQLite cannot read, or that another program keeps to itself."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise InputError(
            f"Another program is writing this {what}.",
            record=str(path),
            remedy="Close it there, or wait until it is done, and try again.",
        ) from None
    raise InputError(
        f"This {what} is damaged: {error}.",
        record=str(path),
        remedy="Take an older copy, or open it in the tool it comes from and save it anew.",
    ) from None


def check_file(path: Path, what: str) -> None:
    """Raise NotFoundError or InputError where a file is no SQLite file, too large, or cut short."""
    if not path.is_file():
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the name and the folder.")
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(100)
    if head[:16] != HEADER:
        raise InputError(f"This is no {what}: it does not begin as an SQLite file does.", record=str(path))
    if size > LARGEST:
        raise InputError(f"This file has {size:,} bytes; at most {LARGEST:,} are read.", record=str(path))
    page = int.from_bytes(head[16:18], "big")
    whole = int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page)
    counted = head[24:28] == head[92:96]  # else the header's count of pages is not kept (SQLite before 3.7)
    if len(head) < 100 or (counted and size < whole):
        raise InputError(
            f"This {what} is cut short: it has {size:,} bytes of {whole:,}.",
            record=str(path),
            remedy="Copy it again while no other program has it open.",
        )


def _harden(link: sqlite3.Connection) -> None:
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        link.execute(f"PRAGMA {pragma}")
    link.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    link.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    looks = iter(range(_WORK))
    link.set_progress_handler(lambda: next(looks, None) is None, _STEPS)


def _authoriser(tables: frozenset[str]) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    def allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ:
            fine = first in tables
        elif action == sqlite3.SQLITE_FUNCTION:
            fine = second in _FUNCTIONS
        else:
            fine = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION)
        return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY

    return allowed


def _check_schema(link: sqlite3.Connection, path: Path, columns: Mapping[str, tuple[str, ...]], what: str) -> None:
    found = {str(name).upper(): (name, kind, str(sql)) for kind, name, sql in link.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view')"
    )}  # fmt: skip
    for table, wanted in columns.items():
        if table.upper() not in found:
            raise InputError(f"This is no {what}: it has no table {table}.", record=str(path))
        _, kind, sql = found[table.upper()]
        if kind != "table" or sql.lstrip()[:20].upper().startswith("CREATE VIRTUAL"):
            raise InputError(f"This {what} has something else than a table under the name {table}.", record=str(path))
        has = {str(row[1]).upper(): row[6] for row in link.execute(f"PRAGMA table_xinfo({table})")}
        missing = [each for each in wanted if each.upper() not in has]
        if missing:
            raise InputError(f"This is no {what}: its table {table} has no column {missing[0]}.", record=str(path))
        if any(has[each.upper()] for each in wanted):
            raise InputError(f"The table {table} of this {what} has computed columns.", record=str(path))
