"""Killed in the middle of a write: the project opens, nothing acknowledged is lost, nothing half is there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.store.published import write_table

from contingent.coding.reports import Meeting
from contingent.project.recording.importing import import_files
from contingent.records.facts import Facts
from contingent.store.blocks import figures
from contingent.store.engines import open_store
from contingent.store.store import Store

IMPORTER = Path(__file__).with_name("importer.py")
ROWS = 12_000
WRITER = Path(__file__).with_name("writer.py")
SIZE = 40  # as in writer.py


def killed_after(path: Path, seed: int, seconds: float) -> list[list[str]]:
    """Let the writer start, kill it some time after its first change, and return what it had acknowledged."""
    writer = subprocess.Popen([sys.executable, str(WRITER), str(path), str(seed)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    said = [line.split() for line in (first + writer.stdout.read()).splitlines(keepends=True) if line.endswith("\n")]
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    return said


def check(path: Path, seed: int, said: list[list[str]]) -> None:
    with open_store(path) as store:
        found = store.verify()
        assert found.sound, found.faults
        present = whole_batches(store, seed)
        acknowledged: dict[str, str] = {batch: what for what, batch in said}
        # The change in flight when the signal came may or may not be in: that of the batch last spoken of, or the next.
        last = int(said[-1][1].split("-")[1])
        in_flight = {f"{seed}-{last}", f"{seed}-{last + 1}"}
        for batch, what in acknowledged.items():
            if batch not in in_flight:
                assert (batch in present) == (what == "added"), f"{batch} was acknowledged as {what}"
        if said[-1][0] == "added" and said[-1][1] not in present:  # only an undo in flight may have taken it back
            assert store.journal.entries(1)[0].action == "undo"
        assert present - in_flight <= set(acknowledged)
        store.meetings.add(Meeting(id=f"after {seed}", title="It can be written again"))
        store.undo()


def whole_batches(store: Store, seed: int) -> set[str]:
    """Return the batches that are there, having checked that each is there wholly."""
    prefix = f"{seed}-"
    counts: dict[str, int] = {}
    for statement in store.statements.find():
        if statement.note and statement.note.startswith(prefix):
            counts[statement.note] = counts.get(statement.note, 0) + 1
    meetings = {key for key in store.meetings.ids() if key.startswith(prefix)}
    assert set(counts) == meetings
    assert set(counts.values()) <= {SIZE}
    return meetings


def kill_often(folder: Path, kills: int, seed: int) -> int:
    dice = random.Random(seed)
    path = folder / "killed.ct"
    changes = 0
    for number in range(kills):
        if number % 10 == 0:  # a fresh file now and then keeps the checks short
            path = folder / f"killed-{number}.ct"
            open_store(path, create=True).close()
        said = killed_after(path, number, dice.uniform(0, 0.12))
        check(path, number, said)
        changes += len(said)
    return changes


def test_ten_kills(tmp_path: Path) -> None:
    assert kill_often(tmp_path, 10, seed=1) >= 10


@pytest.mark.slow
def test_two_hundred_kills(tmp_path: Path) -> None:
    assert kill_often(tmp_path, 200, seed=2013) >= 200


# Imports --------------------------------------------------------------------------------------------------------------


def killed_importing(path: Path, files: list[Path], seconds: float) -> list[str]:
    """Let the importer start, kill it some time after it has begun its first file; return the files it had taken."""
    words = [sys.executable, str(IMPORTER), str(path), "10", *map(str, files)]
    importer = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert importer.stdout is not None
    first = importer.stdout.readline()
    assert first.startswith("starts")
    time.sleep(seconds)
    importer.send_signal(signal.SIGKILL)
    lines = [line for line in importer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    importer.stdout.close()
    importer.wait()
    return [line.split()[1] for line in lines if line.startswith("taken")]


def check_imported(path: Path, files: list[Path], taken: list[str]) -> int:
    """Whole files are there, all that were acknowledged, and what is missing can be imported; return how many were."""
    with open_store(path) as store:
        found = store.verify()
        assert found.sound, found.faults
        there = [each.file for each in store.intakes.find()]
        assert [Path(each).name for each in taken] == there[: len(taken)]
        assert len(there) <= len(taken) + 1, "one may have been stored and not been spoken of"
        assert len(store.snapshots) == len(there)
        held = figures(store).facts(Facts.PERSONNEL, superseded=True)
        assert held.group_by("snapshot").len()["len"].to_list() == [ROWS] * len(there)
        again = {each.outcome for file in files for each in import_files(store, [file])}
        assert again <= {"known", "taken"}
        assert figures(store).facts(Facts.PERSONNEL, superseded=True).height == ROWS * len(files)
        assert store.verify().sound
        store.undo()
        return len(there)


def kill_imports(folder: Path, kills: int, seed: int) -> list[int]:
    dice = random.Random(seed)
    files = [write_table(folder / f"{number}.csv", ROWS, seed=number) for number in range(4)]
    reached = []
    for number in range(kills):
        path = folder / f"killed-{number}.ct"
        open_store(path, create=True).close()
        taken = killed_importing(path, files, dice.uniform(0, 0.9))
        reached.append(check_imported(path, files, taken))
    return reached


def test_two_kills_of_an_import(tmp_path: Path) -> None:
    assert len(kill_imports(tmp_path, 2, seed=3)) == 2


@pytest.mark.slow
def test_twenty_kills_of_an_import(tmp_path: Path) -> None:
    reached = kill_imports(tmp_path, 20, seed=2013)
    assert min(reached) < 4, "some were killed before the last file was in"


@pytest.mark.slow
def test_kills_while_a_large_import_is_taken_back(tmp_path: Path) -> None:
    dice = random.Random(7)
    path, file = tmp_path / "killed.ct", write_table(tmp_path / "large.csv", 100_000)
    with open_store(path, create=True) as store:
        import_files(store, [file])
        rows = figures(store).facts(Facts.PERSONNEL).height
    program = (
        "import sys; from contingent.store.engines import open_store\n"
        "with open_store(sys.argv[1]) as store:\n"
        "    print('starts', flush=True)\n"
        "    while True: store.undo(); store.redo()\n"
    )
    for _ in range(10):
        words = [sys.executable, "-c", program, str(path)]
        going = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert going.stdout is not None
        assert going.stdout.readline() == "starts\n"
        time.sleep(dice.uniform(0, 0.3))
        going.send_signal(signal.SIGKILL)
        going.stdout.close()
        assert going.wait() == -signal.SIGKILL
        with open_store(path) as store:
            assert store.verify().faults == ()
            if store.journal.can_redo():
                assert len(store.blocks) == len(store.intakes) == 0
                store.redo()
            assert figures(store).facts(Facts.PERSONNEL).height == rows
