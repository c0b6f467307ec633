"""Values of variables that sources and cases have in a REFI-QDA project."""

from __future__ import annotations

import re

from contingent.coding.exchange.refi.guids import made_guid
from contingent.coding.exchange.refi.marks import storable
from contingent.coding.exchange.refi.trees import Element, add, attribute, children, ensure

_FORMS = {
    "Text": r"(?s).*",
    "Boolean": r"true|false|0|1",
    "Integer": r"[+-]?[0-9]+",
    "Float": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "Date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "DateTime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?",
}
"""Forms of XML Schema, as far as they are needed, of each type of variable."""


def put_value(root: Element, holder: Element, name: str, kind: str, value: str) -> None:
    """Give a source or case the value of a variable, which is made in the project if it has none of this name."""
    variables = ensure(root, "Variables")
    stored = storable(name)
    variable = next((each for each in children(variables, "Variable") if attribute(each, "name") == stored), None)
    if variable is None:
        guid = made_guid("variable", name)
        variable = add(variables, "Variable", guid=guid, name=stored, typeOfVariable=kind)
    pair = add(holder, "VariableValue")
    add(pair, "VariableRef", targetGUID=attribute(variable, "guid"))
    tag = attribute(variable, "typeOfVariable") or kind
    add(pair, f"{tag if fits(value, tag) else 'Text'}Value").text = value


def fits(value: str, kind: str) -> bool:
    """Return whether a text can stand as a value of a variable of this type."""
    return kind in _FORMS and re.fullmatch(_FORMS[kind], value) is not None
