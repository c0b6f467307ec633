"""Who would have to move to change an outcome, and how actors on issues are named."""

from __future__ import annotations

from contingent.briefs.brief import Line, Words, line
from contingent.briefs.desk import Desk
from contingent.briefs.outcomes import IssueOutcome
from contingent.briefs.phrases import capital, listed, number, short

MOST_MOVERS = 3


def is_group(desk: Desk, code: str) -> bool:
    """Return whether a code is an unnamed group of participants; a group of states is an actor like any other."""
    types = {p.actor_type for p in desk.material.positions if p.actor == code}
    return code in desk.material.groups and types <= {"participants"}


def actor_name(desk: Desk, code: str) -> str:
    """Return the name of an actor or the description of a group of participants."""
    if is_group(desk, code):
        return capital(desk.material.groups[code])
    return (
        short(code, desk.actors) if code in desk.actors else capital(code.replace("_", " ").removeprefix("P ").lower())
    )


def in_sentence(desk: Desk, code: str) -> str:
    """Return an actor as it stands in a sentence: groups of participants by their description in quotes."""
    return f"“{desk.material.groups[code]}”" if is_group(desk, code) else actor_name(desk, code)


def mover_lines(desk: Desk, outcome: IssueOutcome) -> list[Line]:
    """Return who alone could carry an outcome to or over the middle, the shortest way first, else who together."""
    levers = outcome.levers
    if levers is None:
        return []
    label = Words(f"{outcome.label}: ", "strong")
    if levers.side == "middle":
        text = "at the stated positions it stands on the middle already, so nobody has to move to bring it there."
        return [line(label, text, desk.outcome(outcome))]
    shown = outcome.movers[:MOST_MOVERS]
    ways = [
        f"{in_sentence(desk, m.actor)} from {number(m.position)} to {m.whole_cross}"
        + (" (within its own range)" if m.cross_in_range else "")
        for m in shown
    ]
    if ways:
        text = f"one move could carry it to or over the middle: {listed(ways, 'or')}."
        return [line(label, text, desk.outcome(outcome), _stands_on(desk, outcome, [m.actor for m in shown]))]
    if not levers.coalition:
        return [line(label, "no move by anyone could carry it to or over the middle.", desk.outcome(outcome))]
    together = listed(in_sentence(desk, code) for code in levers.coalition)
    text = (
        f"nobody alone could carry it to or over the middle; for example {together} together could, moving to "
        f"{levers.end}; {others_as_small(len(levers.coalition))}."
    )
    return [line(label, text, desk.outcome(outcome), _stands_on(desk, outcome, list(levers.coalition)))]


def others_as_small(size: int) -> str:
    """Return that a named smallest coalition need not be the only one of its size."""
    return "other pairs may do" if size == 2 else f"other sets of {size} may do"


def _stands_on(desk: Desk, outcome: IssueOutcome, actors: list[str]) -> Line:
    """Return the statements on which the positions of actors rest."""
    held = [p for p in desk.material.positions if p.issue == outcome.issue and p.actor in actors]
    return desk.statements(key for p in held for key in p.evidence)
