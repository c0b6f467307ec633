"""Probabilistic Condorcet election: the positions on the table stand against each other, pair by pair.

Source: the election of KTAB's Spatial Model of Politics (KAPSARC Toolkit for Behavioral Analysis, 2017), on one issue
and with risk-neutral actors; equations and the departures from KTAB are in docs/models/condorcet.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.bargaining import Chances, listed, spread_caveats, unsettled
from contingent.decisions.base import Card, Kernel, Kind, Need, Outcome, assumptions_of, voices, weighed
from contingent.decisions.kernels.condorcet_outcomes import elections
from contingent.decisions.kernels.condorcet_reference import elect_positions, settles_positions
from contingent.decisions.kernels.condorcet_rules import (
    ELECTIONS_SAY,
    SAME,
    VICTORY_SAYS,
    VOTES_SAY,
    Election,
)
from contingent.decisions.options import check_options, choice
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

PROPOSALS_SAY = {
    "distinct": "positions less than about a tenth of a point apart are one proposal",
    "actors": "every actor's position is a proposal of its own, equal ones too (KTAB)",
}
ELECTORATE_SAYS = {
    "weight": "salience x capability",
    "capability": "capability alone: an actor that hardly cares counts in full (KTAB)",
}
OUTCOME_SAYS = {"mean": "mean of the proposals by their chances", "modal": "the likeliest proposal"}
CROWDED = 3_000
"""Actors on one issue beyond which an election of pairs takes too long."""


@dataclass(frozen=True, slots=True)
class Condorcet:
    """An election among the actors' positions in which every pair of them is put to a vote."""

    name: ClassVar[str] = "condorcet"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY})
    card: ClassVar[Card] = Card(
        title="Probabilistic Condorcet election",
        says="Every proposal meets every other in a vote; its chance is that of beating them all, given that one does.",
        source="Wise, Lester and Efird, Multidimensional Bargaining Using KTAB, KAPSARC 2015; KTAB, class Model",
        reads="Where proposals on the table are voted on and nobody bargains first; gives chances, not only a point. "
        "Two nearly equal positions count as two proposals, and draw the outcome twice.",
        kind=Kind.MAJORITY,
    )

    votes: str = choice(
        "proportional", VOTES_SAY, why="who loses little by a proposal has little reason to oppose it; KTAB's default"
    )
    victory: str = choice("linear", VICTORY_SAYS, why="KTAB's default, and the one that adds no sharpness of its own")
    election: str = choice("conditional", ELECTIONS_SAY, why="KTAB's default; needs no story of who challenges whom")
    proposals: str = choice(
        "distinct",
        PROPOSALS_SAY,
        why="a proposal that two make is still one: counted twice it would halve its own chance against itself and "
        "be met twice by all others, so that splitting an actor would change the outcome",
        referenced="actors",
    )
    electorate: str = choice(
        "weight", ELECTORATE_SAYS, why="as in all other models here; who does not care does not turn up",
        referenced="capability",
    )  # fmt: skip
    outcome: str = choice("mean", OUTCOME_SAYS, why="one likeliest proposal hides how close the next one is")

    def __post_init__(self) -> None:
        check_options(self)

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue.

        Raises InputError naming an issue on which nobody has weight or too many stand.
        """
        parts = {issue: self._on(agenda, issue) for issue in agenda.issues}
        values = {issue: part[0] for issue, part in parts.items()}
        heard = {issue: voices(agenda, issue, value) for issue, value in values.items()}
        return Outcome(
            model=self.name,
            values=values,
            support={issue: share for issue, (_, share) in heard.items()},
            trace={issue: trace for issue, (trace, _) in heard.items()},
            pivots=dict.fromkeys(values, ()),
            assumptions=assumptions_of(agenda),
            chances={issue: part[1] for issue, part in parts.items()},
            caveats=tuple(caveat for _, _, told in parts.values() for caveat in told),
        )

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight. Raises InputError naming an issue
        on which too many stand."""
        found = np.empty((len(drawn), len(drawn.agenda.issues)))
        for column, issue in enumerate(drawn.agenda.issues):
            rows, value, salience, capability = drawn.on(issue)
            not_crowded(issue, len(rows), CROWDED, self.name)
            weight = self._weights(salience, capability)
            found[:, column] = 100 * elections(
                value / 100, weight, self._rules(), self._reach(), modal=self.outcome == "modal", kernel=kernel
            )
        return found

    def _on(self, agenda: Agenda, issue: str) -> tuple[float, Chances, tuple[str, ...]]:
        rows, held, _ = weighed(agenda, issue)
        not_crowded(issue, len(rows), CROWDED, self.name)
        column = agenda.column(issue)
        weight = self._weights(agenda.salience[rows, column], agenda.capability[rows, column])
        value, points, chances = elect_positions(
            held / 100, weight, self._rules(), self._reach(), modal=self.outcome == "modal"
        )
        listing = listed(100 * points[:, 0], chances)
        told = spread_caveats(issue, listing, mean=self.outcome == "mean")
        if not settles_positions(held / 100, weight, self._rules(), self._reach()):
            told = (unsettled(issue), *told)
        return 100 * float(value[0]), listing, told

    def _weights(self, salience: Array, capability: Array) -> Array:
        weight = salience * capability
        return weight if self.electorate == "weight" else np.where(weight > 0, capability, 0.0)

    def _rules(self) -> Election:
        return Election.of(self.votes, self.victory, self.election, shares=True)

    def _reach(self) -> float:
        return SAME if self.proposals == "distinct" else -1.0


def not_crowded(issue: str, actors: int, most: int, model: str) -> None:
    """Raise an InputError if more actors stand on an issue than the model can take."""
    if actors > most:
        raise InputError(
            f"{actors:,} actors stand on {issue}; the model {model} can take {most:,}.",
            record=f"issue {issue}",
            remedy="Group actors that stand together, or take the weighted mean or median.",
        )


MODEL = Condorcet
