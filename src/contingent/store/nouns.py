"""Which nouns a project keeps, each with its table: the one list that containers, journal and backup read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contingent.checks.forecast_tests import ForecastTest
from contingent.coding.codebook import Codebook
from contingent.coding.codings import Assignment, Settlement, assignment_key
from contingent.coding.reports import Meeting, Report
from contingent.coding.statements import Statement
from contingent.positions.issues import Issue
from contingent.positions.positions import Position
from contingent.positions.profiles import Profile, Relation, Theme
from contingent.records.actors import Actor, Membership, Source
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.events import Event
from contingent.records.intakes import Block, Intake, checksum
from contingent.records.operations import Operation
from contingent.store import rows_coding as coding
from contingent.store import rows_summaries as summaries
from contingent.store import schema
from contingent.store.coders import Coder
from contingent.store.rows import Lookup, NounTable, Reference, Row, flat


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source under the id by which facts name it."""

    id: str
    source: Source


def membership_key(m: Membership) -> str:
    """Return `organisation/actor/role/since`, the key of a membership."""
    return f"{m.organisation}/{m.actor}/{m.role}/{m.since or ''}"


def contribution_key(c: Contribution) -> str:
    """Return the key of a contribution: all that tells it from others of its snapshot."""
    return f"{c.snapshot}/{c.month}/{c.contributor}/{c.operation or ''}/{c.kind}/{c.sex or ''}/{c.line or ''}"


def position_key(p: Position) -> str:
    """Return `issue/actor`, the key of a position."""
    return f"{p.issue}/{p.actor}"


def _keyed(noun: type[Any], key: Any) -> tuple[Any, Any]:
    """Return row functions for a noun without an id of its own."""
    row, back = flat(noun)

    def keyed(thing: Any) -> Row:
        return {"id": key(thing), **row(thing)}

    return keyed, back


def _plain(noun: str, plural: str, table: Any, kind: type[Any], key: str, *references: Reference) -> NounTable[Any]:
    row, back = flat(kind, key=key)

    def key_of(thing: Any) -> str:
        return str(getattr(thing, key))

    return NounTable(noun, plural, table, kind, key_of, row, back, references)


_source_row, _source_of = flat(Source)
_assignment_row, _assignment_of = _keyed(Assignment, assignment_key)
_membership_row, _membership_of = _keyed(Membership, membership_key)
_contribution_row, _contribution_of = _keyed(Contribution, contribution_key)
_position_row, _position_of = _keyed(Position, position_key)

