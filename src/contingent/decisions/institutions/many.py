"""Votes over many draws of the positions: in what share of them a proposal passes, and on whom it hangs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from contingent.decisions.institutions.coalitions import passing
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.rules import Ballot, Ballots
from contingent.decisions.institutions.votes import BOUNDS, UNKNOWN, Question, ballots, pivotal, vetoing
from contingent.positions.agenda import Array

ANYWHERE = "anywhere"
"""Members of unknown position taken to stand anywhere on the scale, each point as likely."""

MOST_FOR_PIVOTS = 60
"""Members beyond which it is not worked out in which draws each is pivotal."""

BLOCK = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares (0-1) of `draws` draws. `passed` by what members of unknown position are taken to do: against, abstaining,
    in favour, or anywhere on the scale; where all positions are known the four are equal. By member, with the unknown
    anywhere: `in_favour`, `blocks` (its ballot alone defeats the proposal), `pivotal` (None: not worked out)."""

    draws: int
    passed: Mapping[str, float]
    in_favour: Mapping[str, float]
    blocks: Mapping[str, float]
    pivotal: Mapping[str, float] | None

    def error(self, name: str) -> float:
        """Return the Monte-Carlo standard error of a share of passing."""
        share = self.passed[name]
        return float((share * (1 - share) / self.draws) ** 0.5)


def vote_shares(institution: Institution, positions: Array, anywhere: Array, question: Question) -> Shares:
    """Return the shares over draws. `positions` has the shape (draws, members), NaN where unknown; `anywhere` the same
    shape, with a position (0-100) to stand in for each unknown one."""
    draws, n = positions.shape
    passed = dict.fromkeys((*BOUNDS, ANYWHERE), 0)
    sums = {name: np.zeros(n) for name in ("in favour", "blocks", "pivotal")}
    for start in range(0, draws, BLOCK):
        part = slice(start, start + BLOCK)
        cast = ballots(positions[part], institution, question)
        for name, ballot in BOUNDS.items():
            passed[name] += _count(institution, np.where(cast == UNKNOWN, np.int8(ballot), cast))
        filled = np.where(np.isnan(positions[part]), anywhere[part], positions[part])
        full = ballots(filled, institution, question)
        passed[ANYWHERE] += _count(institution, full)
        sums["in favour"] += (full == Ballot.YES).sum(axis=0)
        sums["blocks"] += vetoing(institution, full).sum(axis=0)
        if n <= MOST_FOR_PIVOTS:
            sums["pivotal"] += pivotal(institution, full).sum(axis=0)
    told = {
        name: {member: float(each) / draws for member, each in zip(institution.members, values, strict=True)}
        for name, values in sums.items()
    }
    return Shares(
        draws=draws,
        passed={name: count / draws for name, count in passed.items()},
        in_favour=told["in favour"],
        blocks=told["blocks"],
        pivotal=told["pivotal"] if n <= MOST_FOR_PIVOTS else None,
    )


def _count(institution: Institution, cast: Ballots) -> int:
    return int(np.count_nonzero(passing(institution, cast)))
