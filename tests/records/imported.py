"""The record of an imported project, opened once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import contingent as ct
from contingent.records.record import Record


@cache
def record_at(path: Path) -> Record:
    """The record of a project file that nobody writes to, its figures kept in memory."""
    record: Record = ct.open(path).record
    return record
