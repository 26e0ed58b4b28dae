"""Evaluations, follow-ups and saved views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

RATINGS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
OUTCOMES = ("满意", "问题已解决", "仍不满意", "没有联系上")
YEAR = {
    "sqlite": "UPDATE cases SET received_year ="
    " CAST(strftime('%Y', received_at / 1000000 + 28800, 'unixepoch') AS INTEGER)",
    "postgresql": "UPDATE cases SET received_year ="
    " extract(year FROM to_timestamp(received_at / 1000000 + 28800) AT TIME ZONE 'UTC')",
}
SORTS = (
    "number",
    "name",
    "item_name",
    "case_kind",
    "window",
    "status",
    "due_on",
    "finished_at",
    "handler_name",
    "village",
)
FILTERS = ("item_code", "window", "status", "handler")


def upgrade() -> None:
    """Add the tables, and the year by which lists of cases are read."""
    _evaluations()
    _follow_ups()
    op.create_table(
        "saved_views",
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("listing", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_account"), "saved_views", ["account"])
    op.create_table(
        "default_views",
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("listing", sa.String(length=40), nullable=False),
        sa.Column("view", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("account", "listing", name=op.f("pk_default_views")),
    )
    op.add_column(
        "cases", sa.Column("received_year", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute(YEAR[op.get_bind().dialect.name])
    alive = sa.text("voided_at IS NULL")
    for column in SORTS:
        op.create_index(
            f"ix_cases_year_{column}",
            "cases",
            ["received_year", column, "id"],
            sqlite_where=alive,
            postgresql_where=alive,
        )
    for column in FILTERS:
        op.create_index(
            f"ix_cases_{column}_received_at",
            "cases",
            [column, "received_at", "id"],
            sqlite_where=alive,
            postgresql_where=alive,
        )
    op.drop_index(op.f("ix_cases_item_code"), "cases")


def _evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("handler_name", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("屏幕点选", "纸质评价单", name="way", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column(
            "rating", sa.Enum(*RATINGS, name="rating", native_enum=False, length=32), nullable=True
        ),
        sa.Column("remark", sa.Text(), nullable=False),
        *_record(),
        _link("evaluations", "case", "cases"),
        _link("evaluations", "account", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    op.create_index(op.f("ix_evaluations_at"), "evaluations", ["at"])
    _unique("evaluations", "case")


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("评价较低", "随机抽样", name="origin", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("handler", Uuid16(), nullable=False),
        sa.Column("handler_name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("caller", Uuid16(), nullable=True),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*OUTCOMES, name="calloutcome", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        *_record(),
        _link("follow_ups", "case", "cases"),
        _link("follow_ups", "handler", "accounts"),
        _link("follow_ups", "caller", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_case"), "follow_ups", ["case"])
    op.create_index(op.f("ix_follow_ups_due_on"), "follow_ups", ["due_on"])
    _unique("follow_ups", "case", "origin")
    op.create_table(
        "follow_up_samples",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        *_record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_samples")),
    )
    _unique("follow_up_samples", "station", "month")


def _record() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
    )


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
        initially="DEFERRED",
        deferrable=True,
    )


def _unique(table: str, *columns: str) -> None:
    alive = sa.text("voided_at IS NULL")
    op.create_index(
        op.f(f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )
