"""Formats: which kinds of file coding is read from and written to, and how a file is recognised by what is in it.

A format is one line of FORMATS. It names its reader and writer as `module:function`; they are loaded when first used,
so that the list itself costs nothing. A reader is `read(path) -> Parcel`, a writer `write(parcel, path) -> None`.
Formats that hold something else have doors of their own and stand here only so that a file of theirs is recognised.
"""

from __future__ import annotations

import importlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from contingent.base.errors import InputError, NotFoundError, UsageError
from contingent.coding.exchange.parcel import Parcel

HEAD = 64 * 1024
"""Bytes of a file that are looked at to tell what it is."""

Container = Literal["sqlite", "zip", "xml", "json", "lines", "parquet", "text"]
"""What a file is on the outside; `json` is one JSON document, `lines` are JSON Lines."""

Holds = Literal["parcel", "statements", "table", "project", "archive", "network"]
"""What a format holds: coding with its texts (a Parcel), our own statements, a table of ours or of others, the coding
of a whole project, an archive for readers, a network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file.

    Attributes:
        name: the word after `--format`.
        title: what people call it.
        endings: endings of file names, the usual one first.
        container: what such a file is on the outside.
        marks: what must be found inside: tables of a database, members of an archive (`*` for any name), words among
            the first 64 KiB of a text.
        holds: what it holds.
        reader: `module:function` of `read(path) -> Parcel`; None if it is not read.
        writer: `module:function` of `write(parcel, path)`; None if it is not written.
        chooses: whether its reader can be told by which convention positions count.
        text: whether the reports' own words are in it; such a file is written only where the meeting's rule allows it.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    container: Container
    marks: tuple[str, ...] = ()
    holds: Holds = "parcel"
    reader: str | None = None
    writer: str | None = None
    chooses: bool = False
    text: bool = True

    @property
    def direction(self) -> Literal["in", "out", "both", "none"]:
        """Whether files of it are read, written, or both."""
        if self.reader and self.writer:
            return "both"
        return "in" if self.reader else "out" if self.writer else "none"

    def read(self, path: Path, *, offsets: str | None = None) -> Parcel:
        """Return what the file holds; `offsets` names the convention to read positions by.

        Raises UsageError if the format is not read, or leaves no choice of offsets, and what its reader raises.
        """
        if self.reader is None:
            raise UsageError(f"{self.title} is written here but not read.", record=str(path))
        if offsets is None:
            return cast(Parcel, _loaded(self.reader)(path))
        if not self.chooses:
            raise UsageError(f"{self.title} leaves no choice of offsets.", remedy="Leave --offsets out.")
        return cast(Parcel, _loaded(self.reader)(path, offsets=offsets))

    def write(self, parcel: Parcel, path: Path) -> tuple[str, ...]:
        """Write a parcel and return one line for each thing that the format has no place for.

        Raises UsageError if the format is not written, and what its writer raises.
        """
        if self.writer is None:
            raise UsageError(f"{self.title} is read here but not written.", record=str(path))
        return tuple(_loaded(self.writer)(parcel, path) or ())


_HERE = "contingent.coding.exchange"
FORMATS: tuple[Format, ...] = (
    Format(name="dna", title="DNA 3 database", endings=(".dna",), container="sqlite",
           marks=("STATEMENTS", "STATEMENTTYPES", "DATASHORTTEXT"),
           reader=f"{_HERE}.dna.reading:read_dna", writer=f"{_HERE}.dna.writing:write_dna"),
    Format(name="taguette", title="Taguette project", endings=(".sqlite3", ".db"), container="sqlite",
           marks=("highlights", "highlight_tags", "tags"),
           reader=f"{_HERE}.taguette.reading:read_taguette", writer=f"{_HERE}.taguette.writing:write_taguette"),
    Format(name="taguette-csv", title="Taguette highlights", endings=(".csv",), container="text",
           marks=("id,document,tag,content",),
           reader=f"{_HERE}.taguette.tables:read_highlights", writer=f"{_HERE}.taguette.tables:write_highlights"),
    Format(name="qdpx", title="REFI-QDA project", endings=(".qdpx",), container="zip", marks=("*.qde",), chooses=True,
           reader=f"{_HERE}.refi.reading:read_qdpx", writer=f"{_HERE}.refi.writing:write_qdpx"),
    Format(name="qdc", title="REFI-QDA codebook", endings=(".qdc",), container="xml", marks=("<CodeBook",), text=False,
           reader=f"{_HERE}.refi.codebook:read_qdc", writer=f"{_HERE}.refi.codebook:write_qdc"),
    Format(name="w3c", title="W3C Web Annotation", endings=(".jsonld",), container="json",
           marks=("http://www.w3.org/ns/anno.jsonld",),
           reader=f"{_HERE}.web_annotation:read_annotations", writer=f"{_HERE}.web_annotation:write_annotations"),
    Format(name="coding", title="contingent coding of a whole project", endings=(".coding.jsonl",), container="lines",
           marks=('"contingent":"coding"',), holds="project", text=False),
    Format(name="archive", title="RO-Crate archive", endings=(".zip",), container="zip",
           marks=("*ro-crate-metadata.json",), holds="archive", text=False),
    Format(name="xlsx", title="Excel table", endings=(".xlsx",), container="zip", marks=("xl/workbook.xml",),
           holds="table", text=False),
    Format(name="jsonl", title="contingent statements", endings=(".jsonl", ".ndjson"), container="lines",
           holds="statements", text=False),
    Format(name="csv", title="table", endings=(".csv", ".tsv", ".tab", ".txt"), container="text", holds="table",
           text=False),
    Format(name="parquet", title="Parquet table", endings=(".parquet",), container="parquet", holds="table",
           text=False),
    Format(name="graphml", title="GraphML", endings=(".graphml",), container="xml", marks=("<graphml",),
           holds="network", text=False),
    Format(name="gexf", title="GEXF", endings=(".gexf",), container="xml", marks=("<gexf",), holds="network",
           text=False),
)  # fmt: skip
"""All formats, those first that are told apart by more marks."""


def format_named(name: str) -> Format:
    """Return the format of this name. Raises UsageError naming all."""
    for each in FORMATS:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in FORMATS)
    raise UsageError(f"There is no format {name!r}.", remedy=f"Name one of: {names}.")


def format_of_ending(path: Path) -> Format:
    """Return the format that files of this name are written in. Raises UsageError naming the endings known."""
    written = [each for each in FORMATS if each.writer or each.holds != "parcel"]
    written.sort(key=lambda each: each.name == "taguette-csv")  # a table of ours is what .csv means
    for each in written:
        if _ends(path, each):
            return each
    endings = ", ".join(dict.fromkeys(ending for each in written for ending in each.endings))
    raise UsageError(
        f"The ending of {path.name!r} names no format.", record=str(path), remedy=f"Use one of {endings}, or --format."
    )


def recognise(path: Path) -> Format:
    """Return the format of a file, told by its content and never by its name alone.

    Raises NotFoundError if there is no such file, InputError if no format fits.
    """
    head = _head(path)
    kind = _container(head)
    inside = _inside(path, head, kind)
    for each in FORMATS:
        if each.container == kind and each.marks and all(inside(mark) for mark in each.marks):
            return each
    for each in FORMATS:  # tables of any columns have no marks; of a plain text only its name says that it is one
        if each.container == kind and not each.marks and (kind != "text" or _ends(path, each)):
            return each
    if kind == "sqlite":
        from contingent.coding.exchange.sqlite_files import check_file

        check_file(path, "SQLite database")
    raise InputError(
        f"This is {_TOLD[kind]} in none of the formats that are read here.",
        record=str(path),
        remedy=f"Read are: {', '.join(each.title for each in FORMATS if each.holds not in ('archive', 'network'))}.",
    )


def _ends(path: Path, form: Format) -> bool:
    return path.name.casefold().endswith(form.endings)


_TOLD: dict[Container, str] = {
    "sqlite": "an SQLite database",
    "zip": "a ZIP archive",
    "xml": "an XML file",
    "json": "a JSON document",
    "lines": "a file of JSON Lines",
    "parquet": "a Parquet file",
    "text": "a file",
}


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.", record=str(path)) from None
    if not head:
        raise InputError("The file is empty.", record=str(path), remedy="Export it anew from the other tool.")
    return head


def _container(head: bytes) -> Container:
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    text = _words(head).lstrip()
    if text.startswith("<"):
        return "xml"
    if text.startswith("{") and _is_object(text.partition("\n")[0]):
        return "json" if not text.partition("\n")[2].strip().startswith("{") and _linked(text) else "lines"
    return "json" if text.startswith(("{", "[")) else "text"


def _linked(text: str) -> bool:
    return "@context" in text.partition("\n")[0]


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _words(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    return head.decode("utf-8-sig", errors="replace")


def _inside(path: Path, head: bytes, kind: Container) -> Callable[[str], bool]:
    """Return a question to the file: is this mark in it? A file that cannot be opened has no marks."""
    if kind == "sqlite":
        tables = _tables(path)
        return lambda mark: mark in tables
    if kind == "zip":
        members = _members(path)
        return lambda mark: any(re.fullmatch(re.escape(mark).replace(r"\*", ".*"), name, re.I) for name in members)
    text = _words(head)
    return lambda mark: mark in text


def _tables(path: Path) -> frozenset[str]:
    try:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return frozenset(str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master"))
    except (sqlite3.Error, UnicodeError):
        return frozenset()


def _members(path: Path) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes()) if path.stat().st_size < HEAD else path) as archive:
            return tuple(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ()


def _loaded(where: str) -> Callable[..., Any]:
    module, _, name = where.partition(":")
    return cast(Callable[..., Any], getattr(importlib.import_module(module), name))
