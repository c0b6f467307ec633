"""Summaries in pieces are those of the whole, and what they say of quantiles and models holds."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from contingent.futures.designs import Design
from contingent.futures.summaries import RESOLUTION, Tally, joint, statistics, tally
from contingent.futures.tallies import tally_from, tally_to
from contingent.positions.agenda import Array

numbers = st.one_of(st.floats(0, 100), st.sampled_from([0.0, 25.0, 50.0, 75.0, 100.0, float("nan")]))
outcomes = st.integers(1, 60).flatmap(lambda n: arrays(np.float64, (3, 2, n), elements=numbers))


def pieces(values: Array, cuts: list[int], design: Design = Design.PLAIN) -> Tally:
    places = [0, *sorted({cut % values.shape[2] for cut in cuts} - {0}), values.shape[2]]
    made = [
        tally(values[:, :, a:b], a, design, {(0, 0): np.array([float(b - a), 0.5])}, {1: (a, "why")})
        for a, b in pairwise(places)
    ]
    return reduce(Tally.merged, made)


@settings(max_examples=60, deadline=None)
@given(outcomes, st.lists(st.integers(0, 60), max_size=4), st.sampled_from(list(Design)))
def test_pieces_add_up_to_the_whole(values: Array, cuts: list[int], design: Design) -> None:
    total, n = pieces(values, cuts, design), values.shape[2]
    assert total.draws == n
    assert total.failed == {1: (0, "why")}
    assert total.pivotal[0, 0][0] == n
    for model in range(3):
        for issue in range(2):
            own = values[model, issue][np.isfinite(values[model, issue])]
            found = statistics(total, model, issue)
            assert (found.decided, found.undecided) == (len(own), n - len(own))
            assert found.bins.sum() == len(own)
            assert (found.above, found.near_zero, found.near_hundred) == (
                (own > 50).sum(),
                (own < 25).sum(),
                (own > 75).sum(),
            )
            if len(own):
                assert found.mean == pytest.approx(own.mean(), abs=1e-9)
                assert (found.low, found.high) == (own.min(), own.max())
                assert found.over_50 == (own > 50).mean()
            else:
                assert np.isnan([found.mean, found.sd, found.low, found.over_50, found.quantile(0.5)]).all()
            if len(own) > 1:
                assert found.sd == pytest.approx(own.std(ddof=1), abs=1e-7)
            for share in (0, 0.05, 0.33, 0.5, 0.95, 1):
                if len(own):
                    assert abs(found.quantile(share) - np.quantile(own, share)) <= RESOLUTION + 1e-9
                    exact = statistics(total, model, issue, kept=values[model, issue])
                    assert exact.quantile(share) == pytest.approx(np.quantile(own, share))


@settings(max_examples=40, deadline=None)
@given(outcomes, st.lists(st.integers(0, 60), max_size=3))
def test_how_models_differ_is_counted_draw_by_draw(values: Array, cuts: list[int]) -> None:
    total = pieces(values, cuts)
    for issue in range(2):
        found = joint(total, ["a", "b", "c"], issue)
        counted = Counter(
            tuple(None if not np.isfinite(x) else bool(x > 50) for x in column) for column in values[:, issue].T
        )
        assert dict(found.patterns) == dict(counted)
        for one in range(3):
            for two in range(3):
                gap = np.abs(values[one, issue] - values[two, issue])
                gap = gap[np.isfinite(gap)]
                assert found.both[one, two] == len(gap)
                if len(gap):
                    assert found.apart[one, two] == pytest.approx(gap.mean())
                else:
                    assert np.isnan(found.apart[one, two])
        fewer = joint(total.of_models([2, 0]), ["c", "a"], issue)
        assert fewer.apart[0, 1] == pytest.approx(found.apart[2, 0], nan_ok=True)
        assert sum(fewer.patterns.values()) == values.shape[2]
        assert dict(fewer.patterns) == dict(
            Counter(
                tuple(None if not np.isfinite(x) else bool(x > 50) for x in column)
                for column in values[[2, 0], issue].T
            )
        )


@settings(max_examples=20, deadline=None)
@given(outcomes, st.sampled_from(list(Design)))
def test_a_tally_comes_back_from_its_arrays(values: Array, design: Design) -> None:
    before = pieces(values, [7], design)
    after = tally_from(tally_to(before))
    for name in Tally.__dataclass_fields__:
        one, two = getattr(before, name), getattr(after, name)
        if isinstance(one, np.ndarray):
            assert one.tobytes() == two.tobytes()
            assert one.dtype == two.dtype
        elif name == "pivotal":
            assert {key: each.tobytes() for key, each in one.items()} == {key: e.tobytes() for key, e in two.items()}
        else:
            assert one == two


def test_quantiles_between_far_bins_lie_between_them() -> None:
    values = np.array([[[10.0, 10.0, 90.0, 90.0]]])
    found = statistics(tally(values, 0, Design.PLAIN, {}, {}), 0, 0)
    assert found.quantile(0.5) == pytest.approx(50, abs=RESOLUTION)
    assert found.quantile(0) == 10.0
    assert found.quantile(1) == 90.0


def test_errors_of_shares_are_never_nought() -> None:
    for design in Design:
        values = np.full((1, 1, 64), 80.0)
        found = statistics(tally(values, 0, design, {}, {}), 0, 0)
        assert 0 < found.over_50_error < 0.05
        assert found.mean_error == 0


def test_many_models_are_told_apart() -> None:
    values = np.random.default_rng(1).uniform(0, 100, (12, 1, 300))
    found = joint(tally(values, 0, Design.PLAIN, {}, {}), [str(n) for n in range(12)], 0)
    assert dict(found.patterns) == dict(Counter(tuple(bool(x > 50) for x in column) for column in values[:, 0].T))
