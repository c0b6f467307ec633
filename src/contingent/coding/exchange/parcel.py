"""Parcel: what a file of another tool holds, before anything of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text of the parcel, with what the other tool knows of it (`author`, `source`, `section`, `type`, `notes` ...).

    `text` is whole, character for character; offsets of passages point into it.
    """

    id: str
    title: str
    text: str
    moment: datetime | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    original: bytes | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelCode:
    """A code of the other tool's codebook. `parent` is the id of the code above it."""

    id: str
    name: str
    parent: str | None = None
    description: str = ""
    colour: str | None = None
    leaf: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A coded passage: `[start, stop)` of a document in Unicode code points, what stands on it, and by whom.

    `codes` are ids of codes; `variables` what a tool of statements keeps (`person`, `organization`, `concept`,
    `agreement` ...) by name; `kind` is its kind of statement where the tool has several.
    """

    id: str
    document: str
    start: int
    stop: int
    codes: tuple[str, ...] = ()
    coder: str | None = None
    made: datetime | None = None
    note: str = ""
    kind: str | None = None
    variables: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Documents, codes, coders and passages of one file, and what could not be taken.

    Attributes:
        tool: the tool and format, for people: `DNA 3.0.7 database`.
        documents: the texts.
        codes: the codebook, parents before children.
        coders: name by the id that stands in passages.
        passages: the codings.
        entities: attributes of the values of a variable: variable -> value -> attribute -> text.
        kinds: per kind of statement the variables it has and their type (`short text`, `long text`, `integer`,
            `boolean`).
        offsets: in words, the convention of offsets that was found and how it was told; shown before storing.
        left_out: one line for each thing in the file that has no place here.
        extras: what must travel along unread so that the same format can be written back whole.
    """

    tool: str
    documents: tuple[Document, ...] = ()
    codes: tuple[ParcelCode, ...] = ()
    coders: Mapping[str, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    entities: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    offsets: str = ""
    left_out: tuple[str, ...] = ()
    extras: Mapping[str, object] = field(default_factory=dict)
