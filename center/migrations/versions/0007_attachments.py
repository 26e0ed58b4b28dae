"""Attachments, archive numbers and lendings, fees and their daily reconciliation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNFILED = "ended_on IS NOT NULL AND filed_on IS NULL AND voided_at IS NULL AND "


def upgrade() -> None:
    """Add the tables; no case lies in a bag yet."""
    op.add_column("cases", sa.Column("filed_on", sa.Date(), nullable=True))
    op.create_index(
        op.f("ix_cases_unfiled_ended_on"),
        "cases",
        ["ended_on"],
        sqlite_where=sa.text(UNFILED + "finished_elsewhere = 0"),
        postgresql_where=sa.text(UNFILED + "NOT finished_elsewhere"),
    )
    op.create_table(
        "attachments",
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "media",
            sa.Enum("PNG", "JPEG", "PDF", name="media", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("adder", Uuid16(), nullable=False),
        sa.Column("adder_name", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("material", Uuid16(), nullable=True),
        sa.Column("blob", Uuid16(), nullable=True),
        sa.Column("in_file", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adder"],
            ["accounts.id"],
            name=op.f("fk_attachments_adder"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["blob"],
            ["blobs.id"],
            name=op.f("fk_attachments_blob"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["material"],
            ["case_materials.id"],
            name=op.f("fk_attachments_material"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_about"), "attachments", ["about"], unique=False)
    op.create_table(
        "filings",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column(
            "number",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("fonds", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "retention",
            sa.Enum("永久", "30年", "10年", name="retention", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("filed_at", Instant(), nullable=False),
        sa.Column("filer", Uuid16(), nullable=False),
        sa.Column("filer_name", sa.Text(), nullable=False),
        sa.Column("bag", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.id"],
            name=op.f("fk_filings_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["filer"],
            ["accounts.id"],
            name=op.f("fk_filings_filer"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
    )
    op.create_index(
        op.f("ix_filings_case"),
        "filings",
        ["case"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_filings_filed_at"), "filings", ["filed_at"], unique=False)
    op.create_index(
        op.f("ix_filings_number"),
        "filings",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(
        "ix_filings_series",
        "filings",
        ["fonds", "category", "year", "retention", "unit", "piece"],
        unique=True,
    )
    op.create_table(
        "filing_loans",
        sa.Column("filing", Uuid16(), nullable=False),
        sa.Column("borrower", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("lent_at", Instant(), nullable=False),
        sa.Column("lender_name", sa.Text(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=True),
        sa.Column("returned_at", Instant(), nullable=True),
        sa.Column("taken_back_by", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing"],
            ["filings.id"],
            name=op.f("fk_filing_loans_filing"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_loans")),
    )
    op.create_index(op.f("ix_filing_loans_filing"), "filing_loans", ["filing"], unique=False)
    op.create_table(
        "fees",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("standard_text", sa.Text(), nullable=False),
        sa.Column("standard", sa.BigInteger(), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("charged_at", Instant(), nullable=False),
        sa.Column("cashier", Uuid16(), nullable=False),
        sa.Column("cashier_name", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("receipt_kind", sa.String(length=60), nullable=False),
        sa.Column("receipt_number", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.Column("refund_reason", sa.Text(), nullable=False),
        sa.Column("refunder_name", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name=op.f("fk_fees_case"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["cashier"],
            ["accounts.id"],
            name=op.f("fk_fees_cashier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fees")),
    )
    op.create_index(op.f("ix_fees_case"), "fees", ["case"], unique=False)
    op.create_index("ix_fees_paid_on_window", "fees", ["paid_on", "window"], unique=False)
    op.create_index(op.f("ix_fees_refunded_on"), "fees", ["refunded_on"], unique=False)
    op.create_index(
        op.f("ix_fees_station_receipt_kind_receipt_number"),
        "fees",
        ["station", "receipt_kind", "receipt_number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "fee_reconciliations",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.Column("checker", Uuid16(), nullable=False),
        sa.Column("checker_name", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checker"],
            ["accounts.id"],
            name=op.f("fk_fee_reconciliations_checker"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_reconciliations")),
    )
    op.create_index(op.f("ix_fee_reconciliations_on"), "fee_reconciliations", ["on"], unique=False)
    op.create_index(
        op.f("ix_fee_reconciliations_station_on_window"),
        "fee_reconciliations",
        ["station", "on", "window"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
