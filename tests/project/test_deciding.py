"""Deciding from a project: what is asked, who counts, what is left out, and the sheet it is told on."""

from __future__ import annotations

from pathlib import Path

import pytest

import contingent as ct
from contingent.base.errors import InputError, NotFoundError, UsageError
from contingent.briefs.digests import Topic
from contingent.decisions.models import model_classes
from contingent.project.project import Project
from contingent.store.nouns import position_key

PAIR = ("compromise", "median")


def test_every_name_an_analyst_types_is_there() -> None:
    for name in ct.__all__:
        assert getattr(ct, name) is not None
    assert {type(model).__name__ for model in ct.models()} <= set(ct.__all__)


def test_all_models_decide_or_are_left_out_with_a_reason(case: Project) -> None:
    made = case.decide(["csto_border", "csto_mandate"], draws=32)
    assert set(made.models) | {left.model for left in made.left_out} == set(model_classes())
    assert all(left.reason for left in made.left_out)
    assert not made.named
    assert [each.issue for each in made.digests] == ["csto_border", "csto_mandate"]


def test_models_are_named_or_given_with_their_options(case: Project) -> None:
    made = case.decide(["r2p"], models=["median", ct.Challenge(rounds=2)], draws=32)
    assert set(made.models) == {"median", "challenge"}
    assert made.settings == ("challenge.rounds=2",)
    assert made.named
    with pytest.raises(NotFoundError):
        case.decide(["r2p"], models=["oracle"])
    with pytest.raises(UsageError):
        case.decide(["r2p"], models=[])


def test_capability_weighs_actors_and_slips_are_found(case: Project) -> None:
    weighed = case.agenda(["csto_mandate"], capability={"RUS": 9})
    assert weighed.capability[weighed.actors.index("RUS"), 0] == 9
    with pytest.raises(NotFoundError, match="RUSS"):
        case.agenda(["csto_mandate"], capability={"RUSS": 2})
    with pytest.raises(InputError):
        case.agenda(["csto_mandate"], capability={"RUS": -1})


def test_the_other_set_of_actors_stands_beside(case: Project) -> None:
    (both,) = {name for o in case.decide(["r2p"], models=PAIR, draws=64).outcomes for name in o.variants}
    assert both == "states and organisations"
    few = case.decide(["r2p"], models=PAIR, draws=64, who="states")
    assert {name for o in few.outcomes for name in o.variants} == {"all actors"}
    with pytest.raises(UsageError):
        case.decide(["r2p"], who="nobody")


def test_one_issue_among_all_has_the_same_draws_as_alone(case: Project) -> None:
    alone = case.decide(["r2p"], models=PAIR, draws=64).outcomes
    among = [o for o in case.decide(models=PAIR, draws=64).outcomes if o.issue == "r2p"]
    assert [(o.model, o.central, o.low, o.high) for o in alone] == [(o.model, o.central, o.low, o.high) for o in among]


def test_an_issue_alone_has_the_same_exchanges_as_among_all(case: Project) -> None:
    how = {"models": ["exchange"], "draws": 64}
    key = ("csto_mandate", "exchange")
    alone, among = case.decide(["csto_mandate"], **how), case.decide(**how)
    assert [o.issue for o in alone.outcomes] == ["csto_mandate"], "only what is asked is told"
    assert alone.ensemble.draws[key].tobytes() == among.ensemble.draws[key].tobytes()
    (here,), (there,) = alone.outcomes, [o for o in among.outcomes if o.issue == "csto_mandate"]
    assert (here.central, here.variants) == (there.central, there.variants)
    assert here.stated is not None
    assert here.stated.values == among.stated["exchange"].values, "the stated outcome knows all issues as well"
    two = case.decide(["csto_mandate", "r2p"], models=["exchange", "median"], draws=64)
    assert two.ensemble.draws[key].tobytes() == among.ensemble.draws[key].tobytes()
    assert {o.issue for o in two.outcomes} == {"csto_mandate", "r2p"}


def test_a_model_that_trades_is_left_out_where_there_is_nothing_to_trade(tmp_path: Path) -> None:
    with ct.new(tmp_path / "one.ct", case="astana_2013") as project:
        others = [each.id for each in project.issues.find() if each.collective and each.id != "r2p"]
        project.positions.remove([position_key(each) for each in project.positions.find(issue=others)])
        made = project.decide(["r2p"], draws=16)
        assert "exchange" not in {o.model for o in made.outcomes}
        assert "only one of the project" in next(left.reason for left in made.left_out if left.model == "exchange")


def test_verdicts_claim_no_more_than_the_draws(case: Project) -> None:
    made = case.decide(models=PAIR, draws=400)
    for each in made.digests:
        outcomes = [o for o in made.outcomes if o.issue == each.issue]
        agreed = each.text(Topic.AGREE)
        firm = {o.firm for o in outcomes}
        assert ("All agree on the side" in agreed) == (len(firm) == 1 and None not in firm)
        assert ("contradict each other" in agreed) == ({"above", "below"} <= firm)


def test_a_sheet_is_of_one_issue_and_says_how_to_repeat_it(case: Project, tmp_path: Path) -> None:
    made = case.decide(["csto_border"], models=["median", ct.Challenge(rounds=2)], draws=64, seed=7)
    page = ct.save_decision(case, made, tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "contingent decide PROJECT csto_border --model median --model challenge" in page
    assert "--draws 64 --seed 7 --set challenge.rounds=2" in page
    with pytest.raises(UsageError):
        ct.save_decision(case, case.decide(models=PAIR, draws=16), tmp_path / "all.html")
    with pytest.raises(InputError):
        ct.save_decision(case, made, tmp_path / "sheet.pdf")
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".html", ".pdf")] == ["sheet.html"]


def test_a_brief_tells_decisions_made_already(case: Project) -> None:
    made = case.decide(models=PAIR, draws=16, seed=99)
    told = case.brief(decisions=made)
    evidence = next(section for section in told.sections if section.key == "evidence")
    assert "seed 99" in str(evidence)
