"""Room for how forecasts are held against what happened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make the table of this step."""
    op.create_table(
        "forecast_tests",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.UniqueConstraint("id"),
        sa.Column("statement", sa.Text, sa.ForeignKey("statements.id"), nullable=False),
        sa.Column("hit", sa.Text, nullable=False),
        sa.Column("horizon", sa.Text),
        sa.Column("measure", sa.Text),
        sa.Column("parameters", JSON, nullable=False),
        sa.Column("condition", JSON),
        sa.Column("reason", sa.Text),
    )
    op.create_index("ix_forecast_tests_statement", "forecast_tests", ["statement"])
