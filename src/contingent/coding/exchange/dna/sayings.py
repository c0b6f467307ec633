"""Sayings of a DNA database: the statements of one type with their variables and those of their documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from contingent.base.errors import NotFoundError
from contingent.coding.exchange.dna.nouns import DnaKind, DnaVariable, Tables
from contingent.coding.networks.network import Column, Level, Sayings

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

DOCUMENT_VARIABLES = ("title", "author", "source", "section", "type", "id")
"""What is known of documents; as variables of sayings `doc:title` and so on."""


def dna_sayings(tables: Tables, kind: str) -> Sayings:
    """Return the statements of a type, by its label, in the order that counting needs.

    A statement without a row for a variable is not coded there, as one with the empty value is.

    Raises:
        NotFoundError: the database has no such statement type.
    """
    import numpy as np

    one = next((each for each in tables.kinds.values() if each.label == kind), None)
    if one is None:
        raise NotFoundError(
            f"The database has no statement type {kind!r}.",
            record=tables.path,
            remedy=f"It has {', '.join(each.label for each in tables.kinds.values())}.",
        )
    mine = np.flatnonzero(tables.kind_ids == one.id)
    order = list(tables.documents)
    documents = np.searchsorted(np.array(order, np.int64), tables.document_ids[mine])
    seconds = np.array([tables.documents[each].seconds for each in order], np.int64)
    return Sayings(
        ids=tables.ids[mine], days=seconds[documents].astype("datetime64[s]") if order else _no_days(),
        documents=documents, starts=tables.starts[mine], stops=tables.stops[mine], weights=np.ones(len(mine)),
        variables=_documents(tables, documents, order) | _variables(tables, one, mine),
    ).arranged()  # fmt: skip


def _no_days() -> Array:
    import numpy as np

    return np.zeros(0, "datetime64[s]")


def _documents(tables: Tables, documents: Array, order: Sequence[int]) -> dict[str, Column]:
    found = {}
    for name in DOCUMENT_VARIABLES:
        per_document = Column.of([str(getattr(tables.documents[each], name)) for each in order])
        found[f"doc:{name}"] = per_document.taken(documents)
    return found


def _variables(tables: Tables, kind: DnaKind, mine: Array) -> dict[str, Column]:
    import numpy as np

    found = {}
    for variable in kind.variables:
        held = tables.values[variable.id]
        levels, data = _levels(tables, variable)
        codes = np.full(len(tables), -1, np.int32)
        codes[held.at] = data
        found[variable.name] = Column(kind=_KINDS[variable.data_type], levels=levels, codes=codes[mine])
    return found


_KINDS: dict[str, Literal["text", "integer", "boolean"]] = {
    "short text": "text",
    "long text": "text",
    "integer": "integer",
    "boolean": "boolean",
}


def _levels(tables: Tables, variable: DnaVariable) -> tuple[tuple[Level, ...], Array]:
    """Return the levels of a variable and, for each of its values, the place among them; -1 for the empty text."""
    import numpy as np

    data = tables.values[variable.id].data
    if variable.data_type == "boolean":
        return (False, True), data
    if variable.data_type == "integer":
        numbers, places = np.unique(data, return_inverse=True)
        return tuple(numbers.tolist()), places
    if variable.data_type == "long text":
        column = Column.of(data.tolist())
        return column.levels, column.codes
    ids, places = np.unique(data, return_inverse=True)
    texts = [tables.entities[each].value for each in ids.tolist()]
    column = Column.of(texts)
    return (column.levels, column.codes[places]) if texts else ((), data)
