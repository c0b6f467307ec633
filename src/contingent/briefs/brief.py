"""Brief: what was said, done and could follow, as sections of text, tables and charts that all cite their evidence.

A brief is plain frozen data: renderers (HTML now, PDF and DOCX alike) read it and add nothing. `check` says what is
missing; `uses` walks it for the back-links of the evidence index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from contingent.base.errors import ProgrammingError

Value: TypeAlias = str | float | int | bool | None
Datum: TypeAlias = Mapping[str, Value]


class CiteKind(StrEnum):
    """What a citation leads to; the value is the prefix of its anchor."""

    STATEMENT = "st"
    SOURCE = "src"
    OUTCOME = "out"
    NOTE = "note"
    PLACE = "at"


_LABELS = {CiteKind.SOURCE: "Source ", CiteKind.OUTCOME: "Outcome ", CiteKind.NOTE: "Note "}


def anchor(kind: CiteKind, key: str) -> str:
    """Return the page anchor of a record: its prefix and key, every awkward character escaped as `:hex:`."""
    return f"{kind.value}-" + re.sub(r"[^A-Za-z0-9_.-]", lambda m: f":{ord(m[0]):x}:", key)


@dataclass(frozen=True, slots=True)
class Cite:
    """A link to evidence: a statement, a source of the record, an outcome, a declared note, or a place in the brief."""

    kind: CiteKind
    key: str
    text: str | None = None

    @property
    def anchor(self) -> str:
        """The anchor it leads to, without `#`."""
        return anchor(self.kind, self.key)

    @property
    def label(self) -> str:
        """What the reader sees, on paper too: `A024`, `Source 3`, `Outcome 1`, `Note 2`."""
        return self.text or _LABELS.get(self.kind, "") + self.key


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text; `style` is empty, `strong`, `soft`, `link` or the name of a badge such as `badge contradicted`.

    A `link` is a web address that leads to itself; nothing is fetched until the reader follows it.
    """

    text: str
    style: str = ""


Part: TypeAlias = Words | Cite
Line: TypeAlias = tuple[Part, ...]


def line(*parts: str | Part | Sequence[Part]) -> Line:
    """Return a line made of strings, words, citations and sequences of them."""
    made: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            made.append(Words(part))
        elif isinstance(part, Words | Cite):
            made.append(part)
        else:
            made.extend(part)
    return tuple(made)


def soft(text: str) -> Words:
    """Return words set back, for qualifications."""
    return Words(text, "soft")


def cites_of(parts: Line) -> tuple[Cite, ...]:
    """Return the citations of a line."""
    return tuple(part for part in parts if isinstance(part, Cite))


def plain(parts: Line, *, cites: bool = False) -> str:
    """Return the text of a line, with the labels of its citations if asked."""
    pieces = [
        part.text if isinstance(part, Words) else part.label for part in parts if cites or isinstance(part, Words)
    ]
    return " ".join(" ".join(pieces).split()) if cites else "".join(pieces).strip()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences, each with its own citations. `tone` is `text`, `lead`, `note` or `missing` (what is not at hand)."""

    sentences: tuple[Line, ...]
    tone: str = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; every item cites. `brief` items are short enough for two columns."""

    items: tuple[Line, ...]
    title: str | None = None
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A list of terms with what is said under each; every entry cites. `brief` lines run on, one after the other."""

    entries: tuple[tuple[str, tuple[Line, ...]], ...]
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; `key` gives it an anchor (`CiteKind.PLACE`)."""

    cells: tuple[Line, ...]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `numeric` are the columns set right; `wide` asks for small type."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: frozenset[int] = frozenset()
    wide: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ProgrammingError(
                    f"A row of {self.caption!r} has {len(row.cells)} cells, not {len(self.columns)}."
                )


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as the name of a function in `briefs.charts` and its data, with a table that says the same.

    `title` is the finding, `subtitle` unit and source, `alt` one or two sentences for readers who do not see it.
    """

    chart: str
    title: str
    subtitle: str
    alt: str
    data: tuple[Datum, ...]
    table: Table
    cites: Line
    options: Datum = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A row of key figures, each with a label."""

    items: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the evidence index. `facts` are label and text; `quote` the source's words if at hand."""

    cite: Cite
    title: Line
    facts: tuple[tuple[str, Line], ...] = ()
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Part of the evidence index, with a title where it has several parts."""

    entries: tuple[Entry, ...]
    title: str | None = None


Block: TypeAlias = Paragraph | Bullets | Terms | Table | Figure | Numbers | Evidence


@dataclass(frozen=True, slots=True)
class Section:
    """A section: anchor, title, blocks, subsections."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    short: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The whole brief. `facts` stand under the title: place and date, rule, what it rests on.

    `form` is what the page calls itself: a brief, or a sheet of the record. `foot` explains its citations.
    """

    title: str
    subtitle: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    language: str = "en-GB"
    form: str = "brief"
    foot: str = (
        "Codes such as A001 are statements, “Source” is a published record, “Outcome” a computed result and “Note” a "
        "declared choice; all are listed at the end, with the sections that use them."
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A section with its number (`2.1`) and level (1 for the outermost)."""

    section: Section
    number: str
    level: int


