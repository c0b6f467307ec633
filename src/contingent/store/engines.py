"""Opening a project: a SQLite file on the desk, or a PostgreSQL database that a team shares."""

from __future__ import annotations

import os
import sqlite3
import struct
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from contingent.base.errors import ConflictError, NotFoundError, StoreError, UsageError
from contingent.store import schema
from contingent.store.failures import explain, is_full, listener
from contingent.store.rows import dump_json, load_json
from contingent.store.store import Store

LOCK_SECONDS = 10.0
"""How long a write waits for another program before it gives up."""

_MAGIC = b"SQLite format 3\0"
_APPLICATION_ID_AT = 68  # offsets in the SQLite file header, https://www.sqlite.org/fileformat2.html section 1.3
_PAGE_SIZE_AT, _CHANGES_AT, _PAGES_AT, _VALID_FOR_AT = 16, 24, 28, 92


def open_store(
    address: str | Path,
    *,
    create: bool = False,
    coder: str | None = None,
    read_only: bool | None = None,
    at_rest: bool = False,
    lock_seconds: float = LOCK_SECONDS,
) -> Store:
    """Open a project, or make a new one.

    Args:
        address: path of a `.ct` file, or a `postgresql://` address.
        create: make a new project there; it must not exist yet.
        coder: who stands in the journal for changes made through this store.
        read_only: True to forbid writing; by default, True where the file cannot be written or the disk is full.
        at_rest: with `read_only`, for a file no program has open: nothing is put beside it, not even for a moment.
        lock_seconds: how long a write waits while another program writes.

    Returns:
        The open store. A project of an older format is brought up to date first; of a file, a copy named
        `NAME.format-N.ct` is kept beside it.

    Raises:
        NotFoundError: there is no such file.
        ConflictError: `create`, but it is there already.
        StoreError: it is no contingent project, damaged, made by a newer version, locked, or cannot be written.
    """
    if isinstance(address, str) and "://" in address:
        return _open_server(address, create, coder, bool(read_only), lock_seconds)
    path = Path(address)
    if create:
        _create_file(path)
    else:
        _check_file(path)
    if read_only is None:
        read_only = not os.access(path, os.W_OK)
    if not read_only and is_full(str(path)) and not _has_log(path):
        read_only = at_rest = True  # there is no room for the log and its index; the file alone can be read
    engine = file_engine(path, read_only=read_only, at_rest=at_rest, lock_seconds=lock_seconds)
    try:
        _bring_up_to_date(engine, str(path), read_only, lambda found: _keep_copy(engine, path, found))
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, str(path), coder=coder, read_only=read_only)


# Files --------------------------------------------------------------------------------------------------------------


def file_engine(
    path: Path, *, read_only: bool = False, at_rest: bool = False, lock_seconds: float = LOCK_SECONDS
) -> Engine:
    """Return an engine for a SQLite file, with foreign keys on and writes that survive a crash.

    `at_rest` reads the file alone if there is no log beside it; see `open_store`.
    """

    def connect() -> sqlite3.Connection:
        try:
            return _connect(path, read_only, at_rest, lock_seconds)
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise explain(error, str(path)) or error from error

    engine = create_engine(
        "sqlite://",
        creator=connect,
        json_serializer=dump_json,
        json_deserializer=load_json,
        max_overflow=64,
        poolclass=QueuePool,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", listener(str(path)))
    return engine


def _connect(path: Path, read_only: bool, at_rest: bool, lock_seconds: float) -> sqlite3.Connection:
    mode = "ro" if read_only else "rw"
    # A read-only folder has no place for the shared-memory file; without a log beside it the file cannot change.
    if read_only and not _has_log(path) and (at_rest or not os.access(path.parent, os.W_OK)):
        mode = "ro&immutable=1"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=lock_seconds,
        check_same_thread=False,
        isolation_level=None,
    )
    try:
        for pragma in ("foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON", "cache_size = -64000"):
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            # Write-ahead log: readers and the writer do not wait for each other. FULL: the log is on the disk before
            # a change is acknowledged, so neither a crash nor a power cut loses it.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    """Begin explicitly: writers take the lock at once, so that a change never fails halfway for want of it."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _has_log(path: Path) -> bool:
    """Return whether changes stand in a log beside the file that are not in the file yet."""
    try:
        return _log(path).stat().st_size > 0
    except OSError:
        return False


