"""The queue at the desk and appointments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import NUMBER, Instant, Uuid16

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _record() -> list[sa.Column[object]]:
    """What every journalled row begins with."""
    return [
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
    ]


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    """Create the numbers of the day, their counters and the appointments."""
    op.create_table(
        "ticket_counters",
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("line", sa.String(length=2), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("station", "day", "line", name=op.f("pk_ticket_counters")),
    )
    op.create_table(
        "tickets",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("line", sa.String(length=2), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", Uuid16(), nullable=True),
        sa.Column("visit", Uuid16(), nullable=True),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("for_window", sa.Text(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("turn_due", sa.Integer(), nullable=False),
        sa.Column("first_called_at", Instant(), nullable=True),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("served_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        *_record(),
        _link("tickets", "person", "people"),
        _link("tickets", "visit", "visits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    op.create_index(
        op.f("ix_tickets_station_day_number"),
        "tickets",
        ["station", "day", "number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_tickets_visit"), "tickets", ["visit"])
    op.create_table(
        "appointments",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("booked_at", Instant(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("person", Uuid16(), nullable=True),
        sa.Column("line", sa.String(length=2), nullable=False),
        sa.Column("item_code", sa.String(length=20), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("care", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=True),
        sa.Column("ticket", Uuid16(), nullable=True),
        *_record(),
        _link("appointments", "person", "people"),
        _link("appointments", "ticket", "tickets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(op.f("ix_appointments_day"), "appointments", ["day"])
