"""The whole record for tests: the published files of the shared material, taken in through the readers once a run."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from contingent.project.project import new
from contingent.project.recording.importing import Request, import_files
from contingent.records.record import Record

RETRIEVED = {
    "ppp_loader_2653920": date(2017, 6, 26),
    "ppp_loader_ee52ebc": date(2014, 10, 21),
    "corinnee_1167cb2": date(2023, 9, 7),
}
"""Folders of published files, and the day each was published."""


@cache
def whole_record(shared: Path) -> Record:
    """Return the shipped facts with the files of Providing for Peacekeeping and the portal's yearly means and ranks."""
    folder = TemporaryDirectory()
    with new(Path(folder.name) / "whole.ct") as project:
        for name, day in RETRIEVED.items():
            import_files(project.store, [shared / "record" / "raw" / name], Request(retrieved=day))
        record = project.record
        assert record.figures.personnel.height > 50_000  # read while the file is open
        _ = record.faults, record.annual.recomputed, record.figures.lists, record.annual.cut_off
    folder.cleanup()
    return record
