"""Case links, replies owed, green channel and approvals of a second supplement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ALIVE = "voided_at IS NULL"


def upgrade() -> None:
    """Add three tables and the mark of the green channel; the cases there are have none."""
    op.add_column(
        "cases",
        sa.Column(
            "green",
            sa.Enum(
                "老弱病残孕",
                "军人和优抚对象",
                "应急救急",
                "重点项目",
                "其他",
                name="greenreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
    )
    _index("ix_cases_green_received_at", "cases", ["received_at"], "green IS NOT NULL")
    op.create_table(
        "dispatches",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column("superior", sa.Text(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("contacted_at", Instant(), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("replied_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("told_whom", sa.Text(), nullable=False),
        sa.Column("told_how", sa.Text(), nullable=False),
        *_record(),
        _link("dispatches", "case", "cases.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
    )
    op.create_index(op.f("ix_dispatches_case"), "dispatches", ["case"])
    untold = f"told_at IS NULL AND {ALIVE}"
    _index("ix_dispatches_waiting", "dispatches", ["reply_due_on"], untold)
    op.create_table(
        "case_links",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column("other", Uuid16(), nullable=False),
        sa.Column(
            "link_kind",
            sa.Enum("重办", "同一件事", "合并", name="linkkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        *_record(),
        _link("case_links", "case", "cases.id"),
        _link("case_links", "other", "cases.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_links")),
    )
    _index(op.f("ix_case_links_case_other"), "case_links", ["case", "other"], ALIVE, unique=True)
    op.create_index(op.f("ix_case_links_other"), "case_links", ["other"])
    op.create_table(
        "proposals",
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("case", Uuid16(), nullable=True),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("待核实", "属实", "不属实", name="verdict", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        *_record(),
        _link("proposals", "case", "cases.id"),
        _link("proposals", "account", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_case"), "proposals", ["case"])
    op.create_index(op.f("ix_proposals_state"), "proposals", ["state"])


def _record() -> tuple[sa.Column[object], ...]:
    """The columns every record has."""
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
        [target],
        name=op.f(f"fk_{table}_{column}"),
        initially="DEFERRED",
        deferrable=True,
    )


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )
