"""The hub's list of operations, as CSV and JSON. The rows are hand-made after the published columns."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.readers.taken import Taken, survives, take

from contingent.records.readers.hub_operations import degrees

HEADER = (
    "id,mission_acronym,mission_name,lead_department,mission_isactive,mission_location,mission_latitude,"
    "mission_longitude,start_date,end_date,last_update"
)
ROWS = """1,UNTSO,United Nations Truce Supervision Organization,DPO,Yes,Middle East,31.78,35.22, 1948-05-29 ,,2024-01-01
2,MINUSMA,"Stabilization Mission, in Mali",DPO,No,Mali,"12,65",-8.0,2013-04-25,2023-12-31 ,2024-01-01
3,UNAVEM II,Angola Verification Mission,DPKO,No,Angola,,,1991-05-30,1995-02-08,2024-01-01
"""


def _milliseconds(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400_000


def _same(taken: Taken) -> None:
    assert taken.table == "hub-operations"
    assert taken.complaints == ()
    found = taken.rows.select("operation", "lead", "host", "since", "until", "active", "named").rows()
    assert found == [
        ("UNTSO", "DPO", None, date(1948, 5, 29), None, True, "Middle East"),
        ("MINUSMA", "DPO", "MLI", date(2013, 4, 25), date(2023, 12, 31), False, None),
        ("UNAVEM_II", "DPKO", "AGO", date(1991, 5, 30), date(1995, 2, 8), False, None),
    ]


def test_comma_separated(tmp_path: Path) -> None:
    taken = take(tmp_path / "pko.csv", f"{HEADER}\n{ROWS}")
    _same(taken)
    assert taken.rows["latitude"].to_list() == [31.78, 12.65, None]
    assert taken.remark("repaired") == "repaired: coordinates 12,65, -8.0 are 12.65, -8.0 (line 3)"
    assert taken.remark("not mapped") == "not mapped: location 'Middle East' (line 2)"


@pytest.mark.parametrize("envelope", ["", "data", "results", "records"])
def test_json_with_milliseconds(tmp_path: Path, envelope: str) -> None:
    same = {"last_update": 1_701_129_600_000, "mission_latitude": 1.0, "mission_longitude": 2.0}
    listed = [
        {"id": 1, "mission_acronym": "UNTSO ", "mission_name": "T", "lead_department": "DPO", "mission_isactive": "Yes",
         "mission_location": "Middle East", "start_date": _milliseconds("1948-05-29"), "end_date": None, **same},
        {"id": 2, "mission_acronym": "MINUSMA", "mission_name": "M", "lead_department": "DPO", "mission_isactive": "No",
         "mission_location": "Mali", "start_date": _milliseconds("2013-04-25"),
         "end_date": _milliseconds("2023-12-31"), **same},
        {"id": 3, "mission_acronym": "UNAVEM II", "mission_name": "A", "lead_department": "DPKO",
         "mission_isactive": "No", "mission_location": "Angola", "start_date": _milliseconds("1991-05-30"),
         "end_date": _milliseconds("1995-02-08"), **same},
    ]  # fmt: skip
    _same(take(tmp_path / "pko.json", json.dumps({envelope: listed} if envelope else listed)))


def test_a39_milliseconds_about_1970_have_few_digits(tmp_path: Path) -> None:
    row = {
        "mission_acronym": "UNTSO",
        "mission_name": "T",
        "mission_isactive": "Yes",
        "start_date": 0,
        "end_date": 86400000,
    }
    taken = take(tmp_path / "pko.json", json.dumps([row]))
    assert taken.rows.select("since", "until").rows() == [(date(1970, 1, 1), date(1970, 1, 2))]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,,x,DPO,Yes,Mali,1,1,2013-04-25,,", "names no operation"),
        ("1,UNX,x,DPO,Yes,Mali,1,1,03/04/2013,,", "'03/04/2013' is not a day"),
        ("1,UNX,x,DPO,Yes,Mali,1,1,2013-04-25,soon,", "'soon' is not a day"),
        ("1,UNX,x,DPO,Yes,Mali,1,1,2013-04-25,2012-01-01,", "before it begins"),
        ("1,UNX,x", "where the header has 11"),
    ],
)
def test_bad_rows_are_complained_about(tmp_path: Path, row: str, words: str) -> None:
    taken = take(tmp_path / "pko.csv", f"{HEADER}\n{row}\n{ROWS}")
    assert len(taken.complaints) == 1
    assert taken.complaints[0].startswith("line 2: ")
    assert words in taken.complaints[0]
    assert taken.rows.height == 3


def test_a_list_of_active_operations_is_a_part(tmp_path: Path) -> None:
    assert take(tmp_path / "pko.csv", f"{HEADER}\n{ROWS}").part is None
    assert take(tmp_path / "active.csv", f"{HEADER}\n{ROWS.splitlines()[0]}\n").part == "active operations"


def test_an_operation_listed_twice_is_flagged(tmp_path: Path) -> None:
    taken = take(tmp_path / "pko.csv", f"{HEADER}\n{ROWS}{ROWS.splitlines()[0]}\n")
    assert taken.remark("listed 2 times").startswith("flagged: UNTSO")


@pytest.mark.parametrize(
    ("written", "most", "value"),
    [
        ("31.78", 90, 31.78), ("-8", 90, -8), ("35,2137", 180, 35.2137), ("12,5", 180, 12.5), ("4,851", 90, 4.851),
        ("4,851,650", 90, None), ("91", 90, None), ("-181", 180, None), ("0,123", 180, None), ("north", 90, None),
        ("", 90, None), (None, 90, None), ("1,234.5", 90, None), ("nan", 90, None),
    ],
)  # fmt: skip
def test_degrees_with_commas(written: str | None, most: float, value: float | None) -> None:
    assert degrees(written, most) == value


@given(st.text(max_size=12), st.sampled_from([90.0, 180.0]))
def test_degrees_are_in_range_or_none(written: str, most: float) -> None:
    value = degrees(written, most)
    assert value is None or -most <= value <= most


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rest=st.one_of(st.binary(max_size=200), st.text(',\n"0123456789.-YesNo ', max_size=200).map(str.encode)))
def test_hostile_rows(tmp_path: Path, rest: bytes) -> None:
    survives(tmp_path / "hostile.csv", HEADER.encode() + b"\n" + rest)


_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.lists(st.none(), max_size=2)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.fixed_dictionaries(dict.fromkeys(HEADER.split(","), _VALUES)), min_size=1, max_size=4),
    cut=st.integers(0, 400),
)
def test_hostile_objects(tmp_path: Path, rows: list[dict[str, object]], cut: int) -> None:
    text = json.dumps(rows)
    survives(tmp_path / "hostile.json", text.encode())
    survives(tmp_path / "cut.json", text[: max(0, len(text) - cut)].encode())
