"""Krippendorff's alpha: published values, another implementation, what must hold of any data, and odd input."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.errors import ProgrammingError
from contingent.coding.agreement.alpha import Alpha, alpha, disagreements
from contingent.coding.agreement.distances import distances, masi
from contingent.coding.agreement.meaning import Verdict, meaning, verdict
from contingent.coding.agreement.ratings import Scale, rated

LEVELS = ("nominal", "ordinal", "interval", "ratio")
CASES = ("4obs12units", "wiki_3x15", "binary_2x10", "nominal_2x12")

Rows = list[list[Any]]

SMALL = st.integers(2, 5).flatmap(
    lambda units: st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=units, max_size=units), min_size=2, max_size=4
    )
)


@pytest.fixture(scope="module")
def reference(shared: Path) -> dict[str, Any]:
    path = shared / "discourse" / "reference" / "agreement" / "krippendorff.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("case", CASES)
def test_reference_values(reference: dict[str, Any], case: str, level: str) -> None:
    rows = reference["data"][case]
    order = "abcde" if case == "nominal_2x12" else None
    found = alpha(rows, level, order=order, draws=0)
    assert found.value == pytest.approx(reference["values"][case][level], abs=1e-9)


def test_published_example_by_hand() -> None:
    # Krippendorff (2011), section B: two coders, ten units, binary.
    found = alpha([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], draws=0)
    assert found.value == pytest.approx(0.095, abs=5e-4)
    assert (found.units, found.values) == (10, 20)
    assert found.observed == pytest.approx(8 / 20)
    assert found.expected == pytest.approx(2 * 14 * 6 / (20 * 19))


@pytest.mark.parametrize("level", LEVELS)
def test_another_implementation_gives_the_same(level: str) -> None:
    luck = np.random.default_rng(7)
    for _ in range(40):
        coders, units, values = luck.integers(2, 6), luck.integers(3, 60), luck.integers(2, 9)
        rows = luck.integers(0, values, (coders, units)).astype(float)
        rows[luck.random(rows.shape) < 0.25] = np.nan
        mine = alpha(rows, level, draws=0)
        if mine.value is None:
            continue
        assert mine.value == pytest.approx(krippendorff.alpha(rows, level_of_measurement=level), abs=1e-9)


def test_arrays_and_lists_of_any_type_give_the_same() -> None:
    rows = np.array([[1.0, 2, np.nan, 4, 4], [1, 3, 3, 4, 4], [2, 2, 3, np.nan, 4]])
    words = [[None if math.isnan(each) else f"w{each:g}" for each in row] for row in rows]
    odd = [[None if each is None else (each, "x") for each in row] for row in words]
    assert alpha(rows).value == alpha(words).value == alpha(odd).value
    unhashable = [[None if each is None else [each] for each in row] for row in words]
    assert alpha(unhashable).value == alpha(words).value


@given(SMALL, st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_order_of_coders_and_units_does_not_matter(rows: Rows, level: str, luck: random.Random) -> None:
    before = alpha(rows, level, draws=0)
    columns = list(zip(*rows, strict=True))
    luck.shuffle(columns)
    shuffled = [list(row) for row in zip(*columns, strict=True)]
    luck.shuffle(shuffled)
    after = alpha(shuffled, level, draws=0)
    assert (before.value is None) == (after.value is None)
    if before.value is not None:
        assert after.value == pytest.approx(before.value, abs=1e-9)


@given(SMALL)
def test_renaming_nominal_values_does_not_matter(rows: Rows) -> None:
    named = [[None if each is None else "edcba"[each] for each in row] for row in rows]
    assert alpha(named, draws=0).value == pytest.approx(alpha(rows, draws=0).value, abs=1e-12)


@given(SMALL, st.floats(0.1, 50), st.floats(-20, 20))
def test_interval_values_may_be_moved_and_stretched(rows: Rows, factor: float, shift: float) -> None:
    moved = [[None if each is None else each * factor + shift for each in row] for row in rows]
    before, after = alpha(rows, "interval", draws=0).value, alpha(moved, "interval", draws=0).value
    assert (before is None) == (after is None)
    if before is not None:
        assert after == pytest.approx(before, abs=1e-6)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=20), st.integers(2, 4), st.sampled_from(LEVELS))
def test_perfect_agreement_is_one(values: list[int], coders: int, level: str) -> None:
    found = alpha([values] * coders, level, draws=20)
    if len(set(values)) == 1:
        assert found.value is None
    else:
        assert found.value == pytest.approx(1)


@given(SMALL, st.sampled_from(LEVELS))
def test_units_coded_once_change_nothing(rows: Rows, level: str) -> None:
    longer = [[*row, 3 if n == 0 else None, None] for n, row in enumerate(rows)]
    before, after = alpha(rows, level, draws=0), alpha(longer, level, draws=0)
    assert (before.units, before.values) == (after.units, after.values)
    if before.value is not None:
        assert after.value == pytest.approx(before.value, abs=1e-9)


def test_chance_is_about_nothing() -> None:
    luck = np.random.default_rng(3)
    found = alpha(luck.integers(0, 3, (2, 4_000)))
    assert found.value is not None
    assert abs(found.value) < 0.05
    assert found.low is not None and found.high is not None  # noqa: PT018
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no coder"),
        ([[1, 2]], "one coder"),
        ([[], []], "nothing was coded"),
        ([[None, None], [None, math.nan]], "nothing was coded"),
        ([[1, None], [None, 2]], "no unit was coded by two"),
        ([[1, 2, 3], [None, None, None]], "no unit was coded by two"),
        ([["yes", "yes"], ["yes", "yes"]], "the one value 'yes'"),
        ([[frozenset(), frozenset()], [frozenset(), frozenset()]], "the one value 'nothing'"),
    ],
)
def test_what_cannot_be_measured_says_why(rows: Rows, reason: str) -> None:
    found = alpha(rows)
    assert found.value is None
    assert found.low is None
    assert found.reason is not None
    assert reason in found.reason
    assert meaning(found).startswith(f"not measurable: {found.reason}")


@pytest.mark.parametrize(
    ("rows", "scale", "reason"),
    [
        ([["a", "b"], ["a", "b"]], "interval", "'a' is no number"),
        ([["a", "b"], ["a", "b"]], "ordinal", "'a' is no number"),
        ([[-1, 2], [1, 2]], "ratio", "below 0"),
        ([[math.inf, 2], [1, 2]], "interval", "infinite"),
        ([["a", "b"], ["a", "b"]], "set", "is no set"),
        ([list(range(4_000))] * 2, "ratio", "more than 3,000"),
    ],
)
def test_values_that_do_not_fit_the_scale_say_why(rows: Rows, scale: str, reason: str) -> None:
    found = alpha(rows, scale)
    assert found.value is None
    assert reason in str(found.reason)


@pytest.mark.parametrize("level", LEVELS)
def test_one_value_is_one_value_on_every_scale(level: str) -> None:
    found = alpha([[0.1, 0.1, None], [0.1, 0.1, None], [0.1, None, 0.1]], level)
    assert found.value is None
    assert "the one value '0.1'" in str(found.reason)


def test_rows_of_different_length_are_a_defect() -> None:
    with pytest.raises(ProgrammingError):
        alpha([[1, 2], [1]])


def test_order_places_words_on_an_ordinal_scale() -> None:
    words = [["low", "high", "middle", "low"], ["low", "middle", "middle", "middle"]]
    numbers = [[1, 3, 2, 1], [1, 2, 2, 2]]
    order = ("low", "middle", "high")
    assert alpha(words, "ordinal", order=order, draws=0).value == alpha(numbers, "ordinal", draws=0).value
    assert "no place in the order" in str(alpha(words, "ordinal", order=("low", "high")).reason)


# Sets ---------------------------------------------------------------------------------------------------------------


def test_masi_distances_as_defined() -> None:
    a, b, c, d = (frozenset(each) for each in ("ab", "abc", "bd", "x"))
    assert masi(a, a) == 0
    assert masi(a, b) == pytest.approx(1 - 2 / 3 * 2 / 3)
    assert masi(a, c) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi(a, d) == masi(frozenset(), a) == 1
    assert masi(frozenset(), frozenset()) == 0


@given(*[st.frozensets(st.sampled_from("abcd"))] * 2)
def test_masi_is_a_symmetric_share(one: frozenset[str], other: frozenset[str]) -> None:
    assert masi(one, other) == masi(other, one)
    assert 0 <= masi(one, other) <= 1
    assert (masi(one, other) == 0) == (one == other)


@given(st.lists(st.frozensets(st.sampled_from("abcd")), min_size=2, max_size=8, unique=True))
def test_masi_of_all_pairs_at_once_is_the_same(sets: list[frozenset[str]]) -> None:
    table = distances(rated([sets, sets]), Scale.SET).table
    assert table is not None
    assert table == pytest.approx(np.array([[masi(one, other) for other in sets] for one in sets]))


def test_half_right_sets_count_for_more_than_wrong_ones() -> None:
    rows = [[frozenset("ab"), frozenset("c"), frozenset("d")], [frozenset("a"), frozenset("c"), frozenset("d")]]
    assert (alpha(rows, "set", draws=0).value or 0) > (alpha(rows, draws=0).value or 0)


# Intervals ----------------------------------------------------------------------------------------------------------


def test_same_seed_same_interval() -> None:
    rows = [[1, 2, 3, 1, 2, 3, 1, 1, 2, 3], [1, 2, 3, 1, 2, 1, 1, 2, 2, 3]]
    once, again, other = (alpha(rows, seed=seed) for seed in (5, 5, 6))
    assert once == again
    assert (once.low, once.high) != (other.low, other.high)


def test_interval_holds_the_value_and_narrows_with_more_units() -> None:
    luck = np.random.default_rng(1)
    widths = []
    for units in (50, 5_000):
        truth = luck.integers(0, 4, units)
        rows = np.where(luck.random((3, units)) < 0.2, luck.integers(0, 4, (3, units)), truth)
        found = alpha(rows)
        assert found.value is not None and found.low is not None and found.high is not None  # noqa: PT018
        assert found.low < found.value < found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 5


def test_drawing_by_pattern_is_drawing_units() -> None:
    """The quick draws (few patterns) and the plain ones have the same distribution."""
    luck = np.random.default_rng(2)
    truth = luck.integers(0, 2, 400)
    rows = np.where(luck.random((2, 400)) < 0.2, 1 - truth, truth)
    quick = alpha(rows, draws=4_000)
    plain = []
    for _ in range(4_000):
        value = _alpha_of_two(rows[:, luck.integers(0, 400, 400)])
        plain.append(value)
    low, high = np.percentile(plain, (2.5, 97.5))
    assert quick.low == pytest.approx(low, abs=0.015)
    assert quick.high == pytest.approx(high, abs=0.015)


def _alpha_of_two(rows: np.ndarray[Any, Any]) -> float:
    """Nominal alpha of two coders without missing values, straight from its definition."""
    n = rows.size
    ones = int(rows.sum())
    observed = float((rows[0] != rows[1]).mean())
    return 1 - observed / (2 * ones * (n - ones) / (n * (n - 1)))


@pytest.mark.slow
def test_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    luck = np.random.default_rng(11)

    def coded(units: int) -> np.ndarray[Any, Any]:
        truth = luck.choice(3, units, p=(0.5, 0.3, 0.2))
        return np.where(luck.random((2, units)) < 0.25, luck.choice(3, (2, units), p=(0.5, 0.3, 0.2)), truth)

    true = alpha(coded(400_000), draws=0).value
    assert true is not None
    hits = 0
    for _ in range(300):
        found = alpha(coded(150), draws=400)
        assert found.low is not None and found.high is not None  # noqa: PT018
        hits += found.low <= true <= found.high
    assert 0.90 <= hits / 300 <= 0.985


def test_no_interval_where_draws_say_nothing() -> None:
    few = alpha([[1, 2, 1], [1, 2, 2]])
    assert few.value is not None
    assert few.low is None
    assert "3 units are too few" in str(few.doubt)
    assert meaning(few) == "too few to tell: 3 units"
    rare = alpha([[0] * 30 + [1], [0] * 30 + [1]])
    assert rare.value == 1
    assert rare.low is None
    assert "one value only" in str(rare.doubt)


def test_all_units_alike_shows_no_doubt() -> None:
    found = alpha([[0, 1] * 20, [0, 1] * 20])
    assert (found.value, found.low, found.high) == (1, 1, 1)
    assert "shows no doubt" in str(found.doubt)


# Words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, Verdict.UNKNOWN), (-0.1, Verdict.CHANCE), (0, Verdict.CHANCE), (0.666, Verdict.UNRELIABLE),
        (0.667, Verdict.TENTATIVE), (0.7999, Verdict.TENTATIVE), (0.8, Verdict.RELIABLE), (1, Verdict.RELIABLE),
    ],
)  # fmt: skip
def test_thresholds(value: float | None, expected: Verdict) -> None:
    assert verdict(value) is expected


def test_meaning_says_what_the_interval_leaves_open() -> None:
    assert meaning(Alpha(value=0.85, low=0.82, high=0.9)) == "reliable"
    assert meaning(Alpha(value=0.85, low=0.7, high=0.9)) == "reliable, but it could be tentative only"
    told = meaning(Alpha(value=0.7, low=0.5, high=0.9))
    assert told == "tentative only, but it could be not reliable or reliable"


def test_many_alike_are_told() -> None:
    found = alpha([[0] * 95 + [1] * 5, [0] * 93 + [1] * 2 + [0] * 5])
    assert found.value is not None
    assert found.value < 0.2
    assert "nearly all values are alike" in meaning(found)


# Units --------------------------------------------------------------------------------------------------------------


def test_a_rare_value_is_told_beside_the_missing_interval() -> None:
    found = alpha([[True, *[False] * 45], [False] * 46])
    assert found.low is None
    assert "nearly all values are alike" in meaning(found)
    assert "no interval" in meaning(found)


def test_disagreement_by_unit() -> None:
    rows = [["a", "a", "b", None], ["a", "b", "b", None], ["b", "c", "b", "c"]]
    found = disagreements(rated(rows), Scale.NOMINAL)
    assert found[:3] == pytest.approx([2 / 3, 1, 0])
    assert math.isnan(found[3])


@settings(max_examples=50)
@given(SMALL)
def test_disagreements_of_units_make_up_the_whole(rows: Rows) -> None:
    ratings = rated(rows)
    whole = alpha(rows, draws=0)
    if whole.value is None or whole.observed is None:
        return
    sizes = np.array([sum(each is not None for each in unit) for unit in zip(*rows, strict=True)])
    found = disagreements(ratings, Scale.NOMINAL)
    there = ~np.isnan(found)
    assert whole.observed == pytest.approx(float((found[there] * sizes[there]).sum() / sizes[there].sum()))
