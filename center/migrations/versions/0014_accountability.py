"""Accountability records, and proposals linked to what they came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from center.records import Instant, Uuid16

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; link proposals, opinions and heads of windows.

    A proposal may name somebody of the staff list who has no account.
    """
    op.create_table(
        "accountabilities",
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum("较轻", "较重", "严重", name="severity", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("situations", sa.JSON(), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("complaint", Uuid16(), nullable=True),
        sa.Column("case", Uuid16(), nullable=True),
        sa.Column("petition", Uuid16(), nullable=True),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column(
            "fault_kind",
            sa.Enum("主观故意", "过失", name="faultkind", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("breach", sa.Text(), nullable=False),
        sa.Column("consequence", sa.Text(), nullable=False),
        sa.Column("aggravating", sa.JSON(), nullable=False),
        sa.Column("mitigating", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "拟议",
                "已决定",
                "申诉复核中",
                "已结案",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("referred_to", sa.Text(), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("referral_result", sa.Text(), nullable=False),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_on", sa.Date(), nullable=True),
        sa.Column(
            "review",
            sa.Enum("维持", "变更", "撤销", name="review", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("review_opinion", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("registrar", Uuid16(), nullable=False),
        sa.Column("registrar_name", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column(
            "number",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("handler", Uuid16(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raw_due_on", sa.Date(), nullable=True),
        sa.Column("clock_name", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.id"],
            name=op.f("fk_accountabilities_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_accountabilities_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["petition"],
            ["petitions.id"],
            name=op.f("fk_accountabilities_petition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountabilities")),
    )
    op.create_index(op.f("ix_accountabilities_case"), "accountabilities", ["case"], unique=False)
    op.create_index(
        op.f("ix_accountabilities_complaint"), "accountabilities", ["complaint"], unique=False
    )
    op.create_index(
        op.f("ix_accountabilities_decided_on"), "accountabilities", ["decided_on"], unique=False
    )
    op.create_index(
        op.f("ix_accountabilities_due_on"), "accountabilities", ["due_on"], unique=False
    )
    op.create_index(
        op.f("ix_accountabilities_ended_on"), "accountabilities", ["ended_on"], unique=False
    )
    op.create_index(
        op.f("ix_accountabilities_handler"), "accountabilities", ["handler"], unique=False
    )
    op.create_index(
        op.f("ix_accountabilities_happened_on"), "accountabilities", ["happened_on"], unique=False
    )
    op.create_index(
        op.f("ix_accountabilities_number"),
        "accountabilities",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(
        op.f("ix_accountabilities_petition"), "accountabilities", ["petition"], unique=False
    )
    op.create_index(
        op.f("ix_accountabilities_received_at"), "accountabilities", ["received_at"], unique=False
    )
    op.create_table(
        "accountable_persons",
        sa.Column("accountability", Uuid16(), nullable=False),
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "岗位责任人",
                "窗口负责人",
                "连带责任领导",
                name="part",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("较轻", "较重", "严重", name="severity", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("disqualified_until", sa.Date(), nullable=True),
        sa.Column("moved_from", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accountability"],
            ["accountabilities.id"],
            name=op.f("fk_accountable_persons_accountability"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_accountable_persons_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountable_persons")),
    )
    op.create_index(
        op.f("ix_accountable_persons_accountability"),
        "accountable_persons",
        ["accountability"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accountable_persons_staff"), "accountable_persons", ["staff"], unique=False
    )

    office = sa.text("'office'")
    with op.batch_alter_table("proposals") as proposals:
        proposals.alter_column("account", existing_type=Uuid16(), nullable=True)
        _link(proposals, "proposals", "staff", "staff")
        _link(proposals, "proposals", "complaint", "complaints")
        proposals.add_column(
            sa.Column("audience", sa.String(length=40), nullable=False, server_default=office)
        )
    op.create_index(op.f("ix_proposals_staff"), "proposals", ["staff"])
    op.create_index(op.f("ix_proposals_complaint"), "proposals", ["complaint"])
    with op.batch_alter_table("opinions") as opinions:
        _link(opinions, "opinions", "complaint", "complaints")
        opinions.add_column(
            sa.Column("audience", sa.String(length=40), nullable=False, server_default=office)
        )
    op.create_index(op.f("ix_opinions_complaint"), "opinions", ["complaint"])
    with op.batch_alter_table("service_windows") as windows:
        _link(windows, "service_windows", "head", "staff")


def _link(batch: BatchOperations, table: str, column: str, target: str) -> None:
    """A new column that names a record of another table; SQLite copies the table for it."""
    batch.add_column(sa.Column(column, Uuid16(), nullable=True))
    name = op.f(f"fk_{table}_{column}")
    batch.create_foreign_key(name, target, [column], ["id"], deferrable=True, initially="DEFERRED")