MEETINGS: NounTable[Meeting] = _plain("meeting", "meetings", schema.meetings, Meeting, "id")
REPORTS: NounTable[Report] = NounTable(
    "report",
    "reports",
    schema.reports,
    Report,
    lambda r: r.id,
    coding.report_row,
    coding.report_of,
    (Reference("meeting", "meeting"),),
    heavy=frozenset({"original", "text", "sections", "paragraphs", "sentences"}),
)
CODERS: NounTable[Coder] = _plain("coder", "coders", schema.coders, Coder, "id")
CODEBOOKS: NounTable[Codebook] = NounTable(
    "codebook",
    "codebooks",
    schema.codebooks,
    Codebook,
    coding.codebook_key,
    coding.codebook_row,
    coding.codebook_of,
    lookups=(Lookup(schema.codes, "codes", "code", lambda codes: [each["code"] for each in codes]),),
)
STATEMENTS: NounTable[Statement] = NounTable(
    "statement",
    "statements",
    schema.statements,
    Statement,
    lambda s: s.id,
    coding.statement_row,
    coding.statement_of,
    (Reference("report", "report"), Reference("coder", "coder")),
    (
        Lookup(schema.statement_concepts, "concepts", "concept"),
        Lookup(schema.statement_actors, "actors", "actor"),
        Lookup(schema.statement_affiliations, "affiliation", "affiliation"),
    ),
)
ASSIGNMENTS: NounTable[Assignment] = NounTable(
    "assignment",
    "assignments",
    schema.assignments,
    Assignment,
    assignment_key,
    _assignment_row,
    _assignment_of,
    (Reference("report", "report"), Reference("coder", "coder")),
)
SETTLEMENTS: NounTable[Settlement] = _plain(
    "settlement",
    "settlements",
    schema.settlements,
    Settlement,
    "id",
    Reference("report", "report"),
    Reference("statement", "statement"),
)
SOURCES: NounTable[SourceEntry] = NounTable(
    "source",
    "sources",
    schema.sources,
    SourceEntry,
    lambda s: s.id,
    lambda s: {"id": s.id, **_source_row(s.source)},
    lambda row: SourceEntry(id=row["id"], source=_source_of(row)),
)
ACTORS: NounTable[Actor] = _plain("actor", "actors", schema.actors, Actor, "code")
MEMBERSHIPS: NounTable[Membership] = NounTable(
    "membership",
    "memberships",
    schema.memberships,
    Membership,
    membership_key,
    _membership_row,
    _membership_of,
    (Reference("organisation", "actor"), Reference("actor", "actor")),
)
OPERATIONS: NounTable[Operation] = _plain("operation", "operations", schema.operations, Operation, "code")
EVENTS: NounTable[Event] = _plain("event", "events", schema.events, Event, "id")
SNAPSHOTS: NounTable[Snapshot] = _plain("snapshot", "snapshots", schema.snapshots, Snapshot, "id")
CONTRIBUTIONS: NounTable[Contribution] = NounTable(
    "contribution",
    "contributions",
    schema.contributions,
    Contribution,
    contribution_key,
    _contribution_row,
    _contribution_of,
    (Reference("snapshot", "snapshot"),),
)
_intake_row, _intake_of = flat(Intake, key="snapshot")
INTAKES: NounTable[Intake] = NounTable(
    "intake",
    "intakes",
    schema.intakes,
    Intake,
    lambda each: each.snapshot,
    _intake_row,
    _intake_of,
    (Reference("id", "snapshot"),),
)
_block_row, _block_of = flat(Block)
BLOCKS: NounTable[Block] = NounTable(
    "block",
    "blocks",
    schema.blocks,
    Block,
    lambda each: each.id,
    lambda each: {**_block_row(each), "sha256": checksum(each.body)},
    _block_of,
    (Reference("snapshot", "snapshot"),),
    heavy=frozenset({"body"}),
)
ISSUES: NounTable[Issue] = _plain("issue", "issues", schema.issues, Issue, "id")
POSITIONS: NounTable[Position] = NounTable(
    "position",
    "positions",
    schema.positions,
    Position,
    position_key,
    _position_row,
    _position_of,
    (Reference("issue", "issue"),),
)
PROFILES: NounTable[Profile] = NounTable(
    "profile",
    "profiles",
    schema.profiles,
    Profile,
    summaries.profile_key,
    summaries.profile_row,
    summaries.profile_of,
    (Reference("actor", "actor"),),
)
_test_row, _test_of = flat(ForecastTest)
FORECAST_TESTS: NounTable[ForecastTest] = NounTable(
    "forecast test",
    "forecast_tests",
    schema.forecast_tests,
    ForecastTest,
    lambda each: each.statement,
    lambda each: {"id": each.statement, **_test_row(each)},
    _test_of,
    (Reference("statement", "statement"),),
)
RELATIONS: NounTable[Relation] = NounTable(
    "relation",
    "relations",
    schema.relations,
    Relation,
    summaries.relation_key,
    summaries.relation_row,
    summaries.relation_of,
)
THEMES: NounTable[Theme] = NounTable(
    "theme", "themes", schema.themes, Theme, summaries.theme_key, summaries.theme_row, summaries.theme_of
)
FINGERPRINTS: NounTable[summaries.ReportFingerprints] = NounTable(
    "fingerprints",
    "fingerprints",
    schema.fingerprints,
    summaries.ReportFingerprints,
    lambda each: each.report,
    summaries.fingerprints_row,
    summaries.fingerprints_of,
    (Reference("report", "report"),),
    heavy=frozenset({"body"}),
)

NOUNS: dict[str, NounTable[Any]] = {
    each.noun: each
    for each in (
        MEETINGS, REPORTS, CODERS, CODEBOOKS, STATEMENTS, ASSIGNMENTS, SETTLEMENTS, SOURCES, ACTORS, MEMBERSHIPS,
        OPERATIONS, EVENTS, SNAPSHOTS, CONTRIBUTIONS, INTAKES, BLOCKS, FORECAST_TESTS, ISSUES, POSITIONS, PROFILES,
        RELATIONS, THEMES, FINGERPRINTS,
    )
}  # fmt: skip
"""All nouns by name, those that others refer to first."""
