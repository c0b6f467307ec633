"""Who says it: one sentence a case, in the styles in which meetings are written up."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.coding.attribution import attribute
from contingent.coding.convert.sections import analyse
from contingent.coding.mentions import Gazetteer
from contingent.coding.reports import CleanText
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Form, Mode
from contingent.records.names import names


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.of((n.text, n.code, n.kind.value if n.kind else "none", n.role.value) for n in names())


def read(text: str) -> tuple[CleanText, list[Unit]]:
    clean = analyse(text)
    return clean, attribute(clean, gazetteer())


def said(unit: Unit) -> tuple[str, str, str]:
    a = unit.attribution
    return a.kind.value, a.quantifier.value, " ".join(a.affiliation)


# sentence | kind quantifier affiliations, of the first unit with a cue
CASES = """
One participant from Chad noted that the desert has no borders. | participant one TCD
Several speakers from Brazil, India and South Africa insisted on consultation. | participant several BRA IND ZAF
The Kenyan delegate argued that Somalia needs police first. | participant one KEN
A European diplomat, who asked not to be named, said that the mandate was too broad. | official one EUROPE
Two diplomats from EU member states doubted the timetable. | official two EU
Government officials from Peru and Chile stressed the value of joint units. | official unspecified PER CHL
A representative of the African Union Commission replied that consent comes first. | participant one AU
The Chair concluded that the debate would go on. | participant one
A former force commander warned against haste. | official one
The keynote speaker called for patience. | participant one
Experts from the region expected no change. | expert unspecified
Analysts expect the mission to close by 2016. | expert unspecified
Civil society representatives from Mali called for more consultation. | participant unspecified MLI
Many were sceptical about the plan. | participant many
A minority argued for early withdrawal. | participant minority
The majority of speakers opposed a parallel force. | participant majority
An overwhelming majority of respondents considered the mandate unclear. | participant majority
A handful of attendees favoured a no-fly zone. | participant few
Almost all delegates supported the proposal. | participant most
Not all participants shared this optimism. | participant some
Both discussants emphasised that elections come too early. | participant two
Neither speaker believed that the truce would hold. | participant none
No one disputed that the mission had saved lives. | participant none
None of the panellists expected a vote. | participant none
At least one participant doubted the figures. | participant one
More than one participant mentioned fatigue. | participant several
All speakers but one favoured an extension. | participant most
A large number of participants welcomed the reform. | participant many
Participants generally agreed that funding was late. | participant most
Others felt that drones would not help. | participant others
Some of us conjectured that the veto would return. | participant some
We all agreed that the Council had lost authority. | participant all
It was argued by several panellists that impartiality had become untenable. | participant several
It was suggested that the police component be doubled. | participant unspecified
It has been pointed out that rebels had signed before. | participant unspecified
Concerns were raised about the exit strategy. | participant unspecified
The point was also made that police arrive too late. | participant unspecified
A longer mandate was seen as unrealistic. | participant unspecified
There was broad agreement that mediation must come before soldiers. | participant most
There was no consensus on whether the force should attack. | participant none
There was concern among several delegates that the mandate was overstretched. | participant several
A consensus emerged that training should come first. | participant unspecified
Opinions differed on whether to merge the missions. | participant unspecified
One suggestion was that the Council visit the region. | participant one
It was the sense of the meeting that force must remain the last resort. | participant unspecified
In the view of several delegates, the deadline was artificial. | participant several
According to an officer from Ghana, the rains had stopped every convoy. | official one GHA
From the perspective of the Sudanese participants, the mission had never been neutral. | participant unspecified SDN
"The mandate is not the problem," said one official, "the money is." | official one
"We cannot protect anyone with two helicopters", a force commander observed. | official one
The technology had changed the picture, added one participant. | participant one
Training, participants agreed, is the weakest link. | participant unspecified
As a Rwandan general observed, peacekeepers rarely fight. | official one RWA
Another delegate, from Chad, replied that his country had paid the price. | participant one TCD
One speaker — a former minister from Jordan — predicted a second war. | official one JOR
An officer from Ghana who had served in Liberia recalled the rains. | official one GHA
The Kenyan delegate and her Ugandan counterpart agreed on funding. | participant two KEN UGA
Togo hopes to raise its profile through its battalions. | state unspecified TGO
Burundi and Uganda fear that funding will dry up. | state unspecified BDI UGA
Germany would like to see a civilian lead. | state unspecified DEU
The Indian Government has repeatedly rejected caveats. | state unspecified IND
Governments in the region want quick results. | state unspecified
The European Union is keen to avoid another open-ended commitment. | organization unspecified EU
The American view was that allies should carry more. | state unspecified USA
In Nepal there is great scepticism about elections. | state unspecified NPL
Moscow views enlargement as a threat. | state unspecified RUS
Senior AU officials privately admit that the timetable is unrealistic. | official unspecified AU
Ambassador Smith (United States) noted that airlift is scarce. | official one USA
Delegates heard from the Force Commander, who explained that patrols had doubled. | official one
To some, the force is a fig leaf. | participant some
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines(), ids=lambda c: c[:60])
def test_the_speaker_of_a_sentence(case: str) -> None:
    sentence, _, wanted = case.rpartition("|")
    kind, quantifier, *codes = wanted.split()
    _, units = read(sentence.strip())
    cued = [unit for unit in units if unit.attribution.explicit]
    assert cued, "no cue found"
    assert said(cued[0]) == (kind, quantifier, " ".join(codes))


