"""The needs a rule can be made of: enough in favour, a share in favour, at most so many against or abstaining."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from contingent.decisions.institutions.rules import (
    ALL,
    NOT_YES,
    SEATS,
    WEIGHTS,
    Ballot,
    Ballots,
    BallotTally,
    Check,
    Counted,
    Flags,
    Need,
    Roll,
    Tally,
    listed,
)
from contingent.positions.agenda import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """At least `least` in favour."""

    least: float
    counted: Counted = ALL

    @property
    def counts(self) -> tuple[Counted, ...]:
        """The sum looked at."""
        return (self.counted,)

    @property
    def says(self) -> str:
        """The need in words."""
        return f"{_amount('at least', self.least, self.counted)} in favour"

    def holds(self, tally: Tally) -> Flags:
        """Return whether enough are in favour."""
        return _at_least(tally.sums(self.counted, (Ballot.YES,)), self.least)

    def check(self, roll: Roll, ballots: Ballots) -> Check:
        """Return whether it holds, by how much."""
        tally = BallotTally(roll, ballots[None])
        given = float(tally.sums(self.counted, (Ballot.YES,))[0])
        told = f"{self.says}: {given:g} given{_missing(self.least - given)}"
        return Check(holds=bool(self.holds(tally)[0]), says=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """At least a share (`more`: more than it) in favour, of all members or of those who vote yes or no (`of_cast`)."""

    share: Fraction
    counted: Counted = ALL
    of_cast: bool = False
    more: bool = False

    @property
    def counts(self) -> tuple[Counted, ...]:
        """The sum looked at."""
        return (self.counted,)

    @property
    def says(self) -> str:
        """The need in words."""
        least = "more than" if self.more else "at least"
        if self.of_cast:
            return f"{least} {share_in_words(self.share)} of the {_unit(self.counted)} voting for or against in favour"
        return f"{least} {share_in_words(self.share)} of the {_unit(self.counted)} in favour"

    def holds(self, tally: Tally) -> Flags:
        """Return whether the share is reached; where nobody votes yes it is not."""
        yes = tally.sums(self.counted, (Ballot.YES,))
        return self._reached(yes, self._base(tally, yes))

    def check(self, roll: Roll, ballots: Ballots) -> Check:
        """Return whether it holds, by how much."""
        tally = BallotTally(roll, ballots[None])
        yes = tally.sums(self.counted, (Ballot.YES,))
        base = self._base(tally, yes)
        part = f" ({100 * yes[0] / base[0]:.1f}\u00a0%)" if base[0] else ""
        told = f"{self.says}: {yes[0]:g} of {base[0]:g}{part}"
        return Check(holds=bool(self._reached(yes, base)[0]), says=told)

    def _base(self, tally: Tally, yes: Array) -> Array:
        if self.of_cast:
            return yes + tally.sums(self.counted, (Ballot.NO,))
        return np.full_like(yes, tally.whole(self.counted))

    def _reached(self, yes: Array, base: Array) -> Flags:
        left, right = yes * float(self.share.denominator), base * float(self.share.numerator)
        slack = 1e-12 * np.abs(right)
        reached: Flags = (left > right + slack) if self.more else (left >= right - slack)
        return reached & (yes > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost:
    """At most `most` cast one of `ballots`: nobody objects, no permanent member is against, every host agrees."""

    most: float
    counted: Counted = ALL
    ballots: tuple[Ballot, ...] = (Ballot.NO,)

    @property
    def counts(self) -> tuple[Counted, ...]:
        """The sum looked at."""
        return (self.counted,)

    @property
    def says(self) -> str:
        """The need in words."""
        if self.most == 0 and self._all_but_yes:
            each = "the" if self.counted.role == "lead state" else "every"
            return f"{each} {_unit(self.counted, plural=False)} in favour"
        if self.most == 0:
            return f"no {_unit(self.counted, plural=False)} {self._cast}"
        return f"{_amount('at most', self.most, self.counted)} {self._cast}"

    def holds(self, tally: Tally) -> Flags:
        """Return whether no more than `most` cast them."""
        return _at_least(-tally.sums(self.counted, self.ballots), -self.most)

    def check(self, roll: Roll, ballots: Ballots) -> Check:
        """Return whether it holds, and who stands in the way."""
        tally = BallotTally(roll, ballots[None])
        weights = roll.weights(self.counted)
        who = [m for m, b, w in zip(roll.members, ballots, weights, strict=True) if w > 0 and b in self.ballots]
        if self.most == 0 and self._all_but_yes:
            told = f"{self.says}: {f'all but {listed(who)}' if who else 'all are'}"
        else:
            told = f"{self.says}: {listed(who) if who else 'none is'}"
        return Check(holds=bool(self.holds(tally)[0]), says=told)

    @property
    def _all_but_yes(self) -> bool:
        return set(self.ballots) == set(NOT_YES)

    @property
    def _cast(self) -> str:
        if self._all_but_yes:
            return "not in favour"
        return " or ".join(each.word for each in self.ballots)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTooManyAbstain:
    """Fails if those who abstain reach `share` of every measure named (European Union: a third of the members that
    make up a third of the population)."""

    share: Fraction
    measures: tuple[str, ...]

    @property
    def counts(self) -> tuple[Counted, ...]:
        """The sums looked at."""
        return tuple(Counted(measure=each) for each in self.measures)

    @property
    def says(self) -> str:
        """The need in words."""
        return f"those who abstain stay below {share_in_words(self.share)} of the {' or of the '.join(self.measures)}"

    def holds(self, tally: Tally) -> Flags:
        """Return whether abstentions stay below the share in one of the measures at least."""
        reached = [
            _at_least(
                tally.sums(each, (Ballot.ABSTAIN,)) * float(self.share.denominator),
                tally.whole(each) * float(self.share.numerator),
            )
            for each in self.counts
        ]
        found: Flags = ~np.logical_and.reduce(reached)
        return found

    def check(self, roll: Roll, ballots: Ballots) -> Check:
        """Return whether it holds, and who abstains."""
        who = [m for m, b in zip(roll.members, ballots, strict=True) if b == Ballot.ABSTAIN]
        told = f"{self.says}: {listed(who) if who else 'nobody abstains'}"
        return Check(holds=bool(self.holds(BallotTally(roll, ballots[None]))[0]), says=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """One of several needs is enough."""

    needs: tuple[Need, ...]

    @property
    def counts(self) -> tuple[Counted, ...]:
        """All sums looked at."""
        return tuple(dict.fromkeys(each for need in self.needs for each in need.counts))

    @property
    def says(self) -> str:
        """The need in words."""
        return ", or ".join(each.says for each in self.needs)

    def holds(self, tally: Tally) -> Flags:
        """Return whether one of them holds."""
        found: Flags = np.logical_or.reduce([each.holds(tally) for each in self.needs])
        return found

    def check(self, roll: Roll, ballots: Ballots) -> Check:
        """Return whether one of them holds, with the figures of each."""
        checks = [each.check(roll, ballots) for each in self.needs]
        return Check(holds=any(each.holds for each in checks), says="; or ".join(each.says for each in checks))


def share_in_words(share: Fraction) -> str:
    """Return a share as people say it: half, two thirds, 55 %."""
    words = {Fraction(1, 2): "half", Fraction(1, 3): "a third", Fraction(2, 3): "two thirds"}
    words |= {Fraction(3, 4): "three quarters", Fraction(1): "all"}
    return words.get(share, f"{float(share) * 100:.4g}\u00a0%")


def _amount(bound: str, number: float, counted: Counted) -> str:
    if counted.measure == SEATS:
        return f"{bound} {number:g} {_unit(counted, plural=number != 1)}"
    if counted.measure == WEIGHTS:
        whose = f" of {counted.role}s" if counted.role is not None else ""
        return f"a weight{whose} of {bound} {number:g}"
    return f"{bound} {number:g} of the {_unit(counted)}"


def _unit(counted: Counted, *, plural: bool = True) -> str:
    if counted.measure != SEATS:
        return counted.measure if counted.role is None else f"{counted.measure} of the {counted.role}s"
    if counted.role is not None:
        return f"{counted.role}{'s' if plural else ''}"
    return "members" if plural else "member"


def _missing(short: float) -> str:
    return f", {short:g} short" if short > 0 else ""


def _at_least(given: Array, least: float) -> Flags:
    found: Flags = given >= least - 1e-12 * max(1.0, abs(least))
    return found
