"""Stations that exchange packages: keys, what each side has, receipts and conflicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; no station knows another yet."""
    op.create_table(
        "held_back",
        sa.Column("record", Uuid16(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_held_back")),
    )
    op.create_table(
        "journal_shown",
        sa.Column("record", Uuid16(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_journal_shown")),
    )
    op.create_table(
        "package_runs",
        sa.Column("package", Uuid16(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stream", Uuid16(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "已采用",
                "已登记",
                "原已有",
                "两边不一致",
                "等待",
                "未采用",
                name="result",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("package", "number", name=op.f("pk_package_runs")),
    )
    op.create_table(
        "peer_streams",
        sa.Column("stream", Uuid16(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_peer_streams")),
    )
    op.create_table(
        "peers",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("town", "village", name="role", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("signs", sa.LargeBinary(), nullable=False),
        sa.Column("receives", sa.Text(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("have", sa.JSON(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peers")),
    )
    op.create_index(
        op.f("ix_peers_code"),
        "peers",
        ["code"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "station_keys",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("signs", sa.LargeBinary(), nullable=False),
        sa.Column("receives", sa.Text(), nullable=False),
        sa.Column("signing", sa.LargeBinary(), nullable=False),
        sa.Column("receiving", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_station_keys")),
    )
    op.create_table(
        "twins",
        sa.Column("theirs", Uuid16(), nullable=False),
        sa.Column("ours", Uuid16(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("theirs", name=op.f("pk_twins")),
    )
    op.create_index(op.f("ix_twins_ours"), "twins", ["ours"], unique=False)
    op.create_table(
        "packages",
        sa.Column(
            "direction",
            sa.Enum("制作", "读入", name="direction", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("peer", Uuid16(), nullable=False),
        sa.Column("package", Uuid16(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "待回执",
                "已回执",
                "已读入",
                "有不一致",
                "被拒",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["peer"],
            ["peers.id"],
            name=op.f("fk_packages_peer"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
    )
    op.create_index(
        op.f("ix_packages_direction_package"),
        "packages",
        ["direction", "package"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_packages_peer"), "packages", ["peer"], unique=False)
