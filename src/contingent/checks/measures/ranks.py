"""Ranks and comparisons of contributors in a month, and how many contributors or operations there were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contingent.base.months import Month
from contingent.checks.measures.annual import annual_course
from contingent.checks.measures.approximations import APPROXIMATIONS, agreement, agrees
from contingent.checks.measures.doubts import doubts
from contingent.checks.measures.names import name_of
from contingent.checks.measures.reported import Listing, at, by_operation, cite, cite_series, listing, listings
from contingent.checks.measures.subjects import Subject, asked_of, each_told, members_of, subject_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Finding, Ruling, combine, no_data
from contingent.records.contributions import Contribution
from contingent.records.record import Record

NEAR_RANK = 5
"""From this place on, a rank that is off by one is borne out in part."""


def period_of(parameters: Parameters) -> tuple[Month, Month]:
    """Return the first and last month a claim speaks of: `month` (a month or year), else `since` and `until`."""
    if parameters.has("month"):
        return parameters.months("month")
    return parameters.months("since")[0], parameters.months("until")[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A contributor's place among others in a month: equals share the better place; None: it has nobody there."""

    month: Month
    best: int | None
    last: int | None
    among: int
    row: Contribution | None

    def holds(self, number: int, exactly: bool) -> Ruling:
        """Return whether the place is the one said, or among the first so many."""
        if self.best is None or self.last is None:
            return Ruling.CONTRADICTED
        if self.best <= number <= self.last if exactly else self.best <= number:
            return Ruling.SUPPORTED
        off = min(abs(self.best - number), abs(self.last - number))
        return Ruling.PARTLY if exactly and number >= NEAR_RANK and off == 1 else Ruling.CONTRADICTED

    @property
    def words(self) -> str:
        """The place in words."""
        if self.best is None or self.row is None:
            return f"not among the {self.among} contributors ({self.month})"
        tied = f", tied with {self.last - self.best} more" if self.last is not None and self.last > self.best else ""
        return f"{ordinal(self.best)} of {self.among} with {self.row.number:,}{tied} ({self.month})"


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th ..."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def place(found: Listing, contributor: str, rivals: Sequence[str] | None, smallest: bool = False) -> Place:
    """Return the place of a contributor among those with a figure, of `rivals` only if named."""
    numbers = {code: n for code, n in found.numbers.items() if rivals is None or code in rivals}
    own = numbers.get(contributor)
    if own is None:
        return Place(month=found.month, best=None, last=None, among=len(numbers), row=None)
    ahead = sum(n < own if smallest else n > own for n in numbers.values())
    equal = sum(n == own for n in numbers.values())
    return Place(month=found.month, best=ahead + 1, last=ahead + equal, among=len(numbers), row=found.rows[contributor])


def rank(record: Record, parameters: Parameters) -> Finding:
    """The place of contributors among all, or among a group, by personnel.

    Reads `contributors` (each has to hold), `month` (a month or year) or `since` and `until`, `rank` (the place) or
    `top` (among the first so many), and optionally `among` (a body, group or M49 region, its members at the time),
    `order` (`smallest`), `operation`, `kind`, `sex`. Needs a month's whole list. Equals share the better place and may
    claim each of the places they take together. Over several months it has to hold in all; in some gives `partly`.
    From the fifth place on, a place off by one gives `partly`.
    """
    asked, (since, until) = asked_of(parameters), period_of(parameters)
    exactly = parameters.has("rank")
    number = int(parameters.number("rank" if exactly else "top"))
    among = parameters.text("among") if parameters.has("among") else None
    smallest = parameters.choice("order", ("largest", "smallest"), "largest") == "smallest"
    listed = [found for found in listings(record, (since, until), asked).values() if found.whole]
    codes = parameters.texts("contributors")
    where = f" of {name_of(record, among)}" if among else ""
    if not listed or (among and not members_of(record, among, listed[0].month)):
        when = str(since) if since == until else f"{since} to {until}"
        names = ", ".join(name_of(record, code) for code in codes)
        return no_data(f"the {asked.words} of all contributors{where} in {when}, to rank {names}")
    parts = []
    for code in codes:
        places = [place(f, code, members_of(record, among, f.month) if among else None, smallest) for f in listed]
        absent = [row for each in places if each.row is None and (row := at(record, code, each.month, asked))]
        parts.append(_ranked(record, code, places, [each.holds(number, exactly) for each in places], absent))
    told = f"{ordinal(number)} place" if exactly else f"among the first {number}"
    rule = f"{told} by {asked.words}{where}{', smallest first' if smallest else ''}; equals share the better place"
    found = combine(parts)
    return Finding(
        ruling=found.ruling, observed=found.observed, number=found.number, tolerance=rule, as_of=found.as_of,
        qualification=found.qualification, citations=found.citations,
    )  # fmt: skip


