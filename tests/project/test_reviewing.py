"""Reviewing: accept, reject, edit; taking statements out of one project and into another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import ConflictError, ContingentError, InputError, NotFoundError, UsageError
from contingent.coding.vocabulary import Hedge, Status
from contingent.project.project import Project
from contingent.project.reviewing import EDITABLE, export_statements, import_statements, review_statements


@pytest.fixture
def suggested(empty: Project, report: Path) -> Project:
    empty.add(report, meeting="Nairobi, 20 November 2013")
    empty.suggest()
    return empty


def test_accepting_and_rejecting_are_one_change_each(suggested: Project) -> None:
    first, second, *_ = suggested.statements.ids()
    entries = len(suggested.journal.entries(None))
    review_statements(suggested, [first, second], accept=True)
    review_statements(suggested, [second], reject=True)
    assert suggested.statements.get(first).status is Status.ACCEPTED
    assert suggested.statements.get(second).status is Status.REJECTED
    assert len(suggested.journal.entries(None)) == entries + 2
    suggested.undo()
    assert suggested.statements.get(second).status is Status.ACCEPTED


def test_an_edit_names_its_coder_and_forgets_the_rule(suggested: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINGENT_CODER", "anna")
    key = suggested.statements.ids()[0]
    before = suggested.statements.get(key)
    assert "hedge" in before.origins
    (after,) = review_statements(suggested, [key], edits={"hedge": "possible", "actors": "AU, SOM", "note": ""})
    assert (after.hedge, after.actors, after.status, after.coder) == (
        Hedge.POSSIBLE, ("AU", "SOM"), Status.EDITED, "anna",
    )  # fmt: skip
    assert "hedge" not in after.origins
    assert after.span == before.span
    assert suggested.statements.get(key) == after


@pytest.mark.parametrize(
    ("edits", "error"),
    [
        ({"hedge": "surely"}, InputError),
        ({"explicit": "perhaps"}, InputError),
        ({"span": "1, 2"}, UsageError),
        ({"id": "S9"}, UsageError),
        ({"actors": "KZK"}, NotFoundError),
        ({"affiliation": "Nowhere"}, NotFoundError),
        ({"concepts": "org.mandat"}, NotFoundError),
    ],
)
def test_bad_edits_change_nothing(
    suggested: Project, content: Callable[..., Any], edits: dict[str, str], error: type[ContingentError]
) -> None:
    before = content(suggested)
    with pytest.raises(error) as refused:
        review_statements(suggested, list(suggested.statements.ids()), edits=edits)
    assert refused.value.remedy
    assert content(suggested) == before


def test_one_unknown_id_stops_the_whole_review(suggested: Project, content: Callable[..., Any]) -> None:
    before = content(suggested)
    with pytest.raises(NotFoundError):
        review_statements(suggested, [suggested.statements.ids()[0], "S9999"], accept=True)
    assert content(suggested) == before


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from([*EDITABLE, "status", "claim", "x"]), words=st.text(max_size=12))
def test_any_words_are_taken_or_refused_but_never_crash(suggested: Project, field: str, words: str) -> None:
    key = suggested.statements.ids()[0]
    before = suggested.statements.get(key)
    try:
        review_statements(suggested, [key], edits={field: words})
    except (UsageError, NotFoundError, InputError):
        assert suggested.statements.get(key) == before
    else:
        assert suggested.statements.get(key).status is Status.EDITED


def test_statements_go_out_and_come_back_the_same(suggested: Project, tmp_path: Path) -> None:
    made, path = suggested.statements.find(), tmp_path / "out.jsonl"
    assert export_statements(suggested, path) == len(made)
    words = path.read_text(encoding="utf-8")
    assert "that it could be paid for" not in words, "the report's own words stay at home unless asked for"
    suggested.undo()  # the suggestions
    assert len(suggested.statements) == 0
    assert import_statements(suggested, path) == len(made)
    assert suggested.statements.find() == made


def test_quotes_go_out_only_if_asked_for(suggested: Project, tmp_path: Path) -> None:
    export_statements(suggested, tmp_path / "out.jsonl", quotes=True)
    assert "that it could be paid for" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_the_case_goes_out_and_into_a_project_with_its_report(case: Project, tmp_path: Path) -> None:
    made, path = case.statements.find(), tmp_path / "out.jsonl"
    export_statements(case, path)
    with pytest.raises(ConflictError):
        import_statements(case, path)
    assert case.statements.find() == made


@pytest.mark.parametrize("line", ['{"id": "S9", "hedge": "surely"}', "no json", '{"id": 7}', '["S9"]'])
def test_one_bad_line_stops_the_import(
    suggested: Project, content: Callable[..., Any], tmp_path: Path, line: str
) -> None:
    path = tmp_path / "in.jsonl"
    export_statements(suggested, path)
    suggested.undo()
    before = content(suggested)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ContingentError) as refused:
        import_statements(suggested, path)
    assert "line" in str(refused.value)
    assert content(suggested) == before


def test_import_asks_which_report_where_there_are_several(suggested: Project, report: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "X1", "start": 5, "end": 40}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("# B\n\nMost speakers argued for a mandate.\n", encoding="utf-8")
    suggested.add(tmp_path / "b.txt")
    with pytest.raises(NotFoundError) as asked:
        import_statements(suggested, path)
    assert "--report" in (asked.value.remedy or "")
    assert import_statements(suggested, path, "b") == 1
    assert suggested.statements.get("X1").report == "b"
    with pytest.raises((NotFoundError, ConflictError)):
        import_statements(suggested, path, "nowhere")
