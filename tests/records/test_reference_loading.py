"""Fact tables with faults in them: every bad row is named, nothing half is taken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.base.months import Month
from contingent.records.record import Record
from contingent.records.reference import FACTS, load_facts
from contingent.records.tables import read_table

TABLES = {
    "sources.csv": "id,publisher,title,address,date,note\nun,United Nations,Member States,,,\n",
    "states.csv": "code,name,kind,since,until,region,source,note\nTJK,Tajikistan,state,1991-09-09,,Central Asia,un,\n",
    "organisations.csv": "code,name,kind,field,founded,until,headquarters,source,note\n"
    "UN,United Nations,organisation,general,1945-10-24,,New York,un,\n",
    "memberships.csv": "organisation,actor,role,since,until,source,note\nUN,TJK,member,1992-03-02,,un,\n",
    "operations.csv": "code,name,lead,hosts,since,until,kind,headquarters,source,note\n"
    "UNMOT,Mission of Observers,UN,TJK,1994-12-16,2000-05-15,peacekeeping,Dushanbe,un,\n",
    "snapshots.csv": "id,publisher,title,address,retrieved,sha256,note\nippp,IPI,Contributions,,2014-10-21,,\n",
    "events.csv": "id,start,end,actors,operation,kind,what,value,source,note\n"
    "peace,1997-06-27,,TJK;UN,UNMOT,agreement,General Agreement,,un,signed in Moscow\n",
    "contributions.csv": "month,contributor,operation,kind,sex,number,snapshot,line\n"
    "2013-11,TJK,,total,,25,ippp,12\n2013-12,TJK,,total,,,ippp,13\n",
}


def folder_with(path: Path, **changed: str) -> Path:
    for name, text in (TABLES | {f"{key}.csv": value for key, value in changed.items()}).items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_a_small_folder_is_read_whole(tmp_path: Path) -> None:
    record = load_facts(folder_with(tmp_path))
    assert [actor.code for actor in record.actors] == ["TJK", "UN"]
    found = record.personnel("TJK", Month(2013, 11))
    assert found is not None
    assert (found.number, found.line, found.operation) == (25, "12", None)
    unreported = record.personnel("TJK", Month(2013, 12))
    assert unreported is not None
    assert unreported.number is None
    (event,) = record.events_of("TJK")
    assert (event.operation, event.note) == ("UNMOT", "signed in Moscow")
    assert record.snapshot("ippp").publisher == "IPI"


def test_later_tables_may_be_absent(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    for name in ("events.csv", "contributions.csv", "snapshots.csv"):
        (folder / name).unlink()
    record = load_facts(folder)
    assert (record.events, record.contributions, record.snapshots) == ((), (), {})


def test_further_tables_of_sources_are_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "event_sources.csv").write_text("id,publisher,title\nnews,A paper,A story\n", encoding="utf-8")
    assert load_facts(folder).source("news").publisher == "A paper"
    (folder / "more_sources.csv").write_text("id,publisher,title\nun,Other,Other\n", encoding="utf-8")
    with pytest.raises(InputError, match="two tables of sources"):
        load_facts(folder)


def test_byte_order_mark_blank_lines_and_padding_are_forgiven(tmp_path: Path) -> None:
    states = "\ufeff" + TABLES["states.csv"].replace("TJK,Tajikistan", " TJK , Tajikistan ") + "\n\n"
    assert load_facts(folder_with(tmp_path, states=states)).actor("TJK").name == "Tajikistan"


STATE = TABLES["states.csv"].splitlines()[0]
BODY = TABLES["organisations.csv"].splitlines()[0]
BOND = TABLES["memberships.csv"].splitlines()[0]
MISSION = TABLES["operations.csv"].splitlines()[0]
EVENT = TABLES["events.csv"].splitlines()[0]
FIGURE = TABLES["contributions.csv"].splitlines()[0]

BAD = [
    ("states", f"{STATE}\nTJK,Tajikistan,stat,,,,un,", "kind 'stat' is none of"),
    ("states", f"{STATE}\nTJK,,state,,,,un,", "name is empty"),
    ("states", f"{STATE}\nTJK,Tajikistan,state,09/09/1991,,,un,", "'09/09/1991' is not a date"),
    ("states", f"{STATE}\nTJK,Tajikistan,state,1991-02-30,,,un,", "is not a date"),
    ("states", f"{STATE}\nTJK,Tajikistan,state,1991-09-09,1990-01-01,,un,", "until 1990-01-01 is before since"),
    ("states", f"{STATE}\nTJK,Tajikistan,state,,,,nowhere,", "source 'nowhere' is not in sources.csv"),
    ("states", f"{STATE}\nTJK,Tajikistan,state", "3 cells where the header has 8"),
    ("states", f"{STATE}\nTJK,A,state,,,,un,\nTJK,B,state,,,,un,", "code TJK is given twice"),
    ("organisations", f"{BODY}\nTJK,Clash,organisation,,,,,un,", "code TJK is given twice"),
    ("memberships", f"{BOND}\nUN,TJ,member,,,un,", "line 2: actor 'TJ' is no code"),
    ("memberships", f"{BOND}\nUNO,TJK,member,,,un,", "organisation 'UNO' is no code"),
    ("memberships", f"{BOND}\nUN,TJK,,,,un,", "role is empty"),
    ("memberships", f"{BOND}\nUN,TJK,member,,,un,\nUN,TJK,member,,,un,", "line 3: repeats line 2"),
    ("operations", f"{MISSION}\nUNMOT,Name,UNO,TJK,,,,,un,", "lead 'UNO' is no code"),
    ("operations", f"{MISSION}\nUNMOT,Name,UN,TJK;XXX,,,,,un,", "hosts XXX stand"),
    ("operations", f"{MISSION}\nTJK,Name,UN,TJK,,,,,un,", "both among the actors and the operations"),
    ("events", f"{EVENT}\nx,,,TJK,,kind,what,,un,", "start is empty"),
    ("events", f"{EVENT}\nx,1997-01-01,,TJK,UNMOTT,kind,what,,un,", "operation 'UNMOTT' is not in operations.csv"),
    ("contributions", f"{FIGURE}\n2013-13,TJK,,total,,1,ippp,", "There is no month 13"),
    ("contributions", f"{FIGURE}\nNov 2013,TJK,,total,,1,ippp,", "'Nov 2013' is not a month"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,total,,-1,ippp,", "'-1' is not a whole number"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,total,,1.5,ippp,", "'1.5' is not a whole number"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,total,,²,ippp,", "is not a whole number"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,total,,{9:0>5000},ippp,", "is not a whole number"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,soldiers,,1,ippp,", "kind 'soldiers' is none of"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,total,x,1,ippp,", "sex 'x' is neither"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,total,,1,other,", "snapshot 'other' is not in snapshots.csv"),
    ("contributions", f"{FIGURE}\n2013-11,TJK,,total,,1,ippp,\n2013-11,TJK,,total,,2,ippp,", "line 3: repeats line 2"),
    ("sources", "id,publisher\nun,United Nations\n", "The column title is missing"),
    ("sources", "", "The column id, publisher, title is missing"),
]


@pytest.mark.parametrize(("table", "text", "complaint"), BAD, ids=[f"{table}-{i}" for i, (table, *_) in enumerate(BAD)])
def test_a_bad_row_is_named(tmp_path: Path, table: str, text: str, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        load_facts(folder_with(tmp_path, **{table: text}))
    assert complaint in caught.value.what
    assert caught.value.record is not None
    assert f"{table}.csv" in caught.value.record
    assert caught.value.remedy


def test_all_bad_rows_are_counted_and_the_first_ones_shown(tmp_path: Path) -> None:
    rows = "".join(f"UN,X{number},member,,,un,\n" for number in range(30))
    with pytest.raises(InputError, match=r"30 row\(s\) cannot be taken: line 2: .*and 22 more"):
        load_facts(folder_with(tmp_path, memberships=f"{BOND}\n{rows}"))


def test_a_missing_table_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "states.csv").write_bytes("code,name\nCIV,Côte d'Ivoire\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"cannot be read") as caught:
        load_facts(folder)
    assert caught.value.record == "states.csv"
    (folder / "states.csv").unlink()
    with pytest.raises(InputError, match=r"The table is missing"):
        load_facts(folder)


def test_a_cell_beyond_all_measure_is_a_complaint(tmp_path: Path) -> None:
    states = TABLES["states.csv"] + "UZB," + "x" * 200_000 + ",state,,,,un,\n"
    with pytest.raises(InputError, match="line 3: field larger than field limit"):
        load_facts(folder_with(tmp_path, states=states))


def test_the_shipped_tables_can_be_copied_changed_and_read_again(tmp_path: Path) -> None:
    for path in FACTS.glob("*.csv"):
        shutil.copy(path, tmp_path)
    shipped, copied = load_facts(FACTS), load_facts(tmp_path)
    assert copied == shipped
    with (tmp_path / "memberships.csv").open("a", encoding="utf-8") as file:
        file.write("CSTO,UZB,member,2030-01-01,,csto,supposed\n")
    assert len(load_facts(tmp_path).memberships("CSTO", "UZB")) == len(shipped.memberships("CSTO", "UZB")) + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(table=st.sampled_from(sorted(TABLES)), junk=st.binary(max_size=200), cut=st.integers(0, 400))
def test_any_damage_gives_a_record_or_a_clear_error(tmp_path: Path, table: str, junk: bytes, cut: int) -> None:
    folder = folder_with(tmp_path)
    whole = (folder / table).read_bytes()
    (folder / table).write_bytes(whole[:cut] + junk + whole[cut:])
    try:
        record = load_facts(folder)
    except InputError as error:
        complaint: str | None = error.remedy
        assert complaint
    else:
        assert isinstance(record, Record)


def test_a_table_of_many_rows_is_quick(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "x,1\n" * 20_000, encoding="utf-8")
    assert len(read_table(path, ("a",), lambda row: row.count("b"))) == 20_000
