"""Where models disagree, on which options they hang, and who could tip them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from tests.decisions.agendas import agenda, astana
from tests.futures.answers import study

from contingent.base.errors import InputError
from contingent.decisions.base import Card, Kernel, Need, Outcome
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.decisions.movers import levers
from contingent.decisions.options import choice
from contingent.futures.disagreement import disagreement, issue_by_model
from contingent.futures.pivotal import pivots
from contingent.futures.studies import Study
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Chair:
    """The first actor decides, or the mirror of it; nothing where its salience is below 45."""

    name: ClassVar[str] = "chair"
    needs: ClassVar[frozenset[Need]] = frozenset()
    card: ClassVar[Card] = Card(title="Chair", says="The chair decides.", source="made up", reads="never")
    side: str = choice("own", {"own": "as it stands", "mirror": "mirrored", "bad": "not to be had"}, why="a test")

    def decide(self, agenda: Agenda) -> Outcome:
        raise NotImplementedError

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        if self.side == "bad":
            raise InputError("This agenda has no such thing.")
        value = drawn.value[:, 0] if self.side == "own" else 100 - drawn.value[:, 0]
        return np.where(drawn.salience[:, 0] < 45, np.nan, value)


def test_pairs_are_counted_as_by_hand() -> None:
    sample = study().sample(2_000, 1)
    found = disagreement(sample)
    mean, median = sample.outcomes.T
    (pair,) = found.pairs
    assert pair.opposite == np.mean((mean > 50) != (median > 50))
    assert pair.apart == pytest.approx(np.mean(np.abs(mean - median)))
    assert found.all_above == np.mean((mean > 50) & (median > 50))
    assert found.none_above == np.mean((mean <= 50) & (median <= 50))
    assert found.all_above + found.none_above + found.split == pytest.approx(1)
    assert found.split == pytest.approx(pair.opposite)
    assert found.table()["opposite"].to_list() == [pair.opposite]
    assert "Both models (weighted mean and weighted median)" in found.sentences()[0]


def test_models_that_always_agree_are_told_so() -> None:
    sure = Study.of(agenda((90.0, 50.0), (80.0, 50.0), spread=5.0), "i", (Compromise(), Median())).sample(500, 1)
    told = disagreement(sure).sentences()
    assert "above the middle in 100\u00a0% of draws" in told[0]
    assert "No two models lie on different sides" in told[1]


def test_options_are_tried_one_by_one_and_those_not_to_be_had_left_out() -> None:
    rows = agenda((70.0, 90.0), (20.0, 50.0), spread=10.0)
    found = disagreement(Study.of(rows, "i", (Chair(),)).sample(500, 1))
    (option,) = found.choices
    assert (option.option, option.taken, option.other, option.opposite) == ("side", "own", "mirror", 1.0)
    assert found.pairs == ()
    assert "depends on options: side = mirror instead of own (100\u00a0% of draws)" in found.sentences()[-1]
    assert found.options().height == 1
    assert found.table().is_empty()


def test_undecided_draws_are_left_out_of_what_concerns_their_model() -> None:
    rows = agenda((70.0, 50.0), (20.0, 50.0), spread=10.0)
    sample = Study.of(rows, "i", (Compromise(), Chair()), band=15.0).sample(2_000, 1)
    undecided = np.isnan(sample.outcomes[:, 1])
    assert 0.05 < undecided.mean() < 0.5
    found = disagreement(sample)
    kept = sample.outcomes[~undecided]
    assert found.pairs[0].opposite == np.mean((kept[:, 0] > 50) != (kept[:, 1] > 50))
    assert found.standings[1].above == np.mean(kept[:, 1] > 50)


def test_the_map_has_a_row_for_every_issue_and_model() -> None:
    models = (Compromise(), Median())
    found = [disagreement(Study.of(astana(), issue, models).sample(300, 1)) for issue in ("r2p", "rrf")]
    table = issue_by_model(found)
    assert table.select("issue", "model").rows() == [
        ("r2p", "compromise"), ("r2p", "median"), ("rrf", "compromise"), ("rrf", "median"),
    ]  # fmt: skip
    assert table["above"].is_between(0, 1).all()


@pytest.mark.parametrize("issue", ["csto_mandate", "csto_border", "unsc_reform", "r2p"])
def test_crossings_are_those_of_movers_in_whole_points(issue: str) -> None:
    for model in (Compromise(), Median()):
        found = {each.actor: each for each in pivots(Study.of(astana(), issue, (model,)).sample(256, 1)).pivots}
        exact = levers(astana(), issue, model)
        for mover in exact.movers:
            assert found[mover.actor].crosses == (None if exact.side == "middle" else mover.whole_cross), mover.actor


def test_an_actor_that_decides_alone_is_always_pivotal_and_the_others_never() -> None:
    rows = agenda((50.0, 90.0), (20.0, 50.0), (80.0, 50.0), spread=10.0)
    found = pivots(Study.of(rows, "i", (Chair(),)).sample(400, 1))
    assert [(each.actor, each.within) for each in found.of("chair")] == [("A", 1.0), ("B", 0.0), ("C", 0.0)]
    assert found.levers == {}
    assert "for A in 100\u00a0% of draws" in found.sentences()[0]


def test_pivots_within_a_range_are_pivots_from_anywhere() -> None:
    table = pivots(study().sample(400, 1)).table()
    assert (table["anywhere"] >= table["within"]).all()
    assert table["within"].max() > 0


def test_an_outcome_far_from_the_middle_names_a_coalition() -> None:
    rows = agenda((5.0, 50.0), (8.0, 50.0), (10.0, 50.0), spread=2.0)
    (text,) = pivots(Study.of(rows, "i", (Median(),)).sample(300, 1)).sentences()
    assert "nobody alone could tip" in text
    assert "together" in text
