"""Contributions as the United Nations publish them: hub and portal, CSV and JSON, with their known faults."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.readers.taken import survives, take

from contingent.base.errors import InputError

HUB = (
    "contribution_id,isocode3,m49_code,contributing_country,mission_acronym,"
    "personnel_type,female_personnel,male_personnel,last_reporting_date"
)
PORTAL = (
    "Contribution_ID,ISOCode3,M49_Code,Contributing_Country,Mission_Acronym,"
    "Personnel_Type,Female_Personnel,Male_Personnel,Last_Reporting_Date"
)
ROWS = (
    "1,KAZ,398,Kazakhstan,UNIFIL,Troops,3,120,2021-01-31",
    "2,KAZ,398.0,Kazakhstan,MINURSO ,Experts on Mission,0,5,2021-01-31",
    "3,BGD,50,Bangladesh,MINUSMA,Formed Police Units,75,205,2021-01-31",
    "4,BGD,050,Bangladesh,MINUSMA,Individual Police,5,20,2021-01-31",
    "5,BGD,50,Bangladesh,MINUSMA,Staff Officer,2,28,2021-01-31",
)


def table(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def told(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return rows.select("month", "contributor", "operation", "kind", "number", "female", "male").rows()


JANUARY = date(2021, 1, 1)
SAID = [
    (JANUARY, "KAZ", "UNIFIL", "troops", 123, 3, 120),
    (JANUARY, "KAZ", "MINURSO", "experts", 5, 0, 5),
    (JANUARY, "BGD", "MINUSMA", "formed_police", 280, 75, 205),
    (JANUARY, "BGD", "MINUSMA", "individual_police", 25, 5, 20),
    (JANUARY, "BGD", "MINUSMA", "staff", 30, 2, 28),
]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HUB, "un-contributions"),
        (PORTAL, "portal-contributions"),
        (PORTAL.replace("Contribution_ID", ""), "portal-contributions"),
        (HUB.replace("contribution_id", "anything"), "un-contributions"),
        (HUB.upper(), "un-contributions"),
        ("\ufeff" + HUB, "un-contributions"),
    ],
)
def test_hub_and_portal_say_the_same_in_their_own_spelling(tmp_path: Path, header: str, expected: str) -> None:
    found = take(table(tmp_path / "a.csv", header, *ROWS))
    assert (found.table, found.complaints, told(found.rows)) == (expected, (), SAID)
    assert found.rows["line"].to_list() == [2, 3, 4, 5, 6]
    assert found.part is None


@pytest.mark.parametrize("around", ["{}", '{{"data": {}, "count": 5}}', '{{"results": {}}}', '{{"records": {}}}'])
def test_json_says_the_same(tmp_path: Path, around: str) -> None:
    names = HUB.split(",")
    objects: list[dict[str, object]] = []
    for row in ROWS:
        each: dict[str, object] = dict(zip(names, row.split(","), strict=True))
        each |= {"m49_code": float(str(each["m49_code"])), "last_reporting_date": 1612051200000}
        each |= {name: int(str(each[name])) for name in ("contribution_id", "female_personnel", "male_personnel")}
        objects.append(each)
    path = tmp_path / "a.json"
    path.write_text(around.format(json.dumps(objects)), encoding="utf-8")
    found = take(path)
    assert (found.table, found.complaints, told(found.rows)) == ("un-contributions", (), SAID)
    assert found.rows["line"].to_list() == [1, 2, 3, 4, 5], "which object of the list"


def test_a37_the_known_faults_of_the_portals_file(tmp_path: Path) -> None:
    """A37: codes #N/A without a country, BDS for Barbados, blanks behind missions, July 2003 of two days."""
    found = take(
        table(
            tmp_path / "odp_contributionsbygender.csv", PORTAL,
            "1,#N/A,,,UNMIL,Troops,0,9,30-Nov-20",
            "2,BDS,,,UNMIL ,Troops,0,1,30-Nov-20",
            "3,FRA,250,France,UNMIL,Troops,0,5,30-Jul-03",
            "4,FRA,250,France,UNOCI  ,Troops,0,6,31-Jul-03",
        )
    )  # fmt: skip
    assert found.complaints == ()
    assert found.rows.select("month", "contributor", "operation", "number", "named").rows() == [
        (date(2020, 11, 1), None, "UNMIL", 9, None),
        (date(2020, 11, 1), "BRB", "UNMIL", 1, None),
        (date(2003, 7, 1), "FRA", "UNMIL", 5, None),
        (date(2003, 7, 1), "FRA", "UNOCI", 6, None),
    ]
    assert found.remark("not mapped") == "not mapped: rows that name no contributor (line 2)"
    assert found.remark("last day") == (
        "flagged: the date is not the last day of its month; the month is what counts (line 4)"
    )


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (",,Kazakhstan", "KAZ"),
        (",398,", "KAZ"),
        (",050,", "BGD"),
        (",50.0,", "BGD"),
        ("KAZ,,", "KAZ"),
        ("#N/A,,Cote d'Ivoire", "CIV"),
        (",,Côte d’Ivoire", "CIV"),
        (",,Türkiye", "TUR"),
        ("MAC,807,The former Yugoslav Republic of Macedonia", "MKD"),
        (",,Ruritania", None),
        (",999,", None),
    ],
)
def test_a_contributor_is_known_by_name_iso_or_m49(tmp_path: Path, named: str, code: str | None) -> None:
    found = take(table(tmp_path / "a.csv", HUB, f"1,{named},UNIFIL,Troops,1,1,31-Jan-21"))
    assert found.rows["contributor"].to_list() == [code]
    assert (found.rows["named"][0] is not None) == (code is None)
    assert any("not mapped" in each for each in found.remarks) == (code is None)


