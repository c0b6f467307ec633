"""Names of the record: handed to the grammar, which knows no record of its own, and taken where a code is asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from contingent.base.errors import NotFoundError
from contingent.coding.mentions import Gazetteer
from contingent.records.names import NameRole, names

if TYPE_CHECKING:
    from contingent.project.project import Project

_OWN = {NameRole.NAME: 0, NameRole.ACRONYM: 1, NameRole.DEMONYM: 2}


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of all names that ship with the package."""
    return Gazetteer.of((name.text, name.code, name.kind or "", name.role) for name in names())


def code_of(project: Project, word: str) -> str | None:
    """Return the code of the actor that is meant by a code, name, acronym or demonym, upper and lower case alike.

    The project's own actors come before the names that ship with the package. None if nothing has that name.
    """
    asked = word.strip().casefold()
    actors = project.actors.find()
    for known in ({a.code.casefold(): a.code for a in actors}, {a.name.casefold(): a.code for a in actors}):
        if asked in known:
            return known[asked]
    codes = {actor.code for actor in actors}
    found = [n for n in names() if n.role in _OWN and n.code in codes and n.text.casefold() == asked]
    return min(found, key=lambda name: _OWN[name.role]).code if found else None


def as_codes(project: Project, field: str, words: Sequence[str]) -> list[str]:
    """Return what statements can be found by in `field` (`holder` or `actor`), with names of actors made codes.

    Words that are no name stay as they are.
    """
    return [_as_code(project, field, word) for word in words]


def _as_code(project: Project, field: str, word: str) -> str:
    try:
        project.statements.count(**{field: word})
    except NotFoundError:
        return code_of(project, word) or word
    return word
