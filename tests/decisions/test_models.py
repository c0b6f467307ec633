"""Compromise and median against exact brute force, and the properties both must have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decisions.agendas import agenda, astana, mean_by_hand, median_by_hand, whole_rows

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.base import DecisionModel, WeighingModel
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.positions.agenda import VARIANTS, Agenda
from contingent.positions.positions import Position

MODELS = (Compromise(), Median())
by_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


def decide(model: DecisionModel, rows: list[tuple[float, float]]) -> float:
    return model.decide(agenda(*rows)).values["i"]


def test_all_issues_of_astana_equal_the_brute_force() -> None:
    whole = astana()
    mean, median = Compromise().decide(whole), Median().decide(whole)
    for n, issue in enumerate(whole.issues):
        rows = [
            (float(whole.value[a, n]), float(whole.salience[a, n]))
            for a in range(len(whole.actors))
            if not np.isnan(whole.value[a, n])
        ]
        assert mean.values[issue] == pytest.approx(mean_by_hand(rows), abs=1e-12)
        assert median.values[issue] == median_by_hand(rows)
    assert mean.values["csto_border"] == 38.375
    assert median.values["csto_border"] == 37.5  # exactly half of the weight stands at 25 or below: a tie of 25 and 50


def test_an_outcome_tells_how_it_came_about() -> None:
    outcome = Median().decide(astana())
    voices = {voice.actor: voice for voice in outcome.trace["un_contingents"]}
    assert sum(voice.share for voice in voices.values()) == pytest.approx(1)
    assert outcome.pivots["un_contingents"] == ("TJK",)
    content = {actor for actor, voice in voices.items() if voice.content}
    assert content == {"TJK", "KGZ", "KAZ_SENATE", "RUS"}
    assert outcome.support["un_contingents"] == pytest.approx(sum(voices[actor].share for actor in content))
    assert [assumption.name for assumption in outcome.assumptions] == ["capability", "support"]
    assert not Compromise().decide(astana()).pivots["un_contingents"]


@by_model
@given(whole_rows)
def test_any_small_agenda_equals_the_brute_force(model: WeighingModel, rows: list[tuple[float, float]]) -> None:
    by_hand = {"compromise": mean_by_hand, "median": median_by_hand}[model.name]
    assert decide(model, rows) == pytest.approx(by_hand(rows), abs=1e-9)


@by_model
@given(whole_rows)
def test_reflecting_the_scale_reflects_the_outcome(model: WeighingModel, rows: list[tuple[float, float]]) -> None:
    mirrored = [(100 - value, weight) for value, weight in rows]
    assert decide(model, mirrored) == pytest.approx(100 - decide(model, rows), abs=1e-9)


@by_model
@given(whole_rows, st.randoms(use_true_random=False))
def test_the_order_of_actors_does_not_matter(
    model: WeighingModel, rows: list[tuple[float, float]], luck: object
) -> None:
    shuffled = list(rows)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(model, shuffled) == pytest.approx(decide(model, rows), abs=1e-9)


@by_model
@given(whole_rows, st.integers(0, 6))
def test_an_actor_split_in_two_halves_changes_nothing(
    model: WeighingModel, rows: list[tuple[float, float]], which: int
) -> None:
    value, weight = rows[which % len(rows)]
    split = [*rows, (value, weight / 2)]
    split[which % len(rows)] = (value, weight / 2)
    assert decide(model, split) == pytest.approx(decide(model, rows), abs=1e-9)


@by_model
@given(whole_rows)
def test_the_outcome_lies_within_the_positions_and_follows_unanimity(
    model: WeighingModel, rows: list[tuple[float, float]]
) -> None:
    heard = [value for value, weight in rows if weight > 0]
    assert min(heard) <= decide(model, rows) <= max(heard)
    same = [(37.3, weight) for _, weight in rows]
    assert decide(model, same) == 37.3


@by_model
@given(whole_rows, st.integers(0, 6), st.integers(0, 100))
def test_the_outcome_never_falls_when_a_position_rises(
    model: WeighingModel, rows: list[tuple[float, float]], which: int, to: int
) -> None:
    n = which % len(rows)
    raised = list(rows)
    raised[n] = (max(rows[n][0], float(to)), rows[n][1])
    assert decide(model, raised) >= decide(model, rows) - 1e-9


def test_capability_weighs() -> None:
    positions = [
        Position(issue="i", actor=actor, value=value, low=value, high=value, salience=50)
        for actor, value in (("A", 0.0), ("B", 100.0))
    ]
    heavier = Agenda.of(positions, capability={"B": 3.0})
    outcome = Compromise().decide(heavier)
    assert outcome.values["i"] == 75
    assert [assumption.name for assumption in outcome.assumptions] == ["support"]
    assert Median().decide(heavier).values["i"] == 100
    with pytest.raises(InputError, match="capability of B"):
        Agenda.of(positions, capability={"B": -1.0})


@by_model
def test_without_weight_nothing_is_decided(model: WeighingModel) -> None:
    with pytest.raises(InputError, match="Nobody on i has any weight"):
        model.decide(agenda((10, 0), (20, 0)))
    assert decide(model, [(10, 0), (20, 5)]) == 20


def test_models_keep_the_contract() -> None:
    for model in MODELS:
        assert isinstance(model, DecisionModel)
        assert isinstance(model, WeighingModel)


def test_variants_and_unknown_names() -> None:
    whole = astana()
    states = whole.of_types(VARIANTS["states and organisations"])
    assert len(whole.actors) == 39
    assert states.actors == ("RUS", "CSTO", "TJK", "UZB", "KGZ", "KAZ", "NATO", "USA", "UN", "UKR", "CHN")
    assert states.issues == whole.issues
    assert whole.of_types(None) is whole
    with pytest.raises(InputError, match="No actor is of type"):
        whole.of_types({"planet"})
    with pytest.raises(NotFoundError, match="no issue 'csto'"):
        whole.column("csto")
    with pytest.raises(ValueError, match="read-only"):
        whole.value[0, 0] = 1.0
