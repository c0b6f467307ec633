"""Adding reports: the report of a coded case finds its statements again; bad files and twins change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from contingent.base.errors import ConflictError, InputError, NotFoundError
from contingent.project.meeting_days import days_of
from contingent.project.project import Project

Content = Callable[[Project], dict[str, Any]]


def test_the_astana_report_gives_all_statements_their_quotes(case: Project, astana: Path) -> None:
    assert case.quote(case.statements.get("A100")) is None
    added = case.add(astana / "report.txt")
    assert (added.exact, added.anchored, added.complaints) == (True, 183, ())
    assert len(case.quotes(case.statements.find())) == 183
    assert "25" in (case.quote(case.statements.get("A100")) or "")
    assert len(case.reports) == len(case.meetings) == 1
    assert case.undo() == "Added the report report.txt"
    assert case.quotes(case.statements.find()) == {}
    case.redo()
    assert len(case.quotes(case.statements.find())) == 183


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_other_formats_of_the_report_give_the_same_quotes(
    case: Project, astana: Path, make: ModuleType, tmp_path: Path, form: str
) -> None:
    clean = (astana / "clean.txt").read_text(encoding="utf-8")
    path = tmp_path / f"edition.{form}"
    path.write_bytes({"pdf": make.make_pdf, "docx": make.make_docx, "html": make.make_html}[form](clean))
    added = case.add(path)
    assert added.anchored >= 180, added.complaints
    assert added.anchored + len(added.complaints) >= 183
    spans = {"".join(words.split()) for words in case.quotes(case.statements.find()).values()}
    plain = "".join(clean.split())
    assert sum(each in plain for each in spans) >= 0.97 * len(spans)


def test_a_changed_edition_names_the_statements_it_lost(case: Project, astana: Path, tmp_path: Path) -> None:
    lines = (astana / "clean.txt").read_text(encoding="utf-8").split("\n")
    kept = [line for number, line in enumerate(lines) if number < 20 or number > 30]
    path = tmp_path / "second_edition.txt"
    path.write_text("\n".join(kept), encoding="utf-8")
    added = case.add(path)
    assert not added.exact
    assert 90 < added.anchored < 183
    assert added.anchored + len(added.complaints) >= 183
    assert all(str(complaint) for complaint in added.complaints)
    case.brief()  # statements without a quote are told all the same


def test_the_same_file_twice_is_a_conflict_and_changes_nothing(empty: Project, report: Path, content: Content) -> None:
    empty.add(report)
    before = content(empty)
    with pytest.raises(ConflictError) as refused:
        empty.add(report)
    assert "nairobi" in str(refused.value)
    assert content(empty) == before


def test_twins_of_the_case_are_refused_too(case: Project, astana: Path, content: Content) -> None:
    case.add(astana / "report.txt")
    before = content(case)
    with pytest.raises(ConflictError):
        case.add(astana / "report.txt")
    assert content(case) == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 40),
        ("broken.pdf", b"%PDF-1.7\nnothing of a document"),
        ("broken.docx", b"PK\x03\x04 no package"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("blank.html", b"<html><body></body></html>"),
    ],
)
def test_a_bad_file_leaves_the_project_as_it_was(
    case: Project, tmp_path: Path, content: Content, name: str, data: bytes
) -> None:
    before = content(case)
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        case.add(path)
    assert name in str(refused.value)
    assert refused.value.remedy
    assert content(case) == before


def test_a_missing_file_and_a_folder_are_named(case: Project, tmp_path: Path, content: Content) -> None:
    before = content(case)
    with pytest.raises(NotFoundError):
        case.add(tmp_path / "nowhere.txt")
    with pytest.raises((InputError, NotFoundError)):
        case.add(tmp_path)
    assert content(case) == before


def test_a_foreign_report_becomes_a_report_of_its_own(case: Project, report: Path) -> None:
    added = case.add(report, meeting="Nairobi, 12-13 March 2019")
    assert (added.anchored, added.report.id, len(case.reports), len(case.meetings)) == (0, "nairobi", 2, 2)
    assert (added.meeting.start, added.meeting.end) == (date(2019, 3, 12), date(2019, 3, 13))
    with pytest.raises(NotFoundError) as asked:
        case.brief()
    assert added.meeting.id in (asked.value.remedy or "")
    assert case.brief(added.meeting.id).title


def test_reports_of_one_meeting_share_it_and_names_do_not_clash(empty: Project, report: Path, tmp_path: Path) -> None:
    first = empty.add(report, meeting="Nairobi")
    (tmp_path / "other").mkdir()
    again = tmp_path / "other" / report.name
    again.write_text(report.read_text(encoding="utf-8") + "\nNothing more was said.\n", encoding="utf-8")
    second = empty.add(again, meeting="Nairobi", day=date(2019, 3, 12))
    assert first.report.id != second.report.id
    assert (len(empty.meetings), second.meeting.start) == (1, date(2019, 3, 12))


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("Astana, 5-6 November 2013", ("2013-11-05", "2013-11-06")),
        ("Seminar of 12 March 2019, Nairobi", ("2019-03-12", "2019-03-12")),
        ("Dakar, 30 October – 2 November 2015", ("2015-10-30", "2015-11-02")),
        ("Talks (November 5 and 6, 2013)", ("2013-11-05", "2013-11-06")),
        ("held 2020-02-29", ("2020-02-29", "2020-02-29")),
    ],
)
def test_days_are_read_from_titles(title: str, days: tuple[str, str]) -> None:
    assert days_of(title) == tuple(map(date.fromisoformat, days))


@pytest.mark.parametrize("title", ["", "Nairobi", "31 February 2019", "9-5 May 2019", "2020-13-40", "November 2013"])
def test_titles_without_a_day_give_none(title: str) -> None:
    assert days_of(title) is None
