"""The procedural model: by hand, against grid search, its symmetries, and bad input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.agendas import agenda, astana

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.example import STATUS_QUO, worked_example
from contingent.decisions.institutions.known import institution
from contingent.decisions.institutions.reforms import reform
from contingent.decisions.models.procedural import Procedural
from contingent.decisions.seating import day_of
from contingent.futures.inputs import stated_ranges
from contingent.positions.agenda import Agenda
from contingent.positions.drawn import Drawn

ON = {"on": "2013-11-05"}


def only(model: Procedural, positions: Agenda) -> float:
    (value,) = model.decide(positions).values.values()
    return value


def test_the_worked_example_by_hand() -> None:
    """mandate: weights 240, 100, 90, 120 at 10, 40, 90, 75; the setter at 10 finds no majority below 20 and keeps it.
    funding: weights 120, 140, 50, 180 at 85, 30, 20, 60; 60 is proposed, 85 and 60 (300 of 490) prefer it to 20."""
    outcome = Procedural(status_quo=STATUS_QUO).decide(worked_example())
    assert outcome.values == {"mandate": 20, "funding": 60}
    assert any("no proposal passes" in caveat and "NORD" in caveat for caveat in outcome.caveats)
    assert outcome.pivots["funding"] == ("WEST",)


def test_the_setter_takes_what_the_median_lets_it() -> None:
    """Romer and Rosenthal: with the status quo at 20 and the median at 40, the proposal is min(setter, 60)."""
    three = agenda((40, 50), (90, 60), (10, 50))
    assert only(Procedural(status_quo=20), three) == 60
    assert only(Procedural(status_quo=0), three) == 80
    assert only(Procedural(status_quo=60), three) == 60, "the setter is gridlocked by the median on the other side"
    assert only(Procedural(status_quo=20, setter="A"), three) == 40
    assert only(Procedural(status_quo=20, amendments="open"), three) == 40
    assert only(Procedural(status_quo=20, amendments="elimination"), three) == 40


def test_a_veto_shrinks_what_passes() -> None:
    russia_alone = Procedural(institution="CSTO", status_quo=10, **ON).decide(astana())
    assert russia_alone.values["csto_mandate"] == 20, "the mirror image of 10 at Russia's 15"
    assert "RUS" in russia_alone.pivots["csto_mandate"]
    without = Procedural(body=reform(institution("CSTO", day_of("2013-11-05")), "without:RUS"), status_quo=10)
    assert without.decide(astana()).values["csto_mandate"] == 85


def test_an_institution_without_known_members_keeps_the_status_quo() -> None:
    outcome = Procedural(institution="UNSC", **ON).decide(astana())
    assert set(outcome.values.values()) == {0.0}
    assert any("hold no known position" in caveat for caveat in outcome.caveats)
    assert any("without a vote in UNSC" in caveat for caveat in outcome.caveats)


def test_a_setter_that_is_not_on_the_issue_is_named() -> None:
    outcome = Procedural(setter="KAZ").decide(astana())
    assert any(c.startswith("csto_mandate: KAZ holds no position here") for c in outcome.caveats)


@pytest.mark.parametrize(
    ("settings_", "error"),
    [
        ({"institution": "UNCS", **ON}, NotFoundError),
        ({"institution": "UNSC"}, InputError),
        ({"institution": "UNSC", "on": "yesterday"}, InputError),
        ({"institution": "UNSC", "rule": "unanimity", **ON}, NotFoundError),
        ({"status_quo": float("nan")}, InputError),
        ({"status_quo": 101}, InputError),
        ({"amendments": "none"}, InputError),
    ],
)
def test_options_that_cannot_be(settings_: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        Procedural(**settings_)  # type: ignore[arg-type]


def test_too_many_for_an_elimination_agenda() -> None:
    crowd = agenda(*[(float(n), 50.0) for n in range(61)])
    with pytest.raises(InputError, match="61 actors"):
        Procedural(amendments="elimination").decide(crowd)
    thousands = agenda(*[(float(n % 101), 50.0) for n in range(3000)])
    assert 0 <= only(Procedural(), thousands) <= 100


def test_nobody_with_weight() -> None:
    silent = agenda((40, 0), (60, 0))
    with pytest.raises(InputError, match="weight"):
        Procedural().decide(silent)
    assert np.isnan(Procedural().decide_draws(Drawn.as_stated(silent))).all()
    assert only(Procedural(), agenda((40, 0), (60, 10))) == 60
    assert only(Procedural(), agenda((70, 10))) == 70


rows = st.lists(
    st.tuples(st.integers(0, 100).map(float), st.integers(1, 20).map(lambda n: 5.0 * n)), min_size=1, max_size=7
)
variants = st.sampled_from(
    [
        {},
        {"amendments": "open"},
        {"amendments": "elimination"},
        {"amendments": "elimination", "voting": "sincere"},
    ]
)


@settings(deadline=None)
@given(rows, st.integers(0, 100).map(float), st.floats(0, 100))
def test_no_acceptable_point_is_better_for_the_setter(
    held: list[tuple[float, float]], quo: float, other: float
) -> None:
    model = Procedural(status_quo=quo, setter="A")
    outcome, ideal = only(model, agenda(*held)), held[0][0]
    weight = sum(w for x, w in held if abs(x - other) <= abs(x - quo) - 1e-9)
    if 2 * weight > sum(w for _, w in held):
        assert abs(outcome - ideal) <= abs(other - ideal) + 1e-9
    accepting = sum(w for x, w in held if abs(x - outcome) <= abs(x - quo) + 1e-9)
    assert 2 * accepting > sum(w for _, w in held)


@settings(deadline=None)
@given(rows, st.integers(0, 100).map(float), variants, st.randoms())
def test_symmetries(held: list[tuple[float, float]], quo: float, variant: dict[str, str], luck: object) -> None:
    model = Procedural(status_quo=quo, **variant)  # type: ignore[arg-type]
    outcome = only(model, agenda(*held))
    shuffled = list(held)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    split = [(held[0][0], held[0][1] / 2), (held[0][0], held[0][1] / 2), *held[1:]]
    tied = {round(abs(x - quo), 9) for x, _ in held}
    if variant.get("amendments") == "elimination" and len(tied) < len({x for x, _ in held}):
        return  # proposals as far on either side of the status quo have no order of their own
    assert only(model, agenda(*shuffled)) == pytest.approx(outcome, abs=1e-9)
    assert only(model, agenda(*split)) == pytest.approx(outcome, abs=1e-9)
    assert only(model, agenda(*[(x, w / 5) for x, w in held])) == pytest.approx(outcome, abs=1e-9)
    mirrored = replace(model, status_quo=100 - quo)
    assert only(mirrored, agenda(*[(100 - x, w) for x, w in held])) == pytest.approx(100 - outcome, abs=1e-9)


@pytest.mark.parametrize(
    "model",
    [
        Procedural(),
        Procedural(status_quo=20, setter="RUS"),
        Procedural(amendments="open"),
        Procedural(amendments="elimination"),
        Procedural(institution="CSTO", on="2013-11-05"),
        Procedural(institution="UNSC", on="2013-11-05", unknown="in favour"),
        Procedural(institution="EU", on="2013-11-05", rule="qualified majority"),
    ],
)
def test_a_draw_is_decided_as_an_agenda_is_whatever_stands_beside_it(model: Procedural) -> None:
    inputs = stated_ranges(astana(), 15.0)
    drawn = inputs.drawn(inputs.luck(3, 0, 12))
    together = model.decide_draws(drawn)
    for number in range(12):
        alone = model.decide(drawn.one(number)).values
        assert together[number].tolist() == [alone[issue] for issue in drawn.agenda.issues]
    apart = [
        model.decide_draws(inputs.drawn(inputs.luck(3, first, count), first=first)) for first, count in ((0, 5), (5, 7))
    ]
    assert np.concatenate(apart).tobytes() == together.tobytes()


@settings(deadline=None, max_examples=30)
@given(rows, st.integers(0, 100).map(float))
def test_an_institution_of_all_with_one_vote_each_is_a_majority(held: list[tuple[float, float]], quo: float) -> None:
    from contingent.decisions.institutions.custom import written

    names = [chr(65 + n) for n in range(len(held))]
    listed = ", ".join(f'"{name}"' for name in names)
    body = written(
        f'name = "All"\nsource = "test"\nmembers = [{listed}]\nrule = "absolute majority"', name="all.toml"
    ).on(None, None)
    equal = agenda(*[(x, 50.0) for x, _ in held])
    for setter in names[:2]:
        ruled = Procedural(status_quo=quo, setter=setter, body=body)
        plain = Procedural(status_quo=quo, setter=setter)
        assert only(ruled, equal) == pytest.approx(only(plain, equal), abs=1e-9)
