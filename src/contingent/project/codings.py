"""Several coders on a project: who they are, what each is to code and has done, and their codings side by side."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contingent.base.errors import ConflictError, InputError, NotFoundError, UsageError
from contingent.coding.codings import Assignment, Coding, Standing, assignment_key
from contingent.coding.vocabulary import Status
from contingent.store import sight
from contingent.store.coders import Coder, CoderKind
from contingent.store.store import Store

if TYPE_CHECKING:
    from contingent.coding.comparing import Comparison
    from contingent.project.project import Project

_LONGEST = 80  # characters of a coder's id; a name on a list, not a text


def add_coder(
    project: Project, coder: str, *, name: str | None = None, kind: CoderKind | str = CoderKind.PERSON
) -> Coder:
    """Enter a coder and return them. `coder` is the id under which they sit at the desk (CONTINGENT_CODER).

    Raises InputError for a name that cannot be read on a line, ConflictError if there is such a coder already.
    """
    if kind not in set(CoderKind) - {CoderKind.SETTLED}:
        allowed = ", ".join(each for each in CoderKind if each is not CoderKind.SETTLED)
        raise InputError(f"{kind!r} is no kind of coder.", record=f"coder {coder!r}", remedy=f"Use one of: {allowed}.")
    made = Coder(id=_name(coder), name=_name(name or coder), kind=CoderKind(kind))
    with project.store.change(f"Added coder {made.id}"):
        project.coders.add(made)
    return made


def _name(words: str) -> str:
    """Return a name in one Unicode form, so that the same letters are the same coder."""
    name = unicodedata.normalize("NFC", words).strip()
    unseen = any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") for each in name)
    if not name or unseen or len(name) > _LONGEST:
        raise InputError(
            f"{words!r} cannot be the name of a coder.",
            remedy=f"Use up to {_LONGEST} letters, digits and signs on one line: initials or a role.",
        )
    return name


def enter_desk(store: Store) -> str | None:
    """Return the coder at the desk, entered among the coders if they are new; None where nobody is named."""
    desk = store.coder or os.environ.get("CONTINGENT_CODER") or None
    if desk and desk not in store.coders:
        store.coders.add(Coder(id=desk, name=desk))
    return desk


def assign(project: Project, report: str, coder: str, *, blind: bool = False) -> Assignment:
    """Have a coder code a report on their own and return the assignment; one that is there can become blind.

    What is blind does not open by being assigned again. Raises NotFoundError for an unknown report or coder, UsageError
    for a coder who only stands for settled statements, ConflictError for a blind assignment that would be opened.
    """
    store = project.store
    key = store.reports.get(report).id
    who = _coder(project, coder)
    wanted = Assignment(report=key, coder=who, blind=blind)
    with store.change(f"Assigned report {key} to {who}{', blind' if blind else ''}"):
        if assignment_key(wanted) in store.assignments:
            there = store.assignments.get(assignment_key(wanted))
            if there.blind and not blind:
                raise ConflictError(
                    f"{who} codes it blind, and assigning it again does not open it.",
                    record=f"report {key!r}",
                    remedy=f"See how far all are: contingent assign PROJECT {key}. To open it, let {who} finish, or "
                    "withdraw the assignment first.",
                )
            wanted = replace(there, blind=blind)
            store.assignments.replace(wanted)
        else:
            store.assignments.add(wanted)
    return wanted


def finish(project: Project, report: str, coder: str) -> Assignment:
    """Mark an assignment as finished and return it.

    Raises NotFoundError if there is none, UsageError if the coder at the desk works on the report blind and it is
    another's.
    """
    found = _assignment(project, report, coder)
    if project.store.coder not in (None, found.coder) and report in hidden_reports(project):
        raise UsageError(
            f"Only {found.coder} can say that {found.coder} has finished, as long as you code the report blind.",
            record=f"report {report!r}",
            remedy=f"Finish your own: contingent assign PROJECT {report} --coder {project.store.coder} --finished.",
        )
    done = replace(found, finished=True)
    with project.store.change(f"{found.coder} finished report {report}"):
        project.assignments.replace(done)
    return done


def withdraw(project: Project, report: str, coder: str) -> Assignment:
    """Take an assignment back and return it as it was; the coder's statements stay. Raises as `finish`."""
    found = _assignment(project, report, coder)
    if project.store.coder is not None and report in hidden_reports(project):
        raise UsageError(
            "An assignment cannot be withdrawn by somebody who codes the report blind.",
            record=f"report {report!r}",
            remedy="Ask whoever assigned it.",
        )
    with project.store.change(f"Withdrew report {report} from {found.coder}"):
        project.assignments.remove(assignment_key(found))
    return found


def assignment_progress(project: Project, report: str | None = None) -> list[dict[str, Any]]:
    """Return one row an assignment: report, coder, blind, finished, statements, to_review and whether they are shown.

    `statements` are those a coder stands for, `to_review` suggestions not yet accepted or rejected; both are None where
    the coder at the desk is not to see them.
    """
    rows = []
    hidden = hidden_reports(project)
    for each in project.assignments.find(report=report):
        seen = each.report not in hidden or each.coder == project.store.coder
        own = {"report": each.report, "coder": each.coder}
        rows.append(
            {
                **own,
                "blind": each.blind,
                "finished": each.finished,
                "statements": project.statements.count(**own, status=["accepted", "edited"]) if seen else None,
                "to_review": project.statements.count(**own, status=Status.SUGGESTED) if seen else None,
            }
        )
    return rows


