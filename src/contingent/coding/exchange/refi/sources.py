"""Sources: the texts of a project, each with the element that holds its selections."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass

from contingent.coding.exchange.refi.container import Archive, is_internal, member_named
from contingent.coding.exchange.refi.guids import made_guid, plain
from contingent.coding.exchange.refi.trees import Element, attribute, child, children, local

_INNER = {"TextSource": "", "PDFSource": "Representation", "PictureSource": "TextDescription"}
BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A source whose text can be read.

    Attributes:
        identity: its GUID in plain form.
        holder: the element of the source.
        body: the element with the text and its selections; the holder itself but for PDF and pictures.
        text: the text without byte order marks.
        marks: how many byte order marks stood before it.
        member: the member of the archive it was read from, None where it stands in the XML.
        aside: what is to be told of how it was read.
    """

    identity: str
    holder: Element
    body: Element
    text: str
    marks: int
    member: str | None
    aside: str = ""

    @property
    def title(self) -> str:
        """The name of the source, else its GUID."""
        return attribute(self.holder, "name") or self.identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A source that has no text here, and why, in words; `coded` says how many selections go with it."""

    holder: Element
    why: str
    coded: int


class UnreadError(Exception):
    """Why a source has no text here."""


def sources_of(root: Element, archive: Archive, label: str) -> Iterator[Carrier | Unread]:
    """Yield every source of the project, in order. Raises InputError on a path that climbs out of the archive."""
    taken: set[str] = set()
    sources = child(root, "Sources")
    for number, holder in enumerate([] if sources is None else sources):
        if not local(holder):
            continue
        identity = unused(identity_of(holder, "source", number), taken)
        inner = _INNER.get(local(holder))
        body = holder if inner == "" else child(holder, inner) if inner else None
        try:
            if body is None:
                raise UnreadError(_no_text(local(holder)))
            text, marks, member, aside = _text(body, archive, label)
        except UnreadError as why:
            coded = sum(1 for each in holder.iter() if local(each).endswith("Selection"))
            yield Unread(holder=holder, why=str(why), coded=coded)
        else:
            yield Carrier(
                identity=identity, holder=holder, body=body, text=text, marks=marks, member=member, aside=aside
            )


def identity_of(element: Element, kind: str, number: int) -> str:
    """Return the GUID of an element in plain form, one made of its place if it has none."""
    return plain(attribute(element, "guid")) or made_guid("nameless", kind, str(number))


def unused(identity: str, taken: set[str]) -> str:
    """Return `identity`, with a number behind it if it is taken already, and take it."""
    number, unique = 1, identity
    while unique in taken:
        number += 1
        unique = f"{identity}-{number}"
    taken.add(unique)
    return unique


def original_of(carrier: Carrier, archive: Archive, label: str) -> tuple[bytes | None, str | None]:
    """Return the file that the text was made from (PDF, Word) and its media type, None where there is none inside."""
    reference = attribute(carrier.holder, "path") or attribute(carrier.holder, "richTextPath")
    member = member_named(reference, archive, label) if reference else None
    if member is None:
        return None, None
    return archive.files[member], mimetypes.guess_type(member)[0]


def texts_of_notes(root: Element, archive: Archive, label: str) -> dict[str, str]:
    """Return the words of every note by its GUID: its name and its text."""
    notes: dict[str, str] = {}
    for number, note in enumerate(children(child(root, "Notes"), "Note")):
        try:
            words = _text(note, archive, label)[0]
        except UnreadError:
            words = ""
        name, body = attribute(note, "name"), words or _description(note)
        notes[identity_of(note, "note", number)] = f"{name}: {body}" if name and body else name or body
    return notes


def _description(element: Element) -> str:
    found = child(element, "Description")
    return "" if found is None else "".join(found.itertext())


def _text(body: Element, archive: Archive, label: str) -> tuple[str, int, str | None, str]:
    content = child(body, "PlainTextContent")
    reference = attribute(body, "plainTextPath")
    if not reference and content is not None:
        text, marks = _without_marks("".join(content.itertext()))
        return text, marks, None, ""
    if not reference:
        raise UnreadError("it has no plain text" + _rich(body))
    member = member_named(reference, archive, label)
    if member is None and content is not None:
        text, marks = _without_marks("".join(content.itertext()))
        return text, marks, None, f"its file {reference[:80]!r} is not here; the text in the XML is taken"
    if member is None:
        where = (
            "is missing from the archive" if is_internal(reference) else "lies outside the archive and is not opened"
        )
        raise UnreadError(f"its text {reference[:80]!r} {where}")
    text, aside = _decoded(archive.files[member])
    text, marks = _without_marks(text)
    return text, marks, member, aside


def _rich(body: Element) -> str:
    path = attribute(body, "richTextPath")
    return f", only {path[:80]!r}, into which positions cannot point" if path else ""


def _without_marks(text: str) -> tuple[str, int]:
    bare = text.lstrip(BOM)
    return bare, len(text) - len(bare)


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return BOM + data.decode("utf-16"), "read as UTF-16"
        except UnicodeDecodeError:
            raise UnreadError("its text is broken UTF-16") from None
    if b"\x00" in data:
        raise UnreadError("its text has NUL characters, so it is no text file")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        try:
            return data.decode(
                "cp1252"
            ), f"not UTF-8 (byte {error.start}), so read as Windows-1252; check accented letters"
        except UnicodeDecodeError:
            raise UnreadError("its text is neither UTF-8 nor Windows-1252") from None


def _no_text(kind: str) -> str:
    if kind == "PDFSource":
        return "it is a PDF without its text (no Representation)"
    return f"it is {'a picture' if kind == 'PictureSource' else 'a recording or another kind of source'} without a text"
