"""Writing the coding of a project for other tools, with a word on whom it could single out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import ConflictError, NotFoundError, UsageError
from contingent.coding.disclosure import K, singled_out
from contingent.coding.exchange.formats import Format, format_named, format_of_ending
from contingent.coding.reports import Confidentiality, Meeting
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status

if TYPE_CHECKING:
    from contingent.coding.exchange.parcel import Parcel
    from contingent.project.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAsked:
    """What is to be written.

    Attributes:
        format: name of the format; None goes by the ending of the file.
        coders: ids of the coders whose statements are written; none for the coding that stands for each report.
        every: whether the statements of all coders are written.
        quotes: with the report's own words, in formats that can do without them.
        consent: whether what was said at a confidential meeting may be written.
    """

    format: str | None = None
    coders: tuple[str, ...] = ()
    every: bool = False
    quotes: bool = False
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: the format, how many statements, what to know of it, and what the format has no place for."""

    format: str
    count: int
    file: str
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def export_coding(project: Project, path: Path, asked: ExportAsked | None = None) -> Exported:
    """Write the statements of a project to a file of any format that is written here.

    Without coders named it is the coding that stands for each report; the file of a whole coding has all of them.
    Rejected statements are written only in the formats of our own. Raises UsageError for a format that is not written,
    NotFoundError for an unknown coder, ConflictError where a meeting is confidential and `consent` was not given, and
    InputError if the file cannot be written; the old file stays then.
    """
    how = asked or ExportAsked()
    form = format_named(how.format) if how.format else format_of_ending(path)
    if form.holds == "network":
        raise UsageError(f"{form.title} holds networks.", remedy="Use `contingent network`.")
    statements = _statements(project, how, form)
    meetings = _meetings(project, statements)
    _refuse_confidential(meetings, how)
    warnings = list(_warnings(project, statements, meetings, with_words=form.text or how.quotes))
    count, lines = _write(project, statements, path, form, how)
    left_out = (*_passed_over(project, statements, form, how), *lines)
    return Exported(format=form.name, count=count, file=str(path), warnings=tuple(warnings), left_out=left_out)


def _statements(project: Project, how: ExportAsked, form: Format) -> tuple[Statement, ...]:
    known = project.coders.ids()
    for coder in how.coders:
        if coder not in known:
            raise NotFoundError(
                f"There is no coder {coder!r}.", remedy=f"Coders are: {', '.join(known) or 'none'}. Name one of them."
            )
    if how.coders and how.every:
        raise UsageError("One coder and all coders are asked for at once.", remedy="Leave one of the two out.")
    if how.coders:
        found = project.statements.find(coder=list(how.coders))
    else:
        found = project.statements.find(standing=not (how.every or form.holds == "project"))
    own = form.holds in ("statements", "table", "project")
    return tuple(each for each in found if own or each.status is not Status.REJECTED)


def _passed_over(project: Project, statements: Sequence[Statement], form: Format, how: ExportAsked) -> tuple[str, ...]:
    """Return a line on statements of codings that do not stand."""
    if how.coders or how.every or form.holds == "project":
        return ()
    other = set(project.statements.ids()) - set(project.statements.ids(standing=True))
    if not other:
        return ()
    return (f"{len(other):,} statements of codings that do not stand: name a coder, or ask for all coders.",)


def _meetings(project: Project, statements: Sequence[Statement]) -> tuple[Meeting, ...]:
    homes = {report.id: report.meeting for report in project.reports.find()}
    used = {homes.get(each.report or "") for each in statements}
    return tuple(each for each in project.meetings.find() if each.id in used)


def _refuse_confidential(meetings: Sequence[Meeting], how: ExportAsked) -> None:
    sealed = [each.id for each in meetings if each.rule is Confidentiality.CONFIDENTIAL]
    if sealed and not how.consent:
        raise ConflictError(
            f"What was said at {', '.join(sealed)} is confidential.",
            remedy="Write it with --yes if whoever gets the file may have it.",
        )


def disclosure_warnings(project: Project, statements: Sequence[Statement], *, with_words: bool) -> tuple[str, ...]:
    """Return what is to be known before statements leave the project: whom they could single out, and whose words.

    Empty where all meetings are public.
    """
    return tuple(_warnings(project, statements, _meetings(project, statements), with_words=with_words))


def _warnings(
    project: Project, statements: Sequence[Statement], meetings: Sequence[Meeting], *, with_words: bool
) -> list[str]:
    closed = [each for each in meetings if each.rule is not Confidentiality.PUBLIC]
    homeless = any(each.report is None for each in statements) or not meetings
    if not closed and not homeless:
        return []
    found = singled_out(statements, project.reports.find(), meetings)
    warnings = []
    if found:
        warnings.append(
            f"{len(found)} {'affiliation' if len(found) == 1 else 'affiliations'} with a meeting could single out "
            f"fewer than {K} people, as far as the words of the statements tell:"
        )
        warnings += [f"  {each}" for each in found]
    texts = {report.meeting for report in project.reports.find() if report.clean is not None}
    worded = [each for each in closed if each.id in texts] if with_words else []
    if worded:
        told = ", ".join(f"{each.id} ({each.rule.value})" for each in worded)
        warnings.append(f"The file holds the reports' own words of {told}.")
    return warnings


def _write(
    project: Project, statements: Sequence[Statement], path: Path, form: Format, how: ExportAsked
) -> tuple[int, tuple[str, ...]]:
    """Write the file and return how many statements are in it, and a line for each thing that is not."""
    words = project.quotes(statements) if how.quotes else None
    if form.holds == "project":
        from contingent.store.coding_files import coding_of, write_coding

        if how.coders:
            raise UsageError("The file of a whole coding has all coders.", remedy="Leave --coder out, or write .jsonl.")
        write_coding(coding_of(project.store, texts=how.quotes), path)
        return len(statements), ()
    if form.holds == "statements":
        from contingent.coding.exchange.jsonl import write_statements
        from contingent.coding.exchange.statement_fields import statement_to_dict

        said = words or {}
        write_statements(statements, path, writer=lambda each: statement_to_dict(each, quote=said.get(each.id)))
        return len(statements), ()
    if form.holds == "table":
        from contingent.coding.exchange.tables.own import write_table

        tabs = form.name == "csv" and path.suffix.casefold() in (".tsv", ".tab")
        write_table(statements, path, "tsv" if tabs else form.name, words)
        return len(statements), ()
    parcel = _parcel(project, statements)
    told = form.write(parcel, path)
    if form.name == "qdc":
        return len(statements), told
    return len(parcel.passages), (*parcel.left_out, *told)


def _parcel(project: Project, statements: Sequence[Statement]) -> Parcel:
    from contingent.project.parcel_exporting import parcel_of_project

    return parcel_of_project(project, statements)
