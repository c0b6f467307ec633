"""Codings: the statements of one coder on one report, who is to make them, and what adjudication decides of several."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status


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

    def text(self) -> str:
        """Return the decision in a sentence: what was chosen, from which statements, by whom, when and why."""
        sources = ", ".join(self.statements)
        match self.choice:
            case Choice.AGREED:
                what = f"all agree ({sources})"
            case Choice.TAKE:
                what = f"taken from {self.coder or 'what is settled'} ({sources})"
            case Choice.SET:
                value = ", ".join(map(str, self.value)) if isinstance(self.value, list | tuple) else self.value
                what = f"{self.field} set to {value if value not in (None, '') else 'nothing'} ({sources})"
            case _:
                what = f"dropped ({sources})"
        stands = f" as {self.statement}" if self.statement else ""
        by = f" by {self.by}" if self.by else ""
        return f"{what}{stands}{by}, {self.at:%Y-%m-%d %H:%M} UTC{f': {self.why}' if self.why else ''}"


def assignment_key(assignment: Assignment) -> str:
    """Return `report/coder`, the key of an assignment; a slash in the coder's id is written so that keys stay apart."""
    return f"{assignment.report}/{assignment.coder.replace('%', '%25').replace('/', '%2F')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """The statements of one coder on one report, in the order of the text."""

    report: str
    coder: str | None
    statements: tuple[Statement, ...]

    @property
    def reviewed(self) -> tuple[Statement, ...]:
        """Those the coder stands for: neither suggestions still to be reviewed nor rejected ones."""
        return tuple(each for each in self.statements if each.status in STOOD_FOR)


STOOD_FOR = (Status.ACCEPTED, Status.EDITED)
"""Where a statement stands that counts as the coder's own word."""


class Basis(StrEnum):
    """Why a coding stands."""

    SETTLED = "settled"
    UNASSIGNED = "unassigned"
    ONLY = "only coder"
    EARLIEST = "earliest coder"
    BLIND = "own coding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whose statements on a report stand for analyses, why, and whose do not.

    `unsettled` counts, of a settled coding, the statements of assigned coders about which nothing is decided yet.
    """

    report: str
    coders: tuple[str | None, ...]
    basis: Basis
    passed_over: tuple[str, ...] = ()
    unsettled: int = 0

    def text(self) -> str:
        """Return it in a sentence."""
        others = f"; the codings of {', '.join(self.passed_over)} stay aside" if self.passed_over else ""
        match self.basis:
            case Basis.SETTLED:
                return f"The settled coding of report {self.report} stands{self._unsettled()}{others}."
            case Basis.UNASSIGNED:
                return f"The statements on report {self.report} that belong to no assigned coder stand{others}."
            case Basis.BLIND:
                return f"Of report {self.report} only your own coding is shown while you code it blind."
            case Basis.ONLY:
                return f"{self.coders[0]}'s coding of report {self.report} stands, the only one so far."
            case _:
                return (
                    f"{self.coders[0]}'s coding of report {self.report} stands because {self.coders[0]} was assigned "
                    f"first; nothing is settled yet{others}."
                )

    def _unsettled(self) -> str:
        if not self.unsettled:
            return ""
        if self.unsettled == 1:
            return ", but 1 statement of its coders is not settled yet and not told"
        return f", but {self.unsettled} statements of its coders are not settled yet and not told"


def standing(
    report: str, present: Sequence[str | None], assigned: Sequence[str], settled: Collection[str]
) -> Standing | None:
    """Return whose statements on a report stand: the settled ones, else those outside any assignment, else one coder's.

    Args:
        report: the report.
        present: the coders who have statements on it.
        assigned: its coders in the order in which they were assigned.
        settled: the coders that stand for settled codings.

    Returns None where nobody has a statement.
    """
    decided = tuple(each for each in present if each in settled)
    free = tuple(each for each in present if each not in settled and each not in assigned)
    own = tuple(each for each in assigned if each in present)
    if decided:
        others = tuple(each for each in present if each is not None and each not in settled)
        return Standing(report=report, coders=decided, basis=Basis.SETTLED, passed_over=others)
    if free:
        return Standing(report=report, coders=free, basis=Basis.UNASSIGNED, passed_over=own)
    if own:
        basis = Basis.ONLY if len(own) == 1 else Basis.EARLIEST
        return Standing(report=report, coders=own[:1], basis=basis, passed_over=own[1:])
    return None
