"""The evidence index: every statement, source and outcome the brief rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from contingent.briefs.brief import Entry, Evidence, Line, Paragraph, Section, Words, line
from contingent.briefs.desk import Desk, UsedSource
from contingent.briefs.outcomes import by_issue
from contingent.briefs.phrases import (
    STANCES,
    by_context,
    capital,
    cite,
    claim_text,
    concept_name,
    hedge,
    in_quotes,
    number,
    place,
    review,
    who,
)
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status
from contingent.records.contributions import Snapshot

HASH_SHOWN = 16
"""Digits of a hash that are printed; the project holds it whole."""


def section(desk: Desk) -> Section:
    """Return the index; made last, when all sources have been cited."""
    quotes = sum(1 for s in desk.material.told if desk.material.quotes.get(s.id))
    text = (
        "Quotes are cut from the report by the position of each statement."
        if quotes
        else "The report's text is not in this project, so paraphrases stand alone; add the report with "
        "`contingent add` to see the quotes."
    )
    opening = Paragraph(
        (
            line(text, desk.note("coding")),
            line("“Used in” leads back to the sections that cite a record.", place("glance", "At a glance")),
        )
    )
    below = [Section("evidence-statements", "Statements", _by_section(desk))]
    if desk.material.outcomes:
        below.append(Section("evidence-outcomes", "Outcomes", (Evidence(_outcomes(desk)),)))
    if desk.sources:
        below.append(
            Section("evidence-sources", "Sources on record", (Evidence(tuple(_source(used) for used in desk.sources)),))
        )
    return Section("evidence", "Evidence index", (opening,), tuple(below), short="Evidence")


def _by_section(desk: Desk) -> tuple[Evidence, ...]:
    """Return the statements by section of the report, in reading order, each part under the section's title."""
    parts: dict[str, list[Entry]] = {}
    for s in desk.material.told:
        parts.setdefault(s.section or "", []).append(_statement(desk, s))
    return tuple(Evidence(tuple(found), title or None) for title, found in parts.items())


def _statement(desk: Desk, s: Statement) -> Entry:
    concepts = ", ".join(concept_name(c, desk.material.codebook) for c in s.concepts)
    holder = capital(who(s, desk.actors)) + (" (read from context)" if by_context(s) else "")
    coding = [capital(s.type.value), hedge(s), f"stance: {STANCES[s.stance]}" if s.stance else "", concepts]
    facts: list[tuple[str, Line]] = [
        ("Holder", line(holder)),
        ("Coding", line("; ".join(part for part in coding if part))),
    ]
    if s.paragraph:
        facts.append(("Paragraph", line(str(s.paragraph))))
    if s.status is Status.SUGGESTED:
        facts.append(("Status", line(review(s))))
    quote = desk.material.quotes.get(s.id)
    text = () if quote and s.paraphrase == in_quotes(quote) else line(claim_text(s))
    return Entry(cite(s.id), text, tuple(facts), quote)


def _outcomes(desk: Desk) -> tuple[Entry, ...]:
    names = {issue.id: issue.name for issue in desk.material.issues}
    told = by_issue(desk.material.outcomes)
    shared = set.intersection(*(set(o.assumptions) for o in desk.material.outcomes))
    entries = []
    for issue, outcomes in told.items():
        first = outcomes[0]
        figures = "; ".join(
            f"{o.label.lower()} {number(o.central)} ({number(o.low)} to {number(o.high)})" for o in outcomes
        )
        text = f"{figures}; middle draw and middle 90 per cent of {first.draws:,} draws, seed {first.seed}"
        evidence = [key for p in desk.material.positions if p.issue == issue for key in p.evidence]
        facts: list[tuple[str, Line]] = [("Result", line(text))]
        if desk.statements(evidence):
            facts.append(("Rests on", line(desk.statements(evidence))))
        own = [text for text in first.assumptions if text not in shared]
        facts.append(("Assumes", line("; ".join(own), desk.note("outcomes"))))
        entries.append(Entry(desk.outcome(first), line(names.get(issue, issue)), tuple(facts)))
    return tuple(entries)


def rows_read(rows: Iterable[str]) -> str:
    """Return the rows of a source in short: each table named once, a figure without the words for a total of all."""
    by_table: dict[str, list[str]] = {}
    for row in rows:
        table, _, rest = row.partition(" ")
        if table.endswith((":", ",")):  # a series, told with its months
            by_table.setdefault("series", []).append(row)
            continue
        rest = rest.replace(" all operations total", "").replace(" total", "")
        by_table.setdefault(table, []).append(rest.replace(", line not listed", " not listed").replace(", line ", ":"))
    return "; ".join(f"{table} {', '.join(found)}" for table, found in by_table.items())


_ADDRESS = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:)])")


def linked(text: str) -> Line:
    """Return a text in which every web address is a link; the address itself stays readable on paper."""
    return tuple(Words(part, "link" if n % 2 else "") for n, part in enumerate(_ADDRESS.split(text)) if part)


def _source(used: UsedSource) -> Entry:
    origin = used.origin
    facts: list[tuple[str, Line]] = [("Id", line(used.key))]
    if origin is None:
        title = "Source that is not described in the record"
    else:
        title = f"{origin.publisher}: {origin.title}"
        date = origin.retrieved if isinstance(origin, Snapshot) else origin.date
        if origin.address:
            facts.append(("Address", linked(origin.address)))
        if date:
            facts.append(("Date", line(str(date))))
        if isinstance(origin, Snapshot) and origin.sha256:
            facts.append(("SHA-256", line(f"{origin.sha256[:HASH_SHOWN]}…")))
        if origin.note:
            facts.append(("Note", line(origin.note)))
    if used.rows:
        facts.append(("Rows read", line(rows_read(used.rows))))
    return Entry(used.cite, line(title), tuple(facts))
