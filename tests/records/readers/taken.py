"""Reading one file with the reader that knows it, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contingent.base.errors import InputError
from contingent.records.readers import reader_of
from contingent.records.readers.reading import head_of
from contingent.records.readers.spelling import shipped


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What reading a file gave."""

    table: str
    rows: pl.DataFrame
    remarks: tuple[str, ...]
    complaints: tuple[str, ...]
    part: str | None = None

    def remark(self, words: str) -> str:
        """The one remark that has these words."""
        (found,) = [each for each in self.remarks if words in each]
        return found


def take(path: Path, body: str | bytes | None = None) -> Taken:
    """Read a file, written first where a body is given."""
    if body is not None:
        path.write_bytes(body.encode() if isinstance(body, str) else body)
    head = head_of(path)
    reader = reader_of(head)
    batches = list(reader.read(head, shipped()))
    return Taken(
        table=reader.TABLE,
        rows=pl.concat([batch.rows for batch in batches]),
        remarks=tuple(str(remark) for batch in batches for remark in batch.remarks),
        complaints=tuple(str(complaint) for batch in batches for complaint in batch.complaints),
        part=next((batch.part for batch in reversed(batches) if batch.part), None),
    )


def survives(path: Path, body: bytes) -> None:
    """Hold that a file is read, refused, or not recognised, and that no row with a complaint is taken."""
    path.write_bytes(body)
    try:
        taken = take(path)
    except InputError as error:
        if not error.remedy:
            raise
        return
    lines = set(taken.rows["line"].to_list())
    wrong = {int(each.split(":")[0].split()[1]) for each in taken.complaints if each.startswith("line")}
    assert not lines & wrong
