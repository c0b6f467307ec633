"""Readers: one file for each published format, each recognised by the content of the file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from contingent.base.errors import InputError
from contingent.records.readers.reading import Head, Reader

_NO_READERS = frozenset({"reading", "spelling", "delimited", "objects", "dates", "hub_rows"})
"""Modules of this package that readers share."""


@cache
def readers() -> tuple[Reader, ...]:
    """Return all readers, by rank: those first whose figures are believed before those of others."""
    found = [
        import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__) if each.name not in _NO_READERS
    ]
    made = [cast(Reader, module) for module in found if hasattr(module, "recognises")]
    return tuple(sorted(made, key=lambda reader: (reader.RANK, reader.TABLE)))


def reader_of(head: Head) -> Reader:
    """Return the reader that knows a file. Raises InputError naming what can be read if none or several do."""
    fitting = [reader for reader in readers() if reader.recognises(head)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise InputError(
            f"The file fits several formats: {', '.join(reader.TABLE for reader in fitting)}.",
            record=head.path.name,
            remedy="Report it: formats must exclude each other.",
        )
    if not head.size:
        raise InputError("The file is empty.", record=head.path.name, remedy="Fetch the file again.")
    odd, even = (head.text[at:200:2].count("\0") for at in (0, 1))
    if max(odd, even) > 50 and min(odd, even) < 10:  # every other byte of plain text in UTF-16
        raise InputError("The file is text in UTF-16.", record=head.path.name, remedy="Save it as UTF-8 CSV.")
    seen = f" Its columns: {', '.join(head.columns[:8])}." if head.columns else ""
    raise InputError(
        f"No published format is recognised.{seen}",
        record=head.path.name,
        remedy="Put the figures in the CSV template that `contingent record template` prints.",
    )


def rank_of(table: str) -> int:
    """Return the rank of a published table; tables without a reader, as the shipped facts, come last."""
    return next((reader.RANK for reader in readers() if table == reader.TABLE), 1000)


def supplements() -> tuple[str, ...]:
    """Return the tables for what others do not cover: their operations that no other table tells of are always kept."""
    return tuple(reader.TABLE for reader in readers() if getattr(reader, "SUPPLEMENTS", False))
