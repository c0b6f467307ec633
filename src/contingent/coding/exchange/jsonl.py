"""JSON Lines: one statement per line, both ways; a file is taken in whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.errors import InputError, NotFoundError, UserError
from contingent.base.files import write_whole
from contingent.coding.exchange.statement_fields import statement_from_dict, statement_to_dict
from contingent.coding.statements import Statement

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; a coded report is a few hundred kilobytes, so more is a wrong file."""

Writer = Callable[[Statement], dict[str, object]]


def read_statements(source: str | bytes | Path, *, name: str | None = None) -> list[Statement]:
    """Return the statements of JSON Lines, in file order.

    `source` is a path, or the text or bytes themselves. Blank lines are passed over; a statement without `id` is
    called `L` and its line number. Raises NotFoundError for a missing file and a ComplaintsError (an InputError) that
    lists every bad line; nothing is returned half.
    """
    text, label = _text_of(source, name)
    statements: list[Statement] = []
    complaints: list[Complaint] = []
    seen: dict[str, str] = {}
    for record, line in _lines(text):
        try:
            statement = statement_from_dict(_parse(line), default_id=record.replace("line ", "L"))
            if statement.id in seen:
                raise InputError(f"The id {statement.id!r} stands on {seen[statement.id]} too.")
        except UserError as error:
            complaints.append(Complaint.of(record, error))
        else:
            seen[statement.id] = record
            statements.append(statement)
    raise_complaints(label, complaints)
    return statements


def format_statements(statements: Iterable[Statement], *, writer: Writer = statement_to_dict) -> str:
    """Return JSON Lines, one statement a line, each ended by a newline; `writer` chooses the form."""
    return "".join(json.dumps(writer(s), ensure_ascii=False, allow_nan=False) + "\n" for s in statements)


def write_statements(statements: Iterable[Statement], path: Path, *, writer: Writer = statement_to_dict) -> None:
    """Write JSON Lines to `path`; the old file stays until the new one is whole. Raises InputError if it cannot."""
    write_whole(path, format_statements(statements, writer=writer).encode())


def _text_of(source: str | bytes | Path, name: str | None) -> tuple[str, str]:
    if isinstance(source, str):
        return source.removeprefix("\ufeff"), name or "statements"
    label = name or (str(source) if isinstance(source, Path) else "statements")
    data = _bytes_of(source) if isinstance(source, Path) else source
    if len(data) > LARGEST_FILE:
        raise InputError("The file is larger than 256 MiB.", record=label, remedy="Split it into several files.")
    try:
        return data.decode("utf-8-sig"), label
    except UnicodeDecodeError as error:
        raise InputError(
            f"The file is not UTF-8 text (byte {error.start}).",
            record=label,
            remedy="Save it as UTF-8 and read it again.",
        ) from None


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.", record=str(path)) from error


def _lines(text: str) -> Iterator[tuple[str, str]]:
    # Only a line feed ends a record: JSON strings may hold U+2028 and the like, which splitlines would cut at.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"line {number}", line


def _no_constant(text: str) -> object:
    raise ValueError(f"{text} is no JSON number")


def _parse(line: str) -> object:
    try:
        return json.loads(line, parse_constant=_no_constant)
    except RecursionError:
        raise InputError("The line is nested too deeply.") from None
    except ValueError as error:
        raise InputError(f"The line is not JSON ({error}).", remedy="Write one JSON object per line.") from None
