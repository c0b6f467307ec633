"""Weighing: from the array of counts to the weights of a two-mode or one-mode network, by their published equations.

x has the shape (rows i, columns j, levels k); t_i is the sum over j and k. P. Leifeld, Discourse Network Analyzer
manual; P. Leifeld, Discourse Network Analysis, in The Oxford Handbook of Political Networks (2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from contingent.base.errors import InputError
from contingent.coding.networks.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from contingent.coding.networks.network import Level

    Array: TypeAlias = np.ndarray[Any, Any]

MOST_COMBINED = 52
"""Levels whose powers of two a float64 still tells apart."""

EXACT = 2**24
"""Below this every whole number is a float32."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels of the qualifier of a count and their kind: `none`, `boolean`, `integer` or `text`."""

    kind: str
    levels: tuple[Level | None, ...]

    @property
    def values(self) -> list[int]:
        """The levels as numbers; 0 where they are none."""
        return [int(each) if isinstance(each, int) else 0 for each in self.levels]


def weights(x: Array, scale: Scale, settings: Settings) -> Array:
    """Return the weights of a network: float64, shape (rows, columns) or (rows, rows) with 0 in the diagonal.

    Raises InputError where the levels are too many to be combined.
    """
    if not settings.one_mode:
        return _two_mode(x, scale, settings)
    import numpy as np

    found = raw(x, scale, settings)
    plain = settings.aggregation == "congruence" and scale.kind in ("boolean", "text")
    bottom = denominators(x, scale, settings, same=found if plain else None)
    if bottom is not None:
        found = _divided(found, bottom)
    np.fill_diagonal(found, 0.0)
    return found


def _two_mode(x: Array, scale: Scale, settings: Settings) -> Array:
    import numpy as np

    found = x @ levels_weights(scale, settings) if settings.aggregation != "combine" else _combined(x, scale)
    if settings.normalisation == "no":
        return cast("Array", found)
    said = (x > 0).sum(axis=2, dtype=np.float64) if settings.aggregation == "combine" else x.sum(axis=2)
    whole = said.sum(axis=1, keepdims=True) if settings.normalisation == "activity" else said.sum(axis=0, keepdims=True)
    return _divided(found, np.broadcast_to(whole, found.shape))


def levels_weights(scale: Scale, settings: Settings) -> Array:
    """Return what a statement of each level counts in a two-mode network: float64, one per level."""
    import numpy as np

    if settings.aggregation == "subtract" and scale.kind == "boolean":
        return np.array([-1.0, 1.0])
    if settings.aggregation == "subtract" and scale.kind == "integer":
        return np.array(scale.values, np.float64)
    return np.ones(len(scale.levels))


def powers(scale: Scale) -> Array:
    """Return the power of two that stands for each level when they are combined: the first level has the highest."""
    import numpy as np

    number = len(scale.levels)
    if number > MOST_COMBINED:
        raise InputError(
            f"The qualifier has {number} levels; at most {MOST_COMBINED} can be told apart when combined.",
            record="network",
            remedy="Take the aggregation ignore or subtract.",
        )
    return 2.0 ** np.arange(number - 1, -1, -1)


def _combined(x: Array, scale: Scale) -> Array:
    return cast("Array", (x > 0) @ powers(scale))


def likeness(scale: Scale, settings: Settings) -> Array:
    """Return how alike two levels are, from 0 to 1: float64, shape (levels, levels).

    Boolean: the same or not. Integer: 1 - |k - k'| / R, where R is the width of the scale: of the levels that occur
    unless `settings.scale` names it. If only one level occurs, no two statements differ: likeness 1; DNA divides 0 by
    0 there, and so does `compatibility`.
    """
    import numpy as np

    if scale.kind != "integer":
        return np.eye(len(scale.levels))
    values = np.array(scale.values, np.float64)
    width = float(values.max() - values.min()) if len(values) else 0.0
    if settings.scale is not None:
        width = float(settings.scale[1] - settings.scale[0])
        if len(values) and (values.min() < settings.scale[0] or values.max() > settings.scale[1]):
            raise InputError(
                f"The levels {values.min():g} to {values.max():g} leave the scale {settings.scale}.",
                record="network",
                remedy="Give the lowest and the highest level that the codebook has.",
            )
    apart = np.abs(values[:, None] - values[None, :])
    if width == 0:
        return np.full_like(apart, np.nan) if settings.compatibility else np.ones_like(apart)
    return cast("Array", 1.0 - apart / width)


