"""Beneficiary rolls and batches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the rolls and batches."""
    op.create_table(
        "batches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("batch_kind", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("maker_name", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_table(
        "departures",
        sa.Column("person", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "leaving",
            sa.Enum("死亡", "迁出", name="leaving", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_departures_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_person"), "departures", ["person"], unique=False)
    op.create_table(
        "roll_members",
        sa.Column("roll", sa.String(length=40), nullable=False),
        sa.Column("person", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=4), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("household_head", sa.Text(), nullable=False),
        sa.Column("card_account", sa.String(length=40), nullable=False),
        sa.Column("card_holder", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("在册", "停发", "死亡", "迁出", name="state", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("to_recover", sa.Integer(), nullable=False),
        sa.Column("recovered", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_roll_members_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_members")),
    )
    op.create_index(op.f("ix_roll_members_person"), "roll_members", ["person"], unique=False)
    op.create_index(
        op.f("ix_roll_members_review_due"), "roll_members", ["review_due"], unique=False
    )
    op.create_index(
        op.f("ix_roll_members_roll_village"), "roll_members", ["roll", "village"], unique=False
    )
    op.create_index(
        op.f("ix_roll_members_village_name"), "roll_members", ["village", "name"], unique=False
    )
    op.create_table(
        "roll_changes",
        sa.Column("member", Uuid16(), nullable=False),
        sa.Column(
            "happened",
            sa.Enum(
                "纳入",
                "复核",
                "调整",
                "停发",
                "死亡停发",
                "迁出停发",
                "恢复",
                "追回",
                name="happened",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "was",
            sa.Enum("在册", "停发", "死亡", "迁出", name="state", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "now",
            sa.Enum("在册", "停发", "死亡", "迁出", name="state", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum("继续", "调整", "停发", name="outcome", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paid_through", sa.Date(), nullable=True),
        sa.Column("overpaid_months", sa.Integer(), nullable=False),
        sa.Column("overpaid", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["roll_members.id"],
            name=op.f("fk_roll_changes_member"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_changes")),
    )
    op.create_index(op.f("ix_roll_changes_member"), "roll_changes", ["member"], unique=False)
    op.create_table(
        "batch_lines",
        sa.Column("batch", Uuid16(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", Uuid16(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum("未办", "已办", "不需办", name="mark", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("marked_at", Instant(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("case", Uuid16(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["batches.id"],
            name=op.f("fk_batch_lines_batch"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.id"],
            name=op.f("fk_batch_lines_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_batch_lines_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_lines")),
    )
    op.create_index(
        op.f("ix_batch_lines_batch_position"), "batch_lines", ["batch", "position"], unique=False
    )
    op.create_index(op.f("ix_batch_lines_case"), "batch_lines", ["case"], unique=False)
    op.create_index(op.f("ix_batch_lines_person"), "batch_lines", ["person"], unique=False)
