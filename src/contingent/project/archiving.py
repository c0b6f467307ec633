"""Archiving a project: an RO-Crate that a data archive can keep and a reader can open without this program.

The description follows RO-Crate 1.2 (https://w3id.org/ro/crate/1.2): a flat JSON-LD graph with the descriptor of the
metadata file, the root data set and one entity for each file, licence and author. The same project gives the same
bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.errors import ConflictError, InputError, UsageError
from contingent.base.files import write_whole
from contingent.coding.codebook import Codebook
from contingent.coding.exchange.tables.grids import csv_bytes
from contingent.coding.reports import Confidentiality, Meeting
from contingent.project.column_words import TABLES, meaning

if TYPE_CHECKING:
    from contingent.project.project import Project

CRATE = "https://w3id.org/ro/crate/1.2"
METADATA = "ro-crate-metadata.json"
PROGRAM = "https://pypi.org/project/contingent/"
_HEAVY = frozenset({"original", "text", "sections", "paragraphs", "sentences", "notes"})
_TYPES = {".csv": "text/csv", ".jsonl": "application/jsonl", ".parquet": "application/vnd.apache.parquet",
          ".md": "text/markdown", ".html": "text/html", ".txt": "text/plain"}  # fmt: skip
_ORCID = re.compile(r"https://orcid\.org/\d{4}-\d{4}-\d{4}-\d{3}[\dX]\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveAsked:
    """What an archive is to say and hold.

    Attributes:
        license: address of the licence; None says that none was given.
        authors: who answers for the data, each a name that an ORCID address may follow.
        texts: whether the texts of public meetings' reports are in it; others never are.
        consent: whether what was said at a confidential meeting may be in it.
    """

    license: str | None = None
    authors: tuple[str, ...] = ()
    texts: bool = False
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What was written: how many files where, what to know of it, and what was left out and why."""

    file: str
    count: int
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def archive_project(project: Project, path: Path, asked: ArchiveAsked | None = None) -> Archived:
    """Write the archive to a new folder, or to a file if the name ends in `.zip`; it appears whole or not at all.

    Raises ConflictError where the folder is not empty, or a meeting is confidential and `consent` was not given;
    UsageError for a licence that is no web address; InputError if it cannot be written.
    """
    from contingent.project.exporting import disclosure_warnings

    how = asked or ArchiveAsked()
    if how.license is not None and not re.match(r"https?://\S+\Z", how.license):
        raise UsageError(
            f"{how.license!r} is no web address.",
            remedy="Give the page of the licence, for example https://creativecommons.org/licenses/by/4.0/",
        )
    meetings = project.meetings.find()
    sealed = [each.id for each in meetings if each.rule is Confidentiality.CONFIDENTIAL]
    if sealed and not how.consent:
        raise ConflictError(
            f"What was said at {', '.join(sealed)} is confidential.",
            remedy="Write it with --yes if whoever gets the archive may have it.",
        )
    with project.store.reading():
        files, left_out = _files(project, how)
        warnings = disclosure_warnings(project, project.statements.find(), with_words=False)
    files[METADATA] = _metadata(project, files, how)
    _put(path, files)
    return Archived(file=str(path), count=len(files), warnings=warnings, left_out=tuple(left_out))


def _files(project: Project, how: ArchiveAsked) -> tuple[dict[str, bytes], list[str]]:
    tables = _tables(project)
    files: dict[str, bytes] = {}
    for name, rows in tables.items():
        files |= _table(name, rows)
    files["data/coding.jsonl"] = _lossless(project)
    for book in project.codebooks.find():
        files |= _codebook(book)
    files["data-dictionary.csv"] = csv_bytes(("table", "column", "type", "meaning"), _dictionary(tables))
    texts, left_out = _texts(project, how)
    files |= texts
    if project.store.blocks.count():
        left_out.append("published figures of the record: their snapshots say where each can be fetched")
    files["README.md"] = _readme(project, tables, left_out, how).encode()
    listed = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["manifest-sha256.txt"] = listed.encode()
    return dict(sorted(files.items())), left_out


