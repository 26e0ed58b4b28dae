"""The records of attendance (考勤): hours, machines' users, punches, findings, months."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.attendance.hours import Half, Slot
from center.records import Base, Record, link, unique_unless_voided


class WorkHours(Record, Base):
    """The hours of a kind of staff from a day on, `yearly` ones every year again (夏季、冬季).

    An empty `staff_kind` holds for everybody who has none of his own. `late_after` and
    `early_before` are minutes (ATT-03, ATT-05).
    """

    __tablename__ = "work_hours"
    __table_args__ = (unique_unless_voided("station", "staff_kind", "since"),)
    kind = "work_hours"

    since: Mapped[date]
    profile: Mapped[str] = mapped_column(String(1))
    staff_kind: Mapped[str] = mapped_column(String(20), default="")
    late_after: Mapped[int] = mapped_column(Integer, default=10)
    early_before: Mapped[int] = mapped_column(Integer, default=0)
    yearly: Mapped[bool] = mapped_column(default=False)


class PunchUser(Record, Base):
    """What a machine or program calls a person: his number there, or his name where it has none."""

    __tablename__ = "punch_users"
    __table_args__ = (unique_unless_voided("station", "user"),)
    kind = "punch_user"

    user: Mapped[str] = mapped_column(String(60))
    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)


class PunchImport(Record, Base):
    """One file that was read. Undoing it voids it and its punches."""

    __tablename__ = "punch_imports"
    kind = "punch_import"

    at: Mapped[datetime]
    by: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    format: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    added: Mapped[int] = mapped_column(Integer, default=0)
    repeated: Mapped[int] = mapped_column(Integer, default=0)


class Punch(Record, Base):
    """One punch as it came, never changed (ATT-02). `user` is the number in the file.

    One entered by hand has no `source` and a `reason`.
    """

    __tablename__ = "punches"
    __table_args__ = (
        unique_unless_voided("station", "user", "at"),
        Index("ix_punches_staff_at", "staff", "at"),
    )
    kind = "punch"

    at: Mapped[datetime]
    user: Mapped[str] = mapped_column(String(60))
    staff: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    source: Mapped[UUID | None] = mapped_column(link("punch_imports.id"), default=None, index=True)
    row: Mapped[int | None] = mapped_column(Integer, default=None)
    reason: Mapped[str] = mapped_column(default="")


class Settlement(enum.StrEnum):
    """How a missing, late or early punch was settled."""

    DEVICE = "考勤机故障"
    POWER = "停电停网"
    OUTING = "公务外出"
    LEAVE = "已批准的请假"
    DELAYED = "延时服务后晚到"
    MAKE_UP = "补签（领导批准）"
    ABSENT = "旷工"


EXCUSES = tuple(one for one in Settlement if one not in (Settlement.ABSENT, Settlement.MAKE_UP))
"""Reasons that are always allowed; “忘记打卡” is none of them (ATT-02, D4)."""


class Finding(Record, Base):
    """What was settled about one slot of a day: an excuse, or 旷工 proposed and confirmed (D3).

    `confirmed` is None while a leader has not decided.
    """

    __tablename__ = "attendance_findings"
    __table_args__ = (unique_unless_voided("staff", "on", "slot"),)
    kind = "attendance_finding"

    staff: Mapped[UUID] = mapped_column(link("staff.id"))
    on: Mapped[date] = mapped_column(index=True)
    slot: Mapped[Slot]
    settled: Mapped[Settlement]
    remark: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    confirmed: Mapped[bool | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by: Mapped[str] = mapped_column(default="")


class Appeal(Record, Base):
    """What somebody says against his record of a half day (申诉), and the answer."""

    __tablename__ = "attendance_appeals"
    kind = "attendance_appeal"

    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    on: Mapped[date]
    half: Mapped[Half]
    words: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str] = mapped_column(default="")


class LeaveType(enum.StrEnum):
    """Types of leave; what each counts is `center.attendance.leave.TYPES`."""

    PERSONAL = "事假"
    SICK = "病假"
    ANNUAL = "年休假"
    HOME = "探亲假"
    MARRIAGE = "婚假"
    MATERNITY = "产假"
    CARE = "护理假"
    PARENTAL = "育儿假"
    FUNERAL = "丧假"
    OFFICIAL = "公假"
    COMPENSATORY = "调休"
    OTHER = "其他"


class LeaveStatus(enum.StrEnum):
    """Where a leave slip stands (LEAVE-01)."""

    ASKED = "待批"
    APPROVED = "已批"
    REFUSED = "驳回"
    RETURNED = "已销假"
    WITHDRAWN = "撤回"


class AskedBy(enum.StrEnum):
    """How leave was asked for (LEAVE-03)."""

    PERSON = "当面"
    PHONE = "电话"
    PROXY = "代请"


class Leave(Record, Base):
    """One leave slip (请假单). Half days are inclusive: 18日上午 to 18日下午 is one day.

    `half_days` is what counts by the type's way of counting. `extends` names the leave it goes on
    from (续假). `substitute` covers the post from `substitute_at`; leaving before counts as 旷工
    (LEAVE-17). `returned_on` and `returned_half` are the first half day back at work (销假).
    """

    __tablename__ = "leaves"
    __table_args__ = (
        unique_unless_voided("number"),
        Index("ix_leaves_staff_first", "staff", "first"),
    )
    kind = "leave"

    staff: Mapped[UUID] = mapped_column(link("staff.id"))
    leave_type: Mapped[LeaveType]
    first: Mapped[date]
    first_half: Mapped[Half]
    last: Mapped[date]
    last_half: Mapped[Half]
    half_days: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    phone: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    number: Mapped[str | None] = mapped_column(String(40), default=None)
    status: Mapped[LeaveStatus] = mapped_column(default=LeaveStatus.ASKED)
    place: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[AskedBy] = mapped_column(default=AskedBy.PERSON)
    proxy: Mapped[str] = mapped_column(default="")
    emergency: Mapped[bool] = mapped_column(default=False)
    medical_record: Mapped[bool] = mapped_column(default=False)
    formalities_due: Mapped[date | None] = mapped_column(default=None)
    formalities_on: Mapped[date | None] = mapped_column(default=None)
    substitute: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    substitute_name: Mapped[str] = mapped_column(default="")
    substitute_at: Mapped[datetime | None] = mapped_column(default=None)
    briefed: Mapped[bool] = mapped_column(default=False)
    handover_note: Mapped[str] = mapped_column(default="")
    on_paper: Mapped[bool] = mapped_column(default=False)
    extends: Mapped[UUID | None] = mapped_column(link("leaves.id"), default=None)
    returned_on: Mapped[date | None] = mapped_column(default=None)
    returned_half: Mapped[Half | None] = mapped_column(default=None)
    returned_by: Mapped[str] = mapped_column(default="")
    filed_on: Mapped[date | None] = mapped_column(default=None)


class LeaveStep(Record, Base):
    """One step of the approval chain of a leave, in order (LEAVE-04…10)."""

    __tablename__ = "leave_steps"
    kind = "leave_step"

    leave: Mapped[UUID] = mapped_column(link("leaves.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    approver_role: Mapped[str]
    approved: Mapped[bool | None] = mapped_column(default=None)
    approver_name: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    remark: Mapped[str] = mapped_column(default="")


class OutingKind(enum.StrEnum):
    """Why somebody is out on duty (LEAVE-18, LEAVE-19)."""

    OFFICIAL = "公出"
    VILLAGE = "下村"
    TRAINING = "培训会议"
    HOME_UNIT = "回原单位"


class Outing(Record, Base):
    """One outing; a return to the home unit counts only with its four ticks (LEAVE-19)."""

    __tablename__ = "outings"
    __table_args__ = (Index("ix_outings_staff_starts", "staff", "starts_at"),)
    kind = "outing"

    staff: Mapped[UUID] = mapped_column(link("staff.id"))
    outing_kind: Mapped[OutingKind]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    matter: Mapped[str]
    phone: Mapped[str] = mapped_column(String(40))
    approver: Mapped[str]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    village: Mapped[str] = mapped_column(default="")
    companions: Mapped[str] = mapped_column(default="")
    substitute: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    substitute_name: Mapped[str] = mapped_column(default="")
    told: Mapped[bool] = mapped_column(default=False)
    substitute_fixed: Mapped[bool] = mapped_column(default=False)
    agreed: Mapped[bool] = mapped_column(default=False)
    informed: Mapped[bool] = mapped_column(default=False)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)


class DeskAway(Record, Base):
    """Away from the desk with the away sign out (ATT-07); `returned_at` None while still away."""

    __tablename__ = "desk_aways"
    kind = "desk_away"

    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    left_at: Mapped[datetime] = mapped_column(index=True)
    reason: Mapped[str]
    window: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None] = mapped_column(default=None)


class Found(enum.StrEnum):
    """What a spot check found (ATT-06, ATT-08)."""

    PRESENT = "在岗"
    WANDERING = "串岗"
    LEFT = "擅自离岗"
    EMPTY = "空岗"


class SpotCheck(Record, Base):
    """One spot check of presence (ATT-06); `minutes` is how long the desk was empty."""

    __tablename__ = "spot_checks"
    kind = "spot_check"

    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    found: Mapped[Found]
    checker: Mapped[str]
    window: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(Integer, default=0)
    remark: Mapped[str] = mapped_column(default="")


class Overtime(Record, Base):
    """Overtime of one day in minutes, capped at half of the day's hours (TIME-03)."""

    __tablename__ = "overtimes"
    kind = "overtime"

    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    approver: Mapped[str]


