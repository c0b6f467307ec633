"""Room for the published record: files taken in, and their rows column by column."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make the tables of this step."""
    op.create_table(
        "intakes",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.UniqueConstraint("id"),
        sa.Column("table", sa.Text, nullable=False),
        sa.Column("part", sa.Text),
        sa.Column("file", sa.Text),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("months", JSON, nullable=False),
        sa.Column("remarks", JSON, nullable=False),
        sa.Column("set_aside", JSON, nullable=False),
        sa.Column("validator", sa.Text),
    )
    op.create_index("ix_intakes_table", "intakes", ["table"])
    op.create_table(
        "blocks",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.UniqueConstraint("id"),
        sa.Column("snapshot", sa.Text, sa.ForeignKey("snapshots.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_blocks_facts", "blocks", ["facts"])
    op.create_index("ix_blocks_snapshot", "blocks", ["snapshot"])
