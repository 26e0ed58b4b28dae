"""Reasons of closed months, time off of duty turns, who sits at which window since when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the day somebody was hired."""
    op.add_column("staff", sa.Column("hired_on", sa.Date(), nullable=True))
    op.create_table(
        "attendance_reasons",
        sa.Column("month", Uuid16(), nullable=False),
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month"],
            ["attendance_months.id"],
            name=op.f("fk_attendance_reasons_month"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_attendance_reasons_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_reasons")),
    )
    op.create_index(
        op.f("ix_attendance_reasons_month"), "attendance_reasons", ["month"], unique=False
    )
    op.create_index(
        op.f("ix_attendance_reasons_staff"), "attendance_reasons", ["staff"], unique=False
    )
    op.create_table(
        "duty_rests",
        sa.Column("turn", Uuid16(), nullable=False),
        sa.Column("time_off", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["time_off"],
            ["time_offs.id"],
            name=op.f("fk_duty_rests_time_off"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["turn"],
            ["turns.id"],
            name=op.f("fk_duty_rests_turn"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rests")),
    )
    op.create_index(
        op.f("ix_duty_rests_turn"),
        "duty_rests",
        ["turn"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "window_postings",
        sa.Column("window", Uuid16(), nullable=False),
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("post", sa.String(length=1), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_window_postings_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["window"],
            ["service_windows.id"],
            name=op.f("fk_window_postings_window"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_postings")),
    )
    op.create_index(op.f("ix_window_postings_staff"), "window_postings", ["staff"], unique=False)
    op.create_index(op.f("ix_window_postings_window"), "window_postings", ["window"], unique=False)
    op.create_index(
        op.f("ix_window_postings_window_staff_since"),
        "window_postings",
        ["window", "staff", "since"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
