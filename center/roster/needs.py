"""How many serve on each day of a plan, by the office's settings (DUTY-05, INSP-01). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from center.calendar import WorkCalendar
from center.roster.records import Plan, Seat
from center.settings import Values

WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(rf"(?:周|星期)([{WEEKDAYS}天])")
_ENDING = re.compile(r"逢(\d)")
_DAY = re.compile(r"(\d{1,2})日?")


def is_busy(day: date, lines: Iterable[str]) -> bool:
    """Whether a day is a market or reception day with two leaders.

    A line is a weekday (周三), a last digit of the day (逢5) or a day of the month (15日).
    """
    return any(_hits(day, line.strip()) for line in lines)


def understood(line: str) -> bool:
    """Whether a line of busy days says something `is_busy` knows."""
    typed = line.strip()
    if found := _DAY.fullmatch(typed):
        return 1 <= int(found[1]) <= 31
    return bool(_WEEKDAY.fullmatch(typed) or _ENDING.fullmatch(typed))


def _hits(day: date, line: str) -> bool:
    if found := _WEEKDAY.fullmatch(line):
        return day.weekday() == WEEKDAYS.index(found[1].replace("天", "日"))
    if found := _ENDING.fullmatch(line):
        return day.day % 10 == int(found[1])
    found = _DAY.fullmatch(line)
    return found is not None and day.day == int(found[1])


def needs_of(
    plan: Plan, seat: Seat, days: Sequence[date], calendar: WorkCalendar, settings: Values
) -> dict[date, int]:
    """The days of a plan and how many of a seat serve on each.

    A leader sits at the centre on every working day, make-up days included (DUTY-05); the watch is
    kept every day.
    """
    if plan is Plan.WATCH:
        count = 1 if seat is Seat.LEADER else settings.number("watch_staff")
        return dict.fromkeys(days, count)
    found: dict[date, int] = {}
    for day in days:
        if plan is Plan.RECEPTION and is_busy(day, settings.lines("two_leader_days")):
            count = 2
        else:
            count = 1
        if calendar.is_workday(day) or (
            plan is Plan.RECEPTION and settings.switch("reception_on_days_off")
        ):
            found[day] = count
    return found
