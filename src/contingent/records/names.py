"""Names: how states, groups, organisations, missions and armed groups are written in reports.

The table `data/names.csv` ships with the package; its column `source` says where a spelling comes from.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from contingent.base.errors import InputError
from contingent.records.actors import ActorKind


class NameRole(StrEnum):
    """What a spelling is to its actor.

    A `region` is a group of states that lies in one part of the world ("Central Asia", "Sahelian states"), a `group`
    any other; a `capital` is a seat of government, used for the government; a `city` is any other town or a
    province, which tells where something is or a speaker is from; a `mask` holds another name without meaning it
    ("Indian Ocean") and has no code.
    """

    NAME = "name"
    ACRONYM = "acronym"
    DEMONYM = "demonym"
    GROUP = "group"
    REGION = "region"
    CAPITAL = "capital"
    CITY = "city"
    MASK = "mask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling: the text, the actor's code, its kind (None for a mask), the role and the source."""

    text: str
    code: str
    kind: ActorKind | None
    role: NameRole
    source: str


@cache
def names() -> tuple[Name, ...]:
    """Return every spelling that ships with the package, states first. Raises InputError if the table is broken."""
    table = files("contingent.records") / "data" / "names.csv"
    return read_names(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def read_names(rows: Iterable[dict[str, str]]) -> tuple[Name, ...]:
    """Return the names in `rows` (keys text, code, kind, role, source). Raises InputError naming the bad row."""
    return tuple(_name(row, number) for number, row in enumerate(rows, start=2))


def _name(row: dict[str, str], number: int) -> Name:
    try:
        role = NameRole(row["role"])
        kind = None if role is NameRole.MASK else ActorKind(row["kind"])
        name = Name(text=row["text"], code=row["code"], kind=kind, role=role, source=row["source"])
    except (KeyError, ValueError) as fault:
        raise InputError(
            f"A name cannot be read: {fault}.",
            record=f"row {number}",
            remedy="Give text, code, kind, role and source; kinds and roles are listed in contingent.records.names.",
        ) from None
    if not name.text.strip() or not name.source or bool(name.code) is (role is NameRole.MASK):
        raise InputError(
            "A name needs a text, a source and, unless it is a mask, a code.",
            record=f"row {number}",
            remedy="Complete the row or take it out.",
        )
    return name
