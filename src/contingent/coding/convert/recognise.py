"""Which format a file is in: by its first bytes, then by its name; and the formats that are turned away, with why."""

from __future__ import annotations

import re
from pathlib import PurePath

from contingent.base.errors import InputError

TEXT = "text/plain"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"

_BY_EXTENSION = {
    ".txt": TEXT, ".text": TEXT, ".md": TEXT, ".markdown": TEXT, "": TEXT,
    ".pdf": PDF, ".docx": DOCX, ".docm": DOCX, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
}  # fmt: skip

_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)

_REFUSED_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "a Rich Text file", "Open it in a word processor and save it as DOCX."),
    (b"\x89PNG", "a picture", "Run text recognition (OCR) over it and add the resulting PDF or text."),
    (b"\xff\xd8\xff", "a picture", "Run text recognition (OCR) over it and add the resulting PDF or text."),
    (b"GIF8", "a picture", "Run text recognition (OCR) over it and add the resulting PDF or text."),
    (b"II*\x00", "a picture", "Run text recognition (OCR) over it and add the resulting PDF or text."),
    (b"MM\x00*", "a picture", "Run text recognition (OCR) over it and add the resulting PDF or text."),
    (b"%!PS", "a PostScript file", "Convert it to PDF and add that."),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it and add the document inside."),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)", "Unpack it and add the document inside."),
    (b"Rar!", "a compressed file (RAR)", "Unpack it and add the document inside."),
    (b"SQLite format 3\x00", "a database", "If it is a project, open it with `contingent FILE`."),
)  # fmt: skip

_SAVE_AS = {
    ".doc": "Open it in a word processor and save it as DOCX.",
    ".odt": "Open it in a word processor and save it as DOCX.",
    ".rtf": "Open it in a word processor and save it as DOCX.",
    ".pages": "Export it from Pages as DOCX or PDF.",
    ".epub": "Convert it to HTML or PDF and add that.",
}


def media_type(data: bytes, name: str) -> str:
    """Return the media type of a document: text, PDF, DOCX or HTML, by content first and extension second.

    Raises InputError, naming the file and the way out, for every other type.
    """
    head = data[:4096]
    for start, what, remedy in _REFUSED_STARTS:
        if head.startswith(start):
            raise InputError(f"This is {what}, which cannot be read as a report.", record=name, remedy=remedy)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _old_office(data, name)
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(data, name)
    return _by_name(head, name)


def _by_name(head: bytes, name: str) -> str:
    extension = PurePath(name).suffix.lower()
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML_START.match(bare):
        return HTML
    known = _BY_EXTENSION.get(extension)
    if known in (PDF, DOCX):
        kind = "PDF" if known == PDF else "DOCX"
        raise InputError(
            f"The name says {kind}, but the content is not {kind}.",
            record=name,
            remedy="The file may be damaged or cut short; fetch it again, or open and save it anew.",
        )
    if known is None:
        raise InputError(
            f"Files of type {extension!r} are not read.",
            record=name,
            remedy=_SAVE_AS.get(extension, "Save it as PDF, DOCX, HTML or plain text (.txt) and add that."),
        )
    return known


def _old_office(data: bytes, name: str) -> InputError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InputError(
            "The document is encrypted with a password.",
            record=name,
            remedy="Open it, remove the password, save it as DOCX and add it again.",
        )
    return InputError(
        "This is an old Word or Office file (before 2007), which is not read.",
        record=name,
        remedy="Open it in a word processor and save it as DOCX.",
    )


def _zip_type(data: bytes, name: str) -> str:
    """Return DOCX for a zip that names Word's main part; other packages are turned away by name."""
    if b"word/" in data:
        return DOCX
    for sign, what in (
        (b"opendocument", "an OpenDocument file"),
        (b"xl/", "an Excel workbook"),
        (b"ppt/", "a presentation"),
        (b"epub", "an e-book"),
    ):
        if sign in data:
            raise InputError(
                f"This is {what}, which is not read.", record=name, remedy="Save it as DOCX, PDF or HTML and add that."
            )
    extension = PurePath(name).suffix.lower()
    if extension in (".odt", ".ods", ".odp"):
        raise InputError("This is an OpenDocument file, which is not read.", record=name, remedy=_SAVE_AS[".odt"])
    if extension in (".docx", ".docm"):
        return DOCX
    raise InputError("This is a compressed file (zip).", record=name, remedy="Unpack it and add the document inside.")
