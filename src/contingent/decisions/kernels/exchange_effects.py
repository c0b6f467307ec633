"""What exchanges do to those who take no part in them (van Assen, Stokman and van Oosten, Conflict Measures in
Cooperative Exchange Models of Collective Decision-making, Rationality and Society 15, 2003)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from contingent.decisions.kernels.exchange_rules import Round
from contingent.positions.agenda import Array

COLUMNS = ("inner gains", "inner losses", "outer gains", "outer losses", "own gains")
"""Others on the same sides as one of the traders (inner) or not (outer), and the traders themselves."""


def externalities(played: Iterable[Round], salience: Array, *, on_both: bool = False) -> Array:
    """Return by actor the sums of `COLUMNS` over all exchanges, in utility (points x salience 0-1), shape (actors, 5).

    The change of an outcome is the one its buyer knows of. Somebody who stands on one of the two issues feels that one
    alone and counts as outer; with `on_both` it counts nothing, as in the published program.
    """
    sums = np.zeros((len(salience), len(COLUMNS)))
    for one in played:
        there = ~np.isnan(one.start) & (np.nan_to_num(salience) > 0)
        with np.errstate(invalid="ignore"):
            right = one.start > one.before[None, :] + 1e-12
        for trade in one.trades:
            p, q = trade.p, trade.q
            felt = np.zeros(len(salience))
            for issue, (before, after) in ((p, trade.known_p), (q, trade.known_q)):
                nearer = np.abs(before - one.start[:, issue]) - np.abs(after - one.start[:, issue])
                felt += np.where(there[:, issue], salience[:, issue] * nearer, 0.0)
            both = there[:, p] & there[:, q]
            if on_both:
                felt[~both] = 0.0
            alike = [both & (right[:, p] == right[n, p]) & (right[:, q] == right[n, q]) for n in (trade.i, trade.j)]
            column = np.where(alike[0] | alike[1], 0, 2) + np.where(felt > 0, 0, 1)
            column[[trade.i, trade.j]] = 4
            felt[[trade.i, trade.j]] = trade.gain
            sums[np.arange(len(salience)), column] += felt
    return sums
