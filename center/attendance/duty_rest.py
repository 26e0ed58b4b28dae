"""Time off earned by duty (值班补休), booked as soon as the turn is told done, and taken back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from center.attendance.balances import add_time_off
from center.attendance.records import TimeOff
from center.holidays import work_calendar
from center.records import Base, Record, link, unique_unless_voided
from center.rights import Right, needs
from center.roster.records import Plan, Turn
from center.roster.request import DayClass, class_of
from center.settings import values
from center.storage import Work


class DutyRest(Record, Base):
    """The time off that a turn earned, so that it goes with the turn when that is changed."""

    __tablename__ = "duty_rests"
    __table_args__ = (unique_unless_voided("turn"),)
    kind = "duty_rest"

    turn: Mapped[UUID] = mapped_column(link("turns.id"))
    time_off: Mapped[UUID] = mapped_column(link("time_offs.id"))


@needs(Right.SEE_OFFICE)
def rest_of(work: Work, turn: Turn) -> int:
    """Half days a turn earns by the settings: by its plan and the class of its day."""
    settings, calendar = values(work.session, work.now), work_calendar(work.session)
    day = class_of(turn.on, calendar)
    if turn.plan is Plan.WATCH:
        of_class = {DayClass.WEEKEND: "rest_watch_weekend", DayClass.HOLIDAY: "rest_watch_holiday"}
        return settings.number(of_class.get(day, "rest_watch_workday"))
    return settings.number("rest_hall_off") if day in (DayClass.WEEKEND, DayClass.HOLIDAY) else 0


@needs(Right.KEEP_DUTY_LOG)
def book(work: Work, turn: Turn) -> TimeOff | None:
    """Book what a turn earned, once; None where it earns nothing or has it already."""
    half_days = rest_of(work, turn)
    if not half_days or turn.voided_at is not None or _booked(work, turn.id) is not None:
        return None
    source = f"{turn.on.month}月{turn.on.day}日{turn.plan.value}"
    earned = add_time_off(work, turn.staff, turn.on, half_days, source)
    work.session.add(
        DutyRest(id=work.new_id(), station=work.station, turn=turn.id, time_off=earned.id)
    )
    return earned


def take_back(work: Work, turn: Turn, why: str) -> bool:
    """Void what a turn earned: it was changed, or nobody came; whether it had earned anything.

    Part of such a step.
    """
    booked = _booked(work, turn.id)
    if booked is None:
        return False
    earned = work.session.get_one(TimeOff, booked.time_off)
    for one in (booked, earned):
        one.voided_at, one.void_reason = work.now, why
    return True


def _booked(work: Work, turn: UUID) -> DutyRest | None:
    work.session.flush()
    query = select(DutyRest).where(DutyRest.turn == turn, DutyRest.voided_at.is_(None))
    return work.session.scalars(query).one_or_none()
