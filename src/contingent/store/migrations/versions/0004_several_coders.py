"""Room for several coders, and for what other tools keep of statements and documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make the tables and columns of this step."""
    op.add_column("reports", sa.Column("moment", sa.Text))
    op.add_column("reports", sa.Column("details", JSON))
    op.add_column("statements", sa.Column("variables", JSON))
    op.create_table(
        "assignments",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.UniqueConstraint("id"),
        sa.Column("report", sa.Text, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("coder", sa.Text, sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("blind", sa.Boolean, nullable=False),
        sa.Column("finished", sa.Boolean, nullable=False),
    )
    op.create_index("ix_assignments_report", "assignments", ["report"])
    op.create_index("ix_assignments_coder", "assignments", ["coder"])
    op.create_table(
        "settlements",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.UniqueConstraint("id"),
        sa.Column("report", sa.Text, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("statement", sa.Text, sa.ForeignKey("statements.id")),
        sa.Column("statements", JSON, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("field", sa.Text),
        sa.Column("value", JSON),
        sa.Column("coder", sa.Text),
        sa.Column("why", sa.Text),
        sa.Column("by", sa.Text),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("ix_settlements_report", "settlements", ["report"])
    op.create_index("ix_settlements_statement", "settlements", ["statement"])
