"""Procedural model: somebody proposes, others may amend, and what is on the table at the end meets the status quo under
the rule of the institution.

Setter: Romer and Rosenthal, Political Resource Allocation, Controlled Agendas, and the Status Quo, Public Choice 33
(1978), pages 27-43. Vetoes: Tsebelis, Veto Players, Princeton University Press 2002. Equations in
docs/models/procedural.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import (
    Assumption,
    Card,
    Kernel,
    Kind,
    Need,
    Outcome,
    assumptions_of,
    status_quo_in_words,
    voices,
    weighed,
)
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.rules import listed
from contingent.decisions.kernels.procedural_reference import (
    NEAR,
    Acceptable,
    by_majority,
    by_rule,
    eliminated,
    heaviest,
)
from contingent.decisions.models.median import Median
from contingent.decisions.options import check_options, choice, number, word
from contingent.decisions.seating import UNKNOWN_SAYS, named_institution, passes_with, seated
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

AMENDMENTS_SAY = {
    "closed": "no amendments: the setter's proposal is taken or left",
    "open": "anybody may amend by simple majority: the median, as far as it passes, is adopted",
    "elimination": "the positions are voted on one against another, the farthest from the status quo first",
}
VOTING_SAYS = {
    "sophisticated": "members reason from the last vote back",
    "sincere": "members vote for the nearer of the two at hand",
}
HEAVIEST = "heaviest"
CROWDED = 60
"""Actors on one issue beyond which an elimination agenda is too long to reason back."""
BLOCK = 8_192
"""Draws worked on together."""


@dataclass(frozen=True, slots=True)
class Procedural:
    """A proposal, amendments and a vote against the status quo.

    `body` is an institution made in Python (a reform, one of your own); it goes before `institution`.
    """

    name: ClassVar[str] = "procedural"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY, Need.STATUS_QUO, Need.INSTITUTION})
    card: ClassVar[Card] = Card(
        title="Agenda setter and rule",
        says="Who holds the agenda gets what it wants as far as those the rule asks for prefer it to the status quo.",
        source="Romer and Rosenthal, Public Choice 33 (1978), pages 27-43; Tsebelis, Veto Players, Princeton 2002",
        reads="Where a body with a rule votes on one question at a time; blind to bargains across issues and pressure.",
        kind=Kind.PROCEDURE,
    )

    status_quo: float = number(
        0.0, least=0.0, most=100.0,
        why="the zero of the scales of issues says no: a world in which nothing of the kind is decided",
    )  # fmt: skip
    setter: str = word(
        HEAVIEST, why="who brings most weight to an issue is the likeliest to draft; give a code where one is known to"
    )
    amendments: str = choice("closed", AMENDMENTS_SAY, why="a text agreed among few is mostly put to the vote as it is")
    voting: str = choice("sophisticated", VOTING_SAYS, why="diplomats count votes; matters for elimination only")
    institution: str = word(
        "", why="empty: a majority of the weight of those on the issue, as no report says which body would decide"
    )
    on: str = word("", why="the day whose members and rules hold, for example 2013-11-05")
    rule: str = word("", why="empty: the first rule of the institution")
    unknown: str = choice(
        "abstaining", UNKNOWN_SAYS, why="a member that is not reported to care is the likeliest to let a question pass"
    )
    body: Institution | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_options(self)
        self._institution()

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue. Raises InputError naming an issue on which nobody has weight."""
        drawn = Drawn.as_stated(agenda)
        values: dict[str, float] = {}
        pivots: dict[str, tuple[str, ...]] = {}
        caveats: list[str] = []
        for issue in agenda.issues:
            weighed(agenda, issue)
            play = _Play.of(self._on(agenda, issue), self._institution(), issue, _Held.of(drawn, issue))
            values[issue] = float(play.outcome()[0])
            pivots[issue] = play.resting()
            caveats += [f"{issue}: {text}" for text in play.caveats()]
        told = {issue: voices(agenda, issue, value) for issue, value in values.items()}
        return Outcome(
            model=self.name,
            values=values,
            support={issue: share for issue, (_, share) in told.items()},
            trace={issue: trace for issue, (trace, _) in told.items()},
            pivots=pivots,
            assumptions=(*assumptions_of(agenda), *self._assumptions(agenda)),
            caveats=tuple(caveats),
        )

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight."""
        body = self._institution()
        found = np.empty((len(drawn), len(drawn.agenda.issues)))
        for column, issue in enumerate(drawn.agenda.issues):
            held, model = _Held.of(drawn, issue), self._on(drawn.agenda, issue)
            for start in range(0, len(drawn), BLOCK):
                part = slice(start, start + BLOCK)
                found[part, column] = _Play.of(model, body, issue, held.part(part)).outcome()
        return found

    def _on(self, agenda: Agenda, issue: str) -> Procedural:
        """The model with the status quo of an issue, where the agenda has one."""
        return replace(self, status_quo=agenda.status_quo[issue]) if issue in agenda.status_quo else self

    def _institution(self) -> Institution | None:
        if self.body is not None:
            return self.body
        return named_institution(self.institution, self.on, self.rule) if self.institution else None

    def _assumptions(self, agenda: Agenda) -> tuple[Assumption, ...]:
        body = self._institution()
        own = "the zero of the scales says no" if self.status_quo == 0 else "as set"
        quo = Assumption(
            name="status quo",
            value=status_quo_in_words(agenda, self.status_quo),
            reason="as assumed by issue" if agenda.status_quo else own,
        )
        proposer = Assumption(
            name="agenda setter",
            value="the position with the most weight behind it" if self.setter == HEAVIEST else self.setter,
            reason="no source says who would draft" if self.setter == HEAVIEST else "as set",
        )
        ruled = Assumption(
            name="rule",
            value=f"{body.name}: {body.rule.says}" if body else "more than half of the weight of those on the issue",
            reason=body.rule.source if body else "no source says which body would decide",
        )
        return (quo, ruled, *((proposer,) if self.amendments == "closed" else ()))


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """Who stands on an issue, where, and with what weight: arrays of shape (draws, holders)."""

    actors: tuple[str, ...]
    values: Array
    weights: Array

    @classmethod
    def of(cls, drawn: Drawn, issue: str) -> _Held:
        rows, values, salience, capability = drawn.on(issue)
        return cls(tuple(drawn.agenda.actors[row] for row in rows), values, salience * capability)

    def part(self, draws: slice) -> _Held:
        return _Held(self.actors, self.values[draws], self.weights[draws])


@dataclass(frozen=True, slots=True, eq=False)
class _Play:
    """One issue over some draws: who stands where, who votes, and what passes.

    `values` and `weights` are of all on the issue, (draws, holders); `votes` and `ballots` of those who vote:
    positions (NaN unknown) and what each counts in votes on amendments.
    """

    model: Procedural
    body: Institution | None
    actors: tuple[str, ...]
    values: Array
    weights: Array
    voters: tuple[str, ...]
    votes: Array
    counts: Array
    acceptable: Acceptable

    @classmethod
    def of(cls, model: Procedural, body: Institution | None, issue: str, held: _Held) -> _Play:
        actors, values, weights = held.actors, held.values, held.weights
        if model.amendments == "elimination" and len(actors) > CROWDED:
            raise InputError(
                f"{len(actors)} actors stand on {issue}: too many for an elimination agenda.",
                record=f"issue {issue}",
                remedy=f"Keep to {CROWDED} actors, or set amendments to open.",
            )
        if body is None:
            voters, votes, counts = actors, values, weights
            acceptable = by_majority(values, weights, model.status_quo)
        else:
            voters, votes = body.members, seated(body, actors, values)
            counts = np.where(np.isnan(votes), 0.0, 1.0)
            acceptable = by_rule(votes, passes_with(body, votes, model.unknown), model.status_quo)
        return cls(model, body, actors, values, weights, voters, votes, counts, acceptable)

    def wanted(self) -> Array:
        """What is put forward: the setter's position, or the median where anybody may amend."""
        if self.model.amendments == "open":
            held = np.where(np.isnan(self.votes), self.model.status_quo, self.votes)
            found = Median().outcomes(held, self.counts)
            return np.where(np.isnan(found), self.model.status_quo, found)
        if self.model.setter in self.actors:
            return self.values[:, self.actors.index(self.model.setter)]
        own, quo = self._members_on_it(), self.model.status_quo
        anybody = heaviest(self.values, self.weights, quo)
        if not own:
            return anybody
        # Who has a vote drafts; where none of them has weight in a draw, whoever has.
        members = heaviest(self.values[:, own], self.weights[:, own], quo)
        return np.where(np.isnan(members), anybody, members)

    def _members_on_it(self) -> list[int]:
        return [n for n, actor in enumerate(self.actors) if actor in self.voters]

    def outcome(self) -> Array:
        """The outcome of each draw; NaN where nobody has weight."""
        if self.model.amendments == "elimination":
            held = np.where(np.isnan(self.votes), self.model.status_quo, self.votes)
            deep = self.model.voting == "sophisticated"
            found = eliminated(held, self.counts, self.acceptable, self.model.status_quo, sophisticated=deep)
        else:
            found = self.acceptable.nearest(self.wanted())
        return np.where(self.weights.sum(axis=1) > 0, found, np.nan)

    def against(self, proposal: float) -> list[int]:
        """The voters that prefer the status quo to a proposal, in the one draw there is."""
        held, quo = self.votes[0], self.model.status_quo
        worse = np.abs(held - proposal) > np.abs(held - quo) + NEAR
        return [int(n) for n in np.flatnonzero(worse & (self.counts[0] > 0))]

    def resting(self) -> tuple[str, ...]:
        """On whom the outcome rests: who proposes, and whose acceptance ends at the outcome."""
        end = float(self.outcome()[0])
        found: list[str] = []
        if self.model.amendments == "closed" and end != self.model.status_quo:
            found += self.proposers()
        held = self.votes[0]
        if abs(end - self.model.status_quo) > NEAR:
            just = np.abs(np.abs(held - end) - np.abs(held - self.model.status_quo)) <= 1e-6
            found += [self.voters[n] for n in np.flatnonzero(just & (self.counts[0] > 0))]
        if self.model.amendments != "closed":
            found += [self.voters[n] for n in np.flatnonzero((np.abs(held - end) <= NEAR) & (self.counts[0] > 0))]
        if not found and self._wants_change():
            found += [self.voters[n] for n in self.against(float(self.wanted()[0]))]
        return tuple(dict.fromkeys(found))

    def proposers(self) -> list[str]:
        """Who holds the position that is put forward."""
        wanted = float(self.wanted()[0])
        if self.model.setter in self.actors:
            return [self.model.setter]
        holding = [n for n in range(len(self.actors)) if self.values[0, n] == wanted and self.weights[0, n] > 0]
        voting = [n for n in holding if n in self._members_on_it()]
        return [self.actors[n] for n in voting or holding]

    def _wants_change(self) -> bool:
        return abs(float(self.wanted()[0]) - self.model.status_quo) > NEAR

    def caveats(self) -> list[str]:
        """What a reader must see with the outcome."""
        found = []
        end, wanted, quo = float(self.outcome()[0]), float(self.wanted()[0]), self.model.status_quo
        if abs(end - quo) <= NEAR:
            found.append(f"no proposal passes: the status quo ({quo:g}) stays.")
            if self._wants_change():
                found[-1] = f"{found[-1][:-1]}; {wanted:g} is wanted by {_who(self.proposers() or ['the median'])}."
                blocking = [self.voters[n] for n in self.against(wanted)]
                if blocking:
                    found.append(f"against it stand {listed(blocking)}.")
        elif self.model.amendments == "closed" and abs(end - wanted) > NEAR:
            found.append(f"{_who(self.proposers())} would rather have {wanted:g}; beyond {end:g} it does not pass.")
        if self.model.setter != HEAVIEST and self.model.setter not in self.actors:
            found.append(f"{self.model.setter} holds no position here; the heaviest position is put forward instead.")
        return found + self._seats_caveats()

    def _seats_caveats(self) -> list[str]:
        if self.body is None:
            return []
        unknown = [m for m, known in zip(self.voters, ~np.isnan(self.votes[0]), strict=True) if not known]
        outside = [actor for actor in self.actors if actor not in self.voters]
        found = []
        if unknown:
            found.append(
                f"of {len(self.voters)} members of {self.body.code} {len(unknown)} hold no known position and are "
                f"taken as {self.model.unknown}: {listed(unknown)}."
            )
        if outside:
            found.append(f"{listed(outside)} stand on the issue without a vote in {self.body.code}.")
        return found


def _who(actors: Sequence[str]) -> str:
    return listed(list(actors)) or "nobody"


MODEL = Procedural
