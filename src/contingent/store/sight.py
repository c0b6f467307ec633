"""Sight: which statements the coder at the desk sees, and which of several codings stands for analyses.

A coder with a blind assignment does not see what others coded of that report until every blind assignment of the report
is finished. That holds in one place, the containers of statements and settlements, through which every command and
every analysis reads; the journal veils what it would tell. It is a courtesy of the tool towards coders who want to work
independently, no lock: the file is one file, and who opens it under another name, or with another program, reads all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, exists, func, or_, select, true

from contingent.coding import codings
from contingent.store import filters as by
from contingent.store import schema
from contingent.store.coders import CoderKind

NOUNS = ("statement", "settlement")
"""The nouns of which a coder who works blind sees only their own."""

VEIL = "Not shown while you code blind"
"""What the journal says of a change that would tell a coder what others coded."""

_A, _S, _J = schema.assignments.c, schema.statements.c, schema.journal.c


def hidden(connection: Connection, coder: str | None) -> tuple[str, ...]:
    """Return the reports that the coder codes blind while somebody's blind assignment of them is unfinished."""
    if coder is None:
        return ()
    other = schema.assignments.alias()
    going_on = exists().where(other.c.report == _A.report, other.c.blind, ~other.c.finished)
    return tuple(connection.execute(select(_A.report).where(_A.coder == coder, _A.blind, going_on)).scalars())


def own_only(connection: Connection, coder: str | None, query: Any, report: Any, owner: Any = None) -> Any:
    """Return the query without the rows of hidden reports that are not the coder's own; none are without `owner`."""
    reports = hidden(connection, coder)
    if not reports:
        return query
    elsewhere = or_(report.is_(None), report.not_in(reports))
    return query.where(elsewhere if owner is None else or_(elsewhere, owner == coder))


def standings(connection: Connection, coder: str | None = None) -> tuple[codings.Standing, ...]:
    """Return which coding stands for each report that is assigned or has settled statements; for others all do."""
    found = _standings(connection, coder)
    return tuple(
        replace(each, unsettled=_unsettled(connection, each.report)) if each.basis is codings.Basis.SETTLED else each
        for each in found
    )


def _standings(connection: Connection, coder: str | None) -> tuple[codings.Standing, ...]:
    settled = set(
        connection.execute(select(schema.coders.c.id).where(schema.coders.c.kind == CoderKind.SETTLED)).scalars()
    )
    assigned: dict[str, list[str]] = {}
    for row in connection.execute(select(_A.report, _A.coder).order_by(_A.n)):
        assigned.setdefault(row.report, []).append(row.coder)
    if not assigned and not settled:
        return ()
    decided = select(_S.report).where(_S.coder.in_(settled), _S.report.is_not(None))
    reports = {*assigned, *connection.execute(decided.distinct()).scalars()}
    query = select(_S.report, _S.coder).where(_S.report.in_(reports)).group_by(_S.report, _S.coder)
    seen = own_only(connection, coder, query, _S.report, _S.coder).order_by(func.min(_S.n))
    present: dict[str, list[str | None]] = {}
    for row in connection.execute(seen):
        present.setdefault(row.report, []).append(row.coder)
    blind = hidden(connection, coder)
    found = []
    for report, coders in present.items():
        each = codings.standing(report, coders, assigned.get(report, ()), settled)
        if each is not None:
            found.append(replace(each, basis=codings.Basis.BLIND) if report in blind else each)
    return tuple(found)


def _unsettled(connection: Connection, report: str) -> int:
    """Return how many statements that assigned coders stand for are in no decision."""
    named = connection.execute(select(schema.settlements.c.statements).where(schema.settlements.c.report == report))
    decided = {key for keys in named.scalars() for key in keys}
    assigned = select(_A.coder).where(_A.report == report)
    own = select(_S.id).where(_S.report == report, _S.coder.in_(assigned), _S.status.in_(codings.STOOD_FOR))
    return sum(key not in decided for key in connection.execute(own).scalars())


def standing(connection: Connection, coder: str | None) -> by.Condition:
    """Return the condition "the statement is of the coding that stands for its report"."""
    found = _standings(connection, coder)
    if not found:
        return true()
    alike: dict[tuple[str | None, ...], list[str]] = {}
    for each in found:
        alike.setdefault(each.coders, []).append(each.report)
    chosen = [_S.report.in_(reports) & _one_of(coders) for coders, reports in alike.items()]
    return or_(_S.report.is_(None), _S.report.not_in([each.report for each in found]), *chosen)


def _one_of(coders: Sequence[str | None]) -> by.Condition:
    named = _S.coder.in_([each for each in coders if each is not None])
    return or_(named, _S.coder.is_(None)) if None in coders else named


def veiled(connection: Connection, coder: str | None) -> set[int]:
    """Return the journal entries of others that touch statements or settlements, for a coder who works blind."""
    if not hidden(connection, coder):
        return set()
    others = or_(_J.who.is_(None), _J.who != coder)
    return set(connection.execute(select(_J.n).where(others, _J.n.in_(_touching(NOUNS)))).scalars())


def opening(connection: Connection, coder: str | None) -> set[int]:
    """Return the journal entries by which assignments came or went, for a coder who works blind.

    Whoever takes such an entry back could end what keeps them from seeing others' statements.
    """
    if not hidden(connection, coder):
        return set()
    return set(connection.execute(_touching(("assignment",))).scalars())


def _touching(nouns: Sequence[str]) -> Any:
    return select(schema.journal_steps.c.entry).where(schema.journal_steps.c.noun.in_(nouns))
