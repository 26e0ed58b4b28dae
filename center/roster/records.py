"""The records of duty rosters (值班): who takes turns, who is away, months, turns, swaps, logs."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.records import Base, Record, link, unique_unless_voided


class Plan(enum.StrEnum):
    """What a roster is for."""

    RECEPTION = "坐班接访"
    WATCH = "24小时值班"
    PATROL = "大厅巡查"
    VILLAGE = "村站坐班"


class Seat(enum.StrEnum):
    """What a turn is served as; the leader in charge is there every working day (DUTY-03)."""

    LEADER = "带班领导"
    STAFF = "值班干部"
    IN_CHARGE = "分管领导"


SEATS: dict[Plan, tuple[Seat, ...]] = {
    Plan.RECEPTION: (Seat.LEADER,),
    Plan.WATCH: (Seat.LEADER, Seat.STAFF),
    Plan.PATROL: (Seat.STAFF,),
    Plan.VILLAGE: (Seat.STAFF,),
}
"""The seats a planner fills; the leader in charge is entered by itself."""

CHIEF, IN_CHARGE = "正职", "分管"
"""Ranks of a leader (班子成员) as the staff list has them."""


class Method(enum.StrEnum):
    """How a month was planned."""

    ORDER = "按顺序"
    FAIR = "均衡"


class DutyMember(Record, Base):
    """One who takes turns in a plan, from `since` to `until`, both included.

    `position` is the place in the fixed order. Members of one `team` serve together (固定组).
    `share` is the part of a full turn in percent (1…200).
    """

    __tablename__ = "duty_members"
    __table_args__ = (unique_unless_voided("station", "plan", "seat", "staff"),)
    kind = "duty_member"

    plan: Mapped[Plan]
    seat: Mapped[Seat]
    staff: Mapped[UUID] = mapped_column(link("staff.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    team: Mapped[str] = mapped_column(default="")
    share: Mapped[int] = mapped_column(Integer, default=100)
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)


class DutyAbsence(Record, Base):
    """Days on which somebody cannot serve; with `weekday` (0 Monday) only that day of each week."""

    __tablename__ = "duty_absences"
    kind = "duty_absence"

    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str]
    weekday: Mapped[int | None] = mapped_column(Integer, default=None)


class Roster(Record, Base):
    """One month of one plan. `published_at` is kept (DUTY-06); `changes` counts those made since.

    `edited_at` moves with every edit, so that two people editing one month are told.
    """

    __tablename__ = "rosters"
    __table_args__ = (unique_unless_voided("station", "plan", "year", "month"),)
    kind = "roster"

    plan: Mapped[Plan]
    year: Mapped[int] = mapped_column(Integer)
    month: Mapped[int] = mapped_column(Integer)
    edited_at: Mapped[datetime]
    method: Mapped[Method] = mapped_column(default=Method.ORDER)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    published_by: Mapped[str] = mapped_column(default="")
    changes: Mapped[int] = mapped_column(Integer, default=0)


class Turn(Record, Base):
    """One person on one day. `pinned` was fixed by hand; `instead_of` names whom it replaced."""

    __tablename__ = "turns"
    __table_args__ = (unique_unless_voided("roster", "on", "seat", "staff"),)
    kind = "turn"

    roster: Mapped[UUID] = mapped_column(link("rosters.id"), index=True)
    plan: Mapped[Plan]
    on: Mapped[date] = mapped_column(index=True)
    seat: Mapped[Seat]
    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    pinned: Mapped[bool] = mapped_column(default=False)
    instead_of: Mapped[str] = mapped_column(default="")


class Swap(Record, Base):
    """A request to change a published roster (换班): one takes another's turn, or both exchange.

    `agreed` is None while it waits.
    """

    __tablename__ = "swaps"
    kind = "swap"

    roster: Mapped[UUID] = mapped_column(link("rosters.id"), index=True)
    turn: Mapped[UUID] = mapped_column(link("turns.id"))
    on: Mapped[date]
    seat: Mapped[Seat]
    giver: Mapped[UUID] = mapped_column(link("staff.id"))
    giver_name: Mapped[str]
    taker: Mapped[UUID] = mapped_column(link("staff.id"))
    taker_name: Mapped[str]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    back_turn: Mapped[UUID | None] = mapped_column(link("turns.id"), default=None)
    back_on: Mapped[date | None] = mapped_column(default=None)
    agreed: Mapped[bool | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class DutyRecord(Record, Base):
    """What was done on a turn, by its four tasks (DUTY-01), or that nobody came (`missed`).

    Without a `turn` it is a leader who came besides (DUTY-04). `visitors` and `solved` count people
    received and matters solved on the spot.
    """

    __tablename__ = "duty_records"
    __table_args__ = (unique_unless_voided("turn"),)
    kind = "duty_record"

    on: Mapped[date] = mapped_column(index=True)
    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    name: Mapped[str]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    turn: Mapped[UUID | None] = mapped_column(link("turns.id"), default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    situation: Mapped[str] = mapped_column(default="")
    supervision: Mapped[str] = mapped_column(default="")
    reception: Mapped[str] = mapped_column(default="")
    settled: Mapped[str] = mapped_column(default="")
    visitors: Mapped[int] = mapped_column(Integer, default=0)
    solved: Mapped[int] = mapped_column(Integer, default=0)
    missed: Mapped[bool] = mapped_column(default=False)
    missed_reason: Mapped[str] = mapped_column(default="")


class WatchKind(enum.StrEnum):
    """What a line of the watch log (值班日志) says."""

    CALL = "来电来访"
    REPORT = "向上报告"
    ORDER = "领导指示"
    PATROL = "巡查"
    OTHER = "其他"


class WatchEntry(Record, Base):
    """One line of the log of a watch that began on `on`."""

    __tablename__ = "watch_entries"
    kind = "watch_entry"

    on: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime]
    what: Mapped[WatchKind]
    content: Mapped[str]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    party: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")


class WatchHandover(Record, Base):
    """The handover (交接班) at the end of a watch; `taken_at`: confirmed by the next."""

    __tablename__ = "watch_handovers"
    __table_args__ = (unique_unless_voided("station", "on"),)
    kind = "watch_handover"

    on: Mapped[date]
    given_at: Mapped[datetime]
    given_by: Mapped[str]
    matters: Mapped[str]
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_by: Mapped[str] = mapped_column(default="")


class Meeting(Record, Base):
    """A meeting (例会) and who stays at the counter during it (HR-08, DUTY-10).

    `starts` and `ends` are local times of day, HH:MM.
    """

    __tablename__ = "meetings"
    kind = "meeting"

    on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))
    title: Mapped[str]
    host: Mapped[str] = mapped_column(default="")
    attendees: Mapped[str] = mapped_column(default="")
    absent: Mapped[str] = mapped_column(default="")
    topics: Mapped[str] = mapped_column(default="")
    decisions: Mapped[str] = mapped_column(default="")
    cover: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    cover_name: Mapped[str] = mapped_column(default="")
