"""Kernels: networks of one moment in which statements count less the further off in time they were said.

With d the distance in half widths: uniform 1/2, Epanechnikov 3/4 (1 - d^2), triangular 1 - |d|, all for |d| <= 1;
Gaussian exp(-d^2 / 2) / sqrt(2 pi) for all. Two-mode networks add up these weights. In one-mode networks a pair counts
by the root of the product of both, so that a node's statement counts by the root of its weight; normalisation is by
the same roots, so that weights of a slice compare with those of any other network.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from contingent.coding.networks.counting import Count, filled
from contingent.coding.networks.settings import Settings
from contingent.coding.networks.spells import SECONDS, Spell, whole_units
from contingent.coding.networks.weighing import Scale, flat_of, ties, weights

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]


def kernel_counts(counted: Count, settings: Settings, spell: Spell) -> tuple[Array, int]:
    """Return the weighed array of a slice, and how many statements have a weight above 0.

    Two-mode: sums of kernel weights by cell; one-mode: sums of their roots.
    """
    import numpy as np

    given = nearness(counted.days, settings, spell)
    number = int((given > 0).sum())
    if settings.one_mode:
        given = np.sqrt(given)
    if counted.weights is not None:
        given = given * counted.weights
    return filled(counted.cells, given, counted.shape), number


def nearness(days: Array, settings: Settings, spell: Spell) -> Array:
    """Return the kernel weight of moments in a slice: float64, 0 and above."""
    import numpy as np

    unit = str(settings.unit)
    width = 2 * ((settings.size + 1) // 2)
    if settings.compatibility:
        units = whole_units(days, spell.time, unit).astype(np.float64)
    else:
        units = (np.datetime64(spell.time, "s") - days).astype(np.float64) / SECONDS[unit]
    d = 2 * units / width
    if settings.kernel == "gaussian":
        return cast("Array", np.exp(-(d**2) / 2) / math.sqrt(2 * math.pi))
    near = np.abs(d) <= 1
    if settings.compatibility or unit in ("months", "years"):
        near = (days >= np.datetime64(spell.start, "s")) & (days <= np.datetime64(spell.stop, "s"))
    if settings.kernel == "uniform":
        shape = np.full_like(d, 0.5)
    elif settings.kernel == "epanechnikov":
        shape = 0.75 * np.maximum(1 - d**2, 0.0)
    else:
        shape = np.abs(1 - d) if settings.compatibility else np.maximum(1 - np.abs(d), 0.0)
    return np.where(near, shape, 0.0)


def kernel_weights(x: Array, whole: Array, scale: Scale, settings: Settings) -> Array:
    """Return the weights of a slice from its weighed array; `whole` is the array of counts without a kernel."""
    if not settings.compatibility:
        return weights(x, scale, settings)
    return _dna_one_mode(x, whole, scale, settings) if settings.one_mode else _dna_two_mode(x, scale, settings)


def _dna_two_mode(x: Array, scale: Scale, settings: Settings) -> Array:
    """As DNA 3.1.2: an integer level counts by its place among the levels sorted as text."""
    import numpy as np

    if scale.kind != "integer" or settings.aggregation != "subtract":
        return weights(x, scale, settings)
    return cast("Array", x @ np.array(_text_places(scale), np.float64))


def _dna_one_mode(x: Array, whole: Array, scale: Scale, settings: Settings) -> Array:
    """As DNA 3.1.2: levels by their place, every normalisation by unweighed counts, the diagonal kept."""
    import numpy as np

    if scale.kind in ("integer", "text") and settings.aggregation != "ignore":
        places = np.array(_text_places(scale), np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            alike = 1 - np.abs(places[:, None] - places[None, :]) / (len(places) - 1)
        pairs = {"congruence": alike, "conflict": 1 - alike, "subtract": 2 * alike - 1}[settings.aggregation]
    else:
        pairs = ties(scale, settings)
    found = flat_of(x) @ flat_of(x @ pairs).T
    if settings.normalisation == "no":
        return cast("Array", found)
    flat = flat_of(whole)
    with np.errstate(divide="ignore"):
        shares = np.stack([np.where(row + flat > 0, 2 / (row + flat), 0.0).sum(axis=1) for row in flat]) if len(
            flat
        ) else np.zeros((0, 0))  # fmt: skip
    return cast("Array", found * shares)


def _text_places(scale: Scale) -> list[int]:
    order = sorted(str(each) for each in scale.levels)
    return [order.index(str(each)) for each in scale.levels]
