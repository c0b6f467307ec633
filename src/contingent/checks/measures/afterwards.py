"""The measure of what became of personnel after a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from contingent.base.months import Month
from contingent.checks.measures.annual import Year, annual_figures, years_without
from contingent.checks.measures.doubts import doubts
from contingent.checks.measures.names import name_of
from contingent.checks.measures.reported import at, cite_series, figure, reports, series
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Finding, Ruling, combine, no_data
from contingent.records.contributions import Contribution
from contingent.records.record import Record

MAJOR_SHARE, MAJOR_PERSONS = 0.5, 20

EXPECTATIONS = {
    "zero": "no person at any time on record",
    "no_increase": "at most 10 % above the starting month",
    "no_major_increase": f"not more than {MAJOR_SHARE:.0%} and {MAJOR_PERSONS} persons above the starting month",
    "increase": "more than 10 % above the starting month",
}


def personnel_after(record: Record, parameters: Parameters) -> Finding:
    """What became of the personnel of contributors after a month.

    Reads `contributors`, `after`, `expect` (`no_increase`, `no_major_increase`, `zero` or `increase`) and optionally
    `until` (a month). No increase allows 10 per cent above the figure of the month; a major increase is declared to be
    more than half again and at least 20 persons. Annual figures are the published sums over the months present divided
    by twelve, put on a full year where the record can. Zero that rests only on lists which do not name the contributor
    is supported partly, because not listed is not zero, unless every month up to `until` is on a whole list.
    """
    after, expect = parameters.month("after"), parameters.choice("expect", EXPECTATIONS)
    until = parameters.month("until") if parameters.has("until") else None
    return combine([_after(record, code, (after, until), expect) for code in parameters.texts("contributors")])


@dataclass(frozen=True)
class _Course:
    """What is on record of one contributor: the row of the month, those after it, and annual figures."""

    name: str
    base: Contribution | None
    later: Sequence[Contribution]
    annual: Sequence[Year]

    @cached_property
    def rows(self) -> list[Contribution]:
        return [*([self.base] if self.base else []), *self.later]

    @cached_property
    def start(self) -> int:
        return (self.base.number if self.base else None) or 0

    @cached_property
    def peak(self) -> tuple[float, str]:
        """The highest figure afterwards and its month, or year if an annual figure is higher."""
        month = max(((float(row.number or 0), str(row.month)) for row in self.later), key=lambda each: each[0])
        year = max(((each.number, str(each.year)) for each in self.annual), key=lambda each: each[0], default=month)
        return year if year[0] > month[0] else month

    @cached_property
    def listed(self) -> bool:
        return bool(self.annual) or any(row.number is not None for row in self.rows)


def _after(record: Record, code: str, period: tuple[Month, Month | None], expect: str) -> Finding:
    after, until = period
    held = [row for row in series(record, code) if row.month > after and (until is None or row.month <= until)]
    later = [row for row in held if reports(row)]
    told = [each for each in annual_figures(record, code) if each.year > after.year]
    years = [each for each in told if until is None or each.year <= until.year]
    course = _Course(name_of(record, code), at(record, code, after), later, years)
    if not later:
        return no_data(f"personnel of {course.name} after {after}")
    if not course.listed:
        return _never_listed(course, expect, until, _absent_years(record, code, period))
    highest, when = course.peak
    return Finding(
        ruling=_expected(expect, course.start, highest),
        observed=f"{course.name} {_people(course.start)} in {after}, "
        + (f"at most {_figure(highest)} afterwards ({when})" if highest else "none afterwards")
        + f", {figure(later[-1])} in {later[-1].month}",
        number=highest,
        tolerance=EXPECTATIONS[expect],
        as_of=str(later[-1].month),
        qualification="; ".join(filter(None, [_coverage(later, years, until), doubts(record, course.rows)])),
        since=_told(course),
        citations=(*cite_series(course.rows), *(each.citation for each in years)),
    )


def _absent_years(record: Record, code: str, period: tuple[Month, Month | None]) -> list[int]:
    after, until = period
    years = (year for year in years_without(record, code) if year > after.year)
    return [year for year in years if until is None or year <= until.year]


def _never_listed(course: _Course, expect: str, until: Month | None, years: Sequence[int]) -> Finding:
    """The finding on a contributor that no list at hand names: absence from lists, which is not a count of zero."""
    rows = course.rows
    months = f"{len(rows)} month{'s' if len(rows) > 1 else ''} between {rows[0].month} and {rows[-1].month}"
    throughout = until is not None and rows[-1].month == until and _unbroken(rows)
    ruling = Ruling.CONTRADICTED if expect == "increase" else Ruling.SUPPORTED if throughout else Ruling.PARTLY
    return Finding(
        ruling=ruling,
        observed=f"{course.name} not among the contributors listed in any month at hand ({months})",
        tolerance=EXPECTATIONS[expect],
        as_of=str(rows[-1].month),
        qualification="; ".join(_absence(rows, throughout, years)),
        citations=cite_series(rows),
    )  # fmt: skip


def _absence(rows: Sequence[Contribution], throughout: bool, years: Sequence[int]) -> list[str]:
    """What absence from lists says and does not say."""
    if throughout:
        return ["not listed is not the same as zero, but no list is missing"]
    between = [] if _unbroken(rows) else ["the months between are not on record"]
    told = [f"the annual table has no row of it in {years[0]}-{years[-1]} either"] if years else []
    return [", and ".join(["not listed is not the same as zero", *between]), *told]


def _unbroken(rows: Sequence[Contribution]) -> bool:
    return rows[-1].month.ordinal - rows[0].month.ordinal == len(rows) - 1


def _figure(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")


def _people(number: int) -> str:
    return f"{number:,} people" if number else "none"


def _told(course: _Course) -> str | None:
    if not course.annual:
        return None
    first, last = course.annual[0].year, course.annual[-1].year
    return f"{course.name}, annual figures {first}-{last}: " + ", ".join(each.words for each in course.annual)


def _coverage(later: Sequence[Contribution], annual: Sequence[Year], until: Month | None) -> str:
    """Which of the months looked at are on record, and where annual figures stand in for the others."""
    months = f"{len(later)} months between {later[0].month} and {later[-1].month} are on record"
    last = later[-1].month
    if not _unbroken(later):
        months += ", the years between as annual figures" if annual else "; the months between are not"
    elif annual and annual[-1].year > last.year:
        months += f", the years to {annual[-1].year} as annual figures"
    elif until is not None and until > last:
        months += f"; those to {until} are not"
    return months


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
