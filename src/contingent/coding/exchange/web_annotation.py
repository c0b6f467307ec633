"""W3C Web Annotation (JSON-LD), both ways: passages as annotations with a position and a quote.

Data Model: W3C Recommendation of 23 February 2017. What it has no words for (the texts, the codebook, variables of
statements) stands under `ct:` names of our own, which other readers pass over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC
from pathlib import Path
from urllib.parse import unquote

from contingent.base.errors import InputError
from contingent.base.files import write_whole
from contingent.coding.exchange.anchoring import Anchor, How, Page, anchor_of
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.refi.guids import is_guid, made_guid
from contingent.coding.exchange.refi.marks import scalars
from contingent.coding.exchange.web_annotation_json import (
    HALVES,
    annotations_in,
    listed,
    moment,
    read_json,
    target_of,
    text_beside,
    texts_by_name,
    whole,
    words,
)

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OURS = {"ct": "https://contingent.invalid/ns#"}
KEPT = "w3c"
"""Name of what Parcel.extras keeps: by passage what its annotation says beyond what is read."""

_READ = frozenset({"@context", "id", "type", "body", "target", "creator", "created", "ct:passage", "motivation"})


def read_annotations(path: Path, *, texts: Mapping[str, str] | None = None) -> Parcel:
    """Return what a file of Web Annotations holds: one annotation, a list, a page or a collection.

    The text of a source is taken from the file itself, where contingent has written it, else from `texts` (by the
    source's address), else from a `.txt` file of its name beside the file. Where there is none, the quotes make up a
    text of excerpts. Nothing is fetched. Raises NotFoundError, and InputError on anything that holds no annotation.
    """
    root = read_json(path)
    shelf = _Shelf(path, texts or {})
    head = root if isinstance(root, dict) else {}
    shelf.take(head.get("ct:parcel"))
    annotations = [each for each in annotations_in(root) if isinstance(each, dict)]
    if not annotations and not shelf.documents and "ct:parcel" not in head:
        raise InputError(
            "The file holds no annotation.", record=path.name, remedy="Give JSON-LD of the W3C Web Annotation model."
        )
    shelf.read([whole(each) for each in annotations])
    return shelf.parcel()


def write_annotations(parcel: Parcel, path: Path) -> None:
    """Write a parcel as an AnnotationCollection with its texts. Raises InputError if the file cannot be written."""
    documents = {document.id: document for document in parcel.documents}
    items = [_annotation(each, documents, parcel) for each in parcel.passages if each.document in documents]
    collection = {
        "@context": [CONTEXT, OURS],
        "id": f"urn:uuid:{made_guid('collection', *sorted(documents))}",
        "type": "AnnotationCollection",
        "label": parcel.tool,
        "total": len(items),
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
        "ct:parcel": {
            "documents": [_document(each) for each in parcel.documents],
            "codes": [asdict(each) for each in parcel.codes],
            "coders": dict(parcel.coders),
            "entities": {n: {v: dict(a) for v, a in values.items()} for n, values in parcel.entities.items()},
            "kinds": {kind: dict(variables) for kind, variables in parcel.kinds.items()},
        },
    }
    text = json.dumps(collection, ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(path, (HALVES.sub("\ufffd", text) + "\n").encode())


def address_of(identity: str, kind: str) -> str:
    """Return the IRI of a thing: itself if its id is one, else a URN."""
    if re.match(r"[a-z][a-z0-9+.-]*:[^\s]+$", identity, re.I):
        return identity
    return f"urn:uuid:{identity if is_guid(identity) else made_guid(kind, identity)}"


def _document(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "source": address_of(document.id, "source"),
        "title": document.title,
        "text": document.text,
        "moment": None if document.moment is None else document.moment.isoformat(),
        "details": dict(document.details),
    }


def _annotation(passage: Passage, documents: Mapping[str, Document], parcel: Parcel) -> dict[str, object]:
    names = {code.id: code.name for code in parcel.codes}
    anchor = anchor_of(documents[passage.document].text, passage.start, passage.stop)
    bodies: list[dict[str, object]] = [
        {"type": "TextualBody", "purpose": "tagging", "value": names.get(code, code), "ct:code": code}
        for code in passage.codes
    ]
    for name, value in passage.variables.items():
        shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        bodies.append({"type": "TextualBody", "purpose": "classifying", "value": shown, "ct:variable": name})
    if passage.note:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": passage.note, "format": "text/plain"})
    data: dict[str, object] = {"id": address_of(passage.id, "passage"), "type": "Annotation"}
    data["motivation"] = "tagging" if passage.codes else "commenting"
    if passage.coder is not None:
        name = parcel.coders.get(passage.coder, passage.coder)
        data["creator"] = {"id": address_of(passage.coder, "coder"), "type": "Person", "name": name}
    if passage.made is not None:
        made = passage.made.replace(tzinfo=UTC) if passage.made.tzinfo is None else passage.made.astimezone(UTC)
        data["created"] = made.isoformat().replace("+00:00", "Z")
    data["body"] = bodies
    data["target"] = {
        "source": address_of(passage.document, "source"),
        "selector": [
            {"type": "TextPositionSelector", "start": passage.start, "end": passage.stop},
            {
                "type": "TextQuoteSelector",
                "exact": anchor.exact,
                "prefix": anchor.prefix,
                "suffix": anchor.suffix,
            },
        ],
    }
    data["ct:passage"] = {
        "id": passage.id,
        "coder": passage.coder,
        "kind": passage.kind,
        "variables": dict(passage.variables),
    }
    kept = parcel.extras.get(KEPT)
    more = kept.get(passage.id) if isinstance(kept, Mapping) else None
    return {**more, **data} if isinstance(more, Mapping) else data


@dataclass(slots=True)
class _Shelf:
    """What has been read so far."""

    path: Path
    texts: Mapping[str, str]
    documents: dict[str, Document] = field(default_factory=dict)
    codes: dict[str, ParcelCode] = field(default_factory=dict)
    coders: dict[str, str] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    entities: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)
    found: Counter[How] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    excerpts: list[str] = field(default_factory=list)

    def parcel(self) -> Parcel:
        return Parcel(
            tool="W3C Web Annotation",
            documents=tuple(self.documents.values()),
            codes=tuple(self.codes.values()),
            coders=self.coders,
            passages=tuple(self.passages.values()),
            entities=self.entities,
            kinds=self.kinds,
            offsets=self._offsets(),
            left_out=tuple(self._left_out()),
            extras={KEPT: self.kept} if self.kept else {},
        )

    def _offsets(self) -> str:
        total = sum(self.found.values())
        told = [f"{count:,} of {total:,}: {how.value}" for how, count in self.found.most_common()]
        return "Positions count Unicode code points unless told otherwise. " + "; ".join(told) + "." if told else ""

    def _left_out(self) -> Iterator[str]:
        if self.lost:
            shown = "; ".join(self.lost[:5]) + ("; ..." if len(self.lost) > 5 else "")
            yield f"{len(self.lost):,} annotations cannot be placed and are left out: {shown}."
        for title in self.excerpts:
            yield f"Source {title!r} has no text here; its text is made up of the quotes, one below the other."

    def take(self, own: object) -> None:
        """Take the texts and the codebook that contingent has written along."""
        if not isinstance(own, dict):
            return
        own = whole(own)
        for each in listed(own.get("documents")):
            if isinstance(each, dict) and isinstance(each.get("id"), str) and isinstance(each.get("text"), str):
                self._add_document(each)
        for each in listed(own.get("codes")):
            if isinstance(each, dict) and isinstance(each.get("id"), str):
                self._add_code(each)
        self.coders.update({key: str(name) for key, name in scalars(own.get("coders")).items()})
        self.kinds.update(texts_by_name(own.get("kinds")))
        entities = own.get("entities")
        self.entities.update(
            {name: texts_by_name(values) for name, values in entities.items()} if isinstance(entities, dict) else {}
        )

    def _add_document(self, given: Mapping[str, object]) -> None:
        identity = str(given["id"])
        self.documents[identity] = Document(
            id=identity,
            title=words(given.get("title")) or identity,
            text=str(given["text"]),
            moment=moment(given.get("moment")),
            details={name: str(value) for name, value in scalars(given.get("details")).items()},
        )
        self.sources[words(given.get("source")) or identity] = identity

    def _add_code(self, given: Mapping[str, object]) -> None:
        identity, parent = str(given["id"]), given.get("parent")
        self.codes[identity] = ParcelCode(
            id=identity,
            name=words(given.get("name")) or identity,
            parent=parent if isinstance(parent, str) and parent in self.codes else None,
            description=words(given.get("description")),
            colour=words(given.get("colour")) or None,
            leaf=given.get("leaf") is not False,
        )

    def read(self, annotations: list[dict[str, object]]) -> None:
        """Read annotations; those of one source together, so that its text can be made of them where there is none."""
        placed: dict[str, list[tuple[dict[str, object], Anchor]]] = {}
        for number, each in enumerate(annotations):
            target = next((t for t in listed(each.get("target")) if t), None)
            source, anchor = target_of(target)
            if not source or anchor is None:
                self.lost.append(words(each.get("id")) or f"number {number + 1}")
            else:
                placed.setdefault(source, []).append((each, anchor))
        for source, several in placed.items():
            self._read_source(source, several)

    def _read_source(self, source: str, several: list[tuple[dict[str, object], Anchor]]) -> None:
        document = self._document_of(source, [anchor for _, anchor in several])
        page = Page(document.text)
        for number, (each, anchor) in enumerate(several):
            place = page.find(anchor)
            if place is None:
                self.lost.append(words(each.get("id")) or f"{document.title}, {number + 1}")
                continue
            self.found[place.how] += 1
            self._add_passage(each, document, place.start, place.stop)

    def _document_of(self, source: str, anchors: list[Anchor]) -> Document:
        identity = self.sources.get(source)
        if identity is None:
            identity = self.sources[source] = source
            text = self.texts.get(source) or text_beside(self.path, source)
            if text is None:
                text = "\n\n".join(dict.fromkeys(anchor.exact for anchor in anchors if anchor.exact))
                self.excerpts.append(source)
            title = unquote(source.rstrip("/").rpartition("/")[2]) or source
            self.documents[source] = Document(id=source, title=title, text=text, details={"source": source})
        return self.documents[identity]

    def _add_passage(self, each: dict[str, object], document: Document, start: int, stop: int) -> None:
        mark = each.get("ct:passage")
        own: Mapping[str, object] = mark if isinstance(mark, dict) else {}
        identity = words(own.get("id")) or words(each.get("id")) or made_guid("annotation", document.id, str(start))
        while identity in self.passages:
            identity += "+"
        codes, notes = self._bodies(each)
        kind = own.get("kind")
        self.passages[identity] = Passage(
            id=identity,
            document=document.id,
            start=start,
            stop=stop,
            codes=codes,
            coder=words(own.get("coder")) or self._coder(each),
            made=moment(each.get("created")),
            note=notes,
            kind=kind if isinstance(kind, str) else None,
            variables=scalars(own.get("variables")),
        )
        rest = {key: value for key, value in each.items() if key not in _READ}
        if rest:
            self.kept[identity] = rest

    def _bodies(self, each: Mapping[str, object]) -> tuple[tuple[str, ...], str]:
        codes: dict[str, None] = {}
        notes = [words(each.get("bodyValue"))]
        for body in listed(each.get("body")):
            if isinstance(body, str):
                notes.append(body)
            if not isinstance(body, dict) or "ct:variable" in body:
                continue
            said = words(body.get("value")) or words(body.get("source")) or words(body.get("id"))
            purposes = listed(body.get("purpose")) or listed(each.get("motivation"))
            if said and {"tagging", "classifying", "identifying"} & {words(purpose) for purpose in purposes}:
                codes[self._code(words(body.get("ct:code")) or said, said)] = None
            elif said:
                notes.append(said)
        return tuple(codes), "\n\n".join(note for note in notes if note)

    def _code(self, identity: str, name: str) -> str:
        if identity not in self.codes:
            short = name.rstrip("/").rpartition("/")[2].rpartition("#")[2] if "://" in name else name
            self.codes[identity] = ParcelCode(id=identity, name=unquote(short) or name)
        return identity

    def _coder(self, each: Mapping[str, object]) -> str | None:
        creator = next(iter(listed(each.get("creator"))), None)
        if isinstance(creator, dict):
            name = words(creator.get("name")) or words(creator.get("nickname"))
            identity = words(creator.get("id")) or name
        else:
            identity = name = words(creator)
        if identity:
            self.coders.setdefault(identity, name or identity)
        return identity or None
