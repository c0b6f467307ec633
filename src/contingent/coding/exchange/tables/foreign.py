"""Tables of others: coded passages with columns of any name, each passage found in its report by its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.errors import InputError, UsageError, UserError
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.tables.grids import Grid

ROLES: Mapping[str, tuple[str, ...]] = {
    "quote": ("quote", "quotation", "text", "content", "passage", "excerpt", "segment", "coded segment", "highlight"),
    "report": ("report", "document", "document name", "file", "source", "title"),
    "code": ("code", "codes", "tag", "tags", "concept", "concepts", "category", "theme"),
    "coder": ("coder", "user", "coded by", "created by", "author", "owner"),
    "start": ("start", "begin", "pos0", "start_offset", "from"),
    "note": ("note", "notes", "comment", "memo"),
    "id": ("id", "number", "key"),
    "person": ("person", "speaker", "participant", "name"),
    "organization": ("organization", "organisation", "affiliation"),
}
"""What a column can be, and the names by which it is known without being told."""
_SPLIT = re.compile(r"\s*[;|\n]\s*")
_SHORTEST = 3


class Text(NamedTuple):
    """A report to look in: its id, title, file name and clean text."""

    id: str
    title: str
    name: str | None
    text: str


@dataclass(slots=True)
class _Tally:
    hits: Counter[str] = field(default_factory=Counter)
    several: list[str] = field(default_factory=list)


def columns_of(grid: Grid, told: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the column of each role: as told (role -> column), else by its name.

    Raises UsageError for a role or column that there is not, InputError where no column holds the words of passages.
    """
    for role, column in told.items():
        if role not in ROLES:
            raise UsageError(f"{role!r} is nothing a column can be.", remedy=f"Name one of: {', '.join(ROLES)}.")
        if column not in grid.columns:
            raise UsageError(f"There is no column {column!r}.", record=name, remedy=f"It has: {_listed(grid)}.")
    known = {each.casefold().strip(): each for each in grid.columns}
    found = dict(told)
    for role, names in ROLES.items():
        held = next((known[each] for each in names if each in known and known[each] not in found.values()), None)
        if role not in found and held is not None:
            found[role] = held
    if "quote" not in found:
        raise InputError(
            "No column is known to hold the words of the passages.",
            record=name,
            remedy=f"Name it, for example --column quote={grid.columns[0]!r}. Columns are: {_listed(grid)}.",
        )
    return found


def _listed(grid: Grid) -> str:
    return ", ".join(grid.columns[:20])


def parcel_of_table(grid: Grid, columns: Mapping[str, str], texts: Sequence[Text], name: str) -> Parcel:
    """Return the parcel of a table: a passage for each row, at the place where its words stand in a report.

    Words are looked for as they are, then with any blanks, quotation marks and dashes. A row with several codes gives
    one passage with several codes. Columns without a role become variables of the passage. Raises ComplaintsError
    listing every row whose report or words cannot be found; nothing is returned half.
    """
    finder = _Finder(texts)
    tally = _Tally()
    passages: list[Passage] = []
    complaints: list[Complaint] = []
    seen: set[str] = set()
    for place, row in grid.rows:
        try:
            passages.append(_passage(place, row, columns, finder, tally))
            if passages[-1].id in seen:
                raise InputError(f"The id {passages[-1].id!r} stands twice.")
            seen.add(passages[-1].id)
        except UserError as error:
            complaints.append(Complaint.of(place, error))
    raise_complaints(name, complaints)
    used = {passage.document for passage in passages}
    labels = dict.fromkeys(code for passage in passages for code in passage.codes)
    coders = dict.fromkeys(passage.coder for passage in passages if passage.coder)
    return Parcel(
        tool=f"table of coded passages ({', '.join(f'{role} = {column}' for role, column in columns.items())})",
        documents=tuple(Document(id=t.id, title=t.title, text=t.text) for t in texts if t.id in used),
        codes=tuple(ParcelCode(id=label, name=label) for label in labels),
        coders={coder: coder for coder in coders},
        passages=tuple(passages),
        offsets=_told(tally),
    )


def _told(tally: _Tally) -> str:
    parts = [f"{number} {how}" for how, number in tally.hits.items()]
    told = f"none are in the file; passages were found by their words: {', '.join(parts) or 'none'}"
    if tally.several:
        shown = ", ".join(tally.several[:10]) + (" ..." if len(tally.several) > 10 else "")
        told += f"; the words of {shown} stand several times, and the first place was taken"
    return told


