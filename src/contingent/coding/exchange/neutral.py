"""Labels made harmless: for cells of spreadsheets, for XML, and for formats that know quotation marks only."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 (section 2.2) forbids, even escaped."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠]")


def cell(text: str) -> str:
    """Return a text as a cell of a spreadsheet: an apostrophe before what a spreadsheet would run as a formula."""
    told = xml_text(text)
    return f"'{told}" if _FORMULA.match(told) else told


def xml_text(text: str) -> str:
    """Return a text without characters that XML cannot carry; U+FFFD stands for each of them."""
    return _NOT_XML.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return a text on one line, without control characters and without double quotes or backslashes."""
    return xml_text(_CONTROLS.sub(" ", text)).replace('"', "'").replace("\\", "/").strip() or "-"


def distinct(labels: Iterable[str]) -> tuple[str, ...]:
    """Return labels told apart: the second `A` becomes `A (2)`."""
    seen: set[str] = set()
    told = []
    for label in labels:
        number, name = 1, label
        while name in seen:
            number += 1
            name = f"{label} ({number})"
        seen.add(name)
        told.append(name)
    return tuple(told)


def figure(weight: float) -> str:
    """Return a weight in the fewest digits that give it back exactly; whole numbers without a point."""
    value = float(weight) + 0.0
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
