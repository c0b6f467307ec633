"""Project: one file on the desk, or one database of a team, and everything in it by its field's name."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Unpack

from contingent.base.errors import ConflictError, NotFoundError
from contingent.coding.statements import Statement
from contingent.project.adding import Added, add_report
from contingent.project.coders import CodersDoor
from contingent.records.record import Record
from contingent.store.blocks import figures
from contingent.store.engines import open_store
from contingent.store.store import Store

if TYPE_CHECKING:
    import polars as pl

    from contingent.briefs.brief import Brief
    from contingent.briefs.told.understanding import Understanding
    from contingent.checks.forecasts import Scored
    from contingent.checks.verdicts import Verdict
    from contingent.coding.agreement.comparison import Agreement
    from contingent.coding.agreement.comparison import How as Measuring
    from contingent.coding.reports import Meeting
    from contingent.decisions.base import DecisionModel
    from contingent.positions.agenda import Agenda
    from contingent.project.deciding import Decisions
    from contingent.project.drawing import How
    from contingent.project.forecasting import Outlook, SumOutlook
    from contingent.project.recording.asking import Asked
    from contingent.project.recording.importing import FileRead, Request
    from contingent.project.understanding import HowExplained
    from contingent.records.asking.answers import Answer


def new(
    path: str | Path, *, case: str | Path | Sequence[str | Path] | None = None, coder: str | None = None
) -> Project:
    """Make a project file with the reference facts in it and open it.

    Args:
        path: where; it must not exist yet. A `postgresql://` address makes the tables of an empty database.
        case: a coded case to start from, or several: folders, or names of those that ship (`astana_2013`).
        coder: who stands in the journal for changes made here.

    Raises ConflictError if there is a file already, NotFoundError for an unknown case; then no file is left behind.
    """
    from contingent.project.starting import find_case, put_case, put_facts
    from contingent.records.reference import reference

    cases = [case] if isinstance(case, str | Path) else case or ()
    coded = [find_case(each) for each in cases]  # read first: a bad case must not leave an empty project
    store = open_store(path, create=True, coder=at_desk(coder))
    try:
        put_facts(store, reference())
        for each in coded:
            put_case(store, each)
    except BaseException:
        store.close()
        if "://" not in str(path):
            Path(path).unlink(missing_ok=True)
        raise
    return Project(store)


def open_project(path: str | Path, *, coder: str | None = None) -> Project:
    """Open a project for the coder at the desk: the one named, else the one that CONTINGENT_CODER names.

    Raises NotFoundError if there is none, StoreError if the file cannot be used.
    """
    return Project(open_store(path, coder=at_desk(coder)))


def at_desk(coder: str | None) -> str | None:
    """Return the coder at the desk: the one named, else the one CONTINGENT_CODER names, letters in one Unicode form."""
    named = coder if coder is not None else os.environ.get("CONTINGENT_CODER", "")
    return unicodedata.normalize("NFC", named).strip() or None


class Project(CodersDoor):
    """An open project. Its doors are containers with the verbs `add get find change remove table`.

    `meetings reports statements coders assignments settlements codebooks actors memberships operations events
    contributions forecast_tests issues positions profiles relations themes` hold the nouns, `journal` every change.
    Use it in a `with` block, or call `close`.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.meetings = store.meetings
        self.reports = store.reports
        self.statements = store.statements
        self.coders = store.coders
        self.assignments = store.assignments
        self.settlements = store.settlements
        self.codebooks = store.codebooks
        self.actors = store.actors
        self.memberships = store.memberships
        self.operations = store.operations
        self.events = store.events
        self.contributions = store.contributions
        self.snapshots = store.snapshots
        self.intakes = store.intakes
        self.forecast_tests = store.forecast_tests
        self.issues = store.issues
        self.positions = store.positions
        self.profiles = store.profiles
        self.relations = store.relations
        self.themes = store.themes
        self.journal = store.journal

    # Said -----------------------------------------------------------------------------------------------------------

    def add(self, path: str | Path, *, meeting: str | None = None, day: date | None = None) -> Added:
        """Read a report (text, PDF, DOCX, HTML) and store it; see `project.adding.add_report`."""
        return add_report(self.store, Path(path), meeting, day)

    def add_case(self, case: str | Path) -> Meeting:
        """Store a coded case, a folder or one that ships, beside what is there, and return its meeting.

        Raises NotFoundError for an unknown case, ConflictError where the project has one of its records already.
        """
        from contingent.project.starting import find_case, put_case

        coded = find_case(case)
        put_case(self.store, coded)
        return self.meetings.get(coded.meeting.id)

    def suggest(self, report: str | None = None) -> tuple[Statement, ...]:
        """Suggest statements for the reports that have none yet, or for one report, and store them as suggested.

        Raises NotFoundError if there is no such report or none with a text, ConflictError if the named one is coded.
        """
        from contingent.project.suggesting import suggest_into

        return suggest_into(self.store, report)

    def agreement(
        self,
        coders: Sequence[str] = (),
        reports: Sequence[str] = (),
        *,
        file: str | Path | None = None,
        how: Measuring | None = None,
    ) -> Agreement:
        """Return how far coders agree, with the passages that part them; see `project.agreeing.agreement`.

        `coders` and `reports` are ids, all unless given; `file` is a coding to compare with, as JSON Lines; `how` names
        variables, least overlap, draws and seed.
        """
        from contingent.project.agreeing import agreement

        return agreement(self, coders, reports, file=file, how=how)

    def quote(self, statement: Statement) -> str | None:
        """Return the report's words of a statement; None where the project holds no text of the report."""
        return self.quotes([statement]).get(statement.id)

    def quotes(self, statements: Iterable[Statement]) -> dict[str, str]:
        """Return the report's words by statement id, for those statements whose report has its text here."""
        texts = {report.id: report.clean.text for report in self.reports.find() if report.clean is not None}
        return {
            s.id: s.span.cut(texts[s.report])
            for s in statements
            if s.report is not None and s.span is not None and s.report in texts
        }

    def _said(self, **filters: Any) -> tuple[Statement, ...]:
        """Return the statements that analyses read; of a report that several coded those of the standing coding."""
        return self.statements.find(standing=True, **filters)

    # Done -----------------------------------------------------------------------------------------------------------

    @cached_property
    def record(self) -> Record:
        """The facts this project holds, as the checks read them; read once per opening."""
        store = self.store
        with store.reading():  # all of one moment
            return Record(
                actors=store.actors.find(),
                dated_memberships=store.memberships.find(),
                operations=store.operations.find(),
                sources={entry.id: entry.source for entry in store.sources.find()},
                events=store.events.find(),
                snapshots={snapshot.id: snapshot for snapshot in store.snapshots.find()},
                contributions=store.contributions.find(),
                imported=figures(store) if store.intakes.count() else None,
            )

    def import_record(self, *paths: str | Path, request: Request | None = None) -> tuple[FileRead, ...]:
        """Take published files, or folders of them, into the record and return what became of each.

        See `recording.importing.import_files`; `request` says how (`ct.Request(skip=True, retrieved=...)`).
        """
        from contingent.project.recording.importing import import_files

        done = import_files(self.store, [Path(path) for path in paths], request)
        self.__dict__.pop("record", None)
        return done

    def answer(self, **asked: Unpack[Asked]) -> Answer:
        """Return the answer of the record to a question, with its notes; see `ask`."""
        from contingent.project.recording.asking import question_of

        return self.record.asking.answer(question_of(**asked))

    def ask(self, **asked: Unpack[Asked]) -> pl.DataFrame:
        """Return what the record says to a question as a frame, each row with its snapshots.

        For example `ask(by="contributor", group="CSTO", when="2013-11", measure="share")`; see
        `project.recording.asking.Asked` for what can be asked and `answer` for what is to be read with the frame.
        Raises UsageError or NotFoundError for a word that is not understood.
        """
        return self.answer(**asked).table

    def forecast(self, contributor: str, months: int = 12, *, origin: str | None = None) -> Outlook:
        """Return what may become of a contributor's personnel, as a distribution; see `project.forecasting.outlook`.

        `contributor` is a code or name, `origin` a month (YYYY-MM) to look ahead from, knowing no more than it did.
        """
        from contingent.project.forecasting import outlook

        return outlook(self, contributor, months, origin=origin)

    def forecast_sum(self, group: str | None = None, months: int = 12, *, origin: str | None = None) -> SumOutlook:
        """Return the same of the sum over a group's members, or over all; see `project.forecasting.sum_outlook`."""
        from contingent.project.forecasting import sum_outlook

        return sum_outlook(self, group, months, origin=origin)

    def sheet(self, word: str) -> Brief:
        """Return the sheet of a contributor, operation or group by code or name.

        Raises NotFoundError naming near codes. `ct.save_sheet` writes it.
        """
        from contingent.project.recording.showing import sheet

        return sheet(self, word)

    def check(self, statements: Sequence[str] | None = None) -> tuple[Verdict, ...]:
        """Return the verdicts on the claims of all statements, or of those named, in their order.

        Raises NotFoundError for an unknown statement.
        """
        from contingent.checks.claims import check_all

        asked = [self.statements.get(key) for key in statements] if statements else self._said(claim=True)
        held = {meeting.id: meeting.start for meeting in self.meetings.find() if meeting.start is not None}
        days = {report.id: held[report.meeting] for report in self.reports.find() if report.meeting in held}
        return tuple(check_all(asked, self.record, days))

    def forecasts(self, statements: Sequence[str] | None = None) -> tuple[Scored, ...]:
        """Return what became of the forecasts that have a test, or of those of the statements named, in their order.

        Each is a hit, a miss, came true in part, or is not decidable; the ruling is a measure's, on this record.
        Raises NotFoundError for a statement without a test.
        """
        from contingent.checks.forecasts import score_all

        seen = set(self.statements.ids())
        keys = list(statements) if statements else [key for key in self.forecast_tests.ids() if key in seen]
        return tuple(score_all([self.forecast_tests.get(key) for key in keys], self.record))

    # Next -----------------------------------------------------------------------------------------------------------

    def agenda(
        self,
        issues: Sequence[str] | None = None,
        *,
        who: str = "all",
        capability: Mapping[str, float] | None = None,
    ) -> Agenda:
        """Return the positions on some issues (all unless named) as the arrays that decision models read.

        `who` is `all`, or `states` for states and organisations without groups of participants. `capability` weighs
        actors by code, what each can bring to bear; without it every actor counts 1.
        Raises NotFoundError for an unknown issue, an actor without a position, or when no position is left.
        """
        from contingent.project.deciding import agenda_of

        return agenda_of(self.store, issues, who, capability)

    def decide(
        self,
        issues: Sequence[str] | None = None,
        *,
        models: Sequence[str | DecisionModel] = ("all",),
        **how: Unpack[How],
    ) -> Decisions:
        """Return for each issue (all unless named) what decision models make of the stated positions, many times over.

        `models` are names, models made with options, or `all`; models that trade one issue for another trade all that
        are decided together, whichever are asked. `how` says how often and from what is drawn (`draws`, `seed`,
        `who`, ...; see `project.drawing.Drawing`).
        Raises NotFoundError for an unknown issue or model, UsageError where nothing can be decided, and InputError for
        a model that cannot read these positions; with `all` such models are left out and named in `left_out`.
        """
        from contingent.project.deciding import decide
        from contingent.project.drawing import Drawing

        return decide(self, issues, models, Drawing(**how))

    def explain(
        self, issue: str, models: Sequence[str | DecisionModel] | None = None, **how: Unpack[HowExplained]
    ) -> Understanding:
        """Return what the outcome on an issue hangs on; see `project.understanding.explain`.

        `models` are the weighted mean, the weighted median and the challenge model unless others are given; `how` are
        `draws`, `seed`, `who`, `assume`, `watch`.
        """
        from contingent.project.understanding import USUAL, explain

        return explain(self, issue, models or USUAL, **how)

    # Told -----------------------------------------------------------------------------------------------------------

    def brief(self, meeting: str | None = None, *, decisions: Decisions | None = None) -> Brief:
        """Return the brief on a meeting: the one named, or the only one; with `decisions` made already if given.

        Raises NotFoundError if there is no such meeting, or several and none is named.
        """
        from contingent.briefs.build import build
        from contingent.project.briefing import material

        return build(material(self, self._meeting(meeting), decisions=decisions))

    def _meeting(self, wanted: str | None) -> str:
        ids = self.meetings.ids()
        if wanted is not None:
            return self.meetings.get(wanted).id
        if len(ids) == 1:
            return ids[0]
        remedy = f"Name one of: {', '.join(ids)}." if ids else "Add a report first: contingent add PROJECT FILE."
        raise NotFoundError(f"The project has {len(ids) or 'no'} meetings.", record=self.store.address, remedy=remedy)

    # Kept -----------------------------------------------------------------------------------------------------------

    def undo(self) -> str:
        """Take back the latest change and return what it was. Raises ConflictError if there is none.

        The reference facts a project began with are no change of anybody's and stay.
        """
        from contingent.project.starting import FACTS

        latest = self.journal.can_undo()
        if latest is not None and latest.summary == FACTS:
            raise ConflictError(
                "There is nothing left to undo.", remedy="Only the reference facts are left, which every project has."
            )
        entry = self.journal.undo()
        self.__dict__.pop("record", None)
        return entry.summary.removeprefix("Undo: ")

    def redo(self) -> str:
        """Bring back the change last undone and return what it was. Raises ConflictError if there is none."""
        entry = self.journal.redo()
        self.__dict__.pop("record", None)
        return entry.summary.removeprefix("Redo: ")

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
