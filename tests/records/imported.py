"""The raw files of the shared material imported into a project, once for all tests of a process."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import contingent as ct
from contingent.project.recording.importing import import_files
from contingent.records.record import Record


@cache
def whole_project(shared: Path) -> Path:
    """A project that holds every raw file that can be read; to be copied before it is changed."""
    path = Path(tempfile.mkdtemp(prefix="record-")) / "whole.ct"
    with ct.new(path) as project:
        import_files(project.store, [shared / "record" / "raw"])
    return path


@cache
def whole_record(shared: Path) -> Record:
    """The record of that project, with its figures in memory."""
    project = ct.open(whole_project(shared))
    record: Record = project.record
    return record
