from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.coding.definitions import definitions_in
from contingent.coding.mentions import Gazetteer, Mention
from contingent.records.names import names

GAZETTEER = Gazetteer.of((n.text, n.code, n.kind or "none", n.role) for n in names())


def codes(text: str) -> list[str]:
    return [mention.code for mention in GAZETTEER.find(text)]


def texts(mentions: Iterable[Mention]) -> list[str]:
    return [mention.text for mention in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("South Sudan borders Sudan.", ["SSD", "SDN"]),
        ("Kinshasa is in the Democratic Republic of the Congo, not in the Republic of Congo.", ["COD", "COD", "COG"]),
        ("Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea", ["GIN", "GNB", "GNQ", "PNG"]),
        ("Nigerien troops and Nigerian police", ["NER", "NGA"]),
        ("North Korea and South Korea met in New Zealand.", ["PRK", "KOR", "NZL"]),
        ("Troops from the Central African Republic", ["CAF"]),
        ("The Central African region", ["CENTRAL_AFRICA"]),
        ("South Africa and Southern Africa", ["ZAF", "SOUTHERN_AFRICA"]),
        ("Côte d’Ivoire, Cote d'Ivoire and the Ivory Coast", ["CIV", "CIV", "CIV"]),
        ("Burma, Zaire, Swaziland, East Timor and Cape Verde", ["MMR", "COD", "SWZ", "TLS", "CPV"]),
        ("Turkey, Türkiye and TURKEY", ["TUR", "TUR", "TUR"]),
        ("the UK, the U.S., the USA and the States", ["GBR", "USA", "USA", "USA"]),
        ("a US-led mission on the Tajik-Afghan border", ["USA", "TJK", "AFG"]),
        ("Kyrgyz–Uzbek talks on Afghanistan-linked groups", ["KGZ", "UZB", "AFG"]),
        ("Kenya’s troops and the Kenyans' police", ["KEN", "KEN"]),
        ("St. Lucia, St Lucia and Saint Lucia", ["LCA", "LCA", "LCA"]),
        ("Nato, Unifil and Ecowas", ["NATO", "UNIFIL", "ECOWAS"]),
        ("AU Peace and Security Council and UN Security Council", ["AUPSC", "UNSC"]),
        ("Sino-Russian talks, Bosnian Serbs and West Indian police", ["CHN", "RUS", "BIH", "CARIBBEAN"]),
        ("CENTRAL ASIAN PERSPECTIVES", ["CENTRAL_ASIA"]),
        ("the West African states, the West and the Horn", ["WEST_AFRICA", "WEST", "HORN_OF_AFRICA"]),
        ("sub-Saharan Africa and the Horn of Africa", ["SUB_SAHARAN_AFRICA", "HORN_OF_AFRICA"]),
    ],
)
def test_names_are_told_apart(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They asked us to polish the car and march on; who is it, may I ask?",
        "Piracy in the Indian Ocean and the Gulf of Guinea",
        "Mr Jordan and Ms Chad spoke.",
        "WHO BENEFITS FROM US?",
        "The National Security Council met.",
        "the responsibility to protect, turkey on the table, a china cup",
        "West Nile and Western Upper Nile",
        "non-Western views",
        "the States concerned and the States of the world",
    ],
)
def test_false_friends_are_left_alone(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NATO allies doubt it.", ["NATO_MEMBERS"]),
        ("the EU’s member states", ["EU_MEMBERS"]),
        ("all member states of the African Union", ["AU_MEMBERS"]),
        ("conflicts in the CSTO region", ["CSTO_REGION"]),
        ("Two of them are not ECOWAS members.", ["ECOWAS"]),
    ],
)
def test_members_and_region_of_an_organisation_are_groups(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_long_mission_name_tells_lead_and_host() -> None:
    mission, acronym = GAZETTEER.find("The United Nations Mission in Liberia (UNMIL) closed.")
    assert (mission.code, mission.parts) == ("UNMIL", ("UN", "LBR"))
    assert (acronym.code, acronym.parts) == ("UNMIL", ())


def test_groups_of_members_do_not_run_into_each_other() -> None:
    assert codes("NATO members of the AU") == ["NATO_MEMBERS", "AU"]


def test_an_organisation_named_after_a_region_is_not_the_region() -> None:
    assert [(m.code, m.parts) for m in GAZETTEER.find("Economic Community of West African States")] == [("ECOWAS", ())]


def test_a_text_teaches_its_own_acronyms() -> None:
    text = (
        "The Lagos Forum for Peace (LFP) met. The LFP backed the International Stabilisation Force (ISF). The ISF left."
    )
    known = {m.text: (m.code, m.kind) for m in GAZETTEER.with_definitions(text).find(text)}
    assert known["LFP"] == ("LFP", "organisation")
    assert known["Lagos Forum for Peace"] == ("LFP", "organisation")
    assert known["ISF"][1] == "mission"
    assert "LFP" not in texts(GAZETTEER.find(text)), "the shared gazetteer must not change"


def test_an_acronym_takes_the_code_of_the_long_name_it_stands_for() -> None:
    text = "Private security companies (PSCs) worry us. PSCs lack rules."
    assert [m.code for m in GAZETTEER.with_definitions(text).find(text)] == ["PRIVATE_CONTRACTORS"] * 3


def test_concepts_are_no_organisations() -> None:
    found = {
        d.acronym: d.kind for d in definitions_in("Responsibility to Protect (R2P), protection of civilians (POC)")
    }
    assert found == {"R2P": None, "POC": None}
    text = "The Responsibility to Protect (R2P) is a norm."
    assert GAZETTEER.with_definitions(text).find(text) == ()


def test_later_rows_win_and_masks_say_nothing() -> None:
    base = Gazetteer.of([("Foo", "FOO", "state", "name"), ("Foo Fighters", "", "none", "mask")])
    assert [m.code for m in base.find("Foo likes the Foo Fighters.")] == ["FOO"]
    assert [m.code for m in base.with_rows([("Foo", "BAR", "state", "name")]).find("Foo")] == ["BAR"]
    assert base.kind_of("FOO") == "state"
    assert base.kind_of("BAZ") is None


def test_every_name_is_found_as_itself() -> None:
    for name in names():
        if name.role in {"mask", "capital"} or name.text in {"West", "Western"}:
            continue
        found = GAZETTEER.find(f"It concerned {name.text}, it seems.")
        assert name.code in {m.code.removesuffix("_MEMBERS") for m in found} or name.text in {"P5"}, name


@given(st.text(max_size=300))
def test_mentions_are_ordered_apart_and_cut_from_the_text(text: str) -> None:
    found = GAZETTEER.with_definitions(text).find(text)
    assert all(m.span.cut(text) == m.text for m in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


_PIECES = st.sampled_from(
    [n.text for n in names()] + [" and ", ", ", " (", ")", "’s ", "\n", "-", " members", " region"]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_names_run_together_do_not_overlap(text: str) -> None:
    found = GAZETTEER.find(text)
    assert all(m.span.cut(text) == m.text and m.code for m in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def test_long_hostile_text_comes_to_an_end() -> None:
    for text in ("United Nations " * 20_000, "Republic of the " * 20_000, "(" * 50_000, "A (AB" * 20_000):
        found = GAZETTEER.with_definitions(text).find(text)
        assert all(m.span.end <= len(text) for m in found)
