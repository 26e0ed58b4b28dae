"""The records of a batch: what is done for whom in a year, and each row of its list."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.records import Base, Record, link


class Mark(enum.StrEnum):
    """How a row stands."""

    OPEN = "未办"
    DONE = "已办"
    NOT_NEEDED = "不需办"


class Batch(Record, Base):
    """One list of people for whom the same is done (医保缴费, 资格认证, 年审) in a year.

    With `item_code` each tick opens and finishes a case of that item. `amount` (fen) is proposed
    for every row.
    """

    __tablename__ = "batches"
    kind = "batch"

    name: Mapped[str]
    batch_kind: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(Integer)
    made_on: Mapped[date]
    maker_name: Mapped[str]
    village: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    amount: Mapped[int] = mapped_column(Integer, default=0)
    item_code: Mapped[str] = mapped_column(String(40), default="")
    closed_on: Mapped[date | None] = mapped_column(default=None)
    closed_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class BatchLine(Record, Base):
    """One person of a batch; `on` is the day it was done, `amount` fen, `by` who ticked."""

    __tablename__ = "batch_lines"
    __table_args__ = (Index(None, "batch", "position"),)
    kind = "batch_line"

    batch: Mapped[UUID] = mapped_column(link("batches.id"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str]
    person: Mapped[UUID | None] = mapped_column(link("people.id"), default=None, index=True)
    id_number: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    village: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    mark: Mapped[Mark] = mapped_column(default=Mark.OPEN)
    on: Mapped[date | None] = mapped_column(default=None)
    amount: Mapped[int | None] = mapped_column(Integer, default=None)
    by: Mapped[str] = mapped_column(default="")
    marked_at: Mapped[datetime | None] = mapped_column(default=None)
    remark: Mapped[str] = mapped_column(default="")
    case: Mapped[UUID | None] = mapped_column(link("cases.id"), default=None, index=True)
