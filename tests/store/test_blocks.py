"""Blocks of published rows: what goes in comes out, and what was damaged says so instead of giving other numbers."""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlalchemy import event
from tests.store.published import write_table

import contingent as ct
from contingent.base.errors import ConflictError, ContingentError, StoreError
from contingent.cli import main
from contingent.project.recording.importing import import_files
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, empty, shape
from contingent.records.intakes import Block, Intake, checksum
from contingent.store.blocks import figures, packed, unpacked
from contingent.store.engines import open_store
from contingent.store.store import Store

ROWS = 400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with two published files of 400 rows each, closed."""
    path = tmp_path / "kept.ct"
    with open_store(path, create=True) as store:
        for name in ("first", "second"):
            import_files(store, [write_table(tmp_path / f"{name}.csv", ROWS, seed=len(name))])
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


# What goes in comes out -----------------------------------------------------------------------------------------------

_CELLS: dict[Any, st.SearchStrategy[Any]] = {
    pl.Int64(): st.integers(-(2**63), 2**63 - 1),
    pl.Int32(): st.integers(-(2**31), 2**31 - 1),
    pl.Float64(): st.floats(allow_nan=False),
    pl.String(): st.text(max_size=12) | st.text(string.whitespace + ",;\"'\0", max_size=4),
    pl.Date(): st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    pl.Boolean(): st.booleans(),
}


@st.composite
def frames(draw: st.DrawFn, facts: Facts) -> pl.DataFrame:
    """A frame in the shape of some facts, with anything in its cells that their types allow."""
    height = draw(st.integers(1, 6))
    columns = {
        name: draw(st.lists(st.none() | _CELLS[kind], min_size=height, max_size=height))
        for name, kind in shape(facts).items()
    }
    return pl.DataFrame(columns, schema=dict(shape(facts)))


@settings(max_examples=8, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("facts", Facts)
def test_rows_come_out_as_they_went_in(
    facts: Facts, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = data.draw(frames(facts)), data.draw(frames(facts))
    with open_store(tmp_path_factory.mktemp("kept") / "kept.ct", create=True) as store:
        for name, rows in (("a", first), ("b", second)):
            put(store, name, facts, rows)
        found = unpacked(store, facts, ["b", "a", "b"])
        assert_frame_equal(found.filter(pl.col("snapshot") == "a").drop("snapshot"), first)
        assert_frame_equal(found.filter(pl.col("snapshot") == "b").drop("snapshot"), second)
        assert unpacked(store, facts, ["a"]).height == first.height
        assert store.verify().sound
        store.undo()
        store.redo()
        assert_frame_equal(unpacked(store, facts, ["a", "b"]), found)
        assert type(store.blocks.get("a/1").body) is bytes


def put(store: Store, snapshot: str, facts: Facts | str, rows: pl.DataFrame, *, said: int | None = None) -> None:
    """Store rows under a snapshot of their own, as an import does; `said` is how many rows the block claims to have."""
    body, number = packed(rows), rows.height if said is None else said
    with store.change(f"Imported {snapshot}"):
        store.snapshots.add(Snapshot(id=snapshot, publisher="made up", title="T"))
        store.blocks.add(
            Block(id=f"{snapshot}/1", snapshot=snapshot, place=1, facts=str(facts), rows=number, body=body)
        )
        store.intakes.add(Intake(snapshot=snapshot, table="template", part=snapshot, rows=number))


def test_facts_and_snapshots_without_rows_give_empty_frames(store: Store) -> None:
    wanted = {**shape(Facts.PLACES), "snapshot": pl.String()}
    assert dict(unpacked(store, Facts.PLACES, store.intakes.ids()).schema) == wanted
    assert unpacked(store, Facts.PERSONNEL, []).is_empty()
    with pytest.raises(ConflictError, match="snapshot nobody's is not there any more"):
        unpacked(store, Facts.PERSONNEL, ["nobody's"])


def test_tables_and_lists_of_blocks_do_not_load_bodies(store: Store) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    blocks, intakes = store.blocks.table(), store.intakes.table()
    assert len(store.blocks) == 2
    assert len(store.blocks.ids()) == 2
    assert not [each for each in asked if "body" in each]
    assert blocks.columns == ["id", "snapshot", "place", "facts", "rows", "sha256"]
    assert blocks["rows"].to_list() == [ROWS, ROWS]
    assert intakes["snapshot"].to_list() == list(store.intakes.ids())
    assert intakes["part"].to_list() == ["first", "second"]
    assert intakes["months"].dtype == pl.List(pl.String)


# Damage ---------------------------------------------------------------------------------------------------------------


def scribble(path: Path, change: Callable[[bytes], bytes], *, honest: bool = False) -> str:
    """Put other bytes in the place of the first block's body, with their checksum if `honest`; return its snapshot."""
    with closing(sqlite3.connect(path)) as raw:
        snapshot, body = raw.execute("SELECT snapshot, body FROM blocks WHERE n = 1").fetchone()
        new = change(body)
        assert new != body
        raw.execute("UPDATE blocks SET body = ? WHERE n = 1", (new,))
        if honest:
            raw.execute("UPDATE blocks SET sha256 = ? WHERE n = 1", (checksum(new),))
        raw.commit()
    return str(snapshot)


