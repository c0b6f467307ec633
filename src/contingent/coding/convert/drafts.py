"""From the pieces of a page to clean text: drafts of paragraphs are rejoined, footnotes moved, and all is written out.

Every format ends here, so that the same document gives the same clean text whichever format it came in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from contingent.base.errors import InputError
from contingent.coding.convert.cleaning import Repairs, one_line
from contingent.coding.convert.hyphens import Vocabulary, join_lines
from contingent.coding.convert.sections import (
    MARKED_HEADING,
    analyse,
    heading_level,
    is_capitals,
    is_dateline,
    is_finished,
)
from contingent.coding.reports import CleanText

NEAR = 40
"""How many paragraphs back the mark of a footnote is looked for."""

_NUMBER_MARK = re.compile(r"^(\d{1,3})\s+(?=\S)")
_STAR_MARK = re.compile(r"^([*†‡]{1,3})\s*(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A heading, paragraph, list item, quotation, footnote or row of a table as its lines stand in the source.

    `level` is the level of a heading, 0 for one whose level is still to be told from its look. `broken` says that a
    page ended or something was taken out just before, so the paragraph before may go on here. `floating` marks a
    footnote that belongs to the title and not to the place it was found at.
    """

    kind: str
    lines: tuple[str, ...]
    level: int = 0
    broken: bool = False
    floating: bool = False


def table_row(cells: Iterable[str]) -> str:
    """Return the cells of a row that are not empty, joined with ` | `; one alone is followed by the bar."""
    filled = [cell for cell in cells if cell]
    return f"{filled[0]} |" if len(filled) == 1 else " | ".join(filled)


def settle(
    drafts: Iterable[Draft], repairs: Repairs, notes: Sequence[str], name: str, *, paged: bool = True
) -> CleanText:
    """Return the clean text of `drafts`: footnotes last in their section and, if `paged`, paragraphs rejoined.

    Raises InputError, naming the file, when there is no text at all.
    """
    pieces = _lift_notes(list(drafts), repairs)
    if paged:
        pieces = _rejoin(pieces, repairs)
    pieces = _from_level_one(pieces)
    vocabulary = Vocabulary.of(line for piece in pieces for line in piece.lines)
    capitals = any(p.kind == "heading" and is_capitals(" ".join(p.lines)) for p in pieces)
    written = [_write(piece, vocabulary, repairs, capitals_used=capitals) for piece in pieces]
    text = "\n\n".join(line for line in written if line)
    if not text:
        raise no_text(name)
    return analyse(text + "\n", [*notes, *repairs.lines()])


def _from_level_one(pieces: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with the levels of headings moved up so that the highest is 1."""
    levels = [p.level for p in pieces if p.kind == "heading" and p.level]
    surplus = min(levels, default=1) - 1
    return [replace(p, level=p.level - surplus) if p.level else p for p in pieces]


def no_text(name: str) -> InputError:
    """Return the error for a document in which nothing is to be read."""
    return InputError(
        "There is no text in this file.", record=name, remedy="Check that it is the right file and not an empty export."
    )


def _lift_notes(drafts: list[Draft], repairs: Repairs) -> list[Draft]:
    """Return the drafts with every footnote moved to the end of its section, those of the title to the title's."""
    floating = [d for d in drafts if d.kind == "note" and d.floating]
    body: list[Draft] = []
    held: list[Draft] = []
    cut = False
    for draft in drafts:
        if draft.kind == "note":
            cut = True
            if not draft.floating:
                held.append(draft)
            continue
        if draft.kind == "heading":
            body += held
            held = []
        body.append(replace(draft, broken=True) if cut else draft)
        cut = False
    body += held
    repairs["footnotes moved to the end of their section"] += sum(d.kind == "note" for d in drafts)
    at = _title_end(body)
    return body[:at] + floating + body[at:]


def _title_end(body: Sequence[Draft]) -> int:
    """Return where the notes of the title go: after the section of the dateline, else after the first section."""
    heads = [i for i, d in enumerate(body) if d.kind == "heading"]
    first = next((i for i in heads if is_dateline(" ".join(body[i].lines))), heads[0] if heads else None)
    if first is None:
        return len(body)
    after_text = False
    for i in range(first + 1, len(body)):
        if body[i].kind == "heading" and after_text:
            return i
        after_text = after_text or body[i].kind != "heading"
    return len(body)


def _rejoin(drafts: Iterable[Draft], repairs: Repairs) -> list[Draft]:
    """Return the drafts with paragraphs that a page or a footnote cut in two made one again."""
    whole: list[tuple[Draft, list[str]]] = []
    last: int | None = None  # the last that is no footnote
    for draft in drafts:
        if last is not None and draft.kind == "text" and _goes_on(whole[last][0].kind, whole[last][1][-1], draft):
            whole[last][1].extend(draft.lines)
            repairs["paragraphs rejoined across a break"] += 1
            continue
        last = last if draft.kind == "note" else len(whole)
        whole.append((draft, list(draft.lines)))
    return [replace(draft, lines=tuple(lines)) for draft, lines in whole]


def _goes_on(kind: str, line: str, after: Draft) -> bool:
    """Return whether a paragraph of that kind whose last line is `line` is finished by `after`."""
    if kind not in ("text", "bullet", "quote") or is_finished(line):
        return False
    head = after.lines[0].lstrip()[:1]
    return head.islower() or (after.broken and kind == "text")


def _write(draft: Draft, vocabulary: Vocabulary, repairs: Repairs, *, capitals_used: bool) -> str:
    text = one_line(join_lines(draft.lines, vocabulary, repairs))
    if not text:
        return ""
    if draft.kind == "heading":
        title = MARKED_HEADING.sub("", text, count=1)
        return f"{'#' * (draft.level or heading_level(title, capitals_used=capitals_used))} {title}"
    if draft.kind == "note":
        return _STAR_MARK.sub(r"\1 ", _NUMBER_MARK.sub(r"[\1] ", text, count=1), count=1)
    if draft.kind == "quote":
        return text if text.startswith(">") else f"> {text}"
    return text
