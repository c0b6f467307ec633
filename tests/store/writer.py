"""A program that writes to a project until it is killed; it prints a line for every change that was acknowledged."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from contingent.coding.reports import Meeting
from contingent.coding.statements import Statement
from contingent.store.engines import open_store

SIZE = 40


def main(path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with open_store(path) as store:
        for number in range(1_000_000):
            batch = f"{seed}-{number}"
            with store.change(f"Batch {batch}"):
                store.meetings.add(Meeting(id=batch, title="Half a batch"))
                store.statements.add(
                    [Statement(id=f"{batch}-{each}", concepts=("org.csto", "int"), note=batch) for each in range(SIZE)]
                )
            print("added", batch, flush=True)
            if dice.random() < 0.3:
                store.undo()
                print("undone", batch, flush=True)
                if dice.random() < 0.5:
                    store.redo()
                    print("added", batch, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
