"""Power: how often a member is decisive where every division of the members into yes and no counts.

Banzhaf, absolute and normalised (Penrose, Journal of the Royal Statistical Society 109, 1946; Banzhaf, Rutgers Law
Review 19, 1965), Shapley and Shubik (American Political Science Review 48, 1954), and Coleman's power to act, to
prevent and to initiate (in Lieberman, ed, Social Choice, 1971). All are indices of votes of yes or no: an abstention
is a no.

Three ways, the first that fits: counting over classes of like members, meeting in the middle over halves of the
members where one measure is uneven, adding up weights member by member; all three are exact. Else random coalitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import numpy as np
from numpy.typing import NDArray

from contingent.decisions.institutions.counting import Counts, count_winning
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.rules import CoalitionTally, Flags
from contingent.positions.agenda import Array

SAMPLES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPower:
    """Power of one member.

    `swings` are the coalitions of the others (of 2^(n-1)) that win with the member and lose without it; `banzhaf` is
    their share, `banzhaf_share` normalised to sum to 1 over the members, `shapley` the share of orders in which the
    member is the one that turns losing into winning. `prevent` is the share of winning coalitions that need the member,
    `initiate` the share of losing ones that it can make win. The `_error` fields are standard errors, 0 if exact.
    """

    actor: str
    role: str
    swings: int | None
    banzhaf: float
    banzhaf_share: float
    shapley: float
    prevent: float
    initiate: float
    banzhaf_error: float = 0.0
    shapley_error: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Power of all members: in the order of the seats; `act` is the share of all coalitions that win.

    `how` says by which way it was found; `winning` is the number of winning coalitions, None if sampled.
    """

    institution: Institution
    members: tuple[MemberPower, ...]
    act: float
    winning: int | None
    how: str

    @property
    def exact(self) -> bool:
        """Whether every figure is exact but for the last rounding."""
        return self.winning is not None

    def of(self, actor: str) -> MemberPower:
        """Return the power of one member. Raises NotFoundError."""
        self.institution.seat(actor)
        return next(each for each in self.members if each.actor == actor)


def power(institution: Institution, *, samples: int = SAMPLES, seed: int = 1) -> Power:
    """Return the power of every member; `samples` and `seed` are for institutions too large and uneven to count."""
    counts = count_winning(institution)
    if counts is None:
        return _sampled(institution, samples, seed)
    return _exact(institution, counts)


def _exact(institution: Institution, counts: Counts) -> Power:
    n = len(institution.seats)
    winning = sum(counts.winning)
    members = []
    swings = [_swings(counts, row) for row in range(n)]
    every = sum(sum(each) for each in swings)
    # Of equal rows the sums of fractions are equal too: each is added up once.
    values = {key: _shapley(key, n) for key in {tuple(each) for each in swings}}
    for seat, own in zip(institution.seats, swings, strict=True):
        total = sum(own)
        members.append(
            MemberPower(
                actor=seat.actor,
                role=seat.role,
                swings=total,
                banzhaf=float(Fraction(total, 2 ** (n - 1))),
                banzhaf_share=float(Fraction(total, every)) if every else 0.0,
                shapley=values[tuple(own)],
                prevent=float(Fraction(total, winning)) if winning else 0.0,
                initiate=float(Fraction(total, 2**n - winning)) if winning < 2**n else 0.0,
            )
        )
    act = float(Fraction(winning, 2**n))
    return Power(institution=institution, members=tuple(members), act=act, winning=winning, how=counts.how)


def _swings(counts: Counts, row: int) -> list[int]:
    """Coalitions of the others by size that win with the member and lose without it.

    The rule being monotone, these are the winning ones with the member less those that win without it.
    """
    own = counts.winning_with[row]
    return [own[size + 1] - (counts.winning[size] - own[size]) for size in range(len(own) - 1)]


def _shapley(swings: Sequence[int], n: int) -> float:
    """Share of the n! orders in which the member turns losing into winning."""
    found = sum(
        Fraction(count * factorial(size) * factorial(n - 1 - size), factorial(n))
        for size, count in enumerate(swings)
        if count
    )
    return float(found)


def _sampled(institution: Institution, samples: int, seed: int) -> Power:
    """Power by random coalitions (Banzhaf) and random orders (Shapley), with standard errors."""
    source = np.random.Generator(np.random.PCG64(seed))
    n = len(institution.seats)
    swung, wins = np.zeros(n), 0
    turned = np.zeros(n)
    done = 0
    block = max(1, 2_000_000 // n)
    while done < samples:
        size = min(block, samples - done)
        coalition = source.random((size, n)) < 0.5
        wins += int(np.count_nonzero(_wins(institution, coalition)))
        for row in range(n):
            swung[row] += int(np.count_nonzero(_flips(institution, coalition, row)))
        turned += np.bincount(_turning(institution, source.random((size, n))), minlength=n)[:n]
        done += size
    banzhaf, shapley, act = swung / samples, turned / samples, wins / samples
    total = float(banzhaf.sum())
    members = tuple(
        MemberPower(
            actor=seat.actor,
            role=seat.role,
            swings=None,
            banzhaf=float(banzhaf[row]),
            banzhaf_share=float(banzhaf[row]) / total if total else 0.0,
            shapley=float(shapley[row]),
            prevent=float(banzhaf[row]) / (2 * act) if act else 0.0,
            initiate=float(banzhaf[row]) / (2 * (1 - act)) if act < 1 else 0.0,
            banzhaf_error=_error(float(banzhaf[row]), samples),
            shapley_error=_error(float(shapley[row]), samples),
        )
        for row, seat in enumerate(institution.seats)
    )
    how = f"estimated from {samples:,} random coalitions and as many random orders"
    return Power(institution=institution, members=members, act=act, winning=None, how=how)


def _wins(institution: Institution, coalition: Flags) -> Flags:
    counts = institution.rule.counts
    weights = {each: institution.weights(each) for each in counts}
    tally = CoalitionTally(
        yes={each: coalition @ weights[each] for each in counts},
        all={each: float(weights[each].sum()) for each in counts},
    )
    return institution.rule.passes(tally)


def _flips(institution: Institution, coalition: Flags, row: int) -> Flags:
    with_it, without = coalition.copy(), coalition.copy()
    with_it[:, row], without[:, row] = True, False
    found: Flags = _wins(institution, with_it) & ~_wins(institution, without)
    return found


def _turning(institution: Institution, luck: Array) -> NDArray[np.intp]:
    """The member of each random order with which the coalition of those before it begins to win; n where none does."""
    order = np.argsort(luck, axis=1)
    rank = np.argsort(order, axis=1)
    n = luck.shape[1]
    low, high = np.zeros(len(luck), np.intp), np.full(len(luck), n + 1, np.intp)
    while (high - low > 1).any():  # a coalition of the first `high` wins, one of the first `low` does not
        middle = (low + high) // 2
        won = _wins(institution, rank < middle[:, None])
        open_ = high - low > 1
        high, low = np.where(open_ & won, middle, high), np.where(open_ & ~won, middle, low)
    found: NDArray[np.intp] = np.where(high > n, n, order[np.arange(len(luck)), np.minimum(high, n) - 1])
    return found


def _error(share: float, samples: int) -> float:
    return float((share * (1 - share) / samples) ** 0.5)
