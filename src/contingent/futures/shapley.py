"""Shapley effects: the variance of an answer shared out among its inputs, also where they move together.

What correlated inputs bring about jointly belongs to none of them; the Shapley value divides it evenly over all orders
in which the inputs could become known (Owen, SIAM/ASA Journal on Uncertainty Quantification 2 (2014), 245-251; Song,
Nelson and Staum, the same 4 (2016), 1060-1083). The shares add up to 1.

Estimated in one pass over random orders, each followed by its reverse: along an order the inputs are drawn anew one
after another, the rest held, and half the squared change is credited to the input that was added (for independent
inputs the estimator of Goda, Reliability Engineering and System Safety 205 (2021), 107199). Inputs that are drawn anew
are drawn given those that are held, by conditioning one draw of all (Matheron's rule) on the normal scores of a
Gaussian copula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError, ProgrammingError
from contingent.futures.indices import base_size, halves
from contingent.futures.resampling import Buckets, interval
from contingent.futures.streams import stream
from contingent.futures.studies import Answer
from contingent.positions.agenda import Array

_RIDGE = 1e-9
"""Added to variances of normal scores, so that inputs tied to each other entirely can be conditioned on."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shares:
    """Shapley effects by group and target with low and high of the interval: shape (groups, targets, 3).

    Each target's shares add up to 1. NaN where the answer does not vary. `variance` and `mean` are by target.
    """

    share: Array
    variance: Array
    mean: Array
    base: int


def shapley(
    answer: Answer, groups: Sequence[Sequence[int]], draws: int, seed: int, correlation: Array | None = None
) -> Shares:
    """Return the Shapley effects of `groups` of inputs, every input being in one group.

    Args:
        answer: from places of the inputs in their distributions (draws, inputs) to answers (draws, targets).
        groups: the columns of each group.
        draws: how many draws are followed along an order; takes (groups + 1) times as many answers.
        seed: of the design and the orders.
        correlation: of the normal scores of the inputs; None: independent.

    Raises InputError for too few draws, or too many that decide nothing.
    """
    columns = sorted(column for group in groups for column in group)
    if columns != list(range(len(columns))) or not columns:
        raise ProgrammingError("The groups do not share out the inputs.", remedy="Put every input into one group.")
    base = base_size(draws)
    path = _Path.of(groups, base, seed, correlation)
    steps = [answer(path.at(step)) for step in range(len(groups) + 1)]
    kept = np.asarray(~np.isnan(np.stack(steps)).any(axis=(0, 2)))
    if kept.sum() < base / 2:
        raise InputError(
            f"{base - int(kept.sum())} of {base} draws decide nothing: nobody in them has weight.",
            remedy="Give an actor a salience or capability whose range does not begin at 0.",
        )
    return _shared(steps, path.rank, kept, base, seed)


def _shared(steps: list[Array], rank: NDArray[np.intp], kept: NDArray[np.bool_], base: int, seed: int) -> Shares:
    held = np.where(kept[:, None], steps[0], 0.0)
    moved = [np.where(kept[:, None], (each - steps[0]) ** 2 / 2, 0.0) for each in steps]
    rows = np.arange(base)
    rises = np.stack([after - before for before, after in pairwise(moved)])
    buckets = Buckets(base, seed)
    whole = buckets.sums(moved[-1])
    count = kept.sum()
    mean = held.sum(axis=0) / count
    varies = whole[0] / count > 1e-18 * np.maximum(1.0, mean**2)
    scale = np.where(varies & (whole > 0), whole, np.nan)
    found = [interval(buckets.sums(rises[rank[:, group], rows]) / scale) for group in range(rank.shape[1])]
    variance = np.where(varies, whole[0] / count, 0.0)
    return Shares(share=np.stack(found), variance=variance, mean=mean, base=base)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Path:
    """Two draws of all inputs, and for each row the order in which groups go from the one to the other.

    `rank` (rows, groups) is the place of a group in the order; `of_column` the group of an input. Rows of one bucket
    share their order.
    """

    one: Array
    other: Array
    rank: NDArray[np.intp]
    of_column: NDArray[np.intp]
    correlation: Array | None

    @classmethod
    def of(cls, groups: Sequence[Sequence[int]], base: int, seed: int, correlation: Array | None) -> _Path:
        of_column = np.empty(sum(map(len, groups)), np.intp)
        for number, group in enumerate(groups):
            of_column[list(group)] = number
        one, other = halves(len(of_column), base, seed)
        if correlation is not None:
            from scipy.special import ndtri

            strength, axes = np.linalg.eigh(correlation)
            root: Array = axes * np.sqrt(np.maximum(strength, 0.0))
            one, other = (np.asarray(ndtri(each) @ root.T) for each in (one, other))
        return cls(
            one=one, other=other, rank=_orders(len(groups), base, seed), of_column=of_column, correlation=correlation
        )

    def at(self, step: int) -> Array:
        """Return the places of the inputs once the first `step` groups of each row's order are drawn anew."""
        anew = (self.rank < step)[:, self.of_column]
        if self.correlation is None:
            return np.where(anew, self.other, self.one)
        from scipy.special import ndtr

        made = np.where(anew, self.other, self.one)
        starts = np.flatnonzero(np.r_[True, (anew[1:] != anew[:-1]).any(axis=1)])
        for start, end in zip(starts, np.r_[starts[1:], len(anew)], strict=True):
            moving = anew[start]
            if moving.any() and not moving.all():
                part = slice(start, end)
                surprise = self.one[part][:, ~moving] - self.other[part][:, ~moving]
                made[part, moving] += surprise @ _gain(self.correlation, moving)
        found: Array = ndtr(made)
        return found


def _gain(correlation: Array, moving: NDArray[np.bool_]) -> Array:
    """Return what the held inputs say of those that move: (held, moving)."""
    held = ~moving
    within = correlation[np.ix_(held, held)] + _RIDGE * np.eye(int(held.sum()))
    return np.asarray(np.linalg.solve(within, correlation[np.ix_(held, moving)]), float)


def _orders(groups: int, base: int, seed: int) -> NDArray[np.intp]:
    """Return each group's place in the order of each row; an order holds for a bucket, the reverse for the next."""
    buckets = Buckets(base, seed)
    source = stream(seed, "orders")
    orders = np.empty((buckets.count, groups), np.intp)
    for number in range(0, buckets.count, 2):
        orders[number] = source.permutation(groups)
        orders[number + 1 : number + 2] = groups - 1 - orders[number]
    sizes = np.diff(np.r_[buckets.edges, base])
    return np.repeat(orders, sizes, axis=0)
