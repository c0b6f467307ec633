"""Writing a REFI-QDA project (.qdpx): what the file it came from held stays as it was but where the parcel says else.

Texts go out as UTF-8 without byte order mark, with line feeds; positions count code points. A source that came in from
such a project keeps its own file and its own way of counting, so that a project which was only read is written alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from contingent.coding.exchange.parcel import Document, Parcel, Passage
from contingent.coding.exchange.refi.cases import put_cases
from contingent.coding.exchange.refi.codes import codes_holder, put_codes
from contingent.coding.exchange.refi.container import Archive, write_archive
from contingent.coding.exchange.refi.guids import guid_for, made_guid, plain
from contingent.coding.exchange.refi.marks import marked, storable, unmarked
from contingent.coding.exchange.refi.reading import kept_archive
from contingent.coding.exchange.refi.rulers import Breaks, Convention, Ruler
from contingent.coding.exchange.refi.selecting import Desk, put_units
from contingent.coding.exchange.refi.selections import Unit, written_moment
from contingent.coding.exchange.refi.sources import BOM
from contingent.coding.exchange.refi.trees import (
    PROJECT,
    Element,
    add,
    attribute,
    child,
    children,
    empty,
    ensure,
    has,
    local,
    parsed,
    put_in_order,
    remove,
    set_text,
    text_of,
    written,
)
from contingent.coding.exchange.refi.understanding import DATE, Read, Understanding, coders_of, understand
from contingent.coding.exchange.refi.values import put_value

ORIGIN = "contingent"
FROM_ELSEWHERE = frozenset({"description", "notes", "codes", "case"})
"""Details that the reader makes of other elements, which are still there when a project is written again."""


def write_qdpx(parcel: Parcel, path: Path) -> None:
    """Write a parcel as a REFI-QDA project, valid by the schema of version 1.0. Raises InputError if it cannot."""
    write_archive(path, archive_of(parcel, path.stem))


def archive_of(parcel: Parcel, name: str) -> Archive:
    """Return the archive that a parcel makes; `name` is the project's where it has none yet."""
    kept = kept_archive(parcel.extras)
    if kept is None:
        archive, offsets = Archive(project=_empty(name), name="project.qde", files={}), Convention().name
    else:
        archive, offsets = kept
    root = parsed(archive.project, "Project", archive.name)
    before = written(root)
    work = _Work(root, archive, understand(root, archive, archive.name, offsets))
    work.put(parcel)
    if written(root) != before:
        _tidy(root)
    return Archive(project=written(root), name=archive.name, files=work.files)


def _empty(name: str) -> bytes:
    root = empty(PROJECT, "Project")
    root.set("name", storable(name) or "project")
    root.set("origin", ORIGIN)
    return written(root)


def _tidy(root: Element) -> None:
    from lxml import etree

    for name in ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"):
        group = child(root, name)
        if group is not None and not len(group):
            remove(group)
    holder = codes_holder(root)
    if holder is not None and not has(holder, "Code"):
        remove(holder.getparent())
    put_in_order(root)
    etree.indent(root, "  ")


