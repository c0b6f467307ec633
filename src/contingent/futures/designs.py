"""Designs: which points of the unit cube the draws of a run are, plain or quasi-random, in any blocks.

Whatever the blocks, draw number n of a run is the same, and a shorter run is the beginning of a longer one.
"""

from __future__ import annotations

import threading
import warnings
from collections import OrderedDict
from enum import StrEnum
from typing import Any

import numpy as np

from contingent.base.errors import InputError
from contingent.futures.inputs import Inputs
from contingent.futures.streams import stream
from contingent.positions.agenda import Array

REPLICATES = 16
"""Independent randomisations in a quasi-random run; draw n belongs to number n modulo this. Their scatter gives the
error."""

MOST_DIMENSIONS = 21_201
"""Inputs for which Sobol numbers are known (Joe and Kuo 2008)."""

MOST_QUASI = REPLICATES * 2**30
"""Draws after which a randomisation has no point left."""


class Design(StrEnum):
    """How the points are chosen.

    `PLAIN`: independent random numbers, a stream for each input. `QUASI`: Sobol points, which fill the cube more
    evenly, in 16 interleaved independent scramblings (linear matrix scrambling with a digital shift: Matousek, On the
    L2-Discrepancy for Anchored Boxes, Journal of Complexity 14, 1998).
    """

    PLAIN = "plain"
    QUASI = "quasi"

    def luck(self, inputs: Inputs, seed: int, first: int, count: int) -> Array:
        """Return the points of draws `first` to `first + count`, of shape (count, inputs), independent by column."""
        if self is Design.PLAIN:
            return inputs.luck(seed, first, count)
        return _quasi(len(inputs), seed, first, count)

    def check(self, inputs: Inputs, draws: int) -> None:
        """Raise InputError if so many draws of so many inputs cannot be made."""
        if self is Design.QUASI and len(inputs) > MOST_DIMENSIONS:
            raise InputError(
                f"Quasi-random draws reach {MOST_DIMENSIONS:,} uncertain inputs; there are {len(inputs):,}.",
                remedy="Take the plain design, or fewer issues at a time.",
            )
        if self is Design.QUASI and draws > MOST_QUASI:
            raise InputError(f"{draws:,} quasi-random draws cannot be made.", remedy=f"Ask for {MOST_QUASI:,} at most.")

    @property
    def says(self) -> str:
        """The design in words."""
        if self is Design.PLAIN:
            return "plain random draws, a named stream for each input"
        return (
            f"quasi-random draws: Sobol points in {REPLICATES} independent scramblings, whose scatter gives the errors"
        )


class _Sequence:
    """Scrambled Sobol points read in order or from any place; going back starts anew."""

    def __init__(self, dimensions: int, seed: int, replicate: int) -> None:
        from scipy.stats import qmc

        luck = stream(seed, "sobol", str(replicate))
        try:
            self._source: Any = qmc.Sobol(dimensions, scramble=True, rng=luck)
        except TypeError:  # SciPy before 1.15 calls it seed
            self._source = qmc.Sobol(dimensions, scramble=True, seed=luck)

    def read(self, first: int, count: int) -> Array:
        if self._source.num_generated > first:
            self._source.reset()
        if self._source.num_generated < first:
            self._source.fast_forward(first - self._source.num_generated)
        points: Array = self._source.random(count)
        return points


_LOCAL = threading.local()
_KEPT = 2 * REPLICATES


def _sequence(dimensions: int, seed: int, replicate: int) -> _Sequence:
    """Return the sequence of this thread: it remembers its place, and a run reads forward."""
    kept: OrderedDict[tuple[int, int, int], _Sequence] = _LOCAL.__dict__.setdefault("kept", OrderedDict())
    key = (dimensions, seed, replicate)
    if key not in kept:
        kept[key] = _Sequence(dimensions, seed, replicate)
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def _quasi(dimensions: int, seed: int, first: int, count: int) -> Array:
    found = np.empty((count, dimensions), order="F")
    if not dimensions or not count:
        return found
    with warnings.catch_warnings():
        # Sobol points are best in powers of two; a run may be of any length and its errors are measured, not assumed.
        warnings.simplefilter("ignore", UserWarning)
        for replicate in range(REPLICATES):
            offset = (replicate - first) % REPLICATES
            if offset < count:
                number = -((offset - count) // REPLICATES)
                found[offset::REPLICATES] = _sequence(dimensions, seed, replicate).read(
                    (first + offset) // REPLICATES, number
                )
    return found
