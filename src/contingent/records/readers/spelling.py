"""Spelling: from names as published tables write them to codes; what no one spelling is known for is not guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from contingent.records.actors import ActorKind
from contingent.records.names import NameRole, names

if TYPE_CHECKING:
    import polars as pl

_STATES = (ActorKind.STATE, ActorKind.TERRITORY, ActorKind.FORMER_STATE)
_SAME = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "_": " ", "\u00a0": " "})


def evened(written: str) -> str:
    """Return a name without what differs between spellings of the same letters: case, accents, marks, blanks."""
    plain = unicodedata.normalize("NFKD", written.translate(_SAME))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.casefold().strip(" '\"*").split())


@dataclass(frozen=True)
class Spelling:
    """The codes of contributors and operations by every spelling known."""

    contributors: Mapping[str, str] = field(default_factory=dict)
    operations: Mapping[str, str] = field(default_factory=dict)

    def contributor(self, written: str) -> str | None:
        """Return the code of a contributor's name or ISO alpha-3 code; None if the spelling is not known."""
        return self.contributors.get(evened(written))

    def operation(self, written: str) -> str | None:
        """Return the code of an operation's acronym; None if it is not known."""
        return self.operations.get(evened(written))

    def contributor_codes(self, written: pl.Series) -> pl.Series:
        """Return the codes of a column of names, null where the spelling is not known."""
        return _mapped(written, self.contributor)

    def operation_codes(self, written: pl.Series) -> pl.Series:
        """Return the codes of a column of acronyms; an unknown one in capitals, with underscores for blanks."""
        return _mapped(written, lambda each: self.operation(each) or as_code(each))

    def with_names(self, own: Iterable[tuple[str, str]]) -> Spelling:
        """Return this with spellings of the user's own: pairs of a name and the code it stands for."""
        return Spelling(dict(self.contributors) | {evened(name): code for name, code in own}, self.operations)


def as_code(acronym: str) -> str:
    """Return an acronym as operations are coded: capitals, underscores for blanks."""
    return "_".join(acronym.strip().upper().split())


def _mapped(written: pl.Series, code: object) -> pl.Series:
    import polars as pl

    assert callable(code)
    distinct = [each for each in written.unique().to_list() if each is not None]
    return written.replace_strict(distinct, [code(each) for each in distinct], default=None, return_dtype=pl.String)


@cache
def shipped() -> Spelling:
    """Return the spellings of the reference facts: names of states, their ISO codes, acronyms of operations."""
    from contingent.records.reference import reference

    record = reference()
    contributors: dict[str, str] = {}
    for name in names():
        if name.kind in _STATES and name.role in (NameRole.NAME, NameRole.ACRONYM):
            contributors.setdefault(evened(name.text), name.code)
    for actor in record.actors:
        if actor.kind in _STATES:
            contributors.setdefault(evened(actor.name), actor.code)
            contributors.setdefault(evened(actor.code), actor.code)
    operations = {evened(each.code): each.code for each in record.operations}
    return Spelling(contributors, operations)
