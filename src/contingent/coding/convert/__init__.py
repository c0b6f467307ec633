"""Reading: a document of any known format becomes clean text with sections, paragraphs and sentences as spans."""

from __future__ import annotations

from pathlib import Path

from contingent.base.errors import InputError, NotFoundError
from contingent.coding.convert.recognise import DOCX, HTML, PDF, media_type
from contingent.coding.convert.text import read_text
from contingent.coding.reports import CleanText

__all__ = ["LARGEST", "convert", "media_type", "read_file"]

LARGEST = 100_000_000
"""The largest document, in bytes, that is read."""


def convert(data: bytes, name: str) -> CleanText:
    """Return the clean text of a document.

    The format is told by content first and by the extension of `name` second. `notes` of the result say what was
    repaired. Raises InputError, naming file and page, for whatever cannot be read whole.
    """
    _check_size(len(data), name)
    if not data:
        raise InputError("The file is empty.", record=name, remedy="Check that it was saved or downloaded completely.")
    kind = media_type(data, name)
    if kind == PDF:
        from contingent.coding.convert.pdf import read_pdf

        return read_pdf(data, name)
    if kind == DOCX:
        from contingent.coding.convert.docx import read_docx

        return read_docx(data, name)
    if kind == HTML:
        from contingent.coding.convert.html import read_html

        return read_html(data, name)
    return read_text(data, name)


def read_file(path: str | Path) -> tuple[bytes, CleanText]:
    """Return the original bytes and the clean text of a file; its size is checked before anything is read.

    Raises NotFoundError if there is no such file, InputError for a folder or anything `convert` refuses.
    """
    path = Path(path)
    try:
        if not path.is_file():
            raise _no_file(path)
        _check_size(path.stat().st_size, path.name)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise InputError(
            f"The file cannot be read: {error}.", record=path.name, remedy="Check its permissions."
        ) from None
    return data, convert(data, path.name)


def _no_file(path: Path) -> InputError | NotFoundError:
    if path.exists():
        return InputError("This is not a file.", record=str(path), remedy="Name a document, not a folder.")
    return NotFoundError("There is no such file.", record=str(path), remedy="Check the name and the folder.")


def _check_size(size: int, name: str) -> None:
    if size > LARGEST:
        raise InputError(
            f"The file has {size / 1e6:.0f} MB; documents up to {LARGEST / 1e6:.0f} MB are read.",
            record=name,
            remedy="Save it without pictures, or split it and add the parts.",
        )
