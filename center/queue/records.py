"""The records of the queue: tickets, their counters, appointments."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.records import NUMBER, Base, Record, link, unique_unless_voided


class TicketState(enum.StrEnum):
    """Where a number stands."""

    WAITING = "等候"
    CALLED = "已叫号"
    SERVING = "办理中"
    DONE = "已办"
    PASSED = "过号"
    LEFT = "已离开"


AT_WINDOW = (TicketState.CALLED, TicketState.SERVING)


class BookingChannel(enum.StrEnum):
    """How an appointment was made (REG-21)."""

    PHONE = "电话"
    WECHAT = "微信"
    DESK = "现场"
    ONLINE = "网上"


class AppointmentState(enum.StrEnum):
    """What became of an appointment."""

    BOOKED = "已约"
    ARRIVED = "已到"
    MISSED = "未到"
    CANCELLED = "已取消"


class Ticket(Record, Base):
    """One number of one day (排队号).

    `line` holds the letters of the queue it waits in now (a transfer changes it, never the number),
    `reason` the priority reason (empty: an ordinary number), `for_window` the only window that may
    call it after a transfer. `turn` is which call of its queue it was, `turn_due` from which call
    on it may be called again after 过号. `visit` links what was registered for it.
    """

    __tablename__ = "tickets"
    __table_args__ = (unique_unless_voided("station", "day", "number"),)
    kind = "ticket"

    day: Mapped[date]
    line: Mapped[str] = mapped_column(String(2))
    number: Mapped[str] = mapped_column(NUMBER)
    taken_at: Mapped[datetime]
    state: Mapped[TicketState] = mapped_column(default=TicketState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    person: Mapped[UUID | None] = mapped_column(link("people.id"), default=None)
    visit: Mapped[UUID | None] = mapped_column(link("visits.id"), default=None, index=True)
    window: Mapped[str] = mapped_column(default="")
    for_window: Mapped[str] = mapped_column(default="")
    calls: Mapped[int] = mapped_column(Integer, default=0)
    turn: Mapped[int] = mapped_column(Integer, default=0)
    turn_due: Mapped[int] = mapped_column(Integer, default=0)
    first_called_at: Mapped[datetime | None] = mapped_column(default=None)
    called_at: Mapped[datetime | None] = mapped_column(default=None)
    served_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def priority(self) -> bool:
        """Whether it goes before ordinary numbers (REG-20)."""
        return bool(self.reason)


class TicketCounter(Base):
    """The last number of a queue's day; locked while a number is taken or called, not journalled.

    It is kept apart from `center.numbers`: slips are no papers, and their series ends with the day.
    """

    __tablename__ = "ticket_counters"

    station: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    line: Mapped[str] = mapped_column(String(2), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Appointment(Record, Base):
    """One appointment (预约): who comes for what, on which day and in which slot."""

    __tablename__ = "appointments"
    kind = "appointment"

    day: Mapped[date] = mapped_column(Date, index=True)
    slot: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    booked_at: Mapped[datetime]
    phone: Mapped[str] = mapped_column(String(40), default="")
    person: Mapped[UUID | None] = mapped_column(link("people.id"), default=None)
    line: Mapped[str] = mapped_column(String(2), default="")
    item_code: Mapped[str] = mapped_column(String(20), default="")
    item_name: Mapped[str] = mapped_column(default="")
    channel: Mapped[BookingChannel] = mapped_column(default=BookingChannel.PHONE)
    care: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[AppointmentState] = mapped_column(default=AppointmentState.BOOKED)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    ticket: Mapped[UUID | None] = mapped_column(link("tickets.id"), default=None)
