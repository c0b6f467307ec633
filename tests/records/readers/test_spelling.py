"""Spellings: every name the published tables have, and none that is guessed."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.records.kinds import KINDS
from contingent.records.readers.spelling import Spelling, evened, mapped, shipped, spellings
from contingent.records.reference import reference
from contingent.records.series import named

NOBODY = {"CARICOM", "Multinational", "TCC name unknown", "Un", "Ethiopia/Eritrea"}
"""What the data's README lists as no single country."""


def test_all_names_of_the_published_tables(shared: Path) -> None:
    with (shared / "record" / "name_variants.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1105
    wrong = {
        (row["name"], row["iso3"], code)
        for row in rows
        if (code := shipped().contributor(row["name"])) != (row["iso3"] or None)
    }
    assert wrong == {("DRC", "DRC", "COD")}, "the list keeps this acronym as if it were a code"
    assert {row["name"] for row in rows if not row["iso3"]} == NOBODY
    assert {name for name in NOBODY if shipped().contributor(name)} == set()


def test_all_acronyms_of_the_published_tables(shared: Path) -> None:
    with (shared / "record" / "missions.csv").open(encoding="utf-8") as file:
        acronyms = {row["mission"] for row in csv.DictReader(file)}
    assert {each for each in acronyms if shipped().operation(each) is None} == set()
    assert shipped().operation("ONUCI") == "UNOCI"
    assert shipped().operation("unavem ii ") == "UNAVEM_II"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Congo", "COG"), ("DR Congo", "COD"), ("Cote d'Ivoire", "CIV"), ("Côte d’Ivoire", "CIV"), ("BDS", "BRB"),
        ("kyrgyz republic", "KGZ"), ("  KAZ ", "KAZ"), ("The former Yugoslav Republic of Macedonia", "MKD"),
        ("South Sudan'", "SSD"), ("Guinea", "GIN"), ("Niger", "NER"), ("Nigeria", "NGA"), ("Ruritania", None),
        ("", None),
    ],
)  # fmt: skip
def test_names_that_are_easily_confused(written: str, code: str | None) -> None:
    assert shipped().contributor(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Bolivia, Plurinational State of", "BOL"),
        ("Congo (the Democratic Republic of the)", "COD"),
        ("Congo, Republic of the", "COG"),
        ("Gambia (The)", "GMB"),
        ("Netherlands (Kingdom of the)", "NLD"),
        ("Korea (the Republic of)", "KOR"),
        ("Korea (the Democratic People's Republic of)", "PRK"),
        ("Türkiye (Republic of)", "TUR"),
        ("CÃ´te d'Ivoire", "CIV"),
        ("Atlantis (the)", None),
        ("Kingdom of the", None),
        ("Guinea, Republic of Equatorial", None),
        ("Korea, South of", None),
    ],
)
def test_names_with_their_first_words_last(written: str, code: str | None) -> None:
    assert shipped().contributor(written) == code


def test_m49_codes_are_those_of_states_with_leading_zeros_or_without(shared: Path) -> None:
    with (shared / "record" / "contributor_ranks_2021-01.csv").open(encoding="utf-8") as file:
        pairs = {row["m49"]: row["iso3"] for row in csv.DictReader(file)}
    assert {code: shipped().number(code) for code in pairs} == pairs
    assert {shipped().number(code.lstrip("0") + ".0") for code in pairs} == set(pairs.values())
    codes = {each.code for each in reference().actors}
    assert {code for code in shipped().numbers.values() if code not in codes} == set()
    assert (shipped().number("0"), shipped().number("50.5"), shipped().number("x")) == (None, None, None)


def test_all_codes_of_spellings_are_in_the_reference() -> None:
    actors, operations = {each.code for each in reference().actors}, {each.code for each in reference().operations}
    assert set(shipped().contributors.values()) <= actors
    assert set(shipped().operations.values()) <= operations


def test_names_that_stand_for_several_operations() -> None:
    assert named("UNAVEM") == ("UNAVEM", "UNAVEM_I", "UNAVEM_II", "UNAVEM_III")
    assert named("UNAVEM_II") == ("UNAVEM_II",)
    operations = {each.code: each.kind for each in reference().operations}
    for name in ("ONUCI", "UNAVEM", "UNEF", "UNOSOM"):
        assert operations[name] in ("series", "other name")
        assert set(named(name)) <= set(operations)


def test_a_name_of_the_users_own_wins() -> None:
    own = shipped().with_names([("Ruritania", "AND"), ("Congo", "COD")])
    assert (own.contributor("RURITANIA"), own.contributor("Congo"), own.contributor("Gabon")) == ("AND", "COD", "GAB")
    assert shipped().contributor("Ruritania") is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"what": "dish", "text": "a", "code": "b", "source": "c", "note": ""}, "cannot be read"),
        ({"what": "kind", "text": "", "code": "b", "source": "c", "note": ""}, "cannot be read"),
        ({"what": "kind", "text": "a", "code": "b", "source": "", "note": ""}, "cannot be read"),
        ({"what": "kind", "text": "A", "code": "b", "source": "c", "note": ""}, "there twice"),
    ],
)
def test_a_fault_in_the_table_is_told_by_line(row: dict[str, str], said: str) -> None:
    good = {"what": "kind", "text": "a", "code": "b", "source": "c", "note": ""}
    with pytest.raises(InputError, match=said) as caught:
        spellings([good, row])
    assert caught.value.record == "spellings.csv, line 3"


@given(st.lists(st.none() | st.text(max_size=4), max_size=30), st.booleans())
def test_a_column_is_mapped_as_its_texts_are(texts: list[str | None], few: bool) -> None:
    column = pl.Series("x", texts, dtype=pl.String)
    found = mapped(column.cast(pl.Categorical) if few else column, lambda text: text.upper() if text != "a" else None)
    assert found.to_list() == [None if text in (None, "a") else str(text).upper() for text in texts]
    assert found.dtype == pl.String


@given(st.text(max_size=30))
def test_evening_out_is_done_once(text: str) -> None:
    once = evened(text)
    assert Spelling({once: "X"} if once else {}).contributor(text) == ("X" if once else None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known_by_its_own_name(kind: str) -> None:
    """The template offers these words, so it must take them."""
    assert shipped().kind(kind) == kind
