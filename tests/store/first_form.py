"""What a project of format 1 held, and what must be there once it has been brought up to date."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Engine, insert, select, text, update

from contingent.base.months import Month
from contingent.coding.reports import Meeting, Report
from contingent.coding.statements import Attribution, Statement
from contingent.positions.issues import Issue
from contingent.records.contributions import Contribution, Snapshot
from contingent.store import schema
from contingent.store.store import Store

CREATED = "2025-01-01T00:00:00+00:00"
STATEMENTS = tuple(
    Statement(id=f"S{number}", report="r", concepts=("org.csto",), attribution=Attribution(affiliation=("RUS",)))
    for number in range(40)
)
FIGURES = tuple(
    Contribution(
        month=Month(2013, number),
        contributor="KAZ",
        operation="MINURSO",
        kind="experts",
        number=number,
        snapshot="list",
    )
    for number in range(1, 12)
)
MEETING = Meeting(id="m", title="Talks", start=date(2013, 11, 5))
DROPPED = Statement(id="dropped", concepts=("org.csto",), paraphrase="Taken out again")
YOUNGER = {"reports": ("moment", "details"), "statements": ("variables",)}
"""Columns that later steps add to tables of the first."""
YOUNGER_TABLES = tuple(schema.metadata.tables[name] for name in ("assignments", "settlements"))
"""Tables of later steps that every look at statements asks."""
SNAPSHOT = Snapshot(id="list", publisher="United Nations", title="List", retrieved=date(2014, 1, 1))


def fill_first_form(engine: Engine, address: str) -> None:
    """Fill tables that are as the first step makes them, through a store that asks for no more than those."""
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(insert(schema.meta).values(one=1, project="f" * 32, created=CREATED))
    with _younger_columns(engine), Store(engine, address, coder="anna") as store:
        store.meetings.add(MEETING)
        store.reports.add(Report(id="r", title="R", meeting="m", original=bytes(range(256))))
        store.statements.add(STATEMENTS)
        store.snapshots.add(SNAPSHOT)
        store.contributions.add(FIGURES)
        store.contributions.remove([store.contributions.ids()[0]])
        store.statements.change(["S1", "S2"], hedge="likely")
        store.issues.add(Issue(id="i", name="I", question="?", zero="0", fifty="5", hundred="9"))
        store.statements.add(DROPPED)
        store.undo()
        store.undo()


@contextmanager
def _younger_columns(engine: Engine) -> Iterator[None]:
    """Lend the columns and tables that the store asks for today, and take them back, from the journal too."""
    columns = [(table, column) for table, names in YOUNGER.items() for column in names]
    with engine.execution_options(writing=True).begin() as connection:
        for table, column in columns:
            kind = schema.metadata.tables[table].c[column].type.compile(engine.dialect)
            connection.execute(text(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}'))
        schema.metadata.create_all(connection, tables=YOUNGER_TABLES)
    yield
    steps = schema.journal_steps
    with engine.execution_options(writing=True).begin() as connection:
        for table, column in columns:
            connection.execute(text(f'ALTER TABLE "{table}" DROP COLUMN "{column}"'))
        schema.metadata.drop_all(connection, tables=YOUNGER_TABLES)
        removed = select(steps).where(steps.c.act == "remove", steps.c.noun.in_(["report", "statement"]))
        for step in connection.execute(removed).all():
            found = json.loads(zlib.decompress(step.body))
            kept = [place for place, name in enumerate(found["columns"]) if name not in YOUNGER[f"{step.noun}s"]]
            assert len(kept) < len(found["columns"])
            short = {"columns": [found["columns"][place] for place in kept],
                     "rows": [[row[place] for place in kept] for row in found["rows"]]}  # fmt: skip
            body = zlib.compress(json.dumps(short).encode())
            where = (steps.c.entry == step.entry) & (steps.c.place == step.place)
            connection.execute(update(steps).where(where).values(body=body))


def check_first_form(store: Store) -> None:
    """All data, the journal and what can be undone and redone are as they were in the older format."""
    assert (store.project, store.created) == ("f" * 32, CREATED)
    assert store.meetings.find() == (MEETING,)
    assert store.reports.get("r").original == bytes(range(256))
    assert store.snapshots.find() == (SNAPSHOT,)
    assert store.contributions.find() == FIGURES[1:]
    assert [each.id for each in store.statements.find() if each.hedge == "likely"] == ["S1", "S2"]
    assert len(store.statements) == len(STATEMENTS)
    assert [each.action for each in store.journal.entries()][:5] == ["undo", "undo", "add", "add", "change"]
    assert {each.who for each in store.journal.entries()} == {"anna"}
    assert len(store.journal.entries()) == 11
    assert len(store.blocks) == len(store.intakes) == len(store.forecast_tests) == 0
    assert len(store.assignments) == len(store.settlements) == 0
    assert store.reports.get("r").moment is None
    assert store.reports.get("r").details == {}
    assert store.verify().faults == ()
    store.redo()
    assert store.issues.ids() == ("i",)
    store.redo()
    assert store.statements.get(DROPPED.id) == DROPPED
    store.undo()
    for _ in range(2):
        store.undo()
    assert store.statements.find() == STATEMENTS
    store.undo()
    assert store.contributions.find() == FIGURES
    while store.journal.can_undo():
        store.undo()
    assert sum(len(each) for each in store.containers.values()) == 0
    while store.journal.can_redo():
        store.redo()
    assert store.contributions.find() == FIGURES[1:]
    assert store.verify().faults == ()
