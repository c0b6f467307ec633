"""What the headers of an answer say about a file: its version, its sums, which part of it comes, when to ask again."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse


def conditions(validator: str | None) -> dict[str, str]:
    """Ask for the file only if it is not the version known: an entity tag, or a date of last change."""
    if not validator:
        return {}
    is_tag = validator.startswith(('"', 'W/"'))
    return {"If-None-Match" if is_tag else "If-Modified-Since": validator}


def validator_of(response: BaseHTTPResponse) -> str | None:
    """Return what to ask with whether the file has changed: its entity tag, else the date of its last change."""
    return response.headers.get("ETag") or response.headers.get("Last-Modified")


def version_of(response: BaseHTTPResponse) -> str | None:
    """The mark of this very version, byte for byte; a weak tag is none (RFC 9110 section 8.8.1)."""
    tag = response.headers.get("ETag")
    if tag and not tag.startswith("W/"):
        return tag
    return None if tag else response.headers.get("Last-Modified")


def sums_of(response: BaseHTTPResponse) -> dict[str, str]:
    """The sums a server gives of the whole body: Repr-Digest (RFC 9530), Digest, Content-MD5."""
    sums: dict[str, str] = {}
    digests = f"{response.headers.get('Repr-Digest', '')},{response.headers.get('Digest', '')}"
    for kind, value in re.findall(r"(sha-256|sha-512|md5)=:?([A-Za-z0-9+/=]+):?", digests, re.I):
        sums[kind.casefold().replace("-", "")] = value
    if response.headers.get("Content-MD5"):
        sums["md5"] = response.headers["Content-MD5"]
    found = {}
    for kind, value in sums.items():
        try:
            found[kind] = base64.b64decode(value, validate=True).hex()
        except ValueError:
            continue
    return found


def starts_at(response: BaseHTTPResponse) -> int | None:
    """Return the first byte a partial answer sends; None if it does not say."""
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def retry_after(value: str | None) -> float | None:
    """Return in how many seconds a server wants to be asked again: a number, or a date; None if it does not say."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
