"""Reviewing statements: accept, reject, edit, import and export; what an analyst does with suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import ConflictError, InputError, NotFoundError, UsageError
from contingent.coding.exchange.jsonl import read_statements, write_statements
from contingent.coding.exchange.statement_fields import statement_from_dict, statement_to_dict, statement_to_flat
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status
from contingent.project.codings import enter_desk
from contingent.store.coders import Coder, CoderKind

if TYPE_CHECKING:
    from contingent.project.project import Project

EDITABLE = (
    "paraphrase", "explicit", "quantifier", "kind", "affiliation", "group", "mode", "verb", "type", "type2", "hedge",
    "actors", "concepts", "stance", "time", "level", "note",
)  # fmt: skip
"""Fields that can be set by words."""
_LISTS = frozenset({"affiliation", "actors", "concepts"})


def review_statements(
    project: Project,
    ids: Sequence[str],
    *,
    accept: bool = False,
    reject: bool = False,
    edits: Mapping[str, str] | None = None,
) -> tuple[Statement, ...]:
    """Accept, reject or edit statements as one change and return them as they now are.

    `edits` maps names of EDITABLE to words; lists are written with commas, an empty word empties a field. Raises
    NotFoundError, UsageError for a field that cannot be set, InputError for a value outside its vocabulary.
    """
    found = [project.statements.get(key) for key in ids]
    _check_own(project, found)
    if accept or reject:
        status = Status.ACCEPTED if accept else Status.REJECTED
        changed = [replace(each, status=status) for each in found]
    else:
        changed = [_mark_edited(project, each, edits or {}) for each in found]
    what = "Accepted" if accept else "Rejected" if reject else f"Set {', '.join(edits or {})} of"
    with project.store.change(f"{what} {', '.join(ids)}"):
        project.statements.replace(changed)
    return tuple(changed)


def _check_own(project: Project, statements: Sequence[Statement]) -> None:
    """Raise ConflictError for the first statement that belongs to another coder's coding, or to the settled one."""
    desk = project.store.coder
    assigned = {(each.report, each.coder) for each in project.assignments.find()}
    settled = set(project.coders.ids(kind=CoderKind.SETTLED))
    for each in statements:
        if each.coder in settled:
            raise ConflictError(
                "It is settled.",
                record=f"statement {each.id!r}",
                remedy=f'Settle it anew: contingent settle PROJECT {each.id} --set FIELD=VALUE --why "...".',
            )
        owned = (each.report, each.coder) in assigned
        if owned and each.coder != desk:
            raise ConflictError(
                f"It belongs to the coding of {each.coder}, and {f'you are {desk}' if desk else 'nobody is named'}.",
                record=f"statement {each.id!r}",
                remedy=f"If you are {each.coder}, say so: CONTINGENT_CODER={each.coder}. To decide between coders, use "
                "`contingent settle`.",
            )
        if not owned and (each.report, desk) in assigned:
            raise ConflictError(
                "It is no part of your own coding of the report.",
                record=f"statement {each.id!r}",
                remedy=f"Get suggestions of your own with `contingent suggest PROJECT --report {each.report}`, and "
                "review those.",
            )


def _mark_edited(project: Project, statement: Statement, edits: Mapping[str, str]) -> Statement:
    changed = edited(project, statement, edits)
    return replace(changed, status=Status.EDITED, coder=enter_desk(project.store) or statement.coder)


def edited(project: Project, statement: Statement, edits: Mapping[str, str]) -> Statement:
    """Return the statement with these fields set by words. Raises as `review_statements`."""
    data = statement_to_flat(statement)
    for name, words in edits.items():
        if name not in EDITABLE:
            raise UsageError(f"{name!r} cannot be set.", remedy=f"Set one of: {', '.join(EDITABLE)}.")
        if name in _LISTS:
            data[name] = [word.strip() for word in words.split(",") if word.strip()]
        elif name == "explicit":
            data[name] = _yes(words)
        else:
            data[name] = words or None
    changed = statement_from_dict(data, record=f"statement {statement.id}")
    _check_codes(project, changed, edits)
    return replace(changed, origins={key: value for key, value in statement.origins.items() if key not in edits})


def _yes(words: str) -> bool:
    if words.lower() not in ("yes", "no", "true", "false"):
        raise InputError(f"{words!r} is neither yes nor no.", record="explicit", remedy="Write yes or no.")
    return words.lower() in ("yes", "true")


def _check_codes(project: Project, statement: Statement, edits: Mapping[str, str]) -> None:
    if "concepts" in edits:
        from contingent.project.suggesting import codebook_of

        book = codebook_of(project.store)
        for code in statement.concepts:
            book.get(code)
    for name in ("actors", "affiliation"):
        codes = statement.actors if name == "actors" else statement.attribution.affiliation
        for code in codes if name in edits else ():
            if code not in project.actors:
                project.record.actor(code)  # raises, naming near codes; operations count as actors too


def import_statements(project: Project, path: Path, report: str | None = None) -> int:
    """Take statements in from JSON Lines, all or none, and return how many.

    `report` is the report they are of where the lines do not say; the only report of the project serves if not given.
    Lines that name no coder are of the coder at the desk where the report is assigned to them.
    Raises ComplaintsError listing every bad line, ConflictError where an id is there already.
    """
    return store_statements(project, read_statements(path), path.name, report)


def store_statements(project: Project, statements: Sequence[Statement], name: str, report: str | None = None) -> int:
    """Store statements read from the file `name`, all or none, and return how many; see `import_statements`."""
    home = report or _only_report(project, statements)
    known = set(project.reports.ids())
    owned = [each if each.report in known else replace(each, report=home) for each in statements]
    desk = project.store.coder
    mine = {each.report for each in project.assignments.find() if each.coder == desk}
    owned = [replace(s, coder=desk) if s.coder is None and s.report in mine else s for s in owned]
    with project.store.change(f"Imported {len(owned)} statements from {name}"):
        for coder in {each.coder for each in owned if each.coder} - set(project.coders.ids()):
            project.coders.add(Coder(id=coder, name=coder))
        project.statements.add(owned)
    return len(owned)


def _only_report(project: Project, statements: Sequence[Statement]) -> str | None:
    ids = project.reports.ids()
    if all(each.report in ids for each in statements):
        return None
    if len(ids) > 1:
        raise NotFoundError(
            "The project has several reports.",
            record=project.store.address,
            remedy=f"Say which with --report: {', '.join(ids)}.",
        )
    return ids[0] if ids else None


def export_statements(project: Project, path: Path, *, quotes: bool = False) -> int:
    """Write all statements as JSON Lines, with the report's own words only if asked, and return how many."""
    statements = project.statements.find()
    words = project.quotes(statements) if quotes else {}
    write_statements(statements, path, writer=lambda each: statement_to_dict(each, quote=words.get(each.id)))
    return len(statements)
