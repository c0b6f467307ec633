"""Taking published files into the record: each whole or not at all, all of them as one change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from contingent.base.complaints import Complaint, ComplaintsError
from contingent.base.errors import InputError, NotFoundError
from contingent.records.contributions import Snapshot
from contingent.records.intakes import Block, Intake
from contingent.records.readers import reader_of
from contingent.records.readers.reading import Batch, Head, Reader, head_of
from contingent.records.readers.spelling import Spelling, shipped
from contingent.store.blocks import packed
from contingent.store.store import Store

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What became of one file: `taken`, `known` (it is on record already), `left out` or `refused`."""

    file: str
    outcome: str
    table: str | None = None
    part: str | None = None
    snapshot: str | None = None
    rows: int = 0
    months: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How files are to be taken in.

    `skip` takes the good rows of a file that has bad ones; `retrieved` is the day the files were fetched (the day they
    were last written, unless given); `address` where from; `spelling` maps names to codes.
    """

    skip: bool = False
    retrieved: date | None = None
    address: str | None = None
    validator: str | None = None
    spelling: Spelling | None = None


def import_files(
    store: Store, paths: Sequence[Path], request: Request | None = None, *, tell: Progress | None = None
) -> tuple[FileRead, ...]:
    """Take published files, or all files of folders, into the record as one change and return what became of each.

    A file that is on record already, byte for byte, is not taken again. A file with bad rows is refused whole, unless
    the request says to skip them; the other files are taken. Raises NotFoundError if a path is not there, InputError
    if a file named by itself is of no known format.
    """
    asked = request or Request()
    files = list(_files(paths))
    done: list[FileRead] = []
    with store.change(f"Imported {files[0].name}" if len(files) == 1 else f"Imported {len(files)} files") as _:
        for path in files:
            if tell is not None:
                tell(path.name)
            done.append(_import(store, path, asked, named=path in paths))
    return tuple(done)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file())
        elif path.exists():
            yield path
        else:
            raise NotFoundError("There is no such file or folder.", record=str(path), remedy="Check the path.")


def _import(store: Store, path: Path, asked: Request, *, named: bool) -> FileRead:
    head = head_of(path)
    try:
        reader = reader_of(head)
    except InputError as error:
        if named:
            raise
        return FileRead(file=path.name, outcome="left out", why=error.what)
    sha256 = _hash(path)
    snapshot = f"{reader.TABLE}-{sha256[:12]}"
    if snapshot in store.intakes:
        return FileRead(file=path.name, outcome="known", table=reader.TABLE, snapshot=snapshot)
    try:
        return _take(store, head, reader, sha256, asked)
    except ComplaintsError as error:
        return FileRead(file=path.name, outcome="refused", table=reader.TABLE, complaints=error.complaints)
    except InputError as error:
        complaint = Complaint.of(error.record or path.name, error)
        return FileRead(file=path.name, outcome="refused", table=reader.TABLE, complaints=(complaint,))


def _take(store: Store, head: Head, reader: Reader, sha256: str, asked: Request) -> FileRead:
    snapshot = Snapshot(
        id=f"{reader.TABLE}-{sha256[:12]}",
        publisher=reader.PUBLISHER,
        title=reader.TITLE,
        address=asked.address or reader.ADDRESS,
        retrieved=asked.retrieved or datetime.fromtimestamp(head.path.stat().st_mtime, UTC).date(),
        sha256=sha256,
    )
    with _whole(store, f"Imported {head.path.name}"):
        store.snapshots.add(snapshot)
        taken = _Taken(store, snapshot.id, skip=asked.skip)
        for batch in reader.read(head, asked.spelling or shipped()):
            taken.add(batch)
        if taken.complaints and not asked.skip:
            raise ComplaintsError(head.path.name, taken.complaints)
        intake = Intake(
            snapshot=snapshot.id,
            table=reader.TABLE,
            part=taken.part,
            file=head.path.name,
            rows=taken.rows,
            months=taken.months,
            remarks=tuple(map(str, taken.remarks)),
            validator=asked.validator,
        )
        store.intakes.add(intake)
    return FileRead(
        file=head.path.name,
        outcome="taken",
        table=reader.TABLE,
        part=taken.part,
        snapshot=snapshot.id,
        rows=taken.rows,
        months=taken.months,
        remarks=intake.remarks,
        complaints=tuple(taken.complaints),
    )


@contextmanager
def _whole(store: Store, what: str) -> Iterator[None]:
    """Keep all that is stored in the block, or nothing if it raises; the change around it goes on."""
    with store.step(what):
        yield


class _Taken:
    """The rows of one file on their way into blocks."""

    def __init__(self, store: Store, snapshot: str, *, skip: bool) -> None:
        self.store, self.snapshot, self.skip = store, snapshot, skip
        self.part: str | None = None
        self.rows, self.place = 0, 0
        self.remarks: list[object] = []
        self.complaints: list[Complaint] = []
        self.first: date | None = None
        self.last: date | None = None

    def add(self, batch: Batch) -> None:
        """Store the rows of a batch as one block."""
        self.part = batch.part if batch.part is not None else self.part
        self.remarks += batch.remarks
        self.complaints += batch.complaints
        self.rows += batch.rows.height
        if "month" in batch.rows.columns and batch.rows["month"].dtype.is_temporal() and batch.rows.height:
            low, high = batch.rows["month"].min(), batch.rows["month"].max()
            if isinstance(low, date) and isinstance(high, date):
                self.first = min(self.first or low, low)
                self.last = max(self.last or high, high)
        if batch.rows.height and (self.skip or not self.complaints):
            self.place += 1
            self.store.blocks.add(
                Block(
                    id=f"{self.snapshot}/{self.place}",
                    snapshot=self.snapshot,
                    place=self.place,
                    facts=batch.facts.value,
                    rows=batch.rows.height,
                    body=packed(batch.rows),
                )
            )

    @property
    def months(self) -> tuple[str, ...]:
        """First and last month, none where the rows have no months."""
        return tuple(f"{day:%Y-%m}" for day in (self.first, self.last) if day is not None)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
