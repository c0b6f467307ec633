"""The statements of a project: what they can be found by, and what is checked before they are stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, func, or_, select, true

from contingent.base.errors import ConflictError, NotFoundError
from contingent.coding.codings import Settlement
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import (
    Form,
    Hedge,
    HolderKind,
    Level,
    Mode,
    Quantifier,
    Stance,
    StatementType,
    Status,
)
from contingent.store import filters as by
from contingent.store import schema, sight
from contingent.store.containers import Container
from contingent.store.rows import Row

_S = schema.statements.c
_UP = "\U0010ffff"  # sorts after every code


def _holder(connection: Connection, value: Any) -> by.Condition:
    """Who says it: an affiliation, a kind of holder or a group."""
    wanted = by.values(value)
    lines = schema.statement_affiliations.c
    for each in wanted:
        if each not in set(HolderKind) and not _used(connection, (lines.affiliation, _S.group), each):
            known = by.all_values(connection, lines.affiliation, _S.group, schema.actors.c.id) | set(HolderKind)
            if each not in known:
                raise by.unknown(each, "holder", known, by.names_of(connection, "actor"))
    affiliated = by.listed(connection, _S.n, schema.statement_affiliations, lines.affiliation.in_(wanted))
    return or_(affiliated, _S.kind.in_(wanted), _S.group.in_(wanted))


def _concept(connection: Connection, value: Any) -> by.Condition:
    """What it is about: a code, or any code below it."""
    lines, book = schema.statement_concepts.c, schema.codes.c
    wanted = [str(each).rstrip(".") for each in by.values(value)]
    for each in wanted:
        if not any(
            connection.execute(select(column).where(_below(column, each)).limit(1)).first()
            for column in (lines.concept, book.code)
        ):
            raise by.unknown(each, "concept", _with_parents(by.all_values(connection, lines.concept, book.code)))
    below = or_(*[_below(lines.concept, each) for each in wanted])
    return by.listed(connection, _S.n, schema.statement_concepts, below)


def _below(column: Column[Any], code: str) -> by.Condition:
    """The code itself or one below it, as ranges that an index can answer."""
    return or_(column == code, column.between(f"{code}.", f"{code}.{_UP}"))


def _with_parents(codes: set[str]) -> set[str]:
    parts = (code.split(".") for code in codes)
    return {".".join(each[:depth]) for each in parts for depth in range(1, len(each) + 1)}


def _among_lines(table: Table, name: str) -> by.Filter:
    column = table.c[name]

    def condition(connection: Connection, value: Any) -> by.Condition:
        wanted = by.values(value)
        by.check(connection, wanted, column, among="actor")
        return by.listed(connection, _S.n, table, column.in_(wanted))

    return condition


def _held(compare: Callable[[Column[Any]], by.Filter]) -> by.Filter:
    """A date is that of the meeting whose report has the statement."""

    def condition(connection: Connection, value: Any) -> by.Condition:
        reports, meetings = schema.reports.c, schema.meetings.c
        held = select(meetings.id).where(compare(meetings.start)(connection, value))
        return _S.report.in_(select(reports.id).where(reports.meeting.in_(held)))

    return condition


def _meeting(connection: Connection, value: Any) -> by.Condition:
    by.check(connection, by.values(value), schema.meetings.c.id)
    reports = schema.reports.c
    return _S.report.in_(select(reports.id).where(reports.meeting.in_(by.values(value))))


def _text(connection: Connection, value: Any) -> by.Condition:
    """Words of the paraphrase or of the quote, upper and lower case alike in every script."""
    sought = str(value).casefold()
    reports = select(schema.reports.c.id, schema.reports.c.text).where(schema.reports.c.text.is_not(None))
    texts = {row.id: row.text for row in connection.execute(reports)}
    query = select(_S.n, _S.paraphrase, _S.report, _S.span_start, _S.span_end)
    found = []
    for n, paraphrase, report, start, end in connection.execute(query):
        quote = texts[report][start:end] if report in texts and start is not None else ""
        if sought in quote.casefold() or (paraphrase and sought in paraphrase.casefold()):
            found.append(n)
    return by.numbered(connection, _S.n, found)


def _used(connection: Connection, columns: Sequence[Column[Any]], value: str) -> bool:
    return any(connection.execute(select(c).where(c == value).limit(1)).first() for c in columns)


STATEMENT_FILTERS: dict[str, by.Filter] = {
    "holder": _holder,
    "affiliation": _among_lines(schema.statement_affiliations, "affiliation"),
    "group": by.one_of(_S.group),
    "kind": by.one_of(_S.kind, words=HolderKind),
    "quantifier": by.one_of(_S.quantifier, words=Quantifier),
    "explicit": by.yes_no(_S.explicit),
    "form": by.one_of(_S.form, words=Form),
    "concept": _concept,
    "actor": _among_lines(schema.statement_actors, "actor"),
    "mode": by.one_of(_S.mode, words=Mode),
    "type": by.one_of(_S.type, words=StatementType),
    "hedge": by.one_of(_S.hedge, words=Hedge),
    "stance": by.one_of(_S.stance, words=Stance),
    "level": by.one_of(_S.level, words=Level),
    "status": by.one_of(_S.status, words=Status),
    "coder": by.one_of(_S.coder, among="coder"),
    "report": by.one_of(_S.report, among="report"),
    "meeting": _meeting,
    "section": by.one_of(_S.section),
    "paragraph": lambda connection, value: _S.paragraph.in_(by.values(value)),
    "claim": by.given(_S.claim),
    "what_if": by.given(_S.what_if),
    "text": _text,
    "since": _held(by.not_before),
    "until": _held(by.not_after),
    "ids": lambda connection, value: _S.id.in_(by.values(value)),
}


class Statements(Container[Statement]):
    """The statements of a project.

    `find`, `ids`, `count` and `table` take any of: holder (affiliation code, kind or group), affiliation, group, kind,
    quantifier, explicit, form, concept (a code or anything below it), actor, mode, type, hedge, stance, level, status,
    coder, report, meeting, section, paragraph, claim (has one), what_if (has one), text (words of the paraphrase or of
    the quote), since and until (day of the meeting), ids, standing (of the coding that analyses read).
    """

    @property
    def filters(self) -> dict[str, by.Filter]:
        """What `find` can be asked by."""
        return {**STATEMENT_FILTERS, "standing": self._standing}

    def _standing(self, connection: Connection, value: Any) -> by.Condition:
        return sight.standing(connection, self._store.sees_as) if value else true()

    def _seen(self, connection: Connection, query: Any) -> Any:
        return sight.own_only(connection, self._store.sees_as, query, _S.report, _S.coder)

    def _query(self, connection: Connection, asked: dict[str, Any], query: Any) -> Any:
        try:
            return super()._query(connection, asked, query)
        except NotFoundError as error:
            if sight.hidden(connection, self._store.sees_as):  # near words would be those of other coders
                raise NotFoundError(error.what, remedy="Ask for a word of the codebook or of your own.") from None
            raise

    def fresh_ids(self, number: int, prefix: str = "S") -> tuple[str, ...]:
        """Return that many ids nobody has, `S0001` and on. Call it in the `store.change` block that adds them."""
        with self._store.reading() as connection:
            taken = connection.execute(select(_S.id).where(_S.id.startswith(prefix, autoescape=True))).scalars()
            tails = (key[len(prefix) :] for key in taken)
            last = max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0)
        return tuple(f"{prefix}{last + step:04d}" for step in range(1, number + 1))

    def _check(self, connection: Connection, rows: Sequence[Row]) -> None:
        super()._check(connection, rows)
        named = {row["report"] for row in rows if row["report"] is not None and row["span_end"] is not None}
        reports = schema.reports.c
        query = select(reports.id, func.length(reports.text).label("length")).where(
            reports.id.in_(named), reports.text.is_not(None)
        )
        ends = {row.id: row.length for row in connection.execute(query)} if named else {}
        for row in rows:
            end = row["span_end"]
            if end is not None and end > ends.get(row["report"], end):
                raise ConflictError(
                    f"It cites report {row['report']!r} at {row['span_start']}-{end}, but the text ends at "
                    f"{ends[row['report']]}.",
                    record=f"statement {row['id']!r}",
                    remedy="Check that the statement belongs to this report, or anchor its span anew.",
                )


class Settlements(Container[Settlement]):
    """What adjudication decided."""

    def _seen(self, connection: Connection, query: Any) -> Any:
        return sight.own_only(connection, self._store.sees_as, query, schema.settlements.c.report)
