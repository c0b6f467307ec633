"""Agendas that go wrong: for every model a clear error or a stated result, and no warning, whatever the numbers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.decisions.test_metamorphic import made, random_agenda, values

from contingent.base.errors import InputError
from contingent.decisions.base import Outcome
from contingent.decisions.models import model, model_classes
from contingent.positions.agenda import Agenda
from contingent.positions.drawn import Drawn

MODELS = tuple(model_classes())
pytestmark = pytest.mark.parametrize("name", MODELS)

CLOSE = 1e-9


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def held(*value: float, salience: float | list[float] = 60.0, capability: float | list[float] = 1.0) -> Agenda:
    """One issue; ranges are the positions themselves."""
    column = np.array(value, float)[:, None]
    weights = np.broadcast_to(np.array(capability, float), len(value)).copy()
    return made(column, column, column, np.broadcast_to(np.array(salience, float), len(value))[:, None], weights)


def decided(name: str, agenda: Agenda) -> Outcome | InputError:
    """The outcome, or the error that says what, where and what to do."""
    try:
        return model(name).decide(agenda)
    except InputError as error:
        told = error
    assert told.what.endswith(".")
    assert told.remedy
    return told


def drawn(name: str, agenda: Agenda) -> float:
    return float(model(name).decide_draws(Drawn.as_stated(agenda))[0, 0])


def test_one_actor_decides_alone(name: str) -> None:
    assert values(model(name), held(37.0)) == pytest.approx({"q0": 37.0}, abs=CLOSE)
    assert drawn(name, held(37.0)) == pytest.approx(37.0, abs=CLOSE)


def test_two_actors_decide_between_them(name: str) -> None:
    agenda = held(10.0, 80.0, capability=[1.0, 2.0])
    assert 10 - CLOSE <= values(model(name), agenda)["q0"] <= 80 + CLOSE
    assert drawn(name, agenda) == pytest.approx(values(model(name), agenda)["q0"], abs=CLOSE)


def test_two_equals_meet_or_the_model_says_who_prevails(name: str) -> None:
    found = model(name).decide(held(20.0, 80.0)).values["q0"]
    assert found == pytest.approx(50.0, abs=CLOSE) or name == "procedural", "with a status quo one of two may have it"


@pytest.mark.parametrize("at", [0.0, 33.3, 100.0])
def test_all_on_one_point_stay_there(name: str, at: float) -> None:
    outcome = model(name).decide(held(*[at] * 5, capability=[1.0, 0.1, 3.0, 2.0, 1.0]))
    assert outcome.values["q0"] == pytest.approx(at, abs=CLOSE)
    assert outcome.support["q0"] == pytest.approx(1.0)


def test_nobody_with_weight_is_an_error_and_in_draws_not_a_number(name: str) -> None:
    for agenda in (held(10.0, 80.0, salience=0.0), held(10.0, 80.0, capability=0.0)):
        error = decided(name, agenda)
        assert isinstance(error, InputError)
        assert "q0" in str(error)
        assert np.isnan(drawn(name, agenda))


def test_a_draw_without_weight_does_not_spoil_its_neighbours(name: str) -> None:
    agenda = held(10.0, 45.0, 80.0, capability=[1.0, 2.0, 1.5])
    one = Drawn.as_stated(agenda)
    salience = np.repeat(one.salience, 3, axis=0)
    salience[1] = 0.0
    block = replace(one, value=np.repeat(one.value, 3, axis=0), salience=salience,
                    capability=np.repeat(one.capability, 3, axis=0))  # fmt: skip
    found = model(name).decide_draws(block)[:, 0]
    assert np.isnan(found[1])
    assert found[[0, 2]] == pytest.approx([drawn(name, agenda)] * 2, abs=CLOSE)


def test_who_holds_no_position_changes_nothing(name: str) -> None:
    agenda = held(10.0, 45.0, 80.0, capability=[1.0, 2.0, 1.5])
    more = held(10.0, 45.0, float("nan"), 80.0, capability=[1.0, 2.0, 9.0, 1.5])
    assert values(model(name), more) == pytest.approx(values(model(name), agenda), abs=CLOSE)
    assert drawn(name, more) == pytest.approx(drawn(name, agenda), abs=CLOSE)


def test_who_does_not_care_changes_nothing(name: str) -> None:
    agenda = held(10.0, 45.0, 80.0, capability=[1.0, 2.0, 1.5])
    more = held(10.0, 45.0, 99.0, 80.0, salience=[60.0, 60.0, 0.0, 60.0], capability=[1.0, 2.0, 9.0, 1.5])
    assert values(model(name), more) == pytest.approx(values(model(name), agenda), abs=CLOSE)


def test_an_issue_on_which_nobody_stands_is_named(name: str) -> None:
    agenda = random_agenda(4, missing=False)
    value = agenda.value.copy()
    value[:, 1] = np.nan
    error = decided(name, replace(agenda, value=value, salience=np.where(np.isnan(value), np.nan, agenda.salience)))
    assert isinstance(error, InputError)
    assert "q1" in str(error)


@pytest.mark.parametrize("powers", [(1e-300, 2e-300, 1.5e-300), (1e300, 2e300, 1.5e300), (1e-300, 1e300, 1.0)])
def test_extreme_capabilities_give_an_outcome_on_the_scale(name: str, powers: tuple[float, ...]) -> None:
    agenda = held(10.0, 45.0, 80.0, capability=list(powers))
    found = decided(name, agenda)
    assert isinstance(found, Outcome)
    assert 10 - CLOSE <= found.values["q0"] <= 80 + CLOSE
    assert drawn(name, agenda) == pytest.approx(found.values["q0"], abs=1e-6)


def test_positions_at_the_ends_and_a_hair_apart(name: str) -> None:
    for agenda in (
        held(0.0, 100.0, 0.0, 100.0, capability=[1.0, 2.0, 3.0, 4.0]),
        held(50.0, 50.0 + 1e-12, 50.0 - 1e-12),
        held(0.0, 5e-324, 100.0),
    ):
        found = decided(name, agenda)
        assert isinstance(found, Outcome)
        assert -CLOSE <= found.values["q0"] <= 100 + CLOSE


@pytest.mark.parametrize("least", [1e-12, 1e-100, 1e-300, 5e-324])
def test_vanishing_saliences_give_an_outcome_or_say_that_nobody_has_weight(name: str, least: float) -> None:
    for agenda in (
        held(10.0, 45.0, 80.0, salience=least),
        held(10.0, 45.0, 80.0, salience=[least, 60.0, 60.0]),
        held(10.0, 45.0, 80.0, salience=least, capability=[1e-3, 1.0, 1e3]),
    ):
        found = decided(name, agenda)
        alone = drawn(name, agenda)
        if isinstance(found, InputError):
            assert np.isnan(alone)
        else:
            assert 10 - CLOSE <= found.values["q0"] <= 80 + CLOSE
            assert alone == pytest.approx(found.values["q0"], abs=1e-6)


def test_thousands_of_actors_are_decided_or_refused_with_the_limit(name: str) -> None:
    luck = np.random.default_rng(3)
    agenda = held(*luck.uniform(0, 100, 3000), capability=luck.uniform(0.1, 1, 3000).tolist())
    found = decided(name, agenda)
    if isinstance(found, InputError):
        assert any(char.isdigit() for char in str(found)), "the limit is told"
    else:
        assert 0 <= found.values["q0"] <= 100


def test_values_that_are_no_numbers_in_some_draws_spoil_no_other_draw(name: str) -> None:
    agenda = held(10.0, 45.0, 80.0, capability=[1.0, 2.0, 1.5])
    one = Drawn.as_stated(agenda)
    parts = {key: np.repeat(getattr(one, key), 2, axis=0) for key in ("value", "salience", "capability")}
    parts["capability"][0, 1] = 0.0
    found = model(name).decide_draws(replace(one, **parts))[:, 0]
    assert np.isfinite(found).all()
    assert found[1] == pytest.approx(drawn(name, agenda), abs=CLOSE)
