"""Which statements of which types a DNA database of a parcel has.

A parcel read from DNA goes back as it came. Statements of our own are one statement each, with their main code as
`concept`. Of any other parcel, each passage becomes one `DNA Statement` for each of its codes (person, organization,
concept, agreement), so that DNA draws its networks from it; what a passage holds besides stands in a second statement
of its own type on the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from contingent.coding.exchange.parcel import Parcel, Passage

USUAL = "DNA Statement"
USUAL_VARIABLES = {
    "person": "short text",
    "organization": "short text",
    "concept": "short text",
    "agreement": "boolean",
}
"""The variables of DNA's own statement type."""
OTHER = "Passage"
"""The type of passages that come with variables but without a type."""
NOTE = "Annotation"
NOTE_VARIABLES = {"note": "long text"}
MAIN_ONLY = "main code only"
"""The key of `Parcel.extras` that names a kind of passages of whose codes the first alone is what they are about."""

Value = str | int | bool
_EMPTY: dict[str, Value] = {"short text": "", "long text": "", "integer": 0, "boolean": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One statement to write: its type, a value for each variable of the type, and the passage it comes from."""

    passage: Passage
    kind: str
    values: Mapping[str, Value]
    own: bool
    """Whether it is the passage itself and keeps its id, not another statement on the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The statement types with their variables, the statements, and what is not written as it stands."""

    kinds: Mapping[str, Mapping[str, str]]
    statements: tuple[Planned, ...]
    told: tuple[str, ...] = ()


@dataclass(slots=True)
class _Kinds:
    """Statement types as they are found to be needed; `given` are variables whose data type stands."""

    found: dict[str, dict[str, str]] = field(default_factory=dict)
    given: set[tuple[str, str]] = field(default_factory=lambda: {(USUAL, name) for name in USUAL_VARIABLES})

    def need(self, label: str, variables: Mapping[str, Value]) -> Mapping[str, str]:
        """Return the variables of a type, enlarged by those that this statement has."""
        known = self.found.setdefault(label, {})
        for name, value in variables.items():
            if name not in known:
                known[name] = _data_type(value)
            elif (label, name) in self.given:
                continue
            elif known[name] == "short text" and isinstance(value, str) and len(value) > _SHORT:
                known[name] = "long text"
        return known


_SHORT = 190


def _data_type(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return "long text" if len(value) > _SHORT else "short text"


def plan(parcel: Parcel) -> Plan:
    """Return the plan of a parcel."""
    kinds = _Kinds({label: dict(variables) for label, variables in parcel.kinds.items()})
    kinds.given |= {(label, name) for label, variables in parcel.kinds.items() for name in variables}
    names = concept_names(parcel)
    tally: Counter[str] = Counter()
    drafts = [each for passage in parcel.passages for each in _drafts(passage, parcel, kinds, names, tally)]
    if not kinds.found:
        kinds.found[USUAL] = dict(USUAL_VARIABLES)
    statements = tuple(
        Planned(
            passage=each.passage,
            kind=each.kind,
            values=_complete(each.values, kinds.found[each.kind], tally),
            own=each.own,
        )
        for each in drafts
    )
    told = tuple(f"{number:,} {what}" for what, number in sorted(tally.items()) if number)
    return Plan(kinds=kinds.found, statements=statements, told=told)


def concept_names(parcel: Parcel) -> dict[str, str]:
    """Return what each code is called as a concept, by id: its name, with those above where two codes share it."""
    names = {code.id: code.name for code in parcel.codes}
    tally = Counter(names.values())
    paths: dict[str, str] = {}
    for code in parcel.codes:
        above = paths.get(code.parent or "")
        paths[code.id] = f"{above} > {code.name}" if above else code.name
    shared = {key: paths[key] if tally[name] > 1 else name for key, name in names.items()}
    taken: set[str] = set()
    for key, name in shared.items():
        shared[key] = name if name not in taken else f"{name} ({key})"
        taken.add(shared[key])
    return shared


def _drafts(
    passage: Passage, parcel: Parcel, kinds: _Kinds, names: Mapping[str, str], tally: Counter[str]
) -> Iterator[Planned]:
    own = True
    named = "concept" in parcel.kinds.get(passage.kind or "", ())
    variables = passage.variables
    if passage.kind is not None and parcel.extras.get(MAIN_ONLY) == passage.kind and not named:
        variables, named = {**variables, "concept": _main(passage, names)}, True
        kinds.found.setdefault(passage.kind, {})["concept"] = "short text"
        kinds.given.add((passage.kind, "concept"))
        tally["codes behind the main one stand only in the variable codes"] += max(0, len(passage.codes) - 1)
    if variables or (passage.kind is not None and not passage.codes):
        label = passage.kind or OTHER
        kinds.need(label, variables)
        yield Planned(passage=passage, kind=label, values=variables, own=True)
        own = False
    if not named and passage.codes:
        kinds.found.setdefault(USUAL, dict(USUAL_VARIABLES))
        for code in passage.codes:
            values = _usual(passage.variables, names.get(code, code), tally)
            kinds.need(USUAL, values)
            yield Planned(passage=passage, kind=USUAL, values=values, own=own)
            own = False
    if passage.note or own:
        kinds.found.setdefault(NOTE, dict(NOTE_VARIABLES))
        kinds.need(NOTE, {"note": passage.note})
        yield Planned(passage=passage, kind=NOTE, values={"note": passage.note}, own=own)


def _main(passage: Passage, names: Mapping[str, str]) -> str:
    return names.get(passage.codes[0], passage.codes[0]) if passage.codes else ""


def _usual(variables: Mapping[str, Value], concept: str, tally: Counter[str]) -> dict[str, Value]:
    agreement = variables.get("agreement")
    if not isinstance(agreement, bool):
        tally["statements without a stance for or against have agreement = yes"] += 1
        agreement = True
    person, organization = variables.get("person", ""), variables.get("organization", "")
    return {"person": str(person), "organization": str(organization), "concept": concept, "agreement": agreement}


def _complete(values: Mapping[str, Value], variables: Mapping[str, str], tally: Counter[str]) -> dict[str, Value]:
    """Return a value for every variable of the type, each of the variable's own kind."""
    found: dict[str, Value] = {}
    for name, kind in variables.items():
        value = _fitted(values[name], kind) if name in values else None
        if name not in values:
            tally[f"statements have no {name} of their own: written as {_EMPTY[kind]!r}"] += 1
        elif value is None:
            tally[f"values of {name} are no {kind}: written as {_EMPTY[kind]!r}"] += 1
        found[name] = _EMPTY[kind] if value is None else value
    return found


def _fitted(value: Value, kind: str) -> Value | None:
    if kind in ("short text", "long text"):
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else bool(value) if value in (0, 1) else None
    return int(value) if isinstance(value, int) and -(2**63) <= value < 2**63 else None
