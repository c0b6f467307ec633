"""Selections of a REFI-QDA source as passages: one for each coder, statements put together again by their marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from contingent.coding.exchange.parcel import Passage
from contingent.coding.exchange.refi.codes import Codes, Value
from contingent.coding.exchange.refi.conventions import Position
from contingent.coding.exchange.refi.guids import is_guid, plain
from contingent.coding.exchange.refi.marks import scalars, sound, unmarked
from contingent.coding.exchange.refi.rulers import Ruler
from contingent.coding.exchange.refi.sources import Carrier, identity_of, unused
from contingent.coding.exchange.refi.trees import Element, attribute, child, children, text_of

JOINT = "; "
"""Between several values of one variable."""


@dataclass(slots=True)
class Unit:
    """Elements of selections and the passages they stand for: one each, but where coders or codings share."""

    elements: list[Element]
    passages: list[Passage]


@dataclass(slots=True)
class Tally:
    """How many selections could not be read as they stand, by reason."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, reason: str) -> None:
        """Count one more for this reason."""
        self.counts[reason] = self.counts.get(reason, 0) + 1


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What selections refer to: codes, id of each coder by GUID, words of notes, cases by the selection's GUID."""

    codes: Codes
    coders: Mapping[str, str]
    notes: Mapping[str, str]
    cases: Mapping[str, tuple[str, ...]]


def positions_of(carrier: Carrier, number: int) -> list[Position]:
    """Return where the selections of a source say they are; what is not a number is passed over."""
    found = []
    for element in children(carrier.body, "PlainTextSelection"):
        place = _place(element)
        if place is not None and place[0] < place[1]:
            name = attribute(element, "name")
            found.append(
                Position(text=number, start=place[0], stop=place[1], name="" if is_guid(plain(name)) else name)
            )
    return found


def units_of(carrier: Carrier, document: str, ruler: Ruler, around: Surroundings, taken: set[str],
             tally: Tally) -> list[Unit]:  # fmt: skip
    """Return the passages of a source with their elements, in order; `taken` are the ids in use already."""
    units: list[Unit] = []
    statements: dict[tuple[str, int, int], Unit] = {}
    for number, element in enumerate(children(carrier.body, "PlainTextSelection")):
        span = _span(element, ruler, len(carrier.text), tally)
        if span is None:
            continue
        note, mark = unmarked(text_of(element, "Description"))
        own = mark.get("id")
        key = (own, *span) if isinstance(own, str) else None
        guid = identity_of(element, f"selection of {document}", number)
        passages = _passages(element, guid, document, span, around, tally)
        if key is not None and key in statements:
            _join(statements[key], element, passages, around)
            continue
        passages = [replace(each, note=_with_notes(element, note, around)) for each in passages]
        if mark:
            passages[0] = _as_marked(passages[0], mark)
        passages = [_in_cases(replace(each, id=unused(each.id, taken)), guid, around) for each in passages]
        unit = Unit([element], passages)
        units.append(unit)
        if key is not None:
            statements[key] = unit
    return [replace_values(unit, around, tally) for unit in units]


def moment(text: str) -> datetime | None:
    """Return an xsd:dateTime in UTC (where it names no zone, as if it were UTC), or None if it is none."""
    try:
        read = datetime.fromisoformat(text.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def written_moment(made: datetime | None) -> str | None:
    """Return a moment as xsd:dateTime in UTC."""
    if made is None:
        return None
    aware = made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)
    return aware.isoformat().replace("+00:00", "Z")


def parts_of(value: Value) -> list[Value]:
    """Return the values that a variable of a statement has, each a code of its own."""
    if isinstance(value, str) and JOINT in value:
        return [part for part in value.split(JOINT) if part]
    return [value] if value != "" else []


def _place(element: Element) -> tuple[int, int] | None:
    try:
        start, stop = int(attribute(element, "startPosition")), int(attribute(element, "endPosition"))
    except ValueError:
        return None
    return (start, stop) if max(abs(start), abs(stop)) < 2**31 else None


def _span(element: Element, ruler: Ruler, length: int, tally: Tally) -> tuple[int, int] | None:
    place = _place(element)
    if place is None:
        tally.note("has no positions that are whole numbers; left out")
        return None
    start, stop, exact = ruler.span(*place)
    if not exact and not (0 <= start < stop and start < length):
        tally.note("lies outside its text; left out")
        return None
    if not exact:
        tally.note("ends outside its text or inside a character; taken to the nearest character")
    return start, min(stop, length)


