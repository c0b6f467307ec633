"""Telling a run of spatial bargaining: who moved when and because of whom, where all end, and what to be careful of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import Kernel, Move
from contingent.decisions.kernels.condorcet_reference import reading
from contingent.decisions.kernels.condorcet_rules import MOST_PASSES
from contingent.decisions.kernels.spatial_outcomes import Rooms, final, history_of, outcomes, ready, repeated, settled
from contingent.decisions.kernels.spatial_rules import History, Room, Rules
from contingent.positions.agenda import Agenda, Array

HISTORIES = 100
"""Histories drawn to tell how far stochastic ones differ."""
SMALL = 12
"""Actors up to which one run is left to the reference, so that nobody waits for a compiler."""

Chances = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Who bargains over what: `rooms` has the actors and the issues in this order."""

    issues: tuple[str, ...]
    actors: tuple[str, ...]
    rooms: Rooms


@dataclass(frozen=True, kw_only=True, eq=False)
class Story:
    """The run of the first draw of a table, as the parts of an outcome. Raises InputError if nobody has weight."""

    table: Table
    rules: Rules
    modal: bool

    @property
    def kernel(self) -> Kernel:
        """What does the arithmetic."""
        return Kernel.NUMPY if len(self.table.actors) <= SMALL else Kernel.AUTO

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Those with weight."""
        kept = self.table.rooms.heard(0)
        if not kept.any():
            raise InputError(
                f"Nobody who stands on {', '.join(self.table.issues)} has any weight, so nothing can be decided.",
                record=f"issue {self.table.issues[0]}",
                remedy="Give at least one actor a position with salience and capability above 0.",
            )
        return tuple(actor for actor, there in zip(self.table.actors, kept, strict=True) if there)

    @cached_property
    def room(self) -> Room:
        """The draw, those without weight left out."""
        assert self.actors
        return self.table.rooms.one(0)

    @cached_property
    def history(self) -> History:
        """What happened."""
        return history_of(self.room, self.rules, self.kernel)

    @cached_property
    def readings(self) -> tuple[tuple[Array, Array], ...]:
        """Proposals (0-100) and their chances after every turn."""
        found = (final(self.room, self.rules, position) for position in self.history.positions)
        return tuple((100 * points, chances) for points, chances in found)

    def values(self) -> Mapping[str, float]:
        """Return the outcome (0-100) by issue."""
        return {issue: path[-1] for issue, path in self.paths().items()}

    def paths(self) -> Mapping[str, tuple[float, ...]]:
        """Return by issue the outcome an election would give after every turn."""
        read = np.stack([reading(chances, points, modal=self.modal) for points, chances in self.readings])
        return {issue: tuple(float(x) for x in read[:, n]) for n, issue in enumerate(self.table.issues)}

    def ends(self) -> Mapping[str, Mapping[str, float]]:
        """Return by issue where each actor stands at the end."""
        last = 100 * self.history.positions[-1]
        return {
            issue: {actor: float(last[row, n]) for row, actor in enumerate(self.actors)}
            for n, issue in enumerate(self.table.issues)
        }

    def chances(self) -> Mapping[str, Chances]:
        """Return by issue the proposals (0-100) with their chances (0-1), from the low end of the scale."""
        points, chances = self.readings[-1]
        return {issue: listed(points[:, n], chances) for n, issue in enumerate(self.table.issues)}

    def moves(self) -> tuple[Move, ...]:
        """Return every move, turn by turn."""
        at = 100 * self.history.positions
        return tuple(
            Move(
                round=turn + 1,
                actor=actor,
                issue=issue,
                start=float(at[turn, row, n]),
                end=float(at[turn + 1, row, n]),
                partner=self.actors[partner] if (partner := int(self.history.partners[turn, row])) >= 0 else None,
                why="bargain" if partner >= 0 else "bargains with several",
            )
            for turn in range(self.history.turns)
            for row, actor in enumerate(self.actors)
            for n, issue in enumerate(self.table.issues)
            if at[turn, row, n] != at[turn + 1, row, n]
        )

    def caveats(self) -> tuple[str, ...]:
        """Return what a reader must see with the outcome: no end was reached, or it is spread wide."""
        told = []
        if self.history.capped:
            where = ", ".join(self.table.issues)
            told.append(
                f"On {where}, bargaining had not ended after {self.rules.turns} turns; the outcome is of that turn."
            )
        if not settled(self.room, self.rules, self.history.positions[-1]):
            told.append(unsettled(", ".join(self.table.issues)))
        for issue, chances in self.chances().items():
            told.extend(spread_caveats(issue, chances, mean=not self.modal))
        return tuple(told)

    def left_out(self, agenda: Agenda) -> tuple[str, ...]:
        """Return a sentence on those who stand on some issues only, where issues are bargained over together."""
        rest = [actor for actor in agenda.actors if actor not in self.table.actors]
        if len(self.table.issues) < 2 or not rest:
            return ()
        return (f"Left out, since they do not stand on every issue: {', '.join(rest)}.",)

    def under(self, rules: Rules, rooms: Rooms | None = None) -> Array:
        """Return the outcomes (draws, issues) on 0-1 under some rules; of this draw if no others are given."""
        rooms = rooms or self.table.rooms
        few = len(self.table.actors) <= SMALL
        kernel = ready(len(self.table.issues), rules) if few else Kernel.AUTO
        return outcomes(rooms, rules, modal=self.modal, kernel=kernel)

    def luck(self) -> tuple[str, ...]:
        """Return by issue how far histories with other luck differ."""
        drawn = 100 * self.under(self.rules, repeated(self.table.rooms, HISTORIES))
        low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
        return tuple(
            f"On {issue}, this is one history; nine in ten of {HISTORIES} others end between {low[n]:.0f} and "
            f"{high[n]:.0f}."
            for n, issue in enumerate(self.table.issues)
        )


def unsettled(issues: str) -> str:
    """Return the sentence on an election whose long run was not reached."""
    return f"On {issues}, the election had not settled after {MOST_PASSES:,} passes; the chances are of the last one."


def listed(points: Array, chances: Array) -> tuple[tuple[float, float], ...]:
    """Return proposals with their chances, from the low end of the scale to the high one."""
    order = np.argsort(points, kind="stable")
    return tuple((float(points[n]), float(chances[n])) for n in order)


def spread_caveats(issue: str, chances: tuple[tuple[float, float], ...], *, mean: bool) -> tuple[str, ...]:
    """Return a sentence where proposals with a serious chance lie more than a quarter of the scale apart."""
    serious = [(point, chance) for point, chance in chances if chance >= 0.1]
    if len(serious) < 2 or serious[-1][0] - serious[0][0] <= 25:
        return ()
    told = "the mean stands for none of them" if mean else "the likeliest is one of several"
    ends = f"{serious[0][0]:.0f} ({serious[0][1]:.0%}) and {serious[-1][0]:.0f} ({serious[-1][1]:.0%})"
    return (f"On {issue}, proposals as far apart as {ends} have a serious chance; {told}.",)