def alter(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute(statement).rowcount == 1
        raw.commit()


def refused(path: Path, snapshot: str, why: str) -> None:
    """Reading says that the file is damaged, and where; so does verify; what is not damaged can still be read."""
    with open_store(path) as store:
        with pytest.raises(StoreError, match=why) as caught:
            figures(store).facts(Facts.PERSONNEL)
        assert caught.value.what.startswith("The project file is damaged")
        assert f"snapshot {snapshot}" in caught.value.what
        assert caught.value.record == str(path)
        assert "contingent restore" in str(caught.value.remedy)
        assert any(snapshot in fault for fault in store.verify().faults)
        other = [each for each in store.intakes.ids() if each != snapshot]
        assert unpacked(store, Facts.PERSONNEL, other).height == ROWS
        assert len(store.intakes) == 2


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_noticed(path: Path, at: float, bit: int) -> None:
    def flip(body: bytes) -> bytes:
        place = int(at * len(body))
        return body[:place] + bytes([body[place] ^ 1 << bit]) + body[place + 1 :]

    snapshot = scribble(path, flip)
    try:
        refused(path, snapshot, "not those that were stored")
    finally:
        scribble(path, flip)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_body_cut_short_is_noticed(path: Path, share: float) -> None:
    refused(path, scribble(path, lambda body: body[: int(len(body) * share)]), "not those that were stored")


def test_text_in_the_place_of_a_body_is_noticed(path: Path) -> None:
    alter(path, "UPDATE blocks SET body = 'words' WHERE n = 1")
    refused(path, first_snapshot(path), "not those that were stored")


@pytest.mark.parametrize("body", [b"", b"PAR1", b"words", b"PAR1" + bytes(40) + b"PAR1"])
def test_what_is_no_parquet_is_noticed_though_its_checksum_is_right(path: Path, body: bytes) -> None:
    refused(path, scribble(path, lambda _: body, honest=True), "is no table")


def first_snapshot(path: Path) -> str:
    with open_store(path) as store:
        return store.intakes.ids()[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=8))
def test_rubbish_with_a_right_checksum_never_gives_a_traceback(path: Path, edits: list[tuple[float, int]]) -> None:
    kept = path.read_bytes()

    def change(body: bytes) -> bytes:
        new = bytearray(body)
        for at, by in edits:
            new[int(at * len(body))] = (new[int(at * len(body))] + by) % 256
        return bytes(new) if bytes(new) != body else body + b"\0"

    scribble(path, change, honest=True)
    try:
        with open_store(path) as store:
            with suppress(StoreError):
                figures(store).facts(Facts.PERSONNEL)
            store.verify()
    finally:
        path.write_bytes(kept)


WRONG_SHAPES: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "not of that kind: rank": lambda rows: rows.with_columns(pl.lit(1).alias("rank")),
    "missing: line": lambda rows: rows.drop("line"),
    "of another type: number": lambda rows: rows.with_columns(pl.col("number").cast(pl.String)),
    "missing: month": lambda rows: empty(Facts.FATALITIES),
}


