"""The records of a complaint (投诉) and of the interviews held about it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from center.matters import Matter
from center.records import Base, Record, link, unique_unless_voided
from center.secrecy import OFFICE


class Channel(enum.StrEnum):
    """How a complaint came (CPL-02)."""

    ORAL = "口头"
    PHONE = "电话"
    WRITTEN = "书面"
    BOOK = "意见簿"
    BOX = "意见箱"
    ONLINE = "网络"


class Grade(enum.StrEnum):
    """How heavy a complaint is (CPL-03, CPL-07, CPL-08)."""

    GENERAL = "一般"
    COMPLEX = "复杂"
    MAJOR = "重大"


class Status(enum.StrEnum):
    """Where a complaint stands."""

    REGISTERED = "已登记"
    HANDLING = "调查处理中"
    DECIDED = "已查实认定"
    REPLIED = "已答复"
    CLOSED = "已办结"


class Verdict(enum.StrEnum):
    """What the investigation found (核查结论, CPL-13)."""

    OPEN = "待核查"
    TRUE = "属实"
    PARTLY = "部分属实"
    FALSE = "不属实"


class Fault(enum.StrEnum):
    """Whose fault it was (PERF-17)."""

    NONE = "无过错"
    STAFF = "窗口工作人员"
    UNIT = "单位或制度"


class Role(enum.StrEnum):
    """Whom an interview heard (CPL-19)."""

    COMPLAINANT = "投诉人"
    RESPONDENT = "被投诉人"
    WITNESS = "知情群众"
    STAFF = "现场工作人员"


class Happened(enum.StrEnum):
    """What an event of a complaint says."""

    REGISTERED = "登记"
    ACCEPTED = "受理"
    REPORTED_LEADER = "报告中心领导"
    REPORTED_DISCIPLINE = "报告上级纪检监察"
    REPORTED_PARTY = "报告乡镇党委政府"
    SENT = "转办"
    UNIT_OPINION = "承办单位处理意见"
    COORDINATED = "提出协调意见"
    MET = "协调会议"
    HEARD = "询问"
    DECIDED = "认定"
    TAKEN_BACK = "撤回认定"
    MEASURED = "处理"
    DELAY_TOLD = "说明延期原因"
    REPLIED = "答复"
    CLOSED = "办结"
    PASSED_ON = "移交"


class Complaint(Matter, Base):
    """One complaint about a window or its staff; `respondents` are entries of the staff list.

    `grade` follows from `major` and the number of `units` (two or more are complex, CPL-08). With
    `secret` only those named on it and the director see it, the respondents never do.
    """

    __tablename__ = "complaints"
    __table_args__ = (unique_unless_voided("number"),)
    kind = "complaint"

    channel: Mapped[Channel]
    subject: Mapped[str]
    facts: Mapped[str]
    grade: Mapped[Grade] = mapped_column(default=Grade.GENERAL)
    demand: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    real_name: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(default="")
    written: Mapped[bool] = mapped_column(default=False)
    window: Mapped[str] = mapped_column(default="")
    respondents: Mapped[list[str]] = mapped_column(default_factory=list)
    respondent_names: Mapped[str] = mapped_column(default="")
    units: Mapped[list[str]] = mapped_column(default_factory=list)
    case: Mapped[UUID | None] = mapped_column(link("cases.id"), default=None, index=True)
    visit: Mapped[UUID | None] = mapped_column(link("visits.id"), default=None, index=True)
    accepted_by: Mapped[str] = mapped_column(default="")
    status: Mapped[Status] = mapped_column(default=Status.REGISTERED)
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.OPEN)
    fault: Mapped[Fault] = mapped_column(default=Fault.NONE)
    cause: Mapped[str] = mapped_column(default="")
    finding: Mapped[str] = mapped_column(default="")
    measure: Mapped[str] = mapped_column(default="")
    unit_due_on: Mapped[date | None] = mapped_column(default=None)
    reply: Mapped[str] = mapped_column(default="")
    reply_form: Mapped[str] = mapped_column(String(20), default="")
    replied_at: Mapped[datetime | None] = mapped_column(default=None)
    feedback: Mapped[str] = mapped_column(default="")
    fed_back_on: Mapped[date | None] = mapped_column(default=None)
    satisfied: Mapped[str] = mapped_column(String(20), default="")


class Verified(Record, Base):
    """One complaint verified against one person: what the counter of CPL-15 counts.

    It names no complainant and no facts, so that the counter works for whoever decides the next.
    """

    __tablename__ = "verified_complaints"
    kind = "verified_complaint"

    complaint: Mapped[UUID] = mapped_column(link("complaints.id"), index=True)
    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    name: Mapped[str]
    on: Mapped[date]
    proposed: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)


class Interview(Record, Base):
    """What one person said in an investigation (CPL-19)."""

    __tablename__ = "interviews"
    kind = "interview"

    complaint: Mapped[UUID] = mapped_column(link("complaints.id"), index=True)
    role: Mapped[Role]
    name: Mapped[str]
    at: Mapped[datetime]
    said: Mapped[str]
    asked_by: Mapped[str]
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)
