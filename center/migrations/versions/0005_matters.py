"""Several matters of one visit, transfers, calls and late entry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from center.records import Instant, Uuid16

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RELATION = ("本人", "家属", "监护人", "村代办员", "单位经办人", "受托人")


def upgrade() -> None:
    """Add the columns and tables; every visit there is stands for itself."""
    empty = sa.text("''")
    relation = sa.Enum(*RELATION, name="relation", native_enum=False, length=32)
    for column in (
        sa.Column("same_visit", Uuid16(), nullable=True),
        sa.Column("id_reason", sa.Text(), nullable=False, server_default=empty),
        sa.Column("matter", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("relation", relation, nullable=False, server_default=sa.text("'本人'")),
        sa.Column("applicant", sa.Text(), nullable=False, server_default=empty),
        sa.Column("unit", sa.Text(), nullable=False, server_default=empty),
        sa.Column("went_to", sa.Text(), nullable=False, server_default=empty),
        sa.Column("delayed", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("visits", column)
    op.create_index(op.f("ix_visits_same_visit"), "visits", ["same_visit"])
    op.add_column("cases", sa.Column("id_reason", sa.Text(), nullable=False, server_default=empty))
    op.create_table(
        "transfers",
        *_record("transfers"),
        *_links("transfers", visit="visits", handed_by="accounts", receiver="accounts"),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("handed_at", Instant(), nullable=False),
        sa.Column("handed_by_name", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("appointed_at", Instant(), nullable=True),
        sa.Column("contact_way", sa.Text(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("taken_by_name", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_transfers_visit"), "transfers", ["visit"])
    op.create_index(op.f("ix_transfers_receiver"), "transfers", ["receiver"])
    op.create_table(
        "supervisions",
        *_record("supervisions"),
        *_links("supervisions", visit="visits", account="accounts"),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_supervisions_visit"), "supervisions", ["visit"])
    outcome = sa.Enum(
        "接通",
        "无人接听",
        "占线",
        "关机或停机",
        "号码有误",
        name="outcome",
        native_enum=False,
        length=32,
    )
    op.create_table(
        "calls",
        *_record("calls"),
        *_links("calls", visit="visits", account="accounts"),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_calls_visit"), "calls", ["visit"])
    cause = sa.Enum(
        "停电", "断网", "系统故障", "外出上门", name="cause", native_enum=False, length=32
    )
    op.create_table(
        "book_lines",
        *_record("book_lines"),
        *_links("book_lines", visit="visits"),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cause", cause, nullable=False),
    )
    op.create_index(
        op.f("ix_book_lines_visit"),
        "book_lines",
        ["visit"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _record(table: str) -> tuple[SchemaItem, ...]:
    return (
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _links(table: str, **targets: str) -> list[SchemaItem]:
    """Links checked at commit; only a receiver may be missing."""
    found: list[SchemaItem] = []
    for name, target in targets.items():
        found.append(sa.Column(name, Uuid16(), nullable=name == "receiver"))
        found.append(
            sa.ForeignKeyConstraint(
                [name],
                [f"{target}.id"],
                name=op.f(f"fk_{table}_{name}"),
                initially="DEFERRED",
                deferrable=True,
            )
        )
    return found
