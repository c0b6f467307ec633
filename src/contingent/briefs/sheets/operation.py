"""The sheet of one operation: where and when, how strong, who contributes, women."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contingent.base.errors import NotFoundError
from contingent.briefs.brief import (
    Brief,
    Bullets,
    Datum,
    Figure,
    Line,
    Numbers,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    line,
)
from contingent.briefs.phrases import count, listed, with_article
from contingent.briefs.sheets import parts, surroundings
from contingent.briefs.sheets.contributor import FOOT, FORM
from contingent.briefs.sheets.ledger import Ledger
from contingent.briefs.sheets.material import SheetMaterial
from contingent.briefs.sheets.parts import period, said
from contingent.briefs.sheets.reading import MonthRow
from contingent.records.boundaries import is_drawable
from contingent.records.facts import Facts
from contingent.records.operations import Operation

MOST_CONTRIBUTORS = 25
"""Strips in the figure of contributors; the table below it has those shown."""


def places_of(material: SheetMaterial) -> dict[str, Mapping[str, Any]]:
    """Return where operations are by code, from the lists of operations on record; only those with coordinates.

    Each has operation, headquarters, latitude, longitude and snapshot.
    """
    import polars as pl

    found = material.record.figures.facts(Facts.OPERATIONS)
    found = found.filter(pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null())
    return {row["operation"]: row for row in found.to_dicts() if row["operation"]}


class Writer:
    """Writes the sheet of one operation."""

    def __init__(self, code: str, material: SheetMaterial) -> None:
        self.code, self.material = code, material
        self.reading = material.reading
        self.ledger = Ledger(material.record)
        self.operation = _known(code, material)
        self.rows = self.reading.strength(code)
        self.contributors = self.reading.contributors_to(code)
        self.told = [row for row in self.rows if row.number is not None]
        self.sexes = self.reading.by_sex(code)

    def brief(self) -> Brief:
        """Return the sheet."""
        name = self.operation.name if self.operation is not None else self.code
        sections = [self._glance()]
        found = (
            self._where(), self._series(), self._now(), self._over_time(), self._women(),
            surroundings.deaths("operation", self.code, self.material, self.ledger),
            surroundings.statements(self.material, self.ledger), surroundings.faults(self.material, self.ledger),
        )  # fmt: skip
        sections += [section for section in found if section is not None]
        sections.append(self.ledger.section())
        return Brief(
            title=f"{self.code}: {name}" if name != self.code else self.code,
            subtitle="Peace operation",
            facts=self._facts(),
            sections=tuple(sections),
            form=FORM,
            foot=FOOT,
        )

    def _facts(self) -> tuple[str, ...]:
        facts = []
        if self.operation is not None:
            dates = (self.operation.since, self.operation.until)
            if dates[0]:
                facts.append(f"{dates[0].isoformat()} to {dates[1].isoformat() if dates[1] else 'open'}")
            if self.operation.kind:
                facts.append(self.operation.kind)
        if self.rows:
            facts.append(f"figures: {period(self.rows[0].month, self.rows[-1].month)}")
        if self.material.prepared:
            facts.append(f"prepared {self.material.prepared.isoformat()}")
        return tuple(facts)

    def _glance(self) -> Section:
        findings = Bullets(tuple(self._findings()))
        if not self.told:
            text = f"No figures of {self.code} are on record. Take lists in with `contingent record import`."
            missing = Paragraph((line(text, self.ledger.note("counting")),), "missing")
            return Section("figures", "Key figures", (missing, *((findings,) if findings.items else ())))
        last, top = self.told[-1], max(self.told, key=lambda row: row.number or 0)
        items: list[tuple[str, Line]] = [
            (f"{last.number:,}", self._label(f"persons in {said(last.month)}, the last month on record", last)),
        ]
        if top.number != last.number:
            items.append((f"{top.number:,}", self._label(f"at most, in {said(top.month)}", top)))
        now = self._listed_last()
        if now:
            month = now[0][1].month
            text = f"contributors in {said(month)}"
            items.append((f"{len(now)}", line(text, self.ledger.rows(row for _, row in now))))
        if self.sexes:
            row = self.sexes[-1]
            text = f"women in {said(row.month)}, {row.female:,} of {row.by_sex:,}"
            items.append((f"{parts.share(row):.1%}", line(text, self.ledger.rows([row]))))
        blocks = (Numbers(tuple(items)), *((findings,) if findings.items else ()))
        return Section("figures", "Key figures", blocks)

    def _label(self, text: str, row: MonthRow) -> Line:
        return line(text, self.ledger.row(row), parts.month_cite(row))

    def _findings(self) -> list[Line]:
        found = self.operation
        if found is None:
            return []
        cite: Part = self.ledger.source(found.source) if found.source else self.ledger.note("memberships")
        hosts = listed(with_article(self.material.name(code)) for code in found.hosts)
        items = [
            line(f"Led by {with_article(self.material.name(found.lead))}{f', in {hosts}' if hosts else ''}.", cite)
        ]
        if found.headquarters:
            items.append(line(f"Headquarters: {found.headquarters}.", cite))
        if found.note:
            items.append(line(f"Note: {found.note}.", cite))
        return items

    def _where(self) -> Section | None:
        codes = [code for code in (self.operation.hosts if self.operation is not None else ()) if is_drawable(code)]
        place = places_of(self.material).get(self.code)
        if not codes and place is None:
            return None
        data: list[Datum] = [{"part": "host", "code": code, "name": self.material.name(code)} for code in codes]
        rows = [Row((line(self.material.name(code)), line("host"), line(""), line(self._source()))) for code in codes]
        if place is not None:
            at = (float(place["latitude"]), float(place["longitude"]))
            data.append({"part": "mark", "name": self.code, "latitude": at[0], "longitude": at[1]})
            town = str(place.get("headquarters") or self.code)
            cite = self.ledger.source(str(place["snapshot"]))
            rows.append(Row((line(town), line("headquarters"), line(f"{at[0]:.2f}, {at[1]:.2f}"), line(cite))))
        names = listed(with_article(self.material.name(code)) for code in codes) or self.code
        figure = Figure(
            chart="locator",
            title=f"Where it is: {names}",
            subtitle="Hosts shaded; the mark is the headquarters where its coordinates are on record",
            alt=f"Map: {names}" + (f", with a mark at {at[0]:.1f}, {at[1]:.1f} degrees." if place is not None else "."),
            data=tuple(data),
            table=Table("Places", ("Place", "What", "Latitude, longitude", "Where it stands"), tuple(rows)),
            cites=line(self._source(), self.ledger.note("memberships")),
        )
        return Section("where", "Where", (figure,))

    def _source(self) -> Part:
        if self.operation is not None and self.operation.source:
            return self.ledger.source(self.operation.source)
        return self.ledger.note("memberships")

    def _series(self) -> Section | None:
        if not self.told:
            return None
        figure = parts.series(
            self.rows,
            self.ledger,
            self.reading,
            title=f"{self.code}: {parts.headline(self.told)}",
            subject=f"personnel of {self.code}", known=self.reading.months_of_operations,
        )  # fmt: skip
        return Section("series", "Strength by kind", (figure, *parts.breaks_list(self.rows, self.ledger)))

    def _listed_last(self) -> list[tuple[str, MonthRow]]:
        """The contributors in the last month with a list of them, largest first."""
        months = [row.month for rows in self.contributors.values() for row in rows if row.number]
        if not months:
            return []
        newest = max(months)
        found = [
            (code, row)
            for code, rows in self.contributors.items()
            for row in rows
            if row.month == newest and row.number
        ]
        return sorted(found, key=lambda each: (-(each[1].number or 0), each[0]))

    def _now(self) -> Section | None:
        now = self._listed_last()
        if not now:
            return None
        everyone = sum(row.number or 0 for _, row in now)
        five = sum(row.number or 0 for _, row in now[:5]) / everyone
        first = self.material.name(now[0][0])
        figure = parts.largest(
            [(code, self.material.name(code), row) for code, row in now], self.ledger,
            title=f"{first} is the largest of {count(len(now), 'contributor')} in {said(now[0][1].month)}"
            + (f"; the first five give {five:.0%}" if len(now) > 5 else ""),
            subject=f"Contributors to {self.code}",
        )  # fmt: skip
        return Section("contributors", "Contributors", (figure,))

    def _over_time(self) -> Section | None:
        people = {code: rows for code, rows in self.contributors.items() if any(row.number for row in rows)}
        if not people:
            return None
        shown = dict(list(people.items())[:MOST_CONTRIBUTORS])
        figure = parts.strips(
            shown, self.ledger, self.material.name,
            title=f"{count(len(people), 'contributor')} over time",
            subtitle="Persons at the end of the month, most person-months first. Shaded: no lists by contributor."
            + (f" The {MOST_CONTRIBUTORS} largest are shown." if len(people) > MOST_CONTRIBUTORS else ""),
            first_column="Contributor", known=self.reading.months_by_operation, reading=self.reading,
        )  # fmt: skip
        return Section("over-time", "Contributors over time", (figure,), short="Over time")

    def _women(self) -> Section | None:
        figure = parts.women(self.sexes, self.ledger, subject=f"the personnel of {self.code}")
        return Section("women", "Women", (figure,)) if figure else None


def _known(code: str, material: SheetMaterial) -> Operation | None:
    try:
        return material.record.operation(code)
    except NotFoundError:
        return None


def operation_sheet(code: str, material: SheetMaterial) -> Brief:
    """Return the sheet of an operation; honest where the record holds no figures of it."""
    return Writer(code, material).brief()
