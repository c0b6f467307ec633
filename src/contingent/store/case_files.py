"""Writing a case as a folder of plain files that `read_case` takes in again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from contingent.base.documents import write_mapping
from contingent.base.errors import ConflictError, InputError
from contingent.checks.forecast_tests import as_written
from contingent.coding.codebook_files import codebook_to_yaml
from contingent.coding.exchange.jsonl import format_statements
from contingent.coding.reports import Meeting
from contingent.positions.issues import Issue, IssueList
from contingent.positions.positions import format_positions
from contingent.positions.profiles import profile_to_dict, relation_to_dict, theme_to_dict
from contingent.store.cases import Case


def write_case(case: Case, folder: Path) -> None:
    """Write `case` to `folder`, which appears whole or not at all.

    The report's text is not written, and quotes are not either: statements go out as paraphrase, coding and offsets.
    Raises ConflictError if the folder is there and not empty, InputError if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConflictError("The folder is not empty.", record=str(folder), remedy="Name a new folder.")
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        draft.mkdir(parents=True)
        for name, text in _files(case).items():
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise InputError(
            f"The case cannot be written: {error.strerror or error}.",
            record=str(folder),
            remedy="Choose another place.",
        ) from error


def _files(case: Case) -> Mapping[str, str]:
    files = {"meeting.yaml": write_mapping(_front(case)), "statements.jsonl": format_statements(case.statements)}
    if case.codebook:
        files["codebook.yaml"] = codebook_to_yaml(case.codebook)
    if case.actors:
        rows = [{"code": a.code, "name": a.name, "kind": a.kind.value} for a in case.actors]
        files["actors.yaml"] = write_mapping({"actors": rows})
    if case.issues.issues:
        files["issues.yaml"] = write_mapping(_issues(case.issues))
    if case.positions:
        files["positions.csv"] = format_positions(case.positions)
    if case.profiles:
        files["profiles.yaml"] = write_mapping({"profiles": [profile_to_dict(p) for p in case.profiles]})
    if case.organisations:
        files["organisations.yaml"] = write_mapping({"organisations": [profile_to_dict(p) for p in case.organisations]})
    if case.relations:
        files["relations.yaml"] = write_mapping({"relations": [relation_to_dict(r) for r in case.relations]})
    if case.themes:
        files["themes.yaml"] = write_mapping({"themes": [theme_to_dict(t) for t in case.themes]})
    if case.tests:
        files["outcomes.yaml"] = write_mapping({test.statement: as_written(test) for test in case.tests})
    if case.fingerprints:
        files["fingerprints.json"] = json.dumps(case.fingerprints.to_dict(), indent=1) + "\n"
    return files


def _front(case: Case) -> dict[str, object]:
    report: dict[str, object] = {
        "id": case.report.id,
        "title": case.source.title,
        "series": case.source.note,
        "publisher": case.source.publisher,
        "date": case.source.date,
        "address": case.source.address,
        "name": case.report.name,
        "media_type": case.report.media_type,
        "sha256": case.report.sha256,
        "clean_sha256": case.clean_sha256,
    }
    front: dict[str, object] = {"meeting": _given(_meeting(case.meeting)), "report": _given(report)}
    if case.coders:
        front["coders"] = {coder.id: coder.note for coder in case.coders}
    return front


def _meeting(meeting: Meeting) -> dict[str, object]:
    return {
        "id": meeting.id,
        "title": meeting.title,
        "place": meeting.place,
        "start": meeting.start.isoformat() if meeting.start else None,
        "end": meeting.end.isoformat() if meeting.end else None,
        "hosts": list(meeting.hosts),
        "rule": meeting.rule.value,
    }


def _issues(listed: IssueList) -> dict[str, object]:
    data: dict[str, object] = {"horizon": listed.horizon} if listed.horizon else {}
    data["issues"] = [_issue(issue) for issue in listed.issues]
    if listed.groups:
        data["groups"] = dict(listed.groups)
    return data


def _issue(issue: Issue) -> dict[str, object]:
    names = ("id", "name", "question", "zero", "fifty", "hundred")
    data: dict[str, object] = {name: getattr(issue, name) for name in names}
    return data | _given({"evidence": list(issue.evidence), "silent": issue.silent})


def _given(data: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if value not in (None, [])}
