"""The record of an import: what another tool's file was called, and what must be kept to write it back.

It is a source of the project (`import.NAME`): publisher is the tool, title the file, and its note, as JSON, holds the
names that the tool gave to documents, codes, coders and passages, and its own settings. Undo takes it away with the
rest of the import.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from contingent.records.actors import Source
from contingent.store.nouns import SourceEntry

if TYPE_CHECKING:
    from contingent.store.store import Store

PREFIX = "import."


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelRecord:
    """How the records of one import are called there and here.

    Attributes:
        key: the name of the import; ids of its statements begin with it and a hyphen.
        tool: the tool and format.
        file: the name of the file.
        documents: report id -> id of the document there, in order.
        plain: reports whose document came without its own file.
        titles: report id -> title there, where it could not be kept.
        codes: lists of code here, id there, colour, whether it is a leaf there.
        coders: lists of id there, name there, id of the coder here or None.
        passages: statement id -> id of the passage there, where that does not stand in the statement's id.
        names: names of the variables under which the kind of a passage and when it was made are kept.
        kinds: as in `Parcel.kinds`.
        entities: as in `Parcel.entities`.
        extras: what only the tool has a place for, without passwords.
    """

    key: str
    tool: str
    file: str
    documents: Mapping[str, str] = field(default_factory=dict)
    plain: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[tuple[str, str, str | None, bool], ...] = ()
    coders: tuple[tuple[str, str, str | None], ...] = ()
    passages: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, str] = ("kind of statement", "made")
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    entities: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)

    def passage(self, statement: str) -> str:
        """Return what the tool calls the passage of a statement."""
        return self.passages.get(statement, statement.removeprefix(f"{self.key}-"))

    def entry(self, day: str) -> SourceEntry:
        """Return the source that keeps the record, taken in on this day (ISO 8601)."""
        told = {name: value for name, value in asdict(self).items() if name not in ("key", "tool", "file")}
        note = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return SourceEntry(
            id=PREFIX + self.key, source=Source(publisher=self.tool, title=self.file, date=day, note=note)
        )


def parcel_records(store: Store) -> Iterator[ParcelRecord]:
    """Give the records of all imports, in order; one that somebody wrote over is passed over."""
    known = {each.name for each in fields(ParcelRecord)}
    for entry in store.sources.find():
        if not entry.id.startswith(PREFIX) or not entry.source.note:
            continue
        try:
            told = json.loads(entry.source.note)
            kept = {name: _tuples(value) for name, value in told.items() if name in known}
            yield ParcelRecord(
                key=entry.id.removeprefix(PREFIX), tool=entry.source.publisher, file=entry.source.title, **kept
            )
        except (ValueError, TypeError, AttributeError, RecursionError):
            continue


def _tuples(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return tuple(tuple(each) if isinstance(each, list) else each for each in value)
