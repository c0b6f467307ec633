"""The same store on a PostgreSQL server: run where `CONTINGENT_TEST_POSTGRESQL` names an empty database to use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import text, update
from tests.store.first_form import check_first_form, fill_first_form
from tests.store.published import write_table

from contingent.base.errors import ConflictError, InputError, StoreError
from contingent.coding.reports import Report
from contingent.coding.statements import Attribution, Claim, Origin, Statement
from contingent.positions.issues import Issue
from contingent.project.recording.importing import import_files
from contingent.records.facts import Facts
from contingent.store import schema
from contingent.store.blocks import figures
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


# The published record -------------------------------------------------------------------------------------------------


def test_an_import_is_taken_back_and_brought_back(store: Store, tmp_path: Path) -> None:
    import_files(store, [write_table(tmp_path / f"{name}.csv", 3_000, seed=ord(name)) for name in "ab"])
    before = figures(store).facts(Facts.PERSONNEL)
    assert before.height == 6_000
    assert figures(store).personnel.height == 3_000, "both files tell of the same cells"
    assert {type(each.body) for each in store.blocks.find()} == {bytes}
    assert store.blocks.table().columns == ["id", "snapshot", "place", "facts", "rows", "sha256"]
    assert store.intakes.table()["part"].to_list() == ["a", "b"]
    assert store.verify().faults == ()
    store.undo()
    assert len(store.blocks) == len(store.intakes) == len(store.snapshots) == 0
    assert figures(store).facts(Facts.PERSONNEL).height == 0
    assert store.verify().faults == ()
    store.redo()
    assert_frame_equal(figures(store).facts(Facts.PERSONNEL), before)
    assert store.verify().faults == ()
    assert {each.outcome for each in import_files(store, [tmp_path / "a.csv", tmp_path / "b.csv"])} == {"known"}


@pytest.mark.slow
def test_the_collected_files_give_the_same_on_a_server(store: Store, whole_record: Path, shared: Path) -> None:
    from tests.conftest import FETCHED

    from contingent.project.recording.importing import Request

    for folder, day in FETCHED.items():
        import_files(store, [shared / "record" / "raw" / folder], Request(retrieved=day))
    with open_store(whole_record, read_only=True) as other:
        assert store.intakes.find() == other.intakes.find()
        for facts in Facts:
            assert_frame_equal(figures(store).facts(facts), figures(other).facts(facts))
    assert store.verify().faults == ()


def test_a_refused_file_leaves_the_others(store: Store, tmp_path: Path) -> None:
    good = write_table(tmp_path / "good.csv", 100)
    bad = tmp_path / "bad.csv"
    bad.write_text(good.read_text().replace("troops", "dragoons", 1))
    assert [each.outcome for each in import_files(store, [bad, good])] == ["refused", "taken"]
    assert [each.file for each in store.intakes.find()] == ["good.csv"]
    assert store.verify().faults == ()


def test_damage_to_rows_is_noticed(store: Store, tmp_path: Path) -> None:
    import_files(store, [write_table(tmp_path / "a.csv", 100)])
    block = store.blocks.find()[0]
    with store.engine.begin() as connection:
        connection.execute(update(schema.blocks).values(body=block.body[:-9] + b"!" + block.body[-8:]))
    with pytest.raises(StoreError, match=f"damaged: block {block.id} of snapshot {block.snapshot}"):
        figures(store).facts(Facts.PERSONNEL)
    assert len(store.verify().faults) == 1
    with store.engine.begin() as connection:
        connection.execute(update(schema.blocks).values(body=block.body, place=2))
        connection.execute(update(schema.intakes).values(rows=99))
    assert len(store.verify().faults) == 2


def test_two_programs_import_at_once(store: Store, tmp_path: Path) -> None:
    importer = Path(__file__).with_name("importer.py")
    files = [[write_table(tmp_path / f"{who}{n}.csv", 500, seed=7 * n + ord(who)) for n in range(3)] for who in "ab"]
    programs = [subprocess.Popen([sys.executable, str(importer), ADDRESS, "30", *map(str, some)]) for some in files]
    assert [each.wait() for each in programs] == [0, 0]
    assert len(store.intakes) == 6
    assert figures(store).facts(Facts.PERSONNEL).height == 3_000
    assert store.verify().faults == ()


def test_a_project_of_the_first_format_keeps_all_it_has() -> None:
    wipe()
    engine, shown = server_engine(ADDRESS, 5)
    migrate(engine, "0001")
    fill_first_form(engine, shown)
    with open_store(ADDRESS) as store:
        check_first_form(store)