def _ranked(
    record: Record, code: str, places: Sequence[Place], rulings: Sequence[Ruling], absent: Sequence[Contribution]
) -> Finding:
    one = set(rulings)
    ruling = rulings[0] if len(one) == 1 else Ruling.PARTLY
    held = sum(each is Ruling.SUPPORTED for each in rulings)
    rows = sorted([*(each.row for each in places if each.row), *absent], key=lambda row: row.month)
    best = min((each for each in places if each.best), key=lambda each: each.best or 0, default=None)
    span = "" if len(places) == 1 else f"; so in {held} of {len(places)} months"
    if best is not None and len(places) > 1:
        span += f", best {best.words}"
    return Finding(
        ruling=ruling,
        observed=f"{name_of(record, code)} {places[-1].words}{span}",
        number=float(places[-1].best) if places[-1].best else None,
        as_of=str(places[-1].month),
        qualification=doubts(record, rows),
        citations=cite_series(rows),
    )


def compare(record: Record, parameters: Parameters) -> Finding:
    """Whether contributors have more (or fewer) people than others in a month.

    Reads `contributors` (taken together), `than` (states or groups), `month`, `relation` (`more`, `fewer`, `as many`),
    and optionally `times` (2 for twice as many), `each` (true: than each of the others, members of groups included, and
    not than all of them together), `operation`, `kind`, `sex`. As many means within 10 per cent or two persons, and so
    does a number of times fall short by 10 per cent at most.
    """
    month, asked = parameters.month("month"), asked_of(parameters)
    relation = parameters.choice("relation", ("more", "fewer", "as many"))
    times = parameters.number("times", 1.0)
    found = listing(record, month, asked)
    mine, others = subject_of(record, parameters.texts("contributors")), parameters.texts("than")
    own = mine.level(found)
    rivals = _rivals(subject_of(record, others), found, mine, parameters.values.get("each") is True)
    levels = [(rival.label, rival.level(found)) for rival in rivals]
    unknown = [label for label, level in levels if level is None]
    if own is None or unknown or not levels:
        missing = [*([] if own else [mine.label]), *unknown] or ["those compared"]
        return no_data(f"{asked.words} of {', '.join(missing)} in {month}")
    highest = max(level.number for _, level in levels if level)
    lowest = min(level.number for _, level in levels if level)
    rows = [*own.rows, *(row for _, level in levels if level for row in level.rows)]
    said = _RELATIONS[relation](own.number, times * (lowest if relation == "fewer" else highest), times != 1)
    rival = ", ".join(f"{label} {level.number:,}" for label, level in levels[:_TOLD] if level)
    rest = f" and {len(levels) - _TOLD} more" if len(levels) > _TOLD else ""
    return Finding(
        ruling=said,
        observed=f"{mine.label} {own.number:,}; {rival}{rest} ({month})",
        number=float(own.number),
        tolerance=f"{relation}{f', {times:g} times' if times != 1 else ''}: {asked.words} at the end of the month",
        as_of=str(month),
        qualification=doubts(record, rows),
        citations=cite_series(rows),
    )


_TOLD = 6
_RELATIONS: dict[str, Callable[[int, float, bool], Ruling]] = {
    "more": lambda own, other, counted: Ruling.SUPPORTED if own > other or (counted and own >= 0.9 * other)
    else Ruling.CONTRADICTED,
    "fewer": lambda own, other, counted: Ruling.SUPPORTED if own < other or (counted and own <= 1.1 * other)
    else Ruling.CONTRADICTED,
    "as many": lambda own, other, _: agrees(own, other, "about"),
}  # fmt: skip