def _passages(element: Element, guid: str, document: str, span: tuple[int, int], around: Surroundings,
              tally: Tally) -> list[Passage]:  # fmt: skip
    """Return one passage for each coder who has codings on the selection, that of its own coder first."""
    owner = plain(attribute(element, "creatingUser"))
    groups: dict[str, list[Element]] = {}
    for coding in children(element, "Coding"):
        groups.setdefault(plain(attribute(coding, "creatingUser")) or owner, []).append(coding)
    if not groups:
        groups[owner] = []
    users = sorted(groups, key=lambda user: user != owner)
    passages = []
    for user in users:
        codes, values = _codes(groups[user], around, tally)
        first = groups[user][0] if groups[user] and user != owner else element
        passages.append(
            Passage(
                id=guid if user == users[0] else f"{guid}:{user}",
                document=document,
                start=span[0],
                stop=span[1],
                codes=codes,
                coder=around.coders.get(user) or user or None,
                made=moment(attribute(first, "creationDateTime")),
                variables=values,
            )
        )
    return passages


def _codes(codings: list[Element], around: Surroundings, tally: Tally) -> tuple[tuple[str, ...], dict[str, Value]]:
    """Return the codes of codings, and the values of variables where a coding names one."""
    codes: dict[str, None] = {}
    values: dict[str, list[Value]] = {}
    for coding in codings:
        reference = child(coding, "CodeRef")
        guid = plain(attribute(reference, "targetGUID")) if reference is not None else ""
        if guid in around.codes.ids:
            codes[around.codes.ids[guid]] = None
        elif guid in around.codes.values:
            variable, value = around.codes.values[guid]
            if value not in values.setdefault(variable, []):
                values[variable].append(value)
        else:
            tally.note("has a coding whose code is not in the codebook; that coding is left out")
    return tuple(codes), {variable: _joined(several) for variable, several in values.items()}


def _joined(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else JOINT.join(str(value) for value in values)


def _join(unit: Unit, element: Element, passages: list[Passage], around: Surroundings) -> None:
    """Put further codings of a statement that another tool took apart back to its first passage."""
    unit.elements.append(element)
    first = unit.passages[0]
    for each in passages:
        codes = (*first.codes, *(code for code in each.codes if code not in first.codes))
        first = replace(first, codes=codes)
    unit.passages[0] = first


def replace_values(unit: Unit, around: Surroundings, tally: Tally) -> Unit:
    """Take the codings under folders of statements for what they say where they differ from the mark."""
    marks = [unmarked(text_of(element, "Description"))[1] for element in unit.elements]
    if not marks[0]:
        return unit
    codings = [coding for element in unit.elements for coding in children(element, "Coding")]
    coded = _codes(codings, around, Tally())[1]
    first = unit.passages[0]
    meant = scalars(marks[0].get("variables"))
    changed = {name for name, value in coded.items() if _set(value) != _set(meant.get(name, ""))}
    known = {(name, str(value)) for name, value in around.codes.values.values()}
    dropped = {
        name
        for name, value in meant.items()
        if name not in coded and (parts := parts_of(value)) and all((name, str(part)) in known for part in parts)
    }
    if "coded" in marks[0] and (names := marks[0]["coded"]) and isinstance(names, list):
        dropped &= {name for name in names if isinstance(name, str)}
    else:
        dropped = set()
    variables = {
        name: coded[name] if name in changed else value for name, value in meant.items() if name not in dropped
    }
    variables |= {name: coded[name] for name in changed}
    if changed or dropped:
        tally.note("was coded anew in the other tool; its codings are taken and not what its description says")
    unit.passages[0] = replace(first, variables=_kept_case(first, variables))
    return unit


def _kept_case(passage: Passage, variables: Mapping[str, Value]) -> dict[str, Value]:
    case = passage.variables.get("case")
    return {**variables, **({"case": case} if case is not None and "case" not in variables else {})}


def _set(value: Value) -> set[str]:
    return {str(part) for part in parts_of(value)}


def _as_marked(passage: Passage, mark: Mapping[str, object]) -> Passage:
    own, kind = mark.get("id"), mark.get("kind")
    return replace(
        passage,
        id=own if isinstance(own, str) and own and sound(own) else passage.id,
        kind=kind if isinstance(kind, str) and sound(kind) else None,
    )


def _with_notes(element: Element, note: str, around: Surroundings) -> str:
    references = [
        *children(element, "NoteRef"),
        *(r for c in children(element, "Coding") for r in children(c, "NoteRef")),
    ]
    words = [around.notes.get(plain(attribute(each, "targetGUID")), "") for each in references]
    return "\n\n".join(dict.fromkeys(each for each in (note, *words) if each))


def _in_cases(passage: Passage, guid: str, around: Surroundings) -> Passage:
    cases = around.cases.get(guid)
    if not cases:
        return passage
    return replace(passage, variables={**passage.variables, "case": JOINT.join(cases)})
