"""Material: everything a brief is made from, as one frozen value. Every part may be empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contingent.briefs.outcomes import IssueOutcome
from contingent.checks.verdicts import Verdict
from contingent.coding.codebook import Codebook
from contingent.coding.reports import Meeting, Report
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import HolderKind, Status
from contingent.positions.issues import Issue
from contingent.positions.positions import Position
from contingent.positions.profiles import Profile
from contingent.records.actors import Actor
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a brief is made from.

    `quotes` maps statement ids to the report's words; without it the paraphrases serve. `actors` name codes, `groups`
    describe unnamed groups of participants. `contributions` and `snapshots` are the series shown; left empty, those of
    `record` serve, which also gives the sources of verdicts and the names of actors that `actors` lacks.
    `contributions_note` says what the series cover, `coding_note` which of several codings is told; `prepared` is the
    day printed on the brief.
    """

    meeting: Meeting
    report: Report | None = None
    statements: tuple[Statement, ...] = ()
    quotes: Mapping[str, str] = field(default_factory=dict)
    codebook: Codebook | None = None
    actors: Mapping[str, Actor] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    issues: tuple[Issue, ...] = ()
    positions: tuple[Position, ...] = ()
    outcomes: tuple[IssueOutcome, ...] = ()
    profiles: tuple[Profile, ...] = ()
    organisations: tuple[Profile, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    contributions_note: str | None = None
    coding_note: str | None = None
    record: Record = field(default_factory=Record)
    prepared: date | None = None

    @property
    def told(self) -> tuple[Statement, ...]:
        """The statements a brief tells: all but the rejected ones."""
        return tuple(s for s in self.statements if s.status is not Status.REJECTED)

    @property
    def voiced(self) -> tuple[Statement, ...]:
        """The told statements that somebody holds, without the report's own account."""
        return tuple(s for s in self.told if s.attribution.kind is not HolderKind.RAPPORTEUR)
