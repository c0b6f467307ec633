"""Published files into a project: whole or not at all, snapshots, newer over older, undo, doubles, size."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.readers.test_hub_contributions import HUB, ROWS

import contingent as ct
from contingent.base.errors import InputError, NotFoundError
from contingent.project.project import Project
from contingent.project.recording.importing import FileRead, Request, import_files
from contingent.project.recording.listing import listed, own_spelling
from contingent.records.facts import Facts
from contingent.records.readers.spelling import shipped
from contingent.records.record import Record

Content = Callable[[Project], dict[str, Any]]


def table(path: Path, *rows: str, header: str = HUB) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def take(project: Project, *paths: Path, **request: Any) -> tuple[FileRead, ...]:
    return import_files(project.store, paths, Request(**request))


def record(project: Project) -> Record:
    project.__dict__.pop("record", None)
    return project.record


def numbers(project: Project, contributor: str = "KAZ", operation: str | None = "UNIFIL") -> dict[str, int | None]:
    return {str(row.month): row.number for row in record(project).series(contributor, operation)}


def test_every_row_knows_publisher_address_day_hash_and_line(empty: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *ROWS)
    (read,) = take(empty, path, retrieved=date(2021, 3, 1), address="https://example.org/a.csv", validator='"tag"')
    assert (read.outcome, read.rows, read.months, read.table) == (
        "taken",
        5,
        ("2021-01", "2021-01"),
        "un-contributions",
    )
    row = record(empty).series("KAZ", "UNIFIL")[0]
    assert (row.number, row.line) == (123, "2")
    snapshot = record(empty).snapshot(row.snapshot)
    assert snapshot.publisher == "United Nations, Peace and Security Data Hub"
    assert (snapshot.address, snapshot.retrieved) == ("https://example.org/a.csv", date(2021, 3, 1))
    assert snapshot.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert empty.intakes.get(row.snapshot).validator == '"tag"'


def test_the_same_bytes_are_known_whatever_their_name(empty: Project, tmp_path: Path, content: Content) -> None:
    path = table(tmp_path / "a.csv", *ROWS)
    take(empty, path)
    before = content(empty)
    (again,) = take(empty, path)
    (copy,) = take(empty, Path(shutil.copy(path, tmp_path / "b.csv")), retrieved=date(2030, 1, 1))
    assert (again.outcome, copy.outcome) == ("known", "known")
    assert content(empty) == before


def test_a_newer_snapshot_takes_the_place_of_an_older_one_which_stays_readable(empty: Project, tmp_path: Path) -> None:
    old = table(tmp_path / "old.csv", *ROWS, "9,KAZ,,,UNIFIL,Troops,0,7,31-Dec-20")
    first = "8,KAZ,,,UNIFIL,Troops,0,7,30-Nov-20"
    new = table(tmp_path / "new.csv", first, ROWS[0].replace(",120,", ",121,"), *ROWS[1:])
    take(empty, old, retrieved=date(2021, 2, 1))
    (read,) = take(empty, new, retrieved=date(2021, 3, 1))
    (told,) = read.supersedes
    assert told.endswith(
        "of 2021-02-01: rows new or changed: 2, gone or changed: 2; months not there any more: 1, 2020-12 to 2020-12"
    )
    assert numbers(empty) == {"2020-11": 7, "2021-01": 124}
    everything = record(empty).figures.facts(Facts.PERSONNEL, superseded=True)
    assert set(everything.filter(contributor="KAZ", operation="UNIFIL")["number"]) == {7, 123, 124}
    assert [each.state for each in listed(empty.store)] == ["superseded", "current"]


def test_an_older_snapshot_that_comes_later_does_not_take_over(empty: Project, tmp_path: Path) -> None:
    take(empty, table(tmp_path / "new.csv", *ROWS), retrieved=date(2021, 3, 1))
    (read,) = take(empty, table(tmp_path / "old.csv", ROWS[0]), retrieved=date(2021, 2, 1))
    assert (read.outcome, read.supersedes) == ("taken", ())
    assert read.superseded == empty.intakes.find()[0].snapshot
    assert numbers(empty, "KAZ", "MINURSO") == {"2021-01": 5}


def test_of_one_day_the_file_taken_in_later_counts(empty: Project, tmp_path: Path) -> None:
    take(empty, table(tmp_path / "one.csv", ROWS[0]), retrieved=date(2021, 3, 1))
    take(empty, table(tmp_path / "two.csv", ROWS[0].replace(",120,", ",121,")), retrieved=date(2021, 3, 1))
    assert numbers(empty) == {"2021-01": 124}


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_editions_at_once_the_one_with_more_months_counts_whatever_its_name(
    empty: Project, tmp_path: Path, names: tuple[str, str]
) -> None:
    months = [f"1,KAZ,,,UNIFIL,Troops,0,{number},2013-{number:02}-28" for number in range(1, 10)]
    table(tmp_path / "in" / names[0] / "x.csv", *months) if (tmp_path / "in").mkdir() is None else None
    table(tmp_path / "in" / names[1] / "x.csv", *months[3:], "1,KAZ,,,UNIFIL,Troops,0,99,2013-04-28".replace("99", "4"))
    (one, two) = take(empty, tmp_path / "in", retrieved=date(2020, 1, 1))
    by_name = {Path(each.file).parts[0]: each for each in (one, two)}
    assert by_name[names[1]].superseded == by_name[names[0]].snapshot
    assert len(numbers(empty)) == 9


def _edition(folder: Path, factor: int, last: int) -> None:
    """A table of 20 contributors whose months from the eighth on are multiplied."""
    states = [each for each in shipped().contributors.values() if len(each) == 3][:400:17]
    rows = [
        f"1,{state},,,UNIFIL,Troops,0,{(place * 7 + 11) * (factor if month >= 8 else 1)},2013-{month:02}-28"
        for month in range(1, last + 1)
        for place, state in enumerate(dict.fromkeys(states))
    ]
    folder.mkdir(parents=True)
    table(folder / "x.csv", *rows)


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_multiplied_months_are_set_aside_and_do_not_make_an_edition_longer(
    empty: Project, tmp_path: Path, names: tuple[str, str]
) -> None:
    """A04: of two editions of one day, the one that goes on longer has its last months three times over."""
    _edition(tmp_path / "in" / names[0], 1, 8)
    _edition(tmp_path / "in" / names[1], 3, 10)
    reads = {Path(each.file).parts[0]: each for each in take(empty, tmp_path / "in", retrieved=date(2020, 1, 1))}
    assert reads[names[1]].set_aside == ("2013-08", "2013-09", "2013-10")
    assert reads[names[0]].set_aside == ()
    assert reads[names[1]].superseded == reads[names[0]].snapshot


def test_multiplied_months_are_set_aside_by_the_level_of_the_table_itself(empty: Project, tmp_path: Path) -> None:
    _edition(tmp_path / "in" / "a", 2, 9)
    (read,) = take(empty, tmp_path / "in")
    assert read.set_aside == ("2013-08", "2013-09")
    state = record(empty).figures.facts(Facts.PERSONNEL)["contributor"][0]
    assert max(numbers(empty, state)) == "2013-07"
    assert record(empty).figures.facts(Facts.PERSONNEL).filter(contributor=state).height == 9, "readable, not used"


def test_a_bad_row_refuses_the_whole_file_and_the_good_files_are_taken(
    empty: Project, tmp_path: Path, content: Content
) -> None:
    bad = table(tmp_path / "bad.csv", ROWS[0], "1,KAZ,,,UNIFIL,Troops,x,1,31-Dec-20", ROWS[1])
    before = content(empty)
    (read,) = take(empty, bad)
    assert (read.outcome, [str(each) for each in read.complaints]) == (
        "refused", ["line 3: female_personnel 'x' is not a whole number from 0 to 1,000,000,000."],
    )  # fmt: skip
    assert content(empty) == before
    good = table(tmp_path / "good.csv", *ROWS)
    assert [each.outcome for each in take(empty, bad, good)] == ["refused", "taken"]
    assert len(empty.intakes.find()) == 1


def test_asked_to_skip_the_good_rows_are_taken_and_the_others_named(empty: Project, tmp_path: Path) -> None:
    bad = table(tmp_path / "bad.csv", ROWS[0], "1,KAZ,,,UNIFIL,Troops,x,1,31-Dec-20", ROWS[1])
    (read,) = take(empty, bad, skip=True)
    assert (read.outcome, read.rows, [each.record for each in read.complaints]) == ("taken", 2, ["line 3"])
    assert "skipped: 1 complaints" in empty.intakes.find()[0].remarks[-1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_file(empty: Project, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no file"):
        take(empty, tmp_path / "pipe")


def test_a_folder_is_taken_with_what_it_has_and_tells_of_the_rest(empty: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    table(folder / "good.csv", *ROWS)
    table(folder / "bad.csv", "1,KAZ,,,UNIFIL,Troops,x,1,31-Dec-20")
    table(folder / "header.csv")
    (folder / "empty.csv").touch()
    (folder / "notes.txt").write_text("nothing of ours")
    (folder / ".csv").write_text('"Date","Troops","Police","Experts"\nNA,NA,NA,NA\n')
    found = {each.file: each for each in take(empty, folder)}
    assert {name: each.outcome for name, each in found.items()} == {
        "good.csv": "taken", "bad.csv": "refused", "header.csv": "left out", "empty.csv": "left out",
        "notes.txt": "left out", ".csv": "left out",
    }  # fmt: skip
    assert found["header.csv"].why == "the file has a header and no rows"
    assert found["empty.csv"].why == "The file is empty."
    assert "names no contributor" in (found[".csv"].why or "")
    assert {each.table for each in empty.intakes.find()} == {"un-contributions"}, "A24: no intake of a whole table"


def test_a_file_that_is_no_table_or_not_there_is_an_error_and_changes_nothing(
    empty: Project, tmp_path: Path, content: Content
) -> None:
    before = content(empty)
    (tmp_path / "notes.txt").write_text("nothing of ours")
    with pytest.raises(InputError, match="No published format"):
        take(empty, tmp_path / "notes.txt")
    with pytest.raises(NotFoundError, match="no such file"):
        take(empty, tmp_path / "gone.csv")
    (tmp_path / "void").mkdir()
    with pytest.raises(NotFoundError, match="no files"):
        take(empty, tmp_path / "void")
    assert content(empty) == before


def test_undo_takes_an_import_back_and_redo_brings_it_again(empty: Project, tmp_path: Path, content: Content) -> None:
    before = {name: held for name, held in content(empty).items() if name != "journal"}
    take(empty, table(tmp_path / "a.csv", *ROWS))
    after = {name: held for name, held in content(empty).items() if name != "journal"}
    assert empty.undo() == "Imported a.csv: 5 rows"
    assert {name: held for name, held in content(empty).items() if name != "journal"} == before
    assert record(empty).series("KAZ", "UNIFIL") == ()
    empty.redo()
    assert {name: held for name, held in content(empty).items() if name != "journal"} == after
    assert numbers(empty) == {"2021-01": 123}
    assert empty.store.verify().sound


def test_two_files_of_one_table_that_overlap_are_told_and_count_once(empty: Project, tmp_path: Path) -> None:
    header = "month,contributor,operation,kind,number"
    old = table(tmp_path / "old.csv", "2021-01,KAZ,UNIFIL,troops,123", "2021-02,KAZ,UNIFIL,troops,5", header=header)
    new = table(tmp_path / "new.csv", "2021-01,KAZ,UNIFIL,troops,120", "2021-01,KAZ,UNIFIL,experts,1", header=header)
    take(empty, new, retrieved=date(2021, 4, 1))
    (read,) = take(empty, old, retrieved=date(2021, 3, 1))
    (told,) = read.overlaps
    assert told.endswith(": 1 cells")
    assert numbers(empty) == {"2021-01": 121, "2021-02": 5}
    assert [each.state for each in listed(empty.store)] == ["current", "current"]


def test_police_alone_never_pass_for_all_personnel(empty: Project, tmp_path: Path) -> None:
    (read,) = take(empty, table(tmp_path / "police.csv", *ROWS[2:4]))
    assert read.table == "un-police"
    assert numbers(empty, "BGD", "MINUSMA") == {}
    assert record(empty).figures.facts(Facts.PERSONNEL)["number"].to_list() == [280, 25]


# Doubles ------------------------------------------------------------------------------------------------------------


def test_a_row_that_repeats_another_is_left_out_and_counted(empty: Project, tmp_path: Path) -> None:
    (read,) = take(empty, table(tmp_path / "a.csv", *ROWS, ROWS[0], "77" + ROWS[0][1:], *ROWS[3:]))
    assert (read.outcome, read.rows) == ("taken", 5)
    assert [each for each in read.remarks if "repeats" in each] == [
        "repaired: a row repeats another (month, contributor, operation and kind) in every figure and is left out "
        "(lines 7, 8, 9, 10)"
    ]
    assert numbers(empty) == {"2021-01": 123}


def test_two_rows_of_one_cell_that_differ_refuse_the_file_with_both_lines(empty: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *ROWS, ROWS[0].replace(",120,", ",119,"))
    (read,) = take(empty, path)
    assert read.outcome == "refused"
    (complaint,) = read.complaints
    assert complaint.record == "line 7"
    assert "as on line 2, but other figures" in complaint.what
    (read,) = take(empty, path, skip=True)
    assert (read.rows, numbers(empty), numbers(empty, "KAZ", "MINURSO")) == (4, {}, {"2021-01": 5})


def test_of_three_rows_of_one_cell_the_equal_one_is_not_said_to_differ(empty: Project, tmp_path: Path) -> None:
    (read,) = take(empty, table(tmp_path / "a.csv", *ROWS, ROWS[0], ROWS[0].replace(",120,", ",119,")))
    assert read.outcome == "refused"
    same, other = read.complaints
    assert (same.record, other.record) == ("line 7", "line 8")
    assert "as on line 2, and the same figures, but line 8 has others; nobody can say" in same.what
    assert "as on line 2, but other figures; nobody can say" in other.what


def test_a_month_of_two_days_is_one_month_and_the_later_day_counts(empty: Project, tmp_path: Path) -> None:
    rows = (
        "1,FRA,,,UNMIL,Troops,0,5,30-Jul-03",
        "2,FRA,,,UNMIL,Troops,0,6,31-Jul-03",
        "3,FRA,,,UNTSO,Troops,0,1,30-Jul-03",
    )
    (read,) = take(empty, table(tmp_path / "a.csv", *rows))
    assert (read.outcome, numbers(empty, "FRA", "UNMIL")) == ("taken", {"2003-07": 6})
    assert numbers(empty, "FRA", "UNTSO") == {"2003-07": 1}
    assert "repaired: 2003-07 is there of two days; rows of 2003-07-30 are left out (line 2)" in read.remarks


@pytest.mark.parametrize(("total", "outcome"), [(125, "taken"), (126, "refused")])
def test_a_sum_beside_its_parts_is_held_against_them(empty: Project, tmp_path: Path, total: int, outcome: str) -> None:
    header = "month,contributor,operation,kind,number"
    rows = ("2021-01,KAZ,UNIFIL,troops,123", f"2021-01,KAZ,UNIFIL,total,{total}", "2021-01,KAZ,UNIFIL,experts,2")
    (read,) = take(empty, table(tmp_path / "a.csv", *rows, header=header))
    assert read.outcome == outcome
    if outcome == "taken":
        assert numbers(empty) == {"2021-01": 125}
        assert any("beside its parts is left out" in each for each in read.remarks)
    else:
        assert "total 126, but its parts (line 2 and others) come to 125" in str(read.complaints[0])


def test_rows_that_name_nobody_are_not_doubles(empty: Project, tmp_path: Path) -> None:
    rows = (
        "1,#N/A,,,UNMIL,Troops,0,9,30-Nov-20",
        "2,#N/A,,,UNMIL,Troops,0,8,30-Nov-20",
        "3,#N/A,,,UNMIL,Troops,0,8,30-Nov-20",
    )
    (read,) = take(empty, table(tmp_path / "a.csv", *rows))
    assert (read.outcome, read.rows) == ("taken", 3)


def test_more_people_than_there_can_be_are_a_misprint(empty: Project, tmp_path: Path) -> None:
    (read,) = take(empty, table(tmp_path / "a.csv", ROWS[0], "1,KAZ,,,UNMISS,Troops,1,2000000,31-Jan-21"))
    assert (read.outcome, read.complaints[0].record) == ("refused", "line 3")


rows_of_cells = st.lists(
    st.tuples(
        st.sampled_from(["KAZ", "KGZ"]), st.sampled_from(["UNIFIL", "UNMISS"]), st.sampled_from(["Troops", "Police"]),
        st.integers(0, 2), st.sampled_from(["31-Jan-21", "30-Jan-21", "28-Feb-21"]),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(cells=rows_of_cells)
def test_what_is_taken_has_one_row_a_cell_and_what_is_lost_is_told(
    empty_file: Path, tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str, int, str]]
) -> None:
    """The model: of each cell the rows of the latest day, all of which must say the same."""
    folder = tmp_path_factory.mktemp("doubles")
    path = table(
        folder / "a.csv",
        *[f"1,{c},,,{o},{k},0,{n},{d}" for c, o, k, n, d in cells],
        "1,FRA,,,UNTSO,Staff,0,1,31-Jan-20".replace("Staff", "Staff Officer"),
    )
    expected: dict[tuple[str, str, str, str], set[int]] = {}
    for c, o, k, _, d in cells:
        latest = max(day for cc, oo, kk, _, day in cells if (cc, oo, kk, day[3:]) == (c, o, k, d[3:]))
        expected[c, o, k, d[3:]] = {n for cc, oo, kk, n, day in cells if (cc, oo, kk, day) == (c, o, k, latest)}
    with ct.open(shutil.copy(empty_file, folder / "my.ct")) as project:
        (read,) = import_files(project.store, [path], Request(skip=True))
        found = record(project).figures.facts(Facts.PERSONNEL)
        assert found.height == read.rows == 1 + sum(len(said) == 1 for said in expected.values())
        assert found.select("month", "contributor", "operation", "kind").is_duplicated().sum() == 0
        assert bool(read.complaints) == any(len(said) > 1 for said in expected.values())


# Names --------------------------------------------------------------------------------------------------------------


def test_names_that_are_not_known_are_listed_and_mapped_by_the_users_own(empty: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "1,,,Ruritania,UNIFIL,Troops,0,9,31-Jan-21", *ROWS)
    (read,) = take(empty, path)
    (remark,) = read.unmapped
    assert (remark.what, remark.lines, remark.count) == ("contributor 'Ruritania'", (2,), 1)
    assert record(empty).figures.facts(Facts.PERSONNEL).filter(named="Ruritania")["number"].to_list() == [9]
    names = tmp_path / "names.csv"
    names.write_text("name,code\nRURITANIA,and\n")
    spelling = own_spelling(names, set(empty.actors.ids()))
    (again,) = take(empty, path, spelling=spelling)
    assert (again.outcome, again.unmapped, again.snapshot) == ("taken", (), read.snapshot)
    assert numbers(empty, "AND") == {"2021-01": 9}
    assert take(empty, path, spelling=spelling)[0].outcome == "known"
    assert len(empty.intakes.find()) == 1
    empty.undo()
    assert numbers(empty, "AND") == {}
    assert empty.store.verify().sound


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("name,code\nRuritania,RUR\n", "line 2: 'RUR' is no code of a state"),
        ("name,code\n,KAZ\n", "line 2"),
        ("word,code\na,KAZ\n", "no columns name and code"),
        ("name,code\nRuritania\n", "line 2: 1 cell where the header has 2"),
    ],
)
def test_a_file_of_names_with_a_fault_is_refused(empty: Project, tmp_path: Path, body: str, said: str) -> None:
    (tmp_path / "names.csv").write_text(body)
    with pytest.raises(InputError) as caught:
        own_spelling(tmp_path / "names.csv", set(empty.actors.ids()))
    assert said in str(caught.value)


# The collected files ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_all_collected_files_at_once(empty: Project, shared: Path) -> None:
    """One folder, one day: what is current is decided by what the files hold."""
    reads = take(empty, shared / "record" / "raw", retrieved=date(2026, 1, 1))
    assert len(reads) == 197
    outcomes = Counter(each.outcome for each in reads)
    assert outcomes["refused"] == 1, "A29: one file is no JSON"
    (refused,) = [each for each in reads if each.outcome == "refused"]
    assert refused.file.endswith("collection_2.json")
    assert str(refused.complaints[0]).startswith("line 168, column ")
    left = {Path(each.file).name for each in reads if each.outcome == "left out"}
    assert {".csv", "LICENSE"} <= left
    newer = {each.file: each for each in reads}["ppp_loader_2653920/countries/Bangladesh.csv"]
    older = {each.file: each for each in reads}["ppp_loader_ee52ebc/countries/Bangladesh.csv"]
    assert older.superseded == newer.snapshot
    assert not [each.overlaps for each in reads if each.table == "ipi-missions" and each.overlaps]
    assert older.set_aside == tuple(f"2014-{month:02}" for month in range(3, 9))
    by_month = {str(row.month): row.number for row in record(empty).series("BGD")}
    assert by_month["2013-11"] == 7968
    assert by_month["2014-03"] is not None
    assert by_month["2014-03"] < 10_000
    assert empty.store.verify().sound


@pytest.mark.slow
def test_the_same_collection_day_by_day(whole_record: Path, shared: Path) -> None:
    tidy = pl.read_csv(shared / "record" / "contributions_monthly.csv").filter(iso3="KAZ")
    with ct.open(whole_record) as project:
        by_month = {str(row.month): row.number for row in project.record.series("KAZ")}
        assert {month: by_month[month] for month in tidy["month"]} == dict(tidy.select("month", "total").rows())
        assert by_month["2021-01"] == 128
        assert (by_month.get("2013-11"), by_month.get("2006-01")) == (None, None), "not on the list is not zero"
        seam = [f"2005-{month:02}" for month in range(4, 13)] + [f"2006-{month:02}" for month in range(1, 8)]
        hole = ["1994-05", "1994-06", "1995-04", "1995-05"]
        for name, months in (("UNOCI", seam), ("ONUCI", seam), ("UNAVEM", hole)):  # A20: renamed inside the series
            series = {str(row.month): row.number for row in project.record.series("WORLD", name)}
            assert set(months) <= series.keys(), name
        assert sorted(each.state for each in listed(project.store, table="ipi-missions")) == ["current", "superseded"]


# Size ---------------------------------------------------------------------------------------------------------------

_WRITE = """
import sys
from pathlib import Path
from benchmarks.bench_record import write_table
write_table(Path(sys.argv[1]), int(sys.argv[2]))
"""

_PEAK = """
import resource, sys
from pathlib import Path
import contingent as ct
from contingent.project.recording.importing import import_files

