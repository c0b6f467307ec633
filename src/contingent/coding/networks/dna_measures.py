"""Measures as DNA 3.1.2 computes them, to compare with its numbers; they are not the measures of this house.

The backbone's loss is called a spectral distance there; it compares sorted degrees. Polarisation is called a maximum
there; it measures the distance from ideal camps and is largest where camps are mixed. Our own definitions are in
`backbone` and `polarisation` beside this module.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from contingent.base.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

MOST_SPLITS = 200_000
"""Halves that are tried one by one."""


def dna_degrees(weights: Array) -> Array:
    """Return the shares of nodes in the sum of all degrees, largest first; negative weights count 0."""
    import numpy as np

    degrees = np.sort(np.maximum(weights, 0.0).sum(axis=1))[::-1]
    whole = degrees.sum()
    return cast("Array", degrees / whole if whole > 0 else degrees)


def dna_loss(full: Array, candidate: Array) -> float:
    """Return the loss of a candidate network on the same nodes: sum of absolute differences of sorted degree shares."""
    import numpy as np

    return float(np.abs(dna_degrees(full) - dna_degrees(candidate)).sum())


def dna_penalised(loss: float, penalty: float, concepts: int, kept: int) -> float:
    """Return the penalised loss: loss times exp(-p (n - |B|) / n)."""
    return loss * math.exp(-penalty * (concepts - kept) / concepts)


def dna_nested(
    concepts: Sequence[str], loss: Callable[[frozenset[str]], float]
) -> tuple[tuple[str, float, float], ...]:
    """Return the nested backbone: concept dropped, loss of those left, loss of those dropped, step by step.

    Dropped is the concept whose removal has the smallest loss; of equals the first by label.
    """
    left = frozenset(concepts)
    found = []
    for _ in concepts:
        order = [each for each in concepts if each in left]
        drop = min(order, key=lambda each: loss(left - {each}))
        left -= {drop}
        found.append((drop, loss(left), loss(frozenset(concepts) - left)))
    return tuple(found)


def dna_polarisation(congruence: Array, conflict: Array, camps: Sequence[int], *, normalised: bool = True) -> float:
    """Return DNA's q of a partition of nodes into camps.

    Over pairs i < i', with n_c members of camp c, W = sum of n_c (n_c - 1), B = sum of n_a n_b over ordered pairs of
    camps, and |C|, |F| the sums of the whole matrices:
    q = sum within of |C_ii' - n_c (n_c - 1) / W |C| / W| + |F_ii'|, plus between of |C_ii'| +
    |F_ii' - n_a n_b / B |F| / B|; normalised by |C| + |F|, 0 where both are 0.
    """
    import numpy as np

    member = np.asarray(camps)
    sizes = np.bincount(member, minlength=1).astype(np.float64)
    same = member[:, None] == member[None, :]
    above = np.triu(np.ones_like(same), 1)
    agreed, opposed = float(congruence.sum()), float(conflict.sum())
    within, between = float((sizes * (sizes - 1)).sum()), float(len(member) ** 2 - (sizes**2).sum())
    here = sizes[member]
    ideal_agreed = here * (here - 1) / within * agreed / within if within else np.zeros_like(here)
    ideal_opposed = np.outer(here, here) / between * opposed / between if between else np.zeros_like(congruence)
    inside = np.abs(congruence - ideal_agreed[:, None]) + np.abs(conflict)
    outside = np.abs(congruence) + np.abs(conflict - ideal_opposed)
    q = float(inside[same & above].sum() + outside[~same & above].sum())
    if not normalised:
        return q
    return q / (agreed + opposed) if agreed + opposed else 0.0


def dna_halves(number: int) -> tuple[tuple[int, ...], ...]:
    """Return all splits of nodes into two camps of equal size (or one more in the second), each once.

    Raises InputError where they are too many to be tried.
    """
    smaller = number // 2
    if math.comb(number, smaller) > MOST_SPLITS:
        raise InputError(f"{number} nodes have too many halves to try.", record="network")
    found = []
    for chosen in combinations(range(number), smaller):
        if 2 * smaller == number and 0 not in chosen:
            continue
        found.append(tuple(0 if each in chosen else 1 for each in range(number)))
    return tuple(found)
