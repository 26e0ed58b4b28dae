"""Joint cases, agency and tolerance acceptance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _table(name: str, *columns: sa.Column[object], links: dict[str, str]) -> None:
    """A table of records about cases."""
    op.create_table(
        name,
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint(
                [column],
                [target],
                name=op.f(f"fk_{name}_{column}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, target in links.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _one_a_case(name: str) -> None:
    alive = sa.text("voided_at IS NULL")
    op.create_index(
        op.f(f"ix_{name}_case"),
        name,
        ["case"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )


def _texts(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _days(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=True) for name in names]


def _choice(name: str, kind: str, *values: str, nullable: bool = False) -> sa.Column[object]:
    choices = sa.Enum(*values, name=kind, native_enum=False, length=32)
    return sa.Column(name, choices, nullable=nullable)


def upgrade() -> None:
    """Create the four tables; no earlier case has any of it."""
    _table(
        "joint_parts",
        sa.Column("case", Uuid16(), nullable=False),
        *_texts("department", "matter"),
        sa.Column("limit_days", sa.Integer(), nullable=False),
        sa.Column("handler", Uuid16(), nullable=True),
        *_texts("handler_name"),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("materials", sa.JSON(), nullable=False),
        *_days("sent_on", "due_on", "replied_on"),
        _choice("opinion", "opinion", "同意", "不同意", "意见", nullable=True),
        *_texts("reply", "reply_by"),
        *_days("reminded_on", "excused_on"),
        *_texts("excuse", "excused_by"),
        links={"case": "cases.id", "handler": "accounts.id"},
    )
    op.create_index(op.f("ix_joint_parts_case"), "joint_parts", ["case"])
    op.create_index(op.f("ix_joint_parts_handler"), "joint_parts", ["handler"])
    _table(
        "agencies",
        sa.Column("case", Uuid16(), nullable=False),
        *_texts("agent"),
        _choice("level", "level", "村", "镇", "县"),
        sa.Column("entrusted_on", sa.Date(), nullable=False),
        sa.Column("staff", Uuid16(), nullable=True),
        *_texts("unit"),
        sa.Column("phone", sa.String(length=40), nullable=False),
        *_texts("scope", "originals"),
        links={"case": "cases.id", "staff": "staff.id"},
    )
    _one_a_case("agencies")
    _table(
        "agency_handovers",
        sa.Column("case", Uuid16(), nullable=False),
        _choice("stage", "stage", "报：村→镇", "报：镇→县", "回：县→镇", "回：镇→村"),
        *_texts("giver", "taker"),
        sa.Column("on", sa.Date(), nullable=False),
        *_texts("what"),
        links={"case": "cases.id"},
    )
    op.create_index(op.f("ix_agency_handovers_case"), "agency_handovers", ["case"])
    _table(
        "undertakings",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        *_texts("effect"),
        sa.Column("materials", sa.JSON(), nullable=False),
        *_days("excused_on"),
        *_texts("excuse", "excused_by"),
        links={"case": "cases.id"},
    )
    _one_a_case("undertakings")
    op.create_index(op.f("ix_undertakings_promised_on"), "undertakings", ["promised_on"])
