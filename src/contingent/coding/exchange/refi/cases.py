"""Cases of a REFI-QDA project: what is known of holders and other values, and which selections belong to a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contingent.coding.exchange.refi.codes import Codes, Value, value_code
from contingent.coding.exchange.refi.guids import made_guid, plain
from contingent.coding.exchange.refi.marks import storable
from contingent.coding.exchange.refi.selections import JOINT
from contingent.coding.exchange.refi.trees import Element, add, attribute, child, children, ensure, has, remove
from contingent.coding.exchange.refi.understanding import Understanding
from contingent.coding.exchange.refi.values import put_value

CASE = "case"
"""Variable of a passage, and of entities, that names the case as such."""

Entities = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(slots=True)
class Cases:
    """The cases of a tree, by variable and value."""

    root: Element
    elements: dict[tuple[str, str], Element]
    _selected: dict[str, list[Element]] | None = None

    def named(self, variable: str, value: str) -> Element:
        """Return the case of a value, made if there is none."""
        element = self.elements.get((variable, value))
        if element is None:
            guid = made_guid("case", variable, value)
            element = add(ensure(self.root, "Cases"), "Case", guid=guid, name=storable(value))
            self.elements[variable, value] = element
        return element

    def select(self, guid: str, names: Value | None, *, renew: bool) -> None:
        """Put a selection into the cases named and, where it was in others, out of these."""
        wanted = [] if names is None else self._split(str(names))
        if renew:
            for each in self._references().pop(plain(guid), ()):
                remove(each)
        for name in wanted:
            add(self.named(CASE, name), "SelectionRef", targetGUID=guid)

    def _references(self) -> dict[str, list[Element]]:
        """Return the references to each selection by its GUID, as they stood at first."""
        if self._selected is None:
            self._selected = {}
            for case in children(child(self.root, "Cases"), "Case"):
                for each in children(case, "SelectionRef"):
                    self._selected.setdefault(plain(attribute(each, "targetGUID")), []).append(each)
        return self._selected

    def _split(self, names: str) -> list[str]:
        return [names] if (CASE, names) in self.elements else [name for name in names.split(JOINT) if name]


def put_cases(root: Element, holder: Element, codes: Codes, entities: Entities, said: Understanding) -> Cases:
    """Make the cases of a tree say what `entities` say, leaving the others; return all."""
    cases = Cases(root, dict(said.cases))
    for variable, values in entities.items():
        for value, attributes in values.items():
            if said.entities.get(variable, {}).get(value) == attributes:
                continue
            case = cases.named(variable, value)
            if variable != CASE and not has(case, "CodeRef"):
                add(case, "CodeRef", targetGUID=value_code(holder, codes, variable, value))
            for old in list(children(case, "VariableValue")):
                remove(old)
            for name, words in attributes.items():
                put_value(root, case, name, "Text", storable(words))
    return cases
