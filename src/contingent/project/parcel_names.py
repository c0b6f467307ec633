"""Names of people in what other tools coded: under a rule other than public they become `Person 1`, `Person 2` ..."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from contingent.coding.exchange.parcel import Parcel, Passage

PEOPLE = frozenset({"person", "persons", "people", "speaker", "participant", "individual", "interviewee", "respondent"})
"""Names of variables whose values are people's names."""
_HARMLESS = frozenset({"type"})
"""Attributes of people that are kept when their names are not."""
_PSEUDONYM = re.compile(r"Person ([1-9]\d*)")


def is_personal(variable: str) -> bool:
    """Return whether the values of a variable are people's names."""
    return variable.strip().casefold() in PEOPLE


def is_pseudonym(value: str) -> bool:
    """Return whether a value is a pseudonym, `Person 1` and on."""
    return _PSEUDONYM.fullmatch(value) is not None


def people_of(parcel: Parcel) -> list[str]:
    """Return the people's names in a parcel, in order of first mention in its passages; pseudonyms are none."""
    order = {each.id: n for n, each in enumerate(parcel.documents)}
    passages = sorted(parcel.passages, key=lambda each: (order.get(each.document, 0), each.start, each.stop))
    found = dict.fromkeys(value for each in passages for value in _values(each))
    for variable, values in parcel.entities.items():
        found |= dict.fromkeys(values if is_personal(variable) else ())
    found |= dict.fromkeys(value for _, value in _personal_entities(parcel.extras.get("dna")))
    return [name for name in found if name.strip() and not _PSEUDONYM.fullmatch(name)]


def _values(passage: Passage) -> Iterable[str]:
    return (str(value) for name, value in passage.variables.items() if is_personal(name))


def pseudonyms(names: Iterable[str], known: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """Return a pseudonym for each name: that already known, else the next number that nobody has."""
    numbers = [int(match[1]) for each in taken if (match := _PSEUDONYM.fullmatch(each))]
    last = max(numbers, default=0)
    return {name: known[name] if name in known else f"Person {(last := last + 1)}" for name in names}


def disguised(parcel: Parcel, names: Mapping[str, str]) -> Parcel:
    """Return the parcel with pseudonyms for people, and nothing else said of them but their type."""
    passages = tuple(replace(each, variables=_disguised(each.variables, names)) for each in parcel.passages)
    entities = {
        variable: {
            names.get(value, value): _bare(attributes) if value in names else attributes
            for value, attributes in values.items()
        }
        if is_personal(variable)
        else values
        for variable, values in parcel.entities.items()
    }
    extras = dict(parcel.extras)
    if _is_dna(dna := extras.get("dna")):
        extras["dna"] = _disguised_dna(dna, names)
    return replace(parcel, passages=passages, entities=entities, extras=extras)


def _disguised(variables: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {name: names.get(str(value), value) if is_personal(name) else value for name, value in variables.items()}


def _bare(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in attributes.items() if name.casefold() in _HARMLESS}


def _is_dna(extras: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(extras, Mapping) and {"kinds", "entities"} <= set(extras)


def _personal_ids(extras: Mapping[str, Any]) -> set[int]:
    return {number for kind in extras["kinds"] for number, name, _ in kind["variables"] if is_personal(name)}


def _personal_entities(extras: Any) -> list[tuple[int, str]]:
    if not _is_dna(extras):
        return []
    personal = _personal_ids(extras)
    return [(each["variable"], each["value"]) for each in extras["entities"] if each["variable"] in personal]


def _disguised_dna(extras: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    personal = _personal_ids(extras)
    entities = [
        {**each, "value": names[each["value"]], "attributes": _bare(each["attributes"])}
        if each["variable"] in personal and each["value"] in names
        else each
        for each in extras["entities"]
    ]
    return {**extras, "entities": entities}
