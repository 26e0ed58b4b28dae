"""The record of a 12345 work order (工单)."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.matters import Matter
from center.records import Base, unique_unless_voided


class Status(enum.StrEnum):
    """Where a work order stands."""

    DISPATCHED = "待签收"
    SIGNED = "办理中"
    RETURNED = "已退单"
    REPLIED = "已回复"
    CLOSED = "已办结"


CLOSED = frozenset({Status.RETURNED, Status.REPLIED, Status.CLOSED})
"""Nothing is owed any more, unless it is dispatched again."""


class Happened(enum.StrEnum):
    """What an event of a work order says."""

    DISPATCHED = "派单"
    SIGNED = "签收"
    RETURNED = "退单"
    CONTACTED = "首次联系"
    EXTENDED = "延期"
    REPLIED = "回复"
    CALLED_BACK = "回访"
    AGAIN = "二次派单"
    CORRECTED = "导入更新"


class WorkOrder(Matter, Base):
    """One work order of the 12345 line; `external` is its number there, `received_at` its dispatch.

    `external_due_on` is the day the line itself sets. `round` counts the dispatches: after a bad
    call-back the same order comes again and every clock starts anew. The times are those of the
    present round.
    """

    __tablename__ = "work_orders"
    __table_args__ = (unique_unless_voided("number"), unique_unless_voided("external"))
    kind = "work_order"

    external: Mapped[str] = mapped_column(String(60))
    content: Mapped[str]
    dispatched_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    village: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    status: Mapped[Status] = mapped_column(default=Status.DISPATCHED)
    round: Mapped[int] = mapped_column(Integer, default=1)
    external_due_on: Mapped[date | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    contacted_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    extension_days: Mapped[int] = mapped_column(Integer, default=0)
    reply: Mapped[str] = mapped_column(default="")
    return_reason: Mapped[str] = mapped_column(default="")
    call_back: Mapped[str] = mapped_column(String(20), default="")
