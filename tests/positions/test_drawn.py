"""Draws of an agenda: blocks of arrays that can be read issue by issue or draw by draw."""

from __future__ import annotations

import numpy as np
from tests.decisions.agendas import astana

from contingent.decisions.models import models
from contingent.futures.inputs import stated_ranges
from contingent.positions.drawn import Drawn


def test_the_stated_agenda_is_one_draw_of_itself() -> None:
    agenda = astana()
    drawn = Drawn.as_stated(agenda)
    assert len(drawn) == 1
    for model in models(("compromise", "median")):
        outcomes = model.decide_draws(drawn)
        assert outcomes.shape == (1, len(agenda.issues))
        assert dict(zip(agenda.issues, outcomes[0], strict=True)) == model.decide(agenda).values


def test_a_draw_can_be_read_as_an_agenda() -> None:
    agenda = astana()
    inputs = stated_ranges(agenda, 15.0)
    drawn = inputs.drawn(inputs.luck(7, 0, 50))
    together = models(("median",))[0].decide_draws(drawn)
    one_by_one = [list(models(("median",))[0].decide(each).values.values()) for each in drawn.agendas()]
    np.testing.assert_array_equal(together, one_by_one)
    for each in drawn.agendas():
        held = ~np.isnan(agenda.value)
        assert (each.low[held] <= each.value[held]).all()
        assert (each.value[held] <= each.high[held]).all()
        assert np.isnan(each.value[~held]).all()


def test_any_split_of_a_run_draws_the_same() -> None:
    inputs = stated_ranges(astana(), 15.0)
    whole = inputs.drawn(inputs.luck(7, 0, 100))
    parts = [inputs.drawn(inputs.luck(7, first, count), first=first) for first, count in ((0, 1), (1, 60), (61, 39))]
    for name in ("value", "salience", "capability"):
        np.testing.assert_array_equal(getattr(whole, name), np.concatenate([getattr(p, name) for p in parts]))


def test_only_those_on_an_issue_are_read_for_it() -> None:
    agenda = astana()
    inputs = stated_ranges(agenda, 15.0)
    rows, value, salience, capability = inputs.drawn(inputs.luck(7, 0, 9)).on("csto_border")
    assert [agenda.actors[row] for row in rows] == [
        "RUS",
        "CSTO",
        "TJK",
        "UZB",
        *[a for a in agenda.actors if a.startswith("P_")][:3],
    ]
    assert value.shape == salience.shape == capability.shape == (9, len(rows))
    assert value.flags.c_contiguous
    assert not np.isnan(value).any()
