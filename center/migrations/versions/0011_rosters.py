"""Duty rosters: members, absences, months, turns, swaps, duty records, watch log, meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "rosters",
        sa.Column(
            "plan",
            sa.Enum(
                "坐班接访",
                "24小时值班",
                "大厅巡查",
                "村站坐班",
                name="plan",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("按顺序", "均衡", name="method", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
    )
    op.create_index(
        op.f("ix_rosters_station_plan_year_month"),
        "rosters",
        ["station", "plan", "year", "month"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "watch_entries",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "来电来访",
                "向上报告",
                "领导指示",
                "巡查",
                "其他",
                name="watchkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_entries")),
    )
    op.create_index(op.f("ix_watch_entries_on"), "watch_entries", ["on"], unique=False)
    op.create_table(
        "watch_handovers",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("matters", sa.Text(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_handovers")),
    )
    op.create_index(
        op.f("ix_watch_handovers_station_on"),
        "watch_handovers",
        ["station", "on"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "duty_absences",
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_duty_absences_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_absences")),
    )
    op.create_index(op.f("ix_duty_absences_staff"), "duty_absences", ["staff"], unique=False)
    op.create_table(
        "duty_members",
        sa.Column(
            "plan",
            sa.Enum(
                "坐班接访",
                "24小时值班",
                "大厅巡查",
                "村站坐班",
                name="plan",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "seat",
            sa.Enum("带班领导", "值班干部", "分管领导", name="seat", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_duty_members_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_members")),
    )
    op.create_index(
        op.f("ix_duty_members_station_plan_seat_staff"),
        "duty_members",
        ["station", "plan", "seat", "staff"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "meetings",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("attendees", sa.Text(), nullable=False),
        sa.Column("absent", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("cover", Uuid16(), nullable=True),
        sa.Column("cover_name", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cover"],
            ["staff.id"],
            name=op.f("fk_meetings_cover"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_on"), "meetings", ["on"], unique=False)
    op.create_table(
        "turns",
        sa.Column("roster", Uuid16(), nullable=False),
        sa.Column(
            "plan",
            sa.Enum(
                "坐班接访",
                "24小时值班",
                "大厅巡查",
                "村站坐班",
                name="plan",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "seat",
            sa.Enum("带班领导", "值班干部", "分管领导", name="seat", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("instead_of", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster"],
            ["rosters.id"],
            name=op.f("fk_turns_roster"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_turns_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.create_index(op.f("ix_turns_on"), "turns", ["on"], unique=False)
    op.create_index(op.f("ix_turns_roster"), "turns", ["roster"], unique=False)
    op.create_index(
        op.f("ix_turns_roster_on_seat_staff"),
        "turns",
        ["roster", "on", "seat", "staff"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_turns_staff"), "turns", ["staff"], unique=False)
    op.create_table(
        "duty_records",
        sa.Column("turn", Uuid16(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=True),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("supervision", sa.Text(), nullable=False),
        sa.Column("reception", sa.Text(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("solved", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("missed_reason", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_duty_records_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["turn"],
            ["turns.id"],
            name=op.f("fk_duty_records_turn"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_records")),
    )
    op.create_index(op.f("ix_duty_records_on"), "duty_records", ["on"], unique=False)
    op.create_index(op.f("ix_duty_records_staff"), "duty_records", ["staff"], unique=False)
    op.create_index(
        op.f("ix_duty_records_turn"),
        "duty_records",
        ["turn"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "swaps",
        sa.Column("roster", Uuid16(), nullable=False),
        sa.Column("turn", Uuid16(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "seat",
            sa.Enum("带班领导", "值班干部", "分管领导", name="seat", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("giver", Uuid16(), nullable=False),
        sa.Column("giver_name", sa.Text(), nullable=False),
        sa.Column("taker", Uuid16(), nullable=False),
        sa.Column("taker_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("back_turn", Uuid16(), nullable=True),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["back_turn"],
            ["turns.id"],
            name=op.f("fk_swaps_back_turn"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["giver"],
            ["staff.id"],
            name=op.f("fk_swaps_giver"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["roster"],
            ["rosters.id"],
            name=op.f("fk_swaps_roster"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["taker"],
            ["staff.id"],
            name=op.f("fk_swaps_taker"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["turn"],
            ["turns.id"],
            name=op.f("fk_swaps_turn"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
    )
    op.create_index(op.f("ix_swaps_roster"), "swaps", ["roster"], unique=False)
