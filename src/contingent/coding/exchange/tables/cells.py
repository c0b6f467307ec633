"""Cells of spreadsheets: nothing that runs as a formula, and exactly what was put in back out.

Spreadsheets run a cell that begins with `=`, `+`, `-`, `@` (also in their wide forms), a tab or a line end. An
apostrophe is put before such a text; a text that begins with apostrophes and then such a sign gets one more, so that
taking one away is the exact reverse, whatever was put in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from contingent.base.errors import InputError

LONGEST_IN_EXCEL = 32_767
"""Characters in a cell of a workbook; what is longer Excel cuts off."""

_RUNS = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|\r|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SEPARATOR = ";"


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs."""
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    """Return the text of a cell: the reverse of `guarded`."""
    return text[1:] if _GUARDED.match(text) else text


def joined(words: Sequence[str]) -> str:
    """Return a list of words as one cell: with semicolons, or as JSON where a word would not survive that."""
    plain = _SEPARATOR.join(words)
    return plain if list(words) == _split(plain) else json.dumps(list(words), ensure_ascii=False)


def parted(cell: str) -> list[object]:
    """Return the words of a cell: the reverse of `joined`. Raises InputError for a broken list."""
    if not cell.lstrip().startswith("["):
        return list(_split(cell))
    found = value_in(cell)
    if not isinstance(found, list):
        raise InputError(f"{cell[:40]!r} is no list.", remedy='Write one; two, or ["one", "two"].')
    return found


def _split(cell: str) -> list[str]:
    return [] if cell.lstrip().startswith("[") else [w.strip() for w in cell.split(_SEPARATOR) if w.strip()]


def value_in(cell: str) -> object:
    """Return the JSON value of a cell. Raises InputError."""
    try:
        found: object = json.loads(cell, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InputError(f"{cell[:40]!r} is not JSON.", remedy="Leave the cell as it was written.") from None
    return found


def _no_constant(text: str) -> object:
    raise ValueError(text)


def for_excel(text: str, where: str) -> str:
    """Return a text as a cell of a workbook may hold it. Raises InputError where it is too long for one.

    Characters that XML has no room for stand as `_x000B_`, as ECMA-376 part 1, 22.9.2.19 has it.
    """
    told = _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", guarded(text))
    if len(told) > LONGEST_IN_EXCEL:
        raise InputError(
            f"A cell of a workbook holds 32,767 characters, and this text has {len(told):,}.",
            record=where,
            remedy="Write CSV, JSON Lines or Parquet.",
        )
    return told


def from_excel(cell: str) -> str:
    """Return the text of a cell of a workbook: the reverse of `for_excel`."""
    return unguarded(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell))
