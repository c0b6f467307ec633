"""Codes of a REFI-QDA tree: the codebook, and the folders in which values of statements stand as codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from contingent.coding.exchange.parcel import ParcelCode
from contingent.coding.exchange.refi.guids import guid_for, made_guid, plain
from contingent.coding.exchange.refi.marks import marked, storable, unmarked
from contingent.coding.exchange.refi.sources import identity_of, unused
from contingent.coding.exchange.refi.trees import (
    Element,
    add,
    attribute,
    child,
    children,
    ensure,
    local,
    remove,
    set_text,
    text_of,
)

FOLDER = "Statements (contingent)"
"""Name of the code under which variables of statements stand, one folder each, their values as codes in it."""

FOLDER_TOLD = "Who says it, how and what: one folder for each variable of attributed statements."
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")

Value = str | int | bool


@dataclass(slots=True)
class Codes:
    """The codes of a tree.

    Attributes:
        listed: the codebook, parents before children, without the folders of statements.
        elements: the element of each by its id.
        ids: id by GUID in plain form.
        values: by GUID the variable and the value that a code in a folder of statements stands for.
        folders: the element of each folder of statements by the name of its variable.
        guids: the way back from variable, type and value to the GUID; made when first asked for.
    """

    listed: list[ParcelCode] = field(default_factory=list)
    elements: dict[str, Element] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    values: dict[str, tuple[str, Value]] = field(default_factory=dict)
    folders: dict[str, Element] = field(default_factory=dict)
    guids: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def guid_of(self, variable: str, value: Value) -> str | None:
        """Return the GUID of the code that stands for a value of a variable, None if there is none."""
        if not self.guids:
            for guid, (name, meant) in reversed(self.values.items()):
                self.guids[name, type(meant).__name__, str(meant)] = guid
        return self.guids.get((variable, type(value).__name__, str(value)))


def codes_of(holder: Element | None) -> Codes:
    """Return the codes below an element `Codes`, or none."""
    codes, taken = Codes(), set[str]()
    stack: list[tuple[Element, str | None]] = [(each, None) for each in reversed(list(children(holder, "Code")))]
    number = 0
    while stack:
        element, parent = stack.pop()
        number += 1
        if parent is None and _is_folder(element):
            _read_folder(element, codes)
            continue
        guid = identity_of(element, "code", number)
        description, mark = unmarked(text_of(element, "Description"))
        own = mark.get("id")
        identity = unused(own if isinstance(own, str) and own else guid, taken)
        codes.ids.setdefault(guid, identity)
        codes.elements[identity] = element
        codes.listed.append(_read_code(element, identity, parent, description))
        stack += [(each, identity) for each in reversed(list(children(element, "Code")))]
    return codes


def put_codes(holder: Element, wanted: Iterable[ParcelCode]) -> Codes:
    """Make the codes below `holder` those wanted, leaving the elements of those that are so already; return them."""
    codes = codes_of(holder)
    before = {code.id: code for code in codes.listed}
    listed = list(wanted)
    kept = {code.id for code in listed}
    for code in listed:
        element = codes.elements.get(code.id)
        if element is None:
            element = codes.elements[code.id] = add(_above(code, codes, holder), "Code", guid=_free_guid(code, codes))
            codes.ids.setdefault(plain(attribute(element, "guid")), code.id)
            _write_code(element, code)
        elif before[code.id] != code:
            _write_code(element, code)
        above = _above(code, codes, holder)
        if element.getparent() is not above and not _is_within(above, element):
            remove(element)
            above.append(element)
    for identity in [each for each in before if each not in kept]:
        element = codes.elements.pop(identity)
        for inner in list(children(element, "Code")):  # codes that are wanted have moved already or go with it
            remove(inner)
        remove(element)
    codes.ids = {guid: identity for guid, identity in codes.ids.items() if identity in kept}
    codes.listed = listed
    return codes


def value_code(holder: Element, codes: Codes, variable: str, value: Value) -> str:
    """Return the GUID of the code that stands for a value of a variable, made in its folder if there is none."""
    known = codes.guid_of(variable, value)
    if known is not None:
        return known
    folder = codes.folders.get(variable)
    if folder is None:
        folder = codes.folders[variable] = _make_folder(holder, variable)
    name = storable(_shown(value)) or "(empty)"
    guid = made_guid("value", variable, type(value).__name__, str(value))
    element = add(folder, "Code", guid=guid, name=name, isCodable="true")
    if not isinstance(value, str) or name != value:
        set_text(element, "Description", marked("", {"value": value}))
    codes.values[guid] = (variable, value)
    codes.guids[variable, type(value).__name__, str(value)] = guid
    return guid


def codable(holder: Element | None) -> Iterator[str]:
    """Yield the GUID, as it is spelt, of every code there is."""
    if holder is not None:
        for element in holder.iter():
            if local(element) == "Code":
                yield attribute(element, "guid")


def _read_code(element: Element, identity: str, parent: str | None, description: str) -> ParcelCode:
    colour = attribute(element, "color").strip()
    return ParcelCode(
        id=identity,
        name=attribute(element, "name"),
        parent=parent,
        description=description,
        colour=colour if _COLOUR.fullmatch(colour) else None,
        leaf=attribute(element, "isCodable").strip() not in ("false", "0"),
    )


def _write_code(element: Element, code: ParcelCode) -> None:
    element.set("name", storable(code.name))
    element.set("isCodable", "true" if code.leaf else "false")
    if code.colour is not None and _COLOUR.fullmatch(code.colour):
        element.set("color", code.colour)
    elif "color" in element.attrib:
        del element.attrib["color"]
    own = plain(attribute(element, "guid")) == code.id
    set_text(element, "Description", marked(code.description, {} if own else {"id": code.id}))


def _above(code: ParcelCode, codes: Codes, holder: Element) -> Element:
    return codes.elements.get(code.parent, holder) if code.parent is not None else holder


def _is_within(element: Element, outer: Element) -> bool:
    return any(each is outer for each in (element, *element.iterancestors()))


def _free_guid(code: ParcelCode, codes: Codes) -> str:
    guid = guid_for(code.id, "code")
    return guid if guid not in codes.ids else made_guid("code again", code.id)


def _is_folder(element: Element) -> bool:
    return attribute(element, "name") == FOLDER or plain(attribute(element, "guid")) == made_guid("folder", "")


def _make_folder(holder: Element, variable: str) -> Element:
    top = next((each for each in children(holder, "Code") if _is_folder(each)), None)
    if top is None:
        top = add(holder, "Code", guid=made_guid("folder", ""), name=FOLDER, isCodable="false")
        set_text(top, "Description", FOLDER_TOLD)
    folder = add(top, "Code", guid=made_guid("folder", variable), name=storable(variable), isCodable="false")
    if storable(variable) != variable:
        set_text(folder, "Description", marked("", {"value": variable}))
    return folder


def _read_folder(top: Element, codes: Codes) -> None:
    for folder in children(top, "Code"):
        meant = _meant(folder)
        variable = meant if isinstance(meant, str) else attribute(folder, "name")
        codes.folders.setdefault(variable, folder)
        for element in children(folder, "Code"):
            codes.values.setdefault(plain(attribute(element, "guid")), (variable, _meant(element)))


def _meant(element: Element) -> Value:
    value: Mapping[str, object] = unmarked(text_of(element, "Description"))[1]
    found = value.get("value")
    return found if isinstance(found, str | int | bool) else attribute(element, "name")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def codes_holder(root: Element, *, make: bool = False) -> Element | None:
    """Return the element `Codes` of a project or codebook, made if asked for, else None where there is none."""
    book = root if local(root) == "CodeBook" else child(root, "CodeBook")
    if book is None:
        book = ensure(root, "CodeBook") if make else None
    return ensure(book, "Codes") if make and book is not None else child(book, "Codes")
