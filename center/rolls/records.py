"""The records of a roll: members, every change of a member, and people who died or moved out.

A member copies the person's data as given and links the person. Nobody is taken off a roll: the
state changes and the change stays on record.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.records import Base, Record, link


class State(enum.StrEnum):
    """How a membership stands; only 在册 is paid."""

    ACTIVE = "在册"
    STOPPED = "停发"
    DIED = "死亡"
    MOVED = "迁出"


class Outcome(enum.StrEnum):
    """What a review (复核、年审、资格认证) ends with."""

    KEEP = "继续"
    ADJUST = "调整"
    STOP = "停发"


class Happened(enum.StrEnum):
    """What changed a membership."""

    ENROLLED = "纳入"
    REVIEWED = "复核"
    ADJUSTED = "调整"
    STOPPED = "停发"
    DIED = "死亡停发"
    MOVED = "迁出停发"
    RESUMED = "恢复"
    RECOVERED = "追回"


class Leaving(enum.StrEnum):
    """Why a person can be on no roll of this township any more."""

    DEATH = "死亡"
    MOVE = "迁出"


class Member(Record, Base):
    """One person on one roll. Amounts are whole fen a month; `to_recover` and `recovered` are fen.

    `review_due` is the day by which the next review must have ended (None: this roll has none).
    """

    __tablename__ = "roll_members"
    __table_args__ = (Index(None, "roll", "village"), Index(None, "village", "name"))
    kind = "roll_member"

    roll: Mapped[str] = mapped_column(String(40))
    person: Mapped[UUID] = mapped_column(link("people.id"), index=True)
    name: Mapped[str]
    id_number: Mapped[str] = mapped_column(String(40))
    started_on: Mapped[date]
    state_since: Mapped[date]
    birth: Mapped[date | None] = mapped_column(default=None)
    sex: Mapped[str] = mapped_column(String(4), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    village: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    household_head: Mapped[str] = mapped_column(default="")
    card_account: Mapped[str] = mapped_column(String(40), default="")
    card_holder: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    amount: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[State] = mapped_column(default=State.ACTIVE)
    reviewed_on: Mapped[date | None] = mapped_column(default=None)
    review_due: Mapped[date | None] = mapped_column(default=None, index=True)
    to_recover: Mapped[int] = mapped_column(Integer, default=0)
    recovered: Mapped[int] = mapped_column(Integer, default=0)
    remark: Mapped[str] = mapped_column(default="")


class MemberChange(Record, Base):
    """One change of a membership: what it was, what it is, from which day, why and by whom.

    `amount` and `category` are those after the change. `paid_through` is the first day of the last
    month paid when it was stopped; `overpaid_months` and `overpaid` (fen) are what was paid after
    the person had died or moved out.
    """

    __tablename__ = "roll_changes"
    kind = "roll_change"

    member: Mapped[UUID] = mapped_column(link("roll_members.id"), index=True)
    happened: Mapped[Happened]
    on: Mapped[date]
    was: Mapped[State]
    now: Mapped[State]
    account: Mapped[UUID]
    actor_name: Mapped[str]
    entered_at: Mapped[datetime]
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    category: Mapped[str] = mapped_column(default="")
    amount: Mapped[int] = mapped_column(Integer, default=0)
    paid_through: Mapped[date | None] = mapped_column(default=None)
    overpaid_months: Mapped[int] = mapped_column(Integer, default=0)
    overpaid: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = mapped_column(default="")


class Departure(Record, Base):
    """A person died or moved out: recorded once, told in every roll. `source` is who reported it.

    A death is written on the person as well (`Person.died_on`).
    """

    __tablename__ = "departures"
    kind = "departure"

    person: Mapped[UUID] = mapped_column(link("people.id"), index=True)
    name: Mapped[str]
    leaving: Mapped[Leaving]
    on: Mapped[date]
    account: Mapped[UUID]
    actor_name: Mapped[str]
    entered_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
