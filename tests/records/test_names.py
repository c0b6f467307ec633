from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from contingent.base.errors import InputError
from contingent.records.actors import ActorKind
from contingent.records.names import NameRole, names, read_names
from contingent.records.reference import reference

SHARED = Path(__file__).parents[2].parent / "shared" / "record"
BY_TEXT = {name.text: name for name in names()}
ROW = {"text": "Utopia", "code": "UTO", "kind": "state", "role": "name", "source": "a book"}


def test_every_state_has_a_name_and_a_demonym() -> None:
    states = {n.code for n in names() if n.kind is ActorKind.STATE}
    adjectives = {n.code for n in names() if n.role is NameRole.DEMONYM}
    assert len(states) == 193 + len({"VAT", "PSE"})
    # Their people are called like others' (Dominican, Congolese) or hardly spoken of in one word.
    assert states - adjectives == {"COG", "DMA", "VAT", "ATG"} - adjectives
    assert all(len(code) == 3 and code.isupper() for code in states)


def test_a_spelling_means_one_actor() -> None:
    assert [t for t, many in Counter(n.text for n in names()).items() if many > 1] == []


def test_a_code_has_one_kind() -> None:
    kinds: dict[str, set[ActorKind | None]] = {}
    for name in names():
        kinds.setdefault(name.code, set()).add(name.kind)
    assert {code: found for code, found in kinds.items() if len(found) > 1} == {}


def test_operations_of_the_reference_facts_have_names() -> None:
    missions = {n.code for n in names() if n.kind is ActorKind.MISSION}
    # The base in Brindisi is no mission; the office of 1993 in Burundi bears the name of the one of 2011 (BNUB).
    assert {o.code for o in reference().operations} - missions == {"LBB", "UNOB"}


def test_every_name_says_where_it_comes_from() -> None:
    assert all(n.source for n in names())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Burkinabè", "BFA"),
        ("Filipino", "PHL"),
        ("Dutch", "NLD"),
        ("Kazakhstani", "KAZ"),
        ("Soviet Union", "SUN"),
        ("former Yugoslavia", "YUG"),
        ("Western Sahara", "ESH"),
        ("UNMOT", "UNMOT"),
        ("Collective Security Treaty Organization", "CSTO"),
        ("Islamic Movement of Uzbekistan", "IMU"),
        ("African Union Mission in Somalia", "AMISOM"),
        ("Moscow", "RUS"),
    ],
)
def test_known_names(text: str, code: str) -> None:
    assert BY_TEXT[text].code == code


def test_spellings_of_published_tables_are_known() -> None:
    path = SHARED / "name_variants.csv"
    if not path.exists():
        pytest.skip("shared/record/name_variants.csv is not beside the repository")
    folded = {text.lower(): name.code for text, name in BY_TEXT.items()}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["iso3"]]
    wrong = {row["name"] for row in rows if folded.get(row["name"].lower()) != row["iso3"]}
    # Contribution tables mean Brazzaville by "Congo"; reports on peace operations mostly mean Kinshasa.
    assert wrong <= {"Congo", "DRC"}


def test_all_missions_of_the_record_are_known() -> None:
    path = SHARED / "missions.csv"
    if not path.exists():
        pytest.skip("shared/record/missions.csv is not beside the repository")
    with path.open(encoding="utf-8", newline="") as lines:
        missions = {row["mission"] for row in csv.DictReader(lines)}
    # The logistics base in Brindisi is no mission; ONUCI and UNFOR are other tables' spellings of UNOCI and UNPROFOR.
    assert missions - set(BY_TEXT) <= {"LBB", "ONUCI", "UNFOR"}


@pytest.mark.parametrize(
    "change",
    [{"role": "nickname"}, {"kind": "planet"}, {"text": " "}, {"code": ""}, {"source": ""}, {"role": "mask"}],
)
def test_a_broken_row_is_named(change: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read_names([ROW, {**ROW, **change}])
    assert caught.value.record == "row 3"
    assert caught.value.remedy


def test_a_row_without_a_column_is_named() -> None:
    with pytest.raises(InputError, match="kind"):
        read_names([{key: value for key, value in ROW.items() if key != "kind"}])
