"""Centralities: who is tied to many, strongly, or between others; for networks of one mode and of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.coding.networks.links import Node, nodes_of
from contingent.coding.networks.network import Network

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

    Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Centrality:
    """The centralities of one node.

    Betweenness, closeness and eigenvector read positive ties only: nothing travels along a tie of conflict. The length
    of a tie is 1 / weight (Newman, Physical Review E 64, 016132, 2001; Opsahl, Agneessens and Skvoretz 2010 with their
    exponent 1).

    Attributes:
        node: the node.
        degree: ties that are not 0, of either sign.
        density: degree as a share of the ties it could have: all other nodes, or all nodes of the other side.
        agreeing: sum of its positive weights.
        conflicting: sum of its negative weights, without sign.
        betweenness: share of shortest paths between other nodes that go through it, 0 to 1; of two-mode networks over
            the most that a node of its side can have (Borgatti and Everett, Social Networks 19, 1997).
        closeness: nodes it reaches over the sum of their distances, times the share of nodes it reaches (Wasserman and
            Faust 1994, equation 5.22 with the correction for parts that are not joined); in 1 / units of distance.
        eigenvector: entry of the leading eigenvector of the positive weights, of the leading singular vectors in
            two-mode networks; the largest entry of its side is 1. 0 outside of the part that leads.
    """

    node: Node
    degree: int
    density: float
    agreeing: float
    conflicting: float
    betweenness: float
    closeness: float
    eigenvector: float


def centralities(network: Network) -> tuple[Centrality, ...]:
    """Return the centralities of every node, rows first, in the order of the network."""
    import numpy as np

    weights = np.asarray(network.weights, float)
    if network.one_mode:
        ties, others = weights, np.full(len(weights), max(1, len(weights) - 1))
    else:
        rows, columns = weights.shape
        ties = np.zeros((rows + columns, rows + columns))
        ties[:rows, rows:], ties[rows:, :rows] = weights, weights.T
        others = np.array([max(1, columns)] * rows + [max(1, rows)] * columns)
    nodes = nodes_of(network)
    graph = _graph(ties)
    degrees = (ties != 0).sum(axis=1)
    between = _betweenness(graph, None if network.one_mode else len(network.rows))
    eigen = _leading(weights) if network.one_mode else np.concatenate(_leading_pair(weights))
    return tuple(
        Centrality(
            node=node, degree=int(degrees[i]), density=float(degrees[i] / others[i]),
            agreeing=float(ties[i].clip(0).sum()), conflicting=float((-ties[i]).clip(0).sum()),
            betweenness=between[i], closeness=_closeness(graph, i), eigenvector=float(eigen[i]),
        )
        for i, node in enumerate(nodes)
    )  # fmt: skip


def _graph(ties: Floats) -> nx.Graph[int]:
    import networkx as nx
    import numpy as np

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(ties)))
    for i, j in np.argwhere(np.triu(ties, 1) > 0).tolist():
        graph.add_edge(i, j, length=1.0 / float(ties[i, j]))
    return graph


def _betweenness(graph: nx.Graph[int], rows: int | None) -> dict[int, float]:
    import networkx as nx

    raw: dict[int, float] = nx.betweenness_centrality(graph, weight="length", normalized=False)
    n = len(raw)
    if rows is None:
        most = [(n - 1) * (n - 2) / 2] * n
    else:
        most = [_most(rows, n - rows)] * rows + [_most(n - rows, rows)] * (n - rows)
    return {i: value / most[i] if most[i] else 0.0 for i, value in raw.items()}


def _most(own: int, other: int) -> float:
    """The highest betweenness that a node can have among `own` nodes of its side and `other` of the other side."""
    s, t = divmod(own - 1, other) if other else (0, 0)
    return (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def _closeness(graph: nx.Graph[int], node: int) -> float:
    import networkx as nx

    return float(nx.closeness_centrality(graph, u=node, distance="length", wf_improved=True))


def _leading(weights: Floats) -> Floats:
    """The leading eigenvector of the positive weights, scaled so that its largest entry is 1."""
    import numpy as np

    positive = np.clip(weights, 0, None)
    if not positive.any():
        return np.zeros(len(positive))
    part = _leading_part(positive)
    vector = np.zeros(len(positive))
    vector[part] = np.abs(np.linalg.eigh(positive[np.ix_(part, part)])[1][:, -1])
    return np.asarray(vector / vector.max())


def _leading_part(positive: Floats) -> np.ndarray[Any, Any]:
    """The joined part whose largest eigenvalue is the largest; the first of equal ones."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    count, parts = connected_components(positive > 0, directed=False)
    members = [np.flatnonzero(parts == number) for number in range(count)]
    tops = [float(np.linalg.eigvalsh(positive[np.ix_(part, part)])[-1]) for part in members]
    best = max(range(count), key=lambda number: (round(tops[number], 12), -number))
    return members[best]


def _leading_pair(weights: Floats) -> tuple[Floats, Floats]:
    import numpy as np

    rows, columns = weights.shape
    joined = np.zeros((rows + columns, rows + columns))
    joined[:rows, rows:] = weights
    vector = _leading(joined + joined.T)
    return _scaled(vector[:rows]), _scaled(vector[rows:])


def _scaled(vector: Floats) -> Floats:
    return vector / vector.max() if vector.size and vector.max() > 0 else vector
