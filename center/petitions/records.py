"""The records of a petition (信访事项), and the links between petitions."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.matters import Matter
from center.records import Base, Record, link, unique_unless_voided
from center.secrecy import OFFICE


class Channel(enum.StrEnum):
    """How a petition came (PET-01)."""

    LETTER = "来信"
    VISIT = "来访"
    PHONE = "来电"
    ONLINE = "网上信访"
    LEADER = "领导接访"
    ABOVE = "上级交办"


class Purpose(enum.StrEnum):
    """What the petitioner wants; accusations are secret (PET-10)."""

    CLAIM = "申诉求决"
    ADVICE = "意见建议"
    ACCUSATION = "检举控告"


class Route(enum.StrEnum):
    """The way a petition goes (PET-06, DUTY-08)."""

    OPEN = "未定"
    OWN = "本级受理"
    TRANSFERRED = "转送"
    ASSIGNED = "交办"
    REFUSED = "不予受理"
    NOT_AGAIN = "不再受理"
    LEGAL = "法定途径"
    MEDIATION = "调解"


class Status(enum.StrEnum):
    """Where a petition stands."""

    REGISTERED = "已登记"
    HANDLING = "办理中"
    SENT = "已转送交办"
    ANSWERED = "已出具意见"
    REVIEWING = "复查中"
    REVIEWED = "已复查"
    FINAL_REVIEWING = "复核中"
    ENDED = "复核终结"
    FINISHED = "已办结"
    REFUSED = "不予受理"
    GUIDED = "已告知法定途径"


CLOSED = frozenset(
    {
        Status.ANSWERED,
        Status.REVIEWED,
        Status.ENDED,
        Status.FINISHED,
        Status.REFUSED,
        Status.GUIDED,
    }
)
"""Nothing is owed any more, unless the petitioner asks for a review."""


class Happened(enum.StrEnum):
    """What an event of a petition says."""

    REGISTERED = "登记"
    INFORMED_UNIT = "通知有关单位"
    INFORMED_LEADER = "向领导汇报"
    ACCEPTED = "受理"
    TOLD = "书面告知"
    TRANSFERRED = "转送"
    ASSIGNED = "交办"
    OBJECTED = "提出异议"
    RESULT = "承办单位反馈"
    REFUSED = "不予受理"
    NOT_AGAIN = "不再受理"
    GUIDED = "告知法定途径"
    MEDIATED = "调解"
    NOT_MEDIATED = "调解未成"
    SOLVED = "当场解决"
    EXPLAINED = "解释说服"
    LIMITED = "限期解决"
    ANSWERED = "答复"
    PLAN = "化解方案"
    CALLED_ON = "走访回访"
    EXTENDED = "延期"
    DELAY_TOLD = "说明延期原因"
    OPINION = "处理意见"
    REVIEW_ASKED = "申请复查"
    REVIEWED = "复查意见"
    FINAL_ASKED = "申请复核"
    FINAL_REVIEWED = "复核意见"
    FINISHED = "办结"
    LINKED = "关联"
    UNLINKED = "取消关联"


class Petition(Matter, Base):
    """One petition: the fields of PET-02 as given, and how it is handled.

    `received_at` is the time of the visit. `collective` and `urgent` ask that unit and leader be
    informed at once (PET-08). `platform_number` and `platform_due_on` are those of the provincial
    system (阳光信访). `leader` is the 包案领导. A secret petition links no person, so that nothing
    of it stands in the search keys.
    """

    __tablename__ = "petitions"
    __table_args__ = (
        unique_unless_voided("number"),
        unique_unless_voided("platform_number"),
    )
    kind = "petition"

    channel: Mapped[Channel]
    purpose: Mapped[Purpose]
    problem: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    anonymous: Mapped[bool] = mapped_column(default=False)
    sex: Mapped[str] = mapped_column(String(4), default="")
    age: Mapped[int | None] = mapped_column(Integer, default=None)
    occupation: Mapped[str] = mapped_column(default="")
    political_status: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    id_kind: Mapped[str] = mapped_column(String(20), default="")
    id_number: Mapped[str] = mapped_column(String(40), default="", index=True)
    village: Mapped[str] = mapped_column(default="")
    person: Mapped[UUID | None] = mapped_column(link("people.id"), default=None, index=True)
    visit: Mapped[UUID | None] = mapped_column(link("visits.id"), default=None, index=True)
    people_count: Mapped[int] = mapped_column(Integer, default=1)
    representatives: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    written: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str] = mapped_column(default="")
    about_unit: Mapped[str] = mapped_column(default="")
    been_to: Mapped[str] = mapped_column(default="")
    pending_above: Mapped[str] = mapped_column(default="")
    litigation: Mapped[bool] = mapped_column(default=False)
    repeat: Mapped[bool] = mapped_column(default=False)
    collective: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    unit_informed: Mapped[str] = mapped_column(default="")
    unit_informed_at: Mapped[datetime | None] = mapped_column(default=None)
    leader_informed: Mapped[str] = mapped_column(default="")
    leader_informed_at: Mapped[datetime | None] = mapped_column(default=None)
    origin_unit: Mapped[str] = mapped_column(default="")
    origin_due_on: Mapped[date | None] = mapped_column(default=None)
    platform_number: Mapped[str | None] = mapped_column(String(60), default=None)
    platform_due_on: Mapped[date | None] = mapped_column(default=None)
    receiving_leader: Mapped[str] = mapped_column(default="")
    leader: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    status: Mapped[Status] = mapped_column(default=Status.REGISTERED)
    route: Mapped[Route] = mapped_column(default=Route.OPEN)
    outcome: Mapped[str] = mapped_column(default="")
    simple: Mapped[bool] = mapped_column(default=False)
    accepted_on: Mapped[date | None] = mapped_column(default=None)
    solve_by: Mapped[date | None] = mapped_column(default=None)
    unit_due_on: Mapped[date | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")
    opinion: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    satisfied: Mapped[str] = mapped_column(String(20), default="")


class LinkKind(enum.StrEnum):
    """How two petitions belong together."""

    REPEAT = "重复信访"
    DUPLICATE = "同一事项多头反映"


class PetitionLink(Record, Base):
    """Two petitions a person confirmed to belong together; it reads both ways."""

    __tablename__ = "petition_links"
    __table_args__ = (unique_unless_voided("earlier", "later"),)
    kind = "petition_link"

    earlier: Mapped[UUID] = mapped_column(link("petitions.id"), index=True)
    later: Mapped[UUID] = mapped_column(link("petitions.id"), index=True)
    link_kind: Mapped[LinkKind]
    same_matter: Mapped[bool] = mapped_column(default=True)
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)
