"""The lights of lists (D6) by derived dates alone; the same as the states of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from center.calendar import WorkCalendar
from center.clock import State, soon_until
from center.holidays import work_calendar
from center.records import local_date
from center.settings import values
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Day:
    """What the lights of a list depend on: today, the last day that is 将到期, the calendar."""

    today: date
    soon: date
    calendar: WorkCalendar


def day_of(work: Work) -> Day:
    """The day of a unit of work."""
    today, calendar = local_date(work.now), work_calendar(work.session)
    days = values(work.session, work.now).number("due_soon_days")
    return Day(today, soon_until(today, calendar, days), calendar)


def light_of(
    due: date | None, raw_due: date | None, ended: date | None, day: Day, *, paused: bool = False
) -> State:
    """The light of a matter by its derived dates alone (D6); the same as its clock's state."""
    if ended is not None:
        return State.ON_TIME if due is None or ended <= due else State.LATE
    if paused:
        return State.PAUSED
    if due is None or raw_due is None:
        return State.NORMAL
    if due < day.today:
        return State.OVERDUE
    if due == day.today:
        return State.DUE_TODAY
    return State.DUE_SOON if raw_due <= day.soon else State.NORMAL


def due_words(light: State, due: date | None, day: Day) -> str:
    """The light in words, with the working days that are left."""
    match light:
        case State.PAUSED:
            return "暂停，不计入时限"
        case State.ON_TIME:
            return "按时办结"
        case State.LATE:
            return "超期办结"
        case State.DUE_TODAY:
            return "今天到期"
        case State.OVERDUE if due is not None:
            return f"超期 {(day.today - due).days} 天"
        case _ if due is not None:
            left = day.calendar.workdays_between(day.today, due)
            # A day somebody set may lie on the weekend that has begun.
            return f"还有 {left} 个工作日" if left else f"还有 {(due - day.today).days} 天"
        case _:
            return ""