class TimeOff(Record, Base):
    """Time off earned (值班补休、加班调休), in half days, to be taken by `expires_on`."""

    __tablename__ = "time_offs"
    kind = "time_off"

    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    earned_on: Mapped[date]
    half_days: Mapped[int] = mapped_column(Integer)
    source: Mapped[str]
    expires_on: Mapped[date]


class Entitlement(Record, Base):
    """Annual leave of one person and year, in half days."""

    __tablename__ = "entitlements"
    __table_args__ = (unique_unless_voided("staff", "year"),)
    kind = "entitlement"

    staff: Mapped[UUID] = mapped_column(link("staff.id"))
    year: Mapped[int] = mapped_column(Integer)
    half_days: Mapped[int] = mapped_column(Integer)


class AttendanceMonth(Record, Base):
    """A closed month: the sheet as it was, frozen. Reopening needs a second person's approval.

    `sheet` holds the lines as printed, so that a later change of rules cannot touch them.
    """

    __tablename__ = "attendance_months"
    __table_args__ = (unique_unless_voided("station", "year", "month"),)
    kind = "attendance_month"

    year: Mapped[int] = mapped_column(Integer)
    month: Mapped[int] = mapped_column(Integer)
    closed_at: Mapped[datetime]
    closed_by: Mapped[str]
    closer: Mapped[UUID]
    sheet: Mapped[list[dict[str, Any]]]
    reopen_reason: Mapped[str] = mapped_column(default="")
    reopen_asked_by: Mapped[str] = mapped_column(default="")
    reopen_asker: Mapped[UUID | None] = mapped_column(default=None)
    reopened_by: Mapped[str] = mapped_column(default="")
    published_on: Mapped[date | None] = mapped_column(default=None)


class MonthReasons(Record, Base):
    """Why each half day of one person's closed month is what it is, as it was told at the close.

    `days` holds the lines by day and half: {"3": {"上午": [...], "下午": [...]}}.
    """

    __tablename__ = "attendance_reasons"
    kind = "attendance_reasons"

    month: Mapped[UUID] = mapped_column(link("attendance_months.id"), index=True)
    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    days: Mapped[dict[str, Any]]
