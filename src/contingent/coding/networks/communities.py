"""Communities: groups of nodes that agree with each other more than their numbers of ties suggest.

What is maximised is the modularity of signed networks (Gómez, Jensen and Arenas, Physical Review E 80, 016114, 2009),
which without negative ties is that of Newman and Girvan. The Leiden algorithm (Traag, Waltman and van Eck, Scientific
Reports 9, 5233, 2019) proposes a partition of the positive ties; from it, and from a partition by lot, nodes are moved
and communities merged as long as the signed modularity rises: conflict drives apart as agreement holds together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import InputError
from contingent.coding.networks.network import Network

if TYPE_CHECKING:
    import numpy as np

    Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
    Places: TypeAlias = tuple[int, ...]

RUNS = 100
"""Runs of the algorithm, each with its own seed."""

MOST_DEALT = 12
"""Communities of a partition by lot, at most; moves make more where they gain."""

_LEAST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """The best partition found, and how far other runs find the same.

    Attributes:
        labels: the nodes.
        members: number of the community of each node, from 0; the largest community is 0.
        modularity: signed modularity of the partition.
        resolution: factor of what chance would give; above 1 more and smaller communities.
        runs: how many runs were made, with the seeds `seed` to `seed + runs - 1`.
        seed: the first seed.
        distinct: how many different partitions the runs ended in.
        agreement: adjusted Rand index of the runs with the best partition, on average; 1 if all are the same.
        firmness: by node, the share of runs, averaged over the others, that put it with or apart from each other node
            as the best partition does.
        inside: share of positive weight that lies within communities; None without positive ties.
        conflict: share of negative weight that lies within communities; None without negative ties.
        alone: nodes without any tie; each is a community of its own and says nothing.
    """

    labels: tuple[str, ...]
    members: tuple[int, ...]
    modularity: float
    resolution: float
    runs: int
    seed: int
    distinct: int
    agreement: float
    firmness: tuple[float, ...]
    inside: float | None
    conflict: float | None
    alone: tuple[str, ...]

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return the communities, the largest first; nodes without a tie left out."""
        return tuple(
            tuple(label for label, place in zip(self.labels, self.members, strict=True) if place == number)
            for number in range(max(self.members, default=-1) + 1)
            if any(
                place == number and label not in self.alone
                for label, place in zip(self.labels, self.members, strict=True)
            )
        )


def communities(network: Network, *, resolution: float = 1.0, runs: int = RUNS, seed: int = 1) -> Communities:
    """Return the communities of a one-mode network.

    Raises InputError for a two-mode network, a resolution that is not above 0, or no run.
    """
    import numpy as np

    _check(network, resolution, runs)
    weights = np.asarray(network.weights, float)
    gains = _gains(weights, resolution)
    total = float(np.abs(weights).sum())
    found = _partitions(weights, gains, resolution, range(seed, seed + runs))
    values = {each: _quality(gains, each, total) for each in set(found)}
    best = max(values, key=lambda each: (round(values[each], 10), found.count(each), [-place for place in each]))
    together = _together(best)
    shares = sum((_together(each) for each in found), np.zeros_like(together)) / runs
    firm = np.where(together > 0, shares, 1 - shares)
    n = len(best)
    alone = tuple(label for label, row in zip(network.rows, weights, strict=True) if not row.any())
    return Communities(
        labels=network.rows, members=best, modularity=values.get(best, 0.0), resolution=resolution, runs=runs,
        seed=seed, distinct=len(values), agreement=sum(adjusted_rand(best, each) for each in found) / runs,
        firmness=tuple(float((row.sum() - row[i]) / (n - 1)) if n > 1 else 1.0 for i, row in enumerate(firm)),
        inside=_share(np.clip(weights, 0, None), together), conflict=_share(np.clip(-weights, 0, None), together),
        alone=alone,
    )  # fmt: skip


def _check(network: Network, resolution: float, runs: int) -> None:
    if not network.one_mode:
        raise InputError(
            "Communities are found among nodes of one kind.", record="two-mode network", remedy="Ask for one-mode."
        )
    if not 0 < resolution < float("inf"):
        raise InputError(f"A resolution of {resolution:g} finds nothing.", remedy="Give a number above 0; 1 is usual.")
    if runs < 1:
        raise InputError(f"{runs} runs find nothing.", remedy="Give at least 1.")


