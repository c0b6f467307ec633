"""What stands around the monthly figures of a contributor: annual figures, deaths, memberships, statements, faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.briefs.brief import (
    Block,
    Bullets,
    Cite,
    CiteKind,
    Datum,
    Entry,
    Evidence,
    Line,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    Words,
    line,
    soft,
)
from contingent.briefs.phrases import capital, claim_text, count, who
from contingent.briefs.sheets import ahead
from contingent.briefs.sheets.ledger import Ledger
from contingent.briefs.sheets.material import SheetMaterial
from contingent.briefs.sheets.reading import joined
from contingent.records.actors import ActorKind, Membership
from contingent.records.facts import Facts

if TYPE_CHECKING:
    from contingent.records.annual import AnnualFigure

MOST_STATEMENTS, MOST_FAULTS = 40, 25

_BESIDE = frozenset({"observer", "partner", "dialogue partner", "associate member"})
"""Roles of those that stand beside the members; the rest belong."""

_GATHERED = frozenset({ActorKind.ORGANISATION, ActorKind.ORGAN, ActorKind.PROGRAMME, ActorKind.GROUP})


def sections(code: str, material: SheetMaterial, ledger: Ledger) -> list[Section]:
    """Return those of the sections for which there is something to tell."""
    found = (
        annual(code, material, ledger),
        deaths("contributor", code, material, ledger),
        memberships(code, material, ledger),
        statements(material, ledger),
        outlook(code, material, ledger),
        faults(material, ledger),
    )
    return [section for section in found if section is not None]


def outlook(code: str, material: SheetMaterial, ledger: Ledger) -> Section | None:
    """Return what may follow."""
    if material.outlook is None:
        return None
    return ahead.section(material.outlook, material.name(code), ledger, material.reading.monthly(code))


def annual(code: str, material: SheetMaterial, ledger: Ledger) -> Section | None:
    """Return the annual figures, scaled to whole years, with the interval their rounding leaves open."""
    told = _annual(code, material)
    if not told:
        return None
    rows = tuple(
        Row(
            (
                line(f"{each.year}"),
                line(each.text.partition(" ->")[0]),
                line("not known" if each.months is None else f"{each.months}"),
                line(_interval(each)),
                line(_cites(each, ledger), soft(f" {each.note}" if each.note else "")),
            )
        )
        for each in told
    )
    table = Table(
        "Annual figures as printed, and for whole years",
        ("Year", "Printed", "Months held", "Mean over the year", "Where it stands"),
        rows,
        numeric=frozenset({1, 2}),
        wide=True,
    )
    text = (
        "Printed is the sum over the months the source holds, divided by twelve; the mean is scaled to twelve months."
    )
    return Section("annual", "Annual figures", (Paragraph((line(text, ledger.note("annual")),)), table), short="Annual")


def _annual(code: str, material: SheetMaterial) -> list[AnnualFigure]:
    """The annual figures of a contributor, if any of them counts people."""
    from contingent.records.annual import Standing

    found = [each for each in material.record.annual.series(code) if each.standing is not Standing.ABSENT]
    return found if any(each.printed for each in found) else []


def annual_bars(code: str, material: SheetMaterial, months: Sequence[str]) -> list[Datum]:
    """Return the annual figures of years in which no month has a figure, between the first and the last month."""
    have = {month[:4] for month in material.reading.months} | {month[:4] for month in months}
    return [
        {"year": each.year, "low": each.low, "high": each.high}
        for each in _annual(code, material)
        if each.low is not None and each.high is not None and str(each.year) not in have
    ]


def _interval(each: AnnualFigure) -> str:
    if each.value is None:
        return "not known"
    if each.low is None or each.high is None:
        return f"{each.value:,.1f} or more"
    return f"{each.value:,.1f} ({each.low:,.1f} to {each.high:,.1f})"


def _cites(each: AnnualFigure, ledger: Ledger) -> tuple[Part, ...]:
    if each.snapshot is None:
        return (ledger.note("annual"),)
    cite = ledger.source(each.snapshot)
    if not each.lines:
        return (cite,)
    word = "line" if len(each.lines) == 1 else "lines"
    return (Cite(cite.kind, cite.key, f"{cite.label}, {word} {joined(sorted(each.lines))}"),)


def deaths(column: str, code: str, material: SheetMaterial, ledger: Ledger) -> Section | None:
    """Return the deaths on record by year and cause, of a `contributor` or in an `operation`."""
    import polars as pl

    found = material.record.figures.facts(Facts.FATALITIES).filter(pl.col(column) == code)
    if found.is_empty():
        return None
    causes = Counter(str(cause or "cause not told") for cause in found["cause"])
    other = "operation" if column == "contributor" else "contributor"
    by_year: dict[str, list[dict[str, Any]]] = {}
    for row in found.sort("day").to_dicts():
        by_year.setdefault(str(row["day"].year) if row["day"] else "day not told", []).append(row)
    made = []
    for year, rows in by_year.items():
        places = Counter(str(row[other] or "not told") for row in rows)
        where = ", ".join(f"{place} {number}" for place, number in places.most_common())
        cites = tuple(ledger.source(key) for key in dict.fromkeys(row["snapshot"] for row in rows))
        made.append(Row((line(year), line(f"{len(rows)}"), line(where), line(cites))))
    cites = tuple(ledger.source(key) for key in found["snapshot"].unique().sort())
    text = (
        f"{count(found.height, 'death')} on record: {', '.join(f'{cause} {n}' for cause, n in causes.most_common())}."
    )
    table = Table(
        "Deaths by year", ("Year", "Deaths", capital(f"{other}s"), "Where it stands"), tuple(made),
        numeric=frozenset({1}),
        wide=True,
    )  # fmt: skip
    return Section("deaths", "Deaths", (Paragraph((line(text, cites),)), table))


def memberships(code: str, material: SheetMaterial, ledger: Ledger) -> Section | None:
    """Return the organisations and groups it belongs or belonged to, with days and sources."""
    try:
        found = material.record.memberships(actor=code)
    except NotFoundError:
        return None
    listed = [each for each in found if _is_shown(each, material)]
    if not listed:
        return None
    months = material.reading.months
    day = _end_of(months[-1]) if months else date.today()
    now = sorted({_belongs(each) for each in listed if each.on(day) and each.role != "suspended"})
    text = f"On {day.isoformat()}{', the end of the record' * bool(months)}: {', '.join(now) or 'none on record'}."
    ordered = sorted(listed, key=lambda each: (each.organisation, each.since or date.min))
    table = Table(
        "Memberships",
        ("Organisation", "As", "From", "Until", "Where it stands"),
        tuple(_membership(each, material, ledger) for each in ordered),
        wide=True,
    )
    opening = Paragraph((line(text, ledger.note("memberships")),))
    return Section("memberships", "Memberships", (opening, table))


def _end_of(month: str) -> date:
    first = Month.parse(month).plus(1)
    return date.fromordinal(date(first.year, first.month, 1).toordinal() - 1)


def _belongs(each: Membership) -> str:
    """An organisation, with the role of one that only stands beside its members."""
    beside = each.role in _BESIDE and each.organisation not in ("PfP", "EAPC")  # partners are all that these have
    return f"{each.organisation} ({each.role})" if beside else each.organisation


def _is_shown(membership: Membership, material: SheetMaterial) -> bool:
    actor = material.actors.get(membership.organisation)
    return actor is not None and actor.kind in _GATHERED


def _membership(each: Membership, material: SheetMaterial, ledger: Ledger) -> Row:
    name = material.name(each.organisation)
    full = f"{each.organisation}: {name}" if name != each.organisation else name
    cite: tuple[Part, ...] = (ledger.source(each.source),) if each.source else (ledger.note("memberships"),)
    days = (_day(each.since, "not known"), _day(each.until, "open"))
    return Row((line(full), line(each.role), *(line(Words(day, "day")) for day in days), line(cite)))


def _day(day: date | None, otherwise: str) -> str:
    return day.isoformat() if day else otherwise


def statements(material: SheetMaterial, ledger: Ledger) -> Section | None:
    """Return what the coded reports of the project say about the subject, each with the report's words where held."""
    if not material.statements:
        return None
    shown = material.statements[:MOST_STATEMENTS]
    more = len(material.statements) - len(shown)
    text = f"{count(len(material.statements), 'statement')} in this project"
    text += f"; the first {MOST_STATEMENTS} are shown, `contingent statements --actor` lists all." if more else "."
    entries = tuple(
        Entry(
            Cite(CiteKind.STATEMENT, each.id),
            line(claim_text(each)),
            (("Holder", line(capital(who(each, material.actors)))), ("Status", line(each.status.value))),
            material.quotes.get(each.id),
        )
        for each in shown
    )
    return Section(
        "said",
        "What was said about it",
        (Paragraph((line(text, ledger.note("said")),)), Evidence(entries)),
        short="Said",
    )


def faults(material: SheetMaterial, ledger: Ledger) -> Section | None:
    """Return the faults of the published record that touch the subject."""
    if not material.faults:
        return None
    shown = material.faults[:MOST_FAULTS]
    items: list[Line] = [
        line(
            f"{fault.severity.value}: {_sentence(fault.what)} {_sentence(fault.remedy)}",
            _sources(fault.snapshots, ledger),
        )
        for fault in shown
    ]
    blocks: tuple[Block, ...] = (Bullets(tuple(items)),)
    if len(material.faults) > len(shown):
        text = f"{len(material.faults) - len(shown)} more: `contingent record faults` lists all."
        blocks = (*blocks, Paragraph((line(text, ledger.note("counting")),), "note"))
    return Section("faults", "Faults of the record that touch it", blocks, short="Faults")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _sources(snapshots: Sequence[str], ledger: Ledger) -> tuple[Part, ...]:
    return tuple(ledger.source(key) for key in snapshots[:4]) or (ledger.note("counting"),)
