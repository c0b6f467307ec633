"""Writing a Taguette project: the tables of Taguette 1.5, with the log that says who made which highlight."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contingent.base.errors import InputError
from contingent.base.files import write_whole
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode
from contingent.coding.exchange.taguette.pages import Page, page_of
from contingent.coding.exchange.taguette.schema import APPLICATION_ID, REVISION, TABLES

LONGEST = 200
"""Characters of the longest name of a document or path of a tag."""
OWNER = "admin"
"""The user of a Taguette that runs for one person; it owns what is written here."""


def write_taguette(parcel: Parcel, path: Path) -> tuple[str, ...]:
    """Write a parcel as a `project.sqlite3` of Taguette and return one line for each thing it has no room for.

    A document that came as HTML goes back as it came; any other is written line by line as paragraphs.
    Raises InputError for a text that SQLite cannot keep, a passage outside its text, or a folder that is not there.
    """
    rows = _Rows(parcel, str(path))
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.sqlite3"
        try:
            _fill(draft, rows.tables)
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise InputError(
                f"The project cannot be written: {error}.",
                record=str(path),
                remedy="Look for characters that are not text (half a surrogate pair).",
            ) from None
        write_whole(path, draft.read_bytes())
    return tuple(f"{number:,} {what}" for what, number in sorted(rows.lost.items()) if number)


def _fill(path: Path, tables: Mapping[str, list[tuple[Any, ...]]]) -> None:
    with closing(sqlite3.connect(path)) as link, link:
        link.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for name, (definition, indexes) in TABLES.items():
            link.execute(definition)
            for index in indexes:
                link.execute(index)
            for row in tables.get(name, ()):
                link.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - own names


class _Rows:
    """The rows by table, and a tally of what is lost."""

    def __init__(self, parcel: Parcel, record: str) -> None:
        self._parcel, self._record = parcel, record
        self.lost: Counter[str] = Counter()
        self._now = _stamp(datetime.now(UTC))
        self._logins = _logins(parcel.coders)
        self._commands: list[tuple[Any, ...]] = []
        self._documents = {each.id: n for n, each in enumerate(parcel.documents, 1)}
        self._tags = {each.id: n for n, each in enumerate(parcel.codes, 1)}
        self.tables: dict[str, list[tuple[Any, ...]]] = {
            "users": [(login, self._now, None, 0, None, None, None, None) for login in self._users()],
            "projects": [self._project()],
            "project_members": [(1, login, "ADMIN") for login in self._users()],
            "alembic_version": [(REVISION,)],
        }
        pages = self._put_documents()
        self._put_tags()
        self._put_highlights(pages)
        self.tables["commands"] = self._commands

    def _users(self) -> list[str]:
        return list(dict.fromkeys([OWNER, *self._logins.values()]))

    def _project(self) -> tuple[Any, ...]:
        known = self._parcel.extras.get("taguette")
        told: Mapping[str, str] = known if isinstance(known, Mapping) else {}
        name = told.get("name") or f"From {self._parcel.tool}"
        return 1, name[:LONGEST], told.get("description", ""), told.get("created") or self._now

    def _log(self, when: str, who: str, document: int | None, **payload: object) -> None:
        text = json.dumps(payload, sort_keys=True)
        self._commands.append((len(self._commands) + 1, when, who, 1, document, text))

    def _put_documents(self) -> dict[str, Page]:
        pages, rows = {}, []
        for each in self._parcel.documents:
            contents, pages[each.id] = _contents(each)
            number, details = self._documents[each.id], dict(each.details)
            name, description = self._short(each.title or f"Document {number}", "titles"), details.pop("notes", "")
            filename = _filename(details.pop("filename", ""), number)
            created = _day(details.pop("created", ""), self._now)
            self.lost["details of documents that are neither notes nor file name"] += len(details)
            self.lost["texts with NUL characters, written as U+FFFD"] += "\0" in each.text
            self.lost["dates of documents"] += each.moment is not None
            rows.append((number, name, description, filename, created, 1, "LEFT_TO_RIGHT", contents))
            self._log(
                created, OWNER, number,
                type="document_add", document_name=name, description=description, text_direction="LEFT_TO_RIGHT",
            )  # fmt: skip
        self.tables["documents"] = rows
        return pages

    def _put_tags(self) -> None:
        paths = paths_of(self._parcel.codes)
        taken: set[str] = set()
        rows = []
        for each in self._parcel.codes:
            number, path = self._tags[each.id], self._short(paths[each.id] or "unnamed", "paths of tags")
            while path in taken:
                path = f"{path[: LONGEST - 12]} ({number})"
            taken.add(path)
            rows.append((number, 1, path, each.description))
            self._log(
                self._now, OWNER, None, type="tag_add", tag_id=number, tag_path=path, description=each.description
            )
            self.lost["colours of codes"] += each.colour is not None
        self.tables["tags"] = rows

    def _put_highlights(self, pages: Mapping[str, Page]) -> None:
        rows, tagged = [], []
        for number, each in enumerate(self._parcel.passages, 1):
            page = pages.get(each.document)
            if page is None or not 0 <= each.start < each.stop <= len(page.text):
                raise InputError(
                    f"The passage runs from {each.start} to {each.stop}, outside of document {each.document!r}.",
                    record=f"{self._record}, passage {each.id}",
                    remedy="Mend or leave out the passage.",
                )
            start, stop = page.offsets(each.start, each.stop)
            document = self._documents[each.document]
            tags = sorted({self._tags[code] for code in each.codes if code in self._tags})
            rows.append((number, document, start, stop, page_of(page.text[each.start : each.stop])))
            tagged += [(number, tag) for tag in tags]
            self._log(
                _stamp(each.made) if each.made else self._now, self._logins.get(each.coder or "", OWNER), document,
                type="highlight_add", highlight_id=number, start_offset=start, end_offset=stop, tags=tags,
            )  # fmt: skip
            self.lost["notes on passages"] += bool(each.note)
            self.lost["variables of passages"] += len(each.variables)
        self.tables["highlights"], self.tables["highlight_tags"] = rows, tagged

    def _short(self, text: str, what: str) -> str:
        self.lost[f"{what} cut at {LONGEST} characters"] += len(text) > LONGEST
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _filename(name: str, number: int) -> str:
    """Return a file name Taguette takes: not empty, no folders, no signs that a disk refuses."""
    plain = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "_", name).strip(" .")[:LONGEST]
    return plain or f"document-{number}.html"


def _contents(document: Document) -> tuple[str, Page]:
    """Return the HTML of a document and the page that it reads as, which has the document's very text."""
    if document.original is not None and document.media_type == "text/html":
        kept = document.original.decode("utf-8", errors="replace").replace("\0", "\ufffd")
        page = Page(kept)
        if page.text == document.text:
            return kept, page
    contents = page_of(document.text.replace("\0", "\ufffd"))
    return contents, Page(contents)


def paths_of(codes: Iterable[ParcelCode]) -> dict[str, str]:
    """Return the path of each code by id: the names from the top down, with points between."""
    paths: dict[str, str] = {}
    for each in codes:
        above = paths.get(each.parent or "", "")
        paths[each.id] = f"{above}.{each.name}" if above else each.name
    return paths


def _logins(coders: Mapping[str, str]) -> dict[str, str]:
    """Return a login of at most 30 plain characters for each coder."""
    logins: dict[str, str] = {}
    for key, name in coders.items():
        plain = re.sub(r"[^a-z0-9._-]+", "_", name.casefold()).strip("_")[:30] or "coder"
        login, number = plain, 2
        while login in logins.values():
            login, number = f"{plain[:26]}_{number}", number + 1
        logins[key] = login
    return logins


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _day(text: str, otherwise: str) -> str:
    """Return a moment as Taguette writes it; it opens no file with another."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    except ValueError:
        return otherwise
