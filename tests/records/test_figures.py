"""Which figure is believed where several files tell of the same people, and that nobody counts twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from contingent.project import Project, new
from contingent.project.recording.importing import Request, import_files
from contingent.records.facts import Facts

Take = Callable[..., None]

HUB = (
    "contribution_id,isocode3,m49_code,contributing_country,mission_acronym,personnel_type,"
    "female_personnel,male_personnel,last_reporting_date\n"
)


def hub(*rows: tuple[str, str, str, int]) -> str:
    lines = (
        f"{n},{code},,,{operation},Troops,0,{men},{month}-28" for n, (code, operation, month, men) in enumerate(rows)
    )
    return HUB + "\n".join(lines) + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new(tmp_path / "my.ct")


@pytest.fixture
def take(project: Project, tmp_path: Path) -> Take:
    def taking(name: str, text: str, day: date = date(2026, 1, 1)) -> None:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        done = import_files(project.store, [path], Request(retrieved=day))
        assert [each.outcome for each in done] == ["taken"], done
        project.__dict__.pop("record", None)

    return taking


def total(project: Project, contributor: str, **asked: str) -> dict[str, int | None]:
    rows = project.record.figures.series(contributor, **asked)
    rows = rows.filter(pl.col("snapshot").str.contains(r"-[0-9a-f]{12}$"))
    return {f"{month:%Y-%m}": number for month, number in rows.select("month", "number").iter_rows()}


WHOLE = hub(
    ("KAZ", "UNIFIL", "2019-01", 120), ("KAZ", "UNIFIL", "2019-02", 121), ("KAZ", "MINURSO", "2019-02", 3),
    ("KGZ", "UNMISS", "2019-01", 4), ("KGZ", "UNMISS", "2019-02", 5),
)  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [("KAZ", "UNIFIL", "2019-02", 125)],
        [("KAZ", "UNIFIL", "2019-01", 120), ("KAZ", "UNIFIL", "2019-02", 125)],  # all months of one state
    ],
)
def test_an_extract_takes_the_place_of_what_it_has(
    project: Project, take: Take, rows: list[tuple[str, str, str, int]]
) -> None:
    take("all.csv", WHOLE)
    take("extract.csv", hub(*rows), date(2026, 2, 1))
    assert total(project, "KAZ") == {"2019-01": 120, "2019-02": 125}
    assert total(project, "KGZ") == {"2019-01": 4, "2019-02": 5}
    assert len(project.record.figures.current) == 2


def test_kinds_and_sexes_come_from_the_operations_where_they_add_up(project: Project, take: Take) -> None:
    take("hub.csv", hub(("FRA", "UNIFIL", "2019-01", 100)).replace("Troops", "Staff Officer"))
    head = "ISOCode3,M49_Code,Contributing_Country,Personnel_Contribution_Rank,Female_Personnel,Male_Personnel"
    ranks = f"{head},Total_Uniformed_Personnel,Last_Reporting_Date\nFRA,250,France,1,0,100,100,31-Jan-19\n"
    take("ranks.csv", ranks)
    assert total(project, "FRA", kind="staff") == {"2019-01": 100}
    assert total(project, "FRA") == {"2019-01": 100}


def test_a_newer_whole_file_supersedes(project: Project, take: Take) -> None:
    take("old.csv", hub(("KAZ", "UNIFIL", "2019-01", 120), ("KAZ", "UNIFIL", "2019-02", 121)))
    take("new.csv", hub(("KAZ", "UNIFIL", "2019-01", 119), ("KAZ", "UNIFIL", "2019-03", 122)), date(2026, 2, 1))
    assert total(project, "KAZ") == {"2019-01": 119, "2019-03": 122}
    assert len(project.record.figures.current) == 1
    assert project.record.figures.facts(Facts.PERSONNEL, superseded=True).height == 4


def test_an_older_file_taken_in_later_changes_nothing(project: Project, take: Take) -> None:
    take("new.csv", hub(("KAZ", "UNIFIL", "2019-01", 119), ("KAZ", "UNIFIL", "2019-02", 122)))
    take("old.csv", hub(("KAZ", "UNIFIL", "2019-01", 1), ("KAZ", "UNIFIL", "2019-02", 2)), date(2020, 1, 1))
    assert total(project, "KAZ") == {"2019-01": 119, "2019-02": 122}


def test_operations_of_others_stand_beside_and_are_not_added(project: Project, take: Take) -> None:
    take("hub.csv", hub(("UKR", "UNMIL", "2013-11", 238), ("UKR", "MONUSCO", "2013-11", 269)))
    take(
        "own.csv",
        "month,contributor,operation,kind,number\n2013-11,Ukraine,ISAF,troops,26\n2013-11,Ukraine,UNMIL,troops,999\n",
    )
    assert total(project, "UKR") == {"2013-11": 507}
    assert total(project, "UKR", operation="ISAF") == {"2013-11": 26}
    assert total(project, "UKR", operation="UNMIL") == {"2013-11": 238}


def test_with_nothing_else_on_record_they_are_the_total(project: Project, take: Take) -> None:
    take(
        "own.csv",
        "month,contributor,operation,kind,number\n2015-01,Uzbekistan,EUFOR,troops,3\n2015-01,Uzbekistan,KFOR,troops,4\n",
    )
    assert total(project, "UZB") == {"2015-01": 7}


def test_sexes_partly_told_are_not_told(project: Project, take: Take) -> None:
    head = "month,contributor,operation,kind,number,female,male"
    take("own.csv", f"{head}\n2013-11,KAZ,UNMISS,troops,10,2,8\n2013-11,KAZ,UNMISS,experts,5,,\n")
    assert total(project, "KAZ", operation="UNMISS") == {"2013-11": 15}
    assert total(project, "KAZ", operation="UNMISS", sex="female") == {"2013-11": None}
    assert total(project, "KAZ", operation="UNMISS", kind="troops", sex="female") == {"2013-11": 2}
