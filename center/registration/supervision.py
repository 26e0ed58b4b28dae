"""What the list of visits asks about transfers: who must take, who supervises, what escalates.

A matter that was handed over is open until it was answered or every case made of it has ended; it
escalates when one of its cases is overdue or nobody took it in time (REG-10, REG-14).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, or_, select

from center.cases.records import Case
from center.lists import Condition
from center.records import local_date
from center.registration.records import Visit
from center.registration.transfers import Transfer, untaken
from center.rights import Right, needs
from center.storage import Work


def waits_to_be_taken() -> Condition:
    """Matters handed over that nobody has taken yet."""
    return Visit.id.in_(select(Transfer.visit).where(*untaken()))


def for_me(account: UUID) -> Condition:
    """Untaken matters meant for this account, or for whoever sits at the window."""
    mine = or_(Transfer.receiver == account, Transfer.receiver.is_(None))
    return Visit.id.in_(select(Transfer.visit).where(*untaken(), mine))


def supervised() -> list[Condition]:
    """Matters handed over that are still open, as conditions of a query over `Visit`."""
    of_visit = Case.visit == Visit.id, Case.voided_at.is_(None)
    return [
        Visit.id.in_(select(Transfer.visit).where(Transfer.voided_at.is_(None))),
        Visit.replied_at.is_(None),
        or_(~exists().where(*of_visit), exists().where(*of_visit, Case.ended_on.is_(None))),
    ]


def escalated(now: datetime) -> Condition:
    """Open matters whose case is overdue, or that nobody took in time."""
    late_case = select(Case.visit).where(
        Case.visit.is_not(None),
        Case.due_on < local_date(now),
        Case.ended_on.is_(None),
        Case.voided_at.is_(None),
        Case.paused.is_(False),
    )
    late_transfer = select(Transfer.visit).where(*untaken(), Transfer.due_at < now)
    return or_(Visit.id.in_(late_case), Visit.id.in_(late_transfer))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the last transfer of a matter stands: who is to take it, by when, since when."""

    window: str
    receiver_name: str
    handed_at: datetime
    due_at: datetime
    taken: bool
    case_overdue: bool


@needs(Right.SEE)
def standings(work: Work, visits: Sequence[UUID]) -> dict[UUID, Standing]:
    """The standing of each of these matters that was handed over; read for one page at a time."""
    if not visits:
        return {}
    today = local_date(work.now)
    overdue = set(
        work.session.scalars(
            select(Case.visit).where(
                Case.visit.in_(visits),
                Case.due_on < today,
                Case.ended_on.is_(None),
                Case.paused.is_(False),
                Case.voided_at.is_(None),
            )
        )
    )
    query = (
        select(Transfer)
        .where(Transfer.visit.in_(visits), Transfer.voided_at.is_(None))
        .order_by(Transfer.handed_at)
    )
    return {
        one.visit: Standing(
            one.window,
            one.receiver_name,
            one.handed_at,
            one.due_at,
            one.taken_at is not None,
            one.visit in overdue,
        )
        for one in work.session.scalars(query)
    }


def age_days(received_at: datetime, today: date) -> int:
    """How many days a matter has been open; 0 on the day it came."""
    return (today - local_date(received_at)).days
