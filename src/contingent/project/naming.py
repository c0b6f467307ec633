"""Names of the record handed to the grammar, which knows no record of its own."""

from __future__ import annotations

from functools import cache

from contingent.coding.mentions import Gazetteer
from contingent.records.names import names


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of all names that ship with the package."""
    return Gazetteer.of((name.text, name.code, name.kind or "", name.role) for name in names())
