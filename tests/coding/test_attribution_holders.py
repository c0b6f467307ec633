"""Speakers without a noun of their own, state institutions, focus verbs, ellipses and negated verbs."""

from __future__ import annotations

from functools import cache

import pytest

from contingent.coding.convert.sections import analyse
from contingent.coding.mentions import Gazetteer
from contingent.coding.statements import Statement
from contingent.coding.suggest import RuleSuggester
from contingent.records.names import names


@cache
def suggester() -> RuleSuggester:
    return RuleSuggester(
        Gazetteer.of((n.text, n.code, n.kind.value if n.kind else "none", n.role.value) for n in names())
    )


def suggested(text: str) -> list[Statement]:
    return suggester().suggest(analyse(text))


def said(statement: Statement) -> str:
    a = statement.attribution
    return " ".join((a.kind.value, a.quantifier.value, *a.affiliation)) if a.explicit else "rapporteur"


# sentence | kind quantifier affiliations of each statement
LABELS = """
Speaker A argued that the mandate was unclear. | participant one
Panellist 2 disagreed and left it at that. | participant one
Participant B2 wondered whether Fiji would stay. | participant one
Interviewee 14 recalled the withdrawal from Rwanda. | participant one
Delegate C from Ghana supported the plan. | participant one GHA
Expert no. 3 doubted the figures. | expert one
According to Official D, the convoy never left. | official one
"""
NATIONALS = """
The Brazilians were less sure. | participant unspecified BRA
One Norwegian said that the mission had failed. | participant one NOR
Two Ghanaians disagreed with this. | participant two GHA
A Pole and a Czech recalled the transition. | participant two POL CZE
The Dutch were sceptical about the timetable. | participant unspecified NLD
Several Chileans asked who would pay. | participant several CHL
The French plan was too dear. | rapporteur
Many Danish soldiers served in Kosovo. | rapporteur
"""
SECOND_ORIGINS = """
The speaker from Côte d'Ivoire and that from Timor-Leste agreed that training matters. | participant two CIV TLS
The delegate of Peru and the one from Chile doubted the timetable. | participant two PER CHL
The experts from Ghana and those from Togo warned against haste. | expert unspecified GHA TGO
One official from Oman and another from Qatar called for calm. | official two OMN QAT
"""
ELLIPSES = """
A third of participants considered the plan feasible, but a sizeable minority did not. | participant some | participant minority
Some speakers trusted the Council; others did not. | participant some | participant others
Most delegates supported an extension, while the Jordanians did not. | participant most | participant unspecified JOR
On drones, some did and some did not. | participant some | participant some
Many expected success, whereas a few did not. | participant many | participant few
"""  # noqa: E501


def cases(*tables: str) -> list[str]:
    return [line for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize("case", cases(LABELS, NATIONALS, SECOND_ORIGINS, ELLIPSES))
def test_who_says_it(case: str) -> None:
    text, *wanted = case.split(" | ")
    assert [said(statement) for statement in suggested(text)] == wanted


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The Chair did not agree.", "disagreed"),
        ("One expert could not agree that the war was over.", "disagreed"),
        ("Several officials did not accept this reading.", "disagreed"),
        ("Two delegates did not support the draft.", "disagreed"),
        ("The participant from Mali did not deny that abuses had occurred.", "agreed"),
        ("Three panellists did not dispute the figures.", "agreed"),
        ("One delegate never endorsed the draft.", "disagreed"),
        ("The Chair agreed.", "agreed"),
    ],
)
def test_who_does_not_agree_disagrees(text: str, mode: str) -> None:
    (statement,) = suggested(text)
    assert statement.mode == mode
