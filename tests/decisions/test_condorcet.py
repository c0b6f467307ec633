"""The probabilistic Condorcet election: its twins, its limits and what it tells."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from tests.decisions.agendas import agenda
from tests.decisions.test_spatial import Row, drawn

from contingent.base.errors import InputError
from contingent.decisions.base import Kernel
from contingent.decisions.kernels.condorcet_reference import elect, settles
from contingent.decisions.kernels.condorcet_rules import Election
from contingent.decisions.models import model
from contingent.decisions.models.condorcet import CROWDED, Condorcet
from contingent.decisions.models.spatial import Spatial
from contingent.decisions.options import options_of
from contingent.positions.drawn import Drawn


def test_twins_of_the_election_agree_under_every_combination() -> None:
    luck = np.random.default_rng(6)
    tables: list[list[Row]] = [
        [(*np.round(luck.uniform(0, 100, 2)), luck.uniform(0.1, 3)) for _ in range(6)] for _ in range(8)
    ]
    words = [[(option.name, word) for word in option.says] for option in options_of(Condorcet)]
    for setting in itertools.product(*words):
        one = model("condorcet", dict(setting))
        parts = [one.decide_draws(drawn(*tables), kernel) for kernel in (Kernel.NUMPY, Kernel.COMPILED)]
        assert np.abs(parts[0] - parts[1]).max() <= 1e-9, setting


def test_two_proposals_are_as_likely_as_their_sides_are_heavy() -> None:
    """By hand: 3 of 4 parts of the weight prefer 20 to 80, each by the whole distance, so 20 has 3 chances in 4."""
    outcome = Condorcet().decide(agenda((20, 75), (80, 25)))
    assert outcome.chances["i"] == ((20.0, pytest.approx(0.75)), (80.0, pytest.approx(0.25)))
    assert outcome.values["i"] == pytest.approx(35.0)


def test_three_proposals_by_hand() -> None:
    """Weights 1, 1, 1 at 0, 50 and 100: of a pair with the middle the votes are 1 to 1/2 + 1/2 each way but the far
    actor's, so the middle beats an end 2 to 1, and the ends are even: chances as 2/3 x 2/3 to 1/3 x 1/2 twice."""
    odds = np.array([1 / 3 * 1 / 2, 2 / 3 * 2 / 3, 1 / 3 * 1 / 2])
    chances = [chance for _, chance in Condorcet().decide(agenda((0, 50), (50, 50), (100, 50))).chances["i"]]
    assert chances == pytest.approx(odds / odds.sum(), abs=1e-6)


@pytest.mark.parametrize("kernel", [Kernel.NUMPY, Kernel.COMPILED])
def test_too_many_actors_are_refused_with_the_limit_in_draws_too(kernel: Kernel) -> None:
    crowd = agenda(*[(n % 101, 50) for n in range(CROWDED + 1)])
    with pytest.raises(InputError, match=f"can take {CROWDED:,}"):
        Condorcet().decide(crowd)
    with pytest.raises(InputError, match=f"can take {CROWDED:,}"):
        Condorcet().decide_draws(Drawn.as_stated(crowd), kernel)


def test_an_election_that_does_not_settle_says_so() -> None:
    """Two proposals that lie close are hardly worth a challenge under cubic votes, so one is favourite for long."""
    table = ((92.0, 4.5), (7.2, 9.7), (92.3, 13.4))
    setting = {"election": "markov-incentive", "victory": "octic", "votes": "cubic"}
    told = model("condorcet", setting).decide(agenda(*table)).caveats
    assert any("On i, the election had not settled after 1,000 passes" in caveat for caveat in told)
    for other in ({}, {"election": "markov-uniform"}, {"election": "markov-incentive"}):
        assert not any("passes" in caveat for caveat in model("condorcet", other).decide(agenda(*table)).caveats)


def test_small_elections_settle() -> None:
    luck = np.random.default_rng(4)
    for chain in (1, 2):
        rules = Election(0, 0, chain, 1)
        weights, utilities = luck.uniform(0.1, 1, 5), luck.uniform(0, 1, (5, 4))
        assert settles(weights, utilities, rules)
        assert elect(weights, utilities, rules).sum() == pytest.approx(1)


def test_the_card_says_joint_only_where_issues_are_decided_together() -> None:
    assert not Spatial.card.joint
    assert not Spatial().card.joint
    assert Spatial(issues="together").card.joint
    assert not Condorcet().card.joint
    assert model("nash", {"joint": "on"}).card.joint
    assert not model("nash").card.joint
