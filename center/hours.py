"""Office hours (作息): when a counter is open, and what lies after closing (TIME-02, TIME-04)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from center.calendar import ONE_DAY, WorkCalendar
from center.records import CHINA
from center.settings import HOURS, Values

Sessions = tuple[tuple[time, time], ...]


def sessions(settings: Values) -> Sessions:
    """The sessions of a working day, such as morning and afternoon, earliest first."""
    profile = HOURS[settings.text("hours_profile")]
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in profile)


def after_closing(at: datetime, calendar: WorkCalendar, hours: Sessions) -> bool:
    """Whether a moment is delayed service (延时服务): of a working day, after a session has ended
    and before the next begins (TIME-04). Before the morning's opening and on days off it is not.
    """
    local = at.astimezone(CHINA)
    if not calendar.is_workday(local.date()) or local.time() < hours[0][0]:
        return False
    return not any(start <= local.time() < end for start, end in hours)


def open_minutes_after(
    start: datetime, minutes: int, calendar: WorkCalendar, hours: Sessions
) -> datetime:
    """The moment when the counter has been open for so many minutes since `start`.

    What is handed over at closing time waits until the next session; `minutes` from 0.
    """
    left, local = timedelta(minutes=minutes), start.astimezone(CHINA)
    day = local.date()
    while True:
        day = calendar.next_workday(day)
        for opens, closes in hours:
            begin = max(local, datetime.combine(day, opens, CHINA))
            end = datetime.combine(day, closes, CHINA)
            if begin >= end:
                continue
            if begin + left <= end:
                return begin + left
            left -= end - begin
        day += ONE_DAY
