"""The same store on a PostgreSQL server: run where `CONTINGENT_TEST_POSTGRESQL` names an empty database to use."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from contingent.base.errors import ConflictError, InputError, StoreError
from contingent.coding.reports import Report
from contingent.coding.statements import Attribution, Claim, Origin, Statement
from contingent.positions.issues import Issue
from contingent.store.engines import open_store, server_engine
from contingent.store.migrations import migrate
from contingent.store.store import Store

ADDRESS = os.environ.get("CONTINGENT_TEST_POSTGRESQL", "")
pytestmark = pytest.mark.skipif(not ADDRESS, reason="needs a PostgreSQL database in CONTINGENT_TEST_POSTGRESQL")

STATEMENTS = [
    Statement(
        id=f"S{number}",
        concepts=("org.csto", f"thr.t{number}"),
        actors=("KAZ",),
        attribution=Attribution(affiliation=("RUS",), alternatives=({"kind": "state"},)),
        claim=Claim(variable="v", subject="s", operator="=", parameters={"tolerance": 0.1}),
        origins={"kind": Origin(rule="r", confidence=0.5)},
        paraphrase="Ärger an der Grenze",
    )
    for number in range(30)
]


def wipe() -> None:
    engine, _ = server_engine(ADDRESS, 5)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture
def store() -> Iterator[Store]:
    wipe()
    with open_store(ADDRESS, create=True) as opened:
        yield opened


def test_nothing_there_and_already_there() -> None:
    wipe()
    with pytest.raises(StoreError, match="no contingent project"):
        open_store(ADDRESS)
    open_store(ADDRESS, create=True).close()
    with pytest.raises(ConflictError, match="already"):
        open_store(ADDRESS, create=True)


def test_steps_make_what_the_definition_says() -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from contingent.store import schema

    wipe()
    engine, _ = server_engine(ADDRESS, 5)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()


def test_statements_and_the_journal(store: Store) -> None:
    store.reports.add(Report(id="r", title="R", original=b"\0\xff"))
    store.statements.add(STATEMENTS)
    assert store.statements.find() == tuple(STATEMENTS)
    assert store.statements.count(holder="RUS", concept="org", actor="KAZ", text="ärger") == 30
    assert store.statements.table().height == 30
    store.statements.change(["S1", "S2"], hedge="likely", concepts=("int.x",))
    assert store.statements.ids(concept="int") == ("S1", "S2")
    store.undo()
    assert store.statements.find() == tuple(STATEMENTS)
    store.reports.remove("r")
    store.undo()
    assert store.reports.get("r").original == b"\0\xff"
    store.undo()
    assert len(store.statements) == 0
    store.redo()
    assert store.statements.find() == tuple(STATEMENTS)
    assert store.verify().sound


def test_lists_in_json_are_found(store: Store) -> None:
    store.issues.add(Issue(id="i", name="I", question="?", zero="0", fifty="5", hundred="9", evidence=("S1",)))
    assert store.issues.ids(evidence="S1") == ("i",)


@pytest.mark.parametrize("bad", ["nul \0", "half \ud800"])
def test_what_is_no_text_is_refused(store: Store, bad: str) -> None:
    with pytest.raises(InputError):
        store.statements.add(Statement(id="bad", note=bad))
    assert len(store.statements) == 0


def test_writers_wait_and_readers_see_no_half(store: Store) -> None:
    with open_store(ADDRESS, lock_seconds=0.2) as other:
        with store.change("Long"):
            store.statements.add(STATEMENTS)
            assert len(other.statements) == 0
            with pytest.raises(StoreError, match="Another program is writing"):
                other.statements.add(Statement(id="other"))
        other.statements.add(Statement(id="other"))
    assert len(store.statements) == 31