@dataclass(slots=True)
class _Work:
    """A project's tree being made what a parcel says."""

    root: Element
    archive: Archive
    said: Understanding
    files: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.files = dict(self.archive.files)

    def put(self, parcel: Parcel) -> None:
        coders = self._put_coders(parcel)
        holder = codes_holder(self.root, make=True)
        codes = put_codes(holder, parcel.codes)
        codes.values, codes.folders = self.said.codes.values, self.said.codes.folders
        cases = put_cases(self.root, holder, codes, parcel.entities, self.said)
        desk = Desk(holder=holder, codes=codes, coders=coders, cases=cases)
        by_document: dict[str, list[Passage]] = {}
        for passage in parcel.passages:
            by_document.setdefault(passage.document, []).append(passage)
        self._put_documents(parcel.documents, by_document, desk)
        self._put_kinds(parcel.kinds)
        if codes.ids.keys() != self.said.codes.ids.keys() or len(parcel.documents) != len(self.said.reads):
            _drop_dangling(self.root)

    def _put_coders(self, parcel: Parcel) -> dict[str, str]:
        """Return the GUID of each coder by id, as it is spelt in the file."""
        listed = {**{p.coder: p.coder for p in parcel.passages if p.coder is not None}, **parcel.coders}
        by_id = coders_of(self.root)
        elements = {by_id[plain(attribute(e, "guid"))]: e for e in children(child(self.root, "Users"), "User")}
        guids = {identity: attribute(element, "guid") for identity, element in elements.items()}
        for identity, name in listed.items():
            element = elements.get(identity)
            if element is None:
                guid = guid_for(identity, "coder") if identity == plain(identity) else made_guid("coder", identity)
                own = None if guid == identity else storable(identity)
                guids[identity] = guid
                add(ensure(self.root, "Users"), "User", guid=guid, name=storable(name), id=own)
            elif identity in parcel.coders and self.said.coders.get(identity) != name:
                element.set("name", storable(name))
        return guids

    def _put_documents(self, documents: Iterable[Document], passages: Mapping[str, list[Passage]], desk: Desk) -> None:
        reads = {read.document.id: read for read in self.said.reads}
        wanted = set()
        for document in documents:
            wanted.add(document.id)
            read = reads.get(document.id)
            own = passages.get(document.id, [])
            if read is None:
                self._add_document(document, own, desk)
            else:
                self._renew_document(read, document, own, desk)
        for identity, read in reads.items():
            if identity not in wanted:
                remove(read.carrier.holder)
                if read.carrier.member is not None:
                    self.files.pop(read.carrier.member, None)

    def _add_document(self, document: Document, passages: list[Passage], desk: Desk) -> None:
        guid = guid_for(document.id, "source", document.title)
        holder = add(ensure(self.root, "Sources"), "TextSource", guid=guid, name=storable(document.title))
        ruler = self._put_text(holder, guid, document.text)
        mark = {} if guid == document.id else {"id": document.id}
        words = document.details.get("description", "")
        set_text(holder, "Description", marked(words, mark))
        self._put_values(holder, document.details, document.moment)
        put_units(holder, [], passages, ruler, document.text, desk)

    def _renew_document(self, read: Read, document: Document, passages: list[Passage], desk: Desk) -> None:
        carrier, before = read.carrier, read.document
        ruler, units = read.ruler, read.units
        if document.title != before.title:
            carrier.holder.set("name", storable(document.title))
        if document.text != before.text:
            ruler = self._put_text(carrier.body, plain(attribute(carrier.body, "guid")), document.text)
            units = [Unit(unit.elements, []) for unit in units]  # every position must be counted anew
        if document.details.get("description", "") != before.details.get("description", ""):
            mark = unmarked(text_of(carrier.holder, "Description"))[1]
            set_text(carrier.holder, "Description", marked(document.details.get("description", ""), mark))
        if document.details != before.details or document.moment != before.moment:
            for old in list(children(carrier.holder, "VariableValue")):
                remove(old)
            there = {name: before.details.get(name, "") for name in FROM_ELSEWHERE}
            changed = {n: v for n, v in document.details.items() if there.get(n) != v}
            self._put_values(carrier.holder, changed, document.moment)
        put_units(carrier.body, units, passages, ruler, document.text, desk)

    def _put_text(self, body: Element, guid: str, text: str) -> Ruler:
        """Write a text to its own file; return how positions in it are counted."""
        out, ruler = outgoing(text)
        old = child(body, "PlainTextContent")
        if old is not None:
            remove(old)
        body.attrib.pop("richTextPath", None)
        body.set("plainTextPath", f"internal://{guid}.txt")
        self.files[f"{self.archive.folder}sources/{guid}.txt"] = out.encode()
        return ruler

    def _put_values(self, holder: Element, details: Mapping[str, str], moment: datetime | None) -> None:
        for name, value in details.items():
            if name != "description":
                put_value(self.root, holder, name, "Text", storable(value))
        when = written_moment(moment)
        if when is not None:
            put_value(self.root, holder, DATE, "DateTime", when)

    def _put_kinds(self, kinds: Mapping[str, Mapping[str, str]]) -> None:
        given = {kind: dict(variables) for kind, variables in kinds.items()}
        if given != self.said.kinds:
            words, mark = unmarked(text_of(self.root, "Description"))
            rest = {key: value for key, value in mark.items() if key != "kinds"}
            set_text(self.root, "Description", marked(words, {**rest, **({"kinds": given} if given else {})}))


_KEPT_OUT = re.compile("[\x00\ud800-\udfff]")


def outgoing(text: str) -> tuple[str, Ruler]:
    """Return a text as it is written, and how positions in it are counted.

    CR LF becomes LF, byte order marks at the start go, and what no file of text can hold becomes U+FFFD.
    """
    bare = text.lstrip(BOM)
    ruler = Ruler(bare, Convention(breaks=Breaks.ONE))
    ruler.skip(len(text) - len(bare))
    return _KEPT_OUT.sub("\ufffd", bare.replace("\r\n", "\n")), ruler


def _drop_dangling(root: Element) -> None:
    """Remove references to codes, sources and selections that are no more."""
    there = {plain(attribute(each, "guid")) for each in root.iter() if local(each) and each.get("guid") is not None}
    named = {"CodeRef", "MemberCode", "MemberSource", "SourceRef", "SelectionRef"}
    for each in [e for e in root.iter() if local(e) in named]:
        if plain(attribute(each, "targetGUID")) in there:
            continue
        parent = each.getparent()
        remove(parent if parent is not None and local(parent) == "Coding" else each)
    for link in [e for e in root.iter() if local(e) == "Link"]:
        ends = [plain(attribute(link, end)) for end in ("originGUID", "targetGUID") if link.get(end) is not None]
        if any(end not in there for end in ends):
            remove(link)
