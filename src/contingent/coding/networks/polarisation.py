"""Polarisation: how far conflict runs between two camps.

With `C` the congruence and `F` the conflict of each pair of actors, a division into two camps is worth the conflict
between them less the congruence between them: what it puts right less what it tears apart. The best division over all
conflict is the polarisation, `max over camps of sum between (F - C) / sum F`. It is 0 where one camp tells as much as
two (also where nobody contradicts anybody) and 1 where all conflict and no congruence lies between the camps.

That is the proportional reduction in error (Goodman and Kruskal, Journal of the American Statistical Association 49,
1954) of two camps against one, and 1 less the frustration of the signed network over its negative weight (Harary,
Behavioral Science 4, 1959; Aref and Wilson, Journal of Complex Networks 6, 2018).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

EXACT = 14
"""Actors with ties up to which every division is looked at; beyond, a seeded search."""

STARTS = 64
"""Random divisions that the search starts from."""

PERMUTATIONS = 999
_LEAST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarisation:
    """How far conflict runs between two camps.

    Attributes:
        value: polarisation, 0 to 1.
        camps: labels of the two camps, the larger first; both empty where no division is better than none.
        firmness: by label of a camp, by how much the value would fall if that actor changed sides; 0: it could stand
            on either.
        conflict: share of conflict in all congruence and conflict; how much there is to be divided about.
        told: share of all weight that the camps tell: congruence within and conflict between.
        unplaced: actors without any congruence or conflict.
        exact: whether every division was looked at.
        equals: how many divisions are as good; None where not every one was looked at.
        chance: mean value where stances are shuffled; None if that was not asked.
        chance_high: value that a twentieth of the shuffled cases reach or pass.
        p: share of cases at least as polarised, this one counted in (Phipson and Smyth 2010).
        permutations: how many shuffled cases.
        seed: of the search and the shuffling.
    """

    value: float
    camps: tuple[tuple[str, ...], tuple[str, ...]]
    firmness: dict[str, float]
    conflict: float
    told: float
    unplaced: tuple[str, ...]
    exact: bool
    equals: int | None
    chance: float | None = None
    chance_high: float | None = None
    p: float | None = None
    permutations: int = 0
    seed: int = 1


Pair: TypeAlias = "tuple[Floats, Floats]"


def polarisation(
    labels: tuple[str, ...],
    matrices: Pair,
    *,
    shuffled: Callable[[np.random.Generator], Pair] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
) -> Polarisation:
    """Return the polarisation of actors.

    Args:
        labels: the actors.
        matrices: congruence and conflict, each of shape (actors, actors), symmetric and not below 0.
        shuffled: gives both matrices of a case whose stances are shuffled; None: not compared with chance.
        permutations: how many shuffled cases.
        seed: same seed, same result.

    Raises InputError for matrices of another shape or with values below 0.
    """
    import numpy as np

    congruence, conflict = (_checked(each, len(labels)) for each in matrices)
    generator = np.random.default_rng(seed)
    placed = np.flatnonzero((congruence + conflict).any(axis=1))
    sides, exact, equals = _best(conflict - congruence, placed, generator)
    value = _value(congruence, conflict, sides)
    chance: dict[str, Any] = {}
    if shuffled is not None and permutations:
        drawn = [_shuffled_value(shuffled(generator), generator) for _ in range(permutations)]
        chance = {
            "chance": float(np.mean(drawn)),
            "chance_high": float(np.quantile(drawn, 0.95, method="higher")),
            "p": (1 + sum(each >= value - _LEAST for each in drawn)) / (permutations + 1),
            "permutations": permutations,
        }
    both = congruence + conflict
    between = sides[:, None] * sides[None, :] < 0
    within = sides[:, None] * sides[None, :] > 0
    told = float(congruence[within].sum() + conflict[between].sum())
    return Polarisation(
        value=value, camps=_camps(labels, sides) if value > _LEAST else ((), ()),
        firmness=_firmness(labels, congruence, conflict, sides) if value > _LEAST else {},
        conflict=_over(float(conflict.sum()), float(both.sum())), told=_over(told, float(both.sum())),
        unplaced=tuple(label for i, label in enumerate(labels) if i not in set(placed.tolist())), exact=exact,
        equals=equals if exact else None, seed=seed, **chance,
    )  # fmt: skip


def _checked(matrix: Floats, n: int) -> Floats:
    import numpy as np

    made = np.array(matrix, float)
    if made.shape != (n, n) or not np.isfinite(made).all() or (made < 0).any() or not np.allclose(made, made.T):
        raise InputError(
            f"Congruence and conflict of {n} actors are symmetric {n} x {n} matrices without negative values.",
            remedy="Give those of congruence and conflict, not of subtract.",
        )
    np.fill_diagonal(made, 0.0)
    return made


def _best(worth: Floats, placed: np.ndarray[Any, Any], generator: np.random.Generator) -> tuple[Floats, bool, int]:
    """Return the sides (1, -1, or 0 for no place) of the best division, whether that is exact, and how many equal it.

    `worth` is what is gained where a pair stands on two sides. With one node fixed every division stands once.
    """
    import numpy as np

    sides = np.zeros(len(worth))
    if not len(placed):
        return sides, True, 0
    inner = worth[np.ix_(placed, placed)]
    exact = len(placed) <= EXACT
    tried = _all(len(placed)) if exact else _searched(inner, generator)
    cuts = (inner.sum() - np.einsum("ri,ij,rj->r", tried, inner, tried, optimize=True)) / 4
    best = int(np.flatnonzero(cuts >= cuts.max() - 1e-9)[0])
    sides[placed] = tried[best]
    return sides, exact, int((cuts >= cuts.max() - 1e-9).sum())


def _all(n: int) -> Floats:
    """Every division of n nodes, the first always on side 1; the undivided one first."""
    import numpy as np

    numbers = np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1)[None, :] & 1
    return np.hstack([np.ones((len(numbers), 1)), 1.0 - 2.0 * numbers])


def _searched(inner: Floats, generator: np.random.Generator) -> Floats:
    """Divisions in which no single change of side gains anything, from random ones and the undivided one."""
    import numpy as np

    sides = generator.choice([-1.0, 1.0], size=(STARTS, len(inner)))
    sides[0] = 1.0
    rows = np.arange(STARTS)
    while True:
        gain = sides * (sides @ inner)
        node = gain.argmax(axis=1)
        better = gain[rows, node] > 1e-9
        if not better.any():
            return np.asarray(sides * sides[:, :1])
        sides[rows[better], node[better]] *= -1


def _value(congruence: Floats, conflict: Floats, sides: Floats) -> float:
    between = sides[:, None] * sides[None, :] < 0
    worth = float((conflict - congruence)[between].sum())
    return max(0.0, _over(worth, float(conflict.sum())))


def _shuffled_value(pair: Pair, generator: np.random.Generator) -> float:
    import numpy as np

    congruence, conflict = pair
    placed = np.flatnonzero((congruence + conflict).any(axis=1))
    sides, _, _ = _best(conflict - congruence, placed, generator)
    return _value(congruence, conflict, sides)


def _over(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _camps(labels: tuple[str, ...], sides: Floats) -> tuple[tuple[str, ...], tuple[str, ...]]:
    one, other = (
        tuple(label for label, side in zip(labels, sides.tolist(), strict=True) if side == sign) for sign in (1.0, -1.0)
    )
    return (one, other) if len(one) >= len(other) else (other, one)


def _firmness(labels: tuple[str, ...], congruence: Floats, conflict: Floats, sides: Floats) -> dict[str, float]:
    worth, total = conflict - congruence, float(conflict.sum()) / 2
    falls = (-sides * (worth @ sides) / total).tolist()
    return {label: max(0.0, fall) for label, fall, side in zip(labels, falls, sides.tolist(), strict=True) if side}
