"""What two projects hold as plain rows, and what both held when one was copied from the other.

Copies of a project share its id and the beginning of its journal. Walking one journal back to where they part gives the
rows of that moment: the base of a three-way merge.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import select

from contingent.store import schema
from contingent.store.nouns import NOUNS
from contingent.store.rows import Row
from contingent.store.steps import Step
from contingent.store.store import Store

Rows: TypeAlias = dict[str, dict[str, Row]]
"""Noun -> id -> row; a row is as in the table, without its number."""

_J, _S = schema.journal.c, schema.journal_steps.c
_Numbered: TypeAlias = dict[str, dict[int, Row]]


def rows_of_project(store: Store) -> Rows:
    """Return all records of a project as rows, noun by noun in the order in which they were added."""
    return _by_id(_numbered(store))


def common_ancestor(ours: Store, theirs: Store) -> Rows | None:
    """Return what both projects held when their journals parted; None where they have no common beginning.

    A record that the two journals remember differently is left out, so that it is compared as if there were no
    ancestor.
    """
    if ours.project != theirs.project:
        return None
    shared = _shared_entries(ours, theirs)
    if not shared:
        return None
    mine, other = _at(ours, shared), _at(theirs, shared)
    return {noun: {key: row for key, row in mine[noun].items() if other[noun].get(key) == row} for noun in mine}


def entries_since(store: Store, other: Store) -> list[dict[str, Any]]:
    """Return the journal entries of `store` that `other` does not share, oldest first: at, who, summary, state."""
    shared = _shared_entries(store, other) if store.project == other.project else 0
    with store.reading() as connection:
        query = select(_J.at, _J.who, _J.summary, _J.state).where(_J.n > shared).order_by(_J.n)
        return [dict(row) for row in connection.execute(query).mappings()]


def _shared_entries(ours: Store, theirs: Store) -> int:
    """Return the number of the last entry up to which both journals are the same, 0 if none is."""
    columns = (_J.n, _J.at, _J.who, _J.action, _J.noun, _J.summary, _J.count)
    query = select(*columns).order_by(_J.n)
    with ours.reading() as one, theirs.reading() as two:
        last = 0
        for mine, other in zip(one.execute(query), two.execute(query), strict=False):
            if tuple(mine) != tuple(other):
                break
            last = int(mine.n)
    return last


def _numbered(store: Store) -> _Numbered:
    found: _Numbered = {}
    with store.reading() as connection:
        for noun, kept in NOUNS.items():
            rows = connection.execute(select(kept.table).order_by(kept.table.c.n)).mappings()
            found[noun] = {int(row["n"]): dict(row) for row in rows}
    return found


def _by_id(numbered: _Numbered) -> Rows:
    return {
        noun: {row["id"]: {name: value for name, value in row.items() if name != "n"} for row in rows.values()}
        for noun, rows in numbered.items()
    }


def _at(store: Store, entry: int) -> Rows:
    """Return the rows as they were right after an entry of the journal."""
    with store.reading() as connection:
        held = _numbered(store)
        away: dict[tuple[str, int], Row] = {}
        query = select(schema.journal_steps).where(_S.entry > entry).order_by(_S.entry.desc(), _S.place.desc())
        for found in connection.execute(query).all():
            _take_back(held, Step.read(found.noun, found.act, found.first, found.last, found.body), away)
    return _by_id({noun: dict(sorted(rows.items())) for noun, rows in held.items()})


def _take_back(held: _Numbered, step: Step, away: dict[tuple[str, int], Row]) -> None:
    """Undo a step among the rows. `away` keeps what was taken out: a redone undo has let go of its own rows."""
    rows = held[step.noun]
    if step.act == "add":
        for number in step.numbers:
            if number in rows:
                away[step.noun, number] = rows.pop(number)
    elif step.act == "remove":
        carried = {row["n"]: row for row in step.rows}
        for number in step.numbers:
            row = carried.get(number) or away.get((step.noun, number))
            if row is not None:
                rows[number] = dict(row)
    else:
        for number, before, _ in step.changes:
            if number in rows:
                rows[number] = {**rows[number], **before}
