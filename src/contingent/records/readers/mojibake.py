"""Mojibake: text that was UTF-8, was read as Latin-1 or Windows-1252 and saved again, found and put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_TWICE = 3
"""How often text is put right at most: some has been through the wrong reading more than once."""

_LEAD = re.compile("[\u00c2-\u00f4]")
"""What the first byte of a UTF-8 letter beyond ASCII becomes when it is read as Latin-1."""


def repaired(written: str) -> str:
    """Return the text as it was before UTF-8 was read as Latin-1; text that is right comes back as it is.

    Right text is safe: its accented letters would have to spell, byte for byte, other letters in UTF-8.
    """
    for _ in range(_TWICE):
        if not _LEAD.search(written):
            break
        try:
            before = b"".join(map(_byte, written)).decode("utf-8")
        except UnicodeError:
            break
        if before == written:
            break
        written = before
    return written


def repaired_column(written: pl.Series) -> pl.Series:
    """Return a column of text with every cell put right."""
    changed = {each: repaired(each) for each in written.unique().to_list() if each is not None}
    changed = {old: new for old, new in changed.items() if old != new}
    return written.replace(list(changed), list(changed.values())) if changed else written


def _byte(letter: str) -> bytes:
    """Return the byte a letter stood for; Windows-1252 leaves five of them as Latin-1 has them."""
    return letter.encode("latin-1" if ord(letter) < 256 else "cp1252")
