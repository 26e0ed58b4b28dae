"""Balances: annual leave by year, time off earned by overtime and duty, with its expiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.attendance.absence import taken
from center.attendance.chains import Span, count_half_days
from center.attendance.hours import Half
from center.attendance.records import Entitlement, Leave, LeaveStatus, LeaveType, TimeOff
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.records import local_date
from center.rights import Right, needs
from center.rolls.months import add_months
from center.settings import values
from center.staff import Staff
from center.storage import Work
from center.text import clean_line

USING = (LeaveStatus.ASKED, LeaveStatus.APPROVED, LeaveStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Balance:
    """Half days of one kind: due, used (asked for counts as used), left; `expired` went unused."""

    due: int
    used: int
    expired: int = 0

    @property
    def left(self) -> int:
        """What may still be taken."""
        return self.due - self.used - self.expired


def spoken_days(half_days: int) -> str:
    """Half days in words: 2.5 天."""
    return f"{half_days / 2:g} 天"


@needs(Right.SEE_OFFICE)
def annual(work: Work, staff: UUID, year: int) -> Balance | None:
    """Annual leave of a year; None when nobody entered what is due."""
    query = select(Entitlement.half_days).where(
        Entitlement.staff == staff, Entitlement.year == year, Entitlement.voided_at.is_(None)
    )
    due = work.session.scalars(query).first()
    if due is None:
        return None
    first, last = date(year, 1, 1), date(year, 12, 31)
    calendar = work_calendar(work.session)
    used = 0
    for leave in _using(work, staff, LeaveType.ANNUAL):
        span = _within(leave, first, last)
        used += 0 if span is None else count_half_days(span, calendar, every_day=False)
    return Balance(due, used)


@needs(Right.KEEP_ATTENDANCE)
def set_annual(work: Work, staff: UUID, year: int, half_days: int) -> None:
    """Enter the annual leave due (5, 10 or 15 days by law, in half days)."""
    if not 0 <= half_days <= 60:
        raise Refused([Problem("half_days", "年休假天数应在 0 到 30 天之间")])
    query = select(Entitlement).where(
        Entitlement.staff == staff, Entitlement.year == year, Entitlement.voided_at.is_(None)
    )
    found = work.session.scalars(query).one_or_none()
    if found is not None:
        found.half_days = half_days
        return
    work.session.add(
        Entitlement(
            id=work.new_id(), station=work.station, staff=staff, year=year, half_days=half_days
        )
    )


@needs(Right.KEEP_ATTENDANCE)
def earn(work: Work, staff: UUID, on: date, half_days: int, source: str) -> TimeOff:
    """Time off earned by a duty or overtime; it expires after the months set."""
    said = clean_line(source)
    problems = [] if said else [Problem("source", "请写明来自哪次值班或加班")]
    if not 1 <= half_days <= 14:
        problems.append(Problem("half_days", "一次记 0.5 到 7 天"))
    if on > local_date(work.now):
        problems.append(Problem("earned_on", "日期不能晚于今天"))
    if problems:
        raise Refused(problems)
    return add_time_off(work, staff, on, half_days, said)


def add_time_off(work: Work, staff: UUID, on: date, half_days: int, source: str) -> TimeOff:
    """`earn`, for a caller that asks for a right of its own."""
    months = values(work.session, work.now).number("time_off_months")
    earned = TimeOff(
        id=work.new_id(),
        station=work.station,
        staff=staff,
        earned_on=on,
        half_days=half_days,
        source=source,
        expires_on=add_months(on, months),
    )
    work.session.add(earned)
    return earned


@dataclass(frozen=True, slots=True)
class Earned:
    """One entry of time off and how many of its half days are left; what expired is gone."""

    entry: TimeOff
    left: int


@needs(Right.SEE_OFFICE)
def earned_by(work: Work, staff: UUID) -> list[Earned]:
    """Every entry of somebody's time off, what expires first first."""
    entries, left, _ = _earned_and_used(work, staff)
    return [Earned(one, left[one.id]) for one in entries]


@needs(Right.SEE_OFFICE)
def time_off(work: Work, staff: UUID, on: date) -> Balance:
    """Time off on a day. What expires first is used first, and only before it expires."""
    entries, left, used = _earned_and_used(work, staff)
    expired = sum(left[one.id] for one in entries if one.expires_on < on)
    return Balance(sum(one.half_days for one in entries), used, expired)


def _earned_and_used(work: Work, staff: UUID) -> tuple[list[TimeOff], dict[UUID, int], int]:
    """The entries, what is left of each, and how many half days were taken in all."""
    query = select(TimeOff).where(TimeOff.staff == staff, TimeOff.voided_at.is_(None))
    earned = sorted(work.session.scalars(query), key=lambda one: (one.expires_on, one.id))
    left = {one.id: one.half_days for one in earned}
    calendar = work_calendar(work.session)
    used = 0
    for leave in sorted(_using(work, staff, LeaveType.COMPENSATORY), key=lambda one: one.first):
        span = _within(leave, date.min, date.max)
        wanted = 0 if span is None else count_half_days(span, calendar, every_day=False)
        used += wanted
        for one in earned:
            part = (
                min(wanted, left[one.id]) if one.earned_on <= leave.first <= one.expires_on else 0
            )
            left[one.id] -= part
            wanted -= part
    return earned, left, used


def balance_problem(
    work: Work, person: Staff, leave_type: LeaveType, span: Span, half_days: int
) -> str:
    """Why a balance does not allow a leave; empty when it does or none is kept."""
    if leave_type is LeaveType.ANNUAL:
        balance = annual(work, person.id, span.first.year)
        if balance is not None and half_days > balance.left:
            return f"年休假还剩 {spoken_days(balance.left)}，不够请 {spoken_days(half_days)}"
    if leave_type is LeaveType.COMPENSATORY:
        balance = time_off(work, person.id, span.first)
        if half_days > balance.left:
            return f"调休还剩 {spoken_days(max(balance.left, 0))}，不够请 {spoken_days(half_days)}"
    return ""


def _using(work: Work, staff: UUID, leave_type: LeaveType) -> list[Leave]:
    work.session.flush()
    query = select(Leave).where(
        Leave.staff == staff,
        Leave.leave_type == leave_type,
        Leave.status.in_(USING),
        Leave.voided_at.is_(None),
    )
    return list(work.session.scalars(query))


def _within(leave: Leave, first: date, last: date) -> Span | None:
    span = taken(leave)
    if span is None or span.last < first or span.first > last:
        return None
    start = (span.first, span.first_half) if span.first >= first else (first, Half.MORNING)
    end = (span.last, span.last_half) if span.last <= last else (last, Half.AFTERNOON)
    return Span(*start, *end)