def _check_file(path: Path) -> None:
    """Read the header and say plainly what is wrong with the file, before SQLite sees it."""
    try:
        if path.is_dir():
            raise StoreError(
                "This is a folder, not a project file.", record=str(path), remedy="Give the path of a .ct file."
            )
        with path.open("rb") as file:
            header = file.read(100)
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        raise NotFoundError(
            "There is no such project.", record=str(path), remedy=f"Make it with `contingent new {path.name}`."
        ) from None
    except (OSError, ValueError) as error:
        raise StoreError(
            f"The file cannot be read: {error}.", record=repr(str(path)), remedy="Check its name and your rights."
        ) from None
    if not header:
        raise StoreError(
            "The file is empty.", record=str(path), remedy="Delete it, or restore a backup with `contingent restore`."
        )
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise StoreError(
            "The file is not a contingent project.",
            record=str(path),
            remedy="Give the path of a .ct file; a report is added to a project with `contingent add`.",
        )
    if _number(header, _APPLICATION_ID_AT) != schema.APPLICATION_ID:
        raise StoreError(
            "This is a SQLite database of another program, not a contingent project.",
            record=str(path),
            remedy="Give the path of a .ct file.",
        )
    if not _log(path).exists() and size < _size_in_header(header):
        raise StoreError(
            f"The project file is cut short: {size:,} of {_size_in_header(header):,} bytes are there.",
            record=str(path),
            remedy="Copy it again from where it came, or restore a backup with `contingent restore`.",
        )


def _number(header: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", header, at)[0])


def _size_in_header(header: bytes) -> int:
    """Return the size the file should have, 0 where the header does not know (section 1.3.7 of the file format)."""
    if _number(header, _CHANGES_AT) != _number(header, _VALID_FOR_AT):
        return 0
    page = int(struct.unpack_from(">H", header, _PAGE_SIZE_AT)[0])
    return _number(header, _PAGES_AT) * (65_536 if page == 1 else page)


def _create_file(path: Path) -> None:
    """Make an empty project under a temporary name and give it its own name in one move that overwrites nothing."""
    if os.path.lexists(path):
        raise ConflictError(
            "There is a file of this name already.", record=str(path), remedy="Choose another name, or open it."
        )
    if not path.parent.is_dir():
        raise NotFoundError("There is no such folder.", record=str(path.parent), remedy="Make the folder first.")
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    try:
        with closing(sqlite3.connect(temporary)) as raw:
            raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            raw.execute("PRAGMA journal_mode = WAL")
        engine = file_engine(temporary)
        with engine.execution_options(writing=True).begin() as connection:
            create_tables(connection)
        engine.dispose()
        _name_without_overwriting(temporary, path)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(path)) or StoreError(
            f"The project cannot be made there: {error}.",
            record=str(path),
            remedy="Check the name of the file, that its folder can be written to, and that there is space.",
        ) from error
    finally:
        for leftover in (temporary, _log(temporary), temporary.with_name(temporary.name + "-shm")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _name_without_overwriting(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise ConflictError(
            "Another program has just made a file of this name.", record=str(path), remedy="Open it instead."
        ) from None
    except OSError:  # a file system without links, such as some network and memory-stick formats
        with path.open("xb"):
            pass
        temporary.replace(path)


# Servers ------------------------------------------------------------------------------------------------------------


def _open_server(address: str, create: bool, coder: str | None, read_only: bool, lock_seconds: float) -> Store:
    engine, shown = server_engine(address, lock_seconds)
    try:
        if create:
            with engine.execution_options(writing=True).begin() as connection:
                if inspect(connection).has_table("meta"):
                    raise ConflictError(
                        "There is a project in this database already.",
                        record=shown,
                        remedy="Open it, or make another database.",
                    )
                create_tables(connection)
        _bring_up_to_date(engine, shown, read_only, lambda _: None)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, shown, coder=coder, read_only=read_only)


def server_engine(address: str, lock_seconds: float) -> tuple[Engine, str]:
    """Return an engine for a PostgreSQL address, and the address without its password."""
    try:
        url = make_url(address)
    except ArgumentError:
        url = None
    if url is None or not url.drivername.startswith("postgresql"):
        raise UsageError(
            f"{address.partition('://')[0]}:// is not a kind of project address.",
            remedy="Give the path of a .ct file, or postgresql://user@host/database.",
        )
    if find_spec("psycopg") is None:
        raise StoreError(
            "The PostgreSQL driver is not installed.",
            record=url.render_as_string(hide_password=True),
            remedy="Install it with `pip install 'contingent[postgresql]'`.",
        )
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        json_serializer=dump_json,
        connect_args={"options": f"-c lock_timeout={int(lock_seconds * 1000)}"},
        pool_pre_ping=True,
    )
    shown = url.render_as_string(hide_password=True)
    event.listen(engine, "handle_error", listener(shown))
    return engine, shown


