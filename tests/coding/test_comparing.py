"""Statements of several coders on the same passages: the best one-to-one matching by overlap, and what differs."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from contingent.base.spans import Span
from contingent.coding.codings import Basis, Coding, standing
from contingent.coding.comparing import Accord, compare, differing, matched, overlap
from contingent.coding.statements import Attribution, Claim, Statement
from contingent.coding.vocabulary import Hedge, Status

spans = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda pair: Span(pair[0], sum(pair)))
few = st.lists(spans, max_size=5)


def best_sum(left: list[Span], right: list[Span]) -> float:
    """The largest sum of overlaps over all one-to-one matchings, by trying every one."""
    short, long = sorted((left, right), key=len)
    tried = permutations(range(len(long)), len(short))
    return max((sum(overlap(short[i], long[j]) for i, j in enumerate(places)) for places in tried), default=0.0)


@settings(max_examples=300, deadline=None)
@given(left=few, right=few)
def test_the_matching_is_the_best_there_is(left: list[Span], right: list[Span]) -> None:
    pairs = matched(left, right)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    assert all(overlap(left[a], right[b]) > 0 for a, b in pairs)
    assert sum(overlap(left[a], right[b]) for a, b in pairs) == pytest.approx(best_sum(left, right))


@settings(max_examples=50, deadline=None)
@given(left=st.lists(spans, max_size=25), right=st.lists(spans, max_size=25))
def test_the_matching_is_as_good_as_that_of_a_dense_table(left: list[Span], right: list[Span]) -> None:
    table = np.array([[overlap(a, b) for b in right] for a in left]).reshape(len(left), len(right))
    best = table[linear_sum_assignment(table, maximize=True)].sum()
    assert sum(overlap(left[a], right[b]) for a, b in matched(left, right)) == pytest.approx(best)


@given(spans=st.lists(spans, max_size=12, unique=True))
def test_a_coding_matches_itself(spans: list[Span]) -> None:
    assert matched(spans, spans) == tuple((place, place) for place in range(len(spans)))


@given(left=few, right=few)
def test_sides_may_be_exchanged(left: list[Span], right: list[Span]) -> None:
    one = sum(overlap(left[a], right[b]) for a, b in matched(left, right))
    other = sum(overlap(right[a], left[b]) for a, b in matched(right, left))
    assert one == pytest.approx(other)


@given(a=spans, b=spans)
def test_overlap_is_a_share_and_symmetric(a: Span, b: Span) -> None:
    assert overlap(a, b) == overlap(b, a)
    assert 0 <= overlap(a, b) <= 1
    assert (overlap(a, b) == 1) == (a == b)


def test_greed_would_go_wrong() -> None:
    """The closest pair taken first (overlap .9) would leave the two others without one."""
    left, right = [Span(0, 10), Span(8, 10)], [Span(1, 10), Span(0, 8)]
    assert matched(left, right) == ((0, 1), (1, 0))
    assert matched([Span(0, 4)], [Span(4, 8)]) == ()
    assert matched([], [Span(0, 1)]) == ()


def coding(coder: str, *statements: Statement) -> Coding:
    return Coding(report="r", coder=coder, statements=statements)


def said(key: str, start: int | None, end: int = 0, **fields: object) -> Statement:
    return Statement(id=key, report="r", span=None if start is None else Span(start, end), **fields)  # type: ignore[arg-type]


def test_places_stand_in_the_order_of_the_text_with_what_differs() -> None:
    compared = compare([
        coding("anna", said("A1", 50, 70), said("A2", 0, 20, hedge=Hedge.LIKELY), said("A3", 100, 120)),
        coding("ben", said("B1", 0, 20), said("B2", 50, 70), said("B3", None)),
    ])  # fmt: skip
    assert [sorted(s.id for s in p.statements.values()) for p in compared.places] == [
        ["A2", "B1"], ["A1", "B2"], ["A3"], ["B3"]]  # fmt: skip
    assert [p.accord for p in compared.places] == [Accord.DIFFER, Accord.AGREED, Accord.PARTIAL, Accord.PARTIAL]
    assert compared.places[0].differing == ("hedge",)
    assert (compared.alone("anna"), compared.alone("ben")) == (1, 1)
    assert compared.places[2].without == ("ben",)


def test_statements_on_the_same_words_go_by_their_fields() -> None:
    """Two statements of each coder on one span: the overlap is the same either way, the fields decide."""
    russia, china = Attribution(affiliation=("RUS",)), Attribution(affiliation=("CHN",))
    compared = compare([
        coding("anna", said("A1", 0, 9, attribution=russia), said("A2", 0, 9, attribution=china)),
        coding("ben", said("B1", 0, 9, attribution=china), said("B2", 0, 9, attribution=russia)),
    ])  # fmt: skip
    assert {frozenset(s.id for s in p.statements.values()) for p in compared.places} == {
        frozenset({"A1", "B2"}), frozenset({"A2", "B1"})}  # fmt: skip
    assert compared.count(Accord.AGREED) == 2


def test_three_coders_and_what_nobody_stands_for() -> None:
    compared = compare([
        coding("anna", said("A1", 0, 10), said("A2", 40, 50, status=Status.SUGGESTED)),
        coding("ben", said("B1", 0, 11), said("B2", 40, 50, status=Status.REJECTED)),
        coding("cem", said("C1", 0, 10)),
    ])  # fmt: skip
    (place,) = compared.places
    assert set(place.statements) == {"anna", "ben", "cem"}
    assert place.differing == ("span",)
    assert place.span == Span(0, 11)
    assert compared.left_out == {"anna": 1}


def test_order_counts_for_the_main_concept_only() -> None:
    base = said("A", 0, 1, concepts=("a", "b", "c"), actors=("KAZ", "UZB"))
    assert differing([base, said("B", 0, 1, concepts=("a", "c", "b"), actors=("UZB", "KAZ"))]) == ()
    assert differing([base, said("B", 0, 1, concepts=("b", "a", "c"), actors=("KAZ", "UZB"))]) == ("concepts",)


def test_variables_and_claims_are_compared() -> None:
    claim = Claim(variable="v", subject="s", operator="=", parameters={"codes": ["A"]})
    one = said("A", 0, 1, variables={"agreement": True, "name": "x"}, claim=claim)
    other = said("B", 0, 1, variables={"agreement": 1})
    assert differing([one, other]) == ("claim", "variables.agreement", "variables.name")
    assert differing([one, said("B", 0, 1, variables={"agreement": True, "name": "x"}, claim=claim)]) == ()


@pytest.mark.parametrize(
    ("present", "assigned", "expected"),
    [
        (["rules"], [], (("rules",), Basis.UNASSIGNED)),
        ([None, "anna"], ["anna"], ((None,), Basis.UNASSIGNED)),
        (["anna"], ["anna", "ben"], (("anna",), Basis.ONLY)),
        (["ben", "anna"], ["anna", "ben"], (("anna",), Basis.EARLIEST)),
        (["anna", "rules", "settled", "ben"], ["ben"], (("settled",), Basis.SETTLED)),
    ],
)
def test_which_coding_stands(
    present: list[str | None], assigned: list[str], expected: tuple[tuple[str | None, ...], Basis]
) -> None:
    found = standing("r", present, assigned, {"settled"})
    assert found is not None
    assert (found.coders, found.basis) == expected
    assert "report r" in found.text()


def test_nothing_stands_where_nothing_is_said() -> None:
    assert standing("r", [], ["anna"], {"settled"}) is None
