"""Where statements are: matching of spans, alpha for unitising, characters; and Cohen's kappa."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.errors import UsageError
from contingent.base.spans import Span
from contingent.coding.agreement.matching import gather, match
from contingent.coding.agreement.meaning import meaning
from contingent.coding.agreement.pairs import kappa, mean_kappa
from contingent.coding.agreement.units import (
    Unit,
    character_alpha,
    character_kappa,
    merged,
    unit_alpha,
    unitised,
)
from contingent.coding.comparing import overlap as jaccard

LENGTH = 30
SPANS = st.builds(
    lambda start, size: Span(start, min(LENGTH, start + size)), st.integers(0, LENGTH - 1), st.integers(1, 9)
)
CODED = st.lists(st.builds(Unit, SPANS, st.sampled_from("xy")), max_size=4)


# Characters ---------------------------------------------------------------------------------------------------------


def test_the_example_of_a_thousand_characters(shared: Path) -> None:
    path = shared / "discourse" / "reference" / "agreement" / "krippendorff.json"
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["values"]["char_level_example"]
    one, other = [Span(*case["A"])], [Span(*case["B"])]
    found = character_kappa(one, other, case["N"])
    assert found.value == pytest.approx(case["cohen_kappa"], abs=1e-12)
    assert found.value != pytest.approx(case["qualcoder_kappa"], abs=0.05)
    assert found.percent == pytest.approx(case["percent_agreement"] / 100)
    assert found.units == case["N"]
    both = character_alpha([one, other], case["N"])
    assert both.value == pytest.approx(case["krippendorff_alpha_nominal"], abs=1e-12)


@given(st.lists(SPANS, max_size=4), st.lists(SPANS, max_size=4))
def test_runs_are_the_same_as_characters_one_by_one(one: list[Span], other: list[Span]) -> None:
    rows = [[any(s.start <= n < s.end for s in spans) for n in range(LENGTH)] for spans in (one, other)]
    by_run, by_character = character_kappa(one, other, LENGTH), kappa(rows[0], rows[1])
    assert by_run.percent == pytest.approx(by_character.percent)
    assert (by_run.value is None) == (by_character.value is None)
    if by_run.value is not None:
        assert by_run.value == pytest.approx(by_character.value)


def test_kappa_by_hand() -> None:
    # 50 units: both yes 20, both no 15, first only 5, second only 10: Po 0.70, Pe 0.5 * 0.6 + 0.5 * 0.4.
    first = [True] * 20 + [False] * 15 + [True] * 5 + [False] * 10
    second = [True] * 20 + [False] * 15 + [False] * 5 + [True] * 10
    found = kappa(first, second)
    assert (found.percent, found.chance) == (0.7, pytest.approx(0.5))
    assert found.value == pytest.approx(0.4)


def test_kappa_says_why_there_is_none() -> None:
    assert "no unit" in str(kappa([1, None], [None, 1]).reason)
    assert "no unit" in str(kappa([], []).reason)
    alike = kappa(["a", "a"], ["a", "a"])
    assert (alike.value, alike.percent) == (None, 1)
    assert "one same value" in str(alike.reason)
    assert kappa(["a", "a"], ["b", "b"]).value == 0
    assert "two coders" in str(mean_kappa([["a"]]).reason)


def test_mean_kappa_is_over_pairs() -> None:
    rows = [list("aabb"), list("aabb"), list("abab")]
    assert mean_kappa(rows).value == pytest.approx((1 + 0 + 0) / 3)
    assert mean_kappa(rows).percent == pytest.approx((1 + 0.5 + 0.5) / 3)


# Unitising ----------------------------------------------------------------------------------------------------------


def by_definition(coders: list[list[Unit]]) -> float:
    """Alpha for unitising, character by character: a pair is any two characters not of one unit of one coder."""
    cells = []
    for coder, units in enumerate(coders):
        owner: dict[int, tuple[object, ...]] = {n: (coder, "blank", n) for n in range(LENGTH)}
        value: dict[int, object] = {}
        for number, unit in enumerate(unitised(units)):
            for n in range(unit.span.start, unit.span.end):
                owner[n], value[n] = (coder, "unit", number), unit.value
        cells.append([(value.get(n), owner[n]) for n in range(LENGTH)])
    same = sum(one[n][0] == other[n][0] for one, other in itertools.permutations(cells, 2) for n in range(LENGTH)) / (
        len(coders) - 1
    )
    flat = [cell for row in cells for cell in row]
    pairs = [(a[0], b[0]) for a in flat for b in flat if a[1] != b[1]]
    total = len(flat)
    return 1 - (total - same) / (total - total * sum(a == b for a, b in pairs) / len(pairs))


@settings(max_examples=60, deadline=None)
@given(st.lists(CODED, min_size=2, max_size=3))
def test_alpha_for_unitising_is_its_definition(coders: list[list[Unit]]) -> None:
    found = unit_alpha(coders, LENGTH)
    if found.value is None:
        assert found.reason
    else:
        assert found.value == pytest.approx(by_definition(coders), abs=1e-9)


@given(st.lists(CODED, min_size=2, max_size=3), st.integers(1, 40))
def test_unitising_does_not_hang_on_order_or_place(coders: list[list[Unit]], shift: int) -> None:
    before = unit_alpha(coders, LENGTH)
    moved = [[Unit(u.span.shift(shift), u.value) for u in reversed(units)] for units in reversed(coders)]
    renamed = [[Unit(Span(u.span.start, u.span.end), (u.value, "code")) for u in units] for units in coders]
    assert unit_alpha(renamed, LENGTH).value == before.value
    if before.value is not None and not any(_overlapping(units) for units in coders):
        longer = unit_alpha([[*units] for units in coders], LENGTH + shift)
        assert unit_alpha(moved, LENGTH + shift).value == pytest.approx(longer.value)


def _overlapping(units: list[Unit]) -> bool:
    return any(a.span.overlap(b.span) for a, b in itertools.combinations(units, 2))


def test_unitising_of_equal_and_of_disjoint_units() -> None:
    units = [Unit(Span(2, 8)), Unit(Span(8, 12)), Unit(Span(20, 25))]
    assert unit_alpha([units, units], LENGTH).value == pytest.approx(1)
    apart = unit_alpha([[Unit(Span(0, 10))], [Unit(Span(12, 22))]], LENGTH).value
    assert apart is not None
    assert apart < 0


@pytest.mark.parametrize(
    ("coders", "reason"),
    [
        ([], "two coders"),
        ([[Unit(Span(0, 3))]], "two coders"),
        ([[], []], "no coder marked"),
        ([[Unit(Span(0, LENGTH))], [Unit(Span(0, LENGTH))]], "the whole text"),
    ],
)
def test_unitising_says_why_there_is_none(coders: list[list[Unit]], reason: str) -> None:
    found = unit_alpha(coders, LENGTH)
    assert found.value is None
    assert reason in str(found.reason)


def test_one_coder_who_found_nothing_is_measured() -> None:
    found = unit_alpha([[Unit(Span(3, 9))], []], LENGTH)
    assert found.value is not None
    assert found.value <= 0.0 + 1e-9


def test_a_text_marked_nearly_throughout_is_told() -> None:
    """Of units that fill the text a low alpha comes from little: the words say so."""
    one = [Unit(Span(n, n + 10)) for n in range(0, 1000, 10)]
    found = unit_alpha([one, [unit for unit in one if unit.span.start % 250]], 1000)
    assert found.value is not None
    assert found.value < 0.5
    assert "nearly all values are alike" in meaning(found)
    assert unit_alpha([one[:50], one[25:75]], 1000).doubt is None


def test_the_inner_unit_parts_the_outer() -> None:
    found = unitised([Unit(Span(0, 10), "out"), Unit(Span(3, 5), "in"), Unit(Span(4, 4), "empty")])
    assert found == (Unit(Span(0, 3), "out"), Unit(Span(3, 5), "in"), Unit(Span(5, 10), "out"))


@given(CODED)
def test_parted_units_cover_the_same_text_once(units: list[Unit]) -> None:
    found = unitised(units)
    covered = [n for unit in found for n in range(unit.span.start, unit.span.end)]
    assert covered == sorted({n for unit in units for n in range(unit.span.start, unit.span.end)})
    assert sum(map(len, merged(unit.span for unit in units))) == len(covered)


# Matching -----------------------------------------------------------------------------------------------------------


def test_matching_by_hand() -> None:
    one = [Span(0, 10), Span(20, 30), Span(50, 60)]
    other = [Span(0, 10), Span(22, 30), Span(57, 90), Span(95, 99)]
    found = match(one, other)
    assert found.pairs == ((0, 0), (1, 1))
    assert found.precision == 2 / 4
    assert found.recall == 2 / 3
    assert found.f1 == 4 / 7
    assert match(one, other, 0.9).pairs == ((0, 0),)
    assert match(one, other, 0.05).pairs == ((0, 0), (1, 1), (2, 2))


def test_the_best_assignment_is_not_the_greedy_one() -> None:
    # Greedy would take (0, 0), the largest overlap, and leave the others without a partner.
    one, other = [Span(0, 10), Span(9, 19)], [Span(2, 13), Span(0, 5)]
    best = match(one, other, 0.2)
    assert best.pairs == ((0, 1), (1, 0))


def test_equal_spans_are_matched_in_their_order() -> None:
    spans = [Span(0, 10)] * 3
    assert match(spans, spans).pairs == ((0, 0), (1, 1), (2, 2))


@pytest.mark.parametrize("overlap", [0, -1, 1.01, float("nan")])
def test_overlaps_that_cannot_be_are_refused(overlap: float) -> None:
    with pytest.raises(UsageError):
        match([Span(0, 1)], [Span(0, 1)], overlap)


def test_nothing_to_match() -> None:
    found = match([], [Span(0, 3)])
    assert (found.pairs, found.recall, found.precision, found.f1) == ((), None, 0, 0)
    assert match([], []).f1 is None


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6), st.sampled_from([0.1, 0.5, 1.0]))
def test_matching_is_one_to_one_overlapping_and_best(one: list[Span], other: list[Span], overlap: float) -> None:
    found = match(one, other, overlap).pairs
    assert len({a for a, _ in found}) == len({b for _, b in found}) == len(found)
    assert all(jaccard(one[a], other[b]) >= overlap for a, b in found)
    total = sum(jaccard(one[a], other[b]) for a, b in found)
    assert total == pytest.approx(_best(one, other, overlap), abs=1e-4)
    turned = match(other, one, overlap).pairs
    assert sum(jaccard(one[b], other[a]) for a, b in turned) == pytest.approx(total, abs=1e-4)


def _best(one: list[Span], other: list[Span], overlap: float) -> float:
    """The largest overlap in sum, by trying everything."""

    def best(place: int, free: frozenset[int]) -> float:
        if place == len(one):
            return 0.0
        found = best(place + 1, free)
        for n in free:
            shared = jaccard(one[place], other[n])
            if shared >= overlap:
                found = max(found, shared + best(place + 1, free - {n}))
        return found

    return best(0, frozenset(range(len(other))))


@given(st.lists(st.lists(SPANS, max_size=4), min_size=2, max_size=4))
def test_gathered_units_hold_every_span_once(coders: list[list[Span]]) -> None:
    units = gather(coders)
    for coder, spans in enumerate(coders):
        assert sorted(unit[coder] for unit in units if unit[coder] is not None) == list(range(len(spans)))
    if len(coders) == 2:
        pairs = tuple(sorted((a, b) for a, b in units if a is not None and b is not None))
        assert pairs == match(coders[0], coders[1]).pairs


def test_three_coders_are_gathered() -> None:
    coders = [[Span(0, 10), Span(20, 30)], [Span(1, 10)], [Span(0, 9), Span(40, 44)]]
    assert gather(coders) == ((0, 0, 0), (1, None, None), (None, None, 1))
