"""Decision rules: what must hold of the ballots of an institution's members for a proposal to pass.

A rule is a conjunction of needs, each of them an inequality in sums of ballots: so many votes in favour, such a share
of those cast, at most so many of a role against. Every need holds all the more if a ballot rises from no over
abstention to yes, with absence beside abstention unless the need says otherwise; so does every rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError
from contingent.positions.agenda import Array

Flags = NDArray[np.bool_]
Ballots = NDArray[np.int8]

SEATS = "seats"
"""The measure in which every seat counts one."""

WEIGHTS = "weights"
"""The measure of the weights in a file of one's own."""


class Ballot(IntEnum):
    """What a member does when the vote is called."""

    NO = 0
    ABSENT = 1
    ABSTAIN = 2
    YES = 3

    @property
    def word(self) -> str:
        """The ballot in words."""
        return _BALLOT_WORDS[self]


_BALLOT_WORDS = {
    Ballot.NO: "against",
    Ballot.ABSENT: "absent",
    Ballot.ABSTAIN: "abstaining",
    Ballot.YES: "in favour",
}
NOT_YES = (Ballot.NO, Ballot.ABSENT, Ballot.ABSTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Which ballots are summed: of the members in `role` (None: of all), each by its `measure` (seats: one each)."""

    role: str | None = None
    measure: str = SEATS


ALL = Counted()
"""Every member, one each."""


class Roll(Protocol):
    """Whose ballots are counted: an institution."""

    @property
    def members(self) -> tuple[str, ...]:
        """Codes of the members, in the order of ballots."""
        ...

    def weights(self, counted: Counted) -> Array:
        """Return what each member counts, of shape (members,); 0 for those out of the role."""
        ...


class Tally(Protocol):
    """Sums of ballots, of any number of votes at once."""

    def sums(self, counted: Counted, ballots: Sequence[Ballot]) -> Array:
        """Return what those who cast one of `ballots` count together, one number a vote."""
        ...

    def whole(self, counted: Counted) -> float:
        """Return what all members count together."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class BallotTally:
    """Sums of ballots of the shape (votes, members)."""

    roll: Roll
    ballots: Ballots

    def sums(self, counted: Counted, ballots: Sequence[Ballot]) -> Array:
        """Return what those who cast one of `ballots` count together, of shape (votes,)."""
        cast = self.ballots == ballots[0]
        for each in ballots[1:]:
            cast |= self.ballots == each
        weights = self.roll.weights(counted)
        if weights.all() and (weights == 1).all():
            return np.asarray(np.count_nonzero(cast, axis=1), float)
        found: Array = np.asarray(cast @ weights, float)
        return found

    def whole(self, counted: Counted) -> float:
        """Return what all members count together."""
        return float(self.roll.weights(counted).sum())


@dataclass(frozen=True, slots=True, eq=False)
class CoalitionTally:
    """Sums where the members of a coalition vote yes and all others no: `yes` by what is counted."""

    yes: Mapping[Counted, Array]
    all: Mapping[Counted, float]

    def sums(self, counted: Counted, ballots: Sequence[Ballot]) -> Array:
        """Return what those who cast one of `ballots` count together."""
        found = np.zeros_like(self.yes[counted])
        if Ballot.YES in ballots:
            found = found + self.yes[counted]
        if Ballot.NO in ballots:
            found = found + (self.all[counted] - self.yes[counted])
        return found

    def whole(self, counted: Counted) -> float:
        """Return what all members count together."""
        return self.all[counted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether one need holds in one vote, told with its figures."""

    holds: bool
    says: str


class Need(Protocol):
    """One condition of a rule."""

    @property
    def counts(self) -> tuple[Counted, ...]:
        """All sums the need looks at."""
        ...

    @property
    def says(self) -> str:
        """The need in words."""
        ...

    def holds(self, tally: Tally) -> Flags:
        """Return whether it holds, one flag a vote."""
        ...

    def check(self, roll: Roll, ballots: Ballots) -> Check:
        """Return whether it holds in one vote (ballots of shape (members,)), with its figures."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a proposal passes, and each need with its figures."""

    passed: bool
    checks: tuple[Check, ...]

    @property
    def failing(self) -> tuple[str, ...]:
        """The needs that do not hold, with their figures."""
        return tuple(each.says for each in self.checks if not each.holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A decision rule: its needs, where it stands written, and from when until when it held (last day excluded)."""

    name: str
    needs: tuple[Need, ...]
    source: str
    since: date | None = None
    until: date | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if not self.needs:
            raise InputError(f"The rule {self.name} asks for nothing.", record="rule", remedy="Give it a need.")

    @property
    def says(self) -> str:
        """The rule in words."""
        return "; ".join(each.says for each in self.needs)

    @property
    def counts(self) -> tuple[Counted, ...]:
        """All sums the rule looks at."""
        return tuple(dict.fromkeys(each for need in self.needs for each in need.counts))

    def held_on(self, day: date | None) -> bool:
        """Return whether the rule was in force on a day; without a day, whether it is not ended."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def passes(self, tally: Tally) -> Flags:
        """Return whether the proposal passes, one flag a vote."""
        found = self.needs[0].holds(tally)
        for each in self.needs[1:]:
            found = found & each.holds(tally)
        return found

    def verdict(self, roll: Roll, ballots: Ballots) -> Verdict:
        """Return the verdict on one vote; `ballots` has the shape (members,)."""
        checks = tuple(each.check(roll, ballots) for each in self.needs)
        return Verdict(passed=all(each.holds for each in checks), checks=checks)


def listed(words: Sequence[str], most: int = 12) -> str:
    """Return codes as a list in words, shortened with the number of those left out."""
    shown = list(words[:most])
    if len(words) > most:
        return f"{', '.join(shown)} and {len(words) - most} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
