"""Disclosure: whether what was coded of a closed meeting could single somebody out.

Under the Chatham House rule neither the identity nor the affiliation of a speaker may be revealed (Chatham House, 2002
wording). A name never enters a statement, but an affiliation at a meeting can be as good as a name where few came from
there. Nobody counts participants here; what is known is how many people the words themselves put in an affiliation:
`one participant from Kenya` vouches for one, `several participants from Kenya` for at least three. Where no statement
of a meeting vouches for K people of an affiliation, its statements may single out fewer than K.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contingent.coding.reports import Confidentiality, Meeting, Report
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import HolderKind, Quantifier

K = 3
"""Fewer people than this are told of as singled out: with two, each knows that the other is meant."""

VOUCHED = {
    Quantifier.ONE: 1,
    Quantifier.TWO: 2,
    Quantifier.FEW: 3,
    Quantifier.SOME: 3,
    Quantifier.SEVERAL: 3,
    Quantifier.MINORITY: 3,
    Quantifier.MANY: 4,
    Quantifier.MAJORITY: 4,
    Quantifier.MOST: 4,
    Quantifier.ALL: 3,
    Quantifier.OTHERS: 2,
}
"""How many people a quantifier vouches for at the least; any other vouches for one."""

PEOPLE = frozenset({HolderKind.PARTICIPANT, HolderKind.EXPERT, HolderKind.OFFICIAL})
"""Kinds of holder that are people; states, organisations and the report speak for more than themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingledOut:
    """An affiliation at a meeting that fewer than K people are known to share, and the statements that show it."""

    meeting: str
    rule: Confidentiality
    affiliation: tuple[str, ...]
    people: int
    statements: tuple[str, ...]

    def __str__(self) -> str:
        who = f"{self.people} {'person' if self.people == 1 else 'people'}"
        shown = ", ".join(self.statements[:12])
        more = f" and {len(self.statements) - 12} more" if len(self.statements) > 12 else ""
        return f"{'/'.join(self.affiliation)} at {self.meeting}: no more than {who} known; statements {shown}{more}"


def singled_out(
    statements: Iterable[Statement], reports: Iterable[Report], meetings: Iterable[Meeting]
) -> tuple[SingledOut, ...]:
    """Return what could single out fewer than K people, by meeting and affiliation in order of first mention.

    Statements of public meetings are passed over; those of no meeting count as held under non-attribution. A statement
    coded elsewhere with a `person` and an `organization` counts as one person of that organisation.
    """
    homes = {report.id: report.meeting for report in reports}
    rules = {meeting.id: meeting.rule for meeting in meetings}
    crowds: dict[tuple[str, tuple[str, ...]], int] = {}
    shown: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    named: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for s in statements:
        meeting = homes.get(s.report or "") or ""
        if rules.get(meeting, Confidentiality.NON_ATTRIBUTION) is Confidentiality.PUBLIC:
            continue
        whose = _affiliation(s)
        if not whose:
            continue
        key = (meeting, whose)
        named.setdefault(key, set()).add(str(s.variables.get("person", "")))
        vouched = VOUCHED.get(s.attribution.quantifier, 1)
        crowds[key] = max(crowds.get(key, 0), vouched, len(named[key] - {""}))
        shown.setdefault(key, []).append(s.id)
    return tuple(
        SingledOut(
            meeting=meeting or "no meeting",
            rule=rules.get(meeting, Confidentiality.NON_ATTRIBUTION),
            affiliation=whose,
            people=people,
            statements=tuple(shown[meeting, whose]),
        )
        for (meeting, whose), people in ((key, _crowd(key, crowds)) for key in crowds)
        if people < K
    )


def _affiliation(statement: Statement) -> tuple[str, ...]:
    """Return whose person says it; empty where no person does or nobody's person is named."""
    person, organisation = statement.variables.get("person"), statement.variables.get("organization")
    if person and organisation:
        return (str(organisation),)
    attribution = statement.attribution
    return tuple(sorted(attribution.affiliation)) if attribution.kind in PEOPLE else ()


def _crowd(key: tuple[str, tuple[str, ...]], crowds: Mapping[tuple[str, tuple[str, ...]], int]) -> int:
    """Return how many people are known of an affiliation; of several together as many as of any one of them."""
    meeting, whose = key
    return max(people for (held, some), people in crowds.items() if held == meeting and set(some) <= set(whose))


def closed(meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """Return the meetings that were held under a rule other than public."""
    return tuple(meeting for meeting in meetings if meeting.rule is not Confidentiality.PUBLIC)
