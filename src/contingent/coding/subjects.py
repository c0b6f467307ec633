"""Whom a clause is mainly about: its first name, or the name a relative clause hangs on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.base.spans import Span
from contingent.coding.state_bodies import Item

_COORDINATED = re.compile(r"[\s,]*(?:and|or|as well as|&|/|–|-|,)?\s*(?:the |of |in |from )?")
_ADJUNCT = re.compile(
    r"(?:In|On|At|For|With|Within|Regarding|Given|Despite|Under|After|Before|Beyond|Outside|As|Like|Unlike|Following)\b"
    r"[^,]*,\s"
)
_OWNS = re.compile(r"[’']s? [^,.;]*")


def subject_of(text: str, clause: Span, items: Sequence[Item]) -> tuple[str, ...]:
    """Return the first of the clause's `items` and those coordinated with it, a leading adjunct left out."""
    adjunct = _ADJUNCT.match(text, clause.start, clause.end)
    main = [i for i in items if adjunct is None or i.span.start >= adjunct.end()] or items
    subject: list[Item] = []
    for item in main:
        if subject and not _coordinated(text, subject[-1].span, item.span):
            break
        subject.append(item)
    return tuple(dict.fromkeys(item.code for item in subject))


def relative_head(text: str, before: Sequence[Item]) -> tuple[str, ...]:
    """Return what a relative clause after `before` hangs on: the last name, and its owner ("Chad's work in the UN")."""
    if not before:
        return ()
    nearest = before[-1]
    owners = [i for i in before[:-1] if _OWNS.fullmatch(text[i.span.end : nearest.span.start])]
    return tuple(dict.fromkeys(item.code for item in (*owners[-1:], nearest)))


def _coordinated(text: str, one: Span, other: Span) -> bool:
    return one == other or _COORDINATED.fullmatch(text[one.end : max(one.end, other.start)]) is not None
