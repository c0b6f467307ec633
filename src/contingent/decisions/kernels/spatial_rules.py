"""Rules of the spatial bargaining round: words for people, numbers for kernels.

Source: KTAB's Spatial Model of Politics (KAPSARC), as described in docs/models/spatial.md, which says what each rule
does and why the default departs from KTAB where it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contingent.decisions.kernels.condorcet_rules import Election
from contingent.positions.agenda import Array

THIRD_PARTIES = ("nearer", "winner", "none")
RISK_RANGES = ("mid", "min", "max")
RISK_VIEWS = ("third", "none", "half", "two-thirds", "full")
POINTS = ("square", "linear", "weaker")
BARGAINS = ("initiator", "both", "joint")

NEARER, WINNER, NOBODY = range(3)
MID, LEAST, MOST = range(3)
SQUARE, LINEAR, WEAKER = range(3)
INITIATOR, BOTH, JOINT = range(3)

OWN_SHARE = (2 / 3, 1.0, 1 / 2, 1 / 3, 0.0)
"""How much of its own risk attitude an actor reads into others, by place in RISK_VIEWS; the rest is theirs."""

CONTEST_FLOOR = 1e-10
BARGAIN_FLOOR = 1e-6
LEAST_GAIN = 1e-5
"""An actor challenges nobody for a gain (of a utility of 0-1) that is not larger."""
ALIKE = 1e-6
"""Chances that differ by no more than this in all are equal: everybody is risk neutral."""
SETTLED = 0.02
"""Movement, as a share of that in the first turn, below which bargaining has ended."""
FIRST_FLOOR = 1e-4


class Rules(NamedTuple):
    """The rules of a run, as numbers a kernel can read: places in the tuples of words above, or 0 and 1.

    Beside those: `turns` is the most turns. Each that follows is 1 for the sound rule and 0 for KTAB's: `distinct`
    (proposals are distinct positions, not actors), `weight` (voters count with salience x capability, not capability),
    `own` (an election on a queue is about the actor's own next position, not everybody's), `exact` (bargains are not
    rounded), `fair` (ties are shared, not won by who comes first), `shares` (weights are shares of all weight, and
    movement is weighed), `mended` (the receiver's estimate is a probability).
    """

    votes: int
    victory: int
    chain: int
    risk_range: int
    risk_view: int
    third_parties: int
    point: int
    bargains: int
    stochastic: int
    turns: int
    distinct: int
    weight: int
    own: int
    exact: int
    fair: int
    shares: int
    mended: int

    @property
    def election(self) -> Election:
        """The rules of elections."""
        rules = Election(self.votes, self.victory, self.chain, self.shares)
        return rules.between_equals() if self.distinct else rules


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Room:
    """Who bargains: positions and saliences (actors, dimensions) on 0-1, capabilities (actors,).

    `keys` are the 64-bit names of the actors' luck, for stochastic transitions, and `draw` the number of the draw.
    `ideals` (actors, actors) says how ideal points follow positions (None: they are the positions).
    """

    position: Array
    salience: Array
    capability: Array
    keys: tuple[int, ...] = ()
    draw: int = 0
    ideals: Array | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """What a run did: `positions` (turns + 1, actors, dimensions) on 0-1, the first as stated.

    `partners` (turns, actors) is the number of the actor with whom a bargain was carried out, -1 for none and -2 for
    several that were equally likely. `capped` says that the most turns were reached before bargaining had ended.
    """

    positions: Array
    partners: NDArray[np.int64]
    capped: bool

    @property
    def turns(self) -> int:
        """How many turns were taken."""
        return len(self.positions) - 1