def test_a_code_of_another_state_is_flagged_and_the_name_counts(tmp_path: Path) -> None:
    found = take(table(tmp_path / "a.csv", HUB, "1,KAZ,,Kyrgyzstan,UNMISS,Troops,1,1,31-Jan-21"))
    assert found.rows["contributor"].to_list() == ["KGZ"]
    assert found.remark("KGZ") == "flagged: the name is that of KGZ, the code that of KAZ; the name counts (line 2)"


def test_an_operation_that_is_not_known_keeps_its_acronym_and_is_listed(tmp_path: Path) -> None:
    rows = ("1,KAZ,,,un xyz,Troops,1,1,31-Jan-21", "2,KAZ,,,ONUCI,Troops,1,1,31-Jan-21")
    found = take(table(tmp_path / "a.csv", HUB, *rows))
    assert found.rows["operation"].to_list() == ["UN_XYZ", "UNOCI"]
    assert found.remark("UN_XYZ") == "not mapped: operation UN_XYZ (line 2)"
    assert found.remark("UNOCI") == "repaired: operation ONUCI is read as UNOCI (line 3)"


def test_one_sex_left_empty_is_not_zero(tmp_path: Path) -> None:
    rows = (
        "1,KAZ,,,UNIFIL,Troops,,120,31-Jan-21",
        "2,KAZ,,,UNMISS,Troops,,,31-Jan-21",
        "3,KAZ,,,UNTSO,Troops,0,0,31-Jan-21",
    )
    found = take(table(tmp_path / "a.csv", HUB, *rows))
    assert found.rows.select("number", "female", "male").rows() == [(None, None, 120), (None, None, None), (0, 0, 0)]
    assert found.remark("only one sex").endswith("(line 2)")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,KAZ,,,UNIFIL,Wizards,1,1,31-Jan-21", "personnel_type 'Wizards' is no type"),
        ("1,KAZ,,,UNIFIL,,1,1,31-Jan-21", "personnel_type None is no type"),
        ("1,KAZ,,,UNIFIL,Troops,1,1,31-Feb-21", "last_reporting_date '31-Feb-21' is not a day"),
        ("1,KAZ,,,UNIFIL,Troops,1,1,03/04/2021", "or could be two"),
        ("1,KAZ,,,UNIFIL,Troops,1,1,", "last_reporting_date is empty"),
        ("1,KAZ,,,UNIFIL,Troops,1,1,30-Nov-1930", "lies before 1945"),
        ("1,KAZ,,,UNIFIL,Troops,1,1,2999-11-30", "more than ten years ahead"),
        ("1,KAZ,,,UNIFIL,Troops,-1,1,31-Jan-21", "female_personnel '-1' is not a whole number"),
        ("1,KAZ,,,UNIFIL,Troops,1.5,1,31-Jan-21", "female_personnel '1.5' is not a whole number"),
        ("1,KAZ,,,UNIFIL,Troops,1", "7 cells where the header has 9"),
    ],
)
def test_a_bad_row_is_complained_about_and_the_others_are_read(tmp_path: Path, row: str, said: str) -> None:
    found = take(table(tmp_path / "a.csv", HUB, ROWS[0], row, ROWS[1]))
    (complaint,) = found.complaints
    assert complaint.startswith("line 3: ")
    assert said in complaint
    assert found.rows["line"].to_list() == [2, 4]


def test_police_alone_are_a_table_of_their_own(tmp_path: Path) -> None:
    police = take(table(tmp_path / "a.csv", HUB, *ROWS[2:4]))
    assert police.table == "un-police"
    many = [ROWS[3]] * 3000
    assert take(table(tmp_path / "b.csv", HUB, *many, ROWS[0])).table == "un-contributions", "told by the whole file"
    assert take(table(tmp_path / "c.csv", HUB, *many)).table == "un-police"


