"""The sheet of a group or organisation: what those that belonged to it at the time contributed, together and apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from contingent.base.months import Month
from contingent.briefs.brief import Brief, Bullets, Line, Numbers, Paragraph, Row, Section, Table, Words, line
from contingent.briefs.phrases import count, listed
from contingent.briefs.sheets import parts, surroundings
from contingent.briefs.sheets.contributor import FOOT, FORM
from contingent.briefs.sheets.ledger import Ledger
from contingent.briefs.sheets.material import SheetMaterial
from contingent.briefs.sheets.parts import period, said
from contingent.briefs.sheets.reading import MonthRow, summed
from contingent.records.actors import ActorKind, Membership

MOST_MEMBERS = 40

_STATES = frozenset({ActorKind.STATE, ActorKind.FORMER_STATE, ActorKind.TERRITORY})
_FULL = frozenset({"member", "founding member", "permanent member", "elected member", "participating state"})
"""Roles that count as belonging; observers and partners do not."""


class Writer:
    """Writes the sheet of one group."""

    def __init__(self, code: str, material: SheetMaterial) -> None:
        self.code, self.material = code, material
        self.name = material.name(code)
        self.reading = material.reading
        self.ledger = Ledger(material.record)
        self.terms = self._terms()
        self.members = self._contributions()
        self.rows = summed(self.members.values())
        self.told = [row for row in self.rows if row.number is not None]

    def _terms(self) -> tuple[Membership, ...]:
        actors = self.material.actors
        found = [
            each
            for each in self.material.record.memberships(self.code)
            if each.actor in actors and actors[each.actor].kind in _STATES
        ]
        full = [each for each in found if each.role in _FULL]
        return tuple(sorted(full or found, key=lambda each: (each.actor, each.since or date.min)))

    def _contributions(self) -> Mapping[str, tuple[MonthRow, ...]]:
        """The months of each member in which it belonged, the one with the most person-months first."""
        made: dict[str, tuple[MonthRow, ...]] = {}
        for code in dict.fromkeys(each.actor for each in self.terms):
            terms = [each for each in self.terms if each.actor == code]
            rows = self.reading.monthly(code)
            made[code] = tuple(row for row in rows if any(each.on(_end(row.month)) for each in terms))
        weight = {code: sum(row.number or 0 for row in rows) for code, rows in made.items()}
        return dict(sorted(made.items(), key=lambda each: (-weight[each[0]], each[0])))

    def brief(self) -> Brief:
        """Return the sheet."""
        sections = [self._glance()]
        if self.told:
            sections += [self._series(), *self._now(), *self._over_time()]
            figure = parts.women(self.rows, self.ledger, subject=f"the personnel of {self.code}")
            sections += [Section("women", "Women", (figure,))] if figure else []
        sections.append(self._memberships())
        around = (surroundings.statements(self.material, self.ledger), surroundings.faults(self.material, self.ledger))
        sections += [section for section in around if section is not None]
        sections.append(self.ledger.section())
        facts = [f"{count(len({each.actor for each in self.terms}), 'state')} now or once"]
        if self.reading.months:
            facts.append(f"record: {period(self.reading.months[0], self.reading.months[-1])}")
        if self.material.prepared:
            facts.append(f"prepared {self.material.prepared.isoformat()}")
        return Brief(
            title=self.name if self.name == self.code else f"{self.code}: {self.name}",
            subtitle="Group of contributors, counted in each month as it was then",
            facts=tuple(facts), sections=tuple(sections), form=FORM, foot=FOOT,
        )  # fmt: skip

    def _on(self, month: str) -> list[str]:
        return sorted({each.actor for each in self.terms if each.on(_end(month))})

    def _glance(self) -> Section:
        if not self.told:
            text = "No member is on the lists of contributors on record while it belonged. That is not a reported zero."
            return Section(
                "figures", "Key figures", (Paragraph((line(text, self.ledger.note("counting")),), "missing"),)
            )
        last, top = self.told[-1], max(self.told, key=lambda row: row.number or 0)
        here = self._on(last.month)
        people = self._people(last.month)
        now, note = said(last.month), self.ledger.note("memberships")
        items: list[tuple[str, Line]] = [
            (f"{last.number:,}", self._label(f"persons of all members in {now}", last)),
            (f"{len(people)} of {len(here)}", line(f"members with people in {now}", self.ledger.rows([last]), note)),
        ]
        if top.number != last.number:
            items.insert(1, (f"{top.number:,}", self._label(f"at most, in {said(top.month)}", top)))
        world = self._world(last.month)
        if world:
            text = f"of all personnel of contributors in {said(last.month)} ({world:,})"
            items.append((f"{(last.number or 0) / world:.1%}", line(text, self.ledger.note("sums"))))
        absent = [self.material.name(code) for code in here if code not in people]
        findings = []
        if absent:
            shown = listed([*absent[:12], *([f"{len(absent) - 12} more"] if len(absent) > 12 else [])])
            text = f"Members without people on the list of {said(last.month)}: {shown}."
            findings.append(line(text, self.ledger.note("counting"), self.ledger.note("memberships")))
        blocks = (Numbers(tuple(items)), *((Bullets(tuple(findings)),) if findings else ()))
        return Section("figures", "Key figures", blocks)

    def _label(self, text: str, row: MonthRow) -> Line:
        return line(text, self.ledger.rows([row]), parts.month_cite(row))

    def _people(self, month: str) -> dict[str, MonthRow]:
        return {code: row for code, rows in self.members.items() for row in rows if row.month == month and row.number}

    def _world(self, month: str) -> int:
        return sum(number or 0 for _, number in self.reading.listed_in(month))

    def _series(self) -> Section:
        figure = parts.series(
            self.rows,
            self.ledger,
            self.reading,
            title=f"Members of {self.code}: {parts.headline(self.told)}",
            subject=f"personnel of the members of {self.code} at the time", known=self.reading.months,
        )  # fmt: skip
        return Section("series", "Personnel by kind", (figure, *parts.breaks_list(self.rows, self.ledger)))

    def _now(self) -> list[Section]:
        people = sorted(self._people(self.told[-1].month).items(), key=lambda each: (-(each[1].number or 0), each[0]))
        if not people:
            return []
        figure = parts.largest(
            [(code, self.material.name(code), row) for code, row in people], self.ledger,
            title=f"{self.material.name(people[0][0])} has the most of {count(len(people), 'member')} with people",
            subject=f"Members of {self.code} with people",
        )  # fmt: skip
        return [Section("members", "Members with people", (figure,), short="Members")]

    def _over_time(self) -> list[Section]:
        shown = {code: rows for code, rows in self.members.items() if any(row.number for row in rows)}
        figure = parts.strips(
            dict(list(shown.items())[:MOST_MEMBERS]), self.ledger, self.material.name,
            title=f"{count(len(shown), 'member')} over time, while they belonged",
            subtitle="Persons at the end of the month, most person-months first. Shaded: nothing is published.",
            first_column="Member", known=self.reading.months, reading=self.reading,
        )  # fmt: skip
        return [Section("over-time", "Members over time", (figure,), short="Over time")]

    def _memberships(self) -> Section:
        if not self.terms:
            text = f"No state belongs to {self.code} in the reference facts."
            return Section("memberships", "Who belongs", (Paragraph((line(text, self.ledger.note("memberships")),)),))
        table = Table(
            "Who belongs or belonged",
            ("State", "As", "From", "Until", "Where it stands"),
            tuple(self._term(each) for each in self.terms),
            wide=True,
        )
        return Section("memberships", "Who belongs", (table,))

    def _term(self, each: Membership) -> Row:
        since, until = (
            day.isoformat() if day else word for day, word in ((each.since, "not known"), (each.until, "open"))
        )
        cite = self.ledger.source(each.source) if each.source else self.ledger.note("memberships")
        cells = (
            line(self.material.name(each.actor)),
            line(each.role),
            line(Words(since, "day")),
            line(Words(until, "day")),
        )
        return Row((*cells, line(cite)))


def _end(month: str) -> date:
    """The last day of a month, when people are counted."""
    from datetime import timedelta

    after = Month.parse(month).plus(1)
    return date(after.year, after.month, 1) - timedelta(days=1)


def group_sheet(code: str, material: SheetMaterial) -> Brief:
    """Return the sheet of a group or organisation. Raises NotFoundError for an unknown code."""
    return Writer(code, material).brief()
