"""What each noun can be found by, as one table. Statements have a file of their own."""

from __future__ import annotations

from contingent.coding.codings import Choice
from contingent.coding.reports import Confidentiality
from contingent.records.actors import ActorKind
from contingent.store import filters as by
from contingent.store import schema
from contingent.store.coders import CoderKind

FILTERS: dict[str, dict[str, by.Filter]] = {
    "meeting": {
        "rule": by.one_of(schema.meetings.c.rule, words=Confidentiality),
        "host": by.lists(schema.meetings.c.hosts, among="actor"),
        "since": by.not_before(schema.meetings.c.start),
        "until": by.not_after(schema.meetings.c.start),
    },
    "report": {
        "meeting": by.one_of(schema.reports.c.meeting, among="meeting"),
        "sha256": lambda connection, value: schema.reports.c.sha256.in_(by.values(value)),
        "media_type": by.one_of(schema.reports.c.media_type),
        "since": by.not_before(schema.reports.c.moment),
        "until": by.not_after(schema.reports.c.moment),
    },
    "coder": {"kind": by.one_of(schema.coders.c.kind, words=CoderKind)},
    "assignment": {
        "report": by.one_of(schema.assignments.c.report, among="report"),
        "coder": by.one_of(schema.assignments.c.coder, among="coder"),
        "blind": by.yes_no(schema.assignments.c.blind),
        "finished": by.yes_no(schema.assignments.c.finished),
    },
    "settlement": {
        "report": by.one_of(schema.settlements.c.report, among="report"),
        "statement": by.one_of(schema.settlements.c.statement, among="statement"),
        "source": by.lists(schema.settlements.c.statements, among="statement"),
        "choice": by.one_of(schema.settlements.c.choice, words=Choice),
        "coder": by.one_of(schema.settlements.c.coder, among="coder"),
    },
    "codebook": {"book": by.one_of(schema.codebooks.c.book)},
    "source": {"publisher": by.one_of(schema.sources.c.publisher)},
    "actor": {
        "kind": by.one_of(schema.actors.c.kind, words=ActorKind),
        "region": by.one_of(schema.actors.c.region),
        "on": by.in_force(schema.actors.c.since, schema.actors.c.until),
    },
    "membership": {
        "organisation": by.one_of(schema.memberships.c.organisation, among="actor"),
        "actor": by.one_of(schema.memberships.c.actor, among="actor"),
        "role": by.one_of(schema.memberships.c.role),
        "on": by.in_force(schema.memberships.c.since, schema.memberships.c.until),
    },
    "operation": {
        "lead": by.one_of(schema.operations.c.lead, among="actor"),
        "host": by.lists(schema.operations.c.hosts, among="actor"),
        "kind": by.one_of(schema.operations.c.kind),
        "on": by.in_force(schema.operations.c.since, schema.operations.c.until),
    },
    "event": {
        "actor": by.lists(schema.events.c.actors, among="actor"),
        "kind": by.one_of(schema.events.c.kind),
        "operation": by.one_of(schema.events.c.operation, among="operation"),
        "since": by.not_before(schema.events.c.start),
        "until": by.not_after(schema.events.c.start),
    },
    "snapshot": {
        "publisher": by.one_of(schema.snapshots.c.publisher),
        "sha256": lambda connection, value: schema.snapshots.c.sha256.in_(by.values(value)),
    },
    "intake": {"table": by.one_of(schema.intakes.c.table)},
    "block": {"snapshot": by.one_of(schema.blocks.c.snapshot, among="snapshot")},
    "contribution": {
        "contributor": by.one_of(schema.contributions.c.contributor, among="actor"),
        "operation": by.one_of(schema.contributions.c.operation, among="operation"),
        "total": lambda connection, value: (
            schema.contributions.c.operation.is_(None) if value else schema.contributions.c.operation.is_not(None)
        ),
        "kind": by.one_of(schema.contributions.c.kind),
        "sex": by.one_of(schema.contributions.c.sex),
        "snapshot": by.one_of(schema.contributions.c.snapshot, among="snapshot"),
        "month": lambda connection, value: schema.contributions.c.month.in_(by.values(value)),
        "since": by.not_before(schema.contributions.c.month),
        "until": by.not_after(schema.contributions.c.month),
    },
    "forecast test": {"statement": by.one_of(schema.forecast_tests.c.statement, among="statement")},
    "position": {
        "issue": by.one_of(schema.positions.c.issue, among="issue"),
        "actor": by.one_of(schema.positions.c.actor, among="actor"),
        "actor_type": by.one_of(schema.positions.c.actor_type),
        "basis": by.one_of(schema.positions.c.basis),
        "evidence": by.lists(schema.positions.c.evidence, among="statement"),
    },
    "profile": {
        "frame": by.one_of(schema.profiles.c.frame),
        "actor": by.one_of(schema.profiles.c.actor, among="actor"),
    },
    "relation": {"evidence": by.lists(schema.relations.c.evidence, among="statement")},
    "theme": {
        "group": by.one_of(schema.themes.c.group),
        "evidence": by.lists(schema.themes.c.evidence, among="statement"),
    },
    "issue": {"evidence": by.lists(schema.issues.c.evidence, among="statement")},
}