PRE = "ID,Date,Contributor,Contributor_ISO-3,Mission,Mission_Country,Mission_Country_ISO-3,Troops"


def test_before_2010_with_the_columns_that_are_known(tmp_path: Path) -> None:
    found = take(table(tmp_path / "a.csv", PRE, "1,1995-11-30,Kazakhstan,KAZ,UNMOT,Tajikistan,TJK,12"))
    assert found.table == "un-contributions-pre2010"
    assert told(found.rows) == [(date(1995, 11, 1), "KAZ", "UNMOT", "troops", 12, None, None)]


def test_before_2010_parts_count_and_sums_are_held_against_them(tmp_path: Path) -> None:
    header = f"{PRE},Experts_on_Mission,Formed_Police_Units,Inidividual_Police,Civilian_Police,Observers,Total"
    found = take(
        table(
            tmp_path / "a.csv", header,
            "1,30-Nov-95,Ghana,GHA,UNPROFOR,,,10,2,3,4,7,2,19",
            "2,30-Nov-95,Kenya,KEN,UNPROFOR,,,,,,,5,,5",
            "3,30-Nov-95,Nepal,NPL,UNPROFOR,,,,,,,,,8",
            "4,30-Nov-95,Egypt,EGY,UNPROFOR,,,1,,,,,,9",
            "5,30-Nov-95,Japan,JPN,UNPROFOR,,,,,,,,,",
        )
    )  # fmt: skip
    assert found.rows.select("contributor", "kind", "number").rows() == [
        ("GHA", "troops", 10), ("GHA", "individual_police", 4), ("GHA", "formed_police", 3), ("GHA", "experts", 2),
        ("KEN", "police", 5), ("NPL", "total", 8), ("EGY", "troops", 1), ("JPN", "total", None),
    ]  # fmt: skip
    assert found.remark("total is not").endswith("(line 5)")
    assert found.remark("nothing is reported").endswith("(line 6)")


cells = st.sampled_from(
    ["", "KAZ", "Kazakhstan", "UNIFIL", "Troops", "1", "-1", "31-Jan-21", "#N/A", '"', "\0", "é", "9" * 30, ",", "\n"]
)


@settings(max_examples=80, deadline=None)
@given(body=st.lists(st.lists(cells, min_size=7, max_size=11).map(",".join), max_size=5).map("\n".join))
def test_whatever_stands_in_the_cells(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    survives(tmp_path_factory.mktemp("a") / "a.csv", f"{HUB}\n{body}".encode())


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | cells,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(HUB.split(",")), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.dictionaries(st.sampled_from(HUB.split(",")), json_values, max_size=9), max_size=4))
def test_whatever_stands_in_the_objects(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]]
) -> None:
    first = dict(zip(HUB.split(","), ROWS[0].split(","), strict=True))
    survives(tmp_path_factory.mktemp("a") / "a.json", json.dumps([first, *rows]).encode())


AS_PORTAL = tuple(row.replace("2021-01-31", "31-Jan-21") for row in ROWS)


@pytest.mark.parametrize(
    ("header", "rows", "expected", "said"),
    [
        (PORTAL, AS_PORTAL, "portal-contributions", None),
        (PORTAL, ROWS, "portal-contributions", None),
        (PORTAL.lower(), AS_PORTAL, "un-contributions", "the days as the portal wrote them"),
        (PORTAL.upper(), AS_PORTAL, "portal-contributions", "the days are written as the portal wrote them"),
        (HUB.upper(), ROWS, "un-contributions", "the days as the hub's"),
        (HUB, [row.replace("2021-01-31", "31/01/2021") for row in ROWS], "un-contributions", "as neither publisher"),
        (HUB, [*ROWS, AS_PORTAL[0]], "un-contributions", "as neither publisher"),
        (HUB, ROWS, "un-contributions", None),
        (HUB.lower(), AS_PORTAL[2:4], "un-police", "of police alone, which the data hub alone has"),
    ],
)
def test_the_publisher_is_told_by_spelling_else_by_the_form_of_days(
    tmp_path: Path, header: str, rows: tuple[str, ...], expected: str, said: str | None
) -> None:
    found = take(table(tmp_path / "a.csv", header, *rows))
    assert (found.table, found.complaints) == (expected, ())
    assert [each for each in found.remarks if "taken for" in each] == ([found.remark(said)] if said else [])


