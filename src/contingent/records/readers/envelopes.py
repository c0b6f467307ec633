"""Envelopes: where within a JSON document the list of rows begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

ROWS = ("data", "results", "records", "rows", "items")
"""Keys that say that what they hold are the rows; a list of objects under another key counts if there is none."""

WITHIN = ("data", "result", "results", "response")
"""Keys of objects that may hold the list in turn."""

_BLANK = re.compile(r"\s*")
_KEY = re.compile(r'[\s,]*"((?:[^"\\]|\\.)*)"\s*:\s*')
_DECODER = json.JSONDecoder()


def list_begins(text: str) -> int | None:
    """Return the place after the bracket that opens the list of rows; None if the text is no list and holds none.

    The text may be only the beginning of a document. Of an object, it is the first list of objects under one of `ROWS`,
    on its own level or within an object under one of `WITHIN`; else its first list of objects, else its first list.
    """
    at = _after_blanks(text, 0)
    if text[at : at + 1] == "[":
        return at + 1
    if text[at : at + 1] != "{" or objects_follow(text):
        return None
    found = list(_lists(text, at + 1))
    ranked = sorted(found, key=lambda each: (not each[1], each[0] not in ROWS))  # stable: the first of its sort
    return ranked[0][2] if ranked else None


def objects_follow(text: str) -> bool:
    """Return whether the text is one object after another without a list around them, as JSON Lines are.

    A single object is none: nobody can tell it from a message of a server.
    """
    at = _after_blanks(text, 0)
    if text[at : at + 1] != "{":
        return False
    try:
        _, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return False
    after = _after_blanks(text, end)
    return text[after : after + 1] == "{"


def _lists(text: str, at: int) -> Iterator[tuple[str, bool, int]]:
    """Yield the lists of an object: their key, whether they hold objects, and where they begin."""
    while key := _KEY.match(text, at):
        at = key.end()
        if text[at : at + 1] == "[":
            inner = _after_blanks(text, at + 1)
            yield key[1], text[inner : inner + 1] in ("{", "]") and (text[inner] == "{" or key[1] in ROWS), at + 1
        elif text[at : at + 1] == "{" and key[1] in WITHIN:
            yield from _lists(text, at + 1)
        try:
            _, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return


def _after_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
