"""Understanding: a REFI-QDA project in our nouns, each still tied to the elements it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contingent.coding.exchange.parcel import Document
from contingent.coding.exchange.refi.codes import Codes, codes_holder, codes_of
from contingent.coding.exchange.refi.container import Archive
from contingent.coding.exchange.refi.conventions import Finding, find_convention
from contingent.coding.exchange.refi.guids import made_guid, plain
from contingent.coding.exchange.refi.marks import scalars, unmarked
from contingent.coding.exchange.refi.rulers import Ruler
from contingent.coding.exchange.refi.selections import (
    JOINT,
    Surroundings,
    Tally,
    Unit,
    moment,
    positions_of,
    units_of,
)
from contingent.coding.exchange.refi.sources import (
    Carrier,
    Unread,
    original_of,
    sources_of,
    texts_of_notes,
    unused,
)
from contingent.coding.exchange.refi.trees import Element, attribute, child, children, local, text_of

DATE = "date"
"""Name of the variable of a source that says when its document is dated."""

Entities = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A source that was read: its document, its passages with their elements, and how its positions count."""

    carrier: Carrier
    document: Document
    ruler: Ruler
    units: list[Unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a project says.

    Attributes:
        codes: the codebook with its elements.
        coders: name by id.
        reads: the sources with a text, in order.
        unread: those without.
        finding: how positions count, and why.
        entities: attributes of values of variables, from the cases.
        cases: the element of each case by variable and value.
        kinds: kinds of statements, where the file is ours.
        tally: what was odd about selections.
    """

    codes: Codes
    coders: dict[str, str]
    reads: list[Read]
    unread: list[Unread]
    finding: Finding
    entities: Entities
    cases: dict[tuple[str, str], Element]
    kinds: dict[str, dict[str, str]]
    tally: Tally


def understand(root: Element, archive: Archive, label: str, chosen: str | None = None) -> Understanding:
    """Return what a project says; `chosen` names the convention of positions, else it is found.

    Raises InputError on a path that climbs out of the archive.
    """
    codes = codes_of(codes_holder(root))
    coders = coders_of(root)
    notes = texts_of_notes(root, archive, label)
    sources = list(sources_of(root, archive, label))
    carriers = [each for each in sources if isinstance(each, Carrier)]
    positions = [place for number, each in enumerate(carriers) for place in positions_of(each, number)]
    finding = find_convention([(each.text, each.marks) for each in carriers], positions, chosen)
    entities, cases, selected, sourced = _cases(root, codes)
    around = Surroundings(codes=codes, coders=coders, notes=notes, cases=selected)
    tally, taken, named = Tally(), set[str](), set[str]()
    variables = _variables(root)
    reads = []
    for carrier in carriers:
        document = _document(carrier, archive, label, variables, around, sourced, named)
        ruler = Ruler(carrier.text, finding.convention, carrier.marks)
        units = units_of(carrier, document.id, ruler, around, taken, tally)
        reads.append(Read(carrier=carrier, document=document, ruler=ruler, units=units))
    return Understanding(
        codes=codes,
        coders=_named_coders(root),
        reads=reads,
        unread=[each for each in sources if isinstance(each, Unread)],
        finding=finding,
        entities=entities,
        cases=cases,
        kinds=_kinds(root),
        tally=tally,
    )


def coders_of(root: Element) -> dict[str, str]:
    """Return the id of each user by GUID: the GUID itself, or what `id` says where we have made the GUID of it."""
    found: dict[str, str] = {}
    for user in children(child(root, "Users"), "User"):
        guid, own = plain(attribute(user, "guid")), attribute(user, "id")
        found[guid] = own if own and guid == made_guid("coder", own) else guid
    return found


def _named_coders(root: Element) -> dict[str, str]:
    ids = coders_of(root)
    users = list(children(child(root, "Users"), "User"))
    return {
        ids[plain(attribute(user, "guid"))]: attribute(user, "name") or attribute(user, "id") or "(no name)"
        for user in users
    }


def _variables(root: Element) -> dict[str, str]:
    return {
        plain(attribute(each, "guid")): attribute(each, "name")
        for each in children(child(root, "Variables"), "Variable")
    }


def values_of(element: Element, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the values of variables that an element (a source, a case) has, as text by the variable's name."""
    found: dict[str, str] = {}
    for each in children(element, "VariableValue"):
        reference = child(each, "VariableRef")
        guid = plain(attribute(reference, "targetGUID")) if reference is not None else ""
        value = next((inner for inner in each if local(inner).endswith("Value")), None)
        if value is not None:
            found[variables.get(guid) or guid] = "".join(value.itertext())
    return found


def _document(carrier: Carrier, archive: Archive, label: str, variables: Mapping[str, str], around: Surroundings,
              sourced: Mapping[str, tuple[str, ...]], named: set[str]) -> Document:  # fmt: skip
    words, mark = unmarked(text_of(carrier.holder, "Description"))
    own = mark.get("id")
    details = values_of(carrier.holder, variables)
    dated = moment(details[DATE]) if DATE in details else None
    if dated is not None:
        del details[DATE]
    extra = {
        "description": words,
        "notes": JOINT.join(
            filter(
                None,
                (around.notes.get(plain(attribute(n, "targetGUID")), "") for n in children(carrier.holder, "NoteRef")),
            )
        ),
        "codes": JOINT.join(_whole_codes(carrier, around)),
        "case": JOINT.join(sourced.get(carrier.identity, ())),
    }
    original, media_type = original_of(carrier, archive, label)
    return Document(
        id=unused(own if isinstance(own, str) and own else carrier.identity, named),
        title=carrier.title,
        text=carrier.text,
        moment=dated,
        details={**{name: words for name, words in extra.items() if words}, **details},
        original=original,
        media_type=media_type,
    )


def _whole_codes(carrier: Carrier, around: Surroundings) -> list[str]:
    """Return the names of the codes that stand on the whole source."""
    names = {code.id: code.name for code in around.codes.listed}
    found = []
    for coding in children(carrier.holder, "Coding"):
        reference = child(coding, "CodeRef")
        guid = plain(attribute(reference, "targetGUID")) if reference is not None else ""
        found += [names[around.codes.ids[guid]]] if guid in around.codes.ids else []
    return found


def _cases(root: Element, codes: Codes) -> tuple[Entities, dict[tuple[str, str], Element],
                                                 dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:  # fmt: skip
    """Return attributes and elements of the cases, and names of cases by the selection and the source in them."""
    variables = _variables(root)
    entities: Entities = {}
    elements: dict[tuple[str, str], Element] = {}
    selected: dict[str, tuple[str, ...]] = {}
    sourced: dict[str, tuple[str, ...]] = {}
    for case in children(child(root, "Cases"), "Case"):
        name = attribute(case, "name") or plain(attribute(case, "guid"))
        references = [plain(attribute(each, "targetGUID")) for each in children(case, "CodeRef")]
        meant = next((codes.values[guid] for guid in references if guid in codes.values), None)
        variable, value = (meant[0], str(meant[1])) if meant else ("case", name)
        elements.setdefault((variable, value), case)
        entities.setdefault(variable, {})[value] = values_of(case, variables)
        for group, kind in ((selected, "SelectionRef"), (sourced, "SourceRef")):
            for each in children(case, kind):
                guid = plain(attribute(each, "targetGUID"))
                group[guid] = (*group.get(guid, ()), name)
    return entities, elements, selected, sourced


def _kinds(root: Element) -> dict[str, dict[str, str]]:
    kinds = unmarked(text_of(root, "Description"))[1].get("kinds")
    if not isinstance(kinds, dict):
        return {}
    return {kind: {name: str(each) for name, each in scalars(given).items()} for kind, given in kinds.items()}
