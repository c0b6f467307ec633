"""Designs: the same draws whatever the split, quasi-random ones more even, and errors that are what they say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.agendas import agenda, astana

from contingent.base.errors import InputError
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.convergence import convergence
from contingent.futures.designs import REPLICATES, Design
from contingent.futures.distributions import Uniform
from contingent.futures.inputs import Input, Inputs, stated_ranges
from contingent.futures.plans import MOST_DRAWS, Plan
from contingent.futures.runs import run

THREE = stated_ranges(agenda((20, 50), (60, 50), spread=10), 0)
PLAN = Plan(inputs=stated_ranges(astana(), 15), models=(Compromise(), Median()), draws=4096)


@pytest.mark.parametrize("design", list(Design))
@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=6), st.integers(0, 5))
def test_any_split_gives_the_same_points(design: Design, sizes: list[int], seed: int) -> None:
    whole = design.luck(THREE, seed, 0, sum(sizes))
    firsts = np.cumsum([0, *sizes[:-1]]).tolist()
    parts = [design.luck(THREE, seed, first, size) for first, size in zip(firsts, sizes, strict=True)]
    assert np.concatenate(parts).tobytes() == np.ascontiguousarray(whole).tobytes()
    backwards = design.luck(THREE, seed, firsts[-1], sizes[-1])
    assert backwards.tobytes() == parts[-1].tobytes()
    assert ((whole >= 0) & (whole < 1)).all()
    with ThreadPoolExecutor(1) as other:
        assert (
            other.submit(design.luck, THREE, seed, 3, 20).result().tobytes()
            == design.luck(THREE, seed, 3, 20).tobytes()
        )


def test_each_scrambling_is_a_sobol_sequence_of_its_own() -> None:
    points = Design.QUASI.luck(THREE, 1, 0, 64 * REPLICATES)
    for replicate in range(REPLICATES):
        own = points[replicate::REPLICATES]
        # 64 points of a Sobol sequence: one in each of 64 strips, in every dimension.
        assert all(sorted((own[:, n] * 64).astype(int)) == list(range(64)) for n in range(own.shape[1]))
    assert len({points[n].tobytes() for n in range(REPLICATES)}) == REPLICATES
    assert points.tobytes() != Design.QUASI.luck(THREE, 2, 0, 64 * REPLICATES).tobytes()


@pytest.mark.parametrize("design", list(Design))
def test_the_stated_errors_are_what_other_seeds_show(design: Design) -> None:
    plan = replace(PLAN, inputs=stated_ranges(astana(), 15), draws=1024, design=design)
    runs = [run(replace(plan, seed=seed)).summary() for seed in range(30)]
    for figure in ("mean", "over_50"):
        found = np.array([table[figure].to_numpy() for table in runs]).std(axis=0, ddof=1)
        stated = np.array([table[f"{figure}_error"].to_numpy() for table in runs])
        told = np.sqrt((stated**2).mean(axis=0))
        open_ = found > 1e-3
        assert open_.any()
        assert np.median(told[open_] / found[open_]) == pytest.approx(1, abs=0.2)


def test_quasi_random_draws_come_closer() -> None:
    truth = run(replace(PLAN, draws=200_000)).summary()["mean"].to_numpy()
    errors = {}
    for design in Design:
        runs = [run(replace(PLAN, design=design, seed=seed)).summary() for seed in range(5)]
        off = np.array([table["mean"].to_numpy() - truth for table in runs])
        errors[design] = np.sqrt((off**2).mean(axis=0))
    mean = np.array(truth) * 0 + [model == "compromise" for _, model in run(PLAN).keys]
    gain = errors[Design.PLAIN] / errors[Design.QUASI]
    assert np.median(gain[mean == 1]) > 2.5
    assert np.median(gain[mean == 0]) > 1.2


def test_convergence_is_shown_at_doublings_and_ends_at_the_run() -> None:
    plan = replace(PLAN, draws=1000)
    found = convergence(plan)
    assert found["draws"].unique().sort().to_list() == [64, 128, 256, 512, 1000]
    assert found.height == 2 * 5 * len(plan.models) * len(plan.agenda.issues)
    for design in Design:
        last = found.filter(pl.col("design") == design.value, pl.col("draws") == 1000)
        table = run(replace(plan, design=design)).summary()
        for figure in ("mean", "mean_error", "over_50", "over_50_error"):
            assert last[figure].to_list() == pytest.approx(table[figure].to_list())
    assert convergence(replace(PLAN, draws=10))["draws"].unique().to_list() == [10]


def test_what_a_design_cannot_take_is_said() -> None:
    whole = agenda(*((50.0, 50.0) for _ in range(5)))
    many = Inputs(agenda=whole, each=(Input(issue="i", actor="A", what="position", distribution=Uniform(0, 1)),))
    object.__setattr__(many, "each", many.each * 30_000)
    with pytest.raises(InputError, match="21,201") as caught:
        Plan(inputs=many, models=(Median(),), draws=10, design=Design.QUASI)
    assert "plain" in str(caught.value)
    assert Plan(inputs=many, models=(Median(),), draws=10).draws == 10
    for draws in (0, MOST_DRAWS + 1):
        with pytest.raises(InputError, match="draws cannot"):
            Plan(inputs=THREE, models=(Median(),), draws=draws)


def test_an_agenda_in_which_nothing_is_uncertain_gives_one_outcome() -> None:
    fixed = stated_ranges(agenda((20, 50), (60, 40)), 0)
    assert len(fixed) == 0
    for design in Design:
        found = run(Plan(inputs=fixed, models=(Median(),), draws=100, design=design))
        assert set(found.draws["i", "median"].tolist()) == {20.0}