def _passage(
    place: str, row: Mapping[str, object], columns: Mapping[str, str], finder: _Finder, tally: _Tally
) -> Passage:
    cells = {role: _words(row.get(column)) for role, column in columns.items()}
    if not cells["quote"]:
        raise InputError("There are no words in it.", remedy="Give the words of the passage, or remove the row.")
    text = finder.report(cells.get("report", ""))
    start, stop, how, several = finder.find(text, cells["quote"], cells.get("start", ""))
    tally.hits[how] += 1
    if several:
        tally.several.append(place)
    rest = {name: _value(value) for name, value in row.items() if name not in columns.values()}
    named = {role: cells[role] for role in ("person", "organization") if cells.get(role)}
    return Passage(
        id=cells.get("id") or place,
        document=text.id,
        start=start,
        stop=stop,
        codes=tuple(dict.fromkeys(code for code in _SPLIT.split(cells.get("code", "")) if code)),
        coder=cells.get("coder") or None,
        note=cells.get("note", ""),
        variables={**named, **rest},
    )


def _words(value: object) -> str:
    if value is None:
        return ""
    told = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if "\0" in told or any("\ud800" <= letter <= "\udfff" for letter in told):
        raise InputError("It has a NUL or half a surrogate pair.", remedy="Save the table anew, as UTF-8.")
    return told.strip()


def _value(value: object) -> str | int | bool:
    return value if isinstance(value, bool | int) else _words(value)


class _Finder:
    """Finds reports by their name and passages by their words."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = texts
        self.loose: dict[str, tuple[str, list[int]]] = {}

    def report(self, word: str) -> Text:
        """Return the report that is meant. Raises InputError where none or several could be."""
        if not word and len(self.texts) == 1:
            return self.texts[0]
        asked = word.casefold()
        for names in (lambda t: (t.id,), lambda t: (t.title, t.name), lambda t: ((t.name or "").rpartition(".")[0],)):
            found = [t for t in self.texts if asked and asked in [str(each or "").casefold() for each in names(t)]]
            if len(found) == 1:
                return found[0]
        known = ", ".join(t.id for t in self.texts[:10]) or "none with a text"
        what = f"There is no report {word[:60]!r}." if word else "It does not say of which report it is."
        raise InputError(what, remedy=f"Reports here: {known}. Add the report first, or name it in the table.")

    def find(self, text: Text, quote: str, near: str) -> tuple[int, int, str, bool]:
        """Return where the words stand, how they were found, and whether they stand elsewhere too."""
        hint = int(near) if near.isascii() and near.isdigit() and len(near) < 10 else None
        places = [(at, at + len(quote)) for at in _all(text.text, quote)]
        how = "exactly"
        if not places:
            places, how = list(self._loosely(text, quote)), "with other blanks, quotation marks or dashes"
        if not places:
            raise InputError(
                f"Its words are not in the report {text.id!r}: {quote[:60]!r}.",
                remedy="Correct the words, or check that it is the report that was coded.",
            )
        start, stop = min(places, key=lambda each: abs(each[0] - hint)) if hint is not None else places[0]
        return start, stop, how, len(places) > 1 and hint is None

    def _loosely(self, text: Text, quote: str) -> Iterator[tuple[int, int]]:
        if text.id not in self.loose:
            self.loose[text.id] = _loose(text.text)
        plain, places = self.loose[text.id]
        asked = _loose(quote)[0].strip()
        for at in _all(plain, asked) if len(asked) >= _SHORTEST else ():
            yield places[at], places[at + len(asked) - 1] + 1


def _all(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


_ALIKE = {ord(mark): "'" for mark in "\u2018\u2019\u201a\u201b`\u00b4"}
_ALIKE |= {ord(mark): '"' for mark in "\u201c\u201d\u201e\u201f\u00ab\u00bb"}
_ALIKE |= {ord(mark): "-" for mark in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}


def _loose(text: str) -> tuple[str, list[int]]:
    """Return a text with one kind of blank, quotation mark and dash, and where each of its characters stood."""
    out: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text.translate(_ALIKE)):
        if letter == "\u00ad":
            continue
        blank = letter.isspace()
        if blank and out and out[-1] == " ":
            continue
        out.append(" " if blank else letter)
        places.append(at)
    return "".join(out), places
