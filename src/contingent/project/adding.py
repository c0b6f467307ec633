"""Adding a report: read it, store bytes and clean text, and set the spans of statements already coded into it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.complaints import Complaint
from contingent.base.errors import ConflictError
from contingent.coding.convert import media_type, read_file
from contingent.coding.reports import CleanText, Meeting, Report
from contingent.project.meeting_days import days_of
from contingent.store.containers import Container
from contingent.store.store import Store

if TYPE_CHECKING:
    from contingent.coding.anchors import Anchored


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What adding a report did.

    `anchored` counts statements of the coded case that now have their quote; `complaints` name those that have none.
    """

    report: Report
    meeting: Meeting
    anchored: int = 0
    exact: bool = False
    complaints: tuple[Complaint, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was repaired or could not be read."""
        return self.report.clean.notes if self.report.clean is not None else ()


def add_report(store: Store, path: Path, meeting: str | None = None, day: date | None = None) -> Added:
    """Read a file and store it as a report of a meeting, as one change.

    `meeting` is the title or id of a meeting, `day` when it was held; without it the title's own date serves.

    A report that fits a coded case without its text (the same text, or most of its sentences) becomes the text of
    that case, and its statements get their quotes. Raises InputError for a file that cannot be read whole,
    ConflictError if it is in the project already; nothing is stored then.
    """
    data, clean = read_file(path)
    digest = hashlib.sha256(data).hexdigest()
    _refuse_twins(store, digest, path)
    with store.seeing_all(), store.change(f"Added the report {path.name}"):
        fitting = _fitting_case(store, clean)
        if fitting is not None:
            report_id, result = fitting
            source = {
                "name": path.name,
                "media_type": media_type(data, path.name),
                "sha256": digest,
                "original": data,
                "clean": clean,
            }
            return _fill_case(store, report_id, result, source)
        held = _meeting(store, meeting or path.stem, day)
        report = Report(
            id=_free(store.reports, _slug(path.stem)),
            title=_title(clean, path),
            meeting=held.id,
            name=path.name,
            media_type=media_type(data, path.name),
            sha256=digest,
            original=data,
            clean=clean,
        )
        store.reports.add(report)
    return Added(report=report, meeting=held)


def _refuse_twins(store: Store, digest: str, path: Path) -> None:
    for report in store.reports.find(sha256=digest):
        if report.original is not None:
            raise ConflictError(
                f"The very same file is in the project already, as report {report.id!r}.",
                record=path.name,
                remedy="Nothing needs to be done; its statements are listed by `contingent statements`.",
            )


def _fitting_case(store: Store, clean: CleanText) -> tuple[str, Anchored] | None:
    """Return the coded report without text that fits best, if at least half of its statements are found."""
    from contingent.coding.anchors import anchor  # brings NumPy, which most commands do without

    best: tuple[str, Anchored] | None = None
    for entry in store.fingerprints.find():
        if store.reports.get(entry.report).clean is not None:
            continue
        statements = store.statements.find(report=entry.report)
        result = anchor(statements, clean.text, entry.fingerprints)
        if result.quoted * 2 >= len(statements) and (best is None or result.quoted > best[1].quoted):
            best = (entry.report, result)
    return best


def _fill_case(store: Store, report_id: str, result: Anchored, source: dict[str, object]) -> Added:
    store.reports.change(report_id, **source)
    if not result.exact:
        store.statements.replace(result.statements)
    report = store.reports.get(report_id)
    return Added(
        report=report,
        meeting=store.meetings.get(report.meeting or ""),
        anchored=result.quoted,
        exact=result.exact,
        complaints=result.complaints,
    )


def _meeting(store: Store, title: str, day: date | None) -> Meeting:
    for known in store.meetings.find():
        if title in (known.id, known.title):
            if day is not None and known.start is None:
                store.meetings.change(known.id, start=day, end=day)
            return store.meetings.get(known.id)
    start, end = (day, day) if day is not None else days_of(title) or (None, None)
    meeting = Meeting(id=_free(store.meetings, _slug(title)), title=title, start=start, end=end)
    store.meetings.add(meeting)
    return meeting


def _free(container: Container[Any], wanted: str) -> str:
    candidate, number = wanted, 2
    while candidate in container:
        candidate, number = f"{wanted}-{number}", number + 1
    return candidate


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "_", text.casefold()).strip("_") or "report"


def _title(clean: CleanText, path: Path) -> str:
    return clean.sections[0].title if clean.sections else path.stem
