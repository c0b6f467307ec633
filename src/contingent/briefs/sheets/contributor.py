"""The sheet of one contributor: what it has on record, from when to when, where, at which rank, and how sure it is."""

from __future__ import annotations

from contingent.briefs.brief import (
    Brief,
    Bullets,
    Datum,
    Figure,
    Line,
    Numbers,
    Paragraph,
    Row,
    Section,
    Table,
    line,
    soft,
)
from contingent.briefs.phrases import count, listed, with_article
from contingent.briefs.sheets import parts, surroundings
from contingent.briefs.sheets.ledger import Ledger
from contingent.briefs.sheets.material import SheetMaterial
from contingent.briefs.sheets.parts import period, said
from contingent.briefs.sheets.reading import MonthRow, Rank, Spell

FORM = "sheet of the record"
FOOT = (
    "“Source” is a published file as it was retrieved, with the lines read; “row” leads to the month in the table "
    "under its figure, “Note” to how something was worked out. All are listed at the end."
)
MOST_OPERATIONS = 30
"""Strips in the figure of operations; the table below it has them all."""


class Writer:
    """Writes the sheet of one contributor."""

    def __init__(self, code: str, material: SheetMaterial) -> None:
        self.code, self.material = code, material
        self.name = material.name(code)
        self.reading = material.reading
        self.ledger = Ledger(material.record)
        self.rows = self.reading.monthly(code)
        self.ranks = {rank.month: rank for rank in self.reading.ranked(code)}
        self.spells = self.reading.spells(self.rows)
        self.operations = self.reading.in_operations(code)

    def brief(self) -> Brief:
        """Return the sheet."""
        sections = [self._glance()]
        if self.rows:
            sections += [each for each in (self._series(), self._operations(), self._rank(), self._women()) if each]
            sections.append(self._spells())
        sections += surroundings.sections(self.code, self.material, self.ledger)
        sections.append(self.ledger.section())
        return Brief(
            title=self.name,
            subtitle="Contributor to peace operations",
            facts=self._facts(),
            sections=tuple(sections),
            form=FORM,
            foot=FOOT,
        )

    def _facts(self) -> tuple[str, ...]:
        actor = self.material.actors.get(self.code)
        facts = [self.code]
        if actor is not None and actor.region:
            facts.append(actor.region)
        if self.reading.months:
            facts.append(f"record: {period(self.reading.months[0], self.reading.months[-1])}")
        if self.material.prepared:
            facts.append(f"prepared {self.material.prepared.isoformat()}")
        return tuple(facts)

    # The first section ----------------------------------------------------------------------------------------------

    def _glance(self) -> Section:
        told = [row for row in self.rows if row.number is not None]
        if not told:
            return Section("figures", "Key figures", (self._nothing(),), short="Key figures")
        items = self._key_figures(told)
        return Section(
            "figures", "Key figures", (Numbers(tuple(items)), Bullets(self._findings(told))), short="Key figures"
        )

    def _nothing(self) -> Paragraph:
        note = self.ledger.note("counting")
        months = self.reading.months
        if not self.reading.has_lists:
            text = (
                "This project holds no published lists of contributors, so nothing can be said. Take some in with "
                "`contingent record import` or `contingent record pull`."
            )
            return Paragraph((line(text, note),), "missing")
        listed = f"in {count(len(self.rows), 'month')} without a number" if self.rows else "in no month"
        text = (
            f"{self.name} is on the lists of contributors {listed}: {count(len(months), 'list')} from "
            f"{period(months[0], months[-1])} were read. Not being listed is not a reported zero."
        )
        return Paragraph((line(text, note),), "missing")

    def _key_figures(self, told: list[MonthRow]) -> list[tuple[str, Line]]:
        last, top = told[-1], max(told, key=lambda row: row.number or 0)
        items = [
            (
                f"{last.number:,}",
                self._label(
                    f"{'person' if last.number == 1 else 'persons'} in {said(last.month)}, the last month listed", last
                ),
            ),
        ]
        if top.number != last.number:
            items.append((f"{top.number:,}", self._label(f"at most, in {said(top.month)}", top)))
        if last.month in self.ranks:
            rank = self.ranks[last.month]
            items.append(
                (
                    f"{rank.rank}",
                    line(f"rank of {rank.of} in {said(last.month)}", self.ledger.note("ranks"), parts.month_cite(last)),
                )
            )
        months = set(self.reading.months)
        there = [row for row in told if row.number and row.month in months]
        items.append((f"{len(there)}", line(f"of {len(months)} published months with people", self.ledger.rows(there))))
        sexed = [row for row in told if row.by_sex]
        if sexed:
            label = f"women in {said(sexed[-1].month)}, {sexed[-1].female:,} of {sexed[-1].by_sex:,}"
            items.append((f"{parts.share(sexed[-1]):.1%}", line(label, self.ledger.row(sexed[-1]))))
        return items

    def _label(self, text: str, row: MonthRow) -> Line:
        return line(text, self.ledger.row(row), parts.month_cite(row))

    def _findings(self, told: list[MonthRow]) -> tuple[Line, ...]:
        last = told[-1]
        items = []
        newest = self.reading.months[-1]
        if last.month < newest:
            items.append(
                line(f"Not on the lists after {said(last.month)}; the latest list is of {said(newest)}.",
                     self.ledger.note("counting"))
            )  # fmt: skip
        if self.spells:
            items.append(self._spell_line())
        now = [(code, rows[-1]) for code, rows in self.operations.items() if rows[-1].month == last.month]
        if people := sorted((each for each in now if each[1].number), key=lambda each: -(each[1].number or 0)):
            where = listed([*(f"{code} ({row.number:,})" for code, row in people[:8]), *_more(len(people) - 8)])
            items.append(line(f"In {said(last.month)}: {where}.", self.ledger.rows(row for _, row in people)))
        unread = [row for row in self.rows if row.number is None]
        if unread:
            items.append(line(f"Listed without a number in {count(len(unread), 'month')}.", self.ledger.rows(unread)))
        return tuple(items) or (line(f"On record for {count(len(told), 'month')}.", self.ledger.rows(told)),)

    def _spell_line(self) -> Line:
        many, first, last = len(self.spells), self.spells[0], self.spells[-1]
        text = f"With people from {said(first.first)}{' or before' if first.first == self.reading.months[0] else ''}"
        if many > 1:
            text += f", in {many} stretches of months"
        text += (
            f"; still there on the latest list, of {said(last.last)}." if last.is_open else f", to {said(last.last)}."
        )
        return line(text, self.ledger.rows(self.rows))

    # The figures ----------------------------------------------------------------------------------------------------

    def _series(self) -> Section:
        told = [row for row in self.rows if row.number is not None]
        if not told:
            note = line(f"{self.name} is listed, but never with a number.", self.ledger.rows(self.rows))
            return Section("series", "Personnel by kind", (Paragraph((note,), "missing"),))
        title = f"{self.name}: {parts.headline(told)}"
        known = sorted({*self.reading.months, *(row.month for row in self.rows)})
        figure = parts.series(
            self.rows,
            self.ledger,
            self.reading,
            title=title,
            subject=f"personnel of {with_article(self.name)}",
            known=known,
            annual=surroundings.annual_bars(self.code, self.material, [row.month for row in self.rows]),
        )
        return Section("series", "Personnel by kind", (figure, *parts.breaks_list(self.rows, self.ledger)))

    def _operations(self) -> Section | None:
        people = {code: rows for code, rows in self.operations.items() if any(row.number for row in rows)}
        if not people:
            return None
        shown = dict(list(people.items())[:MOST_OPERATIONS])
        months = sorted({row.month for rows in people.values() for row in rows})
        known = self.reading.months_by_operation
        figure = parts.strips(
            shown, self.ledger, lambda code: code,
            title=f"In {count(len(people), 'operation')}, {period(months[0], months[-1])}",
            subtitle="Persons at the end of the month, most person-months first. Shaded: no lists by operation; "
            f"those on record reach from {said(known[0])} to {said(known[-1])}."
            + (f" The {MOST_OPERATIONS} largest are shown." if len(people) > MOST_OPERATIONS else ""),
            first_column="Operation", known=known, reading=self.reading,
        )  # fmt: skip
        return Section("operations", "Operations over time", (figure,))

    def _rank(self) -> Section | None:
        if not self.ranks:
            return None
        ranks = list(self.ranks.values())
        best, last = min(ranks, key=lambda each: each.rank), ranks[-1]
        between = self.reading.listed_count(ranks[0].month, last.month)
        data: tuple[Datum, ...] = tuple(
            {"month": month, "rank": self.ranks[month].rank if month in self.ranks else None, "of": of}
            for month, of in between
        )
        gaps = self.reading.gaps(ranks[0].month, last.month)
        data += tuple({"part": "gap", "from": first, "to": end} for first, end in gaps)
        by_month = {row.month: row for row in self.rows}
        yearly = {rank.month[:4]: rank for rank in ranks}
        figure = Figure(
            chart="rank_over_time",
            title=f"Rank {last.rank} of {last.of} in {said(last.month)}"
            + (", the best on record" if best.rank == last.rank else f"; best rank {best.rank} in {said(best.month)}"),
            subtitle="Rank by personnel, first on top; the blue-grey field is how many contributors had people."
            + (" Shaded: nothing on record." if gaps else ""),
            alt=f"Line by month: the rank of {self.name}, {period(ranks[0].month, last.month)}; {ranks[0].rank} at "
            f"first, {best.rank} at best, {last.rank} at last.",
            data=data,
            table=Table(
                "Rank in the last month listed of each year",
                ("Month", "Rank", "Of", "Persons", "Where it stands"),
                tuple(self._rank_row(rank, by_month[rank.month]) for rank in yearly.values()),
                numeric=frozenset({1, 2, 3}),
            ),
            cites=line(self.ledger.note("ranks"), self.ledger.rows(self.rows)),
        )
        return Section("rank", "Rank over time", (figure,))

    def _rank_row(self, rank: Rank, row: MonthRow) -> Row:
        cells = (rank.month, f"{rank.rank}", f"{rank.of}", parts.figure_of(row.number))
        return Row((*(line(cell) for cell in cells), line(self.ledger.row(row))))

    def _women(self) -> Section | None:
        figure = parts.women(self.rows, self.ledger, subject=f"the personnel of {with_article(self.name)}")
        return Section("women", "Women", (figure,)) if figure else None

    def _spells(self) -> Section:
        if not self.spells:
            note = line("No month with people.", self.ledger.note("counting"))
            return Section("spells", "Entries and exits", (Paragraph((note,)),))
        table = Table(
            "Stretches of published months with people",
            ("Came", "Left", "Published months", "Most", "Where it stands"),
            tuple(self._spell_row(each) for each in self.spells),
            numeric=frozenset({2, 3}),
            wide=True,
        )
        lengths = [each.months for each in self.spells if not each.is_open]
        blocks: list[Paragraph | Table] = []
        if len(lengths) > 1:
            mean = sum(lengths) / len(lengths)
            text = f"{count(len(lengths), 'stretch', 'stretches')} ended, after {mean:.1f} months on average"
            blocks.append(
                Paragraph((line(text, soft(" (months published, gaps not counted)."), self.ledger.note("counting")),))
            )
        return Section("spells", "Entries and exits", (*blocks, table))

    def _spell_row(self, spell: Spell) -> Row:
        inside = [row for row in self.rows if spell.first <= row.month <= spell.last]
        came, left = self.reading.edges(spell)
        return Row(
            (
                line(came),
                line(left),
                line(f"{spell.months}"),
                line(f"{spell.peak:,} ({spell.peak_month})"),
                line(self.ledger.rows(inside)),
            )
        )


def _more(number: int) -> tuple[str, ...]:
    return (f"{number} more",) if number > 0 else ()


def contributor_sheet(code: str, material: SheetMaterial) -> Brief:
    """Return the sheet of a contributor; honest where the record holds no row of it."""
    return Writer(code, material).brief()
