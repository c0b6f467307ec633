"""Spelling: from names as published tables write them to codes; what no one spelling is known for is not guessed.

The spellings are those of `data/names.csv`, then those of `data/spellings.csv`, which are of published tables only and
win where both have one ("Congo" is the Democratic Republic in speech and the Republic in a United Nations table).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from contingent.base.errors import InputError
from contingent.records.actors import ActorKind
from contingent.records.kinds import KINDS
from contingent.records.names import NameRole, names
from contingent.records.readers.mojibake import repaired

if TYPE_CHECKING:
    import polars as pl

_STATES = (ActorKind.STATE, ActorKind.TERRITORY, ActorKind.FORMER_STATE)
_SAME = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "_": " ", "\u00a0": " "})


_INVERTED = re.compile(r"(?P<last>[^,()]+?)(?:, ?| ?\()(?P<first>(?:[^,()]+ of(?: the)?)|the)\)?")
"""A name whose first words stand last, behind a comma or in brackets."""


def evened(written: str) -> str:
    """Return a name without what differs between spellings of the same letters: case, accents, marks, blanks."""
    plain = unicodedata.normalize("NFKD", written.translate(_SAME))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.casefold().strip(" '\"*").split())


def _turned(even: str) -> tuple[str, ...]:
    """A name with its first words before its last, if they stand behind."""
    turned = _INVERTED.fullmatch(even)
    if turned is None:
        return ()
    words = f"{turned['first']} {turned['last']}"
    return words, words.removeprefix("the ")


@dataclass(frozen=True)
class Spelling:
    """The codes of contributors, operations and kinds of personnel by every spelling known.

    `numbers` maps M49 codes of three digits to contributors.
    """

    contributors: Mapping[str, str] = field(default_factory=dict)
    operations: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def contributor(self, written: str) -> str | None:
        """Return the code of a contributor's name or ISO alpha-3 code; None if the spelling is not known.

        A name may have its first words last, as in lists: `Bolivia, Plurinational State of` and `Gambia (the)`; and it
        may be UTF-8 that was read as Latin-1.
        """
        even = evened(written)
        for name in dict.fromkeys((even, *_turned(even), evened(repaired(written)))):
            if name in self.contributors:
                return self.contributors[name]
        return None

    def operation(self, written: str) -> str | None:
        """Return the code of an operation's acronym; None if it is not known."""
        return self.operations.get(evened(written))

    def kind(self, written: str) -> str | None:
        """Return the kind of personnel (`records.kinds`) a type is called by; None if it is not known."""
        return self.kinds.get(evened(written))

    def number(self, written: str) -> str | None:
        """Return the contributor of an M49 code, written 050, 50 or 50.0; None if it is not known."""
        digits = written.strip().removesuffix(".0")
        return self.numbers.get(digits.zfill(3)) if digits.isdecimal() else None

    def contributor_codes(self, written: pl.Series) -> pl.Series:
        """Return the codes of a column of names, null where the spelling is not known."""
        return mapped(written, self.contributor)

    def operation_codes(self, written: pl.Series) -> pl.Series:
        """Return the codes of a column of acronyms; an unknown one in capitals, with underscores for blanks."""
        return mapped(written, lambda each: self.operation(each) or as_code(each))

    def kind_codes(self, written: pl.Series) -> pl.Series:
        """Return the kinds of a column of types of personnel, null where one is not known."""
        return mapped(written, self.kind)

    def number_codes(self, written: pl.Series) -> pl.Series:
        """Return the contributors of a column of M49 codes, null where one is not known."""
        return mapped(written, self.number)

    def with_names(self, own: Iterable[tuple[str, str]]) -> Spelling:
        """Return this with spellings of the user's own: pairs of a name and the code it stands for."""
        return replace(self, contributors=dict(self.contributors) | {evened(name): code for name, code in own})


def as_code(acronym: str) -> str:
    """Return an acronym as operations are coded: capitals, underscores for blanks."""
    return "_".join(acronym.strip().upper().split())


def mapped(written: pl.Series, code: Callable[[str], object], kind: pl.DataType | None = None) -> pl.Series:
    """Return what `code` makes of each text of a column, asked once for each different text.

    `kind` is the type of the result, text unless given. Null stays null.
    """
    import polars as pl

    wanted = kind or pl.String()
    words = written if written.dtype == pl.Categorical() else written.cast(pl.String).cast(pl.Categorical())
    distinct = words.unique().drop_nulls()
    if not distinct.len():
        return pl.Series(written.name, [None], dtype=wanted).new_from_index(0, written.len())
    places = distinct.to_physical()
    found: list[object] = [None] * (int(places.max()) + 1)  # type: ignore[arg-type]
    for place, text in zip(places, distinct.cast(pl.String), strict=True):
        found[place] = code(text)
    return pl.Series(written.name, found, dtype=wanted).gather(words.to_physical())


_TABLE = ("what", "text", "code", "source", "note")
_WHAT = ("contributor", "operation", "kind", "m49")


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
    table = files("contingent.records") / "data" / "spellings.csv"
    own = spellings(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    kinds = {evened(each): each for each in KINDS}
    return Spelling(contributors | own["contributor"], operations | own["operation"], kinds | own["kind"], own["m49"])


def spellings(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the codes by even spelling, for each sort of thing. Raises InputError naming a row with a fault."""
    found: dict[str, dict[str, str]] = {what: {} for what in _WHAT}
    for line, row in enumerate(rows, start=2):
        if set(row) != set(_TABLE) or row["what"] not in found or not (row["text"] and row["code"] and row["source"]):
            raise InputError(
                "A spelling cannot be read.",
                record=f"spellings.csv, line {line}",
                remedy=f"Give what ({', '.join(_WHAT)}), text, code and source.",
            )
        text = row["text"] if row["what"] == "m49" else evened(row["text"])
        if text in found[row["what"]]:
            raise InputError(
                f"The spelling {row['text']!r} is there twice.",
                record=f"spellings.csv, line {line}",
                remedy="Take one of the two out.",
            )
        found[row["what"]][text] = row["code"]
    return found
