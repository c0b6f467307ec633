"""A program that imports published files into a project; it prints a line before each import and one after it."""

from __future__ import annotations

import sys
from pathlib import Path

from contingent.base.errors import ContingentError
from contingent.project.recording.importing import import_files
from contingent.store.engines import open_store


def main(address: str, lock_seconds: float, files: list[Path]) -> int:
    with open_store(address, lock_seconds=lock_seconds) as store:
        for file in files:
            print("starts", file, flush=True)
            try:
                outcomes = {each.outcome for each in import_files(store, [file])}
            except ContingentError as error:
                print("fails", error, flush=True)
                return 3
            print(*outcomes, file, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], float(sys.argv[2]), [Path(each) for each in sys.argv[3:]]))
