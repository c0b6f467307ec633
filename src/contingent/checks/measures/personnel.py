"""Measures of personnel: how many, how many afterwards, what share, since when, in how many missions."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.checks.measures.names import name_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Citation, Finding, Ruling, combine, no_data
from contingent.records.contributions import Contribution
from contingent.records.record import Record

WORLD = "WORLD"
"""The code under which the record keeps the sum over all contributors."""

# How far an observed figure may lie from the said one and still agree: (below, above) as shares, and in persons.
APPROXIMATIONS: dict[str, tuple[float, float]] = {
    "exactly": (0.0, 0.0),
    "about": (0.10, 0.10),
    "just over": (0.0, 0.10),
    "just under": (0.10, 0.0),
    "at least": (0.0, float("inf")),
    "more than": (0.0, float("inf")),
    "at most": (float("inf"), 0.0),
    "fewer than": (float("inf"), 0.0),
}

ANNUAL = "annual personnel figure"
MAJOR_SHARE, MAJOR_PERSONS = 0.5, 20

EXPECTATIONS = {
    "zero": "no person at any time on record",
    "no_increase": "at most 10 % above the starting month",
    "no_major_increase": f"not more than {MAJOR_SHARE:.0%} and {MAJOR_PERSONS} persons above the starting month",
    "increase": "more than 10 % above the starting month",
}


def cite(row: Contribution) -> Citation:
    """Return the citation of a contribution row."""
    where = f"{row.contributor} {row.month} {row.operation or 'all operations'} {row.kind}, line {row.line}"
    return Citation(table="contributions", row=where, source=row.snapshot)


def agrees(number: float, said: float, approximation: str) -> Ruling:
    """Return whether `number` agrees with `said` under the approximation; twice as far off counts as partly."""
    below, above = APPROXIMATIONS[approximation]
    slack = 2.0 if approximation == "about" else 0.0
    low, high = said - max(below * said, slack), said + max(above * said, slack)
    if approximation == "more than":
        return Ruling.SUPPORTED if number > said else Ruling.CONTRADICTED
    if approximation == "fewer than":
        return Ruling.SUPPORTED if number < said else Ruling.CONTRADICTED
    if low <= number <= high:
        return Ruling.SUPPORTED
    wide = max(said - low if below != float("inf") else 0.0, high - said if above != float("inf") else 0.0)
    return Ruling.PARTLY if low - wide <= number <= high + wide else Ruling.CONTRADICTED


def _tolerance(said: float, approximation: str) -> str:
    words = {"about": "within 10 % or 2 persons", "just over": "up to 10 % more", "just under": "up to 10 % less"}
    return f"{approximation} {said:g}: {words.get(approximation, 'as worded')}"


def _rows(record: Record, contributor: str) -> tuple[Contribution, ...]:
    """The monthly totals of a contributor over all operations; none if its code is not known."""
    try:
        return record.series(contributor)
    except NotFoundError:
        return ()


def _at(record: Record, contributor: str, month: Month, operation: str | None = None) -> Contribution | None:
    try:
        return record.personnel(contributor, month, operation)
    except NotFoundError:
        return None


def personnel(record: Record, parameters: Parameters) -> Finding:
    """Uniformed personnel of each contributor in a month against a said number.

    Reads `contributors`, `month`, `number`, `approximation` (about, just over, just under, at least, at most, more
    than, fewer than, exactly) and optionally `operation` and `together` (true: the number is of all contributors
    together, not of each). A contributor that the list of that month does not name has none to report; that is told
    apart from a month that is not on record.
    """
    month, said = parameters.month("month"), parameters.number("number")
    approximation = parameters.choice("approximation", APPROXIMATIONS, "about")
    operation = parameters.text("operation") if parameters.has("operation") else None
    if parameters.values.get("together") is True:
        return _together(record, parameters.texts("contributors"), month, operation, (said, approximation))
    parts = []
    for contributor in parameters.texts("contributors"):
        row, name = _at(record, contributor, month, operation), name_of(record, contributor)
        if row is None:
            parts.append(no_data(f"the personnel of {name} in {month}"))
            continue
        shown = (
            f"{name} {row.number:,} people" if row.number is not None else f"{name} not among the contributors listed"
        )
        parts.append(
            Finding(
                ruling=agrees(row.number or 0, said, approximation),
                observed=f"{shown} ({month})",
                number=float(row.number) if row.number is not None else None,
                tolerance=_tolerance(said, approximation),
                as_of=str(month),
                since=_later(record, contributor, month),
                citations=(cite(row),),
            )
        )
    return combine(parts)


def _together(
    record: Record, contributors: Sequence[str], month: Month, operation: str | None, said: tuple[float, str]
) -> Finding:
    """The sum of several contributors against one said number; no data where one of them is not on record."""
    rows = {code: _at(record, code, month, operation) for code in contributors}
    unknown = [name_of(record, code) for code, row in rows.items() if row is None]
    found = [row for row in rows.values() if row is not None]
    if unknown or not found:
        return no_data(f"the personnel of {', '.join(unknown)} in {month}")
    number = sum(row.number or 0 for row in found)
    each = ", ".join(f"{name_of(record, row.contributor)} {_shown(row)}" for row in found)
    return Finding(
        ruling=agrees(number, *said),
        observed=f"{number:,} together ({each}; {month})",
        number=float(number),
        tolerance=_tolerance(*said),
        as_of=str(month),
        citations=tuple(map(cite, found)),
    )


def _later(record: Record, contributor: str, month: Month) -> str | None:
    later = [row for row in _rows(record, contributor) if row.month > month]
    if not later:
        return None
    last = later[-1]
    figure = last.number if last.number is not None else "not listed"
    return f"{name_of(record, contributor)}: {figure} in {last.month}"


def _annual(record: Record, contributor: str, after: Month) -> list[tuple[int, float, Citation]]:
    found = [e for e in record.events if e.kind == ANNUAL and contributor in e.actors and e.start.year > after.year]
    return [
        (e.start.year, _figure(e.value), Citation(table="events", row=e.id, source=e.source))
        for e in sorted(found, key=lambda event: event.start)
    ]


def personnel_after(record: Record, parameters: Parameters) -> Finding:
    """What became of the personnel of contributors after a month.

    Reads `contributors`, `after`, `expect` (`no_increase`, `no_major_increase`, `zero` or `increase`). No increase
    allows 10 per cent above the figure of the month; a major increase is declared to be more than half again and at
    least 20 persons. Annual figures are the published sums over the months present divided by twelve. Zero that
    rests only on lists which do not name the contributor is supported partly: not listed is not zero.
    """
    after, expect = parameters.month("after"), parameters.choice("expect", EXPECTATIONS)
    parts = []
    for contributor in parameters.texts("contributors"):
        base, name = _at(record, contributor, after), name_of(record, contributor)
        later = [row for row in _rows(record, contributor) if row.month > after]
        annual = _annual(record, contributor, after)
        if not later:
            parts.append(no_data(f"personnel of {name} after {after}"))
            continue
        start = (base.number if base else None) or 0
        peak_month, peak = max(((row.month, row.number or 0) for row in later), key=lambda pair: pair[1])
        top_year, top = max(((year, value) for year, value, _ in annual), key=lambda pair: pair[1], default=(0, 0.0))
        highest = max(float(peak), top)
        listed = [row for row in ([base] if base else []) + later if row.number is not None]
        if not listed and not annual:
            parts.append(_never_listed(name, ([base] if base else []) + later, expect))
            continue
        parts.append(
            Finding(
                ruling=_expected(expect, start, highest),
                observed=f"{name} {_people(start)} in {after}, "
                + (
                    f"at most {highest:g} afterwards ({peak_month if peak >= top else top_year})"
                    if highest
                    else "none afterwards"
                )
                + f", {_shown(later[-1])} in {later[-1].month}",
                number=highest,
                tolerance=EXPECTATIONS[expect],
                as_of=str(later[-1].month),
                qualification=_coverage(later, annual),
                since=_course(name, annual),
                citations=tuple([cite(row) for row in ([base] if base else []) + later] + [c for _, _, c in annual]),
            )
        )
    return combine(parts)


def _never_listed(name: str, rows: Sequence[Contribution], expect: str) -> Finding:
    """The finding on a contributor that no list at hand names: absence from lists, which is not a count of zero."""
    months = f"{len(rows)} month{'s' if len(rows) > 1 else ''} between {rows[0].month} and {rows[-1].month}"
    return Finding(
        ruling=Ruling.CONTRADICTED if expect == "increase" else Ruling.PARTLY,
        observed=f"{name} not among the contributors listed in any month at hand ({months})",
        tolerance=EXPECTATIONS[expect],
        as_of=str(rows[-1].month),
        qualification="not listed is not the same as zero, and the months between are not on record",
        citations=tuple(map(cite, rows)),
    )


def _figure(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _shown(row: Contribution) -> str:
    return "not listed" if row.number is None else f"{row.number:,}"


def _people(number: int) -> str:
    return f"{number:,} people" if number else "none"


def _course(name: str, annual: Sequence[tuple[int, float, Citation]]) -> str | None:
    if not annual:
        return None
    return f"{name}, annual figures {annual[0][0]}-{annual[-1][0]}: " + ", ".join(f"{v:g}" for _, v, _ in annual)


def _coverage(later: Sequence[Contribution], annual: Sequence[object]) -> str:
    months = f"{len(later)} months between {later[0].month} and {later[-1].month} are on record"
    return months + (", the years between as annual figures" if annual else "; the months between are not")


def _expected(expect: str, start: int, highest: float) -> Ruling:
    major = highest > start * (1 + MAJOR_SHARE) and highest >= start + MAJOR_PERSONS
    held = {
        "zero": highest == 0,
        "no_increase": highest <= start * 1.1,
        "no_major_increase": not major,
        "increase": highest > start * 1.1,
    }[expect]
    if held:
        return Ruling.SUPPORTED
    return Ruling.PARTLY if expect == "no_increase" and not major else Ruling.CONTRADICTED


def personnel_share(record: Record, parameters: Parameters) -> Finding:
    """Share of a group of contributors in all uniformed personnel of a month.

    Reads `contributors`, `month` and `below` or `above` (a share between 0 and 1).
    """
    month, contributors = parameters.month("month"), parameters.texts("contributors")
    world = _at(record, WORLD, month)
    rows = [row for code in contributors if (row := _at(record, code, month)) is not None]
    if world is None or not world.number or not rows:
        return no_data(f"the personnel of {', '.join(contributors)} and of all contributors in {month}")
    together = sum(row.number or 0 for row in rows)
    share = together / world.number
    below = parameters.has("below")
    limit = parameters.number("below" if below else "above")
    each = ", ".join(f"{name_of(record, row.contributor)} {_shown(row)}" for row in rows)
    return Finding(
        ruling=Ruling.SUPPORTED if (share < limit if below else share > limit) else Ruling.CONTRADICTED,
        observed=f"{together} of {world.number:,} uniformed personnel, {share:.2%} ({each}; {month})",
        number=share,
        tolerance=f"declared: {'low' if below else 'high'} means {'below' if below else 'above'} {limit:.0%} of all",
        as_of=str(month),
        citations=(*map(cite, rows), cite(world)),
    )


def personnel_since(record: Record, parameters: Parameters) -> Finding:
    """Whether a contributor had personnel deployed from one year on.

    Reads `contributor`, `since` (a year by which it had begun) and `until`. The ends of years on record are looked at.
    """
    contributor, since, until = parameters.text("contributor"), parameters.day("since"), parameters.day("until")
    name = name_of(record, contributor)
    rows = [row for row in _rows(record, contributor) if row.number is not None and row.month.year <= until.year]
    if not rows:
        return no_data(f"a series of the personnel of {name}")
    first = next((row for row in rows if row.number), None)
    years_with = {row.month.year for row in rows if row.number}
    wanted = set(range(first.month.year, until.year + 1)) if first else set()
    missing = sorted(wanted - years_with)
    began = first is not None and first.month.year <= since.year
    ruling = Ruling.SUPPORTED if began and not missing else Ruling.PARTLY if first else Ruling.CONTRADICTED
    lowest = min((row for row in rows if row.number), key=lambda row: row.number or 0)
    highest = max(rows, key=lambda row: row.number or 0)
    return Finding(
        ruling=ruling,
        observed=f"{name} first listed in {first.month if first else 'no month'}, in every year on record to "
        f"{until.year}{'' if not missing else ' but ' + ', '.join(map(str, missing))}; "
        f"between {lowest.number:,} ({lowest.month}) and {highest.number:,} people ({highest.month})",
        number=float(len(years_with)),
        as_of=str(rows[-1].month),
        tolerance=f"personnel at some month of every year from {since.year} or earlier",
        qualification="December of each year and a few other months are looked at",
        citations=tuple(cite(row) for row in (rows[0], lowest, highest, rows[-1])),
    )


def missions_share(record: Record, parameters: Parameters) -> Finding:
    """Share of the UN missions with uniformed personnel in which a contributor has some.

    Reads `contributor`, `month`, `above` (a share, 0.5 for "most"). Counts with and without political missions,
    because the answer may hang on that.
    """
    contributor, month, above = parameters.text("contributor"), parameters.month("month"), parameters.number("above")
    missions = {
        row.operation: row
        for row in record.contributions
        if row.contributor == WORLD and row.month == month and row.operation and row.kind == "total"
    }
    own = {
        row.operation: row
        for row in record.contributions
        if row.contributor == contributor and row.month == month and row.operation in missions and row.number
    }
    if not missions or not own:
        return no_data(f"personnel of {contributor} by mission in {month}")
    political = {
        operation.code
        for operation in record.operations
        if operation.code in missions and operation.kind is not None and "political" in operation.kind
    }
    narrow = set(missions) - political
    wide_share, narrow_share = len(own) / len(missions), len(set(own) & narrow) / max(1, len(narrow))
    wide, strict = wide_share > above, narrow_share > above
    observed = f"{len(own)} of {len(missions)} missions with uniformed personnel, {wide_share:.0%} ({month})"
    counted = (
        f"without the political missions {', '.join(sorted(political))}: {len(set(own) & narrow)} of {len(narrow)}"
    )
    return Finding(
        ruling=Ruling.SUPPORTED if wide and strict else Ruling.PARTLY if wide or strict else Ruling.CONTRADICTED,
        observed=observed,
        number=wide_share,
        tolerance=f"more than {above:.0%}",
        as_of=str(month),
        qualification=f"{counted}, {narrow_share:.0%}" if political else None,
        citations=(*map(cite, own.values()), *map(cite, missions.values())),
    )
