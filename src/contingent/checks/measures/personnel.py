"""Measures of personnel in a month: how many each has, or all together."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.base.months import Month
from contingent.checks.measures.approximations import APPROXIMATIONS, agreement, agrees
from contingent.checks.measures.doubts import doubts
from contingent.checks.measures.names import name_of
from contingent.checks.measures.reported import Asked, at, cite, figure, reports, series, told, unnamed
from contingent.checks.measures.subjects import asked_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Finding, combine, no_data
from contingent.records.record import Record


def personnel(record: Record, parameters: Parameters) -> Finding:
    """Uniformed personnel of each contributor in a month against a said number.

    Reads `contributors`, `month`, `number`, `approximation` (about, just over, just under, at least, at most, more
    than, fewer than, exactly) and optionally `operation`, `kind`, `sex` and `together` (true: the number is of all
    contributors together, not of each). A contributor that the whole list of that month does not name has none to
    report; that is told apart from a month that is not on record, and from a row without a figure.
    """
    month, said = parameters.month("month"), parameters.number("number")
    approximation = parameters.choice("approximation", APPROXIMATIONS, "about")
    asked = asked_of(parameters)
    if parameters.values.get("together") is True:
        return _together(record, parameters.texts("contributors"), (month, asked), (said, approximation))
    parts, counted = [], "people" if asked == Asked() else asked.words
    for contributor in parameters.texts("contributors"):
        row, name = at(record, contributor, month, asked), name_of(record, contributor)
        if row is None or not reports(row):
            parts.append(no_data(f"the {_people(asked)} of {name} in {month}"))
            continue
        shown = f"{name} not among the contributors listed" if unnamed(row) else f"{name} {row.number:,} {counted}"
        parts.append(
            Finding(
                ruling=agrees(row.number or 0, said, approximation),
                observed=f"{shown} ({month})",
                number=float(row.number) if row.number is not None else None,
                tolerance=agreement(said, approximation),
                as_of=str(month),
                qualification=doubts(record, [row]),
                since=_later(record, contributor, month, asked),
                citations=(cite(row),),
            )
        )
    return combine(parts)


def _people(asked: Asked) -> str:
    """The people asked for; `personnel` where all are meant."""
    return "personnel" if asked == Asked() else asked.words


def _together(
    record: Record, contributors: Sequence[str], when: tuple[Month, Asked], said: tuple[float, str]
) -> Finding:
    """The sum of several contributors against one said number; no data where one of them is not on record."""
    month, asked = when
    rows = {code: at(record, code, month, asked) for code in contributors}
    unknown = [name_of(record, code) for code, row in rows.items() if row is None or not reports(row)]
    found = [row for row in rows.values() if row is not None]
    if unknown or not found:
        return no_data(f"the {_people(asked)} of {', '.join(unknown)} in {month}")
    number = sum(row.number or 0 for row in found)
    each = ", ".join(told(record, row) for row in found)
    return Finding(
        ruling=agrees(number, *said),
        observed=f"{number:,}{'' if asked == Asked() else f' {asked.words}'} together ({each}; {month})",
        number=float(number),
        tolerance=agreement(*said),
        as_of=str(month),
        qualification=doubts(record, found),
        citations=tuple(map(cite, found)),
    )


def _later(record: Record, contributor: str, month: Month, asked: Asked) -> str | None:
    later = [row for row in series(record, contributor, asked) if row.month > month]
    return f"{name_of(record, contributor)}: {figure(later[-1])} in {later[-1].month}" if later else None
