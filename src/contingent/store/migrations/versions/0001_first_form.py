"""The first form of a project.

A step never changes once it is released, so it says all it needs itself and takes nothing from `schema`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def column(kind: Any, name: str, needed: bool = False) -> sa.Column[Any]:
    """Return a column, which may be empty unless needed."""
    return sa.Column(name, kind, nullable=not needed)


def text(name: str, *, needed: bool = False) -> sa.Column[Any]:
    """Return a column of text."""
    return column(sa.Text, name, needed)


def json(name: str, *, needed: bool = False) -> sa.Column[Any]:
    """Return a column of JSON."""
    return column(JSON, name, needed)


def whole(name: str, *, needed: bool = False) -> sa.Column[Any]:
    """Return a column of whole numbers."""
    return column(sa.Integer, name, needed)


def number(name: str, *, needed: bool = False) -> sa.Column[Any]:
    """Return a column of numbers."""
    return column(sa.Float, name, needed)


def flag(name: str, *, needed: bool = False) -> sa.Column[Any]:
    """Return a column of yes and no."""
    return column(sa.Boolean, name, needed)


def binary(name: str, *, needed: bool = False) -> sa.Column[Any]:
    """Return a column of bytes."""
    return column(sa.LargeBinary, name, needed)


def refers(name: str, target: str, *, needed: bool = False) -> sa.Column[Any]:
    """Return a column that names a record of another table."""
    return sa.Column(name, sa.Text, sa.ForeignKey(f"{target}.id"), nullable=not needed)


def key(name: str, kind: Any = sa.Integer, *, of: str | None = None, cascade: bool = False) -> sa.Column[Any]:
    """Return a column of the primary key, which may refer to another table."""
    foreign = [sa.ForeignKey(of, ondelete="CASCADE" if cascade else None)] if of else []
    return sa.Column(name, kind, *foreign, primary_key=True, autoincrement=False)


def noun(name: str, *columns: sa.Column[Any]) -> None:
    """Make the table of a noun."""
    op.create_table(name, key("n"), text("id", needed=True), sa.UniqueConstraint("id"), *columns)


def lookup(name: str, owner: str, value: str) -> None:
    """Make a table that repeats a list one value a line."""
    number = key("n", of=f"{owner}.n", cascade=True)
    op.create_table(name, number, key("place"), text(value, needed=True), sqlite_with_rowid=False)
    op.create_index(f"ix_{name}_{value}", name, [value, "n"])


def upgrade() -> None:
    """Make all tables."""
    nouns()
    journal()


def nouns() -> None:
    """Make the tables of the nouns."""
    noun(
        "actors",
        text("name", needed=True),
        text("kind", needed=True),
        text("since"),
        text("until"),
        text("source"),
        text("region"),
        text("field"),
        text("headquarters"),
        text("note"),
    )
    op.create_index("ix_actors_kind", "actors", ["kind"])
    op.create_index("ix_actors_region", "actors", ["region"])
    noun(
        "codebooks",
        text("book", needed=True),
        text("name", needed=True),
        whole("version", needed=True),
        json("codes", needed=True),
    )
    op.create_index("ix_codebooks_book", "codebooks", ["book"])
    noun(
        "coders",
        text("name", needed=True),
        text("kind", needed=True),
        text("note"),
    )
    noun(
        "events",
        text("start", needed=True),
        text("end"),
        json("actors", needed=True),
        text("kind", needed=True),
        text("what", needed=True),
        text("operation"),
        text("value"),
        text("source"),
        text("note"),
    )
    op.create_index("ix_events_kind", "events", ["kind"])
    op.create_index("ix_events_operation", "events", ["operation"])
    op.create_index("ix_events_start", "events", ["start"])
    noun(
        "issues",
        text("name", needed=True),
        text("question", needed=True),
        text("zero", needed=True),
        text("fifty", needed=True),
        text("hundred", needed=True),
        json("evidence", needed=True),
        text("silent"),
    )
    noun(
        "meetings",
        text("title", needed=True),
        text("place"),
        text("start"),
        text("end"),
        json("hosts", needed=True),
        text("rule", needed=True),
    )
    op.create_index("ix_meetings_start", "meetings", ["start"])
    noun(
        "operations",
        text("name", needed=True),
        text("lead", needed=True),
        json("hosts", needed=True),
        text("since"),
        text("until"),
        text("kind"),
        text("headquarters"),
        text("source"),
        text("note"),
    )
    op.create_index("ix_operations_lead", "operations", ["lead"])
    noun(
        "snapshots",
        text("publisher", needed=True),
        text("title", needed=True),
        text("address"),
        text("retrieved"),
        text("sha256"),
        text("note"),
    )
    noun(
        "sources",
        text("publisher", needed=True),
        text("title", needed=True),
        text("address"),
        text("date"),
        text("note"),
    )
    lookup("codes", "codebooks", "code")
    noun(
        "contributions",
        text("month", needed=True),
        text("contributor", needed=True),
        text("operation"),
        text("kind", needed=True),
        whole("number"),
        refers("snapshot", "snapshots", needed=True),
        text("sex"),
        text("line"),
    )
    op.create_index("ix_contributions_contributor_month", "contributions", ["contributor", "month"])
    op.create_index("ix_contributions_month", "contributions", ["month"])
    op.create_index("ix_contributions_operation_month", "contributions", ["operation", "month"])
    op.create_index("ix_contributions_snapshot", "contributions", ["snapshot"])
    noun(
        "memberships",
        refers("organisation", "actors", needed=True),
        refers("actor", "actors", needed=True),
        text("role", needed=True),
        text("since"),
        text("until"),
        text("source"),
        text("note"),
    )
    op.create_index("ix_memberships_actor", "memberships", ["actor"])
    op.create_index("ix_memberships_organisation", "memberships", ["organisation"])
    noun(
        "positions",
        refers("issue", "issues", needed=True),
        text("actor", needed=True),
        number("value", needed=True),
        number("low", needed=True),
        number("high", needed=True),
        number("salience", needed=True),
        text("actor_type", needed=True),
        text("basis", needed=True),
        text("source"),
        json("evidence", needed=True),
        text("note"),
    )
    op.create_index("ix_positions_actor", "positions", ["actor"])
    op.create_index("ix_positions_issue", "positions", ["issue"])
    noun(
        "reports",
        text("title", needed=True),
        refers("meeting", "meetings"),
        text("name"),
        text("media_type"),
        text("sha256"),
        binary("original"),
        text("text"),
        json("sections"),
        json("paragraphs"),
        json("sentences"),
        json("notes"),
    )
    op.create_index("ix_reports_meeting", "reports", ["meeting"])
    op.create_index("ix_reports_sha256", "reports", ["sha256"])
    noun(
        "profiles",
        text("frame", needed=True),
        text("actor", needed=True),
        json("headings", needed=True),
        text("trend"),
        text("role"),
        json("silent", needed=True),
    )
    op.create_index("ix_profiles_actor", "profiles", ["actor"])
    op.create_index("ix_profiles_frame", "profiles", ["frame"])
    noun(
        "relations",
        json("source", needed=True),
        text("relation", needed=True),
        json("target", needed=True),
        json("evidence", needed=True),
        text("speaker"),
        text("object"),
    )
    noun(
        "themes",
        text("group", needed=True),
        text("name", needed=True),
        json("evidence", needed=True),
        text("code"),
        text("said"),
        text("support"),
        text("doubt"),
        text("time"),
    )
    op.create_index("ix_themes_group", "themes", ["group"])
    noun("fingerprints", refers("report", "reports", needed=True), json("body", needed=True))
    op.create_index("ix_fingerprints_report", "fingerprints", ["report"])
    noun(
        "statements",
        refers("report", "reports"),
        whole("span_start"),
        whole("span_end"),
        whole("sentence_start"),
        whole("sentence_end"),
        text("section"),
        whole("paragraph"),
        text("paraphrase"),
        flag("explicit", needed=True),
        text("quantifier", needed=True),
        text("kind", needed=True),
        json("affiliation", needed=True),
        text("group"),
        text("cue"),
        whole("cue_start"),
        whole("cue_end"),
        text("form", needed=True),
        text("source"),
        json("alternatives", needed=True),
        text("mode", needed=True),
        text("verb"),
        text("type", needed=True),
        text("type2"),
        text("hedge", needed=True),
        json("actors", needed=True),
        json("actors_named", needed=True),
        json("concepts", needed=True),
        text("stance"),
        text("time"),
        text("level", needed=True),
        text("head"),
        text("nested_in"),
        text("status", needed=True),
        refers("coder", "coders"),
        json("claim"),
        json("what_if"),
        text("note"),
        json("origins", needed=True),
    )
    op.create_index("ix_statements_group", "statements", ["group"])
    op.create_index("ix_statements_kind", "statements", ["kind"])
    op.create_index("ix_statements_report", "statements", ["report"])
    op.create_index("ix_statements_status", "statements", ["status"])
    lookup("statement_actors", "statements", "actor")
    lookup("statement_affiliations", "statements", "affiliation")
    lookup("statement_concepts", "statements", "concept")


def journal() -> None:
    """Make the tables of the project itself and of its journal."""
    op.create_table("meta", key("one"), text("project", needed=True), text("created", needed=True))
    op.create_table(
        "journal",
        key("n"),
        text("at", needed=True),
        text("who"),
        text("action", needed=True),
        text("noun", needed=True),
        text("summary", needed=True),
        whole("count", needed=True),
        text("state", needed=True),
        whole("reverses"),
        whole("reversed_by"),
    )
    op.create_index("ix_journal_noun", "journal", ["noun"])
    op.create_index("ix_journal_state", "journal", ["state"])
    op.create_table(
        "journal_steps",
        key("entry", of="journal.n"),
        key("place"),
        text("noun", needed=True),
        text("act", needed=True),
        whole("first", needed=True),
        whole("last", needed=True),
        whole("count", needed=True),
        binary("body"),
    )
    op.create_index("ix_journal_steps_noun_first", "journal_steps", ["noun", "first"])
    op.create_table(
        "gone",
        key("noun", sa.Text),
        key("n"),
        key("entry", of="journal.n"),
        text("id", needed=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_gone_noun_id", "gone", ["noun", "id"])
