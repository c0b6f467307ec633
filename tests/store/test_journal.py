"""Undo, redo and history: whatever was done can be taken back and done again, and the trail stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import ConflictError, NotFoundError, ProgrammingError, UsageError
from contingent.coding.reports import Meeting, Report
from contingent.coding.statements import Attribution, Statement
from contingent.store.engines import open_store
from contingent.store.nouns import NOUNS
from contingent.store.store import Store

TABLES = [each.table.name for each in NOUNS.values()]
LOOKUPS = [lookup.table.name for each in NOUNS.values() for lookup in each.lookups]


def tables(path: Path) -> dict[str, list[Any]]:
    """Every row of every noun and lookup table."""
    with closing(sqlite3.connect(path)) as raw:
        return {name: raw.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall() for name in TABLES + LOOKUPS}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.ct"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path, create=True, coder="anna") as opened:
        yield opened


def test_every_change_is_one_entry(store: Store) -> None:
    store.statements.add([Statement(id="A"), Statement(id="B")])
    store.statements.change("A", hedge="likely")
    store.statements.remove("B")
    entries = store.journal.entries()
    assert [(e.action, e.count, e.who, e.summary) for e in reversed(entries)] == [
        ("add", 2, "anna", "Added 2 statements"),
        ("change", 1, "anna", "Changed hedge of statement A"),
        ("remove", 1, "anna", "Removed statement B"),
    ]


def test_a_change_that_changes_nothing_leaves_no_entry(store: Store) -> None:
    store.statements.add(Statement(id="A"))
    store.statements.change("A", hedge="certain")
    store.statements.add([])
    with store.change("Nothing"):
        pass
    assert len(store.journal.entries()) == 1


def test_a_block_is_one_entry_and_one_undo(store: Store, path: Path) -> None:
    before = tables(path)
    with store.change("Took in the Astana report", coder="ben"):
        store.meetings.add(Meeting(id="m", title="Astana"))
        store.reports.add(Report(id="r", title="Report", meeting="m"))
        store.statements.add([Statement(id=str(n), report="r", concepts=("a.b",)) for n in range(5)])
    (entry,) = store.journal.entries()
    assert (entry.action, entry.noun, entry.count, entry.who) == ("add", "several", 7, "ben")
    after = tables(path)
    store.undo()
    assert tables(path) == before
    store.redo()
    assert tables(path) == after


def test_a_block_that_raises_stores_nothing(store: Store, path: Path) -> None:
    before = tables(path)

    def half() -> None:
        with store.change("Half"):
            store.meetings.add(Meeting(id="m", title="Astana"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert tables(path) == before
    assert store.journal.entries() == ()


def test_a_call_that_fails_inside_a_block_takes_only_itself_back(store: Store) -> None:
    with store.change("Two of three"):
        store.statements.add(Statement(id="A"))
        with pytest.raises(ConflictError):
            store.statements.add([Statement(id="B"), Statement(id="C", report="missing")])
        store.statements.add(Statement(id="D"))
    assert store.statements.ids() == ("A", "D")
    assert store.verify().sound


def test_a_new_change_drops_what_could_be_redone_but_keeps_the_trail(store: Store) -> None:
    store.statements.add(Statement(id="A"))
    store.undo()
    assert store.journal.can_redo() is not None
    store.statements.add(Statement(id="B"))
    assert store.journal.can_redo() is None
    with pytest.raises(ConflictError, match="nothing to redo"):
        store.redo()
    assert [(e.action, e.state) for e in reversed(store.journal.entries())] == [
        ("add", "dropped"),
        ("undo", "step"),
        ("add", "done"),
    ]


def test_nothing_to_undo_is_said(store: Store) -> None:
    with pytest.raises(ConflictError, match="nothing to undo"):
        store.undo()


def test_undo_within_a_block_is_refused(store: Store) -> None:
    store.statements.add(Statement(id="A"))
    with pytest.raises(ProgrammingError), store.change("No"):
        store.undo()
    assert "A" in store.statements


def test_history_tells_a_record_s_whole_life(store: Store) -> None:
    store.statements.add([Statement(id="A"), Statement(id="B")])
    store.statements.change(["A", "B"], hedge="likely", attribution={"affiliation": ("KAZ",)})
    store.statements.remove("A")
    store.undo()
    store.undo()
    store.redo()
    life = store.journal.history("A")
    assert [change.entry for change in life] == [1, 2, 3, 4, 5, 6]
    added, changed, removed, back, undone, redone = life
    assert added.before is None
    assert added.after is not None
    assert added.after["hedge"] == "certain"
    assert changed.before == {"hedge": "certain", "affiliation": []}
    assert changed.after == {"hedge": "likely", "affiliation": ["KAZ"]} == redone.after == undone.before
    assert removed.after is None
    assert removed.before is not None
    assert removed.before["hedge"] == "likely"
    assert back.after == removed.before
    assert [e.id for e in store.journal.entries(noun="statement", record="B")] == [6, 5, 2, 1]


def test_history_through_an_undone_and_redone_addition(store: Store) -> None:
    store.statements.add(Statement(id="A", note="first"))
    store.undo()
    store.redo()
    store.statements.change("A", note="second")
    life = store.journal.history("A")
    assert [(c.before and c.before["note"], c.after and c.after["note"]) for c in life] == [
        (None, "first"), ("first", None), (None, "first"), ("first", "second"),
    ]  # fmt: skip


def test_an_id_used_again_has_both_lives(store: Store) -> None:
    store.statements.add(Statement(id="A", note="one"))
    store.statements.remove("A")
    store.statements.add(Statement(id="A", note="two"))
    notes = [change.after and change.after["note"] for change in store.journal.history("A")]
    assert notes == ["one", None, "two"]


def test_entries_after_a_number_serve_a_live_view(store: Store) -> None:
    for name in "ABC":
        store.statements.add(Statement(id=name))
    assert [e.id for e in store.journal.entries(after=1)] == [3, 2]
    assert [e.id for e in store.journal.entries(1)] == [3]


def test_a_bulk_addition_stores_nothing_twice(store: Store, path: Path) -> None:
    store.statements.add([Statement(id=str(n), note="x" * 50) for n in range(2_000)])
    with closing(sqlite3.connect(path)) as raw:
        kept = "SELECT coalesce(sum(length(body)), 0) FROM journal_steps"
        assert raw.execute(kept).fetchone() == (0,)
        store.undo()
        away = raw.execute(kept).fetchone()[0]
        assert 0 < away < 2_000 * 50
        store.redo()
        assert raw.execute(kept).fetchone() == (0,)


def test_asking_for_an_unknown_noun(store: Store) -> None:
    with pytest.raises(UsageError, match="keeps no 'sentence'"):
        store.journal.entries(noun="sentence")
    with pytest.raises(UsageError, match="together with its noun"):
        store.journal.entries(record="A")


names = st.sampled_from([f"S{n}" for n in range(6)])
codes = st.lists(st.sampled_from(["org.csto", "org.un", "int"]), max_size=3).map(tuple)
moves = st.one_of(
    st.tuples(st.just("add"), st.lists(names, unique=True, min_size=1, max_size=4), codes),
    st.tuples(st.just("change"), st.lists(names, unique=True, min_size=1, max_size=3), codes),
    st.tuples(st.just("replace"), names, codes),
    st.tuples(st.just("remove"), st.lists(names, unique=True, min_size=1, max_size=3), codes),
    st.tuples(st.just("block"), st.lists(names, unique=True, min_size=1, max_size=3), codes),
)
undo_moves = st.sampled_from(["undo", "redo"]).map(lambda name: (name, [], ()))


def play(store: Store, move: Any) -> None:
    """Make a move; one that clashes with what is there must change nothing, which the caller sees."""
    name, keys, codes = move
    make: dict[str, Callable[[], object]] = {
        "add": lambda: store.statements.add([Statement(id=key, concepts=codes) for key in keys]),
        "change": lambda: store.statements.change(keys, concepts=codes, attribution=Attribution(affiliation=codes)),
        "replace": lambda: store.statements.replace(Statement(id=keys, actors=codes)),
        "remove": lambda: store.statements.remove(keys),
        "undo": store.undo,
        "redo": store.redo,
    }

    def block() -> None:
        with store.change("Several"):
            store.meetings.add([Meeting(id=f"m{key}", title="M") for key in keys])
            store.statements.remove(keys)
            store.statements.add([Statement(id=key, concepts=codes) for key in reversed(keys)])

    (block if name == "block" else make[name])()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(played=st.lists(moves | undo_moves, min_size=1, max_size=12))
def test_undo_everything_then_redo_everything(tmp_path_factory: pytest.TempPathFactory, played: list[Any]) -> None:
    path = tmp_path_factory.mktemp("play") / "p.ct"
    with open_store(path, create=True) as store:
        empty = tables(path)
        for move in played:
            before = tables(path)
            try:
                play(store, move)
            except (ConflictError, NotFoundError):
                assert tables(path) == before
        while store.journal.can_redo():
            store.redo()
        states = [tables(path)]
        while store.journal.can_undo():
            store.undo()
            states.append(tables(path))
        assert states[-1] == empty
        assert store.verify().sound
        for expected in reversed(states[:-1]):
            store.redo()
            assert tables(path) == expected
        while store.journal.can_undo():  # once more down and up, now over what redo wrote
            store.undo()
        assert tables(path) == empty
        while store.journal.can_redo():
            store.redo()
        assert tables(path) == states[0]
        assert store.verify().sound
