"""What a sheet is made from, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.briefs.sheets.reading import Reading
from contingent.coding.statements import Statement
from contingent.records.actors import Actor
from contingent.records.record import Record

if TYPE_CHECKING:
    from contingent.briefs.sheets.ahead import OutlookTold
    from contingent.records.faults import Fault


@dataclass(frozen=True, kw_only=True)
class SheetMaterial:
    """The record, and what else a project holds on the subject.

    `statements` are those about the subject, with the report's words in `quotes`; `faults` those found in the record
    that touch it; `outlook` what may follow; `prepared` the day printed on the sheet.
    """

    record: Record
    statements: tuple[Statement, ...] = ()
    quotes: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    outlook: OutlookTold | None = None
    prepared: date | None = None

    @cached_property
    def reading(self) -> Reading:
        """The figures as sheets read them."""
        return Reading(self.record)

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        """The actors of the record by code."""
        return {actor.code: actor for actor in self.record.actors}

    def name(self, code: str) -> str:
        """Return the name of an actor, or the code of one that is not in the tables."""
        found = self.actors.get(code)
        return found.name if found is not None else code
