"""Imports: the platform's number and status of a case, and where an imported case came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the cases there are came from no table."""
    empty = sa.text("''")
    for column in (
        sa.Column("platform_number", sa.String(length=60), nullable=True),
        sa.Column("platform_status", sa.String(length=40), nullable=False, server_default=empty),
        sa.Column("import_source", sa.Text(), nullable=False, server_default=empty),
        sa.Column("import_row", sa.Integer(), nullable=True),
        sa.Column("finished_elsewhere", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("cases", column)
    op.create_index(
        op.f("ix_cases_platform_number"),
        "cases",
        ["platform_number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
