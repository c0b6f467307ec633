"""The network sheet: a picture, every tie with the statements behind it, and what can be read from the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contingent.base.errors import ProgrammingError
from contingent.briefs.brief import (
    Block,
    Brief,
    Bullets,
    Cite,
    CiteKind,
    Datum,
    Entry,
    Evidence,
    Figure,
    Paragraph,
    Row,
    Section,
    Table,
    check,
    line,
)
from contingent.briefs.phrases import count

FORM = "network sheet"
FOOT = "Codes such as A001 are statements; “Note” is how a figure was worked out. All are listed at the end."
MOST_TIES = 150
"""Ties told one by one, the strongest; a file for other programs has all."""

MOST_CITES = 12
"""Statements named at a tie; `contingent network explain` names all."""

COUNTING, READING, CHANCE = "1", "2", "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A tie: its ends, its weight, and the statements behind it."""

    one: str
    other: str
    weight: float
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMaterial:
    """What a network sheet is made from.

    `picture` are rows for the chart `network`; `names` what labels stand for; `words` and `quotes` those of statements
    by id; `settings` how weights were made, by name; `findings` sentences on communities, camps and chance; `cautions`
    what to bear in mind; `repeat` the command that gives the same figures.
    """

    title: str
    subtitle: str
    facts: tuple[str, ...]
    one_mode: bool
    signed: bool
    picture: tuple[Datum, ...]
    ties: tuple[Tie, ...]
    isolated: tuple[str, ...]
    settings: Mapping[str, object]
    notes: tuple[str, ...]
    findings: tuple[str, ...]
    cautions: tuple[str, ...]
    repeat: str
    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)


def network_sheet(material: NetworkMaterial) -> Brief:
    """Return the sheet of a network. Raises ProgrammingError if a line were left without evidence."""
    sections = (_picture(material), _ties(material), _read(material), _made(material), _evidence(material))
    made = Brief(
        title=material.title, subtitle=material.subtitle, facts=material.facts,
        sections=tuple(each for each in sections if each is not None), form=FORM, foot=FOOT,
    )  # fmt: skip
    wrong = check(made)
    if wrong:
        raise ProgrammingError("The network sheet has lines without sound evidence.", record="; ".join(wrong[:5]))
    return made


def _note(key: str) -> Cite:
    return Cite(CiteKind.NOTE, key)


def _picture(material: NetworkMaterial) -> Section:
    blocks: list[Block] = []
    if material.ties:
        strong = material.ties[0]
        width = "the wider a line, the more weight"
        lines = f"full lines are agreement, broken lines conflict; {width}" if material.signed else width
        rows = tuple(Row((line(t.one), line(t.other), line(f"{t.weight:.4g}"))) for t in material.ties[:MOST_TIES])
        cited = tuple(Row((*row.cells[:2], line(row.cells[2], _note(COUNTING)))) for row in rows)
        blocks.append(
            Figure(
                chart="network",
                title=f"{strong.one} and {strong.other} have the strongest tie, {strong.weight:.3g}",
                subtitle=f"{material.subtitle}; {lines}.",
                alt=f"{count(len(material.ties), 'tie')}; each stands in the table of ties with its statements.",
                data=material.picture,
                table=Table("Ties, the strongest first", ("One", "Other", "Weight"), cited, numeric=frozenset({2})),
                cites=line(_note(COUNTING)),
                options={"signed": material.signed},
            )
        )
    else:
        text = "Nothing is tied: no statement counts, or none meets another."
        blocks.append(Paragraph((line(text, _note(COUNTING)),), "missing"))
    if material.isolated:
        text = f"Without any tie: {', '.join(material.isolated)}."
        blocks.append(Paragraph((line(text, _note(COUNTING)),), "note"))
    if material.names:
        told = ", ".join(f"{label} {name}" for label, name in material.names.items())
        blocks.append(Paragraph((line(f"Names: {told}.", _note(COUNTING)),), "note"))
    return Section("picture", "The network", tuple(blocks), short="Picture")


