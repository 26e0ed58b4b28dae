"""Links of an item's way, its proof reviews, and carried cases of invited enterprises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table; no earlier item names its links."""
    empty = sa.text("''")
    op.add_column("items", sa.Column("nodes", sa.Text(), nullable=False, server_default=empty))
    op.add_column(
        "agencies",
        sa.Column("enterprise", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "proof_reviews",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "没有多余证明",
                "有多余证明，已从清单去掉",
                "有多余证明，待上级同意后去掉",
                name="finding",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name=op.f("fk_proof_reviews_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_reviews")),
    )
    op.create_index(op.f("ix_proof_reviews_code"), "proof_reviews", ["code"], unique=False)
