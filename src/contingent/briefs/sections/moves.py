"""Who would have to move to change an outcome, and how actors on issues are named."""

from __future__ import annotations

from contingent.briefs.brief import Line, Words, line
from contingent.briefs.desk import Desk
from contingent.briefs.digests import MOST_MOVERS, ways
from contingent.briefs.outcomes import IssueOutcome
from contingent.briefs.phrases import capital, short


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
    text = ways(outcome, lambda code: in_sentence(desk, code))
    if not text or outcome.levers is None:
        return []
    moving = [m.actor for m in outcome.movers[:MOST_MOVERS]] or list(outcome.levers.coalition)
    label = Words(f"{outcome.label}: ", "strong")
    return [line(label, f"{text}.", desk.outcome(outcome), _stands_on(desk, outcome, moving))]


def _stands_on(desk: Desk, outcome: IssueOutcome, actors: list[str]) -> Line:
    """Return the statements on which the positions of actors rest."""
    held = [p for p in desk.material.positions if p.issue == outcome.issue and p.actor in actors]
    return desk.statements(key for p in held for key in p.evidence)