def _ties(material: NetworkMaterial) -> Section | None:
    if not material.ties:
        return None
    rows = []
    for tie in material.ties[:MOST_TIES]:
        cites = tuple(Cite(CiteKind.STATEMENT, key) for key in tie.statements[:MOST_CITES] if key in material.words)
        left = len(tie.statements) - len(cites)
        more = f" and {left} more" if left > 0 else ""
        cells = (line(tie.one), line(tie.other), line(f"{tie.weight:.4g}"), line(cites or _note(COUNTING), more))
        rows.append(Row(cells))
    table = Table("Every tie and the statements behind it", ("One", "Other", "Weight", "Statements"), tuple(rows),
                  numeric=frozenset({2}))  # fmt: skip
    blocks: list[Block] = [table]
    if len(material.ties) > MOST_TIES:
        text = f"{len(material.ties) - MOST_TIES} weaker ties are not shown."
        blocks.append(Paragraph((line(text, _note(COUNTING)),), "note"))
    return Section("ties", "Ties and their statements", tuple(blocks), short="Ties")


def _read(material: NetworkMaterial) -> Section | None:
    blocks: list[Block] = []
    if material.findings:
        blocks.append(Bullets(tuple(line(text, _note(READING)) for text in material.findings)))
    if material.cautions:
        blocks.append(Paragraph(tuple(line(text, _note(CHANCE)) for text in material.cautions), "note"))
    return Section("reading", "What can be read from it", tuple(blocks), short="Reading") if blocks else None


def _made(material: NetworkMaterial) -> Section:
    told = tuple(Row((line(name), line(str(value), _note(COUNTING)))) for name, value in material.settings.items())
    notes = tuple(line(f"{text}.", _note(COUNTING)) for text in material.notes)
    blocks: list[Block] = [Table("Settings", ("Setting", "Value"), told)]
    if notes:
        blocks.append(Bullets(notes, "What counts"))
    blocks.append(Paragraph((line("The same figures again: ", f"`{material.repeat}`", _note(COUNTING)),)))
    return Section("made", "How it was made", tuple(blocks), short="Made")


def _evidence(material: NetworkMaterial) -> Section:
    shown = [key for tie in material.ties[:MOST_TIES] for key in tie.statements[:MOST_CITES]]
    entries = tuple(_statement(material, key) for key in dict.fromkeys(shown) if key in material.words)
    groups: Sequence[tuple[str, tuple[Entry, ...]]] = (("Statements", entries), ("Notes", _told_notes()))
    return Section("evidence", "Evidence", tuple(Evidence(found, title) for title, found in groups if found))


def _statement(material: NetworkMaterial, key: str) -> Entry:
    text, quote = material.words[key] or material.quotes.get(key, ""), material.quotes.get(key)
    return Entry(Cite(CiteKind.STATEMENT, key), line(text), (), quote if quote != text else None)


def _told_notes() -> tuple[Entry, ...]:
    told: tuple[tuple[str, str, str], ...] = (
        (
            COUNTING, "Counting",
            "Statements of the coding that stands for each report. A weight of two-mode counts statements, or support "
            "less rejection; one of one-mode counts pairs of statements on the same concept, those that agree less "
            "those that contradict each other, over the mean number of statements of both unless told otherwise. It "
            "can pass 1 where two speak often on the same concept.",
        ),
        (
            READING, "Reading",
            "Communities: signed modularity, best of many runs of the Leiden algorithm. Polarisation: conflict between "
            "two camps less agreement between them, over all conflict, for the best two camps.",
        ),
        (
            CHANCE, "Chance",
            "Stances are dealt out anew within each concept: who spoke on what, and how contested it is, stays. What "
            "is not rarer than that can come from who speaks often.",
        ),
    )  # fmt: skip
    return tuple(Entry(_note(key), line(title), (("", line(text)),)) for key, title, text in told)
