"""Profiles derived from statements where no analyst has written them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from contingent.briefs.desk import Desk
from contingent.briefs.phrases import claim_text, concept_name, ordered
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import StatementType
from contingent.positions.profiles import Point, Profile

MOST_POINTS = 4
LEAST_STATEMENTS = 3

_STATE_HEADINGS: tuple[tuple[str, Callable[[Statement], bool]], ...] = (
    ("motives", lambda s: _under(s, "mot") or (not s.concepts and s.type is StatementType.INTEREST)),
    ("constraints", lambda s: _under(s, "con") or s.type is StatementType.OBSTACLE),
    ("level", lambda s: s.type is StatementType.FACT and s.claim is not None),
    ("direction", lambda s: s.type is StatementType.FORECAST),
    ("forms", lambda s: _under(s, "opt") and s.type is not StatementType.FORECAST),
)


def _under(s: Statement, top: str) -> bool:
    """Return whether the main concept stands under a top-level code."""
    return bool(s.concepts) and s.concepts[0].partition(".")[0] == top


def _points(found: Iterable[Statement]) -> tuple[Point, ...]:
    return tuple(Point(text=claim_text(s), evidence=(s.id,)) for s in ordered(list(found))[:MOST_POINTS])


def _concerned(s: Statement) -> set[str]:
    return {*s.actors, *s.attribution.affiliation}


def states(desk: Desk) -> tuple[Profile, ...]:
    """Return the written profiles, or profiles of the states that at least three statements concern."""
    if desk.material.profiles:
        return desk.material.profiles
    told = desk.material.told
    counts = Counter(code for s in told for code in _concerned(s) if desk.is_state(code))
    codes = [code for code, n in counts.most_common() if n >= LEAST_STATEMENTS]
    return tuple(
        Profile(
            actor=code,
            headings={
                name: _points(s for s in told if code in _concerned(s) and fits(s)) for name, fits in _STATE_HEADINGS
            },
        )
        for code in codes
    )


def organisations(desk: Desk) -> tuple[Profile, ...]:
    """Return the written profiles, or one for each organisation that statements on organisations are about.

    The headings are then the codes right under `org` in the codebook.
    """
    if desk.material.organisations:
        return desk.material.organisations
    about = [s for s in desk.material.told if any(c.partition(".")[0] == "org" for c in s.concepts)]
    counts = Counter(code for s in about for code in s.actors if desk.is_organisation(code))
    second = [c for s in about for c in s.concepts if c.partition(".")[0] == "org"]
    heads = dict.fromkeys(".".join(c.split(".")[:2]) for c in second)
    codebook = desk.material.codebook
    order = {c.code: n for n, c in enumerate(codebook)} if codebook else {}
    names = sorted(heads, key=lambda c: order.get(c, len(order)))
    return tuple(
        Profile(
            actor=code,
            headings={
                concept_name(head, codebook): _points(
                    s for s in about if code in s.actors and any(f"{c}.".startswith(f"{head}.") for c in s.concepts)
                )
                for head in names
            },
        )
        for code, _ in counts.most_common()
    )
