"""A network as nodes and links: what files of networks, pictures and measures are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contingent.coding.networks.network import Network

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node: a key that is unique in the network, its label, the side it stands on, and what is known of it.

    `side` is 0 for rows and 1 for columns. In a two-mode network the same label may stand on both sides; the keys
    (`r0`, `c0`) differ.
    """

    key: str
    label: str
    side: int
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tie that is not 0, between two nodes by key."""

    source: str
    target: str
    weight: float

    @property
    def sign(self) -> str:
        """`positive` or `negative`."""
        return "negative" if self.weight < 0 else "positive"


def nodes_of(network: Network) -> tuple[Node, ...]:
    """Return the rows and, of a two-mode network, the columns, in their order."""
    rows = [_node("r", number, label, network) for number, label in enumerate(network.rows)]
    if network.one_mode:
        return tuple(rows)
    return (*rows, *(_node("c", number, label, network) for number, label in enumerate(network.columns)))


def _node(letter: str, number: int, label: str, network: Network) -> Node:
    side = 0 if letter == "r" else 1
    return Node(key=f"{letter}{number}", label=label, side=side, attributes=network.attributes.get(label, {}))


def links_of(network: Network) -> tuple[Link, ...]:
    """Return the ties that are not 0, row by row; of a one-mode network each pair once."""
    other = "r" if network.one_mode else "c"
    return tuple(
        Link(source=f"r{i}", target=f"{other}{j}", weight=float(weight))
        for i, row in enumerate(network.weights.tolist())
        for j, weight in enumerate(row)
        if weight and (j > i or not network.one_mode)
    )


def graph_of(network: Network) -> nx.Graph[Any]:
    """Return the network as an undirected `networkx` graph whose nodes are keys, with `label`, `side` and `weight`."""
    import networkx as nx

    graph: nx.Graph[Any] = nx.Graph()
    for node in nodes_of(network):
        graph.add_node(node.key, label=node.label, side=node.side)
    for link in links_of(network):
        graph.add_edge(link.source, link.target, weight=link.weight)
    return graph