# Format -------------------------------------------------------------------------------------------------------------


def create_tables(connection: Connection) -> None:
    """Make all tables of the present format, with the project's id and date, on an empty database."""
    schema.metadata.create_all(connection)
    version = _version_table()
    version.create(connection)
    connection.execute(insert(version).values(version_num=f"{schema.FORMAT:04d}"))
    created = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(insert(schema.meta).values(one=1, project=uuid.uuid4().hex, created=created))


def _version_table() -> Table:
    """Return the table in which Alembic keeps the format, as Alembic makes it."""
    key = PrimaryKeyConstraint("version_num", name=f"{schema.VERSION_TABLE}_pkc")
    return Table(schema.VERSION_TABLE, MetaData(), Column("version_num", String(32), nullable=False), key)


def format_of(connection: Connection, address: str) -> int:
    """Return the format of the project. Raises StoreError where there is none."""
    if not inspect(connection).has_table(schema.VERSION_TABLE):
        raise StoreError(
            "There is no contingent project in this database.",
            record=address,
            remedy="Make one with `contingent new`.",
        )
    versions = connection.execute(select(_version_table().c.version_num)).scalars().all()
    if len(versions) != 1 or not str(versions[0]).isdigit():
        raise StoreError(
            "The project does not say which format it has.",
            record=address,
            remedy="Restore the last backup with `contingent restore`.",
        )
    return int(versions[0])


def _bring_up_to_date(engine: Engine, address: str, read_only: bool, keep_copy: Callable[[int], object]) -> None:
    with engine.connect() as connection:
        found = format_of(connection, address)
        if found == schema.FORMAT:
            connection.execute(select(schema.meta.c.project)).scalar_one()
            return
    if found > schema.FORMAT:
        raise StoreError(
            f"The project has format {found}; this version of contingent reads up to format {schema.FORMAT}.",
            record=address,
            remedy="Install a newer contingent: `pip install --upgrade contingent`.",
        )
    if read_only:
        raise StoreError(
            f"The project has the older format {found} and cannot be brought up to date, because it is read-only.",
            record=address,
            remedy="Copy it to a place where you can write, and open the copy.",
        )
    keep_copy(found)
    from contingent.store.migrations import migrate

    migrate(engine)


def _keep_copy(engine: Engine, path: Path, found: int) -> Path:
    """Copy the project as it is before its format changes; a copy left by an attempt that failed stays as it is."""
    from contingent.store.backup import copy_file

    names = (f"{path.stem}.format-{found}{more}{path.suffix}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    free = next((name for name in names if not path.with_name(name).exists()), path.name)
    return copy_file(engine, path.with_name(free))
