"""Selecting: writes passages as selections of a source, leaving those alone that say the same already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contingent.coding.exchange.parcel import Passage
from contingent.coding.exchange.refi.cases import CASE, Cases
from contingent.coding.exchange.refi.codes import Codes, Value, value_code
from contingent.coding.exchange.refi.guids import is_guid, made_guid, plain
from contingent.coding.exchange.refi.marks import marked, storable
from contingent.coding.exchange.refi.rulers import Ruler
from contingent.coding.exchange.refi.selections import Unit, parts_of, written_moment
from contingent.coding.exchange.refi.trees import Element, add, attribute, child, children, remove, set_text

LONGEST_CODE = 120
"""Characters; a longer value of a variable is a text and not a code, and stands in the description only."""

LONGEST_NAME = 80
"""Characters of the quote that name a selection."""


@dataclass(slots=True)
class Desk:
    """What is at hand when selections are written: where codes are, their GUIDs, those of coders, the cases."""

    holder: Element
    codes: Codes
    coders: Mapping[str, str]
    cases: Cases

    _guids: dict[str, str] = field(init=False)
    _names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._guids = {identity: attribute(element, "guid") for identity, element in self.codes.elements.items()}
        self._names = {code.id: code.name for code in self.codes.listed}

    def codings(self, passage: Passage) -> tuple[list[str], list[str]]:
        """Return the GUIDs of the codes of a passage, and the names of its variables that are codings too."""
        guids = [self._guids[code] for code in passage.codes if code in self._guids]
        here = {*passage.codes, *(self._names.get(code, "") for code in passage.codes)}
        coded = []
        for variable, value in passage.variables.items():
            parts = parts_of(value)
            if variable == CASE or not parts or not all(_is_code(part) for part in parts):
                continue
            if all(part in here for part in parts):
                continue
            coded.append(variable)
            guids += [value_code(self.holder, self.codes, variable, part) for part in parts]
        return list(dict.fromkeys(guids)), coded


def put_units(body: Element, units: list[Unit], passages: list[Passage], ruler: Ruler, text: str, desk: Desk) -> None:
    """Make the selections of a source those passages; units that say the same already are left as they are."""
    wanted = {passage.id: passage for passage in passages}
    for unit in units:
        own = [wanted.get(passage.id) for passage in unit.passages]
        if unit.passages and own == unit.passages:
            for passage in unit.passages:
                del wanted[passage.id]
        elif len(own) == 1 and len(unit.elements) == 1 and own[0] is not None:
            _renew(unit.elements[0], wanted.pop(own[0].id), ruler, desk)
        else:
            for element in unit.elements:
                remove(element)
    taken = {plain(attribute(each, "guid")) for each in children(body, "PlainTextSelection")}
    for passage in wanted.values():
        guid = passage.id if is_guid(passage.id) else made_guid("selection", passage.document, passage.id)
        if guid in taken:
            guid = made_guid("selection again", passage.document, passage.id)
        taken.add(guid)
        _add(body, guid, passage, ruler, text, desk)


def _add(body: Element, guid: str, passage: Passage, ruler: Ruler, text: str, desk: Desk) -> None:
    start, stop = ruler.positions(passage.start, passage.stop)
    element = add(
        body,
        "PlainTextSelection",
        guid=guid,
        name=_name(text[passage.start : min(passage.stop, passage.start + 4 * LONGEST_NAME)]),
        startPosition=str(start),
        endPosition=str(stop),
        creatingUser=_user(passage, desk),
        creationDateTime=written_moment(passage.made),
    )
    _fill(element, passage, desk)
    desk.cases.select(guid, passage.variables.get(CASE), renew=False)


def _renew(element: Element, passage: Passage, ruler: Ruler, desk: Desk) -> None:
    """Write a passage over the selection it came from; further attributes and elements stay."""
    start, stop = ruler.positions(passage.start, passage.stop)
    changes = {
        "startPosition": str(start),
        "endPosition": str(stop),
        "creatingUser": _user(passage, desk),
        "creationDateTime": written_moment(passage.made),
    }
    for name, value in changes.items():
        if value is not None:
            element.set(name, value)
        else:
            element.attrib.pop(name, None)
    for each in list(children(element, "NoteRef")):  # the words of the notes are in the passage's note now
        remove(each)
    _fill(element, passage, desk)
    desk.cases.select(attribute(element, "guid"), passage.variables.get(CASE), renew=True)


def _fill(element: Element, passage: Passage, desk: Desk) -> None:
    guids, coded = desk.codings(passage)
    set_text(element, "Description", marked(passage.note, _mark(passage, plain(attribute(element, "guid")), coded)))
    user, made = _user(passage, desk), written_moment(passage.made)
    kept = {}
    for coding in list(children(element, "Coding")):
        reference = child(coding, "CodeRef")
        target = plain(attribute(reference, "targetGUID")) if reference is not None else ""
        if target in map(plain, guids) and target not in kept:
            kept[target] = coding
            for each in list(children(coding, "NoteRef")):
                remove(each)
        else:
            remove(coding)
    for guid in guids:
        coding = kept.get(plain(guid))
        if coding is None:
            own = made_guid("coding", plain(attribute(element, "guid")), plain(guid))
            coding = add(element, "Coding", guid=own, creatingUser=user, creationDateTime=made)
            add(coding, "CodeRef", targetGUID=guid)
        elif user is not None:
            coding.set("creatingUser", user)
        else:
            coding.attrib.pop("creatingUser", None)


def _mark(passage: Passage, guid: str, coded: list[str]) -> dict[str, object]:
    """Return what the description must say so that the passage can be read back as it is; nothing for a plain one."""
    variables = {name: value for name, value in passage.variables.items() if name != CASE}
    if passage.id == guid and not variables and passage.kind is None:
        return {}
    mark: dict[str, object] = {"id": passage.id}
    if passage.kind is not None:
        mark["kind"] = passage.kind
    if variables:
        mark["variables"] = variables
    if coded:
        mark["coded"] = coded
    return mark


def _user(passage: Passage, desk: Desk) -> str | None:
    return None if passage.coder is None else desk.coders[passage.coder]


def _name(quote: str) -> str | None:
    words = " ".join(storable(quote).split())
    return (words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…") or None


def _is_code(value: Value) -> bool:
    return not isinstance(value, str) or (len(value) <= LONGEST_CODE and "\n" not in value)
