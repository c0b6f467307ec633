"""What if the rules were others: functions that give a new institution and say what was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.institutions.institution import MEMBER, Institution, Seat
from contingent.decisions.institutions.needs import AtMost, Enough, Share
from contingent.decisions.institutions.rules import Ballot, Need, Rule
from contingent.records.actors import ActorKind
from contingent.records.record import Record
from contingent.records.reference import reference

PERMANENT, ELECTED, NEW_PERMANENT = "permanent member", "elected member", "permanent member without veto"

ENLARGING = ("g4", "g4-veto", "uniting-for-consensus")
"""Reforms that enlarge a council. One of them excludes the others."""

GROUP_OF_FOUR = ("BRA", "DEU", "IND", "JPN", "AFRICA_1", "AFRICA_2")
"""Whom the Group of Four has in mind for six permanent seats; which two African states is open."""


def leaving(institution: Institution, actor: str) -> Institution:
    """Return the institution without a member; thresholds that are numbers of votes stay as they are.

    Raises NotFoundError if it is no member, InputError if nobody would be left or the threshold could not be reached.
    """
    institution.seat(actor)
    kept = [row for row, seat in enumerate(institution.seats) if seat.actor != actor]
    return _seated(institution, kept, (), f"{actor} leaves")


def joining(institution: Institution, seat: Seat, measures: Mapping[str, float] | None = None) -> Institution:
    """Return the institution with one member more. Raises InputError if it is one already or a measure is missing."""
    return _seated(institution, range(len(institution.seats)), ((seat, measures or {}),), f"{seat.actor} joins")


def with_votes(institution: Institution, votes: float) -> Institution:
    """Return the institution asking for another number of votes in favour. Raises InputError where it cannot be."""
    if not 0 < votes <= len(institution.seats) or votes != int(votes):
        raise InputError(
            f"{votes:g} votes cannot be the threshold of {len(institution.seats)} members.",
            record=institution.code,
            remedy=f"Give a whole number from 1 to {len(institution.seats)}.",
        )
    needs = [each for each in institution.rule.needs if not isinstance(each, Enough | Share)]
    return _ruled(institution, (Enough(least=votes), *needs), f"{votes:g} votes in favour are enough")


def without_veto(institution: Institution) -> Institution:
    """Return the institution in which no role can block on its own. Raises InputError if none could."""
    needs = tuple(each for each in institution.rule.needs if not _is_veto(each))
    if len(needs) == len(institution.rule.needs):
        raise InputError(f"{institution.code} knows no veto of a role.", record=institution.code)
    return _ruled(institution, needs, "no veto")


def vetoes_needed(institution: Institution, count: int) -> Institution:
    """Return the institution in which `count` of those with a veto must be against for it to count."""
    if count < 1:
        raise InputError(f"{count} vetoes cannot be asked for.", record=institution.code, remedy="Give 1 or more.")
    needs: tuple[Need, ...] = tuple(
        replace(each, most=count - 1) if isinstance(each, AtMost) and _is_veto(each) else each
        for each in institution.rule.needs
    )
    if not any(_is_veto(each) for each in institution.rule.needs):
        raise InputError(f"{institution.code} knows no veto of a role.", record=institution.code)
    return _ruled(institution, needs, f"a veto needs {count} of those who have one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enlargement:
    """More seats in a council with permanent and elected members: who gets a permanent one and whether with a veto,
    how many elected seats are added, and how many votes are then needed."""

    permanent: tuple[str, ...] = ()
    veto: bool = False
    elected: int = 0
    votes: int


def enlarged(council: Institution, by: Enlargement) -> Institution:
    """Return an enlarged council. A member elected on the day that would get a permanent seat changes its seat, and a
    vacant elected seat takes its place, so that the number of seats is that of the proposal."""
    if not any(seat.role == PERMANENT for seat in council.seats):
        raise InputError(
            f"{council.code} has no permanent members to enlarge.", record=council.code, remedy="Use UNSC."
        )
    if any(seat.vacant or seat.role == NEW_PERMANENT for seat in council.seats):
        raise InputError(
            f"{council.code} is enlarged already ({'; '.join(council.changed)}); it can be enlarged once.",
            record=council.code,
            remedy=f"Keep one of {', '.join(ENLARGING)}; add single members with with:CODE.",
        )
    role = PERMANENT if by.veto else NEW_PERMANENT
    promoted = [seat.actor for seat in council.seats if seat.actor in by.permanent]
    kept = [row for row, seat in enumerate(council.seats) if seat.actor not in by.permanent]
    fresh = [Seat(actor=code, role=role, vacant=code.startswith("AFRICA_")) for code in by.permanent]
    vacant = by.elected + len(promoted)
    fresh += [Seat(actor=f"ELECTED_{n}", role=ELECTED, vacant=True) for n in range(1, vacant + 1)]
    veto = "with" if by.veto else "without"
    told = f"{len(by.permanent)} permanent seats {veto} a veto and " if by.permanent else ""
    larger = _seated(council, kept, tuple((seat, {}) for seat in fresh), f"{told}{by.elected} elected seats are added")
    return with_votes(larger, by.votes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reform:
    """A reform by name: what it does, who proposed it where, and the function that makes it."""

    name: str
    says: str
    source: str
    make: Callable[[Institution], Institution]


REFORMS: Mapping[str, Reform] = {
    each.name: each
    for each in (
        Reform(
            name="g4",
            says="six permanent seats without a veto and four elected ones; fourteen of twenty-five votes",
            source="Group of Four, draft resolution A/59/L.64 of 6 July 2005 (the veto put off for fifteen years)",
            make=lambda it: enlarged(it, Enlargement(permanent=GROUP_OF_FOUR, elected=4, votes=14)),
        ),
        Reform(
            name="g4-veto",
            says="as g4, the six new permanent members with a veto",
            source="Group of Four, A/59/L.64, as it would stand if the new members were given the veto at the review",
            make=lambda it: enlarged(it, Enlargement(permanent=GROUP_OF_FOUR, veto=True, elected=4, votes=14)),
        ),
        Reform(
            name="uniting-for-consensus",
            says="ten elected seats more, no permanent one; fifteen of twenty-five votes",
            source="Uniting for Consensus, draft resolution A/59/L.68 of 21 July 2005",
            make=lambda it: enlarged(it, Enlargement(elected=10, votes=15)),
        ),
        Reform(
            name="two-vetoes",
            says="a veto counts only if two of those who have one are against",
            source="proposed in various forms; no draft resolution",
            make=lambda it: vetoes_needed(it, 2),
        ),
        Reform(
            name="no-veto",
            says="nobody has a veto",
            source="proposed in various forms; for the General Assembly see Uniting for Peace, resolution 377 A (V)",
            make=without_veto,
        ),
    )
}


def reform(institution: Institution, name: str, record: Record | None = None) -> Institution:
    """Return the institution reformed by the name of a reform, or by `without:CODE`, `with:CODE`, `votes:N`.

    Who joins has to be a state of `record` (the reference facts unless given) that existed on the day.

    Raises NotFoundError naming the reforms there are, InputError where the reform does not fit.
    """
    word, _, given = name.partition(":")
    if word == "without" and given:
        return leaving(institution, given)
    if word == "with" and given:
        _check_state(given, institution, record if record is not None else reference())
        return joining(institution, Seat(actor=given, role=_plain_role(institution)))
    if word == "votes" and given:
        try:
            return with_votes(institution, float(given))
        except ValueError:
            raise InputError(f"{given!r} is no number of votes.", record=name, remedy="Write votes:10.") from None
    if name not in REFORMS:
        known = ", ".join((*REFORMS, "without:CODE", "with:CODE", "votes:N"))
        raise NotFoundError(f"There is no reform {name!r}.", remedy=f"Reforms: {known}.")
    return REFORMS[name].make(institution)


def reformed(institution: Institution, names: Sequence[str], record: Record | None = None) -> Institution:
    """Return the institution after several reforms, one upon the other."""
    for name in names:
        institution = reform(institution, name, record)
    return institution


def _check_state(code: str, institution: Institution, record: Record) -> None:
    """Refuse to seat anything but a state that existed on the day."""
    found = record.actor(code)
    if found.kind is not ActorKind.STATE:
        raise InputError(
            f"{code} ({found.name}) is no state.", record=f"with:{code}", remedy="Give the code of a state: with:KAZ."
        )
    day = institution.on
    born, gone = found.since, found.until
    if day is not None and ((born is not None and day < born) or (gone is not None and gone <= day)):
        span = " ".join(word for word in (f"from {born}" if born else "", f"until {gone}" if gone else "") if word)
        raise InputError(
            f"There was no {found.name} on {day} (it is in the record {span}).",
            record=f"with:{code}",
            remedy="Give a state of that day, or another day.",
        )


def _plain_role(institution: Institution) -> str:
    """The role a new member gets: that of most members without a veto."""
    roles = [seat.role for seat in institution.seats if seat.role != PERMANENT] or [MEMBER]
    return max(dict.fromkeys(roles), key=roles.count)


def _is_veto(need: Need) -> bool:
    return isinstance(need, AtMost) and need.counted.role is not None and need.ballots == (Ballot.NO,)


def _seated(
    institution: Institution,
    kept: Sequence[int],
    fresh: Sequence[tuple[Seat, Mapping[str, float]]],
    told: str,
) -> Institution:
    measures = {}
    counted = {each.measure for rule in institution.rules for each in rule.counts}
    for name, values in institution.measures.items():
        missing = [seat.actor for seat, given in fresh if name not in given]
        if missing and name in counted:
            raise InputError(
                f"The {name} of {', '.join(missing)} is not given.",
                record=institution.code,
                remedy="Write the institution into a file of your own, or use a rule that counts heads.",
            )
        if not missing:
            measures[name] = (*(values[row] for row in kept), *(given[name] for _, given in fresh))
    seats = (*(institution.seats[row] for row in kept), *(seat for seat, _ in fresh))
    found = replace(institution, seats=seats, measures=measures, changed=(*institution.changed, told))
    for need in found.rule.needs:
        if isinstance(need, Enough) and need.least > found.weights(need.counted).sum():
            raise InputError(
                f"{need.least:g} votes could then not be reached by {len(seats)} members.",
                record=institution.code,
                remedy="Lower the threshold as well: votes:N.",
            )
    return found


def _ruled(institution: Institution, needs: Sequence[Need], told: str) -> Institution:
    rule = institution.rule
    changed = Rule(
        name=f"{rule.name}, changed",
        needs=tuple(needs),
        source=f"what-if; the rule in force: {rule.source}",
        since=rule.since,
        until=rule.until,
        note=rule.note,
    )
    return replace(institution, rule=changed, others=(), changed=(*institution.changed, told))
