"""What the rules for checkable claims look at: the words of a claim and whom it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from contingent.coding.actor_codes import KNOWN_MISSIONS, KNOWN_ORGANISATIONS, is_state
from contingent.coding.claim_patterns import MONTH_YEAR, MONTHS
from contingent.coding.periods import period_of
from contingent.coding.statements import Claim
from contingent.coding.vocabulary import Hedge, StatementType


class Named(Protocol):
    """What a claim needs of a mention of an actor."""

    @property
    def code(self) -> str:
        """The actor's code."""

    @property
    def kind(self) -> str:
        """The actor's kind, as the record has it."""


_BEFORE_PLACE = re.compile(
    r"\b(?:in|to|into|inside|within|across|throughout|towards?)\s+(?:the\s+)?(?:(?:north|south|east|west)(?:ern)?\s+)?\Z",
    re.I,
)


@dataclass(frozen=True)
class Case:
    """A claim as the rules see it: its words, and whom it is about by kinds of actors."""

    claim: str
    actors: tuple[str, ...]
    mentions: Sequence[Named]
    type: StatementType | None
    hedge: Hedge

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states among the actors."""
        kinds = {mention.code: mention.kind for mention in self.mentions}
        return tuple(code for code in self.actors if kinds.get(code, "state" if is_state(code) else "") == "state")

    @cached_property
    def contributors(self) -> tuple[str, ...]:
        """The states among the actors that are not merely the place where something is done; all if none is left.

        A state counts as a place where it is named after a preposition of place only, or only within the name of an
        operation.
        """
        named = {mention.code: str(getattr(mention, "text", "")) for mention in self.mentions}
        if not any(named.values()):
            return self.states
        hosts = {part for mention in self.mentions for part in getattr(mention, "parts", ())} - set(named)
        acting = (code for code in self.states if code not in hosts and not self._is_place(named.get(code, "")))
        return tuple(acting) or self.states

    def _is_place(self, name: str) -> bool:
        places = [match.start() for match in re.finditer(re.escape(name), self.claim)] if name else []
        return bool(places) and all(_BEFORE_PLACE.search(self.claim[:start]) for start in places)

    @cached_property
    def missions(self) -> tuple[str, ...]:
        """The operations among the actors."""
        named = {mention.code for mention in self.mentions if mention.kind == "mission"}
        return tuple(code for code in self.actors if code in named or code in KNOWN_MISSIONS)

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """The organisations among the actors."""
        named = {m.code for m in self.mentions if m.kind in ("organisation", "organ", "programme", "agency")}
        return tuple(code for code in self.actors if code in named or code in KNOWN_ORGANISATIONS)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Actors that are neither states nor operations nor organisations."""
        rest = set(self.states) | set(self.missions) | set(self.organisations)
        return tuple(code for code in self.actors if code not in rest)

    @cached_property
    def subject(self) -> str:
        """Whom the claim is about, in codes."""
        return ", ".join(self.states or self.groups or self.actors) or "unspecified"

    @cached_property
    def period(self) -> str | None:
        """The time it speaks of, in its own words."""
        return period_of(self.claim)


Found = tuple[Claim, str, float]
"""A claim, the rule that made it, and how sure the rule is."""


def month_of(text: str) -> str | None:
    """Return the first "November 2013" of the text as `2013-11`, None without one."""
    for match in MONTH_YEAR.finditer(text):
        if match[1].lower() in MONTHS:
            return f"{match[2]}-{MONTHS.index(match[1].lower()) + 1:02d}"
    return None
