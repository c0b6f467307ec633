"""Taguette's tables: highlights (`id,document,tag,content`) and the codebook, both as CSV.

The table of highlights has no offsets and no texts. Its passages are found by their words in documents that are at hand
already, see `located`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from contingent.base.errors import InputError
from contingent.base.files import write_whole
from contingent.coding.exchange.parcel import Document, Parcel, Passage
from contingent.coding.exchange.tables.cells import guarded
from contingent.coding.exchange.tables.grids import read_grid
from contingent.coding.exchange.taguette.reading import codes_of
from contingent.coding.exchange.taguette.writing import paths_of

HIGHLIGHTS = ("id", "document", "tag", "content")
CODEBOOK = ("tag", "description", "number of highlights", "number of documents")
QUOTES = "quotes"
"""The key of `Parcel.extras` under which passages stand that are yet to be found: id, document, code ids, words."""


def read_highlights(path: Path) -> Parcel:
    """Return the tags of a table of highlights, and its passages as quotes to be found by `located`.

    Raises NotFoundError if there is no such file, InputError for a table of other columns.
    """
    rows = _rows(path, HIGHLIGHTS)
    tags = list(dict.fromkeys(row["tag"] for row in rows if row["tag"]))
    codes = codes_of([(tag, tag, "") for tag in sorted(tags)])
    quotes: dict[str, dict[str, object]] = {}
    for number, row in enumerate(rows, 1):
        key = row["id"] or f"row {number}"
        quote = quotes.setdefault(key, {"id": key, "document": row["document"], "words": row["content"], "codes": []})
        listed = quote["codes"]
        if row["tag"] and isinstance(listed, list) and row["tag"] not in listed:
            listed.append(row["tag"])
    return Parcel(
        tool="Taguette highlights (CSV)",
        codes=codes,
        offsets="The table has no offsets: passages are found by their words in the documents of the project.",
        extras={QUOTES: list(quotes.values())},
    )


def located(parcel: Parcel, documents: Iterable[Document]) -> Parcel:
    """Return the parcel with its quotes found in these documents, which are not part of it.

    A document is known by its title or id. Words are looked for as they stand, then with any white space between them;
    the first place counts where there are several, and that is told, as is a quote that stands nowhere.
    """
    quotes = parcel.extras.get(QUOTES)
    if not isinstance(quotes, list):
        return parcel
    by_name: dict[str, Document] = {}
    for each in documents:
        for name in (each.id, each.title):
            by_name.setdefault(name, each)
    passages, told = list(parcel.passages), list(parcel.left_out)
    for quote in quotes:
        home = by_name.get(quote["document"])
        if home is None:
            told.append(f"highlight {quote['id']}: no document is called {quote['document']!r}")
            continue
        places = _places(home.text, quote["words"])
        if not places:
            told.append(f"highlight {quote['id']}: its words do not stand in {quote['document']!r}")
            continue
        if len(places) > 1:
            told.append(f"highlight {quote['id']}: its words stand {len(places)} times; the first place was taken")
        start, stop = places[0]
        passages.append(Passage(id=quote["id"], document=home.id, start=start, stop=stop, codes=tuple(quote["codes"])))
    extras = {name: each for name, each in parcel.extras.items() if name != QUOTES}
    return replace(parcel, passages=tuple(passages), left_out=tuple(told), extras=extras)


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Return up to a hundred places of some words."""
    parts = words.split()
    if not parts:
        return []
    for pattern in (re.escape(words), r"\s+".join(map(re.escape, parts)), r"\s*".join(map(re.escape, parts))):
        places = [match.span() for match, _ in zip(re.finditer(pattern, text), range(100), strict=False)]
        if places:
            return places
    return []


def write_highlights(parcel: Parcel, path: Path) -> tuple[str, ...]:
    """Write the passages as Taguette's table of highlights, one row a tag, and return what it has no room for.

    Cells that a spreadsheet would run as a formula begin with an apostrophe; `read_highlights` takes it off again.
    """
    paths = paths_of(parcel.codes)
    documents = {each.id: each for each in parcel.documents}
    rows = [
        (each.id, documents[each.document].title, tag, documents[each.document].text[each.start : each.stop])
        for each in parcel.passages
        for tag in ([paths[code] for code in each.codes if code in paths] or [""])
    ]
    _write(path, HIGHLIGHTS, rows)
    told = ["texts of documents and offsets of passages"]
    told += ["coders of passages"] if any(each.coder for each in parcel.passages) else []
    told += ["variables and notes of passages"] if any(each.variables or each.note for each in parcel.passages) else []
    return tuple(told)


def read_codebook(path: Path) -> Parcel:
    """Return the codes of Taguette's codebook CSV. Raises as `read_highlights`."""
    rows = _rows(path, CODEBOOK[:2])
    tags = {row["tag"]: row["description"] for row in rows if row["tag"]}
    codes = codes_of([(tag, tag, text) for tag, text in sorted(tags.items())])
    return Parcel(tool="Taguette codebook (CSV)", codes=codes)


def write_codebook(parcel: Parcel, path: Path) -> tuple[str, ...]:
    """Write the codes as Taguette's codebook CSV and return what it has no room for."""
    paths = paths_of(parcel.codes)
    highlights = Counter(code for each in parcel.passages for code in each.codes)
    documents = Counter(code for code, _ in {(code, each.document) for each in parcel.passages for code in each.codes})
    rows = [
        (paths[each.id], each.description, str(highlights[each.id]), str(documents[each.id])) for each in parcel.codes
    ]
    _write(path, CODEBOOK, rows)
    return ("colours of codes",) if any(each.colour for each in parcel.codes) else ()


def _rows(path: Path, columns: tuple[str, ...]) -> list[Mapping[str, str]]:
    grid = read_grid(path)
    if tuple(grid.columns[: len(columns)]) != columns:
        raise InputError(
            f"The columns are {', '.join(grid.columns)[:120]}.",
            record=str(path),
            remedy=f"Taguette writes {','.join(columns)}.",
        )
    return [{name: str(row.get(name, "")) for name in columns} for _, row in grid.rows]


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    try:
        data = out.getvalue().encode()
    except UnicodeEncodeError:
        raise InputError("A text has half a surrogate pair, which is no text.", record=str(path)) from None
    write_whole(path, data)
