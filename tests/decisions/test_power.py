"""Power indices: published values, closed forms, and every coalition counted by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import permutations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.decisions.institutions import counting
from contingent.decisions.institutions.institution import Institution, Seat
from contingent.decisions.institutions.known import institution
from contingent.decisions.institutions.needs import AtMost, Enough, Share
from contingent.decisions.institutions.power import power
from contingent.decisions.institutions.rules import Counted, Need, Rule

MEETING = date(2013, 11, 5)


def weighed(weights: list[float], quota: float, *more: Need) -> Institution:
    return Institution(
        code="W",
        name="Weighted",
        seats=tuple(Seat(actor=f"M{n}", role="veto holder" if n == 0 else "member") for n in range(len(weights))),
        rule=Rule(name="votes", needs=(Enough(least=quota, counted=Counted(measure="weights")), *more), source="test"),
        measures={"weights": tuple(weights)},
    )


def test_the_security_council_as_published() -> None:
    """Shapley and Shubik's method on the Council of fifteen: 0.1963 and 0.001865; 848 and 84 swings (Banzhaf)."""
    found = power(institution("UNSC", MEETING))
    permanent, elected = found.of("RUS"), found.of("TGO")
    assert (permanent.swings, elected.swings, found.winning) == (848, 84, 848)
    # An elected member is pivotal with all five permanent and three of nine elected before it.
    assert elected.shapley == float(Fraction(comb(9, 3) * 40320 * 720, 1307674368000))
    assert permanent.shapley == pytest.approx((1 - 10 * elected.shapley) / 5, abs=1e-15)
    assert round(permanent.shapley, 4) == 0.1963
    assert round(elected.shapley, 6) == 0.001865
    assert round(permanent.banzhaf_share, 4) == 0.1669
    assert round(elected.banzhaf_share, 4) == 0.0165
    assert permanent.prevent == 1.0
    assert found.act == 848 / 2**15


def test_the_council_of_eleven() -> None:
    """Shapley and Shubik 1954: 76/77 of the power with the five permanent members, 1/77 with the six others."""
    found = power(institution("UNSC", date(1954, 3, 1)))
    assert sum(each.shapley for each in found.members if each.role == "permanent member") == pytest.approx(76 / 77)


def test_the_council_of_the_six() -> None:
    """European Economic Community of 1958: weights 4, 4, 4, 2, 2, 1, quota 12 (Banzhaf 5/21 and 3/21)."""
    found = power(weighed([4, 4, 4, 2, 2, 1], 12))
    assert [each.banzhaf_share for each in found.members] == pytest.approx([5 / 21] * 3 + [3 / 21] * 2 + [0])
    assert [each.shapley for each in found.members] == pytest.approx([14 / 60] * 3 + [9 / 60] * 2 + [0])
    assert found.winning == 14


def test_nice_with_twenty_seven_members() -> None:
    """Without the check of population 2.03 per cent of all coalitions win, as usually given for these weights."""
    found = power(institution("EU", date(2008, 1, 1), "qualified majority"))
    assert found.exact
    assert round(found.act, 4) == 0.0203


def test_the_general_assembly_is_exact() -> None:
    found = power(institution("UNGA", MEETING))
    assert found.members[0].shapley == float(Fraction(1, 193))
    assert found.members[0].swings == comb(192, 128), "the 129th vote decides"
    assert found.winning == sum(comb(193, size) for size in range(129, 194))


def by_hand(body: Institution) -> tuple[list[int], list[float]]:
    n = len(body.seats)

    def wins(inside: frozenset[int]) -> bool:
        cast = np.array([3 if row in inside else 0 for row in range(n)], np.int8)
        return body.rule.verdict(body, cast).passed

    sets = [frozenset(row for row in range(n) if flags[row]) for flags in product([0, 1], repeat=n)]
    won = {each: wins(each) for each in sets}
    swings = [sum(won[each | {row}] and not won[each] for each in sets if row not in each) for row in range(n)]
    turns = [0] * n
    orders = list(permutations(range(n)))
    for order in orders:
        before: frozenset[int] = frozenset()
        for row in order:
            if won[before | {row}] and not won[before]:
                turns[row] += 1
            before |= {row}
    return swings, [each / len(orders) for each in turns]


weights = st.lists(st.integers(0, 6), min_size=1, max_size=6).filter(any)


@settings(deadline=None, max_examples=40)
@given(weights, st.integers(1, 12), st.booleans(), st.booleans())
def test_every_way_of_counting_agrees_with_hand(given: list[int], quota: int, veto: bool, heads: bool) -> None:
    more: list[Need] = [AtMost(most=0, counted=Counted(role="veto holder"))] if veto else []
    more += [Share(share=Fraction(1, 2), more=True)] if heads else []
    body = weighed([float(each) for each in given], quota, *more)
    swings, shapley = by_hand(body)
    found = power(body)
    assert [each.swings for each in found.members] == swings
    assert [each.shapley for each in found.members] == pytest.approx(shapley, abs=1e-12)
    uneven = counting._uneven(body)
    if uneven is not None and len(given) > 1:
        halves = counting._by_halves(body, uneven)
        classes = counting._by_class(body, counting.classes_of(body))
        assert (halves.winning, halves.winning_with) == (classes.winning, classes.winning_with)
        if not veto:
            added = counting._by_weight(body, uneven)
            assert added is not None
            assert (added.winning, added.winning_with) == (classes.winning, classes.winning_with)


def test_many_uneven_weights_are_added_up() -> None:
    """Sixty members of weights 1 to 60: too many for the other ways; held against random coalitions."""
    body = weighed([float(n) for n in range(1, 61)], 1000)
    found = power(body)
    assert found.how.startswith("exact to rounding")
    assert sum(each.shapley for each in found.members) == pytest.approx(1, abs=1e-9)
    shares = [each.shapley for each in found.members]
    assert shares == sorted(shares)
    rng = np.random.default_rng(4)
    inside = rng.random((40_000, 60)) < 0.5
    held = inside @ np.arange(1, 61)
    swing = ((held - inside[:, 59] * 60 < 1000) & (held - inside[:, 59] * 60 + 60 >= 1000)).mean()
    assert found.members[59].banzhaf == pytest.approx(swing, abs=5 * (swing / 40_000) ** 0.5)


def test_an_estimate_says_so_and_covers_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    body = institution("UNSC", MEETING)
    exact = power(body)
    monkeypatch.setattr("contingent.decisions.institutions.power.count_winning", lambda _: None)
    found = power(body, samples=20_000, seed=7)
    assert not found.exact
    assert "estimated from 20,000" in found.how
    for ours, true in zip(found.members, exact.members, strict=True):
        assert abs(ours.banzhaf - true.banzhaf) <= 5 * ours.banzhaf_error + 1e-12
        assert abs(ours.shapley - true.shapley) <= 5 * ours.shapley_error + 5e-4
    assert power(body, samples=20_000, seed=7).members == found.members
