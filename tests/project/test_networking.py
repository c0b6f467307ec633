"""Networks of a project: what counts as what, on the Astana case and on statements made for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import contingent as ct
from contingent.base.errors import InputError, NotFoundError, UsageError
from contingent.coding.reports import Meeting, Report
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import HolderKind, Quantifier, Stance, Status
from contingent.project.network_analysis import (
    backbone_in,
    centralities_in,
    communities_in,
    links_in,
    polarisation_in,
)
from contingent.project.network_asking import Asked, quantifier_weights
from contingent.project.network_files import save_network
from contingent.project.network_reasons import explain_weight, reason_of
from contingent.project.network_sheets import command_of, network_brief
from contingent.project.networking import made_of, network_of, sayings_of, slices_of
from contingent.project.project import Project


@pytest.fixture(scope="module")
def astana_case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with ct.new(tmp_path_factory.mktemp("networks") / "astana.ct", case="astana_2013") as project:
        yield project


def said(
    key: str, who: tuple[str, ...], concepts: tuple[str, ...], stance: str | None = None, **more: Any
) -> Statement:
    quantifier = more.pop("quantifier", Quantifier.UNSPECIFIED)
    attribution = Attribution(kind=HolderKind.STATE, affiliation=who, quantifier=quantifier)
    return Statement(
        id=key, report=more.pop("report", "r1"), attribution=attribution, concepts=concepts,
        stance=Stance(stance) if stance else None, **more,
    )  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Project]:
    """Two meetings, three states and an organisation, whose networks can be worked out by hand."""
    with ct.new(tmp_path / "small.ct") as project:
        project.meetings.add(Meeting(id="m1", title="First", start=date(2014, 5, 1)))
        project.meetings.add(Meeting(id="m2", title="Second", start=date(2015, 5, 1)))
        project.reports.add(Report(id="r1", title="One", meeting="m1"))
        project.reports.add(
            Report(id="r2", title="Two", meeting="m2", moment=datetime(2015, 6, 30, 23, 30, tzinfo=UTC))
        )
        for each in (
            said("s1", ("KAZ",), ("org.mandate", "nrm.r2p"), "support"),
            said("s2", ("RUS",), ("org.mandate",), "oppose"),
            said("s3", ("RUS",), ("org.mandate",), "sceptical"),
            said("s4", ("KGZ", "TJK"), ("org.mandate",), "support", quantifier=Quantifier.MANY),
            said("s5", ("KAZ",), ("nrm.r2p",), "neutral", report="r2"),
            said("s6", ("KAZ", "CSTO"), ("nrm.r2p",), "oppose", report="r2"),
            said("s7", ("RUS",), ("nrm.r2p",), "oppose", report="r2", status=Status.REJECTED),
            said("s8", (), ("nrm.r2p",), "oppose", report="r2"),
        ):  # fmt: skip
            project.statements.add(each)
        yield project


def cells(project: Project, asked: Asked) -> dict[tuple[str, str], float]:
    made = network_of(project, asked)
    return {
        (row, column): float(made.weights[i, j])
        for i, row in enumerate(made.rows)
        for j, column in enumerate(made.columns)
        if made.weights[i, j]
    }


def test_statements_are_counted_by_state_and_concept(small: Project) -> None:
    assert cells(small, Asked()) == {
        ("KAZ", "nrm"): 3, ("KAZ", "org"): 1, ("RUS", "org"): 2, ("KGZ", "org"): 1, ("TJK", "org"): 1
    }  # fmt: skip
    made = network_of(small, Asked())
    assert made.statements == 6
    assert made.attributes["KAZ"] == {
        "variable": "state", "statements": 3, "full name": "Kazakhstan", "region": "Central Asia"
    }  # fmt: skip
    assert any("1 name no state" in note for note in made.notes)


def test_the_stance_belongs_to_the_first_concept_only(small: Project) -> None:
    assert cells(small, Asked(weigh="subtract")) == {
        ("KAZ", "org"): 1, ("KAZ", "nrm"): -1, ("RUS", "org"): -2, ("KGZ", "org"): 1, ("TJK", "org"): 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stances", "russia"), [("sides", -2.0), ("strict", -1.0), ("scale", -3.0)], ids=["sides", "strict", "scale"]
)
def test_stances_count_as_their_reading_says(small: Project, stances: str, russia: float) -> None:
    assert cells(small, Asked(weigh="subtract", stances=stances))["RUS", "org"] == russia


def test_agreement_of_states_is_by_hand(small: Project) -> None:
    found = cells(small, Asked(one_mode=True))
    # on org.mandate KAZ is for (1 of its 2 statements with a side), RUS against (2 of 2), KGZ and TJK for (1 of 1)
    assert found["KAZ", "RUS"] == pytest.approx(-2 / 2)
    assert found["KAZ", "KGZ"] == pytest.approx(1 / 1.5)
    assert found["KGZ", "TJK"] == pytest.approx(1.0)
    assert found["KGZ", "RUS"] == pytest.approx(-2 / 1.5)


def test_a_whole_scale_counts_also_where_nobody_goes_to_its_ends(small: Project) -> None:
    full = cells(small, Asked(one_mode=True, stances="scale", weigh="conflict", normalise="no"))
    assert full["KAZ", "RUS"] == pytest.approx(1.0 + 0.75)  # 2 against -2, and 2 against -1 on a scale of 4


def test_other_variables_are_read(small: Project) -> None:
    assert cells(small, Asked(rows="organisation")) == {("CSTO", "nrm"): 1}
    assert cells(small, Asked(rows="region", weigh="subtract"))["Eastern Europe", "org"] == -2
    assert cells(small, Asked(rows="region"))["Central Asia", "org"] == 2, "two states of a region are said once"
    assert set(network_of(small, Asked(rows="meeting")).rows) == {"m1", "m2"}
    assert set(network_of(small, Asked(rows="holder")).rows) == {"KAZ", "RUS", "KGZ", "TJK", "CSTO", "state"}
    assert cells(small, Asked(rows="concept", columns="state", depth=0))["org.mandate", "RUS"] == 2
    with pytest.raises(NotFoundError, match="no variable"):
        network_of(small, Asked(rows="colour"))


def test_a_statement_of_several_counts_for_each_or_is_shared(small: Project) -> None:
    assert cells(small, Asked(shared=True))["KGZ", "org"] == 0.5
    assert cells(small, Asked(rows="holder", shared=True))["CSTO", "nrm"] == 0.5


def test_quantifiers_weigh_as_declared_and_can_be_changed(small: Project) -> None:
    weighed = quantifier_weights()
    assert (weighed["one"], weighed["none"]) == (1.0, 0.0)
    assert weighed["all"] > weighed["most"] > weighed["some"] > weighed["two"]
    assert cells(small, Asked(quantifiers=weighed))["KGZ", "org"] == weighed["many"]
    assert cells(small, Asked(quantifiers=quantifier_weights(["many=7.5"])))["KGZ", "org"] == 7.5
    for wrong in ("many", "many=-1", "hundreds=3", "many=nan"):
        with pytest.raises(InputError):
            quantifier_weights([wrong])


def test_statuses_reports_and_days_choose_statements(small: Project) -> None:
    every = cells(small, Asked(statuses=tuple(Status)))
    assert every["RUS", "nrm"] == 1
    assert set(cells(small, Asked(reports=("r1",)))) == {
        ("KAZ", "nrm"), ("KAZ", "org"), ("RUS", "org"), ("KGZ", "org"), ("TJK", "org")
    }  # fmt: skip
    assert cells(small, Asked(until=date(2014, 12, 31)))["KAZ", "nrm"] == 1
    assert cells(small, Asked(since=date(2015, 6, 30), until=date(2015, 6, 30)))["KAZ", "nrm"] == 2
    assert cells(small, Asked(since=date(2016, 1, 1))) == {}
    with pytest.raises(NotFoundError):
        network_of(small, Asked(reports=("nothing",)))


def test_imported_variables_can_be_nodes_and_agreement(small: Project) -> None:
    for key, agrees in (("d1", True), ("d2", False)):
        small.statements.add(
            Statement(
                id=key, report="r1", attribution=Attribution(),
                variables={"organization": f"Org {key}", "concept": "Tax", "agreement": agrees, "strength": 3},
            )
        )  # fmt: skip
    asked = Asked(rows="organization", qualifier="agreement", one_mode=True, weigh="conflict", normalise="no")
    assert cells(small, asked) == {("Org d1", "Org d2"): 1, ("Org d2", "Org d1"): 1}
    asked = Asked(rows="organization", qualifier="strength", weigh="subtract")
    assert cells(small, asked) == {("Org d1", "Tax"): 3, ("Org d2", "Tax"): 3}
    for each in small.statements.find():
        if each.stance is not None:
            small.statements.remove(each.id)
    assert cells(small, Asked(rows="organization", weigh="subtract"))["Org d2", "Tax"] == -1


def test_windows_give_one_network_each(small: Project) -> None:
    made = slices_of(sayings_of(small, Asked(unit="months", size=3)))
    assert made
    assert {each.settings["window"] for each in made} == {"3 months"}
    assert sum(each.statements for each in made) >= 4


def test_a_weight_is_the_sum_of_its_reasons(small: Project, astana_case: Project) -> None:
    for project in (small, astana_case):
        for asked in (
            Asked(), Asked(weigh="subtract"), Asked(weigh="subtract", normalise="activity"),
            Asked(weigh="subtract", normalise="prominence"), Asked(weigh="combine"),
            Asked(one_mode=True), Asked(one_mode=True, weigh="conflict", normalise="jaccard"),
            Asked(one_mode=True, weigh="ignore", normalise="dna_cosine"),
            Asked(one_mode=True, weigh="congruence", normalise="no", stances="scale"),
            Asked(one_mode=True, weigh="subtract", normalise="average", stances="words", shared=True),
            Asked(one_mode=True, quantifiers=quantifier_weights(), normalise="l2_cosine"),
        ):  # fmt: skip
            held = sayings_of(project, asked)
            made = made_of(held)
            for i, row in enumerate(made.rows):
                for j, column in enumerate(made.columns):
                    if asked.one_mode and i == j:
                        continue
                    found = reason_of(held, row, column)
                    total = sum(part.adds for part in found.parts)
                    divided = total / found.divisor if found.divisor else total
                    assert found.weight == pytest.approx(float(made.weights[i, j]))
                    assert divided == pytest.approx(found.weight)
                    assert bool(found.statements) or not found.weight


def test_reasons_are_told_in_words(small: Project) -> None:
    found = explain_weight(small, Asked(one_mode=True), "Kazakhstan", "rus")
    assert found.weight == -1
    assert found.statements == ("s1", "s2", "s3")
    assert "(2 + 2) / 2 = 2: -1" in found.sentences[1]
    assert found.parts[0].said[1].text() == "RUS: 2 against (s2, s3)"
    assert explain_weight(small, Asked(weigh="subtract"), "RUS", "org").sentences[1].endswith("0 - 2 = -2.")
    with pytest.raises(NotFoundError, match="no node"):
        explain_weight(small, Asked(), "USA", "org")
    with pytest.raises(UsageError, match="itself"):
        explain_weight(small, Asked(one_mode=True), "RUS", "RUS")


def test_the_astana_case_gives_what_is_in_the_statements(astana_case: Project) -> None:
    made = network_of(astana_case, Asked())
    assert made.rows == ("KAZ", "KGZ", "RUS", "TJK", "UKR", "UZB")
    states = {"KAZ", "KGZ", "RUS", "TJK", "UKR", "UZB"}
    expected = sum(
        len({concept.split(".")[0] for concept in each.concepts}) * len(states & set(each.attribution.affiliation))
        for each in astana_case.statements.find()
        if each.status is not Status.REJECTED
    )
    assert made.weights.sum() == expected


def test_analyses_run_on_the_astana_case_and_warn_of_its_size(astana_case: Project) -> None:
    asked = Asked(rows="holder")
    groups = communities_in(astana_case, asked)
    camps = polarisation_in(astana_case, asked, permutations=99)
    kept = backbone_in(astana_case, asked, random_sets=20)
    chance = links_in(astana_case, asked, shuffles=199)
    shared = links_in(astana_case, replace(asked, weigh="ignore"))
    central = centralities_in(astana_case, replace(asked, one_mode=True))
    for each in (groups, camps, kept, chance, central):
        assert any("Small dialogues mislead" in told for told in each.cautions)
    assert {label for group in groups.result.groups() for label in group} <= set(groups.network.rows)
    assert 0 <= camps.result.value <= 1
    assert camps.result.p is not None
    assert kept.result.kept
    assert len(chance.result.pairs) + chance.result.fixed == 36
    assert len(shared.result.pairs) + shared.result.fixed > 0
    with pytest.raises(InputError, match="two sides"):
        polarisation_in(astana_case, replace(asked, stances="words"))


def test_wrong_asking_says_what_there_is() -> None:
    with pytest.raises(UsageError, match="sides"):
        Asked(stances="loud")
    with pytest.raises(UsageError, match="depth"):
        Asked(depth=-1)
    with pytest.raises(UsageError, match="one-mode"):
        Asked(weigh="congruence").settings()


def test_a_page_has_every_tie_with_its_statements_and_no_script(astana_case: Project, tmp_path: Path) -> None:
    for number, asked in enumerate((Asked(), Asked(rows="holder", one_mode=True), Asked(since=date(2030, 1, 1)))):
        held = sayings_of(astana_case, asked)
        path = save_network(astana_case, held, tmp_path / f"{number}.html")
        page = path.read_text(encoding="utf-8")
        assert "<script" not in page
        assert "http-equiv" in page
        for key in {str(held.sayings.ids[place]) for place in held.count().places} if number == 0 else ():
            assert f'id="st-{key}"' in page
        if number < 2:
            assert "<svg" in page
    signed = (tmp_path / "1.html").read_text(encoding="utf-8")
    assert "stroke-dasharray" in signed, "conflict is told by dashes, not by colour alone"
    assert "Small dialogues mislead" in signed


def test_hostile_names_do_no_harm_on_a_page(small: Project, tmp_path: Path) -> None:
    small.statements.add(
        said("x1", ("KAZ",), ("org.mandate",), "support", variables={"person": "<script>alert(1)</script>\n=1+1"})
    )
    held = sayings_of(small, Asked(rows="person"))
    page = save_network(small, held, tmp_path / "n.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    for name in ("n.graphml", "n.gexf", "n.net", "n.dl", "n.edges.dl", "n.csv", "n.matrix.csv"):
        assert save_network(small, held, tmp_path / name).stat().st_size > 20
    with pytest.raises(InputError, match="ending"):
        save_network(small, held, tmp_path / "n.png")


def test_a_page_says_how_to_get_the_same_again(small: Project) -> None:
    asked = Asked(rows="region", one_mode=True, stances="strict", depth=2, shared=True, reports=("r1",))
    told = command_of(asked)
    assert told.startswith("contingent network show PROJECT --from region --to concept --kind one-mode --depth 2")
    assert "--stances strict" in told
    assert "--report r1" in told
    assert "--shared" in told
    assert network_brief(small, sayings_of(small, asked)).title == "Region and concept: who agrees with whom"


def test_networks_do_not_depend_on_the_order_of_statements(small: Project, tmp_path: Path) -> None:
    first = network_of(small, Asked(one_mode=True))
    with ct.new(tmp_path / "turned.ct") as turned:
        for meeting in small.meetings.find():
            turned.meetings.add(meeting)
        for report in small.reports.find():
            turned.reports.add(report)
        for each in reversed(small.statements.find()):
            turned.statements.add(each)
        again = made_of(sayings_of(turned, Asked(one_mode=True)))
    assert first.rows == again.rows
    assert np.array_equal(first.weights, again.weights)


def test_statements_of_invented_dialogues_are_told(tmp_path: Path) -> None:
    with ct.new(tmp_path / "f.ct", case="fictional_bishkek_2015") as project:
        assert "49 are of invented dialogues; nobody said them" in network_of(project, Asked()).notes
    with ct.new(tmp_path / "a.ct", case="astana_2013") as project:
        assert not any("invented" in note for note in network_of(project, Asked()).notes)
