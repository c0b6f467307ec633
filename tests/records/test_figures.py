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


def test_an_extract_takes_the_place_of_its_months_only(project: Project, take: Take) -> None:
    take(
        "all.csv",
        hub(("KAZ", "UNIFIL", "2019-01", 120), ("KAZ", "UNIFIL", "2019-02", 121), ("KGZ", "UNMISS", "2019-02", 5)),
    )
    take("extract.csv", hub(("KAZ", "UNIFIL", "2019-02", 125)), date(2026, 2, 1))
    assert total(project, "KAZ") == {"2019-01": 120, "2019-02": 125}
    assert total(project, "KGZ") == {}, "the newer file has the month and does not list it"
    assert len(project.record.figures.current) == 2


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
