"""Killed in the middle of a write: the project opens, nothing acknowledged is lost, nothing half is there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contingent.coding.reports import Meeting
from contingent.store.engines import open_store
from contingent.store.store import Store

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
