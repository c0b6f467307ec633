"""Coder: a person or a suggester who codes statements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CoderKind(StrEnum):
    """What a coder is."""

    PERSON = "person"
    RULES = "rules"
    EMBEDDING = "embedding"
    LANGUAGE_MODEL = "language model"
    SETTLED = "settled"
    """Not a person: under this coder stand the statements that adjudication made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Whoever codes: `id` stands in `Statement.coder`, `name` is shown (initials or a role, never a participant)."""

    id: str
    name: str
    kind: CoderKind = CoderKind.PERSON
    note: str | None = None
