"""What a suggested claim says, as parameters that a measure reads.

Rules that suggest claims know the sentence and not the record: they name the measure, the states and the figure, and
leave out what a reader takes for granted, above all the month. Here the day on which it was said fills that in, and
what a sentence leaves open is kept as a caution, so that a verdict never says more than the sentence does. Claims
that an analyst has put in the measures' own terms pass unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.checks.reading_series import SERIES
from contingent.checks.said import OF_THE_UN, UNDATED, Put, Said, each_of
from contingent.coding.statements import Claim
from contingent.records.record import Record

_APPROXIMATIONS = {"less than": "fewer than"}
_TRENDS = {"increase": "increase", "no_increase": "no_increase"}


def put(claim: Claim, record: Record, said_on: date | None = None) -> Put:
    """Return a claim with a measure as it is put to the record; `said_on` is the day of the meeting, if known."""
    measure = claim.measure or ""
    reader = _READERS.get(measure)
    return reader(Said(claim, record, said_on)) if reader is not None else Put(measure=measure, values=claim.parameters)


def _personnel(said: Said) -> Put:
    values, contributors = said.values, said.words("contributors")
    month = said.month()
    if month is None:
        when = f"personnel of {said.names(contributors)} for {said.claim.period!r}" if said.claim.period else UNDATED
        return said.unread(when)
    operations = said.words("operations")
    if len(operations) > 1:
        return said.unread(f"which of {', '.join(operations)} the figure is of")
    rough = str(values.get("approximation", "about"))
    single = values.get("each") is not False  # suggested claims say whether the figure is of each or of all
    named = (
        said.all_in(contributors, date(Month.parse(month).year, Month.parse(month).month, 1))
        if not single
        else contributors
    )
    put_values = {
        **values,
        "contributors": named,
        "month": month,
        "approximation": _APPROXIMATIONS.get(rough, rough),
        "together": bool(values.get("together")) or (not single and len(named) > 1),
        **({"operation": operations[0]} if operations else {}),
    }
    return Put(measure="personnel", values=put_values, caution=_of_the_un(said, operations))


def _of_the_un(said: Said, operations: list[str]) -> str | None:
    """Suggested figures say whether the UN is named; what an analyst wrote has no `each` and needs no caution."""
    if operations or "each" not in said.values or said.claim.variable.startswith("UN "):
        return None
    return f"compared with the {OF_THE_UN}"


def _missions_share(said: Said) -> Put:
    contributors, month = said.words("contributors"), said.month()
    if not contributors:
        return Put(measure="missions_share", values={**said.values, **({"month": month} if month else {})})
    if month is None:
        return said.unread(UNDATED)
    share = said.values.get("share")
    least = min(float(share), 0.999) if isinstance(share, int | float) else 0.5  # nothing is above all of them
    return each_of("missions_share", [{"contributor": code, "month": month, "above": least} for code in contributors])


def _founding_member(said: Said) -> Put:
    members = said.words("members")
    if not members:
        return Put(measure="founding_member", values=said.values)
    asked = {key: said.values.get(key) for key in ("organisation", "count", "year")}
    return each_of("founding_member", [{"actor": code, **asked} for code in members])


def _membership(said: Said) -> Put:
    members, organisations = said.words("members"), said.words("organisations")
    if not members or not organisations:
        return Put(measure="membership", values=said.values)
    change, status, role = said.values.get("change"), str(said.values.get("status")), said.values.get("role")
    dates = said.words("dates")
    day = said.on()
    parts: list[dict[str, object]] = []
    for at, organisation in enumerate(organisations):
        when: object = dates[at] if len(dates) == len(organisations) else dates[0] if len(dates) == 1 else None
        for actor in said.all_in(members, day):
            part: dict[str, object] = {"actor": actor, "organisation": organisation}
            if change in ("joined", "withdrawn") and (when or day):
                part |= {"state": "joined" if change == "joined" else "withdrawn", "on": day, "when": when}
            elif day is not None:
                part |= {"state": "outside" if status == "no member" else "member", "on": day, "role": role}
            else:
                return said.unread(UNDATED)
            parts.append(part)
    return each_of("membership", parts)


def _group(said: Said) -> list[str]:
    group = said.values.get("group")
    return said.words("members") or (said.all_in([str(group)], said.on()) if group else [])


def _unique_membership(said: Said) -> Put:
    if said.words("actors"):
        return Put(measure="unique_membership", values=said.values)
    organisation, actors, day = str(said.values.get("organisation")), _group(said), said.on()
    if len(actors) < 2 or day is None:
        return said.unread("which states are meant by all" if len(actors) < 2 else UNDATED)
    caution = "the sentence does not say with which bodies it compares: those of the same field are looked at"
    asked = {"organisation": organisation, "actors": actors, "on": day}
    return Put(measure="unique_membership", values=asked, caution=caution)


def _members_outside(said: Said) -> Put:
    if said.words("actors"):
        return Put(measure="members_outside", values=said.values)
    actors, day = _group(said), said.on()
    if not actors or said.number("number") is None:
        return said.unread("which states are meant" if not actors else "how many states are meant")
    if day is None:
        return said.unread(UNDATED)
    asked = {key: said.values.get(key) for key in ("organisation", "number")}
    return Put(measure="members_outside", values={**asked, "actors": actors, "on": day})


def _operation_dates(said: Said) -> Put:
    values = {**said.values}
    for theirs, ours in (("start", "since"), ("end", "until")):
        value = values.pop(theirs, None)
        if value is not None:
            values[ours] = value
    return Put(measure="operation_dates", values=values)


def _operation_lead(said: Said) -> Put:
    asked = {key: said.values.get(key) for key in ("operation", "lead")}
    if not said.values.get("drawdown") or said.number("year") is None:
        return Put(measure="operation_lead", values=asked)
    ends = {"measure": "operation_dates", "operation": asked["operation"], "until": said.number("year")}
    return Put(measure="all_of", values={"parts": [{"measure": "operation_lead", **asked}, ends]})


def _seat(said: Said) -> Put:
    members = said.words("members")
    stated = said.values.get("years")
    years = [year for year in stated if isinstance(year, int)] if isinstance(stated, list | tuple) else []
    if not years and said.day is None:
        return said.unread(UNDATED)
    if said.claim.value == "candidate":
        first = date(min(years), 1, 1) if years else said.day or date.min
        last = date(max(years) + 1, 1, 1) if years else first.replace(year=first.year + 5, day=1)
        asked: list[dict[str, object]] = [
            {"actor": code, "organisation": "UNSC", "since": first, "until": last} for code in members
        ]
        return each_of("elected_seat", asked) if asked else said.unread("who stood for the seat")
    day = date(min(years), 7, 1) if years else said.day
    held: list[dict[str, object]] = [
        {"actor": code, "organisation": "UNSC", "state": "member", "on": day} for code in members
    ]
    return each_of("membership", held) if held else said.unread("who held the seat")


def _event(said: Said) -> Put:
    if said.words("kinds"):
        return Put(measure="event", values=said.values)
    actors, year = said.words("actors"), said.number("year")
    what = f"a dated source on what is said of {said.names(actors)}" + (f" in {year}" if year else "")
    return said.unread(what, _on_record(said, actors, year))


def _on_record(said: Said, actors: list[str], year: int | None) -> str:
    """What happened to the actors in the year, as a lead for the analyst who puts the claim in terms of a measure."""
    if year is None or not actors:
        return "nothing on record"
    try:
        found = [e for e in said.record.events_of(actors[0]) if set(actors) <= set(e.actors) and e.start.year == year]
    except NotFoundError:
        found = []
    return f"on record for {year}: " + "; ".join(e.what for e in found) if found else "nothing on record"


def _capability(said: Said) -> Put:
    unit = str(said.values.get("unit") or "capability")
    return said.unread(f"a dated source on the {unit} of {said.names(said.words('contributors'))}")


def _foreseen(said: Said) -> Put:
    contributors, direction = said.words("contributors"), str(said.values.get("direction"))
    expect = "zero" if said.claim.value == "0" else _TRENDS.get(direction)
    after = f"after {Month.of(said.day)}" if said.day else "after the meeting"
    if said.claim.variable != "personnel contributions" or expect is None:
        return said.unread(f"what {said.names(contributors)} did {after}, and which figure would show it")
    if said.day is None:
        return said.unread(UNDATED)
    asked = {"contributors": contributors, "after": str(Month.of(said.day)), "expect": expect}
    caution = "compared with the uniformed personnel in UN operations since the meeting"
    return Put(measure="personnel_after", values=asked, caution=caution)


def _trend(said: Said) -> Put:
    """A trend is of the past, with a time, or foreseen, with a direction that says what is to come."""
    direction = said.values.get("direction")
    foreseen = direction is None or (isinstance(direction, str) and direction in _DIRECTIONS)
    return _foreseen(said) if foreseen else SERIES["trend"](said)


_DIRECTIONS = frozenset({"increase", "no_increase", "decrease", "no_decrease", "=", "exists"})

_READERS: dict[str, Callable[[Said], Put]] = {
    **SERIES,
    "trend": _trend,
    "personnel": _personnel,
    "missions_share": _missions_share,
    "founding_member": _founding_member,
    "membership": _membership,
    "unique_membership": _unique_membership,
    "members_outside": _members_outside,
    "operation_dates": _operation_dates,
    "operation_lead": _operation_lead,
    "unsc_seat": _seat,
    "event": _event,
    "capability": _capability,
}