def _gains(weights: Floats, resolution: float) -> Floats:
    """Weight of each pair beyond what chance gives it, by sign."""
    import numpy as np

    made = weights.copy()
    for sign in (1.0, -1.0):
        part = np.clip(sign * weights, 0, None)
        strength, total = part.sum(axis=1), float(part.sum())
        if total:
            made = made - sign * resolution * np.outer(strength, strength) / total
    return made


def signed_modularity(network: Network, members: Places, *, resolution: float = 1.0) -> float:
    """Return the modularity of a partition (Gómez, Jensen and Arenas 2009, equation 19); 0 for a network of no tie."""
    import numpy as np

    weights = np.asarray(network.weights, float)
    return _quality(_gains(weights, resolution), members, float(np.abs(weights).sum()))


def _quality(gains: Floats, members: Places, total: float) -> float:
    import numpy as np

    if not total:
        return 0.0
    places = np.array(members)
    return float(gains[places[:, None] == places[None, :]].sum() / total)


def _partitions(weights: Floats, gains: Floats, resolution: float, seeds: range) -> list[Places]:
    """Return the better of two searches for each seed: from what Leiden proposes, and from a partition by lot."""
    import graspologic_native
    import numpy as np

    n, total = len(weights), float(np.abs(weights).sum())
    edges = [(str(i), str(j), float(weights[i, j])) for i, j in np.argwhere(np.triu(weights, 1) > 0).tolist()]
    found = []
    for seed in seeds:
        places: dict[str, int] = {}
        if edges:
            _, places = graspologic_native.leiden(edges, resolution=resolution, seed=seed, iterations=2)
        lot = np.random.default_rng(seed)
        dealt = lot.integers(0, lot.integers(1, min(n, MOST_DEALT) + 1), n) if n else np.zeros(0, int)
        starts = ([places.get(str(i), n + i) for i in range(n)], dealt.tolist())
        ends = [_ordered(_improved(gains, list(_ordered(start)), lot)) for start in starts]
        found.append(max(ends, key=lambda each: round(_quality(gains, each, total), 10)))
    return found


def _improved(gains: Floats, members: list[int], lot: np.random.Generator) -> list[int]:
    """Move nodes, in an order by lot, and merge communities as long as something is gained."""
    moved = True
    while moved:
        moved = _move(gains, members, lot) or _merge(gains, members)
    return members


def _move(gains: Floats, members: list[int], lot: np.random.Generator) -> bool:
    import numpy as np

    n, any_moved = len(members), False
    one_of = np.zeros((n, n + 1))
    one_of[np.arange(n), members] = 1.0
    for i in lot.permutation(n).tolist():
        own = members[i]
        one_of[i, own] = 0.0
        pull = gains[i] @ one_of  # a place without members pulls with 0
        target = int(pull.argmax())
        if pull[target] <= pull[own] + _LEAST:
            target = own
        any_moved = any_moved or target != own
        members[i] = target
        one_of[i, target] = 1.0
    members[:] = _ordered(members)
    return any_moved


def _merge(gains: Floats, members: list[int]) -> bool:
    import numpy as np

    names = list(dict.fromkeys(members))
    if len(names) < 2:
        return False
    one_of = np.array([[member == name for name in names] for member in members], float)
    between = one_of.T @ gains @ one_of
    np.fill_diagonal(between, -np.inf)
    if between.max() <= _LEAST:
        return False
    a, b = np.unravel_index(int(between.argmax()), between.shape)
    members[:] = [names[int(a)] if member == names[int(b)] else member for member in members]
    return True


def _ordered(members: list[int]) -> Places:
    """Number communities by size, then by their first node."""
    names = sorted(set(members), key=lambda name: (-members.count(name), members.index(name)))
    return tuple(names.index(member) for member in members)


def _together(members: Places) -> Floats:
    import numpy as np

    places = np.array(members, dtype=int)
    return np.asarray(places[:, None] == places[None, :], dtype=float)


def _share(part: Floats, together: Floats) -> float | None:
    total = float(part.sum())
    return float((part * together).sum()) / total if total else None


def adjusted_rand(one: Places, other: Places) -> float:
    """Return how alike two partitions are beyond chance (Hubert and Arabie, Journal of Classification 2, 1985)."""
    from collections import Counter
    from math import comb

    n = comb(len(one), 2)
    both = sum(comb(count, 2) for count in Counter(zip(one, other, strict=True)).values())
    a, b = (sum(comb(count, 2) for count in Counter(each).values()) for each in (one, other))
    by_chance = a * b / n if n else 0.0
    most = (a + b) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)
