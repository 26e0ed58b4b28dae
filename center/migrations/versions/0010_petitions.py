"""Petitions, complaints and work orders; who may see what is secret."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; papers issued so far are the whole office's."""
    op.add_column(
        "papers",
        sa.Column(
            "audience", sa.String(length=40), nullable=False, server_default=sa.text("'office'")
        ),
    )
    op.create_table(
        "secret_names",
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("account", Uuid16(), nullable=True),
        sa.Column("staff", Uuid16(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_names")),
    )
    op.create_index(op.f("ix_secret_names_audience"), "secret_names", ["audience"])
    op.create_table(
        "secret_covers",
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("record", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_covers")),
    )
    op.create_index(op.f("ix_secret_covers_audience"), "secret_covers", ["audience"])
    op.create_index(op.f("ix_secret_covers_record"), "secret_covers", ["record"])
