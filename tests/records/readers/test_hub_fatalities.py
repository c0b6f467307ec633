"""Deaths in operations: the hub's table as CSV and JSON, and the portal's older one. The rows are hand-made."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.readers.taken import Taken, survives, take

HEADER = (
    "id,incident_date,casualty_id,mission_acronym,type_of_casualty,gender,casualty_nationality,casualty_personnel_type,"
    "type_of_incident,m49_code,isocode3,last_update"
)
ROWS = """1,1948-07-06,A-1,UNTSO,Fatality,M,France,Military,Malicious Act,250.0,FRA,2023-11-28
2,1961-05-22,A-2,UNEF,Fatality,M,ZZ [Undetermined],Local ,Accident,,,2023-11-28
3,1957-06-20,A-3,UNEF,Fatality,F,Yugoslavia,Military,Illness,890.0,YUG,2023-11-28
"""
PORTAL = (
    "ID,Incident_Date,Casualty_ID,Mission_Acronym,Type_of_Casualty,Casualty_Nationality,M49_Code,ISOCode3,"
    "Casualty_Personnel_Type,Type_Of_Incident"
)


def _same(taken: Taken) -> None:
    assert taken.table == "hub-fatalities"
    assert taken.complaints == ()
    found = taken.rows.select("day", "case", "operation", "contributor", "sex", "kind", "cause", "named").rows()
    assert found == [
        (date(1948, 7, 6), "A-1", "UNTSO", "FRA", "male", "Military", "Malicious Act", None),
        (date(1961, 5, 22), "A-2", "UNEF", None, "male", "Local", "Accident", "ZZ [Undetermined]"),
        (date(1957, 6, 20), "A-3", "UNEF", "YUG", "female", "Military", "Illness", None),
    ]
    assert taken.remark("not mapped").startswith("not mapped: nationality 'ZZ [Undetermined]'")


def test_comma_separated(tmp_path: Path) -> None:
    _same(take(tmp_path / "fatalities.csv", f"{HEADER}\n{ROWS}"))


def test_json_with_milliseconds_before_1970(tmp_path: Path) -> None:
    listed = []
    for line in ROWS.splitlines():
        row: dict[str, object] = dict(zip(HEADER.split(","), (cell or None for cell in line.split(",")), strict=True))
        days = (date.fromisoformat(str(row["incident_date"])) - date(1970, 1, 1)).days
        row |= {
            "incident_date": days * 86_400_000,
            "m49_code": float(str(row["m49_code"])) if row["m49_code"] else None,
        }
        listed.append(row)
    assert listed[0]["incident_date"] == -678153600000
    _same(take(tmp_path / "fatalities.json", json.dumps(listed)))


@pytest.mark.parametrize("day", ["1970-01-01", "1970-01-02", "1970-01-03", "1969-12-31", "1969-12-29"])
def test_a39_days_about_1970(tmp_path: Path, day: str) -> None:
    value = (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400_000
    row = {"incident_date": value, "mission_acronym": "UNTSO", "casualty_personnel_type": "Military"}
    taken = take(tmp_path / "fatalities.json", json.dumps([row]))
    assert taken.rows["day"].to_list() == [date.fromisoformat(day)]


def test_a39_the_portal_s_years_of_two_digits(tmp_path: Path) -> None:
    body = (
        f"{PORTAL}\n1,06-Jul-48,A,UNTSO,Fatality,France,250,FRA,Military,Malicious Act\n"
        "2,06-Jul-21,B,MINUSMA,Fatality,Chad,148,TCD,Military,Accident\n"
        "3,2013-11-30,C,UNAMID,Fatality,Egypt,818,EGY,Military,Accident\n"
    )
    taken = take(tmp_path / "odp_noticas.csv", body)
    assert taken.complaints == ()
    assert taken.rows["day"].to_list() == [date(1948, 7, 6), date(2021, 7, 6), date(2013, 11, 30)]
    assert taken.rows["sex"].null_count() == 3


def test_a40_numbers_stand_in_for_missing_codes(tmp_path: Path) -> None:
    rows = "".join(
        f"{n},2013-11-30,A-{n},UNAMID,Fatality,M,,Military,Accident,{m49},,\n"
        for n, m49 in enumerate(["50", "50.0", "050"], 1)
    )
    assert take(tmp_path / "fatalities.csv", f"{HEADER}\n{rows}").rows["contributor"].to_list() == ["BGD"] * 3


def test_a_code_beside_another_nationality_is_flagged(tmp_path: Path) -> None:
    row = "1,2013-11-30,A,UNAMID,Fatality,M,Niger,Military,Accident,566,NGA,"
    taken = take(tmp_path / "fatalities.csv", f"{HEADER}\n{row}\n{row}\n")
    assert taken.rows["contributor"].to_list() == ["NGA", "NGA"]
    assert "'Niger'; the code was believed" in taken.remark("believed")
    assert taken.remark("listed more than once").endswith("(line 3)")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,03/04/2013,A,UNAMID,Fatality,M,Niger,Military,Accident,,NER,", "'03/04/2013' is not a day"),
        ("1,,A,UNAMID,Fatality,M,Niger,Military,Accident,,NER,", "is not a day"),
        ("1,2013-11-30,A, ,Fatality,M,Niger,Military,Accident,,NER,", "names no operation"),
        ("1,2013-11-30", "where the header has 12"),
    ],
)
def test_bad_rows_are_complained_about(tmp_path: Path, row: str, words: str) -> None:
    taken = take(tmp_path / "fatalities.csv", f"{HEADER}\n{row}\n{ROWS}")
    assert len(taken.complaints) == 1
    assert taken.complaints[0].startswith("line 2: ")
    assert words in taken.complaints[0]
    assert taken.rows.height == 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rest=st.one_of(st.binary(max_size=200), st.text(',\n"0123456789.-MF ', max_size=200).map(str.encode)))
def test_hostile_rows(tmp_path: Path, rest: bytes) -> None:
    survives(tmp_path / "hostile.csv", HEADER.encode() + b"\n" + rest)
