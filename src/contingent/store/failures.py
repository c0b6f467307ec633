"""What engines say when something fails, put into words that tell the user what to do."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy.engine import ExceptionContext

from contingent.base.errors import ConflictError, ContingentError, InputError, StoreError

_LOCKED = (
    "Another program is writing to the project and did not finish in time.",
    "Wait until it has finished and try again; close other windows of contingent that work on the same project.",
)
_READ_ONLY = (
    "The project can be read but not written.",
    "Ask for write access to the file and its folder, or copy the file to a place of your own.",
)
_FULL = ("The disk is full.", "Free some space and do it again; nothing of this change was stored.")
_LEAST_SPACE = 256 * 1024  # SQLite asks for 32 KB at a time, file systems for some more
_DAMAGED = (
    "The project file is damaged.",
    "Restore the last backup with `contingent restore`; keep the damaged file for a recovery tool.",
)
_NOT_OURS = (
    "The file is not a contingent project.",
    "Give the path of a .ct file, or make a new project with `contingent new`.",
)
_UNREACHABLE = (
    "The file cannot be opened.",
    "Check that its folder exists and that you may write to it.",
)
_DISK = (
    "The disk reported an error while reading or writing.",
    "Check the disk or the network drive, then run `contingent verify`.",
)

_SQLITE: tuple[tuple[str, tuple[str, str]], ...] = (
    ("SQLITE_BUSY", _LOCKED),
    ("SQLITE_LOCKED", _LOCKED),
    ("SQLITE_READONLY", _READ_ONLY),
    ("SQLITE_PERM", _READ_ONLY),
    ("SQLITE_FULL", _FULL),
    ("SQLITE_CORRUPT", _DAMAGED),
    ("SQLITE_NOTADB", _NOT_OURS),
    ("SQLITE_CANTOPEN", _UNREACHABLE),
    ("SQLITE_IOERR", _DISK),
)
_POSTGRESQL: tuple[tuple[str, tuple[str, str]], ...] = (
    ("55P03", _LOCKED),
    ("25006", _READ_ONLY),
    ("53100", _FULL),
    ("42501", ("The account may not do that in this database.", "Ask for the rights to read and write the project.")),
    ("28", ("The server did not accept the account.", "Check user name and password in the address.")),
    ("3D000", ("The server has no such database.", "Create it first, for example with `createdb`.")),
    ("XX", _DAMAGED),
)


def explain(error: BaseException | None, address: str) -> ContingentError | None:
    """Return the error to show instead of a driver's; None where it is a fault of ours."""
    if isinstance(error, ContingentError):
        return error
    if isinstance(error, UnicodeEncodeError):
        return InputError(
            "A text has half a surrogate pair, which is no character.",
            remedy="Remove the character, or read the source again in its right encoding.",
        )
    if isinstance(error, UnicodeDecodeError):  # SQLite's own message quotes bytes of the file
        return StoreError(_DAMAGED[0], record=address, remedy=_DAMAGED[1])
    name = getattr(error, "sqlite_errorname", None)
    state = getattr(error, "sqlstate", None)
    if "CONSTRAINT" in str(name) or str(state).startswith("23"):
        return ConflictError(
            f"The change clashes with what the project holds: {error}.",
            record=address,
            remedy="Look at the records it names; nothing of this change was stored.",
        )
    if str(name).startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) and is_full(address):
        return disk_full(address)  # SQLite says so of the log, but not of the index to the log
    for table, code in ((_SQLITE, name), (_POSTGRESQL, state)):
        for start, (what, remedy) in table:
            if code is not None and str(code).startswith(start):
                return StoreError(what, record=address, remedy=remedy)
    return _unnamed(error, address)


def is_full(address: str) -> bool:
    """Return whether the disk that holds a project has no space to speak of; False where that cannot be told."""
    try:
        return "://" not in address and shutil.disk_usage(Path(address).absolute().parent).free < _LEAST_SPACE
    except (OSError, ValueError):
        return False


def disk_full(address: str) -> StoreError:
    """Return the error for a change to a project on a full disk."""
    return StoreError(_FULL[0], record=address, remedy=_FULL[1])


def damaged(what: str, record: str | None = None) -> StoreError:
    """Return the error for content that no project of ours can have."""
    return StoreError(f"The project file is damaged: {what}.", record=record, remedy=_DAMAGED[1])


def _unnamed(error: BaseException | None, address: str) -> ContingentError | None:
    """Return the error for failures that carry no code: those of connecting to a server, and odd SQLite files."""
    if isinstance(error, sqlite3.DatabaseError):
        if "malformed" in str(error) or "decode to UTF-8" in str(error):
            return StoreError(_DAMAGED[0], record=address, remedy=_DAMAGED[1])
        if "no such table" in str(error) or "no such column" in str(error):
            return StoreError("The project file lacks a table.", record=address, remedy=_DAMAGED[1])
        return None
    if type(error).__module__.startswith("psycopg") and type(error).__name__ == "OperationalError":
        return StoreError(
            f"The server cannot be reached: {str(error).strip()}.",
            record=address,
            remedy="Check host, port, user and password in the address, and that the server is running.",
        )
    return None


def listener(address: str) -> Any:
    """Return a SQLAlchemy `handle_error` listener that raises the explained error."""

    def handle(context: ExceptionContext) -> None:
        explained = explain(context.original_exception, address)
        if explained is not None:
            raise explained from context.original_exception

    return handle
