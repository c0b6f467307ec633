"""Annual figures of contributors, for years whose months are not on record one by one."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.checks.measures.names import name_of
from contingent.checks.verdicts import Citation
from contingent.records.facts import Facts
from contingent.records.record import Record

ANNUAL = "annual personnel figure"
"""The kind of event that keeps an annual figure which ships with the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A contributor's personnel in a year; `words` is the figure as it is told, with its range where there is one."""

    year: int
    number: float
    words: str
    citation: Citation


def annual_figures(record: Record, contributor: str) -> tuple[Year, ...]:
    """Return the annual figures of a contributor by year: those of imported tables if there are any, else the shipped.

    Imported figures are put on a full year, with the range that rounding leaves; the shipped ones are as printed.
    Years in which the table has no row of the contributor are left out.
    """
    return _imported(record, contributor) if _has_means(record) else _shipped(record, contributor)


def annual_course(record: Record, contributor: str, since: int, until: int) -> tuple[str, tuple[Citation, ...]] | None:
    """Return a contributor's annual figures of some years in words with their rows; None if none is above zero."""
    years = [each for each in annual_figures(record, contributor) if since <= each.year <= until]
    if not any(each.number for each in years):
        return None
    told = ", ".join(each.words for each in years)
    words = f"{name_of(record, contributor)}, annual figures {years[0].year}-{years[-1].year}: {told}"
    return words, tuple(each.citation for each in years)


def years_without(record: Record, contributor: str) -> tuple[int, ...]:
    """Return the years whose annual table has no row of a contributor, which says that it lists it nowhere."""
    if not _has_means(record):
        return ()
    found = {each.year for each in record.annual.series(contributor) if each.printed is None}
    return tuple(sorted(found - set(record.annual.cut_off)))


def _has_means(record: Record) -> bool:
    if record.imported is None or not record.imported.intakes:
        return False
    return bool(record.annual.years)


def _imported(record: Record, contributor: str) -> tuple[Year, ...]:
    return tuple(
        Year(
            year=each.year,
            number=each.value if each.value is not None else float(each.printed),
            words=each.text,
            citation=Citation(
                table=str(Facts.MEANS),
                row=f"{contributor} {each.year}, "
                + (f"lines {', '.join(map(str, each.lines))}" if each.lines else "zeros"),
                source=each.snapshot,
            ),
        )
        for each in record.annual.series(contributor)
        if each.printed is not None
    )


def _lines(lines: tuple[int, ...]) -> str:
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}" if lines else "filled with zeros"


def _shipped(record: Record, contributor: str) -> tuple[Year, ...]:
    found = [e for e in record.events if e.kind == ANNUAL and contributor in e.actors]
    return tuple(
        Year(
            year=e.start.year,
            number=number,
            words=f"{number:g}",
            citation=Citation(table="events", row=e.id, source=e.source),
        )
        for e in sorted(found, key=lambda event: event.start)
        if (number := _number(e.value)) is not None
    )


def _number(value: str | None) -> float | None:
    try:
        return float(value) if value is not None else None
    except ValueError:
        return None
