"""Measures of operations: dates, lead, hosts, none of a kind, and how many there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contingent.base.months import Month
from contingent.checks.measures.reported import WORLD, cite, series
from contingent.checks.measures.subjects import members_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Citation, Finding, Ruling, no_data
from contingent.records.operations import Operation
from contingent.records.record import Record


def _find(record: Record, code: str) -> Operation | None:
    return next((operation for operation in record.operations if operation.code == code), None)


def _cite(operation: Operation) -> Citation:
    return Citation(table="operations", row=operation.code, source=operation.source)


def _dates(operation: Operation) -> str:
    return f"{operation.since or '?'} to {operation.until or 'today'}"


def operation_dates(record: Record, parameters: Parameters) -> Finding:
    """First and last year of an operation.

    Reads `operation` and `since` and/or `until` (years).
    """
    operation = _find(record, parameters.text("operation"))
    if operation is None:
        return no_data(f"the dates of {parameters.text('operation')}")
    fits = []
    if parameters.has("since"):
        fits.append(operation.since is not None and operation.since.year == parameters.day("since").year)
    if parameters.has("until"):
        fits.append(operation.until is not None and operation.until.year == parameters.day("until").year)
    return Finding(
        ruling=Ruling.SUPPORTED if all(fits) else Ruling.PARTLY if any(fits) else Ruling.CONTRADICTED,
        observed=f"{operation.code}: {_dates(operation)}",
        tolerance="the same calendar years",
        as_of=str(operation.until or operation.since),
        qualification=operation.note,
        citations=(_cite(operation),),
    )


def operation_lead(record: Record, parameters: Parameters) -> Finding:
    """Which organisation leads an operation.

    Reads `operation` and `lead`.
    """
    operation = _find(record, parameters.text("operation"))
    if operation is None:
        return no_data(f"who leads {parameters.text('operation')}")
    return Finding(
        ruling=Ruling.SUPPORTED if operation.lead == parameters.text("lead") else Ruling.CONTRADICTED,
        observed=f"{operation.code} led by {operation.lead}",
        as_of=str(operation.until or operation.since),
        qualification=operation.note,
        citations=(_cite(operation),),
    )


def operations_hosted(record: Record, parameters: Parameters) -> Finding:
    """Whether a state hosted operations of each of some lead organisations.

    Reads `host`, `leads`, `since` and `until`.
    """
    host, leads = parameters.text("host"), parameters.texts("leads")
    since, until = parameters.day("since"), parameters.day("until")
    found = [
        o
        for o in record.operations
        if host in o.hosts and o.lead in leads and (o.since or date.min) < until and (o.until or date.max) > since
    ]
    missing = [lead for lead in leads if lead not in {o.lead for o in found}]
    return Finding(
        ruling=Ruling.CONTRADICTED if not found else Ruling.PARTLY if missing else Ruling.SUPPORTED,
        observed=f"hosted by {host}: " + (", ".join(f"{o.code} ({o.lead}, {_dates(o)})" for o in found) or "none"),
        number=float(len(found)),
        citations=tuple(map(_cite, found)),
    )


def no_operation(record: Record, parameters: Parameters) -> Finding:
    """That no operation of some lead began in a host after a day.

    Reads `leads`, `host` (a state, several, or a group: its members at the time), `after` and optionally `until`. The
    table of operations is complete for the organisations it has, not for every national deployment; it is said so.
    """
    leads, after = parameters.texts("leads"), parameters.day("after")
    led = [o for o in record.operations if o.lead in leads]
    if not led:
        return no_data(f"operations led by {', '.join(leads)}")
    begun = [o for o in led if _begun(o, after, parameters.day("until", date.max))]
    new = [o for o in begun if set(o.hosts) & _hosts(record, parameters.texts("host"), o)]
    elsewhere = [o for o in begun if o not in new]
    host = ", ".join(parameters.texts("host"))
    return Finding(
        ruling=Ruling.CONTRADICTED if new else Ruling.SUPPORTED,
        observed=f"operations led by {', '.join(leads)} in {host} begun after {after}: "
        + (", ".join(f"{o.code} ({_dates(o)})" for o in new) or "none"),
        number=float(len(new)),
        qualification="bases and advisers already there are not operations and are not counted",
        since=("elsewhere: " + ", ".join(f"{o.code} ({_dates(o)})" for o in elsewhere)) if elsewhere else None,
        citations=tuple(map(_cite, new or led)),
    )


def _begun(operation: Operation, after: date, until: date) -> bool:
    return operation.since is not None and after < operation.since <= until


def _hosts(record: Record, codes: Sequence[str], operation: Operation) -> set[str]:
    """The states meant when an operation began."""
    month = Month.of(operation.since or date.min)
    return {state for code in codes for state in members_of(record, code, month) or (code,)}


def operation_begun(record: Record, parameters: Parameters) -> Finding:
    """Whether an operation of some lead began in a period, anywhere, in a host, or outside a body's members.

    Reads `leads`, `after`, `until` and optionally `host` (states or groups) or `outside` (a body: its members at the
    time do not count as hosts).
    """
    leads, after, until = parameters.texts("leads"), parameters.day("after"), parameters.day("until")
    led = [o for o in record.operations if o.lead in leads]
    if not led:
        return no_data(f"operations led by {', '.join(leads)}")
    begun = [o for o in led if _begun(o, after, until)]
    found = begun
    if parameters.has("host"):
        found = [o for o in begun if set(o.hosts) & _hosts(record, parameters.texts("host"), o)]
    elif parameters.has("outside"):
        found = [o for o in begun if set(o.hosts) - _hosts(record, parameters.texts("outside"), o)]
    rest = [o for o in begun if o not in found]
    return Finding(
        ruling=Ruling.SUPPORTED if found else Ruling.CONTRADICTED,
        observed=f"operations led by {', '.join(leads)} begun from {after} to {until}"
        f"{_place_words(parameters)}: " + (", ".join(f"{o.code} ({_dates(o)})" for o in found) or "none"),
        number=float(len(found)),
        as_of=str(until),
        qualification=("elsewhere: " + ", ".join(f"{o.code} ({_dates(o)})" for o in rest)) if rest else None,
        citations=tuple(map(_cite, found or led)),
    )


def _place_words(parameters: Parameters) -> str:
    if parameters.has("host"):
        return f" in {', '.join(parameters.texts('host'))}"
    return f" outside {', '.join(parameters.texts('outside'))}" if parameters.has("outside") else ""


def operations_trend(record: Record, parameters: Parameters) -> Finding:
    """Whether the number of operations and their personnel grew between two months.

    Reads `lead`, `since`, `until` (months) and optionally `unprecedented` (a share): then each of the two has to have
    grown by at least that share and to stand higher at the end than in any month on record before. Growth of any size
    that falls short of it supports the claim partly.
    """
    lead, since, until = parameters.text("lead", "UN"), parameters.month("since"), parameters.month("until")

    def running(month: Month) -> list[Operation]:
        # As the UN counts peacekeeping operations: no political missions, no rows that only rename others.
        return [
            o for o in record.operations_on(date(month.year, month.month, 15), lead=lead) if o.kind == "peacekeeping"
        ]

    persons = {row.month: row for row in series(record, WORLD)}
    rows = [row for row in persons.values() if since <= row.month <= until]
    before, after = len(running(since)), len(running(until))
    first, last = persons.get(since), persons.get(until)
    if first is None or last is None or not rows:
        return no_data(f"personnel of all contributors in {since} and {until}")
    low = min(rows, key=lambda row: row.number or 0)
    top = max((row for row in persons.values() if row.month <= until), key=lambda row: row.number or 0)
    starts = {Month.of(o.since) for o in record.operations if o.lead == lead and o.since} | {since}
    crowd, when = max((len(running(month)), str(month)) for month in starts if month <= until)
    grown = (_Growth(before, after, crowd), _Growth(first.number or 0, last.number or 0, top.number or 0))
    least = parameters.number("unprecedented") if parameters.has("unprecedented") else None
    return Finding(
        ruling=_growth(grown, least),
        observed=f"{lead} peacekeeping operations: {before} in {since}, {after} in {until}; "
        f"uniformed personnel: {first.number:,} and {last.number:,} ({_change(grown[1])})",
        number=float(after),
        tolerance="both the number of operations and their personnel higher at the end"
        if least is None
        else f"unprecedented: both grown by {least:.0%} or more and higher at the end than ever before (declared)",
        as_of=str(until),
        qualification=f"highest to then on record: {max(crowd, after)} operations ({when}) and {top.number:,} people "
        f"({top.month}); not a steady growth: {low.number:,} in {low.month}",
        citations=(cite(first), cite(low), cite(top), cite(last), *map(_cite, running(until))),
    )


@dataclass(frozen=True, slots=True)
class _Growth:
    first: int
    last: int
    highest: int

    def reached(self, least: float | None) -> bool:
        """Grown at all; or by a share, to a height not seen before."""
        if least is None:
            return self.last > self.first
        return self.last >= self.first * (1 + least) and self.last >= self.highest


def _growth(grown: Sequence[_Growth], least: float | None) -> Ruling:
    if all(each.reached(least) for each in grown):
        return Ruling.SUPPORTED
    return Ruling.PARTLY if any(each.reached(None) for each in grown) else Ruling.CONTRADICTED


def _change(growth: _Growth) -> str:
    return f"{growth.last / growth.first - 1:+.0%}" if growth.first else "from none"
