"""Calls back (回电): every attempt to keep a promise made on the phone (REG-17)."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from center.errors import Problem, Refused
from center.records import Base, Record, link
from center.registration.records import Visit
from center.rights import Right, needs, visible
from center.storage import Work
from center.text import BLOCK_LIMIT, clean_block, length_problems


class Outcome(enum.StrEnum):
    """How an attempt ended."""

    REACHED = "接通"
    NO_ANSWER = "无人接听"
    BUSY = "占线"
    OFF = "关机或停机"
    WRONG = "号码有误"


class Call(Record, Base):
    """One attempt to call somebody back."""

    __tablename__ = "calls"
    kind = "call"

    visit: Mapped[UUID] = mapped_column(link("visits.id"), index=True)
    at: Mapped[datetime]
    account: Mapped[UUID] = mapped_column(link("accounts.id"))
    by_name: Mapped[str]
    outcome: Mapped[Outcome]
    note: Mapped[str] = mapped_column(default="")


@needs(Right.REGISTER)
def log_call(work: Work, visit: Visit, outcome: Outcome, note: str = "") -> Call:
    """Note an attempt to call back; the reply owed stays until it is given (`give_reply`)."""
    note = clean_block(note)
    if visit.voided_at is not None:
        raise Refused("这次登记已作废，没有再改动。")
    problems = list(length_problems("note", "通话情况", note, BLOCK_LIMIT))
    if outcome is Outcome.REACHED and not note:
        problems.append(Problem("note", "接通了，请写明说了什么"))
    if problems:
        raise Refused(problems)
    call = Call(
        id=work.new_id(),
        station=work.station,
        visit=visit.id,
        at=work.now,
        account=work.actor.account,
        by_name=work.actor.name,
        outcome=outcome,
        note=note,
    )
    work.session.add(call)
    return call


@needs(Right.SEE)
def calls_of(work: Work, visit: UUID) -> list[Call]:
    """The attempts for a visit, oldest first."""
    query = select(Call).where(Call.visit == visit, Call.voided_at.is_(None)).order_by(Call.at)
    return list(work.session.scalars(visible(query, work.actor)))