@pytest.mark.parametrize("why", WRONG_SHAPES)
def test_a_block_of_another_shape_is_noticed(path: Path, why: str) -> None:
    def change(body: bytes) -> bytes:
        return packed(WRONG_SHAPES[why](pl.read_parquet(body)))

    refused(path, scribble(path, change, honest=True), why)


def test_a_block_of_other_length_than_it_says_is_noticed(path: Path) -> None:
    refused(
        path,
        scribble(path, lambda body: packed(pl.read_parquet(body).head(7)), honest=True),
        f"has 7 rows and should have {ROWS}",
    )


def test_a_number_of_rows_that_is_none_is_noticed(path: Path) -> None:
    alter(path, "UPDATE blocks SET rows = 'many' WHERE n = 1")
    refused(path, first_snapshot(path), "damaged")


def test_rows_under_other_facts_are_noticed_where_those_are_asked_for(path: Path) -> None:
    alter(path, "UPDATE blocks SET facts = 'means' WHERE n = 1")
    snapshot = first_snapshot(path)
    with open_store(path) as store:
        with pytest.raises(StoreError, match=f"snapshot {snapshot}: its columns are not those of means"):
            figures(store).facts(Facts.MEANS)
        assert any("not those of means" in fault for fault in store.verify().faults)


FAULTS = {
    "UPDATE blocks SET facts = 'weather' WHERE n = 1": "no kind of facts",
    "UPDATE blocks SET place = 2 WHERE n = 1": "are not numbered 1 to 1",
    "UPDATE intakes SET rows = 399 WHERE n = 1": "has 399 rows; its blocks have 400",
    "DELETE FROM blocks WHERE n = 1": "has 400 rows; its blocks have 0",
    "DELETE FROM intakes WHERE n = 1": "belong to no import",
    "UPDATE intakes SET id = 'lost' WHERE n = 1": "The import lost has no snapshot",
}


@pytest.mark.parametrize("statement", FAULTS)
def test_verify_compares_what_was_imported_with_what_is_there(path: Path, statement: str) -> None:
    with open_store(path) as store:
        assert store.verify().faults == ()
    alter(path, statement)
    with open_store(path) as store:
        assert any(FAULTS[statement] in fault for fault in store.verify().faults)


def test_a_missing_block_is_noticed_when_its_file_is_read(path: Path) -> None:
    alter(path, "DELETE FROM blocks WHERE n = 1")
    refused(path, first_snapshot(path), f"of the {ROWS} rows of snapshot .* 0 are there")


def test_commands_on_a_damaged_record_end_with_its_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.ct"
    with ct.new(path) as project:
        import_files(project.store, [write_table(tmp_path / "table.csv", ROWS)])
    snapshot = scribble(path, lambda body: body[:-1])
    assert main(["verify", str(path)]) == 6
    out = capsys.readouterr().out
    assert f"of snapshot {snapshot}: its bytes are not those that were stored." in out
    assert main(["record", "ask", str(path), "--contributor", "BGD", "--json"]) != 0
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert "damaged" in err
    assert snapshot in err


def test_a_backup_of_a_damaged_record_is_not_brought_back(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        copy = store.back_up(tmp_path / "copy.ct")
    scribble(copy, lambda body: body[::-1])
    assert main(["restore", str(copy), str(tmp_path / "back.ct")]) != 0
    assert not (tmp_path / "back.ct").exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=200))
def test_a_scribbled_file_never_gives_a_traceback(path: Path, edits: list[tuple[float, int]]) -> None:
    kept = path.read_bytes()
    content = bytearray(kept)
    for at, byte in edits:
        content[100 + int(at * (len(content) - 100))] = byte
    path.write_bytes(content)
    for use in (Store.verify, lambda s: figures(s).personnel, lambda s: s.blocks.table(), Store.undo):
        with suppress(ContingentError), open_store(path) as store:
            use(store)
    for each in path.parent.glob(f"{path.name}-*"):
        each.unlink()
    path.write_bytes(kept)
