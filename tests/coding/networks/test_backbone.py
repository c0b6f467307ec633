"""Backbone: spectra with known values, what can go goes first, a Laplacian and not degrees."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from contingent.base.errors import InputError
from contingent.coding.networks.backbone import backbone, laplacian_spectrum, likeness, spectral_distance


def shared(counts: np.ndarray):
    """Give the network of actors that comes of some concepts: concepts shared."""

    def network_of(chosen) -> np.ndarray:
        part = counts[:, list(chosen)].astype(float)
        made = part @ part.T
        np.fill_diagonal(made, 0)
        return made

    return network_of


def test_spectra_of_known_graphs() -> None:
    complete = nx.to_numpy_array(nx.complete_graph(5))
    assert laplacian_spectrum(complete) == pytest.approx([0, 0.25, 0.25, 0.25, 0.25], abs=1e-12)
    path = nx.to_numpy_array(nx.path_graph(3))
    assert laplacian_spectrum(path) == pytest.approx([0, 0.25, 0.75], abs=1e-12)
    for seed in range(4):
        graph = nx.gnp_random_graph(9, 0.5, seed=seed)
        expected = np.sort(nx.laplacian_spectrum(graph))
        assert laplacian_spectrum(nx.to_numpy_array(graph)) == pytest.approx(expected / expected.sum(), abs=1e-9)
    balanced = np.array([[0, 1, -1], [1, 0, -1], [-1, -1, 0]], float)
    assert laplacian_spectrum(balanced)[0] == pytest.approx(0, abs=1e-12), "balanced signs have an eigenvalue of 0"
    assert laplacian_spectrum(-nx.to_numpy_array(nx.complete_graph(3)))[0] > 0.1, "a triangle of conflict has none"


def test_distance_sees_more_than_degrees() -> None:
    ring = nx.to_numpy_array(nx.cycle_graph(6))
    triangles = nx.to_numpy_array(nx.disjoint_union(nx.cycle_graph(3), nx.cycle_graph(3)))
    assert (ring.sum(axis=0) == triangles.sum(axis=0)).all()
    assert spectral_distance(ring, triangles) > 0.1
    assert spectral_distance(ring, 3 * ring) == pytest.approx(0, abs=1e-12), "shape, not size"
    assert spectral_distance(ring, np.zeros((6, 6))) == 1.0
    assert likeness(ring, triangles) is not None
    assert likeness(ring, np.zeros((6, 6))) is None


def test_a_concept_nobody_shares_goes_first_and_one_said_twice_is_kept_once() -> None:
    counts = np.array([[1, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
    found = backbone(("a", "a again", "alone", "b"), shared(counts), tolerance=0.3)
    assert found.steps[0].concept == "alone"
    assert found.steps[0].distance == pytest.approx(0, abs=1e-12)
    assert found.steps[1].concept in ("a", "a again")
    assert "b" in found.kept
    assert set(found.kept) | set(found.redundant) == {"a", "a again", "alone", "b"}
    assert found.distance <= 0.3


def test_every_step_is_the_best_single_one_and_is_beside_chance() -> None:
    generator = np.random.default_rng(5)
    counts = (generator.random((7, 9)) < 0.4).astype(int)
    network_of = shared(counts)
    found = backbone(tuple(map(str, range(9))), network_of, seed=3)
    left = list(range(9))
    for step in found.steps:
        distances = {
            out: spectral_distance(network_of(range(9)), network_of([k for k in left if k != out])) for out in left
        }
        assert step.distance == pytest.approx(min(distances.values()))
        left.remove(int(step.concept))
        assert step.left == len(left)
        assert step.chance is not None
        assert step.better is not None
        assert 0 <= step.better <= 1
    assert found == backbone(tuple(map(str, range(9))), network_of, seed=3)
    assert backbone(tuple(map(str, range(9))), network_of, tolerance=0, random_sets=0).distance <= 1e-12


def test_no_network_and_a_tolerance_out_of_range() -> None:
    with pytest.raises(InputError, match="no network"):
        backbone(("a",), shared(np.zeros((3, 1))))
    with pytest.raises(InputError, match="range"):
        backbone(("a",), shared(np.ones((3, 1))), tolerance=2)
    assert backbone(("a",), shared(np.ones((3, 1)))).kept == ("a",)
