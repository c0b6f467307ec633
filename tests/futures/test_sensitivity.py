"""Sobol' indices and delta against closed forms and the libraries; sensitivities of issues told in words."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.decisions.agendas import agenda, astana
from tests.futures.answers import ISHIGAMI, ishigami, study, wide

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.delta import deltas
from contingent.futures.indices import halves, sobol
from contingent.futures.inputs import Inputs, stated_ranges
from contingent.futures.sensitivity import sensitivity
from contingent.futures.studies import By, Study, Target

SINGLES = [[0], [1], [2]]


def test_indices_are_those_of_the_closed_form() -> None:
    found = sobol(ishigami, 3, SINGLES, 8192, 1)
    assert found.first[:, 0, 0] == pytest.approx(ISHIGAMI["first"], abs=2e-3)
    assert found.total[:, 0, 0] == pytest.approx(ISHIGAMI["total"], abs=2e-3)
    assert found.variance[0] == pytest.approx(ISHIGAMI["variance"], rel=1e-3)
    for side in ("first", "total"):
        values = getattr(found, side)[:, 0]
        assert (values[:, 1] <= ISHIGAMI[side]).all() or side == "first"
        assert ((values[:, 1] - 1e-3 <= ISHIGAMI[side]) & (ISHIGAMI[side] <= values[:, 2] + 1e-3)).all()


def test_indices_are_those_of_scipy_and_salib_on_the_same_points() -> None:
    one, other = halves(3, 1024, 5)
    mixed = []
    for column in range(3):
        points = one.copy()
        points[:, column] = other[:, column]
        mixed.append(ishigami(points)[:, 0])
    ours = sobol(ishigami, 3, SINGLES, 1024, 5)
    theirs = stats.sobol_indices(
        func={"f_A": ishigami(one).T, "f_B": ishigami(other).T, "f_AB": np.array(mixed)[:, None, :]}, n=1024
    )
    assert ours.first[:, 0, 0] == pytest.approx(theirs.first_order, abs=1e-12)
    assert ours.total[:, 0, 0] == pytest.approx(theirs.total_order, abs=1e-12)
    salib = pytest.importorskip("SALib.analyze.sobol", reason="needs the extra `sensitivity`")
    rows = np.stack([ishigami(one)[:, 0], *mixed, ishigami(other)[:, 0]], axis=1).ravel()
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    peer = salib.analyze(problem, rows, calc_second_order=False, num_resamples=100, seed=1)
    assert ours.first[:, 0, 0] == pytest.approx(peer["S1"], abs=5e-3)
    assert ours.total[:, 0, 0] == pytest.approx(peer["ST"], abs=5e-3)
    width = (ours.total[:, 0, 2] - ours.total[:, 0, 1]) / 2
    assert (width < 2 * peer["ST_conf"]).all(), "intervals of the design are no wider than those of plain resampling"


def test_a_group_takes_its_interplay_along() -> None:
    found = sobol(ishigami, 3, [[0, 2], [1]], 4096, 1)
    assert found.first[0, 0, 0] == pytest.approx(ISHIGAMI["total"][0], abs=0.01)
    assert found.first[:, 0, 0].sum() == pytest.approx(1.0, abs=0.02)


def gaussian_delta(r: float) -> float:
    grid = np.linspace(-6, 6, 801)
    step = grid[1] - grid[0]
    x, y = np.meshgrid(grid, grid)
    joint = np.exp(-(x * x - 2 * r * x * y + y * y) / (2 * (1 - r * r))) / (2 * np.pi * np.sqrt(1 - r * r))
    return float(np.abs(joint - stats.norm.pdf(x) * stats.norm.pdf(y)).sum() * step * step / 2)


@pytest.mark.parametrize("r", [0.0, 0.1, 0.3, 0.6, 0.9])
def test_delta_is_that_of_two_normal_numbers(r: float) -> None:
    source = np.random.default_rng(3)
    z = source.normal(size=(16_384, 2))
    answer = r * z[:, 0] + np.sqrt(1 - r * r) * z[:, 1]
    found = deltas(stats.norm.cdf(z), np.exp(answer)[:, None], 1)
    assert found.delta[0, 0, 0] == pytest.approx(gaussian_delta(r), abs=0.015)
    assert bool(found.told[0, 0]) is (r > 0)


@pytest.mark.slow
def test_delta_ranks_as_salib_does_and_errs_less_for_what_says_nothing() -> None:
    salib = pytest.importorskip("SALib.analyze.delta", reason="needs the extra `sensitivity`")
    points = np.random.default_rng(1).random((2_000, 4))
    answer = ishigami(points[:, :3])[:, 0]
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = salib.analyze(problem, points, answer, num_resamples=10, seed=1, method="delta")
    theirs = np.asarray(peer["delta_raw"] if "delta_raw" in peer else peer["delta"])
    ours = deltas(points, answer[:, None], 1).delta[:, 0, 0]
    assert ours[3] <= theirs[3]
    assert ours[3] < 0.03
    assert np.abs(ours - theirs).max() < 0.13
    assert ours[:3].min() > 2 * ours[3]


def test_delta_of_an_answer_that_does_not_vary_is_not_defined() -> None:
    found = deltas(np.random.default_rng(1).random((500, 2)), np.full((500, 1), 40.0), 1)
    assert np.isnan(found.delta).all()
    assert not found.told.any()


def test_the_mean_of_two_equals_hangs_on_both_alike() -> None:
    ranged = Study.of(agenda((50.0, 50.0), (50.0, 50.0), spread=10.0), "i", (Compromise(),), band=0.0)
    found = sensitivity(ranged, 1024)
    # Two equal triangles, equal weights: each accounts for half, exactly additive.
    assert [w.total[0] if w.total else None for w in found.of("compromise")] == pytest.approx([0.5, 0.5], abs=0.01)


def test_actors_inputs_and_kinds_are_told_with_intervals() -> None:
    found = sensitivity(study(), 1024, seed=3)
    table = found.table()
    assert set(table["by"]) == {"input", "actor", "kind"}
    assert set(table["target"]) == {"outcome", "above the middle"}
    assert table.filter(pl.col("total").is_null()).is_empty()
    assert (table["total_low"] <= table["total"]).all()
    assert (table["total"] <= table["total_high"]).all()
    assert table.filter(pl.col("by") == "input")["delta"].null_count() == 0
    kinds = found.of("compromise", by=By.KIND)
    assert [w.group.what for w in kinds] == ["position", "salience"]
    told = " ".join(found.sentences({"A": "Aland"}))
    assert "Aland" in told
    assert "Weighted mean: the outcome" in told
    assert "above the middle in" in told


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert sensitivity(study(), 512, seed=4).table().equals(sensitivity(study(), 512, seed=4).table())
    assert not sensitivity(study(), 512, seed=4).table().equals(sensitivity(study(), 512, seed=5).table())


def test_an_outcome_that_nothing_moves_explains_itself() -> None:
    fixed = Study.of(agenda((30.0, 50.0), (60.0, 50.0)), "i", (Median(),), band=0.0)
    found = sensitivity(fixed, 256)
    assert found.table().is_empty()
    assert found.sentences() == (
        "Weighted median: the outcome is 45.0 whatever the inputs are; nothing that is left open moves it.",
    )


def test_a_side_that_hardly_ever_comes_up_has_indices_all_the_same() -> None:
    def rarely(points: np.ndarray) -> np.ndarray:
        return (points[:, :1] > 0.997).astype(float)

    found = sobol(rarely, 2, [[0], [1]], 512, 1)
    assert 0 < found.mean[0] < 0.01
    assert not np.isnan(found.total).any()
    assert found.total[1, 0].tolist() == [0, 0, 0]


def test_one_input_accounts_for_everything() -> None:
    one = Study.of(agenda((40.0, 50.0), spread=15.0), "i", (Compromise(),), band=0.0)
    (weight,) = sensitivity(one, 256).of("compromise", Target.OUTCOME, By.INPUT)
    for found in (weight.first, weight.total):
        assert found is not None
        assert found[0] == pytest.approx(1.0, abs=1e-3)
        assert found[1] <= 1 <= found[2]


def test_an_input_without_effect_is_told_as_not_distinguishable() -> None:
    # The outer two never reach the median of three.
    apart = Study.of(wide((5.0, 50.0), (50.0, 50.0), (95.0, 50.0), spread=5.0), "i", (Median(),), band=0.0)
    found = sensitivity(apart, 512)
    assert [w.told for w in found.of("median")] == [True, False, False]
    assert "not distinguishable from none: A and C" in " ".join(found.sentences())


def test_what_cannot_be_asked_is_refused_with_a_remedy() -> None:
    with pytest.raises(InputError, match="too few"):
        sensitivity(study(), 100)
    with pytest.raises(InputError, match="too many"):
        sensitivity(study(), 10_000_000)
    with pytest.raises(NotFoundError, match="nothing_such"):
        Study.of(astana(), "nothing_such", (Median(),))
    with pytest.raises(InputError, match="models"):
        Study.of(astana(), "r2p", ())
    with pytest.raises(InputError, match="was not asked"):
        sensitivity(study(), 256).of("challenge")


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 10))
def test_scaled_capability_changes_no_index(seed: int, scale: float) -> None:
    plain = study()
    agenda_ = plain.inputs.agenda
    scaled = Inputs(
        agenda=type(agenda_)(
            **{
                name: getattr(agenda_, name) * (scale if name == "capability" else 1)
                for name in ("value", "low", "high", "salience", "capability")
            },
            actors=agenda_.actors,
            issues=agenda_.issues,
            actor_types=agenda_.actor_types,
        ),
        each=plain.inputs.each,
    )
    one = sensitivity(plain, 256, seed, by=(By.ACTOR,)).table()
    other = sensitivity(Study.of(scaled, "i", plain.models), 256, seed, by=(By.ACTOR,)).table()
    outcome = pl.col("target") == "outcome"
    mine, theirs = (t.filter(outcome)["total"].to_numpy() for t in (one, other))
    assert mine == pytest.approx(theirs, abs=1e-6)


def test_a_joint_study_keeps_the_numbers_of_the_issue() -> None:
    whole = stated_ranges(astana(), 15.0)
    alone = Study.of(whole, "r2p", (Median(),))
    sample = alone.sample(300, 7)
    rows = [n for n, each in enumerate(whole.each) if each.issue == "r2p"]
    assert np.array_equal(sample.values, whole.values(whole.luck(7, 0, 300))[:, rows])
