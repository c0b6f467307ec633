"""Series: names that stand for several operations, and other names of one, as the record writes them.

Rows stay under the name that was published. Who asks for UNAVEM gets the rows of UNAVEM I to III as well: a published
series goes on under one name where it stops under another.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def named(operation: str) -> tuple[str, ...]:
    """Return the codes under which rows of an operation may stand: its own, then those it stands for."""
    return (operation, *_members().get(operation, ()))


@cache
def _members() -> dict[str, tuple[str, ...]]:
    table = files("contingent.records") / "data" / "series.csv"
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines()):
        found[row["name"]] = (*found.get(row["name"], ()), row["operation"])
    return found
