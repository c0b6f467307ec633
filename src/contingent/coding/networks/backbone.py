"""Backbone: the concepts that are enough to keep the network of actors as it is.

Concepts are taken out one at a time, always the one whose loss changes the network least, until one is left. How far a
network is from the whole one is told by the spectra of their Laplacians: `L = D - W`, where `D` holds the sums of
absolute weights (the signed Laplacian of Kunegis et al., SIAM International Conference on Data Mining 2010; the common
one where no weight is below 0), eigenvalues sorted and divided by their sum, half the sum of absolute differences. That
is 0 for equal shape and at most 1; a network without a tie is at 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

TOLERANCE = 0.1
"""How far the network of the backbone may be from the whole one."""

RANDOM_SETS = 200
_LEAST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One concept taken out: what is left, how far its network is from the whole one, and what chance sets keep.

    `likeness` is the correlation of the weights of all pairs with those of the whole network, which sees which pair
    has which weight where the distance sees the shape only; None where all weights are equal. `chance` is the mean
    distance of random sets of as many concepts, `better` the share of such sets that are as near or nearer.
    """

    concept: str
    left: int
    distance: float
    likeness: float | None
    chance: float | None = None
    better: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backbone:
    """The concepts kept, and the whole order in which concepts were taken out, least needed first."""

    kept: tuple[str, ...]
    redundant: tuple[str, ...]
    distance: float
    tolerance: float
    steps: tuple[Step, ...]
    random_sets: int
    seed: int


def backbone(
    concepts: Sequence[str],
    network_of: Callable[[Sequence[int]], Floats],
    *,
    tolerance: float = TOLERANCE,
    random_sets: int = RANDOM_SETS,
    seed: int = 1,
) -> Backbone:
    """Return the fewest concepts, on the way of taking out one at a time, whose network is within the tolerance.

    Args:
        concepts: the concepts.
        network_of: gives the weights among the actors, shape (actors, actors), that come of some concepts by number.
        tolerance: how far the network of the backbone may be from the whole one, 0 to 1.
        random_sets: sets of as many concepts drawn at random at every step; 0: none.
        seed: of these draws.

    Raises InputError for a tolerance out of range or where the whole network has no tie.
    """
    import numpy as np

    if not 0 <= tolerance <= 1:
        raise InputError(f"A tolerance of {tolerance:g} is out of range.", remedy="Give a number from 0 to 1.")
    whole = network_of(range(len(concepts)))
    if not whole.any():
        raise InputError("No two actors are tied, so there is no network to keep.", remedy="Count more statements.")
    shape = laplacian_spectrum(whole)
    generator = np.random.default_rng(seed)
    left, steps = list(range(len(concepts))), []
    while len(left) > 1:
        tried = [(_distance(shape, network_of([k for k in left if k != out])), out) for out in left]
        _, out = min(tried, key=lambda each: (round(each[0], 12), each[1]))
        left.remove(out)
        weights = network_of(left)
        distance = _distance(shape, weights)
        drawn = _random(shape, network_of, len(concepts), len(left), generator, random_sets)
        steps.append(
            Step(
                concept=concepts[out], left=len(left), distance=distance, likeness=likeness(whole, weights),
                chance=float(np.mean(drawn)) if drawn else None,
                better=sum(each <= distance + _LEAST for each in drawn) / len(drawn) if drawn else None,
            )
        )  # fmt: skip
    last = max((n for n, step in enumerate(steps, 1) if step.distance <= tolerance + _LEAST), default=0)
    redundant = tuple(step.concept for step in steps[:last])
    return Backbone(
        kept=tuple(each for each in concepts if each not in redundant), redundant=redundant,
        distance=steps[last - 1].distance if last else 0.0, tolerance=tolerance, steps=tuple(steps),
        random_sets=random_sets, seed=seed,
    )  # fmt: skip


def laplacian_spectrum(weights: Floats) -> Floats:
    """Return the eigenvalues of the signed Laplacian, rising, over their sum; zeros for a network without a tie."""
    import numpy as np

    laplacian = np.diag(np.abs(weights).sum(axis=1)) - weights
    values = np.linalg.eigvalsh(laplacian)
    total = float(values.sum())
    return np.asarray(values / total) if total > _LEAST else np.zeros(len(weights))


def spectral_distance(one: Floats, other: Floats) -> float:
    """Return half the sum of absolute differences of two Laplacian spectra, 0 to 1; 1 if only one has a tie."""
    return _distance(laplacian_spectrum(one), other)


def _distance(shape: Floats, weights: Floats) -> float:
    import numpy as np

    spectrum = laplacian_spectrum(weights)
    if shape.any() != spectrum.any():
        return 1.0
    return float(np.abs(shape - spectrum).sum() / 2)


def likeness(one: Floats, other: Floats) -> float | None:
    """Return the correlation of the weights of all pairs in two networks of the same actors."""
    import numpy as np

    upper = np.triu_indices(len(one), 1)
    a, b = one[upper], other[upper]
    if a.size < 2 or np.ptp(a) < _LEAST or np.ptp(b) < _LEAST:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def _random(
    shape: Floats,
    network_of: Callable[[Sequence[int]], Floats],
    of: int,
    size: int,
    generator: np.random.Generator,
    sets: int,
) -> list[float]:
    known: dict[tuple[int, ...], float] = {}
    drawn = []
    for _ in range(sets):
        chosen = tuple(sorted(generator.choice(of, size=size, replace=False).tolist()))
        if chosen not in known:
            known[chosen] = _distance(shape, network_of(chosen))
        drawn.append(known[chosen])
    return drawn
