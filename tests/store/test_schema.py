"""One definition of the tables: for both engines, and the same whether made at once or step by step."""

from __future__ import annotations

import dataclasses
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from tests.store.first_form import check_first_form, fill_first_form
from tests.store.published import write_table

from contingent.base.errors import StoreError
from contingent.coding.statements import Statement
from contingent.project.recording.importing import import_files
from contingent.records.facts import Facts
from contingent.store import schema
from contingent.store.blocks import figures
from contingent.store.engines import file_engine, open_store
from contingent.store.migrations import configuration, migrate
from contingent.store.nouns import NOUNS


def layout(path: Path) -> dict[str, str]:
    """Every table and index of a file with its definition, white space evened out.

    Columns that a step adds stand behind the constraints in what SQLite keeps; here constraints come last always.
    """
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: _constraints_last(" ".join(sql.split())) for name, sql in rows}


def _constraints_last(sql: str) -> str:
    head, found, rest = sql.partition(" ( ")
    if not (found and head.startswith("CREATE TABLE")):
        return sql
    body, _, tail = rest.rpartition(")")
    parts = [each.strip() for each in re.split(r", (?![^(]*\))", body)]
    parts.sort(key=lambda each: each.startswith("CONSTRAINT"))
    return f"{head} ( {', '.join(parts)} ){tail}"


@pytest.fixture
def stepped(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "stepped.ct"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    engine = file_engine(path)
    migrate(engine)
    yield path
    engine.dispose()


def test_steps_and_definition_make_the_same_tables(stepped: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.ct"
    open_store(whole, create=True).close()
    assert layout(stepped) == layout(whole)


def test_alembic_sees_nothing_left_to_change(stepped: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with create_engine(f"sqlite:///{stepped}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        assert compare_metadata(context, schema.metadata) == []


def test_the_last_step_is_the_format() -> None:
    from alembic.script import ScriptDirectory

    heads = ScriptDirectory.from_config(configuration()).get_heads()
    assert heads == [f"{schema.FORMAT:04d}"]


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda t: t.name)
def test_every_table_compiles_for_postgresql(table: schema.Table) -> None:
    dialect = postgresql.dialect()
    written = str(CreateTable(table).compile(dialect=dialect))
    assert "CREATE TABLE" in written
    assert "JSON " not in written, "JSON columns are JSONB there"
    for index in table.indexes:
        assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))


@pytest.mark.parametrize("noun", ["meeting", "coder", "actor", "membership", "operation", "event", "snapshot",
                                  "contribution", "intake", "block", "forecast test", "issue", "position"])  # fmt: skip
def test_every_field_of_a_flat_noun_has_a_column(noun: str) -> None:
    kept = NOUNS[noun]
    fields = {each.name for each in dataclasses.fields(kept.type)} - {"code"}
    if noun == "intake":
        fields -= {"snapshot"}  # it is the id
    missing = fields - {column.name for column in kept.table.c}
    assert not missing, f"{kept.type.__name__} has new fields {missing}; add columns and a migration step"


def test_names_on_both_engines_are_short_enough() -> None:
    for table in schema.metadata.sorted_tables:
        for index in table.indexes:
            assert len(str(index.name)) <= 63


@pytest.mark.parametrize("newer", [schema.FORMAT + 1, 999])
def test_a_newer_format_is_refused(tmp_path: Path, newer: int) -> None:
    path = tmp_path / "new.ct"
    open_store(path, create=True).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"UPDATE {schema.VERSION_TABLE} SET version_num = '{newer:04d}'")
        raw.commit()
    with pytest.raises(StoreError, match=f"format {newer}; .* up to format {schema.FORMAT}") as caught:
        open_store(path)
    assert "newer contingent" in str(caught.value.remedy)


