"""The office's own holiday arrangements over the shipped ones (TIME-01).

A year that the office imported or typed replaces the shipped year whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.calendar import DayKind, DayMark, WorkCalendar, load_days
from center.errors import Problem, Refused
from center.records import Base, Record, unique_unless_voided
from center.rights import Right, needs
from center.storage import Work


class CalendarDay(Record, Base):
    """One day of an imported arrangement that differs from the weekly pattern."""

    __tablename__ = "calendar_days"
    __table_args__ = (unique_unless_voided("on"),)
    kind = "calendar_day"

    on: Mapped[date]
    mark: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]


def work_calendar(session: Session) -> WorkCalendar:
    """The calendar every deadline of this office counts by."""
    own = {on: DayMark(_kind(mark), name) for on, mark, name in session.connection().execute(_OWN)}
    if not own:
        return _shipped()
    own_years = {day.year for day in own}
    shipped = {day: mark for day, mark in load_days().items() if day.year not in own_years}
    return WorkCalendar({**shipped, **own})


_OWN = select(CalendarDay.on, CalendarDay.mark, CalendarDay.name)
_OWN = _OWN.where(CalendarDay.voided_at.is_(None))


@cache
def _shipped() -> WorkCalendar:
    return WorkCalendar(load_days())


def _kind(mark: str) -> DayKind:
    return "holiday" if mark == "holiday" else "makeup_workday"


@needs(Right.EDIT_SETTINGS)
def replace_years(work: Work, marks: Mapping[date, DayMark]) -> frozenset[int]:
    """Take over an arrangement for the years it holds; the earlier one is voided.

    A year the arrangement merely reaches into (29 December belongs to next year's notice) keeps its
    other days. The caller recomputes the open deadlines in the same commit (`cases.recompute`).
    """
    whole = WorkCalendar(marks).known_years
    if not marks:
        raise Refused([Problem("file", "文件里没有节假日安排，原来的安排没有变")])
    years = frozenset(day.year for day in marks)
    earlier = work_calendar(work.session).marks
    kept_days = {d: m for d, m in earlier.items() if d.year in years - whole}
    marks = {**kept_days, **marks}
    for day in work.session.scalars(select(CalendarDay).where(CalendarDay.voided_at.is_(None))):
        if day.on.year in years and marks.get(day.on) != DayMark(_kind(day.mark), day.name):
            day.voided_at, day.void_reason = work.now, "导入了新的节假日安排"
    work.session.flush()
    kept = set(work.session.scalars(select(CalendarDay.on).where(CalendarDay.voided_at.is_(None))))
    work.session.add_all(
        CalendarDay(id=work.new_id(), station=work.station, on=on, mark=mark.kind, name=mark.name)
        for on, mark in sorted(marks.items())
        if on not in kept
    )
    work.session.flush()
    return years
