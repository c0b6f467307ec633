"""Coding files: the whole coding of a project as one file that another project takes in exactly.

JSON Lines in UTF-8. The first line says what the file is and how many records of each noun follow; each further line is
one record: `noun` and its columns as the project keeps them, nouns that others refer to first. In it are meetings,
reports, coders, codebooks, statements, assignments, settlements and fingerprints; the reports' texts and original bytes
are in it or left out as asked, and what points into them stays.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.errors import ConflictError, ContingentError, InputError, NotFoundError, UserError
from contingent.base.files import write_whole
from contingent.store.nouns import (
    ASSIGNMENTS,
    CODEBOOKS,
    CODERS,
    FINGERPRINTS,
    MEETINGS,
    NOUNS,
    REPORTS,
    SETTLEMENTS,
    STATEMENTS,
)
from contingent.store.rows import Row, check_text
from contingent.store.store import Store

CODING = tuple(
    each.noun for each in (MEETINGS, REPORTS, CODERS, CODEBOOKS, STATEMENTS, ASSIGNMENTS, SETTLEMENTS, FINGERPRINTS)
)
"""Nouns of a coding file, in order."""
FORMAT = 1
_WORDS = frozenset({"affiliation", "actors", "actors_named", "concepts", "hosts", "statements", "notes"})
LARGEST = 1 << 30
"""Bytes; the originals of a few hundred reports."""
_BYTES = "original"
_TEXTS = ("original", "text", "sections", "paragraphs", "sentences", "notes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What a coding file holds: things by noun, and whether the reports' texts are among it."""

    things: Mapping[str, tuple[Any, ...]]
    texts: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many of each noun."""
        return {noun: len(things) for noun, things in self.things.items() if things}


def coding_of(store: Store, *, texts: bool) -> Coding:
    """Return the whole coding of a project as it is at one moment; without `texts`, reports have no words."""
    with store.reading():
        things = {noun: store.containers[noun].find() for noun in CODING}
    if not texts:
        things[REPORTS.noun] = tuple(
            REPORTS.thing({**REPORTS.row(each), **dict.fromkeys(_TEXTS)}) for each in things[REPORTS.noun]
        )
    return Coding(things=things, texts=texts)


def write_coding(coding: Coding, path: Path) -> None:
    """Write a coding file, the same bytes for the same coding. Raises InputError if it cannot be written."""
    write_whole(path, coding_bytes(coding))


def coding_bytes(coding: Coding) -> bytes:
    """Return the bytes of a coding file."""
    return b"".join(line.encode() for line in _written(coding))


def _written(coding: Coding) -> Iterator[str]:
    head = {"contingent": "coding", "format": FORMAT, "texts": coding.texts, "counts": coding.counts}
    yield _line(head)
    for noun in CODING:
        for thing in coding.things.get(noun, ()):
            row = NOUNS[noun].row(thing)
            yield _line({"noun": noun, **{name: _as_json(value) for name, value in row.items()}})


def _as_json(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _line(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def is_coding(head: str) -> bool:
    """Return whether a file that begins so is a coding file."""
    return '"contingent":"coding"' in head.split("\n", 1)[0].replace(" ", "")


def read_coding(path: Path) -> Coding:
    """Return what a coding file holds.

    Raises NotFoundError for a missing file, InputError for one of another kind or version or one that was cut, and
    ComplaintsError listing every line that is no record; nothing is returned half.
    """
    lines = [line for line in _text(path).split("\n") if line.strip()]
    head = _head(lines[0] if lines else "", path)
    things: dict[str, list[Any]] = {noun: [] for noun in CODING}
    complaints: list[Complaint] = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            noun, thing = _record(line)
            things[noun].append(thing)
        except UserError as error:
            complaints.append(Complaint.of(f"line {number}", error))
    raise_complaints(str(path), complaints)
    coding = Coding(things={noun: tuple(found) for noun, found in things.items()}, texts=head.get("texts") is True)
    if coding.counts != head.get("counts"):
        raise InputError(
            f"The file says it holds {head.get('counts')}, and {coding.counts} are there.",
            record=str(path),
            remedy="It was cut or edited: write it anew, or correct the counts of its first line.",
        )
    _refuse_twins(coding, path)
    return coding


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("The file is larger than 1 GiB.", record=str(path))
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"The file is not UTF-8 text (byte {error.start}).", record=str(path)) from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.", record=str(path)) from None


def _head(line: str, path: Path) -> dict[str, Any]:
    try:
        head = _json(line)
    except InputError:
        head = {}
    if head.get("contingent") != "coding":
        raise InputError("This is no coding file.", record=str(path), remedy="Its first line must say what it is.")
    if head.get("format") != FORMAT:
        raise InputError(
            f"The coding file has format {head.get('format')!r}, and {FORMAT} is read here.",
            record=str(path),
            remedy="Use the version of contingent that wrote it, or a newer one.",
        )
    return head


def _json(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InputError("The line is not JSON.") from None
    if not isinstance(found, dict):
        raise InputError("The line is no JSON object.")
    return found


def _no_constant(text: str) -> object:
    raise ValueError(text)


def _record(line: str) -> tuple[str, Any]:
    """Return the noun and thing of a line. Only what is written back in the very same words is taken."""
    data = _json(line)
    noun = data.pop("noun", None)
    if noun not in CODING:
        raise InputError(f"{str(noun)[:40]!r} is no noun of a coding file.", remedy=f"Nouns are: {', '.join(CODING)}.")
    kept = NOUNS[noun]
    try:
        row: Row = {name: _bytes(value) if name == _BYTES else value for name, value in data.items()}
        thing = kept.thing(row)
        again = check_text(noun, kept.row(thing))
    except UserError:
        raise
    except (ContingentError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise InputError(f"This is no {noun} ({' '.join(str(error).split())[:80]}).") from None
    wrong = sorted(name for name in row.keys() | again.keys() if not _alike(row, again, name, kept.table))
    wrong += ["id"] if type(row.get("id", "")) in (dict, list) else []
    if wrong:
        raise InputError(f"The {noun} {str(row.get('id'))[:40]!r} has a wrong {wrong[0]!r}.")
    return noun, thing


def _bytes(value: Any) -> Any:
    return None if value is None else base64.b64decode(value["base64"], validate=True)


def _alike(row: Row, again: Row, name: str, table: Table) -> bool:
    """Whether a column was given, is of its type, and reads the same after it has been made part of a noun."""
    if name not in row or name not in again or type(row[name]) is not type(again[name]):
        return False
    value, column = row[name], table.c[name]
    if value is None:
        return bool(column.nullable)
    if name in _WORDS and not all(isinstance(each, str) for each in value):
        return False
    if name == "codes" and not all(isinstance(v, str | bool | list) for code in value for v in code.values()):
        return False
    try:
        plain = type(value) is column.type.python_type
    except NotImplementedError:
        plain = False
    return bool((plain or type(value) in (dict, list) or name == "value") and value == again[name])


def _refuse_twins(coding: Coding, path: Path) -> None:
    for noun, things in coding.things.items():
        twice = [key for key, count in Counter(map(NOUNS[noun].key, things)).items() if count > 1]
        if twice:
            raise InputError(f"The {noun} {twice[0]!r} stands in the file twice.", record=str(path))


def put_coding(store: Store, coding: Coding, summary: str) -> dict[str, int]:
    """Store a coding as one change and return how many records of each noun are new.

    Records that are there already and equal are passed over. A report that is there with its text keeps it where the
    file has none. Raises ConflictError naming records that are there and differ, and nothing is stored then.
    """
    fresh: dict[str, list[Any]] = {}
    clashes: list[str] = []
    for noun, things in coding.things.items():
        box = store.containers[noun]
        known = set(box.ids())
        for thing in things:
            key = box.kept.key(thing)
            if key not in known:
                fresh.setdefault(noun, []).append(thing)
            elif not _same(noun, box.get(key), thing):
                clashes.append(f"{noun} {key!r}")
    if clashes:
        raise ConflictError(
            f"{len(clashes)} {'record is' if len(clashes) == 1 else 'records are'} in the project already and differ: "
            f"{', '.join(clashes[:8])}{' ...' if len(clashes) > 8 else ''}.",
            record=store.address,
            remedy="Take the file into a project of its own and merge the two.",
        )
    with store.change(summary):
        for noun in CODING:
            if noun in fresh:
                store.containers[noun].add(fresh[noun])
    return {NOUNS[noun].plural: len(things) for noun, things in fresh.items()}


def _same(noun: str, here: Any, there: Any) -> bool:
    if noun == REPORTS.noun and there.clean is None and there.original is None:
        kept = NOUNS[noun]
        return bool({**kept.row(here), **dict.fromkeys(_TEXTS)} == kept.row(there))
    return bool(here == there)
