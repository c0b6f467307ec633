"""Polarisation: extremes, every division by brute force, reference matrices, chance."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.coding.networks import polarisation as module
from contingent.coding.networks.polarisation import polarisation
from contingent.coding.networks.tallies import Tallies


def pair(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Congruence and conflict of counts by stance (against, for)."""
    c = np.einsum("ijk,ljk->il", counts, counts)
    f = np.einsum("ij,lj->il", counts[:, :, 0], counts[:, :, 1])
    f = f + f.T
    np.fill_diagonal(c, 0)
    np.fill_diagonal(f, 0)
    return c, f


def two(within: float, between: float) -> tuple[np.ndarray, np.ndarray]:
    side = np.array([0, 0, 1, 1, 1])
    same = (side[:, None] == side[None, :]) & ~np.eye(5, dtype=bool)
    other = side[:, None] != side[None, :]
    return within * same + (1 - between) * other, (1 - within) * same + between * other


def test_the_two_extremes() -> None:
    split = polarisation(tuple("abcde"), two(1, 1))
    assert split.value == pytest.approx(1)
    assert split.camps == (("c", "d", "e"), ("a", "b"))
    assert (split.told, split.exact, split.equals) == (1.0, True, 1)
    assert min(split.firmness.values()) > 0
    united = polarisation(tuple("abcde"), two(1, 0))
    assert (united.value, united.camps, united.conflict, united.firmness) == (0.0, ((), ()), 0.0, {})


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 7))
def test_the_value_is_the_best_of_all_divisions(seed: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    c, f = pair(generator.integers(0, 3, (n, 4, 2)).astype(float))
    best = 0.0
    for sides in product([False, True], repeat=n):
        between = np.array(sides)[:, None] != np.array(sides)[None, :]
        best = max(best, float((f - c)[between].sum() / f.sum()) if f.sum() else 0.0)
    found = polarisation(tuple(map(str, range(n))), (c, f))
    assert found.value == pytest.approx(best)
    assert 0 <= found.value <= 1
    for label, fall in found.firmness.items():
        camps = [set(camp) for camp in found.camps]
        moved = [camp ^ {label} for camp in camps]
        inside = np.array([str(i) in moved[0] for i in range(n)])
        placed = np.array([str(i) in camps[0] | camps[1] for i in range(n)])
        between = (inside[:, None] != inside[None, :]) & placed[:, None] & placed[None, :]
        assert found.value - float((f - c)[between].sum() / f.sum()) == pytest.approx(fall, abs=1e-9)


def test_the_search_finds_what_looking_at_all_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(10):
        c, f = pair(np.random.default_rng(seed).integers(0, 3, (12, 5, 2)).astype(float))
        labels = tuple(map(str, range(12)))
        exact = polarisation(labels, (c, f))
        with monkeypatch.context() as patch:
            patch.setattr(module, "EXACT", 3)
            searched = polarisation(labels, (c, f), seed=seed)
        assert (exact.exact, searched.exact, searched.equals is None) == (True, False, True)
        assert searched.value == pytest.approx(exact.value)


def test_reference_matrices_have_the_camps_with_the_largest_share(shared: Path) -> None:
    case = json.loads((shared / "discourse" / "reference" / "dna" / "polarization_bruteforce.json").read_text())
    c, f = (np.array(case[key], float) for key in ("congruence_average", "conflict_average"))
    found = polarisation(tuple(case["names"]), (c, f))
    industry = [camp for camp in found.camps if any("Refiners" in each for each in camp)]
    assert len(industry) == 1
    assert not any("Sierra" in each or "Public Interest" in each for each in industry[0])
    assert found.told >= 0.7209  # the largest share of balanced divisions; ours need not be balanced


def test_p_is_even_where_stances_are_chance() -> None:
    generator = np.random.default_rng(11)
    values = []
    for _ in range(60):
        tallies = Tallies(
            actors=generator.integers(0, 6, 60), concepts=generator.integers(0, 5, 60),
            stances=generator.integers(0, 2, 60), weights=np.ones(60), shape=(6, 5, 2),
        )  # fmt: skip
        draw = lambda g, t=tallies: pair(t.shuffled(g))  # noqa: E731
        found = polarisation(tuple("abcdef"), pair(tallies.counts()), shuffled=draw, permutations=99)
        assert found.p is not None
        values.append(found.p)
    assert 0.35 < np.mean(values) < 0.65
    assert np.mean(np.array(values) <= 0.05) <= 0.15


def test_real_camps_are_more_than_chance() -> None:
    actors = np.repeat(np.arange(6), 5)
    concepts = np.tile(np.arange(5), 6)
    tallies = Tallies(
        actors=actors, concepts=concepts, stances=(actors < 3).astype(int), weights=np.ones(30), shape=(6, 5, 2)
    )
    found = polarisation(tuple("abcdef"), pair(tallies.counts()), shuffled=lambda g: pair(tallies.shuffled(g)), seed=2)
    again = polarisation(tuple("abcdef"), pair(tallies.counts()), shuffled=lambda g: pair(tallies.shuffled(g)), seed=2)
    assert found == again
    assert found.p == pytest.approx(0.001)
    assert found.chance is not None
    assert found.chance < 0.7


def test_shuffling_keeps_who_spoke_on_what_and_how_contested_it_is() -> None:
    generator = np.random.default_rng(1)
    tallies = Tallies(
        actors=generator.integers(0, 4, 50), concepts=generator.integers(0, 3, 50),
        stances=generator.integers(0, 2, 50), weights=np.ones(50), shape=(4, 3, 2),
    )  # fmt: skip
    before, after = tallies.counts(), tallies.shuffled(generator)
    assert (before.sum(axis=2) == after.sum(axis=2)).all()
    assert (before.sum(axis=0) == after.sum(axis=0)).all()
    assert (before != after).any()


def test_nobody_and_wrong_matrices() -> None:
    assert polarisation((), (np.zeros((0, 0)), np.zeros((0, 0)))).value == 0
    alone = polarisation(("a", "b"), (np.zeros((2, 2)), np.zeros((2, 2))))
    assert (alone.value, alone.unplaced) == (0.0, ("a", "b"))
    with pytest.raises(InputError, match="symmetric"):
        polarisation(("a", "b"), (-np.ones((2, 2)), np.ones((2, 2))))
