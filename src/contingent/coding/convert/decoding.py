"""Bytes to characters: UTF-8 first, then what the bytes themselves make plausible, and never a silent guess."""

from __future__ import annotations

import codecs
import re

from contingent.base.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_AS_UTF8 = "Save it as UTF-8 (in a text editor: Save as, encoding UTF-8) and add it again."


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of `data` without a byte order mark, and a note for whatever was not plain UTF-8.

    UTF-16 and UTF-32 are read by their mark (UTF-16 also without), Windows-1252 when the few bytes above ASCII fit
    European prose. Raises InputError naming the byte offset and the suspected encoding otherwise, and for binary data.
    """
    for bom, codec, label in _BOMS:
        if data.startswith(bom):
            notes = [] if label == "UTF-8" else [f"read as {label}"]
            return _checked(_strict(data[len(bom) :], codec, label, name, len(bom)), name), notes
    silent = _unmarked_utf16(data)
    if silent:
        return _checked(_strict(data, silent, "UTF-16", name, 0), name), ["read as UTF-16 (no byte order mark)"]
    try:
        return _checked(data.decode("utf-8"), name), []
    except UnicodeDecodeError as error:
        return _fallback(data, name, error.start)


def _strict(data: bytes, codec: str, label: str, name: str, skipped: int) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise InputError(
            f"The text is marked as {label}, but byte {skipped + error.start} does not fit.",
            record=name,
            remedy=f"The file may be damaged. {_AS_UTF8}",
        ) from None


def _unmarked_utf16(data: bytes) -> str | None:
    """Return the UTF-16 variant when every other byte of the beginning is mostly zero."""
    head = data[: 4096 & ~1]
    half = len(head) // 2
    if half < 4 or len(data) % 2:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else None


def _fallback(data: bytes, name: str, offset: int) -> tuple[str, list[str]]:
    high = len(_HIGH.findall(data))
    in_utf8 = sum(map(len, _MULTIBYTE.findall(data)))
    if 2 * in_utf8 > high:
        raise InputError(
            f"Byte {offset} is not valid UTF-8, though most of the text is: the file is damaged or cut short.",
            record=name,
            remedy=_AS_UTF8,
        )
    _refuse_binary(data.decode("latin-1"), name)
    letters = sum(data.count(bytes([b])) for b in b"etaoinsrhl") + 1
    if high > 0.25 * letters or _UNDEFINED_1252.search(data):
        raise InputError(
            f"Byte {offset} is not valid UTF-8; the text is perhaps in {_suspect(data)}.",
            record=name,
            remedy=_AS_UTF8,
        )
    note = f"read as Windows-1252: byte {offset} is not UTF-8; check accented letters and quotation marks"
    return _checked(data.decode("cp1252"), name), [note]


def _suspect(data: bytes) -> str:
    """Return the likeliest single-byte encoding by how the high bytes cluster."""
    high = [b for b in data if b >= 0x80]
    if 10 * sum(b >= 0xC0 for b in high) > 8 * len(high) and 3 * len(high) > len(data):
        return "a Cyrillic encoding (Windows-1251 or KOI8-R)"
    if 3 * len(high) > len(data):
        return "an encoding for a script other than Latin (Arabic, Chinese, Cyrillic ...)"
    return "an old encoding such as Mac Roman, or it is no text"


def _checked(text: str, name: str) -> str:
    _refuse_binary(text, name)
    return text


def _refuse_binary(text: str, name: str) -> None:
    """Raise InputError at a NUL or where control characters are more than one in a hundred."""
    at = text.find("\x00")
    controls = len(_CONTROL.findall(text))
    if at >= 0 or controls > max(2, len(text) // 100):
        what = f"character {at} is NUL" if at >= 0 else f"{controls} control characters"
        raise InputError(
            f"This is not text but binary data ({what}).",
            record=name,
            remedy="Add the document itself as PDF, DOCX, HTML or plain text.",
        )
