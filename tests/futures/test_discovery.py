"""Boxes: found where one was put, judged on draws not seen, and none told where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.agendas import agenda, astana
from tests.futures.answers import study

from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.discovery import ABOVE, BELOW, describe, discovery
from contingent.futures.inputs import Input, Triangular
from contingent.futures.peeling import MOST_RESTRICTIONS, Box, Fit, quasi_p
from contingent.futures.studies import Study
from contingent.positions.agenda import Array


def inputs(count: int) -> list[Input]:
    shape = Triangular(0.0, 50.0, 100.0)
    return [Input(issue="i", actor=chr(65 + n), what="position", distribution=shape) for n in range(count)]


def cube(draws: int, count: int, seed: int) -> Array:
    return 100 * np.random.default_rng(seed).random((draws, count))


def test_a_box_that_was_put_there_is_found_with_its_ends() -> None:
    values = cube(8_000, 6, 1)
    inside = (values[:, 0] > 42) & (values[:, 3] < 30)
    found = describe(inputs(6), values, inside, "passes")
    assert found.holds
    ends = {each.input.actor: (each.low, each.high) for each in found.conditions}
    assert set(ends) == {"A", "D"}
    assert ends["A"][0] == pytest.approx(42, abs=2)
    assert ends["D"][1] == pytest.approx(30, abs=2)
    assert (ends["A"][1], ends["D"][0]) == (None, None)
    assert found.unseen.density > 0.93
    assert found.unseen.coverage > 0.93
    told = found.told("Decision", {"A": "Russia"})
    assert "the position of Russia is above 4" in told
    assert "the position of D is below" in told


def test_a_box_with_two_ends_on_one_input_is_found() -> None:
    values = cube(8_000, 3, 2)
    found = describe(inputs(3), values, (values[:, 1] > 30) & (values[:, 1] < 60), "passes")
    (each,) = found.conditions
    assert (each.low, each.high) == (pytest.approx(30, abs=2), pytest.approx(60, abs=2))
    assert "is between" in each.told()


def test_noise_in_the_kind_shows_in_the_density_not_in_the_ends() -> None:
    values, source = cube(12_000, 4, 3), np.random.default_rng(9)
    inside = values[:, 2] > 60
    kind = np.where(source.random(12_000) < 0.15, ~inside, inside)
    found = describe(inputs(4), values, kind, "passes")
    assert {each.input.actor for each in found.conditions} == {"C"}
    assert found.conditions[0].low == pytest.approx(60, abs=3)
    assert found.unseen.density == pytest.approx(0.85, abs=0.03)


def test_chance_is_not_described() -> None:
    told = 0
    for seed in range(12):
        values = cube(2_000, 8, seed)
        kind = np.random.default_rng(100 + seed).random(2_000) < 0.3
        told += describe(inputs(8), values, kind, "passes").holds
    assert told == 0


def test_a_sum_of_many_inputs_has_no_box_and_it_is_said() -> None:
    values = cube(6_000, 12, 5)
    found = describe(inputs(12), values, values.sum(axis=1) > 600, "passes")
    assert not found.holds
    assert "no short list of conditions says in which" in found.told("Outcome")


def test_rare_and_certain_kinds_are_told_as_such() -> None:
    values = cube(1_000, 3, 6)
    never = describe(inputs(3), values, np.zeros(1_000, bool), "passes")
    always = describe(inputs(3), values, np.ones(1_000, bool), "passes")
    assert "in no draw" in never.told("It")
    assert "in every draw" in always.told("It")
    assert not never.holds
    assert not always.holds
    nothing = describe([], np.empty((1_000, 0)), values[:, 0] > 50, "passes")
    assert not nothing.holds


def test_quasi_p_is_the_tail_of_a_binomial() -> None:
    inside = Fit(draws=100, kind=40, inside=10, hits=9)
    without = Fit(draws=100, kind=40, inside=50, hits=25)
    assert quasi_p(inside, without) == pytest.approx(11 / 1024)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.floats(0.05, 0.95))
def test_what_is_told_of_a_box_is_what_it_holds(seed: int, count: int, share: float) -> None:
    values = cube(1_200, count, seed)
    kind = values @ np.linspace(1, 0.1, count) > np.quantile(values @ np.linspace(1, 0.1, count), share)
    found = describe(inputs(count), values, kind, "passes")
    assert len(found.conditions) <= MOST_RESTRICTIONS
    unseen, of_kind = values[1::2], kind[1::2]
    held = np.ones(len(unseen), bool)
    for each in found.conditions:
        column = ord(each.input.actor) - 65
        held &= unseen[:, column] > (-np.inf if each.low is None else each.low)
        held &= unseen[:, column] < (np.inf if each.high is None else each.high)
    assert found.unseen == Fit(
        draws=600, kind=int(of_kind.sum()), inside=int(held.sum()), hits=int((held & of_kind).sum())
    )
    trade = [fit.inside for fit in found.trade]
    assert trade == sorted(trade, reverse=True), "peeling only takes away"
    assert found.trade[0].coverage in (0.0, 1.0)


def test_the_open_box_holds_everything() -> None:
    assert Box.open(3).holds(cube(10, 3, 1)).all()
    assert Box.open(3).restrictions == ()


def test_an_issue_that_hangs_on_one_actor_is_described_by_it() -> None:
    sample = Study.of(astana(), "r2p", (Median(),)).sample(4_000, 1)
    found = discovery(sample).descriptions["median", ABOVE]
    (each,) = found.conditions
    assert (each.input.actor, each.input.what) == ("P_OVERALL", "position")
    assert each.low == pytest.approx(50, abs=1)
    assert found.unseen.density > 0.97


def test_both_sides_stand_in_the_table() -> None:
    found = discovery(study().sample(1_000, 1))
    assert set(found.table()["kind"]) == {ABOVE, BELOW}
    assert {"coverage", "density", "p", "holds"} <= set(found.table().columns)
    assert found.trade_off()["step"].max() > 3
    certain = Study.of(agenda((90.0, 50.0), (80.0, 50.0), spread=5.0), "i", (Compromise(),))
    assert "above the middle in every draw" in discovery(certain.sample(300, 1)).sentences()[0]
