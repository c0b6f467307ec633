"""Marks: a last line in a description that says in JSON what other tools have no field for.

People read the words above it; other tools keep it as part of the description; the reader takes it off again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_MARK = re.compile(r"(?s)(?:\A|(?P<words>.*)\r?\n\r?\n)\[contingent\] (?P<json>\{[^\r\n]*\})\s*\Z")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def marked(words: str, data: Mapping[str, object]) -> str:
    """Return a description of `words` and the mark for `data`; without data only where the words look marked."""
    if not data and _MARK.fullmatch(words) is None:
        return storable(words)
    line = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    line = _NOT_XML.sub(_escape, line)
    line = line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")
    return f"{storable(words)}\n\n[contingent] {line}" if words else f"[contingent] {line}"


def unmarked(description: str) -> tuple[str, dict[str, object]]:
    """Return the words of a description and what its mark says; a line that is no mark belongs to the words."""
    match = _MARK.fullmatch(description)
    if match is None:
        return description, {}
    try:
        data = json.loads(match["json"])
    except (ValueError, RecursionError):
        return description, {}
    return (match["words"] or "", data) if isinstance(data, dict) else (description, {})


def storable(text: str) -> str:
    """Return `text` with a replacement character for each that XML 1.0 forbids (section 2.2)."""
    return _NOT_XML.sub("\ufffd", text)


def scalars(value: object) -> dict[str, str | int | bool]:
    """Return the texts, whole numbers and truth values of a JSON object by name; nothing else is believed."""
    if not isinstance(value, dict):
        return {}
    return {name: each for name, each in value.items() if isinstance(each, str | int | bool) and sound(each)}


def sound(value: str | int | bool) -> bool:
    """Return whether a value can be stored anywhere: no half surrogate pair, no number of more than 64 bits."""
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return -(2**63) <= value < 2**63


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else "\ufffd"
