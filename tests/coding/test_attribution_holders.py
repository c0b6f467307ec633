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
Speaker A's view was that the mandate was unclear. | participant one
"""
NATIONALS = """
The Brazilians were less sure. | participant unspecified BRA
One Norwegian said that the mission had failed. | participant one NOR
Two Ghanaians disagreed with this. | participant two GHA
A Pole and a Czech recalled the transition. | participant two POL CZE
The Dutch were sceptical about the timetable. | participant unspecified NLD
Several Chileans asked who would pay. | participant several CHL
Both Danes agreed. | participant two DNK
No German supported the plan. | participant none DEU
A young Ugandan asked who would pay. | participant one UGA
A Ghanaian and two Togolese recalled the coup. | participant unspecified GHA TGO
"Never again," said one Rwandan. | participant one RWA
The French plan was too dear. | rapporteur
The Russians want to stay. | state unspecified RUS
Many Ugandans fear a return of the war. | rapporteur
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
Some missions succeeded, others did not. | rapporteur
Most members pay on time, but a few do not. | rapporteur | rapporteur
"""  # noqa: E501
INSTITUTIONS = """
The Mexican Foreign Ministry believes that the force is too small. | state unspecified MEX
The Indonesian Ministry of Defence wants a larger role. | state unspecified IDN
The Ministry of Foreign Affairs of Peru hopes to send engineers. | state unspecified PER
The Nepalese army sees peacekeeping as a source of pride. | state unspecified NPL
According to the Philippine Army, the border is calm. | state unspecified PHL
In the view of the Kenyan parliament, the cost is too high. | state unspecified KEN
The ministries of defence of Mali and Niger fear a vacuum. | state unspecified MLI NER
An official of the Peruvian army said that the boats were old. | official one PER
Argentina's Ministry of Defence hopes to send engineers. | state unspecified ARG
The Armed Forces of the Philippines see this as a test. | state unspecified PHL
The Bolivian armed forces want more pilots. | state unspecified BOL
The Thai police believe that the border is calm. | state unspecified THA
The Ghanaian Navy patrols the coast. | rapporteur
The ministry pays for transport. | rapporteur
"""
HOLDERS = """
Kenya wants to secure its border and has no interest in a long war. | state unspecified KEN | state unspecified KEN
Chile seeks a seat on the Council but has little appetite for risk. | state unspecified CHL | state unspecified CHL
Togo has no wish to leave and hopes for more funds. | state unspecified TGO | state unspecified TGO
Bolivia aims to train police and does not want to lose its pilots. | state unspecified BOL | state unspecified BOL
Indonesia views the Council with respect and is keen to sit on it. | state unspecified IDN | state unspecified IDN
Fiji has 300 troops in Sinai. | rapporteur
Laos has shown no interest. | rapporteur
"""
FOCUS = """
Participants from South and Central European states focused on threats from the south. | participant unspecified EUROPE
Several speakers concentrated on the lack of helicopters. | participant several
One panellist turned to the question of funding. | participant one
The second speaker raised the cost of transport. | participant one
Experts from Laos centred their remarks on demining. | expert unspecified LAO
Two delegates from Mali dwelt on the role of the police. | participant two MLI
Experts from the Research Centre in Dakar doubted the figures. | expert unspecified SEN
"""
AGENTS = """
The plan was blamed by all three panellists from Rwanda. | participant all RWA
All the three experts agreed. | expert all
The reform was opposed by nearly all ten delegates from Peru. | participant most PER
"""


def cases(*tables: str) -> list[str]:
    return [line for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    "case", cases(LABELS, NATIONALS, SECOND_ORIGINS, ELLIPSES, INSTITUTIONS, HOLDERS, FOCUS, AGENTS)
)
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


@pytest.mark.parametrize(
    "text",
    [
        "The plan was blamed by all three panellists from Rwanda.",
        "The delay was criticised by several experts from Chad.",
        "It was welcomed by both delegates from Samoa.",
    ],
)
def test_where_the_speakers_are_from_is_no_actor(text: str) -> None:
    (statement,) = suggested(text)
    assert statement.actors == ()


@pytest.mark.parametrize(
    ("heading", "actors"),
    [
        ("Kenya", ("KEN",)),
        ("3. Kenya", ("KEN",)),
        ("2.1 Kenya and Uganda", ("KEN", "UGA")),
        ("Kenya 3664 2016", ()),
        ("Kenya, 2016", ()),
        ("Troops from Kenya", ()),
    ],
)
def test_only_a_heading_of_nothing_but_states_makes_a_profile(heading: str, actors: tuple[str, ...]) -> None:
    (statement,) = suggested(f"# {heading}\n\nThe wages are paid late.")
    assert statement.actors == actors


@pytest.mark.parametrize("fragment", ["Force protection", "Budget", "Table 2", "Dakar, 2016", "3 664"])
def test_a_fragment_without_a_verb_is_no_statement(fragment: str) -> None:
    statements = suggested(f"One speaker disagreed.\n\n- {fragment}\n\n- Nobody agreed.")
    assert [said(statement) for statement in statements] == ["participant one", "participant none"]
