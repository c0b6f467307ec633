"""Rules of the probabilistic Condorcet election: words for people, numbers for kernels, and the tolerances both use.

Source: KTAB's Spatial Model of Politics (KAPSARC), as described in docs/models/condorcet.md.
"""

from __future__ import annotations

from typing import NamedTuple

VOTES = ("proportional", "binary", "mostly-proportional", "half-cubic", "cubic", "prospect")
VICTORY = ("linear", "square", "quartic", "octic", "binary")
ELECTIONS = ("conditional", "markov-incentive", "markov-uniform")

VOTES_SAY = {
    "proportional": "a vote grows with the difference in utility (KTAB: Prop)",
    "binary": "full weight for whichever is better, however little (Binary)",
    "mostly-proportional": "four fifths proportional, one fifth binary (PropBin)",
    "half-cubic": "half proportional, half cubic (PropCbc)",
    "cubic": "small differences hardly count (Cubic)",
    "prospect": "gains count two thirds of losses (ASymProsp)",
}
VICTORY_SAYS = {
    "linear": "a side wins with the probability of its share of the votes",
    "square": "share of squared votes",
    "quartic": "share of votes to the fourth",
    "octic": "share of votes to the eighth",
    "binary": "the side ahead by a tenth wins for certain",
}
ELECTIONS_SAY = {
    "conditional": "a proposal's chance is that of beating every other at once, given that one does",
    "markov-incentive": "the favourite is challenged by those who gain from it; its long-run share of time",
    "markov-uniform": "the favourite is challenged by any proposal; its long-run share of time",
}

LINEAR_VOTES, BINARY_VOTES, MOSTLY_PROPORTIONAL, HALF_CUBIC, CUBIC, PROSPECT = range(6)
BINARY_VICTORY = 4
CONDITIONAL, INCENTIVE, UNIFORM = range(3)

COALITION_FLOOR = 1e-8
"""Strength every side of a pair has without a vote: as stated in KTAB, or as a share of all weight."""
STEP = 1e-8
"""Difference in utility at which a binary vote counts in full."""
NOISE = 1e-12
"""Difference in utility below which a binary vote sees none, so that rounding alone never votes."""
THRESHOLD, CERTAIN = 1.1, 1e-6
"""The binary law of victory: the lead that decides, and the odds that remain for the loser."""
OWN_INCENTIVE = 1e-10
INCENTIVE_LIMIT, UNIFORM_LIMIT, MOST_PASSES = 1e-8, 1e-6, 1000
SAME = 1e-3
"""Positions no farther apart than this (0-1) are one proposal: a tenth of a point."""
TIE = 1e-9
"""Probabilities, gains or positions (0-1) nearer than this are equal: rounding may differ between kernels, ties not."""


class Election(NamedTuple):
    """How an election goes, as numbers a kernel can read.

    `votes`, `victory` and `chain` are places in VOTES, VICTORY and ELECTIONS. `shares` is 1 where weights are taken as
    shares of all weight, 0 where they are taken as they are (KTAB).
    """

    votes: int
    victory: int
    chain: int
    shares: int

    @classmethod
    def of(cls, votes: str, victory: str, election: str, *, shares: bool) -> Election:
        """Return the rules of these words."""
        return cls(VOTES.index(votes), VICTORY.index(victory), ELECTIONS.index(election), int(shares))

    def between_equals(self) -> Election:
        """Return the rules for proposals of which none is the status quo.

        A prospect vote belittles the gains of one of the two; which one is a matter of order only, so it is taken half
        of the time either way. Five sixths of a proportional vote on both sides is a proportional vote.
        """
        return self._replace(votes=LINEAR_VOTES) if self.votes == PROSPECT else self
