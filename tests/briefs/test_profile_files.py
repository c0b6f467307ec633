"""Profiles from YAML: the Astana files first, then files that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import InputError, NotFoundError
from contingent.briefs.profile_files import profiles_from_yaml, read_profiles

CASE = Path(__file__).parents[2] / "src" / "contingent" / "examples" / "astana_2013"


def test_the_states_of_astana() -> None:
    found = {p.actor: p for p in read_profiles(CASE / "profiles.yaml")}
    assert {"KAZ", "KGZ", "TJK", "UZB", "TKM", "RUS", "UKR"} <= set(found)
    tajikistan = found["TJK"]
    assert tajikistan.headings["Current level"][0].evidence == ("A100",)
    assert tajikistan.trend == "flat"
    assert found["KAZ"].silent["Current level"] == "no figure given"


def test_the_organisations_of_astana() -> None:
    found = {p.actor: p for p in read_profiles(CASE / "organisations.yaml")}
    assert list(found["CSTO"].headings) == ["Responsibility", "Legitimacy", "Capacity", "Obstacles"]
    assert found["EU"].headings["Legitimacy"] == ()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such file"):
        read_profiles(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "profiles: 3",
        "profiles: [3]",
        "profiles: [{motives: []}]",
        "profiles: [{actor: A, motives: text}]",
        "profiles: [{actor: A, motives: [{text: t, evidence: A1}]}]",
        "profiles: [{actor: A, motives: [{evidence: [A1]}]}]",
        "profiles: [{actor: A, silent: [x]}]",
        "profiles: [",
    ],
)
def test_what_is_wrong_is_said(text: str) -> None:
    with pytest.raises(InputError) as caught:
        profiles_from_yaml(text, record="my.yaml")
    assert caught.value.record is not None
    assert caught.value.record.startswith("my.yaml")
    assert caught.value.remedy


@given(st.text())
def test_any_text_gives_profiles_or_a_complaint(text: str) -> None:
    try:
        profiles_from_yaml(text)
    except InputError:
        return
