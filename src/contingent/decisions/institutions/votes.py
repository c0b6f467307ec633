"""Votes from positions: who would vote how on a proposal against the status quo, what follows, and who decides it.

A member votes yes if the proposal is nearer to its position than the status quo, no if it is farther, and abstains
where both are as near to within the band of indifference. A member whose position is not known is shown as unknown: the
result is then given with all unknown against, abstaining and in favour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.institutions.coalitions import Turning, passing, turning
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.rules import Ballot, Ballots, Flags, Verdict
from contingent.positions.agenda import Agenda, Array

UNKNOWN = -1
"""In arrays of ballots: nothing is known of how this member votes."""

BOUNDS: Mapping[str, Ballot] = {"against": Ballot.NO, "abstaining": Ballot.ABSTAIN, "in favour": Ballot.YES}
"""What all members of unknown position are taken to do, from the worst for the proposal to the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is voted on: a proposal against the status quo, both 0-100. Raises InputError out of that.

    `band` is how much nearer (in points of the scale) one of the two must be for a member not to abstain. `abstaining`
    are members bound to abstain, as a party to a dispute is under Chapter VI (Charter, Article 27(3)).
    """

    proposal: float
    status_quo: float
    band: float = 0.0
    abstaining: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("proposal", "status_quo", "band"):
            value = getattr(self, name)
            if not 0 <= value <= 100:
                raise InputError(
                    f"The {name.replace('_', ' ')} is {value}.", record="vote", remedy="Give a number from 0 to 100."
                )
        if self.proposal == self.status_quo:
            raise InputError(
                f"Proposal and status quo are both {self.proposal:g}: there is nothing to vote on.",
                record="vote",
                remedy="Give a proposal that differs from the status quo.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Proposals from `low` to `high`; whether each end belongs to it."""

    low: float
    high: float
    with_low: bool
    with_high: bool

    def __contains__(self, point: float) -> bool:
        return (self.low < point < self.high) or (
            (self.with_low and point == self.low) or (self.with_high and point == self.high)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One vote: ballots by member (None: unknown), and the result with all unknown against, abstaining, in favour.

    `pivots` are members each of which alone could turn the middle result by another ballot, `vetoers` those whose
    ballot alone defeats the proposal whatever all others do, `turning` the smallest sets that could turn it, `wins` the
    proposals that would pass against the status quo with unknown members abstaining.
    """

    institution: Institution
    issue: str
    question: Question
    ballots: Mapping[str, Ballot | None]
    positions: Mapping[str, float]
    results: Mapping[str, Verdict]
    pivots: tuple[str, ...]
    vetoers: tuple[str, ...]
    turning: Turning
    wins: tuple[Interval, ...]
    strangers: tuple[str, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Members whose position is not known."""
        return tuple(actor for actor, ballot in self.ballots.items() if ballot is None)

    @property
    def standing(self) -> str:
        """`passes` or `fails` whatever the unknown members do, else `open`."""
        passed = {each.passed for each in self.results.values()}
        return "open" if len(passed) > 1 else ("passes" if passed == {True} else "fails")

    def casting(self, ballot: Ballot) -> tuple[str, ...]:
        """Return the members that cast a ballot."""
        return tuple(actor for actor, cast in self.ballots.items() if cast == ballot)


def vote(institution: Institution, agenda: Agenda, issue: str, question: Question) -> Vote:
    """Return the vote of the members that stand on `issue`. Raises NotFoundError for an issue or a member not there."""
    held = positions_of(institution, agenda, issue)
    cast = ballots(held[None], institution, question)[0]
    filled = {name: np.where(cast == UNKNOWN, ballot, cast).astype(np.int8) for name, ballot in BOUNDS.items()}
    results = {name: institution.rule.verdict(institution, each) for name, each in filled.items()}
    middle = filled["abstaining"]
    members = institution.members
    return Vote(
        institution=institution,
        issue=issue,
        question=question,
        ballots={m: None if b == UNKNOWN else Ballot(b) for m, b in zip(members, cast.tolist(), strict=True)},
        positions={m: float(x) for m, x in zip(members, held, strict=True) if not np.isnan(x)},
        results=results,
        pivots=tuple(m for m, flag in zip(members, pivotal(institution, middle[None])[0], strict=True) if flag),
        vetoers=tuple(m for m, flag in zip(members, vetoing(institution, cast[None])[0], strict=True) if flag),
        turning=turning(institution, middle, passed=results["abstaining"].passed),
        wins=win_set(institution, held, question),
        strangers=tuple(a for row, a in enumerate(agenda.actors) if _stands(agenda, row, issue) and a not in members),
    )


def positions_of(institution: Institution, agenda: Agenda, issue: str) -> Array:
    """Return the positions of the members on `issue`, in the order of the seats; NaN where none is known."""
    column = agenda.column(issue)
    row = {actor: number for number, actor in enumerate(agenda.actors)}
    return np.array([agenda.value[row[m], column] if m in row else np.nan for m in institution.members])


def ballots(positions: Array, institution: Institution, question: Question) -> Ballots:
    """Return ballots of the shape of `positions` (votes, members); UNKNOWN where the position is NaN."""
    away = np.abs(positions - question.status_quo) - np.abs(positions - question.proposal)
    # Distances that differ by rounding alone count as equal, as does a difference of just the band.
    band = question.band + 1e-9
    cast = np.where(away > band, Ballot.YES, np.where(away < -band, Ballot.NO, Ballot.ABSTAIN))
    cast = np.where(np.isnan(positions), UNKNOWN, cast).astype(np.int8)
    for actor in question.abstaining:
        institution.seat(actor)
        cast[:, institution.members.index(actor)] = Ballot.ABSTAIN
    return cast


def pivotal(institution: Institution, cast: Ballots) -> Flags:
    """Return by vote and member whether another ballot of this member alone would turn the result."""
    before = passing(institution, cast)
    found = np.zeros(cast.shape, bool)
    for row in range(cast.shape[1]):
        for ballot in (Ballot.NO, Ballot.YES):
            changed = cast.copy()
            changed[:, row] = ballot
            found[:, row] |= passing(institution, changed) != before
    return found


def vetoing(institution: Institution, cast: Ballots) -> Flags:
    """Return by vote and member whether its ballot defeats the proposal even if all others vote yes."""
    found = np.zeros(cast.shape, bool)
    for row in range(cast.shape[1]):
        alone = np.full_like(cast, Ballot.YES)
        alone[:, row] = np.where(cast[:, row] == UNKNOWN, Ballot.YES, cast[:, row])
        found[:, row] = ~passing(institution, alone)
    return found


def win_set(institution: Institution, positions: Array, question: Question) -> tuple[Interval, ...]:
    """Return the proposals that pass against the status quo, exactly; members of unknown position (NaN) abstain.

    A ballot can change only where the proposal is as far from a member as the status quo, give or take the band:
    between two such points the result is the same, so each point and one between each two of them decide.
    """
    quo, band = question.status_quo, question.band
    known = positions[~np.isnan(positions)]
    reach = np.abs(known - quo)
    edges = [known + sign * (reach + give) for sign in (-1, 1) for give in (-band, band)]
    points = np.unique(np.round(np.concatenate([np.array([0.0, 100.0, quo]), *edges]), 9))
    points = points[(points >= 0) & (points <= 100)]
    asked = np.empty(2 * len(points) - 1)
    asked[::2], asked[1::2] = points, (points[:-1] + points[1:]) / 2
    won = np.array([bool(_one(institution, positions, question, float(each))) for each in asked])
    return _intervals(asked, won)


def _one(institution: Institution, positions: Array, question: Question, proposal: float) -> bool:
    if proposal == question.status_quo:
        return False
    at = Question(proposal=proposal, status_quo=question.status_quo, band=question.band, abstaining=question.abstaining)
    cast = ballots(positions[None], institution, at)
    return bool(passing(institution, np.where(cast == UNKNOWN, np.int8(Ballot.ABSTAIN), cast))[0])


def _intervals(asked: Array, won: Flags) -> tuple[Interval, ...]:
    """Join neighbouring winning points and stretches; even numbers are points, odd ones the stretches between them."""
    found: list[Interval] = []
    start: int | None = None
    for n in range(len(asked) + 1):
        wins = n < len(asked) and bool(won[n])
        if wins and start is None:
            start = n
        if not wins and start is not None:
            first, last = start, n - 1
            found.append(
                Interval(
                    low=float(asked[first - first % 2]),
                    high=float(asked[last + last % 2]),
                    with_low=first % 2 == 0,
                    with_high=last % 2 == 0,
                )
            )
            start = None
    return tuple(found)


def _stands(agenda: Agenda, row: int, issue: str) -> bool:
    return not bool(np.isnan(agenda.value[row, agenda.column(issue)]))
