"""Communities: known graphs, brute force, signs, seeds."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.coding.networks.communities import adjusted_rand, communities, signed_modularity
from contingent.coding.networks.network import Network


def network(weights: np.ndarray) -> Network:
    labels = tuple(f"n{i}" for i in range(len(weights)))
    return Network(rows=labels, columns=labels, weights=weights, one_mode=True, settings={}, statements=1)


def cliques(*sizes: int, between: float = 0.0) -> np.ndarray:
    members = [number for number, size in enumerate(sizes) for _ in range(size)]
    made = np.array([[1.0 if a == b else between for a in members] for b in members])
    np.fill_diagonal(made, 0)
    return made


def test_the_karate_club_is_parted_as_well_as_the_best_known() -> None:
    graph = nx.karate_club_graph()
    weights = nx.to_numpy_array(graph, weight=None)
    found = communities(network(weights), runs=20)
    groups = [{i for i, place in enumerate(found.members) if place == c} for c in set(found.members)]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, groups, weight=None))
    assert found.modularity == pytest.approx(0.4197896, abs=1e-6)  # the optimum (Brandes et al. 2008)


def test_conflict_parts_what_agreement_alone_would_join() -> None:
    joined = communities(network(cliques(4, 4, between=0.9)))
    assert len(joined.groups()) == 1
    parted = communities(network(cliques(4, 4, between=-0.9)))
    assert sorted(parted.groups()) == [("n0", "n1", "n2", "n3"), ("n4", "n5", "n6", "n7")]
    assert (parted.inside, parted.conflict, parted.agreement, parted.distinct) == (1.0, 0.0, 1.0, 1)
    assert set(parted.firmness) == {1.0}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
@example(216)
def test_small_signed_networks_reach_the_best_of_all_partitions(seed: int) -> None:
    generator = np.random.default_rng(seed)
    upper = np.triu(generator.integers(-3, 4, (5, 5)), 1).astype(float)
    net = network(upper + upper.T)
    best = max(signed_modularity(net, (0, *members)) for members in product(range(5), repeat=4))
    found = communities(net, runs=20)
    assert found.modularity == pytest.approx(signed_modularity(net, found.members))
    assert found.modularity == pytest.approx(best)


def test_the_same_seed_gives_the_same_and_nodes_without_ties_are_told() -> None:
    generator = np.random.default_rng(4)
    upper = np.triu(generator.random((30, 30)) < 0.15, 1).astype(float)
    upper[:, 7] = upper[7, :] = 0
    one, other = (communities(network(upper + upper.T), runs=15, seed=9) for _ in range(2))
    assert one == other
    assert one.alone == ("n7",)
    assert all("n7" not in group for group in one.groups())
    assert one.runs == 15
    assert 0 < one.agreement <= 1


def test_resolution_gives_more_communities() -> None:
    weights = cliques(3, 3, 3, between=0.2)
    few, many = (communities(network(weights), resolution=g) for g in (0.3, 1.5))
    assert len(few.groups()) < len(many.groups())


def test_edge_cases_and_wrong_asking() -> None:
    empty = communities(network(np.zeros((3, 3))))
    assert (empty.groups(), empty.modularity, empty.inside, empty.conflict) == ((), 0.0, None, None)
    assert communities(network(np.zeros((0, 0)))).members == ()
    only_conflict = communities(network(-cliques(3)))
    assert only_conflict.groups() == (("n0",), ("n1",), ("n2",))
    two = Network(rows=("a",), columns=("b",), weights=np.ones((1, 1)), one_mode=False, settings={}, statements=1)
    with pytest.raises(InputError, match="one kind"):
        communities(two)
    with pytest.raises(InputError, match="resolution"):
        communities(network(cliques(3)), resolution=0)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12))
def test_a_partition_is_like_itself(members: list[int]) -> None:
    assert adjusted_rand(tuple(members), tuple(members)) == 1.0


def test_adjusted_rand_of_a_published_example() -> None:
    # Hubert and Arabie 1985 by the contingency table [[1, 1, 0], [1, 2, 1], [0, 0, 4]] (Yeung and Ruzzo 2001): 0.313
    one = (0, 0, 1, 1, 1, 1, 2, 2, 2, 2)
    other = (0, 1, 0, 1, 1, 2, 2, 2, 2, 2)
    assert adjusted_rand(one, other) == pytest.approx(0.313, abs=5e-4)
