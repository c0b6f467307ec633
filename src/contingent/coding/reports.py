"""Report: a source document of a meeting, as original bytes and as clean text with spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from contingent.base.spans import Span


class Confidentiality(StrEnum):
    """Which rule a meeting was held under."""

    PUBLIC = "public"
    NON_ATTRIBUTION = "non-attribution"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A dialogue: title, place, dates, hosts (actor codes) and the rule it was held under."""

    id: str
    title: str
    place: str | None = None
    start: date | None = None
    end: date | None = None
    hosts: tuple[str, ...] = ()
    rule: Confidentiality = Confidentiality.NON_ATTRIBUTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: its span, the path of its section (`PARENT > Child`), and its number there (from 1)."""

    span: Span
    section: str | None
    number: int
    kind: str = "text"
    """`text`, `bullet`, `quote`, `note` (a footnote) or `table` (a row of a table, its cells joined with ` | `)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section: heading without marks, level (1 or 2 ...), span of heading and body up to the next heading."""

    title: str
    level: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """Clean text of a document with everything that points into it; offsets are Unicode code points, end exclusive.

    Headings stand as lines `# TITLE` / `## Title`, a paragraph is one line, blank lines separate them. `sentences`
    are those of running text: rows of tables and numbered footnotes have none. `notes` says what was repaired or could
    not be read, one line each, with the page where known.
    """

    text: str
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Span, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A source document: name, media type, original bytes with SHA-256, and its clean text.

    `original` is None in a coded case shipped without its source; then `clean` is None too and statements show their
    paraphrases. `moment` is when the document is dated, with its time zone (kept in UTC); `details` what another tool
    knows of it (`author`, `source`, `section`, `type`, `notes`, `url` ...).
    """

    id: str
    title: str
    meeting: str | None = None
    name: str | None = None
    media_type: str | None = None
    sha256: str | None = None
    original: bytes | None = None
    clean: CleanText | None = None
    moment: datetime | None = None
    details: Mapping[str, str] = field(default_factory=dict)
