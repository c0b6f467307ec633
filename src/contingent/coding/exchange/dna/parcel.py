"""A DNA 3 database as a parcel: texts, statements with their variables, and all that only DNA has a place for.

Coders with their permissions and password hashes, colours, attributes, regular expressions and the numbers DNA gave to
everything travel in `Parcel.extras["dna"]`, so that `write_dna` can write the same database back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from contingent.coding.exchange.dna.nouns import DnaDocument, DnaKind, DnaStatement, Tables
from contingent.coding.exchange.dna.offsets import Found, find_unit
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage

CONCEPT = "concept"
"""The variable whose values become codes: DNA's own name for it."""
CODE = "contingent code"
"""The attribute of a concept that tells the id of its code, in databases that were written here."""
DETAILS = ("author", "source", "section", "notes", "type")
_LINES = 200
"""How many rows left out are told one by one."""


def parcel_of(tables: Tables) -> Parcel:
    """Return the parcel of a database. Statements that lie outside their text are left out and told."""
    texts = {key: kept(each.text) for key, each in tables.documents.items()}
    rows = list(tables.rows())
    found = find_unit(texts, ((row.document, row.start, row.stop) for row in rows))
    codes, by_name = _codes(tables)
    labels = _labels(tables)
    passages, outside = _passages(tables, rows, found, texts, by_name)
    return Parcel(
        tool=f"DNA {tables.version} database",
        documents=tuple(_document(each, texts[key]) for key, each in tables.documents.items()),
        codes=codes,
        coders={str(key): kept(each.name) for key, each in tables.coders.items()},
        passages=tuple(passages),
        entities=_entities(tables),
        kinds={labels[key]: {one.name: one.data_type for one in each.variables} for key, each in tables.kinds.items()},
        offsets=found.told,
        left_out=(*tables.left_out, *_shortened(outside), *_mended(tables)),
        extras={"dna": _extras(tables)},
    )


def kept(text: str) -> str:
    """Return a text with every NUL, which no text has, shown as U+FFFD; the offsets stay as they are."""
    return text.replace("\0", "\ufffd")


def _labels(tables: Tables) -> dict[int, str]:
    """Return the label of each statement type by id; where two have the same, the later has its id beside it."""
    labels: dict[int, str] = {}
    for key, each in tables.kinds.items():
        label = kept(each.label)
        labels[key] = f"{label} ({key})" if label in labels.values() else label
    return labels


def _mended(tables: Tables) -> list[str]:
    return [
        f"document {each.id}: {each.text.count(chr(0))} NUL characters stand as U+FFFD"
        for each in tables.documents.values()
        if "\0" in each.text
    ]


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= _LINES:
        return lines
    return [*lines[:_LINES], f"and {len(lines) - _LINES:,} more statements outside of their text"]


def _document(each: DnaDocument, text: str) -> Document:
    details = {name: kept(getattr(each, name)) for name in DETAILS if getattr(each, name)}
    return Document(id=str(each.id), title=kept(each.title), text=text, moment=each.moment, details=details)


def _codes(tables: Tables) -> tuple[tuple[ParcelCode, ...], dict[str, str]]:
    """Return the values of `concept` as codes, each name once and parents first, and the id of the code by name."""
    concepts = {one.id for kind in tables.kinds.values() for one in kind.variables if one.name == CONCEPT}
    entities = [each for each in tables.entities.values() if each.variable in concepts and each.value]
    first: dict[str, int] = {}
    for each in entities:
        first.setdefault(each.value, each.id)
    parents = {each.id: each.parent for each in entities if first[each.value] == each.id}
    ids = {each.id: each.attributes.get(CODE) or str(each.id) for each in entities if each.id in parents}
    tally = Counter(ids.values())
    ids = {key: code if tally[code] == 1 else str(key) for key, code in ids.items()}
    above = {key for key in parents.values() if key is not None}
    codes = [
        ParcelCode(
            id=ids[each.id],
            name=kept(each.value),
            parent=ids[each.parent] if each.parent in ids and _depth(each.id, parents) else None,
            description=kept(each.attributes.get("Notes", "")),
            colour=each.colour,
            leaf=each.id not in above,
        )
        for each in sorted(entities, key=lambda one: _depth(one.id, parents))
        if each.id in parents
    ]
    return tuple(codes), {value: ids[key] for value, key in first.items()}


def _depth(key: int, parents: Mapping[int, int | None]) -> int:
    """How many codes stand above one; 0 where the chain leads in a circle."""
    depth, at = 0, parents.get(key)
    while at is not None and at in parents:
        depth, at = depth + 1, parents[at]
        if depth > len(parents):
            return 0
    return depth


def _passages(
    tables: Tables, rows: Iterable[DnaStatement], found: Found, texts: Mapping[int, str], codes: Mapping[str, str]
) -> tuple[list[Passage], list[str]]:
    passages, outside = [], []
    coders, labels = {str(key) for key in tables.coders}, _labels(tables)
    for row in rows:
        start, stop, exact = found.span((row.document, row.start, row.stop))
        if not exact or not 0 <= start < stop <= len(texts[row.document]):
            outside.append(
                f"statement {row.id}: {row.start} to {row.stop} lies outside the text of document {row.document}, "
                f"or inside a character"
            )
            continue
        concept = row.values.get(CONCEPT)
        passages.append(
            Passage(
                id=str(row.id),
                document=str(row.document),
                start=start,
                stop=stop,
                codes=(codes[concept],) if isinstance(concept, str) and concept in codes else (),
                coder=str(row.coder) if str(row.coder) in coders else None,
                kind=labels[row.kind],
                variables={name: kept(v) if isinstance(v, str) else v for name, v in row.values.items()},
            )
        )
    return passages, outside


def _entities(tables: Tables) -> dict[str, dict[str, dict[str, str]]]:
    """Return the attributes that say something, by variable and value; of equal names the first counts."""
    names = _names(tables.kinds.values())
    found: dict[str, dict[str, dict[str, str]]] = {}
    for each in tables.entities.values():
        said = {name: kept(text) for name, text in each.attributes.items() if text}
        if said and each.value:
            found.setdefault(names[each.variable][1], {}).setdefault(kept(each.value), said)
    return found


def _names(kinds: Iterable[DnaKind]) -> dict[int, tuple[str, str]]:
    return {one.id: (kind.label, one.name) for kind in kinds for one in kind.variables}


def _extras(tables: Tables) -> dict[str, Any]:
    labels = _labels(tables)
    return {
        "settings": dict(tables.settings),
        "coders": [
            {"id": each.id, "name": kept(each.name), "colour": each.colour, "rest": dict(each.rest)}
            for each in tables.coders.values()
        ],
        "relations": [dict(each) for each in tables.relations],
        "documents": {str(each.id): [each.coder, each.seconds] for each in tables.documents.values()},
        "kinds": [
            {
                "id": kind.id,
                "label": labels[kind.id],
                "colour": kind.colour,
                "variables": [[one.id, one.name, one.data_type] for one in kind.variables],
            }
            for kind in tables.kinds.values()
        ],
        "links": [list(pair) for pair in tables.links],
        "entities": [
            {
                "id": each.id,
                "variable": each.variable,
                "value": kept(each.value),
                "colour": each.colour,
                "parent": each.parent,
                "attributes": {name: kept(text) for name, text in each.attributes.items()},
            }
            for each in tables.entities.values()
        ],
        "attributes": [list(pair) for pair in tables.attributes],
        "regexes": dict(tables.regexes),
    }