def test_an_older_format_is_brought_up_to_date_after_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one step there is so far stands in for later ones: a project that stops before it has no tables yet."""
    path = tmp_path / "old.ct"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute(f"CREATE TABLE {schema.VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")
        raw.execute(f"INSERT INTO {schema.VERSION_TABLE} VALUES ('0000')")
        raw.commit()
    from contingent.store import migrations

    steps = []

    def take(engine: object) -> None:
        steps.append(engine)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute(f"DELETE FROM {schema.VERSION_TABLE}")
            raw.commit()
        migrate(engine)  # type: ignore[arg-type]

    monkeypatch.setattr(migrations, "migrate", take)
    with open_store(path) as store:
        assert len(steps) == 1
        store.statements.add(Statement(id="S1"))
        assert store.verify().sound
    copy = tmp_path / "old.format-0.ct"
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute(f"SELECT version_num FROM {schema.VERSION_TABLE}").fetchone() == ("0000",)


def first_form(path: Path) -> None:
    """Make a project of format 1, with changes that stand and one that was undone."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute("PRAGMA journal_mode = WAL")
    engine = file_engine(path)
    migrate(engine, "0001")
    fill_first_form(engine, str(path))


def test_a_project_of_the_first_format_keeps_all_it_has(tmp_path: Path) -> None:
    path = tmp_path / "old.ct"
    first_form(path)
    with open_store(path) as store:
        check_first_form(store)
    copy = tmp_path / "old.format-1.ct"
    assert "blocks" not in layout(copy)
    assert "blocks" in layout(path)
    with open_store(path) as store:  # once is enough
        assert store.verify().sound
    assert sorted(each.name for each in tmp_path.glob("*.ct")) == ["old.ct", "old.format-1.ct"]


def test_a_project_of_the_first_format_takes_published_files(tmp_path: Path) -> None:
    path = tmp_path / "old.ct"
    first_form(path)
    table = write_table(tmp_path / "table.csv", 200)
    with open_store(path) as store:
        held = {noun: each.find() for noun, each in store.containers.items()}
        import_files(store, [table])
        assert figures(store).facts(Facts.PERSONNEL).height == 200
        store.undo()
        assert {noun: each.find() for noun, each in store.containers.items()} == held
        store.redo()
        assert figures(store).facts(Facts.PERSONNEL).height == 200
        assert store.verify().faults == ()


def test_an_older_format_that_may_only_be_read_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "old.ct"
    first_form(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="older format 1 and cannot be brought up to date"):
        open_store(path, read_only=True)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.glob("*.ct")] == ["old.ct"]


def test_a_step_that_cannot_be_taken_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    """A table of the same name is in the way of the second step, after it has made the first of its tables."""
    path = tmp_path / "old.ct"
    first_form(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE blocks (n INTEGER)")
        raw.commit()
    before = layout(path)
    with pytest.raises(Exception, match="already exists"):
        open_store(path)
    assert layout(path) == before
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute(f"SELECT version_num FROM {schema.VERSION_TABLE}").fetchone() == ("0001",)
        raw.execute("DROP TABLE blocks")
        raw.commit()
    with open_store(path) as store:
        check_first_form(store)
    assert sorted(each.name for each in tmp_path.glob("*.ct")) == ["old.ct", "old.format-1-2.ct", "old.format-1.ct"]


def test_two_programs_open_a_project_of_the_first_format(tmp_path: Path) -> None:
    path = tmp_path / "old.ct"
    first_form(path)
    program = "import sys; from contingent.store.engines import open_store; open_store(sys.argv[1]).close()"
    openers = [subprocess.Popen([sys.executable, "-c", program, str(path)]) for _ in range(2)]
    assert [each.wait() for each in openers] == [0, 0]
    with open_store(path) as store:
        check_first_form(store)


def test_a_step_that_fails_leaves_the_old_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fails.ct"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute("CREATE TABLE statements (n INTEGER)")  # the step will find it there, half way through
        raw.commit()
    engine = file_engine(path)
    with pytest.raises(Exception, match="already exists"):
        migrate(engine)
    engine.dispose()
    assert set(layout(path)) == {"statements"}


def test_opening_needs_neither_alembic_nor_polars(tmp_path: Path) -> None:
    program = (
        "import sys; from contingent.store.engines import open_store\n"
        f"store = open_store({str(tmp_path / 'cheap.ct')!r}, create=True); store.statements.find(); store.close()\n"
        "print([name for name in ('alembic', 'polars', 'psycopg', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
