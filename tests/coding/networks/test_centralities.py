"""Centralities against networkx, brute force and graphs whose values are known."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms import bipartite

from contingent.coding.networks.centralities import centralities
from contingent.coding.networks.network import Network


def network(weights: np.ndarray, one_mode: bool = True) -> Network:
    rows = tuple(f"r{i}" for i in range(weights.shape[0]))
    columns = rows if one_mode else tuple(f"c{i}" for i in range(weights.shape[1]))
    return Network(rows=rows, columns=columns, weights=weights, one_mode=one_mode, settings={}, statements=1)


def some(seed: int, shape: tuple[int, int], negative: bool = False) -> np.ndarray:
    generator = np.random.default_rng(seed)
    made = generator.integers(1, 5, shape) * (generator.random(shape) < 0.4).astype(float)
    return made * generator.choice([-1, 1], shape) if negative else made


@pytest.mark.parametrize("seed", range(5))
def test_one_mode_is_that_of_networkx(seed: int) -> None:
    upper = np.triu(some(seed, (12, 12)), 1)
    weights = upper + upper.T
    graph = nx.from_numpy_array(weights)
    for _, _, data in graph.edges(data=True):
        data["length"] = 1 / data["weight"]
    found = centralities(network(weights))
    between = nx.betweenness_centrality(graph, weight="length")
    close = nx.closeness_centrality(graph, distance="length")
    for i, each in enumerate(found):
        assert each.degree == graph.degree(i)
        assert each.agreeing == pytest.approx(graph.degree(i, weight="weight"))
        assert each.betweenness == pytest.approx(between[i])
        assert each.closeness == pytest.approx(close[i])
    if nx.is_connected(graph):
        eigen = nx.eigenvector_centrality_numpy(graph, weight="weight")
        assert [each.eigenvector for each in found] == pytest.approx(
            [eigen[i] / max(eigen.values()) for i in range(12)], abs=1e-6
        )


@pytest.mark.parametrize("shape", [(3, 5), (6, 2), (4, 4), (2, 6)])
def test_two_modes_are_those_of_networkx(shape: tuple[int, int]) -> None:
    weights = (some(3, shape) > 0).astype(float)
    weights[0, :] = 1
    graph = bipartite.from_biadjacency_matrix(__import__("scipy.sparse").sparse.csr_matrix(weights))
    rows = range(shape[0])
    between = bipartite.betweenness_centrality(graph, rows)
    degree = bipartite.degree_centrality(graph, rows)
    for i, each in enumerate(centralities(network(weights, one_mode=False))):
        assert each.density == pytest.approx(degree[i])
        assert each.betweenness == pytest.approx(between[i])


def test_a_star_has_one_middle() -> None:
    weights = np.zeros((5, 5))
    weights[0, 1:] = weights[1:, 0] = 2.0
    middle, *others = centralities(network(weights))
    assert (middle.degree, middle.density, middle.agreeing, middle.betweenness) == (4, 1.0, 8.0, 1.0)
    assert middle.closeness == pytest.approx(2.0)  # every other node at a distance of 1 / 2
    assert middle.eigenvector == 1.0
    assert {round(each.eigenvector, 9) for each in others} == {0.5}


def test_nothing_travels_along_conflict() -> None:
    weights = np.array([[0, 1, -1], [1, 0, -2], [-1, -2, 0]], float)
    a, b, c = centralities(network(weights))
    assert (c.degree, c.agreeing, c.conflicting, c.closeness, c.eigenvector) == (2, 0.0, 3.0, 0.0, 0.0)
    assert (a.betweenness, b.betweenness, b.conflicting) == (0.0, 0.0, 2.0)


def test_singular_vectors_of_two_modes() -> None:
    weights = np.abs(some(8, (5, 7))) + 0.1
    u, _, v = np.linalg.svd(weights)
    found = [each.eigenvector for each in centralities(network(weights, one_mode=False))]
    assert found[:5] == pytest.approx(np.abs(u[:, 0]) / np.abs(u[:, 0]).max())
    assert found[5:] == pytest.approx(np.abs(v[0]) / np.abs(v[0]).max())


def test_networks_of_nothing() -> None:
    assert centralities(network(np.zeros((0, 0)))) == ()
    alone = centralities(network(np.zeros((2, 3)), one_mode=False))
    assert {(each.degree, each.betweenness, each.closeness, each.eigenvector) for each in alone} == {(0, 0.0, 0.0, 0.0)}
