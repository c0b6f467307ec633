"""Measures on the table of dated events: did it happen, what came of it, which way did a figure go."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from contingent.base.errors import NotFoundError
from contingent.checks.measures.names import name_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Citation, Finding, Ruling, no_data
from contingent.records.events import Event
from contingent.records.record import Record


def _cite(event: Event) -> Citation:
    return Citation(table="events", row=event.id, source=event.source)


def _matching(record: Record, kinds: tuple[str, ...], subject: str) -> list[Event]:
    """Events of these kinds in which the subject took part, by date; none if its code is not known."""
    try:
        return [e for e in record.events_of(subject) if e.kind in kinds]
    except NotFoundError:
        return []


def _within(event: Event, since: date, until: date) -> bool:
    return event.start < until and (event.end or event.start) >= since


def _told(event: Event) -> str:
    last = f" to {event.end}" if event.end is not None and event.end != event.start and len(event.dated) == 10 else ""
    return f"{event.what} ({event.dated}{last})"


def _number(event: Event) -> float | None:
    """The event's value where it is a number; a value may also be a word."""
    try:
        return float(event.value) if event.value is not None else None
    except ValueError:
        return None


def _notes(events: list[Event]) -> str | None:
    return "; ".join(dict.fromkeys(e.remark for e in events if e.remark)) or None


def event(record: Record, parameters: Parameters) -> Finding:
    """Whether something of a kind happened to actors within a period.

    Reads `kinds`, `actors` (the first is the subject and must be named; an event that names only some of the others
    supports the claim partly), `since`, `until`, optionally `value` with `tolerance` (a share) and `then` (kinds of
    later events that say what became of it). An event outside the period contradicts the date, so it gives `partly`.
    """
    actors, kinds = parameters.texts("actors"), parameters.texts("kinds")
    since, until = parameters.day("since"), parameters.day("until")
    known = _matching(record, kinds, actors[0])
    if not known:
        names = ", ".join(name_of(record, actor) for actor in actors)
        needed = f"a dated source for: {' or '.join(kinds)} of {names}"
        return no_data(needed, f"{name_of(record, actors[0])}: nothing on record of the kind {' or '.join(kinds)}")
    inside = [e for e in known if _within(e, since, until)]
    chosen = inside or known
    full = [e for e in chosen if set(actors) <= set(e.actors)]
    ruling = Ruling.SUPPORTED if inside and full else Ruling.PARTLY
    remarks = []
    if not full:
        named = sorted(set(actors) & {actor for e in chosen for actor in e.actors})
        remarks.append(f"the source names {', '.join(named)}, not {', '.join(sorted(set(actors) - set(named)))}")
    if not inside:
        remarks.append(f"dated outside {since} to {until}")
    shown = full or chosen
    if parameters.has("value"):
        said, tolerance = parameters.number("value"), parameters.number("tolerance", 0.0)
        near = [e for e in shown if (n := _number(e)) is not None and abs(n - said) <= tolerance * abs(said)]
        ruling, shown = (ruling, near) if near else (Ruling.CONTRADICTED, shown)
    return Finding(
        ruling=ruling,
        observed="; ".join(map(_told, shown)),
        number=_number(shown[-1]),
        as_of=shown[-1].dated,
        qualification="; ".join(filter(None, [*remarks, _notes(shown)])) or None,
        since=_then(record, parameters, actors[0], shown[-1].start),
        citations=tuple(map(_cite, shown)) + _then_cited(record, parameters, actors[0], shown[-1].start),
    )


def _later(record: Record, parameters: Parameters, subject: str, after: date) -> list[Event]:
    if not parameters.has("then"):
        return []
    return [e for e in _matching(record, parameters.texts("then"), subject) if e.start > after]


def _then(record: Record, parameters: Parameters, subject: str, after: date) -> str | None:
    return "; ".join(map(_told, _later(record, parameters, subject, after))) or None


def _then_cited(record: Record, parameters: Parameters, subject: str, after: date) -> tuple[Citation, ...]:
    return tuple(map(_cite, _later(record, parameters, subject, after)))


def no_event(record: Record, parameters: Parameters) -> Finding:
    """That something of a kind was not, or no longer, going on in a period.

    Reads `kinds`, `actors` (all must be named), `since`, `until`. Silence of the table is no proof: without an event
    of that kind at any time the finding is `no data`.
    """
    actors, kinds = parameters.texts("actors"), parameters.texts("kinds")
    since, until = parameters.day("since"), parameters.day("until")
    known = [e for e in _matching(record, kinds, actors[0]) if set(actors) <= set(e.actors)]
    if not known:
        return no_data(f"a dated source on {' or '.join(kinds)} of {', '.join(name_of(record, a) for a in actors)}")
    inside = [e for e in known if _within(e, since, until)]
    return Finding(
        ruling=Ruling.CONTRADICTED if inside else Ruling.SUPPORTED,
        observed="; ".join(map(_told, inside or known)),
        as_of=str(until),
        qualification=_notes(inside or known),
        citations=tuple(map(_cite, inside or known)),
    )