def _tables(project: Project) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table that has any, JSON values as lists and mappings."""
    from contingent.coding.exchange.statement_fields import statement_to_flat

    tables: dict[str, list[dict[str, Any]]] = {}
    by_plural = {box.kept.plural: box for box in project.store.containers.values()}
    for name in TABLES:
        if name == "statements":
            rows = [dict(statement_to_flat(each)) for each in project.statements.find()]
        elif name == "codes":
            rows = [
                {"book": f"{book.id}@{book.version}", "code": c.code, "name": c.name, "definition": c.definition,
                 "include": c.include, "exclude": c.exclude, "terms": list(c.terms), "examples": list(c.examples),
                 "leaf": c.leaf}
                for book in project.codebooks.find() for c in book
            ]  # fmt: skip
        else:
            box = by_plural[name]
            made = (box.kept.row(each) for each in box.find())
            rows = [{key: value for key, value in row.items() if key not in _HEAVY} for row in made]
        if rows:
            tables[name] = rows
    return tables


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    from contingent.project.listing import as_parquet

    columns = list(rows[0])
    cells = ([_cell(row[column]) for column in columns] for row in rows)
    lines = "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows)
    return {
        f"data/{name}.csv": csv_bytes(columns, cells),
        f"data/{name}.jsonl": lines.encode(),
        f"data/{name}.parquet": as_parquet(rows),
    }


def _cell(value: Any) -> Any:
    from contingent.coding.exchange.tables.cells import joined

    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return joined(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _lossless(project: Project) -> bytes:
    from contingent.store.coding_files import coding_bytes, coding_of

    return coding_bytes(coding_of(project.store, texts=False))


def _dictionary(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterable[tuple[str, ...]]:
    for table, rows in tables.items():
        for column in rows[0]:
            given = next((row[column] for row in rows if row[column] not in (None, [], {})), None)
            yield table, column, _type(given), meaning(table, column)


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "whole number" if isinstance(value, int) else "number"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "list of text, joined with semicolons in CSV"
    return "JSON" if isinstance(value, list | dict) else "text"


def _texts(project: Project, how: ArchiveAsked) -> tuple[dict[str, bytes], list[str]]:
    rules = {meeting.id: meeting.rule for meeting in project.meetings.find()}
    files: dict[str, bytes] = {}
    left_out = []
    for report in project.reports.find():
        if report.clean is None:
            continue
        rule = rules.get(report.meeting or "", Confidentiality.NON_ATTRIBUTION)
        if not how.texts:
            left_out.append(f"the text of {report.id}: it was not asked for")
        elif rule is not Confidentiality.PUBLIC:
            left_out.append(f"the text of {report.id}: its meeting was held under the rule {rule.value}")
        else:
            files[f"texts/{_safe(report.id, files)}.txt"] = report.clean.text.encode()
    return files, left_out


def _safe(name: str, taken: Mapping[str, bytes]) -> str:
    """Return a name that is a file name everywhere and is not taken yet."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[:80] or "report"
    number, found = 1, plain
    while any(each.casefold() == f"texts/{found}.txt".casefold() for each in taken):
        number += 1
        found = f"{plain}-{number}"
    return found


def _codebook(book: Codebook) -> dict[str, bytes]:
    from contingent.project.codebook_pages import codebook_page, codebook_text

    name = f"codebook/{re.sub(r'[^A-Za-z0-9_-]+', '_', book.id)[:60]}-{book.version}"
    columns = ("code", "name", "definition", "include", "exclude", "terms", "examples", "leaf")
    fields = ([getattr(code, column) for column in columns] for code in book)
    rows = ([_cell(list(each) if isinstance(each, tuple) else each) for each in row] for row in fields)
    return {
        f"{name}.csv": csv_bytes(columns, rows),
        f"{name}.md": codebook_text(book).encode(),
        f"{name}.html": codebook_page(book).encode(),
    }


def _name(project: Project) -> str:
    meetings = project.meetings.find()
    return "; ".join(each.title for each in meetings) or "A project without meetings"


def _description(project: Project, meetings: Sequence[Meeting]) -> str:
    rules = ", ".join(sorted({each.rule.value for each in meetings})) or "none"
    return (
        f"Coded statements of {len(meetings)} {'dialogue' if len(meetings) == 1 else 'dialogues'}: "
        f"{project.statements.count()} statements of {project.reports.count()} reports, with the codebook, the actors, "
        f"what was settled between coders and the positions that rest on it. Rules of the meetings: {rules}."
    )


