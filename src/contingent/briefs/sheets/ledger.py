"""The ledger of a sheet: which snapshots and sources its figures came from, numbered as they are first cited."""

from __future__ import annotations

from collections.abc import Iterable

from contingent.briefs.brief import Cite, CiteKind, Entry, Evidence, Line, Part, Section, Words, line, soft
from contingent.briefs.phrases import count
from contingent.briefs.sheets.reading import MonthRow
from contingent.records.actors import Source
from contingent.records.contributions import Snapshot
from contingent.records.record import Record

NOTES = {
    "counting": (
        "How people are counted",
        "Uniformed personnel at the end of the month, as published. A state that is not on a month's list has no "
        "figure; that is not zero. A listing without a number is told as such. Months for which nothing is published "
        "are gaps and do not end a spell.",
    ),
    "sums": (
        "Sums worked out here",
        "Where a table gives no sum over operations or kinds, the rows of the month are added; each row keeps its "
        "line. Each contributor's month is taken whole from one published table, never mixed.",
    ),
    "ranks": (
        "Ranks",
        "Rank among the contributors with at least one person in that month, most first; equal numbers share the "
        "better place.",
    ),
    "breaks": (
        "Breaks in the way of counting",
        "Until July 1992 observers were listed among the troops, so kinds are comparable from August 1992 only. A "
        "switch of kinds is marked where at least half of the people move from one kind to another from one published "
        "month to the next while their sum changes by a twentieth or less.",
    ),
    "women": (
        "Share of women",
        "Women as a share of women and men together, in months in which every row with people tells both.",
    ),
    "annual": (
        "Annual figures",
        "The source gives, for each year and operation, the sum over the months it holds divided by twelve and "
        "rounded. Scaled by twelve over the number of months it is the mean over the year; the interval is what "
        "the rounding of each cell leaves open.",
    ),
    "memberships": (
        "Memberships",
        "From the reference facts of the project, each with its source; they hold from the first day to the day before "
        "the last.",
    ),
    "said": ("Statements", "From the reports coded in this project, rejected statements left out."),
    "outlook": (
        "Outlook",
        "A distribution, not a prediction: no method tested beat the last value as a single number. "
        "`contingent forecast --backtest` measures it again.",
    ),
}
"""Declared notes by key: title and text."""


class Ledger:
    """Hands out citations and writes the evidence at the end."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._tables = {each.snapshot: each for each in record.figures.intakes}
        self._sources: dict[str, dict[str, None]] = {}
        self._notes: dict[str, None] = {}

    def source(self, key: str, told: str | None = None) -> Cite:
        """Return the citation of a snapshot or source by id; `told` is what of it, listed in the evidence."""
        found = self._sources.setdefault(key, {})
        if told:
            found[told] = None
        return Cite(CiteKind.SOURCE, str(list(self._sources).index(key) + 1))

    def note(self, key: str) -> Cite:
        """Return the citation of a declared note."""
        self._notes.setdefault(key, None)
        return Cite(CiteKind.NOTE, str(list(NOTES).index(key) + 1))

    def row(self, row: MonthRow) -> tuple[Part, ...]:
        """Return the citations of a month: every snapshot it came from, and the lines read."""
        cites = [self.source(key) for key in row.snapshots]
        if not cites:
            return (self.note("sums"),)
        if len(cites) == 1 and row.lines:
            word = "lines" if any(mark in row.lines for mark in ",–") else "line"
            only = cites[0]
            return (Cite(only.kind, only.key, f"{only.label}, {word} {_cut(row.lines)}"),)
        return tuple(cites)

    def rows(self, rows: Iterable[MonthRow]) -> tuple[Part, ...]:
        """Return the citations of several months, each snapshot once."""
        keys = dict.fromkeys(key for row in rows for key in row.snapshots)
        return tuple(self.source(key) for key in keys) or (self.note("sums"),)

    def section(self) -> Section:
        """Return the evidence: every source cited, with all that is known of it, and every note."""
        sources = tuple(self._entry(key) for key in self._sources)
        notes = tuple(
            Entry(Cite(CiteKind.NOTE, str(place)), line(NOTES[key][0]), (("", line(NOTES[key][1])),))
            for place, key in enumerate(NOTES, 1)
            if key in self._notes
        )
        blocks = [Evidence(sources, "Published sources, as they were retrieved")] if sources else []
        blocks += [Evidence(notes, "How it was worked out")] if notes else []
        return Section("evidence", "Sources and notes", tuple(blocks), short="Sources")

    def _entry(self, key: str) -> Entry:
        cite = Cite(CiteKind.SOURCE, str(list(self._sources).index(key) + 1))
        origin: Snapshot | Source | None = self._record.snapshots.get(key) or self._record.sources.get(key)
        if origin is None:
            return Entry(cite, line(key, soft(" (not described in this project)")))
        facts: list[tuple[str, Line]] = []
        if origin.address:
            facts.append(("address", line(Words(origin.address, "link"))))
        if isinstance(origin, Snapshot):
            facts += self._taken(key, origin)
        elif origin.date:
            facts.append(("date", line(origin.date)))
        if origin.note:
            facts.append(("note", line(origin.note)))
        facts += [("used for", line(told)) for told in self._sources[key]]
        return Entry(cite, line(Words(origin.publisher, "strong"), f": {origin.title}"), tuple(facts))

    def _taken(self, key: str, origin: Snapshot) -> list[tuple[str, Line]]:
        facts: list[tuple[str, Line]] = [("snapshot", line(f"`{key}`"))]
        if origin.retrieved:
            facts.append(("retrieved", line(origin.retrieved.isoformat())))
        if origin.sha256:
            facts.append(("SHA-256", line(f"`{origin.sha256}`")))
        intake = self._tables.get(key)
        if intake is not None:
            facts.append(("file", line(f"{intake.file or intake.table}, {count(intake.rows, 'row')}")))
        return facts


def _cut(lines: str, most: int = 40) -> str:
    """The lines, shortened where many rows were added."""
    return lines if len(lines) <= most else lines[:most].rpartition(",")[0] + " and more"
