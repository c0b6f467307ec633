"""The tables of a project: one definition for SQLite and PostgreSQL.

Every noun has a table of the same shape: `n`, a number given in the order of arrival and never given to
another record; `id`, the noun's own key; and one column a field. Lists and nested values are JSON.
Days are kept as `YYYY-MM-DD`, months as `YYYY-MM`, instants as ISO 8601 in UTC: they sort as text and read the same in
every tool. Tables named `statement_*` and `codes` repeat lists of the main row one a line, so that questions go
through an index; the main row is the truth and `verify` compares the two.

A change here needs a step in `migrations/versions`; a test compares both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

FORMAT = 4
"""The format this version writes; equals the number of the last step in `migrations/versions`."""

APPLICATION_ID = 0x63746774
"""`ctgt`: stands in the header of every project file, so that other SQLite files are told apart."""

VERSION_TABLE = "format"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _text(name: str, *, needed: bool = False, index: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=not needed, index=index)


def _json(name: str, *, needed: bool = True) -> Column[Any]:
    return Column(name, Json, nullable=not needed)


def _whole(name: str, *, needed: bool = False, index: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=not needed, index=index)


def _number(name: str) -> Column[Any]:
    return Column(name, Float, nullable=False)


def _yes_no(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)


def _refers(name: str, target: str, *, needed: bool = False, index: bool = True) -> Column[Any]:
    return Column(name, Text, ForeignKey(f"{target}.id"), nullable=not needed, index=index)


def _noun(name: str, *columns: Column[Any] | Index) -> Table:
    number = Column("n", Integer, primary_key=True, autoincrement=False)
    return Table(name, metadata, number, Column("id", Text, nullable=False), UniqueConstraint("id"), *columns)


def _lookup(name: str, owner: str, value: str) -> Table:
    """Return a table that repeats a list of `owner` one value a line, with an index on the value."""
    return Table(
        name,
        metadata,
        Column("n", Integer, ForeignKey(f"{owner}.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        Column("place", Integer, primary_key=True, autoincrement=False),
        Column(value, Text, nullable=False),
        Index(f"ix_{name}_{value}", value, "n"),
        sqlite_with_rowid=False,
    )


meta = Table(
    "meta",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    _text("project", needed=True),
    _text("created", needed=True),
)

# Said ---------------------------------------------------------------------------------------------------------------

meetings = _noun(
    "meetings",
    _text("title", needed=True),
    _text("place"),
    _text("start", index=True),
    _text("end"),
    _json("hosts"),
    _text("rule", needed=True),
)

reports = _noun(
    "reports",
    _text("title", needed=True),
    _refers("meeting", "meetings"),
    _text("name"),
    _text("media_type"),
    _text("sha256", index=True),
    Column("original", LargeBinary),
    _text("text"),
    _json("sections", needed=False),
    _json("paragraphs", needed=False),
    _json("sentences", needed=False),
    _json("notes", needed=False),
    _text("moment"),
    _json("details", needed=False),
)

coders = _noun("coders", _text("name", needed=True), _text("kind", needed=True), _text("note"))

codebooks = _noun(
    "codebooks",
    _text("book", needed=True, index=True),
    _text("name", needed=True),
    _whole("version", needed=True),
    _json("codes"),
)
codes = _lookup("codes", "codebooks", "code")

# Each index is paid for with every statement stored. Those columns have one that pick few statements out of many; the
# others are read along with the rows that these, or the lookup tables, leave.
statements = _noun(
    "statements",
    _refers("report", "reports"),
    _whole("span_start"),
    _whole("span_end"),
    _whole("sentence_start"),
    _whole("sentence_end"),
    _text("section"),
    _whole("paragraph"),
    _text("paraphrase"),
    _yes_no("explicit"),
    _text("quantifier", needed=True),
    _text("kind", needed=True, index=True),
    _json("affiliation"),
    _text("group", index=True),
    _text("cue"),
    _whole("cue_start"),
    _whole("cue_end"),
    _text("form", needed=True),
    _text("source"),
    _json("alternatives"),
    _text("mode", needed=True),
    _text("verb"),
    _text("type", needed=True),
    _text("type2"),
    _text("hedge", needed=True),
    _json("actors"),
    _json("actors_named"),
    _json("concepts"),
    _text("stance"),
    _text("time"),
    _text("level", needed=True),
    _text("head"),
    _text("nested_in"),
    _text("status", needed=True, index=True),
    _refers("coder", "coders", index=False),
    _json("claim", needed=False),
    _json("what_if", needed=False),
    _text("note"),
    _json("origins"),
    _json("variables", needed=False),
)
statement_concepts = _lookup("statement_concepts", "statements", "concept")
statement_actors = _lookup("statement_actors", "statements", "actor")
statement_affiliations = _lookup("statement_affiliations", "statements", "affiliation")

# Coded by several -----------------------------------------------------------------------------------------------------

assignments = _noun(
    "assignments",
    _refers("report", "reports", needed=True),
    _refers("coder", "coders", needed=True),
    _yes_no("blind"),
    _yes_no("finished"),
)

settlements = _noun(
    "settlements",
    _refers("report", "reports", needed=True),
    _refers("statement", "statements"),
    _json("statements"),
    _text("choice", needed=True),
    _text("field"),
    _json("value", needed=False),
    _text("coder"),
    _text("why"),
    _text("by"),
    _text("at", needed=True),
)

# Done ---------------------------------------------------------------------------------------------------------------

sources = _noun(
    "sources",
    _text("publisher", needed=True),
    _text("title", needed=True),
    _text("address"),
    _text("date"),
    _text("note"),
)

actors = _noun(
    "actors",
    _text("name", needed=True),
    _text("kind", needed=True, index=True),
    _text("since"),
    _text("until"),
    _text("source"),
    _text("region", index=True),
    _text("field"),
    _text("headquarters"),
    _text("note"),
)

memberships = _noun(
    "memberships",
    _refers("organisation", "actors", needed=True),
    _refers("actor", "actors", needed=True),
    _text("role", needed=True),
    _text("since"),
    _text("until"),
    _text("source"),
    _text("note"),
)

operations = _noun(
    "operations",
    _text("name", needed=True),
    _text("lead", needed=True, index=True),
    _json("hosts"),
    _text("since"),
    _text("until"),
    _text("kind"),
    _text("headquarters"),
    _text("source"),
    _text("note"),
)

events = _noun(
    "events",
    _text("start", needed=True, index=True),
    _text("end"),
    _json("actors"),
    _text("kind", needed=True, index=True),
    _text("what", needed=True),
    _text("operation", index=True),
    _text("value"),
    _text("source"),
    _text("note"),
)

snapshots = _noun(
    "snapshots",
    _text("publisher", needed=True),
    _text("title", needed=True),
    _text("address"),
    _text("retrieved"),
    _text("sha256"),
    _text("note"),
)

contributions = _noun(
    "contributions",
    _text("month", needed=True, index=True),
    _text("contributor", needed=True),
    _text("operation"),
    _text("kind", needed=True),
    _whole("number"),
    _refers("snapshot", "snapshots", needed=True),
    _text("sex"),
    _text("line"),
    Index("ix_contributions_contributor_month", "contributor", "month"),
    Index("ix_contributions_operation_month", "operation", "month"),
)

intakes = _noun(
    "intakes",
    _text("table", needed=True, index=True),
    _text("part"),
    _text("file"),
    _whole("rows", needed=True),
    _json("months"),
    _json("remarks"),
    _json("set_aside"),
    _text("validator"),
)

# Published rows come by the million: a block keeps a stretch of them column by column, as one Parquet file.
blocks = _noun(
    "blocks",
    _refers("snapshot", "snapshots", needed=True),
    _whole("place", needed=True),
    _text("facts", needed=True, index=True),
    _whole("rows", needed=True),
    _text("sha256", needed=True),
    Column("body", LargeBinary, nullable=False),
)

forecast_tests = _noun(
    "forecast_tests",
    _refers("statement", "statements", needed=True),
    _text("hit", needed=True),
    _text("horizon"),
    _text("measure"),
    _json("parameters"),
    _json("condition", needed=False),
    _text("reason"),
)

# Next ---------------------------------------------------------------------------------------------------------------

issues = _noun(
    "issues",
    _text("name", needed=True),
    _text("question", needed=True),
    _text("zero", needed=True),
    _text("fifty", needed=True),
    _text("hundred", needed=True),
    _json("evidence"),
    _text("silent"),
)

positions = _noun(
    "positions",
    _refers("issue", "issues", needed=True),
    _text("actor", needed=True, index=True),
    _number("value"),
    _number("low"),
    _number("high"),
    _number("salience"),
    _text("actor_type", needed=True),
    _text("basis", needed=True),
    _text("source"),
    _json("evidence"),
    _text("note"),
)

# Summed up ----------------------------------------------------------------------------------------------------------

profiles = _noun(
    "profiles",
    _text("frame", needed=True, index=True),
    _text("actor", needed=True, index=True),
    _json("headings"),
    _text("trend"),
    _text("role"),
    _json("silent"),
)

relations = _noun(
    "relations",
    _json("source"),
    _text("relation", needed=True),
    _json("target"),
    _json("evidence"),
    _text("speaker"),
    _text("object"),
)

themes = _noun(
    "themes",
    _text("group", needed=True, index=True),
    _text("name", needed=True),
    _json("evidence"),
    _text("code"),
    _text("said"),
    _text("support"),
    _text("doubt"),
    _text("time"),
)

fingerprints = _noun("fingerprints", _refers("report", "reports", needed=True), _json("body"))

# Kept ---------------------------------------------------------------------------------------------------------------

journal = Table(
    "journal",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    _text("at", needed=True),
    _text("who"),
    _text("action", needed=True),
    _text("noun", needed=True, index=True),
    _text("summary", needed=True),
    _whole("count", needed=True),
    _text("state", needed=True, index=True),
    _whole("reverses"),
    _whole("reversed_by"),
)
"""One row a change. `state` is done, undone or dropped; undo and redo are entries themselves, with state `step`."""

journal_steps = Table(
    "journal_steps",
    metadata,
    Column("entry", Integer, ForeignKey("journal.n"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _text("noun", needed=True),
    _text("act", needed=True),
    _whole("first", needed=True),
    _whole("last", needed=True),
    _whole("count", needed=True),
    Column("body", LargeBinary),
    Index("ix_journal_steps_noun_first", "noun", "first"),
)
"""What an entry did, noun by noun; `body` is compressed JSON and empty where the numbers first..last say it all."""

gone = Table(
    "gone",
    metadata,
    Column("noun", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("entry", Integer, ForeignKey("journal.n"), primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Index("ix_gone_noun_id", "noun", "id"),
    sqlite_with_rowid=False,
)
"""Ids of removed records with their numbers, so that their history can still be found."""