def settled_reports(project: Project) -> tuple[str, ...]:
    """Return the reports that several are to code and whose codings the coder at the desk may see."""
    coders: dict[str, int] = {}
    for each in project.assignments.find():
        coders[each.report] = coders.get(each.report, 0) + 1
    hidden = hidden_reports(project)
    return tuple(report for report, number in coders.items() if number > 1 and report not in hidden)


def coder_rows(project: Project) -> list[dict[str, Any]]:
    """Return one row a coder: id, name, kind, how many reports are assigned, and how many of these are finished."""
    assignments = project.assignments.find()
    return [
        {
            "id": each.id,
            "name": each.name,
            "kind": each.kind.value,
            "assigned": sum(a.coder == each.id for a in assignments),
            "finished": sum(a.coder == each.id and a.finished for a in assignments),
        }
        for each in project.coders.find()
    ]


def standings(project: Project) -> tuple[Standing, ...]:
    """Return which coding stands for each report that is assigned or settled; of all other reports every statement."""
    with project.store.reading() as connection:
        return sight.standings(connection, project.store.sees_as)


def codings(project: Project, report: str, coders: Sequence[str] = ()) -> tuple[Coding, ...]:
    """Return the codings of a report that the coder at the desk may see, settled ones left out.

    Without `coders` they are those of the assigned coders who have begun, in the order of assignment, or, where the
    report is assigned to nobody, those of all who have statements on it. Raises NotFoundError for an unknown report or
    coder.
    """
    key = project.reports.get(report).id
    begun = [
        each.coder
        for each in project.assignments.find(report=key)
        if each.finished or project.statements.count(report=key, coder=each.coder)
    ]
    asked = [_coder(project, each) for each in coders] or begun
    found = project.statements.find(report=key)
    own: dict[str | None, list[Any]] = {coder: [] for coder in asked}
    settled = set(project.coders.ids(kind=CoderKind.SETTLED))
    for each in found:
        if each.coder in own or (not asked and each.coder not in settled):
            own.setdefault(each.coder, []).append(each)
    return tuple(
        Coding(report=key, coder=coder, statements=tuple(sorted(statements, key=_in_text)))
        for coder, statements in own.items()
    )


def _in_text(statement: Any) -> tuple[bool, int, int]:
    span = statement.span
    return (True, 0, 0) if span is None else (False, span.start, span.end)


def compare_codings(project: Project, report: str, coders: Sequence[str] = ()) -> Comparison:
    """Return the codings of a report side by side; see `coding.comparing`.

    Raises NotFoundError for an unknown report or coder, UsageError where fewer than two codings can be seen,
    ConflictError while the coder at the desk codes the report blind.
    """
    from contingent.coding.comparing import compare

    refuse_blind(project, report, "A comparison shows what others coded")
    found = codings(project, report, tuple(dict.fromkeys(coders)))
    if len(found) < 2:
        who = f"Only {found[0].coder or 'nobody by name'} has" if found else "Nobody has"
        raise UsageError(
            f"{who} coded it or is named; a comparison takes two coders.",
            record=f"report {report!r}",
            remedy=f"Assign it: contingent assign PROJECT {report} --coder NAME.",
        )
    return compare(found)


def refuse_blind(project: Project, report: str, why: str) -> None:
    """Raise ConflictError if the coder at the desk codes the report blind and not all blind coders have finished."""
    if report not in hidden_reports(project):
        return
    waiting = [each.coder for each in project.assignments.find(report=report, blind=True, finished=False)]
    raise ConflictError(
        f"{why}, and you code this report blind.",
        record=f"report {report!r}",
        remedy=f"It opens when all blind coders have finished; still at work: {', '.join(waiting)}.",
    )


def hidden_reports(project: Project) -> tuple[str, ...]:
    """Return the reports of which the coder at the desk sees their own statements alone, while they code blind."""
    with project.store.reading() as connection:
        return sight.hidden(connection, project.store.sees_as)


def _coder(project: Project, coder: str) -> str:
    try:
        found = project.coders.get(coder)
    except NotFoundError as error:
        raise NotFoundError(
            str(error.what), remedy=f"{error.remedy} Or add them: contingent coders PROJECT add NAME."
        ) from None
    if found.kind is CoderKind.SETTLED:
        raise UsageError(
            f"{coder!r} stands for what is settled and codes nothing.", remedy="Name the coder of a coding."
        )
    return found.id


def _assignment(project: Project, report: str, coder: str) -> Assignment:
    key = assignment_key(Assignment(report=project.reports.get(report).id, coder=coder))
    if key not in project.assignments:
        raise NotFoundError(
            f"Report {report!r} is not assigned to {coder!r}.",
            record=f"report {report!r}",
            remedy="See who codes what: contingent assign PROJECT.",
        )
    return project.assignments.get(key)