def test_columns_that_are_not_known_are_one_remark(tmp_path: Path) -> None:
    header = f"{HUB},Notes,seconded"
    found = take(table(tmp_path / "a.csv", header, *[f"{row},x,{n}" for n, row in enumerate(ROWS)]))
    assert (told(found.rows), found.remarks) == (SAID, ("flagged: columns not read: notes, seconded",))
    objects = [dict(zip(header.split(","), f"{row},x,1".split(","), strict=True)) for row in ROWS]
    objects[3]["later"] = "y"
    found = take(tmp_path / "a.json", json.dumps(objects))
    assert found.remarks == ("flagged: columns not read: notes, seconded, later",)


def test_kinds_that_are_not_uniformed_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = (
        "6,KAZ,398,Kazakhstan,UNMISS,Government Provided Personnel,3,4,2021-01-31",
        "7,KAZ,398,Kazakhstan,MONUSCO,Justice and Corrections Personnel,1,,2021-01-31",
        "8,BGD,50,Bangladesh,MONUSCO,Government Provided Personnel,,,2021-01-31",
    )
    found = take(table(tmp_path / "a.csv", HUB, *ROWS, *rows))
    assert (told(found.rows), found.complaints) == (SAID, ())
    assert found.remark("Government").startswith("left out: 'Government Provided Personnel' is no kind of troops")
    assert found.remark("Government").endswith("rows left out 2, people in them 7 (lines 7, 9)")
    assert found.remark("Justice").endswith("rows left out 1, people in them 1 (line 8)")


@pytest.mark.parametrize("written", ["1e3", "1E+03", "1.2E+2", "0x10", "inf"])
def test_a_figure_that_a_spreadsheet_shortened_is_no_figure(tmp_path: Path, written: str) -> None:
    found = take(table(tmp_path / "a.csv", HUB, *ROWS, f"1,KAZ,,,UNIFIL,Troops,1,{written},2021-01-31"))
    assert len(found.complaints) == 1
    assert f"male_personnel {written!r} is not a whole number" in found.complaints[0]
    assert told(found.rows) == SAID
    as_text = [dict(zip(HUB.split(","), ROWS[0].split(","), strict=True)) | {"male_personnel": written}]
    assert take(tmp_path / "a.json", json.dumps(as_text)).complaints != ()


def test_sudan_before_2011_is_known_by_its_number(tmp_path: Path) -> None:
    found = take(table(tmp_path / "a.csv", HUB, "1,,736,,UNMIL,Experts on Mission,0,2,2010-05-31"))
    assert (found.rows["contributor"].to_list(), found.remarks) == (["SDN"], ())


@pytest.mark.parametrize(
    "around",
    [
        '{{"meta": {{"count": 5, "columns": ["a", "b"]}}, "data": {}}}',
        '{{"fields": [{{"id": "a", "type": "int"}}], "records": {}}}',
        '{{"success": true, "result": {{"fields": [{{"id": "a"}}], "records": {}}}}}',
        '{{"warnings": [], "links": ["a"], "contributions": {}, "end": 1}}',
    ],
)
@pytest.mark.parametrize("many", [1, 9000])
def test_json_within_an_envelope_says_the_same(tmp_path: Path, around: str, many: int) -> None:
    rows = [dict(zip(HUB.split(","), row.split(","), strict=True)) for row in ROWS * many]
    found = take(tmp_path / "a.json", around.format(json.dumps(rows)))
    assert (found.table, told(found.rows), found.remarks) == ("un-contributions", SAID * many, ())


@pytest.mark.parametrize(("many", "end"), [(1, "\n"), (9000, ""), (9000, "\r\n")])
def test_json_lines_say_the_same(tmp_path: Path, many: int, end: str) -> None:
    rows = [dict(zip(HUB.split(","), row.split(","), strict=True)) | {"tags": ["a"]} for row in ROWS * many]
    body = "\n".join(map(json.dumps, rows)) + end
    found = take(tmp_path / "a.jsonl", body)
    assert (found.table, told(found.rows)) == ("un-contributions", SAID * many)
    assert found.rows["line"].to_list() == list(range(1, 5 * many + 1))
    with pytest.raises(InputError, match="cut off"):
        take(tmp_path / "b.jsonl", body.rstrip()[:-9])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_first_line_that_excel_puts_before_a_table(tmp_path: Path, separator: str, mark: str) -> None:
    lines = "\r\n".join((HUB, *ROWS, ROWS[0].replace("120", "x"))).replace(",", separator)
    found = take(tmp_path / "a.csv", f"{mark}sep={separator}\r\n{lines}\r\n")
    assert (found.table, told(found.rows), found.remarks) == ("un-contributions", SAID, ())
    assert found.rows["line"].to_list() == [3, 4, 5, 6, 7]
    assert found.complaints[0].startswith("line 8: male_personnel 'x'")