def in_preparation(record: Record, parameters: Parameters) -> Finding:
    """Whether something said to be in preparation was, and whether it came about.

    Reads `actors`, `kinds` (signs of preparation), `done` (kinds that complete it), `on` (the day it was said) and
    optionally `within` (years that "near future" is declared to mean). A sign of preparation before the day supports
    it, only partly where it was to be done within those years and was not. Completion later without such a sign, soon
    or late, always supports it only partly: it does not show that the work had begun. Completion before the day
    contradicts it.
    """
    actors, day = parameters.texts("actors"), parameters.day("on")
    signs = [e for e in _matching(record, parameters.texts("kinds"), actors[0]) if e.start <= day]
    done = _matching(record, parameters.texts("done"), actors[0])
    done = [e for e in done if set(actors) <= set(e.actors)]
    early, late = [e for e in done if e.start <= day], [e for e in done if e.start > day]
    if not signs and not done:
        return no_data(
            f"a dated source on the preparation or completion of it by {', '.join(name_of(record, a) for a in actors)}"
        )
    ruling = Ruling.CONTRADICTED if early else Ruling.SUPPORTED if signs else Ruling.PARTLY
    remark = None
    if late and not early:
        years = (late[0].start - day).days / 365.25
        remark = f"completed {years:.1f} years later"
        if parameters.has("within") and years > parameters.number("within"):
            ruling = Ruling.PARTLY
            remark += f", later than the {parameters.number('within'):g} years that the near future is declared to mean"
        if not signs:
            remark += "; that does not show that it was being prepared on that day"
    return Finding(
        ruling=ruling,
        observed="; ".join(map(_told, signs + early))
        or f"no sign of its preparation on record before {day}, but completed since",
        as_of=str(day),
        qualification="; ".join(filter(None, [remark, _notes(signs)])) or None,
        since="; ".join(map(_told, late)) or "not completed on record",
        tolerance=f"near future: within {parameters.number('within'):g} years (declared)"
        if parameters.has("within")
        else None,
        citations=tuple(map(_cite, [*signs, *done])),
    )


def indicator(record: Record, parameters: Parameters) -> Finding:
    """Which way a yearly figure of an actor went.

    Reads `actor`, `kind`, `since`, `until` and `direction`: `up` or `down` from year to year, or `positive` for a
    figure that is itself a rate.
    """
    actor, kind = parameters.text("actor"), parameters.text("kind")
    since, until = parameters.day("since"), parameters.day("until")
    rows = [e for e in _matching(record, (kind,), actor) if _number(e) is not None and since <= e.start < until]
    if len(rows) < 2:
        return no_data(f"{kind} of {name_of(record, actor)} for at least two years of {since.year}-{until.year}")
    values = [_number(e) or 0.0 for e in rows]
    direction = parameters.choice("direction", ("up", "down", "positive"))
    steps = values if direction == "positive" else [later - earlier for earlier, later in pairwise(values)]
    wanted = [step < 0 if direction == "down" else step > 0 for step in steps]
    return Finding(
        ruling=Ruling.SUPPORTED if all(wanted) else Ruling.PARTLY if any(wanted) else Ruling.CONTRADICTED,
        observed=f"{kind} of {name_of(record, actor)}{_unit(rows)}: "
        + ", ".join(f"{e.value} in {e.start.year}" for e in rows),
        number=values[-1],
        as_of=str(rows[-1].start.year),
        tolerance=f"every year {direction}" if direction == "positive" else f"{direction} from every year to the next",
        qualification=parameters.text("caution") if parameters.has("caution") else _notes(rows),
        citations=tuple(map(_cite, rows)),
    )


def _unit(rows: list[Event]) -> str:
    """The unit in brackets where the sentence of every row ends with one after its last comma: ` (per cent)`."""
    units = {e.what.rpartition(", ")[2] for e in rows if ", " in e.what}
    return f" ({units.pop()})" if len(units) == 1 and all(", " in e.what for e in rows) else ""


def share_paid(record: Record, parameters: Parameters) -> Finding:
    """Whether a contributor is on record with an assessed share after a day.

    Reads `actor`, `kind`, `after`. An assessment says what is owed; payment is not on record.
    """
    actor, kind, after = parameters.text("actor"), parameters.text("kind"), parameters.day("after")
    rows = [e for e in _matching(record, (kind,), actor) if (e.end or e.start) > after and _number(e) is not None]
    if not rows:
        return no_data(f"{kind} of {name_of(record, actor)} after {after}")
    return Finding(
        ruling=Ruling.SUPPORTED if all((_number(e) or 0.0) > 0 for e in rows) else Ruling.CONTRADICTED,
        observed="; ".join(f"{e.what}: {e.value}" for e in rows),
        number=_number(rows[-1]),
        as_of=str(rows[-1].start.year),
        qualification="an assessed share is what is owed; whether and when it was paid is not on record",
        citations=tuple(map(_cite, rows)),
    )


def severity_after(record: Record, parameters: Parameters) -> Finding:
    """That nothing above a severity happened to actors after a day.

    Reads `actor` (state or group), `kind`, `after`, optionally `until`, `threshold` (deaths in one event).
    """
    actor, kind, after = parameters.text("actor"), parameters.text("kind"), parameters.day("after")
    threshold = parameters.number("threshold")
    until = parameters.day("until", date.max)
    rows = [e for e in _matching(record, (kind,), actor) if after < e.start <= until and _number(e) is not None]
    if not rows:
        return no_data(f"a list of events of the kind {kind} in {name_of(record, actor)} after {after}")
    worst = max(rows, key=lambda e: _number(e) or 0.0)
    return Finding(
        ruling=Ruling.CONTRADICTED if (_number(worst) or 0.0) >= threshold else Ruling.SUPPORTED,
        observed=f"worst on record: {_told(worst)}",
        number=(_number(worst) or 0.0),
        as_of=rows[-1].dated,
        tolerance=f"high intensity means {threshold:,.0f} deaths or more in a year (the UCDP threshold for war)",
        qualification="; ".join(f"{_told(e)}" for e in rows if e is not worst) or None,
        citations=tuple(map(_cite, rows)),
    )
