"""Codings: the statements of one coder on one report, who is to make them, and what adjudication decides of several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A coder is to code a report on their own.

    While it is `blind` and not `finished`, the coder is not shown what others coded of the report.
    """

    report: str
    coder: str
    blind: bool = False
    finished: bool = False


class Choice(StrEnum):
    """How adjudication came to what stands."""

    AGREED = "agreed"
    """All coders had it so."""
    TAKE = "take"
    """One coder's statement or value was taken."""
    SET = "set"
    """A value was set, whoever had it."""
    DROP = "drop"
    """The passage has no statement in the settled coding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A recorded decision of adjudication.

    Attributes:
        id: its own key, `D0001` and on.
        report: of which report.
        statement: the statement of the settled coding that it made or changed; None where the passage was dropped.
        statements: the coders' statements it was made from.
        choice: how it was decided.
        field: the field it is about; None for the statement as a whole.
        value: what was chosen for the field, as the lossless exchange format writes it.
        coder: whose value or statement was taken; None where it is nobody's alone.
        why: the reason given.
        by: the coder who decided.
        at: when, UTC.
    """

    id: str
    report: str
    statement: str | None = None
    statements: tuple[str, ...] = ()
    choice: Choice = Choice.TAKE
    field: str | None = None
    value: object = None
    coder: str | None = None
    why: str | None = None
    by: str | None = None
    at: datetime


def assignment_key(assignment: Assignment) -> str:
    """Return `report/coder`, the key of an assignment; a slash in the coder's id is written so that keys stay apart."""
    return f"{assignment.report}/{assignment.coder.replace('%', '%25').replace('/', '%2F')}"
