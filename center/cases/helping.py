"""Who helps with a case: departments of a joint case (联办), an agent (代办), a promise (容缺).

The records and what they say of themselves; the steps are in `joint`, `agency` and `tolerance`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, bindparam, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.records import Base, Record, Uuid16, link, unique_unless_voided


class Opinion(enum.StrEnum):
    """What a department of a joint case answers."""

    AGREE = "同意"
    DISAGREE = "不同意"
    REMARK = "意见"


class PartState(enum.StrEnum):
    """How far one department of a joint case is."""

    TO_SEND = "待送"
    WAITING = "等答复"
    OVERDUE = "逾期未答复"
    REPLIED = "已答复"
    LATE = "逾期答复"
    EXCUSED = "不再等候"


class JointPart(Record, Base):
    """One department or window that works on a joint case (CASE-14); the case's handler leads.

    `handler` is the account that answers in this program, None for a department that has none.
    `limit_days` are working days from `sent_on`, `due_on` ends no later than the case's own limit
    did when it was sent. `materials` are the names of the case's materials it needs (ONCE-04).
    """

    __tablename__ = "joint_parts"
    kind = "joint_part"

    case: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    department: Mapped[str]
    matter: Mapped[str]
    limit_days: Mapped[int]
    handler: Mapped[UUID | None] = mapped_column(link("accounts.id"), default=None, index=True)
    handler_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    materials: Mapped[list[str]] = mapped_column(default_factory=list)
    sent_on: Mapped[date | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    replied_on: Mapped[date | None] = mapped_column(default=None)
    opinion: Mapped[Opinion | None] = mapped_column(default=None)
    reply: Mapped[str] = mapped_column(default="")
    reply_by: Mapped[str] = mapped_column(default="")
    reminded_on: Mapped[date | None] = mapped_column(default=None)
    excused_on: Mapped[date | None] = mapped_column(default=None)
    excuse: Mapped[str] = mapped_column(default="")
    excused_by: Mapped[str] = mapped_column(default="")

    @property
    def waiting(self) -> bool:
        """Whether the case must wait for it, sent or not."""
        return self.replied_on is None and self.excused_on is None

    def state(self, today: date) -> PartState:
        """How far it is on a day."""
        if self.replied_on is not None:
            late = self.due_on is not None and self.replied_on > self.due_on
            return PartState.LATE if late else PartState.REPLIED
        if self.excused_on is not None:
            return PartState.EXCUSED
        if self.sent_on is None or self.due_on is None:
            return PartState.TO_SEND
        return PartState.OVERDUE if today > self.due_on else PartState.WAITING


class Level(enum.StrEnum):
    """Where the agent belongs."""

    VILLAGE = "村"
    TOWN = "镇"
    COUNTY = "县"


class Agency(Record, Base):
    """Who carries a case for the applicant (帮办代办, CASE-10): agent, powers, originals taken.

    `enterprise`: carried in full for an invited enterprise (招商引资企业全程代办, CASE-11).
    """

    __tablename__ = "agencies"
    __table_args__ = (unique_unless_voided("case"),)
    kind = "agency"

    case: Mapped[UUID] = mapped_column(link("cases.id"))
    agent: Mapped[str]
    level: Mapped[Level]
    entrusted_on: Mapped[date]
    staff: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    unit: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    scope: Mapped[str] = mapped_column(default="")
    originals: Mapped[str] = mapped_column(default="")
    enterprise: Mapped[bool] = mapped_column(default=False)


class Stage(enum.StrEnum):
    """One leg of the way of the papers."""

    VILLAGE_TOWN = "报：村→镇"
    TOWN_COUNTY = "报：镇→县"
    COUNTY_TOWN = "回：县→镇"
    TOWN_VILLAGE = "回：镇→村"


class AgencyHandover(Record, Base):
    """One hand-over of papers or of the result on their way (代办交接)."""

    __tablename__ = "agency_handovers"
    kind = "agency_handover"

    case: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    stage: Mapped[Stage]
    giver: Mapped[str]
    taker: Mapped[str]
    on: Mapped[date]
    what: Mapped[str] = mapped_column(default="")


class Undertaking(Record, Base):
    """A promise to bring secondary materials by a day, for which the case was accepted (容缺受理).

    It is kept when none of `materials` is missing; nothing has to be ticked twice.
    """

    __tablename__ = "undertakings"
    __table_args__ = (unique_unless_voided("case"),)
    kind = "undertaking"

    case: Mapped[UUID] = mapped_column(link("cases.id"))
    promised_on: Mapped[date] = mapped_column(index=True)
    effect: Mapped[str]
    materials: Mapped[list[str]] = mapped_column(default_factory=list)
    excused_on: Mapped[date | None] = mapped_column(default=None)
    excuse: Mapped[str] = mapped_column(default="")
    excused_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Helping:
    """All of it for one case, in order of entry."""

    parts: Sequence[JointPart] = ()
    agency: Agency | None = None
    handovers: Sequence[AgencyHandover] = ()
    promise: Undertaking | None = None

    @property
    def unanswered(self) -> list[JointPart]:
        """The departments a joint case waits for."""
        return [part for part in self.parts if part.waiting]

    def owed(self, missing: Iterable[str]) -> list[str]:
        """Which of the missing materials a standing promise holds."""
        if self.promise is None or self.promise.excused_on is not None:
            return []
        return [name for name in missing if name in self.promise.materials]


NOBODY = Helping()
"""Nobody helps."""


def helping_of(session: Session, case: UUID) -> Helping:
    """Who helps with a case; for most cases nobody does, and one question tells so."""
    parts, agency, promise = session.execute(_PRESENT, {"of": case}).one()
    if not (parts or agency or promise):
        return NOBODY
    return Helping(
        parts=session.scalars(_PARTS, {"of": case}).all() if parts else (),
        agency=session.scalars(_AGENCY, {"of": case}).one() if agency else None,
        handovers=session.scalars(_HANDOVERS, {"of": case}).all() if agency else (),
        promise=session.scalars(_PROMISE, {"of": case}).one() if promise else None,
    )


_OF = bindparam("of", type_=Uuid16())


def _alive(kind: type[JointPart | Agency | AgencyHandover | Undertaking]) -> ColumnElement[bool]:
    return and_(kind.case == _OF, kind.voided_at.is_(None))


_PRESENT = select(
    exists().where(_alive(JointPart)),
    exists().where(_alive(Agency)),
    exists().where(_alive(Undertaking)),
)
_PARTS = select(JointPart).where(_alive(JointPart)).order_by(JointPart.id)
_AGENCY = select(Agency).where(_alive(Agency))
_HANDOVERS = (
    select(AgencyHandover)
    .where(_alive(AgencyHandover))
    .order_by(AgencyHandover.on, AgencyHandover.id)
)
_PROMISE = select(Undertaking).where(_alive(Undertaking))
