"""The records of an accountability matter and of each person who answers in it (ACC-02…ACC-13)."""

from __future__ import annotations

import enum
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.cases.records import Case
from center.complaints.records import Complaint
from center.matters import Matter
from center.petitions.records import Petition
from center.records import Base, Record, link, unique_unless_voided
from center.secrecy import OFFICE
from center.staff import Staff

SITUATIONS: dict[str, str] = {
    "S01": "对申请人推诿或者粗暴刁难",
    "S02": "推诿扯皮、不配合，造成延误审批",
    "S03": "在服务窗口值班时擅自离岗",
    "S04": "应当场办理而故意不当场办理",
    "S05": "不一次性告知或者告知不准确，致使申请人多次申报",
    "S06": "不按规定登记，或者不给申请人出具书面凭证",
    "S07": "应当给代办员和申请人答复而不答复",
    "S08": "受理事项不按规定送本部门，造成延误办理",
    "S09": "应当请示报告领导而不及时请示报告，造成不良后果",
    "S10": "故意拖延或者拒绝依法给申请人补办手续",
    "S11": "不按时或者不如实上报办理情况",
    "S12": "牵头窗口不负责任，或者相关窗口不配合，造成延误审批",
    "S13": "其他违反首问首办责任、限时办结等制度的情形",
}
"""The thirteen situations that lead to accountability (ACC-03), by code."""


class Severity(enum.StrEnum):
    """How heavy it is; also the tier a person is dealt with by (ACC-02)."""

    LIGHT = "较轻"
    HEAVY = "较重"
    GRAVE = "严重"


MEASURES: dict[Severity, str] = {
    Severity.LIGHT: "告诫",
    Severity.HEAVY: "取消评优评先资格",
    Severity.GRAVE: "通报批评并调离岗位",
}
"""What each tier means for a person (ACC-02)."""
EXEMPT, REVOKED = "免于追究", "撤销追究"


class FaultKind(enum.StrEnum):
    """By what fault (ACC-07)."""

    INTENT = "主观故意"
    NEGLIGENCE = "过失"


class Part(enum.StrEnum):
    """As what a person answers (ACC-02, ACC-11)."""

    HOLDER = "岗位责任人"
    HEAD = "窗口负责人"
    SUPERVISOR = "连带责任领导"


class Aggravating(enum.StrEnum):
    """What makes it heavier (从重、加重, ACC-04); the second is set by the program."""

    REVENGE = "打击、报复、陷害投诉人、检举人、调查人"
    REPEATED = "一年内出现两次以上应予追究的行为"
    OBSTRUCTED = "干扰、阻挠责任追究调查"
    DISOBEYED = "不执行中心作出的处理决定"
    OTHER = "其他应当从重、加重的情形"


class Mitigating(enum.StrEnum):
    """What makes it lighter (从轻、减轻、免于, ACC-05)."""

    FORGIVEN = "主动赔礼道歉，申请人已谅解"
    PREVENTED = "有效阻止不良后果发生"
    MADE_GOOD = "主动纠正，挽回全部或者大部分损失"
    OTHER = "其他应当从轻、减轻或者免于处理的情形"


class Status(enum.StrEnum):
    """How far a matter is."""

    PROPOSED = "拟议"
    DECIDED = "已决定"
    APPEALED = "申诉复核中"
    CLOSED = "已结案"


class Review(enum.StrEnum):
    """What became of an appeal."""

    UPHELD = "维持"
    CHANGED = "变更"
    REVOKED = "撤销"


class Happened(enum.StrEnum):
    """What an event of an accountability matter says."""

    PROPOSED = "提出"
    AMENDED = "修改"
    DECIDED = "决定"
    REFERRED = "移送"
    ANSWERED = "移送结果"
    APPEALED = "申诉"
    REVIEWED = "复核"
    CLOSED = "结案"


def _of(kind: type[Base]) -> ForeignKey:
    """A link named by its class, so that whoever knows this record knows that table too."""
    return link(f"{kind.__tablename__}.id")


class Accountability(Matter, Base):
    """One matter of fault; at most one of `complaint`, `case` and `petition` is its source.

    `situations` are codes of `SITUATIONS`, `acts` lines of the office's own list (ACC-13). What
    comes of a secret matter has its audience: whom that accuses never sees this either.
    """

    __tablename__ = "accountabilities"
    __table_args__ = (unique_unless_voided("number"),)
    kind = "accountability"

    happened_on: Mapped[date] = mapped_column(index=True)
    facts: Mapped[str]
    severity: Mapped[Severity]
    situations: Mapped[list[str]] = mapped_column(default_factory=list)
    acts: Mapped[list[str]] = mapped_column(default_factory=list)
    window: Mapped[str] = mapped_column(default="")
    names: Mapped[str] = mapped_column(default="")
    complaint: Mapped[UUID | None] = mapped_column(_of(Complaint), default=None, index=True)
    case: Mapped[UUID | None] = mapped_column(_of(Case), default=None, index=True)
    petition: Mapped[UUID | None] = mapped_column(_of(Petition), default=None, index=True)
    source_number: Mapped[str] = mapped_column(String(40), default="")
    fault_kind: Mapped[FaultKind | None] = mapped_column(default=None)
    breach: Mapped[str] = mapped_column(default="")
    consequence: Mapped[str] = mapped_column(default="")
    aggravating: Mapped[list[str]] = mapped_column(default_factory=list)
    mitigating: Mapped[list[str]] = mapped_column(default_factory=list)
    status: Mapped[Status] = mapped_column(default=Status.PROPOSED)
    decided_on: Mapped[date | None] = mapped_column(default=None, index=True)
    decided_by: Mapped[str] = mapped_column(default="")
    opinion: Mapped[str] = mapped_column(default="")
    referred_to: Mapped[str] = mapped_column(default="")
    referred_on: Mapped[date | None] = mapped_column(default=None)
    referral_result: Mapped[str] = mapped_column(default="")
    appeal: Mapped[str] = mapped_column(default="")
    appealed_on: Mapped[date | None] = mapped_column(default=None)
    review: Mapped[Review | None] = mapped_column(default=None)
    review_opinion: Mapped[str] = mapped_column(default="")
    reviewed_on: Mapped[date | None] = mapped_column(default=None)
    reviewed_by: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")


class AccountablePerson(Record, Base):
    """One person who answers in a matter, and what was decided for that person.

    `tier` is None before the decision and for whom nothing follows (免于追究). Through
    `disqualified_until` the person is left out of awards; `moved_from` names the windows the
    person was moved away from.
    """

    __tablename__ = "accountable_persons"
    kind = "accountable_person"

    accountability: Mapped[UUID] = mapped_column(_of(Accountability), index=True)
    staff: Mapped[UUID] = mapped_column(_of(Staff), index=True)
    name: Mapped[str]
    part: Mapped[Part]
    position: Mapped[int] = mapped_column(Integer)
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)
    tier: Mapped[Severity | None] = mapped_column(default=None)
    measure: Mapped[str] = mapped_column(default="")
    disqualified_until: Mapped[date | None] = mapped_column(default=None)
    moved_from: Mapped[str] = mapped_column(default="")
