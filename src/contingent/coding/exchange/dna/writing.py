"""Writing a DNA 3 database: sixteen tables, a coder to sign in as, a row for every variable of every statement."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from contingent.base.errors import InputError
from contingent.base.files import write_whole
from contingent.coding.exchange.dna.passwords import DEFAULT, hashed
from contingent.coding.exchange.dna.rows import DnaRows
from contingent.coding.exchange.dna.schema import TABLES, create, insert
from contingent.coding.exchange.parcel import Parcel


def write_dna(parcel: Parcel, path: Path, *, password: str = DEFAULT) -> tuple[str, ...]:
    """Write a parcel as a `.dna` file and return one line for each thing that is not in it as it stood.

    Args:
        parcel: what to write; one that was read from DNA goes back with its numbers, colours and permissions.
        path: the file; an old one stays until the new one is whole.
        password: what DNA asks of coders that bring no password of their own.

    Offsets are written in UTF-16 units, as DNA's window counts them.
    Raises InputError for a text that SQLite cannot keep, a passage outside its text, or a folder that is not there.
    """
    _check(parcel, path)
    rows = DnaRows(parcel, hashed(password))
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.dna"
        try:
            _fill(draft, rows)
        except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
            raise InputError(
                f"The database cannot be written: {error}.",
                record=str(path),
                remedy="Look for characters that are not text (half a surrogate pair) in texts and values.",
            ) from None
        write_whole(path, draft.read_bytes())
    return rows.told


def _fill(path: Path, rows: DnaRows) -> None:
    with closing(sqlite3.connect(path)) as link, link:
        link.execute("PRAGMA foreign_keys = ON")
        link.execute("PRAGMA defer_foreign_keys = ON")
        link.execute("BEGIN")
        link.execute("PRAGMA defer_foreign_keys = ON")
        for table in TABLES:
            link.execute(create(table))
        for table in TABLES:
            link.executemany(insert(table), rows.tables[table])


def _check(parcel: Parcel, path: Path) -> None:
    lengths = {each.id: len(each.text) for each in parcel.documents}
    for each in parcel.passages:
        if each.document not in lengths or not 0 <= each.start < each.stop <= lengths[each.document]:
            raise InputError(
                f"The passage runs from {each.start} to {each.stop}, outside of document {each.document!r}.",
                record=f"{path}, passage {each.id}",
                remedy="Mend or leave out the passage.",
            )