def ties(scale: Scale, settings: Settings) -> Array:
    """Return what a pair of statements counts by their levels, for a qualifier that is no text: (levels, levels)."""
    import numpy as np

    number = len(scale.levels)
    if settings.aggregation == "ignore":
        return np.ones((number, number))
    alike = likeness(scale, settings)
    return {"congruence": alike, "conflict": 1.0 - alike, "subtract": 2.0 * alike - 1.0}[settings.aggregation]


def raw(x: Array, scale: Scale, settings: Settings) -> Array:
    """Return the weights of a one-mode network before normalisation, the diagonal included: (rows, rows)."""
    if settings.aggregation == "ignore":
        said = x.sum(axis=2)
        return _product(said, said)
    flat = flat_of(x)
    if scale.kind == "text":
        same = _product(flat, flat) if settings.aggregation != "conflict" else 0.0
        alone = _alone(flat) if settings.aggregation != "congruence" else 0.0
        return cast("Array", same + alone if settings.aggregation == "conflict" else same - alone)
    if settings.aggregation == "congruence" and scale.kind == "boolean":
        return _product(flat, flat)
    return cast("Array", flat @ flat_of(x @ ties(scale, settings)).T)


def flat_of(x: Array) -> Array:
    """Return an array of counts with one row per node: shape (rows, columns times levels)."""
    return x.reshape(len(x), x.shape[1] * x.shape[2])


def _alone(flat: Array) -> Array:
    """Return for two nodes what either says and the other does not: sum of x_ijk [x_i'jk = 0] both ways."""
    one_way = _product(flat, (flat == 0).astype(flat.dtype))
    return cast("Array", one_way + one_way.T)


def _product(one: Array, other: Array) -> Array:
    """Return `one @ other.T`, float64; computed in float32, twice as fast, where all are whole and it is exact."""
    import numpy as np

    most = one.sum(axis=1).max(initial=0.0) * other.max(initial=0.0)
    if most < EXACT and (np.rint(one) == one).all() and (np.rint(other) == other).all():
        one32, other32 = one.astype(np.float32), other.astype(np.float32)
        return cast("Array", (one32 @ other32.T).astype(np.float64))
    return cast("Array", one @ other.T)


def denominators(x: Array, scale: Scale, settings: Settings, *, same: Array | None = None) -> Array | None:
    """Return what the weights of a one-mode network are divided by, (rows, rows); None without normalisation.

    `same` is what two nodes say alike, sum of x_ijk x_i'jk, where it is known already.
    """
    import numpy as np

    flat = flat_of(x)
    totals = flat.sum(axis=1)
    if settings.normalisation == "average":
        return cast("Array", (totals[:, None] + totals[None, :]) / 2)
    if settings.normalisation == "dna_cosine":
        return cast("Array", totals[:, None] * totals[None, :])
    if settings.normalisation == "jaccard":
        return cast("Array", _alone(flat) + (_product(flat, flat) if same is None else same))
    if settings.normalisation == "l2_cosine":
        return np.outer(*[lengths(x, scale, settings)] * 2)
    return None


def lengths(x: Array, scale: Scale, settings: Settings) -> Array:
    """Return the length of each node's profile, by which `l2_cosine` divides: float64, one per row.

    The root of a node's congruence with itself; under `ignore` of the sum of its squared counts by column.
    """
    import numpy as np

    if settings.aggregation == "ignore":
        return cast("Array", np.sqrt((x.sum(axis=2) ** 2).sum(axis=1)))
    alike = np.eye(x.shape[2]) if scale.kind != "integer" else likeness(scale, settings)
    return cast("Array", np.sqrt(np.einsum("ijk,ijk->i", x, x @ alike)))


def _divided(top: Array, bottom: Array) -> Array:
    import numpy as np

    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom != 0)