def sections_of(brief: Brief) -> Iterator[Placed]:
    """Yield every section in reading order with its number."""

    def below(sections: tuple[Section, ...], prefix: str, level: int) -> Iterator[Placed]:
        for count, section in enumerate(sections, 1):
            number = f"{prefix}{count}"
            yield Placed(section, number, level)
            yield from below(section.sections, f"{number}.", level + 1)

    yield from below(brief.sections, "", 1)


def lines_of(block: Block) -> Iterator[Line]:
    """Yield every line of a block that must cite: sentences, items, whole table rows, figures, key figures."""
    match block:
        case Paragraph(sentences=lines) | Bullets(items=lines):
            yield from lines
        case Terms(entries=entries):
            for _, lines in entries:
                yield from lines
        case Table(rows=rows):
            for row in rows:
                yield tuple(part for cell in row.cells for part in cell)
        case Figure(cites=cites, table=table):
            yield cites
            yield from lines_of(table)
        case Numbers(items=items):
            for _, label in items:
                yield label
        case Evidence():
            return


def uses(brief: Brief) -> dict[str, tuple[str, ...]]:
    """Return for each cited anchor the numbers of the sections that cite it, in reading order."""
    found: dict[str, dict[str, None]] = {}
    for placed in sections_of(brief):
        for block in placed.section.blocks:
            for text in lines_of(block):
                for cite in cites_of(text):
                    found.setdefault(cite.anchor, {})[placed.number] = None
    return {key: tuple(numbers) for key, numbers in found.items()}


def anchors(brief: Brief) -> list[str]:
    """Return every anchor the brief offers: sections, keyed rows, entries of the evidence index; twice if twice."""
    offered: list[str] = []
    for placed in sections_of(brief):
        offered.append(anchor(CiteKind.PLACE, placed.section.key))
        for block in placed.section.blocks:
            if isinstance(block, Table | Figure):
                table = block.table if isinstance(block, Figure) else block
                offered += [anchor(CiteKind.PLACE, row.key) for row in table.rows if row.key]
            elif isinstance(block, Evidence):
                offered += [entry.cite.anchor for entry in block.entries]
    return offered


def check(brief: Brief) -> list[str]:
    """Return what is wrong with a brief, one sentence each: lines without evidence, dangling or double anchors."""
    offered = anchors(brief)
    wrong = [
        f"The anchor {name!r} is given {offered.count(name)} times." for name in set(offered) if offered.count(name) > 1
    ]
    known = set(offered)
    for placed in sections_of(brief):
        for block in placed.section.blocks:
            for text in lines_of(block):
                cites = cites_of(text)
                if not cites:
                    wrong.append(f"Section {placed.number} says without evidence: {plain(text)[:80]!r}")
                wrong += [
                    f"Section {placed.number} cites {c.anchor!r}, which is nowhere."
                    for c in cites
                    if c.anchor not in known
                ]
    return wrong
