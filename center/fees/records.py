"""The records of money: one fee of a case, one day's reconciliation of a window."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from center.records import Base, Record, link, unique_unless_voided


class Fee(Record, Base):
    """What one case paid at one window on one day; amounts are in 分.

    `standard` is the item's fee at that moment, None where the catalogue names no single amount;
    `due` may differ from it only with a `reason` (FEE-02). A refund keeps the row and counts
    against the day it was paid back on.
    """

    __tablename__ = "fees"
    __table_args__ = (
        unique_unless_voided("station", "receipt_kind", "receipt_number"),
        Index("ix_fees_paid_on_window", "paid_on", "window"),
    )
    kind = "fee"

    case: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    item_name: Mapped[str]
    standard_text: Mapped[str]
    standard: Mapped[int | None] = mapped_column(BigInteger)
    due: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    payer: Mapped[str]
    window: Mapped[str]
    paid_on: Mapped[date]
    charged_at: Mapped[datetime]
    cashier: Mapped[UUID] = mapped_column(link("accounts.id"))
    cashier_name: Mapped[str]
    method: Mapped[str] = mapped_column(String(20), default="")
    receipt_kind: Mapped[str] = mapped_column(String(60), default="")
    receipt_number: Mapped[str | None] = mapped_column(String(40), default=None)
    reason: Mapped[str] = mapped_column(default="")
    refunded: Mapped[int] = mapped_column(BigInteger, default=0)
    refunded_on: Mapped[date | None] = mapped_column(default=None, index=True)
    refund_reason: Mapped[str] = mapped_column(default="")
    refunder_name: Mapped[str] = mapped_column(default="")

    @property
    def valid(self) -> bool:
        """Not voided."""
        return self.voided_at is None

    @property
    def deviates(self) -> bool:
        """Whether another amount than the published one was charged (FEE-02)."""
        return self.standard is not None and self.due != self.standard


class Reconciliation(Record, Base):
    """One window's day checked against the settlement office's figures (对账, FEE-05), in 分.

    `counted` is what the program held when it was checked; a fee voided later shows as changed.
    """

    __tablename__ = "fee_reconciliations"
    __table_args__ = (unique_unless_voided("station", "on", "window"),)
    kind = "fee_reconciliation"

    on: Mapped[date] = mapped_column(index=True)
    window: Mapped[str]
    counted: Mapped[int] = mapped_column(BigInteger)
    settled: Mapped[int] = mapped_column(BigInteger)
    explanation: Mapped[str]
    checked_at: Mapped[datetime]
    checker: Mapped[UUID] = mapped_column(link("accounts.id"))
    checker_name: Mapped[str]

    @property
    def difference(self) -> int:
        """Window total less settlement total, in 分; 0 is what the rule wants."""
        return self.counted - self.settled
