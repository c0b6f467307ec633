"""Taking published files into the record: each whole or not at all, all of them as one change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint, ComplaintsError
from contingent.base.errors import InputError, NotFoundError
from contingent.project.recording.editions import Edition, Fresh, settle
from contingent.project.recording.taking import Taken, Taking, unreadable
from contingent.records.contributions import Snapshot
from contingent.records.intakes import Intake
from contingent.records.readers import reader_of
from contingent.records.readers.reading import Head, Reader, Remark, head_of
from contingent.records.readers.spelling import Spelling, shipped
from contingent.store.store import Store

if TYPE_CHECKING:
    from os import stat_result

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What became of one file: `taken`, `known` (it is on record already), `left out` or `refused`.

    `supersedes` names snapshots that are not current any more because of it, with what changed; `superseded` the newer
    one that keeps it from being current itself; `overlaps` current snapshots of the table that tell of the same cells.
    `complaints` of a file that was taken are of rows that were skipped.
    """

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
    unmapped: tuple[Remark, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded: str | None = None
    overlaps: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How files are to be taken in.

    `skip` takes the good rows of a file that has bad ones; `retrieved` is the day the files were fetched (the day they
    were last written, unless given); `address` where from; `validator` what a server gave to ask again with;
    `remarks` what is to be said of how the files came; `spelling` maps names to codes.
    """

    skip: bool = False
    retrieved: date | None = None
    address: str | None = None
    validator: str | None = None
    remarks: tuple[str, ...] = ()
    spelling: Spelling | None = None


_NOT_MAPPED = str(Remark(act="not mapped", what="contributor"))


class _NothingError(Exception):
    """A file that holds no rows."""


def import_files(
    store: Store, paths: Sequence[Path], request: Request | None = None, *, tell: Progress | None = None
) -> tuple[FileRead, ...]:
    """Take published files, or all files of folders, into the record as one change and return what became of each.

    A file that is on record already, byte for byte, is not taken again, unless it has names that could not be mapped
    and the request brings spellings of its own. A file with bad rows is refused whole, unless
    the request says to skip them; the other files are taken. Where several files of one day hold the same part of a
    table, `editions.settle` says which is current. Raises NotFoundError if a path is not there, InputError if the only
    file named is of no known format.
    """
    asked = request or Request()
    files = dict(_files(paths))
    done: list[FileRead] = []
    fresh: list[Fresh] = []
    what = next(iter(files)).name if len(files) == 1 else f"{len(files)} files"
    with store.change(f"Imported {what}") as batch:
        known = set(store.intakes.ids())
        for path, name in files.items():
            if tell is not None:
                tell(name)
            alone, named = len(files) == 1, path in paths
            read = _Reading(store, path, name, asked, known, named=named, alone=alone, tell=tell).read()
            done.append(read.told)
            if read.fresh is not None:
                fresh.append(read.fresh)
                known.add(read.fresh.intake.snapshot)
        settled = settle(store, fresh)
        if fresh and batch.summary == f"Imported {what}":  # not where it is part of a larger change
            batch.summary = _summary(fresh)
    return tuple(_told(each, settled) for each in done)


def _summary(fresh: Sequence[Fresh]) -> str:
    """What the journal says of the import: the file, or how many files, and the rows; files left out are not told."""
    one = fresh[0].intake
    what = one.file if len(fresh) == 1 else f"{len(fresh)} files"
    return f"Imported {what}: {sum(each.intake.rows for each in fresh):,} rows"


def _told(read: FileRead, settled: dict[str, Edition]) -> FileRead:
    found = settled.get(read.snapshot or "")
    if found is None or read.outcome != "taken":
        return read
    return replace(
        read,
        supersedes=found.supersedes,
        superseded=found.superseded,
        set_aside=found.set_aside,
        overlaps=found.overlaps,
    )


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file with how it is told of: a file of a folder by its path within it."""
    for path in paths:
        if path.is_dir():
            found = sorted(each for each in path.rglob("*") if each.is_file())
            if not found:
                raise NotFoundError("The folder has no files.", record=str(path), remedy="Check the path.")
            yield from ((each, str(each.relative_to(path))) for each in found)
        elif path.is_file():
            yield path, path.name
        elif path.exists():
            raise InputError("That is no file, but a device or a pipe.", record=str(path), remedy="Write it to a file.")
        else:
            raise NotFoundError("There is no such file or folder.", record=str(path), remedy="Check the path.")


@dataclass(frozen=True, slots=True)
class _Read:
    """What is told of a file, and what it brought if it was taken."""

    told: FileRead
    fresh: Fresh | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file on its way into the record."""

    store: Store
    path: Path
    name: str
    asked: Request
    known: set[str]
    named: bool
    alone: bool
    tell: Progress | None

    def read(self) -> _Read:
        """Take the file in, or say why not."""
        try:
            head = head_of(self.path)
            reader = reader_of(head)
        except InputError as error:
            if self.alone:
                raise
            if not self.named:
                return _Read(FileRead(file=self.name, outcome="left out", why=error.what))
            return self._refused(None, (Complaint.of(self.name, error),))
        try:
            return self._take(head, reader)
        except ComplaintsError as error:
            return self._refused(reader, error.complaints)
        except InputError as error:
            return self._refused(reader, (Complaint.of(error.record or self.path.name, error),))

    def _refused(self, reader: Reader | None, complaints: tuple[Complaint, ...]) -> _Read:
        table = reader.TABLE if reader else None
        return _Read(FileRead(file=self.name, outcome="refused", table=table, complaints=complaints))

    def _take(self, head: Head, reader: Reader) -> _Read:
        before = self.path.stat()
        sha256 = _hash(self.path)
        snapshot = self._snapshot(head, reader, sha256, before)
        if snapshot.id in self.known and not self._again(snapshot.id):
            told = FileRead(file=self.name, outcome="known", table=reader.TABLE, snapshot=snapshot.id)
            return _Read(told)
        spelling = self.asked.spelling or shipped()
        try:
            with self.store.step(f"Imported {self.path.name}"):
                if snapshot.id in self.known:
                    self._forget(snapshot.id)
                self.store.snapshots.add(snapshot)
                taken = self._rows(Taking(
                    store=self.store, head=head, reader=reader, spelling=spelling, snapshot=snapshot.id,
                    skip=self.asked.skip, tell=self.tell,
                ))  # fmt: skip
                if taken.publisher is not None:
                    self.store.snapshots.change(snapshot.id, publisher=taken.publisher)
                if not _same(before, self.path.stat()):
                    raise InputError("The file changed while it was read.", record=self.path.name, remedy="Try again.")
                if not taken.rows:
                    raise _NothingError
        except _NothingError:
            return self._left_out(reader, taken)
        return self._taken(reader, snapshot, taken)

    def _again(self, snapshot: str) -> bool:
        """Return whether a file that is on record has names that the user's own spellings may now map."""
        if self.asked.spelling is None or snapshot not in self.store.intakes.ids():
            return False
        return any(each.startswith(_NOT_MAPPED) for each in self.store.intakes.get(snapshot).remarks)

    def _forget(self, snapshot: str) -> None:
        """Take a file off the record; undo brings it back."""
        self.store.blocks.remove([each for each in self.store.blocks.ids() if each.startswith(f"{snapshot}/")])
        self.store.intakes.remove(snapshot)
        self.store.snapshots.remove(snapshot)

    def _rows(self, taking: Taking) -> Taken:
        import polars as pl

        try:
            taken = taking.take()
        except (pl.exceptions.PolarsError, UnicodeError, RecursionError, OverflowError, OSError) as error:
            raise unreadable(self.path.name, error) from error
        if taken.complaints and not self.asked.skip:
            raise ComplaintsError(self.path.name, taken.complaints)
        return taken

    def _left_out(self, reader: Reader, taken: Taken) -> _Read:
        why = next((str(each) for each in taken.remarks if each.act == "left out"), None)
        if why is None and taken.complaints:
            return self._refused(reader, tuple(taken.complaints))
        told = FileRead(
            file=self.name,
            outcome="left out",
            table=reader.TABLE,
            why=(why or "the file has a header and no rows").removeprefix("left out: "),
        )
        return _Read(told)

    def _taken(self, reader: Reader, snapshot: Snapshot, taken: Taken) -> _Read:
        remarks = [*self.asked.remarks, *map(str, taken.remarks)]
        if taken.complaints:
            remarks.append(f"skipped: {len(taken.complaints):,} complaints about rows, which were not taken")
        intake = Intake(
            snapshot=snapshot.id,
            table=reader.TABLE,
            part=taken.part,
            file=self.path.name,
            rows=taken.rows,
            months=taken.months,
            remarks=tuple(remarks),
            validator=self.asked.validator,
        )
        told = FileRead(
            file=self.name,
            outcome="taken",
            table=reader.TABLE,
            part=taken.part,
            snapshot=snapshot.id,
            rows=taken.rows,
            months=taken.months,
            remarks=intake.remarks,
            complaints=tuple(taken.complaints),
            unmapped=taken.unmapped,
        )
        return _Read(told, Fresh(intake, snapshot, str(self.path.parent), tuple(taken.shares)))

    def _snapshot(self, head: Head, reader: Reader, sha256: str, facts: stat_result) -> Snapshot:
        return Snapshot(
            id=f"{reader.TABLE}-{sha256[:12]}",
            publisher=reader.PUBLISHER,
            title=reader.TITLE,
            address=self.asked.address or reader.ADDRESS or None,
            retrieved=self.asked.retrieved or datetime.fromtimestamp(facts.st_mtime, UTC).date(),
            sha256=sha256,
        )


def _same(one: stat_result, other: stat_result) -> bool:
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
