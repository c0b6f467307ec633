"""Outcomes from ensembles: figures are those of the draws, levers and variants stand where they belong."""

from __future__ import annotations

import numpy as np
import pytest

from contingent.briefs.outcomes import Beside, IssueOutcome, issue_outcomes
from contingent.decisions.movers import levers
from contingent.futures.ensembles import DEFAULT_MODELS, explore, explore_variants
from contingent.positions.agenda import Agenda
from contingent.positions.positions import Position


@pytest.fixture(scope="module")
def agenda() -> Agenda:
    def at(actor: str, value: float, kind: str = "state") -> Position:
        low, high = max(0, value - 15), min(100, value + 15)
        return Position(issue="i", actor=actor, value=value, low=low, high=high, salience=50, actor_type=kind)

    return Agenda.of([at("A", 10), at("B", 20), at("C", 90), at("P", 80, "participants")])


def test_figures_are_those_of_the_draws(agenda: Agenda) -> None:
    ensemble = explore(agenda, draws=400)
    for outcome in issue_outcomes(ensemble):
        draws = ensemble.draws[outcome.issue, outcome.model]
        assert outcome.low <= outcome.central <= outcome.high
        assert outcome.central == pytest.approx(float(np.median(draws)))
        assert sum(share for _, _, share in outcome.bins) == pytest.approx(1)
        assert outcome.over_middle == pytest.approx(float((draws > 50).mean()))
        assert outcome.draws == 400


def test_levers_and_variants_are_attached(agenda: Agenda) -> None:
    ensembles = explore_variants(agenda, draws=50)
    model = DEFAULT_MODELS[0]
    found = issue_outcomes(ensembles["all actors"], Beside(levers=(levers(agenda, "i", model),), variants=ensembles))
    first = next(o for o in found if o.model == model.name)
    assert first.levers is not None
    assert set(first.variants) == {"states and organisations"}
    assert all(m.to_cross is not None for m in first.movers)
    assert next(o for o in found if o.model != model.name).levers is None


@pytest.mark.parametrize(("over", "side", "odds"), [(0.0, "below", 1.0), (0.2, "below", 0.8), (0.7, "above", 0.7)])
def test_side_and_odds(over: float, side: str, odds: float) -> None:
    outcome = IssueOutcome(issue="i", model="median", draws=1, central=1, low=0, high=2, over_middle=over)
    assert (outcome.side, outcome.odds) == (side, odds)
    assert outcome.label == "Weighted median"
