"""Journal: every change to a project as one entry, written in the transaction that makes the change.

History is linear, as in an editor: `undo` takes back the latest change that stands, `redo` brings back the last one
undone, and a new change after an undo drops what could have been redone. Nothing is ever deleted from the journal: undo
and redo are entries themselves, so the trail says who did what and when, and who took it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, func, insert, select, update

from contingent.base.errors import ConflictError, NotFoundError, UsageError
from contingent.store import schema, sight
from contingent.store.bulk import collector_paused
from contingent.store.failures import damaged
from contingent.store.nouns import NOUNS
from contingent.store.rows import Row
from contingent.store.steps import Step, reverse

if TYPE_CHECKING:
    from contingent.store.store import Store

_J, _S, _G = schema.journal.c, schema.journal_steps.c, schema.gone.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change: when (UTC), who, what was done to how many records of which noun.

    `action` is add, change, remove, several, undo or redo; `noun` a noun or `several`; `state` says whether the change
    is done, undone (can be redone) or dropped (undone and overtaken); undo and redo have state `step` and name in
    `reverses` the entry they took back or brought back.
    """

    id: int
    at: datetime
    who: str | None
    action: str
    noun: str
    summary: str
    count: int
    state: str
    reverses: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one entry did to one record: the changed columns before and after; None where there was no record."""

    entry: int
    noun: str
    record: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Journal:
    """The journal of an open project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(
        self, limit: int | None = 50, *, noun: str | None = None, record: str | None = None, after: int | None = None
    ) -> tuple[Entry, ...]:
        """Return the latest entries, newest first.

        Args:
            limit: how many; None for all.
            noun: only entries that touch this noun, for example `statement`.
            record: only entries that touch the record of this id; needs `noun`.
            after: only entries with a larger id; what a live view asks for.

        Raises:
            UsageError: `record` without `noun`, or no such noun.
        """
        query = select(schema.journal).order_by(_J.n.desc())
        if after is not None:
            query = query.where(_J.n > after)
        with self._store.reading() as connection:
            if noun is not None:
                _check_noun(noun)
                touching = select(_S.entry).where(_S.noun == noun)
                query = query.where(_J.n.in_(touching))
            if record is not None:
                numbers = {c.entry for c in _history(connection, _named(noun), record)}
                query = query.where(_J.n.in_(sorted(numbers)))
            rows = connection.execute(query.limit(limit)).mappings()
            return tuple(self._seen(connection, [_entry(row) for row in rows]))

    def entry(self, number: int) -> Entry:
        """Return one entry. Raises NotFoundError."""
        with self._store.reading() as connection:
            row = connection.execute(select(schema.journal).where(_J.n == number)).mappings().first()
            if row is None:
                raise NotFoundError(
                    f"The journal has no entry {number}.", remedy="List them with `contingent log PROJECT`."
                )
            return self._seen(connection, [_entry(row)])[0]

    def history(self, record: str, noun: str = "statement") -> tuple[Change, ...]:
        """Return what happened to one record, oldest first, with its columns before and after each change.

        A record removed and added anew under the same id has both lives in its history.
        """
        _check_noun(noun)
        with self._store.reading() as connection:
            veiling = noun in sight.NOUNS and sight.hidden(connection, self._store.sees_as)
            if veiling and record not in self._store.containers[noun]:
                return ()
            return tuple(_history(connection, noun, record))

    def undo(self, *, coder: str | None = None) -> Entry:
        """Take back the latest change that stands and return the entry that says so.

        Raises ConflictError when there is nothing to undo.
        """
        return self._reverse("undo", coder)

    def redo(self, *, coder: str | None = None) -> Entry:
        """Bring back the change last undone and return the entry that says so.

        Raises ConflictError when there is nothing to redo.
        """
        return self._reverse("redo", coder)

    def can_undo(self) -> Entry | None:
        """Return the change that `undo` would take back, None if there is none."""
        return self._next("undo")

    def can_redo(self) -> Entry | None:
        """Return the change that `redo` would bring back, None if there is none."""
        return self._next("redo")

    def _next(self, action: str) -> Entry | None:
        with self._store.reading() as connection:
            row = _target(connection, action)
            return self._seen(connection, [_entry(row)])[0] if row is not None else None

    def _seen(self, connection: Connection, entries: list[Entry]) -> list[Entry]:
        """Return the entries, those that tell of what the coder at the desk is not to see without what they say."""
        veiled = sight.veiled(connection, self._store.sees_as)
        return [replace(each, summary=sight.VEIL, count=0) if each.id in veiled else each for each in entries]

    def _reverse(self, action: str, coder: str | None) -> Entry:
        with collector_paused(), self._store.writing() as connection:
            target = _target(connection, action)
            if target is None:
                raise ConflictError(
                    f"There is nothing to {action}.",
                    record=self._store.address,
                    remedy="See what was done with `contingent log PROJECT`.",
                )
            if target["n"] in sight.veiled(connection, self._store.sees_as):
                raise ConflictError(
                    f"The change to {action} is another coder's, and you code one of its reports blind.",
                    record=self._store.address,
                    remedy="Change your own statements with `contingent review`, or finish your assignment first.",
                )
            if target["n"] in sight.opening(connection, self._store.sees_as):
                raise ConflictError(
                    f"The change to {action} is about who codes what, and you code a report blind.",
                    record=self._store.address,
                    remedy="Ask whoever assigned it.",
                )
            source = target["n"] if action == "undo" else target["reversed_by"]
            done = [reverse(connection, step) for step in reversed(_steps(connection, source))]
            if action == "redo":
                _lighten(connection, source)
            number = write(connection, done, _heading(action, target, coder or self._store.coder))
            state, by = ("undone", number) if action == "undo" else ("done", None)
            connection.execute(update(schema.journal).where(_J.n == target["n"]).values(state=state, reversed_by=by))
        return self.entry(number)


