"""Closing a month: the sheet is frozen, the month locked, reopening takes a second person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from center.attendance.records import AttendanceMonth
from center.errors import Problem, Refused
from center.journal import note
from center.papers import Paper, papers_of
from center.records import local_date
from center.rights import Right, needs, visible
from center.storage import Work
from center.text import clean_line


@needs(Right.SEE_OFFICE)
def closed_month(work: Work, year: int, month: int) -> AttendanceMonth | None:
    """The closed month; None while it is open."""
    query = select(AttendanceMonth).where(
        AttendanceMonth.year == year,
        AttendanceMonth.month == month,
        AttendanceMonth.station == work.station,
        AttendanceMonth.voided_at.is_(None),
    )
    return work.session.scalars(visible(query, work.actor)).one_or_none()


def must_be_open(work: Work, first: date, last: date) -> None:
    """Refuse to change days of a closed month."""
    day = first.replace(day=1)
    while day <= last:
        if closed_month(work, day.year, day.month) is not None:
            said = f"{day.year}年{day.month}月考勤已经关账，没有改动；要改请先申请重新打开"
            raise Refused([Problem("month", said)])
        day = (day + timedelta(days=32)).replace(day=1)


@needs(Right.KEEP_ATTENDANCE)
def freeze(
    work: Work, year: int, month: int, sheet: list[dict[str, Any]], unsettled: int
) -> AttendanceMonth:
    """Close a month with the sheet as it is printed.

    Refused before the month is over and while anything waits to be settled (ATT-09).
    """
    if closed_month(work, year, month) is not None:
        raise Refused([Problem("month", f"{year}年{month}月考勤已经关账")])
    following = (date(year, month, 1) + timedelta(days=32)).replace(day=1)
    if local_date(work.now) < following:
        raise Refused([Problem("month", f"{month}月还没有过完，不能关账")])
    if unsettled:
        said = f"还有 {unsettled} 处未打卡（待核实），请逐处核实后再关账"
        raise Refused([Problem("month", said)])
    closed = AttendanceMonth(
        id=work.new_id(),
        station=work.station,
        year=year,
        month=month,
        closed_at=work.now,
        closed_by=work.actor.name,
        closer=work.actor.account,
        sheet=sheet,
    )
    work.session.add(closed)
    return closed


@needs(Right.KEEP_ATTENDANCE)
def ask_to_reopen(work: Work, closed: AttendanceMonth, reason: str) -> None:
    """Ask to reopen a closed month; a second person decides."""
    said = clean_line(reason)
    if not said:
        raise Refused([Problem("reason", "请写明为什么要重新打开")])
    closed.reopen_reason = said
    closed.reopen_asked_by, closed.reopen_asker = work.actor.name, work.actor.account


@needs(Right.APPROVE)
def reopen(work: Work, closed: AttendanceMonth) -> None:
    """Let a closed month be changed again; never by the one who asked.

    A circular on it says what may no longer be so and is voided; the next one names it.
    """
    if closed.reopen_asker is None:
        raise Refused([Problem("month", "没有人申请重新打开这个月")])
    if closed.reopen_asker == work.actor.account:
        raise Refused([Problem("month", "重新打开要由另一个人批准，您是申请人")])
    closed.reopened_by = work.actor.name
    closed.voided_at, closed.void_reason = work.now, f"重新打开：{closed.reopen_reason}"
    for paper in papers_of(work.session, closed.id):
        if paper.valid:
            paper.voided_at, paper.void_reason = work.now, "考勤重新打开"
    note(work, "reopen", closed, year=closed.year, month=closed.month)


@needs(Right.SEE_OFFICE)
def circular_before(work: Work, year: int, month: int) -> str:
    """The number of the circular on a month that was voided last; empty while there is none."""
    query = (
        select(Paper.number)
        .join(AttendanceMonth, AttendanceMonth.id == Paper.about)
        .where(
            AttendanceMonth.year == year,
            AttendanceMonth.month == month,
            AttendanceMonth.station == work.station,
            Paper.voided_at.is_not(None),
        )
        .order_by(Paper.issued_at.desc(), Paper.id.desc())
    )
    return work.session.scalars(visible(query, work.actor)).first() or ""


@needs(Right.KEEP_ATTENDANCE)
def publish(work: Work, closed: AttendanceMonth) -> None:
    """The closed sheet was shown to the staff, inside the office (ATT-10, OPEN-03)."""
    closed.published_on = local_date(work.now)
