"""Institution: its seats on a day, its rule, and what weighs where votes are weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.institutions.rules import SEATS, Ballot, Ballots, Counted, Rule, Verdict
from contingent.positions.agenda import Array

MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One member's seat: who sits on it, as what, since when and by which source. `vacant` seats have no holder named
    yet (a reform that adds seats): their code is a placeholder."""

    actor: str
    role: str = MEMBER
    since: date | None = None
    source: str | None = None
    note: str | None = None
    vacant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Who decides together, and how.

    `measures` give by name what each seat weighs, in the order of the seats, where a rule counts other than heads.
    `on` is the day the seats and the rule are of; `changed` says what a reform changed; `lacks` what is not known and
    would matter. Raises InputError if a seat is taken twice or the rule counts what the seats do not have.
    """

    code: str
    name: str
    seats: tuple[Seat, ...]
    rule: Rule
    others: tuple[Rule, ...] = ()
    measures: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    measured: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    changed: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        record = f"institution {self.code}"
        if not self.seats:
            raise InputError("It has no members.", record=record, remedy="Give it members.")
        taken: set[str] = set()
        for seat in self.seats:
            if seat.actor in taken:
                raise InputError(f"{seat.actor} has two seats.", record=record, remedy="Name each member once.")
            taken.add(seat.actor)
        for name, values in self.measures.items():
            if len(values) != len(self.seats):
                raise InputError(f"{name} is given for {len(values)} of {len(self.seats)} seats.", record=record)
        for counted in self.rule.counts:
            if counted.measure != SEATS and counted.measure not in self.measures:
                raise InputError(
                    f"The rule {self.rule.name} counts {counted.measure}, which is not given.",
                    record=record,
                    remedy=f"Give the {counted.measure} of every member, or choose another rule.",
                )

    @property
    def members(self) -> tuple[str, ...]:
        """Codes of the members, in the order of the seats."""
        return tuple(seat.actor for seat in self.seats)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rule in use and the others of the day."""
        return (self.rule, *self.others)

    def weights(self, counted: Counted) -> Array:
        """Return what each member counts, of shape (members,); 0 for those out of the role."""
        whole = np.array(self.measures[counted.measure]) if counted.measure != SEATS else np.ones(len(self.seats))
        if counted.role is None:
            return whole
        return np.where([seat.role == counted.role for seat in self.seats], whole, 0.0)

    def seat(self, actor: str) -> Seat:
        """Return the seat of a member. Raises NotFoundError naming the members."""
        for each in self.seats:
            if each.actor == actor:
                return each
        raise NotFoundError(
            f"{actor} is no member of {self.code}.", record=self.code, remedy=f"Members: {', '.join(self.members)}."
        )

    def by_rule(self, name: str) -> Institution:
        """Return the institution deciding by another of its rules. Raises NotFoundError naming those there are."""
        for each in self.rules:
            if each.name == name:
                return replace(self, rule=each, others=tuple(one for one in self.rules if one is not each))
        raise NotFoundError(
            f"{self.code} has no rule {name!r}.",
            record=self.code,
            remedy=f"Rules: {', '.join(each.name for each in self.rules)}.",
        )

    def ballots(self, cast: Mapping[str, Ballot], otherwise: Ballot = Ballot.ABSENT) -> Ballots:
        """Return ballots as the array rules read, of shape (members,). Raises NotFoundError for a stranger."""
        for actor in cast:
            self.seat(actor)
        return np.array([cast.get(actor, otherwise) for actor in self.members], np.int8)

    def decides(self, cast: Mapping[str, Ballot], otherwise: Ballot = Ballot.ABSENT) -> Verdict:
        """Return the verdict on one vote: what each member cast, `otherwise` what all others did."""
        return self.rule.verdict(self, self.ballots(cast, otherwise))
