"""Suggesting statements into a project: status suggested, coder the rules, one change a report."""

from __future__ import annotations

from dataclasses import replace

from contingent.base.errors import ConflictError, NotFoundError
from contingent.coding.codebook import Codebook
from contingent.coding.codebook_files import default_codebook
from contingent.coding.reports import Report
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status
from contingent.project.bare import suggester
from contingent.store.coders import Coder, CoderKind
from contingent.store.store import Store

RULES = Coder(id="rules", name="Suggestions by rules", kind=CoderKind.RULES)


def suggest_into(store: Store, report: str | None = None) -> tuple[Statement, ...]:
    """Suggest statements for one report, or for all with a text and no statements, and store them.

    A coder at the desk gets suggestions of their own for a report that is assigned to them, whatever others have.

    Raises NotFoundError if there is nothing to read, ConflictError if the named report has statements already.
    """
    added: list[Statement] = []
    for each in [_named(store, report)] if report is not None else _uncoded(store):
        with store.change(f"Suggested statements for report {each.id}"):
            owner = _owner(store, each.id)
            if owner is None and RULES.id not in store.coders:
                store.coders.add(RULES)
            added += _suggested(store, each, owner or RULES.id)
    return tuple(added)


def _owner(store: Store, report: str) -> str | None:
    """Return the coder at the desk if the report is assigned to them: then suggestions are theirs alone."""
    if store.coder is None or store.coder not in store.coders:
        return None
    return store.coder if store.assignments.count(report=report, coder=store.coder) else None


def _coded(store: Store, report: str) -> int:
    """Return how many statements stand in the way of suggestions."""
    owner = _owner(store, report)
    return store.statements.count(report=report, coder=owner) if owner else store.statements.count(report=report)


def _named(store: Store, report: str) -> Report:
    found = store.reports.get(report)
    if found.clean is None:
        raise NotFoundError(
            "The project has no text of this report.",
            record=f"report {report!r}",
            remedy="Add the file with `contingent add PROJECT FILE`.",
        )
    if _coded(store, report):
        whose = " of yours" if _owner(store, report) else ""
        raise ConflictError(
            f"The report has {_coded(store, report)} statements{whose} already.",
            record=f"report {report!r}",
            remedy="Remove them first, or suggest on the bare file: contingent suggest FILE --format jsonl.",
        )
    return found


def _uncoded(store: Store) -> list[Report]:
    readable = [report for report in store.reports.find() if report.clean is not None]
    found = [report for report in readable if not _coded(store, report.id)]
    if not found:
        what = "All reports with a text have statements." if readable else "The project has no report with a text."
        raise NotFoundError(what, record=store.address, remedy="Add another report with `contingent add PROJECT FILE`.")
    return found


def _suggested(store: Store, report: Report, coder: str) -> list[Statement]:
    assert report.clean is not None  # both callers look
    suggested = suggester(codebook_of(store)).suggest(report.clean)
    ids = store.statements.fresh_ids(len(suggested))
    renamed = dict(zip((statement.id for statement in suggested), ids, strict=True))

    def own(key: str | None) -> str | None:
        return renamed.get(key, key) if key is not None else None

    statements = [
        replace(
            each,
            id=renamed[each.id],
            report=report.id,
            status=Status.SUGGESTED,
            coder=coder,
            head=own(each.head),
            nested_in=own(each.nested_in),
            attribution=replace(each.attribution, source=own(each.attribution.source)),
        )
        for each in suggested
    ]
    store.statements.add(statements)
    return statements


def codebook_of(store: Store) -> Codebook:
    """Return the project's latest codebook with terms to find its codes by; the default one where it has none.

    A codebook without terms borrows those of the default codebook for the codes both have.
    """
    books = store.codebooks.find()
    if not books:
        return default_codebook()
    own = books[-1]
    if any(code.terms for code in own):
        return own
    terms = {code.code: code.terms for code in default_codebook()}
    codes = tuple(replace(code, terms=terms.get(code.code, ())) for code in own)
    return replace(own, codes=codes)
