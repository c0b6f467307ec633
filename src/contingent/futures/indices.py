"""Sobol' indices of any answer: what share of its variance an input, or a group of inputs, accounts for.

First-order indices by Saltelli and others, Computer Physics Communications 181 (2010), 259-270, equation (b) of table
2; total indices by Jansen, Computer Physics Communications 117 (1999), 35-43; both on a scrambled Sobol' sequence. The
estimators are those of `scipy.stats.sobol_indices` and of SALib. They are written out here because SciPy has no groups
and resamples in a loop, where one product of matrices does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contingent.base.errors import InputError
from contingent.futures.resampling import Buckets, interval
from contingent.futures.streams import stream
from contingent.futures.studies import Answer, enough
from contingent.positions.agenda import Array

MOST_BASE = 1 << 17
"""Points of a design beyond which an index would gain a place that nobody reads."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indices:
    """Indices by group and target, each with low and high of its interval: shape (groups, targets, 3).

    NaN where the answer does not vary. `variance` and `mean` are by target; `base` is the size of the design, of which
    `left_out` points gave no answer.
    """

    first: Array
    total: Array
    variance: Array
    mean: Array
    base: int
    left_out: int


def base_size(draws: int) -> int:
    """Return the size of the design for so many draws: the next power of two, as the sequence asks for.

    Raises InputError for too few or too many.
    """
    enough(draws)
    if draws > MOST_BASE:
        raise InputError(f"{draws:,} points are too many for indices.", remedy=f"Ask for at most {MOST_BASE:,}.")
    return 1 << (draws - 1).bit_length()


def halves(dimensions: int, base: int, seed: int) -> tuple[Array, Array]:
    """Return two designs of shape (base, dimensions), each as evenly spread as the sequence has it."""
    from scipy.stats import qmc

    source = qmc.Sobol(2 * dimensions, scramble=True, rng=stream(seed, "sobol"))
    points = source.random_base2(base.bit_length() - 1)
    # A point on the border may be nowhere in a distribution without ends.
    points = np.clip(points, 1e-12, 1 - 1e-12)
    return np.ascontiguousarray(points[:, :dimensions]), np.ascontiguousarray(points[:, dimensions:])


def sobol(answer: Answer, dimensions: int, groups: Sequence[Sequence[int]], draws: int, seed: int) -> Indices:
    """Return the indices of `answer` for groups of its inputs, which must be independent of each other.

    Takes (groups + 2) x `base_size(draws)` answers. Raises InputError for too few draws.
    """
    base = base_size(draws)
    one, other = halves(dimensions, base, seed)
    at_one, at_other = answer(one), answer(other)
    mixed = [_mixed(answer, one, other, columns) for columns in groups]
    decided = ~np.isnan(np.stack([at_one, at_other, *mixed])).any(axis=(0, 2))
    if decided.sum() < base / 2:
        raise InputError(
            f"{base - int(decided.sum())} of {base} draws decide nothing: nobody in them has weight.",
            remedy="Give an actor a salience or capability whose range does not begin at 0.",
        )
    if not decided.all():
        at_one, at_other, mixed = at_one[decided], at_other[decided], [each[decided] for each in mixed]
    return _indices(at_one, at_other, mixed, base, int(base - decided.sum()), seed)


def _mixed(answer: Answer, one: Array, other: Array, columns: Sequence[int]) -> Array:
    points = one.copy()
    points[:, list(columns)] = other[:, list(columns)]
    return answer(points)


def _indices(one: Array, other: Array, mixed: list[Array], base: int, left_out: int, seed: int) -> Indices:
    mean = (one.mean(axis=0) + other.mean(axis=0)) / 2
    one, other = one - mean, other - mean
    buckets = Buckets(len(one), seed)
    count = 2 * len(one)
    spread = buckets.sums(one**2 + other**2) / count - (buckets.sums(one + other) / count) ** 2
    varies = spread[0] > 1e-18 * np.maximum(1.0, mean**2)
    scale = np.where(varies & (spread > 0), spread, np.nan)
    first, total = [], []
    for each in mixed:
        crossed = each - mean
        first.append(interval(buckets.sums(other * (crossed - one)) / len(one) / scale))
        total.append(interval(buckets.sums((one - crossed) ** 2) / count / scale))
    shape = (0, one.shape[1], 3)
    return Indices(
        first=np.stack(first) if first else np.empty(shape),
        total=np.stack(total) if total else np.empty(shape),
        variance=np.where(varies, spread[0], 0.0),
        mean=mean,
        base=base,
        left_out=left_out,
    )
