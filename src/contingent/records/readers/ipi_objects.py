"""JSON files of Providing for Peacekeeping: their objects one by one, with the line each begins on.

A fault in one object is complained about by line and column, and the objects after it are still read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from contingent.base.complaints import Complaint
from contingent.base.errors import InputError
from contingent.records.readers.reading import Head

LARGEST = 256 << 20
"""Bytes of the largest file that is read: JSON is held in memory whole."""

_NEXT = re.compile(r"[\s,]*")
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*')
_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]')


def _no_number(written: str) -> float:
    raise ValueError(written)


_DECODER = json.JSONDecoder(parse_constant=_no_number)


class Item(NamedTuple):
    """One object of a file: the line it begins on, the key it stands under where there is one, and its fields."""

    line: int
    key: str | None
    fields: dict[str, object]


def items(head: Head, complaints: list[Complaint]) -> Iterator[Item]:
    """Yield the objects of a file that is an array of objects, or an object of objects.

    What cannot be read is added to `complaints`. Raises InputError if the file is no UTF-8, too large, or neither.
    """
    text = _text(head)
    start = _NEXT.match(text).end()  # type: ignore[union-attr]
    if text[start : start + 1] not in ("[", "{"):
        raise InputError("The file is no JSON array or object.", record=head.path.name, remedy="Fetch it again.")
    keyed, end = text[start] == "{", "}" if text[start] == "{" else "]"
    place, line, counted = start + 1, 1, 0
    while True:
        place = _NEXT.match(text, place).end()  # type: ignore[union-attr]
        line, counted = line + text.count("\n", counted, place), place
        if text[place : place + 1] == end:
            if text[place + 1 :].strip():
                complaints.append(_fault(text, place + 1, "there is more after the end"))
            return
        key = _KEY.match(text, place) if keyed else None
        value = key.end() if key else place
        if (keyed and key is None) or not text.startswith("{", value):
            complaints.append(_fault(text, value, "an object is expected here"))
            return
        try:
            name = json.loads(f'"{key[1]}"') if key else None
            found, place = _DECODER.raw_decode(text, value)
        except (ValueError, RecursionError) as error:
            at = error.pos if isinstance(error, json.JSONDecodeError) else value
            complaints.append(_fault(text, at, getattr(error, "msg", "it cannot be read")))
            after = _after(text, value)
            if after is None:
                return
            place = after
        else:
            yield Item(line, name, found)


def _text(head: Head) -> str:
    if head.size > LARGEST:
        what = f"The file has {head.size >> 20} MB; JSON of up to {LARGEST >> 20} MB is read."
        raise InputError(what, record=head.path.name, remedy="Import the CSV file of the same month.")
    try:
        return head.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("The file is not UTF-8.", record=head.path.name, remedy="Save it as UTF-8.") from None


def _fault(text: str, place: int, what: str) -> Complaint:
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return Complaint(f"line {line}, column {column}", f"is no valid JSON: {what}.")


def _after(text: str, start: int) -> int | None:
    """Return where the object that begins at `start` ends, by its brackets; None if it does not."""
    depth = 0
    for mark in _MARK.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark[0], 0)
        if depth == 0 and mark[0] in "}]":
            return mark.end()
    return None


def whole_number(value: object) -> int | None:
    """Return a whole number of at least 0 that a field holds, None where it is absent. Raises ValueError."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1 << 53 or value != int(value):
        raise ValueError("is not a whole number of at least 0")
    return int(value)


def text(value: object) -> str | None:
    """Return the text that a field holds, None where it is absent or empty. Raises ValueError."""
    if value is not None and not isinstance(value, str):
        raise ValueError("is not a text")
    return value or None


def degrees(value: object) -> tuple[float | None, float | None]:
    """Return latitude and longitude of a field such as {"y": 4.85, "x": 31.6}. Raises ValueError."""
    if value is None:
        return None, None
    found = [value.get(each) for each in ("y", "x")] if isinstance(value, dict) else [""]
    if not all(each is None or (isinstance(each, int | float) and abs(each) <= 1000) for each in found):
        raise ValueError('is not a place such as {"y": 4.85, "x": 31.6}')
    return tuple(None if each is None else float(each) for each in found)  # type: ignore[return-value]
