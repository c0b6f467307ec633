"""The rule for trends on series made here: what it must say, and what must not sway it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.months import Month
from contingent.checks.claims import measured
from contingent.checks.verdicts import Ruling
from contingent.records.actors import Actor, ActorKind
from contingent.records.contributions import Contribution
from contingent.records.record import Record

START = Month(2001, 1)


def record(numbers: list[int | None]) -> Record:
    rows = tuple(
        Contribution(month=START.plus(n), contributor="NPL", operation=None, kind="total", number=number, snapshot="s",
                     line=str(n + 2))
        for n, number in enumerate(numbers)
        if number is not None
    )  # fmt: skip
    return Record(actors=(Actor(code="NPL", name="Nepal", kind=ActorKind.STATE),), contributions=rows)


def ruling(numbers: list[int | None], direction: str, **more: object) -> Ruling:
    until = START.plus(len(numbers) - 1)
    asked = {"contributors": ["NPL"], "since": str(START), "until": str(until), "direction": direction, **more}
    return measured("trend", asked, record(numbers), "test").ruling


UP, FLAT = [100 + 5 * n for n in range(36)], [200 + (n % 3) for n in range(36)]
HILL = [100 + 20 * min(n, 35 - n) for n in range(36)]


@pytest.mark.parametrize(
    ("numbers", "direction", "more", "expected"),
    [
        (UP, "rising", {}, "supported"),
        (UP, "falling", {}, "contradicted"),
        (UP[::-1], "falling", {}, "supported"),
        (UP, "doubled", {}, "supported"),
        (UP, "tripled", {}, "partly"),
        (UP, "steady", {}, "contradicted"),
        (UP[::-1], "halved", {}, "supported"),
        (FLAT, "steady", {}, "supported"),
        (FLAT, "rising", {}, "contradicted"),
        (HILL, "peaked", {"when": "2002"}, "supported"),
        (HILL, "peaked", {"when": "2001-02"}, "partly"),
        (HILL, "rising", {}, "contradicted"),
        (UP, "peaked", {"when": "2003"}, "unclear"),  # highest at the end: it may go on
        ([500] * 12 + [20] * 24, "falling", {}, "supported"),  # one step
        ([0] * 12 + [150] * 24, "rising", {}, "supported"),
        ([0, 5, 5, *[0] * 30, 8, 8], "rising", {}, "unclear"),  # its ends stand higher, and nothing between
        ([0] * 12 + [150] * 24, "doubled", {}, "unclear"),  # from none
        ([100, None, None, 120], "rising", {}, "no data"),
        ([100] * 30 + [None] * 6, "steady", {}, "supported"),
        ([None] * 20 + [100] * 16, "steady", {}, "no data"),  # the beginning is not on record
    ],
)
def test_what_a_series_shows(numbers: list[int | None], direction: str, more: dict[str, object], expected: str) -> None:
    assert ruling(numbers, direction, **more) == expected


series = st.lists(st.integers(0, 5000), min_size=12, max_size=48)


@given(series, st.sampled_from(["rising", "falling"]))
@settings(deadline=None)
def test_what_rises_does_not_fall(numbers: list[int], direction: str) -> None:
    other = {"rising": "falling", "falling": "rising"}[direction]
    if ruling(list(numbers), direction) is Ruling.SUPPORTED:
        assert ruling(list(numbers), other) is Ruling.CONTRADICTED
        assert ruling(list(numbers), "steady") is not Ruling.SUPPORTED
        assert ruling(list(numbers[::-1]), direction) is not Ruling.SUPPORTED


@given(st.integers(10, 25), st.integers(1, 100), st.integers(4, 31), st.integers(0, 1_000_000))
@settings(deadline=None)
def test_one_odd_month_and_a_gap_sway_nothing(start: int, step: int, place: int, odd: int) -> None:
    numbers: list[int | None] = [start * 10 + step * n for n in range(36)]
    said = ruling(numbers, "rising")
    numbers[place] = odd
    assert ruling(numbers, "rising") is said
    numbers[place] = None
    assert ruling(numbers, "rising") is said


@given(st.integers(50, 3000), st.data())
@settings(deadline=None)
def test_a_steady_series_stays_steady_whatever_its_order(level: int, data: st.DataObject) -> None:
    wobble = max(1, level // 50)
    numbers = data.draw(st.lists(st.integers(level - wobble, level + wobble), min_size=12, max_size=40))
    assert ruling(list(numbers), "steady") is Ruling.SUPPORTED
    assert ruling(list(numbers), "doubled") is Ruling.CONTRADICTED