def _rivals(others: Subject, found: Listing, mine: Subject, each: bool) -> list[Subject]:
    if not each:
        return [others]
    own = mine.members(found.month)
    return [Subject(others.record, (code,)) for code in others.members(found.month) if code not in own]


def personnel_change(record: Record, parameters: Parameters) -> Finding:
    """Whether contributors, taken together, had more (or fewer) people in one month than in an earlier one.

    Reads `contributors` (states or groups: their members at the time), `since` and `until` (months), `direction` (`up`,
    `down`, `same`) and optionally `operation`, `kind`, `sex`. The same means within 10 per cent or two persons.
    """
    since, until, asked = parameters.month("since"), parameters.month("until"), asked_of(parameters)
    direction = parameters.choice("direction", ("up", "down", "same"))
    subject = subject_of(record, parameters.texts("contributors"))
    before, after = (subject.level(listing(record, month, asked)) for month in (since, until))
    if before is None or after is None:
        return no_data(f"{asked.words} of {subject.label} in {since} and {until}")
    same = agrees(after.number, before.number, "about") is Ruling.SUPPORTED
    held = {"up": after.number > before.number and not same, "down": after.number < before.number and not same,
            "same": same}[direction]  # fmt: skip
    rows = [*before.rows, *after.rows]
    members = dict.fromkeys((*subject.members(since), *subject.members(until)))
    between = [course for code in members if (course := annual_course(record, code, since.year + 1, until.year))]
    told = (f"{level.number:,} in {level.month} ({each_told(record, level.rows)})" for level in (before, after))
    return Finding(
        ruling=Ruling.SUPPORTED if held else Ruling.CONTRADICTED,
        observed=f"{subject.label}: " + ", ".join(told),
        number=float(after.number - before.number),
        tolerance="more than 10 % and two persons make a change",
        as_of=str(until),
        qualification=doubts(record, rows),
        since="; ".join(course for course, _ in between) or None,
        citations=(*cite_series(rows), *(citation for _, cited in between for citation in cited)),
    )


def number_of_contributors(record: Record, parameters: Parameters) -> Finding:
    """How many contributors have people deployed in a month, against a said number.

    Reads `month`, `number`, `approximation` (as `personnel` does) and optionally `among` (a body, group or M49 region),
    `operation`, `kind`, `sex`. Needs the month's whole list.
    """
    month, asked = parameters.month("month"), asked_of(parameters)
    said, how = parameters.number("number"), parameters.choice("approximation", APPROXIMATIONS, "about")
    found = listing(record, month, asked)
    among = parameters.text("among") if parameters.has("among") else None
    inside = set(members_of(record, among, month)) if among else None
    where = f" of {name_of(record, among)}" if among else ""
    if not found.whole or inside == set():
        return no_data(f"all contributors of {asked.words}{where} in {month}")
    rows = [row for code, row in found.rows.items() if row.number and (inside is None or code in inside)]
    return Finding(
        ruling=agrees(len(rows), said, how),
        observed=f"{len(rows)} contributors with {asked.words}{where} ({month}): {each_told(record, rows)}",
        number=float(len(rows)),
        tolerance=agreement(said, how),
        as_of=str(month),
        qualification=doubts(record, rows),
        citations=cite_series(rows),
    )


def number_of_operations(record: Record, parameters: Parameters) -> Finding:
    """In how many operations contributors have people in a month, against a said number.

    Reads `contributors` (together), `month`, `number`, `approximation`. Needs figures by operation for the month.
    """
    month, subject = parameters.month("month"), subject_of(record, parameters.texts("contributors"))
    said, how = parameters.number("number"), parameters.choice("approximation", APPROXIMATIONS, "about")
    members = subject.members(month)
    rows = [row for row in by_operation(record, month) if row.contributor in members and row.number]
    if not rows:
        return no_data(f"the personnel of {subject.label} by operation in {month}")
    operations = {str(row.operation): row for row in rows}
    return Finding(
        ruling=agrees(len(operations), said, how),
        observed=f"{subject.label} in {len(operations)} operations ({month}): " + ", ".join(sorted(operations)),
        number=float(len(operations)),
        tolerance=agreement(said, how),
        as_of=str(month),
        qualification=doubts(record, rows),
        citations=tuple(map(cite, rows)),
    )
