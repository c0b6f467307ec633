"""Measures of membership: who belonged to what, since when, who did not, and which body has all of a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from contingent.base.errors import NotFoundError
from contingent.checks.measures.approximations import APPROXIMATIONS, agreement, agrees
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Citation, Finding, Ruling, no_data
from contingent.records.actors import Actor, ActorKind, Membership
from contingent.records.record import Record

_OUTSIDE = {"observer", "partner", "dialogue partner", "associate member", "candidate", "guest", "suspended"}
_OF_PARTNERS = {"PfP", "EAPC"}
"""Programmes whose participants are called partners."""


_STATES = ("member", "outside", "withdrawn", "joined")


def _of(record: Record, organisation: str, actor: str | None = None) -> list[Membership]:
    """The memberships on record, by date; none if a code is not known."""
    try:
        found = record.memberships(organisation, actor)
    except NotFoundError:
        return []
    return sorted(found, key=lambda m: m.since or date.min)


def _cite(rows: Iterable[Membership]) -> tuple[Citation, ...]:
    return tuple(
        Citation(table="memberships", row=f"{m.actor} in {m.organisation} since {m.since}", source=m.source)
        for m in rows
    )


def _full(rows: Iterable[Membership]) -> list[Membership]:
    """Those that make the actor one of the body: in a programme of partners (PfP) the partners, else the members."""
    return [m for m in rows if m.role not in _OUTSIDE or (m.role == "partner" and m.organisation in _OF_PARTNERS)]


def _span(m: Membership) -> str:
    return f"{m.role} {m.since or '?'} to {m.until or 'today'}"


def membership(record: Record, parameters: Parameters) -> Finding:
    """Whether an actor was in an organisation, joined it or left it.

    Reads `actor`, `organisation`, `state` (`member`, `outside`, `withdrawn` or `joined`) and `on` (a day). `when` (a
    year or month) is the date said for joining or leaving; another date on record gives `partly`. `role` (`observer`,
    `partner`) looks at that role instead of full membership.
    """
    actor, organisation = parameters.text("actor"), parameters.text("organisation")
    state = parameters.choice("state", _STATES, "member")
    rows = _in_role(_of(record, organisation, actor), parameters)
    if not rows:
        known = _of(record, organisation)
        if not known:
            return no_data(f"the members of {organisation}")
        ruling = Ruling.SUPPORTED if state in ("withdrawn", "outside") else Ruling.CONTRADICTED
        return Finding(ruling=ruling, observed=f"{actor} is not among the members of {organisation} on record")
    return Finding(
        ruling=_dated(rows, state, parameters) if parameters.has("when") else _on(rows, state, parameters.day("on")),
        observed=f"{actor} in {organisation}: " + ", ".join(map(_span, rows)),
        tolerance="the same month, or year where no month is said" if parameters.has("when") else None,
        as_of=str(parameters.values.get("when") or parameters.day("on")),
        qualification="; ".join(dict.fromkeys(m.note for m in rows if m.note)) or None,
        citations=_cite(rows),
    )


def _in_role(rows: list[Membership], parameters: Parameters) -> list[Membership]:
    role = parameters.text("role") if parameters.has("role") else None
    return _full(rows) if role is None else [m for m in rows if role in m.role]


def _on(rows: list[Membership], state: str, day: date) -> Ruling:
    inside = any(m.on(day) for m in rows)
    ended = any(m.until is not None and m.until <= day for m in rows)
    held = {"outside": not inside, "withdrawn": ended and not inside}.get(state, inside)
    return Ruling.SUPPORTED if held else Ruling.CONTRADICTED


def _dated(rows: list[Membership], state: str, parameters: Parameters) -> Ruling:
    """Whether it was joined or left at the date said; at another date supports the claim partly."""
    said = parameters.day("when")
    monthly = len(str(parameters.values["when"])) > len("2013")
    dates = [m.until if state in ("withdrawn", "outside") else m.since for m in rows]
    near = [d for d in dates if d is not None and d.year == said.year and (not monthly or d.month == said.month)]
    return Ruling.SUPPORTED if near else Ruling.PARTLY if any(dates) else Ruling.CONTRADICTED


def number_of_members(record: Record, parameters: Parameters) -> Finding:
    """How many members a body has on a day, against a said number.

    Reads `organisation`, `on` (a day), `number` and `approximation` (as `personnel` does).
    """
    organisation, day = parameters.text("organisation"), parameters.day("on")
    said, how = parameters.number("number"), parameters.choice("approximation", APPROXIMATIONS, "exactly")
    own = [m for m in _full(_of(record, organisation)) if m.on(day)]
    if not own:
        return no_data(f"the members of {organisation} on {day}")
    number = len({m.actor for m in own})
    return Finding(
        ruling=agrees(number, said, how),
        observed=f"{organisation} had {number} members on {day}",
        number=float(number),
        tolerance=agreement(said, how),
        as_of=str(day),
        citations=_cite(own[:1]),
    )


def joined_none(record: Record, parameters: Parameters) -> Finding:
    """That an actor joined no further body, in any role, in a period.

    Reads `actor`, `since` and `until` (days). Looks at every membership on record whose first day is known.
    """
    actor, since, until = parameters.text("actor"), parameters.day("since"), parameters.day("until")
    try:
        own = record.memberships(actor=actor)
    except NotFoundError:
        own = ()
    if not own:
        return no_data(f"the memberships of {actor}")
    new = [m for m in own if m.since is not None and since < m.since <= until]
    return Finding(
        ruling=Ruling.CONTRADICTED if new else Ruling.SUPPORTED,
        observed=f"bodies that {actor} joined from {since} to {until}: "
        + (", ".join(f"{m.organisation} ({m.role}, {m.since})" for m in new) or "none"),
        number=float(len(new)),
        as_of=str(until),
        qualification="only bodies on record are looked at",
        citations=_cite(new or [m for m in own if m.since is not None][-1:]),
    )


def founding_member(record: Record, parameters: Parameters) -> Finding:
    """Whether an actor is among the founding members, and how many those are.

    Reads `actor`, `organisation`, optionally `count` and `year`.
    """
    actor, organisation = parameters.text("actor"), parameters.text("organisation")
    founders = [m for m in _of(record, organisation) if m.role == "founding member"]
    if not founders:
        return no_data(f"the founding members of {organisation}")
    own = [m for m in founders if m.actor == actor]
    count_fits = not parameters.has("count") or len(founders) == parameters.number("count")
    year_fits = not parameters.has("year") or any(m.since and m.since.year == parameters.number("year") for m in own)
    ruling = Ruling.SUPPORTED if own and count_fits and year_fits else Ruling.PARTLY if own else Ruling.CONTRADICTED
    since = f", since {own[0].since}" if own else ""
    return Finding(
        ruling=ruling,
        observed=f"{actor} is {'' if own else 'not '}one of {len(founders)} founding members of {organisation}{since}",
        number=float(len(founders)),
        as_of=str(own[0].since) if own else None,
        qualification=own[0].note if own else None,
        citations=_cite(own or founders[:1]),
    )


def _states(record: Record, parameters: Parameters) -> tuple[str, ...]:
    return parameters.texts("actors")


_DEFENCE = ("military", "security")
"""The fields of structures for security, the narrower first: a military body competes with security bodies too."""


def unique_membership(record: Record, parameters: Parameters) -> Finding:
    """Whether one body, and no other of its kind, has all of a group as members.

    Reads `organisation`, `actors`, `on`. It is compared with every organisation and programme of the record in the
    same field that has members on record that day; bodies for military matters and for security are compared with one
    another. Another that has them all gives `partly`. An organ (a council of a body) is told beside and not counted.
    """
    organisation, actors, day = parameters.text("organisation"), _states(record, parameters), parameters.day("on")
    own = next((each for each in record.actors if each.code == organisation), None)
    if own is None or not _of(record, organisation):
        return no_data(f"the members of {organisation}")
    if own.field is None:
        return no_data(f"what kind of body {own.name} is, to compare it with others of its kind")
    compared = [each for each in record.actors if _comparable(record, own, each, day)]
    gaps = {each.code: _missing(record, each.code, actors, day) for each in compared}
    full = [each for each in compared if not gaps[each.code]]
    bodies = [each for each in full if each.kind is not ActorKind.ORGAN]
    absent = _missing(record, organisation, actors, day)
    rivals = [each for each in bodies if each.field == own.field]
    return Finding(
        ruling=Ruling.CONTRADICTED if absent else Ruling.PARTLY if bodies else Ruling.SUPPORTED,
        observed="; ".join(
            [_has(own, actors, absent, day, sole=not rivals)]
            + [f"{each.code}, a {each.field} {each.kind}, has all of them too" for each in bodies]
        ),
        as_of=str(day),
        tolerance=_compared_with(gaps, own),
        qualification=_beside([each for each in full if each.kind is ActorKind.ORGAN]),
        citations=_cite(m for a in actors for code in (own, *bodies) for m in _full(_of(record, code.code, a))),
    )


def _comparable(record: Record, own: Actor, other: Actor, day: date) -> bool:
    fields = _DEFENCE if own.field in _DEFENCE else (own.field,)
    return (
        other.code != own.code
        and other.field in fields
        and other.kind in (ActorKind.ORGANISATION, ActorKind.PROGRAMME, ActorKind.ORGAN)
        and any(m.on(day) for m in _of(record, other.code))
    )


def _missing(record: Record, organisation: str, actors: Iterable[str], day: date) -> list[str]:
    return [actor for actor in actors if not any(m.on(day) for m in _full(_of(record, organisation, actor)))]


def _has(own: Actor, actors: Iterable[str], absent: list[str], day: date, *, sole: bool) -> str:
    if absent:
        return f"{own.code} has not {', '.join(absent)} ({day})"
    everyone = f"all of {', '.join(actors)}"
    return f"{own.code} is the only {own.field} structure with {everyone} ({day})" if sole else (
        f"{own.code} has {everyone} ({day})"
    )  # fmt: skip


def _compared_with(gaps: Mapping[str, list[str]], own: Actor) -> str:
    fields = " or ".join(_DEFENCE) if own.field in _DEFENCE else own.field
    lacking = ", ".join(f"{code} lacks {len(absent)}" for code, absent in gaps.items() if absent)
    return f"compared with every {fields} body whose members are on record" + (f": {lacking}" if lacking else "")


def _beside(organs: list[Actor]) -> str | None:
    told = "; ".join(f"{each.code} has all of them too, as {each.note or 'an organ'}" for each in organs)
    return told or None


def members_outside(record: Record, parameters: Parameters) -> Finding:
    """How many of a group are not in an organisation.

    Reads `organisation`, `actors`, `on`, `number`.
    """
    organisation, actors, day = parameters.text("organisation"), _states(record, parameters), parameters.day("on")
    if not _of(record, organisation):
        return no_data(f"the members of {organisation}")
    inside = [m for actor in actors for m in _full(_of(record, organisation, actor)) if m.on(day)]
    outside = [actor for actor in actors if actor not in {m.actor for m in inside}]
    left = [m for actor in outside for m in _full(_of(record, organisation, actor))]
    return Finding(
        ruling=Ruling.SUPPORTED if len(outside) == parameters.number("number") else Ruling.CONTRADICTED,
        observed=f"outside {organisation} on {day}: {', '.join(outside) or 'none'}",
        number=float(len(outside)),
        as_of=str(day),
        qualification="; ".join(f"{m.actor}: {_span(m)}" for m in left) or None,
        citations=_cite([*inside, *left]),
    )


def elected_seat(record: Record, parameters: Parameters) -> Finding:
    """Whether an actor held, or later won, a seat in a council for which it stood.

    Reads `actor`, `organisation`, `since` and `until`. Standing as a candidate cannot be read off a table of members:
    a seat won supports it, a seat not won leaves it unclear.
    """
    actor, organisation = parameters.text("actor"), parameters.text("organisation")
    since, until = parameters.day("since"), parameters.day("until")
    seats = [
        m
        for m in _of(record, organisation, actor)
        if (m.until is None or m.until > since) and (m.since is None or m.since < until)
    ]
    if not seats:
        return Finding(ruling=Ruling.UNCLEAR, observed=f"no seat of {actor} in {organisation} {since} to {until}")
    return Finding(
        ruling=Ruling.SUPPORTED,
        observed=f"{actor} in {organisation}: {', '.join(map(_span, seats))}",
        as_of=str(seats[0].since),
        since=f"the bid succeeded: seat from {seats[0].since}",
        citations=_cite(seats),
    )