RAPPORTEUR = [
    "The African Union has deployed 17,000 troops.",
    "Rwanda is preparing to send a second battalion.",
    "Zambia provides 900 soldiers and focuses on logistics.",
    "According to UN figures, 4,000 police were deployed.",
    "Participants were asked to rank the options.",
    "The participants heard a presentation on logistics.",
    "If the mission was perceived as partial, it would fail.",
    "Many African states have small armies.",
    "Member states' views matter little in practice.",
    "Options that were discussed in 2009 are obsolete.",
    "The Chair thanked the hosts.",
    "It remains unclear whether the funds will arrive.",
    "There are as many perceived costs as perceived rewards.",
]


@pytest.mark.parametrize("sentence", RAPPORTEUR)
def test_the_report_speaks_itself(sentence: str) -> None:
    _, units = read(sentence)
    assert [unit.attribution.kind.value for unit in units] == ["rapporteur"] * len(units)


def test_one_participants_mention_of_a_state_is_no_affiliation() -> None:
    _, units = read("One participant said that Kenya wished to send officers.")
    assert said(units[0]) == ("participant", "one", "")


def test_a_change_of_speaker_cuts_the_sentence() -> None:
    clean, units = read("Two Thai academics blamed apathy, but a Singaporean analyst saw a lack of trust.")
    assert [unit.span.cut(clean.text) for unit in units] == [
        "Two Thai academics blamed apathy",
        "but a Singaporean analyst saw a lack of trust.",
    ]
    assert [said(unit) for unit in units] == [("expert", "two", "THA"), ("expert", "one", "SGP")]


def test_a_concession_without_cue_is_the_reports_own() -> None:
    _, units = read("While the budget is small, one participant noted that it suffices.")
    assert [unit.attribution.explicit for unit in units] == [False, True]


def test_the_second_half_shares_the_cue() -> None:
    _, units = read("One speaker noted that Niger will train but will likely not send troops.")
    assert [unit.attribution.form for unit in units] == [Form.NP, Form.SHARED]
    assert units[1].attribution.source == "S001"
    assert units[1].attribution.explicit


def test_a_second_verb_brings_its_own_mode() -> None:
    _, units = read("Participants welcomed the progress made and called for more funds.")
    assert [unit.mode for unit in units] == [Mode.AGREED, Mode.PROPOSED]


def test_the_same_speaker_and_pronouns_refer_back() -> None:
    _, units = read(
        "A Kosovar researcher countered that waiting costs lives. She added that trust is rare. "
        "The same speaker warned of unrest. In her opinion, police matter most."
    )
    assert {said(unit) for unit in units} == {("expert", "one", "XKX")}
    assert [unit.attribution.form for unit in units[1:]] == [Form.COREF] * 3


def test_the_country_refers_to_the_state_before() -> None:
    _, units = read("Ghana contributes to ten missions. The country hopes to open a training centre.")
    assert said(units[1]) == ("state", "unspecified", "GHA")


def test_a_new_section_forgets_who_spoke() -> None:
    _, units = read("# One\n\nA Fijian officer said little.\n\n# Two\n\nShe added nothing.")
    assert units[-1].attribution.affiliation == ()


def test_bullets_inherit_the_lead() -> None:
    _, units = read(
        "Several delegates made the following points:\n- Airlift is scarce.\n- One speaker doubted the figures.\n"
    )
    assert [said(unit)[1] for unit in units] == ["several", "several", "one"]
    assert [unit.attribution.form for unit in units] == [Form.NP, Form.CARRIED, Form.NP]
    assert units[1].attribution.alternatives[0]["kind"] == "rapporteur"


def test_an_example_carries_the_attribution_on() -> None:
    _, units = read("Participants suggested a review. For example, NATO lacks interests there.")
    a = units[1].attribution
    assert (a.explicit, a.form, a.source) == (False, Form.CARRIED, "S001")


def test_the_content_leaves_out_the_cue() -> None:
    clean, units = read("One participant argued that police matter. Police matter, said one official.")
    assert [unit.content.cut(clean.text) for unit in units] == ["police matter.", "Police matter"]


def test_the_cue_is_verbatim_with_its_place() -> None:
    clean, units = read("Later, several participants also pointed out that rain falls.")
    a = units[0].attribution
    assert a.cue == "several participants also pointed out"
    assert a.cue_span is not None
    assert a.cue_span.cut(clean.text) == a.cue


VOCABULARY = (
    "Some participants from Mali noted that Russia and the EU would , but while others said “ peace ” it was argued "
    "according to one official ; : ( ) . ! — who which one of the many most hopes Kenyan - ' \n\n # •"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_text_is_tiled_by_units(text: str) -> None:
    clean, units = read(text)
    for before, after in pairwise(units):
        assert before.span.end <= after.span.start
    for unit in units:
        assert unit.span.within(unit.sentence)
        assert unit.content.within(unit.span)
        assert "attribution" in unit.origins
        assert all(0 <= origin.confidence <= 1 for origin in unit.origins.values())
    for sentence in clean.sentences:
        parts = [unit for unit in units if unit.sentence == sentence]
        if parts:
            assert parts[0].span.start == sentence.start
            assert parts[-1].span.end == sentence.end
            gaps = [clean.text[a.span.end : b.span.start] for a, b in pairwise(parts)]
            assert not any(c.isalnum() for gap in gaps for c in gap)


def test_a_very_long_sentence_is_read_in_reasonable_time() -> None:
    text = "One participant noted that " + "Russia and the EU would, but while others said peace, " * 400 + "it ended."
    _, units = read(text)
    assert units[0].attribution.explicit


def cases_of(file: str) -> list[str]:
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("case", cases_of("attribution_cases.txt"), ids=lambda c: c[:60])
def test_who_says_it_in_many_house_styles(case: str) -> None:
    text, _, wanted = case.rpartition("|")
    _, units = read(text.strip())
    cued = [unit for unit in units if unit.attribution.explicit]
    assert (" ".join(said(cued[-1])).strip() if cued else "rapporteur") == wanted.strip()
