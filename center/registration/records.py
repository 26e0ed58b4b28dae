"""What registration keeps: the visit, and what may be said of it (REG-01…09, 11, 12, 17, 19)."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.people import PersonKind
from center.records import NUMBER, Base, Record, link, unique_unless_voided


class Channel(enum.StrEnum):
    """How the person reached the centre (REG-07)."""

    VISIT = "来访"
    CALL = "来电"
    LETTER = "来信"
    APPLICATION = "申请"


class VisitKind(enum.StrEnum):
    """What the person came for (REG-03)."""

    QUESTION = "咨询"
    GUIDANCE = "引导"
    HANDLING = "办理"
    INQUIRY = "查询"


class Route(enum.StrEnum):
    """What happened to the visit (REG-09…11)."""

    ANSWERED = "当场答复"
    HERE = "本窗口办理"
    WINDOW = "转窗口"
    OUTSIDE = "中心外"
    LATER = "约期答复"


class Relation(enum.StrEnum):
    """Who stands at the desk, seen from the applicant (来办人)."""

    SELF = "本人"
    FAMILY = "家属"
    GUARDIAN = "监护人"
    AGENT = "村代办员"
    OFFICER = "单位经办人"
    OTHER = "受托人"


class ServiceMode(enum.StrEnum):
    """Where the service is given (REG-19)."""

    WINDOW = "窗口"
    HOME = "上门"


class Visit(Record, Base):
    """One matter of a visit, call or letter as registered.

    Further matters of the same person and day name the first by `same_visit`, bear its number with
    their own (`…-2`, `…-3`) and stand for no visitor of their own. The visitor is the one at the
    desk (来办人): `relation` and `applicant` say for whom, `unit` for which unit somebody called.
    `no_id_reason` says why no number was given, `id_reason` why a doubtful one stands. `went_to` is
    where a home visit went (REG-19), `delayed` says 延时服务 (TIME-04).
    """

    __tablename__ = "visits"
    __table_args__ = (unique_unless_voided("number"),)
    kind = "visit"

    received_at: Mapped[datetime] = mapped_column(index=True)
    entered_at: Mapped[datetime]
    first_asked: Mapped[UUID] = mapped_column(link("accounts.id"))
    first_asked_name: Mapped[str]
    visit_kind: Mapped[VisitKind]
    number: Mapped[str | None] = mapped_column(NUMBER, default=None)
    channel: Mapped[Channel] = mapped_column(default=Channel.VISIT)
    mode: Mapped[ServiceMode] = mapped_column(default=ServiceMode.WINDOW)
    route: Mapped[Route] = mapped_column(default=Route.ANSWERED)
    topic: Mapped[str] = mapped_column(default="")
    need: Mapped[str] = mapped_column(default="")
    item_code: Mapped[str] = mapped_column(String(20), default="")
    person: Mapped[UUID | None] = mapped_column(link("people.id"), default=None, index=True)
    person_kind: Mapped[PersonKind] = mapped_column(default=PersonKind.NATURAL)
    name: Mapped[str] = mapped_column(default="")
    id_kind: Mapped[str] = mapped_column(String(20), default="")
    id_number: Mapped[str] = mapped_column(String(40), default="")
    no_id_reason: Mapped[str] = mapped_column(default="")
    id_reason: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    no_phone_reason: Mapped[str] = mapped_column(default="")
    village: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    people_count: Mapped[int] = mapped_column(Integer, default=1)
    special_care: Mapped[bool] = mapped_column(default=False)
    window: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    department_phone: Mapped[str] = mapped_column(default="")
    department_address: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    promised_reply_on: Mapped[date | None] = mapped_column(default=None, index=True)
    other_channel: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None] = mapped_column(default=None)
    feedback: Mapped[str] = mapped_column(default="")
    major: Mapped[bool] = mapped_column(default=False)
    reported_to: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None] = mapped_column(default=None)
    assigned_department: Mapped[str] = mapped_column(default="")
    # SQLite cannot link a new column of a table that stands; `register` looks that it is there.
    same_visit: Mapped[UUID | None] = mapped_column(default=None, index=True)
    matter: Mapped[int] = mapped_column(Integer, default=1)
    relation: Mapped[Relation] = mapped_column(default=Relation.SELF)
    applicant: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    went_to: Mapped[str] = mapped_column(default="")
    delayed: Mapped[bool] = mapped_column(default=False)

    @property
    def entry(self) -> UUID:
        """The first matter of the visit: what all its matters have in common."""
        return self.same_visit or self.id
