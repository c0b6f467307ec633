"""Verdict: what the record says about a claim, and where it says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Ruling(StrEnum):
    """The five things the record can say about a claim."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where an observed figure stands: the table, the row's id and, for a contribution, line and snapshot.

    `table` is `contributions`, `events`, `memberships`, `operations` or `assumption`; `source` is the id of a source
    or snapshot of the record.
    """

    table: str
    row: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a measure observed, before it is tied to a statement.

    `observed` is the observation in words with its figure, `number` the figure alone, `tolerance` what counts as
    agreement, `qualification` what a careful reader must know besides, `since` what happened after the claim's
    period, `needed` which data would settle it.
    """

    ruling: Ruling
    observed: str
    number: float | None = None
    tolerance: str | None = None
    as_of: str | None = None
    qualification: str | None = None
    since: str | None = None
    needed: str | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The finding on the claim of one statement; `said` is the claim in the coder's words.

    A claim is the checkable part of a statement, seldom all of it. `tested` says in words what was put to the record,
    `untested` what the statement says besides; None where nobody has declared it.
    """

    statement: str
    said: str
    measure: str | None
    finding: Finding
    tested: str = ""
    untested: str | None = None

    @property
    def ruling(self) -> Ruling:
        """The ruling of the finding."""
        return self.finding.ruling


def no_data(needed: str, observed: str = "nothing on record") -> Finding:
    """Return the finding that the record is silent, saying what would be needed."""
    return Finding(ruling=Ruling.NO_DATA, observed=observed, needed=needed)


def combine(findings: Sequence[Finding]) -> Finding:
    """Return one finding for the parts of a claim that all have to hold.

    All parts alike give that ruling; supported and contradicted parts together, or any partly, give `partly`; parts
    without data next to supported ones give `partly` too, because only some of the claim could be seen.
    """
    if len(findings) == 1:
        return findings[0]
    rulings = {finding.ruling for finding in findings}
    ruling = rulings.pop() if len(rulings) == 1 else Ruling.PARTLY

    def joined(parts: Sequence[str | None]) -> str | None:
        return "; ".join(dict.fromkeys(part for part in parts if part)) or None

    return replace(
        findings[0],
        ruling=ruling,
        observed=joined([f.observed for f in findings]) or "",
        number=None,
        tolerance=joined([f.tolerance for f in findings]),
        as_of=joined([f.as_of for f in findings]),
        qualification=joined([f.qualification for f in findings]),
        since=joined([f.since for f in findings]),
        needed=joined([f.needed for f in findings]),
        citations=tuple(dict.fromkeys(c for f in findings for c in f.citations)),
    )
