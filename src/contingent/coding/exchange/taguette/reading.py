"""Reading a Taguette project: documents, tags, highlights, and who made them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contingent.base.errors import InputError
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.sqlite_files import opened
from contingent.coding.exchange.taguette.pages import Page

WHAT = "Taguette project"
COLUMNS = {
    "projects": ("id", "name", "description", "created"),
    "documents": ("id", "name", "description", "filename", "created", "project_id", "contents"),
    "tags": ("id", "project_id", "path", "description"),
    "highlights": ("id", "document_id", "start_offset", "end_offset", "snippet"),
    "highlight_tags": ("highlight_id", "tag_id"),
    "commands": ("id", "date", "user_login", "project_id", "payload"),
    "users": ("login",),
}
"""The tables and columns that are read."""
LARGEST = 50_000_000
"""Characters of the longest document that is read."""


def read_taguette(path: Path) -> Parcel:
    """Return what a Taguette `project.sqlite3` holds.

    Highlights whose offsets lie outside their document, or inside a character, are left out and told.

    Raises:
        NotFoundError: no such file.
        InputError: no Taguette project, several in one file, cut short, damaged, or a cell of another kind.
    """
    with opened(path, COLUMNS, WHAT) as link:
        project = _project(link, path)
        return _Reading(link, path, project).parcel()


def _project(link: sqlite3.Connection, path: Path) -> dict[str, Any]:
    found = link.execute("SELECT id, name, description, created FROM projects ORDER BY id").fetchall()
    if len(found) != 1:
        names = ", ".join(repr(str(name)[:60]) for _, name, _, _ in found[:5])
        what = f"This file holds {len(found)} projects: {names}." if found else "This Taguette file holds no project."
        raise InputError(what, record=str(path), remedy="Export one project from its page in Taguette.")
    key, name, description, created = found[0]
    return {"id": key, "name": _text(name), "description": _text(description), "created": _text(created)}


class _Reading:
    """One project being read; gathers what is left out."""

    def __init__(self, link: sqlite3.Connection, path: Path, project: dict[str, Any]) -> None:
        self._link, self._path, self._project = link, path, project
        self._left_out: list[str] = []
        self._quoted = [0, 0]
        """Highlights whose snippet is what the offsets cut out, and highlights in all."""

    def parcel(self) -> Parcel:
        pages: dict[int, Page] = {}
        documents = self._documents(pages)
        codes = self._codes()
        made = self._commands()
        passages = self._passages(pages, {code.id for code in codes}, made)
        coders = sorted({who for who, _ in made.values()})
        agreeing, all_of_them = self._quoted
        return Parcel(
            tool="Taguette project",
            documents=documents,
            codes=codes,
            coders={each: each for each in coders},
            passages=passages,
            offsets=(
                f"Offsets are UTF-8 bytes of the text without tags: so counted, {agreeing:,} of {all_of_them:,} "
                f"highlights cut out the words Taguette keeps beside them."
            ),
            left_out=tuple(self._left_out),
            extras={"taguette": {name: text for name, text in self._project.items() if name != "id"}},
        )

    def _rows(self, query: str, *kinds: type) -> list[tuple[Any, ...]]:
        """Return rows of a query, each cell of the kind expected; a missing text is empty."""
        rows = []
        for row in self._link.execute(query):
            cells = tuple("" if cell is None and kind is str else cell for cell, kind in zip(row, kinds, strict=True))
            if not all(isinstance(cell, kind) for cell, kind in zip(cells, kinds, strict=True)):
                raise InputError(
                    f"This {WHAT} is damaged: a row holds {row!r:.120}.",
                    record=str(self._path),
                    remedy="Export it from Taguette anew.",
                )
            rows.append(cells)
        return rows

    def _documents(self, pages: dict[int, Page]) -> tuple[Document, ...]:
        query = "SELECT id, name, description, filename, created, contents FROM documents ORDER BY id"
        found = []
        for key, name, description, filename, created, contents in self._rows(query, int, str, str, str, str, str):
            if len(contents) > LARGEST:
                raise InputError(
                    f"Document {key} has {len(contents):,} characters; at most {LARGEST:,} are read.",
                    record=str(self._path),
                )
            if "\0" in contents:
                self._left_out.append(f"document {key}: {contents.count(chr(0))} NUL characters stand as U+FFFD")
            page = pages[key] = Page(contents.replace("\0", "\ufffd"))
            details = {"notes": description, "filename": filename, "created": created}
            found.append(
                Document(
                    id=str(key),
                    title=_text(name),
                    text=page.text,
                    details={each: _text(text) for each, text in details.items() if text},
                    original=contents.encode(),
                    media_type="text/html",
                )
            )
        return tuple(found)

    def _codes(self) -> tuple[ParcelCode, ...]:
        rows = self._rows("SELECT id, path, description FROM tags ORDER BY path, id", int, str, str)
        return codes_of([(str(key), _text(path), _text(description)) for key, path, description in rows])

    def _commands(self) -> dict[int, tuple[str, datetime | None]]:
        """Return who made each highlight, and when, by the number of the highlight."""
        made: dict[int, tuple[str, datetime | None]] = {}
        odd = 0
        for user, day, payload in self._rows(
            "SELECT user_login, date, payload FROM commands ORDER BY id", str, str, str
        ):
            try:
                command = json.loads(payload)
            except (ValueError, RecursionError):
                odd += 1
                continue
            if isinstance(command, Mapping) and command.get("type") == "highlight_add":
                key = command.get("highlight_id")
                if isinstance(key, int) and user:
                    made.setdefault(key, (_text(user), _moment(day)))
        if odd:
            self._left_out.append(f"{odd:,} entries of the log that are no JSON")
        return made

    def _passages(
        self, pages: Mapping[int, Page], codes: set[str], made: Mapping[int, tuple[str, datetime | None]]
    ) -> tuple[Passage, ...]:
        tagged: dict[int, list[str]] = {}
        loose = 0
        for highlight, tag in self._rows(
            "SELECT highlight_id, tag_id FROM highlight_tags ORDER BY highlight_id, tag_id", int, int
        ):
            if str(tag) in codes:
                tagged.setdefault(highlight, []).append(str(tag))
            else:
                loose += 1
        if loose:
            self._left_out.append(f"{loose:,} tags of highlights that are not in the codebook")
        query = "SELECT id, document_id, start_offset, end_offset, snippet FROM highlights ORDER BY id"
        passages = []
        for key, document, start, stop, snippet in self._rows(query, int, int, int, int, str):
            if document not in pages:
                self._left_out.append(f"highlight {key}: its document {document} is not there")
                continue
            page = pages[document]
            first, last, exact = page.span(start, stop)
            if not exact or not 0 <= first < last <= len(page.text):
                self._left_out.append(
                    f"highlight {key}: {start} to {stop} lies outside of document {document}, or inside a character"
                )
                continue
            self._quoted[0] += Page(snippet).text.split() == page.text[first:last].split()
            self._quoted[1] += 1
            who, when = made.get(key, (None, None))
            passages.append(
                Passage(
                    id=str(key),
                    document=str(document),
                    start=first,
                    stop=last,
                    codes=tuple(tagged.get(key, ())),
                    coder=who,
                    made=when,
                )
            )
        return tuple(passages)


def codes_of(tags: list[tuple[str, str, str]]) -> tuple[ParcelCode, ...]:
    """Return the codes of tags (id, path, description); `a.b` stands below `a` where there is a tag `a`."""
    ids = {path: key for key, path, _ in reversed(tags)}
    above = {key: _above(path, ids) for key, path, _ in tags}
    parents = set(above.values())
    codes = [
        ParcelCode(
            id=key,
            name=path[len(above[key]) + 1 :] if above[key] else path,
            parent=ids[above[key]] if above[key] else None,
            description=description,
            leaf=path not in parents,
        )
        for key, path, description in tags
    ]
    depth: dict[str | None, int] = {None: 0}
    for code in sorted(codes, key=lambda each: len(above[each.id])):
        depth[code.id] = depth[code.parent] + 1
    return tuple(sorted(codes, key=lambda each: depth[each.id]))


def _above(path: str, ids: Mapping[str, str]) -> str:
    """Return the longest path above one that is a tag itself, else the empty text."""
    above = path.rpartition(".")[0]
    while above and above not in ids:
        above = above.rpartition(".")[0]
    return above


def _moment(day: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(day)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _text(cell: object) -> str:
    return str(cell or "").replace("\0", "\ufffd")