def _readme(project: Project, tables: Mapping[str, Sequence[Any]], left_out: Sequence[str], how: ArchiveAsked) -> str:
    from contingent import __version__

    listed = "\n".join(f"| `data/{name}` | {len(rows):,} | {TABLES[name]} |" for name, rows in tables.items())
    left = "\n".join(f"* {line}" for line in left_out) or "Nothing."
    return f"""# {_one_line(_name(project))}

{_description(project, project.meetings.find())}

Written by contingent {__version__}. State of the data: {_day(project)}. Licence: {how.license or "none was given"}.

## What is here

| table | rows | what it holds |
|---|---:|---|
{listed}

Each table is there as CSV (UTF-8 with a mark, commas, RFC 4180), JSON Lines (UTF-8) and Parquet with the same rows.
Lists are joined with semicolons in CSV, nested values are JSON. A CSV cell that a spreadsheet would run as a formula
has an apostrophe before it; take one apostrophe away where one or more stand before `=`, `+`, `-`, `@`, a tab or a line
end.

`data-dictionary.csv` says what each column means, `codebook/` what each code means. `data/coding.jsonl` is the
whole coding as contingent takes it in again: `contingent import PROJECT data/coding.jsonl`.
`manifest-sha256.txt` has the SHA-256 of every file: `sha256sum -c manifest-sha256.txt`.
`{METADATA}` describes the archive as an RO-Crate ({CRATE}).

Places in reports count Unicode code points of the clean text from 0, the end exclusive.

## What is left out

{left}
"""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(project: Project) -> str:
    """Return the day of the last change: the same project has the same day, whenever it is archived."""
    latest = project.journal.entries(1)
    return latest[0].at.date().isoformat() if latest else project.store.created[:10]


def _metadata(project: Project, files: Mapping[str, bytes], how: ArchiveAsked) -> bytes:
    meetings = project.meetings.find()
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": _one_line(_name(project)),
        "description": _description(project, meetings),
        "datePublished": _day(project),
        "identifier": project.store.project,
        "hasPart": [{"@id": name} for name in files],
    }
    descriptor = {"@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": CRATE}, "about": {"@id": "./"}}
    more = [_licence(how)]
    root["license"] = {"@id": more[0]["@id"]}
    people = [_person(number, words) for number, words in enumerate(how.authors, start=1)]
    if people:
        root["author"] = [{"@id": each["@id"]} for each in people]
    graph = [descriptor, root, *(_file(name, data) for name, data in files.items()), *more, *people]
    crate = {"@context": f"{CRATE}/context", "@graph": graph}
    return (json.dumps(crate, ensure_ascii=False, indent=2) + "\n").encode()


def _licence(how: ArchiveAsked) -> dict[str, Any]:
    if how.license is None:
        told = "No licence was given. Ask whoever gave you this archive before you pass it on or publish from it."
        return {"@id": "#no-licence", "@type": "CreativeWork", "name": "No licence given", "description": told}
    return {"@id": how.license, "@type": "CreativeWork", "name": how.license, "url": how.license,
            "description": "The licence of this data set."}  # fmt: skip


def _person(number: int, words: str) -> dict[str, Any]:
    name, _, last = words.rpartition(" ")
    if name and _ORCID.match(last):
        return {"@id": last, "@type": "Person", "name": name.strip()}
    return {"@id": f"#author-{number}", "@type": "Person", "name": words}


def _file(name: str, data: bytes) -> dict[str, Any]:
    ending = Path(name).suffix
    table = Path(name).name.partition(".")[0]
    told = TABLES.get(table) if name.startswith("data/") else None
    entity = {
        "@id": name,
        "@type": "File",
        "name": Path(name).name,
        "encodingFormat": _TYPES[ending],
        "contentSize": str(len(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return entity | ({"description": told} if told else {})


def _put(path: Path, files: Mapping[str, bytes]) -> None:
    if path.suffix.casefold() == ".zip":
        write_whole(path, _zipped(files))
        return
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ConflictError("The folder is not empty.", record=str(path), remedy="Name a new folder.")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        for name, data in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(data)
        if path.exists():
            path.rmdir()
        draft.rename(path)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise InputError(f"The archive cannot be written: {error.strerror or error}.", record=str(path),
                         remedy="Choose another place.") from error  # fmt: skip


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()