def write(connection: Connection, steps: Sequence[Step], heading: Row) -> int:
    """Write an entry with its steps inside the open transaction and return its number."""
    number = (connection.execute(select(func.max(_J.n))).scalar() or 0) + 1
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    connection.execute(insert(schema.journal).values(n=number, at=at, **heading))
    for place, step in enumerate(steps):
        connection.execute(
            insert(schema.journal_steps).values(
                entry=number,
                place=place,
                noun=step.noun,
                act=step.act,
                first=step.numbers[0],
                last=step.numbers[-1],
                count=len(step.numbers),
                body=step.body(),
            )
        )
        if step.act == "remove":
            lines = [{"noun": step.noun, "n": r["n"], "entry": number, "id": r["id"]} for r in step.rows]
            connection.execute(insert(schema.gone), lines)
    return number


def write_change(connection: Connection, steps: Sequence[Step], summary: str, who: str | None) -> int:
    """Write the entry of a new change, which drops whatever could have been redone."""
    connection.execute(update(schema.journal).where(_J.state == "undone").values(state="dropped"))
    nouns, acts = {step.noun for step in steps}, {step.act for step in steps}
    heading = {
        "who": who,
        "action": acts.pop() if len(acts) == 1 else "several",
        "noun": nouns.pop() if len(nouns) == 1 else "several",
        "summary": summary,
        "count": sum(len(step.numbers) for step in steps),
        "state": "done",
    }
    return write(connection, steps, heading)


def _heading(action: str, target: Any, who: str | None) -> Row:
    return {
        "who": who,
        "action": action,
        "noun": target["noun"],
        "summary": f"{action.capitalize()}: {target['summary']}",
        "count": target["count"],
        "state": "step",
        "reverses": target["n"],
    }


def _target(connection: Connection, action: str) -> Any:
    """Return the row of the entry that undo or redo is about."""
    state, order = ("done", _J.n.desc()) if action == "undo" else ("undone", _J.n.asc())
    return connection.execute(select(schema.journal).where(_J.state == state).order_by(order)).mappings().first()


def _steps(connection: Connection, entry: int) -> list[Step]:
    rows = connection.execute(select(schema.journal_steps).where(_S.entry == entry).order_by(_S.place))
    return [Step.read(r.noun, r.act, r.first, r.last, r.body) for r in rows]


def _lighten(connection: Connection, entry: int) -> None:
    """Let go of the rows an undo had put away, now that redo has brought them back into the tables."""
    kept = and_(_S.entry == entry, _S.act == "remove", _S.last - _S.first + 1 == _S.count)
    connection.execute(update(schema.journal_steps).where(kept).values(body=None))


def _entry(row: Any) -> Entry:
    names = ("who", "action", "noun", "summary", "count", "state", "reverses")
    try:
        return Entry(id=row["n"], at=datetime.fromisoformat(row["at"]), **{name: row[name] for name in names})
    except (ValueError, TypeError) as error:
        raise damaged(f"journal entry {row['n']} has no date") from error


def _history(connection: Connection, noun: str, record: str) -> Iterator[Change]:
    """Yield the changes of a record, oldest first, walking back from what it is now."""
    table = NOUNS[noun].table
    current = connection.execute(select(table).where(table.c.id == record)).mappings().first()
    numbers = set(connection.execute(select(_G.n).where(_G.noun == noun, _G.id == record)).scalars())
    if current is not None:
        numbers.add(current["n"])
    for number in sorted(numbers):
        now = dict(current) if current is not None and current["n"] == number else None
        yield from reversed(list(_walk_back(connection, noun, number, now)))


def _walk_back(connection: Connection, noun: str, number: int, now: Row | None) -> Iterator[Change]:
    """Yield what happened to the record of this number, latest first; `now` is its row, None if it is gone."""
    around = and_(_S.noun == noun, _S.first <= number, _S.last >= number)
    query = select(schema.journal_steps).where(around).order_by(_S.entry.desc(), _S.place.desc())
    restored: Row | None = None
    for found in connection.execute(query).all():
        step = Step.read(found.noun, found.act, found.first, found.last, found.body)
        if number not in step.numbers:
            continue
        before: Row | None = None
        after: Row | None = None
        if step.act == "add":
            after, restored, now = now, now, None
        elif step.act == "remove":
            # Without rows it is an undo that a redo has taken back: the record was what the redo restored.
            now = before = next((row for row in step.rows if row["n"] == number), restored)
        else:
            before, after = next((b, a) for n, b, a in step.changes if n == number)
            now = {**(now or {}), **before}
        name = (now or restored or {}).get("id")
        yield Change(entry=found.entry, noun=noun, record=name, before=before, after=after)


def _check_noun(noun: str) -> None:
    if noun not in NOUNS:
        raise UsageError(f"A project keeps no {noun!r}.", remedy=f"Use one of: {', '.join(NOUNS)}.")


def _named(noun: str | None) -> str:
    if noun is None:
        raise UsageError("A record can only be looked up together with its noun.", remedy="Give noun as well.")
    return noun