def peak():  # MB; ru_maxrss would tell the memory of the process that started this one
    told = Path("/proc/self/status")
    if not told.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) for line in told.read_text().splitlines() if line.startswith("VmHWM")) // 1024

with ct.open(sys.argv[1]) as project:
    (read,) = import_files(project.store, [Path(sys.argv[2])])
    print(read.outcome, read.rows, peak())
"""


@pytest.mark.slow
def test_a_file_larger_than_the_memory_it_takes(empty_file: Path, tmp_path: Path) -> None:
    """Memory grows by about a quarter of what the file does, and less the larger it is: nine bytes a row are kept."""
    import subprocess
    import sys

    peaks, sizes = [], []
    for rows in (1_500_000, 6_000_000):
        path = tmp_path / f"{rows}.csv"
        subprocess.run([sys.executable, "-c", _WRITE, str(path), str(rows)], check=True, cwd=Path(__file__).parents[2])
        sizes.append(path.stat().st_size / 2**20)
        project = shutil.copy(empty_file, tmp_path / f"{rows}.ct")
        words = [sys.executable, "-c", _PEAK, str(project), str(path)]
        outcome, read, peak = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
        assert (outcome, int(read)) == ("taken", rows)
        peaks.append(int(peak))
        path.unlink()
    assert sizes[1] > 350
    assert peaks[1] < 700
    assert peaks[1] - peaks[0] < (sizes[1] - sizes[0]) / 2, "what is kept is a part of what is read"
