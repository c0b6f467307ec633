"""JSON of Web Annotations, read without trust: what is of the wrong type counts as not given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from contingent.base.errors import InputError, NotFoundError
from contingent.coding.exchange.anchoring import Anchor
from contingent.coding.exchange.refi.marks import scalars

LARGEST = 256 * 1024 * 1024
"""Bytes."""

HALVES = re.compile("[\ud800-\udfff]")


def read_json(path: Path) -> object:
    """Return the JSON in a file. Raises NotFoundError, and InputError on anything that is no JSON."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.", record=path.name) from None
    if len(data) > LARGEST:
        raise InputError("The file is larger than 256 MiB.", record=path.name, remedy="Split it into several files.")
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        told = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"The file is not JSON ({told[:200]}).", record=path.name) from None


def _no_constant(text: str) -> object:
    raise ValueError(f"{text} is no JSON number")


def annotations_in(root: object) -> Iterator[object]:
    """Yield the annotations of a list, a page or a collection, whose further pages must be in the file."""
    stack = [root]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += reversed(each)
        elif isinstance(each, dict):
            inner = [each[key] for key in ("first", "items", "rows", "@graph", "next") if key in each]
            if inner:
                stack += reversed(inner)
            elif "target" in each:
                yield each


def whole(data: dict[str, object]) -> dict[str, object]:
    """Return a JSON object in which every half surrogate pair is a replacement character."""
    tidied = json.loads(HALVES.sub("\ufffd", json.dumps(data, ensure_ascii=False)))
    return tidied if isinstance(tidied, dict) else {}


def listed(value: object) -> list[object]:
    """Return a list as it is, one value as a list of it, null as an empty one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def words(value: object) -> str:
    """Return a text, the first of a list of texts, or an empty text."""
    if isinstance(value, list) and value:
        return words(value[0])
    return value if isinstance(value, str) else ""


def target_of(target: object) -> tuple[str, Anchor | None]:
    """Return the source of a target and what its selectors say, None where none of them is about text."""
    if not isinstance(target, dict):
        return "", None
    source = target.get("source")
    address = words(source.get("id")) if isinstance(source, dict) else words(source)
    start: int | None = None
    stop: int | None = None
    exact, prefix, suffix = None, "", ""
    for selector in listed(target.get("selector")):
        # A selector that refines another counts from where that one begins, so only its quote can be used.
        refined = False
        while isinstance(selector, dict):
            if selector.get("type") == "TextQuoteSelector" and isinstance(selector.get("exact"), str):
                exact = str(selector["exact"])
                prefix, suffix = words(selector.get("prefix")), words(selector.get("suffix"))
            elif selector.get("type") == "TextPositionSelector" and not refined:
                start, stop = _number(selector.get("start")), _number(selector.get("end"))
            selector, refined = selector.get("refinedBy"), True
    if start is None and not exact:
        return address, None
    return address, Anchor(start=start, stop=stop, exact=exact, prefix=prefix, suffix=suffix)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None


def moment(value: object) -> datetime | None:
    """Return a moment in UTC, None if the value is none."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        if read is None:
            return None
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def texts_by_name(value: object) -> dict[str, dict[str, str]]:
    """Return an object of objects of texts."""
    if not isinstance(value, dict):
        return {}
    return {str(name): {n: str(each) for n, each in scalars(given).items()} for name, given in value.items()}


def text_beside(path: Path, source: str) -> str | None:
    """Return the text of a file of the source's name in the same folder; no other place is looked into."""
    name = unquote(source.rpartition("/")[2])
    if not name.lower().endswith(".txt") or "/" in name or "\\" in name or "\x00" in name:
        return None
    beside = path.parent / name
    try:
        if beside.is_symlink() or not beside.is_file() or beside.stat().st_size > LARGEST:
            return None
        return beside.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
